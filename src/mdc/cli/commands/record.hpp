#pragma once

namespace CLI {
class App;
}

namespace mdc::cli {

/// `mdc record SELECTOR… -o TARGET` and `mdc record -c FILE`.
void add_record(CLI::App& app);

}  // namespace mdc::cli
