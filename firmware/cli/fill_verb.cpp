// Many made-up messages, for measurements.
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <ostream>

#include "base/limits.hpp"
#include "cli/verbs.hpp"

namespace tram::cli {

namespace {

namespace schema = store::schema;

constexpr std::uint64_t countMost = 10'000'000;
// One command is one transaction: bounded in messages by the store, in octets here.
constexpr std::uint64_t messagesPerCommand = 10'000;
constexpr std::uint64_t octetsPerCommand = 8 * limits::MiB;
constexpr std::size_t commandsUnderWay = 4;

Exit fillMailbox(Session& session, const Arguments& arguments) {
    const auto count = parseNumber(arguments.text("count"));
    const auto size = parseOctets(arguments.text("size"));
    if (!count || *count == 0 || *count > countMost)
        session.usage({"--count is 1 to 10000000", "--count từ 1 đến 10000000"});
    if (!size || *size < 200 || *size > 64 * limits::KiB)
        session.usage({"--size is 200 to 64K", "--size từ 200 đến 64K"});
    // Another run makes other messages, unless it is told the same seed.
    auto seed = static_cast<std::uint64_t>(std::chrono::system_clock::now().time_since_epoch().count());
    if (const auto given = arguments.value("seed")) {
        const auto number = parseNumber(*given);
        if (!number) session.usage({"--seed is a number", "--seed là số"});
        seed = *number;
    }
    const auto mailbox = session.find(arguments.positional()[0]).mailbox;
    const auto perCommand = std::clamp<std::uint64_t>(octetsPerCommand / *size, 1, messagesPerCommand);
    const bool atTerminal = isatty(STDERR_FILENO) != 0;
    auto& client = session.client();
    std::uint64_t asked = 0;
    std::uint64_t done = 0;
    std::size_t underWay = 0;
    const auto began = std::chrono::steady_clock::now();
    while (done < *count) {
        while (underWay < commandsUnderWay && asked < *count) {
            schema::FillT command;
            command.mailbox = mailbox;
            command.count = std::min(perCommand, *count - asked);
            command.size = static_cast<std::uint32_t>(*size);
            command.seed = seed++;
            asked += command.count;
            client.post(store::encodeRequest(std::move(command)));
            ++underWay;
        }
        auto answer = client.receive(std::chrono::minutes(10));
        if (!answer)
            throw EndOfCommand{Exit::unreachable,
                               std::string(net::nameOf(answer.error().kind)) + ", " + answer.error().detail};
        if (const auto* failed = answer->answer->body_as_Failed())
            throw EndOfCommand{Exit::refused, describe(*failed, session.language)};
        --underWay;
        done = std::min(*count, done + perCommand);
        if (atTerminal) session.err << '\r' << done << '/' << *count << std::flush;
    }
    if (atTerminal) session.err << '\n';
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    session.facts({{"messages", *count}, {"octets", *count * *size}, {"seconds", took.count()}});
    return Exit::ok;
}

constexpr std::array table{
    Verb{"fill",
         "ADDRESS --count N --size S [--seed K]",
         "count= size= seed=",
         1,
         1,
         {"puts N made-up messages of S octets into a mailbox, for measurements",
          "tạo N thư thử dài S octet trong một hộp thư, để đo"},
         "tram fill hungnv --count 1000 --size 4K",
         fillMailbox},
};

}  // namespace

std::span<const Verb> fillVerbs() {
    return table;
}

}  // namespace tram::cli
