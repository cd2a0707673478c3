#include "mdc/collector/offline/input_line.hpp"

#include <simdjson.h>

#include "mdc/model/wire/frame.hpp"

namespace mdc::collector {

struct InputLineParser::State {
    simdjson::ondemand::parser parser;
    std::string line;     // padded copy of the line
    std::string payload;  // unescaped, padded
    std::string request;
};

InputLineParser::InputLineParser() : state_(std::make_unique<State>()) {}
InputLineParser::~InputLineParser() = default;

namespace {

void assign_padded(std::string& out, std::string_view text) {
    out.reserve(text.size() + kFramePadding);
    out.assign(text);
    out.append(kFramePadding, '\0');
}

std::optional<InputLine::Kind> kind_of(std::string_view name) {
    if (name == "open") return InputLine::Kind::open;
    if (name == "ws") return InputLine::Kind::ws;
    if (name == "rest") return InputLine::Kind::rest;
    if (name == "close") return InputLine::Kind::close;
    return std::nullopt;
}

// What an envelope's keys said; which of them must be there depends on the kind.
struct Envelope {
    std::optional<InputLine::Kind> kind;
    bool has_payload = false;
    bool is_good = true;
};

using Value = simdjson::simdjson_result<simdjson::ondemand::value>;

void read_integer(Value value, std::int64_t& out) {
    std::int64_t number = 0;
    if (value.get_int64().get(number) == simdjson::SUCCESS) out = number;
}

int hex_digit(char c) noexcept {
    if (c >= '0' && c <= '9') return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// Two lower-case digits a byte; false for anything else.
bool read_hex(Value value, std::string& out) {
    std::string_view text;
    if (value.get_string().get(text) != simdjson::SUCCESS || text.size() % 2 != 0) return false;
    out.clear();
    for (std::size_t i = 0; i < text.size(); i += 2) {
        const int high = hex_digit(text[i]);
        const int low = hex_digit(text[i + 1]);
        if (high < 0 || low < 0) return false;
        out += static_cast<char>(high * 16 + low);
    }
    out.append(kFramePadding, '\0');
    return true;
}

bool read_text(Value value, std::string& out) {
    std::string_view text;
    if (value.get_string().get(text) != simdjson::SUCCESS) return false;
    assign_padded(out, text);
    return true;
}

}  // namespace

// A frame never has both "kind" and one of "raw" and "payload" at the top; an envelope always has
// "kind".
std::optional<InputLine> InputLineParser::parse(std::string_view line) {
    auto& state = *state_;
    assign_padded(state.line, line);
    const std::string_view text(state.line.data(), line.size());
    InputLine out;
    out.payload = text;
    if (text.empty() || text.front() != '{') return std::nullopt;

    auto document = state.parser.iterate(text.data(), text.size(), state.line.size());
    simdjson::ondemand::object object;
    if (document.get_object().get(object) != simdjson::SUCCESS) return std::nullopt;
    Envelope seen;
    std::string_view kind;
    state.request.clear();
    for (auto field : object) {
        std::string_view key;
        if (field.unescaped_key().get(key) != simdjson::SUCCESS)
            return out;  // the venue's to judge
        if (key == "kind") {
            seen.is_good = field.value().get_string().get(kind) == simdjson::SUCCESS;
            if (seen.is_good) seen.kind = kind_of(kind);
        } else if (key == "rcv_timestamp") {
            read_integer(field.value(), out.rcv_timestamp);
        } else if (key == "conn_id") {
            read_integer(field.value(), out.conn_id);
        } else if (key == "packet_id") {
            read_integer(field.value(), out.packet_id);
        } else if (key == "exchange") {
            std::int64_t code = kNullInt64;
            read_integer(field.value(), code);
            if (!is_null(code)) out.exchange = static_cast<std::int16_t>(code);
        } else if (key == "request") {
            (void)read_text(field.value(), state.request);
        } else if (key == "raw" || key == "payload") {
            seen.has_payload = read_text(field.value(), state.payload);
        } else if (key == "raw_hex") {
            seen.has_payload = read_hex(field.value(), state.payload);
        }
    }
    if (!seen.kind) return out;
    out.kind = *seen.kind;
    const bool needs_payload = out.kind == InputLine::Kind::ws || out.kind == InputLine::Kind::rest;
    if (is_null(out.rcv_timestamp) || (needs_payload && !seen.has_payload)) return std::nullopt;
    out.payload = {};
    if (seen.has_payload)
        out.payload = {state.payload.data(), state.payload.size() - kFramePadding};
    if (!state.request.empty())
        out.request = {state.request.data(), state.request.size() - kFramePadding};
    return out;
}

}  // namespace mdc::collector
