// Agencies and officials of a whole province in one commit, or none of them. R8.2
#include "store/directory.hpp"
#include "store/directory_tree.hpp"
#include "store/nested_command.hpp"

namespace tram::store {

namespace {

using schema::ErrorCode;

struct Importing {
    std::vector<std::uint64_t> agencies;  // ids by row; 0 of a row that was refused
    bool sound = true;

    // The id behind a row's number, or what the row says itself.
    std::expected<std::uint64_t, Refusal> agencyOf(std::uint64_t id, std::int32_t row, const char* field) const {
        if (row < 0) return id;
        if (static_cast<std::size_t>(row) >= agencies.size()) return refuse(ErrorCode::malformed, field, "no such row");
        const auto made = agencies[static_cast<std::size_t>(row)];
        if (made == 0) return refuse(ErrorCode::no_such_agency, field, "its row was refused");
        return made;
    }

    std::unique_ptr<schema::ImportedRowT> rowOf(const Outcome& outcome) {
        auto row = std::make_unique<schema::ImportedRowT>();
        if (outcome) {
            row->id = outcome->AsDone()->id;
        } else {
            sound = false;
            row->code = outcome.error().code;
            row->field = outcome.error().field;
            row->detail = outcome.error().detail;
        }
        return row;
    }
};

}  // namespace

Outcome execute(CommandContext& context, const schema::ImportDirectory& command) {
    const auto rows = (command.agencies() == nullptr ? 0U : command.agencies()->size()) +
                      (command.officials() == nullptr ? 0U : command.officials()->size());
    if (rows > limits::province::importRows) return refuse(ErrorCode::limit, "rows");
    Importing importing;
    schema::ImportedT answer;
    const auto& transaction = context.batch.transaction;
    if (command.agencies() != nullptr) {
        for (const auto* imported : *command.agencies()) {
            if (imported->agency() == nullptr) return refuse(ErrorCode::malformed, "agencies");
            schema::CreateAgencyT agency;
            imported->agency()->UnPackTo(&agency);
            const auto parent = importing.agencyOf(agency.parent, imported->parent_row(), "parent");
            agency.parent = parent.value_or(0);
            auto row = importing.rowOf(parent ? executeNested<schema::CreateAgency>(context, agency)
                                              : Outcome(std::unexpected(parent.error())));
            if (const auto made = findAgency(transaction, AgencyId{row->id})) {
                if (const auto mailbox = findMailbox(transaction, MailboxId{made->mailbox}))
                    row->address = mailbox->address;
            }
            importing.agencies.push_back(row->id);
            answer.agencies.push_back(std::move(row));
        }
    }
    if (command.officials() != nullptr) {
        for (const auto* imported : *command.officials()) {
            if (imported->official() == nullptr) return refuse(ErrorCode::malformed, "officials");
            schema::CreateOfficialT official;
            imported->official()->UnPackTo(&official);
            const auto agency = importing.agencyOf(official.agency, imported->agency_row(), "agency");
            official.agency = agency.value_or(0);
            auto row = importing.rowOf(agency ? executeNested<schema::CreateOfficial>(context, official)
                                              : Outcome(std::unexpected(agency.error())));
            if (const auto made = getRecord<schema::OfficialRecord>(transaction, Table::official, Key::of(row->id));
                made && row->id != 0)
                row->address = textOf((*made)->address());
            answer.officials.push_back(std::move(row));
        }
    }
    answer.done = importing.sound && !command.dry_run();
    if (!answer.done) context.batch.abandon();
    return asAnswer(std::move(answer));
}

}  // namespace tram::store
