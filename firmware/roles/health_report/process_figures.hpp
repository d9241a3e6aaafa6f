// What the kernel tells of this process: process_resident_octets, process_open_files, process_threads. [proc(5)]
//
// What cannot be read is left out. Threads: any.
#pragma once

#include <string_view>
#include <vector>

#include "hal/model/report.hpp"

namespace tram::roles {

void addProcessFigures(std::vector<hal::Figure>& figures);

// A line of /proc/PID/stat; `pageSize` in octets. A program's name in it may hold anything.
void addStatFigures(std::string_view line, double pageSize, std::vector<hal::Figure>& figures);

}  // namespace tram::roles
