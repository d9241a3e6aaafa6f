#include "mime/seven_bit.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/limits.hpp"
#include "base/utf8.hpp"
#include "mime/header_fields.hpp"

namespace tram::mime {
namespace {

// 57 octets make one line of base64; so a piece of many lines is encoded like the whole. [RFC2045 6.8]
constexpr std::uint64_t piece = 57 * limits::KiB;

// Text in lines as mail has them: of others quoted-printable would not leave much to be read. [RFC5322 2.1.1]
bool isReadable(const Part& part, ByteView body) {
    if (part.type != "text") return false;
    while (body.size() > limits::mime::textLine) {
        const auto lineFeed = body.substr(0, limits::mime::textLine + 2).rfind('\n');
        if (lineFeed == ByteView::npos) return false;
        body.remove_prefix(lineFeed + 1);
    }
    return true;
}

void appendMasked(ByteView bytes, Bytes& out) {
    const auto begin = out.size();
    out += bytes;
    std::replace_if(
        out.begin() + static_cast<std::ptrdiff_t>(begin), out.end(),
        [](char c) { return static_cast<std::uint8_t>(c) >= 0x80; }, '?');
}

void appendSevenBits(ByteView bytes, Bytes& out) {
    for (const auto c : bytes) {
        if (static_cast<std::uint8_t>(c) < 0x80) {
            out += c;
        } else {
            appendEscaped(out, '=', c);
        }
    }
}

}  // namespace

class SevenBitMessage::Planner {
public:
    Planner(ByteView message, const MessageSummary& summary) : message_(message), summary_(summary) {}

    std::optional<SevenBitError> plan() {
        if (const auto error = choose()) return error;
        for (std::uint32_t i = 0; i < summary_.parts.size(); ++i) {
            const auto& part = summary_.parts[i];
            between(part.headerStart);
            header(i);
            if (part.kind == Part::Kind::leaf) add(chosen_[i].kind, part.bodyEnd);
        }
        between(message_.size());
        return std::nullopt;
    }

    std::vector<Step> steps;

private:
    struct Choice {
        Step::Kind kind = Step::Kind::copy;
        std::optional<TransferEncoding> encoding;  // to be declared instead
    };

    std::optional<SevenBitError> choose() {
        chosen_.resize(summary_.parts.size());
        for (std::size_t i = 0; i < summary_.parts.size(); ++i) {
            const auto& part = summary_.parts[i];
            const bool isWide =
                part.encoding == TransferEncoding::eightBit || part.encoding == TransferEncoding::binary;
            if (part.kind != Part::Kind::leaf) {
                if (!isAscii(findParameter(part.parameters, "boundary").value_or(ByteView{})))
                    return SevenBitError::boundary;
                if (isWide) chosen_[i].encoding = TransferEncoding::sevenBit;
                continue;
            }
            if (isAscii(part.body(message_)) && part.encoding != TransferEncoding::binary) {
                if (isWide) chosen_[i].encoding = TransferEncoding::sevenBit;
                continue;
            }
            if (isSigned(part)) return SevenBitError::signedContent;
            if (part.type == "message" && (part.subtype == "partial" || part.subtype == "external-body"))
                return SevenBitError::fragment;
            if (part.encoding == TransferEncoding::other) return SevenBitError::encoding;
            chosen_[i] = choiceFor(part, part.body(message_));
        }
        return std::nullopt;
    }

    static Choice choiceFor(const Part& part, ByteView body) {
        switch (part.encoding) {
            case TransferEncoding::quotedPrintable:
                return {Step::Kind::escape, std::nullopt};
            case TransferEncoding::base64:
            case TransferEncoding::uuencode:
                return {Step::Kind::mask, std::nullopt};  // outside their alphabets one octet is like another
            case TransferEncoding::sevenBit:
            case TransferEncoding::eightBit:
            case TransferEncoding::binary:
            case TransferEncoding::other:
                break;
        }
        if (isReadable(part, body)) return {Step::Kind::quotedPrintable, TransferEncoding::quotedPrintable};
        return {Step::Kind::base64, TransferEncoding::base64};
    }

    [[nodiscard]] bool isSigned(const Part& part) const {
        for (auto above = part.parent; above != Part::none; above = summary_.parts[above].parent) {
            const auto& outer = summary_.parts[above];
            if (outer.type == "multipart" && outer.subtype == "signed") return true;
        }
        return false;
    }

    // What the fields of the part leave unsaid of its body as it is now.
    [[nodiscard]] Bytes missingFields(std::uint32_t index, ByteView section) const {
        const auto& part = summary_.parts[index];
        Bytes fields;
        const bool isRoot = part.parent == Part::none || summary_.parts[part.parent].kind == Part::Kind::message;
        if (isRoot && !findField(section, "MIME-Version")) fields += "MIME-Version: 1.0\r\n";
        if (!findField(section, "Content-Type")) {
            fields += isUtf8(part.body(message_)) ? "Content-Type: text/plain; charset=utf-8\r\n"
                                                  : "Content-Type: text/plain; charset=unknown-8bit\r\n";
        }
        return fields;
    }

    // The octets of the empty line at the section's end; 0: something else ended it.
    static std::size_t emptyLine(ByteView section) {
        if (section == "\r\n" || section.ends_with("\n\r\n")) return 2;
        return section == "\n" || section.ends_with("\n\n") ? 1 : 0;
    }

