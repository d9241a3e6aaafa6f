// The short list of questions that the store answers on reader threads, never behind a commit.
//
// Threads: any; several at once. A password check may take an Argon2id, so callers run those on few threads
// of their own.
#pragma once

#include <functional>
#include <mutex>
#include <shared_mutex>

#include "base/clock.hpp"
#include "store/commit_loop.hpp"
#include "store/credentials/chosen_password.hpp"
#include "store/credentials/digest.hpp"
#include "store/credentials/guessing_defence.hpp"
#include "store/credentials/password_check.hpp"
#include "store/sliced_walk.hpp"

namespace tram::store {

class Queries {
public:
    struct Parts {
        Environment& environment;
        std::shared_mutex& environmentGuard;
        const StoreSettings& settings;
        const credentials::SealingKey& sealingKey;
        const credentials::ChosenPasswords& chosenPasswords;
        const Clock& clock;
        // For what a question changes: a sign-in observed, a password changed.
        std::function<void(Command)> submit;
        // What `tram store stat` shows of the writer.
        std::function<CommitStatistics()> commitStatistics;
    };
    explicit Queries(Parts parts);

    // The answer, or nothing where it comes later through `later` (a change that must be committed first).
    using Later = std::function<void(Bytes)>;
    [[nodiscard]] std::optional<Bytes> answer(const schema::Request& request, const Origin& origin, Later later);

private:
    [[nodiscard]] Outcome resolve(const schema::ResolveRecipient& query) const;
    [[nodiscard]] Outcome findAddressOf(const schema::FindAddress& query) const;
    [[nodiscard]] Outcome checkPassword(ByteView given, ByteView secret, ByteView protocol, ByteView client);
    [[nodiscard]] Outcome scramCredentials(const schema::ScramCredentials& query) const;
    [[nodiscard]] Outcome checkScram(const schema::CheckScram& query, const Origin& origin);
    [[nodiscard]] Outcome maySendAs(const schema::MaySendAs& query) const;
    [[nodiscard]] Outcome stat();
    [[nodiscard]] Outcome check(const schema::Check& query, const BetweenSlices& between);
    [[nodiscard]] Outcome trace(const schema::Trace& query, const BetweenSlices& between) const;
    std::optional<Outcome> changePassword(const schema::ChangePassword& query, const Origin& origin, Later later);

    struct Account;
    [[nodiscard]] Account account(ByteView address) const;
    [[nodiscard]] std::optional<Refusal> mustWait(const std::string& address, ByteView client);
    void signedIn(const Account& account, const std::string& address, ByteView protocol, ByteView client,
                  std::string mechanism, bool ok, ByteView password);

    Parts parts_;
    credentials::PasswordChecker checker_;
    credentials::Digest attemptKey_;
    std::mutex defenceMutex_;
    credentials::GuessingDefence defence_;
};

}  // namespace tram::store
