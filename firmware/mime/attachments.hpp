// Which parts are attachments, and how much they weigh. R3.7: at most 31,457,280 octets decoded.
#pragma once

#include <cstdint>
#include <string>

#include "base/bytes.hpp"
#include "mime/message_summary.hpp"

namespace tram::mime {

// A leaf that is not the letter itself: everything but text/plain and text/html parts that carry no
// "attachment" disposition and no file name. An enclosed message is not one attachment: its own leaves are
// judged by the same rule, unless it has the disposition "attachment", then all of it is one.
// Multiparts are never attachments.
[[nodiscard]] bool isAttachment(const MessageSummary& summary, std::uint32_t part);

// The name to show and save under: filename of Content-Disposition, else name of Content-Type; UTF-8, may be
// empty. It is as the sender chose it: path separators and control characters are still in it.
[[nodiscard]] std::string attachmentName(const Part& part);

// Octets of all attachments once their transfer encoding is undone.
[[nodiscard]] std::uint64_t attachmentsSize(const MessageSummary& summary, ByteView message);

enum class WithinLimit : std::uint8_t { no, yes };
// The same question against a limit, without looking at the bodies of a message that is small anyway.
[[nodiscard]] WithinLimit attachmentsWithin(const MessageSummary& summary, ByteView message, std::uint64_t limit);

}  // namespace tram::mime
