#include "roles/directory_entry/requested_change.hpp"

#include <algorithm>

namespace tram::roles {

namespace schema = store::schema;

namespace {

schema::ChangeVerb verbOf(sheet::AskedFor verb) {
    switch (verb) {
        case sheet::AskedFor::make:
            return schema::ChangeVerb::make;
        case sheet::AskedFor::change:
            return schema::ChangeVerb::change;
        case sheet::AskedFor::close:
            break;
    }
    return schema::ChangeVerb::close;
}

}  // namespace

std::unique_ptr<schema::RequestedChangeT> requestedChange(const sheet::ChangeEntry& entry) {
    auto change = std::make_unique<schema::RequestedChangeT>();
    change->row = static_cast<std::uint32_t>(std::min<std::size_t>(entry.row, UINT32_MAX));
    change->verb = verbOf(entry.verb);
    change->name = entry.name;
    change->address = entry.address;
    change->suffix = entry.suffix;
    change->given = entry.given;
    change->agency = entry.agency;
    change->has_role = entry.role.has_value();
    change->role = static_cast<schema::Role>(entry.role.value_or(province::Role::official));
    change->job_title = entry.title;
    change->telephone = entry.telephone;
    change->reason = entry.reason;
    if (!entry.decision.empty() || entry.day) {
        change->basis = std::make_unique<schema::BasisT>();
        change->basis->number = entry.decision;
        change->basis->day = entry.day.value_or(0);
    }
    return change;
}

}  // namespace tram::roles
