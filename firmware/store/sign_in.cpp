#include "store/sign_in.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/utf8.hpp"
#include "store/address_table.hpp"
#include "store/commands.hpp"
#include "store/credential_table.hpp"
#include "store/credentials/password_strength.hpp"
#include "store/directory.hpp"
#include "store/directory_change.hpp"
#include "store/directory_tree.hpp"
#include "store/wire.hpp"
#include "text/search_key.hpp"
#include "text/utf8.hpp"

namespace tram::store {

namespace {

using credentials::CredentialKind;
using schema::ErrorCode;

// As it is hashed: in NFC, since one keyboard composes Vietnamese letters and another does not [RFC8265 4.2.2].
// What is no text, or longer than any password, stays as it is and is refused for that.
Bytes preparedPassword(ByteView password) {
    if (password.size() > limits::credentials::password || !isUtf8(password)) return Bytes(password);
    return text::toNfc(password);
}

credentials::Protocol protocolOf(ByteView name) {
    return credentials::parseProtocol(name).value_or(credentials::Protocol::web);
}

std::string signInAddress(ByteView given, const StoreSettings& settings) {
    auto address = normaliseAddress(given);
    if (address.find('@') == std::string::npos) address += "@" + settings.domains.front();
    return address;
}

void addWords(std::vector<std::string>& words, ByteView text) {
    constexpr std::string_view between = " .@-";
    const auto folded = text::foldMarks(text);
    std::string run;
    for (std::size_t begin = 0; begin < folded.size();) {
        const auto end = std::min(folded.find_first_of(between, begin), folded.size());
        if (end > begin) {
            words.push_back(folded.substr(begin, end - begin));
            run += words.back();
        }
        begin = end + 1;
    }
    words.push_back(std::move(run));
}

}  // namespace

struct SignIns::Account {
    OfficialId id;
    std::string address;  // as it signs in
    schema::OfficialRecordT official;
    credentials::AccountCredentials credentials;
    FactorState factor = FactorState::none;
    bool known = false;

    [[nodiscard]] const credentials::AccountCredentials* credentialsIfKnown() const {
        return known ? &credentials : nullptr;
    }
    [[nodiscard]] schema::SignInT signIn(const credentials::CredentialRecord& opened) const {
        schema::SignInT answer;
        answer.official = id.value;
        answer.mailbox = official.mailbox;
        answer.address = official.address;
        answer.name = official.name;
        answer.epoch = official.session_epoch;
        answer.app_password = opened.kind == CredentialKind::app;
        answer.label = opened.label;
        return answer;
    }
};

// A password that was looked at.
struct SignIns::Try {
    Account account;
    Bytes password;  // as it is hashed
    credentials::PasswordVerdict verdict;

