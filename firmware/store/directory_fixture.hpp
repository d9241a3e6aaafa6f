// A store with a Directory that tests look into. For the tests of its commands.
#pragma once

#include <string>
#include <vector>

#include "store/address_table.hpp"
#include "store/store_fixture.hpp"

namespace tram::store::fixture {

class DirectoryTest : public testing::Test {
protected:
    TestStore store;

    schema::AgencyRecordT agency(std::uint64_t id) {
        const ReadTransaction transaction(*store.environment);
        return findAgency(transaction, AgencyId{id}).value_or(schema::AgencyRecordT{});
    }
    schema::OfficialRecordT official(OfficialId id) {
        const ReadTransaction transaction(*store.environment);
        return findOfficial(transaction, id).value_or(schema::OfficialRecordT{});
    }
    schema::MailboxRecordT mailbox(std::uint64_t id) {
        const ReadTransaction transaction(*store.environment);
        return findMailbox(transaction, MailboxId{id}).value_or(schema::MailboxRecordT{});
    }
    Destination leads(const std::string& address) {
        const ReadTransaction transaction(*store.environment);
        return whereLeads(transaction, address, store.clock.now());
    }
    schema::Right rights(OfficialId official, std::uint64_t mailbox) {
        const ReadTransaction transaction(*store.environment);
        return rightsOn(transaction, official, MailboxId{mailbox});
    }
    std::vector<std::uint64_t> members(std::uint64_t agency) {
        const ReadTransaction transaction(*store.environment);
        std::vector<std::uint64_t> ids;
        for (const auto id : membersOf(transaction, AgencyId{agency})) ids.push_back(id.value);
        return ids;
    }
    // What the history of somebody or something says, oldest first.
    std::vector<schema::DirectoryVerb> history(std::uint64_t subject) {
        std::vector<schema::DirectoryVerb> verbs;
        const ReadTransaction transaction(*store.environment);
        const auto prefix = Key::of(subject);
        Cursor cursor(transaction, Table::history);
        for (bool more = cursor.seek(prefix); more && cursor.keyStartsWith(prefix); more = cursor.next())
            verbs.push_back(Record<schema::HistoryEntry>(cursor.value())->change()->verb());
        return verbs;
    }
    std::uint64_t unit(std::uint64_t parent, const std::string& name, const std::string& label) {
        schema::CreateAgencyT command;
        command.name = name;
        command.domain_label = label;
        command.parent = parent;
        command.kind = schema::AgencyKind::unit;
        command.basis = basis("15/TTr-SNV");
        return store.made(command);
    }
    OfficialId hire(std::uint64_t agency, const std::string& name, schema::Role role = schema::Role::official) {
        schema::CreateOfficialT command;
        command.name = name;
        command.agency = agency;
        command.role = role;
        return OfficialId{store.made(command)};
    }
    void sound() { EXPECT_EQ(findingsOf(*store.environment), ""); }
};

}  // namespace tram::store::fixture
