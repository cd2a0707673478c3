#pragma once

namespace CLI {
class App;
}

namespace mdc::cli {

/// Adds `mdc symbols EXCHANGE [--grep TEXT]`: what an exchange lists, as a table or as bare
/// tickers.
void add_symbols(CLI::App& app);

}  // namespace mdc::cli
