// A stack of open parts and a map from open boundaries to it. Each line is looked at once; only lines that
// begin with "--" are looked up, by their whole text: no cost depends on how many boundaries are open.
#include "mime/part_tree.hpp"

#include <algorithm>
#include <functional>
#include <unordered_map>

#include "base/limits.hpp"
#include "mime/header_fields.hpp"
#include "text/utf8.hpp"

namespace tram::mime {
namespace {

struct BoundaryHash {
    using is_transparent = void;
    std::size_t operator()(ByteView boundary) const noexcept { return std::hash<ByteView>{}(boundary); }
};

// Cuts strings to what a summary may hold.
class TextBudget {
public:
    std::string take(std::string text) {
        const auto allowed = std::min(left_, limits::mime::summaryString);
        if (text.size() > allowed) text.resize(text::utf8Prefix(text, allowed).size());
        left_ -= text.size();
        return text;
    }
    // Whether something of that size still fits as a whole; if so it is taken.
    bool fits(std::size_t octets) {
        if (octets > left_) return false;
        left_ -= octets;
        return true;
    }

private:
    std::size_t left_ = limits::mime::summaryText;
};

// What every kept item costs besides its text, so that many empty ones are bounded, too.
constexpr std::size_t itemCost = 4;

constexpr std::uint32_t notOpen = UINT32_MAX;

struct Open {
    std::uint32_t part;
    std::uint64_t bodyLine;            // lines before the body
    std::string boundary;              // empty: none, or closed
    std::uint32_t shadowed = notOpen;  // who had the same boundary before
};

struct Line {
    std::size_t begin;
    std::size_t end;  // its LF included
};

enum class BoundaryKind : std::uint8_t { delimiter, close };

struct BoundaryHit {
    std::uint32_t level;  // in the stack
    BoundaryKind kind;
};

class Parser {
public:
    explicit Parser(ByteView message) : message_(message) { summary_.size = message.size(); }

    MessageSummary parse() {
        beginPart(Part::none, false);
        bool inHeader = true;
        for (;;) {
            if (inHeader) {
                header();
                inHeader = beginBody();  // an enclosed message begins with a header again
                continue;
            }
            const auto hit = nextBoundary();
            if (!hit) break;
            inHeader = boundary(*hit);
        }
        closeDownTo(0, message_.size(), line_);
        return std::move(summary_);
    }

private:
    Part& part() { return summary_.parts[open_.back().part]; }
    [[nodiscard]] bool atEnd() const { return at_ == message_.size(); }

    // Empty at the end of the message.
    [[nodiscard]] Line lineAt(std::size_t begin) const {
        const auto end = message_.find('\n', begin);
        return {begin, end == ByteView::npos ? message_.size() : end + 1};
    }

    [[nodiscard]] ByteView textOf(const Line& line) const { return message_.substr(line.begin, line.end - line.begin); }

    void pass(const Line& line) {
        at_ = line.end;
        if (message_[line.end - 1] == '\n') ++line_;
    }

    void beginPart(std::uint32_t parent, bool inDigest) {
        const auto index = static_cast<std::uint32_t>(summary_.parts.size());
        auto& fresh = summary_.parts.emplace_back();
        fresh.parent = parent;
        fresh.headerStart = at_;
        if (inDigest) {  // [RFC2046 5.1.5]
            fresh.type = "message";
            fresh.subtype = "rfc822";
        }
        envelope_ = nullptr;
        if (parent == Part::none) {
            envelope_ = &summary_.envelope;
        } else if (summary_.parts[parent].kind == Part::Kind::message) {
            summary_.parts[parent].envelope = static_cast<std::uint32_t>(summary_.enclosed.size());
            envelope_ = &summary_.enclosed.emplace_back();
        }
        open_.push_back({index, 0, {}});
        sawType_ = false;
        sawEncoding_ = false;
        sawDisposition_ = false;
        sawLanguage_ = false;
    }

