#include "mdc/parquet/file_stream.hpp"

namespace mdc::parquet {

arrow::Status FileStream::Write(const void* data, std::int64_t size) {
    const auto* bytes = static_cast<const std::byte*>(data);
    const auto done = file_.append({bytes, static_cast<std::size_t>(size)});
    if (!done) {
        error_ = done.error();
        return arrow::Status::IOError(error_->message);
    }
    position_ += size;
    return arrow::Status::OK();
}

}  // namespace mdc::parquet
