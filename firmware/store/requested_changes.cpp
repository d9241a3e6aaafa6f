#include "store/requested_changes.hpp"

#include <algorithm>

#include "province/agency_name.hpp"
#include "province/local_part.hpp"
#include "province/personal_name.hpp"
#include "store/directory.hpp"
#include "store/directory_change.hpp"
#include "store/directory_tree.hpp"
#include "store/nested_command.hpp"

namespace tram::store {

namespace {

using schema::ChangeVerb;
using schema::ErrorCode;

std::expected<void, Refusal> checkField(std::string& text, const char* field) {
    if (text.size() > limits::desk::field) return refuse(ErrorCode::malformed, field, "too_long");
    auto checked = checkRemark(text, field);
    if (!checked) return std::unexpected(checked.error());
    text = std::move(*checked);
    return {};
}

std::string normalName(const std::string& agency) {
    return province::parseAgencyName(agency).value_or(agency);
}

std::optional<province::PersonalName> nameIn(const schema::RequestedChangeT& change) {
    const auto word = change.given == 0 ? std::nullopt : std::optional<std::size_t>(change.given - 1U);
    auto name = province::parsePersonalName(change.name, word);
    if (!name) return std::nullopt;
    return std::move(*name);
}

template <class Command>
std::expected<OfficialId, Refusal> run(CommandContext& context, const typename Command::NativeTableType& command) {
    const auto outcome = executeNested<Command>(context, command);
    if (!outcome) return std::unexpected(outcome.error());
    return OfficialId{outcome->AsDone()->id};
}

// Whether the Department must have decided on that address. R3.3b
bool isException(const province::PersonalLocalPart& rule, const std::string& address) {
    const auto wanted = province::parseLocalPart(std::string_view(address).substr(0, address.find('@')));
    return !wanted || province::ruleOf(rule, *wanted) == province::AddressRule::exception;
}

}  // namespace

std::expected<std::vector<std::unique_ptr<schema::RequestedChangeT>>, Refusal> checkChanges(const ChangeList* changes) {
    std::vector<std::unique_ptr<schema::RequestedChangeT>> checked;
    if (changes == nullptr) return checked;
    if (changes->size() > limits::desk::changes) return refuse(ErrorCode::limit, "changes");
    for (const auto* each : *changes) {
        auto change = std::make_unique<schema::RequestedChangeT>();
        each->UnPackTo(change.get());
        if (change->verb > ChangeVerb::MAX) return refuse(ErrorCode::malformed, "verb");
        if (change->role > schema::Role::MAX) return refuse(ErrorCode::malformed, "role");
        const std::pair<std::string*, const char*> fields[] = {
            {&change->name, "name"},     {&change->address, "address"},     {&change->suffix, "suffix"},
            {&change->agency, "agency"}, {&change->job_title, "job_title"}, {&change->telephone, "telephone"},
            {&change->reason, "reason"},
        };
        for (const auto& [text, field] : fields) {
            if (auto sound = checkField(*text, field); !sound) return std::unexpected(sound.error());
        }
        if (change->basis) {
            if (auto sound = checkField(change->basis->number, "basis"); !sound) return std::unexpected(sound.error());
        }
        const auto& who = change->verb == ChangeVerb::make || change->address.empty() ? change->name : change->address;
        if (who.empty()) return refuse(ErrorCode::malformed, "name", "row " + std::to_string(change->row));
        change->official = 0;
        change->result.clear();
        checked.push_back(std::move(change));
    }
    return checked;
}

std::expected<std::vector<std::unique_ptr<schema::FormFaultT>>, Refusal> checkFaults(const FaultList* faults) {
    std::vector<std::unique_ptr<schema::FormFaultT>> checked;
    if (faults == nullptr) return checked;
    if (faults->size() > limits::desk::faults) return refuse(ErrorCode::limit, "faults");
    for (const auto* each : *faults) {
        auto fault = std::make_unique<schema::FormFaultT>();
        each->UnPackTo(fault.get());
        for (auto* text : {&fault->column, &fault->problem, &fault->cell}) {
            if (auto sound = checkField(*text, "faults"); !sound) return std::unexpected(sound.error());
        }
        checked.push_back(std::move(fault));
    }
    return checked;
}

ChangesAtWork::ChangesAtWork(CommandContext& context, AgencyId agency, schema::BasisT basis)
    : context_(context),
      agency_(agency),
      basis_(std::move(basis)),
      branch_(branchOf(context.batch.transaction, agency)) {}

std::expected<ChangesAtWork::Result, Refusal> ChangesAtWork::carryOut(const schema::RequestedChangeT& change) {
    const auto done = [&] {
        switch (change.verb) {
            case ChangeVerb::make:
                return make(change);
            case ChangeVerb::change:
                return alter(change);
            case ChangeVerb::close:
                break;
        }
        return close(change);
    }();
    if (!done) return std::unexpected(done.error());
    const auto official = findOfficial(context_.batch.transaction, *done);
    return Result{*done, official ? official->address : std::string()};
}

std::expected<OfficialId, Refusal> ChangesAtWork::make(const schema::RequestedChangeT& change) {
    schema::CreateOfficialT command;
    auto agency = change.agency.empty() ? std::expected<AgencyId, Refusal>(agency_) : agencyNamed(change.agency);
    if (!agency) return std::unexpected(agency.error());
    if (!isOurs(*agency)) return refuse(ErrorCode::not_permitted, "agency", change.agency);
    command.agency = agency->value;
    command.name = change.name;
    command.given = change.given;
    command.role = change.role;
    command.job_title = change.job_title;
    command.telephone = change.telephone;
    command.address = change.address;
    command.basis = basisOf(change);
    if (const auto name = nameIn(change)) {
        const auto rule = province::personalLocalPart(*name);
        if (change.address.empty()) {
            command.address = rule.text() + change.suffix;
        } else if (isException(rule, change.address)) {
            // What an agency asks for is no exception's decision. R3.3b
            command.basis = change.basis ? copyOf(*change.basis) : nullptr;
        }
    }
    return run<schema::CreateOfficial>(context_, command);
}

std::expected<OfficialId, Refusal> ChangesAtWork::alter(const schema::RequestedChangeT& change) {
    const auto id = personOf(change);
    if (!id) return id;
    auto official = findOfficial(context_.batch.transaction, *id);
    if (!official) return refuse(ErrorCode::no_such_official, "address", change.address);
    const AgencyId present{official->agency};
    AgencyId wanted = present;
    if (!change.agency.empty()) {
        const auto named = agencyNamed(change.agency);
        if (!named) return std::unexpected(named.error());
        wanted = *named;
    }
    if (!isOurs(present) && !(wanted != present && isOurs(wanted)))
        return refuse(ErrorCode::not_permitted, "address", official->address);
    const auto role = change.has_role ? change.role : official->role;
    std::expected<OfficialId, Refusal> done = refuse(ErrorCode::exists, "address", official->address);
    if (wanted != present) {
        schema::MoveOfficialT command;
        command.official = id->value;
        command.agency = wanted.value;
        command.role = change.has_role ? change.role : schema::Role::official;
        command.job_title = change.job_title.empty() ? official->job_title : change.job_title;
        command.basis = basisOf(change);
        done = run<schema::MoveOfficial>(context_, command);
        if (!done) return done;
    } else if (role != official->role) {
        schema::GiveRoleT command;
        command.official = id->value;
        command.role = role;
        command.basis = basisOf(change);
        done = run<schema::GiveRole>(context_, command);
        if (!done) return done;
    }
    official = findOfficial(context_.batch.transaction, *id);
    schema::EditOfficialT command;
    command.official = id->value;
    // With an address, the name is how it is to be written from now on.
    const bool renames = !change.address.empty() && !change.name.empty();
    command.name = renames ? change.name : official->name;
    command.given = renames ? change.given : official->given;
    command.job_title = change.job_title.empty() ? official->job_title : change.job_title;
    command.telephone = change.telephone.empty() ? official->telephone : change.telephone;
    if (command.name == official->name && command.given == official->given &&
        command.job_title == official->job_title && command.telephone == official->telephone) {
        return done;
    }
    command.basis = basisOf(change);
    return run<schema::EditOfficial>(context_, command);
}

std::expected<OfficialId, Refusal> ChangesAtWork::close(const schema::RequestedChangeT& change) {
    const auto id = personOf(change);
    if (!id) return id;
    const auto official = findOfficial(context_.batch.transaction, *id);
    if (!official) return refuse(ErrorCode::no_such_official, "address", change.address);
    if (!isOurs(AgencyId{official->agency})) return refuse(ErrorCode::not_permitted, "address", official->address);
    // Whoever names both means one person.
    const auto name = nameIn(change);
    if (!change.name.empty() && (!name || name->text != official->name))
        return refuse(ErrorCode::no_such_official, "name", nameAndAddress(*official));
    schema::EndServiceT command;
    command.official = id->value;
    command.reason = change.reason;
    command.basis = basisOf(change);
    return run<schema::EndService>(context_, command);
}

std::expected<AgencyId, Refusal> ChangesAtWork::agencyNamed(const std::string& name) {
    if (names_.empty()) {
        Cursor cursor(context_.batch.transaction, Table::agency);
        for (bool more = cursor.first(); more; more = cursor.next()) {
            const Record<schema::AgencyRecord> agency(cursor.value());
            if (agency->state() == schema::AgencyState::active)
                names_[textOf(agency->name())].push_back(AgencyId{keyNumber(cursor.key(), 0)});
        }
    }
    const auto at = names_.find(normalName(name));
    if (at == names_.end()) return refuse(ErrorCode::no_such_agency, "agency", name);
    auto found = at->second;
    if (found.size() > 1) std::erase_if(found, [&](AgencyId each) { return !isOurs(each); });
    if (found.size() != 1) return refuse(ErrorCode::no_such_agency, "agency", name + ": several have that name");
    return found.front();
}

std::expected<OfficialId, Refusal> ChangesAtWork::personOf(const schema::RequestedChangeT& change) {
    const auto& transaction = context_.batch.transaction;
    if (!change.address.empty()) {
        auto address = change.address;
        if (address.find('@') == std::string::npos && !context_.settings.domains.empty())
            address += "@" + context_.settings.domains.front();
        const auto id = findSignIn(transaction, normaliseAddress(address));
        if (!id) return refuse(ErrorCode::no_such_official, "address", change.address);
        return *id;
    }
    const auto name = nameIn(change);
    if (!name) return refuse(ErrorCode::bad_name, "name", change.name);
    if (people_.empty()) {
        for (const auto agency : branch_) {
            for (const auto id : membersOf(transaction, agency)) {
                if (const auto official = getRecord<schema::OfficialRecord>(transaction, Table::official, Key::of(id)))
                    people_[textOf((*official)->name())].push_back(id);
            }
        }
    }
    std::optional<OfficialId> found;
    for (const auto id : people_[name->text]) {
        // Who left with an earlier row is nobody's any more.
        if (!standingOf(transaction, id)) continue;
        if (found) return refuse(ErrorCode::no_such_official, "name", change.name + ": several have that name");
        found = id;
    }
    if (!found) return refuse(ErrorCode::no_such_official, "name", change.name);
    return *found;
}

bool ChangesAtWork::isOurs(AgencyId agency) const {
    return std::ranges::find(branch_, agency) != branch_.end();
}

std::unique_ptr<schema::BasisT> ChangesAtWork::basisOf(const schema::RequestedChangeT& change) const {
    return copyOf(change.basis ? *change.basis : basis_);
}

}  // namespace tram::store
