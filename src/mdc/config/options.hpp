#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mdc/config/config.hpp"
#include "mdc/core/result.hpp"

namespace mdc::config {

/// Reads the options of a stage: each read names the option and its default; finish() then says
/// all that was wrong, unknown names included, as one error.
class Options {
  public:
    /// `stage` must outlive this.
    explicit Options(const StageConfig& stage) : stage_(stage) {}

    std::chrono::microseconds duration(std::string_view name, std::chrono::microseconds otherwise);
    std::int64_t number(std::string_view name, std::int64_t otherwise, std::int64_t least,
                        std::int64_t most);
    /// Empty when it is not given.
    std::vector<std::string> texts(std::string_view name);
    /// Like texts(), but each must be one of `known`.
    std::vector<std::string> words(std::string_view name, std::span<const std::string_view> known);
    [[nodiscard]] bool has(std::string_view name) const { return stage_.options.contains(name); }
    /// Adds a problem of the stage's own; `sentence` ends with a full stop.
    void refuse(std::string sentence) { problems_.push_back(std::move(sentence)); }

    /// To be called last. Error: usage, all problems in one text with the stage's name and place.
    [[nodiscard]] Result<void> finish();

  private:
    const std::string* one(std::string_view name);

    const StageConfig& stage_;
    std::vector<std::string_view> known_;
    std::vector<std::string> problems_;
};

}  // namespace mdc::config
