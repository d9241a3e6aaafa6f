// Who somebody is, by password, SCRAM and second factor; and what he may change of that himself. R9.1, R9.4, R12.3
//
// A sign-in leaves a record whether it succeeds or not. A right hand-out password opens nothing but the change of it,
// and so does a chosen one where a duty requires a second factor that was not set up yet.
//
// Threads: any; several at once. A check may take an Argon2id, so callers run those on few threads of their own.
#pragma once

#include <functional>
#include <mutex>

#include "base/clock.hpp"
#include "store/commit_loop.hpp"
#include "store/credentials/chosen_password.hpp"
#include "store/credentials/digest.hpp"
#include "store/credentials/guessing_defence.hpp"
#include "store/credentials/password_check.hpp"
#include "store/credentials/second_factor.hpp"

namespace tram::store {

// What somebody typed, and where.
struct Attempt {
    ByteView address;  // without a domain: the province's own
    ByteView password;
    ByteView protocol;  // "imap", "submission", "web" …
    ByteView client;    // its address, "" at the appliance itself
    ByteView code;      // of the second factor, "" where none was typed
};

// Commands answer through this; nothing is answered at once then.
using Later = std::function<void(Bytes)>;

class SignIns {
public:
    struct Parts {
        Environment& environment;
        const StoreSettings& settings;
        const credentials::SealingKey& sealingKey;
        const credentials::ChosenPasswords& chosenPasswords;
        const Clock& clock;
        Random& random;  // fit for secrets; may be used from any thread
        // For what a sign-in changes. What is submitted must have run, or never will, when this goes.
        std::function<void(Command)> submit;
    };
    explicit SignIns(Parts parts);

    // The answer (SignIn), or nothing where it comes later.
    [[nodiscard]] std::optional<Outcome> checkPassword(const Attempt& attempt, Later later);
    [[nodiscard]] Outcome scramCredentials(const schema::ScramCredentials& query) const;
    [[nodiscard]] Outcome checkScram(const schema::CheckScram& query);
    [[nodiscard]] std::optional<Outcome> changePassword(const schema::ChangePassword& query, const Origin& origin,
                                                        Later later);
    [[nodiscard]] std::optional<Outcome> enrolSecondFactor(const schema::EnrolSecondFactor& query, const Origin& origin,
                                                           Later later);
    [[nodiscard]] std::optional<Outcome> confirmSecondFactor(const schema::ConfirmSecondFactor& query,
                                                             const Origin& origin, Later later);
    // Makes a hand-out password off the writer's thread, since its SCRAM keys take their time.
    void setHandOutPassword(const schema::SetHandOutPassword& query, const Origin& origin, Later later);

private:
    struct Account;
    struct Try;
    using Tried = std::expected<Try, Refusal>;
    // An account with its chosen password just proven, or what to answer instead.
    using Proven = std::expected<Account, Refusal>;
    enum class FactorState : std::uint8_t { none, confirmed, missing };  // missing: required, but not set up

    [[nodiscard]] Account account(ByteView address) const;
    [[nodiscard]] std::vector<std::string> ownWords(const schema::OfficialRecordT& official) const;
    // What every way to prove a password begins with; `field` is the password's name in refusals.
    [[nodiscard]] Tried tryPassword(const Attempt& attempt, const char* field);
    [[nodiscard]] Refusal wrongPassword(const Try& tried, const Attempt& attempt, const char* field);
    [[nodiscard]] Proven proveChosen(ByteView address, ByteView password);
    [[nodiscard]] std::optional<Refusal> mustWait(const std::string& address, ByteView client);
    void tellDefence(const std::string& address, ByteView client, bool ok, ByteView password);
    void record(schema::SignedInT event);
    void signedIn(const Account& account, const Attempt& attempt, std::string mechanism, bool ok, ByteView password);
    // `before` hears what it came to before `later` does.
    void submit(const Origin& origin, std::function<Outcome(CommandContext&)> action, Later later,
                std::function<void(const Outcome&)> before = {});
    void spendCode(const Account& account, const Attempt& attempt, schema::SignInT answer, Later later);

    Parts parts_;
    credentials::PasswordChecker checker_;
    credentials::Digest attemptKey_;
    std::mutex defenceMutex_;
    credentials::GuessingDefence defence_;
};

}  // namespace tram::store
