// ENVELOPE, BODY and BODYSTRUCTURE. [RFC9051 7.5.2]
#include <algorithm>

#include "proto/imap/flag_list.hpp"
#include "proto/imap/response_writer.hpp"

namespace tram::imap {

namespace {

using mime::Part;

// An empty name or route is none.
void appendOrNil(Bytes& out, const std::string& octets, StringForm form) {
    if (octets.empty()) {
        out += "NIL";
    } else {
        appendString(out, octets, form);
    }
}

void appendAddress(Bytes& out, const mime::Address& address, StringForm form) {
    out += '(';
    switch (address.kind) {
        case mime::Address::Kind::mailbox:
            appendOrNil(out, address.name, form);
            out += ' ';
            appendOrNil(out, address.route, form);
            out += ' ';
            appendString(out, address.localPart, form);
            out += ' ';
            // Not NIL where there is none: that would begin a group.
            appendString(out, address.domain, form);
            break;
        case mime::Address::Kind::groupStart:
            out += "NIL NIL ";
            appendString(out, address.name, form);
            out += " NIL";
            break;
        case mime::Address::Kind::groupEnd:
            out += "NIL NIL NIL NIL";
            break;
    }
    out += ')';
}

void appendAddresses(Bytes& out, const std::vector<mime::Address>& addresses, StringForm form) {
    out += ' ';
    if (addresses.empty()) {
        out += "NIL";
        return;
    }
    out += '(';
    for (const auto& address : addresses) appendAddress(out, address, form);
    out += ')';
}

ByteView encodingName(const Part& part) {
    switch (part.encoding) {
        case mime::TransferEncoding::sevenBit:
            return "7bit";
        case mime::TransferEncoding::eightBit:
            return "8bit";
        case mime::TransferEncoding::binary:
            return "binary";
        case mime::TransferEncoding::quotedPrintable:
            return "quoted-printable";
        case mime::TransferEncoding::base64:
            return "base64";
        case mime::TransferEncoding::uuencode:
            return "x-uuencode";
        case mime::TransferEncoding::other:
            break;
    }
    return part.otherEncoding ? ByteView(*part.otherEncoding) : ByteView("x-unknown");
}

// RFC 2231's ext-value: "utf-8''b%C3%A1o".
std::string percentEncoded(ByteView utf8) {
    constexpr ByteView digits = "0123456789ABCDEF";
    const auto isPlain = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '.' || c == '-' ||
               c == '_';
    };
    std::string value = "utf-8''";
    for (const char c : utf8) {
        if (isPlain(c)) {
            value += c;
            continue;
        }
        const auto octet = static_cast<std::uint8_t>(c);
        value += '%';
        value += digits[octet >> 4];
        value += digits[octet & 0xf];
    }
    return value;
}

class StructureWriter {
public:
    StructureWriter(Bytes& out, const mime::MessageSummary& summary, StructureForm structure, StringForm form)
        : out_(out), summary_(summary), extended_(structure == StructureForm::extended), form_(form) {}

    void part(std::uint32_t index) {
        const auto& part = summary_.parts[index];
        const bool hasChild = part.end > index + 1 && part.end <= summary_.parts.size();
        out_ += '(';
        if (part.kind == Part::Kind::multipart) {
            multipart(part, index, hasChild);
        } else if (part.kind == Part::Kind::message && hasChild && !isHiddenGlobal(part)) {
            basic(part);
            out_ += ' ';
            const bool known = part.envelope < summary_.enclosed.size();
            appendEnvelope(out_, known ? summary_.enclosed[part.envelope] : mime::Envelope{}, form_);
            out_ += ' ';
            this->part(index + 1);
            out_ += ' ';
            appendNumber(out_, part.lines);
            if (extended_) singleExtension(part);
        } else {
            basic(part);
            if (part.type == "text") {
                out_ += ' ';
                appendNumber(out_, part.lines);
            }
            if (extended_) singleExtension(part);
        }
        out_ += ')';
    }

private:
    // The grammar of IMAP4rev1 knows enclosed messages as message/rfc822 only.
    [[nodiscard]] bool isHiddenGlobal(const Part& part) const {
        return form_ == StringForm::ascii && part.subtype != "rfc822";
    }

