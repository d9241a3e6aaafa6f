#include "roles/scan/html_text.hpp"

#include <gtest/gtest.h>

namespace tram::roles {
namespace {

TEST(HtmlText, TagsGoAndBlocksBeginLines) {
    EXPECT_EQ(
        textOfHtml(
            "<html><head><style>p { a: b }</style><title>x</title></head><body>"
            "<p>K&iacute;nh g&#7917;i&nbsp;Trung t&#xE2;m,</p>\r\n"
            "<div>Y&ecirc;u c\xe1\xba\xa7u: <b>t\xe1\xba\xa1o</b><br>H\xe1\xbb\x8d t\xc3\xaan: A &lt;b&gt; &amp; C"
            "</div><!-- > x --><table><tr><td>1</td><td>2</td></tr></table></body>"),
        "K&iacute;nh gửi Trung tâm,\nY&ecirc;u cầu: tạo\nHọ tên: A <b> & C\n1 2\n");
}

TEST(HtmlText, WhateverIsCutOrWrongIsPassedOver) {
    for (const auto* html : {"", "<", "<p", "<!--", "<style>x", "</", "&", "&#;", "&#x;", "&#1114112;", "&#xd800;",
                             "&#0;", "&verylongname;"}) {
        const auto text = textOfHtml(html);
        EXPECT_LE(text.size(), std::string_view(html).size()) << html;
        EXPECT_EQ(text.find('<'), std::string::npos) << html;
    }
    EXPECT_EQ(textOfHtml("a & b &c"), "a & b &c");
}

}  // namespace
}  // namespace tram::roles
