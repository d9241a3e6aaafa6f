#include "hal/model/smart.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

namespace tram::hal {
namespace {

std::string sample(const std::string& name) {
    std::ifstream file("corpus/smart/" + name, std::ios::binary);
    EXPECT_TRUE(file) << name;
    return {std::istreambuf_iterator<char>(file), {}};
}

TEST(Smart, OfAnAtaDisk) {
    const auto reading = parseSmart(sample("ata.json"));
    ASSERT_TRUE(reading) << name(reading.error());
    EXPECT_EQ(reading->protocol, DiskProtocol::ata);
    EXPECT_EQ(reading->model, "Example Disk 4TB");
    EXPECT_EQ(reading->serial, "ZC1A0001");
    EXPECT_EQ(reading->firmware, "CV10");
    EXPECT_EQ(reading->octets, 4'000'787'030'016U);
    EXPECT_EQ(reading->passed, true) << "exit status 64 is history";
    EXPECT_EQ(reading->celsius, 34);
    EXPECT_EQ(reading->celsiusWarning, 60);
    EXPECT_EQ(reading->celsiusCritical, 70);
    EXPECT_EQ(reading->powerOnHours, 12'000U);
    EXPECT_EQ(reading->reallocatedSectors, 8U);
    EXPECT_EQ(reading->reportedUncorrectable, 0U);
    EXPECT_EQ(reading->commandTimeouts, 4U) << "of three that are packed into one";
    EXPECT_EQ(reading->pendingSectors, 16U);
    EXPECT_EQ(reading->offlineUncorrectable, 16U) << "as the text says";
    EXPECT_EQ(reading->interfaceErrors, 3U);
    EXPECT_EQ(reading->spare, std::nullopt);
    EXPECT_EQ(reading->selfTestPassed, true) << "the newest that came to an end";
}

TEST(Smart, OfAnNvmeDisk) {
    const auto reading = parseSmart(sample("nvme.json"));
    ASSERT_TRUE(reading) << name(reading.error());
    EXPECT_EQ(reading->protocol, DiskProtocol::nvme);
    EXPECT_EQ(reading->octets, 1'920'383'410'176U);
    EXPECT_EQ(reading->passed, false);
    EXPECT_EQ(reading->celsius, std::nullopt) << "-128 is no temperature";
    EXPECT_EQ(reading->criticalWarning, 4U);
    EXPECT_EQ(reading->spare, 3U);
    EXPECT_EQ(reading->spareThreshold, 10U);
    EXPECT_EQ(reading->used, 104U) << "may exceed 100";
    EXPECT_EQ(reading->mediaErrors, 7U);
    EXPECT_EQ(reading->selfTestPassed, false);
}

TEST(Smart, OfAScsiDisk) {
    const auto reading = parseSmart(sample("scsi.json"));
    ASSERT_TRUE(reading) << name(reading.error());
    EXPECT_EQ(reading->protocol, DiskProtocol::scsi);
    EXPECT_EQ(reading->vendor, "EXAMPLE");
    EXPECT_EQ(reading->model, "EXAMPLE SAS10K");
    EXPECT_EQ(reading->firmware, "A31A");
    EXPECT_EQ(reading->celsiusCritical, 85);
    EXPECT_EQ(reading->grownDefects, 4U);
    EXPECT_EQ(reading->uncorrected, 3U);
    EXPECT_EQ(reading->selfTestPassed, true);
}

TEST(Smart, SelfTests) {
    struct Row {
        const char* name;
        const char* protocol;
        const char* rest;
        bool has;
        bool runs;
    };
    const std::vector<Row> rows{
        {"ata", "ATA",
         R"("ata_smart_data":{"capabilities":{"self_tests_supported":true},"self_test":{"status":{"value":0}}})", true,
         false},
        {"ata at it", "ATA",
         R"("ata_smart_data":{"capabilities":{"self_tests_supported":true},"self_test":{"status":{"value":249}}})",
         true, true},
        {"ata broken off", "ATA",
         R"("ata_smart_data":{"capabilities":{"self_tests_supported":true},"self_test":{"status":{"value":25}}})", true,
         false},
        {"ata without", "ATA", R"("ata_smart_data":{"capabilities":{"self_tests_supported":false}})", false, false},
        {"ata silent", "ATA", R"("x":1)", false, false},
        {"nvme", "NVMe", R"("nvme_self_test_log":{"current_self_test_operation":{"value":0}})", true, false},
        {"nvme at it", "NVMe", R"("nvme_self_test_log":{"current_self_test_operation":{"value":2}})", true, true},
        {"nvme without", "NVMe", R"("x":1)", false, false},
        {"scsi new", "SCSI", R"("scsi_extended_self_test_seconds":42780)", true, false},
        {"scsi", "SCSI", R"("scsi_self_test_0":{"result":{"value":0}})", true, false},
        {"scsi at it", "SCSI", R"("scsi_self_test_0":{"result":{"value":15}})", true, true},
        {"scsi without", "SCSI", R"("x":1)", false, false},
    };
    for (const auto& row : rows) {
        const auto reading = parseSmart(std::string(R"({"json_format_version":[1,0],"device":{"protocol":")") +
                                        row.protocol + R"("},"serial_number":"S",)" + row.rest + "}");
        ASSERT_TRUE(reading) << row.name;
        EXPECT_EQ(reading->hasSelfTests, row.has) << row.name;
        EXPECT_EQ(reading->selfTestRuns, row.runs) << row.name;
    }
}

TEST(Smart, NoughtDegreesAreNoThermometerAndNoLimit) {
    const auto of = [](const char* protocol) {
        return parseSmart(std::string(R"({"json_format_version":[1,0],"device":{"protocol":")") + protocol +
                          R"("},"serial_number":"S","temperature":{"current":0,"drive_trip":0,"op_limit_max":0}})");
    };
    ASSERT_TRUE(of("SCSI") && of("ATA"));
    EXPECT_EQ(of("SCSI")->celsius, std::nullopt);
    EXPECT_EQ(of("SCSI")->celsiusCritical, std::nullopt);
    EXPECT_EQ(of("ATA")->celsius, 0) << "in a cold room";
    EXPECT_EQ(of("ATA")->celsiusWarning, std::nullopt);
}

