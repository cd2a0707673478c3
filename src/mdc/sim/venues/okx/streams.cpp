#include "mdc/sim/venues/okx/streams.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace mdc::sim::okx {
namespace {

constexpr std::chrono::seconds kRepeatAfter{60};
/// A market's ids begin far above all numbers that a reset gives, and each numbering has room.
constexpr std::int64_t kRoomOfNumbering = 1'000'000'000;

// What a channel is asked about: an instrument, a pair or a family.
std::string subject_of(const Channel& channel, std::string_view symbol) {
    if (channel.kind == Kind::index) return index_of(symbol);
    return channel.kind == Kind::summary ? family_of(symbol) : std::string(symbol);
}

}  // namespace

Streams::Streams(const VenueSetting& setting) : world_(setting.world), audience_(setting.audience) {
    const auto& instruments = world_.instruments();
    books_.resize(instruments.size());
    own_.resize(instruments.size());
    for (std::size_t index = 0; index < instruments.size(); ++index) {
        add_instrument(static_cast<int>(index));
    }
    for (const auto& stream : setting.capture_streams) {
        if (!by_name_.contains(stream)) add_topic(nullptr, stream, "", 0);
    }
}

/// An index is told by the first that has it.
void Streams::add_instrument(int index) {
    const auto& of = instrument(index);
    for (const auto& channel : channels()) {
        if (!has(channel, of.type)) continue;
        const auto subject = subject_of(channel, of.symbol);
        const auto known = find(fmt::format("{}:{}", channel.name, subject));
        if (known && channel.kind != Kind::summary) continue;
        const auto topic = known ? *known : add_topic(&channel, subject, subject, index);
        ++places_[topic].members;
        own_[static_cast<std::size_t>(index)].push_back(topic);
    }
}

TopicId Streams::add_topic(const Channel* channel, std::string subject, std::string ticker,
                           int instrument) {
    const auto topic = static_cast<TopicId>(topics_.size());
    Place place;
    place.channel = channel;
    place.instrument = instrument;
    if (channel != nullptr) {
        place.head = fmt::format(R"({{"arg":{{"channel":"{}","{}":"{}"}},)", channel->name,
                                 channel->kind == Kind::summary ? "instFamily" : "instId", subject);
        subject = fmt::format("{}:{}", channel->name, subject);
    }
    places_.push_back(std::move(place));
    by_name_.emplace(subject, topic);
    topics_.push_back({std::move(subject),
                       std::string(channel == nullptr ? "other" : channel->feed),
                       std::move(ticker)});
    return topic;
}

std::optional<TopicId> Streams::find(const std::string& name) const {
    const auto found = by_name_.find(name);
    if (found == by_name_.end()) return std::nullopt;
    return found->second;
}

const Instrument& Streams::instrument(int index) const {
    return world_.instruments()[static_cast<std::size_t>(index)];
}

template <class Act>
void Streams::each(Kind kind, int instrument, Act&& act) {
    for (const auto topic : own_[static_cast<std::size_t>(instrument)]) {
        if (places_[topic].channel->kind == kind) act(topic, places_[topic]);
    }
}

template <class Encode>
void Streams::publish(TopicId topic, std::int64_t first_id, std::int64_t last_id, Encode&& encode) {
    auto& place = places_[topic];
    ++place.pushes;
    if (!audience_.wants(topic, 0)) return;
    text_.assign(place.head).append(R"("data":[)");
    encode(text_);
    text_.append("]}");
    audience_.publish({topic, 0, text_, first_id, last_id});
}

void Streams::on_change(const BookChange& change) {
    books_[static_cast<std::size_t>(change.instrument)].time = change.time;
}

void Streams::on_trade(const Trade& one) {
    each(Kind::match, one.instrument, [&](TopicId topic, const Place&) {
        publish(topic, one.id, one.id,
                [&](std::string& out) { append_match(out, instrument(one.instrument), one); });
    });
}

void Streams::on_aggregate(const AggregateTrade& one) {
    const auto book_id = world_.book(one.instrument, false)->update_id -
                         books_[static_cast<std::size_t>(one.instrument)].shift;
    each(Kind::trade, one.instrument, [&](TopicId topic, const Place&) {
        publish(topic, one.first_trade_id, one.last_trade_id, [&](std::string& out) {
            append_trade(out, instrument(one.instrument), one, book_id);
        });
    });
}

