#include "mdc/pipeline/stage_chain.hpp"

#include <string>

#include <gtest/gtest.h>

#include "tests/support/batches.hpp"
#include "tests/unit/pipeline/kept.hpp"

namespace mdc::pipeline {
namespace {

using test::bbos;
using test::rows_of;

/// Notes its calls in a common diary, keeps every batch until finish().
class Diarist final : public Stage {
  public:
    Diarist(char name, std::string& diary, Table table)
        : name_(name), diary_(diary), table_(table) {}
    bool touches(Table table) const noexcept override { return table == table_; }
    void process(BatchPtr batch, Next&) noexcept override {
        note("p");
        kept_ = std::move(batch);
    }
    void on_time(UnixMicros now, Next&) noexcept override { note("t" + std::to_string(now.value)); }
    void finish(Next& next) noexcept override {
        note("f");
        if (kept_) next.push(std::move(kept_));
    }

  private:
    void note(const std::string& what) { diary_ += name_ + what + " "; }

    char name_;
    std::string& diary_;
    Table table_;
    BatchPtr kept_;
};

TEST(StageChain, WithoutStagesEverythingGoesThrough) {
    Kept end;
    StageChain chain({}, end);
    const auto batch = bbos({{"A", 1, 1}});
    chain.push(batch);
    chain.on_time({1});
    chain.finish();
    ASSERT_EQ(end.batches.size(), 1u);
    EXPECT_EQ(end.batches[0], batch);
}

TEST(StageChain, StagesAreCalledInOrderAndOtherTablesPassThem) {
    std::string diary;
    Kept end;
    std::vector<std::unique_ptr<Stage>> stages;
    stages.push_back(std::make_unique<Diarist>('a', diary, Table::bbo));
    stages.push_back(std::make_unique<Diarist>('b', diary, Table::trades));
    stages.push_back(std::make_unique<Diarist>('c', diary, Table::bbo));
    StageChain chain(std::move(stages), end);
    const auto passing = rows_of(Table::clock, 1);
    chain.push(passing);
    EXPECT_EQ(end.batches, std::vector<BatchPtr>{passing});
    const auto batch = bbos({{"A", 1, 1}});
    chain.push(batch);
    chain.on_time({7});
    EXPECT_EQ(diary, "ap at7 bt7 ct7 ");
    diary.clear();
    chain.finish();
    // What `a` kept reaches `c`, and what `c` keeps of it reaches the end.
    EXPECT_EQ(diary, "af cp bf cf ");
    EXPECT_EQ(end.batches, (std::vector<BatchPtr>{passing, batch}));
}

}  // namespace
}  // namespace mdc::pipeline
