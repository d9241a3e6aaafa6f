// A certificate authority of one's own: first boot, `tools/dev run` and tests make certificates by it.
// ECDSA P-256 with SHA-256, X.509 v3 [RFC5280]. Slow calls (milliseconds); no globals but PSA's.
#pragma once

#include <chrono>
#include <expected>
#include <filesystem>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "net/net_error.hpp"

namespace tram::net {

// Both PEM.
struct CertificateAndKey {
    std::string certificate;
    std::string key;
};

struct Validity {
    SystemTime from;
    SystemTime until;
};

// A root that may sign servers (path length 0).
[[nodiscard]] std::expected<CertificateAndKey, NetError> makeAuthority(const std::string& commonName,
                                                                       Validity validity);

// A server's certificate signed by the authority. Names are DNS names or IP addresses; at least one. The
// certificate PEM holds the server's certificate only: the authority is what the other side trusts.
[[nodiscard]] std::expected<CertificateAndKey, NetError> issueServerCertificate(const CertificateAndKey& authority,
                                                                                const std::vector<std::string>& names,
                                                                                Validity validity);

// Writes both files, the key with mode 0600 (or as given), each in one step: a reader sees the old or the new.
[[nodiscard]] std::expected<void, NetError> writeCertificate(const CertificateAndKey& pair,
                                                             const std::filesystem::path& certificateFile,
                                                             const std::filesystem::path& keyFile,
                                                             unsigned keyMode = 0600);

}  // namespace tram::net
