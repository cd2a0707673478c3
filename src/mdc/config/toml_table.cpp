#include "mdc/config/toml_table.hpp"

#include <algorithm>
#include <limits>
#include <optional>

#include <fmt/format.h>

#include "mdc/config/did_you_mean.hpp"

namespace mdc::config {

namespace {

std::optional<int> whole_number(const toml::node& node) {
    const auto value = node.value_exact<std::int64_t>();
    if (!value || *value < std::numeric_limits<int>::min() ||
        *value > std::numeric_limits<int>::max()) {
        return std::nullopt;
    }
    return static_cast<int>(*value);
}

}  // namespace

std::string TomlProblems::place(const toml::source_region& source) const {
    return fmt::format("{}:{}:{}", file, source.begin.line, source.begin.column);
}

void TomlProblems::add(const toml::source_region& source, std::string_view sentence) {
    found.push_back({place(source), std::string(sentence)});
}

const toml::node* TomlTable::find(std::string_view key) {
    known_.push_back(key);
    const auto* node = table_.get(key);
    if (node != nullptr) {
        problems_.places.try_emplace(fmt::format("{}{}", prefix_, key),
                                     problems_.place(node->source()));
    }
    return node;
}

void TomlTable::refuse(std::string_view key, std::string_view sentence) {
    const auto* node = table_.get(key);
    problems_.add(node != nullptr ? node->source() : table_.source(), sentence);
}

void TomlTable::read(std::string_view key, bool& out) {
    const auto* node = find(key);
    if (node == nullptr) return;
    if (const auto value = node->value_exact<bool>()) {
        out = *value;
    } else {
        refuse(key, fmt::format("'{}' must be true or false.", key));
    }
}

bool TomlTable::read_text(std::string_view key, std::string& out) {
    const auto* node = find(key);
    if (node == nullptr) return false;
    const auto value = node->value_exact<std::string>();
    if (!value) {
        refuse(key, fmt::format("'{}' must be a text in quotes.", key));
        return false;
    }
    out = *value;
    return true;
}

void TomlTable::read(std::string_view key, std::string& out) { read_text(key, out); }

void TomlTable::read(std::string_view key, int& out) {
    const auto* node = find(key);
    if (node == nullptr) return;
    if (const auto value = whole_number(*node)) {
        out = *value;
    } else {
        refuse(key, fmt::format("'{}' must be a whole number.", key));
    }
}

void TomlTable::read(std::string_view key, std::vector<int>& out) {
    const auto* node = find(key);
    if (node == nullptr) return;
    std::vector<int> numbers;
    const auto take = [&](const toml::node& one) {
        const auto value = whole_number(one);
        if (value) numbers.push_back(*value);
        return value.has_value();
    };
    const auto* array = node->as_array();
    if (array == nullptr ? take(*node) : std::all_of(array->begin(), array->end(), take)) {
        out = std::move(numbers);
    } else {
        refuse(key, fmt::format("'{}' must be a whole number or a list of them.", key));
    }
}

void TomlTable::read(std::string_view key, std::chrono::milliseconds& out) {
    auto count = static_cast<int>(out.count());
    read(key, count);
    out = std::chrono::milliseconds(count);
}

void TomlTable::read(std::string_view key, std::vector<std::string>& out) {
    const auto* node = find(key);
    if (node == nullptr) return;
    std::vector<std::string> texts;
    if (!texts_of(*node, texts) || texts.empty()) {
        refuse(key, fmt::format("'{}' must be a list of texts, like [\"a\", \"b\"].", key));
        return;
    }
    out = std::move(texts);
}

void TomlTable::read_table(std::string_view key, const std::function<void(TomlTable&)>& read) {
    const auto* node = find(key);
    if (node == nullptr) return;
    const auto* table = node->as_table();
    if (table == nullptr) return refuse(key, fmt::format("'{}' must be a table: [{}].", key, key));
    TomlTable below(*table, problems_, fmt::format("{}{}.", prefix_, key));
    read(below);
    below.finish();
}

void TomlTable::read_array(std::string_view key,
                           const std::function<void(const toml::node&)>& read) {
    const auto* node = find(key);
    if (node == nullptr) return;
    const auto* array = node->as_array();
    if (array == nullptr) {
        return refuse(key, node->is_table()
                               ? fmt::format("Write [[{}]]: there can be several.", key)
                               : fmt::format("'{}' must be a list.", key));
    }
    for (const auto& each : *array) read(each);
}

void TomlTable::read_all(const std::function<void(std::string_view, const toml::node&)>& read) {
    for (const auto& [key, value] : table_) {
        known_.push_back(key.str());
        read(key.str(), value);
    }
}

void TomlTable::finish() {
    for (const auto& [key, value] : table_) {
        if (std::find(known_.begin(), known_.end(), key.str()) != known_.end()) continue;
        problems_.add(key.source(), fmt::format("There is no key '{}' here.{}", key.str(),
                                                did_you_mean(key.str(), known_)));
    }
}

bool texts_of(const toml::node& node, std::vector<std::string>& out) {
    if (const auto text = node.value_exact<std::string>()) {
        out.push_back(*text);
        return true;
    }
    if (const auto number = node.value_exact<std::int64_t>()) {
        out.push_back(std::to_string(*number));
        return true;
    }
    const auto* array = node.as_array();
    if (array == nullptr) return false;
    return std::all_of(array->begin(), array->end(), [&](const toml::node& each) {
        return !each.is_array() && texts_of(each, out);
    });
}

}  // namespace mdc::config
