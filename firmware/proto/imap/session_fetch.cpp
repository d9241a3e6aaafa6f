// FETCH and UID FETCH. [RFC9051 6.4.5; RFC7162 3.1.4, 3.2.6; RFC2180 4.1]
#include <algorithm>

#include "proto/imap/commands.hpp"
#include "proto/imap/fetch_renderer.hpp"
#include "proto/imap/flag_list.hpp"
#include "proto/imap/targets.hpp"
#include "proto/imap/updates.hpp"
#include "proto/imap/vanished.hpp"

namespace tram::imap {

namespace {

// What went wrong with some of the messages.
struct Shortfall {
    bool gone = false;
    bool damaged = false;
    bool unknownCte = false;

    void add(Rendered rendered) {
        if (rendered == Rendered::gone || rendered == Rendered::partly) damaged = true;
        if (rendered == Rendered::unknownCte) unknownCte = true;
    }
};

// Marks those of the entries seen that are not, and reads them again.
Work<bool> markSeen(Context& context, std::span<const IndexRange> portion, std::vector<PlacedEntry>& entries,
                    std::vector<Uid>& marked) {
    marked.clear();
    for (const auto& [index, entry] : entries) {
        if (!hasFlag(entry.flags, SystemFlag::seen)) marked.push_back(entry.uid);
    }
    if (marked.empty()) co_return true;
    StoreFlags action;
    action.folder = context.selected->folder();
    action.uids = rangesOf(marked);
    action.mode = FlagMode::add;
    action.flags = static_cast<std::uint32_t>(SystemFlag::seen);
    // Where it cannot be stored (no space, say) the message is shown all the same.
    auto performed = context.perform(std::move(action));
    const auto result = co_await performed;
    const auto* stored = result ? std::get_if<FlagsStored>(&*result) : nullptr;
    if (stored == nullptr) {
        marked.clear();
        co_return true;
    }
    // Changes of others that this change hides are told with it: flags are shown below.
    if (!stored->changed.empty()) context.selected->addOwn(stored->modSequence);
    entries.clear();
    readEntries(context, portion, entries);
    co_return true;
}

// What one FETCH command shows of a message, whether or not the command marks that message seen.
class Fetching {
public:
    Fetching(Context& context, const Fetch& command) : plan_(FetchPlan::of(context, command)), seenPlan_(plan_) {
        add(FetchItem::Kind::flags);
        if (!context.enabled.condstore) return;
        add(FetchItem::Kind::modSequence);
        // With a mod-sequence that a command caused goes the UID. [RFC7162 3.2.4]
        add(FetchItem::Kind::uid);
    }
    [[nodiscard]] const FetchPlan& plan() const { return plan_; }
    // For a message that this FETCH has marked seen: its flags are shown. [RFC9051 6.4.5]
    [[nodiscard]] const FetchPlan& planFor(bool marked) const { return marked ? seenPlan_ : plan_; }
    [[nodiscard]] std::uint32_t portionSize() const {
        return static_cast<std::uint32_t>(plan_.setsSeen ? limits::imap::seenBatch : limits::imap::entryBatch);
    }

private:
    // To what is shown of a message that is marked, where it was not asked for.
    void add(FetchItem::Kind kind) {
        if (std::ranges::contains(plan_.items, kind, &FetchItem::kind)) return;
        FetchItem item;
        item.kind = kind;
        seenPlan_.items.push_back(std::move(item));
    }

