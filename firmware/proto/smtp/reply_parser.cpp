#include "proto/smtp/reply_parser.hpp"

#include <utility>

#include "base/limits.hpp"

namespace tram::smtp {
namespace {

// RFC 5321 says 512; servers in the field write longer texts, so twice that is still read.
constexpr std::size_t longestLine = 2 * limits::smtp::replyLine;

}  // namespace

std::expected<ReplyParser::Progress, ReplyError> ReplyParser::feed(ByteView bytes) {
    Progress progress;
    while (progress.consumed < bytes.size()) {
        const auto rest = bytes.substr(progress.consumed);
        const auto end = rest.find('\n');
        const auto part = rest.substr(0, end == ByteView::npos ? end : end + 1);
        if (line_.size() + part.size() > longestLine) return std::unexpected{ReplyError::lineTooLong};
        line_ += part;
        progress.consumed += part.size();
        if (end == ByteView::npos) break;
        const auto line = takeLine(line_);
        line_.clear();
        if (!line) return std::unexpected{line.error()};
        if (*line == Line::last) {
            progress.reply = std::exchange(reply_, Reply{});
            lines_ = 0;
            break;
        }
    }
    return progress;
}

std::expected<ReplyParser::Line, ReplyError> ReplyParser::takeLine(ByteView line) {
    if (!line.ends_with("\r\n")) return std::unexpected{ReplyError::syntax};
    line.remove_suffix(2);
    if (line.size() < 3 || line.find('\r') != ByteView::npos) return std::unexpected{ReplyError::syntax};
    std::uint16_t code = 0;
    for (std::size_t i = 0; i < 3; ++i) {
        if (line[i] < '0' || line[i] > '9') return std::unexpected{ReplyError::syntax};
        code = static_cast<std::uint16_t>(code * 10 + (line[i] - '0'));
    }
    if (code < 200 || code > 599) return std::unexpected{ReplyError::syntax};
    if (lines_ > 0 && code != reply_.code) return std::unexpected{ReplyError::syntax};
    if (line.size() > 3 && line[3] != ' ' && line[3] != '-') return std::unexpected{ReplyError::syntax};
    if (++lines_ > limits::smtp::replyLines) return std::unexpected{ReplyError::tooManyLines};
    const auto kind = line.size() > 3 && line[3] == '-' ? Line::middle : Line::last;
    auto text = line.substr(std::min<std::size_t>(4, line.size()));
    if (const auto enhanced = parseEnhancedCode(text)) {
        // Each line repeats the code; the class must be that of the reply. [RFC2034 4]
        if (enhanced->statusClass == code / 100) {
            if (lines_ == 1) reply_.enhanced = enhanced;
            if (reply_.enhanced == enhanced) {
                text.remove_prefix(std::min(format(*enhanced).size() + 1, text.size()));
            }
        }
    }
    reply_.code = code;
    reply_.lines.emplace_back(text);
    return kind;
}

}  // namespace tram::smtp
