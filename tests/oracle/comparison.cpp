// Our reading as a Node, and the comparison with its allowances. Each allowance is a place where GMime and
// we differ on purpose, as narrow as it can be said, with the reason.
#include <algorithm>

#include "mime/address.hpp"
#include "mime/attachments.hpp"
#include "mime/encoded_word.hpp"
#include "mime/header_fields.hpp"
#include "mime/part_tree.hpp"
#include "reading.hpp"
#include "text/utf8.hpp"

namespace tram::oracle {
namespace {

std::vector<std::string> specs(const std::vector<mime::Address>& list) {
    std::vector<std::string> out;
    for (const auto& address : list) {
        if (address.kind != mime::Address::Kind::mailbox) continue;
        auto spec = address.localPart;
        if (!address.domain.empty()) spec.append("@").append(address.domain);
        out.push_back(std::move(spec));
    }
    return out;
}

std::string withoutBrackets(ByteView id) {
    while (!id.empty() && (id.front() == '<' || id.front() == ' ')) id.remove_prefix(1);
    return std::string(id.substr(0, id.find('>')));
}

void addEnvelope(const mime::Envelope& envelope, Node& node) {
    if (envelope.subject) node.subject = mime::decodeHeaderText(*envelope.subject);
    if (envelope.messageId) node.messageId = withoutBrackets(*envelope.messageId);
    node.from = specs(envelope.from);
    node.to = specs(envelope.to);
}

void decode(const mime::Part& part, ByteView message, Node& node) {
    mime::ContentDecoder decoder(part.encoding);
    decoder.feed(part.body(message), node.content);
    decoder.finish(node.content);
    node.malformedContent = decoder.malformed();
    const auto body = part.body(message);
    const auto bare = [&] {
        for (auto at = body.find('\n'); at != ByteView::npos; at = body.find('\n', at + 1)) {
            if (at == 0 || body[at - 1] != '\r') return true;
        }
        return false;
    };
    // The line end before the boundary is not in the body: the message is asked.
    const bool bareEnd = part.bodyEnd < message.size() && message[part.bodyEnd] == '\n';
    node.mixedLineEnds = message.find("\r\n") != ByteView::npos && (bareEnd || bare());
}

Node nodeOf(const mime::MessageSummary& summary, std::uint32_t index, ByteView message) {
    const auto& part = summary.parts[index];
    Node node;
    node.type = part.type + "/" + part.subtype;
    node.header = part.header(message);
    if (part.disposition) node.disposition = part.disposition->type;
    if (part.id) node.id = withoutBrackets(*part.id);
    switch (part.kind) {
        case mime::Part::Kind::leaf:
            node.encoding = part.encoding == mime::TransferEncoding::other
                                ? "7bit"
                                : std::string(mime::transferEncodingName(part.encoding));
            node.fileName = mime::attachmentName(part);
            decode(part, message, node);
            break;
        case mime::Part::Kind::multipart:
            node.kind = Node::Kind::multipart;
            for (const auto child : summary.children(index)) node.children.push_back(nodeOf(summary, child, message));
            break;
        case mime::Part::Kind::message:
            node.kind = Node::Kind::message;
            node.children.push_back(nodeOf(summary, index + 1, message));
            addEnvelope(summary.enclosed[part.envelope], node.children.back());
            break;
    }
    return node;
}

std::size_t occurrences(const Node& node, ByteView name) {
    std::size_t count = 0;
    for (const auto& field : mime::HeaderFields(node.header)) count += mime::sameName(field.name, name) ? 1U : 0U;
    return count;
}

std::string rawField(const Node& node, ByteView name) {
    const auto field = mime::findField(node.header, name);
    return field ? mime::unfold(field->value) : std::string();
}

bool endsWithEmptyLine(const Node& node) {
    const ByteView header = node.header;
    return header == "\n" || header == "\r\n" || header.ends_with("\n\n") || header.ends_with("\n\r\n");
}

// A line that is neither field nor continuation, or a name that only obsolete syntax allows.
bool hasOddLines(const Node& node) {
    std::size_t fields = 0;
    for (const auto& field : mime::HeaderFields(node.header)) {
        fields += field.whole.size();
        if (field.whole.substr(field.name.size(), 1) != ":") return true;
        // GMime takes a line of only white space for the end of the header.
        for (ByteView rest = field.whole; !rest.empty();) {
            const auto end = std::min(rest.find('\n'), rest.size() - 1) + 1;
            if (rest.substr(0, end).find_first_not_of(" \t\r\n") == ByteView::npos) return true;
            rest.remove_prefix(end);
        }
    }
    return fields + 2 < node.header.size();
}

// What both can decode alike: UTF-8, Latin-1 and ASCII, in words that keep the rules of RFC 2047.
bool isPlainText(ByteView raw) {
    if (!isUtf8(raw)) return false;
    for (auto at = raw.find("=?"); at != ByteView::npos; at = raw.find("=?", at + 2)) {
        const auto rest = raw.substr(at);
        const auto charset = rest.substr(2, rest.find('?', 2) - 2);
        if (!mime::sameName(charset, "utf-8") && !mime::sameName(charset, "us-ascii")) return false;
        const auto end = rest.find("?=", 5);
        if (end == ByteView::npos || rest.substr(0, end).find_first_of(" \t") != ByteView::npos) return false;
        if (rest.size() > end + 2 && rest[end + 2] != ' ') return false;
        if (at > 0 && raw[at - 1] != ' ') return false;
        if (!isUtf8(mime::decodeHeaderText(rest.substr(0, end + 2)))) return false;
        if (mime::decodeHeaderText(rest.substr(0, end + 2)).find("\uFFFD") != std::string::npos) return false;
        // Without its padding base64 is read by us, not by GMime.
        const bool base64 = rest.find("?B?") < end || rest.find("?b?") < end;
        if (base64 && (end - rest.find('?', 2) - 3) % 4 != 0) return false;
    }
    return std::ranges::none_of(raw, [](char c) { return (c >= 0 && c < ' ') || c == 0x7F; });
}

bool isDotAtom(ByteView text) {
    return !text.empty() && text.front() != '.' && text.back() != '.' && text.find("..") == ByteView::npos &&
           std::ranges::all_of(text, [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      ByteView("!#$%&'*+-/=?^_`{|}~.").find(c) != ByteView::npos;
           });
}

// Every address of the field as RFC 5322 has it, none in punycode (which GMime decodes).
bool isCleanList(const std::vector<std::string>& list) {
    return std::ranges::all_of(list, [](ByteView spec) {
        const auto at = spec.find('@');
        return at != ByteView::npos && isDotAtom(spec.substr(0, at)) && isDotAtom(spec.substr(at + 1)) &&
               spec.find("xn--") == ByteView::npos;
    });
}

// Occurs once, and each member is addr-spec or [phrase] "<" addr-spec ">" to the letter: of anything else
// GMime drops some and mends some.
bool isCleanField(const Node& node, ByteView name) {
    if (occurrences(node, name) != 1) return false;
    const auto raw = rawField(node, name);
    for (std::size_t at = 0; at <= raw.size();) {
        const auto end = std::min(raw.find(',', at), raw.size());
        const auto member = mime::unfold(ByteView(raw).substr(at, end - at));
        at = end + 1;
        const auto open = member.find('<');
        const ByteView phrase = ByteView(member).substr(0, open == std::string::npos ? 0 : open);
        if (std::ranges::count(phrase, '"') % 2 != 0 || phrase.find_first_of("()>[]:;@\\\r") != ByteView::npos)
            return false;
        if (open != std::string::npos && !member.ends_with('>')) return false;
        const auto spec =
            open == std::string::npos ? ByteView(member) : ByteView(member).substr(open + 1, member.size() - open - 2);
        const auto split = spec.find('@');
        if (split == ByteView::npos || !isDotAtom(spec.substr(0, split)) || !isDotAtom(spec.substr(split + 1)))
            return false;
    }
    return true;
}

// value *(";" token "=" (token / quoted-string)), to the letter: of anything else each reader makes what it can.
bool isCleanParameterList(ByteView raw) {
    const auto token = [&raw] {
        std::size_t length = 0;
        while (length < raw.size() && raw[length] > ' ' && raw[length] <= '~' &&
               ByteView("()<>@,;:\\\"[]?=").find(raw[length]) == ByteView::npos) {
            ++length;
        }
        raw.remove_prefix(length);
        return length != 0;
    };
    const auto space = [&raw] { raw.remove_prefix(std::min(raw.find_first_not_of(" \t"), raw.size())); };
    if (!token()) return false;
    for (space(); !raw.empty(); space()) {
        if (raw.front() != ';') return false;
        raw.remove_prefix(1);
        space();
        if (raw.empty()) return true;
        if (!token() || !raw.starts_with('=')) return false;
        raw.remove_prefix(1);
        if (!raw.starts_with('"')) {
            if (!token()) return false;
            continue;
        }
        const auto end = raw.find('"', 1);
        if (end == ByteView::npos || raw.substr(0, end).find('\\') != ByteView::npos) return false;
        raw.remove_prefix(end + 1);
    }
    return true;
}

Bytes withoutTrailingSpace(ByteView content) {
    Bytes out;
    while (!content.empty()) {
        const auto end = content.find('\n');
        auto line = content.substr(0, end);
        content.remove_prefix(end == ByteView::npos ? content.size() : end + 1);
        while (!line.empty() && (line.back() == ' ' || line.back() == '\t' || line.back() == '\r'))
            line.remove_suffix(1);
        out.append(line).append("\n");
    }
    while (out.ends_with("\n")) out.pop_back();
    return out;
}

// In the node or below: a header that ended without its empty line, a type that is there twice or unreadable.
bool hasOddHeader(const Node& node) {
    if (!endsWithEmptyLine(node) || occurrences(node, "Content-Type") > 1) return true;
    if (occurrences(node, "Content-Type") == 1 && !mime::parseContentType(rawField(node, "Content-Type"))) return true;
    return std::ranges::any_of(node.children, hasOddHeader);
}

class Comparison {
public:
    void node(const Node& ours, const Node& theirs, const std::string& path) {
        // Without the empty line GMime goes on reading header where we see a boundary or a body.
        // [RFC2046 5.1.1: a boundary ends what it stands in]
        if (!endsWithEmptyLine(ours)) return;
        // GMime gives up on a message that has no field at all, and on one that begins with an empty line.
        if (theirs.type == "none" && mime::HeaderFields(ours.header).begin() == mime::HeaderFields(ours.header).end())
            return;
        // Junk inside a header: both pass over it, but not over the same lines.
        if (hasOddLines(ours)) return;
        // Of a field that occurs twice we take the first, GMime the last.
        if (occurrences(ours, "Content-Type") > 1 || occurrences(ours, "Content-Transfer-Encoding") > 1) return;
        if (!type(ours, theirs, path)) return;
        if (occurrences(ours, "Content-Disposition") < 2) {
            text("disposition", ours.disposition, theirs.disposition, path, isPlainValue(ours, "Content-Disposition"));
        }
        if (occurrences(ours, "Content-ID") < 2) {
            text("id", ours.id, theirs.id, path, isMessageId(rawField(ours, "Content-ID")));
        }
        if (ours.kind == Node::Kind::leaf) leaf(ours, theirs, path);
        envelope(ours, theirs, path);
        children(ours, theirs, path);
    }

