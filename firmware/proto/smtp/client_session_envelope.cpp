// MAIL, RCPT and DATA: what is sent when, and what the replies mean for each recipient.
#include <algorithm>
#include <set>

#include "proto/smtp/client_result.hpp"
#include "proto/smtp/client_session.hpp"

namespace tram::smtp {

using client::Outcome;
using client::RecipientResult;

void ClientSession::begin(client::Transaction transaction) {
    if (phase_ != Phase::ready) return;
    transaction_ = std::move(transaction);
    // We vouch for nobody towards others. [RFC4954 5]
    transaction_.parameters.submitter.reset();
    results_.assign(transaction_.recipients.size(), std::nullopt);
    sending_.clear();
    rcptsSent_ = 0;
    accepted_ = 0;
    mailSent_ = mailRefused_ = dataSent_ = false;
    bodyLeft_ = transaction_.parameters.size.value_or(0);
    transfer_ = extensions_.chunking == Announced::yes ? Transfer::chunking : Transfer::data;
    encoder_ = BodyEncoder{transfer_ == Transfer::data ? BodyEncoder::Dots::doubled : BodyEncoder::Dots::asTheyAre};
    phase_ = Phase::envelope;

    if (transaction_.reversePath && transaction_.reversePath->needsSmtpUtf8()) {
        transaction_.parameters.smtpUtf8 = SmtpUtf8::yes;
    }
    if (const auto refusal = unfit()) {
        settle(*refusal);
        return finishTransaction();
    }
    selectRecipients();
    if (sending_.empty()) return finishTransaction();
    proceedEnvelope();
}

std::optional<RecipientResult> ClientSession::unfit() const {
    const auto& wanted = transaction_.parameters;
    const auto& offered = extensions_.parameters;
    const auto refuse = [&](EnhancedCode status, std::string_view why) {
        const auto server = serverName_.empty() ? std::string{"the server"} : serverName_;
        return client::localResult(Outcome::permanent, status, server + " " + std::string{why});
    };
    if (wanted.requireTls == RequireTls::yes && (!tls_ || !offered.requireTls)) {
        return refuse({5, 7, 30}, "does not support REQUIRETLS, which this message asks for");
    }
    if (wanted.smtpUtf8 == SmtpUtf8::yes && !offered.smtpUtf8) {
        return refuse({5, 6, 7}, "does not support SMTPUTF8, which this message needs");
    }
    if (wanted.body == BodyKind::binaryMime && !offered.binaryMime) {
        return refuse({5, 6, 3}, "does not support BINARYMIME, and this message cannot be converted");
    }
    if (wanted.body == BodyKind::eightBitMime && !offered.eightBitMime) {
        return refuse({5, 6, 3}, "does not support 8BITMIME, and this message cannot be converted");
    }
    if (extensions_.sizeLimit && wanted.size && *wanted.size > *extensions_.sizeLimit) {
        return refuse({5, 3, 4}, "takes messages of at most " + std::to_string(*extensions_.sizeLimit) + " octets");
    }
    return std::nullopt;
}

void ClientSession::selectRecipients() {
    const auto& limits = extensions_.limits;
    const auto most = std::max(1U, std::min(config_.recipients, limits.recipients.value_or(config_.recipients)));
    std::set<std::string_view> domains;
    for (std::size_t i = 0; i < transaction_.recipients.size(); ++i) {
        const auto& mailbox = transaction_.recipients[i].mailbox;
        if (mailbox.needsSmtpUtf8()) {
            if (!extensions_.parameters.smtpUtf8) {
                results_[i] = client::localResult(Outcome::permanent, {5, 6, 7},
                                                  "the server does not support SMTPUTF8, which this address needs");
                continue;
            }
            transaction_.parameters.smtpUtf8 = SmtpUtf8::yes;
        }
        const auto isNewDomain = !domains.contains(mailbox.domain.text);
        if (sending_.size() >= most ||
            (isNewDomain && limits.recipientDomains && domains.size() >= *limits.recipientDomains)) {
            results_[i] = client::localResult(Outcome::postponed, {4, 5, 3}, "too many recipients for one transaction");
            continue;
        }
        domains.insert(mailbox.domain.text);
        sending_.push_back(i);
    }
}

void ClientSession::proceedEnvelope() {
    if (phase_ != Phase::envelope) return;
    const auto pipelining = extensions_.pipelining == Announced::yes;
    // Commands wait while many are written, so that neither side waits for the other to read. [RFC2920 3.1]
    while (awaited_.empty() || (pipelining && output_.size() < limits::smtp::pipelinedCommands)) {
        if (resetNeeded_) {
            resetNeeded_ = false;
            send("RSET", {Awaited::reset});
        } else if (!mailSent_) {
            sendMail();
        } else if (mailRefused_) {
            break;
        } else if (rcptsSent_ < sending_.size()) {
            sendRcpt(sending_[rcptsSent_++]);
        } else if (transfer_ == Transfer::data && !dataSent_ && (accepted_ > 0 || !awaited_.empty())) {
            // While replies are out, somebody may yet be accepted.
            dataSent_ = true;
            send("DATA", {Awaited::data});
        } else {
            break;
        }
    }
    if (!awaited_.empty()) return;
    if (mailRefused_ || accepted_ == 0) {
        resetNeeded_ = !mailRefused_ && !dataSent_;
        return finishTransaction();
    }
    startChunk();
}

void ClientSession::sendMail() {
    mailSent_ = true;
    ++transactions_;
    send("MAIL FROM:" + formatPath(transaction_.reversePath) + format(transaction_.parameters, extensions_.parameters),
         {Awaited::mail});
}

void ClientSession::sendRcpt(std::size_t recipient) {
    const auto& [mailbox, parameters] = transaction_.recipients[recipient];
    send("RCPT TO:" + formatPath(ForwardPath{mailbox}) +
             format(parameters, extensions_.parameters, transaction_.parameters.smtpUtf8),
         {Awaited::rcpt, recipient});
}

void ClientSession::handleMail(const Reply& reply) {
    if (reply.code / 100 == 3) return protocolError("3xx in reply to MAIL");
    if (reply.code / 100 != 2) {
        mailRefused_ = true;
        settle(client::resultOf(reply));
    }
    proceedEnvelope();
}

void ClientSession::handleRcpt(const Reply& reply, std::size_t recipient) {
    if (reply.code / 100 == 3) return protocolError("3xx in reply to RCPT");
    if (!mailRefused_) {
        if (reply.code / 100 == 2) {
            ++accepted_;
        } else {
            auto result = client::resultOf(reply);
            // Only where this transaction gets somewhere: else it would be begun for ever.
            if (accepted_ > 0 && client::isTooManyRecipients(reply)) result.outcome = Outcome::postponed;
            results_[recipient] = std::move(result);
        }
    }
    proceedEnvelope();
}

void ClientSession::handleData(const Reply& reply) {
    if (reply.code / 100 == 2 || (reply.code / 100 == 3 && reply.code != 354)) return protocolError("reply to DATA");
    const auto nobody = mailRefused_ || accepted_ == 0;
    if (reply.code != 354) {
        if (!nobody) {
            settle(client::resultOf(reply));
            accepted_ = 0;
        }
        resetNeeded_ = !mailRefused_;
        return finishTransaction();
    }
    if (nobody) {
        // It takes a message for nobody: so there is none. [RFC2920 3.1]
        output_ += ".\r\n";
        awaited_.push_back({Awaited::emptyData});
        return;
    }
    phase_ = Phase::body;
    awaited_.push_back({Awaited::message});
}

void ClientSession::settle(const RecipientResult& result) {
    for (auto& place : results_) {
        if (!place) place = result;
    }
}

void ClientSession::finishTransaction() {
    client::TransactionDone done;
    done.recipients.reserve(results_.size());
    for (auto& result : results_) {
        done.recipients.push_back(std::move(result).value_or(RecipientResult{}));
        if (extensions_.parameters.dsn) done.recipients.back().reportDuty = client::ReportDuty::passedOn;
    }
    done_.push_back(std::move(done));
    results_.clear();
    transaction_ = {};
    phase_ = Phase::ready;
    if (transactionsLeft() == 0) quit();
}

}  // namespace tram::smtp
