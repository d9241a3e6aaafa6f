// What an agency's form asks for, checked and carried out within the Directory. R8.2
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "store/command_context.hpp"

namespace tram::store {

using ChangeList = flatbuffers::Vector<flatbuffers::Offset<schema::RequestedChange>>;

// As they are kept: every text bounded by limits::desk::field, at most limits::desk::changes of them. Errors: limit,
// malformed, naming the field.
[[nodiscard]] std::expected<std::vector<std::unique_ptr<schema::RequestedChangeT>>, Refusal> checkChanges(
    const ChangeList* changes);
// The same for what could not be read in the form.
using FaultList = flatbuffers::Vector<flatbuffers::Offset<schema::FormFault>>;
[[nodiscard]] std::expected<std::vector<std::unique_ptr<schema::FormFaultT>>, Refusal> checkFaults(
    const FaultList* faults);

// Carries out one request's changes, each as its own command would.
class ChangesAtWork {
public:
    // `agency` asks; `basis` is what changes rest on that name nothing else. The context outlives it.
    ChangesAtWork(CommandContext& context, AgencyId agency, schema::BasisT basis);

    // What has become of the person: his id and address, or why nothing has.
    struct Result {
        OfficialId official;
        std::string address;
    };
    [[nodiscard]] std::expected<Result, Refusal> carryOut(const schema::RequestedChangeT& change);

private:
    std::expected<OfficialId, Refusal> make(const schema::RequestedChangeT& change);
    std::expected<OfficialId, Refusal> alter(const schema::RequestedChangeT& change);
    std::expected<OfficialId, Refusal> close(const schema::RequestedChangeT& change);
    // An agency in force of that name; one of the asker's branch, where several have it.
    std::expected<AgencyId, Refusal> agencyNamed(const std::string& name);
    // Whose mailbox it is about, by its address or, without one, his name within the asker's branch.
    std::expected<OfficialId, Refusal> personOf(const schema::RequestedChangeT& change);
    bool isOurs(AgencyId agency) const;
    std::unique_ptr<schema::BasisT> basisOf(const schema::RequestedChangeT& change) const;

    CommandContext& context_;
    AgencyId agency_;
    schema::BasisT basis_;
    std::vector<AgencyId> branch_;
    // By name; made with the first look.
    std::map<std::string, std::vector<AgencyId>> names_;
    std::map<std::string, std::vector<OfficialId>> people_;  // of the branch
};

}  // namespace tram::store
