#include "cli/batch_loader.hpp"

#include <boost/json/parse.hpp>
#include <charconv>
#include <utility>

#include "cli/directory_names.hpp"
#include "province/administration.hpp"
#include "province/agency_name.hpp"
#include "province/basis.hpp"
#include "province/personal_name.hpp"
#include "province/roles.hpp"
#include "store/directory.hpp"
#include "store/directory_listing.hpp"

namespace tram::cli {

namespace {

namespace schema = store::schema;

// Requests on their way: enough for full commits, small beside the socket's buffers.
constexpr std::size_t window = 1'024;
// Lines read ahead of what they wait for.
constexpr std::size_t linesAhead = 20'000;

std::string agencyKey(const std::string& name) {
    return "agency " + name;
}

// A string field; "" where there is none. Anything else than a string is no name.
std::string textField(const boost::json::object& fields, std::string_view name) {
    const auto* value = fields.if_contains(name);
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::optional<std::uint64_t> numberField(const boost::json::object& fields, std::string_view name) {
    const auto* value = fields.if_contains(name);
    if (value == nullptr || !value->is_number()) return std::nullopt;
    boost::system::error_code failed;
    const auto number = value->to_number<std::uint64_t>(failed);
    if (failed) return std::nullopt;
    return number;
}

// "decision" and "dated": what it rests on; null where neither is there.
std::unique_ptr<schema::BasisT> basisOf(const boost::json::object& fields) {
    const auto number = textField(fields, "decision");
    const auto dated = textField(fields, "dated");
    if (number.empty() && dated.empty()) return nullptr;
    auto basis = std::make_unique<schema::BasisT>();
    basis->number = number;
    basis->day = province::parseDay(dated).value_or(0);
    return basis;
}

// The personal address that the name makes where the line gives none. R3.5
std::string officialAddress(const boost::json::object& fields) {
    auto address = textField(fields, "address");
    if (!address.empty()) return address;
    const auto given = numberField(fields, "given");
    const auto name = province::parsePersonalName(textField(fields, "name"),
                                                  given ? std::optional<std::size_t>(*given) : std::nullopt);
    return name ? province::personalLocalPart(*name).text() : std::string();
}

}  // namespace

std::string BatchLoader::keyOfAddress(const std::string& address) const {
    return "address " + store::normaliseAddress(session_.fullAddress(address));
}

BatchCount BatchLoader::run(std::istream& lines) {
    auto& client = session_.client();
    std::string text;
    std::uint64_t number = 0;
    bool more = true;
    const auto received = [&](std::expected<StoreAnswer, net::NetError> answer) {
        if (!answer)
            throw EndOfCommand{Exit::unreachable, "line " + std::to_string(number) + ": " +
                                                      std::string(net::nameOf(answer.error().kind)) + ", " +
                                                      answer.error().detail};
        answered(*answer);
    };
    for (;;) {
        while (more && asking_.size() < window && lines_.size() < linesAhead) {
            more = static_cast<bool>(std::getline(lines, text));
            if (more && text.find_first_not_of(" \t\r") != std::string::npos)
                take(++number, text);
            else if (more)
                ++number;
        }
        if (asking_.empty()) break;
        received(client.receive(Session::ordinaryWait));
        // What else has come, so that the next requests leave together.
        for (auto ready = client.receiveReady(); !ready || *ready; ready = client.receiveReady()) {
            if (!ready)
                received(std::unexpected(ready.error()));
            else
                received(std::move(**ready));
        }
    }
    return count_;
}

void BatchLoader::take(std::uint64_t number, const std::string& text) {
    Line line;
    line.number = number;
    boost::system::error_code failed;
    auto value = boost::json::parse(text, failed);
    if (!failed && value.is_object()) line.fields = std::move(value.get_object());
    line.command = textField(line.fields, "command");
    if (line.command == "createAgency") {
        line.makes = agencyKey(textField(line.fields, "name"));
        const auto label = province::agencyLabel(textField(line.fields, "name"), textField(line.fields, "label"));
        if (label) line.brings = {keyOfAddress(*label), keyOfAddress(province::clerkLocalPart(*label))};
    }
    if (line.command == "createMailbox" && !textField(line.fields, "address").empty())
        line.makes = keyOfAddress(textField(line.fields, "address"));
    if (line.command == "createOfficial") {
        if (const auto address = officialAddress(line.fields); !address.empty()) line.makes = keyOfAddress(address);
    }
    const auto makes = line.makes;
    const auto brings = line.brings;
    lines_.emplace(number, std::move(line));
    if (failed) return fail(number, "no JSON: " + failed.message());
    if (!makes.empty()) {
        if (makes.starts_with("agency ") && options_.existing == BatchOptions::Existing::accepted) {
            const auto& known = agencyNamed(makes.substr(agencyKey("").size()));
            if (known.state == Named::State::known) {
                lines_.at(number).id = known.agency;
                lines_.at(number).makes.clear();
                ++count_.existed;
                return finish(number, {});
            }
        }
        auto& named = named_[makes];
        // A second line of the name makes nothing that others could mean: the store refuses it, or an agency has a
        // namesake.
        if (named.state == Named::State::unknown)
            named.state = Named::State::underWay;
        else
            lines_.at(number).makes.clear();
        for (const auto& key : brings) {
            if (named_[key].state == Named::State::unknown) named_[key].state = Named::State::underWay;
        }
    }
    ready_.push_back(number);
    while (!ready_.empty()) {
        const auto next = ready_.back();
        ready_.pop_back();
        advance(next);
    }
}

BatchLoader::Named& BatchLoader::agencyNamed(const std::string& name) {
    if (!std::exchange(agenciesRead_, true)) {
        auto agencies = store::listAgencies(session_.reader().environment());
        if (!agencies) throw EndOfCommand{Exit::unreachable, agencies.error().detail};
        for (const auto& entry : *agencies) {
            auto& named = named_[agencyKey(entry.agency.name)];
            if (named.state != Named::State::unknown) continue;
            named.state = Named::State::known;
            named.agency = entry.id.value;
        }
    }
    return named_[agencyKey(name)];
}

std::uint64_t BatchLoader::need(Line& line, Need what, const std::string& name) {
    const bool isAgency = what == Need::agency;
    const auto key = isAgency ? agencyKey(name) : keyOfAddress(name);
    auto* named = &named_[key];
    if (isAgency && named->state == Named::State::unknown) named = &agencyNamed(name);
    switch (named->state) {
        case Named::State::known: {
            const auto id = isAgency ? named->agency : what == Need::mailbox ? named->mailbox : named->official;
            if (id != 0) return id;
            // An official was made here, and now his mailbox is meant; or there is no official of that address.
            if (what == Need::mailbox) {
                askFor(key, name, line.number);
            } else {
                fail(line.number, name + " is nobody's personal address");
            }
            return 0;
        }
        case Named::State::underWay:
            named->waiting.push_back(line.number);
            return 0;
        case Named::State::failed:
            fail(line.number, name + " is not there");
            return 0;
        case Named::State::unknown:
            break;
    }
    if (isAgency) {
        fail(line.number, "there is no agency " + name);
    } else {
        askFor(key, name, line.number);
    }
    return 0;
}

void BatchLoader::askFor(const std::string& key, const std::string& address, std::uint64_t line) {
    auto& named = named_[key];
    named.state = Named::State::underWay;
    named.waiting.push_back(line);
    schema::FindAddressT query;
    query.address = address;
    asking_.emplace(session_.client().post(store::encodeRequest(std::move(query))), Asking{Asked::address, line, key});
}

template <class Command>
void BatchLoader::send(Line& line, Command command) {
    asking_.emplace(session_.client().post(store::encodeRequest(std::move(command))),
                    Asking{Asked::command, line.number, {}});
}

void BatchLoader::advance(std::uint64_t number) {
    const auto found = lines_.find(number);
    if (found == lines_.end()) return;
    auto& line = found->second;
    const auto text = [&](std::string_view name) { return textField(line.fields, name); };
    if (line.command == "createAgency") {
        schema::CreateAgencyT command;
        command.name = text("name");
        command.domain_label = text("label");
        command.basis = basisOf(line.fields);
        const auto kind = agencyKind(text("kind").empty() ? "unset" : text("kind"));
        if (!kind) return fail(number, "kind " + text("kind"));
        command.kind = *kind;
        if (!text("parent").empty() && (command.parent = need(line, Need::agency, text("parent"))) == 0) return;
        send(line, std::move(command));
    } else if (line.command == "createMailbox") {
        schema::CreateMailboxT command;
        const auto kind = mailboxKind(text("kind"));
        if (!kind) return fail(number, "kind " + text("kind"));
        command.kind = *kind;
        command.address = text("address");
        command.quota = numberField(line.fields, "quota").value_or(0);
        command.basis = basisOf(line.fields);
        if ((command.agency = need(line, Need::agency, text("agency"))) == 0) return;
        send(line, std::move(command));
    } else if (line.command == "createOfficial") {
        schema::CreateOfficialT command;
        const auto role = province::parseRole(text("role").empty() ? "official" : text("role"));
        if (!role) return fail(number, "role " + text("role"));
        command.role = static_cast<schema::Role>(*role);
        command.name = text("name");
        command.address = officialAddress(line.fields);
        if (const auto given = numberField(line.fields, "given"); given && *given < UINT8_MAX)
            command.given = static_cast<std::uint8_t>(*given + 1);
        command.job_title = text("title");
        command.telephone = text("telephone");
        command.basis = basisOf(line.fields);
        command.quota = numberField(line.fields, "quota").value_or(0);
        if ((command.agency = need(line, Need::agency, text("agency"))) == 0) return;
        send(line, std::move(command));
    } else if (line.command == "grant") {
        schema::GrantRightsT command;
        const auto rights = province::parseRights(text("rights"));
        if (!rights) return fail(number, "rights " + text("rights"));
        command.rights = static_cast<schema::Right>(rights->bits());
        command.decision = text("decision");
        if ((command.mailbox = need(line, Need::mailbox, text("mailbox"))) == 0) return;
        if ((command.official = need(line, Need::official, text("official"))) == 0) return;
        send(line, std::move(command));
    } else if (line.command == "giveDuties") {
        schema::GiveDutiesT command;
        const auto duties = province::parseDuties(text("duties"));
        if (!duties) return fail(number, "duties " + text("duties"));
        command.duties = duties->bits();
        command.basis = basisOf(line.fields);
        if ((command.official = need(line, Need::official, text("official"))) == 0) return;
        if (!text("branch").empty() && (command.administers = need(line, Need::agency, text("branch"))) == 0) return;
        send(line, std::move(command));
    } else {
        fail(number, line.command.empty() ? "no object with a command" : "unknown command " + line.command);
    }
}

void BatchLoader::answered(const StoreAnswer& answer) {
    const auto found = asking_.find(answer.request);
    if (found == asking_.end()) return;
    const auto asking = std::move(found->second);
    asking_.erase(found);
    if (asking.what == Asked::address) {
        addressAnswered(asking, *answer.answer);
    } else {
        commandAnswered(asking, *answer.answer);
    }
    while (!ready_.empty()) {
        const auto next = ready_.back();
        ready_.pop_back();
        advance(next);
    }
}

void BatchLoader::addressAnswered(const Asking& asking, const schema::Answer& answer) {
    auto& named = named_[asking.key];
    const auto* found = answer.body_as_SignIn();
    if (found != nullptr) {
        named.mailbox = found->mailbox();
        named.official = found->official();
    }
    // Asked for a line that found its address taken, rather than for those that name it.
    const auto line = lines_.find(asking.line);
    const bool taken = line != lines_.end() && line->second.makes == asking.key;
    settle(asking.key, found != nullptr ? Named::State::known : Named::State::failed);
    if (!taken) return;
    if (found == nullptr) return fail(asking.line, "the address is taken, but not found");
    ++count_.existed;
    const bool isOfficial = line->second.command == "createOfficial";
    if (isOfficial && found->official() == 0) return fail(asking.line, "the address is another mailbox's");
    made(line->second, isOfficial ? found->official() : found->mailbox());
}

void BatchLoader::commandAnswered(const Asking& asking, const schema::Answer& answer) {
    auto& line = lines_.at(asking.line);
    if (const auto* failed = answer.body_as_Failed()) {
        const bool mayExist =
            options_.existing == BatchOptions::Existing::accepted && failed->code() == schema::ErrorCode::exists;
        if (mayExist && asking.what == Asked::command && line.makes.starts_with("address ")) {
            const auto key = line.makes;
            schema::FindAddressT query;
            query.address = key.substr(std::string_view("address ").size());
            asking_.emplace(session_.client().post(store::encodeRequest(std::move(query))),
                            Asking{Asked::address, asking.line, key});
            return;
        }
        return fail(asking.line, describe(*failed, session_.language));
    }
    const auto* done = answer.body_as_Done();
    if (done == nullptr) return fail(asking.line, "the store answered something else");
    if (asking.what == Asked::handOut)
        return finish(asking.line, done->secret() == nullptr ? std::string() : done->secret()->str());
    if (!line.makes.empty()) {
        auto& named = named_[line.makes];
        if (line.command == "createAgency") named.agency = done->id();
        if (line.command == "createMailbox") named.mailbox = done->id();
        if (line.command == "createOfficial") named.official = done->id();
        settle(line.makes, Named::State::known);
    }
    made(line, done->id());
}

void BatchLoader::made(Line& line, std::uint64_t id) {
    line.id = id;
    if (line.command != "createOfficial" || options_.handOut == BatchOptions::HandOut::none)
        return finish(line.number, {});
    schema::SetHandOutPasswordT command;
    command.official = id;
    asking_.emplace(session_.client().post(store::encodeRequest(std::move(command))),
                    Asking{Asked::handOut, line.number, {}});
}

void BatchLoader::settle(const std::string& key, Named::State state) {
    auto& named = named_[key];
    named.state = state;
    const auto waiting = std::exchange(named.waiting, {});
    ready_.insert(ready_.end(), waiting.rbegin(), waiting.rend());
}

void BatchLoader::finish(std::uint64_t number, const std::string& secret) {
    const auto& line = lines_.at(number);
    // What came with it is there now; its ids are the store's to tell.
    for (const auto& key : line.brings) {
        if (named_[key].state == Named::State::underWay) settle(key, Named::State::unknown);
    }
    boost::json::object result{{"line", number}, {"command", line.command}, {"id", line.id}};
    if (line.command == "createMailbox" && !textField(line.fields, "address").empty()) {
        result["address"] = store::normaliseAddress(session_.fullAddress(textField(line.fields, "address")));
    }
    if (line.command == "createOfficial")
        result["address"] = store::normaliseAddress(session_.fullAddress(officialAddress(line.fields)));
    if (!secret.empty()) result["password"] = secret;
    ++count_.done;
    lines_.erase(number);
    report_(result);
}

void BatchLoader::fail(std::uint64_t number, const std::string& why) {
    const auto found = lines_.find(number);
    if (found == lines_.end()) return;
    const auto makes = found->second.makes;
    const auto brings = found->second.brings;
    const boost::json::object result{{"line", number}, {"command", found->second.command}, {"error", why}};
    lines_.erase(found);
    ++count_.failed;
    report_(result);
    if (!makes.empty() && named_[makes].state == Named::State::underWay) settle(makes, Named::State::failed);
    for (const auto& key : brings) {
        if (named_[key].state == Named::State::underWay) settle(key, Named::State::unknown);
    }
}

}  // namespace tram::cli
