#include "hal/snmp/tables/notification.hpp"

#include <gtest/gtest.h>

#include "hal/snmp/tables/view_fixture.hpp"

namespace tram::snmp {

namespace {

using fixture::appliance;
using fixture::noon;

std::string shown(const Notification& notification, std::string_view object) {
    for (const auto& [name, value] : notification.objects) {
        if (eventObjects()[name[name.size() - 2] - 1].name == object)
            return value.syntax == Syntax::octets ? value.octets : std::to_string(value.number);
    }
    return "-";
}

TEST(Notifications, RaisedAndClearedAreTwoOfTheSameNumber) {
    using What = hal::AlarmEvent::What;
    const auto box = appliance();
    const std::vector<std::pair<What, const char*>> rows{
        {What::raised, "1.3.6.1.4.1.32473.1.2.0.3"},
        {What::changed, "1.3.6.1.4.1.32473.1.2.0.3"},
        {What::cleared, "1.3.6.1.4.1.32473.1.3.0.3"},
    };
    for (const auto& [what, oid] : rows)
        EXPECT_EQ(toText(notificationOf({what, 12, noon, box.alarms[1]}, Telling::first, box).name), oid) << name(what);
}

TEST(Notifications, SayWhatWhereAndWhatToDo) {
    const auto box = appliance();
    const auto told = notificationOf({hal::AlarmEvent::What::cleared, 12, noon, box.alarms[1]}, Telling::first, box);
    EXPECT_EQ(shown(told, "Alarm"), "9");
    EXPECT_EQ(shown(told, "Sequence"), "12");
    EXPECT_EQ(shown(told, "Code"), "disk.failing");
    EXPECT_EQ(shown(told, "Severity"), "4");
    EXPECT_EQ(shown(told, "Component"), "disk:2");
    EXPECT_EQ(shown(told, "Label"), "bay 2");
    EXPECT_EQ(shown(told, "LabelVi"), "khay 2");
    EXPECT_EQ(shown(told, "Serial"), "S2");
    EXPECT_EQ(shown(told, "Text"), "The disk in bay 2 (serial S2) is about to fail: pending.");
    EXPECT_TRUE(shown(told, "TodoVi").starts_with("Chuẩn bị đĩa mới."));
    EXPECT_EQ(shown(told, "Repeated"), "2");
    EXPECT_EQ(shown(told, "Hostname"), "mail.example");
}

TEST(Notifications, TheSerialIsThatOfThePartWhichFailed) {
    auto box = appliance();
    box.components[2].component.serial = "NEW";
    EXPECT_EQ(serialOf(box.alarms[1], box), "S2");
    box.components.clear();
    EXPECT_EQ(labelOf(box.alarms[1], box), "bay 2") << "what the alarm itself says";
}

TEST(Notifications, HereTellsHowThingsStand) {
    const auto told = hereNotification(appliance());
    EXPECT_EQ(toText(told.name), "1.3.6.1.4.1.32473.1.4.0.1");
    EXPECT_EQ(shown(told, "Active"), "2");
    EXPECT_EQ(shown(told, "Health"), "3");
    EXPECT_EQ(told.objects.size(), hereObjects().size());
}

TEST(Notifications, NamesComeFromTheCatalogue) {
    EXPECT_EQ(notificationStem(hal::infoOf(hal::Condition::supplyLost)), "tramPowerSupplyInputLost");
    EXPECT_EQ(notificationStem(hal::infoOf(hal::Condition::diskFailing)), "tramDiskFailing");
}

}  // namespace

}  // namespace tram::snmp
