#include "proto/dsn/status_fields.hpp"

#include <algorithm>
#include <charconv>

#include "base/limits.hpp"
#include "base/utf8.hpp"
#include "mime/date.hpp"
#include "proto/dsn/clean_text.hpp"

namespace tram::dsn {
namespace {

// QCHAR: what stands for itself in utf-8-addr-xtext and -unitext. [RFC6533 3]
bool isPlain(char32_t c) {
    return c >= 0x21 && c <= 0x7e && c != '+' && c != '=' && c != '\\';
}

std::string encodedUtf8Address(ByteView address, Charset charset) {
    // One word, which cannot be folded: with the longest name before it and its last character it fits a line.
    constexpr auto most = limits::mime::textLine - 64;
    std::string out;
    while (!address.empty() && out.size() < most) {
        // cleanLine() left nothing ill-formed.
        const auto character = firstCharacter(address).value_or(Utf8Character{U'?', 1});
        if (isPlain(character.codePoint) || (character.codePoint >= 0x80 && charset == Charset::utf8)) {
            out += address.substr(0, character.octets);
        } else {
            char digits[8];
            const auto end =
                std::to_chars(digits, digits + sizeof digits, static_cast<std::uint32_t>(character.codePoint), 16).ptr;
            std::transform(digits, end, digits, [](char c) { return c >= 'a' ? static_cast<char>(c - 'a' + 'A') : c; });
            out.append("\\x{").append(digits, end).append("}");
        }
        address.remove_prefix(character.octets);
    }
    return out;
}

std::string typedAddress(ByteView type, ByteView address, Charset charset) {
    const auto clean = cleanLine(address, limits::dsn::address);
    if (type == "utf-8" || !isAscii(clean)) return "utf-8; " + encodedUtf8Address(clean, charset);
    const auto isAtom = !type.empty() && type.size() <= 64 && std::ranges::all_of(type, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
    });
    return (isAtom ? std::string{type} : std::string{"unknown"}) + "; " + clean;
}

// Fields of one group. Under SMTPUTF8 values stand as they are; the writer of mime is for ASCII.
class Group {
public:
    explicit Group(Charset charset) : charset_(charset) {}

    void add(ByteView name, ByteView value) {
        if (charset_ == Charset::ascii || isAscii(value)) {
            mime::HeaderWriter writer;
            writer.add(name, value);
            bytes_ += writer.bytes();
        } else {
            const auto room = limits::mime::textLine - name.size() - 2;
            bytes_.append(name).append(": ").append(cleanLine(value, room)).append("\r\n");
        }
    }
    void addDate(ByteView name, SystemTime time, std::chrono::minutes zone) {
        add(name, mime::formatDate(std::chrono::floor<std::chrono::seconds>(time), zone));
    }
    [[nodiscard]] Bytes take() && { return std::move(bytes_); }

private:
    Charset charset_;
    Bytes bytes_;
};

Bytes messageGroup(const ReportFacts& facts, Charset charset) {
    Group group{charset};
    if (!facts.envelopeId.empty()) group.add("Original-Envelope-Id", cleanLine(facts.envelopeId, limits::dsn::address));
    group.add("Reporting-MTA", "dns; " + cleanLine(facts.reportingMta, limits::dsn::address));
    group.addDate("Arrival-Date", facts.arrival, facts.zone);
    return std::move(group).take();
}

Bytes recipientGroup(const RecipientFacts& recipient, std::chrono::minutes zone, Charset charset) {
    Group group{charset};
    if (recipient.originalRecipient) {
        group.add("Original-Recipient", typedAddress(recipient.originalRecipient->addressType,
                                                     recipient.originalRecipient->address, charset));
    }
    group.add("Final-Recipient", typedAddress("rfc822", recipient.finalRecipient, charset));
    group.add("Action", name(recipient.action));
    group.add("Status", format(statusFor(recipient)));
    if (!recipient.remoteMta.empty())
        group.add("Remote-MTA", "dns; " + cleanLine(recipient.remoteMta, limits::dsn::address));
    if (recipient.diagnosticSource == DiagnosticSource::remote && !recipient.diagnostic.empty()) {
        group.add("Diagnostic-Code", "smtp; " + cleanLine(recipient.diagnostic, limits::dsn::diagnostic));
    }
    if (recipient.lastAttempt) group.addDate("Last-Attempt-Date", *recipient.lastAttempt, zone);
    // Only of what is still being tried. [RFC3464 2.3.9]
    if (recipient.action == Action::delayed && recipient.willRetryUntil) {
        group.addDate("Will-Retry-Until", *recipient.willRetryUntil, zone);
    }
    return std::move(group).take();
}

}  // namespace

Status statusFor(const RecipientFacts& recipient) noexcept {
    auto status = recipient.status;
    switch (recipient.action) {
        case Action::failed:
            status.statusClass = 5;
            break;
        case Action::delayed:
            status.statusClass = 4;
            break;
        case Action::delivered:
        case Action::relayed:
        case Action::expanded:
            status.statusClass = 2;
            break;
    }
    status.subject = std::min<std::uint16_t>(status.subject, 999);
    status.detail = std::min<std::uint16_t>(status.detail, 999);
    return status;
}

mime::ComposedPart deliveryStatus(const ReportFacts& facts, Charset charset) {
    std::vector<Bytes> groups{messageGroup(facts, charset)};
    groups.reserve(facts.recipients.size() + 1);
    for (const auto& recipient : facts.recipients) groups.push_back(recipientGroup(recipient, facts.zone, charset));
    auto part = mime::deliveryStatusPart(groups);
    if (charset == Charset::utf8) {
        part.encoding = isAscii(part.body) ? mime::TransferEncoding::sevenBit : mime::TransferEncoding::eightBit;
        part.headers = "Content-Type: message/global-delivery-status\r\n";
        part.headers.append("Content-Transfer-Encoding: ")
            .append(mime::transferEncodingName(part.encoding))
            .append("\r\n");
    }
    return part;
}

}  // namespace tram::dsn