    void multipart(const Part& part, std::uint32_t index, bool hasChild) {
        if (hasChild) {
            for (auto child = index + 1; child < part.end; child = std::max(child + 1, summary_.parts[child].end)) {
                this->part(child);
            }
        } else {
            // There is at least one body.
            out_ += R"(("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 0 0)";
            if (extended_) out_ += " NIL NIL NIL NIL";
            out_ += ')';
        }
        out_ += ' ';
        string(part.subtype);
        if (!extended_) return;
        out_ += ' ';
        parameters(part.parameters);
        commonExtension(part);
    }

    // type subtype parameters id description encoding octets
    void basic(const Part& part) {
        string(part.type);
        out_ += ' ';
        string(part.subtype);
        out_ += ' ';
        if (part.type == "text" && !mime::findParameter(part.parameters, "charset")) {
            auto withCharset = part.parameters;
            withCharset.push_back({"charset", "us-ascii", mime::Parameter::Form::plain});
            parameters(withCharset);
        } else {
            parameters(part.parameters);
        }
        out_ += ' ';
        appendNstring(out_, part.id, form_);
        out_ += ' ';
        appendNstring(out_, part.description, form_);
        out_ += ' ';
        string(encodingName(part));
        out_ += ' ';
        appendNumber(out_, part.bodySize());
    }

    void singleExtension(const Part& part) {
        out_ += ' ';
        appendNstring(out_, part.md5, form_);
        commonExtension(part);
    }

    void commonExtension(const Part& part) {
        out_ += ' ';
        if (part.disposition) {
            out_ += '(';
            string(part.disposition->type);
            out_ += ' ';
            parameters(part.disposition->parameters);
            out_ += ')';
        } else {
            out_ += "NIL";
        }
        out_ += ' ';
        if (part.languages.empty()) {
            out_ += "NIL";
        } else {
            char before = '(';
            for (const auto& language : part.languages) {
                out_ += before;
                before = ' ';
                string(language);
            }
            out_ += ')';
        }
        out_ += ' ';
        appendNstring(out_, part.location, form_);
    }

    void parameters(const mime::Parameters& parameters) {
        if (parameters.empty()) {
            out_ += "NIL";
            return;
        }
        out_ += '(';
        bool first = true;
        for (const auto& [name, value, form] : parameters) {
            if (!first) out_ += ' ';
            first = false;
            const bool extended = form == mime::Parameter::Form::extended;
            string(extended ? name + '*' : name);
            out_ += ' ';
            string(extended && form_ == StringForm::ascii ? percentEncoded(value) : value);
        }
        out_ += ')';
    }

    void string(ByteView octets) { appendString(out_, octets, form_); }

    Bytes& out_;
    const mime::MessageSummary& summary_;
    bool extended_;
    StringForm form_;
};

}  // namespace

void appendEnvelope(Bytes& out, const mime::Envelope& envelope, StringForm form) {
    out += '(';
    appendNstring(out, envelope.date, form);
    out += ' ';
    appendNstring(out, envelope.subject, form);
    appendAddresses(out, envelope.from, form);
    appendAddresses(out, envelope.senderOrFrom(), form);
    appendAddresses(out, envelope.replyToOrFrom(), form);
    appendAddresses(out, envelope.to, form);
    appendAddresses(out, envelope.cc, form);
    appendAddresses(out, envelope.bcc, form);
    out += ' ';
    appendNstring(out, envelope.inReplyTo, form);
    out += ' ';
    appendNstring(out, envelope.messageId, form);
    out += ')';
}

void appendBodyStructure(Bytes& out, const mime::MessageSummary& summary, StructureForm structure, StringForm form) {
    StructureWriter(out, summary, structure, form).part(0);
}

}  // namespace tram::imap