    // Reads the header section that begins here; a boundary ends it, too.
    void header() {
        HeaderScanner scanner;
        std::size_t fieldBegin = 0;
        std::size_t fieldEnd = 0;
        const auto flush = [&] {
            if (fieldEnd > fieldBegin) field(message_.substr(fieldBegin, fieldEnd - fieldBegin));
            fieldBegin = fieldEnd = 0;
        };
        auto line = lineAt(at_);
        for (bool more = true; more && !atEnd();) {
            if (boundaryAt(line)) break;
            const auto next = lineAt(line.end);
            const auto verdict = scanner.judge(textOf(line), textOf(next));
            if (verdict == HeaderScanner::Verdict::notHeader) break;
            if (verdict != HeaderScanner::Verdict::continuation) flush();
            if (verdict == HeaderScanner::Verdict::field) fieldBegin = line.begin;
            if (verdict == HeaderScanner::Verdict::field || verdict == HeaderScanner::Verdict::continuation)
                fieldEnd = line.end;
            more = verdict != HeaderScanner::Verdict::lastLine;
            pass(line);
            line = next;
        }
        flush();
        part().bodyStart = at_;
    }

    void field(ByteView whole) {
        const auto colon = whole.find(':');
        auto name = whole.substr(0, colon);
        while (name.ends_with(' ') || name.ends_with('\t')) name.remove_suffix(1);
        const auto value = whole.substr(colon + 1);
        const auto contentPrefix = ByteView("Content-");
        if (name.size() > contentPrefix.size() && sameName(name.substr(0, contentPrefix.size()), contentPrefix)) {
            contentField(name.substr(contentPrefix.size()), value);
        } else if (envelope_ != nullptr) {
            envelopeField(name, value);
        }
    }

    void text(std::optional<std::string>& to, ByteView value) {
        if (!to && budget_.fits(itemCost)) to = budget_.take(unfold(value));
    }

    void keep(Parameters parameters, Parameters& to) {
        for (auto& parameter : parameters) {
            if (!budget_.fits(itemCost)) return;
            parameter.name = budget_.take(std::move(parameter.name));
            parameter.value = budget_.take(std::move(parameter.value));
            to.push_back(std::move(parameter));
        }
    }

    void contentField(ByteView name, ByteView value) {
        auto& p = part();
        if (sameName(name, "Type")) {
            if (!sawType_) contentType(value);
            sawType_ = true;
        } else if (sameName(name, "Transfer-Encoding")) {
            if (sawEncoding_) return;
            sawEncoding_ = true;
            p.encoding = parseTransferEncoding(value);
            if (p.encoding == TransferEncoding::other) text(p.otherEncoding, value);
        } else if (sameName(name, "Disposition")) {
            if (sawDisposition_) return;
            sawDisposition_ = true;
            if (auto disposition = parseDisposition(value); disposition && budget_.fits(itemCost)) {
                p.disposition.emplace();
                p.disposition->type = budget_.take(std::move(disposition->type));
                keep(std::move(disposition->parameters), p.disposition->parameters);
            }
        } else if (sameName(name, "ID")) {
            text(p.id, value);
        } else if (sameName(name, "Description")) {
            text(p.description, value);
        } else if (sameName(name, "MD5")) {
            text(p.md5, value);
        } else if (sameName(name, "Location")) {
            text(p.location, value);
        } else if (sameName(name, "Language")) {
            if (!sawLanguage_) languages(value);
            sawLanguage_ = true;
        }
    }

    void contentType(ByteView value) {
        auto& p = part();
        boundary_.clear();
        auto contentType = parseContentType(value);
        if (!contentType) {
            // Unreadable: the default of RFC 2045 5.2, in a digest, too.
            p.type = "text";
            p.subtype = "plain";
            return;
        }
        if (const auto declared = findParameter(contentType->parameters, "boundary")) {
            boundary_ = *declared;
            boundary_.erase(boundary_.find_last_not_of(" \t") + 1);
            if (boundary_.size() > limits::mime::boundary) boundary_.clear();
        }
        if (!budget_.fits(contentType->type.size() + contentType->subtype.size())) {
            becomeOpaque(p);
            return;
        }
        p.type = std::move(contentType->type);
        p.subtype = std::move(contentType->subtype);
        keep(std::move(contentType->parameters), p.parameters);
    }

    void languages(ByteView value) {
        const auto list = unfold(value);
        auto& to = part().languages;
        for (std::size_t at = 0; at < list.size() && to.size() < limits::mime::languages;) {
            const auto end = std::min(list.find(',', at), list.size());
            auto tag = unfold(ByteView(list).substr(at, end - at));
            tag.resize(std::min(tag.find_first_of(" \t("), tag.size()));
            if (!tag.empty() && budget_.fits(itemCost)) to.push_back(budget_.take(std::move(tag)));
            at = end + 1;
        }
    }

