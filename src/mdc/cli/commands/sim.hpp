#pragma once

namespace CLI {
class App;
}

namespace mdc::cli {

/// `mdc sim VENUE`: an exchange on this machine to practise against. The command runs when the
/// arguments are parsed and throws Failure when it cannot.
void add_sim(CLI::App& app);

}  // namespace mdc::cli
