// Frames between processes: round trip, hostile bytes, who may ask what.
#include "store/wire.hpp"

#include "store/permission.hpp"
#include "store/store_fixture.hpp"

namespace tram::store {
namespace {

using schema::RequestBody;

TEST(Wire, ARequestComesOutAsItWentIn) {
    schema::CreateFolderT command;
    command.mailbox = 7;
    command.name = "Công việc";
    const auto body = encodeRequest(command, OfficialId{5}, "message bytes");
    const auto parsed = parseRequest(body);
    ASSERT_TRUE(parsed);
    EXPECT_EQ(parsed->request->actor(), 5U);
    ASSERT_NE(parsed->request->body_as_CreateFolder(), nullptr);
    EXPECT_EQ(parsed->request->body_as_CreateFolder()->mailbox(), 7U);
    EXPECT_EQ(textOf(parsed->request->body_as_CreateFolder()->name()), "Công việc");
    EXPECT_EQ(parsed->messageBytes, "message bytes");
}

TEST(Wire, AnAnswerComesOutAsItWentIn) {
    schema::DoneT done;
    done.id = 9;
    done.secret = "bcd-fgh";
    const auto body = encodeAnswer(asAnswer(done), JournalPosition{42});
    const auto parsed = parseAnswer(body);
    ASSERT_TRUE(parsed);
    EXPECT_EQ((*parsed)->position(), 42U);
    EXPECT_EQ((*parsed)->body_as_Done()->id(), 9U);
}

TEST(Wire, HostileFrames) {
    EXPECT_EQ(parseRequest("").error(), WireError::tooShort);
    EXPECT_EQ(parseRequest("1234567").error(), WireError::tooShort);
    EXPECT_EQ(parseRequest(Bytes(8, '\xff')).error(), WireError::badLength);
    EXPECT_EQ(parseRequest(Bytes(8, '\0')).error(), WireError::notValid);
    EXPECT_EQ(parseRequest(Bytes(64, '\0')).error(), WireError::notValid);
    Bytes tooLong(16, '\0');
    tooLong[0] = 9;
    EXPECT_EQ(parseRequest(tooLong).error(), WireError::badLength) << "the padding is not there";
    EXPECT_FALSE(parseAnswer(""));
    EXPECT_FALSE(parseAnswer(Bytes(64, '\0')));
    schema::RequestT nothing;
    flatbuffers::FlatBufferBuilder builder;
    builder.Finish(schema::Request::Pack(builder, &nothing));
    EXPECT_EQ(parseRequest(frameBody({builder.GetBufferPointer(), builder.GetSize()})).error(), WireError::notValid)
        << "no body";
}

// Every change of one octet, and every cut, is refused or gives a command that does no harm when it runs.
TEST(Wire, DamagedRequestsRunHarmlessly) {
    fixture::TestStore store;
    store.strict = false;
    const auto mailbox = store.mailboxOf(store.official(store.agency(), "Nguyễn Văn Hùng"));
    std::vector<Bytes> bodies;
    const auto bytes = fixture::messageOf(1, 200);
    bodies.push_back(encodeRequest(fixture::acceptOf(200, {{mailbox, "x"}, {{}, "y@example.com"}}), {}, bytes));
    schema::ObserveT observe;
    observe.events.push_back(std::make_unique<schema::ObservedEventT>());
    observe.events[0]->event.Set(schema::MailboxCheckedT{});
    bodies.push_back(encodeRequest(observe));
    schema::StoreFlagsT flags;
    flags.folder = store.folderOf(mailbox).value;
    flags.uids = {schema::UidRange(1, 9)};
    flags.keywords = {"a"};
    bodies.push_back(encodeRequest(flags));
    schema::QueueResultsT results;
    results.results.push_back(std::make_unique<schema::QueueResultT>());
    results.results[0]->queue = 1;
    bodies.push_back(encodeRequest(results));
    std::size_t ran = 0;
    for (const auto& body : bodies) {
        for (std::size_t at = 0; at < body.size(); ++at) {
            for (const auto with : {'\0', '\1', '\x7f', '\xff'}) {
                auto request = std::make_shared<RequestBytes>();
                request->body = body;
                request->body[at] = with;
                if (at % 7 == 0) request->body.resize(at);
                const auto parsed = parseRequest(request->body);
                if (!parsed) continue;
                auto command = makeCommand(request, *parsed, {"tram-smtp", {}});
                if (!command) continue;
                Batch batch(*store.environment, store.clock.now());
                auto context = store.contextOf(batch, command->origin, command->blobs);
                static_cast<void>(command->action(context));
                ++ran;
            }
        }
    }
    EXPECT_GT(ran, 500U);
    EXPECT_EQ(fixture::findingsOf(*store.environment), "");
}

TEST(Wire, AnObservationWithoutItsEventIsRefused) {
    flatbuffers::FlatBufferBuilder builder;
    schema::ObservedEventBuilder event(builder);
    event.add_event_type(schema::Event::MailboxChecked);
    const auto observed = event.Finish();
    const auto events = builder.CreateVector(std::vector{observed});
    const auto body = schema::CreateObserve(builder, events);
    builder.Finish(schema::CreateRequest(builder, 0, 0, RequestBody::Observe, body.Union()));
    auto request = std::make_shared<RequestBytes>();
    request->body = frameBody({builder.GetBufferPointer(), builder.GetSize()});
    const auto parsed = parseRequest(request->body);
    ASSERT_TRUE(parsed);
    auto command = makeCommand(request, *parsed, {"tram-access", {}});
    ASSERT_TRUE(command);
    fixture::TestStore store;
    Batch batch(*store.environment, store.clock.now());
    auto context = store.contextOf(batch, command->origin);
    const auto outcome = command->action(context);
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().code, schema::ErrorCode::malformed);
}

TEST(Wire, AQueryIsNoCommand) {
    auto request = std::make_shared<RequestBytes>();
    request->body = encodeRequest(schema::StatT{});
    EXPECT_EQ(makeCommand(request, *parseRequest(request->body), {}).error().code, schema::ErrorCode::malformed);
    EXPECT_TRUE(isQuery(RequestBody::Stat));
    EXPECT_FALSE(isQuery(RequestBody::Accept));
}

TEST(Permission, EachProcessAsksWhatItsRoleNeeds) {
    const auto allowed = [](std::string_view process) {
        std::string text;
        for (const auto what : schema::EnumValuesRequestBody()) {
            if (mayAsk(process, what)) text += std::string(schema::EnumNameRequestBody(what)) + " ";
        }
        return text;
    };
    EXPECT_EQ(allowed("tram-smtp"),
              "Accept Observe ResolveRecipient CheckPassword ScramCredentials CheckScram MaySendAs "
              "SessionOpened SessionClosed Subscribe Hello ");
    EXPECT_EQ(allowed("tram-relay"), "Accept QueueResults ResolveRecipient Subscribe Hello ");
    EXPECT_EQ(allowed("tram-access"),
              "Append StoreFlags Copy Expunge CreateFolder DeleteFolder RenameFolder SubscribeFolder Observe "
              "CheckPassword ScramCredentials "
              "CheckScram SessionOpened SessionClosed Subscribe Hello ");
    for (const auto* stranger : {"", "tram-web", "nobody", "tram-smtp ", "TRAM"})
        EXPECT_EQ(allowed(stranger), "Hello ") << stranger;
    // The operator's command changes no mail of anybody.
    for (const auto what : {RequestBody::Append, RequestBody::Expunge, RequestBody::CheckPassword, RequestBody::Accept,
                            RequestBody::Copy}) {
        EXPECT_FALSE(mayAsk("tram", what)) << schema::EnumNameRequestBody(what);
    }
    EXPECT_TRUE(mayAsk("tram", RequestBody::CreateOfficial));
    EXPECT_FALSE(mayAsk("tram", static_cast<RequestBody>(200)));
}

}  // namespace
}  // namespace tram::store
