// The commands: each validates before it changes anything, changes, and writes one journal record.
//
// A Refusal means that nothing was changed. An LMDB failure in the middle is thrown (TransactionFailed) and
// undoes the batch. All run on the writer's thread.
#pragma once

#include "store/command_context.hpp"
#include "store/credentials/second_factor.hpp"

namespace tram::store {

// agencies (agency_commands.cpp)
[[nodiscard]] Outcome execute(CommandContext& context, const schema::CreateAgency& command);
[[nodiscard]] Outcome execute(CommandContext& context, const schema::RenameAgency& command);
[[nodiscard]] Outcome execute(CommandContext& context, const schema::MoveAgency& command);
[[nodiscard]] Outcome execute(CommandContext& context, const schema::MergeAgencies& command);
[[nodiscard]] Outcome execute(CommandContext& context, const schema::SplitAgency& command);
[[nodiscard]] Outcome execute(CommandContext& context, const schema::DissolveAgency& command);

// officials (official_commands.cpp)
[[nodiscard]] Outcome execute(CommandContext& context, const schema::CreateOfficial& command);
[[nodiscard]] Outcome execute(CommandContext& context, const schema::MoveOfficial& command);
[[nodiscard]] Outcome execute(CommandContext& context, const schema::SecondOfficial& command);
[[nodiscard]] Outcome execute(CommandContext& context, const schema::EndService& command);
[[nodiscard]] Outcome execute(CommandContext& context, const schema::EndSecondment& command);
[[nodiscard]] Outcome execute(CommandContext& context, const schema::Reinstate& command);
[[nodiscard]] Outcome execute(CommandContext& context, const schema::EditOfficial& command);
[[nodiscard]] Outcome execute(CommandContext& context, const schema::GiveRole& command);
[[nodiscard]] Outcome execute(CommandContext& context, const schema::GiveDuties& command);

// what the public sees (publicity_command.cpp)
[[nodiscard]] Outcome execute(CommandContext& context, const schema::SetPublicity& command);

// mailboxes (mailbox_commands.cpp)
[[nodiscard]] Outcome execute(CommandContext& context, const schema::CreateMailbox& command);
[[nodiscard]] Outcome execute(CommandContext& context, const schema::GrantRights& command);
[[nodiscard]] Outcome execute(CommandContext& context, const schema::HandOver& command);
[[nodiscard]] Outcome execute(CommandContext& context, const schema::SetQuota& command);
[[nodiscard]] Outcome execute(CommandContext& context, const schema::WarnQuota& command);
[[nodiscard]] Outcome execute(CommandContext& context, const schema::OrderRemoval& command);
[[nodiscard]] Outcome execute(CommandContext& context, const schema::WithdrawRemoval& command);
[[nodiscard]] Outcome execute(CommandContext& context, const schema::ApproveRemoval& command);
// Makes the mailbox that the RFCs demand of every domain, where there is none. (system_mailboxes.cpp)
// [RFC5321 4.5.1] [RFC2142]
void ensureSystemMailboxes(Batch& batch, const StoreSettings& settings);

// access to content for evidence (access_commands.cpp)
[[nodiscard]] Outcome execute(CommandContext& context, const schema::OrderAccess& command);
[[nodiscard]] Outcome execute(CommandContext& context, const schema::ApproveAccess& command);
[[nodiscard]] Outcome execute(CommandContext& context, const schema::WithdrawAccess& command);
[[nodiscard]] Outcome execute(CommandContext& context, const schema::CloseAccess& command);

// many at once (import_command.cpp)
[[nodiscard]] Outcome execute(CommandContext& context, const schema::ImportDirectory& command);

// free lists and aliases (list_commands.cpp)
[[nodiscard]] Outcome execute(CommandContext& context, const schema::CreateList& command);
[[nodiscard]] Outcome execute(CommandContext& context, const schema::EditList& command);
[[nodiscard]] Outcome execute(CommandContext& context, const schema::DissolveList& command);

// requests and tickets (ticket_commands.cpp, request_commands.cpp)
[[nodiscard]] Outcome execute(CommandContext& context, const schema::OpenTicket& command);
[[nodiscard]] Outcome execute(CommandContext& context, const schema::MoveTicket& command);
[[nodiscard]] Outcome execute(CommandContext& context, const schema::SortTicket& command);
[[nodiscard]] Outcome execute(CommandContext& context, const schema::AnswerTicket& command);
[[nodiscard]] Outcome execute(CommandContext& context, const schema::ApproveRequest& command);

// credentials and sessions (credential_commands.cpp)
[[nodiscard]] Outcome execute(CommandContext& context, const schema::CreateAppPassword& command);
[[nodiscard]] Outcome execute(CommandContext& context, const schema::RemoveAppPassword& command);
[[nodiscard]] Outcome execute(CommandContext& context, const schema::RemoveSecondFactor& command);
[[nodiscard]] Outcome execute(CommandContext& context, const schema::EndSessions& command);
// What follows is the second half of requests whose first half, which takes its time, is done off this thread
// (sign_in.hpp): a password was made or hashed, a chosen one was proven.
struct HandOut {
    Bytes password;
    Bytes verifier;
    Bytes scramSalt;
};
[[nodiscard]] HandOut makeHandOut(const credentials::SealingKey& key, Random& random);
[[nodiscard]] Outcome setHandOutPassword(CommandContext& context, OfficialId official, const HandOut& handOut);
[[nodiscard]] Outcome setChosenPassword(CommandContext& context, OfficialId official, ByteView verifier);
// Whether the code is his; it is used up then.
[[nodiscard]] bool takeSecondFactorCode(CommandContext& context, OfficialId official, ByteView code);
[[nodiscard]] Outcome enrolSecondFactor(CommandContext& context, OfficialId official,
                                        const credentials::SecondFactor& factor, const std::string& uri);
[[nodiscard]] Outcome confirmSecondFactor(CommandContext& context, OfficialId official, ByteView code);

// mail (accept_command.cpp, message_commands.cpp, folder_commands.cpp)
[[nodiscard]] Outcome execute(CommandContext& context, const schema::Accept& command);
[[nodiscard]] Outcome execute(CommandContext& context, const schema::Append& command);
[[nodiscard]] Outcome execute(CommandContext& context, const schema::StoreFlags& command);
[[nodiscard]] Outcome execute(CommandContext& context, const schema::Copy& command);
[[nodiscard]] Outcome execute(CommandContext& context, const schema::Expunge& command);
[[nodiscard]] Outcome execute(CommandContext& context, const schema::CreateFolder& command);
[[nodiscard]] Outcome execute(CommandContext& context, const schema::DeleteFolder& command);
[[nodiscard]] Outcome execute(CommandContext& context, const schema::RenameFolder& command);
[[nodiscard]] Outcome execute(CommandContext& context, const schema::SubscribeFolder& command);

// the outbound queue (queue_commands.cpp)
[[nodiscard]] Outcome execute(CommandContext& context, const schema::QueueResults& command);
[[nodiscard]] Outcome execute(CommandContext& context, const schema::QueueControl& command);

// deliveries to large groups (expansion_commands.cpp)
[[nodiscard]] Outcome execute(CommandContext& context, const schema::ExpandGroup& command);
[[nodiscard]] Outcome execute(CommandContext& context, const schema::EndExpansion& command);

// many made-up messages at once, for measurements (fill_command.cpp)
[[nodiscard]] Outcome execute(CommandContext& context, const schema::Fill& command);

// observations (observe_command.cpp)
[[nodiscard]] Outcome execute(CommandContext& context, const schema::Observe& command);

// Carries deletions on by one bounded step. True when there is more to do.
bool choreStep(Batch& batch);

}  // namespace tram::store
