// SMTP replies as values: a code, an enhanced status code, lines of text.
//
// Standards: RFC 5321 4.2 (replies), RFC 2034 and RFC 3463 (enhanced codes).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"

namespace tram::smtp {

// "class.subject.detail"
struct EnhancedCode {
    std::uint16_t statusClass = 2;
    std::uint16_t subject = 0;
    std::uint16_t detail = 0;

    friend constexpr bool operator==(const EnhancedCode&, const EnhancedCode&) = default;
};

[[nodiscard]] std::string format(EnhancedCode code);
// At the start of `text`, followed by a space or its end; nullopt where there is none.
[[nodiscard]] std::optional<EnhancedCode> parseEnhancedCode(ByteView text) noexcept;

struct Reply {
    std::uint16_t code = 250;
    std::optional<EnhancedCode> enhanced;
    // Without code, enhanced code and CRLF. Empty is the same as one empty line.
    std::vector<std::string> lines;

    friend bool operator==(const Reply&, const Reply&) = default;
    [[nodiscard]] bool isPositive() const noexcept { return code >= 200 && code < 400; }
    [[nodiscard]] bool isTransient() const noexcept { return code >= 400 && code < 500; }
    [[nodiscard]] bool isPermanent() const noexcept { return code >= 500; }
};

// One line of text.
[[nodiscard]] Reply makeReply(std::uint16_t code, EnhancedCode enhanced, std::string_view text);
// The replies that bear no enhanced code: greeting, EHLO, 334, 354. [RFC2034 4]
[[nodiscard]] Reply makeReply(std::uint16_t code, std::string_view text);

// Appends the reply as sent, each line with code, enhanced code and CRLF. CR, LF and NUL in the text become
// spaces, lines over limits::smtp::replyLine are cut, so that no text can break the dialogue.
void append(Bytes& out, const Reply& reply);

// All of it in one line, as logs and DSN diagnostic codes show it: "550 5.1.1 no such user / second line".
[[nodiscard]] std::string formatOneLine(const Reply& reply);

}  // namespace tram::smtp
