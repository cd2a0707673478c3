#include "mdc/config/options.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "mdc/config/did_you_mean.hpp"
#include "mdc/config/parse_text.hpp"

namespace mdc::config {

const std::string* Options::one(std::string_view name) {
    known_.push_back(name);
    const auto found = stage_.options.find(name);
    if (found == stage_.options.end()) return nullptr;
    if (found->second.size() == 1) return &found->second.front();
    refuse(fmt::format("Option '{}' takes one value.", name));
    return nullptr;
}

std::chrono::microseconds Options::duration(std::string_view name,
                                            std::chrono::microseconds otherwise) {
    const auto* text = one(name);
    if (text == nullptr) return otherwise;
    auto value = parse_duration(*text);
    if (value) return *value;
    refuse(fmt::format("Option '{}': {}", name, value.error().message));
    return otherwise;
}

std::int64_t Options::number(std::string_view name, std::int64_t otherwise, std::int64_t least,
                             std::int64_t most) {
    const auto* text = one(name);
    if (text == nullptr) return otherwise;
    auto value = parse_number(*text, least, most);
    if (value) return *value;
    refuse(fmt::format("Option '{}': {}", name, value.error().message));
    return otherwise;
}

std::vector<std::string> Options::texts(std::string_view name) {
    known_.push_back(name);
    const auto found = stage_.options.find(name);
    if (found == stage_.options.end()) return {};
    if (found->second.empty()) refuse(fmt::format("Option '{}' is an empty list.", name));
    return found->second;
}

std::vector<std::string> Options::words(std::string_view name,
                                        std::span<const std::string_view> known) {
    auto out = texts(name);
    for (const auto& each : out) {
        if (std::find(known.begin(), known.end(), each) != known.end()) continue;
        refuse(fmt::format("Option '{}' knows {}, not '{}'.{}", name, listed(known), each,
                           did_you_mean(each, known)));
    }
    return out;
}

Result<void> Options::finish() {
    for (const auto& [name, values] : stage_.options) {
        if (std::find(known_.begin(), known_.end(), name) != known_.end()) continue;
        refuse(fmt::format("There is no option '{}'.{}", name, did_you_mean(name, known_)));
    }
    if (problems_.empty()) return {};
    const auto place = stage_.where.empty() ? "" : stage_.where + ": ";
    return fail(ErrorKind::usage,
                fmt::format("{}Stage '{}': {}", place, stage_.name, fmt::join(problems_, " ")));
}

}  // namespace mdc::config
