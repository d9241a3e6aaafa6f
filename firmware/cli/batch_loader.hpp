// Carries out a batch of Directory commands, one JSON object a line (tools/demo/README.md), many on their way at once.
//
// Things are named by what is unique about them, an agency by its name, the rest by address; a line waits until what
// it names has its id, from an earlier line or from the store, and no other line waits for it. So the store sees
// hundreds of commands at a time and commits them together, whatever their order.
// Threads: one.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <functional>
#include <istream>
#include <string>
#include <unordered_map>
#include <vector>

#include "cli/session.hpp"

namespace tram::cli {

struct BatchOptions {
    enum class HandOut { none, each } handOut = HandOut::none;           // a password for each official
    enum class Existing { error, accepted } existing = Existing::error;  // what is there already
};

struct BatchCount {
    std::uint64_t done = 0;
    std::uint64_t existed = 0;
    std::uint64_t failed = 0;
};

class BatchLoader {
public:
    // `report` gets one object a line that is done: line, command, id, address, password; or line, command, error.
    BatchLoader(Session& session, BatchOptions options, std::function<void(const boost::json::object&)> report)
        : session_(session), options_(options), report_(std::move(report)) {}

    // Ends the command where the store goes away.
    BatchCount run(std::istream& lines);

private:
    struct Line {
        std::uint64_t number = 0;
        boost::json::object fields;
        std::string command;
        std::string makes;                // the key that it gives an id to; "" : none
        std::vector<std::string> brings;  // keys of addresses that come with it, and whose ids it does not tell
        std::uint64_t id = 0;
    };
    // What a key stands for: an agency's id, or those of an address.
    struct Named {
        enum class State { unknown, underWay, known, failed } state = State::unknown;
        std::uint64_t agency = 0;
        std::uint64_t mailbox = 0;
        std::uint64_t official = 0;
        std::vector<std::uint64_t> waiting;  // numbers of lines
    };
    enum class Asked { command, address, handOut };
    struct Asking {
        Asked what = Asked::command;
        std::uint64_t line = 0;
        std::string key;
    };
    enum class Need { agency, mailbox, official };

    void take(std::uint64_t number, const std::string& text);
    [[nodiscard]] std::string keyOfAddress(const std::string& address) const;
    // Sends the line's command, or leaves the line with what it waits for.
    void advance(std::uint64_t number);
    // The id; 0 where the line must wait, or has failed.
    std::uint64_t need(Line& line, Need what, const std::string& name);
    Named& agencyNamed(const std::string& name);
    void askFor(const std::string& key, const std::string& address, std::uint64_t line);
    template <class Command>
    void send(Line& line, Command command);
    void answered(const StoreAnswer& answer);
    void commandAnswered(const Asking& asking, const store::schema::Answer& answer);
    void addressAnswered(const Asking& asking, const store::schema::Answer& answer);
    void made(Line& line, std::uint64_t id);
    void finish(std::uint64_t number, const std::string& secret);
    void fail(std::uint64_t number, const std::string& why);
    void settle(const std::string& key, Named::State state);

    Session& session_;
    BatchOptions options_;
    std::function<void(const boost::json::object&)> report_;
    BatchCount count_;
    std::unordered_map<std::uint64_t, Line> lines_;
    std::unordered_map<std::string, Named> named_;
    std::unordered_map<std::uint64_t, Asking> asking_;
    std::vector<std::uint64_t> ready_;  // lines that may go on
    bool agenciesRead_ = false;
};

}  // namespace tram::cli
