#include "proto/imap/parse_error.hpp"

#include "base/limits.hpp"

namespace tram::imap {

namespace {

// ASTRING-CHAR without "+".
bool isTagCharacter(char c) {
    return static_cast<unsigned char>(c) > 0x20 && static_cast<unsigned char>(c) < 0x7f &&
           !ByteView("(){%*\"\\+").contains(c);
}

}  // namespace

std::string ParseError::text() const {
    switch (kind) {
        case Kind::noTag:
            return "A command begins with a tag";
        case Kind::noCommand:
            return "A command follows the tag";
        case Kind::unknownCommand:
            return "There is no such command";
        case Kind::lineTooLong:
            return "The command is too long";
        case Kind::literalTooBig:
            return "The literal is too big";
        case Kind::badArguments:
        case Kind::badMailboxName:
        case Kind::tooComplex:
            break;
    }
    std::string text = command;
    if (!text.empty()) text += ": ";
    text += "Expected ";
    text += expected;
    text += " at octet ";
    text += std::to_string(position);
    return text;
}

ByteView recoverTag(ByteView text) {
    text = text.substr(0, limits::imap::tag + 1);
    std::size_t length = 0;
    while (length < text.size() && isTagCharacter(text[length])) ++length;
    if (length < text.size() && text[length] != ' ' && text[length] != '\r' && text[length] != '\n') return {};
    if (length > limits::imap::tag) return {};
    return text.substr(0, length);
}

}  // namespace tram::imap
