// The first octet chooses the mechanism and the binding, the rest is lines for the exchange.
#include <cstdint>
#include <cstdlib>

#include "proto/sasl/sasl_server.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace tram;
    using namespace tram::sasl;
    if (size == 0) return 0;
    const auto choice = data[0];
    auto text = asBytes({data + 1, size - 1});
    SeededRandom random(choice);
    ChannelBinding binding;
    if ((choice & 4) != 0) binding = {std::string(32, 'e'), ChannelBinding::Announced::yes};
    SaslServer server(allMechanisms[choice & 3], random, binding);

    const auto nextLine = [&] {
        const auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        return line;
    };
    Step step = (choice & 8) != 0 ? server.start(nextLine()) : server.start(std::nullopt);
    for (int round = 0; round < 16; ++round) {
        if (std::holds_alternative<Done>(step) || std::holds_alternative<Failure>(step)) break;
        if (std::holds_alternative<Challenge>(step)) {
            step = server.respond(nextLine());
        } else if (const auto* password = std::get_if<CheckPassword>(&step)) {
            // What reaches the store is bounded and whole.
            if (password->authcid.empty() || password->authcid.size() > limits::sasl::identity) std::abort();
            if (password->password.reveal().size() > limits::sasl::password) std::abort();
            step = server.answer((choice & 16) != 0 ? Verdict::accepted : Verdict::invalid);
        } else if (std::holds_alternative<FetchScramParameters>(step)) {
            step = server.answer(ScramParameters{"salt", 4096});
        } else {
            step = server.answer(ScramVerdict{(choice & 16) != 0 ? Verdict::accepted : Verdict::invalid, {}});
        }
    }
    return 0;
}