    void envelopeField(ByteView name, ByteView value) {
        auto& e = *envelope_;
        switch (name.size()) {
            case 2:
                if (sameName(name, "To")) addresses(e.to, value);
                if (sameName(name, "Cc")) addresses(e.cc, value);
                break;
            case 3:
                if (sameName(name, "Bcc")) addresses(e.bcc, value);
                break;
            case 4:
                if (sameName(name, "From")) addresses(e.from, value);
                if (sameName(name, "Date")) text(e.date, value);
                break;
            case 6:
                if (sameName(name, "Sender")) addresses(e.sender, value);
                break;
            case 7:
                if (sameName(name, "Subject")) text(e.subject, value);
                break;
            case 8:
                if (sameName(name, "Reply-To")) addresses(e.replyTo, value);
                break;
            case 10:
                if (sameName(name, "Message-ID")) text(e.messageId, value);
                break;
            case 11:
                if (sameName(name, "In-Reply-To")) text(e.inReplyTo, value);
                break;
            default:
                break;
        }
    }

    void addresses(std::vector<Address>& to, ByteView value) {
        for (auto& address : parseAddressList(value)) {
            if (to.size() >= limits::mime::addresses || !budget_.fits(itemCost)) return;
            address.name = budget_.take(std::move(address.name));
            address.route = budget_.take(std::move(address.route));
            address.localPart = budget_.take(std::move(address.localPart));
            address.domain = budget_.take(std::move(address.domain));
            to.push_back(std::move(address));
        }
    }

    // The part's header is read: what it is. True where a header follows at once (an enclosed message).
    bool beginBody() {
        open_.back().bodyLine = line_;
        auto boundary = std::move(boundary_);
        boundary_.clear();
        auto& p = part();
        const bool room = open_.size() < limits::mime::depth && summary_.parts.size() < limits::mime::parts;
        if (p.type == "multipart") {
            if (boundary.empty()) {
                p.type = "text";
                p.subtype = "plain";
            } else if (!room) {
                becomeOpaque(p);
            } else {
                p.kind = Part::Kind::multipart;
                openBoundary(std::move(boundary));
            }
            return false;
        }
        if (p.type != "message" || (p.subtype != "rfc822" && p.subtype != "global")) return false;
        const bool plain = p.encoding != TransferEncoding::base64 && p.encoding != TransferEncoding::quotedPrintable &&
                           p.encoding != TransferEncoding::uuencode;
        if (!room || !plain) {
            becomeOpaque(p);
            return false;
        }
        p.kind = Part::Kind::message;
        beginPart(open_.back().part, false);
        return true;
    }

    static void becomeOpaque(Part& part) {
        part.type = "application";
        part.subtype = "octet-stream";
    }

    void openBoundary(std::string boundary) {
        const auto level = static_cast<std::uint32_t>(open_.size() - 1);
        const auto [at, fresh] = boundaries_.try_emplace(boundary, level);
        if (!fresh) {
            open_.back().shadowed = at->second;
            at->second = level;
        }
        open_.back().boundary = std::move(boundary);
    }

    void forgetBoundary(Open& open) {
        if (open.boundary.empty()) return;
        const auto at = boundaries_.find(open.boundary);
        if (open.shadowed == notOpen) {
            boundaries_.erase(at);
        } else {
            at->second = open.shadowed;
        }
        open.boundary.clear();
    }

    [[nodiscard]] std::optional<BoundaryHit> boundaryAt(const Line& line) const {
        if (line.end - line.begin < 3 || message_[line.begin] != '-' || message_[line.begin + 1] != '-') {
            return std::nullopt;
        }
        if (boundaries_.empty()) return std::nullopt;
        auto candidate = message_.substr(line.begin + 2, line.end - line.begin - 2);
        if (candidate.ends_with('\n')) candidate.remove_suffix(1);
        // Transport padding; "\r\r\n" is what a text mode made of CRLF.
        while (candidate.ends_with(' ') || candidate.ends_with('\t') || candidate.ends_with('\r'))
            candidate.remove_suffix(1);
        if (candidate.empty() || candidate.size() > limits::mime::boundary + 2) return std::nullopt;
        std::optional<BoundaryHit> hit;
        if (const auto at = boundaries_.find(candidate); at != boundaries_.end()) {
            hit = {at->second, BoundaryKind::delimiter};
        }
        // "--a--" may close "a" or separate "a--": the innermost is meant.
        if (candidate.size() > 2 && candidate.ends_with("--")) {
            const auto at = boundaries_.find(candidate.substr(0, candidate.size() - 2));
            if (at != boundaries_.end() && (!hit || at->second > hit->level)) {
                hit = {at->second, BoundaryKind::close};
            }
        }
        return hit;
    }

