#pragma once

#include <mutex>
#include <optional>
#include <string>

#include "mdc/net/error.hpp"

namespace mdc::collector {

/// How the dials of a run went: whether going on is of use, and what keeps it from its connections.
/// Any cold thread.
class DialOutcomes {
  public:
    void opened();
    void failed(const net::NetError& error);
    /// Trying again cannot mend it.
    void refused(Error error);

    /// An error that trying again cannot mend, of a run in which nothing ever opened.
    [[nodiscard]] std::optional<Error> fatal() const;
    /// What the last dial failed with; empty when one went well since.
    [[nodiscard]] std::string trouble() const;

  private:
    mutable std::mutex mutex_;
    bool has_opened_ = false;
    std::optional<Error> fatal_;
    std::string trouble_;
};

}  // namespace mdc::collector
