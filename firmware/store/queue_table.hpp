// The outbound queue's records within a batch, and the acceptance they come from.
#pragma once

#include "store/command_context.hpp"

namespace tram::store {

using MessageList = flatbuffers::Vector<flatbuffers::Offset<schema::AcceptMessage>>;

// A Message-ID as it is kept: without the angle brackets.
[[nodiscard]] inline std::string withoutBrackets(ByteView messageId) {
    if (messageId.size() >= 2 && messageId.front() == '<' && messageId.back() == '>')
        messageId = messageId.substr(1, messageId.size() - 2);
    return std::string(messageId);
}

// Of a header field's Message-IDs the first, without brackets; "" where there is none.
[[nodiscard]] inline std::string firstMessageId(ByteView field) {
    const auto from = field.find('<');
    if (from == ByteView::npos) return {};
    const auto to = field.find('>', from);
    return to == ByteView::npos ? std::string() : withoutBrackets(field.substr(from, to + 1 - from));
}

// What all recipients of a message have in common; whom it goes to is to be filled in.
[[nodiscard]] schema::QueueEntryT queueEntry(const Batch& batch, const StoreSettings& settings,
                                             const schema::AcceptMessage& message, BlobId blob, std::uint64_t size,
                                             OfficialId submitter);
QueueId enqueue(Batch& batch, const schema::QueueEntryT& entry);

// Accepts all messages of a command, or refuses before anything is written. Null is an empty list.
[[nodiscard]] std::expected<void, Refusal> acceptAll(CommandContext& context, const MessageList* messages,
                                                     schema::AcceptedT& answer);

}  // namespace tram::store
