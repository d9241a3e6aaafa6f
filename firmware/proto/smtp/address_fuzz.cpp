// Paths, mailboxes, domains: whatever is accepted is within its limits and reads the same once written.
#include <cstdint>
#include <cstdlib>

#include "base/limits.hpp"
#include "base/utf8.hpp"
#include "proto/smtp/address.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace tram;
    using namespace tram::smtp;
    const auto text = asBytes({data, size});
    const auto check = [](bool kept) {
        if (!kept) std::abort();
    };
    if (const auto path = parseForwardPath(text)) {
        check(path->consumed <= size && path->consumed <= limits::smtp::path);
        check(path->value.mailbox.localPart.size() <= limits::smtp::localPart);
        check(isUtf8(path->value.mailbox.localPart) && isUtf8(path->value.mailbox.domain.text));
        const auto again = parseForwardPath(formatPath(path->value));
        // Writing may need a longer quoting or a longer literal; only the limit may then be in the way.
        check(again ? again->value.mailbox == path->value.mailbox : again.error() == AddressError::pathTooLong);
    }
    if (const auto path = parseReversePath(text); path && path->value) {
        const auto again = parseReversePath(formatPath(path->value));
        check(again ? again->value == path->value : again.error() == AddressError::pathTooLong);
    }
    if (const auto mailbox = parseMailbox(text)) {
        const auto again = parseMailbox(format(*mailbox));
        check(again ? *again == *mailbox : again.error() == AddressError::pathTooLong);
    }
    if (const auto domain = parseDomain(text)) check(parseDomain(domain->text) == domain);
    if (const auto name = parseGreetingName(text)) check(isAscii(name->text));
    return 0;
}
