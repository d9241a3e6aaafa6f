// Events out as JSON to a web server: one POST each, in their order; 2xx is delivered. [RFC9110]
//
// Redirections are not followed. What the server answers is not read beyond its header. An event that it
// refuses for its content three times (400, 413, 422) is given up, so that those behind it go on.
#pragma once

#include <cstdint>
#include <string>

#include "roles/alert/alarm_path.hpp"
#include "roles/alert/outward.hpp"
#include "roles/alert/webhook_document.hpp"

namespace tram::roles {

class WebhookSender final : public AlarmSender {
public:
    WebhookSender(Outward outward, WebhookUrl url, std::string hostname)
        : outward_(std::move(outward)), url_(std::move(url)), hostname_(std::move(hostname)) {}

    [[nodiscard]] boost::asio::awaitable<Delivery> deliver(std::vector<SpooledEvent> waiting) override;

private:
    // The status, or why there is none.
    [[nodiscard]] boost::asio::awaitable<std::expected<unsigned, std::string>> post(net::Stream& stream,
                                                                                    const SpooledEvent& event) const;

    Outward outward_;
    WebhookUrl url_;
    std::string hostname_;
    std::uint64_t refusedNumber_ = 0;  // the event that was refused last
    unsigned refusals_ = 0;
};

}  // namespace tram::roles
