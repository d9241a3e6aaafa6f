// The encoded form, version 1: numbers are LEB128, strings length and octets, words that every message has
// are numbers in a table. The table only grows at its end; anything else is a new version.
#include "mime/message_summary.hpp"

#include <algorithm>
#include <array>

#include "base/limits.hpp"

namespace tram::mime {
namespace {

constexpr char version = 1;

// Number 0 is "written out".
constexpr std::array words = std::to_array<ByteView>({
    "",
    "text",
    "plain",
    "html",
    "multipart",
    "mixed",
    "alternative",
    "related",
    "signed",
    "report",
    "digest",
    "message",
    "rfc822",
    "delivery-status",
    "application",
    "pdf",
    "octet-stream",
    "msword",
    "zip",
    "image",
    "jpeg",
    "png",
    "gif",
    "audio",
    "video",
    "charset",
    "utf-8",
    "us-ascii",
    "iso-8859-1",
    "windows-1258",
    "boundary",
    "name",
    "filename",
    "format",
    "flowed",
    "delsp",
    "yes",
    "no",
    "type",
    "protocol",
    "micalg",
    "report-type",
    "size",
    "attachment",
    "inline",
    "calendar",
    "method",
    "pkcs7-signature",
    "x-pkcs7-signature",
    "pgp-signature",
    "UTF-8",
    "vnd.openxmlformats-officedocument.wordprocessingml.document",
    "vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "vnd.openxmlformats-officedocument.presentationml.presentation",
    "vnd.ms-excel",
    "creation-date",
    "modification-date",
    "text/html",
    "multipart/alternative",
    "rfc822-headers",
    "global",
    "csv",
    "viscii",
});

class Writer {
public:
    void number(std::uint64_t value) {
        while (value >= 0x80) {
            out_ += static_cast<char>(value | 0x80);
            value >>= 7;
        }
        out_ += static_cast<char>(value);
    }
    void string(ByteView text) {
        number(text.size());
        out_.append(text);
    }
    void word(ByteView text) {
        const auto* const known = std::ranges::find(words.begin() + 1, words.end(), text);
        number(known == words.end() ? 0U : static_cast<std::uint64_t>(known - words.begin()));
        if (known == words.end()) string(text);
    }
    void optional(const std::optional<std::string>& text) {
        number(text ? text->size() + 1 : 0);
        if (text) out_.append(*text);
    }
    Bytes take() { return std::move(out_); }

private:
    Bytes out_;
};

// After a failure everything reads as zero and empty; the failure is asked for once, at the end.
class Reader {
public:
    explicit Reader(ByteView in) : in_(in) {}

