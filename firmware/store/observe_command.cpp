// What must be known later although it changes nothing: a body first fetched, a mailbox checked.
#include "store/commands.hpp"

namespace tram::store {

Outcome execute(CommandContext& context, const schema::Observe& command) {
    if (command.events() == nullptr) return refuse(schema::ErrorCode::malformed, "events");
    for (const auto* observed : *command.events()) {
        if (observed->event() == nullptr) return refuse(schema::ErrorCode::malformed, "events");
        switch (observed->event_type()) {
            case schema::Event::BodyFetched:
            case schema::Event::MailboxChecked:
                break;
            // Anything else is the record of a change, which only the change itself may write.
            default:
                return refuse(schema::ErrorCode::malformed, "events");
        }
    }
    for (const auto* observed : *command.events()) {
        schema::ObservedEventT event;
        observed->UnPackTo(&event);
        context.batch.journal(context.origin, std::move(event.event));
    }
    return asAnswer(schema::DoneT{});
}

}  // namespace tram::store
