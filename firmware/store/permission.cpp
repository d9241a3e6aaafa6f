#include "store/permission.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace tram::store {

namespace {

using enum schema::RequestBody;

constexpr std::array smtp{Accept,     Observe,   ResolveRecipient, CheckPassword, ScramCredentials,
                          CheckScram, MaySendAs, SessionOpened,    SessionClosed, Subscribe,
                          Hello};
constexpr std::array relay{QueueResults, Accept, ResolveRecipient, Subscribe, Hello};
constexpr std::array office{ExpandGroup, EndExpansion, WarnQuota,        EndSecondment, CloseAccess,
                            SortTicket,  AnswerTicket, ResolveRecipient, Subscribe,     Hello};
constexpr std::array access{Append,        StoreFlags,      Copy,      Expunge,       CreateFolder,     DeleteFolder,
                            RenameFolder,  SubscribeFolder, Observe,   CheckPassword, ScramCredentials, CheckScram,
                            SessionOpened, SessionClosed,   Subscribe, Hello};
// Letters to operators; and whether a message would be taken.
constexpr std::array alert{Accept, ResolveRecipient, Hello};
// clang-format off
constexpr std::array operatorsCommand{
    CreateAgency, RenameAgency, MoveAgency, MergeAgencies, SplitAgency, DissolveAgency,
    CreateOfficial, MoveOfficial, SecondOfficial, EndService, Reinstate, EditOfficial, GiveRole, GiveDuties, SetPublicity,
    CreateMailbox, GrantRights, HandOver, SetQuota, OrderRemoval, WithdrawRemoval, ApproveRemoval,
    OrderAccess, ApproveAccess, WithdrawAccess, CreateList, EditList, DissolveList, ImportDirectory,
    OpenTicket, ApproveRequest, MoveTicket,
    SetHandOutPassword, ChangePassword, CreateAppPassword, RemoveAppPassword, EnrolSecondFactor, ConfirmSecondFactor,
    RemoveSecondFactor, EndSessions, ListCredentials, ListSessions,
    CreateFolder, QueueControl, Fill, ResolveRecipient, Stat, Check, Trace, ReviewUse, FindAddress, SignInAs, Subscribe, Hello};
// clang-format on

bool contains(std::span<const schema::RequestBody> list, schema::RequestBody what) {
    return std::ranges::find(list, what) != list.end();
}

}  // namespace

std::optional<province::Power> powerOf(schema::RequestBody what) {
    using province::Power;
    switch (what) {
        case CreateAgency:
        case RenameAgency:
        case MoveAgency:
        case MergeAgencies:
        case SplitAgency:
        case DissolveAgency:
        case CreateMailbox:
            return Power::manageAgencies;
        case CreateOfficial:
        case ImportDirectory:
        case MoveOfficial:
        case SecondOfficial:
        case EndService:
        case Reinstate:
        case EditOfficial:
        case SetPublicity:
        case GiveRole:
        case OrderRemoval:
            return Power::manageOfficials;
        case GiveDuties:
            return Power::assignDuties;
        case GrantRights:
        case HandOver:
            return Power::delegateMailboxes;
        case SetQuota:
            return Power::manageQuotas;
        case OrderAccess:
        case WithdrawAccess:
            return Power::orderContentAccess;
        case ApproveAccess:
            return Power::approveContentAccess;
        case CreateList:
        case EditList:
        case DissolveList:
            return Power::manageLists;
        case OpenTicket:
            return Power::askForChanges;
        case ApproveRequest:
        case MoveTicket:
            return Power::decideRequests;
        case WithdrawRemoval:
        case ApproveRemoval:
            return Power::approveRemovals;
        case SetHandOutPassword:
        case RemoveSecondFactor:
            return Power::resetPasswords;
        case ChangePassword:
        case CreateAppPassword:
        case RemoveAppPassword:
        case EnrolSecondFactor:
        case ConfirmSecondFactor:
        case ListCredentials:
            return Power::keepOwnAccount;
        case EndSessions:
        case ListSessions:
            return Power::endSessions;
        case Append:
        case StoreFlags:
        case Copy:
        case Expunge:
        case CreateFolder:
        case DeleteFolder:
        case RenameFolder:
        case SubscribeFolder:
        case FindAddress:
            return Power::useMail;
        case QueueControl:
            return Power::runQueue;
        case Fill:
        case Stat:
        case Check:
            return Power::runService;
        case Trace:
            return Power::traceMail;
        case ReviewUse:
            return Power::readReports;
        case NONE:
        case Accept:
        case QueueResults:
        case ExpandGroup:
        case EndExpansion:
        case WarnQuota:
        case EndSecondment:
        case CloseAccess:
        case SortTicket:
        case AnswerTicket:
        case Observe:
        case ResolveRecipient:
        case CheckPassword:
        case ScramCredentials:
        case CheckScram:
        case MaySendAs:
        case SessionOpened:
        case SessionClosed:
        case SignInAs:
        case Subscribe:
        case Hello:
            break;
    }
    return std::nullopt;
}

bool mayAsk(std::string_view process, schema::RequestBody what) {
    if (process == "tram-smtp") return contains(smtp, what);
    if (process == "tram-relay") return contains(relay, what);
    if (process == "tram-office") return contains(office, what);
    if (process == "tram-access") return contains(access, what);
    if (process == "tram-alert") return contains(alert, what);
    if (process == "tram") return contains(operatorsCommand, what);
    return what == Hello;
}

}  // namespace tram::store
