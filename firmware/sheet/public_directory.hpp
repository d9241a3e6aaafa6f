// The public directory: agencies, and those officials whose entries are shown, for the province's portal and whoever
// asks. As JSON, CSV, vCards and a page of HTML. R5.5, R16.1, R17
//
// Each entry has a URL that stays, made of its id. Pure.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "sheet/directory_entry.hpp"

namespace tram::sheet {

struct PublicDirectory {
    std::string province;                     // of the heading: its domain
    std::string base;                         // URL under which it is served: "https://mail.tinh.gov.vn/danh-ba/"
    std::int64_t changed = 0;                 // microseconds since 1970, UTC: when something in it last changed
    std::span<const DirectoryEntry> entries;  // an office comes before its people
};

[[nodiscard]] std::string publicJson(const PublicDirectory& directory);
[[nodiscard]] std::string publicCsv(const PublicDirectory& directory);
[[nodiscard]] std::string publicHtml(const PublicDirectory& directory);
// vCards: toVcards(directory.entries).

}  // namespace tram::sheet
