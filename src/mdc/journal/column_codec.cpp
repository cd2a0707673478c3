#include "mdc/journal/column_codec.hpp"

#include <array>
#include <cstring>
#include <string_view>

namespace mdc::journal {

namespace {

enum class Nulls : std::uint8_t { none = 0, bits = 1, all = 2 };
enum class Encoding : std::uint8_t { plain = 0, constant = 1, dictionary = 2 };

/// What stands in front of a column's bytes. The numbers are stored and never change.
struct PartHeader {
    std::uint8_t type = 0;
    Nulls nulls = Nulls::none;
    Encoding encoding = Encoding::plain;
    std::uint8_t reserved = 0;
    std::uint32_t length = 0;  ///< bytes of null bits and values
};
static_assert(sizeof(PartHeader) == 8);

void put(std::vector<std::byte>& out, const void* from, std::size_t size) {
    const auto* bytes = static_cast<const std::byte*>(from);
    out.insert(out.end(), bytes, bytes + size);
}

/// Takes `size` bytes from the front; an empty optional when there are fewer.
std::optional<std::span<const std::byte>> take(std::span<const std::byte>& bytes,
                                               std::size_t size) {
    if (bytes.size() < size) return std::nullopt;
    const auto front = bytes.first(size);
    bytes = bytes.subspan(size);
    return front;
}

// Nulls

Nulls nulls_of(std::span<const std::uint8_t> valid) {
    if (std::memchr(valid.data(), 0, valid.size()) == nullptr) return Nulls::none;
    return std::memchr(valid.data(), 1, valid.size()) == nullptr ? Nulls::all : Nulls::bits;
}

void put_bits(std::vector<std::byte>& out, std::span<const std::uint8_t> valid) {
    for (std::size_t row = 0; row < valid.size(); row += 8) {
        unsigned packed = 0;
        const auto end = std::min<std::size_t>(8, valid.size() - row);
        for (std::size_t bit = 0; bit < end; ++bit) packed |= unsigned{valid[row + bit]} << bit;
        out.push_back(static_cast<std::byte>(packed));
    }
}

std::optional<std::vector<std::uint8_t>> take_valid(Nulls nulls, std::size_t rows,
                                                    std::span<const std::byte>& bytes) {
    switch (nulls) {
        case Nulls::none:
            return std::vector<std::uint8_t>{};
        case Nulls::all:
            return std::vector<std::uint8_t>(rows, 0);
        case Nulls::bits: {
            const auto bits = take(bytes, (rows + 7) / 8);
            if (!bits) return std::nullopt;
            std::vector<std::uint8_t> valid(rows);
            for (std::size_t row = 0; row < rows; ++row) {
                valid[row] = (std::to_integer<unsigned>((*bits)[row / 8]) >> (row % 8)) & 1u;
            }
            return valid;
        }
    }
    return std::nullopt;
}

// Fixed-width values

Encoding put_fixed(std::span<const std::byte> values, std::size_t width,
                   std::vector<std::byte>& out) {
    const bool is_constant =
        std::memcmp(values.data(), values.data() + width, values.size() - width) == 0;
    put(out, values.data(), is_constant ? width : values.size());
    return is_constant ? Encoding::constant : Encoding::plain;
}

std::optional<std::vector<std::byte>> take_fixed(Encoding encoding, std::size_t width,
                                                 std::size_t rows,
                                                 std::span<const std::byte>& bytes) {
    if (encoding == Encoding::plain) {
        const auto all = take(bytes, rows * width);
        if (!all) return std::nullopt;
        return std::vector<std::byte>(all->begin(), all->end());
    }
    if (encoding != Encoding::constant) return std::nullopt;
    const auto one = take(bytes, width);
    if (!one) return std::nullopt;
    std::vector<std::byte> values(rows * width);
    for (std::size_t row = 0; row < rows; ++row) {
        std::memcpy(values.data() + row * width, one->data(), width);
    }
    return values;
}

// Text

/// The distinct texts of a column, as long as there are few.
class Dictionary {
  public:
    static constexpr std::size_t kMostEntries = 256;

    /// Index of the text; kMostEntries when there is no room for it.
    std::size_t index_of(std::string_view text) {
        if (size_ > 0 && entries_[last_] == text) return last_;
        auto slot = std::hash<std::string_view>{}(text) % kSlots;
        while (slots_[slot] != 0 && entries_[slots_[slot] - 1u] != text) slot = (slot + 1) % kSlots;
        if (slots_[slot] == 0) {
            if (size_ == kMostEntries) return kMostEntries;
            entries_[size_++] = text;
            slots_[slot] = static_cast<std::uint16_t>(size_);
        }
        last_ = slots_[slot] - 1u;
        return last_;
    }
    [[nodiscard]] std::span<const std::string_view> entries() const {
        return std::span(entries_).first(size_);
    }

