// The frame reader over any bytes: whatever comes, it stays within them, and how reads cut them
// does not change what it says.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "tests/unit/net/support/frames.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view stream(reinterpret_cast<const char*>(data) + 1, size - 1);
    const std::size_t piece = 1 + data[0];
    constexpr std::size_t kMessageBytesMax = 4096;
    const auto whole = mdc::net::test::decode(stream, kMessageBytesMax);
    const auto cut = mdc::net::test::decode(stream, kMessageBytesMax, [&] { return piece; });
    if (whole != cut) std::abort();
    for (const auto& event : whole) {
        if (event.payload.size() > kMessageBytesMax) std::abort();
    }
    return 0;
}
