#include "store/directory_change.hpp"

#include <algorithm>

#include "base/utf8.hpp"
#include "province/basis.hpp"
#include "province/time_zone.hpp"
#include "store/directory.hpp"
#include "store/directory_tree.hpp"
#include "store/queue_table.hpp"
#include "text/utf8.hpp"

namespace tram::store {

namespace {

using schema::ErrorCode;

std::unexpected<Refusal> notPermitted(province::Power power) {
    return refuse(ErrorCode::not_permitted, {}, std::string(province::name(power)));
}

void putHistory(CommandContext& context, std::uint64_t subject, JournalPosition position,
                const schema::DirectoryChangedT& change, std::string document = {}) {
    schema::HistoryEntryT entry;
    entry.time = context.batch.nowMicroseconds();
    entry.process = context.origin.process;
    entry.actor = context.origin.actor.value;
    entry.change = std::make_unique<schema::DirectoryChangedT>(change);
    if (!document.empty()) {
        const auto& key = context.signingKey;
        const auto signature = key.sign(document);
        entry.document = std::move(document);
        entry.signature.assign(signature.begin(), signature.end());
        entry.key.assign(key.publicKey().begin(), key.publicKey().end());
    }
    putObject(context.batch.transaction, Table::history, Key::of(subject, position), entry);
}

}  // namespace

std::optional<province::Standing> standingOf(const schema::OfficialRecord& official) {
    if (official.state() != schema::OfficialState::active || !official.enabled()) return std::nullopt;
    return province::Standing{province::Duties::fromBits(official.duties()),
                              static_cast<province::Role>(official.role())};
}

std::optional<province::Standing> standingOf(const ReadTransaction& transaction, OfficialId official) {
    const auto record = getRecord<schema::OfficialRecord>(transaction, Table::official, Key::of(official));
    return record ? standingOf(**record) : std::nullopt;
}

std::expected<void, Refusal> mayAct(const ReadTransaction& transaction, const Origin& origin,
                                    std::optional<province::Power> power) {
    if (!origin.actor || (origin.epoch == 0 && !power)) return {};
    const auto record = getRecord<schema::OfficialRecord>(transaction, Table::official, Key::of(origin.actor));
    const auto standing = record ? standingOf(**record) : std::nullopt;
    if (origin.epoch != 0 && (!standing || (*record)->session_epoch() != origin.epoch))
        return refuse(ErrorCode::session_over, "epoch");
    if (power && (!standing || reachOf(*standing, *power) == province::Reach::nothing)) return notPermitted(*power);
    return {};
}

std::expected<void, Refusal> authorise(const ReadTransaction& transaction, OfficialId actor, province::Power power,
                                       AgencyId agency) {
    if (!actor) return {};
    const auto record = getRecord<schema::OfficialRecord>(transaction, Table::official, Key::of(actor));
    const auto standing = record ? standingOf(**record) : std::nullopt;
    if (!standing) return notPermitted(power);
    if (reachOf(*standing, power) == province::Reach::everywhere) return {};
    const AgencyId own{(*record)->agency()};
    const AgencyId administered{(*record)->administers() != 0 ? (*record)->administers() : own.value};
    const auto reaches = [&](const province::Standing& as, AgencyId root) {
        return agency && reachOf(as, power) == province::Reach::branch && isInBranch(transaction, agency, root);
    };
    if (standing->role == province::Role::head && reaches({{}, province::Role::head}, own)) return {};
    if (standing->duties.has(province::Duty::agencyAdministrator) &&
        reaches({province::Duty::agencyAdministrator}, administered)) {
        return {};
    }
    return notPermitted(power);
}

std::expected<void, Refusal> authorise(const CommandContext& context, province::Power power, AgencyId agency) {
    return authorise(context.batch.transaction, context.origin.actor, power, agency);
}

std::expected<void, Refusal> authoriseOn(const CommandContext& context, province::Power power, MailboxId mailbox,
                                         AgencyId agency) {
    const auto actor = context.origin.actor;
    if (actor && standingOf(context.batch.transaction, actor)) {
        const auto rights = rightsOn(context.batch.transaction, actor, mailbox);
        if ((rights & schema::Right::manage) == schema::Right::manage) return {};
    }
    return authorise(context, power, agency);
}

std::expected<schema::OfficialRecordT, Refusal> accountFor(const ReadTransaction& transaction, OfficialId actor,
                                                           province::Power power, OfficialId account) {
    auto official = findOfficial(transaction, account);
    if (!official) return refuse(ErrorCode::no_such_official, "official");
    if (actor != account) {
        if (auto may = authorise(transaction, actor, power, AgencyId{official->agency}); !may)
            return std::unexpected(may.error());
    }
    return std::move(*official);
}

std::expected<schema::MailboxRecordT, Refusal> mailboxFor(const CommandContext& context, MailboxId id,
                                                          province::Power power) {
    auto mailbox = findMailbox(context.batch.transaction, id);
    if (!mailbox) return refuse(ErrorCode::no_such_mailbox, "mailbox");
    if (auto may = authorise(context, power, AgencyId{mailbox->agency}); !may) return std::unexpected(may.error());
    return std::move(*mailbox);
}

void endSessionsOf(Batch& batch, OfficialId id, schema::OfficialRecordT& official) {
    ++official.session_epoch;
    batch.touchStanding(id);
}

std::expected<schema::AgencyRecordT, Refusal> activeAgency(const CommandContext& context, AgencyId id,
                                                           const char* field, std::optional<province::Power> power) {
    auto agency = findAgency(context.batch.transaction, id);
    if (!agency) return refuse(ErrorCode::no_such_agency, field);
    if (power) {
        if (auto may = authorise(context, *power, id); !may) return std::unexpected(may.error());
    }
    if (!isActive(*agency)) return refuse(ErrorCode::not_active, field, agency->name);
    return std::move(*agency);
}

std::expected<schema::BasisT, Refusal> checkBasis(const CommandContext& context, const schema::Basis* basis) {
    const auto number = basis == nullptr ? ByteView{} : viewOf(basis->number());
    const auto day = basis == nullptr ? 0 : basis->day();
    const auto checked = province::checkBasis(number, day, province::dayOnTheClock(context.batch.nowMicroseconds()));
    if (!checked) return refuse(ErrorCode::no_basis, "basis", std::string(province::name(checked.error())));
    schema::BasisT result;
    result.number = *checked;
    result.day = day;
    return result;
}

std::expected<std::unique_ptr<schema::BasisT>, Refusal> checkOptionalBasis(const CommandContext& context,
                                                                           const schema::Basis* basis) {
    if (basis == nullptr || (viewOf(basis->number()).empty() && basis->day() == 0)) return nullptr;
    auto checked = checkBasis(context, basis);
    if (!checked) return std::unexpected(checked.error());
    return std::make_unique<schema::BasisT>(std::move(*checked));
}

std::expected<std::string, Refusal> checkRemark(ByteView text, const char* field) {
    if (text.size() > limits::province::remark) return refuse(ErrorCode::malformed, field, "too_long");
    if (!isUtf8(text)) return refuse(ErrorCode::malformed, field, "not_utf8");
    if (std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }))
        return refuse(ErrorCode::malformed, field, "a control character");
    return text::toNfc(text);
}

std::expected<void, Refusal> checkRevision(std::uint64_t asked, std::uint64_t present) {
    if (asked == 0 || asked == present) return {};
    return refuse(ErrorCode::changed_meanwhile, "revision", std::to_string(present));
}

void recordChange(CommandContext& context, schema::DirectoryChangedT change, std::string document) {
    const auto position = context.batch.modSequence();
    putHistory(context, change.subject, position, change, std::move(document));
    for (const auto each : change.related) {
        if (each != change.subject && each != 0) putHistory(context, each, position, change);
    }
    context.batch.touchDirectory();
    context.batch.journal(context.origin, asEvent(std::move(change)));
}

void addHistory(CommandContext& context, const schema::DirectoryChangedT& change) {
    putHistory(context, change.subject, context.batch.modSequence(), change);
}

}  // namespace tram::store