    std::vector<std::string> take() { return std::move(differences_); }

private:
    // False where there is no point in going on.
    bool type(const Node& ours, const Node& theirs, const std::string& path) {
        if (ours.type == theirs.type && ours.kind == theirs.kind) return true;
        const auto raw = rawField(ours, "Content-Type");
        // RFC 2045 5.2: text/plain for a type that cannot be read; GMime has application/octet-stream.
        if (ours.type == "text/plain" && occurrences(ours, "Content-Type") == 1 && !mime::parseContentType(raw))
            return false;
        // A multipart without boundary: we show its text, GMime a multipart without parts.
        if (ours.type == "text/plain" && theirs.kind == Node::Kind::multipart && theirs.children.empty() &&
            !mime::findParameter(mime::parseContentType(raw)->parameters, "boundary").value_or("").size()) {
            return false;
        }
        // A message under base64 or quoted-printable has no parts that a section could name.
        if (ours.type == "application/octet-stream" && theirs.type.starts_with("message/") &&
            (ours.encoding == "base64" || ours.encoding == "quoted-printable" || ours.encoding == "x-uuencode")) {
            return false;
        }
        // In a type's own syntax errors (comments inside, spaces around "/") GMime is stricter.
        if (ours.kind == theirs.kind && !isPlainValue(ours, "Content-Type")) return false;
        differ(path, "type", ours.type, theirs.type);
        return false;
    }

