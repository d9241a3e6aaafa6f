// Events out as letters to the operators, handed to the store itself: they need neither tram-smtp nor, within the
// province, the queue.
//
// At most one letter about a condition of a component in ten minutes (letter_schedule.hpp).
#pragma once

#include <string>
#include <vector>

#include "base/random.hpp"
#include "roles/alert/alarm_path.hpp"
#include "roles/alert/letter_schedule.hpp"
#include "roles/store_link/store_link.hpp"

namespace tram::roles {

struct MailSenderParts {
    StoreLink& link;  // not used once the loops are left
    const Clock& clock;
    Random& random;
    std::string hostname;
    std::string from;
    std::vector<std::string> operators;
    std::function<void(const std::string&)> complain;
};

class MailSender final : public AlarmSender {
public:
    explicit MailSender(MailSenderParts parts) : parts_(std::move(parts)) {}

    [[nodiscard]] boost::asio::awaitable<Delivery> deliver(std::vector<SpooledEvent> waiting) override;

private:
    // "" where the store has it.
    [[nodiscard]] boost::asio::awaitable<std::string> send(std::vector<hal::AlarmEvent> events);

    MailSenderParts parts_;
    LetterSchedule schedule_;
    bool complained_ = false;
};

}  // namespace tram::roles
