// ID, AUTHENTICATE, LOGIN, ENABLE. [RFC2971; RFC9051 6.2.2, 6.2.3, 6.3.1; RFC4959; RFC5161]
#include "proto/imap/command_grammar.hpp"

namespace tram::imap::grammar {

Read readId(TokenReader& reader) {
    if (!reader.needSpace()) return std::nullopt;
    if (reader.takeWord("NIL")) return Id{};
    if (!reader.need('(', "a list of fields or NIL")) return std::nullopt;
    if (reader.take(')')) return Id{};
    do {
        if (!reader.string("the name of a field")) return std::nullopt;
        if (!reader.needSpace() || !reader.nstring("the value of a field")) return std::nullopt;
    } while (reader.take(' '));
    if (!reader.need(')', "the end of the list of fields")) return std::nullopt;
    return Id{};
}

Read readAuthenticate(TokenReader& reader) {
    if (!reader.needSpace()) return std::nullopt;
    auto mechanism = reader.word("a mechanism");
    if (!mechanism) return std::nullopt;
    Authenticate command{std::move(*mechanism), std::nullopt};
    if (reader.takeSpace()) {
        // Base64 or "="; whether it is good base64 is for the mechanism to find.
        const auto response = reader.atom("an initial response");
        if (!response) return std::nullopt;
        command.initialResponse = *response;
    }
    return command;
}

Read readLogin(TokenReader& reader) {
    if (!reader.needSpace()) return std::nullopt;
    auto user = reader.astring("a user name");
    if (!user || !reader.needSpace()) return std::nullopt;
    auto password = reader.astring("a password");
    if (!password) return std::nullopt;
    return Login{std::move(*user), std::move(*password)};
}

Read readEnable(TokenReader& reader) {
    Enable command;
    if (!reader.needSpace()) return std::nullopt;
    do {
        auto capability = reader.word("a capability");
        if (!capability) return std::nullopt;
        command.capabilities.push_back(std::move(*capability));
    } while (reader.takeSpace());
    return command;
}

}  // namespace tram::imap::grammar
