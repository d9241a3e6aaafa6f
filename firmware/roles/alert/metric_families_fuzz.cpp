// Whatever tram-hal tells, with what the processes told it, makes an exposition that holds together: lines that are
// comments or samples of ours, in UTF-8, no sample twice.
#include <cstdlib>
#include <memory>
#include <set>
#include <string>

#include "base/bytes.hpp"
#include "base/utf8.hpp"
#include "roles/alert/metric_families.hpp"
#include "roles/alert/status_document.hpp"
#include "roles/alert/status_page.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace tram;
    auto snapshot = hal::parseSnapshot(asBytes({data, size}));
    if (!snapshot) return 0;
    roles::HealthView view;
    view.hardware.snapshot = std::make_shared<const hal::Snapshot>(std::move(*snapshot));
    const auto text = roles::metricsText(view, "1.2.3");
    if (!isUtf8(text) || !text.ends_with('\n')) std::abort();
    std::set<std::string_view> samples;
    for (std::string_view rest = text; !rest.empty();) {
        const auto line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(line.size() + 1);
        if (line.starts_with("# ")) continue;
        if (!line.starts_with("tram_")) std::abort();
        if (!samples.insert(line.substr(0, line.rfind(' '))).second) std::abort();
    }
    if (roles::statusDocument(view, "1.2.3").empty()) std::abort();
    if (roles::statusPage(view, Language::vietnamese).find("<script") != std::string::npos) std::abort();
    return 0;
}
