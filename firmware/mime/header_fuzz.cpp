// Any bytes as a header section, and as the value of every kind of field.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/utf8.hpp"
#include "mime/address.hpp"
#include "mime/date.hpp"
#include "mime/encoded_word.hpp"
#include "mime/header_fields.hpp"
#include "mime/parameters.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace tram;
    const auto input = asBytes({data, size});
    const auto section = input.substr(0, mime::headerSectionSize(input));
    std::size_t fieldOctets = 0;
    for (const auto& field : mime::HeaderFields(section)) {
        if (section.substr(field.offset, field.whole.size()) != field.whole || field.name.empty()) std::abort();
        fieldOctets += field.whole.size();
    }
    if (fieldOctets > section.size()) std::abort();
    const auto selected = mime::selectFields(section, std::vector<std::string>{}, mime::Selection::allButThese);
    if (selected.size() > section.size() + 4) std::abort();

    for (const auto& address : mime::parseAddressList(input)) {
        if (!isUtf8(mime::displayName(address))) std::abort();
        static_cast<void>(mime::addressSpec(address));
    }
    if (const auto date = mime::parseDate(input)) {
        const auto again = mime::parseDate(mime::formatDate(date->time, date->zone));
        if (!again || *again != *date) std::abort();
    }
    if (const auto type = mime::parseContentType(input)) {
        if (type->type.empty() || type->subtype.empty()) std::abort();
    }
    static_cast<void>(mime::parseDisposition(input));
    if (const auto read = mime::parseDisposition("attachment" + mime::formatParameter("filename", input))) {
        if (!mime::findParameter(read->parameters, "filename")) std::abort();
    }
    return 0;
}