    FetchPlan plan_;
    FetchPlan seenPlan_;
};

// What the next entries need is asked for together.
void announceReading(Context& context, const FetchPlan& plan, std::span<const PlacedEntry> entries) {
    std::vector<BlobId> blobs;
    blobs.reserve(entries.size());
    for (const auto& placed : entries) blobs.push_back(placed.entry.blob);
    if (blobs.size() < 2) return;
    context.backend.willRead(blobs, plan.showsBody ? Backend::Reading::bodies : Backend::Reading::summaries);
}

Work<bool> showEntries(Context& context, const Fetching& fetching, std::vector<PlacedEntry> entries,
                       std::vector<Uid> marked, Shortfall& shortfall) {
    std::size_t shown = 0;
    for (const auto& placed : entries) {
        if (fetching.plan().needsSummary && shown % limits::imap::readAhead == 0) {
            const auto rest = std::span(entries).subspan(shown);
            announceReading(context, fetching.plan(), rest.first(std::min(rest.size(), limits::imap::readAhead)));
        }
        ++shown;
        const auto& plan = fetching.planFor(std::ranges::binary_search(marked, placed.entry.uid));
        if (!plan.needsSummary) {
            renderPlain(context, plan, placed);
        } else {
            auto rendering = renderFetch(context, plan, placed);
            shortfall.add(co_await rendering);
            if (plan.showsBody) context.backend.bodyFetched(context.official, context.selected->folder(), placed.entry);
            if (context.close) co_return false;
        }
        co_await context.room();
    }
    co_return true;
}

// The messages of `positions` that changed since, in the order of their changes.
Work<bool> fetchChanged(Context& context, const Fetching& fetching, std::span<const IndexRange> positions,
                        ModSequence since, Shortfall& shortfall) {
    auto cursor = ChangeCursor::after(since);
    std::vector<MessageEntry> batch;
    while (true) {
        batch.clear();
        context.backend.changed(context.selected->folder(), cursor, fetching.portionSize(), batch);
        std::vector<PlacedEntry> entries;
        for (const auto& entry : batch) {
            cursor = {entry.modSequence, entry.uid};
            const auto index = context.selected->indexOf(entry.uid);
            if (index && contains(positions, *index)) entries.push_back({*index, entry});
        }
        const bool last = batch.size() < fetching.portionSize();
        std::vector<Uid> marked;
        if (fetching.plan().setsSeen && !entries.empty()) {
            std::ranges::sort(entries, {}, &PlacedEntry::index);
            std::vector<IndexRange> portion;
            for (const auto& placed : entries) portion.push_back({placed.index, placed.index});
            auto marking = markSeen(context, portion, entries, marked);
            co_await marking;
        }
        auto showing = showEntries(context, fetching, std::move(entries), std::move(marked), shortfall);
        if (!co_await showing) co_return false;
        if (last) co_return true;
    }
}

Work<bool> fetchAll(Context& context, const Fetching& fetching, std::span<const IndexRange> positions,
                    Shortfall& shortfall) {
    const auto portions = portionsOf(positions, fetching.portionSize());
    for (const auto& portion : portions) {
        std::vector<PlacedEntry> entries;
        readEntries(context, portion, entries);
        if (entries.size() < countOf(portion)) shortfall.gone = true;
        std::vector<Uid> marked;
        if (fetching.plan().setsSeen) {
            auto marking = markSeen(context, portion, entries, marked);
            co_await marking;
        }
        auto showing = showEntries(context, fetching, std::move(entries), std::move(marked), shortfall);
        if (!co_await showing) co_return false;
    }
    co_return true;
}

// The view knows them, of messages too that others have expunged and this client has not been told of. [RFC2180 4.1.2]
Work<bool> tellUids(Context& context, const FetchPlan& plan, std::span<const IndexRange> positions) {
    for (const auto& range : positions) {
        for (auto index = range.first; index <= range.last; ++index) {
            PlacedEntry placed{index, {}};
            placed.entry.uid = context.selected->uids()[index];
            renderPlain(context, plan, placed);
            co_await context.room();
        }
    }
    co_return true;
}

}  // namespace

Work<Completion> doFetch(Context& context, Fetch command) {
    if (command.vanished &&
        (!context.enabled.qresync || !command.changedSince || command.numbering != Numbering::uid)) {
        co_return bad("VANISHED needs QRESYNC, UID FETCH and CHANGEDSINCE");
    }
    const auto positions = positionsOf(context, command.set, command.numbering);
    if (!positions) co_return positions.error();
    const bool asksModSequence =
        std::ranges::find(command.items, FetchItem::Kind::modSequence, &FetchItem::kind) != command.items.end();
    if (asksModSequence || command.changedSince) enableCondstore(context);

    if (command.vanished) {
        const auto known = command.set.saved ? context.savedSearch : uidsOf(*context.selected, command.set);
        auto telling = tellVanished(context, vanishedSince(context, ModSequence{*command.changedSince}, Uid{}, known),
                                    Earlier::yes);
        co_await telling;
    }
    const Fetching fetching(context, command);
    const auto isUid = [](const FetchItem& item) { return item.kind == FetchItem::Kind::uid; };
    if (!command.changedSince && std::ranges::all_of(command.items, isUid)) {
        auto telling = tellUids(context, fetching.plan(), *positions);
        co_await telling;
        co_return okay("Fetched");
    }
    Shortfall shortfall;
    if (command.changedSince) {
        auto work = fetchChanged(context, fetching, *positions, ModSequence{*command.changedSince}, shortfall);
        co_await work;
    } else {
        auto work = fetchAll(context, fetching, *positions, shortfall);
        co_await work;
    }
    if (shortfall.unknownCte) co_return refuse("A part has a transfer encoding that is not known", "UNKNOWN-CTE");
    if (shortfall.damaged) co_return refuse("Some of the messages could not be read", "CORRUPTION");
    if (shortfall.gone && command.numbering == Numbering::sequence) {
        co_return refuse("Some of the messages no longer exist", "EXPUNGEISSUED");
    }
    co_return okay("Fetched");
}

}  // namespace tram::imap
