// Passwords. One that is given is never on the command line, which other users of the machine can see.
#include <termios.h>
#include <unistd.h>

#include <fstream>
#include <iostream>

#include "cli/verbs.hpp"

namespace tram::cli {

namespace {

namespace schema = store::schema;

// While it lives, what is typed on the terminal is not shown.
class HiddenTyping {
public:
    HiddenTyping() {
        if (isatty(STDIN_FILENO) == 0 || tcgetattr(STDIN_FILENO, &before_) != 0) return;
        auto hidden = before_;
        hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        changed_ = tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden) == 0;
    }
    HiddenTyping(const HiddenTyping&) = delete;
    HiddenTyping& operator=(const HiddenTyping&) = delete;
    ~HiddenTyping() {
        if (changed_) tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
    }
    [[nodiscard]] bool atTerminal() const { return changed_; }

private:
    termios before_{};
    bool changed_ = false;
};

std::string readLine(Session& session, std::istream& in, const std::string& where) {
    std::string line;
    if (!std::getline(in, line))
        throw EndOfCommand{Exit::usage,
                           where + std::string(Text{": no password", ": không có mật khẩu"}.in(session.language))};
    if (line.ends_with('\r')) line.pop_back();
    return line;
}

std::string readPassword(Session& session, const Arguments& arguments, std::string_view option, Text prompt) {
    if (const auto file = arguments.value(option)) {
        std::ifstream in(*file);
        return readLine(session, in, *file);
    }
    const HiddenTyping hidden;
    if (hidden.atTerminal()) session.err << prompt.in(session.language) << std::flush;
    auto line = readLine(session, std::cin, std::string(prompt.in(session.language)));
    if (hidden.atTerminal()) session.err << '\n';
    return line;
}

// The secret by itself for people, so that it can be copied; as an object for scripts.
void show(Session& session, const std::string& address, const std::string& password) {
    if (session.format == Format::json) {
        session.facts({{"address", address}, {"password", password}});
    } else {
        session.out << password << '\n';
    }
}

}  // namespace

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
    command.old_password = readPassword(session, arguments, "old-file", {"Old password: ", "Mật khẩu cũ: "});
    command.new_password = readPassword(session, arguments, "new-file", {"New password: ", "Mật khẩu mới: "});
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

}  // namespace tram::cli
