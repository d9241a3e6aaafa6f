#include "roles/alert/status_page.hpp"

#include <algorithm>
#include <charconv>
#include <format>
#include <optional>

#include "roles/alert/alarm_words.hpp"
#include "roles/alert/status_document.hpp"

namespace tram::roles {

namespace {

constexpr Text titleText{"State of the mail appliance", "Tình trạng máy chủ thư"};
constexpr Text goodText{"All is well.", "Mọi thứ bình thường."};
constexpr Text warningText{"Something needs attention.", "Có việc cần chú ý."};
constexpr Text badText{"Something is broken.", "Có sự cố nghiêm trọng."};
constexpr Text noAlarmsText{"No alarms.", "Không có cảnh báo."};
constexpr Text severityText{"Severity", "Mức độ"};
constexpr Text partText{"Part", "Bộ phận"};
constexpr Text whatText{"What", "Sự việc"};
constexpr Text todoText{"What to do", "Cần làm"};
constexpr Text sinceText{"Since", "Từ lúc"};
constexpr Text asOfText{"As of ", "Lúc "};
constexpr Text acknowledgedText{"acknowledged", "đã tiếp nhận"};
constexpr Text storeText{"The store takes no mail: ", "Kho thư không nhận thư: "};
constexpr Text silenceText{"The hardware's state is not known at the moment.", "Hiện không biết tình trạng phần cứng."};

std::string escaped(std::string_view text) {
    std::string result;
    for (const char c : text) {
        switch (c) {
            case '&':
                result += "&amp;";
                break;
            case '<':
                result += "&lt;";
                break;
            case '>':
                result += "&gt;";
                break;
            case '"':
                result += "&quot;";
                break;
            default:
                result += c;
        }
    }
    return result;
}

std::string row(const hal::Alarm& alarm, Language language) {
    const auto text = textOf(alarm, language);
    std::string acknowledged;
    if (!alarm.acknowledgedBy.empty()) acknowledged = " (" + std::string(acknowledgedText.in(language)) + ")";
    return std::format("<tr class=\"{}\"><td>{}{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n",
                       name(alarm.severity), severityWord(alarm.severity).in(language), acknowledged,
                       escaped(labelOf(alarm, language)), escaped(text.what), escaped(text.todo),
                       clockText(alarm.raised));
}

constexpr std::string_view style =
    "body{font:16px/1.5 sans-serif;margin:2em auto;max-width:70em;padding:0 "
    "1em}table{border-collapse:collapse;width:100%}"
    "th,td{text-align:left;vertical-align:top;padding:.4em .6em;border-bottom:1px solid #ccc}"
    ".pass{color:#060}.warn{color:#850}.fail,tr.critical td:first-child{color:#a00}tr.warning "
    "td:first-child{color:#850}";

// A quality in thousandths; nothing where it is none. [RFC9110 12.4.2]
std::optional<unsigned> qualityOf(std::string_view parameters) {
    const auto at = parameters.find("q=");
    if (at == std::string_view::npos) return 1000;
    double value = 0;
    const auto text = parameters.substr(at + 2);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
    if (error != std::errc{} || !(value >= 0 && value <= 1)) return std::nullopt;
    return static_cast<unsigned>(value * 1000);
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

bool isPrimary(std::string_view range, std::string_view language) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return range.size() >= language.size() && (range.size() == language.size() || range[language.size()] == '-') &&
           std::ranges::equal(range.substr(0, language.size()), language, {}, lower);
}

}  // namespace

std::string statusPage(const HealthView& view, Language language) {
    const auto status = statusOf(view);
    const auto* snapshot = view.hardware.snapshot.get();
    const Text& verdict = status == HealthStatus::pass   ? goodText
                          : status == HealthStatus::warn ? warningText
                                                         : badText;
    std::string body = std::format("<h1>{}</h1>\n<p>{}</p>\n<p class=\"{}\"><strong>{}</strong></p>\n",
                                   titleText.in(language), escaped(view.hostname), name(status), verdict.in(language));
    if (!view.store.problem.empty())
        body += std::format("<p class=\"fail\">{}{}</p>\n", storeText.in(language), escaped(view.store.problem));
    if (!view.hardware.problem.empty() || snapshot == nullptr)
        body += std::format("<p class=\"warn\">{}</p>\n", silenceText.in(language));
    if (snapshot != nullptr && !snapshot->alarms.empty()) {
        body += "<table>\n<tr>";
        for (const auto* heading : {&severityText, &partText, &whatText, &todoText, &sinceText})
            body += std::format("<th>{}</th>", heading->in(language));
        body += "</tr>\n";
        // The worst first, and of those the oldest.
        auto alarms = snapshot->alarms;
        std::ranges::stable_sort(alarms, std::ranges::greater(), &hal::Alarm::severity);
        for (const auto& alarm : alarms) body += row(alarm, language);
        body += "</table>\n";
    } else if (snapshot != nullptr) {
        body += std::format("<p>{}</p>\n", noAlarmsText.in(language));
    }
    body += std::format("<p>{}{}</p>\n", asOfText.in(language), clockText(view.now));
    const auto tag = language == Language::vietnamese ? "vi" : "en";
    return std::format(
        "<!DOCTYPE html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\"><title>{}</title>"
        "<meta http-equiv=\"refresh\" content=\"30\"><style>{}</style></head><body>\n{}</body></html>\n",
        tag, titleText.in(language), style, body);
}

Language acceptedLanguage(std::string_view field) {
    unsigned vietnamese = 0;
    unsigned english = 0;
    while (!field.empty()) {
        const auto comma = std::min(field.find(','), field.size());
        const auto item = trimmed(field.substr(0, comma));
        field.remove_prefix(std::min(comma + 1, field.size()));
        const auto semicolon = std::min(item.find(';'), item.size());
        const auto range = trimmed(item.substr(0, semicolon));
        const auto quality = qualityOf(item.substr(semicolon));
        if (!quality) continue;
        if (isPrimary(range, "vi")) vietnamese = std::max(vietnamese, *quality);
        if (isPrimary(range, "en")) english = std::max(english, *quality);
    }
    return english > vietnamese ? Language::english : Language::vietnamese;
}

}  // namespace tram::roles
