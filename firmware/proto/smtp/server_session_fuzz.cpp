// A client that says anything: the first octet sets up the connection and how the bytes are cut, the rest is
// what it sends. FakeRole aborts when the session breaks a promise; here a second run, octet by octet, must
// bring about the same messages and the same replies.
#include <cstdint>
#include <cstdlib>

#include "proto/smtp/fake_role.hpp"

namespace {

using namespace tram;
using namespace tram::smtp;

struct Result {
    std::string written;
    std::vector<ReceivedMessage> messages;
    friend bool operator==(const Result&, const Result&) = default;
};

Result run(const SessionConfig& config, ByteView bytes, const FakeRole::Cut& cut) {
    FakeRole role(config);
    Result result;
    result.written = role.exchange(bytes, cut);
    // As when the connection breaks.
    role.session().timedOut();
    result.written += role.exchange("");
    if (!role.isClosed()) std::abort();
    result.messages = role.messages();
    return result;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const auto choice = data[0];
    const auto bytes = asBytes({data + 1, size - 1});
    SessionConfig config;
    config.hostname = "mx";
    config.kind = (choice & 1) != 0 ? ListenerKind::submission : ListenerKind::relayIn;
    config.trust = (choice & 2) != 0 ? Trust::trustedNetwork : Trust::stranger;
    if ((choice & 4) != 0) config.tls = TlsState{"TLSv1.3", "AES", std::string(32, 'e')};
    config.startTlsOffered = (choice & 8) != 0;
    config.limits.messageSize = (choice & 16) != 0 ? 64 : limits::message::maximumSize;

    const auto whole = run(config, bytes, [](std::size_t all) { return all; });
    SeededRandom random(choice);
    const auto cut = run(config, bytes, [&](std::size_t) { return static_cast<std::size_t>(1 + random.next() % 9); });
    // What follows STARTTLS in the same piece ends the session, by design only there.
    const bool mayDiffer = config.startTlsOffered && !config.tls;
    if (!mayDiffer && !(whole == cut)) std::abort();
    return 0;
}