void Streams::on_top(const TopOfBook& top) {
    books_[static_cast<std::size_t>(top.instrument)].top = top;
}

void Streams::on_statistics(const DayStatistics& day) {
    each(Kind::ticker, day.instrument, [&](TopicId topic, const Place&) {
        element_.clear();
        append_ticker(element_, instrument(day.instrument), day);
        tell(topic, day.time, element_);
    });
}

void Streams::on_mark(const MarkPrice& mark) {
    using Append = void (*)(std::string&, const Instrument&, const MarkPrice&);
    constexpr std::pair<Kind, Append> kTold[] = {{Kind::mark, append_mark},
                                                 {Kind::index, append_index},
                                                 {Kind::funding, append_funding},
                                                 {Kind::interest, append_interest}};
    for (const auto& [kind, append] : kTold) {
        each(kind, mark.instrument, [&, append = append](TopicId topic, const Place&) {
            element_.clear();
            append(element_, instrument(mark.instrument), mark);
            tell(topic, mark.time, element_);
        });
    }
    each(Kind::summary, mark.instrument,
         [&](TopicId topic, const Place&) { tell_summary(topic, mark); });
}

/// All options speak at the same moments, one after the other; the last one's word sends it.
void Streams::tell_summary(TopicId topic, const MarkPrice& mark) {
    auto& place = places_[topic];
    if (mark.time != place.moment) {
        place.elements.clear();
        place.heard = 0;
        place.moment = mark.time;
    }
    if (!place.elements.empty()) place.elements.push_back(',');
    append_summary(place.elements, instrument(mark.instrument), mark);
    if (++place.heard == place.members) tell(topic, mark.time, place.elements);
}

void Streams::tell(TopicId topic, UnixMicros time, std::string_view elements) {
    auto& place = places_[topic];
    place.latest.assign(place.head).append(R"("data":[)").append(elements).append("]}");
    place.latest_time = time;
    if (time.value / kMicrosPerSecond % place.channel->every != 0) return;
    publish(topic, time.value, time.value, [&](std::string& out) { out.append(elements); });
}

void Streams::on_pulse(const Pulse& pulse) {
    books_[static_cast<std::size_t>(pulse.instrument)].time = pulse.time;
    for (const auto topic : own_[static_cast<std::size_t>(pulse.instrument)]) {
        const auto& channel = *places_[topic].channel;
        if (channel.kind > Kind::picture || pulse.number % channel.every != 0) continue;
        if (channel.kind == Kind::quote) {
            push_quote(topic, pulse.time);
        } else {
            push_book(topic, pulse.time);
        }
    }
}

void Streams::reset(std::string_view stream) {
    for (std::size_t index = 0; index < books_.size(); ++index) {
        const auto is_meant = [&](TopicId topic) {
            return places_[topic].channel->kind <= Kind::picture &&
                   topics_[topic].name.find(stream) != std::string::npos;
        };
        auto& book = books_[index];
        if (!std::any_of(own_[index].begin(), own_[index].end(), is_meant)) continue;
        ++book.resets;
        const auto first =
            kRoomOfNumbering * static_cast<std::int64_t>(kResetsMax + 1 - book.resets);
        book.shift = world_.book(static_cast<int>(index), false)->update_id - first;
    }
}

/// What was shown before keeps its number until there is news.
void Streams::renumber(TopicId topic, std::int64_t id) {
    auto& place = places_[topic];
    const auto shift = books_[static_cast<std::size_t>(place.instrument)].shift;
    if (place.shift == shift || id <= place.window.id()) return;
    place.shift = shift;
    world_.numbering(topics_[topic].name, id, id - shift);
}

void Streams::push_quote(TopicId topic, UnixMicros now) {
    auto& place = places_[topic];
    const auto& top = books_[static_cast<std::size_t>(place.instrument)].top;
    const bool is_new = top.update_id > place.quote.update_id;
    if (!is_new && (top.update_id == 0 || now - place.window.time() < kRepeatAfter)) return;
    renumber(topic, top.update_id);
    place.quote = top;
    place.window.shown(top.update_id, now);
    ++place.pushes;
    if (!audience_.wants(topic, 0)) return;
    audience_.publish({topic, 0, write_quote(place), top.update_id, top.update_id});
}

