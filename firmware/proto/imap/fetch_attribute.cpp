// The attributes of FETCH with their sections. [RFC9051 6.4.5, 9: fetch-att; RFC3501; RFC3516; RFC7162 3.1.4.1]
#include <array>

#include "base/limits.hpp"
#include "proto/imap/command_grammar.hpp"

namespace tram::imap::grammar {

namespace {

using Kind = FetchItem::Kind;

struct NamedItem {
    ByteView name;
    Kind kind;
};
constexpr std::array<NamedItem, 11> plainItems{{
    {"BODY", Kind::body},
    {"BODYSTRUCTURE", Kind::bodyStructure},
    {"ENVELOPE", Kind::envelope},
    {"FLAGS", Kind::flags},
    {"INTERNALDATE", Kind::internalDate},
    {"MODSEQ", Kind::modSequence},
    {"RFC822", Kind::rfc822},
    {"RFC822.HEADER", Kind::rfc822Header},
    {"RFC822.SIZE", Kind::size},
    {"RFC822.TEXT", Kind::rfc822Text},
    {"UID", Kind::uid},
}};

// "1.2.3"; false where a number is wrong. Ends behind the last number, or behind the "." before a word.
bool readPart(TokenReader& reader, Section& section, bool& wordFollows) {
    wordFollows = true;
    while (reader.peek() >= '0' && reader.peek() <= '9') {
        const auto number = reader.nonZero("the number of a part");
        if (!number) return false;
        if (section.part.size() == limits::imap::sectionDepth) {
            reader.fail("fewer levels of parts", ParseError::Kind::tooComplex);
            return false;
        }
        section.part.push_back(*number);
        wordFollows = reader.take('.');
        if (!wordFollows) return true;
    }
    return true;
}

// " (DATE FROM)"
bool readFields(TokenReader& reader, Section& section) {
    if (!reader.needSpace() || !reader.need('(', "a list of header fields")) return false;
    do {
        auto field = reader.astring("a header field");
        if (!field) return false;
        section.fields.push_back(std::move(*field));
    } while (reader.take(' '));
    return reader.need(')', "the end of the list of header fields");
}

bool readSectionText(TokenReader& reader, Section& section) {
    using Text = Section::Text;
    if (reader.takeWord("HEADER.FIELDS.NOT")) {
        section.text = Text::headerFieldsNot;
        return readFields(reader, section);
    }
    if (reader.takeWord("HEADER.FIELDS")) {
        section.text = Text::headerFields;
        return readFields(reader, section);
    }
    if (reader.takeWord("HEADER")) {
        section.text = Text::header;
    } else if (reader.takeWord("TEXT")) {
        section.text = Text::text;
    } else if (!section.part.empty() && reader.takeWord("MIME")) {
        section.text = Text::mime;
    } else {
        reader.fail("a section");
        return false;
    }
    return true;
}

bool readSection(TokenReader& reader, Section& section) {
    if (!reader.need('[', "a section in brackets")) return false;
    if (reader.take(']')) return true;
    bool wordFollows = true;
    if (!readPart(reader, section, wordFollows)) return false;
    if (wordFollows && !readSectionText(reader, section)) return false;
    return reader.need(']', "the end of the section");
}

bool readBinarySection(TokenReader& reader, Section& section) {
    if (!reader.need('[', "a part in brackets")) return false;
    if (reader.take(']')) return true;
    bool more = true;
    if (!readPart(reader, section, more)) return false;
    if (more) {
        reader.fail("the number of a part");
        return false;
    }
    return reader.need(']', "the end of the part");
}

// "<0.1024>"
bool readPartial(TokenReader& reader, FetchItem& item) {
    if (!reader.take('<')) return true;
    const auto origin = reader.number64("the first octet");
    if (!origin || !reader.need('.', "a full stop")) return false;
    const auto at = reader.position();
    const auto octets = reader.number64("how many octets");
    if (!octets) return false;
    if (*octets == 0) {
        reader.failAt(at, "at least one octet");
        return false;
    }
    item.partial.emplace(*origin, *octets);
    return reader.need('>', "the end of the range");
}

}  // namespace

std::optional<FetchItem> readFetchItem(TokenReader& reader) {
    FetchItem item;
    if (reader.takePrefix("BINARY.SIZE[")) {
        reader.stepBack();
        item.kind = Kind::binarySize;
        if (!readBinarySection(reader, item.section)) return std::nullopt;
        return item;
    }
    const bool body = reader.takePrefix("BODY[");
    const bool bodyPeek = !body && reader.takePrefix("BODY.PEEK[");
    if (body || bodyPeek) {
        reader.stepBack();
        item.kind = Kind::section;
        item.peek = bodyPeek;
        if (!readSection(reader, item.section) || !readPartial(reader, item)) return std::nullopt;
        return item;
    }
    const bool binary = reader.takePrefix("BINARY[");
    const bool binaryPeek = !binary && reader.takePrefix("BINARY.PEEK[");
    if (binary || binaryPeek) {
        reader.stepBack();
        item.kind = Kind::binary;
        item.peek = binaryPeek;
        if (!readBinarySection(reader, item.section) || !readPartial(reader, item)) return std::nullopt;
        return item;
    }
    for (const auto& [name, kind] : plainItems) {
        if (!reader.takeWord(name)) continue;
        item.kind = kind;
        return item;
    }
    return reader.fail("a message attribute");
}

}  // namespace tram::imap::grammar
