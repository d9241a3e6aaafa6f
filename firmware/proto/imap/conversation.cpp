#include "proto/imap/conversation.hpp"

#include "proto/imap/capabilities.hpp"
#include "proto/imap/command_parser.hpp"
#include "proto/imap/commands.hpp"
#include "proto/imap/flag_list.hpp"
#include "proto/imap/updates.hpp"

namespace tram::imap {

namespace {

// In which states a command may be given.
enum class Place : std::uint8_t { anywhere, beforeSignIn, afterSignIn, authenticatedOnly, selected };

template <class C>
constexpr Place placeOfCommand() {
    if constexpr (std::is_same_v<C, CapabilityCommand> || std::is_same_v<C, Noop> || std::is_same_v<C, Logout> ||
                  std::is_same_v<C, Id>) {
        return Place::anywhere;
    } else if constexpr (std::is_same_v<C, StartTls> || std::is_same_v<C, Authenticate> || std::is_same_v<C, Login>) {
        return Place::beforeSignIn;
    } else if constexpr (std::is_same_v<C, Enable>) {
        return Place::authenticatedOnly;  // [RFC5161 3.1]
    } else if constexpr (std::is_same_v<C, Close> || std::is_same_v<C, Unselect> || std::is_same_v<C, ExpungeCommand> ||
                         std::is_same_v<C, Fetch> || std::is_same_v<C, Store> || std::is_same_v<C, Copy> ||
                         std::is_same_v<C, Search> || std::is_same_v<C, Check>) {
        return Place::selected;
    } else {
        return Place::afterSignIn;
    }
}

bool isInPlace(Place place, Phase phase) {
    switch (place) {
        case Place::anywhere:
            return true;
        case Place::beforeSignIn:
            return phase == Phase::notAuthenticated;
        case Place::afterSignIn:
            return phase == Phase::authenticated || phase == Phase::selected;
        case Place::authenticatedOnly:
            return phase == Phase::authenticated;
        case Place::selected:
            return phase == Phase::selected;
    }
    return false;
}

// Whether EXPUNGE responses may come while the command is under way. [RFC9051 7.5.1]
Expunges expungesDuring(const Command& command) {
    const auto held = [](Numbering numbering) {
        return numbering == Numbering::sequence ? Expunges::hold : Expunges::tell;
    };
    if (const auto* fetch = std::get_if<Fetch>(&command)) return held(fetch->numbering);
    if (const auto* store = std::get_if<Store>(&command)) return held(store->numbering);
    if (const auto* search = std::get_if<Search>(&command)) {
        // A UID SEARCH by message numbers as well. [RFC7162 3.2.10.2]
        return mentions(search->key, SearchKey::Kind::set) ? Expunges::hold : held(search->numbering);
    }
    return Expunges::tell;
}

Completion doCapability(Context& context) {
    context.out += "* " + capabilityCode(context) + "\r\n";
    return okay("Capabilities told");
}

Completion doId(Context& context) {
    context.out += "* ID (\"name\" ";
    appendString(context.out, context.config.implementation, context.form());
    if (!context.config.version.empty() && context.phase != Phase::notAuthenticated) {
        context.out += " \"version\" ";
        appendString(context.out, context.config.version, context.form());
    }
    context.out += ")\r\n";
    return okay("That is who this is");
}

Completion doLogout(Context& context) {
    context.out += "* BYE Good-bye\r\n";
    context.selected.reset();
    context.phase = Phase::logout;
    context.close = true;
    return okay("Signed out");
}

Completion doStartTls(Context& context) {
    if (context.transport == Transport::tls) return bad("TLS is on");
    // What was sent behind the command in the clear is nobody's. [RFC9051 6.2.1]
    context.assembler.dropPending();
    context.startTls = true;
    return okay("Begin TLS now");
}

Completion doEnable(Context& context, const Enable& command) {
    auto& enabled = context.enabled;
    context.out += "* ENABLED";
    for (const auto& capability : command.capabilities) {
        bool known = true;
        if (capability == "CONDSTORE") {
            enabled.condstore = true;
        } else if (capability == "QRESYNC") {
            enabled.condstore = enabled.qresync = true;
        } else if (capability == "UTF8=ACCEPT") {
            enabled.utf8 = true;
        } else if (capability == "IMAP4REV2") {
            enabled.rev2 = true;
        } else {
            known = false;
        }
        if (known) context.out += " " + (capability == "IMAP4REV2" ? std::string("IMAP4rev2") : capability);
    }
    context.out += "\r\n";
    if (enabled.utf8 || enabled.rev2) context.assembler.setNames(NameEncoding::utf8);
    return okay("Enabled");
}

// Commands that are done at once.
std::optional<Completion> doAtOnce(Context& context, const Command& command) {
    if (std::holds_alternative<CapabilityCommand>(command)) return doCapability(context);
    if (std::holds_alternative<Noop>(command) || std::holds_alternative<Check>(command)) return okay("Done");
    if (std::holds_alternative<Logout>(command)) return doLogout(context);
    if (std::holds_alternative<Id>(command)) return doId(context);
    if (std::holds_alternative<StartTls>(command)) return doStartTls(context);
    if (const auto* enable = std::get_if<Enable>(&command)) return doEnable(context, *enable);
    if (std::holds_alternative<NamespaceCommand>(command)) return doNamespace(context);
    if (const auto* quota = std::get_if<GetQuota>(&command)) return doGetQuota(context, *quota);
    if (const auto* quota = std::get_if<GetQuotaRoot>(&command)) return doGetQuotaRoot(context, *quota);
    if (std::holds_alternative<SetQuota>(command)) return refuse("Quotas are set by the administrators", "NOPERM");
    return std::nullopt;
}

Work<Completion> begin(Context& context, Command command) {
    if (auto* authenticate = std::get_if<Authenticate>(&command))
        return doAuthenticate(context, std::move(*authenticate));
    if (auto* login = std::get_if<Login>(&command)) return doLogin(context, std::move(*login));
    if (auto* select = std::get_if<Select>(&command)) return doSelect(context, std::move(*select));
    if (auto* create = std::get_if<Create>(&command)) return doCreate(context, std::move(*create));
    if (auto* remove = std::get_if<Delete>(&command)) return doDelete(context, std::move(*remove));
    if (auto* rename = std::get_if<Rename>(&command)) return doRename(context, std::move(*rename));
    if (auto* subscribe = std::get_if<Subscribe>(&command)) return doSubscribe(context, std::move(*subscribe));
    if (std::holds_alternative<Idle>(command)) return doIdle(context);
    if (auto* status = std::get_if<Status>(&command)) return doStatus(context, std::move(*status));
    if (auto* list = std::get_if<List>(&command)) return doList(context, std::move(*list));
    if (std::holds_alternative<Close>(command)) return doClose(context);
    if (auto* expunge = std::get_if<ExpungeCommand>(&command)) return doExpunge(context, std::move(*expunge));
    if (auto* fetch = std::get_if<Fetch>(&command)) return doFetch(context, std::move(*fetch));
    if (auto* store = std::get_if<Store>(&command)) return doStore(context, std::move(*store));
    if (auto* copy = std::get_if<Copy>(&command)) return doCopy(context, std::move(*copy));
    if (auto* search = std::get_if<Search>(&command)) return doSearch(context, std::move(*search));
    return doUnselect(context);
}

void appendTagged(Context& context, const Completion& completion) {
    auto& out = context.out;
    out += context.tag.empty() ? "*" : context.tag;
    switch (completion.status) {
        case Completion::Status::ok:
            out += " OK ";
            break;
        case Completion::Status::no:
            out += " NO ";
            break;
        case Completion::Status::bad:
            out += " BAD ";
            break;
    }
    if (!completion.code.empty()) {
        out += '[';
        out += completion.code;
        out += "] ";
    }
    appendText(out, completion.text, context.form());
    out += "\r\n";
}

Work<bool> answer(Context& context, Completion completion, Expunges expunges) {
    if (context.broken) co_return false;
    if (context.selected && !context.close) {
        auto telling = tellUpdates(context, expunges);
        if (!co_await telling) co_return false;
        if (completion.tellModSequence && completion.code.empty()) {
            completion.code = "HIGHESTMODSEQ ";
            appendNumber(completion.code, context.selected->synchronised().value);
        }
    }
    appendTagged(context, completion);
    co_await context.room();
    co_return true;
}

Work<bool> carryOut(Context& context, Command command) {
    const auto place = std::visit([]<class C>(const C&) { return placeOfCommand<C>(); }, command);
    if (!isInPlace(place, context.phase)) {
        auto answering = answer(context, bad("Not in this state"), Expunges::hold);
        co_return co_await answering;
    }
    const bool names = place == Place::selected && !std::holds_alternative<Close>(command) &&
                       !std::holds_alternative<Unselect>(command);
    if (names && !loadView(context)) co_return false;
    const auto expunges = expungesDuring(command);
    const bool selects = std::holds_alternative<Select>(command);
    auto completion = doAtOnce(context, command);
    if (!completion) {
        auto work = begin(context, std::move(command));
        completion = co_await work;
    }
    if (context.phase != Phase::notAuthenticated) context.assembler.setLimits(InputLimits::signedIn());
    if (selects) {
        // What it told is fresh; the news come with the next command.
        appendTagged(context, *completion);
        co_return true;
    }
    auto answering = answer(context, *std::move(completion), expunges);
    co_return co_await answering;
}

Work<bool> take(Context& context, InputEvent event) {
    if (!lookAtRights(context)) co_return false;
    if (const auto* text = std::get_if<CommandText>(&event)) {
        const auto names = context.form() == StringForm::utf8 ? NameEncoding::utf8 : NameEncoding::modifiedUtf7;
        auto parsed = parseCommand(text->text, names);
        if (parsed) {
            context.tag = std::move(parsed->tag);
            auto work = carryOut(context, std::move(parsed->command));
            co_return co_await work;
        }
        context.tag = parsed.error().tag;
        ++context.errors;
        auto answering = answer(context, bad(parsed.error().text()), Expunges::hold);
        co_return co_await answering;
    }
    if (auto* start = std::get_if<MessageStart>(&event)) {
        context.tag = std::move(start->tag);
        auto work = doAppend(context, std::move(start->mailbox), std::move(start->piece));
        auto completion = co_await work;
        auto answering = answer(context, std::move(completion), Expunges::tell);
        co_return co_await answering;
    }
    if (const auto* rejected = std::get_if<Rejected>(&event)) {
        context.tag = rejected->error.tag;
        ++context.errors;
        const bool tooBig = rejected->error.kind == ParseError::Kind::literalTooBig;
        appendTagged(context, tooBig ? bad(rejected->error.text(), "TOOBIG") : bad(rejected->error.text()));
        if (rejected->lost || rejected->unwanted > context.config.appendLimit) {
            context.out += "* BYE There is no telling where the next command begins\r\n";
            context.close = true;
        }
    }
    co_return true;
}

}  // namespace

Work<bool> converse(Context& context) {
    context.out += "* OK [" + capabilityCode(context) + "] " + context.config.hostName + " ready\r\n";
    while (!context.close) {
        auto event = co_await context.input();
        if (!event) continue;
        if (std::holds_alternative<ContinuationWanted>(*event)) {
            context.out += "+ Go on\r\n";
            continue;
        }
        auto taking = take(context, *std::move(event));
        co_await taking;
        if (context.phase == Phase::notAuthenticated && context.errors >= limits::imap::errorsBeforeSignIn &&
            !context.close) {
            context.out += "* BYE Too many errors\r\n";
            context.close = true;
        }
    }
    co_return true;
}

}  // namespace tram::imap
