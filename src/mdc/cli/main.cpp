#include <csignal>
#include <cstdio>
#include <exception>
#include <string>

#include <CLI/CLI.hpp>

#include "mdc/cli/commands/commands.hpp"
#include "mdc/cli/exit_code.hpp"
#include "mdc/core/build_info.hpp"
#include "mdc/core/result.hpp"

namespace mdc::cli {

namespace {

int run(int argc, char** argv) {
    CLI::App app(
        "Market Data Collector: records real-time market data of crypto exchanges into tables.",
        "mdc");
    app.set_version_flag("--version", version_text());
    app.require_subcommand(1);
    app.footer("Start with: mdc demo");
    add_commands(app);
    try {
        app.parse(argc, argv);
    } catch (const CLI::Success& success) {  // --help, --version
        return app.exit(success);
    } catch (const CLI::RuntimeError& ended) {  // a command's own exit code
        return ended.get_exit_code();
    } catch (const CLI::ParseError& problem) {
        std::fprintf(stderr, "mdc: %s\n", explain(app, problem, argc, argv).c_str());
        return exit_code(ErrorKind::usage);
    }
    return 0;
}

}  // namespace

}  // namespace mdc::cli

// The only place that catches.
int main(int argc, char** argv) {
    std::signal(SIGPIPE, SIG_IGN);
    try {
        return mdc::cli::run(argc, argv);
    } catch (const mdc::Failure& failure) {
        std::fprintf(stderr, "mdc: %s\n", failure.error.message.c_str());
        return mdc::cli::exit_code(failure.error.kind);
    } catch (const std::exception& problem) {
        std::fprintf(stderr, "mdc: a mistake of mdc's own: %s\n", problem.what());
        return mdc::cli::exit_code(mdc::ErrorKind::internal);
    }
}
