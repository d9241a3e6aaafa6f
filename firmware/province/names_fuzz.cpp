// What is accepted makes an address of plain letters that would be accepted again, and the cleaned name is
// stable; nothing else is asked of hostile input but an answer.
#include <cstdlib>

#include "base/bytes.hpp"
#include "base/limits.hpp"
#include "province/agency_name.hpp"
#include "province/local_part.hpp"

namespace {

void require(bool holds) {
    if (!holds) std::abort();
}

bool plain(std::string_view text) {
    return text.find_first_not_of("abcdefghijklmnopqrstuvwxyz") == text.npos;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace tram::province;
    const auto text = tram::asBytes({data, size});
    if (const auto name = parsePersonalName(text)) {
        const auto part = personalLocalPart(*name);
        require(!part.given.empty() && plain(part.text()));
        require(part.text().size() + tram::limits::province::suffix <= tram::limits::province::localPart);
        const auto again = parsePersonalName(name->text);
        require(again && again->text == name->text && personalLocalPart(*again).text() == part.text());
        const auto free = [](std::string_view) { return false; };
        for (const auto& proposal : proposeFree(part, free, 3)) require(parseLocalPart(proposal) == proposal);
    }
    if (const auto name = parseAgencyName(text)) {
        require(parseAgencyName(*name) == name);
        if (const auto label = agencyLabel(*name, "")) {
            require(parseDomainLabel(*label) == label);
            require(parseLocalPart(clerkLocalPart(*label)).has_value());
        }
    }
    if (const auto label = parseDomainLabel(text)) require(parseDomainLabel(*label) == label);
    if (const auto part = parseLocalPart(text)) require(parseLocalPart(*part) == part);
    return 0;
}
