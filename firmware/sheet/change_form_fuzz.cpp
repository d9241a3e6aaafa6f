// A letter's lines and a sheet's rows are read whatever they are, and every entry is one that can be carried out.
#include <cstdlib>

#include "base/limits.hpp"
#include "sheet/change_form.hpp"
#include "sheet/csv.hpp"

namespace {

void check(const tram::sheet::Sheet& sheet) {
    using namespace tram;
    for (const auto& entry : readChanges(sheet).entries) {
        const bool named = !entry.name.empty() || (entry.verb != sheet::AskedFor::make && !entry.address.empty());
        if (!named || entry.name.size() > limits::desk::field || entry.reason.size() > limits::desk::field)
            std::abort();
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto bytes = tram::asBytes({data, size});
    if (const auto letter = tram::sheet::sheetOfLetter(bytes)) check(*letter);
    if (const auto sheet = tram::sheet::parseCsv(bytes)) check(*sheet);
    return 0;
}
