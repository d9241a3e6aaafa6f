// A thermometer or a fan, watched over several readings. Pure; times are of the steady clock.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "hal/model/alarm_book.hpp"
#include "hal/model/debounce.hpp"

namespace tram::hal {

// What no such sensor shows (-128 °C, 255 °C, a fan of a million rpm) is no reading: nothing then.
[[nodiscard]] std::optional<double> plausible(Kind kind, std::optional<double> value);

class SensorWatch {
public:
    // Kind::temperature in degrees Celsius, Kind::fan in turns a minute.
    SensorWatch(std::string component, Kind kind, Limits limits);

    // One reading; nothing where there was none. What is read once is not believed, what is not read for a while is
    // told as unreadable, and keeps what it was.
    [[nodiscard]] std::vector<Finding> update(std::optional<double> value, SteadyTime now);

    // Whether it is too hot to go on: above critical, and by so much or for so long that the hardware will stop soon.
    [[nodiscard]] bool isEmergency() const { return emergency_.holds(); }

private:
    std::string component_;
    Kind kind_;
    Limits limits_;
    Debounce warning_;
    Debounce critical_;
    Debounce unreadable_;
    Debounce emergency_;
    Health judged_ = Health::ok;
    double value_ = 0;
};

}  // namespace tram::hal
