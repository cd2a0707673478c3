#pragma once

#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <string>
#include <string_view>

#include <gtest/gtest.h>
#include <zlib.h>

namespace mdc::test {

/// A file of these lines.
inline void write_lines(const std::filesystem::path& path,
                        std::initializer_list<std::string_view> lines) {
    std::ofstream file(path);
    for (const auto line : lines) file << line << '\n';
    ASSERT_TRUE(file.flush());
}

/// The same text compressed; only its first `kept` bytes when that is not 0.
inline void write_gzip(const std::filesystem::path& path, const std::string& text,
                       std::size_t kept = 0) {
    gzFile file = ::gzopen(path.c_str(), "wb");
    ASSERT_NE(file, nullptr);
    ASSERT_EQ(::gzwrite(file, text.data(), static_cast<unsigned>(text.size())),
              static_cast<int>(text.size()));
    ASSERT_EQ(::gzclose(file), Z_OK);
    if (kept != 0) std::filesystem::resize_file(path, kept);
}

/// What a table of counts says behind `name`; -1 when it does not.
inline long count_of(std::string_view text, std::string_view name) {
    for (std::size_t at = text.find(name); at != text.npos; at = text.find(name, at + 1)) {
        if (at != 0 && text[at - 1] != '\n' && text[at - 1] != ' ') continue;
        auto number = text.substr(at + name.size());
        number = number.substr(0, number.find('\n'));
        const auto begin = number.find_first_not_of(' ');
        if (begin == number.npos) continue;
        long value = 0;
        bool is_number = true;
        for (const char each : number.substr(begin)) {
            if (each == ',') continue;
            is_number = is_number && each >= '0' && each <= '9';
            value = value * 10 + (each - '0');
        }
        if (is_number) return value;
    }
    return -1;
}

}  // namespace mdc::test
