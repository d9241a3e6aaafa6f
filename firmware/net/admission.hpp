// How many connections a zone, and one client in it, may have at a time.
//
// A client is an IPv4 address, or the /64 an IPv6 address lies in: whoever has one address there has
// them all. Threads: any. The ticket gives the place back when it goes.
#pragma once

#include <boost/asio/ip/address.hpp>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <memory>

namespace tram::net {

struct AdmissionLimits {
    std::size_t connections = 5'000;
    std::size_t perClient = 50;
};

enum class Refusal : std::uint8_t { zoneFull, clientFull };

struct AdmissionState;

class Admission {
public:
    explicit Admission(AdmissionLimits limits);

    class Ticket {
    public:
        Ticket() = default;
        Ticket(Ticket&&) noexcept = default;
        Ticket& operator=(Ticket&& other) noexcept;
        ~Ticket();

    private:
        friend class Admission;
        std::shared_ptr<AdmissionState> state_;
        boost::asio::ip::address client_;
    };

    [[nodiscard]] std::expected<Ticket, Refusal> admit(const boost::asio::ip::address& from);
    [[nodiscard]] std::size_t connections() const;

private:
    std::shared_ptr<AdmissionState> state_;
};

}  // namespace tram::net
