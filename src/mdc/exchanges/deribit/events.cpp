#include "mdc/exchanges/deribit/events.hpp"

#include "mdc/exchanges/deribit/fields.hpp"
#include "mdc/exchanges/json.hpp"
#include "mdc/exchanges/scan.hpp"

namespace mdc::exchanges::deribit {

namespace {

class ScanValue {
  public:
    explicit ScanValue(Scan& scan) noexcept : scan_(&scan) {}

    bool number(double& out) noexcept { return scan_->number(out); }
    bool maybe_number(double& out) noexcept { return scan_->number(out) || is_null(); }
    bool integer(std::int64_t& out) noexcept { return scan_->integer(out); }
    bool text(std::string_view& out) noexcept { return scan_->literal("\"") && scan_->text(out); }
    bool is_there(bool& out) noexcept {
        out = !is_null();
        return !out || skip();
    }
    bool skip() noexcept {
        std::string_view skipped;
        if (scan_->literal("\"")) return scan_->text(skipped);
        const auto rest = scan_->rest();
        std::size_t size = 0;
        while (size < rest.size() && is_token(rest[size])) ++size;
        *scan_ = Scan(rest.substr(size));
        return size > 0;
    }
    bool level(std::string_view& action, double& price, double& qty) noexcept {
        Scan scan = *scan_;  // a copy stays in registers
        const bool is_good = scan.literal("[\"") && scan.text(action) && scan.literal(",") &&
                             scan.number(price) && scan.literal(",") && scan.number(qty) &&
                             scan.literal("]");
        *scan_ = scan;
        return is_good;
    }
    template <class OnField>
    bool object(OnField&& on_field) noexcept {
        std::string_view key;
        return each("{", "}", [&]() noexcept {
            Scan scan = *scan_;
            const bool is_good = scan.literal("\"") && scan.text(key) && scan.literal(":");
            *scan_ = scan;
            return is_good && on_field(key, *this);
        });
    }
    template <class OnElement>
    bool array(OnElement&& on_element) noexcept {
        return each("[", "]", [&]() noexcept { return on_element(*this); });
    }

  private:
    bool is_null() noexcept { return scan_->literal("null"); }
    // Of numbers of any length, true, false and null.
    static constexpr bool is_token(char c) noexcept {
        return (c >= '+' && c <= '9' && c != ',' && c != '/') || (c >= 'a' && c <= 'z') || c == 'E';
    }
    template <class OnItem>
    bool each(const char (&begin)[2], const char (&end)[2], OnItem&& on_item) noexcept {
        if (!scan_->literal(begin)) return false;
        if (scan_->literal(end)) return true;
        do {
            if (!on_item()) return false;
        } while (scan_->literal(","));
        return scan_->literal(end);
    }

    Scan* scan_;
};

class JsonValue {
  public:
    explicit JsonValue(json::Value value) noexcept : value_(value) {}

    bool number(double& out) noexcept { return json::number(value_, out); }
    bool maybe_number(double& out) noexcept { return json::maybe_number(value_, out); }
    bool integer(std::int64_t& out) noexcept { return json::integer(value_, out); }
    bool text(std::string_view& out) noexcept { return json::text(value_, out); }
    bool is_there(bool& out) noexcept {
        std::string_view whole;
        const bool is_good = json::token(value_, whole);
        out = whole != "null";
        return is_good;
    }
    bool skip() noexcept { return value_.error() == simdjson::SUCCESS; }
    bool level(std::string_view& action, double& price, double& qty) noexcept {
        int count = 0;
        const bool is_good = json::each_element(value_, [&](auto cell) noexcept {
            const int at = count++;
            if (at == 0) return json::text(cell, action);
            return at > 2 || json::number(cell, at == 1 ? price : qty);
        });
        return is_good && count > 2;
    }
    template <class OnField>
    bool object(OnField&& on_field) noexcept {
        return json::each_field_of(value_, [&](auto key, auto value) noexcept {
            return on_field(text_of(key), JsonValue(value));
        });
    }
    template <class OnElement>
    bool array(OnElement&& on_element) noexcept {
        return json::each_element(
            value_, [&](auto value) noexcept { return on_element(JsonValue(value)); });
    }

  private:
    // Up to the closing quote, which the parser has seen; keys of the venue need no unescaping.
    static std::string_view text_of(const json::ondemand::raw_json_string& key) noexcept {
        const char* const begin = key.raw();
        const char* end = begin;
        while (*end != '"') ++end;
        return {begin, static_cast<std::size_t>(end - begin)};
    }

    json::Value value_;
};

// open_generally() has seen that there is one `params` and one `data` in it.
template <class... Parts>
bool read_source(const Source& source, Parts&... parts) noexcept {
    if (source.way == Way::scan) {
        Scan scan(source.text);
        return read_data(ScanValue(scan), parts...) && scan.left() == 0;
    }
    return json::each_field(source.text, [&](auto key, auto params) noexcept {
        if (!json::is_key(key, "params")) return true;
        return json::each_field_of(params, [&](auto name, auto data) noexcept {
            return !json::is_key(name, "data") || read_data(JsonValue(data), parts...);
        });
    });
}

// Quotes are read whole by identify() already, so they have a shorter way yet: their six keys as
// they are written, in any order.
bool scan_quote(std::string_view data, QuoteEvent& event) noexcept {
    Scan scan(data);
    Seen needed;
    auto& row = event.row;
    std::string_view name;
    const auto scan_field = [&]() noexcept {
        if (scan.literal(R"("best_bid_price":)")) return needed.mark(0, scan.number(row.bid_price));
        if (scan.literal(R"("best_bid_amount":)")) return needed.mark(1, scan.number(row.bid_qty));
        if (scan.literal(R"("best_ask_price":)")) return needed.mark(2, scan.number(row.ask_price));
        if (scan.literal(R"("best_ask_amount":)")) return needed.mark(3, scan.number(row.ask_qty));
        if (scan.literal(R"("timestamp":)")) return needed.mark(4, scan.integer(event.time));
        return scan.literal(R"("instrument_name":")") && scan.text(name);
    };
    if (!scan.literal("{")) return false;
    do {
        if (!scan_field()) return false;
    } while (scan.literal(","));
    return scan.literal("}") && scan.left() == 0 && needed.has_all(5);
}

}  // namespace

bool read_book(const Source& source, BookEvent& event, std::vector<Level>& levels) noexcept {
    return read_source(source, event, levels);
}
bool read_quote(const Source& source, QuoteEvent& event) noexcept {
    if (source.way == Way::scan && scan_quote(source.text, event)) return true;
    event = {};
    return read_source(source, event);
}
bool read_trades(const Source& source, TradesEvent& event, std::vector<TradeRow>& rows) noexcept {
    return read_source(source, event, rows);
}
bool read_ticker(const Source& source, TickerEvent& event) noexcept {
    return read_source(source, event);
}

}  // namespace mdc::exchanges::deribit
