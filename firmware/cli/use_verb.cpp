// How agencies use their mail: what a head reviews of his own, an inspector of all. R18
#include <array>
#include <map>
#include <ostream>

#include "base/clock.hpp"
#include "cli/directory_lookup.hpp"
#include "cli/verbs.hpp"

namespace tram::cli {

namespace {

namespace schema = store::schema;

constexpr auto usualTime = std::chrono::days(30);

std::int64_t sinceOf(const Session& session, const Arguments& arguments) {
    using std::chrono::microseconds;
    const auto date = arguments.value("since");
    if (!date) {
        return std::chrono::duration_cast<microseconds>((RealClock().now() - usualTime).time_since_epoch()).count();
    }
    std::int64_t end = 0;
    if (!endOfDay(*date, end)) session.usage({"--since DATE is like 2026-11-25", "--since DATE viết như 2026-11-25"});
    return end - microseconds(std::chrono::days(1)).count();
}

// "3 h 20 min"; "" where nothing was answered.
std::string durationText(const schema::MailboxUseT& use) {
    if (use.answered == 0) return {};
    const auto minutes = use.answer_time / 60;
    if (minutes < 60) return std::to_string(minutes) + " min";
    if (minutes < 48 * 60) return std::to_string(minutes / 60) + " h " + std::to_string(minutes % 60) + " min";
    return std::to_string(minutes / 60 / 24) + " d " + std::to_string(minutes / 60 % 24) + " h";
}

std::string stateText(schema::UseState state, Language language) {
    switch (state) {
        case schema::UseState::never:
            return std::string(Text{"never signed in", "chưa đăng nhập"}.in(language));
        case schema::UseState::dormant:
            return std::string(Text{"dormant", "không dùng"}.in(language));
        case schema::UseState::active:
            return std::string(Text{"active", "đang dùng"}.in(language));
    }
    return {};
}

boost::json::object rowOf(const schema::MailboxUseT& use, Language language) {
    const bool personal = use.kind == schema::MailboxKind::personal;
    boost::json::object row{{"mailbox", use.mailbox},
                            {"kind", schema::EnumNameMailboxKind(use.kind)},
                            {"agency", use.agency},
                            {"address", use.address},
                            {"checks", use.checks},
                            {"days_checked", use.days_checked},
                            {"readers", use.readers},
                            {"received", use.received},
                            {"received_octets", use.received_octets},
                            {"sent", use.sent},
                            {"sent_octets", use.sent_octets},
                            {"answered", use.answered},
                            {"answer_time", use.answer_time},
                            {"answer_time_text", durationText(use)},
                            {"used", use.used},
                            {"quota", use.quota}};
    if (personal) {
        row["official"] = use.official;
        row["name"] = use.name;
        row["state"] = schema::EnumNameUseState(use.state);
        row["state_text"] = stateText(use.state, language);
        row["last_sign_in"] = localTime(use.last_sign_in);
    }
    return row;
}

void printPeople(Session& session, const Rows& people) {
    session.rows({{"address", {"ADDRESS", "ĐỊA CHỈ"}},
                  {"name", {"NAME", "HỌ TÊN"}},
                  {"state_text", {"USE", "SỬ DỤNG"}},
                  {"last_sign_in", {"LAST SIGN-IN", "ĐĂNG NHẬP CUỐI"}},
                  {"received", {"RECEIVED", "NHẬN"}, Column::Side::right},
                  {"sent", {"SENT", "GỬI"}, Column::Side::right},
                  {"used", {"USED", "ĐÃ DÙNG"}, Column::Side::right},
                  {"quota", {"QUOTA", "DUNG LƯỢNG"}, Column::Side::right}},
                 people);
}

void printTables(Session& session, const schema::UseReviewedT& review, const Rows& agencies, const Rows& offices,
                 const Rows& people) {
    const Text period{" to ", " đến "};
    const Text days{" working days", " ngày làm việc"};
    session.out << localTime(review.since) << period.in(session.language) << localTime(review.until) << ", "
                << review.working_days << days.in(session.language) << "\n\n";
    session.rows({{"indented", {"AGENCY", "CƠ QUAN"}},
                  {"people", {"PEOPLE", "NGƯỜI"}, Column::Side::right},
                  {"active", {"ACTIVE", "ĐANG DÙNG"}, Column::Side::right},
                  {"dormant", {"DORMANT", "KHÔNG DÙNG"}, Column::Side::right},
                  {"never", {"NEVER SIGNED IN", "CHƯA ĐĂNG NHẬP"}, Column::Side::right}},
                 agencies);
    if (!offices.empty()) {
        session.out << '\n';
        session.rows({{"address", {"MAILBOX", "HỘP THƯ"}},
                      {"checks", {"CHECKS", "KIỂM TRA"}, Column::Side::right},
                      {"days_checked", {"DAYS WITH 6", "NGÀY ĐỦ 6"}, Column::Side::right},
                      {"readers", {"READERS", "NGƯỜI ĐỌC"}, Column::Side::right},
                      {"received", {"RECEIVED", "NHẬN"}, Column::Side::right},
                      {"sent", {"SENT", "GỬI"}, Column::Side::right},
                      {"answered", {"ANSWERED", "TRẢ LỜI"}, Column::Side::right},
                      {"answer_time_text", {"MEDIAN TIME", "TRUNG VỊ"}, Column::Side::right}},
                     offices);
    }
    if (!people.empty()) {
        session.out << '\n';
        printPeople(session, people);
    }
    for (const auto& damage : review.unreadable)
        session.err << Text{"not readable: ", "không đọc được: "}.in(session.language) << damage << '\n';
}

Exit reviewUse(Session& session, const Arguments& arguments) {
    schema::ReviewUseT query;
    query.agency = agencyId(session, arguments.positional()[0]);
    query.since = sinceOf(session, arguments);
    query.people = arguments.has("people");
    const auto review = session.ask<schema::UseReviewedT>(std::move(query), std::chrono::minutes(10));
    Rows agencies;
    for (const auto& agency : review.agencies) {
        const auto shallowest = review.agencies.front()->depth;
        agencies.push_back({{"id", agency->agency},
                            {"name", agency->name},
                            {"depth", agency->depth},
                            {"indented", std::string((agency->depth - shallowest) * 2, ' ') + agency->name},
                            {"people", agency->people},
                            {"active", agency->active},
                            {"dormant", agency->dormant},
                            {"never", agency->never}});
    }
    Rows offices;
    Rows people;
    for (const auto& use : review.mailboxes) {
        auto& rows = use->kind == schema::MailboxKind::personal ? people : offices;
        rows.push_back(rowOf(*use, session.language));
    }
    if (session.format == Format::table) {
        printTables(session, review, agencies, offices, people);
        return Exit::ok;
    }
    const auto array = [](const Rows& rows) { return boost::json::array(rows.begin(), rows.end()); };
    boost::json::array unreadable(review.unreadable.begin(), review.unreadable.end());
    session.facts({{"since", localTime(review.since)},
                   {"until", localTime(review.until)},
                   {"working_days", review.working_days},
                   {"agencies", array(agencies)},
                   {"offices", array(offices)},
                   {"people", array(people)},
                   {"unreadable", std::move(unreadable)}});
    return Exit::ok;
}

constexpr std::array table{
    Verb{"agency use",
         "AGENCY [--since DATE] [--people]",
         "since= people",
         1,
         1,
         {"reviews how an agency and those below it use their mail, of the last 30 days or since DATE: who signs in, "
          "how "
          "often the agency's mailboxes are looked into and how soon they answer (R18.1)",
          "xem cơ quan và các đơn vị trực thuộc dùng thư thế nào, 30 ngày qua hoặc từ DATE: ai đăng nhập, hộp thư cơ "
          "quan được kiểm tra mấy lần, trả lời sau bao lâu (R18.1)"},
         "tram --as hungnv agency use \"Sở Nội vụ\" --people",
         reviewUse},
};

}  // namespace

std::span<const Verb> useVerbs() {
    return table;
}

}  // namespace tram::cli
