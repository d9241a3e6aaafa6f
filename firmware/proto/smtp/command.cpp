#include "proto/smtp/command.hpp"

#include <algorithm>

namespace tram::smtp {

const Command* findCommand(ByteView name) noexcept {
    const auto same = [](char a, char b) { return (a >= 'a' && a <= 'z' ? a - 'a' + 'A' : a) == b; };
    for (const auto& command : commandTable) {
        if (std::ranges::equal(name, command.name, same)) return &command;
    }
    return nullptr;
}

}  // namespace tram::smtp
