// Whatever letter comes, what is said of it is within the store's bounds, so that it is taken.
#include <algorithm>
#include <cstdlib>
#include <set>

#include "base/limits.hpp"
#include "base/utf8.hpp"
#include "roles/scan/letter_reader.hpp"

namespace {

void check(const std::string& text, std::size_t most, bool isLine) {
    using namespace tram;
    if (text.size() > most || !isUtf8(text)) std::abort();
    const auto bad = [isLine](char c) {
        const auto octet = static_cast<unsigned char>(c);
        return (octet < 0x20 && (isLine || (c != '\n' && c != '\t'))) || octet == 0x7f;
    };
    if (std::ranges::any_of(text, bad)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace tram;
    const auto letter = roles::readLetter(asBytes({data, size}));
    check(letter.subject, limits::desk::subject, true);
    check(letter.text, limits::desk::text, false);
    if (letter.changes.size() > limits::desk::changes || letter.faults.size() > limits::desk::faults) std::abort();
    std::set<std::uint32_t> rows;
    for (const auto& change : letter.changes) {
        if (!rows.insert(change->row).second || change->row == 0) std::abort();
        for (const auto* text : {&change->name, &change->address, &change->agency, &change->job_title, &change->reason})
            check(*text, limits::desk::field, true);
        if (change->name.empty() && (change->verb == store::schema::ChangeVerb::make || change->address.empty()))
            std::abort();
    }
    return 0;
}
