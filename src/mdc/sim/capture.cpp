#include "mdc/sim/capture.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <simdjson.h>
#include <zlib.h>

namespace mdc::sim {
namespace {

constexpr std::size_t kLineBytesMax = std::size_t{16} << 20;
constexpr std::size_t kFramesMax = 10'000'000;
constexpr std::size_t kFramesAtOnce = 256;

struct CloseGzip {
    void operator()(gzFile_s* file) const noexcept { gzclose(file); }
};

/// Calls `take` for each line; false when the file cannot be read to its end.
template <class Take>
bool for_each_line(const std::string& path, Take&& take) {
    const std::unique_ptr<gzFile_s, CloseGzip> file(gzopen(path.c_str(), "rbe"));
    if (!file) return false;
    std::string line;
    std::array<char, 65'536> part;
    int count = 0;
    while ((count = gzread(file.get(), part.data(), static_cast<unsigned>(part.size()))) > 0) {
        std::string_view rest(part.data(), static_cast<std::size_t>(count));
        for (auto end = rest.find('\n'); end != std::string_view::npos; end = rest.find('\n')) {
            line.append(rest.substr(0, end));
            take(std::string_view(line));
            line.clear();
            rest.remove_prefix(end + 1);
        }
        line.append(rest);
        if (line.size() > kLineBytesMax) return false;
    }
    if (!line.empty()) take(std::string_view(line));
    return count == 0;
}

std::string symbol_of_url(std::string_view url) {
    const auto at = url.find("symbol=");
    if (at == std::string_view::npos) return "";
    const auto rest = url.substr(at + 7);
    return std::string(rest.substr(0, rest.find('&')));
}

/// "btcusdt@trade" becomes "BTCUSDT".
std::string symbol_of_stream(std::string_view stream) {
    std::string symbol(stream.substr(0, stream.find('@')));
    for (auto& letter : symbol) {
        if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
    }
    return symbol;
}

}  // namespace

Result<std::unique_ptr<CaptureSource>> CaptureSource::load(const SimulatorOptions& options) {
    auto source = std::unique_ptr<CaptureSource>(new CaptureSource(options));
    const bool is_whole =
        for_each_line(options.capture, [&](std::string_view line) { source->add_line(line); });
    if (!is_whole) {
        return fail(ErrorKind::usage, fmt::format("cannot read the capture {}", options.capture));
    }
    if (source->frames_.empty()) {
        return fail(ErrorKind::usage,
                    fmt::format(R"({} holds no frame of the form {{"stream":…,"data":…}})",
                                options.capture));
    }
    source->name_instruments();
    return source;
}

void CaptureSource::add_line(std::string_view line) {
    simdjson::dom::parser parser;
    simdjson::dom::object object;
    std::string_view kind;
    std::string_view text;
    std::string_view url;
    simdjson::dom::element body;
    if (line.find("\"stream\"") < 4) return add_frame(line);
    if (parser.parse(line.data(), line.size()).get(object)) return;
    if (!object["kind"].get(kind)) {
        if (object["raw"].get(text)) return;
        if (kind == "ws") add_frame(text);
        if (kind == "rest" && !object["request"].get(url)) add_body(text, url);
    } else if (!object["body"].get(body) && !object["url"].get(url)) {
        add_body(simdjson::minify(body), url);
    } else {
        add_body(line, "");
    }
}

void CaptureSource::add_frame(std::string_view text) {
    constexpr std::string_view kData = R"(","data":)";
    constexpr std::string_view kStream = R"({"stream":")";
    const auto data = text.find(kData);
    if (!text.starts_with(kStream) || data == std::string_view::npos) return;
    if (frames_.size() >= kFramesMax) return;
    const auto name = text.substr(kStream.size(), data - kStream.size());
    const auto [place, is_new] = stream_index_.try_emplace(std::string(name), streams_.size());
    if (is_new) streams_.emplace_back(name);
    std::int64_t time = frames_.empty() ? 0 : frames_.back().time;
    simdjson::dom::parser parser;
    std::int64_t event = 0;
    if (!parser.parse(text.data(), text.size())["data"]["E"].get(event)) {
        // Milliseconds have 13 digits in this century, microseconds 16.
        time = std::max(time, event < 100'000'000'000'000 ? event * 1000 : event);
    }
    frames_.push_back({place->second, time, std::string(text), data + kData.size()});
}

void CaptureSource::add_body(std::string_view text, std::string_view url) {
    if (text.find("\"lastUpdateId\"") == std::string_view::npos) return;
    bodies_[symbol_of_url(url)].texts.emplace_back(text);
}

void CaptureSource::name_instruments() {
    std::set<std::string> symbols;
    for (const auto& stream : streams_) symbols.insert(symbol_of_stream(stream));
    for (const auto& symbol : symbols)
        instruments_.push_back(make_instrument_of(options_.venue, symbol));
    const auto first = std::find_if(frames_.begin(), frames_.end(),
                                    [](const Frame& frame) { return frame.time != 0; });
    const auto time = first == frames_.end() ? 0 : first->time;
    for (auto frame = frames_.begin(); frame != first; ++frame) frame->time = time;
}

void CaptureSource::begin(Venue& venue, Audience& audience, Truth* truth, UnixMicros) {
    venue_ = &venue;
    audience_ = &audience;
    truth_ = truth;
    for (const auto& stream : streams_) {
        const auto& topics = venue.topics();
        const auto found = std::find_if(topics.begin(), topics.end(),
                                        [&](const Topic& topic) { return topic.name == stream; });
        topics_.push_back(static_cast<TopicId>(found - topics.begin()));
    }
}

bool CaptureSource::step(UnixMicros now) {
    if (begun_.value == 0) begun_ = now;
    const auto due = frames_.front().time +
                     static_cast<std::int64_t>(static_cast<double>((now - begun_).count()) *
                                               options_.capture_speed);
    for (std::size_t done = 0; done < kFramesAtOnce; ++done) {
        if (is_finished()) return false;
        const auto& frame = frames_[next_];
        if (!options_.is_flat_out && frame.time > due) return false;
        ++next_;
        if (truth_ != nullptr) truth_->frame(frame.text);
        const auto size = frame.text.size() - frame.payload_at - 1;
        const auto payload = std::string_view(frame.text).substr(frame.payload_at, size);
        const auto topic = topics_[frame.stream];
        const auto number = static_cast<std::int64_t>(next_);
        for (int form = 0; form < venue_->forms(); ++form) {
            if (!audience_->wants(topic, form)) continue;
            const auto as_sent = venue_->recorded(payload, form, scratch_);
            audience_->publish({topic, form, as_sent, number, number});
        }
    }
    return true;
}

std::string_view CaptureSource::recorded_depth(int instrument) {
    auto found = bodies_.find(instruments_[static_cast<std::size_t>(instrument)].symbol);
    if (found == bodies_.end() && instruments_.size() == 1) found = bodies_.find("");
    if (found == bodies_.end()) return {};
    auto& bodies = found->second;
    if (bodies.next == bodies.texts.size()) --bodies.next;
    return bodies.texts[bodies.next++];
}

}  // namespace mdc::sim
