#include "mdc/cli/verdict.hpp"

#include <fmt/format.h>

#include "mdc/cli/text_table.hpp"

namespace mdc::cli {

namespace {

std::string counted(std::uint64_t number, std::string_view noun) {
    return fmt::format("{} {}{}", with_commas(number), noun, number == 1 ? "" : "s");
}

}  // namespace

std::string verdict(const collector::Status& status, std::string_view trouble) {
    while (trouble.ends_with('.')) trouble.remove_suffix(1);
    if (status.messages == 0) {
        return fmt::format("Nothing was received: {}.\n",
                           trouble.empty() ? "no message came before the end" : trouble);
    }
    if (status.rows_dropped == 0 && status.gaps == 0) {
        return "Nothing is missing between start and stop.\n";
    }
    return fmt::format(
        "{} in the ledger (table gaps); {} lost here.\n",
        counted(status.gaps, "gap") + (status.gaps == 1 ? " is" : " are"),
        counted(status.rows_dropped, "row") + (status.rows_dropped == 1 ? " was" : " were"));
}

}  // namespace mdc::cli
