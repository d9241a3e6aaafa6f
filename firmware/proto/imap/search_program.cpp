// The keys of SEARCH. [RFC9051 6.4.4, 9: search-key; RFC5032; RFC5182; RFC7162 3.1.5]
//
// Hostile input: nesting is bounded by limits::imap::searchDepth (a chain of ORs, as clients write long
// alternatives, is one level), the number of keys by limits::imap::searchKeys.
#include <algorithm>
#include <array>

#include "base/limits.hpp"
#include "proto/imap/command_grammar.hpp"

namespace tram::imap::grammar {

namespace {

using Kind = SearchKey::Kind;
using Result = std::optional<SearchKey>;

// What follows the name of a key.
enum class Argument : std::uint8_t {
    none,
    flag,
    keyword,
    text,
    field,  // name and text
    named,  // text; the key's own name is the field
    date,
    octets,  // 63 bits [RFC9051 9: number64]
    seconds,
    modSequence,
    uids,
    negation,
    disjunction,
};

struct Entry {
    ByteView name;
    Kind kind;
    Argument argument;
    SystemFlag flag = SystemFlag::seen;
};
constexpr std::array keys{
    Entry{"ALL", Kind::all, Argument::none},
    Entry{"ANSWERED", Kind::withFlag, Argument::flag, SystemFlag::answered},
    Entry{"BCC", Kind::header, Argument::named},
    Entry{"BEFORE", Kind::before, Argument::date},
    Entry{"BODY", Kind::body, Argument::text},
    Entry{"CC", Kind::header, Argument::named},
    Entry{"DELETED", Kind::withFlag, Argument::flag, SystemFlag::deleted},
    Entry{"DRAFT", Kind::withFlag, Argument::flag, SystemFlag::draft},
    Entry{"FLAGGED", Kind::withFlag, Argument::flag, SystemFlag::flagged},
    Entry{"FROM", Kind::header, Argument::named},
    Entry{"HEADER", Kind::header, Argument::field},
    Entry{"KEYWORD", Kind::keyword, Argument::keyword},
    Entry{"LARGER", Kind::larger, Argument::octets},
    Entry{"MODSEQ", Kind::modSequence, Argument::modSequence},
    Entry{"NEW", Kind::none, Argument::none},
    Entry{"NOT", Kind::negation, Argument::negation},
    Entry{"OLD", Kind::all, Argument::none},
    Entry{"OLDER", Kind::older, Argument::seconds},
    Entry{"ON", Kind::on, Argument::date},
    Entry{"OR", Kind::disjunction, Argument::disjunction},
    Entry{"RECENT", Kind::none, Argument::none},
    Entry{"SEEN", Kind::withFlag, Argument::flag, SystemFlag::seen},
    Entry{"SENTBEFORE", Kind::sentBefore, Argument::date},
    Entry{"SENTON", Kind::sentOn, Argument::date},
    Entry{"SENTSINCE", Kind::sentSince, Argument::date},
    Entry{"SINCE", Kind::since, Argument::date},
    Entry{"SMALLER", Kind::smaller, Argument::octets},
    Entry{"SUBJECT", Kind::header, Argument::named},
    Entry{"TEXT", Kind::text, Argument::text},
    Entry{"TO", Kind::header, Argument::named},
    Entry{"UID", Kind::uids, Argument::uids},
    Entry{"UNANSWERED", Kind::withoutFlag, Argument::flag, SystemFlag::answered},
    Entry{"UNDELETED", Kind::withoutFlag, Argument::flag, SystemFlag::deleted},
    Entry{"UNDRAFT", Kind::withoutFlag, Argument::flag, SystemFlag::draft},
    Entry{"UNFLAGGED", Kind::withoutFlag, Argument::flag, SystemFlag::flagged},
    Entry{"UNKEYWORD", Kind::keyword, Argument::keyword},
    Entry{"UNSEEN", Kind::withoutFlag, Argument::flag, SystemFlag::seen},
    Entry{"YOUNGER", Kind::younger, Argument::seconds},
};
static_assert(std::ranges::is_sorted(keys, {}, &Entry::name));

SearchKey negated(SearchKey key) {
    SearchKey negation;
    negation.kind = Kind::negation;
    negation.children.push_back(std::move(key));
    return negation;
}

class ProgramReader {
public:
    explicit ProgramReader(TokenReader& reader) : reader_(reader) {}

