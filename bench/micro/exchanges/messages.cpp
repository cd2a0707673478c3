#include "bench/micro/exchanges/messages.hpp"

#include <algorithm>
#include <cmath>
#include <random>

#include "mdc/core/log.hpp"
#include "mdc/model/wire/frame.hpp"

namespace mdc::bench {

namespace {

class Writer {
  public:
    std::string depth() {
        const auto levels = level_count();
        const auto bids = std::binomial_distribution<int>(levels, 0.5)(random_);
        const auto first = next_id(1 + levels / 2);
        return fmt::format(
            R"({{"stream":"btcusdt@depth@100ms","data":{{"e":"depthUpdate","E":{},"s":"BTCUSDT","U":{},"u":{},"b":[{}],"a":[{}]}}}})",
            next_time(), first, id_, side(bids, -1), side(levels - bids, 1));
    }
    std::string book_ticker() {
        return fmt::format(
            R"({{"stream":"btcusdt@bookTicker","data":{{"u":{},"s":"BTCUSDT","b":"{}","B":"{}","a":"{}","A":"{}"}}}})",
            next_id(3), price(-1), quantity(), price(1), quantity());
    }
    std::string trade() {
        const auto time = next_time();
        return fmt::format(
            R"({{"stream":"btcusdt@trade","data":{{"e":"trade","E":{},"s":"BTCUSDT","t":{},"p":"{}","q":"{}","T":{},"m":{},"M":true}}}})",
            time, next_id(1), price(0), quantity(), time - 455, random_() % 2 == 0);
    }
    std::string ticker() {
        const auto time = next_time();
        return fmt::format(
            R"({{"stream":"btcusdt@ticker","data":{{"e":"24hrTicker","E":{},"s":"BTCUSDT","p":"-{}","P":"-0.935","w":"{}","x":"{}","c":"{}","Q":"{}","b":"{}","B":"{}","a":"{}","A":"{}","o":"{}","h":"{}","l":"{}","v":"{}.53692000","q":"{}.96166896","O":{},"C":{},"F":{},"L":{},"n":{}}}}})",
            time, quantity(), price(0), price(0), price(0), quantity(), price(-1), quantity(),
            price(1), quantity(), price(0), price(1), price(-1), 10'000 + random_() % 20'000,
            1'000'000'000 + random_() % 900'000'000, time - 86'400'000'000, time, id_ - 2'000'000,
            id_, 2'000'000 + random_() % 1000);
    }
    [[nodiscard]] double levels_written() const { return levels_written_; }

  private:
    int level_count() {
        const auto levels = std::clamp(static_cast<int>(std::lround(size_(random_))), 1, 1076);
        levels_written_ += levels;
        return levels;
    }
    std::string side(int count, int direction) {
        std::string out;
        for (int i = 0; i < count; ++i) {
            const bool is_deleted = random_() % 3 == 0;
            out += fmt::format(R"({}["{}","{}"])", i == 0 ? "" : ",", price(direction),
                               is_deleted ? "0.00000000" : quantity());
        }
        return out;
    }
    std::string price(int direction) {
        const auto cents = 8'612'342 + direction * static_cast<std::int64_t>(random_() % 50'000);
        return fmt::format("{}.{:02}000000", cents / 100, cents % 100);
    }
    std::string quantity() {
        const auto units = random_() % (random_() % 2 == 0 ? 20'000 : 900'000);
        return fmt::format("{}.{:05}000", units / 100'000, units % 100'000);
    }
    std::int64_t next_id(int step) { return (id_ += step) - step + 1; }
    std::int64_t next_time() { return time_ += static_cast<std::int64_t>(random_() % 100'000); }

    std::mt19937_64 random_{1};
    std::lognormal_distribution<double> size_{3.046, 1.251};
    std::int64_t id_ = 71'000'000'100;
    std::int64_t time_ = 1'795'625'247'123'456;
    double levels_written_ = 0;
};

std::string next(Writer& writer, Feed feed) {
    switch (feed) {
        case Feed::orderbook_l2:
            return writer.depth();
        case Feed::bbo:
            return writer.book_ticker();
        case Feed::trades:
            return writer.trade();
        case Feed::tickers:
            return writer.ticker();
    }
    return {};
}

}  // namespace

Messages::Messages(Feed feed) {
    Writer writer;
    for (std::size_t i = 0; i < kCount; ++i) {
        const auto text = next(writer, feed);
        places_.push_back({bytes_.size(), text.size()});
        bytes_ += text;
        bytes_.append(kFramePadding, '\0');
    }
    mean_levels_ = writer.levels_written() / kCount;
}

double Messages::mean_bytes() const {
    double sum = 0;
    for (const auto& place : places_) sum += static_cast<double>(place.size);
    return sum / kCount;
}

}  // namespace mdc::bench
