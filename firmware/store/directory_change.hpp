// What every command of the Directory does around its change: may he, on what basis, has it changed meanwhile, and the
// record of it in journal and history.
#pragma once

#include "province/administration.hpp"
#include "store/command_context.hpp"

namespace tram::store {

// What the one in whose name the command comes is. Nothing where he is no active official.
[[nodiscard]] std::optional<province::Standing> standingOf(const ReadTransaction& transaction, OfficialId official);

[[nodiscard]] std::optional<province::Standing> standingOf(const schema::OfficialRecord& official);

// Whether he who asks may ask such a thing at all: the session in which he does was not ended meanwhile, and it is some
// business of his (without a power: anybody's). Errors: session_over, not_permitted.
[[nodiscard]] std::expected<void, Refusal> mayAct(const ReadTransaction& transaction, const Origin& origin,
                                                  std::optional<province::Power> power = {});

// Whether he may do this to something of that agency; AgencyId{} where it is of none, and only who may do it
// everywhere may. In nobody's name come the appliance's own console and processes, which may.
[[nodiscard]] std::expected<void, Refusal> authorise(const ReadTransaction& transaction, OfficialId actor,
                                                     province::Power power, AgencyId agency);
[[nodiscard]] std::expected<void, Refusal> authorise(const CommandContext& context, province::Power power,
                                                     AgencyId agency);
// The same for a mailbox's affairs, which those with the right `manage` on it may do, too.
[[nodiscard]] std::expected<void, Refusal> authoriseOn(const CommandContext& context, province::Power power,
                                                       MailboxId mailbox, AgencyId agency);

// An official's account, to which he himself sees, and who may do this to it. Errors: no_such_official, not_permitted.
[[nodiscard]] std::expected<schema::OfficialRecordT, Refusal> accountFor(const ReadTransaction& transaction,
                                                                         OfficialId actor, province::Power power,
                                                                         OfficialId account);
// A mailbox to which he may do this. Errors: no_such_mailbox, not_permitted.
[[nodiscard]] std::expected<schema::MailboxRecordT, Refusal> mailboxFor(const CommandContext& context, MailboxId id,
                                                                        province::Power power);

// What was opened on his account before is over with this commit. The record is the caller's to put. R9.4, R10.2
void endSessionsOf(Batch& batch, OfficialId id, schema::OfficialRecordT& official);

// An agency that is there and in force, which he may do this to; without a power nobody is asked. Errors, naming
// `field`: no_such_agency, not_permitted, not_active.
[[nodiscard]] std::expected<schema::AgencyRecordT, Refusal> activeAgency(const CommandContext& context, AgencyId id,
                                                                         const char* field,
                                                                         std::optional<province::Power> power = {});

// The basis as it is kept. Errors: no_basis, naming the field "basis".
[[nodiscard]] std::expected<schema::BasisT, Refusal> checkBasis(const CommandContext& context,
                                                                const schema::Basis* basis);
// The same where none need be given.
[[nodiscard]] std::expected<std::unique_ptr<schema::BasisT>, Refusal> checkOptionalBasis(const CommandContext& context,
                                                                                         const schema::Basis* basis);
// A reason or remark: one paragraph of at most limits::province::remark octets. Errors: malformed.
[[nodiscard]] std::expected<std::string, Refusal> checkRemark(ByteView text, const char* field);

// Error: changed_meanwhile.
[[nodiscard]] std::expected<void, Refusal> checkRevision(std::uint64_t asked, std::uint64_t present);

// The one journal record of the command, and a line in the history of its subject and of all that are related. Call it
// after the command's changes. The revision that its records get is batch.modSequence() before the call.
// `document`, where there is one, is signed and kept with the subject's line.
void recordChange(CommandContext& context, schema::DirectoryChangedT change, std::string document = {});
// A line in a history only, for those whom a change touched with others.
void addHistory(CommandContext& context, const schema::DirectoryChangedT& change);

template <class Id>
[[nodiscard]] schema::DirectoryChangedT changeOf(schema::DirectoryVerb verb, Id subject,
                                                 std::unique_ptr<schema::BasisT> basis = nullptr) {
    schema::DirectoryChangedT change;
    change.verb = verb;
    change.subject = subject.value;
    change.basis = std::move(basis);
    return change;
}

// "Nguyễn Văn Hùng <hungnv@tinh.gov.vn>", as histories name a person.
[[nodiscard]] inline std::string nameAndAddress(const schema::OfficialRecordT& official) {
    return official.name + " <" + official.address + ">";
}

[[nodiscard]] inline std::unique_ptr<schema::BasisT> copyOf(const schema::BasisT& basis) {
    return std::make_unique<schema::BasisT>(basis);
}

[[nodiscard]] inline schema::AnswerBodyUnion doneWith(std::uint64_t id) {
    schema::DoneT answer;
    answer.id = id;
    return asAnswer(std::move(answer));
}

}  // namespace tram::store
