// What a verb works with: settings, the ways to the store, where it prints.
//
// A verb returns its exit status; what ends the command in the middle (the store refused, or is not there) is thrown
// as EndOfCommand and caught in main(). Threads: one.
#pragma once

#include <iosfwd>
#include <memory>
#include <optional>
#include <string>

#include "cli/arguments.hpp"
#include "cli/output.hpp"
#include "cli/store_client.hpp"
#include "roles/process/process.hpp"
#include "store/reader.hpp"

namespace tram::cli {

// Exit statuses.
enum class Exit : int {
    ok = 0,
    refused = 1,      // the store refused, nothing was found, or a check found something
    usage = 2,        // not called rightly
    unreachable = 3,  // the store cannot be reached
};

struct EndOfCommand {
    Exit status;
    std::string message;
};

// Why the store refused, in the reader's language, with the field at fault and the store's detail.
[[nodiscard]] std::string describe(const store::schema::Failed& failed, Language language);
[[nodiscard]] std::string describe(const store::schema::FailedT& failed, Language language);

class Session {
public:
    Session(const roles::Settings& settings, std::filesystem::path folder, Language reader, Format wanted,
            std::ostream& output, std::ostream& errors)
        : out(output), err(errors), language(reader), format(wanted), settings_(settings), folder_(std::move(folder)) {}

    std::ostream& out;
    std::ostream& err;
    const Language language;
    const Format format;

    [[nodiscard]] const roles::Settings& settings() const { return settings_; }
    [[nodiscard]] std::filesystem::path storeFolder() const {
        return settings_.text("store.folder", (folder_ / "store").string());
    }
    [[nodiscard]] std::filesystem::path storeSocket() const {
        return settings_.text("store.socket", (folder_ / "sockets" / "store.sock").string());
    }
    [[nodiscard]] std::filesystem::path halSocket() const {
        return settings_.text("hal.socket", (folder_ / "sockets" / "hal.sock").string());
    }
    [[nodiscard]] std::string domain() const { return settings_.text("domain", "localhost"); }
    // The address with the province's domain where it has none.
    [[nodiscard]] std::string fullAddress(std::string_view address) const;

    // Connects with the first call.
    StoreClient& client();
    // Opens the store for reading with the first call.
    const store::Reader& reader();

    // One request; ends the command where it is refused or the store does not answer. Wanted is the answer's object
    // form (schema::DoneT).
    template <class Wanted, class Command>
    Wanted ask(Command command, std::chrono::milliseconds timeout = ordinaryWait) {
        return readAnswer<Wanted>(anyAnswerTo(store::encodeRequest(std::move(command)), timeout));
    }
    // As ask(), for what takes the code of a second factor: asks for it where it is needed and was not given.
    template <class Wanted, class Command>
    Wanted askWithCode(Command command) {
        if (command.code.empty()) {
            const auto answered = anyAnswerTo(store::encodeRequest(command), ordinaryWait);
            const auto* failed = answered.answer->body_as_Failed();
            if (failed == nullptr || failed->code() != store::schema::ErrorCode::second_factor)
                return readAnswer<Wanted>(answered);
            command.code = readCode();
        }
        return ask<Wanted>(std::move(command));
    }
    // As ask(), but a refusal is the caller's to judge.
    StoreAnswer anyAnswerTo(Bytes request, std::chrono::milliseconds timeout);

    // What an address names; ends the command where it names nothing.
    store::schema::SignInT find(std::string_view address);
    // The same, where it must be a person's.
    store::schema::SignInT findOfficial(std::string_view address);
    // As these two, for addresses that were given up, too.
    store::schema::SignInT findFormer(std::string_view address);
    store::schema::SignInT findFormerOfficial(std::string_view address);
    // From now on requests come in that person's name; ends the command where the store does not let him in.
    void signInAs(std::string_view address, std::string password, std::string code);

    [[noreturn]] void usage(Text text) const { throw EndOfCommand{Exit::usage, std::string(text.in(language))}; }
    void rows(const std::vector<Column>& columns, const Rows& content) const {
        printRows(out, format, language, columns, content);
    }
    void facts(const boost::json::object& content) const { printFacts(out, format, content); }

    static constexpr std::chrono::milliseconds ordinaryWait = std::chrono::seconds(60);

private:
    template <class Wanted>
    Wanted readAnswer(const StoreAnswer& answered) const {
        if (const auto* failed = answered.answer->body_as_Failed())
            throw EndOfCommand{Exit::refused, describe(*failed, language)};
        const auto* body = answered.answer->template body_as<typename Wanted::TableType>();
        if (body == nullptr) throw EndOfCommand{Exit::unreachable, "the store answered something else"};
        Wanted result;
        body->UnPackTo(&result);
        return result;
    }
    std::string readCode();
    store::schema::SignInT findAny(std::string_view address, bool givenUp);
    store::schema::SignInT onlyOfficial(store::schema::SignInT found) const;
    [[noreturn]] void unreachable(const net::NetError& error) const;

    const roles::Settings& settings_;
    std::filesystem::path folder_;
    std::optional<StoreClient> client_;
    std::optional<store::Reader> reader_;
};

}  // namespace tram::cli