    void leaf(const Node& ours, const Node& theirs, const std::string& path) {
        if (ours.encoding != theirs.encoding) {
            const auto raw = rawField(ours, "Content-Transfer-Encoding");
            // GMime wants the bare token: no comment, no parameter, no quotes.
            const bool bare = raw.find_first_of(" ;(\"\t") == std::string::npos;
            if (bare) differ(path, "encoding", ours.encoding, theirs.encoding);
            return;
        }
        if (ours.fileName != theirs.fileName && occurrences(ours, "Content-Disposition") < 2 &&
            isPlainValue(ours, "Content-Disposition") && isPlainValue(ours, "Content-Type")) {
            differ(path, "file name", ours.fileName, theirs.fileName);
        }
        if (ours.content == theirs.content || ours.malformedContent) return;
        // RFC 2045 6.7 (3): white space at a line's end was added on the way; GMime keeps it.
        if (ours.encoding == "quoted-printable" &&
            withoutTrailingSpace(ours.content) == withoutTrailingSpace(theirs.content)) {
            return;
        }
        // GMime leaves a CR where the closing delimiter ends the message without a line end.
        if (theirs.content == ours.content + "\r") return;
        // In a message of CRLF GMime takes two octets away before a boundary, even if a bare LF was there.
        if (ours.mixedLineEnds && ours.content.size() == theirs.content.size() + 1 &&
            ours.content.starts_with(theirs.content)) {
            return;
        }
        // A body of mixed line ends before a boundary: see above, and GMime's own end of data.
        if (ours.mixedLineEnds && withoutTrailingSpace(ours.content) == withoutTrailingSpace(theirs.content)) return;
        // Several texts with a begin line: we decode the first, as the file it is.
        if (ours.encoding == "x-uuencode") return;
        differ(path, "content", std::to_string(ours.content.size()), std::to_string(theirs.content.size()));
    }

