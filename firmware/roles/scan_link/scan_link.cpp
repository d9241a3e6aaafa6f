#include "roles/scan_link/scan_link.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <memory>

#include "base/limits.hpp"
#include "base/utf8.hpp"
#include "net/unix_channel.hpp"
#include "store/wire.hpp"

namespace tram::roles {

namespace asio = boost::asio;

namespace {

// A file in memory that nobody changes any more; none where there is no memory for it.
net::UniqueFd sealedFile(ByteView bytes) {
    net::UniqueFd file(memfd_create("letter", MFD_CLOEXEC | MFD_ALLOW_SEALING));
    while (file && !bytes.empty()) {
        const auto written = write(file.get(), bytes.data(), bytes.size());
        if (written <= 0) return {};
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    if (!file || fcntl(file.get(), F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL) != 0)
        return {};
    return file;
}

// A letter's most: a form of limits::desk::changes rows, each field of its longest.
constexpr std::size_t saidMost = 8 * limits::desk::changes * limits::desk::field;

bool isPlain(const std::string& text, std::size_t most = limits::desk::field) {
    return text.size() <= most && isUtf8(text) && std::ranges::none_of(text, [](char c) {
               const auto octet = static_cast<unsigned char>(c);
               return octet < 0x20 || octet == 0x7f;
           });
}

// What goes into letters before the store has looked at it.
bool isSound(const store::schema::SortTicketT& said) {
    if (said.ticket != 0 || !said.reports.empty()) return false;
    if (said.changes.size() > limits::desk::changes || said.faults.size() > limits::desk::faults) return false;
    if (!isPlain(said.subject) || !isPlain(said.message_id)) return false;
    const auto isSoundChange = [](const auto& change) {
        return change->verb <= store::schema::ChangeVerb::MAX && isPlain(change->name) && isPlain(change->address) &&
               change->result.empty();
    };
    const auto isSoundFault = [](const auto& fault) {
        return isPlain(fault->column) && isPlain(fault->problem) && isPlain(fault->cell);
    };
    return std::ranges::all_of(said.changes, isSoundChange) && std::ranges::all_of(said.faults, isSoundFault);
}

}  // namespace

asio::awaitable<std::expected<store::schema::SortTicketT, ScanError>> readLetter(asio::any_io_executor executor,
                                                                                 std::filesystem::path socket,
                                                                                 ByteView letter) {
    // Its reader has less time than that; the rest is for those before it.
    constexpr auto patience = 2 * limits::desk::reading;
    net::Frame question;
    question.kind = static_cast<std::uint32_t>(store::FrameKind::request);
    question.fd = sealedFile(letter);
    if (!question.fd) co_return std::unexpected(ScanError::unavailable);
    auto connected = co_await net::connectUnix(executor, std::move(socket), net::after(std::chrono::seconds(5)));
    if (!connected) co_return std::unexpected(ScanError::unavailable);
    const auto channel = std::make_shared<net::UnixChannel>(std::move(*connected));
    channel->send(std::move(question));
    asio::steady_timer timer(executor, patience);
    timer.async_wait([channel](const boost::system::error_code& error) {
        if (!error) channel->close();
    });
    const auto frame = co_await channel->receive();
    timer.cancel();
    if (!frame || frame->body.size() > saidMost) co_return std::unexpected(ScanError::unreadable);
    if (frame->kind != static_cast<std::uint32_t>(store::FrameKind::answer))
        co_return std::unexpected(ScanError::unavailable);
    const auto parsed = store::parseRequest(frame->body);
    const auto* said = parsed ? parsed->request->body_as_SortTicket() : nullptr;
    if (said == nullptr) co_return std::unexpected(ScanError::unreadable);
    store::schema::SortTicketT result;
    said->UnPackTo(&result);
    if (!isSound(result)) co_return std::unexpected(ScanError::unreadable);
    co_return std::move(result);
}

}  // namespace tram::roles