    // Keys side by side, up to what no key can begin with.
    Result conjunction(std::size_t depth) {
        SearchKey all;
        all.kind = Kind::conjunction;
        do {
            auto one = key(depth);
            if (!one) return std::nullopt;
            all.children.push_back(std::move(*one));
        } while (reader_.takeSpace());
        if (all.children.size() > 1) return all;
        SearchKey only = std::move(all.children.front());
        return only;
    }

private:
    Result key(std::size_t depth) {
        if (depth > limits::imap::searchDepth) return reader_.fail("less nesting", ParseError::Kind::tooComplex);
        if (++count_ > limits::imap::searchKeys) return reader_.fail("fewer keys", ParseError::Kind::tooComplex);
        if (reader_.take('(')) {
            auto inner = conjunction(depth + 1);
            if (!inner || !reader_.need(')', "a closing parenthesis")) return std::nullopt;
            return inner;
        }
        SearchKey found;
        if (isSet(reader_.peek())) {
            auto set = reader_.sequenceSet();
            if (!set) return std::nullopt;
            found.kind = Kind::set;
            found.set = std::move(*set);
            return found;
        }
        const auto at = reader_.position();
        const auto name = reader_.word("a search key");
        if (!name) return std::nullopt;
        const auto entry = std::ranges::lower_bound(keys, ByteView(*name), {}, &Entry::name);
        if (entry == keys.end() || entry->name != *name) return reader_.failAt(at, "a search key");
        found.kind = entry->kind;
        found.flag = entry->flag;
        if (entry->argument == Argument::none || entry->argument == Argument::flag) return found;
        if (!reader_.needSpace()) return std::nullopt;
        return argument(*entry, std::move(found), depth);
    }

    Result argument(const Entry& entry, SearchKey found, std::size_t depth) {
        switch (entry.argument) {
            case Argument::none:
            case Argument::flag:
                return found;
            case Argument::keyword: {
                const auto keyword = reader_.atom("a keyword");
                if (!keyword) return std::nullopt;
                found.text = *keyword;
                if (entry.name.starts_with("UN")) return negated(std::move(found));
                return found;
            }
            case Argument::field: {
                auto field = reader_.astring("the name of a header field");
                if (!field || !reader_.needSpace()) return std::nullopt;
                found.field = std::move(*field);
                found.asWritten = true;
                return text(std::move(found));
            }
            case Argument::named:
                found.field = entry.name;
                return text(std::move(found));
            case Argument::text:
                return text(std::move(found));
            case Argument::date: {
                const auto date = reader_.date();
                if (!date) return std::nullopt;
                found.date = *date;
                return found;
            }
            case Argument::octets: {
                const auto number = reader_.number64("a number of octets");
                if (!number) return std::nullopt;
                found.number = *number;
                return found;
            }
            case Argument::seconds: {
                const auto seconds = reader_.nonZero("a number of seconds");
                if (!seconds) return std::nullopt;
                found.number = *seconds;
                return found;
            }
            case Argument::modSequence:
                return modSequence(std::move(found));
            case Argument::uids: {
                auto set = reader_.sequenceSet();
                if (!set) return std::nullopt;
                found.set = std::move(*set);
                return found;
            }
            case Argument::negation: {
                auto inner = key(depth + 1);
                if (!inner) return std::nullopt;
                return negated(std::move(*inner));
            }
            case Argument::disjunction:
                return disjunction(std::move(found), depth);
        }
        return std::nullopt;
    }

    Result text(SearchKey found) {
        auto text = reader_.astring("a text to search for");
        if (!text) return std::nullopt;
        found.text = std::move(*text);
        return found;
    }

    // ["/flags/\\Seen" all] number: mod-sequences are kept per message, so the entry makes no difference.
    Result modSequence(SearchKey found) {
        if (reader_.peek() == '"') {
            const auto entryName = reader_.string("the name of an entry");
            if (!entryName || !reader_.needSpace()) return std::nullopt;
            if (!reader_.takeWord("PRIV") && !reader_.takeWord("SHARED") && !reader_.takeWord("ALL")) {
                return reader_.fail("priv, shared or all");
            }
            if (!reader_.needSpace()) return std::nullopt;
        }
        const auto number = reader_.number64("a mod-sequence");
        if (!number) return std::nullopt;
        found.number = *number;
        return found;
    }

    // "OR a OR b OR c d" is one disjunction.
    Result disjunction(SearchKey any, std::size_t depth) {
        while (true) {
            auto one = key(depth + 1);
            if (!one || !reader_.needSpace()) return std::nullopt;
            any.children.push_back(std::move(*one));
            if (reader_.takeWord("OR")) {
                if (!reader_.needSpace()) return std::nullopt;
                continue;
            }
            auto last = key(depth + 1);
            if (!last) return std::nullopt;
            any.children.push_back(std::move(*last));
            return any;
        }
    }

    static bool isSet(char c) { return (c >= '0' && c <= '9') || c == '*' || c == '$'; }

    TokenReader& reader_;
    std::size_t count_ = 0;
};

}  // namespace

std::optional<SearchKey> readSearchProgram(TokenReader& reader) {
    return ProgramReader(reader).conjunction(0);
}

}  // namespace tram::imap::grammar
