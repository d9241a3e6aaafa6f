#include "store/queries.hpp"

#include <algorithm>
#include <cstring>

#include "base/utf8.hpp"
#include "store/address_table.hpp"
#include "store/commands.hpp"
#include "store/credential_table.hpp"
#include "store/directory.hpp"
#include "store/directory_change.hpp"
#include "store/group_members.hpp"
#include "store/permission.hpp"
#include "store/store_check.hpp"
#include "store/store_statistics.hpp"
#include "store/trace.hpp"
#include "store/wire.hpp"
#include "text/utf8.hpp"

namespace tram::store {

namespace {

// As it is hashed: in NFC, since one keyboard composes Vietnamese letters and another does not [RFC8265 4.2.2].
// What is no text, or longer than any password, stays as it is and is refused for that.
Bytes preparedPassword(ByteView password) {
    if (password.size() > limits::credentials::password || !isUtf8(password)) return Bytes(password);
    return text::toNfc(password);
}

using schema::ErrorCode;

credentials::Protocol protocolOf(ByteView name) {
    return credentials::parseProtocol(name).value_or(credentials::Protocol::web);
}

}  // namespace

struct Queries::Account {
    OfficialId id;
    schema::OfficialRecordT official;
    credentials::AccountCredentials credentials;
    bool known = false;
};

Queries::Queries(Parts parts)
    : parts_(std::move(parts)),
      checker_(parts_.chosenPasswords, parts_.sealingKey.derive("hand-out password"),
               parts_.sealingKey.derive("SCRAM fake salt")),
      attemptKey_(parts_.sealingKey.derive("attempt")) {}

std::optional<Bytes> Queries::answer(const schema::Request& request, const Origin& origin, Later later) {
    try {
        std::shared_lock shared(parts_.environmentGuard);
        // Whoever takes long lets the writer reopen the environment between its slices.
        const BetweenSlices between = [&shared] {
            shared.unlock();
            shared.lock();
        };
        if (const auto power = powerOf(request.body_type()); power && origin.actor) {
            const ReadTransaction transaction(parts_.environment);
            if (auto may = hasPower(transaction, origin.actor, *power); !may)
                return encodeOutcome(std::unexpected(may.error()), {});
        }
        Outcome outcome = refuse(ErrorCode::malformed, "body");
        switch (request.body_type()) {
            case schema::RequestBody::ResolveRecipient:
                outcome = resolve(*request.body_as_ResolveRecipient());
                break;
            case schema::RequestBody::FindAddress:
                outcome = findAddressOf(*request.body_as_FindAddress());
                break;
            case schema::RequestBody::CheckPassword: {
                const auto& query = *request.body_as_CheckPassword();
                outcome = checkPassword(viewOf(query.address()), viewOf(query.password()), viewOf(query.protocol()),
                                        viewOf(query.client()));
                break;
            }
            case schema::RequestBody::SignInAs: {
                // As for the web: with the chosen password.
                const auto& query = *request.body_as_SignInAs();
                outcome = checkPassword(viewOf(query.address()), viewOf(query.password()), "web", {});
                break;
            }
            case schema::RequestBody::ScramCredentials:
                outcome = scramCredentials(*request.body_as_ScramCredentials());
                break;
            case schema::RequestBody::CheckScram:
                outcome = checkScram(*request.body_as_CheckScram(), origin);
                break;
            case schema::RequestBody::MaySendAs:
                outcome = maySendAs(*request.body_as_MaySendAs());
                break;
            case schema::RequestBody::Stat:
                outcome = stat();
                break;
            case schema::RequestBody::Check:
                outcome = check(*request.body_as_Check(), between);
                break;
            case schema::RequestBody::Trace:
                outcome = trace(*request.body_as_Trace(), between);
                break;
            case schema::RequestBody::ChangePassword: {
                auto changed = changePassword(*request.body_as_ChangePassword(), origin, std::move(later));
                if (!changed) return std::nullopt;
                outcome = std::move(*changed);
                break;
            }
            default:
                break;
        }
        return encodeOutcome(outcome, {});
    } catch (const TransactionFailed& failure) {
        return encodeOutcome(refuse(ErrorCode::temporary, {}, failure.error.detail), {});
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
        const auto sender = standingOf(transaction, OfficialId{query.official()});
        const bool open = maySend(parts_.settings.groupPolicy, group->kind, sender);
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

Queries::Account Queries::account(ByteView address) const {
    Account result;
    const ReadTransaction transaction(parts_.environment);
    const auto id = findSignIn(transaction, address);
    if (!id) return result;
    auto official = findOfficial(transaction, *id);
    if (!official || !official->enabled) return result;
    result.id = *id;
    result.credentials.scramSalt.assign(official->scram_salt.begin(), official->scram_salt.end());
    for (auto& credential : readCredentials(transaction, parts_.sealingKey, *id))
        result.credentials.records.push_back(std::move(credential.record));
    result.official = std::move(*official);
    result.known = true;
    return result;
}

std::optional<Refusal> Queries::mustWait(const std::string& address, ByteView client) {
    const auto network = credentials::networkOf(client).value_or(std::string());
    const std::lock_guard lock(defenceMutex_);
    const auto wait = defence_.wait(address, network, parts_.clock.steady());
    if (wait <= std::chrono::nanoseconds::zero()) return std::nullopt;
    return Refusal{ErrorCode::too_many_attempts, "address",
                   std::to_string(std::chrono::ceil<std::chrono::seconds>(wait).count()) + " s"};
}

void Queries::signedIn(const Account& account, const std::string& address, ByteView protocol, ByteView client,
                       std::string mechanism, bool ok, ByteView password) {
    const auto network = credentials::networkOf(client).value_or(std::string());
    // A mail program that repeats one stale password is one guess, so the defence is told which it was.
    std::uint64_t attempt = 0;
    if (!ok && !password.empty()) {
        const auto digest = credentials::hmacSha256(credentials::view(attemptKey_), password);
        std::memcpy(&attempt, digest.data(), sizeof attempt);
    }
    {
        const std::lock_guard lock(defenceMutex_);
        if (ok) {
            defence_.succeeded(address, network, parts_.clock.steady());
        } else {
            defence_.failed(address, network, attempt, parts_.clock.steady());
        }
    }
    schema::SignedInT event;
    event.official = account.id.value;
    event.address = address;
    event.protocol = protocol;
    event.client = client;
    event.mechanism = std::move(mechanism);
    event.ok = ok;
    event.count = 1;
    Command command;
    command.origin = {"tram-store", account.id};
    command.action = [event =
                          std::make_shared<schema::SignedInT>(std::move(event))](CommandContext& context) -> Outcome {
        context.batch.journal(context.origin, asEvent(*event));
        return asAnswer(schema::DoneT{});
    };
    command.then = [](const Outcome&, JournalPosition) {};
    parts_.submit(std::move(command));
}

namespace {

std::string signInAddress(ByteView given, const StoreSettings& settings) {
    auto address = normaliseAddress(given);
    if (address.find('@') == std::string::npos) address += "@" + settings.domains.front();
    return address;
}

schema::SignInT signInOf(OfficialId id, const schema::OfficialRecordT& official) {
    schema::SignInT answer;
    answer.official = id.value;
    answer.mailbox = official.mailbox;
    answer.address = official.address;
    answer.name = official.name;
    return answer;
}

}  // namespace

Outcome Queries::checkPassword(ByteView given, ByteView secret, ByteView protocol, ByteView client) {
    const auto address = signInAddress(given, parts_.settings);
    if (auto wait = mustWait(address, client)) return std::unexpected(std::move(*wait));
    const auto known = account(address);
    const auto password = preparedPassword(secret);
    const auto verdict = checker_.check(known.known ? &known.credentials : nullptr, address, password,
                                        protocolOf(protocol), parts_.clock.now());
    if (verdict.outcome == credentials::PasswordOutcome::noMemory)
        return refuse(ErrorCode::temporary, "password", "no memory to check it");
    const bool ok = verdict.outcome == credentials::PasswordOutcome::ok;
    const bool mustChange = verdict.outcome == credentials::PasswordOutcome::mustChange;
    // The right hand-out password is no guess.
    if (!mustChange) signedIn(known, address, protocol, client, "PLAIN", ok, password);
    if (mustChange) return refuse(ErrorCode::must_change_password, "password");
    if (!ok) return refuse(ErrorCode::bad_password, "password");
    auto answer = signInOf(known.id, known.official);
    answer.app_password =
        verdict.record && known.credentials.records[*verdict.record].kind == credentials::CredentialKind::app;
    return asAnswer(std::move(answer));
}

Outcome Queries::scramCredentials(const schema::ScramCredentials& query) const {
    const auto address = signInAddress(viewOf(query.address()), parts_.settings);
    const auto known = account(address);
    const auto parameters = checker_.scramParameters(known.known ? &known.credentials : nullptr, address);
    schema::ScramT answer;
    answer.salt.assign(asOctets(parameters.salt).begin(), asOctets(parameters.salt).end());
    answer.iterations = parameters.iterations;
    return asAnswer(std::move(answer));
}

Outcome Queries::checkScram(const schema::CheckScram& query, const Origin&) {
    const auto address = signInAddress(viewOf(query.address()), parts_.settings);
    const auto client = viewOf(query.client());
    if (auto wait = mustWait(address, client)) return std::unexpected(std::move(*wait));
    const auto known = account(address);
    const auto protocol = viewOf(query.protocol());
    const auto candidates = credentials::scramCandidates(known.credentials, protocolOf(protocol), parts_.clock.now());
    const auto match =
        credentials::verifyScramProof(candidates.keys, viewOf(query.auth_message()), viewOf(query.proof()));
    const bool ok = match && known.known;
    signedIn(known, address, protocol, client, "SCRAM-SHA-256", ok, {});
    if (!ok) return refuse(ErrorCode::bad_password, "proof");
    auto answer = signInOf(known.id, known.official);
    answer.signature = credentials::view(match->serverSignature);
    answer.app_password = true;
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

std::optional<Outcome> Queries::changePassword(const schema::ChangePassword& query, const Origin& origin, Later later) {
    const auto address = signInAddress(viewOf(query.address()), parts_.settings);
    if (auto wait = mustWait(address, {})) return Outcome(std::unexpected(std::move(*wait)));
    const auto known = account(address);
    const auto old = preparedPassword(viewOf(query.old_password()));
    const auto verdict = checker_.check(known.known ? &known.credentials : nullptr, address, old,
                                        credentials::Protocol::web, parts_.clock.now());
    if (verdict.outcome == credentials::PasswordOutcome::noMemory)
        return refuse(ErrorCode::temporary, "old_password", "no memory to check it");
    const bool right = verdict.outcome == credentials::PasswordOutcome::ok ||
                       verdict.outcome == credentials::PasswordOutcome::mustChange;
    const bool isApp =
        right && verdict.record && known.credentials.records[*verdict.record].kind == credentials::CredentialKind::app;
    if (!right || isApp) {
        signedIn(known, address, "password", {}, "PLAIN", false, old);
        return refuse(ErrorCode::bad_password, "old_password");
    }
    if (!isUtf8(viewOf(query.new_password()))) return refuse(ErrorCode::weak_password, "new_password", "not UTF-8");
    const auto wanted = preparedPassword(viewOf(query.new_password()));
    if (const auto choice = credentials::checkChoice(wanted); !choice) {
        return refuse(ErrorCode::weak_password, "new_password", std::string(credentials::name(choice.error())));
    }
    if (wanted == old) return refuse(ErrorCode::weak_password, "new_password", "the same as before");
    const auto verifier = parts_.chosenPasswords.hash(wanted);
    if (!verifier)
        return refuse(ErrorCode::temporary, "new_password", std::string(credentials::name(verifier.error())));
    Command command;
    command.origin = {origin.process, known.id};
    // The old password was right when it was looked at; a reset meanwhile must not be undone by this.
    command.action = [id = known.id, seen = known.official.next_credential,
                      verifier = *verifier](CommandContext& context) -> Outcome {
        const auto official = findOfficial(context.batch.transaction, id);
        if (!official || official->next_credential != seen)
            return refuse(ErrorCode::temporary, "old_password", "changed meanwhile");
        return setChosenPassword(context, id, verifier);
    };
    command.then = [later = std::move(later)](const Outcome& outcome, JournalPosition position) {
        later(encodeOutcome(outcome, position));
    };
    parts_.submit(std::move(command));
    return std::nullopt;
}

Outcome Queries::stat() {
    return asAnswer(storeStatistics(parts_.environment, parts_.commitStatistics()));
}

Outcome Queries::check(const schema::Check& query, const BetweenSlices& between) {
    return asAnswer(
        checkStore(parts_.environment, query.quick() ? CheckDepth::structure : CheckDepth::everything, between));
}

Outcome Queries::trace(const schema::Trace& query, const BetweenSlices& between) const {
    return asAnswer(traceMessage(parts_.environment, viewOf(query.text()), query.limit(), query.since(), between));
}

}  // namespace tram::store
