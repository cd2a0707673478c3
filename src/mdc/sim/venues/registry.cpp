#include <array>

#include "mdc/sim/venues/binance/binance.hpp"
#include "mdc/sim/venues/bybit/bybit.hpp"
#include "mdc/sim/venues/deribit/deribit.hpp"
#include "mdc/sim/venues/okx/okx.hpp"
#include "mdc/sim/venues/venue.hpp"

namespace mdc::sim {
namespace {

struct Entry {
    std::string_view id;
    std::unique_ptr<Venue> (*make)(const VenueSetting&);
    Instrument (*make_instrument)(std::string_view symbol);
};

constexpr std::array kVenues = {
    Entry{"binance_spot", make_binance_spot, make_instrument},
    Entry{"binance_usdm", make_binance_usdm, make_usdm_instrument},
    Entry{"bybit_spot", make_bybit_spot, make_bybit_spot_instrument},
    Entry{"bybit_linear", make_bybit_linear, make_bybit_linear_instrument},
    Entry{"bybit_inverse", make_bybit_inverse, make_bybit_inverse_instrument},
    Entry{"bybit_option", make_bybit_option, make_bybit_option_instrument},
    Entry{"deribit", make_deribit, make_deribit_instrument},
    Entry{"okx", make_okx, make_okx_instrument},
};

}  // namespace

std::unique_ptr<Venue> make_venue(std::string_view id, const VenueSetting& setting) {
    for (const auto& entry : kVenues) {
        if (entry.id == id) return entry.make(setting);
    }
    return nullptr;
}

Instrument make_instrument_of(std::string_view venue, std::string_view symbol) {
    for (const auto& entry : kVenues) {
        if (entry.id == venue) return entry.make_instrument(symbol);
    }
    return make_instrument(symbol);
}

std::string venue_ids() {
    std::string ids;
    for (const auto& entry : kVenues) ids.append(ids.empty() ? "" : ", ").append(entry.id);
    return ids;
}

}  // namespace mdc::sim
