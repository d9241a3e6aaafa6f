#include "sheet/public_directory.hpp"

#include <chrono>
#include <format>
#include <vector>

#include "province/time_zone.hpp"
#include "sheet/csv.hpp"

namespace tram::sheet {

namespace {

std::string jsonString(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        const auto octet = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (octet < 0x20) {
            out += std::format("\\u{:04x}", octet);
        } else {
            out += c;
        }
    }
    return out + '"';
}

std::string htmlText(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            default:
                out += c;
        }
    }
    return out;
}

std::string timeText(std::int64_t microseconds) {
    return std::format("{:%Y-%m-%dT%H:%M:%S}+07:00", province::onTheClock(microseconds));
}

std::string urlOf(const PublicDirectory& directory, const DirectoryEntry& entry) {
    return directory.base + "#" + entry.id;
}

bool isPerson(const DirectoryEntry& entry) {
    return entry.kind == DirectoryEntry::Kind::person;
}

}  // namespace

std::string publicJson(const PublicDirectory& directory) {
    std::string out = "{\"province\":" + jsonString(directory.province) +
                      ",\"changed\":" + jsonString(timeText(directory.changed)) + ",\"entries\":[";
    bool first = true;
    for (const auto& entry : directory.entries) {
        out += first ? "\n" : ",\n";
        first = false;
        out += "{\"id\":" + jsonString(entry.id) + ",\"url\":" + jsonString(urlOf(directory, entry)) +
               ",\"kind\":" + (isPerson(entry) ? "\"person\"" : "\"agency\"") + ",\"name\":" + jsonString(entry.name) +
               ",\"email\":" + jsonString(entry.address) + ",\"agency\":" + jsonString(entry.agency);
        if (isPerson(entry))
            out += ",\"title\":" + jsonString(entry.title) + ",\"telephone\":" + jsonString(entry.telephone);
        out += '}';
    }
    return out + "\n]}\n";
}

std::string publicCsv(const PublicDirectory& directory) {
    const std::vector<std::string> headings{"Loại",    "Tên",        "Thư điện tử", "Cơ quan",
                                            "Chức vụ", "Điện thoại", "Địa chỉ web"};
    // With a byte-order mark: spreadsheet programs take the text for something else without.
    std::string out = "\xef\xbb\xbf" + csvRow(headings);
    for (const auto& entry : directory.entries) {
        const std::vector<std::string> cells{isPerson(entry) ? "người" : "cơ quan",
                                             entry.name,
                                             entry.address,
                                             entry.agency,
                                             entry.title,
                                             entry.telephone,
                                             urlOf(directory, entry)};
        out += csvRow(cells);
    }
    return out;
}

std::string publicHtml(const PublicDirectory& directory) {
    std::string out =
        "<!doctype html>\n<html lang=\"vi\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>Danh bạ " +
        htmlText(directory.province) +
        "</title>\n<style>body{font:16px/1.5 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
        "h2{font-size:1.1rem;margin:1.5rem 0 .25rem}table{border-collapse:collapse;width:100%;table-layout:fixed}"
        "th,td{text-align:left;padding:.25rem .75rem .25rem "
        "0;vertical-align:top;overflow-wrap:anywhere}</style>\n</head>\n<body>\n<h1>Danh "
        "bạ " +
        htmlText(directory.province) + "</h1>\n<p>Cập nhật: <time datetime=\"" + timeText(directory.changed) + "\">" +
        std::format("{:%d/%m/%Y %H:%M}", province::onTheClock(directory.changed)) + "</time></p>\n";
    bool inTable = false;
    const auto endTable = [&] {
        if (inTable) out += "</table>\n";
        inTable = false;
    };
    const auto link = [](const std::string& address) {
        return "<a href=\"mailto:" + htmlText(address) + "\">" + htmlText(address) + "</a>";
    };
    for (const auto& entry : directory.entries) {
        const auto id = " id=\"" + htmlText(entry.id) + "\"";
        if (!isPerson(entry)) {
            endTable();
            out += "<h2" + id + ">" + htmlText(entry.name) + "</h2>\n<p>" + link(entry.address);
            if (!entry.agency.empty()) out += " · thuộc " + htmlText(entry.agency);
            out += "</p>\n";
            continue;
        }
        if (!inTable) {
            out += "<table>\n<tr><th>Họ và tên</th><th>Chức vụ</th><th>Thư điện tử</th><th>Điện thoại</th></tr>\n";
            inTable = true;
        }
        out += "<tr" + id + "><td>" + htmlText(entry.name) + "</td><td>" + htmlText(entry.title) + "</td><td>" +
               link(entry.address) + "</td><td>" + htmlText(entry.telephone) + "</td></tr>\n";
    }
    endTable();
    return out + "</body>\n</html>\n";
}

}  // namespace tram::sheet
