#include "hal/snmp/inform_session.hpp"

#include <arpa/inet.h>

#include <cstring>

#include "hal/snmp/tables/enterprise.hpp"
#include "hal/snmp/wire_value.hpp"

namespace tram::snmp {

namespace {

// Three times two seconds, then the outbox pauses.
constexpr long patienceMicroseconds = 2'000'000;
constexpr int repetitions = 2;
// [RFC 3414 11.2] asks for no less.
constexpr std::size_t leastSecret = 8;

bool isAddress(int family, const std::string& text) {
    in6_addr room{};
    return ::inet_pton(family, text.c_str(), &room) == 1;
}

struct Protocol {
    const oid* name = nullptr;
    std::size_t length = 0;
};
Protocol authProtocol(const std::string& word) {
    Protocol protocol;
    const int type = usm_lookup_auth_type(word.c_str());
    if (type > 0) protocol.name = sc_get_auth_oid(type, &protocol.length);
    return protocol;
}
Protocol privProtocol(const std::string& word) {
    Protocol protocol;
    const int type = usm_lookup_priv_type(word.c_str());
    if (type > 0) protocol.name = sc_get_priv_oid(type, &protocol.length);
    return protocol;
}

// The user without a name that a discovery is sent as. [RFC 3414 4]
void addNamelessUser() {
    char nobody[] = "";
    if (usm_get_user(nullptr, 0, nobody) != nullptr) return;
    // It has no protocols: usm_create_user() sets those of "none".
    auto* user = usm_create_user();
    if (user == nullptr) return;
    user->name = ::strdup("");
    user->secName = ::strdup("");
    usm_add_user(user);
}

std::string wordOf(int reportType) {
    switch (reportType) {
        case SNMPERR_UNKNOWN_ENG_ID:
            return "unknown-engine";
        case SNMPERR_UNKNOWN_USER_NAME:
            return "wrong-user";
        case SNMPERR_AUTHENTICATION_FAILURE:
        case SNMPERR_USM_AUTHENTICATIONFAILURE:
        case SNMPERR_DECRYPTION_ERR:
            return "wrong-secret";
        default:
            return "refused";
    }
}

}  // namespace

std::expected<InformPeer, std::string> parsePeer(std::string_view text) {
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos) return std::unexpected("an address and a port are needed");
    auto host = std::string(text.substr(0, colon));
    const auto port = text.substr(colon + 1);
    unsigned number = 0;
    for (const char c : port) {
        if (c < '0' || c > '9' || number > 65'535) return std::unexpected("the port is no number");
        number = number * 10 + static_cast<unsigned>(c - '0');
    }
    if (number == 0 || number > 65'535) return std::unexpected("the port is none");
    if (isAddress(AF_INET, host)) return InformPeer{std::string(text), "udp:" + std::string(text)};
    if (host.starts_with('[') && host.ends_with(']') && isAddress(AF_INET6, host.substr(1, host.size() - 2)))
        return InformPeer{std::string(text), "udp6:" + std::string(text)};
    return std::unexpected("an address in numbers is needed, IPv6 in []");
}

std::string wrongWith(const InformUser& user) {
    if (user.name.empty() || user.name.size() > 32) return "the user's name has 1 to 32 letters";
    if (authProtocol(user.auth).name == nullptr) return "unknown authentication: " + user.auth;
    if (privProtocol(user.priv).name == nullptr) return "unknown encryption: " + user.priv;
    if (user.authSecret.size() < leastSecret || user.privSecret.size() < leastSecret)
        return "secrets have 8 characters or more";
    return {};
}

struct InformSession::Wire {
    session_list* session = nullptr;
    enum class Answer : std::uint8_t { none, engine, delivered, failed } answer = Answer::none;
    std::string reason;
    std::string engineId;
    bool isProbe = false;

    // net-snmp's callback; only notes what came, since the session may not be closed from within.
    static int came(int operation, netsnmp_session*, int, netsnmp_pdu* pdu, void* magic) {
        static_cast<Wire*>(magic)->note(operation, pdu);
        return 1;
    }
    void note(int operation, const netsnmp_pdu* pdu) {
        switch (operation) {
            case NETSNMP_CALLBACK_OP_RECEIVED_MESSAGE:
                if (pdu->command == SNMP_MSG_RESPONSE) {
                    answer = pdu->errstat == SNMP_ERR_NOERROR ? Answer::delivered : Answer::failed;
                    reason = "refused";
                } else if (isProbe && pdu->securityEngineIDLen > 0) {
                    engineId.assign(reinterpret_cast<const char*>(pdu->securityEngineID), pdu->securityEngineIDLen);
                    answer = Answer::engine;
                }
                return;
            case NETSNMP_CALLBACK_OP_SEC_ERROR:
                if (isProbe) return;
                answer = Answer::failed;
                reason = wordOf(snmpv3_get_report_type(const_cast<netsnmp_pdu*>(pdu)));
                return;
            case NETSNMP_CALLBACK_OP_CONNECT:
            case NETSNMP_CALLBACK_OP_RESEND:
                return;
            case NETSNMP_CALLBACK_OP_TIMED_OUT:
                answer = Answer::failed;
                reason = "silent";
                return;
            default:
                answer = Answer::failed;
                reason = "unreachable";
        }
    }
};

InformSession::InformSession(InformPeer peer, const InformUser& user, std::mutex& library, std::string engineId)
    : peer_(std::move(peer)), user_(user), library_(library), engineId_(std::move(engineId)) {}

InformSession::~InformSession() {
    close();
}

void InformSession::close() {
    if (wire_ && wire_->session != nullptr) snmp_sess_close(wire_->session);
    wire_.reset();
}

void InformSession::fail(std::string reason) {
    close();
    outcome_ = Outcome::failed;
    reason_ = std::move(reason);
    // It is asked for anew: another box may stand there now, whose reports of that net-snmp does not pass on.
    engineId_.clear();
}

void InformSession::send(Notification notification, std::chrono::microseconds uptime) {
    notification_ = std::move(notification);
    uptime_ = uptime;
    outcome_ = Outcome::pending;
    if (wire_) {
        inform();
    } else {
        open();
    }
}

namespace {

netsnmp_session emptySession(std::string& peername) {
    netsnmp_session session{};
    snmp_sess_init(&session);
    session.version = SNMP_VERSION_3;
    session.peername = peername.data();
    session.timeout = patienceMicroseconds;
    session.retries = repetitions;
    session.securityModel = SNMP_SEC_MODEL_USM;
    return session;
}

// The user's keys, which net-snmp makes fit for the receiver's engine as it opens the session. `name` and `engineId`
// must live until then.
bool authorize(netsnmp_session& session, const InformUser& user, std::string& name, std::string& engineId) {
    const auto auth = authProtocol(user.auth);
    const auto priv = privProtocol(user.priv);
    session.securityLevel = SNMP_SEC_LEVEL_AUTHPRIV;
    session.securityName = name.data();
    session.securityNameLen = name.size();
    session.securityAuthProto = const_cast<oid*>(auth.name);
    session.securityAuthProtoLen = auth.length;
    session.securityPrivProto = const_cast<oid*>(priv.name);
    session.securityPrivProtoLen = priv.length;
    session.securityAuthKeyLen = USM_AUTH_KU_LEN;
    session.securityPrivKeyLen = USM_PRIV_KU_LEN;
    session.securityEngineID = reinterpret_cast<u_char*>(engineId.data());
    session.securityEngineIDLen = engineId.size();
    const auto key = [&](const std::string& secret, u_char* room, std::size_t* length) {
        return generate_Ku(auth.name, static_cast<u_int>(auth.length), reinterpret_cast<const u_char*>(secret.data()),
                           secret.size(), room, length) == SNMPERR_SUCCESS;
    };
    return key(user.authSecret, session.securityAuthKey, &session.securityAuthKeyLen) &&
           key(user.privSecret, session.securityPrivKey, &session.securityPrivKeyLen);
}

}  // namespace

void InformSession::open() {
    const std::unique_lock lock(library_, std::try_to_lock);
    // tick() tries again.
    if (!lock) return;
    wire_ = std::make_unique<Wire>();
    wire_->isProbe = engineId_.empty();
    auto session = emptySession(peer_.transport);
    std::string name = user_.name;
    if (wire_->isProbe) {
        session.securityLevel = SNMP_SEC_LEVEL_NOAUTH;
        addNamelessUser();
    } else if (!authorize(session, user_, name, engineId_)) {
        return fail("wrong-secret");
    }
    wire_->session = static_cast<session_list*>(snmp_sess_open(&session));
    if (wire_->session == nullptr) return fail("unreachable");
    // snmp_sess_open() takes the flag away; without it sending would ask for the engine id first, and wait.
    snmp_sess_session(wire_->session)->flags |= SNMP_FLAGS_DONT_PROBE;
    if (wire_->isProbe) {
        probe();
    } else {
        inform();
    }
}

void InformSession::probe() {
    auto* pdu = snmp_pdu_create(SNMP_MSG_GET);
    pdu->version = SNMP_VERSION_3;
    pdu->securityName = ::strdup("");
    pdu->securityNameLen = 0;
    pdu->securityLevel = SNMP_SEC_LEVEL_NOAUTH;
    pdu->securityModel = SNMP_SEC_MODEL_USM;
    if (snmp_sess_async_send(wire_->session, pdu, &Wire::came, wire_.get()) == 0) {
        snmp_free_pdu(pdu);
        fail("unreachable");
    }
}

void InformSession::inform() {
    auto* pdu = snmp_pdu_create(SNMP_MSG_INFORM);
    const auto add = [&](std::span<const std::uint32_t> name, const Value& value) {
        const auto wireName = wireOid(name);
        withWireValue(value, [&](u_char type, const void* data, std::size_t octets) {
            return snmp_pdu_add_variable(pdu, wireName.data(), wireName.size(), type, data, octets) != nullptr ? 1 : 0;
        });
    };
    add(oidOf(mib2, {1, 3, 0}), ticksValue(uptime_));                          // sysUpTime.0
    add(Oid{1, 3, 6, 1, 6, 3, 1, 1, 4, 1, 0}, oidValue(notification_->name));  // snmpTrapOID.0
    for (const auto& [name, value] : notification_->objects) add(name, value);
    wire_->answer = Wire::Answer::none;
    if (snmp_sess_async_send(wire_->session, pdu, &Wire::came, wire_.get()) == 0) {
        snmp_free_pdu(pdu);
        fail("unreachable");
    }
}

int InformSession::descriptor() const {
    if (!wire_ || wire_->session == nullptr) return -1;
    const auto* transport = snmp_sess_transport(wire_->session);
    return transport != nullptr ? transport->sock : -1;
}

void InformSession::readable() {
    if (!wire_ || wire_->session == nullptr) return;
    fd_set reading;
    FD_ZERO(&reading);
    FD_SET(descriptor(), &reading);
    snmp_sess_read(wire_->session, &reading);
    proceed();
}

void InformSession::tick() {
    if (outcome_ != Outcome::pending) return;
    if (!wire_) return open();
    snmp_sess_timeout(wire_->session);
    proceed();
}

void InformSession::proceed() {
    if (outcome_ != Outcome::pending) return;
    switch (wire_->answer) {
        case Wire::Answer::none:
            return;
        case Wire::Answer::engine:
            engineId_ = wire_->engineId;
            close();
            return open();
        case Wire::Answer::delivered:
            outcome_ = Outcome::delivered;
            return;
        case Wire::Answer::failed:
            return fail(wire_->reason);
    }
}

}  // namespace tram::snmp
