// What a command gets beside its own fields.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/limits.hpp"
#include "base/random.hpp"
#include "province/address_terms.hpp"
#include "province/group_policy.hpp"
#include "province/quota_policy.hpp"
#include "province/second_factor_policy.hpp"
#include "province/working_hours.hpp"
#include "store/batch.hpp"
#include "store/blob_writer.hpp"
#include "store/credentials/sealing_key.hpp"
#include "store/credentials/signing_key.hpp"
#include "store/journal_bounds.hpp"
#include "store/refusal.hpp"

namespace tram::store {

// Settings of the appliance that commands depend on.
struct StoreSettings {
    // The domains whose mail is delivered here, lower case; the first is the province's own.
    std::vector<std::string> domains;
    // The appliance's own name, where postmaster and abuse are to be reached, too. [RFC5321 4.5.1]
    std::string hostname;
    province::QuotaPolicy quotas;
    std::chrono::microseconds queueLifetime = std::chrono::days(5);
    JournalBounds journal;
    // What becomes of addresses and mailboxes that somebody gave up. R8.1, R8.3
    province::AddressTerms addressTerms;
    // Who may write to the ready-made groups. R3.6.2
    province::GroupPolicy groupPolicy;
    // Who may not sign in without a second factor. R9.4
    province::SecondFactorPolicy secondFactorPolicy;
    // When a look into an agency's mailbox counts as a check. R7.1
    province::WorkingHours workingHours;
};

struct CommandContext {
    Batch& batch;
    const Origin& origin;
    const StoreSettings& settings;
    const credentials::SealingKey& sealingKey;
    const credentials::SigningKey& signingKey;
    Random& random;
    // The command's message bytes, prepared, in the order of its messages.
    std::span<const PreparedBlob> blobs;
};

// Whether the one in whose name the command comes may do this with that mailbox. The mail protocols always
// name somebody; only the appliance's own commands (delivery, the operator's) come in nobody's.
[[nodiscard]] bool permits(const CommandContext& context, MailboxId mailbox, schema::Right right);

}  // namespace tram::store
