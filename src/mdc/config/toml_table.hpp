#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <toml++/toml.h>

#include "mdc/config/validation.hpp"
#include "mdc/core/result.hpp"

// Only toml_reader.cpp and toml_table.cpp include this: toml++ is a heavy header.

namespace mdc::config {

/// What was wrong with a file, in the order of reading, and where its keys stand.
struct TomlProblems {
    std::string file;
    Problems found;
    std::map<std::string, std::string, std::less<>> places;  ///< by "storage.write_ms"

    /// "mdc.toml:3:1".
    [[nodiscard]] std::string place(const toml::source_region& source) const;
    void add(const toml::source_region& source, std::string_view sentence);
};

/// One table of a file, read key by key. A read leaves its target alone when the key is absent or
/// its value is wrong, which becomes a problem; finish() makes one of each key that nobody read.
class TomlTable {
  public:
    /// `prefix`: what the table's keys are called by in Config::places: "storage.".
    TomlTable(const toml::table& table, TomlProblems& problems, std::string prefix = {})
        : table_(table), problems_(problems), prefix_(std::move(prefix)) {}

    void read(std::string_view key, bool& out);
    void read(std::string_view key, std::string& out);
    void read(std::string_view key, int& out);
    /// A whole number of milliseconds: the key ends with _ms.
    void read(std::string_view key, std::chrono::milliseconds& out);
    /// One whole number or a list of them.
    void read(std::string_view key, std::vector<int>& out);
    /// One text or a list of texts.
    void read(std::string_view key, std::vector<std::string>& out);
    /// A text that `parse` understands; what it says becomes the problem.
    template <class Parse, class Take>
    void read_as(std::string_view key, Parse parse, Take take) {
        std::string text;
        if (!read_text(key, text)) return;
        if (auto value = parse(text)) {
            take(*value);
        } else {
            refuse(key, value.error().message);
        }
    }
    /// The table below the key, if it is there; `read` gets it, unknown keys are checked after.
    void read_table(std::string_view key, const std::function<void(TomlTable&)>& read);
    /// Each element of the array below the key.
    void read_array(std::string_view key, const std::function<void(const toml::node&)>& read);
    /// All keys and their values; none is unknown then.
    void read_all(const std::function<void(std::string_view, const toml::node&)>& read);

    void finish();
    void refuse(std::string_view key, std::string_view sentence);
    [[nodiscard]] std::string place() const { return problems_.place(table_.source()); }
    [[nodiscard]] TomlProblems& problems() const { return problems_; }

  private:
    const toml::node* find(std::string_view key);
    bool read_text(std::string_view key, std::string& out);

    const toml::table& table_;
    TomlProblems& problems_;
    std::string prefix_;
    std::vector<std::string_view> known_;
};

/// A text, or a list of texts and whole numbers, as texts; false: it is something else.
bool texts_of(const toml::node& node, std::vector<std::string>& out);

}  // namespace mdc::config
