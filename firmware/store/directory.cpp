#include "store/directory.hpp"

#include "base/limits.hpp"

namespace tram::store {

std::string normaliseAddress(ByteView address) {
    const auto at = address.rfind('@');
    auto local = address.substr(0, at);
    if (local.size() >= 2 && local.front() == '"' && local.back() == '"') {
        const auto inner = local.substr(1, local.size() - 2);
        const bool plain = !inner.empty() &&
                           inner.find_first_not_of(
                               "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_+") == ByteView::npos;
        if (plain) local = inner;
    }
    std::string result(local);
    if (at != ByteView::npos) result.append(address.substr(at));
    for (auto& c : result) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
    }
    return result;
}

std::optional<MailboxId> findAddress(const ReadTransaction& transaction, ByteView normalised) {
    if (normalised.empty() || normalised.size() > limits::store::addressLength) return std::nullopt;
    const auto record = getRecord<schema::Address>(transaction, Table::address, Key::of(normalised));
    if (!record || (*record)->kind() != schema::AddressKind::current) return std::nullopt;
    return MailboxId{(*record)->mailbox()};
}

std::optional<schema::MailboxRecordT> findMailbox(const ReadTransaction& transaction, MailboxId mailbox) {
    return getObject<schema::MailboxRecord>(transaction, Table::mailbox, Key::of(mailbox));
}

std::optional<schema::OfficialRecordT> findOfficial(const ReadTransaction& transaction, OfficialId official) {
    return getObject<schema::OfficialRecord>(transaction, Table::official, Key::of(official));
}

std::optional<FolderId> findFolder(const ReadTransaction& transaction, MailboxId mailbox, ByteView name) {
    const auto id = transaction.getNumber(Table::folderName, Key::of(mailbox, name));
    if (!id) return std::nullopt;
    return FolderId{*id};
}

std::optional<OfficialId> findSignIn(const ReadTransaction& transaction, ByteView normalised) {
    const auto mailbox = findAddress(transaction, normalised);
    if (!mailbox) return std::nullopt;
    const auto record = getRecord<schema::MailboxRecord>(transaction, Table::mailbox, Key::of(*mailbox));
    if (!record || (*record)->kind() != schema::MailboxKind::personal || (*record)->owner() == 0) return std::nullopt;
    return OfficialId{(*record)->owner()};
}

schema::Right rightsOn(const ReadTransaction& transaction, OfficialId official, MailboxId mailbox) {
    const auto record = getRecord<schema::MailboxRecord>(transaction, Table::mailbox, Key::of(mailbox));
    if (!record) return schema::Right{};
    if ((*record)->owner() != 0 && (*record)->owner() == official.value) {
        return schema::Right::read | schema::Right::answer | schema::Right::send_as | schema::Right::manage;
    }
    const auto grant = getRecord<schema::Grant>(transaction, Table::grant, Key::of(mailbox, official));
    return grant ? (*grant)->rights() : schema::Right{};
}

}  // namespace tram::store
