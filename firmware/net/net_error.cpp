#include "net/net_error.hpp"

#include <cerrno>
#include <system_error>

namespace tram::net {

std::string_view nameOf(NetErrorKind kind) noexcept {
    switch (kind) {
        case NetErrorKind::closed:
            return "closed";
        case NetErrorKind::truncated:
            return "truncated";
        case NetErrorKind::reset:
            return "reset";
        case NetErrorKind::timeout:
            return "timeout";
        case NetErrorKind::interrupted:
            return "interrupted";
        case NetErrorKind::cancelled:
            return "cancelled";
        case NetErrorKind::refused:
            return "refused";
        case NetErrorKind::unreachable:
            return "unreachable";
        case NetErrorKind::tls:
            return "tls";
        case NetErrorKind::untrusted:
            return "untrusted";
        case NetErrorKind::overloaded:
            return "overloaded";
        case NetErrorKind::tooLarge:
            return "tooLarge";
        case NetErrorKind::permission:
            return "permission";
        case NetErrorKind::inUse:
            return "inUse";
        case NetErrorKind::notFound:
            return "notFound";
        case NetErrorKind::malformed:
            return "malformed";
        case NetErrorKind::internal:
            return "internal";
    }
    return "internal";
}

namespace {

NetErrorKind kindOf(int errorNumber) {
    switch (errorNumber) {
        case ECONNRESET:
        case EPIPE:
        case ENOTCONN:
        case ECONNABORTED:
            return NetErrorKind::reset;
        case ETIMEDOUT:
            return NetErrorKind::timeout;
        case ECANCELED:
            return NetErrorKind::cancelled;
        case ECONNREFUSED:
            return NetErrorKind::refused;
        case EHOSTUNREACH:
        case ENETUNREACH:
        case ENETDOWN:
        case EHOSTDOWN:
        case EADDRNOTAVAIL:
        case EAFNOSUPPORT:
            return NetErrorKind::unreachable;
        case EMFILE:
        case ENFILE:
        case ENOBUFS:
        case ENOMEM:
            return NetErrorKind::overloaded;
        case EACCES:
        case EPERM:
        case EROFS:
            return NetErrorKind::permission;
        case EADDRINUSE:
        case EEXIST:
            return NetErrorKind::inUse;
        case ENOENT:
        case ENOTDIR:
            return NetErrorKind::notFound;
        default:
            return NetErrorKind::internal;
    }
}

}  // namespace

NetError netErrorOf(int errorNumber, std::string_view doing) {
    return {kindOf(errorNumber), std::string(doing) + ": " + std::generic_category().message(errorNumber)};
}

}  // namespace tram::net
