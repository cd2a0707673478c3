#pragma once

#include <filesystem>
#include <iosfwd>

#include "mdc/core/result.hpp"

namespace mdc::parquet {

/// Prints the rows of the target's `raw` table in the order of seq_id, one JSON object a line, as
/// `mdc parse` reads them: {"rcv_timestamp":…,"conn_id":…,"packet_id":…,"exchange":…,"kind":"ws",
/// "request":"…","raw":"…"}. A message that is not printable ASCII throughout stands as "raw_hex":
/// every byte comes through. Errors: target, when there is none; malformed.
[[nodiscard]] Result<void> print_raw(const std::filesystem::path& target, std::ostream& out);

}  // namespace mdc::parquet
