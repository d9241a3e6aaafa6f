#include "store/permission.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace tram::store {

namespace {

using enum schema::RequestBody;

constexpr std::array smtp{Accept,     Observe,   ResolveRecipient, CheckPassword, ScramCredentials,
                          CheckScram, MaySendAs, Subscribe,        Hello};
constexpr std::array relay{QueueResults, Accept, ResolveRecipient, Subscribe, Hello};
constexpr std::array access{
    Append,          StoreFlags, Copy,          Expunge,          CreateFolder, DeleteFolder, RenameFolder,
    SubscribeFolder, Observe,    CheckPassword, ScramCredentials, CheckScram,   Subscribe,    Hello};
constexpr std::array operatorsCommand{CreateAgency,
                                      CreateOfficial,
                                      CreateMailbox,
                                      GrantRights,
                                      SetHandOutPassword,
                                      ChangePassword,
                                      CreateAppPassword,
                                      QueueControl,
                                      Fill,
                                      ResolveRecipient,
                                      Stat,
                                      Check,
                                      Trace,
                                      FindAddress,
                                      Subscribe,
                                      Hello,
                                      CreateFolder};

bool contains(std::span<const schema::RequestBody> list, schema::RequestBody what) {
    return std::ranges::find(list, what) != list.end();
}

}  // namespace

bool mayAsk(std::string_view process, schema::RequestBody what) {
    if (process == "tram-smtp") return contains(smtp, what);
    if (process == "tram-relay") return contains(relay, what);
    if (process == "tram-access") return contains(access, what);
    if (process == "tram") return contains(operatorsCommand, what);
    return what == Hello;
}

}  // namespace tram::store
