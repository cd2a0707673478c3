#pragma once

#include <memory>
#include <optional>

#include <arrow/io/interfaces.h>
#include <arrow/result.h>

#include "mdc/journal/file.hpp"

namespace mdc::parquet {

/// Lets Arrow write into a journal::File, and keeps the error that Arrow would turn into text.
class FileStream final : public arrow::io::OutputStream {
  public:
    explicit FileStream(journal::File& file) : file_(file) {}

    arrow::Status Write(const void* data, std::int64_t size) override;
    arrow::Status Close() override {
        is_closed_ = true;
        return arrow::Status::OK();
    }
    arrow::Result<std::int64_t> Tell() const override { return position_; }
    [[nodiscard]] bool closed() const override { return is_closed_; }

    [[nodiscard]] const std::optional<Error>& error() const noexcept { return error_; }
    [[nodiscard]] std::uint64_t size() const noexcept {
        return static_cast<std::uint64_t>(position_);
    }

  private:
    journal::File& file_;
    std::int64_t position_ = 0;
    bool is_closed_ = false;
    std::optional<Error> error_;
};

}  // namespace mdc::parquet
