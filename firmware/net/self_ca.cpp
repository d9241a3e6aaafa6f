#include "net/self_ca.hpp"

#include <fcntl.h>
#include <mbedtls/asn1.h>
#include <mbedtls/ecp.h>
#include <mbedtls/oid.h>
#include <mbedtls/pk.h>
#include <mbedtls/x509_crt.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <boost/asio/ip/address.hpp>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <format>
#include <list>
#include <utility>

#include "net/tls_generation.hpp"
#include "net/unique_fd.hpp"

namespace tram::net {

namespace {

constexpr std::size_t pemSpace = 8'192;
constexpr std::size_t commonNameLimit = 64;  // ub-common-name [RFC5280 A.1]

// mbedTLS's objects with their end.
struct Key {
    Key() { mbedtls_pk_init(&context); }
    ~Key() { mbedtls_pk_free(&context); }
    Key(const Key&) = delete;
    Key& operator=(const Key&) = delete;
    mbedtls_pk_context context;
};

struct Writer {
    Writer() { mbedtls_x509write_crt_init(&context); }
    ~Writer() { mbedtls_x509write_crt_free(&context); }
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;
    mbedtls_x509write_cert context;
};

struct Certificate {
    Certificate() { mbedtls_x509_crt_init(&context); }
    ~Certificate() { mbedtls_x509_crt_free(&context); }
    Certificate(const Certificate&) = delete;
    Certificate& operator=(const Certificate&) = delete;
    mbedtls_x509_crt context;
};

std::unexpected<NetError> failure(const std::string& doing, int code) {
    return std::unexpected(NetError{NetErrorKind::internal, doing + ": " + mbedtlsWords(code)});
}

int makeKey(Key& key) {
    const int code = mbedtls_pk_setup(&key.context, mbedtls_pk_info_from_type(MBEDTLS_PK_ECKEY));
    if (code != 0) return code;
    return mbedtls_ecp_gen_key(MBEDTLS_ECP_DP_SECP256R1, mbedtls_pk_ec(key.context), kernelRandom, nullptr);
}

int parsePem(const std::string& pem, Certificate& certificate) {
    return mbedtls_x509_crt_parse(&certificate.context, reinterpret_cast<const unsigned char*>(pem.c_str()),
                                  pem.size() + 1);
}

std::string timeText(SystemTime time) {
    return std::format("{:%Y%m%d%H%M%S}", std::chrono::floor<std::chrono::seconds>(time));
}

// Characters that would end an attribute in mbedTLS's own notation are escaped. [RFC4514 2.4]
std::string nameText(const std::string& commonName) {
    std::string text = "CN=";
    for (const char octet : commonName) {
        if (std::strchr(",+\"\\<>;=#", octet) != nullptr) text.push_back('\\');
        text.push_back(octet);
    }
    return text + ",O=Tram";
}

// What both kinds share. The serial is 127 random bits: positive, unique without a register.
int fill(Writer& writer, Key& subject, Key& issuer, Validity validity) {
    auto* context = &writer.context;
    std::array<unsigned char, 16> serial{};
    if (const int code = kernelRandom(nullptr, serial.data(), serial.size()); code != 0) return code;
    serial[0] = static_cast<unsigned char>((serial[0] & 0x7f) | 0x40);
    mbedtls_x509write_crt_set_version(context, MBEDTLS_X509_CRT_VERSION_3);
    mbedtls_x509write_crt_set_md_alg(context, MBEDTLS_MD_SHA256);
    mbedtls_x509write_crt_set_subject_key(context, &subject.context);
    mbedtls_x509write_crt_set_issuer_key(context, &issuer.context);
    if (const int code = mbedtls_x509write_crt_set_serial_raw(context, serial.data(), serial.size()); code != 0)
        return code;
    if (const int code = mbedtls_x509write_crt_set_validity(context, timeText(validity.from).c_str(),
                                                            timeText(validity.until).c_str());
        code != 0)
        return code;
    if (const int code = mbedtls_x509write_crt_set_subject_key_identifier(context); code != 0) return code;
    return mbedtls_x509write_crt_set_authority_key_identifier(context);
}

std::expected<CertificateAndKey, NetError> write(Writer& writer, Key& subject) {
    CertificateAndKey pair;
    std::array<unsigned char, pemSpace> space{};
    if (const int code = mbedtls_x509write_crt_pem(&writer.context, space.data(), space.size(), kernelRandom, nullptr);
        code != 0)
        return failure("certificate", code);
    pair.certificate = reinterpret_cast<const char*>(space.data());
    if (const int code = mbedtls_pk_write_key_pem(&subject.context, space.data(), space.size()); code != 0)
        return failure("key", code);
    pair.key = reinterpret_cast<const char*>(space.data());
    return pair;
}

// The list of alternative names, with the octets of IP addresses kept beside it.
class AlternativeNames {
public:
    explicit AlternativeNames(const std::vector<std::string>& names) {
        for (const auto& name : names) {
            auto& entry = entries_.emplace_back();
            boost::system::error_code notAnAddress;
            const auto address = boost::asio::ip::make_address(name, notAnAddress);
            if (notAnAddress) {
                entry.node.type = MBEDTLS_X509_SAN_DNS_NAME;
                octets_.push_back(name);
            } else if (address.is_v4()) {
                entry.node.type = MBEDTLS_X509_SAN_IP_ADDRESS;
                const auto bytes = address.to_v4().to_bytes();
                octets_.emplace_back(bytes.begin(), bytes.end());
            } else {
                entry.node.type = MBEDTLS_X509_SAN_IP_ADDRESS;
                const auto bytes = address.to_v6().to_bytes();
                octets_.emplace_back(bytes.begin(), bytes.end());
            }
            auto& text = octets_.back();
            entry.node.san.unstructured_name.p = reinterpret_cast<unsigned char*>(text.data());
            entry.node.san.unstructured_name.len = text.size();
        }
        for (auto at = entries_.begin(); at != entries_.end(); ++at) {
            const auto following = std::next(at);
            at->next = following == entries_.end() ? nullptr : &*following;
        }
    }
    [[nodiscard]] const mbedtls_x509_san_list* first() const { return &entries_.front(); }

private:
    std::list<mbedtls_x509_san_list> entries_;
    std::list<std::string> octets_;
};

std::expected<void, NetError> writeFile(const std::filesystem::path& path, const std::string& text, unsigned mode) {
    const std::string temporary = path.native() + ".new";
    UniqueFd file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, mode));
    if (!file) return std::unexpected(netErrorOf(errno, "open " + temporary));
    if (::fchmod(file.get(), mode) != 0) return std::unexpected(netErrorOf(errno, "fchmod " + temporary));
    for (std::size_t done = 0; done < text.size();) {
        const ssize_t written = ::write(file.get(), text.data() + done, text.size() - done);
        if (written < 0 && errno != EINTR) return std::unexpected(netErrorOf(errno, "write " + temporary));
        if (written > 0) done += static_cast<std::size_t>(written);
    }
    if (::fsync(file.get()) != 0) return std::unexpected(netErrorOf(errno, "fsync " + temporary));
    if (std::rename(temporary.c_str(), path.c_str()) != 0)
        return std::unexpected(netErrorOf(errno, "rename to " + path.native()));
    return {};
}

}  // namespace

