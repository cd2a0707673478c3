#pragma once

namespace CLI {
class App;
}

namespace mdc::cli {

/// Adds `mdc recover TARGET`: converts journals that a crash, a power cut or a failed conversion
/// left behind. Exit 0 when all of it is in the tables, 1 when something was torn or failed.
void add_recover(CLI::App& app);

}  // namespace mdc::cli
