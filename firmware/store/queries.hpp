// The short list of questions that the store answers on reader threads, never behind a commit.
//
// Threads: any; several at once. What asks for a password (sign_in.hpp) runs on few threads of its own.
#pragma once

#include <functional>
#include <shared_mutex>

#include "store/latency.hpp"
#include "store/open_sessions.hpp"
#include "store/sign_in.hpp"
#include "store/sliced_walk.hpp"

namespace tram::store {

class Queries {
public:
    struct Parts {
        Environment& environment;
        std::shared_mutex& environmentGuard;
        const StoreSettings& settings;
        const credentials::SealingKey& sealingKey;
        SignIns& signIns;
        OpenSessions& sessions;
        const Clock& clock;
        // What `tram store stat` shows of the writer.
        std::function<CommitStatistics()> commitStatistics;
    };
    explicit Queries(Parts parts);

    // The answer, or nothing where it comes later through `later` (a change that must be committed first).
    [[nodiscard]] std::optional<Bytes> answer(const schema::Request& request, const Origin& origin, Later later);

private:
    [[nodiscard]] std::optional<Outcome> outcomeOf(const schema::Request& request, const Origin& origin, Later later,
                                                   const BetweenSlices& between);
    [[nodiscard]] Outcome resolve(const schema::ResolveRecipient& query) const;
    [[nodiscard]] Outcome findAddressOf(const schema::FindAddress& query) const;
    [[nodiscard]] Outcome maySendAs(const schema::MaySendAs& query) const;
    [[nodiscard]] Outcome listCredentials(const schema::ListCredentials& query, const Origin& origin) const;
    [[nodiscard]] Outcome sessionOpened(const schema::SessionOpened& query, const Origin& origin);
    [[nodiscard]] Outcome sessionClosed(const schema::SessionClosed& query, const Origin& origin);
    [[nodiscard]] Outcome listSessions(const schema::ListSessions& query, const Origin& origin) const;

    Parts parts_;
    mutable Latency resolving_;  // of recipients
};

}  // namespace tram::store
