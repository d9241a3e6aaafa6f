// Fields of the form value *(";" attribute=value): Content-Type, Content-Disposition.
//
// Standards: RFC 2045 5.1, RFC 2183, RFC 2231 (continuations, charset, language). Comments are skipped,
// unquoted values may hold what the RFC forbids (spaces, 8-bit), as senders write it. Hostile input:
// linear; at most limits::mime::parameters parameters.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.hpp"

namespace tram::mime {

struct Parameter {
    enum class Form : std::uint8_t {
        plain,     // the bytes as they were, quoting removed; may hold encoded-words or raw 8-bit
        extended,  // was name*= or name*0*=: percent-decoded, converted to UTF-8; IMAP names it "name*" [RFC9051 7.5.2]
    };

    std::string name;  // lower case, without "*" and without the number of a continuation
    std::string value;
    Form form = Form::plain;

    friend bool operator==(const Parameter&, const Parameter&) = default;
};

using Parameters = std::vector<Parameter>;

// The value of the first parameter of that (lower case) name.
[[nodiscard]] std::optional<ByteView> findParameter(const Parameters& parameters, ByteView name);
// The same as UTF-8 for people: encoded-words and undeclared 8-bit are decoded.
[[nodiscard]] std::optional<std::string> parameterText(const Parameters& parameters, ByteView name);

struct ContentType {
    std::string type;     // lower case
    std::string subtype;  // lower case
    Parameters parameters;
};
// Nothing where there is no type "/" subtype: the default applies. [RFC2045 5.2]
[[nodiscard]] std::optional<ContentType> parseContentType(ByteView fieldValue);

struct Disposition {
    std::string type;  // lower case: "inline", "attachment", …
    Parameters parameters;

    friend bool operator==(const Disposition&, const Disposition&) = default;
};
// Nothing where the field says nothing; a file name without a type is an attachment.
[[nodiscard]] std::optional<Disposition> parseDisposition(ByteView fieldValue);

// "; name=value" as it may stand in a header field, quoted or by RFC 2231 (cut into continuations) where
// needed; several such pieces are separated by spaces at which the caller may fold.
[[nodiscard]] std::string formatParameter(ByteView name, ByteView valueUtf8);

}  // namespace tram::mime
