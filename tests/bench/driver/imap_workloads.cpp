#include <format>
#include <iostream>
#include <iterator>
#include <list>
#include <ranges>

#include "failure.hpp"
#include "imap_client.hpp"
#include "letters.hpp"
#include "workloads.hpp"

namespace tram::bench {

namespace {

ImapClient connectAs(const Options& options) {
    return ImapClient(options.endpoint("imaps"), options.accounts("account").front());
}

}  // namespace

Result append(const Options& options) {
    const auto account = options.accounts("account").front();
    ImapClient client(options.endpoint("imaps"), account);
    const auto count = options.number("count", 1'000);
    const auto batch = options.number("batch", 1);
    if (batch == 0) throw Failure("--batch is at least 1");
    const Letters letters(options.number("size", 4'096),
                          static_cast<std::uint64_t>(Clock::now().time_since_epoch().count()));
    std::string literals;
    const auto began = Clock::now();
    for (std::uint64_t done = 0; done < count;) {
        literals.clear();
        for (const auto end = std::min(count, done + batch); done < end; ++done) {
            ImapClient::addLiteral(literals, letters.whole(done, account.address));
        }
        client.append(literals);
    }
    Result result;
    result.add("messages", count).add("seconds", secondsSince(began));
    return result;
}

Result storeFlags(const Options& options) {
    auto client = connectAs(options);
    const auto exists = client.selectInbox();
    if (exists == 0) throw Failure("STORE needs messages in INBOX");
    const auto count = options.number("count", 1'000);
    if (count % 2 != 0) throw Failure("--count is even");
    const auto began = Clock::now();
    for (std::uint64_t i = 0; i < count; ++i) {
        // Set and cleared again, so that each command changes something, in every round.
        client.command(std::format("STORE {} {}FLAGS (\\Flagged)", i / 2 % exists + 1, i % 2 == 0 ? '+' : '-'));
    }
    Result result;
    result.add("messages", count).add("seconds", secondsSince(began));
    return result;
}

Result readMailbox(const Options& options) {
    auto client = connectAs(options);
    const auto first = options.number("first", 1);
    const auto last = first + options.number("count", 1'000) - 1;
    const auto command = [&](std::string_view step) -> std::string {
        if (step == "select") return "SELECT INBOX";
        if (step == "flags") return "UID FETCH 1:* (FLAGS)";
        if (step == "envelopes") return std::format("FETCH {}:{} (ENVELOPE)", first, last);
        if (step == "bodies") return std::format("FETCH {}:{} (BODY.PEEK[])", first, last);
        if (step == "search") return "SEARCH TEXT \"khong-co-tu-nay\"";
        throw Failure("no such step: " + std::string(step));
    };
    Result result;
    std::uint64_t number = 0;
    for (const auto word : std::views::split(options.text("steps"), ',')) {
        const std::string step(word.begin(), word.end());
        const auto text = command(step);
        const auto began = Clock::now();
        const auto answer = client.command(text);
        const auto seconds = secondsSince(began);
        Result one;
        one.add("seconds", seconds).add("octets", answer.octets).add("responses", answer.untagged);
        if (answer.exists) one.add("exists", *answer.exists);
        result.addObject(std::to_string(++number) + "." + step, one.json());
    }
    return result;
}

Result idle(const Options& options) {
    const auto endpoint = options.endpoint("imaps");
    const auto accounts = options.accounts("accounts");
    std::list<ImapClient> clients;
    for (std::uint64_t i = 0; i < options.number("connections", 500); ++i) {
        auto& client = clients.emplace_back(endpoint, accounts[i % accounts.size()]);
        client.selectInbox();
        client.idle();
    }
    std::cout << "idling" << std::endl;
    std::string until;
    std::getline(std::cin, until);
    Result result;
    result.add("connections", std::uint64_t{clients.size()});
    return result;
}

}  // namespace tram::bench
