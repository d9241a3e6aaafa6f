#include "proto/dsn/report_text.hpp"

#include <algorithm>
#include <array>
#include <format>

#include "base/limits.hpp"
#include "proto/dsn/clean_text.hpp"
#include "proto/dsn/status_fields.hpp"

namespace tram::dsn {
namespace {

using namespace std::chrono;

enum class Language : std::uint8_t { vietnamese, english };

// "07:15 ngày 02/09/2030 (UTC+07:00)", "2 September 2030, 07:15 (UTC+07:00)"
std::string localTime(SystemTime time, minutes zone, Language language) {
    const auto local = floor<seconds>(time) + zone;
    const auto day = floor<days>(local);
    const year_month_day date{day};
    const hh_mm_ss clock{local - day};
    const auto offset =
        std::format("UTC{}{:02}:{:02}", zone < 0min ? '-' : '+', abs(zone).count() / 60, abs(zone).count() % 60);
    const auto y = static_cast<int>(date.year());
    const auto m = static_cast<unsigned>(date.month());
    const auto d = static_cast<unsigned>(date.day());
    const auto hour = clock.hours().count();
    const auto minute = clock.minutes().count();
    if (language == Language::vietnamese) {
        return std::format("{:02}:{:02} ngày {:02}/{:02}/{} ({})", hour, minute, d, m, y, offset);
    }
    static constexpr std::array months{"January", "February", "March",     "April",   "May",      "June",
                                       "July",    "August",   "September", "October", "November", "December"};
    return std::format("{} {} {}, {:02}:{:02} ({})", d, months[m - 1], y, hour, minute, offset);
}

std::string_view lead(Action action, Language language) noexcept {
    const auto choose = [&](std::string_view vietnamese, std::string_view english) {
        return language == Language::vietnamese ? vietnamese : english;
    };
    switch (action) {
        case Action::failed:
            return choose(
                "Thư KHÔNG gửi được tới các địa chỉ sau đây. Hệ thống sẽ không thử gửi lại nữa:",
                "The message could NOT be delivered to the following addresses. No more attempts will be made:");
        case Action::delayed:
            return choose(
                "Thư CHƯA gửi được tới các địa chỉ sau đây. Hệ thống vẫn đang tiếp tục thử; quý vị không cần gửi lại:",
                "The message has NOT YET been delivered to the following addresses. Attempts go on; you need not "
                "send it again:");
        case Action::delivered:
            return choose("Thư đã được đưa vào hộp thư của các địa chỉ sau đây:",
                          "The message has been delivered to the mailboxes of the following addresses:");
        case Action::relayed:
            return choose(
                "Thư đã được chuyển tới máy chủ thư của các địa chỉ sau đây. Máy chủ ấy có thể sẽ không báo khi thư "
                "vào hộp thư:",
                "The message has been passed on to the mail servers of the following addresses, which may not report "
                "when it reaches the mailbox:");
        case Action::expanded:
            return choose("Thư đã được chuyển tới các thành viên của những nhóm sau đây:",
                          "The message has been passed on to the members of the following lists:");
    }
    return {};
}

void appendRecipient(std::string& out, const RecipientFacts& recipient, const ReportFacts& facts, Language language) {
    const auto vietnamese = language == Language::vietnamese;
    out += "\n  <" + cleanLine(recipient.finalRecipient, limits::dsn::address) + ">\n";
    const auto line = [&](std::string_view label, std::string_view text) {
        out.append("    ").append(label).append(": ").append(text).append("\n");
    };
    const auto isTrouble = recipient.action == Action::failed || recipient.action == Action::delayed;
    if (isTrouble) {
        const auto explanation = explain(statusFor(recipient));
        line(vietnamese ? "Lý do" : "Reason", vietnamese ? explanation.reasonVietnamese : explanation.reasonEnglish);
        if (recipient.action == Action::failed) {
            line(vietnamese ? "Cách xử lý" : "What to do",
                 vietnamese ? explanation.adviceVietnamese : explanation.adviceEnglish);
        } else if (recipient.willRetryUntil) {
            line(vietnamese ? "Còn thử đến" : "Attempts go on until",
                 localTime(*recipient.willRetryUntil, facts.zone, language));
        }
    }
    line(vietnamese ? "Mã" : "Code", format(statusFor(recipient)));
    if (recipient.diagnostic.empty() || recipient.diagnosticSource == DiagnosticSource::none) return;
    const auto words = cleanLine(recipient.diagnostic, limits::dsn::diagnostic);
    if (recipient.diagnosticSource == DiagnosticSource::local) {
        line(vietnamese ? "Chi tiết" : "Details", words);
    } else {
        const auto host = cleanLine(recipient.remoteMta, limits::dsn::address);
        const auto server = host.empty() ? std::string{} : " " + host;
        line(vietnamese ? "Máy chủ" + server + " trả lời" : "Answer of the server" + server, words);
    }
}

void appendLanguage(std::string& out, const ReportFacts& facts, std::string_view originalSubject, Language language) {
    const auto vietnamese = language == Language::vietnamese;
    const auto host = cleanLine(facts.reportingMta, limits::dsn::address);
    const auto when = localTime(facts.arrival, facts.zone, language);
    out += vietnamese ? "Đây là thông báo tự động của hệ thống thư " + host + ".\n\n"
                      : "This is an automatic notice of the mail system " + host + ".\n\n";
    out += vietnamese ? "Thư nhận từ quý vị lúc " + when : "It is about your message received on " + when;
    if (!originalSubject.empty()) {
        out += vietnamese ? ", tiêu đề: “" : ", subject: “";
        out.append(originalSubject).append("”");
    }
    out += ".\n";
    for (const auto action : {Action::failed, Action::delayed, Action::delivered, Action::relayed, Action::expanded}) {
        auto first = true;
        for (const auto& recipient : facts.recipients) {
            if (recipient.action != action) continue;
            if (first) out.append("\n").append(lead(action, language)).append("\n");
            first = false;
            appendRecipient(out, recipient, facts, language);
        }
    }
}

}  // namespace

std::string_view reportSubject(const ReportFacts& facts) noexcept {
    const auto has = [&](Action action) {
        return std::ranges::contains(facts.recipients, action, &RecipientFacts::action);
    };
    if (has(Action::failed)) return "Thư không gửi được / Undelivered mail";
    if (has(Action::delayed)) return "Thư chưa gửi được, đang thử tiếp / Delayed mail, still being tried";
    return "Báo thư đã gửi / Mail delivery report";
}

std::string reportText(const ReportFacts& facts, std::string_view originalSubject) {
    std::string out;
    appendLanguage(out, facts, originalSubject, Language::vietnamese);
    out += "\n----------------------------------------\n\n";
    appendLanguage(out, facts, originalSubject, Language::english);
    return out;
}

}  // namespace tram::dsn
