#include "sheet/vcard.hpp"

#include <string_view>

namespace tram::sheet {

namespace {

constexpr std::size_t lineLength = 75;

// A text value, or a part of a structured one. [RFC6350 3.4]
std::string escaped(std::string_view value) {
    std::string text;
    for (const char c : value) {
        if (c == '\n') {
            text += "\\n";
        } else if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f) {
            if (c == '\\' || c == ',' || c == ';') text += '\\';
            text += c;
        }
    }
    return text;
}

bool beginsCharacter(char c) {
    return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U;
}

void addLine(std::string& out, const std::string& line) {
    std::size_t used = 0;
    for (std::size_t i = 0; i < line.size();) {
        std::size_t next = i + 1;
        while (next < line.size() && !beginsCharacter(line[next])) ++next;
        if (used + (next - i) > lineLength) {
            out += "\r\n ";
            used = 1;
        }
        out.append(line, i, next - i);
        used += next - i;
        i = next;
    }
    out += "\r\n";
}

void addProperty(std::string& out, const std::string& name, std::string_view value) {
    if (!value.empty()) addLine(out, name + ":" + escaped(value));
}

}  // namespace

std::string toVcards(std::span<const DirectoryEntry> entries) {
    std::string out;
    for (const auto& entry : entries) {
        const bool isPerson = entry.kind == DirectoryEntry::Kind::person;
        addLine(out, "BEGIN:VCARD");
        addLine(out, "VERSION:4.0");
        addLine(out, isPerson ? "KIND:individual" : "KIND:org");
        addProperty(out, "UID", entry.id);
        addProperty(out, "FN", entry.name);
        if (isPerson) addLine(out, "N:" + escaped(entry.familyName) + ";" + escaped(entry.givenName) + ";;;");
        addProperty(out, "ORG", isPerson ? entry.agency : entry.name);
        addProperty(out, "TITLE", entry.title);
        addProperty(out, "EMAIL", entry.address);
        if (!entry.telephone.empty()) addLine(out, "TEL;VALUE=text:" + escaped(entry.telephone));
        addLine(out, "END:VCARD");
    }
    return out;
}

}  // namespace tram::sheet
