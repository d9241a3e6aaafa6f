#include "cli/password_input.hpp"

#include <termios.h>
#include <unistd.h>

#include <fstream>
#include <iostream>

namespace tram::cli {

namespace {

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

}  // namespace

std::string readPassword(Session& session, const std::optional<std::string>& file, Text prompt) {
    if (file) {
        std::ifstream in(*file);
        return readLine(session, in, *file);
    }
    const HiddenTyping hidden;
    if (hidden.atTerminal()) session.err << prompt.in(session.language) << std::flush;
    auto line = readLine(session, std::cin, std::string(prompt.in(session.language)));
    if (hidden.atTerminal()) session.err << '\n';
    return line;
}

}  // namespace tram::cli
