#include "proto/smtp/client_body.hpp"

#include <cstring>

namespace tram::smtp {

DataDefect BodyEncoder::feed(ByteView chunk, Bytes& out) {
    // Most messages need no dot: room for the chunk and some.
    out.reserve(out.size() + chunk.size() + 16);
    const auto* at = chunk.data();
    const auto* const end = at + chunk.size();
    // What has been looked at and not yet appended begins here.
    const auto* pending = at;
    while (at != end) {
        if (state_ == State::carriageReturn) {
            if (*at != '\n') return DataDefect::bareCarriageReturn;
            ++at;
            state_ = State::lineStart;
            continue;
        }
        if (dots_ == Dots::doubled && state_ == State::lineStart && *at == '.') {
            out.append(pending, at);
            out += '.';
            pending = at;
        }
        state_ = State::line;
        // To the next line end; the CR before it is looked for in that line only, so all stays linear.
        const auto* lineFeed = static_cast<const char*>(std::memchr(at, '\n', static_cast<std::size_t>(end - at)));
        const auto* const stop = lineFeed == nullptr ? end : lineFeed;
        const auto* const carriageReturn =
            static_cast<const char*>(std::memchr(at, '\r', static_cast<std::size_t>(stop - at)));
        if (carriageReturn == nullptr) {
            if (lineFeed != nullptr) return DataDefect::bareLineFeed;
            at = end;
        } else {
            at = carriageReturn + 1;
            state_ = State::carriageReturn;
        }
    }
    out.append(pending, end);
    return DataDefect::none;
}

DataDefect BodyEncoder::finish(Bytes& out) {
    if (state_ == State::carriageReturn) return DataDefect::bareCarriageReturn;
    if (dots_ == Dots::doubled) out += state_ == State::line ? "\r\n.\r\n" : ".\r\n";
    return DataDefect::none;
}

}  // namespace tram::smtp
