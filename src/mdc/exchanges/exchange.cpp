#include "mdc/exchanges/exchange.hpp"

namespace mdc::exchanges {

// A channel that sends its first picture sends it again to who joins anew.
Request Exchange::resync(const Stream& stream, int) const {
    Request request;
    request.kind = Request::Kind::resubscribe;
    request.stream = stream.id;
    request.instrument = stream.instrument;
    return request;
}

}  // namespace mdc::exchanges
