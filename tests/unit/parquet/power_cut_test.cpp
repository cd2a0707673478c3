#include <random>

#include <gtest/gtest.h>

#include "mdc/journal/target.hpp"

#include "tests/support/storage/power_cut_files.hpp"
#include "tests/support/storage/temporary_folder.hpp"
#include "tests/unit/parquet/files.hpp"

// The power is cut at every step of writing and of converting. Recovery then yields everything that
// was synced, once, and nothing that was not written.

namespace mdc::parquet::test {
namespace {

using mdc::test::PowerCutFiles;
using mdc::test::SampleBatches;
using mdc::test::Survival;
using mdc::test::TemporaryFolder;
using Step = PowerCutFiles::Step;

constexpr Survival kSurvivals[] = {Survival::only_synced, Survival::random, Survival::everything};

/// What mdc recover does, in this process.
void recover_in(const fs::path& root) {
    if (!fs::exists(root / "_journal")) return;
    std::vector<fs::path> journals;
    for (const auto& each : fs::directory_iterator(root / "_journal")) {
        if (each.path().extension() == ".journal") journals.push_back(each.path());
    }
    const auto done = convert(into(root, journals));
    ASSERT_TRUE(done) << done.error().message;
}

struct Scene {
    TemporaryFolder folder;
    fs::path root = folder / "disk";
    fs::path after = folder / "after";
    PowerCutFiles disk{journal::posix_files(), root};
    std::mt19937_64 random{20261125};

    Scene() { fs::create_directories(root); }

    /// Cuts behind `steps` steps and `part` bytes, recovers, compares.
    void cut(std::size_t steps, std::uint64_t part, const RowBook& safe, const RowBook& written,
             std::int64_t highest_id = 0) {
        for (const auto survival : kSurvivals) {
            disk.rebuild(steps, part, after, survival, random);
            recover_in(after);
            const auto rows = read_tables(after);
            ASSERT_EQ(rows.missing_of(safe), "") << "after step " << steps << " part " << part;
            ASSERT_EQ(rows.strangers_to(written), "") << "after step " << steps << " part " << part;
            // A later run must not use an id again.
            ASSERT_GE(journal::read_state(after / "_journal")->highest_id, highest_id) << steps;
        }
    }
};

TEST(PowerCut, WhileWritingLosesOnlyWhatWasNotSynced) {
    Scene scene;
    SampleBatches samples(1);
    // What is safe after how many steps; a batch counts from its sync on.
    std::vector<std::pair<std::size_t, RowBook>> safe = {{0, {}}};
    RowBook written;
    const auto root = scene.root;
    ASSERT_TRUE(journal::make_directories(scene.disk, root / "_journal"));
    for (const std::uint32_t number : {1u, 2u}) {
        journal::FileHeader header;
        header.number = number;
        header.run_start = kNoon;
        auto writer = journal::Writer::create(scene.disk, journal_path(root, number), header);
        ASSERT_TRUE(writer);
        for (int i = 0; i < 6; ++i) {
            const auto batch = samples.make(i % 2 == 0 ? Table::trades : Table::raw, 10);
            ASSERT_TRUE(writer->append(batch));
            written.add(batch);
            if (i % 3 != 2) continue;
            ASSERT_TRUE(writer->file()->sync());
            safe.emplace_back(scene.disk.steps(), written);
        }
    }
    const auto log = scene.disk.log();
    for (std::size_t steps = 0; steps <= log.size(); ++steps) {
        const auto* is_safe = &safe.front().second;
        for (const auto& [from, rows] : safe) {
            if (from <= steps) is_safe = &rows;
        }
        scene.cut(steps, 0, *is_safe, written);
        if (steps == log.size() || log[steps].kind != Step::Kind::append) continue;
        const auto size = log[steps].bytes.size();
        for (int i = 0; i < 3; ++i) scene.cut(steps, 1 + scene.random() % size, *is_safe, written);
    }
}

TEST(PowerCut, WhileConvertingLosesAndDoublesNothing) {
    Scene scene;
    SampleBatches samples(2);
    RowBook written;
    const UnixMicros tomorrow = kNoon + std::chrono::hours(24);
    const auto path = journal_path(scene.root);
    write_journal(path,
                  {samples.make(Table::trades, 40), samples.make(Table::bbo, 40),
                   samples.make(Table::trades, 40, tomorrow), samples.make(Table::raw, 10)},
                  written, {}, scene.disk);
    const auto begin = scene.disk.steps();
    auto options = into(scene.root, {path});
    options.files = &scene.disk;
    options.memory_bytes = 10'000;  // runs go to the disk, too
    ASSERT_TRUE(convert(options));
    const auto log = scene.disk.log();
    ASSERT_GT(log.size(), begin + 100);
    std::size_t appends = 0;
    for (auto steps = begin; steps <= log.size(); ++steps) {
        const bool is_append = steps < log.size() && log[steps].kind == Step::Kind::append;
        if (is_append && ++appends % 7 != 0) continue;  // pages of one file are all alike
        scene.cut(steps, is_append ? scene.random() % log[steps].bytes.size() : 0, written,
                  written);
    }
}

TEST(PowerCut, ModelForgetsWhatWasNotSynced) {
    Scene scene;
    const auto at = [&](const char* name) { return scene.root / name; };
    const auto exists_after = [&](const char* name) {
        scene.disk.rebuild(scene.disk.steps(), 0, scene.after, Survival::only_synced, scene.random);
        return fs::exists(scene.after / name);
    };
    const std::string text = "bytes";
    auto file = scene.disk.create(at("a"));
    ASSERT_TRUE((*file)->append(std::as_bytes(std::span(text))));
    EXPECT_FALSE(exists_after("a"));
    ASSERT_TRUE(scene.disk.sync_directory(scene.root));
    EXPECT_TRUE(exists_after("a"));
    EXPECT_EQ(bytes_of(scene.after / "a"), "");
    ASSERT_TRUE((*file)->sync());
    EXPECT_TRUE(exists_after("a"));
    EXPECT_EQ(bytes_of(scene.after / "a"), "bytes");
    ASSERT_TRUE(scene.disk.rename(at("a"), at("b")));
    EXPECT_TRUE(exists_after("a"));
    EXPECT_FALSE(exists_after("b"));
    ASSERT_TRUE(scene.disk.sync_directory(scene.root));
    EXPECT_FALSE(exists_after("a"));
    EXPECT_EQ(bytes_of(scene.after / "b"), "bytes");
}

}  // namespace
}  // namespace mdc::parquet::test