TEST(Smart, WhatIsNoReading) {
    const std::string head = R"({"json_format_version":[1,0],)";
    const struct {
        std::string what, text;
        SmartError error;
    } rows[] = {
        {"nothing", "", SmartError::notJson},
        {"words", "smartctl 7.4 2023-08-01", SmartError::notJson},
        {"cut off", sample("ata.json").substr(0, 500), SmartError::notJson},
        {"two of them", sample("ata.json") + sample("ata.json"), SmartError::notJson},
        {"no object", "[1]", SmartError::notJson},
        {"no version", R"({"model_name":"x"})", SmartError::notJson},
        {"a later format", R"({"json_format_version":[2,0],"model_name":"x"})", SmartError::newer},
        {"too deep", head + R"("a":)" + std::string(100, '[') + std::string(100, ']') + "}", SmartError::notJson},
        {"too large", std::string(smartOctets + 1, ' '), SmartError::tooLarge},
        {"not UTF-8", head + "\"model_name\":\"\xff\"}", SmartError::notJson},
        {"no such device", sample("no_device.json"), SmartError::noDevice},
        {"it could not be opened", head + R"("smartctl":{"exit_status":2}})", SmartError::noDevice},
        {"asleep", sample("asleep.json"), SmartError::asleep},
        {"a command failed, and nothing is known", head + R"("smartctl":{"exit_status":4}})", SmartError::toolFailed},
    };
    for (const auto& row : rows) {
        const auto reading = parseSmart(row.text);
        ASSERT_FALSE(reading) << row.what;
        EXPECT_EQ(name(reading.error()), name(row.error)) << row.what;
    }
}

TEST(Smart, WhatIsOfAnotherShapeIsAbsent) {
    const auto reading =
        parseSmart(R"({"json_format_version":[1,0],"smartctl":{"exit_status":"4"},"model_name":7,"serial_number":"a\nb",
        "smart_status":[],"temperature":{"current":"warm"},"ata_smart_attributes":{"table":[1,{"id":-5},{"id":5},{"id":197,"raw":{"value":-1}},
        {"id":198,"raw":{"string":"12x","value":9}}]},"nvme_smart_health_information_log":null,"user_capacity":{"bytes":1.5}})");
    ASSERT_TRUE(reading) << name(reading.error());
    EXPECT_EQ(reading->model, "");
    EXPECT_EQ(reading->serial, "a?b");
    EXPECT_EQ(reading->passed, std::nullopt) << "not known is not passed";
    EXPECT_EQ(reading->celsius, std::nullopt);
    EXPECT_EQ(reading->reallocatedSectors, std::nullopt);
    EXPECT_EQ(reading->pendingSectors, std::nullopt);
    EXPECT_EQ(reading->offlineUncorrectable, 9U);
    EXPECT_EQ(reading->octets, std::nullopt);
    const auto longName =
        parseSmart(R"({"json_format_version":[1,0],"model_name":")" + std::string(127, 'x') + R"(ệ"})");
    ASSERT_TRUE(longName);
    EXPECT_EQ(longName->model, std::string(127, 'x')) << "cut between characters";
}

}  // namespace
}  // namespace tram::hal
