// One IMAP session: brings bytes between the stream and the engine, the engine's actions to the store, and news
// of its folder to the engine.
//
// Threads: a session lives on one loop.
#pragma once

#include <deque>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "net/stream.hpp"
#include "proto/imap/session.hpp"
#include "roles/access/append_spool.hpp"
#include "roles/access/folder_watch.hpp"
#include "roles/access/store_actions.hpp"
#include "roles/access/store_backend.hpp"
#include "roles/health_report/sign_in_figures.hpp"
#include "roles/service/service.hpp"
#include "roles/session_registry/session_registry.hpp"

namespace tram::roles {

// What the sessions of the process share; outlives them.
struct AccessParts {
    Service& service;
    const store::Reader& reader;
    const Clock& clock;
    Random& random;  // may be used from any thread
    std::string hostname;
    std::filesystem::path spoolFolder;
    SpoolBudget& budget;
    std::vector<FolderWatch>& watches;        // one a loop
    std::deque<SessionRegistry>& registries;  // one a loop
    std::string accountPage;
    SignInFigures signIns;
};

class ImapSession final : public SignedInSession {
public:
    ImapSession(AccessParts& parts, net::Stream& stream, imap::SessionConfig config);
    ~ImapSession();
    ImapSession(const ImapSession&) = delete;
    ImapSession& operator=(const ImapSession&) = delete;

    boost::asio::awaitable<void> run();
    // From the loop's watch.
    void folderChanged(FolderId folder);
    void over() override;
    void rightsChanged() override;

private:
    // False: the connection is of no more use.
    boost::asio::awaitable<bool> work();
    boost::asio::awaitable<bool> write();
    boost::asio::awaitable<bool> read();
    boost::asio::awaitable<bool> startTls();
    // Once somebody signed in: lets the store know.
    boost::asio::awaitable<void> announce();
    void endIfOver();
    void followFolder();
    void observe(store::schema::EventUnion event);
    void tellObserved();

    AccessParts& parts_;
    net::Stream& stream_;
    StoreLink& link_;
    FolderWatch& watch_;
    SessionFacts facts_;
    StoreBackend backend_;
    AppendSpools spools_;
    imap::Session engine_;
    store::schema::ObserveT observed_;  // not told yet
    FolderId watched_;
    SessionRegistry::Place place_;
    bool reading_ = false;
    bool writing_ = false;
    bool over_ = false;
    bool ending_ = false;
};

enum class ImapDoor { startTls, implicitTls };

[[nodiscard]] boost::asio::awaitable<void> serveImap(AccessParts& parts, ImapDoor door, net::Stream stream);

}  // namespace tram::roles
