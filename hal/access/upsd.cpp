#include "hal/access/upsd.hpp"

#include <nutclient.h>

#include "base/limits.hpp"
#include "hal/model/json_value.hpp"

namespace tram::hal {

namespace {

constexpr std::size_t variablesOfAUnit = 500;

UpsdUnit readUnit(nut::TcpClient& client, const std::string& unit) {
    UpsdUnit result;
    try {
        for (const auto& [variable, values] : client.getDeviceVariableValues(unit)) {
            if (result.variables.size() >= variablesOfAUnit) break;
            if (!values.empty())
                result.variables.emplace(lineOf(variable, limits::hal::figureName),
                                         lineOf(values.front(), limits::hal::figureName));
        }
    } catch (const nut::IOException&) {
        throw;
    } catch (const nut::SystemException&) {
        throw;
    } catch (const nut::NutException& refused) {
        result.variables.clear();
        result.fault = lineOf(refused.str(), limits::hal::figureName);
    }
    return result;
}

}  // namespace

std::string_view name(UpsdError error) noexcept {
    switch (error) {
        case UpsdError::unreachable:
            return "unreachable";
        case UpsdError::silent:
            return "silent";
        case UpsdError::malformed:
            return "malformed";
    }
    return "?";
}

Upsd::Upsd(std::string host, std::uint16_t port) : host_(std::move(host)), port_(port) {}
Upsd::~Upsd() = default;

std::expected<std::map<std::string, UpsdUnit>, UpsdError> Upsd::read() {
    UpsdError error = UpsdError::malformed;
    try {
        if (!client_) {
            auto fresh = std::make_unique<nut::TcpClient>();
            fresh->setTimeout(limits::hal::upsdPatience.count());
            fresh->connect(host_, port_);
            client_ = std::move(fresh);
        }
        std::map<std::string, UpsdUnit> units;
        for (const auto& unit : client_->getDeviceNames()) {
            if (units.size() >= limits::hal::upsUnits) break;
            units.emplace(unit, readUnit(*client_, unit));
        }
        return units;
    } catch (const nut::TimeoutException&) {
        error = UpsdError::silent;
    } catch (const nut::IOException&) {
        error = UpsdError::unreachable;
    } catch (const nut::SystemException&) {
        error = UpsdError::unreachable;
    } catch (const std::exception&) {
        // An answer out of place, or nonsense in one: the next question begins anew.
    }
    client_.reset();
    return std::unexpected(error);
}

}  // namespace tram::hal
