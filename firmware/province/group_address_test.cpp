#include "province/group_address.hpp"

#include <gtest/gtest.h>

#include "province/agency_name.hpp"
#include "province/local_part.hpp"

namespace tram::province {
namespace {

// R3.6.2
TEST(GroupAddress, ReadAndWritten) {
    struct Row {
        const char* text;
        GroupKind kind;
        const char* label;
    };
    const Row rows[] = {
        {"tatca", GroupKind::everyone, ""},
        {"tatca.vanthu", GroupKind::clerks, ""},
        {"tatca.vanphong", GroupKind::offices, ""},
        {"tatca.coquan", GroupKind::agencies, ""},
        {"tatca.thutruong", GroupKind::heads, ""},
        {"tatca.sonoivu", GroupKind::agency, "sonoivu"},
        {"tatca.so-nv-1", GroupKind::agency, "so-nv-1"},
    };
    for (const auto& row : rows) {
        const auto parsed = parseGroupAddress(row.text);
        ASSERT_TRUE(parsed) << row.text;
        EXPECT_EQ(parsed->kind, row.kind) << row.text;
        EXPECT_EQ(parsed->label, row.label) << row.text;
        EXPECT_EQ(groupLocalPart(parsed->kind, parsed->label), row.text);
        EXPECT_TRUE(isGroupLocalPart(row.text));
        EXPECT_EQ(parseLocalPart(row.text).error(), LocalPartError::reserved) << "nobody's own";
    }
    for (const auto* other : {"", "tatc", "tatcaa", "tatca.", "tat.ca", "vanthu.sonoivu", "sonoivu", "xtatca"}) {
        EXPECT_FALSE(parseGroupAddress(other)) << other;
    }
}

TEST(GroupAddress, NoAgencysLabelMakesAnotherGroupsAddress) {
    for (const auto kind : provinceGroups) {
        const auto part = groupLocalPart(kind);
        const auto dot = part.find('.');
        if (dot != std::string::npos) {
            EXPECT_EQ(parseDomainLabel(part.substr(dot + 1)).error(), LabelError::reserved) << part;
        }
        EXPECT_FALSE(englishName(kind).empty());
        EXPECT_FALSE(vietnameseName(kind).empty());
        EXPECT_FALSE(name(kind).empty());
    }
}

}  // namespace
}  // namespace tram::province
