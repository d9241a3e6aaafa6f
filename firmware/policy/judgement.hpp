// The one judgement that every message goes through before it is accepted, whatever door it comes by.
//
// Pure and linear in the message; what it needs to know of the world is in the facts.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/limits.hpp"
#include "mime/message_summary.hpp"

namespace tram::policy {

// Grows with each change of the rules; kept with every accepted message.
constexpr std::uint32_t rulesVersion = 1;

enum class Door : std::uint8_t { smtp, submission, append };

enum class Reason : std::uint8_t {
    loop,                 // limits::smtp::receivedFields Received fields or more [RFC5321 6.3]
    attachmentsTooLarge,  // over limits::message::maximumAttachments, decoded. R3.7
};

// The word for it in the journal.
[[nodiscard]] std::string_view nameOf(Reason reason) noexcept;

struct Facts {
    Door door = Door::smtp;
    std::uint32_t receivedFields = 0;
    std::uint64_t attachmentLimit = limits::message::maximumAttachments;
};

enum class Decision : std::uint8_t { accept, refuse };

struct Judgement {
    Decision decision = Decision::accept;
    std::vector<Reason> reasons;  // why it is refused
};

// `summary` is that of `message`.
[[nodiscard]] Judgement judge(const Facts& facts, const mime::MessageSummary& summary, ByteView message);

}  // namespace tram::policy
