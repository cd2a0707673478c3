#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mdc::test {

/// One message of tests/data/<exchange>/<name>.json, byte for byte but for the file's last newline.
///
/// The parts of the name between dots say what it is: `bad` is malformed, `ms` came over a
/// connection whose times are milliseconds, `rest` answers a request for a book snapshot, `other`
/// belongs to no stream that is subscribed, `instruments` is no message but a list.
struct Fixture {
    std::string name;  ///< "trade.buy"
    std::string text;

    [[nodiscard]] bool is(std::string_view part) const;
    /// The first part of the name: "trade".
    [[nodiscard]] std::string_view group() const;
};

/// All of one exchange, in the order of their names; without the lists. Tests run in the source
/// root.
std::vector<Fixture> fixtures(std::string_view exchange);

/// The text of one of them. Throws std::runtime_error when there is none.
std::string fixture(std::string_view exchange, std::string_view name);

}  // namespace mdc::test
