#include "roles/smtp/session.hpp"

#include <algorithm>
#include <boost/asio/this_coro.hpp>
#include <optional>
#include <utility>
#include <variant>

#include "base/limits.hpp"
#include "proto/smtp/server_session.hpp"
#include "roles/smtp/acceptance.hpp"
#include "roles/smtp/store_questions.hpp"

namespace tram::roles {

namespace asio = boost::asio;

namespace {

template <class T = void>
using Task = asio::awaitable<T>;

smtp::TlsState tlsStateOf(const net::Stream& stream, const net::TlsInfo& info) {
    smtp::TlsState state{info.version, info.cipher, std::nullopt};
    if (const auto binding = stream.tlsExporterBinding()) state.exporter = std::string{asBytes(*binding)};
    return state;
}

class SmtpSession final : public SignedInSession {
public:
    SmtpSession(SmtpParts& parts, const Door& door, DoorFigures& figures, net::Stream& stream,
                smtp::SessionConfig config)
        : parts_(parts),
          door_(door),
          figures_(figures),
          link_(parts.service.linkOf(stream.get_executor())),
          memory_(parts.memories[parts.service.loopOf(stream.get_executor())]),
          stream_(stream),
          protocol_(std::move(config), parts.random) {
        client_ = unmapped(stream.remote().address()).to_string();
    }

    void over() override {
        over_ = true;
        stream_.waker().wake();
    }
    // The rights to send are asked for with each message.
    void rightsChanged() override {}

    Task<> run() {
        for (;;) {
            if (over_ && !ending_) {
                ending_ = true;
                protocol_.endWith(sessionIsOver());
            }
            auto event = protocol_.next();
            if (std::holds_alternative<smtp::Close>(event)) {
                if (co_await write()) std::ignore = co_await stream_.shutdown(net::after(limits::smtp::stopping));
                co_return;
            }
            if (!co_await handle(event)) co_return;
        }
    }

private:
    // false: the connection is of no more use.
    Task<bool> handle(smtp::Event& event) {
        if (const auto* need = std::get_if<smtp::NeedInput>(&event)) co_return co_await read(*need);
        if (std::holds_alternative<smtp::Flush>(event)) co_return co_await write();
        if (std::holds_alternative<smtp::StartTls>(event)) co_return co_await startTls();
        if (auto* chunk = std::get_if<smtp::DataChunk>(&event)) {
            keep(chunk->bytes);
        } else if (auto* rcpt = std::get_if<smtp::RcptQuestion>(&event)) {
            co_await answerRcpt(std::move(*rcpt));
        } else if (std::holds_alternative<smtp::MailQuestion>(event)) {
            co_await answerMail();
        } else if (std::holds_alternative<smtp::DataQuestion>(event)) {
            spool_.emplace(parts_.spoolFolder, parts_.budget);
            protocol_.answerData(std::nullopt);
        } else if (const auto* message = std::get_if<smtp::MessageQuestion>(&event)) {
            co_await answerMessage(message->size);
        } else if (std::holds_alternative<smtp::TransactionDropped>(event)) {
            // Where its octets had begun to come they were refused at their end, or broke off.
            if (spool_) figures_.rejectedMessages.add();
            forget();
        } else if (auto* question = std::get_if<smtp::AuthenticationQuestion>(&event)) {
            auto answer = co_await answerAuthentication(link_, std::move(*question), client_);
            if (answer.signedIn) submitter_ = std::move(answer.signedIn);
            countSignIn(parts_.signIns, answer.answer);
            protocol_.answerAuthentication(answer.answer);
        } else if (std::holds_alternative<smtp::Authenticated>(event)) {
            place_ = parts_.registries[parts_.service.loopOf(stream_.get_executor())].enter(
                *this, link_, stream_.get_executor(),
                {submitter_->actor, submissionProtocol, client_, submitter_->appPassword});
            if (!co_await place_.announce()) over_ = true;
        }
        co_return true;
    }

    Task<bool> read(smtp::NeedInput need) {
        const auto now = std::chrono::steady_clock::now();
        // A command has its time from the last reply on, however slowly it drips in; data from the last octets.
        const bool answered = !protocol_.hasPartialCommand();
        if (!co_await write()) co_return false;
        if (answered) deadline_ = now + need.timeout;
        const auto got = co_await stream_.readSome(protocol_.inputSpace(), deadline_);
        if (got) {
            protocol_.commitInput(*got);
            co_return true;
        }
        switch (got.error().kind) {
            case net::NetErrorKind::timeout:
                protocol_.timedOut();
                co_return true;
            case net::NetErrorKind::interrupted:
                if (parts_.service.sessions().stopping()) {
                    protocol_.endWith(smtp::makeReply(421, {4, 3, 2}, parts_.hostname + " is shutting down"));
                }
                co_return true;
            default:
                co_return false;
        }
    }

    Task<bool> write() {
        const auto output = protocol_.takeOutput();
        if (output.empty()) co_return true;
        const auto written = co_await stream_.writeAll(output, net::after(limits::smtp::serverCommand));
        co_return written.has_value();
    }

    Task<bool> startTls() {
        if (!co_await write() || stream_.buffered() != 0) co_return false;
        const auto info = co_await stream_.handshakeServer(parts_.service.tls(), parts_.service.runtime().handshakes(),
                                                           net::after(limits::smtp::handshake));
        if (!info) co_return false;
        protocol_.tlsEstablished(tlsStateOf(stream_, *info));
        co_return true;
    }

