#include "roles/report/stored_report.hpp"

#include "mime/message_summary.hpp"
#include "mime/part_tree.hpp"
#include "policy/judgement.hpp"
#include "proto/smtp/received.hpp"

namespace tram::roles {

namespace schema = store::schema;

namespace {

std::unique_ptr<schema::AcceptMessageT> commandOf(const dsn::Report& report, ByteView bytes, std::size_t prefix,
                                                  std::uint64_t mailbox) {
    auto command = std::make_unique<schema::AcceptMessageT>();
    command->bytes = std::make_unique<schema::MessageBytesT>();
    command->bytes->size = bytes.size();
    const auto summary = mime::encodeSummary(mime::summarise(bytes));
    const auto octets = asOctets(summary);
    command->bytes->summary.assign(octets.begin(), octets.end());
    command->local_prefix = prefix;
    auto recipient = std::make_unique<schema::AcceptRecipientT>();
    recipient->mailbox = mailbox;
    recipient->address = report.to;
    // Nobody hears of what becomes of a report. [RFC3461 6.1]
    recipient->notify = schema::Notify::never;
    command->recipients.push_back(std::move(recipient));
    command->body_8bit = report.isEightBit;
    command->smtputf8 = report.needsSmtpUtf8;
    command->message_id = report.messageId;
    command->arrival = std::make_unique<schema::ArrivalT>();
    command->verdict = std::make_unique<schema::VerdictT>();
    command->verdict->rules_version = policy::rulesVersion;
    command->verdict->decision = schema::Decision::accept;
    command->verdict->door = schema::Door::system;
    return command;
}

bool has(schema::Notify set, schema::Notify flag) {
    return (set & flag) != schema::Notify{};
}

}  // namespace

dsn::NotifyFlags notifyFlagsOf(schema::Notify notify) noexcept {
    dsn::NotifyFlags flags;
    flags.given = notify != schema::Notify{};
    flags.never = has(notify, schema::Notify::never);
    flags.success = has(notify, schema::Notify::success);
    flags.failure = has(notify, schema::Notify::failure);
    flags.delay = has(notify, schema::Notify::delay);
    return flags;
}

dsn::Return returnOf(schema::Return ret, bool requireTls) noexcept {
    if (requireTls) return dsn::Return::headers;
    switch (ret) {
        case schema::Return::full:
            return dsn::Return::full;
        case schema::Return::headers:
            return dsn::Return::headers;
        case schema::Return::unset:
            break;
    }
    return dsn::Return::unset;
}

std::optional<std::uint64_t> reportMailbox(const schema::Resolved& resolved) {
    switch (resolved.state()) {
        case schema::RecipientState::ok:
        // A word about his own mail is not refused to who has no room left.
        case schema::RecipientState::over_quota:
            break;
        case schema::RecipientState::unknown_domain:
            return 0;
        case schema::RecipientState::unknown_mailbox:
        case schema::RecipientState::disabled:
        case schema::RecipientState::moved:
        case schema::RecipientState::left:
        case schema::RecipientState::group:
        case schema::RecipientState::group_closed:
            return std::nullopt;
    }
    return resolved.mailbox() != 0 ? std::optional{resolved.mailbox()} : std::nullopt;
}

StoredReport storeReport(const dsn::Report& report, std::uint64_t mailbox, bool requireTls) {
    StoredReport result;
    result.bytes = smtp::composeReturnPath(std::nullopt);
    const auto prefix = result.bytes.size();
    result.bytes += report.message;
    result.command = commandOf(report, result.bytes, prefix, mailbox);
    result.command->require_tls = requireTls;
    return result;
}

}  // namespace tram::roles
