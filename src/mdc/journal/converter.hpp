#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "mdc/journal/descriptor.hpp"
#include "mdc/journal/names.hpp"
#include "mdc/journal/reader.hpp"

// Journals become Parquet in a child process, mdc-parquet: the only program that links Arrow.

namespace mdc::journal {

/// A line of `mdc-parquet convert --progress`.
struct ConversionLine {
    enum class Kind : std::uint8_t {
        progress,  ///< `done` of `total` bytes of work
        file,      ///< `path` was written with `rows` rows and `bytes` bytes
        journal,   ///< `path` was converted: `rows`, how it ended, `bytes` cut behind
        busy,      ///< `path` is held by another process and was left alone
        failed,    ///< `path` was not converted and stays: `problem`
    };
    Kind kind{};
    std::uint64_t done = 0, total = 0;
    std::uint64_t rows = 0, bytes = 0;
    JournalEnd end = JournalEnd::clean;
    std::string path = {};
    std::string problem = {};
};
std::string to_text(const ConversionLine& line);
std::optional<ConversionLine> parse_conversion_line(std::string_view line);

/// mdc-parquet beside this program, or in ../libexec/mdc, or in the PATH; empty when nowhere.
std::filesystem::path find_converter();

/// One running mdc-parquet. Destroying kills it: a conversion may end anywhere.
class Conversion {
  public:
    using OnLine = std::function<void(const ConversionLine&)>;

    /// Starts it at low priority. Errors: `internal` when the program cannot be started.
    [[nodiscard]] static Result<Conversion> start(
        const std::filesystem::path& program, const TargetPaths& target,
        const std::vector<std::filesystem::path>& journals, OnLine on_line);
    Conversion(Conversion&& other) noexcept;
    Conversion& operator=(Conversion&& other) noexcept;
    ~Conversion();

    /// Hands on what it has printed. True when it has ended. Waits for at most `wait_ms`.
    [[nodiscard]] bool poll(int wait_ms);
    /// After poll() said true: ok, or what went wrong in its own words.
    [[nodiscard]] Result<void> outcome() const;

  private:
    Conversion() = default;
    void hand_on_lines();

    int pid_ = -1;
    Descriptor out_, err_;
    int status_ = 0;
    std::string line_;   ///< begun, not ended
    std::string words_;  ///< the end of what it said on stderr
    OnLine on_line_;
};

}  // namespace mdc::journal
