#pragma once

#include <string>

#include <gtest/gtest.h>

#include "mdc/exchanges/registry.hpp"

#include "tests/support/venue_frames.hpp"

namespace mdc::test {

/// A suite over every market of the registry.
class ExchangeContract : public testing::TestWithParam<const exchanges::Exchange*> {
  protected:
    [[nodiscard]] static const exchanges::Exchange& exchange() { return *GetParam(); }
    [[nodiscard]] static std::string name() {
        return std::string(to_string(exchange().facts().id));
    }
};

std::string name_of(const testing::TestParamInfo<const exchanges::Exchange*>& market);

/// Whether an output holds nothing: what a malformed frame leaves behind.
bool is_empty(const Output& out);

/// Identifies and parses a frame, checks what is promised of every frame whatever its bytes, and
/// says what parse() said: identify's key is parse's; a malformed frame leaves nothing behind; the
/// second time nothing is allocated.
ParseStatus check_frame(const exchanges::Exchange& exchange, const Frame& frame, Output& out);

}  // namespace mdc::test
