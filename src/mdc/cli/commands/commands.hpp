#pragma once

#include <string>

namespace CLI {
class App;
class ParseError;
}  // namespace CLI

namespace mdc::cli {

/// Adds every command to the program. Each runs as its subcommand's callback; it throws
/// mdc::Failure for an error, and CLI::RuntimeError(code) when the exit code says it all.
void add_commands(CLI::App& app);

/// "mdc 0.1.0 (commit, compiler, build type)".
std::string version_text();

/// One sentence for a command line that cannot be understood, with "did you mean".
std::string explain(const CLI::App& app, const CLI::ParseError& problem, int argc, char** argv);

}  // namespace mdc::cli
