// Second factors and sessions. R9.4, R12.3
#include <array>
#include <charconv>
#include <format>
#include <ostream>

#include "cli/password_input.hpp"
#include "cli/verbs.hpp"

namespace tram::cli {

namespace {

namespace schema = store::schema;

std::string password(Session& session, const Arguments& arguments) {
    return readPassword(session, arguments.value("password-file"), {"Password: ", "Mật khẩu: "});
}

// The account may not be able to sign in yet, so this goes by address and password.
Exit enrol(Session& session, const Arguments& arguments) {
    schema::EnrolSecondFactorT command;
    command.address = session.fullAddress(arguments.positional()[0]);
    command.password = password(session, arguments);
    const auto address = command.address;
    const auto uri = session.ask<schema::DoneT>(std::move(command)).secret;
    if (session.format == Format::json) {
        session.facts({{"address", address}, {"uri", uri}});
        return Exit::ok;
    }
    constexpr std::string_view key = "secret=";
    const auto begin = uri.find(key) + key.size();
    session.out << uri << '\n'
                << Text{"secret, to type in: ", "khóa để nhập tay: "}.in(session.language)
                << uri.substr(begin, uri.find('&', begin) - begin) << '\n'
                << Text{"then: tram second-factor confirm ", "tiếp theo: tram second-factor confirm "}.in(
                       session.language)
                << address << Text{" CODE", " MÃ"}.in(session.language) << '\n';
    return Exit::ok;
}

Exit confirm(Session& session, const Arguments& arguments) {
    schema::ConfirmSecondFactorT command;
    command.address = session.fullAddress(arguments.positional()[0]);
    command.code = arguments.positional()[1];
    command.password = password(session, arguments);
    session.ask<schema::DoneT>(std::move(command));
    return Exit::ok;
}

Exit removeFactor(Session& session, const Arguments& arguments) {
    schema::RemoveSecondFactorT command;
    command.official = session.findOfficial(arguments.positional()[0]).official;
    session.ask<schema::DoneT>(std::move(command));
    return Exit::ok;
}

Exit listSessions(Session& session, const Arguments& arguments) {
    schema::ListSessionsT query;
    if (!arguments.positional().empty()) query.official = session.findOfficial(arguments.positional()[0]).official;
    Rows rows;
    const auto answer = session.ask<schema::SessionsT>(std::move(query));
    for (const auto& row : answer.rows) {
        rows.push_back({{"id", std::format("{:016x}", row->session)},
                        {"address", row->address},
                        {"protocol", row->protocol},
                        {"client", row->client},
                        {"since", localTime(row->since)},
                        {"app_password", row->app_password}});
    }
    session.rows({{"id", {"ID", "SỐ"}},
                  {"address", {"ADDRESS", "ĐỊA CHỈ"}},
                  {"protocol", {"PROTOCOL", "GIAO THỨC"}},
                  {"client", {"FROM", "TỪ"}},
                  {"since", {"SINCE", "TỪ LÚC"}},
                  {"app_password", {"APP PASSWORD", "MẬT KHẨU ỨNG DỤNG"}}},
                 rows);
    return Exit::ok;
}

Exit endSessions(Session& session, const Arguments& arguments) {
    schema::EndSessionsT command;
    command.official = session.findFormerOfficial(arguments.positional()[0]).official;
    if (arguments.positional().size() > 1) {
        const auto& text = arguments.positional()[1];
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), command.session, 16);
        if (error != std::errc{} || end != text.data() + text.size() || command.session == 0)
            session.usage({"ID is one of `tram session list`", "ID là số trong `tram session list`"});
    }
    session.ask<schema::DoneT>(std::move(command));
    return Exit::ok;
}

constexpr std::array table{
    Verb{"second-factor enrol",
         "ADDRESS [--password-file FILE]",
         "password-file=",
         1,
         1,
         {"makes the secret of a second factor for an authenticator app; it counts from its first code on, and mail "
          "programs need app passwords then",
          "tạo khóa xác thực hai lớp cho ứng dụng sinh mã; có hiệu lực từ mã đầu tiên được nhập, khi đó chương trình "
          "thư "
          "phải dùng mật khẩu ứng dụng"},
         "tram second-factor enrol hungnv",
         enrol},
    Verb{"second-factor confirm",
         "ADDRESS CODE [--password-file FILE]",
         "password-file=",
         2,
         2,
         {"puts the second factor in force, with the first code; sessions that are open end",
          "bật xác thực hai lớp bằng mã đầu tiên; các phiên đang mở kết thúc"},
         "tram second-factor confirm hungnv 492039",
         confirm},
    Verb{"second-factor remove",
         "ADDRESS",
         "",
         1,
         1,
         {"takes an official's second factor away, whose telephone was lost; nobody his own",
          "gỡ xác thực hai lớp của người mất điện thoại; không ai tự gỡ của mình"},
         "tram second-factor remove hungnv",
         removeFactor},
    Verb{"session list",
         "[ADDRESS]",
         "",
         0,
         1,
         {"lists the open sessions, somebody's or everybody's", "liệt kê các phiên đang mở, của một người hoặc tất cả"},
         "tram session list hungnv",
         listSessions},
    Verb{"session end",
         "ADDRESS [ID]",
         "",
         1,
         2,
         {"ends one of somebody's sessions, or all of them", "kết thúc một phiên, hoặc mọi phiên của một người"},
         "tram session end hungnv",
         endSessions},
};

}  // namespace

std::span<const Verb> identityVerbs() {
    return table;
}

}  // namespace tram::cli
