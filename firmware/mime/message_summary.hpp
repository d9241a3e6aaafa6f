// What IMAP's ENVELOPE, BODY, BODYSTRUCTURE, BINARY.SIZE and section fetches need of a message, as plain
// values: computed once at acceptance (part_tree.hpp), kept beside the message in a compact form.
//
// Threads: values. The encoded form is versioned, bounded and may come from a damaged disk: decoding
// checks everything.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "mime/address.hpp"
#include "mime/content_coding.hpp"
#include "mime/parameters.hpp"

namespace tram::mime {

// [RFC9051 7.5.2 ENVELOPE]. Strings are unfolded, otherwise as they stand in the message: encoded-words and
// 8-bit included. Absent fields are nullopt (NIL), present but empty ones "".
// Address fields that occur more than once are joined, of the others the first counts.
struct Envelope {
    std::optional<std::string> date;
    std::optional<std::string> subject;
    std::optional<std::string> inReplyTo;
    std::optional<std::string> messageId;
    std::vector<Address> from;
    std::vector<Address> sender;   // as in the message: IMAP shows from where this is empty, see senderOrFrom()
    std::vector<Address> replyTo;  // the same, see replyToOrFrom()
    std::vector<Address> to;
    std::vector<Address> cc;
    std::vector<Address> bcc;

    [[nodiscard]] const std::vector<Address>& senderOrFrom() const { return sender.empty() ? from : sender; }
    [[nodiscard]] const std::vector<Address>& replyToOrFrom() const { return replyTo.empty() ? from : replyTo; }

    friend bool operator==(const Envelope&, const Envelope&) = default;
};

// One body part. Offsets are octets from the start of the whole message.
struct Part {
    enum class Kind : std::uint8_t {
        leaf,
        multipart,  // children follow; there may be none (nothing but a preamble): IMAP then shows one
                    // empty text/plain, since its grammar wants at least one
        message,    // message/rfc822, message/global: exactly one child, the enclosed message's root part
    };
    static constexpr std::uint32_t none = UINT32_MAX;

    Kind kind = Kind::leaf;
    TransferEncoding encoding = TransferEncoding::sevenBit;
    std::uint32_t parent = none;
    std::uint32_t end = 0;  // one past the last part below this one: children lie between
    std::uint64_t headerStart = 0;
    std::uint64_t bodyStart = 0;  // headerStart..bodyStart: header with its empty line
    std::uint64_t bodyEnd = 0;    // the line end before a boundary belongs to the boundary
    std::uint64_t lines = 0;      // line ends (LF) in the body

    // Lower case. A leaf is never multipart/* or message/rfc822: a multipart without a boundary is
    // text/plain [RFC2045 5.2], what lies too deep, or is a message under base64 or quoted-printable, is
    // application/octet-stream. Without a (readable) Content-Type text/plain, in a digest message/rfc822.
    std::string type = "text";
    std::string subtype = "plain";
    Parameters parameters;  // as in the message: where text has no charset, IMAP shows "us-ascii"

    // The rest unfolded, as in the message; absent: nullopt (NIL).
    std::optional<std::string> id;
    std::optional<std::string> description;
    std::optional<std::string> otherEncoding;  // the token where encoding is `other`
    std::optional<std::string> md5;
    std::optional<Disposition> disposition;
    std::vector<std::string> languages;
    std::optional<std::string> location;

    // Of the enclosed message, where kind is message: index into MessageSummary::enclosed.
    std::uint32_t envelope = none;

    [[nodiscard]] std::uint64_t bodySize() const { return bodyEnd - bodyStart; }
    [[nodiscard]] ByteView header(ByteView message) const {
        return message.substr(headerStart, bodyStart - headerStart);
    }
    [[nodiscard]] ByteView body(ByteView message) const { return message.substr(bodyStart, bodyEnd - bodyStart); }

    friend bool operator==(const Part&, const Part&) = default;
};

struct MessageSummary {
    std::uint64_t size = 0;
    Envelope envelope;
    std::vector<Part> parts;         // preorder; parts[0] is the message itself, there is always one
    std::vector<Envelope> enclosed;  // of enclosed messages, see Part::envelope

    // Indexes of the direct children, in order.
    [[nodiscard]] std::vector<std::uint32_t> children(std::uint32_t part) const;

    friend bool operator==(const MessageSummary&, const MessageSummary&) = default;
};

// About 100 octets and the envelope for an ordinary message.
[[nodiscard]] Bytes encodeSummary(const MessageSummary& summary);

enum class SummaryError : std::uint8_t {
    unknownVersion,  // written by a newer release: parse the message instead
    truncated,
    malformed,  // offsets, indexes or counts that cannot be
};
// Offsets of the result are consistent: headerStart <= bodyStart <= bodyEnd <= size, children inside parents.
[[nodiscard]] std::expected<MessageSummary, SummaryError> decodeSummary(ByteView encoded);

}  // namespace tram::mime
