#include "bench/micro/exchanges/bare_simdjson.hpp"

#include <simdjson.h>

// On-Demand as its documentation shows it: one parser kept, fields asked for in the order in which
// they come, numbers inside strings through get_double_in_string().

namespace mdc::bench {

namespace {

using simdjson::ondemand::array;
using simdjson::ondemand::object;

simdjson::ondemand::parser& parser() {
    thread_local simdjson::ondemand::parser instance;
    return instance;
}

class Document {
  public:
    Document(std::string_view message, Bare& out) : out_(out) {
        out.numbers.clear();
        const auto error = parser()
                               .iterate(message.data(), message.size(),
                                        message.size() + simdjson::SIMDJSON_PADDING)
                               .get(document_);
        is_good_ = error == simdjson::SUCCESS &&
                   document_["stream"].get_string().get(out.channel) == simdjson::SUCCESS &&
                   document_["data"].get_object().get(data_) == simdjson::SUCCESS;
    }
    Document& integer(std::string_view key, std::int64_t& to) {
        is_good_ = is_good_ && data_.find_field(key).get_int64().get(to) == simdjson::SUCCESS;
        return *this;
    }
    Document& text(std::string_view key, std::string_view& to) {
        is_good_ = is_good_ && data_.find_field(key).get_string().get(to) == simdjson::SUCCESS;
        return *this;
    }
    Document& flag(std::string_view key, bool& to) {
        is_good_ = is_good_ && data_.find_field(key).get_bool().get(to) == simdjson::SUCCESS;
        return *this;
    }
    Document& number(std::string_view key) {
        double value = 0;
        is_good_ = is_good_ &&
                   data_.find_field(key).get_double_in_string().get(value) == simdjson::SUCCESS;
        out_.numbers.push_back(value);
        return *this;
    }
    Document& levels(std::string_view key) {
        array rows;
        is_good_ = is_good_ && data_.find_field(key).get_array().get(rows) == simdjson::SUCCESS;
        if (!is_good_) return *this;
        for (auto row : rows) {
            array cells;
            if (row.get_array().get(cells) != simdjson::SUCCESS) is_good_ = false;
            for (auto cell : cells) {
                double value = 0;
                if (cell.get_double_in_string().get(value) != simdjson::SUCCESS) is_good_ = false;
                out_.numbers.push_back(value);
            }
        }
        return *this;
    }
    [[nodiscard]] bool is_good() const { return is_good_; }

  private:
    Bare& out_;
    simdjson::ondemand::document document_;
    object data_;
    bool is_good_ = false;
};

}  // namespace

bool bare_depth(std::string_view message, Bare& out) {
    return Document(message, out)
        .integer("E", out.ids[0])
        .text("s", out.symbol)
        .integer("U", out.ids[1])
        .integer("u", out.ids[2])
        .levels("b")
        .levels("a")
        .is_good();
}

bool bare_book_ticker(std::string_view message, Bare& out) {
    return Document(message, out)
        .integer("u", out.ids[0])
        .text("s", out.symbol)
        .number("b")
        .number("B")
        .number("a")
        .number("A")
        .is_good();
}

bool bare_trade(std::string_view message, Bare& out) {
    return Document(message, out)
        .integer("E", out.ids[0])
        .text("s", out.symbol)
        .integer("t", out.ids[1])
        .number("p")
        .number("q")
        .integer("T", out.ids[2])
        .flag("m", out.is_buyer_maker)
        .is_good();
}

bool bare_ticker(std::string_view message, Bare& out) {
    auto document = Document(message, out);
    document.integer("E", out.ids[0]).text("s", out.symbol);
    for (const auto* key : {"c", "Q", "b", "B", "a", "A", "o", "h", "l", "v", "q"}) {
        document.number(key);
    }
    return document.is_good();
}

}  // namespace mdc::bench