std::string_view Streams::write_quote(const Place& place) {
    const auto& of = instrument(place.instrument);
    const auto& top = place.quote;
    std::string ask;
    std::string bid;
    append_level(ask, of, {top.ask_price, top.ask_qty});
    append_level(bid, of, {top.bid_price, top.bid_qty});
    text_.assign(place.head).append(R"("data":[{)");
    append_sides(text_, ask, bid, "", top.time);
    append_integer(text_.append(R"(,"seqId":)"), top.update_id - place.shift);
    return text_.append("}]}");
}

void Streams::push_book(TopicId topic, UnixMicros now) {
    auto& place = places_[topic];
    auto& window = place.window;
    const auto& book = *world_.book(place.instrument, false);
    const auto levels = place.channel->levels;
    const bool is_whole = place.channel->kind == Kind::picture;
    if (!audience_.wants(topic, 0)) return window.close();
    if (!window.is_open()) {
        renumber(topic, book.update_id);
        return window.open(book, levels, now);
    }
    const auto before = window.id();
    const auto number_before = before - place.shift;
    const bool is_idle = now - window.time() >= kRepeatAfter;
    const bool has_moved =
        book.update_id > before && window.move(instrument(place.instrument), book, levels);
    if (!has_moved && !is_idle) return;
    ++place.pushes;
    if (has_moved) renumber(topic, book.update_id);
    window.shown(has_moved ? book.update_id : before, now);
    if (is_whole || !has_moved) window.write_all(instrument(place.instrument));
    const auto text = write_book(place, is_whole ? "" : "update", number_before, now);
    const auto first = is_whole ? window.id() : before + 1;
    audience_.publish({topic, 0, text, first, window.id()});
}

/// Without an action, the whole window: it names its instrument, but no id before its own.
std::string_view Streams::write_book(const Place& place, std::string_view action,
                                     std::int64_t previous_number, UnixMicros time) {
    const auto& window = place.window;
    const auto number = window.id() - place.shift;
    const bool is_whole = action.empty();
    const bool is_repeat = !is_whole && previous_number == number;
    text_.assign(place.head);
    if (!is_whole) text_.append(R"("action":")").append(action).append("\",");
    text_.append(R"("data":[{)");
    append_sides(text_, is_repeat ? "" : window.asks(), is_repeat ? "" : window.bids(),
                 is_whole ? instrument(place.instrument).symbol : "", time);
    if (!is_whole) text_.append(R"(,"checksum":0)");
    append_integer(text_.append(R"(,"seqId":)"), number);
    if (!is_whole) append_integer(text_.append(R"(,"prevSeqId":)"), previous_number);
    return text_.append("}]}");
}

void Streams::greet(TopicId topic, Peer& peer) {
    auto& place = places_[topic];
    if (place.channel == nullptr) return;
    StreamFrame frame{topic, 0, {}, 0, 0, true};
    const auto* market = world_.book(place.instrument, false);
    if (place.channel->kind == Kind::quote) {
        if (place.quote.update_id == 0) return;
        frame.payload = write_quote(place);
        frame.last_id = place.quote.update_id;
    } else if (place.channel->levels > 0) {
        if (market == nullptr) return;
        const auto now = books_[static_cast<std::size_t>(place.instrument)].time;
        if (!place.window.is_open()) {
            renumber(topic, market->update_id);
            place.window.open(*market, place.channel->levels, now);
        }
        place.window.write_all(instrument(place.instrument));
        const bool is_whole = place.channel->kind == Kind::picture;
        frame.payload = write_book(place, is_whole ? "" : "snapshot", -1, place.window.time());
        frame.last_id = place.window.id();
    } else {
        if (place.latest.empty()) return;
        frame.payload = place.latest;
        frame.last_id = place.latest_time.value;
    }
    frame.first_id = frame.last_id;
    peer.deliver(frame);
}

}  // namespace mdc::sim::okx
