#include "mdc/collector/live/cold/dial_outcomes.hpp"

#include <utility>

namespace mdc::collector {

void DialOutcomes::opened() {
    const std::lock_guard lock(mutex_);
    has_opened_ = true;
    trouble_.clear();
}

void DialOutcomes::failed(const net::NetError& error) {
    const std::lock_guard lock(mutex_);
    trouble_ = error.message;
    if (!error.is_retryable && !has_opened_) fatal_ = error;
}

void DialOutcomes::refused(Error error) {
    const std::lock_guard lock(mutex_);
    fatal_ = std::move(error);
}

std::optional<Error> DialOutcomes::fatal() const {
    const std::lock_guard lock(mutex_);
    return fatal_;
}

std::string DialOutcomes::trouble() const {
    const std::lock_guard lock(mutex_);
    return trouble_;
}

}  // namespace mdc::collector
