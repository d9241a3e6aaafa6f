#include "proto/smtp/reply_parser.hpp"

#include <algorithm>
#include <utility>

#include "base/limits.hpp"

namespace tram::smtp {
namespace {

// RFC 5321 says 512; servers in the field write longer texts, of which this much is kept.
constexpr std::size_t keptOfLine = 2 * limits::smtp::replyLine;

std::expected<std::uint16_t, ReplyError> codeOf(ByteView line) {
    if (line.size() < 3) return std::unexpected{ReplyError::syntax};
    std::uint16_t code = 0;
    for (std::size_t i = 0; i < 3; ++i) {
        if (line[i] < '0' || line[i] > '9') return std::unexpected{ReplyError::syntax};
        code = static_cast<std::uint16_t>(code * 10 + (line[i] - '0'));
    }
    if (code < 200 || code > 599) return std::unexpected{ReplyError::syntax};
    if (line.size() > 3 && line[3] != ' ' && line[3] != '-' && line[3] != '\t')
        return std::unexpected{ReplyError::syntax};
    return code;
}

}  // namespace

std::expected<ReplyParser::Progress, ReplyError> ReplyParser::feed(ByteView bytes) {
    Progress progress;
    while (progress.consumed < bytes.size()) {
        const auto rest = bytes.substr(progress.consumed);
        const auto end = rest.find('\n');
        const auto part = rest.substr(0, end == ByteView::npos ? end : end + 1);
        if (octets_ + part.size() > limits::smtp::replyOctets) return std::unexpected{ReplyError::endless};
        octets_ += part.size();
        line_ += part.substr(0, keptOfLine - std::min(keptOfLine, line_.size()));
        progress.consumed += part.size();
        if (end == ByteView::npos) break;
        const auto line = takeLine(line_);
        line_.clear();
        if (!line) return std::unexpected{line.error()};
        if (*line == Line::last) {
            progress.reply = std::exchange(reply_, Reply{});
            octets_ = 0;
            break;
        }
    }
    return progress;
}

std::expected<ReplyParser::Line, ReplyError> ReplyParser::takeLine(ByteView line) {
    if (line.ends_with('\n')) line.remove_suffix(1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    const auto code = codeOf(line);
    if (!code) return std::unexpected{code.error()};
    const auto kind = line.size() > 3 && line[3] == '-' ? Line::middle : Line::last;
    auto text = line.substr(std::min<std::size_t>(4, line.size()));
    // It is reasonable to rely on any line's; the last is the one after which the server waits. [RFC5321 4.2.1]
    const bool isNewCode = reply_.lines.empty() || reply_.code != *code;
    if (isNewCode) reply_.enhanced.reset();
    reply_.code = *code;
    if (const auto enhanced = parseEnhancedCode(text)) {
        // Each line repeats the code; the class must be that of the reply. [RFC2034 4]
        if (enhanced->statusClass == *code / 100) {
            if (isNewCode) reply_.enhanced = enhanced;
            if (reply_.enhanced == enhanced) text.remove_prefix(std::min(format(*enhanced).size() + 1, text.size()));
        }
    }
    if (reply_.lines.size() < limits::smtp::replyLines) reply_.lines.emplace_back(text);
    return kind;
}

}  // namespace tram::smtp
