#include "proto/imap/response_writer.hpp"

#include <algorithm>
#include <array>

#include "base/utf8.hpp"
#include "mime/header_fields.hpp"
#include "proto/imap/flag_list.hpp"
#include "proto/imap/modified_utf7.hpp"

namespace tram::imap {

namespace {

// Above this a literal is kinder to clients that read line by line.
constexpr std::size_t longestQuoted = 4 * 1024;

enum Class : std::uint8_t {
    plain = 0,     // in an atom, too
    quotable = 1,  // in a quoted string as it is
    escaped = 2,   // in a quoted string behind a backslash
    eightBit = 4,
    literalOnly = 8,  // CR and LF
    nul = 16,
};
constexpr auto classOf = [] {
    std::array<std::uint8_t, 256> classes{};
    for (std::size_t i = 0; i < classes.size(); ++i) {
        if (i < 0x20 || i == 0x7f) classes[i] = quotable;
        if (i >= 0x80) classes[i] = eightBit;
    }
    for (const char c : ByteView("(){ %*")) classes[static_cast<std::uint8_t>(c)] = quotable;
    classes['"'] = classes['\\'] = escaped;
    classes['\r'] = classes['\n'] = literalOnly;
    classes[0] = nul;
    return classes;
}();

std::uint8_t classesIn(ByteView octets) {
    std::uint8_t all = 0;
    for (const char c : octets) all |= classOf[static_cast<std::uint8_t>(c)];
    return all;
}

void appendPlainLiteral(Bytes& out, ByteView octets) {
    out += '{';
    appendNumber(out, octets.size());
    out += "}\r\n";
    out += octets;
}

void appendQuoted(Bytes& out, ByteView octets, std::uint8_t classes) {
    out += '"';
    if ((classes & escaped) == 0) {
        out += octets;
    } else {
        for (const char c : octets) {
            if (c == '"' || c == '\\') out += '\\';
            out += c;
        }
    }
    out += '"';
}

void appendOfClasses(Bytes& out, ByteView octets, std::uint8_t classes, StringForm form) {
    if ((classes & nul) != 0) {
        std::string without(octets);
        std::erase(without, '\0');
        appendPlainLiteral(out, without);
        return;
    }
    const bool quotes = (classes & literalOnly) == 0 && octets.size() <= longestQuoted &&
                        ((classes & eightBit) == 0 || (form == StringForm::utf8 && isUtf8(octets)));
    if (quotes) {
        appendQuoted(out, octets, classes);
    } else {
        appendPlainLiteral(out, octets);
    }
}

}  // namespace

void appendString(Bytes& out, ByteView octets, StringForm form) {
    appendOfClasses(out, octets, classesIn(octets), form);
}

void appendNstring(Bytes& out, const std::optional<std::string>& octets, StringForm form) {
    if (octets) {
        appendString(out, *octets, form);
    } else {
        out += "NIL";
    }
}

void appendAstring(Bytes& out, ByteView octets, StringForm form) {
    const auto classes = classesIn(octets);
    if (classes == plain && !octets.empty() && octets.size() <= longestQuoted && !mime::sameName(octets, "NIL")) {
        out += octets;
    } else {
        appendOfClasses(out, octets, classes, form);
    }
}

void appendLiteralOrLiteral8(Bytes& out, ByteView octets) {
    if (octets.contains('\0')) out += '~';
    appendPlainLiteral(out, octets);
}

void appendMailbox(Bytes& out, ByteView utf8, StringForm form) {
    if (form == StringForm::utf8) {
        appendAstring(out, utf8, form);
    } else {
        appendAstring(out, encodeModifiedUtf7(utf8), form);
    }
}

void appendText(Bytes& out, ByteView text, StringForm form) {
    // A text is not empty, and a "[" at its start would begin a code.
    if (text.empty()) out += '-';
    bool first = true;
    while (!text.empty()) {
        const auto character = firstCharacter(text);
        const auto octets = character ? character->octets : 1;
        if (!character || (octets > 1 && form == StringForm::ascii)) {
            out += '?';
        } else if (octets > 1) {
            out += text.substr(0, octets);
        } else if (static_cast<std::uint8_t>(text[0]) < 0x20 || text[0] == 0x7f) {
            out += ' ';
        } else {
            out += first && text[0] == '[' ? '(' : text[0];
        }
        first = false;
        text.remove_prefix(octets);
    }
}

}  // namespace tram::imap
