#include "proto/smtp/data_decoder.hpp"

#include <cstring>

namespace tram::smtp {
namespace {

// Where `octet` is in bytes[from, to), or `to`.
std::size_t findOctet(ByteView bytes, char octet, std::size_t from, std::size_t to) noexcept {
    const auto* const found = static_cast<const char*>(std::memchr(bytes.data() + from, octet, to - from));
    return found == nullptr ? to : static_cast<std::size_t>(found - bytes.data());
}

struct LineScan {
    std::size_t end;  // behind the line's LF, or the end of the bytes
    enum class Ended : std::uint8_t { crlf, bareLineFeed, notYet, afterCarriageReturn } ended;
    bool bareCarriageReturn;
};

// One line from `from`, where the octet before is no CR. Two passes of memchr over each octet.
LineScan scanLine(ByteView bytes, std::size_t from) noexcept {
    using Ended = LineScan::Ended;
    const auto size = bytes.size();
    const auto feed = findOctet(bytes, '\n', from, size);
    if (feed == size) {
        const bool lastIsReturn = size > from && bytes[size - 1] == '\r';
        const auto textEnd = lastIsReturn ? size - 1 : size;
        return {size, lastIsReturn ? Ended::afterCarriageReturn : Ended::notYet,
                findOctet(bytes, '\r', from, textEnd) != textEnd};
    }
    const bool crlf = feed > from && bytes[feed - 1] == '\r';
    const auto textEnd = crlf ? feed - 1 : feed;
    return {feed + 1, crlf ? Ended::crlf : Ended::bareLineFeed, findOctet(bytes, '\r', from, textEnd) != textEnd};
}

bool hasNul(ByteView bytes) noexcept { return findOctet(bytes, '\0', 0, bytes.size()) != bytes.size(); }

}  // namespace

void LineEndCheck::scan(ByteView bytes) noexcept {
    if (bytes.empty() || defect_ != DataDefect::none) return;
    if (hasNul(bytes)) {
        defect_ = DataDefect::nul;
        return;
    }
    std::size_t position = 0;
    if (afterCarriageReturn_) {
        afterCarriageReturn_ = false;
        if (bytes[0] != '\n') {
            defect_ = DataDefect::bareCarriageReturn;
            return;
        }
        position = 1;
    }
    while (position < bytes.size()) {
        const auto line = scanLine(bytes, position);
        position = line.end;
        if (line.bareCarriageReturn) {
            defect_ = DataDefect::bareCarriageReturn;
            return;
        }
        if (line.ended == LineScan::Ended::bareLineFeed) {
            defect_ = DataDefect::bareLineFeed;
            return;
        }
        afterCarriageReturn_ = line.ended == LineScan::Ended::afterCarriageReturn;
    }
}

void LineEndCheck::finish() noexcept {
    if (afterCarriageReturn_ && defect_ == DataDefect::none) defect_ = DataDefect::bareCarriageReturn;
}

std::size_t DataDecoder::skipLine(ByteView input, std::size_t position) noexcept {
    const auto line = scanLine(input, position);
    if (line.bareCarriageReturn) note(DataDefect::bareCarriageReturn);
    switch (line.ended) {
        case LineScan::Ended::crlf: state_ = State::lineStart; break;
        case LineScan::Ended::bareLineFeed: note(DataDefect::bareLineFeed); [[fallthrough]];
        case LineScan::Ended::notYet: state_ = State::line; break;
        case LineScan::Ended::afterCarriageReturn: state_ = State::carriageReturn; break;
    }
    return line.end;
}

DataDecoder::Result DataDecoder::decode(ByteView input) noexcept {
    std::size_t begin = 0;  // of the content
    std::size_t position = 0;
    const auto content = [&](std::size_t end) {
        const auto view = input.substr(begin, end - begin);
        if (defect_ == DataDefect::none && hasNul(view)) note(DataDefect::nul);
        return view;
    };
    while (position < input.size()) {
        const auto octet = input[position];
        switch (state_) {
            case State::lineStart:
                if (octet != '.') {
                    position = skipLine(input, position);
                    break;
                }
                // A leading dot is never content; what was before it goes out first.
                if (position > begin) return {position, content(position), Result::End::no};
                state_ = State::dot;
                begin = ++position;
                break;
            case State::line: position = skipLine(input, position); break;
            case State::carriageReturn:
                if (octet == '\n') {
                    state_ = State::lineStart;
                    ++position;
                } else {
                    note(DataDefect::bareCarriageReturn);
                    state_ = State::line;
                }
                break;
            case State::dot:
                if (octet == '\r') {
                    state_ = State::dotCarriageReturn;
                    begin = ++position;
                } else {
                    state_ = State::line;
                }
                break;
            case State::dotCarriageReturn:
                if (octet == '\n') return {position + 1, {}, Result::End::yes};
                // The CR was content after all. It is bare, so the message is refused, and the CR missing
                // from what was handed out does no harm.
                note(DataDefect::bareCarriageReturn);
                state_ = State::line;
                break;
        }
    }
    return {position, content(position), Result::End::no};
}

}  // namespace tram::smtp
