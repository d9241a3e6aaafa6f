#include "hal/model/box.hpp"

#include <gtest/gtest.h>

namespace tram::hal {
namespace {

const SystemTime start{std::chrono::seconds(1'800'000'000)};

Component disk(int bay, const std::string& serial) {
    Component component;
    component.id = "disk:" + std::to_string(bay);
    component.kind = Kind::disk;
    component.label = "bay " + std::to_string(bay);
    component.serial = serial;
    return component;
}

std::string textOf(const AlarmEvent& event) {
    return render(infoOf(event.alarm.condition).what.english, event.alarm.arguments);
}

TEST(Box, NamesBayAndSerialNumber) {
    Box box;
    const Inventory inventory{{disk(3, "ZC1A0001")}, {}};
    const auto changes = box.update(inventory, {{Condition::diskFailed, "disk:3", {}, {}}}, {}, start);
    ASSERT_EQ(changes.events.size(), 1U);
    EXPECT_EQ(textOf(changes.events[0]),
              "The disk in bay 3 (serial ZC1A0001) has failed and was put out of its array.");
    EXPECT_EQ(box.health().overall, Health::critical);
    EXPECT_EQ(box.health().components.at("disk:3"), Health::critical);
}

TEST(Box, ADiskThatIsPulledIsStillNamed) {
    Box box;
    box.update({{disk(3, "ZC1A0001"), disk(4, "ZC1A0002")}, {}}, {}, {}, start);
    const auto changes =
        box.update({{disk(4, "ZC1A0002")}, {}}, {{Condition::diskMissing, "disk:3", {}, {}}}, {}, start);
    EXPECT_EQ(textOf(changes.events[0]), "The disk in bay 3 (serial ZC1A0001) is gone.");
    EXPECT_TRUE(changes.replacements.empty());
    ASSERT_EQ(box.inventory().components.size(), 2U);
    EXPECT_FALSE(box.inventory().components[1].present);

    const auto replaced =
        box.update({{disk(3, "ZC1A0009"), disk(4, "ZC1A0002")}, {}}, {}, {}, start + std::chrono::hours(2));
    EXPECT_EQ(replaced.events[0].what, AlarmEvent::What::cleared);
    EXPECT_EQ(replaced.replacements,
              (std::vector<Replacement>{{"disk:3", "bay 3", "ZC1A0001", "ZC1A0009", start + std::chrono::hours(2)}}));
}

TEST(Box, ASilentPartIsStillTheOneItWas) {
    Box box;
    box.update({{disk(3, "ZC1A0001")}, {}}, {}, {}, start);
    EXPECT_TRUE(box.update({{disk(3, "")}, {}}, {}, {"disk:3"}, start).replacements.empty());
    EXPECT_EQ(box.inventory().components[0].serial, "ZC1A0001");
    EXPECT_TRUE(box.update({{disk(3, "ZC1A0001")}, {}}, {}, {}, start).replacements.empty());
}

TEST(Box, ForgetsWhatWillNotComeBack) {
    Box box;
    box.update({{disk(3, "ZC1A0001")}, {}}, {}, {}, start);
    EXPECT_FALSE(box.forget("disk:3")) << "it is there";
    box.update({}, {}, {}, start);
    EXPECT_TRUE(box.forget("disk:3"));
    EXPECT_TRUE(box.inventory().components.empty());
}

TEST(Box, AFindingOfNoKnownPartIsToldByItsId) {
    Box box;
    const auto changes = box.update({}, {{Condition::fanMissing, "fan:7", {}, {}}}, {}, start);
    EXPECT_EQ(textOf(changes.events[0]), "fan:7 is not there.");
}

}  // namespace
}  // namespace tram::hal
