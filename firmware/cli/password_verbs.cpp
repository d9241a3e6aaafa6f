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
    command.code = arguments.text("code");
    session.askWithCode<schema::DoneT>(std::move(command));
    return Exit::ok;
}

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const auto& word : words) text += (text.empty() ? "" : ",") + word;
    return text;
}

Exit listPasswords(Session& session, const Arguments& arguments) {
    schema::ListCredentialsT query;
    query.official = session.findOfficial(arguments.positional()[0]).official;
    Rows rows;
    const auto answer = session.ask<schema::CredentialsT>(std::move(query));
    for (const auto& row : answer.rows) {
        const bool app = row->kind == schema::CredentialKind::app;
        rows.push_back({{"id", row->id},
                        {"kind", schema::EnumNameCredentialKind(row->kind)},
                        {"label", row->label},
                        {"protocols", app ? joined(row->protocols) : ""},
                        {"networks", joined(row->networks)},
                        {"created", localTime(row->created)},
                        {"expires", localTime(row->expires)}});
    }
    session.rows({{"id", {"ID", "SỐ"}, Column::Side::right},
                  {"kind", {"KIND", "LOẠI"}},
                  {"created", {"MADE", "TẠO LÚC"}},
                  {"expires", {"EXPIRES", "HẾT HẠN"}},
                  {"protocols", {"PROTOCOLS", "GIAO THỨC"}},
                  {"networks", {"NETWORKS", "MẠNG"}},
                  {"label", {"LABEL", "NHÃN"}}},
                 rows);
    return Exit::ok;
}

Exit removeAppPassword(Session& session, const Arguments& arguments) {
    const auto id = parseNumber(arguments.positional()[1]);
    if (!id || *id > UINT32_MAX)
        session.usage({"ID is a number of `tram password list`", "ID là số trong `tram password list`"});
    schema::RemoveAppPasswordT command;
    command.official = session.findOfficial(arguments.positional()[0]).official;
    command.credential = static_cast<std::uint32_t>(*id);
    session.ask<schema::DoneT>(std::move(command));
    return Exit::ok;
}

Exit createAppPassword(Session& session, const Arguments& arguments) {
    const auto label = arguments.value("label");
    if (!label) session.usage({"--label is missing", "thiếu --label"});
    schema::CreateAppPasswordT command;
    command.label = *label;
    command.protocols = arguments.values("protocol");
    command.networks = arguments.values("network");
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
         "ADDRESS [--old-file FILE] [--new-file FILE] [--code CODE]",
         "old-file= new-file= code=",
         1,
         1,
         {"changes a password; the old and the new one are read from files or, a line each, from the standard input; "
          "sessions that are open end",
          "đổi mật khẩu; mật khẩu cũ và mới đọc từ tệp hoặc từ đầu vào chuẩn, mỗi mật khẩu một dòng; các phiên đang mở "
          "kết thúc"},
         "tram password change hungnv",
         changePassword},
    Verb{"password app",
         "ADDRESS --label LABEL [--protocol PROTOCOL]… [--network NETWORK]… [--expires YYYY-MM-DD]",
         "label= protocol= network= expires=",
         1,
         1,
         {"makes a password for a mail program, shown once; PROTOCOL: imap, submission, pop3, managesieve, jmap, dav, "
          "ldap; NETWORK: whence it opens, else from anywhere",
          "tạo mật khẩu cho chương trình thư, chỉ hiện một lần; PROTOCOL: imap, submission, pop3, managesieve, jmap, "
          "dav, "
          "ldap; NETWORK: mạng được dùng, nếu không có thì từ mọi nơi"},
         "tram password app hungnv --label \"điện thoại\" --protocol imap --network 10.1.0.0/16 --expires 2027-06-30",
         createAppPassword},
    Verb{"password list",
         "ADDRESS",
         "",
         1,
         1,
         {"lists what opens an account, without the passwords",
          "liệt kê các mật khẩu của tài khoản, không hiện mật khẩu"},
         "tram password list hungnv",
         listPasswords},
    Verb{"password remove",
         "ADDRESS ID",
         "",
         2,
         2,
         {"takes an app password back; sessions that are open end",
          "thu hồi mật khẩu ứng dụng; các phiên đang mở kết thúc"},
         "tram password remove hungnv 3",
         removeAppPassword},
};

}  // namespace

std::span<const Verb> passwordVerbs() {
    return table;
}

}  // namespace tram::cli
