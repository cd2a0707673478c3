#include "mdc/config/glob.hpp"

namespace mdc::config {

bool matches_glob(std::string_view text, std::string_view glob) noexcept {
    std::size_t t = 0, g = 0;
    auto star = std::string_view::npos;  // the last `*` seen, and where its run began in the text
    std::size_t run = 0;
    while (t < text.size()) {
        if (g < glob.size() && glob[g] == '*') {
            star = g++;
            run = t;
        } else if (g < glob.size() && (glob[g] == '?' || glob[g] == text[t])) {
            ++g;
            ++t;
        } else if (star != std::string_view::npos) {
            g = star + 1;  // let the run be one longer and try again
            t = ++run;
        } else {
            return false;
        }
    }
    while (g < glob.size() && glob[g] == '*') ++g;
    return g == glob.size();
}

}  // namespace mdc::config
