#include "roles/access/store_actions.hpp"

#include <algorithm>
#include <optional>

#include "mime/part_tree.hpp"
#include "store/record.hpp"

namespace tram::roles {

namespace asio = boost::asio;
namespace schema = store::schema;

namespace {

imap::Failure failureOf(const schema::Failed& failed) {
    using imap::Failure;
    switch (failed.code()) {
        case schema::ErrorCode::bad_password:
            return Failure::authenticationFailed;
        case schema::ErrorCode::must_change_password:
            return Failure::mustChangePassword;
        case schema::ErrorCode::second_factor:
            return Failure::needsAppPassword;
        case schema::ErrorCode::needs_second_factor:
            return Failure::needsSecondFactor;
        case schema::ErrorCode::too_many_attempts:
            return Failure::tooManyAttempts;
        case schema::ErrorCode::disabled:
            return Failure::disabled;
        case schema::ErrorCode::no_such_folder:
        case schema::ErrorCode::no_such_mailbox:
            return Failure::noSuchFolder;
        case schema::ErrorCode::exists:
            return Failure::alreadyExists;
        case schema::ErrorCode::bad_name:
            // A keyword is too long.
            return failed.field() != nullptr && failed.field()->str() == "keyword" ? Failure::limit : Failure::badName;
        case schema::ErrorCode::has_children:
            return Failure::hasChildren;
        case schema::ErrorCode::inbox:
            return Failure::cannot;
        case schema::ErrorCode::not_permitted:
            return failed.field() != nullptr && failed.field()->str() == "verdict" ? Failure::refused
                                                                                   : Failure::notPermitted;
        case schema::ErrorCode::over_quota:
            return Failure::overQuota;
        case schema::ErrorCode::limit:
            return Failure::limit;
        case schema::ErrorCode::too_large:
            return Failure::tooLarge;
        case schema::ErrorCode::read_only:
            return Failure::readOnly;
        case schema::ErrorCode::store_full:
            return Failure::storeFull;
        default:
            return Failure::unavailable;
    }
}

imap::ActionResult failed(imap::Failure failure) {
    return std::unexpected(failure);
}

// The answer of the wanted kind, or why there is none.
template <class Wanted>
std::expected<const Wanted*, imap::Failure> read(const Asked& asked) {
    if (!asked) return std::unexpected(imap::Failure::unavailable);
    if (const auto* refused = asked->failed()) return std::unexpected(failureOf(*refused));
    if (const auto* wanted = asked->as<Wanted>()) return wanted;
    return std::unexpected(imap::Failure::unavailable);
}

std::vector<schema::UidRange> wireRanges(const std::vector<imap::UidRange>& ranges, std::uint32_t from) {
    std::vector<schema::UidRange> result;
    for (const auto& range : ranges) {
        if (range.last.value < from) continue;
        result.emplace_back(std::max(range.first.value, from), range.last.value);
    }
    return result;
}

imap::SignedIn signedIn(SessionFacts& facts, const schema::SignIn& answer) {
    facts.actor = {OfficialId{answer.official()}, answer.epoch()};
    facts.appPassword = store::textOf(answer.label());
    imap::SignedIn result;
    result.official = OfficialId{answer.official()};
    result.address = answer.address() == nullptr ? std::string() : answer.address()->str();
    if (answer.signature() != nullptr && answer.signature()->size() == result.serverSignature.size()) {
        std::copy(answer.signature()->begin(), answer.signature()->end(), result.serverSignature.begin());
    }
    return result;
}

// Everybody signs in as himself; whose mailboxes he may open is the Directory's matter. R10.1
bool actsAsHimself(const std::string& authzid, const std::string& authcid) {
    return authzid.empty() || authzid == authcid;
}

asio::awaitable<imap::ActionResult> run(StoreLink& link, SessionFacts& facts, imap::CheckPassword action) {
    if (!actsAsHimself(action.query.authzid, action.query.authcid))
        co_return failed(imap::Failure::authorizationFailed);
    schema::CheckPasswordT query;
    query.address = std::move(action.query.authcid);
    query.password = action.query.password.reveal();
    query.protocol = facts.protocol;
    query.client = facts.client;
    const auto asked = co_await link.ask(std::move(query));
    const auto answer = read<schema::SignIn>(asked);
    if (!answer) co_return failed(answer.error());
    co_return imap::Outcome(signedIn(facts, **answer));
}

asio::awaitable<imap::ActionResult> run(StoreLink& link, const SessionFacts&, imap::FetchScram action) {
    schema::ScramCredentialsT query;
    query.address = std::move(action.query.user);
    const auto asked = co_await link.ask(std::move(query));
    const auto answer = read<schema::Scram>(asked);
    if (!answer) co_return failed(answer.error());
    imap::ScramParameters parameters;
    if ((*answer)->salt() != nullptr) parameters.salt.assign((*answer)->salt()->begin(), (*answer)->salt()->end());
    parameters.iterations = (*answer)->iterations();
    co_return imap::Outcome(std::move(parameters));
}

asio::awaitable<imap::ActionResult> run(StoreLink& link, SessionFacts& facts, imap::CheckScram action) {
    if (!actsAsHimself(action.query.authzid, action.query.user)) co_return failed(imap::Failure::authorizationFailed);
    schema::CheckScramT query;
    query.address = std::move(action.query.user);
    query.auth_message = std::move(action.query.authMessage);
    query.proof = asBytes(action.query.clientProof);
    query.protocol = facts.protocol;
    query.client = facts.client;
    const auto asked = co_await link.ask(std::move(query));
    const auto answer = read<schema::SignIn>(asked);
    if (!answer) co_return failed(answer.error());
    co_return imap::Outcome(signedIn(facts, **answer));
}

template <class Command>
asio::awaitable<imap::ActionResult> simply(StoreLink& link, const SessionFacts& facts, Command command) {
    const auto asked = co_await link.ask(std::move(command), facts.actor);
    const auto answer = read<schema::Done>(asked);
    if (!answer) co_return failed(answer.error());
    co_return imap::Outcome(imap::Done{});
}

asio::awaitable<imap::ActionResult> run(StoreLink& link, const SessionFacts& facts, imap::CreateFolder action) {
    schema::CreateFolderT command;
    command.mailbox = action.mailbox.value;
    command.name = std::move(action.name);
    command.special_use = static_cast<schema::SpecialUse>(action.specialUse);
    co_return co_await simply(link, facts, std::move(command));
}

asio::awaitable<imap::ActionResult> run(StoreLink& link, const SessionFacts& facts, imap::DeleteFolder action) {
    schema::DeleteFolderT command;
    command.folder = action.folder.value;
    co_return co_await simply(link, facts, std::move(command));
}

asio::awaitable<imap::ActionResult> run(StoreLink& link, const SessionFacts& facts, imap::RenameFolder action) {
    schema::RenameFolderT command;
    command.folder = action.folder.value;
    command.name = std::move(action.name);
    co_return co_await simply(link, facts, std::move(command));
}

asio::awaitable<imap::ActionResult> run(StoreLink& link, const SessionFacts& facts, imap::SubscribeFolder action) {
    schema::SubscribeFolderT command;
    command.mailbox = action.mailbox.value;
    command.name = std::move(action.name);
    command.subscribed = action.subscription == imap::Subscription::yes;
    co_return co_await simply(link, facts, std::move(command));
}

asio::awaitable<imap::ActionResult> run(StoreLink& link, const SessionFacts& facts, imap::Append action) {
    schema::AppendT command;
    command.folder = action.folder.value;
    command.verdict = std::make_unique<schema::VerdictT>();
    command.verdict->decision = schema::Decision::accept;
    command.verdict->door = schema::Door::append;
    command.verdict->rules_version = 1;
    // One message goes as it lies; several are put together, in memory or in a file, as one would.
    const bool single = action.messages.size() == 1;
    Spool together(facts.spoolFolder, *facts.spoolBudget);
    std::optional<SpooledMessage> handedOn;
    for (auto& message : action.messages) {
        auto* spooled = dynamic_cast<AppendSpool*>(message.bytes.get());
        if (spooled == nullptr) co_return failed(imap::Failure::unavailable);
        auto content = spooled->spool().finish({}, 0);
        if (!content) co_return failed(imap::Failure::unavailable);
        auto entry = std::make_unique<schema::AppendMessageT>();
        entry->bytes = std::make_unique<schema::MessageBytesT>();
        entry->bytes->offset = together.size();
        entry->bytes->size = content->bytes().size();
        const auto summary = mime::encodeSummary(mime::summarise(content->bytes()));
        entry->bytes->summary.assign(asOctets(summary).begin(), asOctets(summary).end());
        entry->flags = message.flags;
        entry->keywords = message.keywords;
        if (message.internalDate) {
            entry->internal_date = message.internalDate->first;
            entry->internal_zone = message.internalDate->second;
            entry->has_date = true;
        }
        command.messages.push_back(std::move(entry));
        if (single) {
            handedOn.emplace(std::move(*content));
        } else if (!together.append(content->bytes())) {
            co_return failed(imap::Failure::limit);
        }
    }
    if (!single) {
        auto content = together.finish({}, 0);
        if (!content) co_return failed(imap::Failure::unavailable);
        handedOn.emplace(std::move(*content));
    }
    net::UniqueFd file;
    Bytes body;
    if (handedOn->isFile()) {
        for (auto& message : command.messages) message->bytes->offset += handedOn->offset();
        file = handedOn->takeFile();
        body = store::encodeRequest(std::move(command), facts.actor);
    } else {
        body = store::encodeRequest(std::move(command), facts.actor, handedOn->bytes());
    }
    const auto asked = co_await link.ask(std::move(body), std::move(file));
    const auto answer = read<schema::Appended>(asked);
    if (!answer) co_return failed(answer.error());
    imap::Appended appended;
    appended.uidValidity = (*answer)->uid_validity();
    if ((*answer)->uids() != nullptr) {
        for (const auto uid : *(*answer)->uids()) appended.uids.push_back(Uid{uid});
    }
    co_return imap::Outcome(std::move(appended));
}

void appendUids(std::vector<Uid>& to, const flatbuffers::Vector<std::uint32_t>* from) {
    if (from == nullptr) return;
    for (const auto uid : *from) to.push_back(Uid{uid});
}

asio::awaitable<imap::ActionResult> run(StoreLink& link, const SessionFacts& facts, imap::StoreFlags action) {
    imap::FlagsStored stored;
    // A long list is worked off in bounded commands, with other people's between.
    for (std::uint32_t from = 1; from != 0;) {
        schema::StoreFlagsT command;
        command.folder = action.folder.value;
        command.uids = wireRanges(action.uids, from);
        command.mode = static_cast<schema::FlagMode>(action.mode);
        command.flags = action.flags;
        command.keywords = action.keywords;
        command.has_unchanged_since = action.unchangedSince.has_value();
        command.unchanged_since = action.unchangedSince.value_or(ModSequence{}).value;
        const auto asked = co_await link.ask(std::move(command), facts.actor);
        const auto answer = read<schema::FlagsStored>(asked);
        if (!answer) co_return failed(answer.error());
        appendUids(stored.modified, (*answer)->modified());
        appendUids(stored.changed, (*answer)->changed());
        if ((*answer)->mod_sequence() != 0) stored.modSequence = ModSequence{(*answer)->mod_sequence()};
        from = (*answer)->next();
    }
    co_return imap::Outcome(std::move(stored));
}

asio::awaitable<imap::ActionResult> run(StoreLink& link, const SessionFacts& facts, imap::CopyMessages action) {
    imap::Copied copied;
    for (std::uint32_t from = 1; from != 0;) {
        schema::CopyT command;
        command.from = action.from.value;
        command.uids = wireRanges(action.uids, from);
        command.to = action.to.value;
        command.move = action.transfer == imap::Transfer::move;
        const auto asked = co_await link.ask(std::move(command), facts.actor);
        const auto answer = read<schema::Copied>(asked);
        if (!answer) co_return failed(answer.error());
        copied.uidValidity = (*answer)->uid_validity();
        appendUids(copied.from, (*answer)->from());
        appendUids(copied.to, (*answer)->to());
        from = (*answer)->next();
    }
    co_return imap::Outcome(std::move(copied));
}

asio::awaitable<imap::ActionResult> run(StoreLink& link, const SessionFacts& facts, imap::Expunge action) {
    for (std::uint32_t from = 1; from != 0;) {
        schema::ExpungeT command;
        command.folder = action.folder.value;
        command.uids = wireRanges(action.uids, from);
        const auto asked = co_await link.ask(std::move(command), facts.actor);
        const auto answer = read<schema::Expunged>(asked);
        if (!answer) co_return failed(answer.error());
        from = (*answer)->next();
    }
    co_return imap::Outcome(imap::Done{});
}

}  // namespace

asio::awaitable<imap::ActionResult> perform(StoreLink& link, SessionFacts& facts, imap::Action action) {
    co_return co_await std::visit([&](auto&& one) { return run(link, facts, std::forward<decltype(one)>(one)); },
                                  std::move(action));
}

}  // namespace tram::roles
