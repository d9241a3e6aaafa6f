#include "proto/imap/message_reader.hpp"

#include <algorithm>

#include "mime/content_coding.hpp"
#include "mime/part_tree.hpp"
#include "proto/imap/flag_list.hpp"

namespace tram::imap {

namespace {

// One decoding pass over a body; gives what was decoded piece by piece.
class DecodingPass {
public:
    DecodingPass(Backend& backend, BlobId blob, Span body, mime::TransferEncoding encoding)
        : backend_(backend), blob_(blob), body_(body), decoder_(encoding) {}

    // Replaces `out`; false at the end.
    [[nodiscard]] std::expected<bool, ReadError> next(Bytes& out) {
        out.clear();
        if (finished_) return false;
        if (at_ < body_.length) {
            const auto length = std::min<std::uint64_t>(body_.length - at_, limits::imap::bodyPiece);
            raw_.clear();
            const auto read = backend_.read(blob_, body_.offset + at_, static_cast<std::size_t>(length), raw_);
            if (!read) return std::unexpected(read.error());
            if (raw_.size() != length) return std::unexpected(ReadError::damaged);
            at_ += length;
            decoder_.feed(raw_, out);
        }
        if (at_ == body_.length) {
            decoder_.finish(out);
            finished_ = true;
        }
        return true;
    }

private:
    Backend& backend_;
    BlobId blob_;
    Span body_;
    mime::ContentDecoder decoder_;
    Bytes raw_;
    std::uint64_t at_ = 0;
    bool finished_ = false;
};

// What of a piece at `position` of the decoded octets lies in the wanted span.
ByteView wantedOf(ByteView piece, std::uint64_t position, Span wanted) {
    const auto first = std::max(position, wanted.offset);
    const auto last = std::min(position + piece.size(), wanted.offset + wanted.length);
    if (first >= last) return {};
    return piece.substr(static_cast<std::size_t>(first - position), static_cast<std::size_t>(last - first));
}

}  // namespace

std::expected<Bytes, ReadError> readSpan(Backend& backend, BlobId blob, Span span) {
    Bytes bytes;
    bytes.reserve(static_cast<std::size_t>(span.length));
    while (bytes.size() < span.length) {
        const auto before = bytes.size();
        const auto length = std::min<std::size_t>(static_cast<std::size_t>(span.length) - before, limits::MiB);
        const auto read = backend.read(blob, span.offset + before, length, bytes);
        if (!read) return std::unexpected(read.error());
        if (bytes.size() != before + length) return std::unexpected(ReadError::damaged);
    }
    return bytes;
}

std::expected<SharedSummary, ReadError> summaryOf(Backend& backend, const MessageEntry& message) {
    if (auto cached = backend.summary(message.blob)) return cached;
    const auto bytes = readSpan(backend, message.blob, {0, message.size});
    if (!bytes) return std::unexpected(bytes.error());
    return std::make_shared<const mime::MessageSummary>(mime::summarise(*bytes));
}

std::expected<Bytes, ReadError> readHeader(Backend& backend, BlobId blob, const mime::Part& part) {
    const auto length = std::min<std::uint64_t>(part.bodyStart - part.headerStart, limits::imap::headerSection);
    return readSpan(backend, blob, {part.headerStart, length});
}

Span cut(Span span, std::optional<Partial> partial) {
    if (!partial) return span;
    const auto origin = std::min(partial->origin, span.length);
    return {span.offset + origin, std::min(partial->octets, span.length - origin)};
}

ByteView cut(ByteView bytes, std::optional<Partial> partial) {
    const auto span = cut(Span{0, bytes.size()}, partial);
    return bytes.substr(static_cast<std::size_t>(span.offset), static_cast<std::size_t>(span.length));
}

void appendLiteral(Bytes& out, ByteView bytes) {
    out += '{';
    appendNumber(out, bytes.size());
    out += "}\r\n";
    out += bytes;
}

Work<std::expected<void, ReadError>> writeSpan(Context& context, BlobId blob, Span span) {
    std::uint64_t done = 0;
    // The literal's head goes out with its first piece: a damaged blob is found before.
    const auto mark = context.out.size();
    context.out += '{';
    appendNumber(context.out, span.length);
    context.out += "}\r\n";
    while (done < span.length) {
        const auto before = context.out.size();
        const auto length =
            static_cast<std::size_t>(std::min<std::uint64_t>(span.length - done, limits::imap::bodyPiece));
        auto read = context.backend.read(blob, span.offset + done, length, context.out);
        if (read && context.out.size() != before + length) read = std::unexpected(ReadError::damaged);
        if (!read) {
            if (done == 0) {
                context.out.resize(mark);
            } else {
                context.close = context.broken = true;
            }
            co_return read;
        }
        done += length;
        co_await context.room();
    }
    co_return std::expected<void, ReadError>{};
}

std::expected<std::uint64_t, ReadError> decodedLength(Backend& backend, BlobId blob, Span body,
                                                      mime::TransferEncoding encoding) {
    DecodingPass pass(backend, blob, body, encoding);
    Bytes piece;
    std::uint64_t total = 0;
    while (true) {
        const auto more = pass.next(piece);
        if (!more) return std::unexpected(more.error());
        if (!*more) return total;
        total += piece.size();
    }
}

Work<std::expected<void, ReadError>> writeDecoded(Context& context, BlobId blob, Span body,
                                                  mime::TransferEncoding encoding, std::optional<Partial> partial) {
    using Result = std::expected<void, ReadError>;
    // First pass: how long is it, and are there NULs in what was asked for? What is short is kept.
    const Span asked = partial ? Span{partial->origin, partial->octets} : Span{0, UINT64_MAX / 2};
    DecodingPass measure(context.backend, blob, body, encoding);
    Bytes piece;
    Bytes kept;
    std::uint64_t total = 0;
    bool nuls = false;
    while (true) {
        const auto more = measure.next(piece);
        if (!more) co_return Result(std::unexpected(more.error()));
        if (!*more) break;
        const auto wanted = wantedOf(piece, total, asked);
        nuls = nuls || wanted.contains('\0');
        if (kept.size() <= limits::imap::decodedPart) kept += wanted;
        total += piece.size();
        co_await context.turn();
    }
    const auto span = cut(Span{0, total}, partial);
    if (nuls) context.out += '~';
    if (span.length == kept.size()) {
        appendLiteral(context.out, kept);
        co_return Result{};
    }
    context.out += '{';
    appendNumber(context.out, span.length);
    context.out += "}\r\n";
    DecodingPass write(context.backend, blob, body, encoding);
    for (std::uint64_t position = 0; position < span.offset + span.length; position += piece.size()) {
        const auto more = write.next(piece);
        if (!more || !*more) {
            context.close = context.broken = true;
            co_return Result(std::unexpected(more ? ReadError::damaged : more.error()));
        }
        context.out += wantedOf(piece, position, span);
        co_await context.room();
    }
    co_return Result{};
}

}  // namespace tram::imap
