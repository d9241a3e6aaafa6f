#include "proto/smtp/submission_fixup.hpp"

#include <algorithm>
#include <ranges>
#include <utility>

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

// Whether every reader of mail sees the same addresses in it: elements that are a bare address or a phrase with one in
// angle brackets, and in a phrase no address but the sender's own. [RFC5322 3.4, without the obsolete forms]
class OneWayList {
public:
    OneWayList(ByteView value, const OwnsAddress& owns) : rest_(value), owns_(owns) {}

    [[nodiscard]] bool holds() {
        while (!rest_.empty()) {
            const char c = rest_.front();
            rest_.remove_prefix(1);
            if (!take(c)) return false;
        }
        return place_ != Place::inAngle && endsElement();
    }

private:
    enum class Place : std::uint8_t { outside, inAngle, behind };

    bool take(char c) {
        const bool space = c == ' ' || c == '\t' || c == '\r' || c == '\n';
        if (c == '(') return skipComment() && add(' ');
        if (c == ')' || c == '\\') return false;
        if (c == '"') return skipQuoted() && add('q');
        if (place_ == Place::inAngle) {
            if (c == '>') place_ = Place::behind;
            const bool route = c == '@' && std::exchange(atStart_, false);
            atStart_ = false;
            return c != '<' && c != ',' && !space && !route;
        }
        if (c == ',' || c == ';') return endsElement();
        if (space) return add(' ');
        if (place_ == Place::behind) return false;
        if (c == '<') {
            place_ = Place::inAngle;
            atStart_ = true;
            return true;
        }
        if (c == '[') return addLiteral();
        // The name of a group.
        if (c == ':') return outside_.find('@') == std::string::npos && startsElement();
        return c != '>' && add(c);
    }

    bool add(char c) {
        if (place_ == Place::behind && c != ' ') return false;
        if (place_ == Place::outside) outside_ += c;
        return true;
    }
    bool addLiteral() {
        const auto end = rest_.find(']');
        if (end == ByteView::npos) return false;
        outside_ += '[';
        outside_ += rest_.substr(0, end + 1);
        rest_.remove_prefix(end + 1);
        return true;
    }
    bool skipQuoted() {
        while (!rest_.empty()) {
            const char c = rest_.front();
            rest_.remove_prefix(std::min<std::size_t>(rest_.size(), c == '\\' ? 2 : 1));
            if (c == '"') return true;
        }
        return false;
    }
    bool skipComment() {
        for (std::size_t depth = 1; !rest_.empty();) {
            const char c = rest_.front();
            rest_.remove_prefix(std::min<std::size_t>(rest_.size(), c == '\\' ? 2 : 1));
            if (c == '(') ++depth;
            if (c == ')' && --depth == 0) return true;
        }
        return false;
    }
    bool startsElement() {
        outside_.clear();
        place_ = Place::outside;
        return true;
    }
    bool endsElement() {
        std::size_t words = 0;
        const bool named = place_ == Place::behind;
        for (const auto word : std::views::split(std::string_view(outside_), ' ')) {
            const std::string_view text(word.begin(), word.end());
            if (text.empty()) continue;
            ++words;
            if (!named || text.find('@') == std::string_view::npos) continue;
            const auto mailbox = parseMailbox(text);
            if (!mailbox || !owns_(*mailbox)) return false;
        }
        return (named || words <= 1) && startsElement();
    }

    ByteView rest_;
    const OwnsAddress& owns_;
    std::string outside_;  // of the element, quoted strings as "q"
    Place place_ = Place::outside;
    bool atStart_ = false;
};

// All mailboxes of a From or Sender field, each as the envelope would write it.
std::expected<std::size_t, FixupError> checkOwners(ByteView value, const OwnsAddress& owns) {
    if (!OneWayList(value, owns).holds()) return std::unexpected{FixupError::malformedAuthor};
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

// Some take it for the end of a line. BINARYMIME lets it through.
bool hasBareCarriageReturn(ByteView section) {
    for (auto at = section.find('\r'); at != ByteView::npos; at = section.find('\r', at + 1)) {
        if (at + 1 == section.size() || section[at + 1] != '\n') return true;
    }
    return false;
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
            const auto sender = checkOwners(field.value, owns);
            if (!sender) return std::unexpected{sender.error()};
            if (*sender != 1) return std::unexpected{FixupError::malformedAuthor};
            ++seen.sender;
        } else if (mime::sameName(field.name, "Resent-From") || mime::sameName(field.name, "Resent-Sender")) {
            if (const auto resent = checkOwners(field.value, owns); !resent) return std::unexpected{resent.error()};
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

constexpr std::string_view personField = "Tram-Person";

}  // namespace

std::string composePerson(std::string_view nameUtf8, std::string_view address) {
    return std::string(personField) + ": " + mime::formatAddress(nameUtf8, address) + "\r\n";
}

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
    if (!hasOnlyFields(section, extent->fields) || hasBareCarriageReturn(section))
        return std::unexpected{FixupError::malformedHeader};
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
        // The last server's to write. [RFC5321 4.4]
        if (mime::sameName(field.name, "Return-Path") || mime::sameName(field.name, personField)) continue;
        fixup.header.append(field.whole);
    }
    fixup.bodyAt = extent->fields;
    return fixup;
}

}  // namespace tram::smtp
