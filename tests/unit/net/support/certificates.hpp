#pragma once

#include <memory>
#include <string>

namespace mdc::net::test {

/// A server's certificate and key, PEM.
struct Certificate {
    std::string certificate;
    std::string key;
};

/// A certificate authority made for one test; its certificate stands in a file of the test's own.
class TestCa {
  public:
    TestCa();
    TestCa(const TestCa&) = delete;
    TestCa& operator=(const TestCa&) = delete;
    ~TestCa();

    /// The CA's certificate, PEM.
    [[nodiscard]] const std::string& file() const;
    /// `names`: subject alternative names, "DNS:localhost" or "IP:127.0.0.1". `days`: how long from
    /// now it is valid; a negative number is an expired one.
    [[nodiscard]] Certificate issue(const std::string& names, int days = 1) const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace mdc::net::test
