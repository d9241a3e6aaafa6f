// Envelopes and body structures of small messages, as clients get them.
#include <gtest/gtest.h>

#include <algorithm>

#include "mime/part_tree.hpp"
#include "proto/imap/response_writer.hpp"

namespace tram::imap {
namespace {

std::string envelope(ByteView message, StringForm form = StringForm::ascii) {
    Bytes out;
    appendEnvelope(out, mime::summarise(message).envelope, form);
    return out;
}
std::string structure(ByteView message, StructureForm structure, StringForm form = StringForm::ascii) {
    Bytes out;
    appendBodyStructure(out, mime::summarise(message), structure, form);
    return out;
}

TEST(Envelope, Full) {
    EXPECT_EQ(envelope("Date: Wed, 17 Jul 1996 02:23:25 -0700 (PDT)\r\n"
                       "From: Terry Gray <gray@cac.washington.edu>\r\n"
                       "Subject: IMAP4rev2 WG \"mtg\"\r\n"
                       "To: imap@cac.washington.edu, \"M, J\" <jm@x>\r\n"
                       "cc: (none)\r\n"
                       "In-Reply-To: <a@b>\r\n"
                       "Message-ID: <B27397@cac>\r\n\r\n"),
              R"~(("Wed, 17 Jul 1996 02:23:25 -0700 (PDT)" "IMAP4rev2 WG \"mtg\"" )~"
              R"((("Terry Gray" NIL "gray" "cac.washington.edu")) )"
              R"((("Terry Gray" NIL "gray" "cac.washington.edu")) )"
              R"((("Terry Gray" NIL "gray" "cac.washington.edu")) )"
              R"(((NIL NIL "imap" "cac.washington.edu")("M, J" NIL "jm" "x")) NIL NIL "<a@b>" "<B27397@cac>"))");
}
TEST(Envelope, Nothing) {
    EXPECT_EQ(envelope("\r\n"), "(NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL)");
}
TEST(Envelope, EmptySubjectIsNoNil) {
    EXPECT_EQ(envelope("Subject:\r\n\r\n"), R"((NIL "" NIL NIL NIL NIL NIL NIL NIL NIL))");
}
TEST(Envelope, SenderAndReplyToOfTheirOwn) {
    EXPECT_EQ(envelope("From: a@x\r\nSender: b@x\r\nReply-To: c@x\r\n\r\n"),
              R"((NIL NIL ((NIL NIL "a" "x")) ((NIL NIL "b" "x")) ((NIL NIL "c" "x")) NIL NIL NIL NIL NIL))");
}
TEST(Envelope, Groups) {
    EXPECT_EQ(envelope("To: friends: a@x;, undisclosed:;\r\n\r\n"),
              R"((NIL NIL NIL NIL NIL ((NIL NIL "friends" NIL)(NIL NIL "a" "x")(NIL NIL NIL NIL))"
              R"((NIL NIL "undisclosed" NIL)(NIL NIL NIL NIL)) NIL NIL NIL NIL))");
}
// NIL as the host would begin a group.
TEST(Envelope, AddressWithoutDomain) {
    EXPECT_EQ(envelope("From: root\r\n\r\n"),
              R"((NIL NIL ((NIL NIL "root" "")) ((NIL NIL "root" "")) ((NIL NIL "root" "")) NIL NIL NIL NIL NIL))");
}
TEST(Envelope, EightBitByForm) {
    EXPECT_EQ(envelope("Subject: đi\r\n\r\n"), "(NIL {3}\r\nđi NIL NIL NIL NIL NIL NIL NIL NIL)");
    EXPECT_EQ(envelope("Subject: đi\r\n\r\n", StringForm::utf8), "(NIL \"đi\" NIL NIL NIL NIL NIL NIL NIL NIL)");
}

TEST(BodyStructure, PlainText) {
    const ByteView message = "Subject: x\r\n\r\none\r\ntwo\r\n";
    EXPECT_EQ(structure(message, StructureForm::body),
              R"(("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 10 2))");
    EXPECT_EQ(structure(message, StructureForm::extended),
              R"(("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 10 2 NIL NIL NIL NIL))");
}
TEST(BodyStructure, AllFields) {
    const ByteView message =
        "Content-Type: application/pdf; name=a.pdf\r\nContent-ID: <1@x>\r\nContent-Description: A \"report\"\r\n"
        "Content-Transfer-Encoding: BASE64\r\nContent-MD5: Q2hlY2s=\r\n"
        "Content-Disposition: attachment; filename=a.pdf\r\nContent-Language: vi, en\r\nContent-Location: "
        "http://x/\r\n\r\n"
        "QUJD\r\n";
    EXPECT_EQ(structure(message, StructureForm::body),
              R"(("application" "pdf" ("name" "a.pdf") "<1@x>" "A \"report\"" "base64" 6))");
    EXPECT_EQ(structure(message, StructureForm::extended),
              R"(("application" "pdf" ("name" "a.pdf") "<1@x>" "A \"report\"" "base64" 6 "Q2hlY2s=" )"
              R"(("attachment" ("filename" "a.pdf")) ("vi" "en") "http://x/"))");
}
TEST(BodyStructure, Multipart) {
    const ByteView message =
        "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nhi\r\n--b\r\nContent-Type: image/png\r\n"
        "Content-Transfer-Encoding: 8bit\r\n\r\nx\r\n--b--\r\n";
    EXPECT_EQ(
        structure(message, StructureForm::body),
        R"((("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 2 0)("image" "png" NIL NIL NIL "8bit" 1) "mixed"))");
    EXPECT_EQ(structure(message, StructureForm::extended),
              R"((("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 2 0 NIL NIL NIL NIL))"
              R"(("image" "png" NIL NIL NIL "8bit" 1 NIL NIL NIL NIL) "mixed" ("boundary" "b") NIL NIL NIL))");
}
TEST(BodyStructure, MultipartWithoutParts) {
    EXPECT_EQ(structure("Content-Type: multipart/mixed; boundary=b\r\n\r\nnothing\r\n", StructureForm::body),
              R"((("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 0 0) "mixed"))");
}
TEST(BodyStructure, EnclosedMessage) {
    EXPECT_EQ(structure("Content-Type: message/rfc822\r\n\r\nSubject: in\r\n\r\nhi\r\n", StructureForm::body),
              R"(("message" "rfc822" NIL NIL NIL "7bit" 19 (NIL "in" NIL NIL NIL NIL NIL NIL NIL NIL) )"
              R"(("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 4 1) 3))");
}
// The grammar of IMAP4rev1 has no envelope behind message/global.
TEST(BodyStructure, EnclosedGlobalMessageByForm) {
    const ByteView message = "Content-Type: message/global\r\n\r\nSubject: in\r\n\r\nhi\r\n";
    EXPECT_EQ(structure(message, StructureForm::body), R"(("message" "global" NIL NIL NIL "7bit" 19))");
    EXPECT_EQ(structure(message, StructureForm::body, StringForm::utf8),
              R"(("message" "global" NIL NIL NIL "7bit" 19 (NIL "in" NIL NIL NIL NIL NIL NIL NIL NIL) )"
              R"(("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 4 1) 3))");
}
// [RFC9051 7.5.2]: continued and encoded parameters are put together.
TEST(BodyStructure, EncodedParametersByForm) {
    const ByteView message = "Content-Type: application/x; a*0=b; a*1=c; name*0*=utf-8''b%C3%A1; name*1=\" o\"\r\n\r\n";
    EXPECT_EQ(structure(message, StructureForm::body),
              R"(("application" "x" ("a" "bc" "name*" "utf-8''b%C3%A1%20o") NIL NIL "7bit" 0))");
    EXPECT_EQ(structure(message, StructureForm::body, StringForm::utf8),
              R"(("application" "x" ("a" "bc" "name*" "bá o") NIL NIL "7bit" 0))");
}
TEST(BodyStructure, UnknownEncodingIsShownAsItIs) {
    EXPECT_EQ(structure("Content-Type: a/b\r\nContent-Transfer-Encoding: x-foo\r\n\r\n", StructureForm::body),
              R"(("a" "b" NIL NIL NIL "x-foo" 0))");
}
TEST(BodyStructure, DeepNestingEnds) {
    std::string message;
    for (int i = 0; i < 500; ++i) message += "Content-Type: message/rfc822\r\n\r\n";
    const auto text = structure(message, StructureForm::extended);
    EXPECT_EQ(std::ranges::count(text, '('), std::ranges::count(text, ')'));
}

}  // namespace
}  // namespace tram::imap
