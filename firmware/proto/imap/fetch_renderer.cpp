#include "proto/imap/fetch_renderer.hpp"

#include <algorithm>
#include <array>

#include "mime/header_fields.hpp"
#include "mime/part_tree.hpp"
#include "proto/imap/date_time.hpp"
#include "proto/imap/flag_list.hpp"
#include "proto/imap/message_reader.hpp"
#include "proto/imap/response_writer.hpp"

namespace tram::imap {

namespace {

using Kind = FetchItem::Kind;

bool isSectionItem(Kind kind) {
    return kind == Kind::section || kind == Kind::rfc822 || kind == Kind::rfc822Header || kind == Kind::rfc822Text;
}

std::optional<Partial> partialOf(const FetchItem& item) {
    if (!item.partial) return std::nullopt;
    return Partial{item.partial->first, item.partial->second};
}

// "1.2.HEADER.FIELDS (DATE FROM)", as the client has it. [RFC9051 7.5.2]
void appendSectionName(Bytes& out, const Section& section) {
    bool first = true;
    for (const auto number : section.part) {
        if (!first) out += '.';
        first = false;
        appendNumber(out, number);
    }
    if (section.text == Section::Text::none) return;
    if (!section.part.empty()) out += '.';
    switch (section.text) {
        case Section::Text::none:
            break;
        case Section::Text::header:
            out += "HEADER";
            break;
        case Section::Text::text:
            out += "TEXT";
            break;
        case Section::Text::mime:
            out += "MIME";
            break;
        case Section::Text::headerFields:
        case Section::Text::headerFieldsNot:
            out += section.text == Section::Text::headerFields ? "HEADER.FIELDS (" : "HEADER.FIELDS.NOT (";
            for (const auto& field : section.fields) {
                if (out.back() != '(') out += ' ';
                appendAstring(out, field);
            }
            out += ')';
            break;
    }
}

void appendItemName(Bytes& out, const FetchItem& item) {
    switch (item.kind) {
        case Kind::rfc822:
            out += "RFC822 ";
            return;
        case Kind::rfc822Header:
            out += "RFC822.HEADER ";
            return;
        case Kind::rfc822Text:
            out += "RFC822.TEXT ";
            return;
        case Kind::binary:
            out += "BINARY[";
            break;
        case Kind::binarySize:
            out += "BINARY.SIZE[";
            break;
        default:
            out += "BODY[";
            break;
    }
    appendSectionName(out, item.section);
    out += ']';
    if (item.partial && item.kind != Kind::binarySize) {
        out += '<';
        appendNumber(out, item.partial->first);
        out += '>';
    }
    out += ' ';
}

// Where a section's octets are: in the blob, or made from its header.
struct SectionSource {
    Span span;
    const mime::Part* header = nullptr;  // fields are to be chosen from this part's header
};

std::optional<SectionSource> sourceOf(const MessageEntry& entry, const mime::MessageSummary& summary,
                                      const Section& section) {
    using Text = Section::Text;
    const auto at = mime::findSection(summary, section.part);
    if (!at) return std::nullopt;
    const auto headerSpan = [](const mime::Part& part) {
        return Span{part.headerStart, part.bodyStart - part.headerStart};
    };
    const auto bodySpan = [](const mime::Part& part) { return Span{part.bodyStart, part.bodySize()}; };
    const auto& part = summary.parts[*at];
    if (section.text == Text::none) {
        return SectionSource{section.part.empty() ? Span{0, entry.size} : bodySpan(part), nullptr};
    }
    if (section.text == Text::mime) {
        if (section.part.empty()) return std::nullopt;
        return SectionSource{headerSpan(part), nullptr};
    }
    // HEADER and TEXT are those of a message: this one, or one that the part encloses.
    const auto root = section.part.empty() ? std::optional<std::uint32_t>(0U) : mime::enclosedRoot(summary, *at);
    if (!root || (!section.part.empty() && part.kind != mime::Part::Kind::message)) return std::nullopt;
    const auto& message = summary.parts[*root];
    if (section.text == Text::header) return SectionSource{headerSpan(message), nullptr};
    if (section.text == Text::text) return SectionSource{bodySpan(message), nullptr};
    return SectionSource{headerSpan(message), &message};
}

Section rfc822Section(Kind kind) {
    Section section;
    if (kind == Kind::rfc822Header) section.text = Section::Text::header;
    if (kind == Kind::rfc822Text) section.text = Section::Text::text;
    return section;
}

// Everything that needs no reading of the message's octets.
void appendSimple(Context& context, const FetchItem& item, const MessageEntry& entry,
                  const mime::MessageSummary* summary) {
    auto& out = context.out;
    switch (item.kind) {
        case Kind::flags:
            out += "FLAGS ";
            appendFlags(out, entry.flags, entry.keywords, context.selected->keywords());
            break;
        case Kind::uid:
            out += "UID ";
            appendNumber(out, entry.uid.value);
            break;
        case Kind::internalDate:
            out += "INTERNALDATE ";
            appendInternalDate(out, entry.internalDate, entry.internalZone);
            break;
        case Kind::size:
            out += "RFC822.SIZE ";
            appendNumber(out, entry.size);
            break;
        case Kind::modSequence:
            out += "MODSEQ (";
            appendNumber(out, entry.modSequence.value);
            out += ')';
            break;
        case Kind::envelope:
            out += "ENVELOPE ";
            appendEnvelope(out, summary->envelope, context.form());
            break;
        case Kind::body:
            out += "BODY ";
            appendBodyStructure(out, *summary, StructureForm::body, context.form());
            break;
        case Kind::bodyStructure:
            out += "BODYSTRUCTURE ";
            appendBodyStructure(out, *summary, StructureForm::extended, context.form());
            break;
        default:
            break;
    }
}

Work<Rendered> renderSection(Context& context, const FetchItem& item, const MessageEntry& entry,
                             const mime::MessageSummary& summary) {
    const auto section = item.kind == Kind::section ? item.section : rfc822Section(item.kind);
    appendItemName(context.out, item);
    const auto source = sourceOf(entry, summary, section);
    if (!source) {
        context.out += "NIL";
        co_return Rendered::yes;
    }
    const auto partial = partialOf(item);
    if (source->header != nullptr) {
        const auto header = readHeader(context.backend, entry.blob, *source->header);
        if (header) {
            const auto selection =
                section.text == Section::Text::headerFields ? mime::Selection::these : mime::Selection::allButThese;
            const auto fields = mime::selectFields(*header, section.fields, selection);
            appendLiteral(context.out, cut(ByteView(fields), partial));
            co_return Rendered::yes;
        }
        context.out += "NIL";
        co_return Rendered::partly;
    }
    auto writing = writeSpan(context, entry.blob, cut(source->span, partial));
    const auto written = co_await writing;
    if (written) co_return Rendered::yes;
    context.out += "NIL";
    co_return Rendered::partly;
}

Work<Rendered> renderBinary(Context& context, const FetchItem& item, const MessageEntry& entry,
                            const mime::MessageSummary& summary) {
    appendItemName(context.out, item);
    const auto at = mime::findSection(summary, item.section.part);
    const bool sizeOnly = item.kind == Kind::binarySize;
    if (!at) {
        context.out += sizeOnly ? "0" : "NIL";
        co_return Rendered::yes;
    }
    const auto& part = summary.parts[*at];
    const bool whole = item.section.part.empty();
    const auto encoding = whole || part.kind != mime::Part::Kind::leaf ? mime::TransferEncoding::binary : part.encoding;
    if (encoding == mime::TransferEncoding::other) {
        context.out += sizeOnly ? "0" : "NIL";
        co_return Rendered::unknownCte;
    }
    const auto span = whole ? Span{0, entry.size} : Span{part.bodyStart, part.bodySize()};
    if (sizeOnly) {
        const auto length = decodedLength(context.backend, entry.blob, span, encoding);
        appendNumber(context.out, length.value_or(0));
        co_return length ? Rendered::yes : Rendered::partly;
    }
    auto writing = writeDecoded(context, entry.blob, span, encoding, partialOf(item));
    const auto written = co_await writing;
    if (written) co_return Rendered::yes;
    context.out += "NIL";
    co_return Rendered::partly;
}

}  // namespace

FetchPlan FetchPlan::of(const Context& context, const Fetch& command) {
    FetchPlan plan;
    plan.items = command.items;
    const auto has = [&](Kind kind) {
        return std::ranges::find(plan.items, kind, &FetchItem::kind) != plan.items.end();
    };
    const auto ensure = [&](Kind kind) {
        if (has(kind)) return;
        FetchItem item;
        item.kind = kind;
        plan.items.insert(plan.items.begin(), std::move(item));
    };
    for (const auto& item : command.items) {
        const bool section = isSectionItem(item.kind) || item.kind == Kind::binary;
        if (section || item.kind == Kind::binarySize) plan.needsSummary = true;
        const bool headerOnly = item.kind == Kind::rfc822Header ||
                                (item.kind == Kind::section && item.section.text != Section::Text::none &&
                                 item.section.text != Section::Text::text);
        if (section && !headerOnly) plan.showsBody = true;
        if (item.kind == Kind::envelope || item.kind == Kind::body || item.kind == Kind::bodyStructure) {
            plan.needsSummary = true;
        }
        if (section && !item.peek && item.kind != Kind::rfc822Header) plan.setsSeen = true;
    }
    if (!context.selected->writable()) plan.setsSeen = false;
    if (command.changedSince) ensure(Kind::modSequence);
    if (command.numbering == Numbering::uid) ensure(Kind::uid);
    return plan;
}

void renderPlain(Context& context, const FetchPlan& plan, const PlacedEntry& placed) {
    context.out += "* ";
    appendNumber(context.out, placed.index + 1);
    context.out += " FETCH (";
    for (const auto& item : plan.items) {
        appendSimple(context, item, placed.entry, nullptr);
        context.out += ' ';
    }
    context.out.back() = ')';
    context.out += "\r\n";
}

Work<Rendered> renderFetch(Context& context, const FetchPlan& plan, PlacedEntry placed) {
    const auto& entry = placed.entry;
    SharedSummary summary;
    if (plan.needsSummary) {
        auto found = summaryOf(context.backend, entry);
        if (!found) co_return Rendered::gone;
        summary = *std::move(found);
    }
    context.out += "* ";
    appendNumber(context.out, placed.index + 1);
    context.out += " FETCH (";
    auto rendered = Rendered::yes;
    bool first = true;
    for (const auto& item : plan.items) {
        if (!first) context.out += ' ';
        first = false;
        auto one = Rendered::yes;
        if (isSectionItem(item.kind)) {
            auto rendering = renderSection(context, item, entry, *summary);
            one = co_await rendering;
        } else if (item.kind == Kind::binary || item.kind == Kind::binarySize) {
            auto rendering = renderBinary(context, item, entry, *summary);
            one = co_await rendering;
        } else {
            appendSimple(context, item, entry, summary.get());
        }
        if (one != Rendered::yes) rendered = one;
        if (context.close) co_return Rendered::partly;
    }
    context.out += ")\r\n";
    co_return rendered;
}

}  // namespace tram::imap
