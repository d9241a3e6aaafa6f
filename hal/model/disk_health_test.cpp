#include "hal/model/disk_health.hpp"

#include <gtest/gtest.h>

#include <functional>

#include "hal/model/findings_fixture.hpp"

namespace tram::hal {
namespace {

const SystemTime start{std::chrono::seconds(1'800'000'000)};

using fixture::told;

TEST(DiskHealth, OfOneReading) {
    const struct {
        const char* what;
        std::function<void(SmartReading&)> change;
        const char* found;
    } rows[] = {
        {"a disk that says nothing", [](auto&) {}, ""},
        {"a sound disk",
         [](auto& r) {
             r.passed = true;
             r.reallocatedSectors = 0;
             r.celsius = 38;
             r.used = 12;
         },
         ""},
        {"its own verdict", [](auto& r) { r.passed = false; }, "disk.failing reason=SMART: FAILED"},
        {"a sector that waits", [](auto& r) { r.pendingSectors = 8; }, "disk.suspect reason=Current_Pending_Sector 8"},
        {"several figures",
         [](auto& r) {
             r.reallocatedSectors = 3;
             r.reportedUncorrectable = 1;
         },
         "disk.suspect reason=Reallocated_Sector_Ct 3; Reported_Uncorrect 1"},
        {"errors on the cable, of old",
         [](auto& r) {
             r.interfaceErrors = 12;
             r.commandTimeouts = 4;
         },
         ""},
        {"no spare left",
         [](auto& r) {
             r.spare = 3;
             r.spareThreshold = 10;
         },
         "disk.failing reason=available_spare 3 % < 10 %"},
        {"spare at its threshold",
         [](auto& r) {
             r.spare = 10;
             r.spareThreshold = 10;
         },
         ""},
        {"NVMe: read-only", [](auto& r) { r.criticalWarning = 0x08; }, "disk.failing reason=critical_warning 0x08"},
        {"NVMe: temperature alone", [](auto& r) { r.criticalWarning = 0x02; }, ""},
        {"a failed self-test", [](auto& r) { r.selfTestPassed = false; }, "disk.failing reason=self-test: FAILED"},
        {"signs of one that fails are no news",
         [](auto& r) {
             r.passed = false;
             r.pendingSectors = 8;
         },
         "disk.failing reason=SMART: FAILED"},
        {"worn", [](auto& r) { r.used = 104; }, "disk.worn value=104"},
        {"hot by the usual limits", [](auto& r) { r.celsius = 61; }, "disk.hot warning limit=60 value=61"},
        {"hotter", [](auto& r) { r.celsius = 70; }, "disk.hot critical limit=70 value=70"},
        {"hot by its own",
         [](auto& r) {
             r.celsius = 56;
             r.celsiusWarning = 55;
             r.celsiusCritical = 60;
         },
         "disk.hot warning limit=55 value=56"},
        {"may be hotter than others",
         [](auto& r) {
             r.celsius = 72;
             r.celsiusWarning = 75;
             r.celsiusCritical = 80;
         },
         ""},
        {"names its trip point alone",
         [](auto& r) {
             r.celsius = 61;
             r.celsiusCritical = 85;
         },
         "disk.hot warning limit=60 value=61"},
        {"a low trip point",
         [](auto& r) {
             r.celsius = 52;
             r.celsiusCritical = 55;
         },
         "disk.hot warning limit=50 value=52"},
        {"names its warning alone, above the usual end",
         [](auto& r) {
             r.celsius = 74;
             r.celsiusWarning = 75;
         },
         ""},
    };
    for (const auto& row : rows) {
        SmartReading reading;
        row.change(reading);
        DiskTrends trends;
        Health hot = Health::ok;
        follow(trends, reading, start);
        EXPECT_EQ(told(diskFindings("disk:3", reading, trends, hot, start)), row.found) << row.what;
    }
}

TEST(DiskHealth, HowFiguresGrow) {
    DiskTrends trends;
    Health hot = Health::ok;
    const auto day = [&](int number, auto change) {
        SmartReading reading;
        change(reading);
        const auto now = start + std::chrono::days(number);
        follow(trends, reading, now);
        return told(diskFindings("disk:3", reading, trends, hot, now));
    };
    EXPECT_EQ(day(0, [](auto& r) { r.pendingSectors = 8; }), "disk.suspect reason=Current_Pending_Sector 8");
    EXPECT_EQ(day(1, [](auto& r) { r.pendingSectors = 16; }), "disk.suspect reason=Current_Pending_Sector 16")
        << "once";
    EXPECT_EQ(day(2, [](auto& r) { r.pendingSectors = 24; }), "disk.failing reason=Current_Pending_Sector 24, +2×/7 d");
    EXPECT_EQ(day(3, [](auto&) {}), "disk.failing reason=Current_Pending_Sector 24, +2×/7 d")
        << "a reading without it takes nothing back";
    EXPECT_EQ(day(20, [](auto& r) { r.pendingSectors = 24; }), "disk.suspect reason=Current_Pending_Sector 24")
        << "long ago";
    EXPECT_EQ(day(21, [](auto& r) { r.pendingSectors = 0; }), "") << "written anew";
}

TEST(DiskHealth, FiguresThatMayNotGrowAtAll) {
    const auto days = [](auto first, auto second) {
        DiskTrends trends;
        Health hot = Health::ok;
        std::string found;
        for (const auto& [number, change] :
             {std::pair<int, std::function<void(SmartReading&)>>{0, first}, {1, second}}) {
            SmartReading reading;
            change(reading);
            const auto now = start + std::chrono::days(number);
            follow(trends, reading, now);
            found += (number == 0 ? "" : " -> ") + told(diskFindings("disk:3", reading, trends, hot, now));
        }
        return found;
    };
    EXPECT_EQ(days([](auto& r) { r.mediaErrors = 1; }, [](auto& r) { r.mediaErrors = 2; }),
              "disk.suspect reason=media_errors 1 -> disk.failing reason=media_errors 2, +1×/7 d");
    EXPECT_EQ(days([](auto& r) { r.uncorrected = 0; }, [](auto& r) { r.uncorrected = 5; }),
              " -> disk.failing reason=total_uncorrected_errors 5, +1×/7 d");
    EXPECT_EQ(days([](auto& r) { r.interfaceErrors = 12; }, [](auto& r) { r.interfaceErrors = 13; }),
              " -> disk.cable value=13");
    EXPECT_EQ(days([](auto& r) { r.commandTimeouts = 1; }, [](auto& r) { r.commandTimeouts = 3; }),
              " -> disk.suspect reason=Command_Timeout 3");
    EXPECT_EQ(days([](auto& r) { r.interfaceErrors = 12; }, [](auto& r) { r.interfaceErrors = 2; }), " -> ")
        << "another cable";
}

TEST(DiskHealth, ATemperatureAtItsLimitIsOneAlarm) {
    Health hot = Health::ok;
    const auto at = [&](double celsius) {
        SmartReading reading;
        reading.celsius = celsius;
        return told(diskFindings("disk:3", reading, {}, hot, start));
    };
    EXPECT_EQ(at(60), "disk.hot warning limit=60 value=60");
    EXPECT_EQ(at(59), "disk.hot warning limit=60 value=59");
    EXPECT_EQ(at(56), "disk.hot warning limit=60 value=56");
    EXPECT_EQ(at(54), "");
    EXPECT_EQ(at(59), "");
}

}  // namespace
}  // namespace tram::hal
