#include "roles/relay/queued_message.hpp"

#include <gtest/gtest.h>

namespace tram::roles {
namespace {

namespace schema = store::schema;

schema::QueueEntryT entryTo(std::string recipient) {
    schema::QueueEntryT entry;
    entry.blob = 7;
    entry.skip = 30;
    entry.size = 1'030;
    entry.reverse_path = "an@tinh.gov.vn";
    entry.recipient = std::move(recipient);
    return entry;
}

smtp::RouteTable routes() {
    smtp::Route route;
    route.pattern = "xn--bcher-kva.example";
    route.zone = smtp::Zone::tsl;
    return smtp::RouteTable({route});
}

TEST(Way, OfAnEntry) {
    const struct {
        const char* recipient;
        const char* domain;
        const char* destination;
    } rows[] = {
        {"a@example.vn", "example.vn", "internet/example.vn"},
        {"a@EXAMPLE.vn", "example.vn", "internet/example.vn"},
        {"a@bücher.example", "xn--bcher-kva.example", "tsl/xn--bcher-kva.example"},
        {"a@[192.0.2.1]", "[192.0.2.1]", "internet/[192.0.2.1]"},
    };
    const auto table = routes();
    for (const auto& row : rows) {
        const auto way = wayOf(entryTo(row.recipient), table);
        ASSERT_TRUE(way) << row.recipient;
        EXPECT_EQ(way->domain, row.domain);
        EXPECT_EQ(way->destination, row.destination);
    }
    for (const auto* recipient : {"", "a", "@", "a@", "a@-\x01", "a@xn--\xFF.example"})
        EXPECT_FALSE(wayOf(entryTo(recipient), table)) << recipient;
}

// What must be encrypted shares no connection, and so no destination, with what need not.
TEST(Way, ThatRequiresTlsIsOneOfItsOwn) {
    const auto table = routes();
    auto entry = entryTo("a@example.vn");
    entry.require_tls = true;
    const auto way = wayOf(entry, table);
    ASSERT_TRUE(way);
    EXPECT_EQ(way->requireTls, smtp::RequireTls::yes);
    EXPECT_NE(way->destination, wayOf(entryTo("a@example.vn"), table)->destination);
}

TEST(TransactionKey, PartsWhatCannotGoTogether) {
    const auto base = entryTo("a@example.vn");
    const auto keyOf = [&](auto change) {
        auto entry = base;
        change(entry);
        return transactionKey(entry);
    };
    EXPECT_EQ(keyOf([](auto& entry) { entry.recipient = "b@elsewhere.example"; }), transactionKey(base));
    EXPECT_EQ(keyOf([](auto& entry) { entry.notify = schema::Notify::success; }), transactionKey(base));
    const std::vector<std::string> others{
        keyOf([](auto& entry) { entry.blob = 8; }),
        keyOf([](auto& entry) { entry.skip = 31; }),
        keyOf([](auto& entry) { entry.reverse_path.clear(); }),
        keyOf([](auto& entry) { entry.body_8bit = true; }),
        keyOf([](auto& entry) { entry.body_binary = true; }),
        keyOf([](auto& entry) { entry.smtputf8 = true; }),
        keyOf([](auto& entry) { entry.require_tls = true; }),
        keyOf([](auto& entry) { entry.ret = schema::Return::full; }),
        keyOf([](auto& entry) { entry.envelope_id = "x"; }),
    };
    for (std::size_t i = 0; i < others.size(); ++i) {
        EXPECT_NE(others[i], transactionKey(base)) << i;
        for (std::size_t j = 0; j < i; ++j) EXPECT_NE(others[i], others[j]) << i << " and " << j;
    }
}

TEST(Transaction, SaysWhatTheEntriesSay) {
    auto first = entryTo("a@bücher.example");
    first.body_8bit = true;
    first.ret = schema::Return::headers;
    first.envelope_id = "id";
    first.notify = schema::Notify::success | schema::Notify::delay;
    first.original_recipient = "rfc822;b@example.vn";
    const auto transaction = transactionOf({{QueueId{1}, first}, {QueueId{2}, entryTo("đ@bücher.example")}});
    ASSERT_TRUE(transaction);
    EXPECT_EQ(smtp::formatPath(transaction->reversePath), "<an@tinh.gov.vn>");
    const auto& parameters = transaction->parameters;
    EXPECT_EQ(parameters.size, 1'000U) << "without what is only ours";
    EXPECT_EQ(parameters.body, smtp::BodyKind::eightBitMime);
    EXPECT_EQ(parameters.dsnReturn, smtp::DsnReturn::headers);
    EXPECT_EQ(parameters.envelopeId, "id");
    ASSERT_EQ(transaction->recipients.size(), 2U);
    EXPECT_EQ(smtp::format(transaction->recipients[0].mailbox), "a@xn--bcher-kva.example");
    EXPECT_EQ(transaction->recipients[0].parameters.notify, (smtp::Notify{false, true, false, true}));
    EXPECT_EQ(transaction->recipients[0].parameters.originalRecipient,
              (smtp::OriginalRecipient{"rfc822", "b@example.vn"}));
    // With a local part that needs SMTPUTF8 the domain may stay as people write it.
    EXPECT_EQ(smtp::format(transaction->recipients[1].mailbox), "đ@bücher.example");
    EXPECT_FALSE(transaction->recipients[1].parameters.notify);
}

TEST(Transaction, WithoutASender) {
    auto entry = entryTo("a@example.vn");
    entry.reverse_path.clear();
    const auto transaction = transactionOf({{QueueId{1}, entry}});
    ASSERT_TRUE(transaction);
    EXPECT_FALSE(transaction->reversePath);
    EXPECT_FALSE(transactionOf({{QueueId{1}, entryTo("nobody")}}));
}

TEST(OriginalRecipient, IsATypeAndAnAddress) {
    EXPECT_EQ(originalRecipientOf("utf-8;đ@example.vn")->address, "đ@example.vn");
    for (const auto* text : {"", "a@example.vn", ";a@example.vn"}) EXPECT_FALSE(originalRecipientOf(text)) << text;
}

}  // namespace
}  // namespace tram::roles
