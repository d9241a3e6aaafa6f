#include "policy/judgement.hpp"

#include "mime/attachments.hpp"

namespace tram::policy {

std::string_view nameOf(Reason reason) noexcept {
    switch (reason) {
        case Reason::loop:
            return "loop";
        case Reason::attachmentsTooLarge:
            return "attachments-too-large";
    }
    return {};
}

Judgement judge(const Facts& facts, const mime::MessageSummary& summary, ByteView message) {
    Judgement judgement;
    // What a person puts into a folder of his own goes nowhere, so it cannot be in a loop.
    if (facts.door != Door::append && facts.receivedFields >= limits::smtp::receivedFields) {
        judgement.reasons.push_back(Reason::loop);
    }
    if (mime::attachmentsWithin(summary, message, facts.attachmentLimit) == mime::WithinLimit::no) {
        judgement.reasons.push_back(Reason::attachmentsTooLarge);
    }
    if (!judgement.reasons.empty()) judgement.decision = Decision::refuse;
    return judgement;
}

}  // namespace tram::policy
