#include "mdc/sinks/recording/conversions.hpp"

#include <algorithm>
#include <utility>

namespace mdc::sinks {

namespace fs = std::filesystem;

Conversions::Conversions(fs::path program, journal::TargetPaths target, Hooks hooks)
    : program_(std::move(program)), target_(std::move(target)), hooks_(std::move(hooks)) {}

void Conversions::add(const fs::path& journal) {
    std::error_code code;
    const auto bytes = fs::file_size(journal, code);
    queue_.push_back({journal, code ? 0 : bytes});
}

std::vector<fs::path> Conversions::waiting() const {
    std::vector<fs::path> all;
    for (const auto& each : running_) all.push_back(each.journal);
    for (const auto& each : queue_) all.push_back(each.journal);
    return all;
}

void Conversions::poll(Clock::time_point now) {
    if (child_ && child_->poll(0)) end_running(now);
    // A single file is made of all journals together, when there will be no more.
    if (child_ || (target_.is_single_file() && !is_finishing_)) return;
    if (auto due = take_due(now); !due.empty()) start(std::move(due));
}

std::vector<Conversions::Waiting> Conversions::take_due(Clock::time_point now) {
    std::vector<Waiting> due;
    for (auto each = queue_.begin(); each != queue_.end();) {
        if (each->not_before > now) {
            ++each;
            continue;
        }
        due.push_back(std::move(*each));
        each = queue_.erase(each);
        if (!target_.is_single_file()) break;
    }
    return due;
}

void Conversions::start(std::vector<Waiting> journals) {
    running_ = std::move(journals);
    child_done_bytes_ = 0;
    std::vector<fs::path> paths;
    for (const auto& each : running_) paths.push_back(each.journal);
    auto child = journal::Conversion::start(
        program_, target_, paths, [this](const journal::ConversionLine& line) {
            if (line.kind == journal::ConversionLine::Kind::progress) {
                child_done_bytes_ = line.done;
                tell_progress();
            } else if (hooks_.on_line) {
                hooks_.on_line(line);
            }
        });
    if (child) {
        child_ = std::move(*child);
        return;
    }
    for (auto& each : std::exchange(running_, {})) {
        if (hooks_.on_failed) hooks_.on_failed(each.journal, child.error());
        put_back(std::move(each), Clock::now());
    }
}

void Conversions::end_running(Clock::time_point now) {
    const auto outcome = child_->outcome();
    child_.reset();
    child_done_bytes_ = 0;
    for (auto& each : std::exchange(running_, {})) {
        std::error_code code;
        finished_bytes_ += each.bytes;
        if (!outcome) {
            if (hooks_.on_failed) hooks_.on_failed(each.journal, outcome.error());
            put_back(std::move(each), now);
        } else if (fs::exists(each.journal, code)) {
            put_back(std::move(each), now);  // another process is at it
        } else if (hooks_.on_converted) {
            hooks_.on_converted(each.journal);
        }
    }
    tell_progress();
}

void Conversions::put_back(Waiting journal, Clock::time_point now) {
    constexpr unsigned kMostDoublings = 6;  // a minute … an hour
    journal.not_before =
        now + std::chrono::minutes(1u << std::min(journal.failures, kMostDoublings));
    ++journal.failures;
    queue_.push_back(std::move(journal));
}

void Conversions::finish(std::optional<Clock::time_point> deadline,
                         const std::atomic<bool>* abandon) {
    is_finishing_ = true;
    finished_bytes_ = 0;
    for (auto& each : queue_) each.not_before = {};  // one more try
    while (waiting_count() > 0) {
        const auto now = Clock::now();
        if ((deadline && now >= *deadline) || (abandon != nullptr && abandon->load())) break;
        if (child_ && child_->poll(50)) end_running(now);
        poll(now);
        if (!child_) break;  // what is left has failed
    }
    child_.reset();  // ends it: its journal stays
}

void Conversions::tell_progress() const {
    if (!is_finishing_ || !hooks_.on_progress) return;
    auto total = finished_bytes_;
    for (const auto& each : running_) total += each.bytes;
    for (const auto& each : queue_) total += each.failures == 0 ? each.bytes : 0;
    hooks_.on_progress(finished_bytes_ + child_done_bytes_, total);
}

}  // namespace mdc::sinks
