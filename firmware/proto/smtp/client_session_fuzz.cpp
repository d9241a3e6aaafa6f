// A hostile server: the input is what it sends, in pieces; first octet chooses policy and body. The session
// must end, bound its output, give each recipient one result, and never send a second message's end.
#include <cstdint>
#include <cstdlib>

#include "base/limits.hpp"
#include "proto/smtp/client_session.hpp"

namespace {

using namespace tram;
using namespace tram::smtp;

void require(bool condition) {
    if (!condition) std::abort();
}

constexpr ByteView bodies[] = {"Subject: a\r\n\r\n.b\r\n", "", "open", ".\r\n..\r\n.", "a\nb\r\n", "c\r", "a\r\n.\r\n"};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    const auto choice = data[0];
    const std::size_t piece = 1 + data[1] % 64;
    ByteView input{reinterpret_cast<const char*>(data) + 2, size - 2};
    const auto body = bodies[choice % std::size(bodies)];

    client::Config config;
    config.hostname = "relay.example.vn";
    config.tls = static_cast<client::TlsPolicy>(choice / 8 % 3);
    config.transactions = 3;
    ClientSession session{config};
    ByteView rest;
    std::size_t recipients = 0;
    std::size_t messages = 0;
    Bytes written;
    for (std::size_t turn = 0; turn < 4 * size + 1'000; ++turn) {
        const auto event = session.next();
        written += session.takeOutput();
        require(session.waitingOutput() == 0);
        if (std::holds_alternative<client::Closed>(event)) {
            require(recipients == 0);
            return 0;
        }
        if (std::holds_alternative<client::NeedInput>(event)) {
            if (input.empty()) {
                session.lost(client::Loss::closed);
                continue;
            }
            session.feed(input.substr(0, piece));
            input.remove_prefix(std::min(piece, input.size()));
        } else if (std::holds_alternative<client::StartTls>(event)) {
            session.tlsEstablished();
        } else if (const auto* const ready = std::get_if<client::Ready>(&event)) {
            require(recipients == 0 && ready->transactions > 0);
            // A message that is unfit for this server costs no transaction.
            if (++messages > 6 || (choice % 5 == 4 && written.size() > 200)) {
                session.quit();
                continue;
            }
            client::Transaction transaction;
            transaction.reversePath = parseMailbox("an@example.vn").value();
            transaction.parameters.size = body.size();
            if (choice & 0x40) transaction.parameters.body = BodyKind::eightBitMime;
            if (choice & 0x80) transaction.parameters.smtpUtf8 = SmtpUtf8::yes;
            for (const auto* const address : {"a@b.vn", "c@d.vn", "e@b.vn"}) {
                transaction.recipients.push_back({parseMailbox(address).value(), {}});
            }
            recipients = transaction.recipients.size();
            rest = body;
            session.begin(std::move(transaction));
        } else if (std::holds_alternative<client::NeedBody>(event)) {
            if (rest.empty()) {
                session.finishBody();
            } else {
                session.supplyBody(rest.substr(0, piece));
                rest.remove_prefix(std::min(piece, rest.size()));
            }
        } else if (const auto* const done = std::get_if<client::TransactionDone>(&event)) {
            require(done->recipients.size() == recipients);
            for (const auto& result : done->recipients) {
                require(result.text.size() <= limits::smtp::replyText + 100);
                require(result.text.find_first_of(ByteView{"\r\n\0", 3}) == std::string::npos);
            }
            recipients = 0;
        }
    }
    std::abort();
}
