#include "store/dispatch.hpp"

#include <algorithm>

#include "mime/message_summary.hpp"
#include "store/commands.hpp"
#include "store/directory_change.hpp"
#include "store/permission.hpp"

namespace tram::store {

namespace {

using schema::ErrorCode;
using schema::RequestBody;

template <class T>
std::function<Outcome(CommandContext&)> actionOf(const schema::Request& request) {
    const auto* command = request.body_as<T>();
    return [command](CommandContext& context) { return execute(context, *command); };
}

// Where the parts of a large message begin and end, so that attachments are cut alike in every message.
std::vector<std::size_t> cutHints(const schema::MessageBytes& message) {
    std::vector<std::size_t> hints;
    if (message.size() <= limits::store::segmentedAbove || message.summary() == nullptr) return hints;
    const auto summary = mime::decodeSummary(asBytes(std::span(message.summary()->data(), message.summary()->size())));
    if (!summary) return hints;
    for (const auto& part : summary->parts) {
        if (part.kind != mime::Part::Kind::leaf || part.bodySize() < limits::store::segmentedAbove / 2) continue;
        hints.push_back(part.bodyStart);
        hints.push_back(part.bodyEnd);
    }
    std::ranges::sort(hints);
    return hints;
}

std::expected<void, Refusal> prepare(Command& command, const schema::MessageBytes* message, ByteView bytes) {
    if (message == nullptr || message->offset() > bytes.size() || message->size() > bytes.size() - message->offset()) {
        return refuse(ErrorCode::malformed, "bytes", "outside what came with the command");
    }
    if (message->size() > limits::message::maximumSize + 64 * limits::KiB) return refuse(ErrorCode::too_large, "bytes");
    command.blobs.push_back(prepareBlob(bytes.substr(message->offset(), message->size()), cutHints(*message)));
    return {};
}

template <class Messages>
std::expected<void, Refusal> prepareAll(Command& command, const Messages* messages, ByteView bytes) {
    if (messages == nullptr) return {};
    // Messages lie apart in what came: a small frame makes no large work.
    auto left = bytes.size();
    for (const auto* message : *messages) {
        const auto size = message->bytes() == nullptr ? 0 : message->bytes()->size();
        if (size > left) return refuse(ErrorCode::malformed, "bytes", "outside what came with the command");
        left -= size;
        if (auto prepared = prepare(command, message->bytes(), bytes); !prepared) return prepared;
    }
    return {};
}

}  // namespace

bool isQuery(RequestBody body) {
    switch (body) {
        case RequestBody::ResolveRecipient:
        case RequestBody::CheckPassword:
        case RequestBody::SignInAs:
        case RequestBody::ChangePassword:
        case RequestBody::ScramCredentials:
        case RequestBody::CheckScram:
        case RequestBody::MaySendAs:
        case RequestBody::Stat:
        case RequestBody::Check:
        case RequestBody::Trace:
        case RequestBody::ReviewUse:
        case RequestBody::FindAddress:
        case RequestBody::SetHandOutPassword:
        case RequestBody::EnrolSecondFactor:
        case RequestBody::ConfirmSecondFactor:
        case RequestBody::ListCredentials:
        case RequestBody::SessionOpened:
        case RequestBody::SessionClosed:
        case RequestBody::ListSessions:
            return true;
        default:
            return false;
    }
}

std::expected<Command, Refusal> makeCommand(std::shared_ptr<const RequestBytes> bytes, const ParsedRequest& parsed,
                                            Origin origin) {
    const auto& request = *parsed.request;
    const auto messageBytes = bytes->isSeparate ? ByteView(bytes->separate) : parsed.messageBytes;
    Command command;
    command.origin = std::move(origin);
    command.keepAlive = bytes;
    std::expected<void, Refusal> prepared;
    switch (request.body_type()) {
        case RequestBody::CreateAgency:
            command.action = actionOf<schema::CreateAgency>(request);
            command.addsData = true;
            break;
        case RequestBody::RenameAgency:
            command.action = actionOf<schema::RenameAgency>(request);
            break;
        case RequestBody::MoveAgency:
            command.action = actionOf<schema::MoveAgency>(request);
            break;
        case RequestBody::MergeAgencies:
            command.action = actionOf<schema::MergeAgencies>(request);
            break;
        case RequestBody::SplitAgency:
            command.action = actionOf<schema::SplitAgency>(request);
            command.addsData = true;
            break;
        case RequestBody::DissolveAgency:
            command.action = actionOf<schema::DissolveAgency>(request);
            break;
        case RequestBody::CreateOfficial:
            command.action = actionOf<schema::CreateOfficial>(request);
            command.addsData = true;
            break;
        case RequestBody::MoveOfficial:
            command.action = actionOf<schema::MoveOfficial>(request);
            break;
        case RequestBody::SecondOfficial:
            command.action = actionOf<schema::SecondOfficial>(request);
            break;
        case RequestBody::EndService:
            command.action = actionOf<schema::EndService>(request);
            break;
        case RequestBody::Reinstate:
            command.action = actionOf<schema::Reinstate>(request);
            break;
        case RequestBody::EditOfficial:
            command.action = actionOf<schema::EditOfficial>(request);
            break;
        case RequestBody::GiveRole:
            command.action = actionOf<schema::GiveRole>(request);
            break;
        case RequestBody::GiveDuties:
            command.action = actionOf<schema::GiveDuties>(request);
            break;
        case RequestBody::CreateMailbox:
            command.action = actionOf<schema::CreateMailbox>(request);
            command.addsData = true;
            break;
        case RequestBody::GrantRights:
            command.action = actionOf<schema::GrantRights>(request);
            break;
        case RequestBody::HandOver:
            command.action = actionOf<schema::HandOver>(request);
            break;
        case RequestBody::SetQuota:
            command.action = actionOf<schema::SetQuota>(request);
            break;
        case RequestBody::OrderRemoval:
            command.action = actionOf<schema::OrderRemoval>(request);
            break;
        case RequestBody::WithdrawRemoval:
            command.action = actionOf<schema::WithdrawRemoval>(request);
            break;
        case RequestBody::ApproveRemoval:
            command.action = actionOf<schema::ApproveRemoval>(request);
            break;
        case RequestBody::CreateAppPassword:
            command.action = actionOf<schema::CreateAppPassword>(request);
            break;
        case RequestBody::OrderAccess:
            command.action = actionOf<schema::OrderAccess>(request);
            break;
        case RequestBody::ApproveAccess:
            command.action = actionOf<schema::ApproveAccess>(request);
            break;
        case RequestBody::WithdrawAccess:
            command.action = actionOf<schema::WithdrawAccess>(request);
            break;
        case RequestBody::CloseAccess:
            command.action = actionOf<schema::CloseAccess>(request);
            prepared = prepareAll(command, request.body_as_CloseAccess()->reports(), messageBytes);
            break;
        case RequestBody::OpenTicket:
            command.action = actionOf<schema::OpenTicket>(request);
            command.addsData = true;
            break;
        case RequestBody::ApproveRequest:
            command.action = actionOf<schema::ApproveRequest>(request);
            command.addsData = true;
            command.alone = true;
            break;
        case RequestBody::MoveTicket:
            command.action = actionOf<schema::MoveTicket>(request);
            break;
        case RequestBody::SortTicket:
            command.action = actionOf<schema::SortTicket>(request);
            prepared = prepareAll(command, request.body_as_SortTicket()->reports(), messageBytes);
            break;
        case RequestBody::AnswerTicket:
            command.action = actionOf<schema::AnswerTicket>(request);
            prepared = prepareAll(command, request.body_as_AnswerTicket()->reports(), messageBytes);
            break;
        case RequestBody::SetPublicity:
            command.action = actionOf<schema::SetPublicity>(request);
            break;
        case RequestBody::ImportDirectory:
            command.action = actionOf<schema::ImportDirectory>(request);
            command.alone = true;
            break;
        case RequestBody::CreateList:
            command.action = actionOf<schema::CreateList>(request);
            break;
        case RequestBody::EditList:
            command.action = actionOf<schema::EditList>(request);
            break;
        case RequestBody::DissolveList:
            command.action = actionOf<schema::DissolveList>(request);
            break;
        case RequestBody::EndSecondment:
            command.action = actionOf<schema::EndSecondment>(request);
            break;
        case RequestBody::RemoveAppPassword:
            command.action = actionOf<schema::RemoveAppPassword>(request);
            break;
        case RequestBody::RemoveSecondFactor:
            command.action = actionOf<schema::RemoveSecondFactor>(request);
            break;
        case RequestBody::EndSessions:
            command.action = actionOf<schema::EndSessions>(request);
            break;
        case RequestBody::Accept:
            command.action = actionOf<schema::Accept>(request);
            command.addsData = true;
            prepared = prepareAll(command, request.body_as_Accept()->messages(), messageBytes);
            break;
        case RequestBody::Append:
            command.action = actionOf<schema::Append>(request);
            command.addsData = true;
            prepared = prepareAll(command, request.body_as_Append()->messages(), messageBytes);
            break;
        case RequestBody::StoreFlags:
            command.action = actionOf<schema::StoreFlags>(request);
            break;
        case RequestBody::Copy:
            command.action = actionOf<schema::Copy>(request);
            command.addsData = !request.body_as_Copy()->move();
            break;
        case RequestBody::Expunge:
            command.action = actionOf<schema::Expunge>(request);
            break;
        case RequestBody::CreateFolder:
            command.action = actionOf<schema::CreateFolder>(request);
            command.addsData = true;
            break;
        case RequestBody::DeleteFolder:
            command.action = actionOf<schema::DeleteFolder>(request);
            break;
        case RequestBody::RenameFolder:
            command.action = actionOf<schema::RenameFolder>(request);
            break;
        case RequestBody::SubscribeFolder:
            command.action = actionOf<schema::SubscribeFolder>(request);
            break;
        case RequestBody::QueueResults:
            command.action = actionOf<schema::QueueResults>(request);
            prepared = prepareAll(command, request.body_as_QueueResults()->reports(), messageBytes);
            break;
        case RequestBody::ExpandGroup:
            command.action = actionOf<schema::ExpandGroup>(request);
            command.addsData = true;
            break;
        case RequestBody::EndExpansion:
            command.action = actionOf<schema::EndExpansion>(request);
            prepared = prepareAll(command, request.body_as_EndExpansion()->reports(), messageBytes);
            break;
        case RequestBody::WarnQuota:
            command.action = actionOf<schema::WarnQuota>(request);
            prepared = prepareAll(command, request.body_as_WarnQuota()->reports(), messageBytes);
            break;
        case RequestBody::QueueControl:
            command.action = actionOf<schema::QueueControl>(request);
            break;
        case RequestBody::Observe:
            command.action = actionOf<schema::Observe>(request);
            break;
        case RequestBody::Fill:
            command.action = actionOf<schema::Fill>(request);
            command.addsData = true;
            break;
        default:
            return refuse(ErrorCode::malformed, "body", "not a command");
    }
    if (!prepared) return std::unexpected(prepared.error());
    const auto power = powerOf(request.body_type());
    if (command.origin.actor && (power || command.origin.epoch != 0)) {
        command.action = [power, action = std::move(command.action)](CommandContext& context) -> Outcome {
            if (auto may = mayAct(context.batch.transaction, context.origin, power); !may)
                return std::unexpected(may.error());
            return action(context);
        };
    }
    return command;
}

}  // namespace tram::store
