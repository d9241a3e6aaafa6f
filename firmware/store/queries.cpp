#include "store/queries.hpp"

#include <algorithm>

#include "store/address_table.hpp"
#include "store/credential_table.hpp"
#include "store/directory.hpp"
#include "store/directory_change.hpp"
#include "store/group_members.hpp"
#include "store/permission.hpp"
#include "store/store_check.hpp"
#include "store/store_statistics.hpp"
#include "store/trace.hpp"
#include "store/use_review.hpp"
#include "store/wire.hpp"

namespace tram::store {

namespace {

using schema::ErrorCode;

Attempt attemptOf(const schema::CheckPassword& query) {
    return {viewOf(query.address()), viewOf(query.password()), viewOf(query.protocol()), viewOf(query.client()),
            viewOf(query.code())};
}

// As for the web: with the chosen password.
Attempt attemptOf(const schema::SignInAs& query) {
    return {viewOf(query.address()), viewOf(query.password()), "web", {}, viewOf(query.code())};
}

}  // namespace

Queries::Queries(Parts parts) : parts_(std::move(parts)) {}

std::optional<Bytes> Queries::answer(const schema::Request& request, const Origin& origin, Later later) {
    try {
        std::shared_lock shared(parts_.environmentGuard);
        // Whoever takes long lets the writer reopen the environment between its slices.
        const BetweenSlices between = [&shared] {
            shared.unlock();
            shared.lock();
        };
        if (origin.actor) {
            const ReadTransaction transaction(parts_.environment);
            if (auto may = mayAct(transaction, origin, powerOf(request.body_type())); !may)
                return encodeOutcome(std::unexpected(may.error()), {});
        }
        const auto outcome = outcomeOf(request, origin, std::move(later), between);
        if (!outcome) return std::nullopt;
        return encodeOutcome(*outcome, {});
    } catch (const TransactionFailed& failure) {
        return encodeOutcome(refuse(ErrorCode::temporary, {}, failure.error.detail), {});
    }
}

std::optional<Outcome> Queries::outcomeOf(const schema::Request& request, const Origin& origin, Later later,
                                          const BetweenSlices& between) {
    using enum schema::RequestBody;
    switch (request.body_type()) {
        case ResolveRecipient: {
            const auto began = std::chrono::steady_clock::now();
            auto resolved = resolve(*request.body_as_ResolveRecipient());
            resolving_.record(std::chrono::steady_clock::now() - began);
            return resolved;
        }
        case FindAddress:
            return findAddressOf(*request.body_as_FindAddress());
        case MaySendAs:
            return maySendAs(*request.body_as_MaySendAs());
        case CheckPassword:
            return parts_.signIns.checkPassword(attemptOf(*request.body_as_CheckPassword()), std::move(later));
        case SignInAs:
            return parts_.signIns.checkPassword(attemptOf(*request.body_as_SignInAs()), std::move(later));
        case ScramCredentials:
            return parts_.signIns.scramCredentials(*request.body_as_ScramCredentials());
        case CheckScram:
            return parts_.signIns.checkScram(*request.body_as_CheckScram());
        case ChangePassword:
            return parts_.signIns.changePassword(*request.body_as_ChangePassword(), origin, std::move(later));
        case EnrolSecondFactor:
            return parts_.signIns.enrolSecondFactor(*request.body_as_EnrolSecondFactor(), origin, std::move(later));
        case ConfirmSecondFactor:
            return parts_.signIns.confirmSecondFactor(*request.body_as_ConfirmSecondFactor(), origin, std::move(later));
        case SetHandOutPassword:
            parts_.signIns.setHandOutPassword(*request.body_as_SetHandOutPassword(), origin, std::move(later));
            return std::nullopt;
        case ListCredentials:
            return listCredentials(*request.body_as_ListCredentials(), origin);
        case SessionOpened:
            return sessionOpened(*request.body_as_SessionOpened(), origin);
        case SessionClosed:
            return sessionClosed(*request.body_as_SessionClosed(), origin);
        case ListSessions:
            return listSessions(*request.body_as_ListSessions(), origin);
        case Stat:
            return asAnswer(storeStatistics(parts_.environment, parts_.commitStatistics(), resolving_));
        case Check: {
            const auto depth = request.body_as_Check()->quick() ? CheckDepth::structure : CheckDepth::everything;
            return asAnswer(checkStore(parts_.environment, depth, between));
        }
        case Trace: {
            const auto& query = *request.body_as_Trace();
            return asAnswer(
                traceMessage(parts_.environment, viewOf(query.text()), query.limit(), query.since(), between));
        }
        case ReviewUse:
            return reviewUse(parts_.environment, parts_.settings.workingHours, *request.body_as_ReviewUse(),
                             origin.actor, parts_.clock.now(), between);
        default:
            return refuse(ErrorCode::malformed, "body");
    }
}

Outcome Queries::resolve(const schema::ResolveRecipient& query) const {
    schema::ResolvedT answer;
    auto address = normaliseAddress(viewOf(query.address()));
    const auto at = address.rfind('@');
    const auto local = address.substr(0, at);
    auto domain = at == std::string::npos ? std::string() : address.substr(at + 1);
    // <postmaster> without a domain is the appliance's own, as are those at its own name. [RFC5321 4.5.1]
    if (address == "postmaster" ||
        (domain == parts_.settings.hostname && (local == "postmaster" || local == "abuse"))) {
        domain = parts_.settings.domains.front();
        address = local + "@" + domain;
    }
    answer.address = address;
    if (std::ranges::find(parts_.settings.domains, domain) == parts_.settings.domains.end()) {
        answer.state = schema::RecipientState::unknown_domain;
        return asAnswer(std::move(answer));
    }
    const ReadTransaction transaction(parts_.environment);
    if (const auto group = findGroup(transaction, address, parts_.clock.now())) {
        const bool open = maySend(transaction, parts_.settings.groupPolicy, *group, OfficialId{query.official()});
        answer.state = open ? schema::RecipientState::group : schema::RecipientState::group_closed;
        return asAnswer(std::move(answer));
    }
    const auto leads = whereLeads(transaction, address, parts_.clock.now());
    const auto mailbox = getRecord<schema::MailboxRecord>(transaction, Table::mailbox, Key::of(leads.mailbox));
    if (leads.state != Destination::State::delivers || !mailbox) {
        using enum schema::RecipientState;
        answer.state = leads.state == Destination::State::moved  ? moved
                       : leads.state == Destination::State::left ? left
                                                                 : unknown_mailbox;
        answer.moved_to = leads.movedTo;
        return asAnswer(std::move(answer));
    }
    answer.mailbox = leads.mailbox.value;
    answer.quota = (*mailbox)->quota();
    if (const auto usage = transaction.getStruct<schema::Usage>(Table::usage, Key::of(leads.mailbox)))
        answer.used = usage->bytes();
    // Under its quota a mailbox takes this one message, whatever its size.
    answer.state = !(*mailbox)->enabled()        ? schema::RecipientState::disabled
                   : answer.used >= answer.quota ? schema::RecipientState::over_quota
                                                 : schema::RecipientState::ok;
    return asAnswer(std::move(answer));
}

Outcome Queries::findAddressOf(const schema::FindAddress& query) const {
    auto address = normaliseAddress(viewOf(query.address()));
    if (address.find('@') == std::string::npos) address += "@" + parts_.settings.domains.front();
    const ReadTransaction transaction(parts_.environment);
    auto mailbox = findAddress(transaction, address);
    if (!mailbox && query.given_up()) mailbox = formerMailbox(transaction, address);
    const auto record = mailbox ? findMailbox(transaction, *mailbox) : std::nullopt;
    if (!record) return refuse(ErrorCode::unknown_address, "address", address);
    schema::SignInT answer;
    answer.mailbox = mailbox->value;
    answer.address = address;
    if (record->kind == schema::MailboxKind::personal) {
        answer.official = record->owner;
        if (const auto official = findOfficial(transaction, OfficialId{record->owner})) answer.name = official->name;
    }
    return asAnswer(std::move(answer));
}

Outcome Queries::maySendAs(const schema::MaySendAs& query) const {
    schema::SendAsT answer;
    if (query.addresses() != nullptr) {
        const ReadTransaction transaction(parts_.environment);
        for (const auto* address : *query.addresses()) {
            const auto mailbox = findAddress(transaction, normaliseAddress(viewOf(address)));
            const auto rights =
                mailbox ? rightsOn(transaction, OfficialId{query.official()}, *mailbox) : schema::Right{};
            answer.allowed.push_back((rights & schema::Right::send_as) == schema::Right::send_as);
        }
    }
    return asAnswer(std::move(answer));
}

Outcome Queries::listCredentials(const schema::ListCredentials& query, const Origin& origin) const {
    const OfficialId id{query.official()};
    const ReadTransaction transaction(parts_.environment);
    if (auto account = accountFor(transaction, origin.actor, province::Power::resetPasswords, id); !account)
        return std::unexpected(account.error());
    schema::CredentialsT answer;
    for (const auto& known : readCredentials(transaction, parts_.sealingKey, id)) {
        const auto& record = known.record;
        auto row = std::make_unique<schema::CredentialRowT>();
        row->id = known.id.value;
        row->kind = static_cast<schema::CredentialKind>(record.kind);
        row->label = record.label;
        for (const auto protocol : credentials::allProtocols) {
            if (record.protocols.has(protocol)) row->protocols.emplace_back(credentials::name(protocol));
        }
        for (const auto& network : record.networks) row->networks.push_back(credentials::toText(network));
        row->created = record.created.time_since_epoch().count();
        row->expires = record.expires ? record.expires->time_since_epoch().count() : 0;
        if (const auto factor = credentials::decodeSecondFactor(record.verifier);
            record.kind == credentials::CredentialKind::secondFactor && factor && !factor->confirmed)
            row->label = "unconfirmed";
        answer.rows.push_back(std::move(row));
    }
    return asAnswer(std::move(answer));
}

Outcome Queries::sessionOpened(const schema::SessionOpened& query, const Origin& origin) {
    OpenSession session;
    session.channel = origin.channel;
    session.id = query.session();
    session.official = OfficialId{query.official()};
    session.process = origin.process;
    session.protocol = textOf(query.protocol());
    session.client = textOf(query.client());
    session.since = query.since();
    session.appPassword = textOf(query.app_password());
    // Before it is looked at, so that a commit which ends it finds it or is seen here.
    parts_.sessions.opened(session);
    const ReadTransaction transaction(parts_.environment);
    if (auto holds = mayAct(transaction, {origin.process, session.official, query.epoch(), origin.channel}); !holds) {
        parts_.sessions.closed(session.channel, session.id);
        return std::unexpected(holds.error());
    }
    return asAnswer(schema::DoneT{});
}

Outcome Queries::sessionClosed(const schema::SessionClosed& query, const Origin& origin) {
    parts_.sessions.closed(origin.channel, query.session());
    return asAnswer(schema::DoneT{});
}

Outcome Queries::listSessions(const schema::ListSessions& query, const Origin& origin) const {
    const OfficialId id{query.official()};
    const ReadTransaction transaction(parts_.environment);
    using enum province::Power;
    if (id) {
        if (auto account = accountFor(transaction, origin.actor, endSessions, id); !account)
            return std::unexpected(account.error());
    } else if (auto may = authorise(transaction, origin.actor, endSessions, {}); !may) {
        return std::unexpected(may.error());
    }
    schema::SessionsT answer;
    for (const auto& session : parts_.sessions.of(id)) {
        auto row = std::make_unique<schema::SessionRowT>();
        row->session = session.id;
        row->official = session.official.value;
        if (const auto official = findOfficial(transaction, session.official)) row->address = official->address;
        row->process = session.process;
        row->protocol = session.protocol;
        row->client = session.client;
        row->since = session.since;
        row->app_password = session.appPassword;
        answer.rows.push_back(std::move(row));
    }
    return asAnswer(std::move(answer));
}

}  // namespace tram::store
