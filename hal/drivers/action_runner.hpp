// Carries out what was decided, by the system's own tools: mdadm, ledctl, systemctl, upsmon, wipefs.
//
// Threads: any; blocks while the tools run.
#pragma once

#include <expected>
#include <memory>
#include <string>
#include <vector>

#include "hal/access/sysfs.hpp"
#include "hal/access/tool.hpp"
#include "hal/model/action.hpp"

namespace tram::hal {

// Whom the stages of a power failure concern, as systemd calls them.
struct Services {
    std::vector<std::string> deferrable{"tram-index.service", "tram-keeper.service"};
    std::vector<std::string> mail{"tram-smtp.service", "tram-relay.service"};
};

class ActionRunner {
public:
    ActionRunner(Sysfs sysfs, std::shared_ptr<const Tools> tools, Services services)
        : sysfs_(std::move(sysfs)), tools_(std::move(tools)), services_(std::move(services)) {}

    // The reason where it could not be done, in the tool's words.
    [[nodiscard]] std::expected<void, std::string> run(const Action& action) const;

private:
    using Done = std::expected<void, std::string>;
    [[nodiscard]] Done tool(std::vector<std::string> words) const;
    [[nodiscard]] Done put(const std::string& array, const char* file, std::string_view text) const;
    [[nodiscard]] Done services(const char* verb, const std::vector<std::string>& units) const;
    [[nodiscard]] Done light(const char* how) const;
    [[nodiscard]] Done stop() const;

    Sysfs sysfs_;
    std::shared_ptr<const Tools> tools_;
    Services services_;
};

}  // namespace tram::hal
