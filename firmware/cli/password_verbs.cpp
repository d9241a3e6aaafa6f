// Passwords. One that is given is never on the command line, which other users of the machine can see.
#include <array>
#include <ostream>

#include "cli/password_input.hpp"
#include "cli/verbs.hpp"

namespace tram::cli {

namespace {

namespace schema = store::schema;

// The secret by itself for people, so that it can be copied; as an object for scripts.
void show(Session& session, const std::string& address, const std::string& password) {
    if (session.format == Format::json) {
        session.facts({{"address", address}, {"password", password}});
    } else {
        session.out << password << '\n';
    }
}

Exit resetPassword(Session& session, const Arguments& arguments) {
    const auto account = session.findOfficial(arguments.positional()[0]);
    schema::SetHandOutPasswordT command;
    command.official = account.official;
    show(session, account.address, session.ask<schema::DoneT>(std::move(command)).secret);
    return Exit::ok;
}

Exit changePassword(Session& session, const Arguments& arguments) {
    schema::ChangePasswordT command;
    command.address = arguments.positional()[0];
    command.old_password = readPassword(session, arguments.value("old-file"), {"Old password: ", "Mật khẩu cũ: "});
    command.new_password = readPassword(session, arguments.value("new-file"), {"New password: ", "Mật khẩu mới: "});
    session.ask<schema::DoneT>(std::move(command));
    return Exit::ok;
}

Exit createAppPassword(Session& session, const Arguments& arguments) {
    const auto label = arguments.value("label");
    if (!label) session.usage({"--label is missing", "thiếu --label"});
    schema::CreateAppPasswordT command;
    command.label = *label;
    command.protocols = arguments.values("protocol");
    if (const auto date = arguments.value("expires")) {
        std::int64_t microseconds = 0;
        if (!endOfDay(*date, microseconds))
            session.usage({"--expires is a date, YYYY-MM-DD", "--expires là ngày, YYYY-MM-DD"});
        command.expires = microseconds;
    }
    const auto account = session.findOfficial(arguments.positional()[0]);
    command.official = account.official;
    show(session, account.address, session.ask<schema::DoneT>(std::move(command)).secret);
    return Exit::ok;
}

constexpr std::array table{
    Verb{"password reset",
         "ADDRESS",
         "",
         1,
         1,
         {"gives a new hand-out password, shown once; every other password of the account ends",
          "cấp lại mật khẩu ban đầu, chỉ hiện một lần; mọi mật khẩu khác của tài khoản hết hiệu lực"},
         "tram password reset hungnv",
         resetPassword},
    Verb{"password change",
         "ADDRESS [--old-file FILE] [--new-file FILE]",
         "old-file= new-file=",
         1,
         1,
         {"changes a password; the old and the new one are read from files or, a line each, from the standard input",
          "đổi mật khẩu; mật khẩu cũ và mới đọc từ tệp hoặc từ đầu vào chuẩn, mỗi mật khẩu một dòng"},
         "tram password change hungnv",
         changePassword},
    Verb{"password app",
         "ADDRESS --label LABEL [--protocol PROTOCOL]… [--expires YYYY-MM-DD]",
         "label= protocol= expires=",
         1,
         1,
         {"makes a password for a mail program, shown once", "tạo mật khẩu cho chương trình thư, chỉ hiện một lần"},
         "tram password app hungnv --label \"điện thoại\" --protocol imap --expires 2027-06-30",
         createAppPassword},
};

}  // namespace

std::span<const Verb> passwordVerbs() {
    return table;
}

}  // namespace tram::cli
