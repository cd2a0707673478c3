#include "mdc/cli/commands/commands.hpp"

#include <string_view>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "mdc/cli/commands/demo.hpp"
#include "mdc/cli/commands/parse.hpp"
#include "mdc/cli/commands/record.hpp"
#include "mdc/cli/commands/recover.hpp"
#include "mdc/cli/commands/schema.hpp"
#include "mdc/cli/commands/sim.hpp"
#include "mdc/cli/commands/symbols.hpp"
#include "mdc/config/did_you_mean.hpp"
#include "mdc/core/build_info.hpp"

namespace mdc::cli {

void add_commands(CLI::App& app) {
    add_demo(app);
    add_record(app);
    add_parse(app);
    add_symbols(app);
    add_sim(app);
    add_schema(app);
    add_recover(app);
}

std::string version_text() {
    return fmt::format("mdc {} ({}, {}, {}{}{})", kVersion, kCommit, kCompiler, kBuildType,
                       kSanitizers.empty() ? "" : ", ", kSanitizers);
}

namespace {

std::vector<const CLI::App*> all_commands(const CLI::App& app) {
    return app.get_subcommands([](const CLI::App*) { return true; });
}

// The command that the line names, or the program itself.
const CLI::App& command_of(const CLI::App& app, int argc, char** argv) {
    for (int i = 1; i < argc; ++i) {
        for (const auto* command : all_commands(app)) {
            if (command->get_name() == argv[i]) return *command;
        }
    }
    return app;
}

// The first word that is neither known as a command nor as a flag.
std::string unknown_word(const CLI::App& app, const CLI::App& command, int argc, char** argv) {
    for (int i = 1; i < argc; ++i) {
        const std::string word(argv[i]);
        if (word.starts_with('-')) {
            const auto name = word.substr(0, word.find('='));
            if (command.get_option_no_throw(name) == nullptr) return name;
        } else if (&command == &app) {
            return word;
        }
    }
    return {};
}

std::string suggestion(const CLI::App& app, const CLI::App& command, const std::string& word) {
    std::vector<std::string> names;
    if (word.starts_with('-')) {
        for (const auto* option : command.get_options()) {
            for (const auto& name : option->get_lnames()) names.push_back("--" + name);
            for (const auto& name : option->get_snames()) names.push_back("-" + name);
        }
    } else {
        for (const auto* each : all_commands(app)) names.push_back(each->get_name());
    }
    const std::vector<std::string_view> views(names.begin(), names.end());
    return config::did_you_mean(word, views);
}

}  // namespace

std::string explain(const CLI::App& app, const CLI::ParseError& problem, int argc, char** argv) {
    const auto& command = command_of(app, argc, argv);
    const bool is_unknown = dynamic_cast<const CLI::ExtrasError*>(&problem) != nullptr ||
                            dynamic_cast<const CLI::RequiredError*>(&problem) != nullptr;
    const auto word = is_unknown ? unknown_word(app, command, argc, argv) : std::string();
    const auto help = &command == &app ? std::string("mdc --help")
                                       : fmt::format("mdc {} --help", command.get_name());
    if (!word.empty()) {
        const auto* kind = word.starts_with('-') ? "flag" : "command";
        return fmt::format("There is no {} {}.{} See {}.", kind, word,
                           suggestion(app, command, word), help);
    }
    return fmt::format("{}. See {}.", problem.what(), help);
}

}  // namespace mdc::cli
