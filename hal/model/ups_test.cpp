#include "hal/model/ups.hpp"

#include <gtest/gtest.h>

namespace tram::hal {
namespace {

UpsReading said(std::string_view status) {
    UpsReading reading;
    reading.id = "ups:a";
    reading.status = parseUpsStatus(status);
    return reading;
}

UpsReading lost(const char* why) {
    UpsReading reading;
    reading.id = "ups:a";
    reading.fault = why;
    return reading;
}

const char* name(UpsState::Supply supply) {
    switch (supply) {
        case UpsState::Supply::unknown:
            return "unknown";
        case UpsState::Supply::mains:
            return "mains";
        case UpsState::Supply::battery:
            return "battery";
        case UpsState::Supply::exhausted:
            return "exhausted";
        case UpsState::Supply::forced:
            return "forced";
    }
    return "?";
}

TEST(Ups, WordsAndNumbers) {
    EXPECT_EQ(parseUpsStatus("OL CHRG"), (std::set<std::string, std::less<>>{"CHRG", "OL"}));
    EXPECT_EQ(parseUpsStatus("  OB  LB "), (std::set<std::string, std::less<>>{"LB", "OB"}));
    EXPECT_TRUE(parseUpsStatus("").empty());
    EXPECT_EQ(parseUpsNumber("87.5", 100), 87.5);
    EXPECT_EQ(parseUpsNumber("0", 100), 0);
    for (const auto* none : {"", "65535", "-1", "nan", "inf", "12 %", "twelve"})
        EXPECT_EQ(parseUpsNumber(none, 100), std::nullopt) << none;
}

// Polls in order, '!' before one that got no answer.
TEST(Ups, WhatItsSupplyIs) {
    const struct {
        const char* what;
        std::vector<const char*> polls;
        const char* supply;
    } rows[] = {
        {"nothing heard", {}, "unknown"},
        {"starting", {"WAIT"}, "unknown"},
        {"all is well", {"OL CHRG"}, "mains"},
        {"words of a later unit", {"OL", "OL HE NEW-WORD"}, "mains"},
        {"on battery", {"OL", "OB DISCHRG"}, "battery"},
        {"low for a moment", {"OL", "OB", "OB LB", "OB"}, "battery"},
        {"low twice", {"OL", "OB", "OB LB", "OB LB"}, "exhausted"},
        {"low from the first poll", {"OB LB", "OB LB"}, "exhausted"},
        {"mains again", {"OB LB", "OB LB", "OL LB"}, "mains"},
        {"low with mains: it charges", {"OL LB", "OL LB", "OL LB"}, "mains"},
        {"off for a self-test", {"OL", "OFF", "OFF"}, "mains"},
        {"measures its battery down to the end", {"OL", "OB CAL", "OB CAL LB", "OB CAL LB", "OL"}, "mains"},
        {"fails after it measured its battery", {"OL", "OB CAL", "OL", "OB LB", "OB LB"}, "exhausted"},
        {"told to cut the power", {"OL", "FSD OB LB"}, "forced"},
        {"which nothing takes back", {"FSD OB", "OL", "OL"}, "forced"},
        {"one poll goes astray", {"OL", "!DATA-STALE"}, "mains"},
        {"lost with mains", {"OL", "!DATA-STALE", "!DATA-STALE"}, "unknown"},
        {"lost on battery", {"OL", "OB", "!DATA-STALE", "!DRIVER-NOT-CONNECTED"}, "exhausted"},
        {"lost on battery for one poll", {"OL", "OB", "!DATA-STALE", "OB"}, "battery"},
        {"found again", {"OL", "!DATA-STALE", "!DATA-STALE", "OL"}, "mains"},
        {"found again on battery", {"OB", "!DATA-STALE", "!DATA-STALE", "OB"}, "battery"},
        {"never there", {"!DRIVER-NOT-CONNECTED", "!DRIVER-NOT-CONNECTED"}, "unknown"},
    };
    for (const auto& row : rows) {
        UpsState state;
        for (const std::string_view poll : row.polls)
            state.update(poll.starts_with('!') ? lost(poll.substr(1).data()) : said(poll));
        EXPECT_STREQ(name(state.supply()), row.supply) << row.what;
    }
}

std::string found(const std::vector<UpsReading>& polls) {
    UpsState state;
    for (const auto& poll : polls) state.update(poll);
    std::string text;
    for (const auto& finding : upsFindings(state)) {
        if (!text.empty()) text += ", ";
        text += infoOf(finding.condition).name;
        EXPECT_EQ(finding.component, "ups:a");
        for (const auto& [key, value] : finding.arguments) text += " " + key + "=" + value;
    }
    return text;
}

TEST(Ups, WhatIsTheMatter) {
    auto onBattery = said("OB");
    EXPECT_EQ(found({onBattery}), "ups.on-battery value=?");
    onBattery.runtime = 719;
    EXPECT_EQ(found({onBattery}), "ups.on-battery value=11");
    EXPECT_EQ(found({said("OB LB"), said("OB LB")}), "ups.low-battery");
    EXPECT_EQ(found({said("OL"), lost("DATA-STALE")}), "ups.lost reason=DATA-STALE");
    EXPECT_EQ(found({onBattery, lost("DATA-STALE"), lost("DATA-STALE")}),
              "ups.lost reason=DATA-STALE, ups.low-battery");
    EXPECT_EQ(found({said("OL RB")}), "ups.replace-battery");
    EXPECT_EQ(found({said("OL BYPASS")}), "ups.bypass");
    EXPECT_EQ(found({said("OL OVER")}), "ups.overload value=100");
    auto loaded = said("OL");
    loaded.load = 97.4;
    EXPECT_EQ(found({loaded}), "ups.overload value=97");
    EXPECT_EQ(found({said("ALARM OL")}), "ups.alarm reason=ALARM");
    auto alarmed = said("OL");
    alarmed.alarm = "Fan failure!";
    EXPECT_EQ(found({alarmed}), "ups.alarm reason=Fan failure!");
    auto odd = said("OL LB");
    odd.chargeLow = 100;
    EXPECT_EQ(found({odd}), "ups.bad-settings value=100");
    EXPECT_EQ(found({said("OL CHRG")}), "");
}

}  // namespace
}  // namespace tram::hal
