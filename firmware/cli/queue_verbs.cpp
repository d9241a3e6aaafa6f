// The outbound queue, and a message's way through the appliance.
#include <algorithm>
#include <array>
#include <ostream>

#include "cli/verbs.hpp"
#include "store/directory.hpp"

namespace tram::cli {

namespace {

namespace schema = store::schema;

constexpr std::size_t readAtOnce = 1'000;
constexpr std::size_t changedAtOnce = 500;

template <class Visit>
void eachEntry(Session& session, Visit visit) {
    QueueId from{1};
    for (;;) {
        const auto entries = session.reader().queue(from, readAtOnce);
        for (const auto& view : entries) visit(view);
        if (entries.size() < readAtOnce) return;
        from = QueueId{entries.back().id.value + 1};
    }
}

bool goesTo(const schema::QueueEntryT& entry, std::string_view domain) {
    const auto address = store::normaliseAddress(entry.recipient);
    return address.ends_with(domain) && address.size() > domain.size() &&
           address[address.size() - domain.size() - 1] == '@';
}

std::string domainOption(const Arguments& arguments) {
    auto domain = store::normaliseAddress("x@" + arguments.text("to"));
    return domain.substr(2);
}

boost::json::object asObject(const store::QueueView& view) {
    const auto& entry = view.entry;
    return {{"id", view.id.value},
            {"state", entry.state == schema::QueueState::held ? "held" : "due"},
            {"recipient", entry.recipient},
            {"reverse_path", "<" + entry.reverse_path + ">"},
            {"message_id", entry.message_id},
            {"octets", entry.size},
            {"attempts", entry.attempts},
            {"arrival", localTime(entry.arrival)},
            {"last_attempt", localTime(entry.last_attempt)},
            {"next_attempt", localTime(entry.next_attempt)},
            {"expires", localTime(entry.expires)},
            {"last_reply", entry.last_reply},
            {"delay_notified", entry.delay_notified},
            {"require_tls", entry.require_tls},
            {"smtputf8", entry.smtputf8},
            {"envelope_id", entry.envelope_id},
            {"original_recipient", entry.original_recipient},
            {"priority", static_cast<int>(entry.priority)},
            {"submitter", entry.submitter}};
}

enum class Held { included, leftAlone };

// The entries that the words and options mean.
std::vector<std::uint64_t> chosen(Session& session, const Arguments& arguments, Held held) {
    std::vector<std::uint64_t> ids;
    const auto& words = arguments.positional();
    const bool all = arguments.has("all") || (words.size() == 1 && words[0] == "all");
    const bool domain = arguments.has("to");
    if (int{all} + int{domain} + int{!all && !words.empty()} != 1) {
        session.usage({"name entries by ID, or say all, or --to DOMAIN", "nêu ID, hoặc all, hoặc --to TÊN_MIỀN"});
    }
    if (all || domain) {
        const auto wanted = domainOption(arguments);
        eachEntry(session, [&](const store::QueueView& view) {
            if (domain && !goesTo(view.entry, wanted)) return;
            if (held == Held::leftAlone && view.entry.state == schema::QueueState::held) return;
            ids.push_back(view.id.value);
        });
        return ids;
    }
    for (const auto& word : words) {
        const auto number = parseNumber(word);
        if (!number) session.usage({"an ID is a number", "ID là số"});
        ids.push_back(*number);
    }
    return ids;
}

// Named one by one each must be there; meant by a rule, one that has gone meanwhile is no error.
enum class Missing { error, passedOver };

void control(Session& session, std::vector<std::uint64_t> ids, schema::QueueControlVerb verb, const std::string& reason,
             Missing missing) {
    while (!ids.empty()) {
        const auto count = missing == Missing::error ? ids.size() : std::min(ids.size(), changedAtOnce);
        schema::QueueControlT command;
        command.queues.assign(ids.begin(), ids.begin() + static_cast<std::ptrdiff_t>(count));
        command.verb = verb;
        command.reason = reason;
        const auto answered = session.anyAnswerTo(store::encodeRequest(std::move(command)), Session::ordinaryWait);
        if (const auto* failed = answered.answer->body_as_Failed()) {
            const auto gone = failed->detail() == nullptr ? std::nullopt : parseNumber(failed->detail()->str());
            if (missing == Missing::error || failed->code() != schema::ErrorCode::no_such_queue || !gone ||
                std::erase(ids, *gone) == 0) {
                throw EndOfCommand{Exit::refused, describe(*failed, session.language)};
            }
            continue;
        }
        ids.erase(ids.begin(), ids.begin() + static_cast<std::ptrdiff_t>(count));
    }
}

Exit change(Session& session, const Arguments& arguments, schema::QueueControlVerb verb) {
    // "retry all" is no order to send what is held.
    auto ids = chosen(session, arguments, verb == schema::QueueControlVerb::retry ? Held::leftAlone : Held::included);
    const auto& words = arguments.positional();
    const bool byRule = arguments.has("all") || arguments.has("to") || (words.size() == 1 && words[0] == "all");
    const auto count = ids.size();
    control(session, std::move(ids), verb, arguments.text("reason"), byRule ? Missing::passedOver : Missing::error);
    if (session.format == Format::json) {
        session.facts({{"changed", count}});
    } else {
        session.out << count
                    << (session.language == Language::vietnamese ? " thư\n"
                        : count == 1                             ? " entry\n"
                                                                 : " entries\n");
    }
    return Exit::ok;
}

Exit listQueue(Session& session, const Arguments& arguments) {
    Rows rows;
    const auto domain = domainOption(arguments);
    eachEntry(session, [&](const store::QueueView& view) {
        if (arguments.has("to") && !goesTo(view.entry, domain)) return;
        rows.push_back(asObject(view));
    });
    session.rows({{"id", {"ID", "SỐ"}},
                  {"state", {"STATE", "TÌNH TRẠNG"}},
                  {"recipient", {"TO", "GỬI ĐẾN"}},
                  {"reverse_path", {"FROM", "NGƯỜI GỬI"}},
                  {"octets", {"OCTETS", "OCTET"}, Column::Side::right},
                  {"attempts", {"TRIES", "LẦN GỬI"}, Column::Side::right},
                  {"next_attempt", {"NEXT", "LẦN SAU"}},
                  {"last_reply", {"LAST REPLY", "TRẢ LỜI CUỐI"}}},
                 rows);
    return Exit::ok;
}

Exit showQueue(Session& session, const Arguments& arguments) {
    const auto number = parseNumber(arguments.positional()[0]);
    if (!number) session.usage({"an ID is a number", "ID là số"});
    const auto entry = session.reader().queueEntry(QueueId{*number});
    if (!entry)
        throw EndOfCommand{Exit::refused,
                           std::string(Text{"it is not in the queue", "không có trong hàng đợi"}.in(session.language))};
    store::QueueView view;
    view.id = QueueId{*number};
    view.entry = *entry;
    session.facts(asObject(view));
    return Exit::ok;
}

Exit holdQueue(Session& session, const Arguments& arguments) {
    return change(session, arguments, schema::QueueControlVerb::hold);
}
Exit releaseQueue(Session& session, const Arguments& arguments) {
    return change(session, arguments, schema::QueueControlVerb::release);
}
Exit retryQueue(Session& session, const Arguments& arguments) {
    return change(session, arguments, schema::QueueControlVerb::retry);
}
Exit dropQueue(Session& session, const Arguments& arguments) {
    return change(session, arguments, schema::QueueControlVerb::drop);
}

Exit traceMail(Session& session, const Arguments& arguments) {
    schema::TraceT query;
    query.text = arguments.positional()[0];
    const auto limit = parseNumber(arguments.text("limit", "1000"));
    if (!limit || *limit == 0 || *limit > 10'000) session.usage({"--limit is 1 to 10000", "--limit từ 1 đến 10000"});
    query.limit = static_cast<std::uint32_t>(*limit);
    if (const auto date = arguments.value("since")) {
        std::int64_t end = 0;
        if (!endOfDay(*date, end))
            session.usage({"--since DATE is like 2026-11-25", "--since DATE viết như 2026-11-25"});
        query.since = end - std::chrono::microseconds(std::chrono::days(1)).count();
    }
    const auto answer = session.ask<schema::TracedT>(std::move(query), std::chrono::minutes(10));
    Rows rows;
    for (const auto& step : answer.steps)
        rows.push_back({{"time", localTime(step->time)}, {"position", step->position}, {"text", step->text}});
    session.rows({{"time", {"TIME", "GIỜ"}},
                  {"position", {"RECORD", "BẢN GHI"}, Column::Side::right},
                  {"text", {"WHAT", "VIỆC"}}},
                 rows);
    return rows.empty() ? Exit::refused : Exit::ok;
}

constexpr std::array table{
    Verb{"queue list",
         "[--to DOMAIN]",
         "to=",
         0,
         0,
         {"lists what waits to be sent on", "liệt kê thư chờ gửi đi"},
         "tram queue list --to example.com",
         listQueue},
    Verb{"queue show",
         "ID",
         "",
         1,
         1,
         {"shows one entry whole", "xem đầy đủ một thư trong hàng đợi"},
         "tram queue show 4711",
         showQueue},
    Verb{"queue hold",
         "ID…|all|--to DOMAIN [--reason TEXT]",
         "all to= reason=",
         0,
         anyNumber,
         {"keeps it from being sent", "giữ lại, chưa gửi"},
         "tram queue hold --to example.com --reason \"chờ xác minh\"",
         holdQueue},
    Verb{"queue release",
         "ID…|all|--to DOMAIN [--reason TEXT]",
         "all to= reason=",
         0,
         anyNumber,
         {"ends holding it", "thôi giữ"},
         "tram queue release all",
         releaseQueue},
    Verb{"queue retry",
         "ID…|all|--to DOMAIN [--reason TEXT]",
         "all to= reason=",
         0,
         anyNumber,
         {"tries it now; held ones only where named by ID", "thử gửi ngay; thư đang giữ chỉ khi nêu rõ ID"},
         "tram queue retry 4711 4712",
         retryQueue},
    Verb{"queue drop",
         "ID…|all|--to DOMAIN [--reason TEXT]",
         "all to= reason=",
         0,
         anyNumber,
         {"removes it without sending a report", "bỏ khỏi hàng đợi, không gửi báo cáo"},
         "tram queue drop 4711 --reason \"gửi nhầm\"",
         dropQueue},
    Verb{"trace",
         "MESSAGE-ID|ADDRESS [--limit N] [--since DATE]",
         "limit= since=",
         1,
         1,
         {"tells every step of a message, from the journal and its sealed files; DATE: 2026-11-25",
          "lần theo từng bước của một thư, trong nhật ký và các tệp đã niêm phong; DATE: 2026-11-25"},
         "tram trace hungnv@tinh.gov.vn --since 2026-11-20",
         traceMail},
};

}  // namespace

std::span<const Verb> queueVerbs() {
    return table;
}

}  // namespace tram::cli
