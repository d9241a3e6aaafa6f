// Any bytes as a message: offsets must be consistent, the summary must survive its encoding, and everything
// that walks the tree must come to an end.
#include <cstdint>
#include <cstdlib>

#include "base/bytes.hpp"
#include "base/limits.hpp"
#include "base/utf8.hpp"
#include "mime/attachments.hpp"
#include "mime/message_summary.hpp"
#include "mime/part_tree.hpp"
#include "mime/text_extract.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace tram;
    const auto message = asBytes({data, size});
    const auto summary = mime::summarise(message);
    if (summary.parts.empty() || summary.parts.size() > limits::mime::parts) std::abort();
    for (std::uint32_t i = 0; i < summary.parts.size(); ++i) {
        const auto& part = summary.parts[i];
        if (part.headerStart > part.bodyStart || part.bodyStart > part.bodyEnd || part.bodyEnd > size) std::abort();
        if (part.parent != mime::Part::none) {
            const auto& parent = summary.parts[part.parent];
            if (part.headerStart < parent.bodyStart || part.bodyEnd > parent.bodyEnd || part.end > parent.end)
                std::abort();
        }
        const auto children = summary.children(i);
        for (std::size_t c = 1; c < children.size(); ++c) {
            if (summary.parts[children[c]].headerStart < summary.parts[children[c - 1]].bodyEnd) std::abort();
        }
    }
    const auto decoded = mime::decodeSummary(mime::encodeSummary(summary));
    if (!decoded || *decoded != summary) std::abort();

    const auto visitor = [](ByteView text) {
        if (!isUtf8(text)) std::abort();
        return mime::Visit::goOn;
    };
    mime::visitHeaderText(summary, message, visitor);
    mime::visitBodyText(summary, message, 64, visitor);
    if (mime::attachmentsSize(summary, message) > size) std::abort();
    for (const auto& part : summary.parts) {
        if (!isUtf8(mime::attachmentName(part))) std::abort();
    }
    return 0;
}
