#pragma once

#include <span>
#include <string_view>

/// What Deribit's channels are.
namespace mdc::sim::deribit {

enum class Kind : unsigned char {
    book,    ///< a picture, then differences
    quote,   ///< the best level of each side, whenever it changes
    trades,  ///< those of a window
    ticker,  ///< the whole state
};

struct Channel {
    Kind kind;
    std::string_view name;
    std::string_view interval;  ///< "": none
    std::string_view feed;
    int every = 0;  ///< windows of 100 ms; 0: whenever something happens
};

std::span<const Channel> channels() noexcept;
/// Whether a channel, existing or not, is for those who logged in.
bool needs_login(std::string_view channel) noexcept;
/// Whether a channel that is not played exists; `is_traded` says it of an instrument.
bool is_silent(std::string_view channel, bool (*is_traded)(const void*, std::string_view),
               const void* context);

}  // namespace mdc::sim::deribit