  private:
    static constexpr std::size_t kSlots = 1024;
    std::array<std::uint16_t, kSlots> slots_{};
    std::array<std::string_view, kMostEntries> entries_;
    std::size_t size_ = 0;
    std::size_t last_ = 0;
};

/// Fills `indices`; false when the texts repeat too little to be worth it.
bool build_dictionary(const Column& column, std::size_t first, std::size_t count,
                      Dictionary& dictionary, std::vector<std::uint8_t>& indices) {
    indices.resize(count);
    for (std::size_t row = 0; row < count; ++row) {
        const auto index = dictionary.index_of(column.text_at(first + row));
        if (index == Dictionary::kMostEntries) return false;
        indices[row] = static_cast<std::uint8_t>(index);
    }
    return dictionary.entries().size() * 2 <= count || dictionary.entries().size() == 1;
}

void put_length(std::vector<std::byte>& out, std::size_t size) {
    const auto length = static_cast<std::uint32_t>(size);
    put(out, &length, sizeof length);
}

Encoding put_text(const Column& column, std::size_t first, std::size_t count,
                  std::vector<std::byte>& out) {
    Dictionary dictionary;
    std::vector<std::uint8_t> indices;
    if (build_dictionary(column, first, count, dictionary, indices)) {
        const auto entries = dictionary.entries();
        put_length(out, entries.size());
        for (const auto text : entries) put_length(out, text.size());
        for (const auto text : entries) put(out, text.data(), text.size());
        if (entries.size() > 1) put(out, indices.data(), indices.size());
        return Encoding::dictionary;
    }
    const auto offsets = column.offsets();
    for (auto row = first; row < first + count; ++row) {
        put_length(out, offsets[row + 1] - offsets[row]);
    }
    const auto heap =
        column.values().subspan(offsets[first], offsets[first + count] - offsets[first]);
    put(out, heap.data(), heap.size());
    return Encoding::plain;
}

struct Text {
    std::vector<std::uint32_t> offsets;
    std::vector<std::byte> heap;
};

/// `count` lengths and the heap that they divide.
std::optional<Text> take_lengths_and_heap(std::size_t count, std::span<const std::byte>& bytes) {
    const auto lengths = take(bytes, count * sizeof(std::uint32_t));
    if (!lengths) return std::nullopt;
    Text text;
    text.offsets.resize(count + 1);
    std::uint64_t end = 0;
    for (std::size_t i = 0; i < count; ++i) {
        std::uint32_t length = 0;
        std::memcpy(&length, lengths->data() + i * sizeof length, sizeof length);
        end += length;
        if (end > bytes.size()) return std::nullopt;
        text.offsets[i + 1] = static_cast<std::uint32_t>(end);
    }
    const auto heap = *take(bytes, static_cast<std::size_t>(end));
    text.heap.assign(heap.begin(), heap.end());
    return text;
}

std::optional<Text> take_dictionary(std::size_t rows, std::span<const std::byte>& bytes) {
    const auto count_bytes = take(bytes, sizeof(std::uint32_t));
    if (!count_bytes) return std::nullopt;
    std::uint32_t count = 0;
    std::memcpy(&count, count_bytes->data(), sizeof count);
    if (count == 0 || count > Dictionary::kMostEntries) return std::nullopt;
    const auto entries = take_lengths_and_heap(count, bytes);
    if (!entries) return std::nullopt;
    std::span<const std::byte> indices;
    if (count > 1) {
        const auto taken = take(bytes, rows);
        if (!taken) return std::nullopt;
        indices = *taken;
    }
    Text text;
    text.offsets.resize(rows + 1);
    text.heap.reserve(rows * (entries->heap.size() / count + 1));
    for (std::size_t row = 0; row < rows; ++row) {
        const auto index = indices.empty() ? 0u : std::to_integer<unsigned>(indices[row]);
        if (index >= count) return std::nullopt;
        const auto* begin = entries->heap.data();
        text.heap.insert(text.heap.end(), begin + entries->offsets[index],
                         begin + entries->offsets[index + 1]);
        if (text.heap.size() > UINT32_MAX) return std::nullopt;
        text.offsets[row + 1] = static_cast<std::uint32_t>(text.heap.size());
    }
    return text;
}

}  // namespace

void encode_column(const Column& column, std::size_t first, std::size_t count,
                   std::vector<std::byte>& out) {
    PartHeader header;
    header.type = static_cast<std::uint8_t>(column.type());
    const auto at = out.size();
    put(out, &header, sizeof header);
    if (column.has_nulls()) {
        const auto valid = column.valid().subspan(first, count);
        header.nulls = nulls_of(valid);
        if (header.nulls == Nulls::bits) put_bits(out, valid);
    }
    if (column.type() == ColumnType::text) {
        header.encoding = put_text(column, first, count, out);
    } else {
        const auto width = width_of(column.type());
        header.encoding =
            put_fixed(column.values().subspan(first * width, count * width), width, out);
    }
    header.length = static_cast<std::uint32_t>(out.size() - at - sizeof header);
    std::memcpy(out.data() + at, &header, sizeof header);
}

std::optional<Column> decode_column(ColumnType type, std::size_t rows,
                                    std::span<const std::byte>& bytes) {
    const auto header_bytes = take(bytes, sizeof(PartHeader));
    if (!header_bytes) return std::nullopt;
    PartHeader header;
    std::memcpy(&header, header_bytes->data(), sizeof header);
    auto part = take(bytes, header.length);
    if (!part || header.type != static_cast<std::uint8_t>(type)) return std::nullopt;
    auto valid = take_valid(header.nulls, rows, *part);
    if (!valid) return std::nullopt;
    if (type != ColumnType::text) {
        auto values = take_fixed(header.encoding, width_of(type), rows, *part);
        if (!values || !part->empty()) return std::nullopt;
        return Column::from_parts(type, rows, std::move(*values), {}, std::move(*valid));
    }
    auto text = header.encoding == Encoding::dictionary ? take_dictionary(rows, *part)
                : header.encoding == Encoding::plain    ? take_lengths_and_heap(rows, *part)
                                                        : std::nullopt;
    if (!text || !part->empty()) return std::nullopt;
    return Column::from_parts(type, rows, std::move(text->heap), std::move(text->offsets),
                              std::move(*valid));
}

}  // namespace mdc::journal
