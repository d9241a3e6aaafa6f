// What an IMAP session asks to be done, asked of the store.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <string>

#include "proto/imap/action.hpp"
#include "roles/access/append_spool.hpp"
#include "roles/store_link/store_link.hpp"

namespace tram::roles {

struct SessionFacts {
    store::Actor actor;       // nobody before sign-in
    std::string appPassword;  // the label of the one that opened, or ""
    std::string protocol = "imap";
    std::string client;  // address
    std::filesystem::path spoolFolder;
    SpoolBudget* spoolBudget = nullptr;  // outlives the session
};

// A sign-in leaves in the facts who it was. The answer's change is in the database when this ends, so the next snapshot
// shows it.
[[nodiscard]] boost::asio::awaitable<imap::ActionResult> perform(StoreLink& link, SessionFacts& facts,
                                                                 imap::Action action);

}  // namespace tram::roles
