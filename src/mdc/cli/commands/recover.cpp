#include "mdc/cli/commands/recover.hpp"

#include <cstdio>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "mdc/cli/progress_bar.hpp"
#include "mdc/cli/text_table.hpp"
#include "mdc/journal/recover.hpp"

namespace mdc::cli {

namespace {

using Outcome = journal::RecoveredJournal::Outcome;

std::string explain(const journal::RecoveredJournal& journal) {
    switch (journal.outcome) {
        case Outcome::torn:
            return fmt::format("{} bytes of an unfinished block could not be read",
                               with_commas(journal.cut_bytes));
        case Outcome::damaged:
            return fmt::format("{} bytes behind the damage are kept beside it as .damaged",
                               with_commas(journal.cut_bytes));
        case Outcome::in_use:
            return "another process writes or converts it: left alone";
        case Outcome::converted:
        case Outcome::failed:
            break;
    }
    return journal.problem;
}

journal::RecoverReport recover(const std::string& target) {
    ProgressBar bar("recover");
    journal::RecoverOptions options;
    options.target = target;
    options.on_progress = [&](std::uint64_t done, std::uint64_t total) { bar.show(done, total); };
    auto report = journal::recover(options);
    if (!report) throw Failure{report.error()};
    return std::move(*report);
}

void run(const std::string& target) {
    const auto report = recover(target);

    TextTable table({"journal", "outcome", "rows", "what is not in the tables"});
    for (const auto& each : report.journals) {
        table.add({each.path.filename().string(), std::string(journal::to_string(each.outcome)),
                   with_commas(each.rows), explain(each)});
    }
    std::fputs(
        table.empty() ? "Nothing to recover: every journal is converted.\n" : table.text().c_str(),
        stdout);
    if (!report.removed.empty()) {
        std::fputs(fmt::format("Removed {} temporaries of conversions that did not end.\n",
                               report.removed.size())
                       .c_str(),
                   stdout);
    }
    if (report.has_findings()) throw CLI::RuntimeError(1);
}

}  // namespace

void add_recover(CLI::App& app) {
    auto* command = app.add_subcommand(
        "recover", "Turn the journals that a crash left behind into tables, and clean up");
    auto target = std::make_shared<std::string>();
    command->add_option("target", *target, "What -o of the recording said: a directory or a file")
        ->required();
    command->callback([target] { run(*target); });
}

}  // namespace mdc::cli
