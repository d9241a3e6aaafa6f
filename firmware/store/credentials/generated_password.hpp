// Passwords the appliance makes: the hand-out password, once to be changed (R9.1), and app passwords for
// mail programs.
//
// Letters without vowels, y, d and w, digits 2–9: nothing that a Vietnamese keyboard (Telex, VNI) would turn
// into another letter, nothing misread, no words. 25 signs, 4.64 bits each.
//   hand-out  xxxxx-xxxxx-xxxxx                 69 bits
//   app       xxxxxxx-xxxxxxx-xxxxxxx-xxxxxxx  130 bits
// By its form a password says how it is to be checked, so that the time of a check depends on what the
// client sent and on nothing else. Threads: any.
#pragma once

#include "base/bytes.hpp"
#include "base/random.hpp"
#include "store/credentials/digest.hpp"

namespace tram::credentials {

// `random` must be fit for secrets (SecureRandom).
[[nodiscard]] Bytes makeHandOutPassword(Random& random);
[[nodiscard]] Bytes makeAppPassword(Random& random);

enum class PasswordForm { chosen, handOut, app };

struct TypedPassword {
    PasswordForm form = PasswordForm::chosen;
    Bytes text;  // generated forms: as makeXxx wrote it; chosen: the bytes given
};

// What a person typed. Generated ones are recognised in upper case and without or with other hyphens
// and spaces, and put in their written form.
[[nodiscard]] TypedPassword readTypedPassword(ByteView typed);

// Verifier of a hand-out password: salt and keyed hash. Cheap, so that twenty thousand can be made at an
// import; the password's 69 bits, its short life and the key carry the strength.
// `key` is SealingKey::derive(…). encodeScram's octets may stand behind it, for those who sign in by SCRAM.
[[nodiscard]] Bytes makeHandOutVerifier(const Digest& key, ByteView password, Random& random);
// What stands behind it; empty where nothing does.
[[nodiscard]] ByteView behindHandOutVerifier(ByteView verifier);
[[nodiscard]] bool verifyHandOut(const Digest& key, ByteView verifier, ByteView password);

}  // namespace tram::credentials
