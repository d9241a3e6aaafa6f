// The store itself: checking, measuring and salvaging it.
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstring>
#include <fstream>
#include <iostream>
#include <map>

#include "cli/verbs.hpp"
#include "province/handover_record.hpp"
#include "store/credentials/signed_document.hpp"
#include "store/journal_check.hpp"
#include "store/page_check.hpp"
#include "store/salvage.hpp"
#include "store/store_check.hpp"

namespace tram::cli {

namespace {

namespace schema = store::schema;

// A check reads everything: 25 GB take minutes.
constexpr auto checkWait = std::chrono::hours(6);

boost::json::object asObject(const schema::CheckedT& checked) {
    boost::json::array findings;
    for (const auto& finding : checked.findings) findings.emplace_back(finding->text);
    return {{"findings", std::move(findings)},
            {"messages", checked.messages},
            {"blobs", checked.blobs},
            {"pieces", checked.pieces},
            {"journal_records", checked.journal_records},
            {"journal_segments", checked.journal_segments}};
}

Exit show(Session& session, const schema::CheckedT& checked) {
    if (session.format == Format::json) {
        session.facts(asObject(checked));
    } else {
        for (const auto& finding : checked.findings) session.out << printable(finding->text) << '\n';
        const Text clean{"clean: ", "không có lỗi: "};
        const Text found{" findings: ", " lỗi: "};
        if (checked.findings.empty())
            session.out << clean.in(session.language);
        else
            session.out << checked.findings.size() << found.in(session.language);
        session.out << checked.messages << " messages, " << checked.blobs << " blobs, " << checked.pieces << " pieces, "
                    << checked.journal_records << " journal records, " << checked.journal_segments
                    << " sealed segments\n";
    }
    return checked.findings.empty() ? Exit::ok : Exit::refused;
}

Exit checkHere(Session& session, store::CheckDepth depth) {
    const auto pages = store::checkPages(session.storeFolder());
    if (!pages) throw EndOfCommand{Exit::unreachable, pages.error().detail};
    if (!pages->empty()) {
        // LMDB is not sent where it would lose its way; tram store salvage goes.
        schema::CheckedT checked;
        for (const auto& text : *pages) {
            auto finding = std::make_unique<schema::CheckFindingT>();
            finding->text = text;
            checked.findings.push_back(std::move(finding));
        }
        return show(session, checked);
    }
    const auto environment = store::Environment::open(session.storeFolder(), {});
    if (!environment) {
        const bool absent = environment.error().kind == store::StoreErrorKind::notFound ||
                            environment.error().kind == store::StoreErrorKind::permission;
        throw EndOfCommand{absent ? Exit::unreachable : Exit::refused, environment.error().detail};
    }
    return show(session, store::checkStore(*environment, depth));
}

// In a process of its own: what the pages' check did not see, or what breaks meanwhile, ends whoever reads through
// LMDB.
Exit checkOffline(Session& session, store::CheckDepth depth) {
    session.out.flush();
    const auto child = fork();
    if (child < 0) throw EndOfCommand{Exit::unreachable, "no process: " + std::string(std::strerror(errno))};
    if (child == 0) {
        int status = 0;
        try {
            status = static_cast<int>(checkHere(session, depth));
        } catch (const EndOfCommand& end) {
            session.err << "tram: " << end.message << '\n';
            status = static_cast<int>(end.status);
        }
        session.out.flush();
        _exit(status);
    }
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    if (WIFEXITED(status) && WEXITSTATUS(status) <= static_cast<int>(Exit::unreachable))
        return static_cast<Exit>(WEXITSTATUS(status));
    const Text text{"the store's file is damaged so that reading it ended the check",
                    "tệp kho thư hỏng đến mức việc kiểm tra bị ngắt"};
    auto finding = std::make_unique<schema::CheckFindingT>();
    finding->text = std::string(text.in(session.language)) +
                    (WIFSIGNALED(status) ? std::string(": ") + strsignal(WTERMSIG(status)) : "");
    schema::CheckedT checked;
    checked.findings.push_back(std::move(finding));
    return show(session, checked);
}

std::map<std::string, std::string> statistics(Session& session) {
    std::map<std::string, std::string> values;
    for (const auto& value : session.ask<schema::StatisticsT>(schema::StatT{}).values)
        values[value->name] = value->value;
    return values;
}

Exit checkStore(Session& session, const Arguments& arguments) {
    const auto depth = arguments.has("quick") ? store::CheckDepth::structure : store::CheckDepth::everything;
    if (arguments.has("offline")) return checkOffline(session, depth);
    schema::CheckT query;
    query.quick = depth == store::CheckDepth::structure;
    return show(session, session.ask<schema::CheckedT>(std::move(query), checkWait));
}

Exit showStatistics(Session& session, const Arguments&) {
    boost::json::object facts;
    for (const auto& value : session.ask<schema::StatisticsT>(schema::StatT{}).values) {
        if (const auto number = parseNumber(value->value)) {
            facts[value->name] = *number;
        } else {
            facts[value->name] = value->value;
        }
    }
    session.facts(facts);
    return Exit::ok;
}

// "" where the file is what the appliance signed.
std::string findingOf(const std::string& file, std::span<const credentials::PublicKey> keys) {
    std::ifstream in(file, std::ios::binary);
    Bytes beginning(province::handoverHeading.size(), '\0');
    in.read(beginning.data(), static_cast<std::streamsize>(beginning.size()));
    // A mail program may have made CRLF of its line ends.
    if (!beginning.starts_with(province::handoverHeading.substr(0, beginning.size() - 1))) {
        const auto wrong = store::verifySegment(file, keys);
        return wrong ? wrong->detail : "";
    }
    in.seekg(0);
    Bytes content(limits::province::handoverFile, '\0');
    in.read(content.data(), static_cast<std::streamsize>(content.size()));
    content.resize(static_cast<std::size_t>(in.gcount()));
    const auto document = credentials::parseSignedDocument(content);
    if (!document) return "not a whole signed record";
    if (std::ranges::find(keys, document->key) == keys.end()) return "signed by a key that is not known";
    return credentials::verifySignature(document->key, document->signature, document->text)
               ? ""
               : "the signature does not fit";
}

Exit verifyFiles(Session& session, const Arguments& arguments) {
    const auto keyFile = arguments.text("key", (session.storeFolder() / "signing.pub").string());
    const auto keys = credentials::readPublicKeys(keyFile);
    if (keys.empty()) throw EndOfCommand{Exit::unreachable, keyFile + ": no public key"};
    Rows rows;
    bool sound = true;
    for (const auto& file : arguments.positional()) {
        const auto finding = findingOf(file, keys);
        sound = sound && finding.empty();
        rows.push_back({{"file", file}, {"sound", finding.empty()}, {"finding", finding}});
    }
    session.rows({{"file", {"FILE", "TỆP"}}, {"sound", {"SOUND", "NGUYÊN VẸN"}}, {"finding", {"FINDING", "LỖI"}}},
                 rows);
    return sound ? Exit::ok : Exit::refused;
}

Exit salvageStore(Session& session, const Arguments& arguments) {
    const auto to = arguments.value("to");
    if (!to) session.usage({"--to is missing", "thiếu --to"});
    store::SalvageRequest request;
    request.from = arguments.text("from", session.storeFolder().string());
    request.to = *to;
    const bool atTerminal = isatty(STDERR_FILENO) != 0;
    if (atTerminal) {
        request.progress = [&](std::uint64_t done, std::uint64_t expected) {
            session.err << '\r' << done << '/' << expected << std::flush;
        };
    }
    const auto report = store::salvage(request);
    if (atTerminal) session.err << '\n';
    if (!report)
        throw EndOfCommand{report.error().kind == store::StoreErrorKind::notFound ? Exit::unreachable : Exit::refused,
                           report.error().detail};
    boost::json::array damages;
    for (const auto& text : report->damages) damages.emplace_back(text);
    boost::json::array unread;
    for (const auto& message : report->firstUnreadable) {
        unread.push_back(boost::json::object{{"mailbox", message.mailbox},
                                             {"folder", message.folder},
                                             {"uid", message.uid},
                                             {"reason", message.reason}});
    }
    if (session.format == Format::json) {
        session.facts({{"saved", report->saved},
                       {"octets", report->bytes},
                       {"unreadable", report->unreadable},
                       {"damages", std::move(damages)},
                       {"first_unreadable", std::move(unread)}});
    } else {
        for (const auto& text : report->damages) session.out << text << '\n';
        for (const auto& message : report->firstUnreadable) {
            session.out << printable(message.mailbox) << ' ' << printable(message.folder) << ' ' << message.uid << ": "
                        << printable(message.reason) << '\n';
        }
        if (report->unreadable > report->firstUnreadable.size())
            session.out << "… " << (request.to / "unreadable.tsv").string() << '\n';
        const Text saved{" saved, ", " thư đã chép, "};
        const Text lost{" could not be read\n", " thư không đọc được\n"};
        session.out << report->saved << saved.in(session.language) << report->unreadable << lost.in(session.language);
    }
    return report->unreadable == 0 && report->damages.empty() ? Exit::ok : Exit::refused;
}

Exit showStatus(Session& session, const Arguments&) {
    const auto values = statistics(session);
    const auto value = [&](const char* name) {
        const auto found = values.find(name);
        return found == values.end() ? std::uint64_t{0} : parseNumber(found->second).value_or(0);
    };
    const bool readOnly = value("read_only") != 0;
    session.facts({{"domain", session.domain()},
                   {"store", readOnly ? "read-only after a disk error" : "serving"},
                   {"messages", value("messages")},
                   {"messages.bytes", value("messages.bytes")},
                   {"queue", value("table.queue.rows")},
                   {"mailboxes", value("table.mailbox.rows")},
                   {"officials", value("table.official.rows")},
                   {"space.available", value("space.available")},
                   {"commits", value("commits")},
                   {"commits.mean_us", value("commits.mean_us")},
                   {"commands.waiting", value("commands.waiting")},
                   {"journal.position", value("journal.position")}});
    return readOnly ? Exit::refused : Exit::ok;
}

constexpr std::array table{
    Verb{"status", "", "", 0, 0, {"how the appliance's store fares", "tình trạng kho thư"}, "tram status", showStatus},
    Verb{"verify",
         "FILE… [--key FILE]",
         "key=",
         1,
         anyNumber,
         {"verifies what the appliance signed by itself: sealed segments of the journal, records of handovers; --key: "
          "the appliance's public keys",
          "kiểm chứng những gì thiết bị đã ký: các tệp nhật ký đã niêm phong, biên bản bàn giao; --key: khóa công khai "
          "của thiết bị"},
         "tram verify journal/00000000000000000001.tramjournal",
         verifyFiles},
    Verb{"store check",
         "[--quick] [--offline]",
         "quick offline",
         0,
         0,
         {"verifies the store; --quick: without the messages' hashes; --offline: by itself, without tram-store",
          "kiểm tra kho thư; --quick: bỏ qua mã băm của thư; --offline: tự mở, không qua tram-store"},
         "tram store check --quick",
         checkStore},
    Verb{
        "store stat",
        "",
        "",
        0,
        0,
        {"sizes, free pages, readers, batches, commit times", "dung lượng, trang trống, tiến trình đọc, thời gian ghi"},
        "tram store stat",
        showStatistics},
    Verb{"store salvage",
         "--to FOLDER [--from STORE_FOLDER]",
         "to= from=",
         0,
         0,
         {"copies all readable mail out of a damaged store and lists what it could not read",
          "chép mọi thư còn đọc được ra khỏi kho hỏng và liệt kê thư không đọc được"},
         "tram store salvage --to /mnt/usb/thu --from /var/lib/tram/store",
         salvageStore},
};

}  // namespace

std::span<const Verb> storeVerbs() {
    return table;
}

}  // namespace tram::cli
