#include "mdc/sinks/null/null.hpp"

namespace mdc::sinks {

namespace {

class NullSink final : public Sink {
  public:
    Result<void> write(const Batch&) override { return {}; }
    Result<void> close() override { return {}; }
};

}  // namespace

std::unique_ptr<Sink> make_null() { return std::make_unique<NullSink>(); }

}  // namespace mdc::sinks
