#include "proto/smtp/parameter.hpp"

#include <algorithm>
#include <charconv>

#include "base/limits.hpp"
#include "base/utf8.hpp"
#include "proto/smtp/xtext.hpp"

namespace tram::smtp {
namespace {

using Error = std::unexpected<ParameterError>;
using Outcome = std::expected<void, ParameterError>;

char upper(char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}
bool isAlphanumeric(char c) {
    const auto u = upper(c);
    return (u >= 'A' && u <= 'Z') || (c >= '0' && c <= '9');
}
bool same(ByteView text, ByteView upperCase) {
    return std::ranges::equal(text, upperCase, [](char a, char b) { return upper(a) == b; });
}
bool isPrintable(ByteView text) {
    return std::ranges::all_of(text, [](char c) { return c >= 0x20 && c < 0x7f; });
}

struct Parameter {
    ByteView keyword;
    std::optional<ByteView> value;  // nullopt without "="
};

bool isKeyword(ByteView text) {
    return !text.empty() && isAlphanumeric(text[0]) &&
           std::ranges::all_of(text, [](char c) { return isAlphanumeric(c) || c == '-'; });
}

// esmtp-value = 1*(%d33-60 / %d62-126 / UTF8-non-ascii). ORCPT's and AUTH's values may hold no "=" either,
// since xtext has none.
bool isValue(ByteView text) {
    return !text.empty() && isUtf8(text) &&
           std::ranges::none_of(text, [](char c) { return (c >= 0 && c <= 0x20) || c == '=' || c == 0x7f; });
}

// Calls take(parameter) for each; stops at the first error.
template <class Take>
Outcome forEach(ByteView text, Take take) {
    std::size_t count = 0;
    while (!text.empty()) {
        if (text[0] != ' ') return Error{ParameterError::syntax};
        const auto begin = text.find_first_not_of(' ');
        if (begin == ByteView::npos) return {};
        text.remove_prefix(begin);
        const auto word = text.substr(0, text.find(' '));
        text.remove_prefix(word.size());
        const auto equals = word.find('=');
        Parameter parameter{word.substr(0, equals), std::nullopt};
        if (equals != ByteView::npos) parameter.value = word.substr(equals + 1);
        if (!isKeyword(parameter.keyword) || (parameter.value && !isValue(*parameter.value)) ||
            ++count > limits::smtp::parameters) {
            return Error{ParameterError::syntax};
        }
        if (auto taken = take(parameter); !taken) return taken;
    }
    return {};
}

std::expected<std::uint64_t, ParameterError> sizeValue(ByteView text) {
    std::uint64_t value = 0;
    const auto* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    // 1*20DIGIT [RFC1870 5]; more than 64 bits hold is certainly too large, not malformed.
    if (stop != end || text.size() > 20 || error == std::errc::invalid_argument) return Error{ParameterError::badValue};
    if (error == std::errc::result_out_of_range) return UINT64_MAX;
    return value;
}

std::expected<std::string, ParameterError> envelopeIdValue(ByteView text) {
    auto decoded = decodeXtext(text);
    if (!decoded || decoded->empty() || text.size() > limits::smtp::envelopeId || !isPrintable(*decoded)) {
        return Error{ParameterError::badValue};
    }
    return std::move(*decoded);
}

std::expected<std::string, ParameterError> submitterValue(ByteView text) {
    auto decoded = decodeXtext(text);
    if (decoded && *decoded == "<>") return std::string{};
    // Under SMTPUTF8 the value may be in the UTF-8 form as well. [RFC6531 3.4]
    if (!decoded || !parseMailbox(*decoded)) decoded = decodeUtf8Address(text);
    if (!decoded || !parseMailbox(*decoded)) return Error{ParameterError::badValue};
    return std::move(*decoded);
}

std::expected<Notify, ParameterError> notifyValue(ByteView text) {
    Notify notify;
    if (same(text, "NEVER")) {
        notify.never = true;
        return notify;
    }
    for (;;) {
        const auto comma = text.find(',');
        const auto word = text.substr(0, comma);
        bool* const flag = same(word, "SUCCESS")   ? &notify.success
                           : same(word, "FAILURE") ? &notify.failure
                           : same(word, "DELAY")   ? &notify.delay
                                                   : nullptr;
        // NEVER stands alone. [RFC3461 4.1]
        if (flag == nullptr || *flag) return Error{ParameterError::badValue};
        *flag = true;
        if (comma == ByteView::npos) return notify;
        text.remove_prefix(comma + 1);
    }
}

std::expected<OriginalRecipient, ParameterError> originalRecipientValue(ByteView text) {
    const auto semicolon = text.find(';');
    if (semicolon == ByteView::npos || text.size() > limits::smtp::originalRecipient)
        return Error{ParameterError::badValue};
    OriginalRecipient recipient;
    const auto type = text.substr(0, semicolon);
    const auto value = text.substr(semicolon + 1);
    if (!isKeyword(type) || value.empty()) return Error{ParameterError::badValue};
    for (const auto c : type) recipient.addressType += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    std::optional<std::string> decoded;
    if (recipient.addressType == "utf-8") {
        decoded = decodeUtf8Address(value);
        // Some write plain xtext, or an address with "+" as it is; neither has a backslash.
        if (!decoded && value.find('\\') == ByteView::npos) decoded = decodeXtext(value);
    } else {
        decoded = decodeXtext(value);
        if (decoded && !isPrintable(*decoded)) decoded.reset();
    }
    if (!decoded || decoded->empty()) return Error{ParameterError::badValue};
    recipient.address = std::move(*decoded);
    return recipient;
}

// Puts `parsed` where it belongs; a second one of its kind is an error.
template <class T>
Outcome put(std::optional<T>& place, std::expected<T, ParameterError> parsed) {
    if (place) return Error{ParameterError::duplicate};
    if (!parsed) return Error{parsed.error()};
    place = std::move(*parsed);
    return {};
}

template <class Flag>
Outcome set(Flag& flag, const Parameter& parameter) {
    if (parameter.value) return Error{ParameterError::badValue};
    if (flag == Flag::yes) return Error{ParameterError::duplicate};
    flag = Flag::yes;
    return {};
}

std::expected<BodyKind, ParameterError> bodyValue(ByteView text, const Extensions& offered) {
    if (same(text, "7BIT")) return BodyKind::sevenBit;
    if (same(text, "8BITMIME")) return BodyKind::eightBitMime;
    if (same(text, "BINARYMIME") && offered.binaryMime) return BodyKind::binaryMime;
    return Error{ParameterError::badValue};
}

std::expected<DsnReturn, ParameterError> returnValue(ByteView text) {
    if (same(text, "FULL")) return DsnReturn::full;
    if (same(text, "HDRS")) return DsnReturn::headers;
    return Error{ParameterError::badValue};
}

}  // namespace

std::expected<MailParameters, ParameterError> parseMailParameters(ByteView text, const Extensions& offered) {
    MailParameters result;
    const auto outcome = forEach(text, [&](const Parameter& parameter) -> Outcome {
        const auto is = [&](ByteView keyword, bool announced) { return announced && same(parameter.keyword, keyword); };
        if (is("SMTPUTF8", offered.smtpUtf8)) return set(result.smtpUtf8, parameter);
        if (is("REQUIRETLS", offered.requireTls)) return set(result.requireTls, parameter);
        const auto value = parameter.value;
        const auto valueOf = [&](auto parse) { return value ? parse(*value) : Error{ParameterError::badValue}; };
        if (is("SIZE", offered.size)) return put(result.size, valueOf(sizeValue));
        if (is("BODY", offered.eightBitMime)) {
            return put(result.body, valueOf([&](ByteView v) { return bodyValue(v, offered); }));
        }
        if (is("RET", offered.dsn)) return put(result.dsnReturn, valueOf(returnValue));
        if (is("ENVID", offered.dsn)) return put(result.envelopeId, valueOf(envelopeIdValue));
        if (is("AUTH", offered.auth)) return put(result.submitter, valueOf(submitterValue));
        return Error{ParameterError::unknown};
    });
    if (!outcome) return Error{outcome.error()};
    return result;
}

std::expected<RcptParameters, ParameterError> parseRcptParameters(ByteView text, const Extensions& offered) {
    RcptParameters result;
    const auto outcome = forEach(text, [&](const Parameter& parameter) -> Outcome {
        const auto is = [&](ByteView keyword) { return offered.dsn && same(parameter.keyword, keyword); };
        const auto value = parameter.value;
        const auto valueOf = [&](auto parse) { return value ? parse(*value) : Error{ParameterError::badValue}; };
        if (is("NOTIFY")) return put(result.notify, valueOf(notifyValue));
        if (is("ORCPT")) return put(result.originalRecipient, valueOf(originalRecipientValue));
        return Error{ParameterError::unknown};
    });
    if (!outcome) return Error{outcome.error()};
    return result;
}

std::string format(const MailParameters& parameters, const Extensions& offered) {
    std::string out;
    if (parameters.size && offered.size) out += " SIZE=" + std::to_string(*parameters.size);
    if (parameters.body && offered.eightBitMime) {
        switch (*parameters.body) {
            case BodyKind::sevenBit:
                out += " BODY=7BIT";
                break;
            case BodyKind::eightBitMime:
                out += " BODY=8BITMIME";
                break;
            case BodyKind::binaryMime:
                if (offered.binaryMime) out += " BODY=BINARYMIME";
                break;
        }
    }
    if (parameters.smtpUtf8 == SmtpUtf8::yes && offered.smtpUtf8) out += " SMTPUTF8";
    if (parameters.dsnReturn && offered.dsn)
        out += *parameters.dsnReturn == DsnReturn::full ? " RET=FULL" : " RET=HDRS";
    if (parameters.envelopeId && offered.dsn) out += " ENVID=" + encodeXtext(*parameters.envelopeId);
    if (parameters.submitter && offered.auth) {
        out += " AUTH=" + (parameters.submitter->empty() ? std::string{"<>"} : encodeXtext(*parameters.submitter));
    }
    if (parameters.requireTls == RequireTls::yes && offered.requireTls) out += " REQUIRETLS";
    return out;
}

std::string format(const RcptParameters& parameters, const Extensions& offered, SmtpUtf8 smtpUtf8) {
    std::string out;
    if (!offered.dsn) return out;
    if (parameters.notify) {
        const auto& notify = *parameters.notify;
        std::string words;
        const auto add = [&](bool wanted, ByteView word) {
            if (!wanted) return;
            if (!words.empty()) words += ',';
            words += word;
        };
        add(notify.never, "NEVER");
        add(!notify.never && notify.success, "SUCCESS");
        add(!notify.never && notify.failure, "FAILURE");
        add(!notify.never && notify.delay, "DELAY");
        if (!words.empty()) out += " NOTIFY=" + words;
    }
    if (parameters.originalRecipient) {
        const auto& [type, address] = *parameters.originalRecipient;
        out += " ORCPT=" + type + ";";
        if (type != "utf-8") {
            out += encodeXtext(address);
        } else {
            out += smtpUtf8 == SmtpUtf8::yes ? encodeUtf8AddressUnitext(address) : encodeUtf8AddressXtext(address);
        }
    }
    return out;
}

}  // namespace tram::smtp
