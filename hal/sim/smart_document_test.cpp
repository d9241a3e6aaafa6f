// The documents, as the parser of the hardware layer reads them.
#include "hal/sim/smart_document.hpp"

#include "hal/model/smart.hpp"
#include "hal/sim/chassis_fixture.hpp"

namespace tram::hal::sim {
namespace {

using namespace std::chrono_literals;

class SimSmart : public fixture::ChassisTest {
protected:
    SmartReading read(const std::string& device) {
        answer = run("smartctl --json=c -n standby -x /dev/" + device);
        auto reading = parseSmart(answer.output);
        EXPECT_TRUE(reading) << device << ": " << answer.output.substr(0, 400);
        return reading.value_or(SmartReading{});
    }
    SmartError error(const std::string& device) {
        answer = run("smartctl --json=c -x /dev/" + device);
        const auto reading = parseSmart(answer.output);
        EXPECT_FALSE(reading) << device;
        return reading ? SmartError::newer : reading.error();
    }
    ToolAnswer answer;
};

TEST_F(SimSmart, OfAnAtaDisk) {
    const auto reading = read("sda");
    EXPECT_EQ(answer.status, 0);
    EXPECT_EQ(reading.protocol, DiskProtocol::ata);
    EXPECT_EQ(reading.model, "ST4000NM000B-2TF100");
    EXPECT_EQ(reading.serial, "WX10A1AA");
    EXPECT_EQ(reading.firmware, "TN02");
    EXPECT_EQ(reading.octets, 4'000'787'030'016U);
    EXPECT_EQ(reading.passed, true);
    EXPECT_EQ(reading.celsius, 33);
    EXPECT_EQ(reading.celsiusWarning, 60);
    EXPECT_EQ(reading.powerOnHours, 12'431U);
    EXPECT_EQ(reading.reallocatedSectors, 0U);
    EXPECT_EQ(reading.commandTimeouts, 0U);
    EXPECT_EQ(reading.selfTestPassed, true);
    EXPECT_EQ(reading.grownDefects, std::nullopt);
    tell("smart 3 5=8 187=2 188=3 197=16 198=4 199=9 temperature=57.5");
    const auto worse = read("sda");
    EXPECT_EQ(worse.reallocatedSectors, 8U);
    EXPECT_EQ(worse.reportedUncorrectable, 2U);
    EXPECT_EQ(worse.commandTimeouts, 3U) << "packed with two more, as the vendor does";
    EXPECT_EQ(worse.pendingSectors, 16U);
    EXPECT_EQ(worse.offlineUncorrectable, 4U);
    EXPECT_EQ(worse.interfaceErrors, 9U);
    EXPECT_EQ(worse.celsius, 57);
    EXPECT_EQ(answer.status, smart_bit::errorLog);
    tell("smart 3 passed=false");
    EXPECT_EQ(read("sda").passed, false);
    EXPECT_EQ(answer.status, smart_bit::errorLog | smart_bit::failing | smart_bit::prefail);
}

TEST_F(SimSmart, OfAnNvmeDisk) {
    auto reading = read("nvme1n1");
    EXPECT_EQ(answer.status, 0);
    EXPECT_EQ(reading.protocol, DiskProtocol::nvme);
    EXPECT_EQ(reading.serial, "S64GNE0R100002");
    EXPECT_EQ(reading.octets, 1'920'383'410'176U);
    EXPECT_EQ(reading.criticalWarning, 0U);
    EXPECT_EQ(reading.spare, 100U);
    EXPECT_EQ(reading.spareThreshold, 10U);
    EXPECT_EQ(reading.used, 3U);
    EXPECT_EQ(reading.celsiusWarning, 80);
    EXPECT_EQ(reading.celsiusCritical, 85);
    tell("smart 2 critical_warning=4 available_spare=3 percentage_used=104 media_errors=7");
    reading = read("nvme1");
    EXPECT_EQ(reading.passed, false);
    EXPECT_EQ(reading.spare, 3U);
    EXPECT_EQ(reading.used, 104U);
    EXPECT_EQ(reading.mediaErrors, 7U);
    EXPECT_EQ(answer.status, smart_bit::failing | smart_bit::errorLog);
    EXPECT_EQ(refusal("smart 2 197=1").substr(0, 52), "this disk has no \"197\": passed, temperature, selftes");
}

TEST_F(SimSmart, OfAScsiDisk) {
    auto reading = read("sde");
    EXPECT_EQ(answer.status, 0);
    EXPECT_EQ(reading.protocol, DiskProtocol::scsi);
    EXPECT_EQ(reading.vendor, "TOSHIBA");
    EXPECT_EQ(reading.model, "TOSHIBA MG08SCA800E");
    EXPECT_EQ(reading.serial, "71F0A01EFVGG");
    EXPECT_EQ(reading.firmware, "0104");
    EXPECT_EQ(reading.celsiusCritical, 65);
    EXPECT_EQ(reading.grownDefects, 0U);
    EXPECT_EQ(reading.selfTestPassed, true);
    tell("smart 7 grown_defects=12 uncorrected=3 passed=false");
    reading = read("sde");
    EXPECT_EQ(reading.grownDefects, 12U);
    EXPECT_EQ(reading.uncorrected, 3U);
    EXPECT_EQ(reading.passed, false);
}

TEST_F(SimSmart, SelfTestsRunAndEnd) {
    const struct {
        const char* device;
        unsigned bay;
    } rows[] = {{"sda", 3}, {"nvme0n1", 1}, {"sde", 7}};
    for (const auto& row : rows) {
        const std::string device = row.device;
        EXPECT_EQ(run("smartctl --json=c -t short /dev/" + device).status, 0) << device;
        EXPECT_EQ(read(device).selfTestPassed, true) << device << ": the one before";
        tell("smart " + std::to_string(row.bay) + " selftest=failed");
        EXPECT_EQ(read(device).selfTestPassed, false) << device;
        tell("smart " + std::to_string(row.bay) + " selftest=passed");
        EXPECT_EQ(run("smartctl --json=c -t long /dev/" + device).status, 0) << device;
        pass(59s);
        read(device);
        EXPECT_TRUE(answer.output.contains("progress")) << device;
        pass(2s);
        EXPECT_EQ(read(device).selfTestPassed, true) << device;
        EXPECT_EQ(chassis.machine().bays[row.bay - 1].disk->tests.front().kind, 2U) << device;
        EXPECT_EQ(chassis.machine().bays[row.bay - 1].disk->tests[1].result, "aborted")
            << "the short one was broken off";
    }
}

TEST_F(SimSmart, ToolsThatFail) {
    EXPECT_EQ(error("sdx"), SmartError::noDevice);
    EXPECT_EQ(answer.status, 2);
    tell("disk-vanish-in-listing 3");
    EXPECT_EQ(error("sda"), SmartError::noDevice);
    EXPECT_EQ(sysfs.number("sys/block/sda/size"), 7'814'037'168);
    tell("disk-vanish-in-listing 3 off");
    read("sda");
    tell("fail-disk 3");
    EXPECT_EQ(error("sda"), SmartError::noDevice);
    tell("smart-tool 4 hang");
    EXPECT_TRUE(run("smartctl --json=c -x /dev/sdb").hangs);
    tell("smart-tool 4 nonsense");
    EXPECT_EQ(error("sdb"), SmartError::notJson);
    tell("smart-tool 4 truncated");
    EXPECT_EQ(error("sdb"), SmartError::notJson);
    tell("smart-tool 4 empty");
    EXPECT_EQ(error("sdb"), SmartError::notJson);
    tell("smart-tool 4 exit 64");
    read("sdb");
    EXPECT_EQ(answer.status, 64);
    EXPECT_EQ(refusal("smart-tool 4 exit").substr(0, 19), "exit needs a status");
    tell("smart-tool 4 ok");
    read("sdb");
    EXPECT_EQ(answer.status, 0);
    EXPECT_EQ(run("smartctl --json=c -q -x /dev/sdb").status, 1);
    EXPECT_EQ(run("smartctl --json=c -t nonsense /dev/sdb").status, 1);
    EXPECT_EQ(run("smartctl --json=c -x").status, 1);
}

TEST_F(SimSmart, TwoDisksWithOneSerialNumber) {
    tell("same-serial 3 4");
    EXPECT_EQ(read("sdb").serial, "WX10A1AA");
    EXPECT_EQ(content("sys/block/sdb/device/vpd_pg80").substr(4), "            WX10A1AA");
}

}  // namespace
}  // namespace tram::hal::sim
