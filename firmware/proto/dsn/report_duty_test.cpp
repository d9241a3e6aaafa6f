#include "proto/dsn/report_duty.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "proto/dsn/status.hpp"

namespace tram::dsn {
namespace {

constexpr NotifyFlags absent{};
constexpr NotifyFlags never{true, true, false, false, false};
constexpr NotifyFlags success{true, false, true, false, false};
constexpr NotifyFlags failure{true, false, false, true, false};
constexpr NotifyFlags delay{true, false, false, false, true};
constexpr NotifyFlags all{true, false, true, true, true};

struct Duty {
    const char* name;
    NotifyFlags notify;
    Event event;
    std::optional<Action> due;
};
class ReportDuty : public testing::TestWithParam<Duty> {};
TEST_P(ReportDuty, AsAskedFor) {
    const auto& row = GetParam();
    EXPECT_EQ(dueReport(row.notify, row.event, "an@tinh.gov.vn"), row.due);
    EXPECT_EQ(dueReport(row.notify, row.event, ""), std::nullopt) << "never to a null reverse-path";
}
INSTANTIATE_TEST_SUITE_P(Table, ReportDuty,
                         testing::Values(Duty{"failedByDefault", absent, Event::failed, Action::failed},
                                         Duty{"delayedByDefault", absent, Event::delayed, Action::delayed},
                                         Duty{"deliveredByDefault", absent, Event::delivered, {}},
                                         Duty{"relayedByDefault", absent, Event::relayedPastDsn, {}},
                                         Duty{"expandedByDefault", absent, Event::expanded, {}},
                                         Duty{"neverFailed", never, Event::failed, {}},
                                         Duty{"neverDelayed", never, Event::delayed, {}},
                                         Duty{"successDelivered", success, Event::delivered, Action::delivered},
                                         Duty{"successRelayed", success, Event::relayedPastDsn, Action::relayed},
                                         Duty{"successRelayedToDsn", success, Event::relayedToDsn, {}},
                                         Duty{"successExpanded", success, Event::expanded, Action::expanded},
                                         Duty{"successFailed", success, Event::failed, {}},
                                         Duty{"successDelayed", success, Event::delayed, {}},
                                         Duty{"failureFailed", failure, Event::failed, Action::failed},
                                         Duty{"failureDelayed", failure, Event::delayed, {}},
                                         Duty{"failureDelivered", failure, Event::delivered, {}},
                                         Duty{"delayDelayed", delay, Event::delayed, Action::delayed},
                                         Duty{"delayFailed", delay, Event::failed, {}},
                                         Duty{"allFailed", all, Event::failed, Action::failed},
                                         Duty{"allRelayedToDsn", all, Event::relayedToDsn, {}}),
                         [](const auto& row) { return row.param.name; });

TEST(StatusText, EveryCodeHasAReasonInBothLanguages) {
    for (std::uint16_t statusClass : {std::uint16_t{4}, std::uint16_t{5}}) {
        for (std::uint16_t subject = 0; subject < 12; ++subject) {
            for (std::uint16_t detail = 0; detail < 40; ++detail) {
                const auto text = explain({statusClass, subject, detail});
                EXPECT_FALSE(text.reasonVietnamese.empty() || text.adviceVietnamese.empty() ||
                             text.reasonEnglish.empty() || text.adviceEnglish.empty());
            }
        }
    }
}

TEST(StatusText, FallsBackToItsSubject) {
    EXPECT_NE(explain({5, 1, 1}).reasonEnglish, explain({5, 1, 0}).reasonEnglish);
    EXPECT_EQ(explain({5, 1, 99}).reasonEnglish, explain({5, 1, 0}).reasonEnglish);
    EXPECT_EQ(explain({5, 88, 1}).reasonEnglish, explain({5, 0, 0}).reasonEnglish);
    EXPECT_EQ(explain({4, 2, 2}).reasonEnglish, explain({5, 2, 2}).reasonEnglish);
}

TEST(StatusText, Formats) {
    EXPECT_EQ(format(Status{5, 7, 30}), "5.7.30");
}

}  // namespace
}  // namespace tram::dsn
