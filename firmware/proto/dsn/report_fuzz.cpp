// Facts from strangers: the input is cut at NUL into words for every field, the last is the original message.
// The report must be readable, in lines that may be sent, with as many groups as recipients.
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "mime/part_tree.hpp"
#include "proto/dsn/report.hpp"

namespace {

using namespace tram;

void require(bool condition) {
    if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    const auto choice = data[0];
    ByteView input{reinterpret_cast<const char*>(data) + 1, size - 1};
    std::vector<std::string> words;
    while (words.size() < 8) {
        const auto end = input.find('\0');
        words.emplace_back(input.substr(0, end));
        input.remove_prefix(end == ByteView::npos ? input.size() : end + 1);
    }
    dsn::RecipientFacts recipient;
    recipient.finalRecipient = words[0];
    recipient.originalRecipient = dsn::OriginalRecipient{words[1], words[2]};
    recipient.action = static_cast<dsn::Action>(choice % 5);
    recipient.status = {static_cast<std::uint16_t>(choice), choice, 1};
    recipient.remoteMta = words[3];
    recipient.diagnosticSource = static_cast<dsn::DiagnosticSource>(choice % 3);
    recipient.diagnostic = words[4];
    dsn::ReportFacts facts;
    facts.reportingMta = "mail.example.vn";
    facts.from = "postmaster@example.vn";
    facts.to = choice & 0x20 ? "an@example.vn" : words[5];
    facts.arrival = facts.now = SystemTime{std::chrono::seconds{1'900'000'000}};
    facts.envelopeId = words[6];
    facts.returned = static_cast<dsn::Return>(choice / 64 % 3);
    facts.recipients.assign(1 + choice % 3, recipient);
    facts.original = input;
    facts.originalSize = input.size();

    SeededRandom random{choice};
    const auto report = dsn::composeReport(facts, random);
    require(report.has_value() == !facts.to.empty());
    if (!report) return 0;
    for (ByteView rest = report->message; !rest.empty();) {
        const auto end = rest.find("\r\n");
        require(end <= 998);
        require(rest.substr(0, end).find_first_of(ByteView{"\r\n\0", 3}) == ByteView::npos);
        rest.remove_prefix(end + 2);
    }
    const auto summary = mime::summarise(report->message);
    require(summary.parts.size() >= 4);
    return 0;
}
