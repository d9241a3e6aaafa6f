#include "text/domain_name.hpp"

#include <unicode/uidna.h>

#include <algorithm>
#include <array>
#include <memory>

#include "base/limits.hpp"

namespace tram::text {

namespace {

struct CloseIdna {
    void operator()(UIDNA* idna) const { uidna_close(idna); }
};

std::unique_ptr<UIDNA, CloseIdna> openIdna() {
    UErrorCode status = U_ZERO_ERROR;
    constexpr auto options =
        UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ | UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_USE_STD3_RULES;
    std::unique_ptr<UIDNA, CloseIdna> idna{uidna_openUTS46(options, &status)};
    return U_SUCCESS(status) ? std::move(idna) : nullptr;
}

}  // namespace

std::optional<std::string> toAsciiDomain(ByteView name) {
    if (name.empty() || name.size() > limits::text::domainName) return std::nullopt;
    if (std::ranges::all_of(name, [](char c) { return static_cast<unsigned char>(c) < 0x80; })) {
        std::string lower{name};
        std::ranges::transform(lower, lower.begin(),
                               [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
        return lower;
    }
    // Shared by all threads: ICU's object is immutable.
    static const auto idna = openIdna();
    if (!idna) return std::nullopt;
    // What is longer in the DNS's form cannot be asked for; a dot at the end, and the terminator.
    std::array<char, limits::text::domainName + 2> out{};
    UIDNAInfo info = UIDNA_INFO_INITIALIZER;
    UErrorCode status = U_ZERO_ERROR;
    const auto length = uidna_nameToASCII_UTF8(idna.get(), name.data(), static_cast<std::int32_t>(name.size()),
                                               out.data(), static_cast<std::int32_t>(out.size()), &info, &status);
    if (U_FAILURE(status) || info.errors != 0 || length <= 0 ||
        static_cast<std::size_t>(length) > limits::text::domainName)
        return std::nullopt;
    return std::string{out.data(), static_cast<std::size_t>(length)};
}

}  // namespace tram::text
