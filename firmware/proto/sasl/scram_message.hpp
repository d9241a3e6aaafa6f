// The messages of a SCRAM exchange as the client writes them. Standards: RFC 5802 5 and 7, RFC 7677.
// Exposed to strangers before sign-in.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>

#include "base/bytes.hpp"
#include "proto/sasl/sasl_server.hpp"

namespace tram::sasl {

// "gs2-cbind-flag": n (the client cannot bind), y (it could, but thinks we cannot), p=name.
enum class BindingFlag : std::uint8_t { unsupported, notOffered, used };

struct ClientFirst {
    BindingFlag flag = BindingFlag::unsupported;
    std::string bindingName;  // of "p="
    std::string authzid;
    std::string user;
    std::string nonce;
    std::string gs2Header;  // as received, with both commas
    std::string bare;       // what belongs into AuthMessage
};

struct ClientFinal {
    std::string channelBinding;  // decoded
    std::string nonce;
    std::string withoutProof;  // what belongs into AuthMessage
    std::string proof;         // decoded
};

[[nodiscard]] std::expected<ClientFirst, FailureReason> parseClientFirst(ByteView message);
[[nodiscard]] std::expected<ClientFinal, FailureReason> parseClientFinal(ByteView message);

// Whether a user name or authorization identity is UTF-8 of a tolerable length without controls.
[[nodiscard]] bool isIdentity(ByteView text) noexcept;

}  // namespace tram::sasl
