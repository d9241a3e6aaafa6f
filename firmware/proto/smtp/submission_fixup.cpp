#include "proto/smtp/submission_fixup.hpp"

#include "base/limits.hpp"
#include "mime/address.hpp"
#include "mime/header_fields.hpp"

namespace tram::smtp {
namespace {

struct SectionExtent {
    std::size_t fields;   // octets of the fields
    std::size_t section;  // with the empty line
};

std::expected<SectionExtent, FixupError> findSection(ByteView message) {
    const auto looked = message.substr(0, limits::smtp::headerSection);
    const auto size = mime::headerSectionSize(looked);
    const auto section = looked.substr(0, size);
    if (section == "\r\n" || section == "\n") return SectionExtent{0, size};
    if (section.ends_with("\n\r\n")) return SectionExtent{size - 2, size};
    if (section.ends_with("\n\n")) return SectionExtent{size - 1, size};
    if (size == message.size()) return SectionExtent{size, size};
    return std::unexpected{size == looked.size() ? FixupError::headerTooLong : FixupError::malformedHeader};
}

// All mailboxes of a From or Sender field, each as the envelope would write it.
std::expected<std::size_t, FixupError> checkOwners(ByteView value, const OwnsAddress& owns) {
    const auto addresses = mime::parseAddressList(value);
    // A list that was cut off could hide one.
    if (addresses.size() >= limits::mime::addresses) return std::unexpected{FixupError::malformedAuthor};
    std::size_t count = 0;
    for (const auto& address : addresses) {
        if (address.kind != mime::Address::Kind::mailbox) continue;
        const auto mailbox = parseMailbox(mime::addressSpec(address));
        if (!mailbox) return std::unexpected{FixupError::malformedAuthor};
        if (!owns(*mailbox)) return std::unexpected{FixupError::notOwner};
        ++count;
    }
    if (count == 0) return std::unexpected{FixupError::malformedAuthor};
    return count;
}

struct Seen {
    std::size_t from = 0;
    std::size_t sender = 0;
    std::size_t date = 0;
    std::size_t messageId = 0;
    std::size_t authors = 0;
};

// A line between the fields that is none of them is passed over by some readers and ends the header for others.
bool hasOnlyFields(ByteView section, std::size_t fieldOctets) {
    std::size_t octets = 0;
    for (const auto& field : mime::HeaderFields(section)) octets += field.whole.size();
    return octets == fieldOctets;
}

std::expected<Seen, FixupError> checkFields(ByteView section, const OwnsAddress& owns) {
    Seen seen;
    for (const auto& field : mime::HeaderFields(section)) {
        if (mime::sameName(field.name, "From")) {
            const auto authors = checkOwners(field.value, owns);
            if (!authors) return std::unexpected{authors.error()};
            seen.authors += *authors;
            ++seen.from;
        } else if (mime::sameName(field.name, "Sender")) {
            if (const auto sender = checkOwners(field.value, owns); !sender) return std::unexpected{sender.error()};
            ++seen.sender;
        } else if (mime::sameName(field.name, "Date")) {
            ++seen.date;
        } else if (mime::sameName(field.name, "Message-ID")) {
            ++seen.messageId;
        }
    }
    if (seen.from > 1 || seen.sender > 1 || seen.date > 1 || seen.messageId > 1) {
        return std::unexpected{FixupError::repeatedField};
    }
    if (seen.authors > 1 && seen.sender == 0) return std::unexpected{FixupError::senderMissing};
    return seen;
}

}  // namespace

std::string_view describe(FixupError error) noexcept {
    switch (error) {
        case FixupError::headerTooLong:
            return "Header section is too long";
        case FixupError::malformedHeader:
            return "Header section holds a line that is no field";
        case FixupError::repeatedField:
            return "From, Sender, Date or Message-ID is there more than once";
        case FixupError::malformedAuthor:
            return "From or Sender holds no readable address";
        case FixupError::senderMissing:
            return "Several From addresses need a Sender";
        case FixupError::notOwner:
            return "From or Sender is not an address of yours";
    }
    return {};
}

std::expected<Fixup, FixupError> prepareSubmission(ByteView message, const FieldDefaults& defaults,
                                                   const OwnsAddress& owns) {
    const auto extent = findSection(message);
    if (!extent) return std::unexpected{extent.error()};
    const auto section = message.substr(0, extent->section);
    if (!hasOnlyFields(section, extent->fields)) return std::unexpected{FixupError::malformedHeader};
    const auto seen = checkFields(section, owns);
    if (!seen) return std::unexpected{seen.error()};

    Fixup fixup;
    const auto add = [&](std::size_t present, ByteView name, ByteView value) {
        if (present == 0) fixup.header.append(name).append(": ").append(value).append("\r\n");
    };
    fixup.header.reserve(extent->fields + 256);
    add(seen->date, "Date", defaults.date);
    add(seen->messageId, "Message-ID", defaults.messageId);
    add(seen->from, "From", defaults.from);
    for (const auto& field : mime::HeaderFields(section)) {
        if (mime::sameName(field.name, "Bcc") || mime::sameName(field.name, "Resent-Bcc")) continue;
        fixup.header.append(field.whole);
    }
    fixup.bodyAt = extent->fields;
    return fixup;
}

}  // namespace tram::smtp
