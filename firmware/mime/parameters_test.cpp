// Content-Type and Content-Disposition as text: "type; name=value; name*=value" (the star: extended form).
#include "mime/parameters.hpp"

#include <gtest/gtest.h>

#include "base/limits.hpp"

namespace tram::mime {
namespace {

std::string listed(const Parameters& parameters) {
    std::string out;
    for (const auto& p : parameters) {
        out += "; " + p.name + (p.form == Parameter::Form::extended ? "*=" : "=") + p.value;
    }
    return out;
}

struct Row {
    const char* name;
    ByteView value;
    ByteView result;
};

TEST(Parameters, OfContentType) {
    const Row rows[] = {
        {"plain", "text/plain", "text/plain"},
        {"case", "TEXT/Html; CharSet=UTF-8", "text/html; charset=UTF-8"},
        {"quoted", "a/b; c=\"d; \\\"e\\\"\"", "a/b; c=d; \"e\""},
        {"folded", "a/b;\r\n\tc=d;\r\n e=f", "a/b; c=d; e=f"},
        {"comments", "(x) a/b (y); c=d (z (z)); e=f", "a/b; c=d; e=f"},
        {"comment at a charset", "text/plain; charset=us-ascii(comment)", "text/plain; charset=us-ascii"},
        {"missing semicolons", "a/b c=d e=\"f\"", "a/b; c=d; e=f"},
        {"empty pieces", "a/b;;; c=d;", "a/b; c=d"},
        {"words that are no parameters", "a/b; junk; c=d", "a/b; c=d"},
        {"unquoted boundary of specials", "multipart/mixed; boundary=----=_Part:1/2?",
         "multipart/mixed; boundary=----=_Part:1/2?"},
        {"unquoted file name", "a/b; name=Bao cao (1).pdf; x=y", "a/b; name=Bao cao (1).pdf; x=y"},
        {"unclosed quote", "a/b; c=\"d", "a/b; c=d"},
        {"continuations", "a/b; c*1=\"two\"; c*0=one", "a/b; c=onetwo"},
        {"extended", "a/b; c*=utf-8'vi'B%C3%A1o", "a/b; c*=Báo"},
        {"extended in pieces", "a/b; c*0*=utf-8''B%C3; c*1*=%A1o; c*2=\" %41\"", "a/b; c*=Báo %41"},
        {"extended in windows-1258", "a/b; c*=windows-1258''Vi%EA%F2t", "a/b; c*=Việt"},
        {"extended without quotes", "a/b; c*=B%C3%A1o", "a/b; c*=Báo"},
        {"bad percent", "a/b; c*=utf-8''100%", "a/b; c*=100%"},
        {"name that only looks like a piece", "a/b; c*x=d", "a/b; c*x=d"},
    };
    for (const auto& row : rows) {
        const auto parsed = parseContentType(row.value);
        ASSERT_TRUE(parsed) << row.name;
        EXPECT_EQ(parsed->type + "/" + parsed->subtype + listed(parsed->parameters), row.result) << row.name;
    }
    for (const char* bad : {"", "text", "text/", "/plain", "<html>", "; name=x", "te xt/plain"}) {
        EXPECT_FALSE(parseContentType(bad)) << bad;
    }
}

TEST(Parameters, OfDisposition) {
    EXPECT_EQ(parseDisposition("ATTACHMENT; filename=a.pdf")->type, "attachment");
    EXPECT_EQ(listed(parseDisposition("inline; filename=a.pdf; size=3")->parameters), "; filename=a.pdf; size=3");
    EXPECT_EQ(parseDisposition("; filename=a.pdf")->type, "attachment");
    EXPECT_FALSE(parseDisposition(""));
    EXPECT_FALSE(parseDisposition(" ;"));
}

TEST(Parameters, ForPeople) {
    const auto parsed =
        parseContentType("a/b; name=\"=?utf-8?q?B=C3=A1o?=\"; filename=old; filename*=utf-8''m%E1%BB%9Bi");
    EXPECT_EQ(parameterText(parsed->parameters, "name"), "Báo");
    EXPECT_EQ(parameterText(parsed->parameters, "filename"), "mới");
    EXPECT_EQ(findParameter(parsed->parameters, "filename"), "mới");
    EXPECT_FALSE(parameterText(parsed->parameters, "size"));
}

TEST(Parameters, WrittenAndReadBack) {
    EXPECT_EQ(formatParameter("charset", "utf-8"), "; charset=utf-8");
    EXPECT_EQ(formatParameter("filename", "a b.pdf"), "; filename=\"a b.pdf\"");
    EXPECT_EQ(formatParameter("filename", "Báo"), "; filename*=utf-8''B%C3%A1o");
    std::string longName;
    for (int i = 0; i < 40; ++i) longName += "Báo cáo ";
    for (const std::string& value :
         {std::string("x\"y\\z"), std::string("a\r\nB: c"), longName, std::string(300, 'a')}) {
        const auto written = formatParameter("filename", value);
        EXPECT_EQ(written.find_first_of("\r\n"), std::string::npos);
        const auto read = parseDisposition("attachment" + written);
        auto expected = value;
        if (const auto at = expected.find("\r\n"); at != std::string::npos) expected.replace(at, 2, "  ");
        EXPECT_EQ(findParameter(read->parameters, "filename"), expected);
    }
}

TEST(Parameters, AreBounded) {
    std::string many = "a/b";
    for (std::size_t i = 0; i < 100'000; ++i) many += ";p" + std::to_string(i) + "=v";
    EXPECT_EQ(parseContentType(many)->parameters.size(), limits::mime::parameters);
    std::string pieces = "a/b";
    for (std::size_t i = 100'000; i-- > 0;) pieces += ";p*" + std::to_string(i) + "=v";
    EXPECT_EQ(parseContentType(pieces)->parameters.at(0).value.size(), limits::mime::continuations);
}

}  // namespace
}  // namespace tram::mime
