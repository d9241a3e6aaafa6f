#include "cli/arguments.hpp"

#include <gtest/gtest.h>

#include "cli/output.hpp"
#include "cli/verbs.hpp"

namespace tram::cli {
namespace {

TEST(Arguments, OptionsAndWordsInAnyOrder) {
    const std::vector<std::string> words{"one", "--to", "a.example", "--all", "two", "--reason=because", "--", "--all"};
    const auto parsed = Arguments::parse(words, "all to= reason=");
    ASSERT_TRUE(parsed);
    EXPECT_EQ(parsed->positional(), (std::vector<std::string>{"one", "two", "--all"}));
    EXPECT_EQ(parsed->value("to"), "a.example");
    EXPECT_EQ(parsed->text("reason"), "because");
    EXPECT_TRUE(parsed->has("all"));
}

struct WrongCase {
    const char* name;
    std::vector<std::string> words;
};

class WrongArguments : public ::testing::TestWithParam<WrongCase> {};

TEST_P(WrongArguments, AreRefused) {
    EXPECT_FALSE(Arguments::parse(GetParam().words, "all to="));
}

INSTANTIATE_TEST_SUITE_P(Table, WrongArguments,
                         ::testing::Values(WrongCase{"unknown", {"--frob"}}, WrongCase{"valueMissing", {"--to"}},
                                           WrongCase{"valueTooMany", {"--all=yes"}},
                                           WrongCase{"prefixIsNoOption", {"--t", "x"}}, WrongCase{"noName", {"--=x"}}),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(Numbers, Octets) {
    EXPECT_EQ(parseOctets("700"), 700u);
    EXPECT_EQ(parseOctets("2G"), 2'147'483'648u);
    EXPECT_EQ(parseOctets("K"), std::nullopt);
    EXPECT_EQ(parseOctets("-1"), std::nullopt);
    EXPECT_EQ(parseOctets("99999999999999999999"), std::nullopt);
    EXPECT_EQ(parseOctets("99999999999T"), std::nullopt);
}

TEST(Times, AreTheProvincesOwn) {
    EXPECT_EQ(localTime(1'700'000'000'000'000), "2023-11-15 05:13:20+07:00");
    EXPECT_EQ(localTime(0), "");
    std::int64_t end = 0;
    ASSERT_TRUE(endOfDay("2023-11-14", end));
    EXPECT_EQ(localTime(end), "2023-11-15 00:00:00+07:00");
    EXPECT_FALSE(endOfDay("2023-02-30", end));
    EXPECT_FALSE(endOfDay("14/11/2023", end));
}

TEST(Tables, AlignVietnamese) {
    EXPECT_EQ(widthOf("Nguyễn"), 6u);
    EXPECT_EQ(widthOf("Nguyê\xcc\x83n"), 6u);
    std::ostringstream out;
    printRows(out, Format::table, Language::vietnamese,
              {{"name", {"NAME", "TÊN"}}, {"count", {"COUNT", "SỐ"}, Column::Side::right}},
              {{{"name", "Hùng"}, {"count", 5}}, {{"name", "A\x1b[2J"}, {"count", 1200}}});
    EXPECT_EQ(out.str(), "TÊN      SỐ\nHùng      5\nA?[2J  1200\n");
}

TEST(Tables, AsJsonHaveEverything) {
    std::ostringstream out;
    printRows(out, Format::json, Language::english, {{"name", {"NAME", "TÊN"}}}, {{{"name", "Hùng"}, {"more", true}}});
    EXPECT_EQ(out.str(), "[{\"name\":\"Hùng\",\"more\":true}]\n");
}

TEST(Verbs, TheLongestNameIsMeant) {
    const std::vector<std::string> words{"queue", "list", "x"};
    ASSERT_NE(findVerb(words), nullptr);
    EXPECT_EQ(findVerb(words)->words, "queue list");
    EXPECT_EQ(findVerb(std::vector<std::string>{"queue"}), nullptr);
    EXPECT_EQ(findVerb({}), nullptr);
}

// The words of an example as a shell would make them, without the program's name and the options for every verb.
std::vector<std::string> wordsOfExample(std::string_view example) {
    std::vector<std::string> words(1);
    char quote = 0;
    for (const char c : example) {
        if (quote == 0 && (c == '>' || c == '|')) break;
        if (quote == 0 && (c == '\'' || c == '"')) {
            quote = c;
        } else if (c == quote) {
            quote = 0;
        } else if (quote == 0 && c == ' ') {
            words.emplace_back();
        } else {
            words.back() += c;
        }
    }
    if (words.back().empty()) words.pop_back();
    EXPECT_EQ(words.front(), "tram") << example;
    words.erase(words.begin());
    if (words.front() == "--as") words.erase(words.begin(), words.begin() + 2);
    return words;
}

TEST(Verbs, EachIsExplainedInBothLanguagesWithAnExampleThatIsRight) {
    for (const auto& group : verbGroups()) {
        EXPECT_FALSE(group.heading.vietnamese.empty());
        for (const auto& verb : group.verbs) {
            EXPECT_FALSE(verb.purpose.english.empty()) << verb.words;
            EXPECT_FALSE(verb.purpose.vietnamese.empty()) << verb.words;
            std::ostringstream help;
            printHelp(help, Language::vietnamese, verb.words);
            EXPECT_NE(help.str().find(verb.purpose.vietnamese), std::string::npos) << verb.words;
            EXPECT_NE(help.str().find(verb.example), std::string::npos) << verb.words;
            std::ostringstream overview;
            printHelp(overview, Language::english, "");
            EXPECT_NE(overview.str().find("  " + std::string(verb.words) + " "), std::string::npos) << verb.words;
            const auto words = wordsOfExample(verb.example);
            ASSERT_EQ(findVerb(words), &verb) << verb.example;
            const auto arguments = Arguments::parse(std::span(words).subspan(wordsOf(verb)), verb.options);
            ASSERT_TRUE(arguments) << verb.example << ": " << arguments.error();
            EXPECT_GE(arguments->positional().size(), verb.fewest) << verb.example;
            EXPECT_LE(arguments->positional().size(), verb.most) << verb.example;
        }
    }
}

TEST(Verbs, HelpSpeaksTheReadersLanguage) {
    EXPECT_EQ(languageOf("vi_VN.UTF-8"), Language::vietnamese);
    EXPECT_EQ(languageOf("C.UTF-8"), Language::english);
}

}  // namespace
}  // namespace tram::cli
