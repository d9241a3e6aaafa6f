#include "sheet/ldif.hpp"

#include <algorithm>

#include "mime/content_coding.hpp"

namespace tram::sheet {

namespace {

constexpr std::size_t lineLength = 76;

// SAFE-STRING of RFC 2849, and no space at its end.
bool isSafe(std::string_view value) {
    if (value.empty()) return true;
    if (value[0] == ' ' || value[0] == ':' || value[0] == '<' || value.back() == ' ') return false;
    return std::ranges::all_of(value, [](char c) {
        const auto octet = static_cast<unsigned char>(c);
        return octet != 0 && octet != '\n' && octet != '\r' && octet < 0x80;
    });
}

void addLine(std::string& out, std::string_view name, std::string_view value) {
    if (value.empty()) return;
    std::string line(name);
    if (isSafe(value)) {
        line += ": ";
        line += value;
    } else {
        line += ":: " + mime::encodeBase64(value, mime::Wrap::none);
    }
    std::string_view rest = line;
    out += rest.substr(0, lineLength);
    for (rest.remove_prefix(std::min(lineLength, rest.size())); !rest.empty();
         rest.remove_prefix(std::min(lineLength - 1, rest.size()))) {
        out += "\n ";
        out += rest.substr(0, lineLength - 1);
    }
    out += '\n';
}

// A value within a distinguished name. [RFC4514 2.4]
std::string escaped(std::string_view value) {
    constexpr std::string_view special = "\"+,;<>\\=";
    std::string text;
    for (std::size_t i = 0; i < value.size(); ++i) {
        const char c = value[i];
        const bool edge = (i == 0 && (c == ' ' || c == '#')) || (i + 1 == value.size() && c == ' ');
        if (edge || special.contains(c)) text += '\\';
        text += c;
    }
    return text;
}

void addPerson(std::string& out, const DirectoryEntry& entry, std::string_view base) {
    addLine(out, "dn", "uid=" + escaped(entry.address) + "," + std::string(base));
    addLine(out, "objectClass", "inetOrgPerson");
    addLine(out, "uid", entry.address);
    addLine(out, "cn", entry.name);
    addLine(out, "sn", entry.familyName.empty() ? entry.name : entry.familyName);
    addLine(out, "givenName", entry.givenName);
    addLine(out, "mail", entry.address);
    addLine(out, "o", entry.agency);
    addLine(out, "title", entry.title);
    addLine(out, "telephoneNumber", entry.telephone);
}

void addOffice(std::string& out, const DirectoryEntry& entry, std::string_view base) {
    addLine(out, "dn", "ou=" + escaped(entry.address) + "," + std::string(base));
    addLine(out, "objectClass", "organizationalUnit");
    addLine(out, "objectClass", "extensibleObject");
    addLine(out, "ou", entry.address);
    addLine(out, "description", entry.name);
    addLine(out, "mail", entry.address);
    addLine(out, "o", entry.agency);
    addLine(out, "telephoneNumber", entry.telephone);
}

}  // namespace

std::string toLdif(std::span<const DirectoryEntry> entries, std::string_view base) {
    std::string out = "version: 1\n";
    for (const auto& entry : entries) {
        out += '\n';
        if (entry.kind == DirectoryEntry::Kind::person) {
            addPerson(out, entry, base);
        } else {
            addOffice(out, entry, base);
        }
    }
    return out;
}

std::string baseOf(std::string_view domain) {
    std::string base;
    while (!domain.empty()) {
        const auto dot = std::min(domain.find('.'), domain.size());
        if (!base.empty()) base += ',';
        base += "dc=" + escaped(domain.substr(0, dot));
        domain.remove_prefix(std::min(dot + 1, domain.size()));
    }
    return base;
}

}  // namespace tram::sheet
