#include "proto/imap/folder_names.hpp"

#include <algorithm>
#include <vector>

#include "mime/header_fields.hpp"
#include "text/utf8.hpp"

namespace tram::imap {

namespace {

constexpr ByteView inbox = "INBOX";

std::string withInbox(std::string name) {
    const auto level = std::min(name.find('/'), name.size());
    if (mime::sameName(ByteView(name).substr(0, level), inbox)) name.replace(0, level, inbox);
    return name;
}

}  // namespace

std::optional<FolderPlace> placeOf(const Context& context, ByteView utf8) {
    const auto name = text::toNfc(utf8);
    const ByteView shared = context.config.sharedNamespace;
    const auto root = shared.substr(0, shared.size() - 1);
    if (name == root || name == shared) return std::nullopt;
    if (!name.starts_with(shared)) {
        if (context.mailboxes.empty()) return std::nullopt;
        return FolderPlace{context.mailboxes.front(), withInbox(name)};
    }
    const auto rest = name.substr(shared.size());
    const auto level = std::min(rest.find('/'), rest.size());
    const auto address = ByteView(rest).substr(0, level);
    const auto at = std::ranges::find_if(context.mailboxes, [&](const MailboxInfo& mailbox) {
        return mailbox.ownership == Ownership::shared && mime::sameName(mailbox.address, address);
    });
    if (at == context.mailboxes.end()) return std::nullopt;
    return FolderPlace{*at, level == rest.size() ? std::string{} : withInbox(rest.substr(level + 1))};
}

std::string clientName(const Context& context, const MailboxInfo& mailbox, ByteView name) {
    if (mailbox.ownership == Ownership::personal) return std::string(name);
    std::string full = context.config.sharedNamespace + mailbox.address;
    if (!name.empty()) {
        full += '/';
        full += name;
    }
    return full;
}

const MailboxInfo* mailboxInfo(const Context& context, MailboxId mailbox) {
    const auto at = std::ranges::find(context.mailboxes, mailbox, &MailboxInfo::id);
    return at == context.mailboxes.end() ? nullptr : &*at;
}

std::expected<FolderInfo, Completion> findFolder(Context& context, ByteView utf8) {
    const auto place = placeOf(context, utf8);
    if (!place || place->name.empty()) return std::unexpected(refusal(Failure::noSuchFolder));
    auto info = context.backend.folderByName(place->mailbox.id, place->name);
    if (!info || info->noSelect) return std::unexpected(refusal(Failure::noSuchFolder));
    if (!place->mailbox.rights.has(Right::read)) return std::unexpected(refusal(Failure::notPermitted));
    return *std::move(info);
}

bool isGoodName(ByteView utf8) {
    if (utf8.empty() || utf8.size() > limits::imap::folderName || !isUtf8(utf8)) return false;
    if (utf8.starts_with('/') || utf8.ends_with('/') || utf8.contains("//")) return false;
    const auto forbidden = [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == 0x7f || c == '*' || c == '%';
    };
    if (std::ranges::any_of(utf8, forbidden)) return false;
    return static_cast<std::size_t>(std::ranges::count(utf8, '/')) < limits::imap::folderDepth;
}

bool matchesPattern(ByteView name, ByteView pattern) {
    const auto anyCase = name == inbox || name.starts_with("INBOX/") ? inbox.size() : 0;
    const auto same = [&](std::size_t i, char c) {
        return name[i] == c || (i < anyCase && c >= 'a' && c <= 'z' && name[i] == c - 'a' + 'A');
    };
    // reached[i]: the pattern read so far can end at position i of the name.
    std::vector<bool> reached(name.size() + 1, false);
    reached[0] = true;
    for (const char c : pattern) {
        if (c == '*' || c == '%') {
            for (std::size_t i = 0; i < name.size(); ++i) {
                if (reached[i] && (c == '*' || name[i] != '/')) reached[i + 1] = true;
            }
        } else {
            for (std::size_t i = name.size(); i > 0; --i) reached[i] = reached[i - 1] && same(i - 1, c);
            reached[0] = false;
        }
    }
    return reached[name.size()];
}

}  // namespace tram::imap
