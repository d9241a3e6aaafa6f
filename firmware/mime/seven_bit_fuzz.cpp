// Any bytes as a message to be said in seven bits: the same parts, whose contents decode to the same.
#include <cstdint>
#include <cstdlib>

#include "base/utf8.hpp"
#include "mime/content_coding.hpp"
#include "mime/part_tree.hpp"
#include "mime/seven_bit.hpp"

namespace {

using namespace tram;
using namespace tram::mime;

void check(bool holds) {
    if (!holds) std::abort();
}

Bytes render(SevenBitMessage& rendering, ByteView message, std::uint64_t step) {
    const SevenBitMessage::Source source = [message](std::uint64_t offset, std::uint64_t length, Bytes& out) {
        check(offset + length <= message.size());
        out += message.substr(offset, length);
        return true;
    };
    Bytes out;
    while (out.size() < rendering.size()) {
        const auto before = out.size();
        const auto length = std::min<std::uint64_t>(step, rendering.size() - before);
        check(rendering.read(source, before, length, out) && out.size() == before + length);
    }
    return out;
}

// LF as CRLF, as text is sent.
Bytes asText(ByteView bytes) {
    Bytes out;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (bytes[i] == '\n' && (i == 0 || bytes[i - 1] != '\r')) out += '\r';
        out += bytes[i];
    }
    return out;
}

// Octets become "?" or "=XX" only outside what anybody reads, where they might still make a boundary of a line.
bool hasOddBoundary(const MessageSummary& summary) {
    for (const auto& part : summary.parts) {
        if (findParameter(part.parameters, "boundary").value_or(ByteView{}).find_first_of("?=") != ByteView::npos)
            return true;
    }
    return false;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto message = asBytes({data, size});
    const auto before = summarise(message);
    auto rendering = SevenBitMessage::of(message, before);
    if (!rendering) return 0;
    const auto whole = render(*rendering, message, rendering->size());
    check(render(*rendering, message, 7) == whole);
    if (hasOddBoundary(before)) return 0;
    const auto after = summarise(whole);
    check(after.parts.size() == before.parts.size());
    for (std::size_t i = 0; i < before.parts.size(); ++i) {
        const auto& was = before.parts[i];
        const auto& is = after.parts[i];
        check(is.kind == was.kind && is.type == was.type && is.subtype == was.subtype && is.parent == was.parent);
        check(isAscii(is.body(whole)) || is.kind != Part::Kind::leaf);
        check(is.encoding != TransferEncoding::eightBit && is.encoding != TransferEncoding::binary);
        if (is.kind != Part::Kind::leaf || was.encoding == TransferEncoding::uuencode) continue;
        const auto content = decodeContent(was.encoding, was.body(message));
        const auto rendered = decodeContent(is.encoding, is.body(whole));
        check(rendered == content || rendered == asText(content));
    }
    return 0;
}
