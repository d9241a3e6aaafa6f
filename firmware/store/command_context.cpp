#include "store/command_context.hpp"

#include "store/directory.hpp"

namespace tram::store {

bool permits(const CommandContext& context, MailboxId mailbox, schema::Right right) {
    if (!context.origin.actor) return context.origin.process != "tram-access";
    return (rightsOn(context.batch.transaction, context.origin.actor, mailbox) & right) == right;
}

}  // namespace tram::store
