#include "proto/imap/input_assembler.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace tram::imap {

namespace {

// "{", 19 digits of 63 bits, "+}".
constexpr std::size_t longestAnnouncement = 22;
// An empty buffer keeps no more than this: thousands of sessions idle.
constexpr std::size_t idleCapacity = 1 * limits::KiB;

ParseError errorOf(ParseError::Kind kind, ByteView text) {
    ParseError error;
    error.kind = kind;
    error.tag = recoverTag(text);
    return error;
}

}  // namespace

void InputAssembler::feed(ByteView octets) {
    if (state_ == State::lost) return;
    compact();
    buffer_ += octets;
}

void InputAssembler::dropPending() {
    buffer_.clear();
    state_ = State::text;
    beginCommand(0);
}

// Drops what is done with, when that is worth the move: so the cost stays linear.
void InputAssembler::compact() {
    if (begin_ == 0 || begin_ < buffer_.size() - begin_) return;
    // It may hold a password.
    std::fill_n(buffer_.begin(), begin_, '\0');
    buffer_.erase(0, begin_);
    lineBegin_ -= begin_;
    scanned_ -= begin_;
    begin_ = 0;
    if (buffer_.empty() && state_ == State::text && buffer_.capacity() > idleCapacity) Bytes{}.swap(buffer_);
}

void InputAssembler::beginCommand(std::size_t at) {
    begin_ = lineBegin_ = scanned_ = at;
    literals_ = 0;
    announced_ = 0;
}

std::optional<InputAssembler::Line> InputAssembler::findLine() {
    const auto at = buffer_.find('\n', scanned_);
    if (at == Bytes::npos) {
        scanned_ = buffer_.size();
        return std::nullopt;
    }
    const auto end = at > lineBegin_ && buffer_[at - 1] == '\r' ? at - 1 : at;
    return Line{end, at + 1};
}

std::optional<InputAssembler::Announcement> InputAssembler::announcementAt(ByteView line) {
    if (!line.ends_with('}')) return std::nullopt;
    line.remove_suffix(1);
    Announcement announced;
    if (line.ends_with('+')) {
        announced.synchronising = false;
        line.remove_suffix(1);
    }
    const auto brace = line.find_last_not_of("0123456789");
    const auto digits = line.substr(brace == ByteView::npos ? 0 : brace + 1);
    // So many digits are too many, wherever they begin.
    announced.overflow = digits.size() > longestAnnouncement;
    if (announced.overflow) return announced;
    if (brace == ByteView::npos || line[brace] != '{' || digits.empty()) return std::nullopt;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), announced.size);
    announced.overflow = error != std::errc{} || announced.size > INT64_MAX;
    return announced;
}

std::optional<InputEvent> InputAssembler::next(Expect expect) {
    compact();
    while (true) {
        switch (state_) {
            case State::text:
                if (expect == Expect::line) return nextRawLine();
                return nextText();
            case State::literal:
                if (!passLiteral()) return std::nullopt;
                break;
            case State::message:
                return nextMessageOctets();
            case State::appendText:
                return nextAppendText();
            case State::skipLine:
            case State::skipLiteral:
                if (!skip()) return std::nullopt;
                break;
            case State::lost:
                if (std::exchange(tellLost_, false)) {
                    Rejected rejected;
                    rejected.error.kind = ParseError::Kind::literalTooBig;
                    rejected.lost = true;
                    return rejected;
                }
                return std::nullopt;
            case State::decision:
                return std::nullopt;
        }
    }
}

std::optional<InputEvent> InputAssembler::nextText() {
    while (true) {
        const auto line = findLine();
        const auto length = (line ? line->next : buffer_.size()) - begin_;
        if (length - literals_ > limits_.lines || length > limits_.total) return rejectTooLong();
        if (!line) return std::nullopt;
        const auto announced = announcementAt(ByteView(buffer_).substr(lineBegin_, line->end - lineBegin_));
        if (!announced) {
            const auto text = ByteView(buffer_).substr(begin_, line->end - begin_);
            beginCommand(line->next);
            return CommandText{text};
        }
        if (auto event = takeLiteral(*announced, *line)) return event;
        if (!passLiteral()) return std::nullopt;
    }
}

bool InputAssembler::passLiteral() {
    if (buffer_.size() - lineBegin_ < left_) return false;
    literals_ += static_cast<std::size_t>(left_);
    lineBegin_ += static_cast<std::size_t>(left_);
    scanned_ = lineBegin_;
    state_ = State::text;
    return true;
}

// Nothing: the literal belongs to the text, and no continuation is wanted.
std::optional<InputEvent> InputAssembler::takeLiteral(const Announcement& announced, const Line& line) {
    const auto text = ByteView(buffer_).substr(begin_, line.end - begin_);
    // The first may be an APPEND's mailbox, the second is its message or none is.
    if (limits_.messages && announced_++ < 2 && announcesMessage(text)) {
        if (announced.overflow) return reject(errorOf(ParseError::Kind::literalTooBig, text), announced, line);
        auto head = parseAppendHead(text, names_);
        if (!head) return reject(std::move(head.error()), announced, line);
        return startMessage({std::move(head->tag), std::move(head->mailbox), std::move(head->first)}, line);
    }
    const auto room = std::min(limits_.literals - literals_, limits_.total - (line.next - begin_));
    if (announced.overflow || announced.size > room) {
        return reject(errorOf(ParseError::Kind::literalTooBig, text), announced, line);
    }
    left_ = announced.size;
    lineBegin_ = scanned_ = line.next;
    state_ = State::literal;
    if (!announced.synchronising) return std::nullopt;
    return ContinuationWanted{announced.size};
}

