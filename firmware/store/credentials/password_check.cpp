#include "store/credentials/password_check.hpp"

#include <algorithm>

namespace tram::credentials {
namespace {

// Whether the record's time and doors allow what its password would.
PasswordOutcome allowed(const CredentialRecord& record, const Door& door, SystemTime now) {
    if (record.expiredAt(now)) return PasswordOutcome::expired;
    if (record.kind == CredentialKind::handOut) return PasswordOutcome::mustChange;
    const bool inNetwork = record.networks.empty() || std::ranges::any_of(record.networks, [&](const Network& each) {
                               return contains(each, door.client);
                           });
    return inNetwork && record.protocols.has(door.protocol) ? PasswordOutcome::ok : PasswordOutcome::otherDoor;
}

template <class Fits>
PasswordVerdict firstThat(std::span<const CredentialRecord> records, CredentialKind kind, const Door& door,
                          SystemTime now, Fits fits) {
    for (std::size_t i = 0; i < records.size(); ++i) {
        if (records[i].kind == kind && fits(records[i])) return {allowed(records[i], door, now), i, false};
    }
    return {};
}

std::expected<ScramVerifier, RecordError> scramOf(const CredentialRecord& record) {
    switch (record.kind) {
        case CredentialKind::app:
            return decodeScram(record.verifier);
        case CredentialKind::handOut:
            return decodeScram(behindHandOutVerifier(record.verifier));
        case CredentialKind::chosen:
        case CredentialKind::secondFactor:
            break;
    }
    return std::unexpected(RecordError::unknownKind);
}

template <class Wanted>
ScramCandidates scramKeys(std::span<const CredentialRecord> records, Wanted wanted) {
    ScramCandidates candidates;
    for (std::size_t i = 0; i < records.size(); ++i) {
        if (!wanted(records[i])) continue;
        const auto verifier = scramOf(records[i]);
        if (!verifier) continue;
        candidates.keys.push_back(verifier->keys);
        candidates.records.push_back(i);
    }
    return candidates;
}

bool hasKind(std::span<const CredentialRecord> records, CredentialKind kind) {
    for (const auto& record : records) {
        if (record.kind == kind) return true;
    }
    return false;
}

}  // namespace

PasswordVerdict PasswordChecker::check(const AccountCredentials* account, ByteView user, ByteView password,
                                       const Door& door, SystemTime now) const {
    if (password.size() > limits::credentials::password) return {};
    const std::span<const CredentialRecord> records =
        account != nullptr ? std::span{account->records} : std::span<const CredentialRecord>{};
    auto typed = readTypedPassword(password);

    PasswordVerdict verdict;
    switch (typed.form) {
        case PasswordForm::handOut:
            verdict = firstThat(records, CredentialKind::handOut, door, now, [&](const CredentialRecord& record) {
                return verifyHandOut(handOutKey_, record.verifier, typed.text);
            });
            break;
        case PasswordForm::app: {
            const auto parameters = scramParameters(account, user);
            const auto candidates =
                scramKeys(records, [](const CredentialRecord& record) { return record.kind == CredentialKind::app; });
            if (const auto match = verifyAppPassword(candidates.keys, typed.text, parameters)) {
                const auto record = candidates.records[*match];
                verdict = {allowed(records[record], door, now), record, false};
            }
            break;
        }
        case PasswordForm::chosen: {
            std::expected<bool, PasswordError> verified = false;
            if (!hasKind(records, CredentialKind::chosen)) {
                verified = chosen_.verifyNobody(typed.text);
            } else {
                verdict = firstThat(records, CredentialKind::chosen, door, now, [&](const CredentialRecord& record) {
                    verified = chosen_.verify(record.verifier, typed.text);
                    return verified.value_or(false);
                });
            }
            if (!verified) verdict.outcome = PasswordOutcome::noMemory;
            if (verdict.outcome == PasswordOutcome::ok) {
                verdict.rehash = chosen_.needsRehash(records[*verdict.record].verifier);
            }
            break;
        }
    }
    wipe(typed.text);
    return verdict;
}

ScramParameters PasswordChecker::scramParameters(const AccountCredentials* account, ByteView user) const {
    auto parameters = fakeScramParameters(fakeSaltKey_, user);
    if (account == nullptr) return parameters;
    if (!account->scramSalt.empty()) parameters.salt = account->scramSalt;
    for (const auto& record : account->records) {
        if (const auto verifier = scramOf(record)) {
            parameters.iterations = verifier->iterations;
            break;
        }
    }
    return parameters;
}

ScramCandidates scramCandidates(const AccountCredentials& account, const Door& door, SystemTime now) {
    return scramKeys(account.records, [&](const CredentialRecord& record) {
        const auto outcome = allowed(record, door, now);
        return outcome == PasswordOutcome::ok || outcome == PasswordOutcome::mustChange;
    });
}

}  // namespace tram::credentials
