#include "roles/scan/html_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

namespace tram::roles {

namespace {

constexpr std::array<std::string_view, 12> blocks{"br", "p",  "div", "tr", "li", "h1",
                                                  "h2", "h3", "h4",  "ul", "ol", "table"};
// What is in them is no text.
constexpr std::array<std::string_view, 3> silent{"style", "script", "title"};

struct Entity {
    std::string_view name;
    std::string_view text;
};
constexpr std::array entities{Entity{"amp", "&"},   Entity{"lt", "<"},   Entity{"gt", ">"},
                              Entity{"quot", "\""}, Entity{"apos", "'"}, Entity{"nbsp", " "}};
constexpr std::size_t longestEntity = 8;

bool isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

std::string lower(std::string_view text) {
    std::string result(text);
    for (auto& c : result) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return result;
}

void appendCharacter(std::string& out, std::uint32_t code) {
    if (code < 0x20 || code == 0x7f || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return;
    const auto put = [&](std::uint32_t octet) { out += static_cast<char>(octet); };
    if (code < 0x80) return put(code);
    if (code < 0x800) {
        put(0xc0 | (code >> 6));
    } else {
        if (code < 0x10000) {
            put(0xe0 | (code >> 12));
        } else {
            put(0xf0 | (code >> 18));
            put(0x80 | ((code >> 12) & 0x3f));
        }
        put(0x80 | ((code >> 6) & 0x3f));
    }
    put(0x80 | (code & 0x3f));
}

// The entity that `text` begins with, behind its "&"; how much of the text it takes, 0: it is none.
std::size_t readEntity(std::string_view text, std::string& out) {
    const auto end = text.substr(0, longestEntity + 1).find(';');
    if (end == std::string_view::npos || end == 0) return 0;
    const auto name = text.substr(0, end);
    if (name[0] == '#') {
        const bool isHex = name.size() > 1 && (name[1] == 'x' || name[1] == 'X');
        const auto digits = name.substr(isHex ? 2 : 1);
        std::uint32_t code = 0;
        const auto [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), code, isHex ? 16 : 10);
        if (error != std::errc{} || stop != digits.data() + digits.size()) return 0;
        if (code == 0xa0) code = ' ';
        appendCharacter(out, code);
        return end + 1;
    }
    const auto known = std::ranges::find(entities, name, &Entity::name);
    if (known == entities.end()) return 0;
    out += known->text;
    return end + 1;
}

void beginLine(std::string& out) {
    while (!out.empty() && out.back() == ' ') out.pop_back();
    if (!out.empty() && out.back() != '\n') out += '\n';
}

}  // namespace

std::string textOfHtml(std::string_view html) {
    std::string out;
    while (!html.empty()) {
        const char c = html.front();
        if (c == '<') {
            if (html.starts_with("<!--")) {
                const auto end = html.find("-->");
                html.remove_prefix(end == std::string_view::npos ? html.size() : end + 3);
                continue;
            }
            auto name = html.substr(1);
            const bool closes = name.starts_with('/');
            if (closes) name.remove_prefix(1);
            const auto letters = std::ranges::find_if_not(name, isLetter) - name.begin();
            const auto tag = lower(name.substr(0, std::min<std::size_t>(static_cast<std::size_t>(letters), 8)));
            const auto end = html.find('>');
            html.remove_prefix(end == std::string_view::npos ? html.size() : end + 1);
            if (!closes && std::ranges::find(silent, tag) != silent.end()) {
                const auto stop = html.find("</");
                html.remove_prefix(stop == std::string_view::npos ? html.size() : stop);
            }
            if (std::ranges::find(blocks, tag) != blocks.end()) beginLine(out);
            if (tag == "td" && !out.empty() && out.back() != '\n' && out.back() != ' ') out += ' ';
            continue;
        }
        if (c == '&') {
            if (const auto taken = readEntity(html.substr(1), out); taken > 0) {
                html.remove_prefix(1 + taken);
                continue;
            }
        }
        html.remove_prefix(1);
        const bool isSpace = c == ' ' || c == '\t' || c == '\r' || c == '\n';
        if (!isSpace) {
            out += c;
        } else if (!out.empty() && out.back() != ' ' && out.back() != '\n') {
            out += ' ';
        }
    }
    return out;
}

}  // namespace tram::roles
