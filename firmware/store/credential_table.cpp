#include "store/credential_table.hpp"

namespace tram::store {

std::vector<NumberedCredential> readCredentials(const ReadTransaction& transaction, const credentials::SealingKey& key,
                                                OfficialId official) {
    std::vector<NumberedCredential> result;
    const auto prefix = Key::of(official);
    Cursor cursor(transaction, Table::credential);
    for (bool found = cursor.seek(prefix); found && cursor.keyStartsWith(prefix); found = cursor.next()) {
        const CredentialId id{static_cast<std::uint32_t>(keyNumber(cursor.key(), 8, 4))};
        const auto opened = key.open(cursor.value(), credentials::credentialAssociatedData(official, id));
        if (!opened) continue;
        if (auto record = credentials::decodeCredential(*opened)) result.push_back({id, std::move(*record)});
    }
    return result;
}

void writeCredential(WriteTransaction& transaction, const credentials::SealingKey& key, OfficialId official,
                     const NumberedCredential& credential) {
    const auto encoded = credentials::encode(credential.record);
    if (!encoded) throw TransactionFailed{{StoreErrorKind::internal, "a credential record is too long"}};
    transaction.put(Table::credential, Key::of(official, credential.id),
                    key.seal(*encoded, credentials::credentialAssociatedData(official, credential.id)));
}

void removeCredential(WriteTransaction& transaction, OfficialId official, CredentialId credential) {
    transaction.remove(Table::credential, Key::of(official, credential));
}

}  // namespace tram::store
