#include "cli/hal_details.hpp"

#include <array>
#include <cmath>
#include <format>
#include <utility>

#include "cli/output.hpp"

namespace tram::cli {

namespace {

enum class Unit : std::uint8_t {
    count,
    octets,
    celsius,
    percent,
    ratio,
    duration,
    offset,
    time,
    rpm,
    megabits,
    hours,
    days
};

struct Detail {
    std::string_view figure;
    Text name;  // "" where the unit says it
    Unit unit{};
    bool onlyIfSome = false;  // nought says nothing
};

// In the order in which they are told.
constexpr std::array details{
    Detail{"size_octets", {"", ""}, Unit::octets},
    Detail{"free_octets", {"free", "còn trống"}, Unit::octets},
    Detail{"temperature_celsius", {"", ""}, Unit::celsius},
    Detail{"speed_rpm", {"", ""}, Unit::rpm},
    Detail{"speed_megabits", {"", ""}, Unit::megabits},
    Detail{"disks", {"disks", "số đĩa"}, Unit::count},
    Detail{"degraded", {"lacking", "thiếu"}, Unit::count, true},
    Detail{"spares", {"spares", "dự phòng"}, Unit::count},
    Detail{"progress_ratio", {"done", "đã xong"}, Unit::ratio},
    Detail{"mismatches", {"mismatches", "chỗ khác nhau"}, Unit::count, true},
    Detail{"power_on_hours", {"has run", "đã chạy"}, Unit::hours},
    Detail{"used_percent", {"life used", "đã dùng tuổi thọ"}, Unit::percent},
    Detail{"spare_percent", {"reserve left", "dự trữ còn"}, Unit::percent},
    Detail{"reallocated_sectors", {"reallocated", "cung thay thế"}, Unit::count, true},
    Detail{"pending_sectors", {"pending", "cung chờ xử lý"}, Unit::count, true},
    Detail{"offline_uncorrectable", {"unreadable", "cung không đọc được"}, Unit::count, true},
    Detail{"reported_uncorrectable", {"uncorrected", "lỗi không sửa được"}, Unit::count, true},
    Detail{"command_timeouts", {"timeouts", "lần quá giờ"}, Unit::count, true},
    Detail{"interface_errors", {"interface errors", "lỗi đường truyền"}, Unit::count, true},
    Detail{"media_errors", {"media errors", "lỗi bề mặt"}, Unit::count, true},
    Detail{"grown_defects", {"grown defects", "khuyết tật mới"}, Unit::count, true},
    Detail{"uncorrected_errors", {"uncorrected", "lỗi không sửa được"}, Unit::count, true},
    Detail{"charge_percent", {"charge", "pin"}, Unit::percent},
    Detail{"runtime_seconds", {"lasts", "còn chạy được"}, Unit::duration},
    Detail{"load_percent", {"load", "tải"}, Unit::percent},
    Detail{"corrected_errors_total", {"corrected", "lỗi đã sửa"}, Unit::count, true},
    Detail{"uncorrected_errors_total", {"uncorrected", "lỗi không sửa được"}, Unit::count, true},
    Detail{"errors_total", {"errors", "lỗi"}, Unit::count, true},
    Detail{"links_up", {"links up", "cổng nối"}, Unit::count},
    Detail{"stop_seconds", {"stops within", "tắt trong"}, Unit::duration},
    Detail{"event_log_used_percent", {"event log", "nhật ký sự kiện"}, Unit::percent},
    Detail{"timeout_seconds", {"bites after", "hạn"}, Unit::duration},
    Detail{"offset_seconds", {"off by", "lệch"}, Unit::offset},
    Detail{"commit_seconds", {"longest commit", "ghi lâu nhất"}, Unit::offset},
    Detail{"map_used_octets", {"map used", "bản đồ đã dùng"}, Unit::octets},
    Detail{"messages", {"messages", "số thư"}, Unit::count},
    Detail{"oldest_seconds", {"oldest", "chờ lâu nhất"}, Unit::duration},
    Detail{"days_left", {"ends in", "hết hạn sau"}, Unit::days},
    Detail{"last_success_timestamp_seconds", {"last", "lần cuối"}, Unit::time},
    Detail{"started_timestamp_seconds", {"since", "từ"}, Unit::time},
};

// Where it is, or what it says of itself; the array comes with the disk's role in it.
constexpr std::array<std::string_view, 7> words{"state", "status", "level", "action", "zone", "address", "fault"};

std::string sizeText(double octets) {
    constexpr std::array units{"B", "kB", "MB", "GB", "TB", "PB"};
    std::size_t unit = 0;
    while (octets >= 999.5 && unit + 1 < units.size()) {
        octets /= 1000;
        ++unit;
    }
    const int places = unit > 0 && octets < 99.95 ? 1 : 0;
    return std::format("{:.{}f} {}", octets, places, units[unit]);
}

std::string durationText(double seconds, Language language) {
    const bool vietnamese = language == Language::vietnamese;
    if (seconds < 120) return std::format("{:.0f} {}", seconds, vietnamese ? "giây" : "s");
    if (seconds < 7200) return std::format("{:.0f} {}", seconds / 60, vietnamese ? "phút" : "min");
    if (seconds < 172'800) return std::format("{:.0f} {}", seconds / 3600, vietnamese ? "giờ" : "h");
    return std::format("{:.0f} {}", seconds / 86'400, vietnamese ? "ngày" : "days");
}

std::string valueText(double value, Unit unit, Language language) {
    const bool vietnamese = language == Language::vietnamese;
    switch (unit) {
        case Unit::count:
            return std::format("{:.0f}", value);
        case Unit::octets:
            return sizeText(value);
        case Unit::celsius:
            return std::format("{:.0f} °C", value);
        case Unit::percent:
            return std::format("{:.0f} %", value);
        case Unit::ratio:
            return std::format("{:.0f} %", 100 * value);
        case Unit::duration:
            return durationText(value, language);
        case Unit::offset:
            return std::format("{:.3g} {}", std::abs(value) < 1 ? value * 1000 : value,
                               std::abs(value) < 1 ? "ms" : "s");
        case Unit::time:
            return localTime(static_cast<std::int64_t>(value * 1e6));
        case Unit::rpm:
            return std::format("{:.0f} {}", value, vietnamese ? "vòng/phút" : "rpm");
        case Unit::megabits:
            return std::format("{:.0f} Mb/s", value);
        case Unit::hours:
            return durationText(value * 3600, language);
        case Unit::days:
            return std::format("{:.0f} {}", value, vietnamese ? "ngày" : "days");
    }
    return {};
}

}  // namespace

std::string detailsOf(const hal::ComponentState& state, Language language) {
    std::string text;
    const auto add = [&](std::string_view name, std::string_view value) {
        if (value.empty()) return;
        if (!text.empty()) text += ", ";
        if (!name.empty()) text.append(name).append(" ");
        text += value;
    };
    for (const auto word : words) {
        if (const auto found = state.words.find(word); found != state.words.end()) add("", found->second);
    }
    for (const auto& detail : details) {
        const auto found = state.figures.find(detail.figure);
        if (found == state.figures.end() || (detail.onlyIfSome && found->second == 0)) continue;
        add(detail.name.in(language), valueText(found->second, detail.unit, language));
    }
    const auto word = [&](std::string_view name) {
        const auto found = state.words.find(name);
        return found == state.words.end() ? std::string() : found->second;
    };
    if (const auto array = word("array"); !array.empty()) add(array + ":", word("role"));
    constexpr Text selfTest{"self-test", "tự kiểm tra"};
    add(selfTest.in(language), word("self_test"));
    return text;
}

}  // namespace tram::cli
