#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <string>

#include "mdc/core/result.hpp"

namespace mdc::sinks {

/// Text on its way into a file or to standard output, buffered. What could not be written yet stays
/// in the buffer. A reader that does not read is never waited for longer than asked.
class TextOutput {
  public:
    /// A new file. Errors: disk, when it exists or cannot be made.
    static Result<TextOutput> create(const std::filesystem::path& path);
    /// Does not own the descriptor. `name` stands in messages.
    static TextOutput borrow(int descriptor, std::string name);

    TextOutput(TextOutput&& other) noexcept;
    TextOutput& operator=(TextOutput&&) = delete;
    ~TextOutput();

    /// To be appended to.
    [[nodiscard]] std::string& text() noexcept { return text_; }
    [[nodiscard]] std::size_t buffered() const noexcept { return text_.size() - written_; }

    /// Writes what is buffered. Errors: target, retryable, when the reader took nothing for
    /// `patience`; target when the reader is gone; disk, retryable when it is full.
    [[nodiscard]] Result<void> flush(std::chrono::milliseconds patience);
    /// flush(), then closes the file.
    [[nodiscard]] Result<void> close(std::chrono::milliseconds patience);

  private:
    TextOutput(int descriptor, std::string name, bool owns);
    [[nodiscard]] bool wait_for_room(std::chrono::milliseconds patience) const;
    [[nodiscard]] Error error_of(int number) const;

    int descriptor_;
    std::string name_;
    bool owns_;
    std::size_t most_at_once_;  // a write of more could block
    std::string text_;
    std::size_t written_ = 0;  // of text_
};

}  // namespace mdc::sinks
