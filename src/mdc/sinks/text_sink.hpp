#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "mdc/core/result.hpp"
#include "mdc/sinks/sink.hpp"

namespace mdc::sinks {

/// How rows look as text: what tells one text sink from another.
struct TextFormat {
    std::string_view kind;  ///< of the sink, also the files' ending
    void (*begin)(Table table,
                  std::string& out) = nullptr;  ///< what a file begins with; may be null
    void (*append)(const Batch& batch, std::string& out) = nullptr;  ///< a line per row
};

/// A directory with one file per table, made when its first row comes. Errors: target, when the
/// directory cannot be used or holds such a file already.
Result<std::unique_ptr<Sink>> open_text_files(const std::string& directory,
                                              const TextFormat& format);

/// All tables into one descriptor that stays open: standard output. A reader that went away ends
/// the sink with a target error; one that does not read is given a second at the end.
std::unique_ptr<Sink> open_text_stream(int descriptor, std::string name, const TextFormat& format);

}  // namespace mdc::sinks
