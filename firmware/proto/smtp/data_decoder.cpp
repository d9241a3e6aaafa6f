#include "proto/smtp/data_decoder.hpp"

#include <cstring>
#include <span>

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
    // The first bare CR or LF in it.
    DataDefect defect = DataDefect::none;
    std::size_t defectAt = 0;
};

// One line from `from`, where the octet before is no CR. Two passes of memchr over each octet.
LineScan scanLine(ByteView bytes, std::size_t from) noexcept {
    using Ended = LineScan::Ended;
    LineScan line{};
    const auto feed = findOctet(bytes, '\n', from, bytes.size());
    const bool ends = feed != bytes.size();
    const bool afterReturn = feed > from && bytes[feed - 1] == '\r';
    line.end = ends ? feed + 1 : feed;
    line.ended = ends ? (afterReturn ? Ended::crlf : Ended::bareLineFeed)
                      : (afterReturn ? Ended::afterCarriageReturn : Ended::notYet);
    const auto textEnd = afterReturn ? feed - 1 : feed;
    const auto bareReturn = findOctet(bytes, '\r', from, textEnd);
    if (bareReturn != textEnd) {
        line.defect = DataDefect::bareCarriageReturn;
        line.defectAt = bareReturn;
    } else if (line.ended == Ended::bareLineFeed) {
        line.defect = DataDefect::bareLineFeed;
        line.defectAt = feed;
    }
    return line;
}

bool hasNul(ByteView bytes, std::size_t from, std::size_t to) noexcept {
    return findOctet(bytes, '\0', from, to) != to;
}

}  // namespace

void LineEndCheck::scan(ByteView bytes) noexcept {
    if (bytes.empty() || defect_ != DataDefect::none) return;
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
        if (line.defect != DataDefect::none) {
            defect_ = hasNul(bytes, 0, line.defectAt) ? DataDefect::nul : line.defect;
            return;
        }
        position = line.end;
        afterCarriageReturn_ = line.ended == LineScan::Ended::afterCarriageReturn;
    }
    if (hasNul(bytes, 0, bytes.size())) defect_ = DataDefect::nul;
}

void LineEndCheck::finish() noexcept {
    if (afterCarriageReturn_ && defect_ == DataDefect::none) defect_ = DataDefect::bareCarriageReturn;
}

// Works in place: what is kept moves down over the dots that are not.
class DataDecoder::Pass {
public:
    Pass(DataDecoder& decoder, std::span<char> input) : decoder_(decoder), input_(input) {}

    Result run() noexcept {
        while (position_ < input_.size()) {
            const auto octet = input_[position_];
            switch (decoder_.state_) {
                case State::lineStart:
                    if (octet != '.') {
                        skipLine();
                        break;
                    }
                    // A leading dot is never content.
                    keep();
                    decoder_.state_ = State::dot;
                    begin_ = ++position_;
                    break;
                case State::line:
                    skipLine();
                    break;
                case State::carriageReturn:
                    if (octet == '\n') {
                        decoder_.state_ = State::lineStart;
                        ++position_;
                    } else {
                        note(DataDefect::bareCarriageReturn, position_);
                        decoder_.state_ = State::line;
                    }
                    break;
                case State::dot:
                    if (octet == '\r') {
                        decoder_.state_ = State::dotCarriageReturn;
                        begin_ = ++position_;
                    } else {
                        decoder_.state_ = State::line;
                    }
                    break;
                case State::dotCarriageReturn:
                    if (octet == '\n') return {position_ + 1, content(), Result::End::yes};
                    // The CR was content after all. It is bare, so the message is refused, and the CR missing
                    // from what was handed out does no harm.
                    note(DataDefect::bareCarriageReturn, position_);
                    decoder_.state_ = State::line;
                    break;
            }
        }
        keep();
        return {position_, content(), Result::End::no};
    }

private:
    [[nodiscard]] ByteView bytes() const noexcept { return {input_.data(), input_.size()}; }
    [[nodiscard]] ByteView content() const noexcept { return {input_.data(), kept_}; }

    // The first defect by position, so that it is the same however the bytes are cut.
    void note(DataDefect defect, std::size_t at) noexcept {
        if (decoder_.defect_ != DataDefect::none) return;
        decoder_.defect_ = hasNul(bytes(), checked_, at) ? DataDefect::nul : defect;
    }

    void keep() noexcept {
        if (decoder_.defect_ == DataDefect::none && hasNul(bytes(), checked_, position_))
            decoder_.defect_ = DataDefect::nul;
        checked_ = position_;
        const auto octets = position_ - begin_;
        if (kept_ != begin_) std::memmove(input_.data() + kept_, input_.data() + begin_, octets);
        kept_ += octets;
    }

    void skipLine() noexcept {
        const auto line = scanLine(bytes(), position_);
        if (line.defect != DataDefect::none) note(line.defect, line.defectAt);
        switch (line.ended) {
            case LineScan::Ended::crlf:
                decoder_.state_ = State::lineStart;
                break;
            case LineScan::Ended::bareLineFeed:
            case LineScan::Ended::notYet:
                decoder_.state_ = State::line;
                break;
            case LineScan::Ended::afterCarriageReturn:
                decoder_.state_ = State::carriageReturn;
                break;
        }
        position_ = line.end;
    }

    DataDecoder& decoder_;
    std::span<char> input_;
    std::size_t position_ = 0;
    std::size_t begin_ = 0;    // of what is content and not kept yet
    std::size_t kept_ = 0;     // octets of content at the start of the input
    std::size_t checked_ = 0;  // for NUL
};

DataDecoder::Result DataDecoder::decode(std::span<char> input) noexcept {
    return Pass(*this, input).run();
}

}  // namespace tram::smtp
