// upsd's side of its protocol, one line after another. [RFC 9271; the words are those of upsd 2.8.1] Pure.
//
// The lines come from whoever connects: each is bounded by who reads them, and nothing of them is kept but the names
// that a session gives.
#pragma once

#include <string>
#include <string_view>

#include "hal/sim/machine.hpp"

namespace tram::hal::sim {

// What one client said of itself. The account is "tram", the password "tram".
class UpsdSession {
public:
    // What goes back, with its line's ends. isOver() after LOGOUT.
    [[nodiscard]] std::string answer(Machine& machine, std::string_view line);
    [[nodiscard]] bool isOver() const { return over_; }

private:
    [[nodiscard]] std::string get(Machine& machine, const std::vector<std::string>& words) const;
    [[nodiscard]] std::string list(Machine& machine, const std::vector<std::string>& words) const;
    [[nodiscard]] std::string login(Machine& machine, const std::vector<std::string>& words);
    [[nodiscard]] std::string command(Machine& machine, const std::vector<std::string>& words) const;
    // "" where the session may do it.
    [[nodiscard]] std::string refusal() const;

    std::string user_;
    std::string password_;
    std::string unit_;
    bool over_ = false;
};

// Words of a line: divided by blanks, "…" holds them together, \ takes the next as it is.
[[nodiscard]] std::vector<std::string> upsdWords(std::string_view line);

}  // namespace tram::hal::sim
