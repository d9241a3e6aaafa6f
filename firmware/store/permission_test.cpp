// The matrix of roles: every request by every role, written by hand from what the roles are for. R4.3, R16.1, R18
#include "store/permission.hpp"

#include <gtest/gtest.h>

#include <map>
#include <string_view>

namespace tram::store {
namespace {

using province::Duty;
using province::Reach;
using province::Standing;
using schema::RequestBody;
using enum schema::RequestBody;

constexpr Standing roles[] = {
    {},                              // user
    {{}, province::Role::head},      // head of an agency
    {Duty::agencyAdministrator},     //
    {Duty::directoryAdministrator},  //
    {Duty::operatorOfService},       //
    {Duty::securityOfficer},         //
    {Duty::inspector},               //
    {Duty::auditor},                 //
};

// A sign for each role in that order: '-' never, 'o' on his own, 'b' in his branch, '*' everywhere. "" : asked by
// processes in nobody's name, whatever a person is.
const std::map<RequestBody, std::string_view> matrix{
    {CreateAgency, "---**---"},
    {RenameAgency, "---**---"},
    {MoveAgency, "---**---"},
    {MergeAgencies, "---**---"},
    {SplitAgency, "---**---"},
    {DissolveAgency, "---**---"},
    {CreateOfficial, "---**---"},
    {ImportDirectory, "---**---"},
    {MoveOfficial, "---**---"},
    {SecondOfficial, "---**---"},
    {EndService, "---**---"},
    {Reinstate, "---**---"},
    {EditOfficial, "---**---"},
    {GiveRole, "---**---"},
    {SetPublicity, "---**---"},
    {GiveDuties, "-----*--"},
    {CreateMailbox, "---**---"},
    {GrantRights, "obo**ooo"},
    {HandOver, "obo**ooo"},
    {SetQuota, "---**---"},
    {OrderAccess, "----*---"},
    {ApproveAccess, "-----*--"},
    {WithdrawAccess, "----*---"},
    {CreateList, "obb**ooo"},
    {EditList, "obb**ooo"},
    {DissolveList, "obb**ooo"},
    {OpenTicket, "obb**ooo"},
    {ApproveRequest, "---**---"},
    {MoveTicket, "---**---"},
    {OrderRemoval, "---**---"},
    {WithdrawRemoval, "---***--"},
    {ApproveRemoval, "---***--"},
    {SetHandOutPassword, "----**--"},
    {ChangePassword, "oooooooo"},
    {CreateAppPassword, "oooooooo"},
    {RemoveAppPassword, "oooooooo"},
    {EnrolSecondFactor, "oooooooo"},
    {ConfirmSecondFactor, "oooooooo"},
    {ListCredentials, "oooooooo"},
    {RemoveSecondFactor, "----**--"},
    {EndSessions, "oooo**oo"},
    {ReviewUse, "-bb*****"},
    {ListSessions, "oooo**oo"},
    {Append, "oooooooo"},
    {StoreFlags, "oooooooo"},
    {Copy, "oooooooo"},
    {Expunge, "oooooooo"},
    {CreateFolder, "oooooooo"},
    {DeleteFolder, "oooooooo"},
    {RenameFolder, "oooooooo"},
    {SubscribeFolder, "oooooooo"},
    {FindAddress, "oooooooo"},
    {QueueControl, "----*---"},
    {Fill, "----*---"},
    {Stat, "----*---"},
    {Check, "----*---"},
    {Trace, "----**-*"},
    {Accept, ""},
    {QueueResults, ""},
    {Observe, ""},
    {ExpandGroup, ""},
    {EndExpansion, ""},
    {WarnQuota, ""},
    {EndSecondment, ""},
    {CloseAccess, ""},
    {SortTicket, ""},
    {AnswerTicket, ""},
    {ResolveRecipient, ""},
    {CheckPassword, ""},
    {ScramCredentials, ""},
    {CheckScram, ""},
    {MaySendAs, ""},
    {SessionOpened, ""},
    {SessionClosed, ""},
    {SignInAs, ""},
    {Subscribe, ""},
    {Hello, ""},
};

char signOf(Reach reach) {
    switch (reach) {
        case Reach::nothing:
            return '-';
        case Reach::own:
            return 'o';
        case Reach::branch:
            return 'b';
        case Reach::everywhere:
            return '*';
    }
    return '?';
}

TEST(RoleMatrix, EveryRequestByEveryRole) {
    for (const auto what : schema::EnumValuesRequestBody()) {
        if (what == NONE) continue;
        const auto row = matrix.find(what);
        ASSERT_NE(row, matrix.end()) << schema::EnumNameRequestBody(what) << " has no row";
        const auto power = powerOf(what);
        std::string signs;
        if (power) {
            for (const auto& standing : roles) signs += signOf(reachOf(standing, *power));
        }
        EXPECT_EQ(signs, row->second) << schema::EnumNameRequestBody(what);
    }
}

// A process sends only what its role needs; what people administer is asked at the operator's door only.
TEST(RoleMatrix, OnlyTheOperatorsDoorTakesTheDirectorysCommands) {
    for (const auto& [what, signs] : matrix) {
        const bool isMail = signs == "oooooooo";
        if (signs.empty() || isMail) continue;
        for (const auto* process :
             {"tram-smtp", "tram-relay", "tram-access", "tram-office", "tram-alert", "", "nobody"})
            EXPECT_FALSE(mayAsk(process, what)) << process << " " << schema::EnumNameRequestBody(what);
        EXPECT_TRUE(mayAsk("tram", what)) << schema::EnumNameRequestBody(what);
    }
}

}  // namespace
}  // namespace tram::store
