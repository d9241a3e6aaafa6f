#include "proto/sasl/scram_message.hpp"

#include <algorithm>

#include "base/limits.hpp"
#include "base/utf8.hpp"
#include "proto/sasl/base64.hpp"

namespace tram::sasl {
namespace {

constexpr auto malformed = std::unexpected{FailureReason::malformed};

// The text up to the next comma, which is taken too. With `rest` used up there is none.
std::optional<ByteView> nextField(ByteView& rest) {
    const auto comma = rest.find(',');
    if (comma == ByteView::npos) return std::nullopt;
    const auto field = rest.substr(0, comma);
    rest.remove_prefix(comma + 1);
    return field;
}

// "=2C" and "=3D" are the only escapes. [RFC5802 5.1]
std::optional<std::string> decodeSaslName(ByteView text) {
    std::string name;
    name.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '=') {
            name.push_back(text[i]);
        } else if (text.substr(i).starts_with("=2C")) {
            name.push_back(','), i += 2;
        } else if (text.substr(i).starts_with("=3D")) {
            name.push_back('='), i += 2;
        } else {
            return std::nullopt;
        }
    }
    if (!isIdentity(name)) return std::nullopt;
    return name;
}

bool isNonce(ByteView text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= 0x21 && c <= 0x7e && c != ','; });
}

bool isBindingName(ByteView text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
    });
}

// "a=value": one letter, "=", at least one octet that is neither NUL nor comma. [RFC5802 7 attr-val]
bool isAttribute(ByteView text) {
    if (text.size() < 3 || text[1] != '=') return false;
    const auto letter = text[0];
    if (!((letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z'))) return false;
    return text.find('\0') == ByteView::npos && isUtf8(text);
}

}  // namespace

bool isIdentity(ByteView text) noexcept {
    return !text.empty() && text.size() <= limits::sasl::identity && isUtf8(text) &&
           std::ranges::none_of(text, [](char c) { return (c >= 0 && c < 0x20) || c == 0x7f; });
}

std::expected<ClientFirst, FailureReason> parseClientFirst(ByteView message) {
    if (message.size() > limits::sasl::scramMessage) return std::unexpected{FailureReason::tooLong};
    ClientFirst first;
    auto rest = message;

    const auto flag = nextField(rest);
    if (!flag) return malformed;
    if (*flag == "n") {
        first.flag = BindingFlag::unsupported;
    } else if (*flag == "y") {
        first.flag = BindingFlag::notOffered;
    } else if (flag->starts_with("p=") && isBindingName(flag->substr(2))) {
        first.flag = BindingFlag::used;
        first.bindingName = flag->substr(2);
    } else {
        return malformed;
    }

    const auto authzid = nextField(rest);
    if (!authzid) return malformed;
    if (!authzid->empty()) {
        if (!authzid->starts_with("a=")) return malformed;
        auto name = decodeSaslName(authzid->substr(2));
        if (!name) return malformed;
        first.authzid = std::move(*name);
    }
    first.gs2Header = message.substr(0, message.size() - rest.size());
    first.bare = rest;

    // A mandatory extension ("m=") would stand here; we know none, so it fails as the RFC demands.
    const auto user = nextField(rest);
    if (!user || !user->starts_with("n=")) return malformed;
    auto name = decodeSaslName(user->substr(2));
    if (!name) return malformed;
    first.user = std::move(*name);

    const auto nonce = rest.substr(0, rest.find(','));
    if (!nonce.starts_with("r=") || !isNonce(nonce.substr(2))) return malformed;
    if (nonce.size() - 2 > limits::sasl::scramNonce) return std::unexpected{FailureReason::tooLong};
    first.nonce = nonce.substr(2);
    rest.remove_prefix(nonce.size());
    while (!rest.empty()) {
        rest.remove_prefix(1);
        const auto extension = rest.substr(0, rest.find(','));
        if (!isAttribute(extension)) return malformed;
        rest.remove_prefix(extension.size());
    }
    return first;
}

std::expected<ClientFinal, FailureReason> parseClientFinal(ByteView message) {
    if (message.size() > limits::sasl::scramMessage) return std::unexpected{FailureReason::tooLong};
    ClientFinal last;
    auto rest = message;

    const auto binding = nextField(rest);
    if (!binding || !binding->starts_with("c=")) return malformed;
    auto bindingOctets = decodeBase64(binding->substr(2));
    if (!bindingOctets || bindingOctets->empty()) return malformed;
    last.channelBinding = std::move(*bindingOctets);

    const auto nonce = nextField(rest);
    if (!nonce || !nonce->starts_with("r=") || !isNonce(nonce->substr(2))) return malformed;
    last.nonce = nonce->substr(2);

    while (const auto extension = nextField(rest)) {
        if (!isAttribute(*extension) || extension->starts_with("p=")) return malformed;
    }
    if (!rest.starts_with("p=")) return malformed;
    auto proof = decodeBase64(rest.substr(2));
    if (!proof || proof->size() != limits::sasl::scramProof) return malformed;
    last.proof = std::move(*proof);
    last.withoutProof = message.substr(0, message.size() - rest.size() - 1);
    return last;
}

}  // namespace tram::sasl
