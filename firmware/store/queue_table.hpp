// The outbound queue's records within a batch, and the acceptance they come from.
#pragma once

#include "store/command_context.hpp"

namespace tram::store {

using MessageList = flatbuffers::Vector<flatbuffers::Offset<schema::AcceptMessage>>;

// Minutes east of UTC of the province's time zone, for internal dates of deliveries.
constexpr std::int16_t localZoneMinutes = 7 * 60;

// A Message-ID as it is kept: without the angle brackets.
[[nodiscard]] inline std::string withoutBrackets(ByteView messageId) {
    if (messageId.size() >= 2 && messageId.front() == '<' && messageId.back() == '>')
        messageId = messageId.substr(1, messageId.size() - 2);
    return std::string(messageId);
}

QueueId enqueue(Batch& batch, const StoreSettings& settings, const schema::AcceptMessage& message,
                const schema::AcceptRecipient& recipient, BlobId blob, std::uint64_t size, OfficialId submitter);

// Accepts all messages of a command, or refuses before anything is written. Null is an empty list.
[[nodiscard]] std::expected<void, Refusal> acceptAll(CommandContext& context, const MessageList* messages,
                                                     schema::AcceptedT& answer);

}  // namespace tram::store
