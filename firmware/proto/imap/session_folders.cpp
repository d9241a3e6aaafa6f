// CREATE, DELETE, RENAME, SUBSCRIBE, UNSUBSCRIBE. [RFC9051 6.3.4 to 6.3.8; RFC6154 3]
#include <algorithm>

#include "proto/imap/commands.hpp"
#include "proto/imap/folder_names.hpp"

namespace tram::imap {

namespace {

std::expected<FolderPlace, Completion> managedPlace(const Context& context, ByteView name) {
    auto place = placeOf(context, name);
    if (!place) return std::unexpected(refuse("Nothing can be made or changed there", "CANNOT"));
    if (place->name.empty()) return std::unexpected(refuse("That level is not yours to change", "CANNOT"));
    if (!place->mailbox.rights.has(Right::manage)) return std::unexpected(refusal(Failure::notPermitted));
    return *std::move(place);
}

// Once the action is done; the completion of the command.
Work<Completion> performed(Context& context, Action action, std::string text) {
    auto performing = context.perform(std::move(action));
    const auto result = co_await performing;
    if (!result) co_return refusal(result.error());
    co_return okay(std::move(text));
}

}  // namespace

Work<Completion> doCreate(Context& context, Create command) {
    // A trailing delimiter only says that inferiors will come. [RFC9051 6.3.4]
    if (command.mailbox.size() > 1 && command.mailbox.ends_with('/')) command.mailbox.pop_back();
    const auto place = managedPlace(context, command.mailbox);
    if (!place) co_return place.error();
    if (!isGoodName(place->name)) co_return refusal(Failure::badName);
    if (place->name == "INBOX") co_return refusal(Failure::alreadyExists);
    // One use at most; \All and \Flagged are views, which there are none of.
    auto use = SpecialUse::none;
    if (command.uses.size() > 1) co_return refuse("One special use at most", "USEATTR");
    if (!command.uses.empty()) {
        use = command.uses.front();
        if (use == SpecialUse::none || use == SpecialUse::all || use == SpecialUse::flagged) {
            co_return refuse("That special use is not possible", "USEATTR");
        }
        for (const auto& info : context.backend.folders(context.official, place->mailbox.id)) {
            if (info.specialUse == use) co_return refuse("Another mailbox has that special use", "USEATTR");
        }
    }
    auto work = performed(context, CreateFolder{place->mailbox.id, place->name, use}, "Created");
    co_return co_await work;
}

Work<Completion> doDelete(Context& context, Delete command) {
    const auto place = managedPlace(context, command.mailbox);
    if (!place) co_return place.error();
    if (place->name == "INBOX") co_return refusal(Failure::cannot);
    const auto info = context.backend.folderByName(place->mailbox.id, place->name);
    if (!info) co_return refusal(Failure::noSuchFolder);
    if (info->noSelect) {
        const auto prefix = info->name + "/";
        const auto all = context.backend.folders(context.official, info->mailbox);
        if (std::ranges::any_of(all, [&](const FolderInfo& other) { return other.name.starts_with(prefix); })) {
            co_return refusal(Failure::hasChildren);
        }
    }
    auto performing = context.perform(DeleteFolder{info->id});
    const auto result = co_await performing;
    if (!result) co_return refusal(result.error());
    if (context.selected && context.selected->folder() == info->id) {
        leaveMailbox(context);
        context.out += "* OK [CLOSED] The selected mailbox was deleted\r\n";
    }
    co_return okay("Deleted");
}

Work<Completion> doRename(Context& context, Rename command) {
    const auto from = managedPlace(context, command.from);
    if (!from) co_return from.error();
    if (command.to.size() > 1 && command.to.ends_with('/')) command.to.pop_back();
    const auto to = managedPlace(context, command.to);
    if (!to) co_return to.error();
    if (!isGoodName(to->name)) co_return refusal(Failure::badName);
    if (from->mailbox.id != to->mailbox.id)
        co_return refuse("Folders stay in their mailbox; move the messages", "CANNOT");
    const auto info = context.backend.folderByName(from->mailbox.id, from->name);
    if (!info) co_return refusal(Failure::noSuchFolder);
    if (to->name == "INBOX" || context.backend.folderByName(to->mailbox.id, to->name)) {
        co_return refusal(Failure::alreadyExists);
    }
    if (to->name.starts_with(from->name + "/") && from->name != "INBOX") {
        co_return refuse("A mailbox cannot be its own inferior", "CANNOT");
    }
    auto work = performed(context, RenameFolder{info->id, to->name}, "Renamed");
    co_return co_await work;
}

Work<Completion> doSubscribe(Context& context, Subscribe command) {
    const auto place = placeOf(context, command.mailbox);
    if (!place || place->name.empty()) co_return refusal(Failure::noSuchFolder);
    // A name whose mailbox was deleted stays subscribed until it is unsubscribed. [RFC9051 6.3.7]
    if (command.subscription == Subscription::yes && !context.backend.folderByName(place->mailbox.id, place->name)) {
        co_return refusal(Failure::noSuchFolder);
    }
    auto work = performed(context, SubscribeFolder{place->mailbox.id, place->name, command.subscription},
                          command.subscription == Subscription::yes ? "Subscribed" : "Unsubscribed");
    co_return co_await work;
}

}  // namespace tram::imap
