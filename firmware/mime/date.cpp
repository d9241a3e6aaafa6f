// Reads a date by the kind of its words, not by their places: so the forms of RFC 5322, of asctime and
// what lies between are one.
#include "mime/date.hpp"

#include <array>
#include <optional>

#include "mime/header_fields.hpp"

namespace tram::mime {
namespace {

constexpr std::array<ByteView, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                             "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<ByteView, 7> weekdays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};

struct NamedZone {
    ByteView name;
    int hours;
};
// [RFC5322 4.3]. Other names, the military letters among them, are taken as unknown.
constexpr std::array namedZones = std::to_array<NamedZone>(
    {{"EDT", -4}, {"EST", -5}, {"CDT", -5}, {"CST", -6}, {"MDT", -6}, {"MST", -7}, {"PDT", -7}, {"PST", -8}});

constexpr bool isDigit(char c) {
    return c >= '0' && c <= '9';
}

bool isNumber(ByteView word) {
    if (word.empty() || word.size() > 9) return false;
    for (const char c : word) {
        if (!isDigit(c)) return false;
    }
    return true;
}

int toNumber(ByteView digits) {
    int number = 0;
    for (const char c : digits) number = number * 10 + (c - '0');
    return number;
}

struct Fields {
    std::optional<int> day;
    std::optional<int> month;
    std::optional<int> year;
    std::optional<std::chrono::seconds> time;
    std::optional<std::chrono::minutes> zone;
    bool outOfRange = false;
};

void readTime(ByteView word, Fields& fields) {
    std::array<int, 3> parts{};
    std::size_t count = 0;
    while (count < parts.size()) {
        const auto colon = word.find(':');
        auto part = word.substr(0, colon);
        // Fractions of a second are not kept.
        if (count == 2) part = part.substr(0, part.find('.'));
        if (!isNumber(part) || part.size() > 2) return;
        parts[count++] = toNumber(part);
        if (colon == ByteView::npos) break;
        word.remove_prefix(colon + 1);
    }
    if (count < 2) return;
    if (parts[0] > 23 || parts[1] > 59 || parts[2] > 60) {
        fields.outOfRange = true;
        return;
    }
    if (parts[2] == 60) parts[2] = 59;
    fields.time = std::chrono::hours{parts[0]} + std::chrono::minutes{parts[1]} + std::chrono::seconds{parts[2]};
}

// "+0700", "-07:00".
void readOffset(ByteView word, Fields& fields) {
    const bool west = word.front() == '-';
    auto digits = std::string(word.substr(1));
    if (digits.size() == 5 && digits[2] == ':') digits.erase(2, 1);
    if (!isNumber(digits) || digits.size() != 4) return;
    const int hours = toNumber(ByteView(digits).substr(0, 2));
    const int minutes = toNumber(ByteView(digits).substr(2));
    if (hours > 23 || minutes > 59) return;
    const auto offset = std::chrono::minutes{hours * 60 + minutes};
    fields.zone = west ? -offset : offset;
}

void readYear(ByteView word, Fields& fields) {
    int year = toNumber(word);
    if (word.size() == 2) year += year < 50 ? 2000 : 1900;  // [RFC5322 4.3]
    if (word.size() == 3) year += 1900;
    fields.year = year;
}

void readName(ByteView word, Fields& fields) {
    const auto head = word.substr(0, 3);
    if (!fields.month) {
        for (std::size_t i = 0; i < months.size(); ++i) {
            if (sameName(head, months[i])) {
                fields.month = static_cast<int>(i) + 1;
                return;
            }
        }
    }
    if (!fields.time || fields.zone) return;
    for (const auto& zone : namedZones) {
        if (sameName(word, zone.name)) fields.zone = std::chrono::hours{zone.hours};
    }
    // "GMT+07:00"
    if (word.size() > 3 && sameName(head, "GMT") && (word[3] == '+' || word[3] == '-'))
        readOffset(word.substr(3), fields);
}

void readWord(ByteView word, Fields& fields) {
    if (word.find(':') != ByteView::npos && isDigit(word.front())) {
        if (!fields.time) readTime(word, fields);
    } else if ((word.front() == '+' || word.front() == '-') && word.size() > 1) {
        if (fields.time && !fields.zone) readOffset(word, fields);
    } else if (isNumber(word)) {
        if (!fields.day && word.size() <= 2) {
            fields.day = toNumber(word);
        } else if (!fields.year) {
            readYear(word, fields);
        }
    } else if (isDigit(word.front())) {
        // "5-Jan-2026"
        const auto first = word.find('-');
        if (first == ByteView::npos) return;
        const auto second = word.find('-', first + 1);
        if (second == ByteView::npos || fields.day || !isNumber(word.substr(0, first))) return;
        const auto year = word.substr(second + 1);
        if (!isNumber(year)) return;
        fields.day = toNumber(word.substr(0, first));
        readName(word.substr(first + 1, second - first - 1), fields);
        readYear(year, fields);
    } else {
        readName(word, fields);
    }
}

}  // namespace

std::expected<DateTime, DateError> parseDate(ByteView fieldValue) {
    Fields fields;
    std::size_t at = 0;
    int comments = 0;
    while (at < fieldValue.size()) {
        const char c = fieldValue[at];
        if (c == '(') ++comments;
        if (comments > 0) {
            if (c == ')') --comments;
            if (c == '\\') ++at;
            ++at;
            continue;
        }
        const auto end = std::min(fieldValue.find_first_of(" \t\r\n,(", at), fieldValue.size());
        if (end == at) {
            ++at;
            continue;
        }
        readWord(fieldValue.substr(at, end - at), fields);
        at = end;
    }
    if (fields.outOfRange) return std::unexpected(DateError::outOfRange);
    if (!fields.day || !fields.month || !fields.year || !fields.time) return std::unexpected(DateError::malformed);
    const std::chrono::year_month_day date{std::chrono::year{*fields.year},
                                           std::chrono::month{static_cast<unsigned>(*fields.month)},
                                           std::chrono::day{static_cast<unsigned>(*fields.day)}};
    if (!date.ok() || *fields.year < 1900 || *fields.year > 9999) return std::unexpected(DateError::outOfRange);
    const auto zone = fields.zone.value_or(std::chrono::minutes{0});
    return DateTime{std::chrono::sys_days{date} + *fields.time - zone, zone};
}

std::string formatDate(std::chrono::sys_seconds time, std::chrono::minutes zone) {
    const auto local = time + zone;
    const auto day = std::chrono::floor<std::chrono::days>(local);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss clock{local - day};
    const auto two = [](std::string& out, long number) {
        out += static_cast<char>('0' + number / 10 % 10);
        out += static_cast<char>('0' + number % 10);
    };
    std::string out(weekdays[std::chrono::weekday{day}.c_encoding()]);
    out += ", ";
    two(out, static_cast<long>(static_cast<unsigned>(date.day())));
    out.append(" ").append(months[static_cast<unsigned>(date.month()) - 1]).append(" ");
    const auto year = std::to_string(static_cast<int>(date.year()));
    out.append(year.size() < 4 ? 4 - year.size() : 0, '0').append(year).append(" ");
    two(out, clock.hours().count());
    out += ':';
    two(out, clock.minutes().count());
    out += ':';
    two(out, clock.seconds().count());
    out += zone < zone.zero() ? " -" : " +";
    const auto offset = zone < zone.zero() ? -zone : zone;
    two(out, offset.count() / 60);
    two(out, offset.count() % 60);
    return out;
}

}  // namespace tram::mime