std::optional<InputEvent> InputAssembler::nextRawLine() {
    const auto line = findLine();
    const auto length = (line ? line->next : buffer_.size()) - begin_;
    if (length > limits_.lines) return rejectTooLong();
    if (!line) return std::nullopt;
    const auto text = ByteView(buffer_).substr(begin_, line->end - begin_);
    beginCommand(line->next);
    return RawLine{text};
}

InputEvent InputAssembler::startMessage(MessageStart start, const Line& line) {
    piece_ = start.piece;
    beginCommand(line.next);
    state_ = State::decision;
    return start;
}

void InputAssembler::acceptMessage() {
    left_ = piece_.size;
    state_ = State::message;
}

void InputAssembler::refuseMessage() {
    left_ = piece_.size;
    state_ = piece_.synchronising ? State::text : State::skipLiteral;
}

std::optional<InputEvent> InputAssembler::nextMessageOctets() {
    if (left_ == 0) {
        beginCommand(begin_);
        state_ = State::appendText;
        return MessageEnd{};
    }
    if (waiting() == 0) return std::nullopt;
    const auto length = static_cast<std::size_t>(std::min<std::uint64_t>(left_, waiting()));
    const auto octets = ByteView(buffer_).substr(begin_, length);
    beginCommand(begin_ + length);
    left_ -= length;
    return MessageOctets{octets};
}

std::optional<InputEvent> InputAssembler::nextAppendText() {
    const auto line = findLine();
    if ((line ? line->next : buffer_.size()) - begin_ > limits_.lines) return rejectTooLong();
    if (!line) return std::nullopt;
    const auto text = ByteView(buffer_).substr(begin_, line->end - begin_);
    const auto announced = announcementAt(text);
    if (announced) {
        if (announced->overflow) return reject(errorOf(ParseError::Kind::literalTooBig, {}), announced, *line);
        auto piece = parseAppendNext(text, piece_);
        if (!piece) return reject(std::move(piece.error()), announced, *line);
        return startMessage({{}, {}, std::move(*piece)}, *line);
    }
    auto end = parseAppendEnd(text, piece_);
    if (!end) return reject(std::move(end.error()), std::nullopt, *line);
    beginCommand(line->next);
    state_ = State::text;
    return AppendFinished{};
}

InputEvent InputAssembler::reject(ParseError error, const std::optional<Announcement>& announced, const Line& line) {
    Rejected rejected;
    rejected.error = std::move(error);
    beginCommand(line.next);
    state_ = State::text;
    // A client that waits for "+" takes the answer instead of it.
    if (announced && !announced->synchronising) {
        rejected.lost = announced->overflow;
        if (!rejected.lost) rejected.unwanted = left_ = announced->size;
        state_ = rejected.lost ? State::lost : State::skipLiteral;
        tail_.clear();
    }
    return rejected;
}

// Whether the line's end has come makes no difference.
InputEvent InputAssembler::rejectTooLong() {
    const bool amidAppend = state_ == State::appendText;
    Rejected rejected;
    rejected.error = errorOf(ParseError::Kind::lineTooLong, amidAppend ? ByteView{} : ByteView(buffer_).substr(begin_));
    state_ = State::skipLine;
    tail_.clear();
    beginCommand(lineBegin_);
    return rejected;
}

bool InputAssembler::skip() {
    if (state_ == State::skipLiteral) {
        const auto length = static_cast<std::size_t>(std::min<std::uint64_t>(left_, waiting()));
        beginCommand(begin_ + length);
        left_ -= length;
        if (left_ > 0) return false;
        state_ = State::skipLine;
        tail_.clear();
    }
    const auto end = std::min(buffer_.find('\n', begin_), buffer_.size());
    const bool whole = end < buffer_.size();
    // The end of the line tells whether a literal follows it.
    constexpr auto kept = longestAnnouncement + 2;
    const auto from = std::max(begin_, end - std::min(end, kept));
    tail_ += ByteView(buffer_).substr(from, end - from);
    tail_.erase(0, tail_.size() - std::min(tail_.size(), kept));
    beginCommand(whole ? end + 1 : end);
    if (!whole) return false;
    if (tail_.ends_with('\r')) tail_.pop_back();
    const auto announced = announcementAt(tail_);
    tail_.clear();
    state_ = State::text;
    if (announced && !announced->synchronising) {
        left_ = announced->size;
        tellLost_ = announced->overflow;
        state_ = tellLost_ ? State::lost : State::skipLiteral;
    }
    return true;
}

}  // namespace tram::imap
