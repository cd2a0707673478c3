#include "mdc/pipeline/stage_chain.hpp"

#include <utility>

namespace mdc::pipeline {

StageChain::StageChain(std::vector<std::unique_ptr<Stage>> stages, Next& end)
    : stages_(std::move(stages)), end_(end) {
    links_.reserve(stages_.size());  // so that they never move
    for (auto stage = stages_.rbegin(); stage != stages_.rend(); ++stage) {
        links_.emplace_back(**stage, first());
    }
}

void StageChain::Link::push(BatchPtr batch) noexcept {
    if (stage_->touches(batch->table)) {
        stage_->process(std::move(batch), *next_);
    } else {
        next_->push(std::move(batch));
    }
}

void StageChain::on_time(UnixMicros now) noexcept {
    for (auto link = links_.rbegin(); link != links_.rend(); ++link) link->on_time(now);
}

void StageChain::finish() noexcept {
    for (auto link = links_.rbegin(); link != links_.rend(); ++link) link->finish();
}

}  // namespace mdc::pipeline
