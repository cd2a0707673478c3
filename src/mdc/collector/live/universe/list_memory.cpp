#include "mdc/collector/live/universe/list_memory.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <fstream>

#include <fmt/format.h>

#include "mdc/core/log.hpp"
#include "mdc/journal/file.hpp"
#include "mdc/journal/names.hpp"

namespace mdc::collector {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kHeading = "instruments 1\t";  // begins the first line, with its version
constexpr std::string_view kWhole = "whole";
constexpr std::string_view kPart = "part";
constexpr std::size_t kMostLines = 1 << 20;
constexpr std::array kTexts = {&Instrument::ticker,     &Instrument::status,
                               &Instrument::base,       &Instrument::quote,
                               &Instrument::underlying, &Instrument::contract_unit};
constexpr std::array kNumbers = {&Instrument::tick_size, &Instrument::lot_size,
                                 &Instrument::contract_value};
constexpr std::size_t kFields = kTexts.size() + kNumbers.size() + 3;

// Fields are parted by tabs; a name with a control character is no instrument's.
bool is_plain(const Instrument& instrument) {
    return std::all_of(kTexts.begin(), kTexts.end(), [&](auto text) {
        const auto& value = instrument.*text;
        return std::none_of(value.begin(), value.end(),
                            [](char c) { return static_cast<unsigned char>(c) < 0x20; });
    });
}

std::string line_of(const Instrument& instrument) {
    std::string line;
    for (const auto text : kTexts) line.append(instrument.*text).push_back('\t');
    line.append(to_string(instrument.type)).push_back('\t');
    for (const auto number : kNumbers) {
        if (!is_null(instrument.*number)) line += fmt::format("{}", instrument.*number);
        line.push_back('\t');
    }
    if (!is_null(instrument.expiry)) line += std::to_string(instrument.expiry);
    line.append(instrument.is_trading ? "\t1\n" : "\t0\n");
    return line;
}

template <class Number>
bool read_number(std::string_view text, Number& out) {
    if (text.empty()) return true;  // unknown, as it is
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    return error == std::errc{} && end == text.data() + text.size();
}

std::optional<Instrument> instrument_of(std::string_view line, ExchangeId exchange) {
    std::array<std::string_view, kFields> fields;
    for (std::size_t i = 0; i < kFields; ++i) {
        const auto end = line.find('\t');
        if ((end == line.npos) != (i + 1 == kFields)) return std::nullopt;
        fields[i] = line.substr(0, end);
        if (end != line.npos) line.remove_prefix(end + 1);
    }
    Instrument instrument;
    instrument.exchange = exchange;
    const auto* field = fields.begin();
    for (const auto text : kTexts) instrument.*text = *field++;
    const auto* const type =
        std::find(kInstrumentTypeNames.begin(), kInstrumentTypeNames.end(), *field++);
    if (type == kInstrumentTypeNames.end() || instrument.ticker.empty()) return std::nullopt;
    instrument.type = static_cast<InstrumentType>(type - kInstrumentTypeNames.begin());
    for (const auto number : kNumbers) {
        if (!read_number(*field++, instrument.*number)) return std::nullopt;
    }
    if (!read_number(*field++, instrument.expiry)) return std::nullopt;
    instrument.is_trading = *field == "1";
    return instrument;
}

std::string to_text(const RememberedList& list) {
    auto text = fmt::format("{}{}\t{}\n", kHeading, list.as_of.value,
                            list.listing.is_whole ? kWhole : kPart);
    for (const auto& [ticker, instrument] : list.listing.by_ticker) {
        if (is_plain(instrument)) text += line_of(instrument);
    }
    return text;
}

std::optional<RememberedList> read(const fs::path& file, ExchangeId exchange) {
    std::ifstream in(file);
    std::string line;
    if (!std::getline(in, line) || !line.starts_with(kHeading)) return std::nullopt;
    RememberedList list;
    const auto facts = std::string_view(line).substr(kHeading.size());
    const auto time = facts.substr(0, facts.find('\t'));
    const auto extent = facts.substr(std::min(time.size() + 1, facts.size()));
    list.listing.is_whole = extent == kWhole;
    if (!list.listing.is_whole && extent != kPart) return std::nullopt;
    if (time.empty() || !read_number(time, list.as_of.value)) return std::nullopt;
    for (std::size_t i = 0; i < kMostLines && std::getline(in, line); ++i) {
        auto instrument = instrument_of(line, exchange);
        if (!instrument) continue;
        auto ticker = instrument->ticker;
        list.listing.by_ticker.insert_or_assign(std::move(ticker), std::move(*instrument));
    }
    return list;
}

}  // namespace

ListMemory::ListMemory(const std::vector<config::SinkConfig>& sinks) {
    for (const auto& sink : sinks) {
        if (sink.kind != "recording" || sink.target.empty()) continue;
        const auto paths = journal::target_paths(sink.target);
        if (!paths.is_single_file()) folders_.push_back(paths.journals);
    }
}

std::string ListMemory::file_name(ExchangeId exchange) {
    return fmt::format("instruments.{}", to_string(exchange));
}

std::optional<RememberedList> ListMemory::recall(ExchangeId exchange, UnixMicros now) const {
    const auto rank = [](const RememberedList& list) {
        return std::pair(list.listing.is_whole, list.as_of);
    };
    std::optional<RememberedList> best;
    for (const auto& folder : folders_) {
        auto list = read(folder / file_name(exchange), exchange);
        if (!list || list->as_of > now) continue;
        if (!best || rank(*list) > rank(*best)) best = std::move(list);
    }
    if (best) {
        std::erase_if(best->listing.by_ticker, [&](const auto& each) {
            const auto expiry = each.second.expiry;
            return !is_null(expiry) && expiry <= now.value;
        });
    }
    return best;
}

void ListMemory::remember(ExchangeId exchange, const Listing& listing, UnixMicros now) const {
    for (const auto& folder : folders_) {
        std::error_code cannot;
        if (!fs::exists(folder, cannot)) continue;
        const auto file = folder / file_name(exchange);
        RememberedList list{listing, now};
        if (!listing.is_whole) {
            if (auto known = read(file, exchange); known && known->as_of <= now) {
                list.listing.is_whole = known->listing.is_whole;
                if (known->listing.is_whole) list.as_of = known->as_of;
                list.listing.by_ticker.merge(known->listing.by_ticker);
            }
        }
        if (!journal::replace_file(journal::posix_files(), file, to_text(list))) {
            log::warning("record",
                         "{} cannot be written: a restart without the list will not know "
                         "the instruments",
                         file.string());
        }
    }
}

}  // namespace mdc::collector
