// IDLE. [RFC9051 6.3.13, RFC2177]
#include "mime/header_fields.hpp"
#include "proto/imap/commands.hpp"
#include "proto/imap/updates.hpp"

namespace tram::imap {

Work<Completion> doIdle(Context& context) {
    context.out += "+ idling\r\n";
    context.idling = true;
    while (true) {
        if (!lookAtRights(context)) break;
        if (context.selected) {
            auto telling = tellUpdates(context, Expunges::tell);
            if (!co_await telling) break;
        }
        if (context.keepAliveDue) context.out += "* OK Still here\r\n";
        context.keepAliveDue = false;
        const auto event = co_await context.input(InputAssembler::Expect::line);
        if (!event) continue;
        context.idling = false;
        const auto* line = std::get_if<RawLine>(&*event);
        if (line == nullptr || !mime::sameName(line->text, "DONE")) co_return bad("DONE was expected");
        break;
    }
    context.idling = false;
    co_return okay("Idle ended");
}

}  // namespace tram::imap
