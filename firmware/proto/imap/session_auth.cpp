// AUTHENTICATE and LOGIN. [RFC9051 6.2.2, 6.2.3; RFC4959]
#include "proto/imap/capabilities.hpp"
#include "proto/imap/commands.hpp"
#include "proto/imap/folder_names.hpp"

namespace tram::imap {

namespace {

Completion signedIn(Context& context, const SignedIn& who) {
    context.official = who.official;
    context.address = who.address;
    context.mailboxes = context.backend.mailboxes(who.official);
    context.phase = Phase::authenticated;
    return okay("Signed in as " + who.address, capabilityCode(context));
}

// Where something is to be done about it, where: mail programs show this to people.
Completion signInRefusal(const Context& context, Failure failure) {
    const auto& place = context.config.accountPage;
    switch (failure) {
        case Failure::mustChangePassword:
            return refuse("Phai doi mat khau lan dau tai " + place +
                              " truoc khi doc thu | Change your first password at " + place + " before reading mail",
                          "EXPIRED");
        case Failure::needsAppPassword:
            return refuse("Tai khoan co xac thuc hai lop: hay tao mat khau ung dung tai " + place +
                              " | This account has a second factor: make an app password at " + place,
                          "ALERT");
        case Failure::needsSecondFactor:
            return refuse("Phai thiet lap xac thuc hai lop tai " + place +
                              " truoc khi doc thu | Set up your second factor at " + place + " before reading mail",
                          "ALERT");
        default:
            return refusal(failure);
    }
}

Completion failedSignIn(Context& context, Completion completion) {
    if (++context.failedSignIns >= limits::imap::failedSignIns) {
        context.out += "* BYE Too many failed attempts\r\n";
        context.close = true;
    }
    return completion;
}

sasl::Verdict verdictOf(Failure failure) {
    switch (failure) {
        case Failure::authenticationFailed:
        case Failure::authorizationFailed:
        case Failure::disabled:
            return sasl::Verdict::invalid;
        case Failure::mustChangePassword:
            return sasl::Verdict::passwordExpired;
        case Failure::needsAppPassword:
            return sasl::Verdict::needsAppPassword;
        case Failure::needsSecondFactor:
            return sasl::Verdict::needsSecondFactor;
        case Failure::tooManyAttempts:
            return sasl::Verdict::throttled;
        default:
            return sasl::Verdict::unavailable;
    }
}

Completion completionOf(const Context& context, sasl::FailureReason reason) {
    switch (reason) {
        case sasl::FailureReason::malformed:
            return bad("That response is malformed");
        case sasl::FailureReason::tooLong:
            return bad("That response is too long");
        case sasl::FailureReason::cancelled:
            return bad("Authentication cancelled");
        case sasl::FailureReason::channelBinding:
            return refuse("The channel binding does not fit this connection", "AUTHENTICATIONFAILED");
        case sasl::FailureReason::credentialsInvalid:
            return refusal(Failure::authenticationFailed);
        case sasl::FailureReason::passwordExpired:
            return signInRefusal(context, Failure::mustChangePassword);
        case sasl::FailureReason::needsAppPassword:
            return signInRefusal(context, Failure::needsAppPassword);
        case sasl::FailureReason::needsSecondFactor:
            return signInRefusal(context, Failure::needsSecondFactor);
        case sasl::FailureReason::throttled:
            return refusal(Failure::tooManyAttempts);
        case sasl::FailureReason::unavailable:
            break;
    }
    return refusal(Failure::unavailable);
}

std::string upperName(sasl::Mechanism mechanism) {
    return std::string(sasl::nameOf(mechanism));
}

}  // namespace

bool lookAtRights(Context& context) {
    if (!context.rightsChanged) return true;
    context.rightsChanged = false;
    context.mailboxes = context.backend.mailboxes(context.official);
    if (!context.selected) return true;
    const auto* mailbox = mailboxInfo(context, context.selected->mailbox());
    if (mailbox != nullptr && mailbox->rights.has(Right::read)) return true;
    context.out += "* BYE The selected mailbox is not yours to read any more\r\n";
    context.close = true;
    return false;
}

Work<Completion> doAuthenticate(Context& context, Authenticate command) {
    const auto mechanism = sasl::parseMechanism(command.mechanism);
    if (!mechanism || !isOffered(context, *mechanism)) {
        if (context.transport == Transport::clear) {
            co_return refuse("Start TLS first", "PRIVACYREQUIRED");
        }
        co_return refuse("That mechanism is not offered", "CANNOT");
    }
    sasl::SaslServer server(*mechanism, context.random, context.channelBinding);
    std::optional<ByteView> initial;
    if (command.initialResponse) initial = *command.initialResponse;
    auto step = server.start(initial);
    std::optional<SignedIn> who;
    std::optional<Failure> refused;
    while (true) {
        if (const auto* challenge = std::get_if<sasl::Challenge>(&step)) {
            context.out += "+ ";
            context.out += challenge->base64;
            context.out += "\r\n";
            std::optional<InputEvent> event;
            while (!event) event = co_await context.input(InputAssembler::Expect::line);
            const auto* line = std::get_if<RawLine>(&*event);
            if (line == nullptr) co_return bad("That response is too long");
            step = server.respond(line->text);
        } else if (std::holds_alternative<sasl::Done>(step)) {
            break;
        } else if (const auto* failure = std::get_if<sasl::Failure>(&step)) {
            // What the store said is told apart where the protocol has a code for it.
            auto completion = refused ? signInRefusal(context, *refused) : completionOf(context, failure->reason);
            co_return failedSignIn(context, std::move(completion));
        } else {
            std::optional<Action> action;
            if (auto* password = std::get_if<sasl::CheckPassword>(&step)) {
                action = CheckPassword{upperName(*mechanism), std::move(*password)};
            } else if (auto* fetch = std::get_if<sasl::FetchScramParameters>(&step)) {
                action = FetchScram{std::move(*fetch)};
            } else {
                action = CheckScram{upperName(*mechanism), std::move(std::get<sasl::CheckScram>(step))};
            }
            auto performed = context.perform(std::move(*action));
            const auto result = co_await performed;
            if (!result) {
                refused = result.error();
                const auto verdict = verdictOf(result.error());
                if (std::holds_alternative<sasl::CheckScram>(step)) {
                    step = server.answer(sasl::ScramVerdict{verdict, {}});
                } else {
                    step = server.answer(verdict);
                }
            } else if (const auto* parameters = std::get_if<ScramParameters>(&*result)) {
                step = server.answer(*parameters);
            } else if (const auto* official = std::get_if<SignedIn>(&*result)) {
                who = *official;
                if (std::holds_alternative<sasl::CheckScram>(step)) {
                    step = server.answer(sasl::ScramVerdict{sasl::Verdict::accepted, official->serverSignature});
                } else {
                    step = server.answer(sasl::Verdict::accepted);
                }
            } else {
                co_return refusal(Failure::unavailable);
            }
        }
    }
    if (!who) co_return refusal(Failure::unavailable);
    co_return signedIn(context, *who);
}

Work<Completion> doLogin(Context& context, Login command) {
    if (context.transport == Transport::clear) co_return refuse("Start TLS first", "PRIVACYREQUIRED");
    sasl::CheckPassword query;
    query.authcid = std::move(command.user);
    query.password = sasl::Secret::take(command.password);
    auto performed = context.perform(CheckPassword{"command LOGIN", std::move(query)});
    const auto result = co_await performed;
    if (!result) co_return failedSignIn(context, signInRefusal(context, result.error()));
    const auto* who = std::get_if<SignedIn>(&*result);
    if (who == nullptr) co_return refusal(Failure::unavailable);
    co_return signedIn(context, *who);
}

}  // namespace tram::imap
