// Parameters of MAIL and RCPT: what is accepted reads the same once written.
#include <cstdint>
#include <cstdlib>

#include "proto/smtp/parameter.hpp"
#include "proto/smtp/xtext.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace tram;
    using namespace tram::smtp;
    const auto text = asBytes({data, size});
    constexpr Extensions everything{.auth = true, .requireTls = true};
    const auto check = [](bool kept) {
        if (!kept) std::abort();
    };
    if (const auto mail = parseMailParameters(text, everything)) {
        check(parseMailParameters(format(*mail, everything), everything) == mail);
    }
    if (const auto rcpt = parseRcptParameters(text, everything)) {
        const auto again = parseRcptParameters(format(*rcpt, everything, SmtpUtf8::no), everything);
        // The ASCII form of a UTF-8 address may be longer than ORCPT may be.
        check(again == rcpt || (rcpt->originalRecipient && rcpt->originalRecipient->addressType == "utf-8"));
    }
    check(decodeXtext(encodeXtext(text)) == text);
    if (const auto address = decodeUtf8Address(text)) {
        check(decodeUtf8Address(encodeUtf8AddressXtext(*address)) == address);
        check(decodeUtf8Address(encodeUtf8AddressUnitext(*address)) == address);
    }
    return 0;
}
