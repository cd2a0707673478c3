#include "tests/support/fixtures.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace mdc::test {

namespace {

std::filesystem::path folder(std::string_view exchange) {
    return std::filesystem::path("tests/data") / exchange;
}

std::string message(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw std::runtime_error("no fixture " + path.string());
    std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    if (text.ends_with('\n')) text.pop_back();
    return text;
}

}  // namespace

bool Fixture::is(std::string_view part) const {
    return ("." + name + ".").find("." + std::string(part) + ".") != std::string::npos;
}

std::string_view Fixture::group() const { return std::string_view(name).substr(0, name.find('.')); }

std::vector<Fixture> fixtures(std::string_view exchange) {
    std::vector<Fixture> all;
    for (const auto& entry : std::filesystem::directory_iterator(folder(exchange))) {
        if (entry.path().extension() != ".json") continue;
        Fixture each{entry.path().stem().string(), message(entry.path())};
        if (each.group() != "instruments") all.push_back(std::move(each));
    }
    std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    return all;
}

std::string fixture(std::string_view exchange, std::string_view name) {
    return message(folder(exchange) / (std::string(name) + ".json"));
}

}  // namespace mdc::test
