// The hardware and the service's health, as tram-hal knows them.
#include <algorithm>
#include <array>
#include <format>
#include <ostream>

#include "cli/hal_client.hpp"
#include "cli/hal_details.hpp"
#include "cli/verbs.hpp"

namespace tram::cli {

namespace {

using hal::Health;

std::string healthText(Health health, Language language) {
    const auto text = [&](Text words) { return std::string(words.in(language)); };
    switch (health) {
        case Health::ok:
            return text({"ok", "tốt"});
        case Health::unknown:
            return text({"unknown", "không rõ"});
        case Health::warning:
            return text({"warning", "cảnh báo"});
        case Health::critical:
            return text({"critical", "nghiêm trọng"});
    }
    return {};
}

std::string labelOf(const hal::Component& component, Language language) {
    const bool isVietnamese = language == Language::vietnamese && !component.labelVietnamese.empty();
    return isVietnamese ? component.labelVietnamese : component.label;
}

std::string timeText(SystemTime time) {
    return localTime(time.time_since_epoch().count());
}

boost::json::object rowOf(const hal::ComponentState& state, Language language) {
    const auto& component = state.component;
    boost::json::object figures;
    for (const auto& [figure, value] : state.figures) figures.emplace(figure, value);
    boost::json::object words;
    for (const auto& [word, text] : state.words) words.emplace(word, text);
    return {{"id", component.id},
            {"kind", hal::name(component.kind)},
            {"label", labelOf(component, language)},
            {"health", hal::name(state.health)},
            {"health_text",
             healthText(component.present ? state.health : std::max(state.health, Health::unknown), language)},
            {"present", component.present},
            {"vendor", component.vendor},
            {"model", component.model},
            {"serial", component.serial},
            {"firmware", component.firmware},
            {"since", state.since ? timeText(*state.since) : ""},
            {"details", detailsOf(state, language)},
            {"figures", std::move(figures)},
            {"words", std::move(words)}};
}

boost::json::object rowOf(const hal::Alarm& alarm, Language language) {
    const auto text = hal::textOf(alarm, language);
    const auto serial = alarm.arguments.find("serial");
    return {{"id", alarm.id},
            {"condition", hal::infoOf(alarm.condition).name},
            {"component", alarm.component},
            {"serial", serial == alarm.arguments.end() ? "" : serial->second},
            {"severity", hal::name(alarm.severity)},
            {"severity_text", healthText(alarm.severity, language)},
            {"raised", timeText(alarm.raised)},
            {"acknowledged_by", alarm.acknowledgedBy},
            {"what", text.what},
            {"todo", text.todo}};
}

Rows alarmRows(const hal::Snapshot& snapshot, Language language) {
    Rows rows;
    for (const auto& alarm : snapshot.alarms) rows.push_back(rowOf(alarm, language));
    return rows;
}

void printAlarms(Session& session, const Rows& alarms) {
    for (const auto& alarm : alarms) {
        const auto at = [&](const char* key) { return printable(alarm.at(key).as_string()); };
        session.out << '\n' << alarm.at("id") << "  " << at("severity_text") << "  " << at("raised");
        if (const auto who = at("acknowledged_by"); !who.empty())
            session.out << "  " << Text{"seen by ", "đã xem: "}.in(session.language) << who;
        session.out << "\n    " << at("what") << "\n    " << at("todo") << '\n';
    }
}

Exit showStatus(Session& session, const Arguments&) {
    const auto snapshot = askSnapshot(session);
    Rows components;
    for (const auto& state : snapshot.components) components.push_back(rowOf(state, session.language));
    const auto alarms = alarmRows(snapshot, session.language);
    const auto status = snapshot.overall == Health::ok ? Exit::ok : Exit::refused;
    if (session.format == Format::json) {
        boost::json::array replacements;
        for (const auto& replacement : snapshot.replacements)
            replacements.push_back({{"component", replacement.component},
                                    {"before", replacement.before},
                                    {"after", replacement.after},
                                    {"time", timeText(replacement.time)}});
        session.facts({{"overall", hal::name(snapshot.overall)},
                       {"stage", snapshot.stage},
                       {"reason", snapshot.reason},
                       {"time", timeText(snapshot.time)},
                       {"sequence", snapshot.sequence},
                       {"components", boost::json::array(components.begin(), components.end())},
                       {"alarms", boost::json::array(alarms.begin(), alarms.end())},
                       {"replacements", std::move(replacements)}});
        return status;
    }
    session.out << snapshot.hostname << ": " << healthText(snapshot.overall, session.language) << "\n\n";
    session.rows({{"health_text", {"HEALTH", "TÌNH TRẠNG"}},
                  {"id", {"ID", "MÃ"}},
                  {"label", {"PART", "BỘ PHẬN"}},
                  {"model", {"MODEL", "KIỂU"}},
                  {"serial", {"SERIAL", "SỐ SÊ-RI"}},
                  {"details", {"DETAILS", "CHI TIẾT"}}},
                 components);
    printAlarms(session, alarms);
    return status;
}

Exit listAlarms(Session& session, const Arguments&) {
    const auto alarms = alarmRows(askSnapshot(session), session.language);
    if (session.format == Format::json) {
        session.rows({}, alarms);
    } else {
        printAlarms(session, alarms);
    }
    return alarms.empty() ? Exit::ok : Exit::refused;
}

Exit listEvents(Session& session, const Arguments& arguments) {
    const auto after = parseNumber(arguments.text("after", "0"));
    if (!after) session.usage({"--after is a number", "--after là một số"});
    Rows rows;
    for (auto next = *after;;) {
        const auto answer = askEvents(session, next);
        if (answer.events.empty()) break;
        for (const auto& event : answer.events) {
            auto row = rowOf(event.alarm, session.language);
            row["sequence"] = event.sequence;
            row["event"] = hal::name(event.what);
            row["time"] = timeText(event.time);
            rows.push_back(std::move(row));
        }
        next = answer.events.back().sequence;
    }
    session.rows({{"sequence", {"NO", "SỐ"}, Column::Side::right},
                  {"time", {"TIME", "THỜI GIAN"}},
                  {"event", {"EVENT", "SỰ KIỆN"}},
                  {"severity_text", {"SEVERITY", "MỨC"}},
                  {"what", {"WHAT", "NỘI DUNG"}}},
                 rows);
    return Exit::ok;
}

Exit acknowledge(Session& session, const Arguments& arguments) {
    const auto alarm = parseNumber(arguments.positional()[0]);
    if (!alarm) session.usage({"an alarm has a number", "cảnh báo được gọi bằng số"});
    hal::HalQuestion question;
    question.what = hal::HalQuestion::What::acknowledge;
    question.alarm = *alarm;
    question.who = arguments.text("who", "operator");
    doInHal(session, question);
    return Exit::ok;
}

Exit onComponent(Session& session, const Arguments& arguments, hal::HalQuestion::What what, bool on = true) {
    hal::HalQuestion question;
    question.what = what;
    question.component = arguments.positional()[0];
    question.on = on;
    doInHal(session, question);
    return Exit::ok;
}

Exit identify(Session& session, const Arguments& arguments) {
    return onComponent(session, arguments, hal::HalQuestion::What::identify, !arguments.has("off"));
}

Exit adopt(Session& session, const Arguments& arguments) {
    return onComponent(session, arguments, hal::HalQuestion::What::adopt);
}

Exit forget(Session& session, const Arguments& arguments) {
    return onComponent(session, arguments, hal::HalQuestion::What::forget);
}

Exit scrub(Session& session, const Arguments& arguments) {
    return onComponent(session, arguments, hal::HalQuestion::What::scrub, !arguments.has("stop"));
}

constexpr std::array table{
    Verb{"hal status",
         "",
         "",
         0,
         0,
         {"shows every part of the box and of the service, how it is, and what is the matter; status 1 where anything "
          "is",
          "xem mọi bộ phận của máy và dịch vụ, tình trạng và cảnh báo; mã thoát 1 khi có cảnh báo"},
         "tram hal status",
         showStatus},
    Verb{"hal alarms",
         "",
         "",
         0,
         0,
         {"shows what is the matter and what to do", "xem cảnh báo đang có và việc cần làm"},
         "tram hal alarms",
         listAlarms},
    Verb{"hal events",
         "[--after NUMBER]",
         "after=",
         0,
         0,
         {"lists alarms as they were raised, changed and cleared", "liệt kê cảnh báo phát sinh, thay đổi và kết thúc"},
         "tram hal events --after 120",
         listEvents},
    Verb{"hal acknowledge",
         "ALARM [--who NAME]",
         "who=",
         1,
         1,
         {"says that somebody has seen an alarm; it stays until its cause is gone",
          "ghi nhận đã xem cảnh báo; cảnh báo vẫn còn đến khi hết nguyên nhân"},
         "tram hal acknowledge 12 --who hungnv",
         acknowledge},
    Verb{"hal identify",
         "DISK [--off]",
         "off",
         1,
         1,
         {"lights the lamp of a disk's bay", "bật đèn ở khay đĩa"},
         "tram hal identify disk:3",
         identify},
    Verb{"hal adopt",
         "DISK",
         "",
         1,
         1,
         {"lets a disk become a member or spare, whatever is on it: all that is on it is lost",
          "cho dùng đĩa làm thành viên hoặc dự phòng: mọi dữ liệu trên đĩa bị xóa"},
         "tram hal adopt disk:8",
         adopt},
    Verb{"hal forget",
         "PART",
         "",
         1,
         1,
         {"forgets a part that is gone for good", "bỏ bộ phận đã gỡ hẳn khỏi danh sách"},
         "tram hal forget disk:3",
         forget},
    Verb{"hal scrub",
         "ARRAY [--stop]",
         "stop",
         1,
         1,
         {"reads an array whole and compares its copies, or stops doing so",
          "đọc toàn bộ mảng và đối chiếu các bản, hoặc dừng lại"},
         "tram hal scrub array:mail",
         scrub},
};

}  // namespace

std::span<const Verb> halVerbs() {
    return table;
}

}  // namespace tram::cli
