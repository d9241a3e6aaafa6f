// Hand-out, chosen and app passwords. R9.1 R9.4
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

void journalCredential(CommandContext& context, OfficialId official, CredentialId id, schema::CredentialKind kind,
                       const std::string& label) {
    schema::CredentialChangedT event;
    event.official = official.value;
    event.credential = id.value;
    event.kind = kind;
    event.label = label;
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

Outcome execute(CommandContext& context, const schema::SetHandOutPassword& command) {
    auto& batch = context.batch;
    const OfficialId id{command.official()};
    auto official = findOfficial(batch.transaction, id);
    if (!official) return refuse(ErrorCode::no_such_official, "official");
    if (auto may = authorise(context, province::Power::resetPasswords, AgencyId{official->agency}); !may)
        return std::unexpected(may.error());
    if (official->state != schema::OfficialState::active)
        return refuse(ErrorCode::not_active, "official", official->address);
    // A reset ends everything that opened the account before, in the same commit. R9.4
    for (const auto& known : readCredentials(batch.transaction, context.sealingKey, id))
        removeCredential(batch.transaction, id, known.id);
    const auto password = credentials::makeHandOutPassword(context.random);
    NumberedCredential made;
    made.id = nextCredential(*official);
    made.record.kind = CredentialKind::handOut;
    made.record.created = batch.now();
    made.record.verifier =
        credentials::makeHandOutVerifier(context.sealingKey.derive("hand-out password"), password, context.random);
    writeCredential(batch.transaction, context.sealingKey, id, made);
    official->must_change_password = true;
    ++official->session_epoch;
    putObject(batch.transaction, Table::official, Key::of(id), *official);
    batch.touchDirectory();
    journalCredential(context, id, made.id, schema::CredentialKind::hand_out, {});
    return withSecret(id.value, password);
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
    if (command.expires() != 0) made.record.expires = SystemTime{std::chrono::microseconds{command.expires()}};
    const auto password = credentials::makeAppPassword(context.random);
    const credentials::ScramParameters parameters{Bytes(official->scram_salt.begin(), official->scram_salt.end()),
                                                  limits::credentials::scramIterations};
    made.record.verifier =
        credentials::encodeScram(credentials::deriveScramKeys(password, parameters), parameters.iterations);
    writeCredential(batch.transaction, context.sealingKey, id, made);
    putObject(batch.transaction, Table::official, Key::of(id), *official);
    journalCredential(context, id, made.id, schema::CredentialKind::app, made.record.label);
    return withSecret(made.id.value, password);
}

Outcome setChosenPassword(CommandContext& context, OfficialId id, ByteView verifier) {
    auto& batch = context.batch;
    auto official = findOfficial(batch.transaction, id);
    if (!official) return refuse(ErrorCode::no_such_official, "official");
    for (const auto& known : readCredentials(batch.transaction, context.sealingKey, id)) {
        if (known.record.kind != CredentialKind::app) removeCredential(batch.transaction, id, known.id);
    }
    NumberedCredential made;
    made.id = nextCredential(*official);
    made.record.kind = CredentialKind::chosen;
    made.record.created = batch.now();
    made.record.verifier = verifier;
    writeCredential(batch.transaction, context.sealingKey, id, made);
    official->must_change_password = false;
    putObject(batch.transaction, Table::official, Key::of(id), *official);
    journalCredential(context, id, made.id, schema::CredentialKind::chosen, {});
    return withSecret(id.value, {});
}

}  // namespace tram::store
