#pragma once

namespace CLI {
class App;
}

namespace mdc::cli {

/// `mdc parse EXCHANGE FILE… -o TARGET`: raw frames out of files through the path of `mdc record`.
void add_parse(CLI::App& app);

}  // namespace mdc::cli
