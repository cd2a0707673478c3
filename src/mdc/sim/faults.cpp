#include "mdc/sim/faults.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "mdc/core/decimal.hpp"
#include "mdc/sim/market/random.hpp"

namespace mdc::sim {
namespace {

enum class Scope : unsigned char { frame, connection, request, venue };

struct KindFacts {
    std::string_view name;
    Scope scope;
    int code;  ///< when the script names none
    std::string_view does;
};

/// In the order of FaultKind.
constexpr std::array kKinds = {
    KindFacts{"drop", Scope::frame, 0, "the frame is not sent"},
    KindFacts{"duplicate", Scope::frame, 0, "it is sent twice"},
    KindFacts{"reorder", Scope::frame, 0, "it changes places with the next of its stream"},
    KindFacts{"delay", Scope::frame, 0, "it and what follows on its stream wait `by`"},
    KindFacts{"stall", Scope::frame, 0, "its stream is silent `for` so long (default: for ever)"},
    KindFacts{"garbage", Scope::frame, 0, "it becomes bytes that are neither UTF-8 nor JSON"},
    KindFacts{"oversized", Scope::frame, 0, "it becomes a message of `bytes` (default 4194304)"},
    KindFacts{"wrong_type", Scope::frame, 0, "it has text where numbers should be"},
    KindFacts{"cut", Scope::connection, 0, "TCP ends in the middle of a frame"},
    KindFacts{"half_open", Scope::connection, 0, "the socket stays, nothing is sent or answered"},
    KindFacts{"shutdown", Scope::connection, 1001, "the venue's notice, then a close `for` later"},
    KindFacts{"close", Scope::connection, 1008, "WebSocket close with `code`"},
    KindFacts{"refuse", Scope::request, 429, "the WebSocket upgrade is answered with HTTP `code`"},
    KindFacts{"rest", Scope::request, 429, "REST is answered with HTTP `code` and `retry_after`"},
    KindFacts{"snapshot_old", Scope::request, 0, "the depth snapshot is older than any stream"},
    KindFacts{"reset", Scope::venue, 0, "its books begin their numbers anew (OKX, Bybit)"},
};

const KindFacts& facts(FaultKind kind) { return kKinds[static_cast<std::size_t>(kind)]; }

template <class Number>
bool read_count(std::string_view text, std::int64_t least, Number& out) {
    std::int64_t value = 0;
    if (!parse_integer(text, value) || value < least) return false;
    out = static_cast<Number>(value);
    return true;
}

bool read_span(std::string_view text, std::chrono::microseconds& out) {
    constexpr std::array<std::pair<std::string_view, double>, 4> kUnits = {
        {{"us", 1}, {"ms", 1e3}, {"s", 1e6}, {"m", 6e7}}};
    for (const auto& [unit, micros] : kUnits) {
        double value = 0;
        if (!text.ends_with(unit)) continue;
        if (!parse_decimal(text.substr(0, text.size() - unit.size()), value) || value < 0) continue;
        out = std::chrono::microseconds(static_cast<std::int64_t>(value * micros));
        return true;
    }
    return false;
}

/// What a key expects, or "" when the value was taken.
std::string_view read_value(Fault& fault, std::string_view key, std::string_view value) {
    constexpr std::string_view kSpan = "a time such as 500ms or 2s";
    constexpr std::string_view kNumber = "a whole number from 1";
    if (key == "stream") {
        fault.stream = value;
        return value.empty() ? "a stream's name or part of it" : "";
    }
    if (key == "conn") return read_count(value, 1, fault.connection) ? "" : kNumber;
    if (key == "every") return read_count(value, 1, fault.every) ? "" : kNumber;
    if (key == "count") return read_count(value, 0, fault.count) ? "" : "a whole number from 0";
    if (key == "bytes") return read_count(value, 1, fault.bytes) ? "" : kNumber;
    if (key == "code") return read_count(value, 100, fault.code) ? "" : "a status or close code";
    if (key == "p") {
        const bool is_right = parse_decimal(value, fault.probability) && fault.probability >= 0 &&
                              fault.probability <= 1;
        return is_right ? "" : "a probability between 0 and 1";
    }
    if (key == "after") return read_span(value, fault.after) ? "" : kSpan;
    if (key == "for") return read_span(value, fault.span) ? "" : kSpan;
    if (key == "by") return read_span(value, fault.by) ? "" : kSpan;
    if (key == "retry_after") {
        std::chrono::microseconds span{0};
        if (!read_span(value, span)) return "a time in seconds such as 3s";
        fault.retry_after = std::chrono::duration_cast<std::chrono::seconds>(span);
        return "";
    }
    return "?";
}

constexpr std::string_view kKeys =
    "stream, conn, every, p, count, after, for, by, code, retry_after, bytes";

Result<Fault> start_fault(std::string_view text, std::string_view name) {
    Fault fault;
    for (std::size_t kind = 0; kind < kKinds.size(); ++kind) {
        if (kKinds[kind].name != name) continue;
        fault.kind = static_cast<FaultKind>(kind);
        fault.code = kKinds[kind].code;
        const bool repeats = kKinds[kind].scope == Scope::frame && fault.kind != FaultKind::stall;
        fault.count = repeats ? 0 : 1;
        return fault;
    }
    std::string names;
    for (const auto& kind : kKinds)
        names += fmt::format("{}{}", names.empty() ? "" : ", ", kind.name);
    return fail(ErrorKind::usage,
                fmt::format("fault '{}': there is no kind '{}'; kinds are {}", text, name, names));
}

bool matches(std::string_view pattern, std::string_view text) {
    return pattern.empty() || text.find(pattern) != std::string_view::npos;
}

}  // namespace

std::string_view to_string(FaultKind kind) noexcept { return facts(kind).name; }

Result<Fault> parse_fault(std::string_view text) {
    const auto colon = text.find(':');
    auto fault = start_fault(text, text.substr(0, colon));
    if (!fault || colon == std::string_view::npos) return fault;
    auto rest = text.substr(colon + 1);
    while (!rest.empty()) {
        const auto comma = rest.find(',');
        const auto part = rest.substr(0, comma);
        rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
        const auto equals = part.find('=');
        if (equals == std::string_view::npos) {
            return fail(ErrorKind::usage,
                        fmt::format("fault '{}': '{}' should be KEY=VALUE", text, part));
        }
        const auto key = part.substr(0, equals);
        const auto expected = read_value(*fault, key, part.substr(equals + 1));
        if (expected == "?") {
            return fail(
                ErrorKind::usage,
                fmt::format("fault '{}': there is no key '{}'; keys are {}", text, key, kKeys));
        }
        if (!expected.empty()) {
            return fail(ErrorKind::usage,
                        fmt::format("fault '{}': {} must be {}", text, key, expected));
        }
    }
    if (facts(fault->kind).scope == Scope::venue && (fault->connection != 0 || fault->count == 0)) {
        return fail(ErrorKind::usage,
                    fmt::format("fault '{}': it comes for all connections and has an end, so conn "
                                "and count=0 say nothing",
                                text));
    }
    return fault;
}

std::string describe_faults() {
    std::string text = "Faults: KIND[:KEY=VALUE,...], for instance drop:stream=depth,every=50\n";
    constexpr std::array<std::string_view, 4> kScopes = {
        "  on frames (each time, stall once, unless every, p or count say otherwise):\n",
        "  on connections (once, unless count says more):\n",
        "  on requests (once, unless count says more):\n",
        "  of the venue, for all connections (once, count=N: N times, each `after` later):\n"};
    for (const auto scope : {Scope::frame, Scope::connection, Scope::request, Scope::venue}) {
        text += kScopes[static_cast<std::size_t>(scope)];
        for (const auto& kind : kKinds) {
            if (kind.scope == scope) text += fmt::format("    {:<13} {}\n", kind.name, kind.does);
        }
    }
    text +=
        "  keys: stream=NAME or part of it, conn=N (the N-th connection), every=N, p=0.01, "
        "count=N,\n"
        "        after=2s (since the connection opened, reset: the market), for=5s, by=50ms, "
        "code=N,\n"
        "        retry_after=3s, bytes=N\n";
    return text;
}

ConnectionFaults::ConnectionFaults(FaultScript& script, int number, UnixMicros opened)
    : script_(script), opened_(opened) {
    for (std::size_t index = 0; index < script.faults_.size(); ++index) {
        const auto& fault = script.faults_[index];
        if (fault.connection != 0 && fault.connection != number) continue;
        const auto scope = facts(fault.kind).scope;
        if (scope == Scope::request || scope == Scope::venue) continue;
        has_frame_faults_ |= scope == Scope::frame;
        auto seed = script.seed_ ^ (static_cast<std::uint64_t>(number) << 32) ^ index;
        states_.push_back({index, 0, Random::split_mix(seed), false});
    }
}

const Fault* ConnectionFaults::hit_frame(std::string_view stream, UnixMicros now) {
    for (auto& state : states_) {
        const auto& fault = script_.faults_[state.fault];
        if (facts(fault.kind).scope != Scope::frame || !matches(fault.stream, stream)) continue;
        if (now - opened_ < fault.after) continue;
        auto& times = script_.times_[state.fault];
        if (fault.count != 0 && times >= fault.count) continue;
        if (++state.seen % fault.every != 0) continue;
        if (fault.probability < 1.0 &&
            !Random(state.random + state.seen).chance(fault.probability)) {
            continue;
        }
        ++times;
        return &fault;
    }
    return nullptr;
}

const Fault* ConnectionFaults::hit_connection(UnixMicros now) {
    for (auto& state : states_) {
        const auto& fault = script_.faults_[state.fault];
        if (state.is_done || facts(fault.kind).scope != Scope::connection) continue;
        if (now - opened_ < fault.after) continue;
        auto& times = script_.times_[state.fault];
        if (fault.count != 0 && times >= fault.count) continue;
        state.is_done = true;
        ++times;
        return &fault;
    }
    return nullptr;
}

FaultScript::FaultScript(std::vector<Fault> faults, std::uint64_t seed, UnixMicros started)
    : faults_(std::move(faults)),
      times_(faults_.size(), 0),
      requests_seen_(faults_.size(), 0),
      seed_(seed),
      started_(started) {}

const Fault* FaultScript::hit_request(FaultKind kind, std::string_view path, UnixMicros now) {
    for (std::size_t index = 0; index < faults_.size(); ++index) {
        const auto& fault = faults_[index];
        if (fault.kind != kind || !matches(fault.stream, path)) continue;
        if (now - started_ < fault.after) continue;
        if (fault.count != 0 && times_[index] >= fault.count) continue;
        if (++requests_seen_[index] % fault.every != 0) continue;
        ++times_[index];
        return &fault;
    }
    return nullptr;
}

std::optional<std::chrono::microseconds> FaultScript::due_of_venue(std::size_t fault) const {
    const auto& one = faults_[fault];
    if (facts(one.kind).scope != Scope::venue || times_[fault] >= one.count) return std::nullopt;
    return one.after * static_cast<std::int64_t>(times_[fault] + 1);
}

std::optional<std::chrono::microseconds> FaultScript::next_of_venue() const {
    std::optional<std::chrono::microseconds> next;
    for (std::size_t index = 0; index < faults_.size(); ++index) {
        const auto due = due_of_venue(index);
        if (due && (!next || *due < *next)) next = due;
    }
    return next;
}

const Fault* FaultScript::hit_venue(std::chrono::microseconds open_for) {
    for (std::size_t index = 0; index < faults_.size(); ++index) {
        const auto due = due_of_venue(index);
        if (!due || *due > open_for) continue;
        ++times_[index];
        return &faults_[index];
    }
    return nullptr;
}

}  // namespace mdc::sim
