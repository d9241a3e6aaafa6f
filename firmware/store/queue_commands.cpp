// What becomes of the messages in the outbound queue.
#include <algorithm>

#include "store/commands.hpp"
#include "store/queue_table.hpp"

namespace tram::store {

namespace {

using schema::AttemptOutcome;
using schema::ErrorCode;

bool endsEntry(AttemptOutcome outcome) {
    return outcome == AttemptOutcome::relayed || outcome == AttemptOutcome::failed ||
           outcome == AttemptOutcome::dropped;
}

void removeEntry(Batch& batch, QueueId id, const schema::QueueEntryT& entry) {
    batch.transaction.remove(Table::queue, Key::of(id));
    dropReferences(batch, BlobId{entry.blob}, 1);
    batch.touchQueue(id);
}

void journalAttempt(CommandContext& context, QueueId id, const schema::QueueEntryT& entry, AttemptOutcome outcome,
                    const schema::QueueResult* result, const std::string& reason = {}) {
    schema::QueueAttemptedT event;
    event.queue = id.value;
    event.recipient = entry.recipient;
    event.message_id = entry.message_id;
    event.outcome = outcome;
    event.next_attempt = entry.next_attempt;
    event.reply = reason;
    if (result != nullptr) {
        event.remote = textOf(result->remote());
        event.reply = textOf(result->reply());
        event.tls = textOf(result->tls());
    }
    context.batch.journal(context.origin, asEvent(std::move(event)));
}

}  // namespace

schema::QueueEntryT queueEntry(const Batch& batch, const StoreSettings& settings, const schema::AcceptMessage& message,
                               BlobId blob, std::uint64_t size, OfficialId submitter) {
    schema::QueueEntryT entry;
    entry.blob = blob.value;
    entry.skip = message.local_prefix();
    entry.reverse_path = textOf(message.reverse_path());
    entry.ret = message.ret();
    entry.envelope_id = textOf(message.envelope_id());
    entry.body_8bit = message.body_8bit();
    entry.body_binary = message.body_binary();
    entry.smtputf8 = message.smtputf8();
    entry.require_tls = message.require_tls();
    entry.message_id = withoutBrackets(viewOf(message.message_id()));
    entry.arrival = batch.nowMicroseconds();
    entry.next_attempt = entry.arrival;
    entry.expires = entry.arrival + settings.queueLifetime.count();
    entry.priority = message.priority();
    entry.size = size;
    entry.submitter = submitter.value;
    return entry;
}

QueueId enqueue(Batch& batch, const schema::QueueEntryT& entry) {
    const QueueId id{batch.state.next_queue()};
    batch.state.mutate_next_queue(id.value + 1);
    putObject(batch.transaction, Table::queue, Key::of(id), entry);
    batch.touchQueue(id);
    return id;
}

Outcome execute(CommandContext& context, const schema::QueueResults& command) {
    auto& batch = context.batch;
    schema::AcceptedT answer;
    if (command.results() != nullptr) {
        for (const auto* result : *command.results()) {
            if (result->outcome() > AttemptOutcome::MAX) return refuse(ErrorCode::malformed, "results");
        }
    }
    // The reports come first: they can be refused, the results cannot.
    if (auto accepted = acceptAll(context, command.reports(), answer); !accepted)
        return std::unexpected(accepted.error());
    if (command.results() != nullptr) {
        for (const auto* result : *command.results()) {
            const QueueId id{result->queue()};
            auto entry = getObject<schema::QueueEntry>(batch.transaction, Table::queue, Key::of(id));
            // An operator may have dropped it meanwhile.
            if (!entry) continue;
            // A notice is no attempt.
            if (result->outcome() == AttemptOutcome::delay_notified) {
                entry->delay_notified = true;
            } else {
                entry->attempts += 1;
                entry->last_attempt = batch.nowMicroseconds();
                entry->last_reply = textOf(result->reply());
                entry->last_remote = result->remote_reply() ? textOf(result->remote()) : "";
                entry->next_attempt = result->next_attempt();
            }
            if (endsEntry(result->outcome())) {
                removeEntry(batch, id, *entry);
            } else {
                putObject(batch.transaction, Table::queue, Key::of(id), *entry);
                batch.touchQueue(id);
            }
            journalAttempt(context, id, *entry, result->outcome(), result);
        }
    }
    return asAnswer(std::move(answer));
}

Outcome execute(CommandContext& context, const schema::QueueControl& command) {
    auto& batch = context.batch;
    if (command.verb() > schema::QueueControlVerb::MAX) return refuse(ErrorCode::malformed, "verb");
    if (command.queues() == nullptr || command.queues()->size() == 0) return refuse(ErrorCode::malformed, "queues");
    for (const auto number : *command.queues()) {
        if (!batch.transaction.get(Table::queue, Key::of(std::uint64_t{number}))) {
            return refuse(ErrorCode::no_such_queue, "queues", std::to_string(number));
        }
    }
    for (const auto number : *command.queues()) {
        const QueueId id{number};
        auto entry = getObject<schema::QueueEntry>(batch.transaction, Table::queue, Key::of(id));
        if (!entry) continue;  // named twice
        auto outcome = AttemptOutcome::released;
        switch (command.verb()) {
            case schema::QueueControlVerb::hold:
                entry->state = schema::QueueState::held;
                outcome = AttemptOutcome::held;
                break;
            case schema::QueueControlVerb::release:
                entry->state = schema::QueueState::due;
                // It has waited for him, not for a server.
                entry->next_attempt = std::min(entry->next_attempt, batch.nowMicroseconds());
                break;
            case schema::QueueControlVerb::retry:
                entry->state = schema::QueueState::due;
                entry->next_attempt = batch.nowMicroseconds();
                break;
            case schema::QueueControlVerb::drop:
                outcome = AttemptOutcome::dropped;
                break;
        }
        if (outcome == AttemptOutcome::dropped) {
            removeEntry(batch, id, *entry);
        } else {
            putObject(batch.transaction, Table::queue, Key::of(id), *entry);
            batch.touchQueue(id);
        }
        journalAttempt(context, id, *entry, outcome, nullptr, textOf(command.reason()));
    }
    return asAnswer(schema::DoneT{});
}

}  // namespace tram::store
