// The form by which an agency asks for mailboxes to be made, changed or closed: as a sheet (CSV, XLSX), or as lines of
// a letter. R8.2
//
//   Yêu cầu: tạo                     Yêu cầu | Họ và tên       | Chức vụ     | Lý do
//   Họ và tên: Nguyễn Văn Hùng       tạo     | Nguyễn Văn Hùng | Chuyên viên |
//   Chức vụ: Chuyên viên             đóng    | Trần Thị Mai    |             | nghỉ hưu
//
// Headings are a roster's (roster.hpp), in Vietnamese or English. Pure; exposed to whatever people send.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sheet/roster.hpp"

namespace tram::sheet {

enum class AskedFor : std::uint8_t { make, change, close };

struct ChangeEntry {
    std::size_t row = 0;  // of the sheet, or the line of the letter on which it begins
    AskedFor verb = AskedFor::make;
    std::string name;
    std::string address;  // to make: the one wished for; else whose mailbox it is
    std::string suffix;
    std::uint8_t given = 0;
    std::string agency;  // its name; "" the asker's own, or where he is
    std::optional<province::Role> role;
    std::string title;
    std::string telephone;
    std::string reason;
    std::string decision;
    std::optional<std::int32_t> day;
};

// A sheet without the column "Yêu cầu" asks for everybody in it to be given a mailbox.
[[nodiscard]] Roster<ChangeEntry> readChanges(const Sheet& sheet);

// The letter's lines of the kind "heading: value" as a sheet, a row for each person; nothing where no line says what is
// asked for ("Yêu cầu:"). Each form goes from such a line to the next line that is none of a form's; what a mail
// program quotes of an earlier letter does not count.
[[nodiscard]] std::optional<Sheet> sheetOfLetter(std::string_view text);

// The headings of the form, Vietnamese.
[[nodiscard]] std::vector<std::string> changeHeadings();

}  // namespace tram::sheet
