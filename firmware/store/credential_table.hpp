// Sealed credentials of an official, read and written.
#pragma once

#include <utility>
#include <vector>

#include "store/credentials/credential_record.hpp"
#include "store/credentials/password_check.hpp"
#include "store/credentials/sealing_key.hpp"
#include "store/transaction.hpp"

namespace tram::store {

struct NumberedCredential {
    CredentialId id;
    credentials::CredentialRecord record;
};

// Those that do not open (another key, damage) are left out.
[[nodiscard]] std::vector<NumberedCredential> readCredentials(const ReadTransaction& transaction,
                                                              const credentials::SealingKey& key, OfficialId official);
void writeCredential(WriteTransaction& transaction, const credentials::SealingKey& key, OfficialId official,
                     const NumberedCredential& credential);
void removeCredential(WriteTransaction& transaction, OfficialId official, CredentialId credential);

}  // namespace tram::store
