#include "proto/sasl/mechanism.hpp"

#include <algorithm>

namespace tram::sasl {

std::string_view nameOf(Mechanism mechanism) noexcept {
    switch (mechanism) {
        case Mechanism::scramSha256Plus:
            return "SCRAM-SHA-256-PLUS";
        case Mechanism::scramSha256:
            return "SCRAM-SHA-256";
        case Mechanism::plain:
            return "PLAIN";
        case Mechanism::login:
            return "LOGIN";
    }
    return {};
}

std::optional<Mechanism> parseMechanism(ByteView name) noexcept {
    const auto same = [](char a, char b) { return (a >= 'a' && a <= 'z' ? a - 'a' + 'A' : a) == b; };
    for (const auto mechanism : allMechanisms) {
        if (std::ranges::equal(name, nameOf(mechanism), same)) return mechanism;
    }
    return std::nullopt;
}

}  // namespace tram::sasl
