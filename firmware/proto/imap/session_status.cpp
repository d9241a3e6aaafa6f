// STATUS, NAMESPACE, GETQUOTA, GETQUOTAROOT. [RFC9051 6.3.10, 6.3.11; RFC9208; RFC7889; RFC8438]
#include <algorithm>

#include "mime/header_fields.hpp"
#include "proto/imap/commands.hpp"
#include "proto/imap/flag_list.hpp"
#include "proto/imap/folder_names.hpp"
#include "proto/imap/modified_utf7.hpp"
#include "proto/imap/targets.hpp"

namespace tram::imap {

namespace {

// Octets of the messages with \Deleted. [RFC9208 4.2: DELETED-STORAGE]
std::uint64_t deletedOctets(Context& context, const FolderInfo& info) {
    if (info.state.deleted == 0) return 0;
    std::uint64_t octets = 0;
    std::vector<MessageEntry> entries;
    Uid from{1};
    while (true) {
        entries.clear();
        context.backend.entries(info.id, {from, Uid{UINT32_MAX}}, limits::imap::entryBatch, entries);
        for (const auto& entry : entries) {
            if (hasFlag(entry.flags, SystemFlag::deleted)) octets += entry.size;
        }
        if (entries.size() < limits::imap::entryBatch) return octets;
        from = Uid{entries.back().uid.value + 1};
    }
}

std::pair<ByteView, std::uint64_t> valueOf(Context& context, const FolderInfo& info, StatusItem item) {
    const auto& state = info.state;
    switch (item) {
        case StatusItem::messages:
            return {"MESSAGES", state.messages};
        case StatusItem::recent:
            return {"RECENT", 0};
        case StatusItem::uidNext:
            return {"UIDNEXT", state.uidNext.value};
        case StatusItem::uidValidity:
            return {"UIDVALIDITY", state.uidValidity};
        case StatusItem::unseen:
            return {"UNSEEN", state.unseen};
        case StatusItem::deleted:
            return {"DELETED", state.deleted};
        case StatusItem::size:
            return {"SIZE", state.bytes};
        case StatusItem::highestModSequence:
            return {"HIGHESTMODSEQ", state.highestModSequence.value};
        case StatusItem::appendLimit:
            return {"APPENDLIMIT", context.config.appendLimit};
        case StatusItem::deletedStorage:
            // In units of 1,024 octets, as STORAGE.
            return {"DELETED-STORAGE", (deletedOctets(context, info) + 1023) / 1024};
    }
    return {"MESSAGES", state.messages};
}

const MailboxInfo* mailboxOfRoot(const Context& context, ByteView root) {
    const auto at = std::ranges::find_if(
        context.mailboxes, [&](const MailboxInfo& mailbox) { return mime::sameName(mailbox.address, root); });
    return at == context.mailboxes.end() ? nullptr : &*at;
}

// The quota root of a mailbox is its address.
void appendQuota(Context& context, const MailboxInfo& mailbox) {
    const auto quota = context.backend.quota(mailbox.id);
    context.out += "* QUOTA ";
    appendAstring(context.out, mailbox.address, context.form());
    context.out += " (";
    if (quota.limit != 0) {
        context.out += "STORAGE ";
        appendNumber(context.out, (quota.used + 1023) / 1024);
        context.out += ' ';
        appendNumber(context.out, quota.limit / 1024);
    }
    context.out += ")\r\n";
}

}  // namespace

void appendStatus(Context& context, const FolderInfo& info, ByteView name, const std::vector<StatusItem>& items) {
    if (std::ranges::contains(items, StatusItem::highestModSequence)) enableCondstore(context);
    context.out += "* STATUS ";
    appendMailbox(context.out, name, context.form());
    context.out += " (";
    bool first = true;
    for (const auto item : items) {
        if (!first) context.out += ' ';
        first = false;
        const auto [word, value] = valueOf(context, info, item);
        context.out += word;
        context.out += ' ';
        appendNumber(context.out, value);
    }
    context.out += ")\r\n";
}

Work<Completion> doStatus(Context& context, Status command) {
    const auto info = findFolder(context, command.mailbox);
    if (!info) co_return info.error();
    appendStatus(context, *info, clientName(context, *mailboxInfo(context, info->mailbox), info->name), command.items);
    co_return okay("Status told");
}

Completion doGetQuota(Context& context, const GetQuota& command) {
    const auto* mailbox = mailboxOfRoot(context, command.root);
    if (mailbox == nullptr) return refusal(Failure::noSuchFolder);
    appendQuota(context, *mailbox);
    return okay("Quota told");
}

Completion doGetQuotaRoot(Context& context, const GetQuotaRoot& command) {
    const auto place = placeOf(context, command.mailbox);
    // For a name that could be made, too. [RFC9208 4.1.3]
    if (!place) return refusal(Failure::noSuchFolder);
    context.out += "* QUOTAROOT ";
    appendMailbox(context.out, clientName(context, place->mailbox, place->name), context.form());
    context.out += ' ';
    appendAstring(context.out, place->mailbox.address, context.form());
    context.out += "\r\n";
    appendQuota(context, place->mailbox);
    return okay("Quota root told");
}

Completion doNamespace(Context& context) {
    context.out += "* NAMESPACE ((\"\" \"/\")) NIL ((";
    const auto& prefix = context.config.sharedNamespace;
    appendString(context.out, context.form() == StringForm::utf8 ? prefix : encodeModifiedUtf7(prefix), context.form());
    context.out += " \"/\"))\r\n";
    return okay("Namespaces told");
}

}  // namespace tram::imap