    std::uint64_t number() {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            if (in_.empty()) {
                fail(SummaryError::truncated);
                return 0;
            }
            const auto octet = static_cast<std::uint8_t>(in_.front());
            in_.remove_prefix(1);
            if (shift == 63 && octet > 1) break;
            value |= static_cast<std::uint64_t>(octet & 0x7F) << shift;
            if ((octet & 0x80) == 0) return value;
        }
        fail(SummaryError::malformed);
        return 0;
    }
    // A number of items, each of at least one octet.
    std::size_t count(std::size_t limit) {
        const auto value = number();
        if (value > limit) fail(SummaryError::malformed);
        if (value > in_.size()) fail(SummaryError::truncated);
        return error_ ? 0 : static_cast<std::size_t>(value);
    }
    ByteView octets(std::uint64_t size) {
        if (size > in_.size()) {
            fail(SummaryError::truncated);
            return {};
        }
        const auto taken = in_.substr(0, size);
        in_.remove_prefix(size);
        return taken;
    }
    std::string string() { return std::string(octets(number())); }
    std::string word() {
        const auto index = number();
        if (index == 0) return string();
        if (index >= words.size()) {
            fail(SummaryError::malformed);
            return {};
        }
        return std::string(words[index]);
    }
    std::optional<std::string> optional() {
        const auto size = number();
        if (size == 0) return std::nullopt;
        return std::string(octets(size - 1));
    }
    void fail(SummaryError error) {
        if (!error_) error_ = error;
        in_ = {};
    }
    [[nodiscard]] std::optional<SummaryError> error() const { return error_; }
    [[nodiscard]] bool atEnd() const { return in_.empty(); }

private:
    ByteView in_;
    std::optional<SummaryError> error_;
};

// Which strings of an address follow; its kind in the two bits above.
enum : std::uint8_t { hasName = 1, hasRoute = 2, hasLocalPart = 4, hasDomain = 8 };
constexpr unsigned kindShift = 4;

void write(Writer& to, const std::vector<Address>& list) {
    to.number(list.size());
    for (const auto& address : list) {
        unsigned flags = static_cast<unsigned>(address.kind) << kindShift;
        if (!address.name.empty()) flags |= hasName;
        if (!address.route.empty()) flags |= hasRoute;
        if (!address.localPart.empty()) flags |= hasLocalPart;
        if (!address.domain.empty()) flags |= hasDomain;
        to.number(flags);
        for (const auto* text : {&address.name, &address.route, &address.localPart, &address.domain}) {
            if (!text->empty()) to.string(*text);
        }
    }
}

void read(Reader& from, std::vector<Address>& list) {
    const auto count = from.count(limits::mime::addresses);
    list.reserve(count);
    for (std::size_t i = 0; i < count && !from.error(); ++i) {
        const auto flags = from.number();
        auto& address = list.emplace_back();
        if (flags >> kindShift > static_cast<unsigned>(Address::Kind::groupEnd))
            return from.fail(SummaryError::malformed);
        address.kind = static_cast<Address::Kind>(flags >> kindShift);
        if ((flags & hasName) != 0) address.name = from.string();
        if ((flags & hasRoute) != 0) address.route = from.string();
        if ((flags & hasLocalPart) != 0) address.localPart = from.string();
        if ((flags & hasDomain) != 0) address.domain = from.string();
    }
}

// Most messages have no sender, reply-to, cc and bcc: a bit says which lists follow.
template <class Envelope, class Visitor>
void eachList(Envelope& envelope, Visitor visit) {
    unsigned bit = 1;
    for (auto* list :
         {&envelope.from, &envelope.sender, &envelope.replyTo, &envelope.to, &envelope.cc, &envelope.bcc}) {
        visit(bit, *list);
        bit <<= 1;
    }
}

void write(Writer& to, const Envelope& envelope) {
    to.optional(envelope.date);
    to.optional(envelope.subject);
    to.optional(envelope.inReplyTo);
    to.optional(envelope.messageId);
    unsigned present = 0;
    eachList(envelope, [&](unsigned bit, const std::vector<Address>& list) { present |= list.empty() ? 0 : bit; });
    to.number(present);
    eachList(envelope, [&](unsigned, const std::vector<Address>& list) {
        if (!list.empty()) write(to, list);
    });
}

void read(Reader& from, Envelope& envelope) {
    envelope.date = from.optional();
    envelope.subject = from.optional();
    envelope.inReplyTo = from.optional();
    envelope.messageId = from.optional();
    const auto present = from.number();
    eachList(envelope, [&](unsigned bit, std::vector<Address>& list) {
        if ((present & bit) != 0) read(from, list);
    });
}

void write(Writer& to, const Parameters& parameters) {
    to.number(parameters.size());
    for (const auto& parameter : parameters) {
        to.number(static_cast<std::uint64_t>(parameter.form));
        to.word(parameter.name);
        to.word(parameter.value);
    }
}

void read(Reader& from, Parameters& parameters) {
    const auto count = from.count(limits::mime::parameters);
    parameters.reserve(count);
    for (std::size_t i = 0; i < count && !from.error(); ++i) {
        auto& parameter = parameters.emplace_back();
        const auto form = from.number();
        if (form > static_cast<std::uint64_t>(Parameter::Form::extended)) return from.fail(SummaryError::malformed);
        parameter.form = static_cast<Parameter::Form>(form);
        parameter.name = from.word();
        parameter.value = from.word();
    }
}

// What a part has besides the fields of every part.
enum : std::uint16_t {
    partId = 1,
    partDescription = 2,
    partOtherEncoding = 4,
    partMd5 = 8,
    partDisposition = 16,
    partLanguages = 32,
    partLocation = 64,
    partEnvelope = 128,
    partBits = 255,
};

void write(Writer& to, const Part& part, std::uint32_t index, std::uint64_t origin) {
    to.number(static_cast<std::uint64_t>(part.kind) | static_cast<std::uint64_t>(part.encoding) << 2);
    to.number(part.end - index - 1);
    to.number(part.headerStart - origin);
    to.number(part.bodyStart - part.headerStart);
    to.number(part.bodyEnd - part.bodyStart);
    to.number(part.lines);
    to.word(part.type);
    to.word(part.subtype);
    write(to, part.parameters);
    unsigned present = 0;
    if (part.id) present |= partId;
    if (part.description) present |= partDescription;
    if (part.otherEncoding) present |= partOtherEncoding;
    if (part.md5) present |= partMd5;
    if (part.disposition) present |= partDisposition;
    if (!part.languages.empty()) present |= partLanguages;
    if (part.location) present |= partLocation;
    if (part.envelope != Part::none) present |= partEnvelope;
    to.number(present);
    for (const auto* text : {&part.id, &part.description, &part.otherEncoding, &part.md5, &part.location}) {
        if (*text) to.string(**text);
    }
    if (part.disposition) {
        to.word(part.disposition->type);
        write(to, part.disposition->parameters);
    }
    if (!part.languages.empty()) {
        to.number(part.languages.size());
        for (const auto& language : part.languages) to.string(language);
    }
}

// All but parent and envelope index.
void read(Reader& from, Part& part, std::uint32_t index, std::uint64_t origin, bool& hasEnvelope) {
    const auto kinds = from.number();
    if ((kinds & 3) > static_cast<std::uint64_t>(Part::Kind::message) ||
        kinds >> 2 > static_cast<std::uint64_t>(TransferEncoding::other)) {
        return from.fail(SummaryError::malformed);
    }
    part.kind = static_cast<Part::Kind>(kinds & 3);
    part.encoding = static_cast<TransferEncoding>(kinds >> 2);
    const auto below = from.number();
    if (below > limits::mime::parts) return from.fail(SummaryError::malformed);
    part.end = index + 1 + static_cast<std::uint32_t>(below);
    // Sums may wrap here; the caller compares all of them with what contains the part.
    part.headerStart = origin + from.number();
    part.bodyStart = part.headerStart + from.number();
    part.bodyEnd = part.bodyStart + from.number();
    part.lines = from.number();
    part.type = from.word();
    part.subtype = from.word();
    read(from, part.parameters);
    const auto present = from.number();
    if (present > partBits) return from.fail(SummaryError::malformed);
    if ((present & partId) != 0) part.id = from.string();
    if ((present & partDescription) != 0) part.description = from.string();
    if ((present & partOtherEncoding) != 0) part.otherEncoding = from.string();
    if ((present & partMd5) != 0) part.md5 = from.string();
    if ((present & partLocation) != 0) part.location = from.string();
    if ((present & partDisposition) != 0) {
        part.disposition.emplace();
        part.disposition->type = from.word();
        read(from, part.disposition->parameters);
    }
    if ((present & partLanguages) != 0) {
        const auto count = from.count(limits::mime::languages);
        for (std::size_t i = 0; i < count; ++i) part.languages.push_back(from.string());
    }
    hasEnvelope = (present & partEnvelope) != 0;
}

std::uint64_t originOf(const MessageSummary& summary, const Part& part) {
    return part.parent == Part::none ? 0 : summary.parts[part.parent].bodyStart;
}

bool isConsistent(const Part& part, std::uint64_t from, std::uint64_t to) {
    return part.headerStart >= from && part.bodyStart >= part.headerStart && part.bodyEnd >= part.bodyStart &&
           part.bodyEnd <= to && part.lines <= part.bodyEnd - part.bodyStart;
}

// The tree that kinds and ends describe is one: inside its parent, and containers have what they must.
bool isTree(const MessageSummary& summary) {
    const auto& parts = summary.parts;
    for (std::uint32_t i = 0; i < parts.size(); ++i) {
        const auto& part = parts[i];
        const auto limit =
            part.parent == Part::none ? static_cast<std::uint32_t>(parts.size()) : parts[part.parent].end;
        if (part.end > limit || (part.parent == Part::none) != (i == 0)) return false;
        const bool empty = part.end == i + 1;
        if (part.kind == Part::Kind::leaf && !empty) return false;
        if (part.kind == Part::Kind::message && (empty || parts[i + 1].end != part.end)) return false;
        if ((part.kind == Part::Kind::message) != (part.envelope != Part::none)) return false;
    }
    return parts.front().end == parts.size();
}

}  // namespace

