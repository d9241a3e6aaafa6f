#include "roles/scan_link/scan_link.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <boost/asio/steady_timer.hpp>

#include <memory>

#include "base/limits.hpp"
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
    if (!frame) co_return std::unexpected(ScanError::unreadable);
    const auto parsed = store::parseRequest(frame->body);
    const auto* said = parsed ? parsed->request->body_as_SortTicket() : nullptr;
    if (said == nullptr || (said->reports() != nullptr && said->reports()->size() > 0) || said->ticket() != 0)
        co_return std::unexpected(ScanError::unreadable);
    store::schema::SortTicketT result;
    said->UnPackTo(&result);
    co_return std::move(result);
}

}  // namespace tram::roles
