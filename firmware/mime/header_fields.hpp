// A header section as its fields, in their original bytes.
//
// Standards: RFC 5322 2.2, 3.6.8 and 4.5 (space before the colon). Lines end with CRLF or LF. Hostile
// input: linear; nothing is copied, every view points into the section.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <span>
#include <string>

#include "base/bytes.hpp"

namespace tram::mime {

struct HeaderField {
    ByteView name;           // without the space that obsolete syntax allows before the colon
    ByteView value;          // raw, behind the colon, with folding, without the last line end
    ByteView whole;          // name, colon, value and line end
    std::size_t offset = 0;  // of `whole` in the section
};

enum class HeaderLine : std::uint8_t {
    empty,         // ends the section
    field,         // printable ASCII without a colon, perhaps white space, a colon
    continuation,  // begins with white space
    mboxFrom,      // "From " or ">From "
    other,
};
// What a line is to a header section; with or without its line end.
[[nodiscard]] HeaderLine classifyHeaderLine(ByteView line) noexcept;

// Reads a header section line by line and says which lines belong to it. The empty line that ends it does.
// Without one the section ends before a line that is no field (a body without separation is shown rather
// than swallowed), or with the input. Passed over inside a section, as all readers do: a first line "From "
// or ">From " (mbox) or of white space only, a parameter that lost its indentation, and junk that a field
// follows at once.
class HeaderScanner {
public:
    enum class Verdict : std::uint8_t { field, continuation, passedOver, lastLine, notHeader };

    // `line` with its line end; `next` the line behind it, empty at the end of the input.
    [[nodiscard]] Verdict judge(ByteView line, ByteView next) noexcept;

private:
    bool first_ = true;
    bool inField_ = false;  // a continuation would belong to a field, or to junk behind one
    bool inJunk_ = false;
};

// Where a header section ends, the empty line included.
[[nodiscard]] std::size_t headerSectionSize(ByteView message);

// The fields of a section, in order: for (const HeaderField& field : HeaderFields(section)).
class HeaderFields {
public:
    explicit HeaderFields(ByteView section) : section_(section) {}

    class Iterator {
    public:
        using value_type = HeaderField;
        using difference_type = std::ptrdiff_t;
        using iterator_category = std::input_iterator_tag;
        using pointer = const HeaderField*;
        using reference = const HeaderField&;

        Iterator() = default;
        Iterator(ByteView section, std::size_t at) : section_(section), next_(at) { advance(); }
        const HeaderField& operator*() const { return field_; }
        const HeaderField* operator->() const { return &field_; }
        Iterator& operator++() {
            advance();
            return *this;
        }
        void operator++(int) { advance(); }
        friend bool operator==(const Iterator& it, std::default_sentinel_t) { return it.done_; }

    private:
        void advance();

        ByteView section_;
        std::size_t next_ = 0;
        HeaderField field_;
        bool done_ = false;
    };

    [[nodiscard]] Iterator begin() const { return {section_, 0}; }
    [[nodiscard]] std::default_sentinel_t end() const { return {}; }

private:
    ByteView section_;
};

// Names are compared without regard to ASCII case.
[[nodiscard]] bool sameName(ByteView a, ByteView b) noexcept;

// The first field of that name.
[[nodiscard]] std::optional<HeaderField> findField(ByteView section, ByteView name);

enum class Selection : std::uint8_t { these, allButThese };
// The original bytes of the chosen fields in their order, and an empty line. [RFC9051 6.4.5.1: HEADER.FIELDS]
[[nodiscard]] Bytes selectFields(ByteView section, std::span<const ByteView> names, Selection selection);
[[nodiscard]] Bytes selectFields(ByteView section, std::span<const std::string> names, Selection selection);

// The value in one line: line ends of folding go, the white space behind them stays; white space at both
// ends of the value goes. [RFC5322 2.2.3]
[[nodiscard]] Bytes unfold(ByteView rawValue);

}  // namespace tram::mime
