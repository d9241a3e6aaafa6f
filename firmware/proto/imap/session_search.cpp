// SEARCH and UID SEARCH. [RFC9051 6.4.4, 7.3.4; RFC4731; RFC5182; RFC6855 3; RFC7162 3.1.5]
#include <algorithm>

#include "mime/header_fields.hpp"
#include "proto/imap/commands.hpp"
#include "proto/imap/flag_list.hpp"
#include "proto/imap/searcher.hpp"
#include "proto/imap/targets.hpp"
#include "proto/imap/updates.hpp"
#include "text/charset.hpp"

namespace tram::imap {

namespace {

// What was found, as positions and as the mod-sequences that the answer may show.
struct Found {
    std::vector<std::uint32_t> positions;
    ModSequence first;
    ModSequence last;
    ModSequence highest;
};

std::uint32_t shown(const Context& context, const Search& command, std::uint32_t position) {
    return command.numbering == Numbering::uid ? context.selected->uids()[position].value : position + 1;
}

std::vector<UidRange> shownRanges(const Context& context, const Search& command, const Found& found) {
    std::vector<Uid> numbers;
    numbers.reserve(found.positions.size());
    for (const auto position : found.positions) numbers.push_back(Uid{shown(context, command, position)});
    return rangesOf(numbers);
}

void appendModSequence(Bytes& out, ModSequence modSequence) {
    out += "MODSEQ ";
    appendNumber(out, modSequence.value);
}

Work<bool> tellPlain(Context& context, const Search& command, const Found& found, bool showModSequence) {
    context.out += "* SEARCH";
    for (const auto position : found.positions) {
        context.out += ' ';
        appendNumber(context.out, shown(context, command, position));
        co_await context.room();
    }
    if (showModSequence && !found.positions.empty()) {
        context.out += " (";
        appendModSequence(context.out, found.highest);
        context.out += ')';
    }
    context.out += "\r\n";
    co_return true;
}

Work<bool> tellExtended(Context& context, const Search& command, const Found& found, bool showModSequence) {
    auto returns = command.returns;
    const bool nothingAsked = !returns.minimum && !returns.maximum && !returns.all && !returns.count;
    // SAVE alone is answered by the tagged response only. [RFC5182 2.1]
    if (nothingAsked && returns.save) co_return true;
    if (nothingAsked) returns.all = true;
    auto& out = context.out;
    out += "* ESEARCH (TAG ";
    appendString(out, context.tag);
    out += ')';
    if (command.numbering == Numbering::uid) out += " UID";
    const auto& positions = found.positions;
    if (returns.minimum && !positions.empty()) {
        out += " MIN ";
        appendNumber(out, shown(context, command, positions.front()));
    }
    if (returns.maximum && !positions.empty()) {
        out += " MAX ";
        appendNumber(out, shown(context, command, positions.back()));
    }
    if (returns.count) {
        out += " COUNT ";
        appendNumber(out, positions.size());
    }
    if (showModSequence && !positions.empty()) {
        out += ' ';
        // Of the messages that are shown. [RFC7162 3.1.10]
        auto highest = found.highest;
        if (!returns.all && !returns.count) {
            highest =
                std::max(returns.minimum ? found.first : ModSequence{}, returns.maximum ? found.last : ModSequence{});
        }
        appendModSequence(out, highest);
    }
    if (returns.all && !positions.empty()) {
        out += " ALL ";
        bool first = true;
        for (const auto& range : shownRanges(context, command, found)) {
            if (!first) context.out += ',';
            first = false;
            appendUidSet(context.out, {&range, 1});
            co_await context.room();
        }
    }
    context.out += "\r\n";
    co_return true;
}

// "$" for later commands; false where it is too much to keep. [RFC5182 2.1, 2.4]
bool save(Context& context, const Search& command, const Found& found) {
    const auto& returns = command.returns;
    std::vector<Uid> uids;
    const auto uid = [&](std::uint32_t position) { return context.selected->uids()[position]; };
    if (!found.positions.empty() && !returns.all && !returns.count && (returns.minimum || returns.maximum)) {
        if (returns.minimum) uids.push_back(uid(found.positions.front()));
        if (returns.maximum && (!returns.minimum || found.positions.size() > 1))
            uids.push_back(uid(found.positions.back()));
    } else {
        for (const auto position : found.positions) uids.push_back(uid(position));
    }
    context.savedSearch = rangesOf(uids);
    if (context.savedSearch.size() <= limits::imap::savedRanges) return true;
    context.savedSearch.clear();
    return false;
}

Work<bool> findAll(Context& context, Searcher& searcher, std::span<const IndexRange> within, Found& found) {
    const auto portions = portionsOf(within, static_cast<std::uint32_t>(limits::imap::entryBatch));
    std::uint64_t cost = 0;
    for (const auto& portion : portions) {
        std::vector<PlacedEntry> entries;
        readEntries(context, portion, entries);
        searcher.announce(entries);
        for (const auto& placed : entries) {
            if (searcher.matches(placed)) {
                if (found.positions.empty()) found.first = placed.entry.modSequence;
                found.positions.push_back(placed.index);
                found.last = placed.entry.modSequence;
                found.highest = std::max(found.highest, placed.entry.modSequence);
            }
            cost += searcher.takeCost();
            if (cost < limits::imap::searchSlice) continue;
            cost = 0;
            co_await context.turn();
        }
    }
    co_return true;
}

}  // namespace

Work<Completion> doSearch(Context& context, Search command) {
    if (command.charset && context.enabled.utf8) co_return bad("CHARSET may not be given with UTF8=ACCEPT");
    const auto charset = command.charset.value_or("UTF-8");
    if (command.charset && !mime::sameName(charset, "US-ASCII") && !text::isKnownCharset(charset)) {
        if (command.returns.save) context.savedSearch.clear();
        co_return refuse("That charset is not known", "BADCHARSET (US-ASCII UTF-8)");
    }
    const bool showModSequence = mentions(command.key, SearchKey::Kind::modSequence);
    if (showModSequence) enableCondstore(context);

    const auto now = std::chrono::time_point_cast<std::chrono::seconds>(context.clock.now());
    auto key = CompiledKey::of(context, command.key, charset, now);
    auto within = key.bound();
    if (!within) {
        within.emplace();
        if (context.selected->exists() > 0) within->push_back({0, context.selected->exists() - 1});
    }
    Searcher searcher(context.backend, std::move(key));
    Found found;
    auto finding = findAll(context, searcher, *within, found);
    co_await finding;

    if (command.returns.save && !save(context, command, found)) {
        co_return refuse("The result is too large to be saved", "NOTSAVED");
    }
    if (command.returns.given || context.enabled.rev2) {
        auto telling = tellExtended(context, command, found, showModSequence);
        co_await telling;
    } else {
        auto telling = tellPlain(context, command, found, showModSequence);
        co_await telling;
    }
    co_return okay("Searched");
}

}  // namespace tram::imap
