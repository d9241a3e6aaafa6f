#include "roles/alert/webhook_document.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>

#include "hal/model/snapshot.hpp"
#include "roles/alert/alarm_words.hpp"
#include "roles/alert/rfc3339.hpp"

namespace tram::roles {

namespace {

namespace json = boost::json;

bool isPrintable(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7f; });
}

bool isLoopback(std::string_view host) {
    return host == "localhost" || host == "::1" ||
           (host.starts_with("127.") && !host.ends_with('.') &&
            host.find_first_not_of("0123456789.") == std::string_view::npos);
}

}  // namespace

std::string webhookDocument(const hal::AlarmEvent& event, std::string_view hostname) {
    const auto& alarm = event.alarm;
    const auto vietnamese = textOf(alarm, Language::vietnamese);
    const auto english = textOf(alarm, Language::english);
    return json::serialize(json::object{
        {"what", name(event.what)},
        {"sequence", event.sequence},
        {"time", rfc3339(event.time)},
        {"hostname", hostname},
        {"alarm", alarm.id},
        {"code", infoOf(alarm.condition).name},
        {"severity", name(alarm.severity)},
        {"component", alarm.component},
        {"label",
         json::object{{"vi", labelOf(alarm, Language::vietnamese)}, {"en", labelOf(alarm, Language::english)}}},
        {"serial", argumentOf(alarm, "serial")},
        {"since", rfc3339(alarm.raised)},
        {"text", json::object{{"vi", vietnamese.what}, {"en", english.what}}},
        {"todo", json::object{{"vi", vietnamese.todo}, {"en", english.todo}}},
        {"acknowledged", !alarm.acknowledgedBy.empty()},
    });
}

std::string WebhookUrl::authority() const {
    auto result = host.find(':') == std::string::npos ? host : "[" + host + "]";
    if (port != (scheme == Scheme::https ? 443 : 80)) result += ":" + std::to_string(port);
    return result;
}

std::expected<WebhookUrl, std::string> parseWebhookUrl(std::string_view text) {
    WebhookUrl url;
    if (text.starts_with("https://")) {
        text.remove_prefix(8);
    } else if (text.starts_with("http://")) {
        text.remove_prefix(7);
        url.scheme = WebhookUrl::Scheme::http;
    } else {
        return std::unexpected("no https address");
    }
    if (!isPrintable(text)) return std::unexpected("characters that no address has");
    const auto end = std::min(text.find_first_of("/?#"), text.size());
    const auto place = parseHostAndPort(text.substr(0, end), url.scheme == WebhookUrl::Scheme::https ? 443 : 80);
    if (!place) return std::unexpected(place.error());
    url.host = place->host;
    url.port = place->port;
    auto target = text.substr(end);
    target = target.substr(0, target.find('#'));
    url.target = (target.starts_with('/') ? "" : "/") + std::string(target);
    if (url.scheme == WebhookUrl::Scheme::http && !isLoopback(url.host))
        return std::unexpected("http is for this machine only; use https");
    return url;
}

std::expected<HostAndPort, std::string> parseHostAndPort(std::string_view text, std::uint16_t otherwise) {
    HostAndPort place;
    place.port = otherwise;
    std::string_view rest;
    if (text.starts_with('[')) {
        const auto close = text.find(']');
        if (close == std::string_view::npos) return std::unexpected("a bracket is not closed");
        place.host = text.substr(1, close - 1);
        rest = text.substr(close + 1);
    } else {
        const auto colon = std::min(text.find(':'), text.size());
        place.host = text.substr(0, colon);
        rest = text.substr(colon);
    }
    if (place.host.empty() || place.host.size() > 255 || place.host.find('@') != std::string::npos ||
        !isPrintable(place.host))
        return std::unexpected("no host");
    if (rest.empty()) return place;
    unsigned port = 0;
    const auto digits = rest.substr(1);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    if (rest.front() != ':' || error != std::errc{} || end != digits.data() + digits.size() || port == 0 ||
        port > 65535)
        return std::unexpected("no port");
    place.port = static_cast<std::uint16_t>(port);
    return place;
}

}  // namespace tram::roles
