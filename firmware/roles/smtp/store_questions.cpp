#include "roles/smtp/store_questions.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "proto/smtp/local_domains.hpp"
#include "store/record.hpp"

namespace tram::roles {

namespace asio = boost::asio;
namespace schema = store::schema;

namespace {

// For people, so in both languages; without diacritics, since replies are ASCII.
smtp::Reply bilingual(std::uint16_t code, smtp::EnhancedCode enhanced, std::string english, std::string vietnamese) {
    return {code, enhanced, {std::move(english), std::move(vietnamese)}};
}

smtp::Reply overWith(std::uint16_t code) {
    return bilingual(code, {4, 7, 0}, "Your session was ended; sign in again",
                     "Phien lam viec da ket thuc, xin dang nhap lai");
}

smtp::Reply relayingDenied() {
    return bilingual(550, {5, 7, 1}, "Relaying denied: this address is not ours",
                     "Dia chi nay khong thuoc he thong nay");
}

// An address that was given up: where to write now, if anywhere. [RFC5321 3.4] R8.1, R8.3
smtp::Reply givenUp(const schema::Resolved& resolved) {
    const auto place = resolved.moved_to() == nullptr ? std::string() : resolved.moved_to()->str();
    if (resolved.state() == schema::RecipientState::moved && !place.empty()) {
        return bilingual(551, {5, 1, 6}, "This address has changed; please write to <" + place + ">",
                         "Dia chi da thay doi, xin gui den <" + place + ">");
    }
    if (place.empty()) return bilingual(550, {5, 1, 6}, "No longer in use", "Dia chi khong con su dung");
    return bilingual(550, {5, 1, 6}, "Its holder has left; the office is <" + place + ">",
                     "Nguoi nay da thoi cong tac, dia chi co quan: <" + place + ">");
}

smtp::Reply refusalOf(const schema::Resolved& resolved, const smtp::Mailbox& mailbox) {
    switch (resolved.state()) {
        case schema::RecipientState::moved:
        case schema::RecipientState::left:
            return givenUp(resolved);
        case schema::RecipientState::group_closed:
            return bilingual(550, {5, 7, 1}, "You may not write to this group", "Ban khong duoc gui den nhom nay");
        case schema::RecipientState::unknown_domain:
            return relayingDenied();
        case schema::RecipientState::over_quota:
            return bilingual(452, {4, 2, 2}, "Mailbox is full; try again later", "Hop thu da day, xin gui lai sau");
        case schema::RecipientState::disabled:
            return bilingual(550, {5, 2, 1}, "Mailbox is disabled", "Hop thu da ngung hoat dong");
        case schema::RecipientState::unknown_mailbox:
        case schema::RecipientState::group:
        case schema::RecipientState::ok:
            break;
    }
    if (smtp::asksForRouting(mailbox.localPart)) return relayingDenied();
    return bilingual(550, {5, 1, 1}, "No such mailbox here", "Khong co hop thu nay");
}

sasl::Verdict verdictOf(const Asked& asked) {
    if (!asked) return sasl::Verdict::unavailable;
    const auto* failed = asked->failed();
    if (failed == nullptr) return sasl::Verdict::accepted;
    switch (failed->code()) {
        case schema::ErrorCode::bad_password:
        case schema::ErrorCode::unknown_address:
        case schema::ErrorCode::disabled:
            return sasl::Verdict::invalid;
        case schema::ErrorCode::must_change_password:
            return sasl::Verdict::passwordExpired;
        case schema::ErrorCode::second_factor:
            return sasl::Verdict::needsAppPassword;
        case schema::ErrorCode::needs_second_factor:
            return sasl::Verdict::needsSecondFactor;
        case schema::ErrorCode::too_many_attempts:
            return sasl::Verdict::throttled;
        default:
            return sasl::Verdict::unavailable;
    }
}

// Nobody acts as someone else by SASL: the rights on agency mailboxes are asked for with each sender.
bool actsAsHimself(const std::string& authzid, const std::string& authcid, const schema::SignIn& signIn) {
    return authzid.empty() || authzid == authcid || authzid == signIn.address()->string_view();
}

std::optional<SignedIn> signedInOf(const Asked& asked, const std::string& authzid, const std::string& authcid) {
    const auto* signIn = asked ? asked->as<schema::SignIn>() : nullptr;
    if (signIn == nullptr || signIn->address() == nullptr || !actsAsHimself(authzid, authcid, *signIn))
        return std::nullopt;
    return SignedIn{store::Actor(OfficialId{signIn->official()}, signIn->epoch()), signIn->address()->str(),
                    store::textOf(signIn->name()), store::textOf(signIn->label())};
}

asio::awaitable<AuthenticationAnswer> checkPassword(StoreLink& link, sasl::CheckPassword query, std::string client) {
    schema::CheckPasswordT command;
    command.address = query.authcid;
    command.password = query.password.reveal();
    command.protocol = submissionProtocol;
    command.client = std::move(client);
    auto body = store::encodeRequest(command);
    sasl::wipe(command.password);
    const auto asked = co_await link.ask(std::move(body));
    const auto verdict = verdictOf(asked);
    if (verdict != sasl::Verdict::accepted) co_return AuthenticationAnswer{verdict, std::nullopt};
    auto signedIn = signedInOf(asked, query.authzid, query.authcid);
    co_return AuthenticationAnswer{signedIn ? sasl::Verdict::accepted : sasl::Verdict::invalid, std::move(signedIn)};
}

asio::awaitable<AuthenticationAnswer> fetchScramParameters(StoreLink& link, sasl::FetchScramParameters query) {
    schema::ScramCredentialsT command;
    command.address = query.user;
    const auto asked = co_await link.ask(std::move(command));
    const auto* scram = asked ? asked->as<schema::Scram>() : nullptr;
    if (scram == nullptr || scram->salt() == nullptr)
        co_return AuthenticationAnswer{sasl::Verdict::unavailable, std::nullopt};
    const std::span salt(scram->salt()->data(), scram->salt()->size());
    co_return AuthenticationAnswer{sasl::ScramParameters{std::string{asBytes(salt)}, scram->iterations()},
                                   std::nullopt};
}

asio::awaitable<AuthenticationAnswer> checkScram(StoreLink& link, sasl::CheckScram query, std::string client) {
    schema::CheckScramT command;
    command.address = query.user;
    command.auth_message = query.authMessage;
    command.proof = asBytes(query.clientProof);
    command.protocol = submissionProtocol;
    command.client = std::move(client);
    const auto asked = co_await link.ask(std::move(command));
    sasl::ScramVerdict verdict;
    verdict.verdict = verdictOf(asked);
    if (verdict.verdict != sasl::Verdict::accepted) co_return AuthenticationAnswer{verdict, std::nullopt};
    auto signedIn = signedInOf(asked, query.authzid, query.user);
    const auto* signIn = asked->as<schema::SignIn>();
    if (!signedIn || signIn->signature() == nullptr || signIn->signature()->size() != verdict.serverSignature.size()) {
        co_return AuthenticationAnswer{sasl::ScramVerdict{}, std::nullopt};
    }
    std::memcpy(verdict.serverSignature.data(), signIn->signature()->data(), verdict.serverSignature.size());
    co_return AuthenticationAnswer{verdict, std::move(signedIn)};
}

}  // namespace

smtp::Reply refusalOf(LinkError) {
    return bilingual(451, {4, 3, 0}, "Temporary failure; try again later", "Loi tam thoi, xin gui lai sau");
}

smtp::Reply sessionIsOver() {
    return overWith(421);
}

smtp::Reply refusalOf(const schema::Failed& failed) {
    switch (failed.code()) {
        case schema::ErrorCode::session_over:
            return overWith(451);
        case schema::ErrorCode::over_quota:
            return bilingual(452, {4, 2, 2}, "A mailbox is full; try again later", "Hop thu da day, xin gui lai sau");
        case schema::ErrorCode::store_full:
            return bilingual(452, {4, 3, 1}, "Mail system is full; try again later",
                             "He thong het cho chua, xin gui lai sau");
        case schema::ErrorCode::no_such_mailbox:
        case schema::ErrorCode::disabled:
            // It was there at RCPT; the next try is answered for each recipient by himself.
            return bilingual(451, {4, 2, 1}, "A mailbox was just closed; try again",
                             "Hop thu vua bi dong, xin gui lai");
        case schema::ErrorCode::too_large:
            return bilingual(552, {5, 3, 4}, "Message is too large for this system", "Thu qua lon");
        case schema::ErrorCode::limit:
            return bilingual(452, {4, 5, 3}, "Too many recipients", "Qua nhieu nguoi nhan");
        default:
            return refusalOf(LinkError::unavailable);
    }
}

asio::awaitable<std::expected<AcceptedRecipient, smtp::Reply>> resolveRecipient(StoreLink& link,
                                                                                RecipientMemory& memory,
                                                                                smtp::RcptQuestion question,
                                                                                std::uint64_t announcedSize,
                                                                                OfficialId sender, Relaying relaying) {
    const auto asked = smtp::format(question.path.mailbox);
    AcceptedRecipient recipient{0, asked, std::move(question.parameters), false};
    // <Postmaster> gets the domain that the store gave him.
    const auto take = [&](std::uint64_t mailbox, const std::string& address) {
        recipient.mailbox = mailbox;
        if (question.path.isBarePostmaster() && !address.empty()) recipient.address = address;
        return std::move(recipient);
    };
    if (const auto known = memory.find(asked, std::chrono::steady_clock::now()))
        co_return take(known->mailbox, known->address);

    schema::ResolveRecipientT query;
    query.address = asked;
    query.size = announcedSize;
    query.official = sender.value;
    const auto answer = co_await link.ask(std::move(query));
    if (!answer) co_return std::unexpected(refusalOf(answer.error()));
    if (const auto* failed = answer->failed()) co_return std::unexpected(refusalOf(*failed));
    const auto* resolved = answer->as<schema::Resolved>();
    if (resolved == nullptr) co_return std::unexpected(refusalOf(LinkError::malformed));
    if (resolved->state() == schema::RecipientState::ok) {
        const auto address = resolved->address() == nullptr ? std::string() : resolved->address()->str();
        memory.remember(asked, {resolved->mailbox(), address}, resolved->quota() - resolved->used(),
                        std::chrono::steady_clock::now());
        co_return take(resolved->mailbox(), address);
    }
    if (resolved->state() == schema::RecipientState::group) {
        recipient.group = true;
        co_return recipient;
    }
    if (resolved->state() == schema::RecipientState::unknown_domain && relaying == Relaying::allowed)
        co_return recipient;
    co_return std::unexpected(refusalOf(*resolved, question.path.mailbox));
}

asio::awaitable<std::expected<std::vector<bool>, smtp::Reply>> maySendAs(StoreLink& link, store::Actor actor,
                                                                         std::vector<std::string> addresses) {
    const auto count = addresses.size();
    schema::MaySendAsT query;
    query.official = actor.official.value;
    query.addresses = std::move(addresses);
    const auto asked = co_await link.ask(std::move(query), actor);
    if (!asked) co_return std::unexpected(refusalOf(asked.error()));
    if (const auto* failed = asked->failed()) co_return std::unexpected(refusalOf(*failed));
    const auto* answer = asked->as<schema::SendAs>();
    if (answer == nullptr || answer->allowed() == nullptr || answer->allowed()->size() != count) {
        co_return std::unexpected(refusalOf(LinkError::malformed));
    }
    co_return std::vector<bool>(answer->allowed()->begin(), answer->allowed()->end());
}

asio::awaitable<AuthenticationAnswer> answerAuthentication(StoreLink& link, smtp::AuthenticationQuestion question,
                                                           std::string client) {
    if (auto* password = std::get_if<sasl::CheckPassword>(&question.query)) {
        co_return co_await checkPassword(link, std::move(*password), std::move(client));
    }
    if (auto* parameters = std::get_if<sasl::FetchScramParameters>(&question.query)) {
        co_return co_await fetchScramParameters(link, std::move(*parameters));
    }
    co_return co_await checkScram(link, std::move(std::get<sasl::CheckScram>(question.query)), std::move(client));
}

}  // namespace tram::roles