    // What fitted; where the verdict says that something did.
    [[nodiscard]] const credentials::CredentialRecord& opened() const {
        return account.credentials.records[*verdict.record];
    }
};

SignIns::SignIns(Parts parts)
    : parts_(std::move(parts)),
      checker_(parts_.chosenPasswords, parts_.sealingKey.derive("hand-out password"),
               parts_.sealingKey.derive("SCRAM fake salt")),
      attemptKey_(parts_.sealingKey.derive("attempt")) {}

SignIns::Account SignIns::account(ByteView address) const {
    Account result;
    result.address = address;
    const ReadTransaction transaction(parts_.environment);
    const auto id = findSignIn(transaction, address);
    const auto official =
        id ? getRecord<schema::OfficialRecord>(transaction, Table::official, Key::of(*id)) : std::nullopt;
    const auto standing = official ? standingOf(**official) : std::nullopt;
    if (!standing) return result;
    result.id = *id;
    (*official)->UnPackTo(&result.official);
    result.credentials.scramSalt.assign(result.official.scram_salt.begin(), result.official.scram_salt.end());
    for (auto& credential : readCredentials(transaction, parts_.sealingKey, *id)) {
        if (credential.record.kind == CredentialKind::secondFactor) {
            const auto factor = credentials::decodeSecondFactor(credential.record.verifier);
            if (factor && factor->confirmed) result.factor = FactorState::confirmed;
        }
        result.credentials.records.push_back(std::move(credential.record));
    }
    if (result.factor == FactorState::none && needsSecondFactor(parts_.settings.secondFactorPolicy, *standing))
        result.factor = FactorState::missing;
    result.known = true;
    return result;
}

// What of his own makes a bad password: his name, his address, his agency.
std::vector<std::string> SignIns::ownWords(const schema::OfficialRecordT& official) const {
    std::vector<std::string> words;
    addWords(words, official.name);
    addWords(words, official.address);
    const ReadTransaction transaction(parts_.environment);
    if (const auto agency = findAgency(transaction, AgencyId{official.agency})) addWords(words, agency->name);
    return words;
}

std::optional<Refusal> SignIns::mustWait(const std::string& address, ByteView client) {
    const auto network = credentials::networkOf(client).value_or(std::string());
    const std::lock_guard lock(defenceMutex_);
    const auto wait = defence_.wait(address, network, parts_.clock.steady());
    if (wait <= std::chrono::nanoseconds::zero()) return std::nullopt;
    return Refusal{ErrorCode::too_many_attempts, "address",
                   std::to_string(std::chrono::ceil<std::chrono::seconds>(wait).count()) + " s"};
}

void SignIns::tellDefence(const std::string& address, ByteView client, bool ok, ByteView password) {
    const auto network = credentials::networkOf(client).value_or(std::string());
    // A mail program that repeats one stale password is one guess, so the defence is told which it was.
    std::uint64_t attempt = 0;
    if (!ok && !password.empty()) {
        const auto digest = credentials::hmacSha256(credentials::view(attemptKey_), password);
        std::memcpy(&attempt, digest.data(), sizeof attempt);
    }
    const std::lock_guard lock(defenceMutex_);
    if (ok) {
        defence_.succeeded(address, network, parts_.clock.steady());
    } else {
        defence_.failed(address, network, attempt, parts_.clock.steady());
    }
}

namespace {

void recordSignIn(CommandContext& context, const schema::SignedInT& event) {
    auto& batch = context.batch;
    context.batch.journal(context.origin, asEvent(event));
    if (!event.ok || event.official == 0) return;
    const auto key = Key::of(OfficialId{event.official});
    const auto now = batch.nowMicroseconds();
    const auto before = batch.transaction.getStruct<schema::SignInTimes>(Table::signInTimes, key);
    batch.transaction.putStruct(Table::signInTimes, key, schema::SignInTimes(before ? before->first() : now, now));
}

}  // namespace

void SignIns::record(schema::SignedInT event) {
    const OfficialId official{event.official};
    submit(
        {"tram-store", official},
        [event = std::make_shared<schema::SignedInT>(std::move(event))](CommandContext& context) -> Outcome {
            recordSignIn(context, *event);
            return asAnswer(schema::DoneT{});
        },
        [](Bytes) {});
}

namespace {

schema::SignedInT eventOf(OfficialId official, const std::string& address, const Attempt& attempt,
                          std::string mechanism, bool ok) {
    schema::SignedInT event;
    event.official = official.value;
    event.address = address;
    event.protocol = attempt.protocol;
    event.client = attempt.client;
    event.mechanism = std::move(mechanism);
    event.ok = ok;
    event.count = 1;
    return event;
}

}  // namespace

void SignIns::signedIn(const Account& account, const Attempt& attempt, std::string mechanism, bool ok,
                       ByteView password) {
    tellDefence(account.address, attempt.client, ok, password);
    record(eventOf(account.id, account.address, attempt, std::move(mechanism), ok));
}

void SignIns::submit(const Origin& origin, std::function<Outcome(CommandContext&)> action, Later later,
                     std::function<void(const Outcome&)> before) {
    Command command;
    command.origin = origin;
    command.action = [action = std::move(action)](CommandContext& context) -> Outcome {
        if (auto may = mayAct(context.batch.transaction, context.origin); !may) return std::unexpected(may.error());
        return action(context);
    };
    command.then = [before = std::move(before), later = std::move(later)](const Outcome& outcome,
                                                                          JournalPosition position) {
        if (before) before(outcome);
        later(encodeOutcome(outcome, position));
    };
    parts_.submit(std::move(command));
}

SignIns::Tried SignIns::tryPassword(const Attempt& attempt, const char* field) {
    const auto address = signInAddress(attempt.address, parts_.settings);
    if (auto wait = mustWait(address, attempt.client)) return std::unexpected(std::move(*wait));
    Try result{account(address), preparedPassword(attempt.password), {}};
    result.verdict = checker_.check(result.account.credentialsIfKnown(), address, result.password,
                                    {protocolOf(attempt.protocol), attempt.client}, parts_.clock.now());
    if (result.verdict.outcome == credentials::PasswordOutcome::noMemory)
        return refuse(ErrorCode::temporary, field, "no memory to check it");
    return result;
}

Refusal SignIns::wrongPassword(const Try& tried, const Attempt& attempt, const char* field) {
    signedIn(tried.account, attempt, "PLAIN", false, tried.password);
    return {ErrorCode::bad_password, field, {}};
}

std::optional<Outcome> SignIns::checkPassword(const Attempt& attempt, Later later) {
    auto tried = tryPassword(attempt, "password");
    if (!tried) return std::unexpected(tried.error());
    auto& known = tried->account;
    // The right hand-out password is no guess.
    if (tried->verdict.outcome == credentials::PasswordOutcome::mustChange)
        return refuse(ErrorCode::must_change_password, "password");
    if (tried->verdict.outcome != credentials::PasswordOutcome::ok)
        return std::unexpected(wrongPassword(*tried, attempt, "password"));
    if (known.factor == FactorState::missing) {
        record(eventOf(known.id, known.address, attempt, "PLAIN", false));
        return refuse(ErrorCode::needs_second_factor, "password");
    }
    const auto& opened = tried->opened();
    auto answer = known.signIn(opened);
    if (known.factor == FactorState::confirmed && opened.kind == CredentialKind::chosen) {
        // A mail program cannot ask for a code, so it has no way in with this password. R9.4
        if (protocolOf(attempt.protocol) != credentials::Protocol::web) {
            record(eventOf(known.id, known.address, attempt, "PLAIN", false));
            return refuse(ErrorCode::second_factor, "password", "an app password is needed");
        }
        if (attempt.code.empty()) return refuse(ErrorCode::second_factor, "code");
        spendCode(known, attempt, std::move(answer), std::move(later));
        return std::nullopt;
    }
    signedIn(known, attempt, "PLAIN", true, tried->password);
    return asAnswer(std::move(answer));
}

void SignIns::spendCode(const Account& account, const Attempt& attempt, schema::SignInT answer, Later later) {
    const auto event =
        std::make_shared<schema::SignedInT>(eventOf(account.id, account.address, attempt, "PLAIN+TOTP", true));
    submit(
        {"tram-store", account.id},
        [id = account.id, event, code = Bytes(attempt.code),
         answer = std::make_shared<schema::SignInT>(std::move(answer))](CommandContext& context) -> Outcome {
            const auto official = findOfficial(context.batch.transaction, id);
            if (!official || official->session_epoch != answer->epoch)
                return refuse(ErrorCode::bad_password, "password");
            if (!takeSecondFactorCode(context, id, code)) return refuse(ErrorCode::second_factor, "code", "wrong");
            recordSignIn(context, *event);
            return asAnswer(*answer);
        },
        std::move(later),
        [this, event, code = Bytes(attempt.code)](const Outcome& outcome) {
            tellDefence(event->address, event->client, outcome.has_value(), code);
            if (outcome) return;
            auto failed = *event;
            failed.ok = false;
            record(std::move(failed));
        });
}

Outcome SignIns::scramCredentials(const schema::ScramCredentials& query) const {
    const auto address = signInAddress(viewOf(query.address()), parts_.settings);
    const auto parameters = checker_.scramParameters(account(address).credentialsIfKnown(), address);
    schema::ScramT answer;
    answer.salt.assign(asOctets(parameters.salt).begin(), asOctets(parameters.salt).end());
    answer.iterations = parameters.iterations;
    return asAnswer(std::move(answer));
}

Outcome SignIns::checkScram(const schema::CheckScram& query) {
    Attempt attempt;
    attempt.protocol = viewOf(query.protocol());
    attempt.client = viewOf(query.client());
    const auto address = signInAddress(viewOf(query.address()), parts_.settings);
    if (auto wait = mustWait(address, attempt.client)) return std::unexpected(std::move(*wait));
    const auto known = account(address);
    const auto candidates = credentials::scramCandidates(
        known.credentials, {protocolOf(attempt.protocol), attempt.client}, parts_.clock.now());
    const auto match =
        credentials::verifyScramProof(candidates.keys, viewOf(query.auth_message()), viewOf(query.proof()));
    if (!match || !known.known) {
        signedIn(known, attempt, "SCRAM-SHA-256", false, {});
        return refuse(ErrorCode::bad_password, "proof");
    }
    const auto& opened = known.credentials.records[candidates.records[match->index]];
    if (opened.kind == CredentialKind::handOut) return refuse(ErrorCode::must_change_password, "proof");
    if (known.factor == FactorState::missing) {
        record(eventOf(known.id, address, attempt, "SCRAM-SHA-256", false));
        return refuse(ErrorCode::needs_second_factor, "proof");
    }
    signedIn(known, attempt, "SCRAM-SHA-256", true, {});
    auto answer = known.signIn(opened);
    answer.signature = credentials::view(match->serverSignature);
    return asAnswer(std::move(answer));
}

std::optional<Outcome> SignIns::changePassword(const schema::ChangePassword& query, const Origin& origin, Later later) {
    const Attempt attempt{viewOf(query.address()), viewOf(query.old_password()), "password", {}, {}};
    const auto tried = tryPassword(attempt, "old_password");
    if (!tried) return std::unexpected(tried.error());
    const auto& known = tried->account;
    const bool right = tried->verdict.outcome == credentials::PasswordOutcome::ok ||
                       tried->verdict.outcome == credentials::PasswordOutcome::mustChange;
    if (!right || tried->opened().kind == CredentialKind::app)
        return std::unexpected(wrongPassword(*tried, attempt, "old_password"));
    const auto code = viewOf(query.code());
    const bool hasFactor = known.factor == FactorState::confirmed;
    if (hasFactor && code.empty()) return refuse(ErrorCode::second_factor, "code");
    if (!isUtf8(viewOf(query.new_password()))) return refuse(ErrorCode::weak_password, "new_password", "not UTF-8");
    const auto wanted = preparedPassword(viewOf(query.new_password()));
    if (const auto choice = credentials::checkChoice(wanted); !choice)
        return refuse(ErrorCode::weak_password, "new_password", std::string(credentials::name(choice.error())));
    if (wanted == tried->password) return refuse(ErrorCode::weak_password, "new_password", "the same as before");
    if (credentials::isEasilyGuessed(text::foldMarks(wanted), ownWords(known.official))) {
        return refuse(ErrorCode::weak_password, "new_password",
                      std::string(credentials::name(credentials::PasswordError::guessable)));
    }
    const auto verifier = parts_.chosenPasswords.hash(wanted);
    if (!verifier)
        return refuse(ErrorCode::temporary, "new_password", std::string(credentials::name(verifier.error())));
    // The old password was right when it was looked at; a reset meanwhile must not be undone by this.
    submit(
        {origin.process, known.id},
        [id = known.id, seen = known.official.next_credential, verifier = *verifier, hasFactor,
         code = Bytes(code)](CommandContext& context) -> Outcome {
            const auto official = findOfficial(context.batch.transaction, id);
            if (!official || official->next_credential != seen)
                return refuse(ErrorCode::temporary, "old_password", "changed meanwhile");
            if (hasFactor && !takeSecondFactorCode(context, id, code))
                return refuse(ErrorCode::second_factor, "code", "wrong");
            return setChosenPassword(context, id, verifier);
        },
        std::move(later),
        [this, address = known.address, code = Bytes(code)](const Outcome& outcome) {
            if (!outcome && outcome.error().code == ErrorCode::second_factor) tellDefence(address, {}, false, code);
        });
    return std::nullopt;
}

SignIns::Proven SignIns::proveChosen(ByteView address, ByteView password) {
    const Attempt attempt{address, password, "second-factor", {}, {}};
    auto tried = tryPassword(attempt, "password");
    if (!tried) return std::unexpected(tried.error());
    if (tried->verdict.outcome == credentials::PasswordOutcome::mustChange)
        return refuse(ErrorCode::must_change_password, "password");
    const bool right =
        tried->verdict.outcome == credentials::PasswordOutcome::ok && tried->opened().kind == CredentialKind::chosen;
    if (!right) return std::unexpected(wrongPassword(*tried, attempt, "password"));
    if (tried->account.factor == FactorState::confirmed) return refuse(ErrorCode::exists, "second_factor");
    return std::move(tried->account);
}

std::optional<Outcome> SignIns::enrolSecondFactor(const schema::EnrolSecondFactor& query, const Origin& origin,
                                                  Later later) {
    const auto known = proveChosen(viewOf(query.address()), viewOf(query.password()));
    if (!known) return std::unexpected(known.error());
    const auto factor = credentials::makeSecondFactor(parts_.random);
    const auto uri = credentials::otpauthUri(factor, parts_.settings.domains.front(), known->official.address);
    submit(
        {origin.process, known->id, known->official.session_epoch},
        [id = known->id, factor, uri](CommandContext& context) {
            return tram::store::enrolSecondFactor(context, id, factor, uri);
        },
        std::move(later));
    return std::nullopt;
}

std::optional<Outcome> SignIns::confirmSecondFactor(const schema::ConfirmSecondFactor& query, const Origin& origin,
                                                    Later later) {
    const auto known = proveChosen(viewOf(query.address()), viewOf(query.password()));
    if (!known) return std::unexpected(known.error());
    submit(
        {origin.process, known->id, known->official.session_epoch},
        [id = known->id, code = Bytes(viewOf(query.code()))](CommandContext& context) {
            return tram::store::confirmSecondFactor(context, id, code);
        },
        std::move(later));
    return std::nullopt;
}

void SignIns::setHandOutPassword(const schema::SetHandOutPassword& query, const Origin& origin, Later later) {
    submit(
        origin,
        [id = OfficialId{query.official()}, made = makeHandOut(parts_.sealingKey, parts_.random)](
            CommandContext& context) { return tram::store::setHandOutPassword(context, id, made); },
        std::move(later));
}

}  // namespace tram::store
