// Passwords, second factors and sessions. R9.1 R9.4
#include <algorithm>
#include <utility>

#include "store/commands.hpp"
#include "store/credential_table.hpp"
#include "store/credentials/generated_password.hpp"
#include "store/credentials/scram.hpp"
#include "store/directory.hpp"
#include "store/directory_change.hpp"

namespace tram::store {

namespace {

using credentials::CredentialKind;
using schema::ErrorCode;

enum class Change : std::uint8_t { made, removed };

void journalCredential(CommandContext& context, OfficialId official, CredentialId id, CredentialKind kind,
                       const std::string& label = {}, Change change = Change::made) {
    schema::CredentialChangedT event;
    event.official = official.value;
    event.credential = id.value;
    event.kind = static_cast<schema::CredentialKind>(kind);
    event.label = label;
    event.removed = change == Change::removed;
    context.batch.journal(context.origin, asEvent(std::move(event)));
}

CredentialId nextCredential(schema::OfficialRecordT& official) {
    return CredentialId{official.next_credential++};
}

schema::AnswerBodyUnion withSecret(std::uint64_t id, Bytes secret) {
    schema::DoneT answer;
    answer.id = id;
    answer.secret = std::move(secret);
    return asAnswer(std::move(answer));
}

}  // namespace

HandOut makeHandOut(const credentials::SealingKey& key, Random& random) {
    HandOut made;
    made.password = credentials::makeHandOutPassword(random);
    made.scramSalt = credentials::makeScramSalt(random);
    const credentials::ScramParameters parameters{made.scramSalt, limits::credentials::scramIterations};
    made.verifier = credentials::makeHandOutVerifier(key.derive("hand-out password"), made.password, random);
    made.verifier +=
        credentials::encodeScram(credentials::deriveScramKeys(made.password, parameters), parameters.iterations);
    return made;
}

Outcome setHandOutPassword(CommandContext& context, OfficialId id, const HandOut& handOut) {
    auto& batch = context.batch;
    auto official = findOfficial(batch.transaction, id);
    if (!official) return refuse(ErrorCode::no_such_official, "official");
    if (auto may = authorise(context, province::Power::resetPasswords, AgencyId{official->agency}); !may)
        return std::unexpected(may.error());
    if (official->state != schema::OfficialState::active)
        return refuse(ErrorCode::not_active, "official", official->address);
    // A reset ends everything that opened the account before, in the same commit. R9.4 The second factor stays: who
    // talks the operator into a new password has not got the telephone.
    for (const auto& known : readCredentials(batch.transaction, context.sealingKey, id)) {
        if (known.record.kind != CredentialKind::secondFactor) removeCredential(batch.transaction, id, known.id);
    }
    NumberedCredential made;
    made.id = nextCredential(*official);
    made.record.kind = CredentialKind::handOut;
    made.record.created = batch.now();
    made.record.verifier = handOut.verifier;
    writeCredential(batch.transaction, context.sealingKey, id, made);
    // No app password is left that would need the old one.
    official->scram_salt.assign(asOctets(handOut.scramSalt).begin(), asOctets(handOut.scramSalt).end());
    official->must_change_password = true;
    endSessionsOf(batch, id, *official);
    putObject(batch.transaction, Table::official, Key::of(id), *official);
    batch.touchDirectory();
    journalCredential(context, id, made.id, CredentialKind::handOut);
    return withSecret(id.value, handOut.password);
}

Outcome execute(CommandContext& context, const schema::CreateAppPassword& command) {
    auto& batch = context.batch;
    const OfficialId id{command.official()};
    auto official = findOfficial(batch.transaction, id);
    if (!official) return refuse(ErrorCode::no_such_official, "official");
    // Another's would open his mail. R4.3
    if (context.origin.actor && context.origin.actor != id) return refuse(ErrorCode::not_permitted, "official");
    if (official->must_change_password) return refuse(ErrorCode::must_change_password, "official");
    const auto known = readCredentials(batch.transaction, context.sealingKey, id);
    const auto apps =
        std::ranges::count(known, CredentialKind::app, [](const NumberedCredential& each) { return each.record.kind; });
    if (std::cmp_greater_equal(apps, limits::credentials::appPasswords))
        return refuse(ErrorCode::limit, "official", "too many app passwords");
    NumberedCredential made;
    made.id = nextCredential(*official);
    made.record.kind = CredentialKind::app;
    made.record.label = textOf(command.label());
    if (made.record.label.size() > limits::credentials::label) return refuse(ErrorCode::bad_name, "label", "too long");
    made.record.created = batch.now();
    made.record.protocols = credentials::Protocols{};
    if (command.protocols() == nullptr || command.protocols()->size() == 0) {
        made.record.protocols = credentials::Protocols::mail();
    } else {
        for (const auto* name : *command.protocols()) {
            const auto protocol = credentials::parseProtocol(viewOf(name));
            if (!protocol) return refuse(ErrorCode::malformed, "protocols", textOf(name));
            made.record.protocols.add(*protocol);
        }
    }
    if (command.networks() != nullptr) {
        if (command.networks()->size() > limits::credentials::networks)
            return refuse(ErrorCode::limit, "networks", "too many");
        for (const auto* text : *command.networks()) {
            const auto network = credentials::parseNetwork(viewOf(text));
            if (!network) return refuse(ErrorCode::malformed, "networks", textOf(text));
            made.record.networks.push_back(*network);
        }
    }
    if (command.expires() != 0) made.record.expires = SystemTime{std::chrono::microseconds{command.expires()}};
    const auto password = credentials::makeAppPassword(context.random);
    const credentials::ScramParameters parameters{Bytes(official->scram_salt.begin(), official->scram_salt.end()),
                                                  limits::credentials::scramIterations};
    made.record.verifier =
        credentials::encodeScram(credentials::deriveScramKeys(password, parameters), parameters.iterations);
    writeCredential(batch.transaction, context.sealingKey, id, made);
    putObject(batch.transaction, Table::official, Key::of(id), *official);
    journalCredential(context, id, made.id, CredentialKind::app, made.record.label);
    return withSecret(made.id.value, password);
}

Outcome execute(CommandContext& context, const schema::RemoveAppPassword& command) {
    auto& batch = context.batch;
    const OfficialId id{command.official()};
    auto official = accountFor(batch.transaction, context.origin.actor, province::Power::resetPasswords, id);
    if (!official) return std::unexpected(official.error());
    for (const auto& known : readCredentials(batch.transaction, context.sealingKey, id)) {
        if (known.id.value != command.credential() || known.record.kind != CredentialKind::app) continue;
        removeCredential(batch.transaction, id, known.id);
        // Which sessions it opened is not known here: all begin anew, which those of other app passwords can.
        endSessionsOf(batch, id, *official);
        putObject(batch.transaction, Table::official, Key::of(id), *official);
        journalCredential(context, id, known.id, CredentialKind::app, known.record.label, Change::removed);
        return withSecret(known.id.value, {});
    }
    return refuse(ErrorCode::no_such_credential, "credential");
}

Outcome execute(CommandContext& context, const schema::RemoveSecondFactor& command) {
    auto& batch = context.batch;
    const OfficialId id{command.official()};
    auto official = accountFor(batch.transaction, context.origin.actor, province::Power::resetPasswords, id);
    if (!official) return std::unexpected(official.error());
    // Nobody his own: who sits at an unlocked desk could.
    if (context.origin.actor == id) return refuse(ErrorCode::second_person, "official");
    for (const auto& known : readCredentials(batch.transaction, context.sealingKey, id)) {
        if (known.record.kind != CredentialKind::secondFactor) continue;
        removeCredential(batch.transaction, id, known.id);
        endSessionsOf(batch, id, *official);
        putObject(batch.transaction, Table::official, Key::of(id), *official);
        journalCredential(context, id, known.id, CredentialKind::secondFactor, {}, Change::removed);
        return withSecret(id.value, {});
    }
    return refuse(ErrorCode::no_such_credential, "official");
}

Outcome execute(CommandContext& context, const schema::EndSessions& command) {
    auto& batch = context.batch;
    const OfficialId id{command.official()};
    auto official = accountFor(batch.transaction, context.origin.actor, province::Power::endSessions, id);
    if (!official) return std::unexpected(official.error());
    if (command.session() == 0) {
        endSessionsOf(batch, id, *official);
        putObject(batch.transaction, Table::official, Key::of(id), *official);
    } else {
        batch.endSession(id, command.session());
    }
    schema::SessionsEndedT event;
    event.official = id.value;
    event.session = command.session();
    batch.journal(context.origin, asEvent(std::move(event)));
    return withSecret(id.value, {});
}

Outcome setChosenPassword(CommandContext& context, OfficialId id, ByteView verifier) {
    auto& batch = context.batch;
    auto official = findOfficial(batch.transaction, id);
    if (!official) return refuse(ErrorCode::no_such_official, "official");
    for (const auto& known : readCredentials(batch.transaction, context.sealingKey, id)) {
        if (known.record.kind == CredentialKind::chosen || known.record.kind == CredentialKind::handOut)
            removeCredential(batch.transaction, id, known.id);
    }
    NumberedCredential made;
    made.id = nextCredential(*official);
    made.record.kind = CredentialKind::chosen;
    made.record.created = batch.now();
    made.record.verifier = verifier;
    writeCredential(batch.transaction, context.sealingKey, id, made);
    official->must_change_password = false;
    endSessionsOf(batch, id, *official);
    putObject(batch.transaction, Table::official, Key::of(id), *official);
    journalCredential(context, id, made.id, CredentialKind::chosen);
    return withSecret(id.value, {});
}

namespace {

// His second factor, as a record and as what is in it.
struct StoredFactor {
    NumberedCredential credential;
    credentials::SecondFactor factor;
};

std::optional<StoredFactor> findFactor(CommandContext& context, OfficialId id) {
    for (auto& known : readCredentials(context.batch.transaction, context.sealingKey, id)) {
        if (known.record.kind != CredentialKind::secondFactor) continue;
        if (auto factor = credentials::decodeSecondFactor(known.record.verifier))
            return StoredFactor{std::move(known), std::move(*factor)};
    }
    return std::nullopt;
}

void writeFactor(CommandContext& context, OfficialId id, StoredFactor& stored) {
    stored.credential.record.verifier = credentials::encodeSecondFactor(stored.factor);
    writeCredential(context.batch.transaction, context.sealingKey, id, stored.credential);
}

// Marks the code as used. False where it is not right, or was used.
bool take(StoredFactor& stored, ByteView code, SystemTime now) {
    const auto step = credentials::stepOfCode(stored.factor, code, now);
    if (step) stored.factor.lastStep = *step;
    return step.has_value();
}

}  // namespace

bool takeSecondFactorCode(CommandContext& context, OfficialId id, ByteView code) {
    auto stored = findFactor(context, id);
    if (!stored || !stored->factor.confirmed || !take(*stored, code, context.batch.now())) return false;
    writeFactor(context, id, *stored);
    return true;
}

Outcome enrolSecondFactor(CommandContext& context, OfficialId id, const credentials::SecondFactor& factor,
                          const std::string& uri) {
    auto& batch = context.batch;
    auto official = findOfficial(batch.transaction, id);
    if (!official) return refuse(ErrorCode::no_such_official, "official");
    if (const auto before = findFactor(context, id)) {
        if (before->factor.confirmed) return refuse(ErrorCode::exists, "second_factor");
        removeCredential(batch.transaction, id, before->credential.id);
    }
    StoredFactor stored;
    stored.credential.id = nextCredential(*official);
    stored.credential.record.kind = CredentialKind::secondFactor;
    stored.credential.record.created = batch.now();
    stored.factor = factor;
    writeFactor(context, id, stored);
    putObject(batch.transaction, Table::official, Key::of(id), *official);
    journalCredential(context, id, stored.credential.id, CredentialKind::secondFactor, "unconfirmed");
    return withSecret(stored.credential.id.value, uri);
}

Outcome confirmSecondFactor(CommandContext& context, OfficialId id, ByteView code) {
    auto& batch = context.batch;
    auto official = findOfficial(batch.transaction, id);
    auto stored = findFactor(context, id);
    if (!official || !stored) return refuse(ErrorCode::no_such_credential, "second_factor");
    if (stored->factor.confirmed) return refuse(ErrorCode::exists, "second_factor");
    if (!take(*stored, code, batch.now())) return refuse(ErrorCode::second_factor, "code", "wrong");
    stored->factor.confirmed = true;
    writeFactor(context, id, *stored);
    endSessionsOf(batch, id, *official);
    putObject(batch.transaction, Table::official, Key::of(id), *official);
    journalCredential(context, id, stored->credential.id, CredentialKind::secondFactor);
    return withSecret(stored->credential.id.value, {});
}

}  // namespace tram::store
