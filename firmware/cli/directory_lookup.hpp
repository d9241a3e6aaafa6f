// How the Directory's verbs read what they are given: agencies by name or number, decisions, sizes.
#pragma once

#include <map>
#include <memory>

#include "cli/session.hpp"
#include "province/personal_name.hpp"
#include "store/directory_listing.hpp"

namespace tram::cli {

// What a listing holds; ends the command where the store cannot be read.
template <class List>
auto listed(List list) {
    if (!list) throw EndOfCommand{Exit::refused, list.error().detail};
    return std::move(*list);
}

[[nodiscard]] std::map<std::uint64_t, store::schema::AgencyRecordT> agencies(Session& session);
// By number, or by its name, which must be the name of one only in force.
[[nodiscard]] std::uint64_t agencyId(Session& session, const std::string& wanted);
// "" where there is none of that number.
[[nodiscard]] std::string nameIn(const std::map<std::uint64_t, store::schema::AgencyRecordT>& agencies,
                                 std::uint64_t id);

// --decision NUMBER --dated DATE; null where neither is given.
[[nodiscard]] std::unique_ptr<store::schema::BasisT> basisOf(const Session& session, const Arguments& arguments);
// --quota; 0 where it is not given.
[[nodiscard]] std::uint64_t quotaOf(const Session& session, const Arguments& arguments);
// --given: which word of a name is the given name, from 1; 0 where it is not given: the last.
[[nodiscard]] std::uint8_t givenOf(const Session& session, const Arguments& arguments);
// Ends the command where it is no name. R3.5
[[nodiscard]] province::PersonalName personalName(const std::string& text, std::uint8_t given);
// "policy", "shown" or "hidden". R5.5
[[nodiscard]] store::schema::Publicity publicityOf(const Session& session, const std::string& text);
// A required option.
[[nodiscard]] std::string required(const Session& session, const Arguments& arguments, std::string_view option);

[[nodiscard]] std::string addressOf(Session& session, std::uint64_t official);
// Free personal addresses beside one that is taken. R3.5
[[nodiscard]] std::vector<std::string> freeBeside(Session& session, std::string_view given, std::string_view initials);
// The same for a name, as a clause behind a refusal: "; free: hungnv2, …".
[[nodiscard]] std::string freeFor(Session& session, const std::string& name, std::uint8_t given);
[[nodiscard]] bool isTaken(Session& session, std::string_view localPart);

void sayMade(Session& session, std::uint64_t id, const std::string& address);
// "957/QĐ-UBND, 22/5/2013"
[[nodiscard]] std::string basisText(std::string_view number, std::int32_t day);

}  // namespace tram::cli
