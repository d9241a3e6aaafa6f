// The chassis: what it is, its thermometers, fans, supplies, memory, clock and watchdog.
//
// Pure; not for several threads at a time.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "hal/model/board.hpp"
#include "hal/model/look.hpp"
#include "hal/model/sensor.hpp"
#include "hal/model/sight.hpp"

namespace tram::hal {

class ChassisSteward {
public:
    ChassisSteward(const Board& board, std::vector<Component> known);

    void look(const Sights& sights, Look& look);
    // So hot that the hardware will stop soon.
    [[nodiscard]] bool isEmergency() const { return emergency_; }

private:
    struct Sensor {
        SensorWatch watch;
        Debounce warning;  // of what the controller judges by itself
        Debounce critical;
        Kind kind = Kind::temperature;
        std::string label;
        bool turned = false;  // a fan that never did is a header without one
        bool seen = false;
        unsigned readings = 0;
        double value = 0;
        std::vector<Finding> findings;  // of the last reading
    };
    struct Module {
        Growth corrected;
    };
    void lookAtMachine(const Sights& sights, Look& look);
    void lookAtSensors(const Sights& sights, Look& look);
    void lookAtSupplies(const Sights& sights, Look& look);
    void lookAtMemory(const Sights& sights, Look& look);
    // `isNew`: it was read since the last look. What was read once counts once.
    void watch(const SensorSight& sight, std::string_view status, bool isNew, Look& look);
    [[nodiscard]] Component partOf(const std::string& id, Kind kind, const std::string& label) const;

    const Board& board_;
    std::map<std::string, Component> known_;  // fans, supplies and modules that were ever there
    std::map<std::string, Sensor> sensors_;   // by id
    std::map<std::string, Module> modules_;
    SteadyTime kernelRead_{};
    SteadyTime controllerRead_{};
    bool emergency_ = false;
};

}  // namespace tram::hal
