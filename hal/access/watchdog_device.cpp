#include "hal/access/watchdog_device.hpp"

#include <fcntl.h>
#include <linux/watchdog.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace tram::hal {

namespace {

std::string wordOf(int number) {
    return std::generic_category().message(number);
}

}  // namespace

std::expected<WatchdogDevice, std::string> WatchdogDevice::open(const std::filesystem::path& path,
                                                                std::chrono::seconds timeout) {
    net::UniqueFd fd(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
    if (!fd) return std::unexpected(wordOf(errno));
    watchdog_info info{};
    if (ioctl(fd.get(), WDIOC_GETSUPPORT, &info) != 0) return std::unexpected(wordOf(errno));
    // Some have one time only.
    auto seconds = static_cast<int>(timeout.count());
    if (ioctl(fd.get(), WDIOC_SETTIMEOUT, &seconds) != 0 && ioctl(fd.get(), WDIOC_GETTIMEOUT, &seconds) != 0)
        return std::unexpected(wordOf(errno));
    return WatchdogDevice(std::move(fd), std::chrono::seconds(seconds));
}

bool WatchdogDevice::feed() {
    return ioctl(fd_.get(), WDIOC_KEEPALIVE, 0) == 0;
}

void WatchdogDevice::disarm() {
    const auto written = ::write(fd_.get(), "V", 1);
    static_cast<void>(written);
    fd_.reset();
}

}  // namespace tram::hal
