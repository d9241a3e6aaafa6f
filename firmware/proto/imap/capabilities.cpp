#include "proto/imap/capabilities.hpp"

#include "proto/imap/flag_list.hpp"

namespace tram::imap {

bool isOffered(const Context& context, sasl::Mechanism mechanism) {
    if (context.transport == Transport::clear) return false;
    return mechanism != sasl::Mechanism::scramSha256Plus || context.channelBinding.exporter.has_value();
}

std::string capabilityCode(const Context& context) {
    std::string words = "CAPABILITY IMAP4rev1 IMAP4rev2 LITERAL+ ID ENABLE";
    if (context.phase == Phase::notAuthenticated) {
        words += " SASL-IR";
        if (context.transport == Transport::clear) words += " STARTTLS LOGINDISABLED";
        for (const auto mechanism : sasl::allMechanisms) {
            if (!isOffered(context, mechanism)) continue;
            words += " AUTH=";
            words += sasl::nameOf(mechanism);
        }
        return words;
    }
    words +=
        " IDLE NAMESPACE UNSELECT UIDPLUS MOVE MULTIAPPEND CHILDREN LIST-EXTENDED LIST-STATUS SPECIAL-USE"
        " CREATE-SPECIAL-USE STATUS=SIZE CONDSTORE QRESYNC ESEARCH SEARCHRES WITHIN BINARY QUOTA"
        " QUOTA=RES-STORAGE UTF8=ACCEPT APPENDLIMIT=";
    appendNumber(words, context.config.appendLimit);
    return words;
}

}  // namespace tram::imap
