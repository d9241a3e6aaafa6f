#include "proto/imap/searcher.hpp"

#include <algorithm>

#include "mime/date.hpp"
#include "mime/encoded_word.hpp"
#include "mime/header_fields.hpp"
#include "mime/text_extract.hpp"
#include "text/charset.hpp"

namespace tram::imap {

namespace {

using Kind = SearchKey::Kind;

std::int64_t secondsOf(std::chrono::sys_days day) {
    return std::chrono::duration_cast<std::chrono::seconds>(day.time_since_epoch()).count();
}

constexpr std::int64_t secondsOfDay = 86'400;

// Days are those of the clock that stands beside them; time and zone are disregarded. [RFC9051 6.4.4]
bool meetsDay(Kind kind, std::int64_t local, std::int64_t day) {
    switch (kind) {
        case Kind::before:
        case Kind::sentBefore:
            return local < day;
        case Kind::on:
        case Kind::sentOn:
            return local >= day && local < day + secondsOfDay;
        default:
            return local >= day;
    }
}

// What an address field shows to people; nothing where the summary may have cut it.
std::optional<std::string> addressText(const std::vector<mime::Address>& addresses) {
    if (addresses.size() >= limits::mime::addresses) return std::nullopt;
    std::string text;
    for (const auto& address : addresses) {
        if (!text.empty()) text += ", ";
        text += mime::displayName(address);
        if (address.kind != mime::Address::Kind::mailbox) continue;
        text += " <" + mime::addressSpec(address) + '>';
    }
    return text;
}

// The text of a field that the summary has, decoded; nothing where the header itself has to be read.
std::optional<std::string> summaryText(const mime::Envelope& envelope, const CompiledKey& key) {
    const ByteView field = key.field;
    const auto whole = [](const std::optional<std::string>& value) -> std::optional<std::string> {
        if (!value) return std::string{};
        if (value->size() + 8 >= limits::mime::summaryString) return std::nullopt;
        return mime::decodeHeaderText(*value);
    };
    // An absent subject is "not there" to a search for text; the empty text is asked of the header.
    if (mime::sameName(field, "Subject")) return whole(envelope.subject);
    if (mime::sameName(field, "Message-ID")) return whole(envelope.messageId);
    // HEADER means what stands after the colon. [RFC9051 6.4.4]
    if (key.asWritten) return std::nullopt;
    if (mime::sameName(field, "From")) return addressText(envelope.from);
    if (mime::sameName(field, "To")) return addressText(envelope.to);
    if (mime::sameName(field, "Cc")) return addressText(envelope.cc);
    if (mime::sameName(field, "Bcc")) return addressText(envelope.bcc);
    return std::nullopt;
}

bool anyFieldContains(ByteView section, const text::SearchKey& needle) {
    const auto contains = [&](const std::optional<std::string>& text) { return text && needle.foundIn(*text); };
    for (const auto& field : mime::HeaderFields(section)) {
        std::string line(field.name);
        line += ": ";
        line += mime::decodeHeaderText(field.value);
        if (needle.foundIn(line)) return true;
        // Names of files, which RFC 2231 writes in pieces and per cent.
        if (mime::sameName(field.name, "Content-Type")) {
            const auto type = mime::parseContentType(field.value);
            if (type && contains(mime::parameterText(type->parameters, "name"))) return true;
        } else if (mime::sameName(field.name, "Content-Disposition")) {
            const auto disposition = mime::parseDisposition(field.value);
            if (disposition && contains(mime::parameterText(disposition->parameters, "filename"))) return true;
        }
    }
    return false;
}

std::uint64_t keywordMask(const Context& context, ByteView name) {
    const auto& names = context.selected->keywords();
    const auto at = std::ranges::find_if(names, [&](const auto& known) { return mime::sameName(known, name); });
    return at == names.end() ? 0 : 1ULL << (at - names.begin());
}

}  // namespace

CompiledKey CompiledKey::of(const Context& context, const SearchKey& key, ByteView charset,
                            std::chrono::sys_seconds now) {
    CompiledKey compiled;
    compiled.kind = key.kind;
    compiled.number = key.number;
    compiled.field = key.field;
    compiled.asWritten = key.asWritten;
    for (const auto& child : key.children) compiled.children.push_back(of(context, child, charset, now));
    switch (key.kind) {
        case Kind::set:
            compiled.positions = matchingPositions(context, key.set, Numbering::sequence);
            break;
        case Kind::uids:
            compiled.positions = matchingPositions(context, key.set, Numbering::uid);
            break;
        case Kind::keyword:
            compiled.mask = keywordMask(context, key.text);
            break;
        case Kind::younger:
        case Kind::older:
            compiled.seconds = now.time_since_epoch().count() -
                               static_cast<std::int64_t>(std::min<std::uint64_t>(key.number, UINT32_MAX));
            break;
        case Kind::header:
        case Kind::body:
        case Kind::text:
            compiled.emptyText = key.text.empty();
            compiled.needle.emplace(text::decodeToUtf8(key.text, charset).utf8);
            break;
        default:
            compiled.mask = static_cast<std::uint64_t>(key.flag);
            compiled.seconds = secondsOf(key.date);
            break;
    }
    return compiled;
}

std::optional<std::vector<IndexRange>> CompiledKey::bound() const {
    if (kind == Kind::set || kind == Kind::uids) return positions;
    if (kind == Kind::none) return std::vector<IndexRange>{};
    if (kind != Kind::conjunction) return std::nullopt;
    std::optional<std::vector<IndexRange>> least;
    for (const auto& child : children) {
        auto own = child.bound();
        if (own && (!least || countOf(*own) < countOf(*least))) least = std::move(own);
    }
    return least;
}

bool CompiledKey::asksForText() const {
    return kind == Kind::header || kind == Kind::body || kind == Kind::text ||
           std::ranges::any_of(children, &CompiledKey::asksForText);
}

void Searcher::announce(std::span<const PlacedEntry> entries) {
    std::vector<BlobId> blobs;
    for (const auto& placed : entries) {
        placed_ = &placed;
        if (ask(key_, Depth::entry) == Answer::unknown) blobs.push_back(placed.entry.blob);
    }
    if (blobs.size() < 2) return;
    backend_.willRead(blobs, Backend::Reading::summaries);
    if (key_.asksForText()) backend_.willRead(blobs, Backend::Reading::bodies);
}

bool Searcher::matches(const PlacedEntry& placed) {
    placed_ = &placed;
    summary_.reset();
    header_.reset();
    whole_.reset();
    unreadable_ = false;
    for (const auto depth : {Depth::entry, Depth::summary, Depth::header, Depth::text}) {
        const auto answer = ask(key_, depth);
        if (answer != Answer::unknown) return answer == Answer::yes;
    }
    return false;
}

Searcher::Answer Searcher::ask(const CompiledKey& key, Depth depth) {
    switch (key.kind) {
        case Kind::conjunction: {
            auto all = Answer::yes;
            for (const auto& child : key.children) {
                const auto answer = ask(child, depth);
                if (answer == Answer::no) return answer;
                if (answer == Answer::unknown) all = answer;
            }
            return all;
        }
        case Kind::disjunction: {
            auto any = Answer::no;
            for (const auto& child : key.children) {
                const auto answer = ask(child, depth);
                if (answer == Answer::yes) return answer;
                if (answer == Answer::unknown) any = answer;
            }
            return any;
        }
        case Kind::negation: {
            const auto answer = ask(key.children.front(), depth);
            if (answer == Answer::unknown) return answer;
            return answer == Answer::yes ? Answer::no : Answer::yes;
        }
        case Kind::sentBefore:
        case Kind::sentOn:
        case Kind::sentSince:
            return askSent(key, depth);
        case Kind::header:
            return askHeader(key, depth);
        case Kind::body:
        case Kind::text:
            return askText(key, depth);
        default:
            return askEntry(key);
    }
}

Searcher::Answer Searcher::askEntry(const CompiledKey& key) const {
    const auto& entry = placed_->entry;
    const auto is = [](bool value) { return value ? Answer::yes : Answer::no; };
    switch (key.kind) {
        case Kind::all:
            return Answer::yes;
        case Kind::set:
        case Kind::uids:
            return is(contains(key.positions, placed_->index));
        case Kind::withFlag:
            return is((entry.flags & key.mask) != 0);
        case Kind::withoutFlag:
            return is((entry.flags & key.mask) == 0);
        case Kind::keyword:
            return is((entry.keywords & key.mask) != 0);
        case Kind::before:
        case Kind::on:
        case Kind::since:
            return is(meetsDay(key.kind, entry.internalDate + entry.internalZone * 60LL, key.seconds));
        case Kind::larger:
            return is(entry.size > key.number);
        case Kind::smaller:
            return is(entry.size < key.number);
        case Kind::younger:
            return is(entry.internalDate >= key.seconds);
        case Kind::older:
            return is(entry.internalDate <= key.seconds);
        case Kind::modSequence:
            return is(entry.modSequence.value >= key.number);
        default:
            return Answer::no;
    }
}

const mime::MessageSummary* Searcher::summary() {
    if (!summary_) {
        auto found = summaryOf(backend_, placed_->entry);
        if (found) cost_ += limits::KiB;
        summary_ = found ? *std::move(found) : SharedSummary{};
    }
    return summary_->get();
}

const Bytes* Searcher::header() {
    if (!header_ && !unreadable_ && summary() != nullptr) {
        auto read = readHeader(backend_, placed_->entry.blob, summary()->parts.front());
        if (read) {
            cost_ += read->size();
            header_ = *std::move(read);
        }
    }
    if (!header_) unreadable_ = true;
    return header_ ? &*header_ : nullptr;
}

Searcher::Answer Searcher::askSent(const CompiledKey& key, Depth depth) {
    if (depth < Depth::summary) return Answer::unknown;
    const auto* found = summary();
    if (found == nullptr || !found->envelope.date) return Answer::no;
    const auto date = mime::parseDate(*found->envelope.date);
    if (!date) return Answer::no;
    const auto local = secondsOf(std::chrono::sys_days{date->localDay()});
    return meetsDay(key.kind, local, key.seconds) ? Answer::yes : Answer::no;
}

Searcher::Answer Searcher::askHeader(const CompiledKey& key, Depth depth) {
    if (depth < Depth::summary) return Answer::unknown;
    if (depth == Depth::summary && !key.emptyText) {
        const auto* found = summary();
        if (found == nullptr) return Answer::no;
        const auto text = summaryText(found->envelope, key);
        if (text) return key.needle->foundIn(*text) ? Answer::yes : Answer::no;
    }
    if (depth < Depth::header) return Answer::unknown;
    const auto* section = header();
    if (section == nullptr) return Answer::no;
    for (const auto& field : mime::HeaderFields(*section)) {
        if (!mime::sameName(field.name, key.field)) continue;
        if (key.emptyText || key.needle->foundIn(mime::decodeHeaderText(field.value))) return Answer::yes;
    }
    return Answer::no;
}

Searcher::Answer Searcher::askText(const CompiledKey& key, Depth depth) {
    if (key.emptyText) return Answer::yes;
    if (depth < Depth::text) return Answer::unknown;
    if (summary() == nullptr) return Answer::no;
    if (key.kind == Kind::text && headerContains(*key.needle)) return Answer::yes;
    if (bodyContains(*key.needle)) return Answer::yes;
    return key.kind == Kind::text && partHeadersContain(*key.needle) ? Answer::yes : Answer::no;
}

bool Searcher::headerContains(const text::SearchKey& needle) {
    const auto* section = header();
    if (section == nullptr) return false;
    return anyFieldContains(*section, needle);
}

// "(including MIME header fields)": an attachment is found by its name. [RFC9051 6.4.4]
bool Searcher::partHeadersContain(const text::SearchKey& needle) {
    const auto& parts = summary()->parts;
    for (std::size_t i = 1; i < parts.size(); ++i) {
        const auto& part = parts[i];
        if (part.bodyStart == part.headerStart) continue;
        if (whole_) {
            const auto section = ByteView(*whole_).substr(part.headerStart, part.bodyStart - part.headerStart);
            if (anyFieldContains(section, needle)) return true;
        } else if (const auto section = readHeader(backend_, placed_->entry.blob, part)) {
            cost_ += section->size();
            if (anyFieldContains(*section, needle)) return true;
        }
    }
    return false;
}

bool Searcher::bodyContains(const text::SearchKey& needle) {
    if (placed_->entry.size > limits::MiB) return largeBodyContains(needle);
    if (!whole_ && !unreadable_) {
        auto read = readSpan(backend_, placed_->entry.blob, {0, placed_->entry.size});
        if (read) {
            cost_ += read->size();
            whole_ = *std::move(read);
        } else {
            unreadable_ = true;
        }
    }
    if (!whole_) return false;
    const auto visitor = [&](ByteView utf8) { return needle.foundIn(utf8) ? mime::Visit::stop : mime::Visit::goOn; };
    return mime::visitBodyText(*summary(), *whole_, needle.longestMatch(), visitor) == mime::Visit::stop;
}

// Part by part: what makes a message large is seldom text.
bool Searcher::largeBodyContains(const text::SearchKey& needle) {
    const auto& parts = summary()->parts;
    const auto visitor = [&](ByteView utf8) { return needle.foundIn(utf8) ? mime::Visit::stop : mime::Visit::goOn; };
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const auto& part = parts[i];
        const bool enclosed = i > 0 && parts[part.parent].kind == mime::Part::Kind::message;
        const bool text = part.kind == mime::Part::Kind::leaf && part.type == "text";
        if (!enclosed && !text) continue;
        const auto end = text ? part.bodyEnd : part.bodyStart;
        const auto bytes = readSpan(backend_, placed_->entry.blob, {part.headerStart, end - part.headerStart});
        if (!bytes) continue;
        cost_ += bytes->size();
        if (enclosed) {
            const auto section = ByteView(*bytes).substr(0, part.bodyStart - part.headerStart);
            for (const auto& field : mime::HeaderFields(section)) {
                if (needle.foundIn(mime::decodeHeaderText(field.value))) return true;
            }
        }
        if (!text) continue;
        // As a message of its own that begins with this part's header.
        mime::MessageSummary alone;
        alone.size = bytes->size();
        alone.parts.push_back(part);
        auto& only = alone.parts.front();
        only.parent = mime::Part::none;
        only.end = 1;
        only.bodyStart -= part.headerStart;
        only.bodyEnd -= part.headerStart;
        only.headerStart = 0;
        if (mime::visitBodyText(alone, *bytes, needle.longestMatch(), visitor) == mime::Visit::stop) return true;
    }
    return false;
}

}  // namespace tram::imap
