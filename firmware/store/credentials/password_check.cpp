#include "store/credentials/password_check.hpp"

namespace tram::credentials {
namespace {

// Whether the record's time and doors allow what its password would.
PasswordOutcome allowed(const CredentialRecord& record, Protocol protocol, SystemTime now) {
    if (record.expiredAt(now)) return PasswordOutcome::expired;
    if (record.kind == CredentialKind::handOut) return PasswordOutcome::mustChange;
    return record.protocols.has(protocol) ? PasswordOutcome::ok : PasswordOutcome::otherDoor;
}

template <class Fits>
PasswordVerdict firstThat(std::span<const CredentialRecord> records, CredentialKind kind, Protocol protocol,
                          SystemTime now, Fits fits) {
    for (std::size_t i = 0; i < records.size(); ++i) {
        if (records[i].kind == kind && fits(records[i])) return {allowed(records[i], protocol, now), i, false};
    }
    return {};
}

template <class Wanted>
ScramCandidates appKeys(std::span<const CredentialRecord> records, Wanted wanted) {
    ScramCandidates candidates;
    for (std::size_t i = 0; i < records.size(); ++i) {
        if (records[i].kind != CredentialKind::app || !wanted(records[i])) continue;
        const auto verifier = decodeScram(records[i].verifier);
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
                                       Protocol protocol, SystemTime now) const {
    if (password.size() > limits::credentials::password) return {};
    const std::span<const CredentialRecord> records =
        account != nullptr ? std::span{account->records} : std::span<const CredentialRecord>{};
    auto typed = readTypedPassword(password);

    PasswordVerdict verdict;
    switch (typed.form) {
        case PasswordForm::handOut:
            verdict = firstThat(records, CredentialKind::handOut, protocol, now, [&](const CredentialRecord& record) {
                return verifyHandOut(handOutKey_, record.verifier, typed.text);
            });
            break;
        case PasswordForm::app: {
            const auto parameters = scramParameters(account, user);
            const auto candidates = appKeys(records, [](const CredentialRecord&) { return true; });
            if (const auto match = verifyAppPassword(candidates.keys, typed.text, parameters)) {
                const auto record = candidates.records[*match];
                verdict = {allowed(records[record], protocol, now), record, false};
            }
            break;
        }
        case PasswordForm::chosen: {
            std::expected<bool, PasswordError> verified = false;
            if (!hasKind(records, CredentialKind::chosen)) {
                verified = chosen_.verifyNobody(typed.text);
            } else {
                verdict =
                    firstThat(records, CredentialKind::chosen, protocol, now, [&](const CredentialRecord& record) {
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
        if (record.kind != CredentialKind::app) continue;
        if (const auto verifier = decodeScram(record.verifier)) {
            parameters.iterations = verifier->iterations;
            break;
        }
    }
    return parameters;
}

ScramCandidates scramCandidates(const AccountCredentials& account, Protocol protocol, SystemTime now) {
    return appKeys(account.records, [&](const CredentialRecord& record) {
        return allowed(record, protocol, now) == PasswordOutcome::ok;
    });
}

}  // namespace tram::credentials