    void header(std::uint32_t index) {
        const auto& part = summary_.parts[index];
        const auto section = part.header(message_);
        const auto empty = emptyLine(section);
        if (const auto& encoding = chosen_[index].encoding) declare(index, section, *encoding);
        add(Step::Kind::copy, part.bodyStart - empty);
        // Without an empty line, what follows might be taken for fields, once it is another.
        const bool stays = part.kind == Part::Kind::leaf && chosen_[index].kind == Step::Kind::copy;
        if (empty == 0 && part.bodySize() > 0 && (chosen_[index].encoding || !stays)) insert("\r\n");
        add(Step::Kind::copy, part.bodyStart);
    }

    // In the place of each that is declared (where a field goes, junk beside it might be seen otherwise), or at the
    // end.
    void declare(std::uint32_t index, ByteView section, TransferEncoding encoding) {
        const auto& part = summary_.parts[index];
        auto missing = encoding == TransferEncoding::sevenBit ? Bytes{} : missingFields(index, section);
        Bytes declaration = "Content-Transfer-Encoding: ";
        declaration += transferEncodingName(encoding);
        declaration += "\r\n";
        bool isDeclared = false;
        for (const auto& field : HeaderFields(section)) {
            if (!sameName(field.name, "Content-Transfer-Encoding")) continue;
            add(Step::Kind::copy, part.headerStart + field.offset);
            insert(std::exchange(missing, {}) + declaration);
            at_ = part.headerStart + field.offset + field.whole.size();
            isDeclared = true;
        }
        if (isDeclared) return;
        add(Step::Kind::copy, part.bodyStart - emptyLine(section));
        insert(missing + declaration);
    }

    // Boundaries, and what is before the first and behind the last.
    void between(std::uint64_t end) {
        if (end <= at_) return;
        add(isAscii(message_.substr(at_, end - at_)) ? Step::Kind::copy : Step::Kind::mask, end);
    }

    void add(Step::Kind kind, std::uint64_t end) {
        if (end <= at_) return;
        if (kind == Step::Kind::copy && !steps.empty() && steps.back().kind == kind && steps.back().end == at_) {
            steps.back().end = end;
        } else {
            steps.push_back({kind, at_, end, {}});
        }
        at_ = end;
    }

    void insert(Bytes text) {
        if (!text.empty()) steps.push_back({Step::Kind::insert, at_, at_, std::move(text)});
    }

    ByteView message_;
    const MessageSummary& summary_;
    std::vector<Choice> chosen_;
    std::uint64_t at_ = 0;
};

std::expected<SevenBitMessage, SevenBitError> SevenBitMessage::of(ByteView message, const MessageSummary& summary) {
    Planner planner(message, summary);
    if (const auto error = planner.plan()) return std::unexpected(*error);
    SevenBitMessage result;
    result.steps_ = std::move(planner.steps);
    const Source source = [message](std::uint64_t offset, std::uint64_t length, Bytes& out) {
        out += message.substr(offset, length);
        return true;
    };
    while (result.step_ < result.steps_.size()) {
        std::ignore = result.advance(source);
        result.size_ += std::exchange(result.waiting_, {}).size();
    }
    return result;
}

bool SevenBitMessage::advance(const Source& source) {
    const auto& step = steps_[step_];
    if (step.kind == Step::Kind::insert) {
        waiting_ += step.text;
        ++step_;
        return true;
    }
    at_ = std::max(at_, step.begin);
    Bytes bytes;
    if (!source(at_, std::min(piece, step.end - at_), bytes) || bytes.empty()) return false;
    const bool isLast = at_ + bytes.size() >= step.end;
    // At a line end, so that the pieces come out as the whole would.
    if (step.kind == Step::Kind::quotedPrintable && !isLast) bytes.resize(bytes.rfind('\n') + 1);
    switch (step.kind) {
        case Step::Kind::copy:
            waiting_ += bytes;
            break;
        case Step::Kind::mask:
            appendMasked(bytes, waiting_);
            break;
        case Step::Kind::escape:
            appendSevenBits(bytes, waiting_);
            break;
        case Step::Kind::quotedPrintable:
            waiting_ += encodeQuotedPrintable(bytes);
            break;
        case Step::Kind::base64:
            waiting_ += encodeBase64(bytes);
            break;
        case Step::Kind::insert:
            break;
    }
    at_ += bytes.size();
    if (at_ >= step.end) ++step_;
    return true;
}

bool SevenBitMessage::read(const Source& source, std::uint64_t offset, std::uint64_t length, Bytes& out) {
    if (offset == 0) {
        step_ = waitingTaken_ = 0;
        at_ = given_ = 0;
        waiting_.clear();
    }
    if (offset != given_) return false;
    while (length > 0) {
        if (waitingTaken_ == waiting_.size()) {
            waiting_.clear();
            waitingTaken_ = 0;
            if (step_ == steps_.size() || !advance(source)) return false;
            continue;
        }
        const auto take = std::min<std::uint64_t>(length, waiting_.size() - waitingTaken_);
        out.append(waiting_, waitingTaken_, take);
        waitingTaken_ += take;
        given_ += take;
        length -= take;
    }
    return true;
}

}  // namespace tram::mime
