// The first octet chooses encoding and cut; the rest is decoded whole and in two chunks, and is encoded and
// decoded back.
#include <cstdint>
#include <cstdlib>

#include "base/bytes.hpp"
#include "mime/content_coding.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace tram;
    if (size == 0) return 0;
    const auto body = asBytes({data + 1, size - 1});
    const auto encoding = static_cast<mime::TransferEncoding>(data[0] % 7);
    const auto whole = mime::decodeContent(encoding, body);
    if (whole.size() > body.size() || mime::decodedSize(encoding, body) != whole.size()) std::abort();
    const std::size_t cut = body.empty() ? 0 : data[0] % body.size();
    mime::ContentDecoder decoder(encoding);
    Bytes out;
    decoder.feed(body.substr(0, cut), out);
    decoder.feed(body.substr(cut), out);
    decoder.finish(out);
    if (out != whole) std::abort();

    if (mime::decodeContent(mime::TransferEncoding::base64, mime::encodeBase64(body)) != body) std::abort();
    const auto printable = mime::encodeQuotedPrintable(body, mime::LineEnds::binary);
    if (mime::decodeContent(mime::TransferEncoding::quotedPrintable, printable) != body) std::abort();
    return 0;
}
