// What a submission server adds to and takes out of a message, and who it says it is from.
//
// Standards: RFC 6409 8 (Date, Message-ID may be added), RFC 5322 3.6 (fields), RFC 5321 7.2 (Bcc).
// Only the header section is looked at: the body is never copied. Exposed to signed-in clients.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "proto/smtp/address.hpp"

namespace tram::smtp {

enum class FixupError : std::uint8_t {
    headerTooLong,    // over limits::smtp::headerSection
    malformedHeader,  // a line that is no field before the empty line: readers would disagree on what is header
    repeatedField,    // From, Sender, Date or Message-ID more than once [RFC5322 3.6]
    malformedAuthor,  // From or Sender without a readable address
    senderMissing,    // several From addresses and no Sender [RFC5322 3.6.2]
    notOwner,         // a From or Sender address that the submitter may not use
};

[[nodiscard]] std::string_view describe(FixupError error) noexcept;

// Whether the submitter may send as this address.
using OwnsAddress = std::function<bool(const Mailbox&)>;

// What is added where it is missing: the values of the fields.
struct FieldDefaults {
    std::string date;       // as mime::formatDate() gives it
    std::string messageId;  // with angle brackets
    std::string from;       // the envelope's sender, "local@domain"
};

struct Fixup {
    // The new header section without the empty line; the message goes on with its octets from `bodyAt`.
    std::string header;
    // The empty line before the body, or the message's end.
    std::size_t bodyAt = 0;
};

// The field that says who sent a message in another's name, an office's, say: for the appliance's own mailboxes alone,
// so it stands before the part of the header that goes to others. R10.1
[[nodiscard]] std::string composePerson(std::string_view nameUtf8, std::string_view address);

// Every address of From, and of Sender where it is there, must be owned. Missing Date, Message-ID and From are
// put in front, Bcc, Resent-Bcc, Return-Path and Tram-Person are left out; every other octet stays as it is. `message`
// may be cut off anywhere behind the header section.
[[nodiscard]] std::expected<Fixup, FixupError> prepareSubmission(ByteView message, const FieldDefaults& defaults,
                                                                 const OwnsAddress& owns);

}  // namespace tram::smtp
