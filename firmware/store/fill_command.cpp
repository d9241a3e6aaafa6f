// Many made-up messages at once, for measurements: distinct, of a given size, in one mailbox's inbox.
#include <algorithm>

#include "base/random.hpp"
#include "store/blob_writer.hpp"
#include "store/commands.hpp"
#include "store/directory.hpp"
#include "store/folder_writer.hpp"

namespace tram::store {

namespace {

constexpr std::uint64_t messagesPerCommand = 10'000;
constexpr std::uint32_t smallest = 200;
constexpr std::uint32_t largest = 64 * 1024;

Bytes makeMessage(std::uint64_t number, std::uint32_t size, Random& random) {
    auto message = "From: fill@localhost\r\nSubject: fill " + std::to_string(number) + "\r\nMessage-ID: <fill." +
                   std::to_string(number) + "." + std::to_string(random.next()) + "@localhost>\r\n\r\n";
    while (message.size() + 2 < size) {
        const auto line = std::min<std::size_t>(76, size - message.size() - 2);
        for (std::size_t i = 0; i < line; ++i)
            message.push_back(static_cast<char>('a' + (number + i * 7 + message.size()) % 26));
        message += "\r\n";
    }
    return message;
}

}  // namespace

Outcome execute(CommandContext& context, const schema::Fill& command) {
    auto& batch = context.batch;
    const auto mailbox = findMailbox(batch.transaction, MailboxId{command.mailbox()});
    if (!mailbox) return refuse(schema::ErrorCode::no_such_mailbox, "mailbox");
    if (command.count() == 0 || command.count() > messagesPerCommand)
        return refuse(schema::ErrorCode::limit, "count", "1 to 10000");
    if (command.size() < smallest || command.size() > largest)
        return refuse(schema::ErrorCode::limit, "size", "200 to 65536");
    auto folder = FolderWriter::open(batch, FolderId{mailbox->inbox});
    if (!folder) return refuse(schema::ErrorCode::no_such_folder, "mailbox");
    SeededRandom random(command.seed());
    schema::MessagesAppendedT event;
    for (std::uint64_t i = 0; i < command.count(); ++i) {
        const auto bytes = makeMessage(command.seed() * messagesPerCommand + i, command.size(), random);
        const auto blob = writeBlob(batch, prepareBlob(bytes, {}), 1);
        NewMessage added;
        added.blob = blob;
        added.size = bytes.size();
        added.internalDate = batch.nowSeconds();
        const auto uid = folder->add(added);
        if (!uid) throw TransactionFailed{{StoreErrorKind::full, "a folder is out of UIDs"}};
        if (i == 0) event.first_uid = uid->value;
    }
    folder->save();
    event.folder = folder->id().value;
    event.count = static_cast<std::uint32_t>(command.count());
    event.verdict = std::make_unique<schema::VerdictT>();
    event.verdict->decision = schema::Decision::accept;
    event.verdict->door = schema::Door::bulk;
    batch.journal(context.origin, asEvent(std::move(event)));
    schema::DoneT answer;
    answer.id = folder->id().value;
    return asAnswer(std::move(answer));
}

}  // namespace tram::store
