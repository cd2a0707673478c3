#pragma once

#include <memory>
#include <vector>

#include "mdc/pipeline/stage.hpp"

namespace mdc::pipeline {

/// The stages of one sink in their order, and what they lead to. A table that a stage does not
/// touch passes it by.
class StageChain {
  public:
    /// `end` must outlive this.
    StageChain(std::vector<std::unique_ptr<Stage>> stages, Next& end);

    void push(BatchPtr batch) noexcept { first().push(std::move(batch)); }
    void on_time(UnixMicros now) noexcept;
    /// In order, so that what a stage kept still goes through the ones behind it. Call once.
    void finish() noexcept;

  private:
    class Link final : public Next {
      public:
        Link(Stage& stage, Next& next) : stage_(&stage), next_(&next) {}
        void push(BatchPtr batch) noexcept override;
        void on_time(UnixMicros now) noexcept { stage_->on_time(now, *next_); }
        void finish() noexcept { stage_->finish(*next_); }

      private:
        Stage* stage_;
        Next* next_;
    };
    Next& first() noexcept { return links_.empty() ? end_ : links_.back(); }

    std::vector<std::unique_ptr<Stage>> stages_;
    Next& end_;
    std::vector<Link> links_;  // the last stage's first; each holds the address of the one before
};

}  // namespace mdc::pipeline
