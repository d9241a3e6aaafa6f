// One password against one account, the same work whether the account is there or not: what answers
// PLAIN, LOGIN and the web's form. SCRAM has scramCandidates and verifyScramProof.
//
// Threads: any; one check may take an Argon2id (chosen_password.hpp).
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "store/credentials/chosen_password.hpp"
#include "store/credentials/credential_record.hpp"
#include "store/credentials/generated_password.hpp"

namespace tram::credentials {

// What the store read and opened of an account.
struct AccountCredentials {
    Bytes scramSalt;
    std::vector<CredentialRecord> records;
};

enum class PasswordOutcome {
    refused,     // wrong, or no such account: not to be told apart outside
    expired,     // right but past its time: answered as refused, recorded as expired
    mustChange,  // the hand-out password is right: nothing works but changing it. R9.1
    ok,
    noMemory,   // it could not be checked
    otherDoor,  // right, but an app password that was not made for this protocol or network: answered as refused
};

struct PasswordVerdict {
    PasswordOutcome outcome = PasswordOutcome::refused;
    std::optional<std::size_t> record;  // index of the record that fitted
    bool rehash = false;                // ok, and its verifier wants the present cost
};

// Where a password is typed.
struct Door {
    Protocol protocol = Protocol::web;
    std::string_view client;  // its address, "" where it is the appliance itself
};

class PasswordChecker {
public:
    // `chosen` outlives the checker. The keys come from SealingKey::derive.
    PasswordChecker(const ChosenPasswords& chosen, const Digest& handOutKey, const Digest& fakeSaltKey)
        : chosen_(chosen), handOutKey_(handOutKey), fakeSaltKey_(fakeSaltKey) {}

    // `account` is null where there is none of that address or it is disabled; `user` is the address in its
    // normal form. Passwords above limits::credentials::password octets are refused unread.
    [[nodiscard]] PasswordVerdict check(const AccountCredentials* account, ByteView user, ByteView password,
                                        const Door& door, SystemTime now) const;

    // What the server's first SCRAM message names for that user.
    [[nodiscard]] ScramParameters scramParameters(const AccountCredentials* account, ByteView user) const;

private:
    const ChosenPasswords& chosen_;
    Digest handOutKey_;
    Digest fakeSaltKey_;
};

// The account's app passwords that open the door now, its hand-out password, which must be changed first, and where in
// `records` each came from.
struct ScramCandidates {
    std::vector<ScramKeys> keys;
    std::vector<std::size_t> records;
};
[[nodiscard]] ScramCandidates scramCandidates(const AccountCredentials& account, const Door& door, SystemTime now);

}  // namespace tram::credentials
