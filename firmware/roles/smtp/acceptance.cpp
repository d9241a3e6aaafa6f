#include "roles/smtp/acceptance.hpp"

#include <format>
#include <utility>

#include "base/limits.hpp"
#include "base/utf8.hpp"
#include "mime/compose.hpp"
#include "mime/date.hpp"
#include "mime/header_fields.hpp"
#include "mime/part_tree.hpp"
#include "policy/judgement.hpp"
#include "proto/smtp/submission_fixup.hpp"
#include "roles/smtp/success_report.hpp"

namespace tram::roles {

namespace asio = boost::asio;
namespace schema = store::schema;

namespace {

smtp::Reply spoolRefusal(SpoolError error) {
    if (error == SpoolError::full) {
        return {452,
                smtp::EnhancedCode{4, 3, 1},
                {"Mail system is full; try again later", "He thong het cho chua, xin gui lai sau"}};
    }
    return refusalOf(LinkError::unavailable);
}

smtp::Reply fixupRefusal(smtp::FixupError error) {
    const bool foreign = error == smtp::FixupError::notOwner;
    return {static_cast<std::uint16_t>(foreign ? 550 : 554),
            foreign ? smtp::EnhancedCode{5, 7, 1} : smtp::EnhancedCode{5, 6, 0},
            {std::string{smtp::describe(error)},
             foreign ? "Dia chi From khong phai cua ban" : "Phan dau thu khong hop le"}};
}

smtp::Reply judgementRefusal(const policy::Judgement& judgement) {
    for (const auto reason : judgement.reasons) {
        if (reason == policy::Reason::loop) {
            return {
                554, smtp::EnhancedCode{5, 4, 6}, {"Mail loop: too many Received fields", "Thu bi chuyen vong lap"}};
        }
    }
    const auto limit = limits::message::maximumAttachments;
    return {552,
            smtp::EnhancedCode{5, 3, 4},
            {std::format("Attachments too large: limit is {} octets once decoded (30 MB)", limit),
             "Tep dinh kem qua lon: gioi han 30 MB"}};
}

// 16 characters that name the message in its Received field and in the reply.
std::string makeId(Random& random) {
    return std::format("{:016x}", random.next());
}

struct Looked {
    mime::MessageSummary summary;
    Bytes encoded;
    policy::Judgement judgement;
    bool isEightBit = false;
};

Looked look(ByteView message, policy::Facts facts) {
    Looked looked;
    facts.receivedFields = smtp::countReceived(message);
    looked.summary = mime::summarise(message);
    looked.judgement = policy::judge(facts, looked.summary, message);
    looked.encoded = mime::encodeSummary(looked.summary);
    looked.isEightBit = !isAscii(message);
    return looked;
}

schema::Notify notifyOf(const std::optional<smtp::Notify>& notify) {
    auto flags = schema::Notify{};
    if (!notify) return flags;
    if (notify->never) flags |= schema::Notify::never;
    if (notify->success) flags |= schema::Notify::success;
    if (notify->failure) flags |= schema::Notify::failure;
    if (notify->delay) flags |= schema::Notify::delay;
    return flags;
}

schema::Return returnOf(const std::optional<smtp::DsnReturn>& value) {
    if (!value) return schema::Return::unset;
    return *value == smtp::DsnReturn::full ? schema::Return::full : schema::Return::headers;
}

std::unique_ptr<schema::AcceptRecipientT> recipientOf(const AcceptedRecipient& recipient) {
    auto result = std::make_unique<schema::AcceptRecipientT>();
    result->mailbox = recipient.mailbox;
    result->address = recipient.address;
    if (const auto& original = recipient.parameters.originalRecipient) {
        result->original_recipient = original->addressType + ";" + original->address;
    }
    result->notify = notifyOf(recipient.parameters.notify);
    result->group = recipient.group;
    return result;
}

std::unique_ptr<schema::ArrivalT> arrivalOf(const Envelope& envelope) {
    auto arrival = std::make_unique<schema::ArrivalT>();
    arrival->zone = envelope.received.zone;
    arrival->client = envelope.received.clientAddress;
    arrival->helo = envelope.received.clientName;
    if (!envelope.received.tlsVersion.empty())
        arrival->tls = envelope.received.tlsVersion + " " + envelope.received.tlsCipher;
    if (envelope.submitter) arrival->official = envelope.submitter->actor.official.value;
    return arrival;
}

std::unique_ptr<schema::AcceptMessageT> commandOf(const Envelope& envelope, const SpooledMessage& message,
                                                  Looked looked, std::size_t localPrefix) {
    auto command = std::make_unique<schema::AcceptMessageT>();
    command->bytes = std::make_unique<schema::MessageBytesT>();
    command->bytes->offset = message.offset();
    command->bytes->size = message.bytes().size();
    const auto octets = asOctets(looked.encoded);
    command->bytes->summary.assign(octets.begin(), octets.end());
    if (envelope.reversePath) command->reverse_path = smtp::format(*envelope.reversePath);
    command->local_prefix = localPrefix;
    for (const auto& recipient : envelope.recipients) command->recipients.push_back(recipientOf(recipient));
    command->ret = returnOf(envelope.parameters.dsnReturn);
    command->envelope_id = envelope.parameters.envelopeId.value_or("");
    const auto body = envelope.parameters.body.value_or(smtp::BodyKind::sevenBit);
    // What the client declares is often wrong; a server that we send to is told what there is. [RFC6152 3]
    command->body_8bit = body != smtp::BodyKind::binaryMime && looked.isEightBit;
    command->body_binary = body == smtp::BodyKind::binaryMime;
    command->smtputf8 = envelope.parameters.smtpUtf8 == smtp::SmtpUtf8::yes;
    command->require_tls = envelope.parameters.requireTls == smtp::RequireTls::yes;
    command->message_id = looked.summary.envelope.messageId.value_or("");
    command->in_reply_to = looked.summary.envelope.inReplyTo.value_or("");
    command->arrival = arrivalOf(envelope);
    command->verdict = std::make_unique<schema::VerdictT>();
    command->verdict->rules_version = policy::rulesVersion;
    command->verdict->decision = schema::Decision::accept;
    command->verdict->door =
        envelope.kind == smtp::ListenerKind::submission ? schema::Door::submission : schema::Door::smtp;
    return command;
}

// A submission as it goes on.
struct Submission {
    smtp::Fixup fixup;
    bool inAnothersName = false;  // in an office's, say
};

// The new header section of a submission, or the refusal.
asio::awaitable<std::expected<Submission, smtp::Reply>> fixUp(AcceptanceParts parts, const Envelope& envelope,
                                                              Bytes start, SystemTime now) {
    smtp::FieldDefaults defaults;
    defaults.date = mime::formatDate(std::chrono::floor<std::chrono::seconds>(now), parts.zoneOffset);
    defaults.messageId = mime::makeMessageId(std::chrono::floor<std::chrono::seconds>(now), parts.random, parts.domain);
    defaults.from = envelope.reversePath ? smtp::format(*envelope.reversePath) : envelope.submitter->address;
    std::vector<std::string> authors;
    auto fixup = smtp::prepareSubmission(start, defaults, [&](const smtp::Mailbox& mailbox) {
        authors.push_back(smtp::format(mailbox));
        return true;
    });
    Submission submission;
    const auto isHimself = [&](const std::string& address) {
        return mime::sameName(address, envelope.submitter->address);
    };
    submission.inAnothersName = !std::ranges::all_of(authors, isHimself) || !isHimself(defaults.from);
    if (!authors.empty()) {
        const auto allowed = co_await maySendAs(parts.link, envelope.submitter->actor, std::move(authors));
        if (!allowed) co_return std::unexpected(allowed.error());
        // Whose address it is comes before how it is written.
        if (std::ranges::find(*allowed, false) != allowed->end())
            co_return std::unexpected(fixupRefusal(smtp::FixupError::notOwner));
    }
    if (!fixup) co_return std::unexpected(fixupRefusal(fixup.error()));
    submission.fixup = std::move(*fixup);
    co_return submission;
}

}  // namespace

asio::awaitable<smtp::Reply> accept(AcceptanceParts parts, Envelope envelope, Spool& spool) {
    const auto now = parts.clock.now();
    envelope.received.id = makeId(parts.random);
    envelope.received.time = now;
    envelope.received.offset = parts.zoneOffset;
    if (envelope.recipients.size() == 1) {
        if (auto mailbox = smtp::parseMailbox(envelope.recipients.front().address))
            envelope.received.recipient = smtp::plainest(std::move(*mailbox));
    }

    // What only this appliance's own mailboxes see; the queue's copies begin behind it.
    auto head = smtp::composeReturnPath(envelope.reversePath);
    auto localPrefix = head.size();
    std::size_t replaced = 0;
    if (envelope.kind == smtp::ListenerKind::submission) {
        auto start = spool.first(limits::smtp::headerSection + 1);
        if (!start) co_return spoolRefusal(start.error());
        auto submission = co_await fixUp(parts, envelope, std::move(*start), now);
        if (!submission) co_return submission.error();
        if (submission->inAnothersName)
            head += smtp::composePerson(envelope.submitter->name, envelope.submitter->address);
        localPrefix = head.size();
        head += smtp::composeReceived(envelope.received);
        head += submission->fixup.header;
        replaced = submission->fixup.bodyAt;
    } else {
        head += smtp::composeReceived(envelope.received);
    }
    auto message = spool.finish(head, replaced);
    if (!message) co_return spoolRefusal(message.error());

    const policy::Facts facts{.door = envelope.kind == smtp::ListenerKind::submission ? policy::Door::submission
                                                                                      : policy::Door::smtp};
    Looked looked;
    if (message->bytes().size() <= limits::smtp::judgedInPlace) {
        looked = look(message->bytes(), facts);
    } else {
        // The field we have just added counts too: whoever sees a hundred, sees ours among them.
        const bool done = co_await parts.judges.run([&] { looked = look(message->bytes(), facts); });
        if (!done) co_return refusalOf(LinkError::unavailable);
    }
    if (looked.judgement.decision == policy::Decision::refuse) co_return judgementRefusal(looked.judgement);

    auto owed = co_await successReport(parts, envelope, message->bytes().substr(localPrefix), now);
    if (!owed) co_return refusalOf(owed.error());
    schema::AcceptT command;
    command.messages.push_back(commandOf(envelope, *message, std::move(looked), localPrefix));
    if (owed->command) {
        owed->command->bytes->offset = message->offset() + message->bytes().size();
        command.messages.push_back(std::move(owed->command));
        if (message->isFile() && !message->appendToFile(owed->bytes)) co_return spoolRefusal(SpoolError::full);
    }
    const auto actor = envelope.submitter ? envelope.submitter->actor : store::Actor{};
    Asked asked;
    if (message->isFile()) {
        auto body = store::encodeRequest(std::move(command), actor);
        asked = co_await parts.link.ask(std::move(body), message->takeFile());
    } else {
        auto body = store::encodeRequest(std::move(command), actor, message->bytes(), owed->bytes);
        asked = co_await parts.link.ask(std::move(body));
    }
    if (!asked) co_return refusalOf(asked.error());
    if (const auto* failed = asked->failed()) co_return refusalOf(*failed);
    co_return smtp::makeReply(250, {2, 0, 0}, "Accepted as " + envelope.received.id);
}

}  // namespace tram::roles