std::expected<CertificateAndKey, NetError> makeAuthority(const std::string& commonName, Validity validity) {
    if (auto started = startCrypto(); !started) return std::unexpected(started.error());
    Key key;
    if (const int code = makeKey(key); code != 0) return failure("key", code);
    Writer writer;
    auto* context = &writer.context;
    if (const int code = fill(writer, key, key, validity); code != 0) return failure("certificate", code);
    const std::string name = nameText(commonName);
    if (const int code = mbedtls_x509write_crt_set_subject_name(context, name.c_str()); code != 0)
        return failure("name", code);
    if (const int code = mbedtls_x509write_crt_set_issuer_name(context, name.c_str()); code != 0)
        return failure("name", code);
    if (const int code = mbedtls_x509write_crt_set_basic_constraints(context, 1, 0); code != 0)
        return failure("basic constraints", code);
    if (const int code = mbedtls_x509write_crt_set_key_usage(
            context, MBEDTLS_X509_KU_KEY_CERT_SIGN | MBEDTLS_X509_KU_CRL_SIGN | MBEDTLS_X509_KU_DIGITAL_SIGNATURE);
        code != 0)
        return failure("key usage", code);
    return write(writer, key);
}

std::expected<CertificateAndKey, NetError> issueServerCertificate(const CertificateAndKey& authority,
                                                                  const std::vector<std::string>& names,
                                                                  Validity validity) {
    if (auto started = startCrypto(); !started) return std::unexpected(started.error());
    if (names.empty()) return std::unexpected(NetError{NetErrorKind::malformed, "a server certificate needs a name"});
    Certificate issuerCertificate;
    if (const int code = parsePem(authority.certificate, issuerCertificate); code != 0)
        return failure("authority's certificate", code);
    Key issuer;
    if (const int code =
            mbedtls_pk_parse_key(&issuer.context, reinterpret_cast<const unsigned char*>(authority.key.c_str()),
                                 authority.key.size() + 1, nullptr, 0, kernelRandom, nullptr);
        code != 0)
        return failure("authority's key", code);
    std::array<char, 512> issuerName{};
    if (const int code = mbedtls_x509_dn_gets(issuerName.data(), issuerName.size(), &issuerCertificate.context.subject);
        code < 0)
        return failure("authority's name", code);

    Key key;
    if (const int code = makeKey(key); code != 0) return failure("key", code);
    Writer writer;
    auto* context = &writer.context;
    if (const int code = fill(writer, key, issuer, validity); code != 0) return failure("certificate", code);
    const std::string subject = nameText(names.front().size() <= commonNameLimit ? names.front() : "server");
    if (const int code = mbedtls_x509write_crt_set_subject_name(context, subject.c_str()); code != 0)
        return failure("name", code);
    if (const int code = mbedtls_x509write_crt_set_issuer_name(context, issuerName.data()); code != 0)
        return failure("authority's name", code);
    const AlternativeNames alternativeNames(names);
    if (const int code = mbedtls_x509write_crt_set_subject_alternative_name(context, alternativeNames.first());
        code != 0)
        return failure("alternative names", code);
    if (const int code = mbedtls_x509write_crt_set_basic_constraints(context, 0, -1); code != 0)
        return failure("basic constraints", code);
    if (const int code = mbedtls_x509write_crt_set_key_usage(context, MBEDTLS_X509_KU_DIGITAL_SIGNATURE); code != 0)
        return failure("key usage", code);
    std::string serverAuth = MBEDTLS_OID_SERVER_AUTH;
    mbedtls_asn1_sequence usage{};
    usage.buf.tag = MBEDTLS_ASN1_OID;
    usage.buf.p = reinterpret_cast<unsigned char*>(serverAuth.data());
    usage.buf.len = serverAuth.size();
    if (const int code = mbedtls_x509write_crt_set_ext_key_usage(context, &usage); code != 0)
        return failure("extended key usage", code);
    return write(writer, key);
}

std::expected<void, NetError> writeCertificate(const CertificateAndKey& pair,
                                               const std::filesystem::path& certificateFile,
                                               const std::filesystem::path& keyFile, unsigned keyMode) {
    if (auto done = writeFile(keyFile, pair.key, keyMode); !done) return done;
    return writeFile(certificateFile, pair.certificate, 0644);
}

}  // namespace tram::net
