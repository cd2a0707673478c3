#pragma once

#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "mdc/core/log.hpp"
#include "mdc/core/result.hpp"
#include "mdc/model/instrument.hpp"
#include "mdc/model/rows/ledger.hpp"
#include "mdc/model/wire/control.hpp"
#include "mdc/model/wire/output.hpp"
#include "mdc/model/wire/request.hpp"
#include "mdc/model/wire/stream.hpp"
#include "mdc/net/dial.hpp"

// What the I/O thread and the cold threads say to each other.

namespace mdc::collector {

/// Index of a connection within its I/O thread; IoThread::number_of() has its number in the run.
using ConnectionIndex = std::size_t;

// To the I/O thread.

/// A connection is open and has shaken hands.
struct Opened {
    ConnectionIndex connection = 0;
    net::Established established;
    std::string url;
    std::string login;  ///< the text that logs in; empty: none is needed
};

/// A REST body came and was parsed.
struct Reply {
    Request request;
    ExchangeId exchange{};
    ParseStatus status{};
    std::string body;  ///< kept for the `raw` table, else empty
    Output parsed;
    UnixMicros received;
};

/// It did not come; not before `retry_at` again.
struct ReplyFailed {
    StreamId stream = kNoStream;
    UnixMicros retry_at;
    ErrorKind kind{};
};

struct ClockSample {
    ClockRow row;
};

/// Write this book again, if it is one of the thread's.
struct CheckpointWanted {
    ExchangeId exchange{};
    std::string ticker;
};

/// What a later look at the instrument lists found. Ids go on where those of before ended.
struct UniverseChange {
    std::vector<Instrument> instruments;  ///< new ones
    std::vector<Stream> streams;          ///< new ones, carriers before their members
    std::vector<StreamId> gone;           ///< no longer listed
    std::vector<std::pair<InstrumentId, Instrument>> changed;  ///< other facts than before

    [[nodiscard]] bool is_empty() const noexcept {
        return instruments.empty() && streams.empty() && gone.empty() && changed.empty();
    }
};

/// Finish: write what is open, say goodbye, end the thread.
struct Stop {};

using ToIo =
    std::variant<Opened, Reply, ReplyFailed, ClockSample, CheckpointWanted, UniverseChange, Stop>;

// To the cold threads.

/// Open this connection, `retry_after` at the earliest: a connection that was open waits as its
/// own backoff says. What does not open is tried again by the cold side.
struct DialWanted {
    ConnectionIndex connection = 0;
    std::chrono::milliseconds retry_after{0};
};

struct RequestWanted {
    Request request;
    ExchangeId exchange{};
    int attempt = 1;
};

/// The venue asked us to wait, or said something worth a line.
struct Said {
    ConnectionIndex connection = 0;
    ControlEvent event;
};

/// The venue does not take our credentials.
struct LoginRefused {
    ConnectionIndex connection = 0;
    std::string text;
};

/// A venue said that instruments were listed, delisted or changed.
struct InstrumentsChanged {};

/// Something for the log.
struct Logged {
    log::Level level{};
    std::string text;
};

using ToCold =
    std::variant<DialWanted, RequestWanted, Said, LoginRefused, InstrumentsChanged, Logged>;

}  // namespace mdc::collector