    Task<> answerMail() {
        const auto& sender = protocol_.transaction()->reversePath;
        // The null reverse-path is nobody's, for notifications. [RFC5321 4.5.5]
        if (door_.kind != smtp::ListenerKind::submission || !sender) {
            protocol_.answerMail(std::nullopt);
            co_return;
        }
        const auto allowed = co_await maySendAs(link_, submitter_->actor, {smtp::format(*sender)});
        if (!allowed) {
            protocol_.answerMail(allowed.error());
        } else if (!allowed->front()) {
            protocol_.answerMail(
                smtp::Reply{550,
                            smtp::EnhancedCode{5, 7, 1},
                            {"This sender address is not yours to use", "Ban khong duoc gui bang dia chi nay"}});
        } else {
            protocol_.answerMail(std::nullopt);
        }
    }

    Task<> answerMessage(std::uint64_t octets) {
        const auto recipients = recipients_.size();
        const auto reply = co_await accept(acceptanceParts(), envelope(), *spool_);
        figures_.messageAnswered(reply, octets, recipients);
        protocol_.answerMessage(reply);
        forget();
    }

    Task<> answerRcpt(smtp::RcptQuestion question) {
        const auto relaying = door_.kind == smtp::ListenerKind::submission ? Relaying::allowed : Relaying::refused;
        const auto size = protocol_.transaction()->parameters.size.value_or(0);
        auto recipient = co_await resolveRecipient(link_, memory_, std::move(question), size,
                                                   submitter_ ? submitter_->actor.official : OfficialId{}, relaying);
        if (!recipient) {
            figures_.rejectedRecipients.add();
            protocol_.answerRcpt(recipient.error());
            co_return;
        }
        // A list may name somebody twice; he gets it once. Which mailboxes are the same the store knows.
        const bool isNamedAlready = std::ranges::any_of(recipients_, [&](const AcceptedRecipient& known) {
            return known.mailbox == recipient->mailbox && known.address == recipient->address;
        });
        if (!isNamedAlready) recipients_.push_back(std::move(*recipient));
        protocol_.answerRcpt(smtp::makeReply(250, {2, 1, 5}, "Recipient OK"));
    }

    void keep(ByteView bytes) {
        const auto kept = spool_->append(bytes);
        if (kept) return;
        protocol_.refuseMessage(
            kept.error() == SpoolError::full
                ? smtp::Reply{452,
                              smtp::EnhancedCode{4, 3, 1},
                              {"Mail system is full; try again later", "He thong het cho chua, xin gui lai sau"}}
                : refusalOf(LinkError::unavailable));
    }

    void forget() {
        spool_.reset();
        recipients_.clear();
    }

    AcceptanceParts acceptanceParts() {
        return {link_, parts_.judges, parts_.clock, parts_.random, parts_.domain, parts_.zoneOffset};
    }

    Envelope envelope() {
        Envelope result;
        result.kind = door_.kind;
        result.reversePath = protocol_.transaction()->reversePath;
        result.parameters = protocol_.transaction()->parameters;
        result.recipients = std::move(recipients_);
        result.submitter = submitter_;
        auto& received = result.received;
        received.clientName = protocol_.clientName();
        received.clientAddress = client_;
        received.hostname = parts_.hostname;
        received.protocol = protocol_.protocolName();
        received.zone = door_.zone;
        if (const auto& tls = protocol_.tls()) {
            received.tlsVersion = tls->version;
            received.tlsCipher = tls->cipher;
        }
        return result;
    }

    SmtpParts& parts_;
    const Door& door_;
    DoorFigures& figures_;
    StoreLink& link_;
    RecipientMemory& memory_;
    net::Stream& stream_;
    smtp::ServerSession protocol_;
    std::string client_;
    net::Deadline deadline_{};
    std::optional<SignedIn> submitter_;
    SessionRegistry::Place place_;
    bool over_ = false;
    bool ending_ = false;
    std::vector<AcceptedRecipient> recipients_;
    std::optional<Spool> spool_;
};

}  // namespace

Task<> serveSmtp(SmtpParts& parts, const Door& door, DoorFigures& figures, net::Stream stream) {
    figures.connectionsInAll.add();
    const Counted connected(figures.connections);
    const auto client = unmapped(stream.remote().address());
    smtp::SessionConfig config;
    config.kind = door.kind;
    config.trust = door.trusted.contains(client) ? smtp::Trust::trustedNetwork : smtp::Trust::stranger;
    config.hostname = parts.hostname;
    config.accountPage = parts.accountPage;
    if (door.tls == Door::Tls::fromTheStart) {
        if (!parts.service.tls()) co_return;
        const auto info = co_await stream.handshakeServer(parts.service.tls(), parts.service.runtime().handshakes(),
                                                          net::after(limits::smtp::handshake));
        if (!info) co_return;
        config.tls = tlsStateOf(stream, *info);
    } else {
        config.startTlsOffered = parts.service.tls() != nullptr;
    }
    net::Admission::Ticket ticket;
    if (config.trust == smtp::Trust::stranger) {
        auto admitted = parts.strangers.admit(client);
        if (!admitted) {
            Bytes refusal;
            smtp::append(refusal, smtp::makeReply(421, {4, 7, 0}, "Too many connections from you; try again later"));
            std::ignore = co_await stream.writeAll(refusal, net::after(limits::smtp::stopping));
            co_return;
        }
        ticket = std::move(*admitted);
    }
    SmtpSession session(parts, door, figures, stream, std::move(config));
    co_await session.run();
}

}  // namespace tram::roles
