// GET /metrics: what is known as Prometheus' metric families. [Prometheus exposition format 0.0.4]
//
// Each figure of each process is tram_FIGURE{process=…}, each figure of a component
// tram_KIND_FIGURE{component=…,label=…}; README.md lists the others. Names and values come from the appliance's
// processes, some of which read strangers' bytes: what would break the exposition (a label twice, a sample twice, a
// reserved name) is left out. Pure.
#pragma once

#include <prometheus/metric_family.h>

#include <string>
#include <string_view>
#include <vector>

#include "roles/alert/health_view.hpp"

namespace tram::roles {

// In the order of their names, each sample once.
[[nodiscard]] std::vector<prometheus::MetricFamily> metricFamilies(const HealthView& view, std::string_view version);

// As text.
[[nodiscard]] std::string metricsText(const HealthView& view, std::string_view version);

}  // namespace tram::roles
