// Which entries of the Directory the public sees. R5.5, R16.1
#include "store/commands.hpp"
#include "store/directory.hpp"
#include "store/directory_change.hpp"
#include "store/directory_tree.hpp"

namespace tram::store {

namespace {

using province::Power;
using schema::DirectoryVerb;
using schema::ErrorCode;

template <class Record, class Id>
schema::DirectoryChangedT change(Record& record, Id id, schema::Publicity publicity) {
    auto changed = changeOf(DirectoryVerb::publicity_set, id);
    changed.before = schema::EnumNamePublicity(record.publicity);
    changed.after = schema::EnumNamePublicity(publicity);
    record.publicity = publicity;
    return changed;
}

}  // namespace

Outcome execute(CommandContext& context, const schema::SetPublicity& command) {
    auto& batch = context.batch;
    if (command.publicity() > schema::Publicity::MAX) return refuse(ErrorCode::malformed, "publicity");
    if (command.official() == 0) {
        const AgencyId id{command.agency()};
        const auto before = activeAgency(context, id, "agency", Power::manageAgencies);
        if (!before) return std::unexpected(before.error());
        auto after = *before;
        auto changed = change(after, id, command.publicity());
        putAgency(batch, id, after, &*before);
        recordChange(context, std::move(changed));
        return doneWith(id.value);
    }
    const OfficialId id{command.official()};
    const auto before = findOfficial(batch.transaction, id);
    if (!before) return refuse(ErrorCode::no_such_official, "official");
    if (auto may = authorise(context, Power::manageOfficials, AgencyId{before->agency}); !may)
        return std::unexpected(may.error());
    if (before->state != schema::OfficialState::active)
        return refuse(ErrorCode::not_active, "official", before->address);
    auto after = *before;
    auto changed = change(after, id, command.publicity());
    putOfficial(batch, id, after, &*before);
    recordChange(context, std::move(changed));
    return doneWith(id.value);
}

}  // namespace tram::store