    // From here to the next boundary, which is passed; nothing: the message ended.
    std::optional<BoundaryHit> nextBoundary() {
        while (!atEnd()) {
            const auto line = lineAt(at_);
            if (const auto hit = boundaryAt(line)) {
                hitLine_ = line;
                hitLineNumber_ = line_;
                pass(line);
                return hit;
            }
            pass(line);
        }
        return std::nullopt;
    }

    // True where a new part begins.
    bool boundary(const BoundaryHit& hit) {
        auto bodyEnd = hitLine_.begin;
        auto lines = hitLineNumber_;
        if (bodyEnd > 0 && message_[bodyEnd - 1] == '\n') {
            --bodyEnd;
            --lines;
            if (bodyEnd > 0 && message_[bodyEnd - 1] == '\r') --bodyEnd;
        }
        const bool full = summary_.parts.size() >= limits::mime::parts;
        // With no room for another part the last one takes all that follows, the closing delimiter apart.
        if (full && hit.kind == BoundaryKind::delimiter) return false;
        closeDownTo(hit.level + 1, bodyEnd, lines);
        if (hit.kind == BoundaryKind::close) {
            forgetBoundary(open_.back());
            return false;
        }
        const auto parent = open_.back().part;
        const auto& p = summary_.parts[parent];
        beginPart(parent, p.subtype == "digest");
        return true;
    }

    // Ends all parts above that level of the stack.
    void closeDownTo(std::uint32_t level, std::uint64_t bodyEnd, std::uint64_t lines) {
        while (open_.size() > level) {
            auto& open = open_.back();
            auto& p = summary_.parts[open.part];
            // A header that a boundary ended may reach over the line end before it: what contains it does, too.
            bodyEnd = std::max(p.bodyStart, bodyEnd);
            p.bodyEnd = bodyEnd;
            p.lines = p.bodyEnd > p.bodyStart && lines > open.bodyLine ? lines - open.bodyLine : 0;
            p.end = static_cast<std::uint32_t>(summary_.parts.size());
            forgetBoundary(open);
            open_.pop_back();
        }
    }

    ByteView message_;
    std::size_t at_ = 0;
    std::uint64_t line_ = 0;  // line ends before at_
    MessageSummary summary_;
    TextBudget budget_;
    std::vector<Open> open_;
    std::unordered_map<std::string, std::uint32_t, BoundaryHash, std::equal_to<>> boundaries_;
    Line hitLine_{};
    std::uint64_t hitLineNumber_ = 0;

    // The header under way.
    Envelope* envelope_ = nullptr;
    std::string boundary_;
    bool sawType_ = false;
    bool sawEncoding_ = false;
    bool sawDisposition_ = false;
    bool sawLanguage_ = false;
};

std::optional<std::uint32_t> childNumber(const MessageSummary& summary, std::uint32_t part, std::uint32_t number) {
    if (number == 0) return std::nullopt;
    const auto& parts = summary.parts;
    for (auto child = part + 1; child < parts[part].end; child = parts[child].end) {
        if (--number == 0) return child;
    }
    return std::nullopt;
}

}  // namespace

MessageSummary summarise(ByteView message) {
    return Parser(message).parse();
}

std::optional<std::uint32_t> findSection(const MessageSummary& summary, std::span<const std::uint32_t> section) {
    std::uint32_t at = 0;
    bool isRoot = true;  // `at` is the root part of a message, of which sections count
    for (const auto number : section) {
        if (!isRoot && summary.parts[at].kind == Part::Kind::message) {
            ++at;
            isRoot = true;
        }
        if (summary.parts[at].kind == Part::Kind::multipart) {
            const auto child = childNumber(summary, at, number);
            if (!child) return std::nullopt;
            at = *child;
        } else if (!isRoot || number != 1) {
            return std::nullopt;
        }
        isRoot = false;
    }
    return at;
}

std::optional<std::uint32_t> enclosedRoot(const MessageSummary& summary, std::uint32_t part) {
    if (part >= summary.parts.size() || summary.parts[part].kind != Part::Kind::message) return std::nullopt;
    return part + 1;
}

}  // namespace tram::mime
