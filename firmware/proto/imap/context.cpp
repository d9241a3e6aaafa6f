#include "proto/imap/context.hpp"

namespace tram::imap {

Completion okay(std::string text, std::string code) {
    return {Completion::Status::ok, std::move(code), std::move(text), false};
}
Completion refuse(std::string text, std::string code) {
    return {Completion::Status::no, std::move(code), std::move(text), false};
}
Completion bad(std::string text, std::string code) {
    return {Completion::Status::bad, std::move(code), std::move(text), false};
}

Completion refusal(Failure failure, TargetOf target) {
    switch (failure) {
        case Failure::authenticationFailed:
            return refuse("Wrong address or password", "AUTHENTICATIONFAILED");
        case Failure::authorizationFailed:
            return refuse("You may not act in that name", "AUTHORIZATIONFAILED");
        case Failure::tooManyAttempts:
            return refuse("Too many failed attempts; try again later", "UNAVAILABLE");
        case Failure::disabled:
            return refuse("This account is disabled", "CONTACTADMIN");
        case Failure::noSuchFolder:
            return refuse("There is no such mailbox", target == TargetOf::transfer ? "TRYCREATE" : "NONEXISTENT");
        case Failure::alreadyExists:
            return refuse("There already is a mailbox of that name", "ALREADYEXISTS");
        case Failure::badName:
            return refuse("That cannot be a mailbox's name", "CANNOT");
        case Failure::hasChildren:
            return refuse("It has inferior mailboxes", "HASCHILDREN");
        case Failure::cannot:
            return refuse("That cannot be done", "CANNOT");
        case Failure::notPermitted:
            return refuse("You have no right to do that", "NOPERM");
        case Failure::overQuota:
            return refuse("The mailbox's quota is used up", "OVERQUOTA");
        case Failure::limit:
            return refuse("A limit is reached", "LIMIT");
        case Failure::tooLarge:
            return refuse("The message is too large", "TOOBIG");
        case Failure::refused:
            return refuse("The message is not accepted", "CANNOT");
        case Failure::storeFull:
            return refuse("The storage is full", "OVERQUOTA");
        // At sign-in only, which says where to see to it (session_auth.cpp).
        case Failure::mustChangePassword:
        case Failure::needsAppPassword:
        case Failure::needsSecondFactor:
        case Failure::readOnly:
        case Failure::unavailable:
            break;
    }
    return refuse("Temporarily unavailable; try again later", "UNAVAILABLE");
}

}  // namespace tram::imap
