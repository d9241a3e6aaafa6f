// Whatever is asked has an answer of a known status, and reading it changes nothing. Lines: method, target,
// Accept-Language.
#include <algorithm>
#include <array>
#include <cstdlib>

#include "base/bytes.hpp"
#include "roles/alert/health_answers.hpp"
#include "roles/alert/snapshot_fixture.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace tram;
    auto input = asBytes({data, size});
    std::array<ByteView, 3> lines;
    for (auto& line : lines) {
        const auto end = std::min(input.find('\n'), input.size());
        line = input.substr(0, end);
        input.remove_prefix(std::min(end + 1, input.size()));
    }
    static const auto view = roles::test::viewOf(roles::test::sickBox());
    const auto reply = roles::answerHealth(lines[0], lines[1], lines[2], view, "1.2.3");
    constexpr std::array known{200U, 400U, 404U, 405U, 503U};
    if (!std::ranges::contains(known, reply.status) || reply.body.empty()) std::abort();
    if ((reply.status == 405) == reply.allow.empty()) std::abort();
    // What was asked never comes back: a page would show it.
    if (reply.type.find('\n') != std::string::npos) std::abort();
    return 0;
}
