#pragma once

namespace CLI {
class App;
}

namespace mdc::cli {

/// `mdc demo`: a simulated exchange and the collector in one process, on the loopback, then a look
/// at the tables.
void add_demo(CLI::App& app);

}  // namespace mdc::cli