std::vector<std::uint32_t> MessageSummary::children(std::uint32_t part) const {
    std::vector<std::uint32_t> result;
    for (auto child = part + 1; child < parts[part].end; child = parts[child].end) result.push_back(child);
    return result;
}

Bytes encodeSummary(const MessageSummary& summary) {
    Writer to;
    to.number(static_cast<std::uint64_t>(version));
    to.number(summary.size);
    write(to, summary.envelope);
    to.number(summary.parts.size());
    for (std::uint32_t i = 0; i < summary.parts.size(); ++i) {
        write(to, summary.parts[i], i, originOf(summary, summary.parts[i]));
    }
    for (const auto& envelope : summary.enclosed) write(to, envelope);
    return to.take();
}

std::expected<MessageSummary, SummaryError> decodeSummary(ByteView encoded) {
    if (encoded.empty()) return std::unexpected(SummaryError::truncated);
    if (encoded.front() != version) return std::unexpected(SummaryError::unknownVersion);
    if (encoded.size() > limits::mime::encodedSummary) return std::unexpected(SummaryError::malformed);
    Reader from(encoded.substr(1));
    MessageSummary summary;
    summary.size = from.number();
    read(from, summary.envelope);
    const auto count = from.count(limits::mime::parts);
    if (!from.error() && count == 0) from.fail(SummaryError::malformed);
    std::vector<std::uint32_t> open;
    std::uint32_t enclosed = 0;
    for (std::uint32_t i = 0; i < count && !from.error(); ++i) {
        while (!open.empty() && summary.parts[open.back()].end <= i) open.pop_back();
        auto& part = summary.parts.emplace_back();
        part.parent = open.empty() ? Part::none : open.back();
        const bool root = part.parent == Part::none;
        const auto origin = root ? 0 : summary.parts[part.parent].bodyStart;
        const auto limit = root ? summary.size : summary.parts[part.parent].bodyEnd;
        bool hasEnvelope = false;
        read(from, part, i, origin, hasEnvelope);
        if (hasEnvelope) part.envelope = enclosed++;
        if (!from.error() && !isConsistent(part, origin, limit)) from.fail(SummaryError::malformed);
        open.push_back(i);
        if (open.size() > limits::mime::depth) from.fail(SummaryError::malformed);
    }
    for (std::uint32_t i = 0; i < enclosed && !from.error(); ++i) read(from, summary.enclosed.emplace_back());
    if (!from.error() && !(from.atEnd() && isTree(summary))) from.fail(SummaryError::malformed);
    if (from.error()) return std::unexpected(*from.error());
    return summary;
}

}  // namespace tram::mime
