// A whole session against the store in memory: the first octet says how it begins and how input is cut.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "proto/imap/session_driver.hpp"

namespace {

using namespace tram;
using namespace tram::imap;

constexpr ByteView sample =
    "From: An <an@x.example>\r\nSubject: =?UTF-8?Q?B=C3=A1o?=\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    "--b\r\n\r\nmot\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: trong\r\n\r\nhai\r\n"
    "--b\r\nContent-Transfer-Encoding: base64\r\n\r\nAAEC\r\n--b--\r\n";

void check(bool holds) {
    if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const auto first = data[0];
    const auto input = asBytes({data + 1, size - 1});
    SessionDriver driver((first & 1) != 0 ? Cuts::random : Cuts::whole, first);
    driver.config.transport = (first & 2) != 0 ? Transport::clear : Transport::tls;
    auto& backend = driver.backend;
    backend.addOfficial("a", "b");
    const auto mailbox = backend.personal("a");
    const auto inbox = backend.folderByName(mailbox, "INBOX")->id;
    for (int i = 0; i < 3; ++i) backend.deliver(inbox, Bytes(sample));
    backend.addFolder(mailbox, "Sent", SpecialUse::sent);
    Rights reading;
    const auto office = backend.addMailbox("office@x.example");
    backend.grant("a", office, reading.add(Right::read));
    backend.noSummaries = (first & 4) != 0;

    driver.open();
    if ((first & 8) != 0 && (first & 2) == 0) {
        driver.send(1, "s LOGIN a b\r\n");
        check(driver.session().phase() == Phase::authenticated);
        if ((first & 16) != 0) driver.send(1, "s ENABLE QRESYNC IMAP4rev2\r\n");
        if ((first & 32) != 0) driver.send(1, "s SELECT INBOX\r\n");
    }
    // Another client that changes things between two portions.
    driver.open();
    driver.send(2, "s LOGIN a b\r\ns SELECT INBOX\r\ns STORE 2 +FLAGS.SILENT (\\Deleted)\r\n");
    const auto half = input.size() / 2;
    driver.send(1, input.substr(0, half));
    driver.send(2, "s EXPUNGE\r\n");
    driver.send(1, input.substr(half));
    // It is never stuck: it waits for input, or is at its end.
    auto& session = driver.session();
    check(session.wantsInput() || session.wantsClose() || session.wantsStartTls());
    check(session.phase() != Phase::selected || session.watchedFolder() != FolderId{});
    return 0;
}
