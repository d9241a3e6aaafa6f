// The address book as one official sees it. R3.6.1
#include <array>
#include <ostream>

#include "base/clock.hpp"
#include "cli/directory_lookup.hpp"
#include "cli/verbs.hpp"
#include "province/group_address.hpp"
#include "roles/directory_settings/directory_settings.hpp"
#include "store/address_book.hpp"

namespace tram::cli {

namespace {

template <class Policy>
Policy policyOf(std::expected<Policy, std::string> policy) {
    if (!policy) throw EndOfCommand{Exit::usage, policy.error()};
    return *policy;
}

boost::json::object folderJson(const store::BookFolder& folder) {
    boost::json::array people;
    for (const auto& person : folder.people) {
        people.push_back({{"id", person.id.value},
                          {"name", person.name},
                          {"address", person.address},
                          {"role", store::schema::EnumNameRole(person.role)},
                          {"title", person.jobTitle},
                          {"telephone", person.telephone}});
    }
    return {
        {"id", folder.id.value},      {"parent", folder.parent.value},        {"name", folder.name},
        {"address", folder.address},  {"clerk_address", folder.clerkAddress}, {"group_address", folder.groupAddress},
        {"people", std::move(people)}};
}

void printJson(Session& session, const store::AddressBook& book) {
    boost::json::array folders;
    for (const auto& folder : book.folders) folders.push_back(folderJson(folder));
    boost::json::array groups;
    for (const auto& group : book.groups) groups.push_back({{"address", group.address}, {"name", group.name}});
    session.facts({{"position", book.position.value}, {"folders", std::move(folders)}, {"groups", std::move(groups)}});
}

void printTree(Session& session, const store::AddressBook& book) {
    const auto line = [&](std::size_t depth, const std::string& text) {
        session.out << std::string(depth * 2, ' ') << printable(text) << '\n';
    };
    for (const auto& folder : book.folders) {
        line(folder.depth, folder.name);
        for (const auto* address : {&folder.address, &folder.clerkAddress, &folder.groupAddress}) {
            if (!address->empty()) line(folder.depth + 1, *address);
        }
        for (const auto& person : folder.people) {
            auto text = person.name + " <" + person.address + ">";
            for (const auto* more : {&person.jobTitle, &person.telephone}) {
                if (!more->empty()) text += ", " + *more;
            }
            line(folder.depth + 1, text);
        }
    }
    for (const auto& group : book.groups) {
        const auto name =
            group.isFree ? group.name
                         : std::string(Text{englishName(group.kind), vietnameseName(group.kind)}.in(session.language));
        line(0, name + " <" + group.address + ">");
    }
}

Exit showBook(Session& session, const Arguments& arguments) {
    const auto viewer = session.findOfficial(arguments.positional()[0]);
    const auto book = listed(store::addressBook(session.reader().environment(), OfficialId{viewer.official},
                                                policyOf(roles::addressBookPolicy(session.settings())),
                                                policyOf(roles::groupPolicy(session.settings())), session.domain(),
                                                RealClock().now()));
    if (!book) throw EndOfCommand{Exit::refused, viewer.address};
    if (session.format == Format::json) {
        printJson(session, *book);
    } else {
        printTree(session, *book);
    }
    return Exit::ok;
}

constexpr std::array table{
    Verb{"book",
         "ADDRESS",
         "",
         1,
         1,
         {"shows the address book as that official sees it: a folder for each agency, and the groups that he may write "
          "to (R3.6.1)",
          "xem sổ địa chỉ như cán bộ đó thấy: mỗi cơ quan một thư mục, và các nhóm được phép gửi (R3.6.1)"},
         "tram book hungnv",
         showBook},
};

}  // namespace

std::span<const Verb> bookVerbs() {
    return table;
}

}  // namespace tram::cli
