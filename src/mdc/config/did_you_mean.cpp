#include "mdc/config/did_you_mean.hpp"

#include <algorithm>
#include <cctype>
#include <vector>

namespace mdc::config {

namespace {

std::string lower(std::string_view text) {
    std::string out(text);
    for (auto& each : out) each = static_cast<char>(std::tolower(static_cast<unsigned char>(each)));
    return out;
}

/// Inserted, deleted, changed characters and swapped neighbours that turn one text into the other.
std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> two_up, up(b.size() + 1), row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) up[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
            row[j] = std::min({up[j] + 1, row[j - 1] + 1, up[j - 1] + change});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                row[j] = std::min(row[j], two_up[j - 2] + 1);
            }
        }
        two_up = up;
        std::swap(up, row);
    }
    return up[b.size()];
}

/// A third of the word may be wrong; of a long word no more than four letters.
std::size_t tolerance(std::size_t size) { return std::clamp<std::size_t>(size / 3, 1, 4); }

}  // namespace

std::string did_you_mean(std::string_view given, std::span<const std::string_view> known) {
    constexpr std::size_t kLongest = 64;  // what is longer is no slip of the finger
    if (given.empty() || given.size() > kLongest) return "";
    const auto wanted = lower(given);
    std::string_view nearest;
    auto distance = tolerance(given.size()) + 1;
    for (const auto candidate : known) {
        const auto here = edit_distance(wanted, lower(candidate));
        if (here < distance) {
            distance = here;
            nearest = candidate;
        }
    }
    if (nearest.empty() && given.size() >= 4) {  // "book" for "orderbook_l2"
        const auto holds = [&](std::string_view each) {
            return lower(each).find(wanted) != std::string::npos;
        };
        if (std::count_if(known.begin(), known.end(), holds) == 1) {
            nearest = *std::find_if(known.begin(), known.end(), holds);
        }
    }
    return nearest.empty() ? "" : " Did you mean '" + std::string(nearest) + "'?";
}

std::string listed(std::span<const std::string_view> names) {
    std::string out;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (i != 0) out += i + 1 == names.size() ? " and " : ", ";
        out += names[i];
    }
    return out;
}

}  // namespace mdc::config