    void envelope(const Node& ours, const Node& theirs, const std::string& path) {
        if (occurrences(ours, "Subject") < 2 && isPlainText(rawField(ours, "Subject"))) {
            text("subject", text::toNfc(ours.subject.value_or("")), text::toNfc(theirs.subject.value_or("")), path,
                 true);
        }
        if (occurrences(ours, "Message-ID") < 2) {
            text("message id", ours.messageId.value_or(""), theirs.messageId.value_or(""), path,
                 isMessageId(rawField(ours, "Message-ID")));
        }
        // Of bad addresses GMime drops some and mends others.
        if (ours.from != theirs.from && isCleanField(ours, "From") && isCleanList(ours.from)) {
            differ(path, "from", joined(ours.from), joined(theirs.from));
        }
        if (ours.to != theirs.to && isCleanField(ours, "To") && isCleanList(ours.to)) {
            differ(path, "to", joined(ours.to), joined(theirs.to));
        }
    }

    void children(const Node& ours, const Node& theirs, const std::string& path) {
        // What node() allows below makes for other children here.
        if (std::ranges::any_of(ours.children, hasOddHeader)) return;
        // GMime does not find a boundary parameter behind a missing semicolon and the like.
        if (theirs.children.empty() && !isCleanParameterList(rawField(ours, "Content-Type"))) return;
        if (ours.children.size() != theirs.children.size()) {
            differ(path, "children", std::to_string(ours.children.size()), std::to_string(theirs.children.size()));
            return;
        }
        for (std::size_t i = 0; i < ours.children.size(); ++i) {
            node(ours.children[i], theirs.children[i], path + "." + std::to_string(i + 1));
        }
    }

    // A value that RFC 2045 and RFC 2231 fully describe, in charsets that both know.
    static bool isPlainValue(const Node& node, ByteView name) {
        const auto raw = rawField(node, name);
        return raw.empty() || (isPlainText(raw) && isCleanParameterList(raw) && raw.find('\'') == std::string::npos);
    }

    static bool isMessageId(ByteView raw) {
        if (raw.empty()) return true;
        if (!raw.starts_with('<') || !raw.ends_with('>')) return false;
        const auto inner = raw.substr(1, raw.size() - 2);
        const auto at = inner.find('@');
        return at != ByteView::npos && isDotAtom(inner.substr(0, at)) && isDotAtom(inner.substr(at + 1));
    }

    void text(const char* what, const std::string& ours, const std::string& theirs, const std::string& path,
              bool comparable) {
        if (ours != theirs && comparable) differ(path, what, ours, theirs);
    }

    static std::string joined(const std::vector<std::string>& list) {
        std::string out;
        for (const auto& item : list) out.append(item).append(" ");
        return out;
    }

    void differ(const std::string& path, const char* what, const std::string& ours, const std::string& theirs) {
        differences_.push_back(path + " " + what + ": ours [" + ours.substr(0, 200) + "] GMime [" +
                               theirs.substr(0, 200) + "]");
    }

    std::vector<std::string> differences_;
};

}  // namespace

Node readWithOurs(ByteView message) {
    const auto summary = mime::summarise(message);
    auto node = nodeOf(summary, 0, message);
    addEnvelope(summary.envelope, node);
    return node;
}

std::vector<std::string> compare(const Node& ours, const Node& theirs) {
    Comparison comparison;
    comparison.node(ours, theirs, "0");
    return comparison.take();
}

}  // namespace tram::oracle
