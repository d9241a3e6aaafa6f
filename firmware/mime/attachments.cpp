// One rule, applied to each leaf; the cheap answer first.
#include "mime/attachments.hpp"

#include "mime/content_coding.hpp"

namespace tram::mime {
namespace {

bool isDeclaredAttachment(const Part& part) {
    return part.disposition && part.disposition->type == "attachment";
}

bool hasFileName(const Part& part) {
    return (part.disposition && findParameter(part.disposition->parameters, "filename")) ||
           findParameter(part.parameters, "name");
}

}  // namespace

bool isAttachment(const MessageSummary& summary, std::uint32_t part) {
    const auto& p = summary.parts[part];
    if (p.kind == Part::Kind::multipart) return false;
    if (p.kind == Part::Kind::message || isDeclaredAttachment(p)) return isDeclaredAttachment(p);
    const bool letter = p.type == "text" && (p.subtype == "plain" || p.subtype == "html");
    return !letter || hasFileName(p);
}

std::string attachmentName(const Part& part) {
    if (part.disposition) {
        if (auto name = parameterText(part.disposition->parameters, "filename"); name && !name->empty()) return *name;
    }
    return parameterText(part.parameters, "name").value_or(std::string());
}

std::uint64_t attachmentsSize(const MessageSummary& summary, ByteView message) {
    std::uint64_t total = 0;
    for (std::uint32_t i = 0; i < summary.parts.size();) {
        const auto& part = summary.parts[i];
        if (!isAttachment(summary, i)) {
            ++i;
            continue;
        }
        total += decodedSize(part.encoding, part.body(message));
        i = part.end;
    }
    return total;
}

WithinLimit attachmentsWithin(const MessageSummary& summary, ByteView message, std::uint64_t limit) {
    // Decoding never makes anything longer, so the bodies as they are bound the answer.
    std::uint64_t upperBound = 0;
    for (std::uint32_t i = 0; i < summary.parts.size();) {
        const bool attachment = isAttachment(summary, i);
        if (attachment) upperBound += summary.parts[i].bodySize();
        i = attachment ? summary.parts[i].end : i + 1;
    }
    if (upperBound <= limit) return WithinLimit::yes;
    return attachmentsSize(summary, message) <= limit ? WithinLimit::yes : WithinLimit::no;
}

}  // namespace tram::mime
