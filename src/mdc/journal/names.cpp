#include "mdc/journal/names.hpp"

#include <charconv>
#include <time.h>

#include <fmt/format.h>

namespace mdc::journal {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kStampSize = sizeof("20261125T164727Z") - 1;

}  // namespace

std::string JournalName::stem() const {
    return fmt::format("{}-{:04}", format_file_stamp(start), number);
}

std::optional<JournalName> parse_journal_name(std::string_view file_name) {
    const auto stem = file_name.substr(0, file_name.find('.'));
    if (stem.size() < kStampSize + 2 || stem[kStampSize] != '-') return std::nullopt;
    std::tm fields{};
    const std::string stamp(stem.substr(0, kStampSize));
    const char* end = ::strptime(stamp.c_str(), "%Y%m%dT%H%M%SZ", &fields);
    if (end == nullptr || *end != '\0') return std::nullopt;
    JournalName name;
    name.start = {static_cast<std::int64_t>(::timegm(&fields)) * kMicrosPerSecond};
    const auto digits = stem.substr(kStampSize + 1);
    const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), name.number);
    if (parsed.ec != std::errc{} || parsed.ptr != digits.data() + digits.size()) {
        return std::nullopt;
    }
    return name;
}

fs::path TargetPaths::journal(const JournalName& name) const {
    return journals / (name.stem() + std::string(kJournalSuffix));
}

TargetPaths target_paths(const fs::path& target) {
    if (target.extension() != ".parquet") return {target, {}, target / "_journal"};
    const auto root = target.has_parent_path() ? target.parent_path() : fs::path(".");
    return {root, target, root / ("_" + target.filename().string() + ".journal")};
}

fs::path tree_path(Table table, UnixMicros day, ExchangeId exchange, std::string_view stem) {
    return fs::path(to_string(table)) / fmt::format("date={}", format_date(day)) /
           fmt::format("venue={}", to_string(exchange)) / fmt::format("{}.parquet", stem);
}

fs::path table_file(const fs::path& single, Table table) {
    auto path = single;
    return path.replace_extension(fmt::format(".{}.parquet", to_string(table)));
}

}  // namespace mdc::journal
