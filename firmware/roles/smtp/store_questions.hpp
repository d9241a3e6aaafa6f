// What a session asks of tram-store, as coroutines that end with what the SMTP engine needs.
//
// Threads: on the link's executor.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.hpp"
#include "proto/sasl/sasl_server.hpp"
#include "proto/smtp/reply.hpp"
#include "proto/smtp/session_types.hpp"
#include "roles/smtp/recipient_memory.hpp"
#include "roles/store_link/store_link.hpp"

namespace tram::roles {

// A recipient that was accepted at RCPT.
struct AcceptedRecipient {
    std::uint64_t mailbox = 0;  // 0: the outbound queue, or a group
    std::string address;
    smtp::RcptParameters parameters;
    bool group = false;  // its members are the store's to find
};

enum class Relaying : std::uint8_t { refused, allowed };

// The recipient, or the reply that refuses him.
[[nodiscard]] boost::asio::awaitable<std::expected<AcceptedRecipient, smtp::Reply>> resolveRecipient(
    StoreLink& link, RecipientMemory& memory, smtp::RcptQuestion question, std::uint64_t announcedSize,
    OfficialId sender, Relaying relaying);

// Which of the addresses the official may send as, in their order; the reply where the store does not say.
[[nodiscard]] boost::asio::awaitable<std::expected<std::vector<bool>, smtp::Reply>> maySendAs(
    StoreLink& link, store::Actor official, std::vector<std::string> addresses);

// Who signed in.
struct SignedIn {
    store::Actor actor;
    std::string address;
    std::string name;
    std::string appPassword;  // the label of the one that opened, or ""
};

inline constexpr auto submissionProtocol = "submission";

// The session was ended meanwhile: said before the connection is closed.
[[nodiscard]] smtp::Reply sessionIsOver();

struct AuthenticationAnswer {
    sasl::Answer answer;
    std::optional<SignedIn> signedIn;
};

[[nodiscard]] boost::asio::awaitable<AuthenticationAnswer> answerAuthentication(StoreLink& link,
                                                                                smtp::AuthenticationQuestion question,
                                                                                std::string client);

// The reply to a message that the store did not take.
[[nodiscard]] smtp::Reply refusalOf(const store::schema::Failed& failed);
[[nodiscard]] smtp::Reply refusalOf(LinkError error);

}  // namespace tram::roles
