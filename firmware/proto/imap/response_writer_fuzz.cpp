// What the writer writes the reader reads: strings in every form come back, and the structure of any message is
// made of balanced parentheses, strings, numbers and NIL.
#include <cstdlib>

#include "base/utf8.hpp"
#include "mime/part_tree.hpp"
#include "proto/imap/response_writer.hpp"
#include "proto/imap/token_reader.hpp"

namespace {

using namespace tram;
using namespace tram::imap;

void requireList(TokenReader& reader) {
    if (!reader.take('(')) std::abort();
    std::size_t depth = 1;
    while (depth > 0) {
        if (reader.atEnd()) std::abort();
        if (reader.take('(')) {
            ++depth;
        } else if (reader.take(')')) {
            --depth;
        } else if (reader.peek() >= '0' && reader.peek() <= '9') {
            if (!reader.number64()) std::abort();
        } else if (!reader.take(' ') && !reader.nstring("a string")) {
            std::abort();
        }
    }
    if (!reader.atEnd()) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const ByteView octets(reinterpret_cast<const char*>(data), size);
    std::string withoutNul(octets);
    std::erase(withoutNul, '\0');
    for (const auto form : {StringForm::ascii, StringForm::utf8}) {
        Bytes out;
        appendString(out, octets, form);
        TokenReader reader(out);
        if (reader.string() != withoutNul || !reader.atEnd()) std::abort();
        out.clear();
        appendAstring(out, octets, form);
        TokenReader astring(out);
        if (astring.astring("a string") != withoutNul || !astring.atEnd()) std::abort();
        out.clear();
        appendText(out, octets, form);
        if (out.empty() || out.find_first_of("\r\n") != Bytes::npos || !isUtf8(out)) std::abort();

        const auto summary = mime::summarise(octets);
        for (const auto structure : {StructureForm::body, StructureForm::extended}) {
            out.clear();
            appendBodyStructure(out, summary, structure, form);
            TokenReader list(out);
            requireList(list);
        }
        out.clear();
        appendEnvelope(out, summary.envelope, form);
        TokenReader list(out);
        requireList(list);
    }
    return 0;
}
