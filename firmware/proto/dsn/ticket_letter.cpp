#include "proto/dsn/ticket_letter.hpp"

#include <array>
#include <format>
#include <string_view>

#include "proto/dsn/notice.hpp"

namespace tram::dsn {

namespace {

struct Words {
    std::string_view vietnamese;
    std::string_view english;
};
using Language = std::string_view Words::*;

constexpr std::array verbs{Words{"tạo hộp thư", "make a mailbox"}, Words{"thay đổi", "change"},
                           Words{"đóng hộp thư", "close the mailbox"}};

struct Problem {
    std::string_view name;
    Words words;
};
constexpr std::array problems{
    Problem{"missing", {"còn thiếu", "is missing"}},
    Problem{"no_column", {"không có cột này", "there is no such column"}},
    Problem{"bad_verb", {"không rõ yêu cầu gì (tạo, thay đổi, đóng)", "says neither make, change nor close"}},
    Problem{"bad_role", {"không phải vai trò (công chức, văn thư, thủ trưởng)", "is no role (official, clerk, head)"}},
    Problem{"bad_date", {"không phải ngày", "is no date"}},
    Problem{"bad_number", {"không phải số", "is no number"}},
    Problem{"too_long", {"quá dài", "is too long"}},
    Problem{"too_many", {"quá nhiều dòng, xin gửi làm nhiều lần", "too many rows, please send them in parts"}},
    Problem{"too_large", {"tệp quá lớn", "the file is too large"}},
    Problem{"not_utf8", {"tệp không phải UTF-8", "the file is not UTF-8"}},
    Problem{"not_a_sheet", {"không đọc được bảng tính", "cannot be read as a spreadsheet"}},
    Problem{"bad_quote", {"dấu ngoặc kép không khớp", "a quotation mark is not closed"}},
};
constexpr Words otherProblem{"không đọc được", "cannot be read"};

std::string headline(const TicketFacts& facts, Language language) {
    const auto say = [&](std::string_view vietnamese, std::string_view english) {
        return std::string(Words{vietnamese, english}.*language);
    };
    switch (facts.news) {
        case TicketNews::received:
            if (facts.isRequest)
                return say("Trung tâm đã nhận đề nghị của quý cơ quan; cán bộ vận hành sẽ xem xét và trả lời.",
                           "Your agency's request has come; an operator will decide it, and you will be told.");
            return say("Trung tâm đã nhận yêu cầu hỗ trợ; cán bộ vận hành sẽ xử lý và trả lời.",
                       "Your message has come; an operator will see to it and answer.");
        case TicketNews::done:
            if (facts.isRequest)
                return say("Đề nghị của quý cơ quan đã được thực hiện.", "Your agency's request was carried out.");
            return say("Yêu cầu hỗ trợ đã được xử lý xong.", "Your ticket is closed.");
        case TicketNews::rejected:
            break;
    }
    return say("Đề nghị không được chấp nhận.", "The request was rejected.");
}

std::string describe(const TicketFault& fault, Language language) {
    auto words = otherProblem;
    for (const auto& problem : problems) {
        if (problem.name == fault.problem) words = problem.words;
    }
    std::string text = "  ";
    if (fault.row != 0) text += std::format("{} {}: ", Words{"Dòng", "Row"}.*language, fault.row);
    if (!fault.column.empty()) text += fault.column + ": ";
    if (!fault.cell.empty()) text += "\"" + fault.cell + "\" ";
    return text + std::string(words.*language) + "\n";
}

std::string section(const TicketFacts& facts, Language language) {
    const auto say = [&](std::string_view vietnamese, std::string_view english) {
        return Words{vietnamese, english}.*language;
    };
    std::string text = headline(facts, language) + "\n\n";
    text += std::format("{} {}\n", say("Số phiếu:", "Number:"), facts.number);
    if (!facts.subject.empty()) text += std::format("{} {}\n", say("Về việc:", "Subject:"), facts.subject);
    if (!facts.remark.empty()) {
        const bool why = facts.news == TicketNews::rejected;
        text += std::format("{} {}\n", why ? say("Lý do:", "Reason:") : say("Trả lời:", "Answer:"), facts.remark);
    }
    if (!facts.lines.empty()) text += "\n";
    for (const auto& line : facts.lines) {
        text += std::format("  {}. {}: {}", line.row, verbs[static_cast<std::size_t>(line.verb)].*language, line.who);
        if (facts.news == TicketNews::done)
            text += line.result.empty() ? std::format(" – {}", say("không thực hiện", "not carried out"))
                                        : std::format(" – {}", line.result);
        text += "\n";
    }
    if (facts.isFormOfNoAgency)
        text +=
            std::string("\n") +
            std::string(say("Biểu mẫu này chưa có hiệu lực: đề nghị phải được gửi từ hộp thư chính thức của cơ quan.",
                            "Nothing is done on this form: a request must come from an agency's own mailbox.")) +
            "\n";
    if (!facts.faults.empty()) {
        text += std::format("\n{}\n", say("Những chỗ chưa đọc được trong biểu mẫu, xin gửi lại:",
                                          "What could not be read in the form; please send it again:"));
        for (const auto& fault : facts.faults) text += describe(fault, language);
    }
    return text;
}

}  // namespace

Report composeTicketLetter(const TicketFacts& facts, Random& random) {
    constexpr std::array news{Words{"Đã nhận", "Received"}, Words{"Đã xử lý", "Done"}, Words{"Từ chối", "Rejected"}};
    Notice notice;
    notice.from = facts.from;
    notice.to = facts.to;
    notice.now = facts.now;
    notice.inReplyTo = facts.inReplyTo;
    const auto& word = news[static_cast<std::size_t>(facts.news)];
    notice.subject = std::format("[{}] {} / {}", facts.number, word.vietnamese, word.english);
    if (!facts.subject.empty()) notice.subject += ": " + facts.subject;
    notice.text = section(facts, &Words::vietnamese) + "\n---\n" + section(facts, &Words::english);
    return composeNotice(notice, random);
}

}  // namespace tram::dsn
