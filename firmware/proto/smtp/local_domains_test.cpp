// The open-relay table: what strangers try so that a server takes their mail for elsewhere.
#include "proto/smtp/local_domains.hpp"

#include <gtest/gtest.h>

namespace tram::smtp {
namespace {

// "refused" stands for a path that is no path: 501 before anyone asks where it leads.
enum class Fate { local, elsewhere, routedThroughUs, refused };

Fate fateOf(ByteView path) {
    LocalDomains domains;
    domains.add("dich.example");
    domains.add("So.Dich.Example");
    const auto parsed = parseForwardPath(path);
    if (!parsed) return Fate::refused;
    switch (domains.classify(parsed->value)) {
        case Destination::local:
            return Fate::local;
        case Destination::elsewhere:
            return Fate::elsewhere;
        case Destination::routedThroughUs:
            return Fate::routedThroughUs;
    }
    return Fate::refused;
}

TEST(OpenRelay, Table) {
    const struct {
        const char* name;
        const char* path;
        Fate fate;
    } rows[] = {
        {"ours", "<an@dich.example>", Fate::local},
        {"ours in capitals", "<an@DICH.EXAMPLE>", Fate::local},
        {"ours by setting in capitals", "<an@so.dich.example>", Fate::local},
        {"ours quoted", "<\"an\"@dich.example>", Fate::local},
        {"bare postmaster", "<Postmaster>", Fate::local},
        {"ours behind a source route", "<@khac.example:an@dich.example>", Fate::local},
        {"plain relay", "<an@khac.example>", Fate::elsewhere},
        {"source route through us", "<@dich.example:an@khac.example>", Fate::elsewhere},
        {"source route of two through us", "<@khac.example,@dich.example:an@khac.example>", Fate::elsewhere},
        {"source route through us by literal", "<@[192.0.2.25]:an@khac.example>", Fate::elsewhere},
        {"domain after domain", "<@dich.example@khac.example:an@dich.example>", Fate::refused},
        {"source route with no end", "<@dich.example,an@khac.example>", Fate::refused},
        {"percent hack", "<an%khac.example@dich.example>", Fate::routedThroughUs},
        {"percent hack to a literal", "<an%[192.0.2.1]@dich.example>", Fate::refused},
        {"percent hack at a literal", "<an%khac.example@[192.0.2.25]>", Fate::elsewhere},
        {"quoted percent hack", "<\"an%khac.example\"@dich.example>", Fate::routedThroughUs},
        {"quoted address", "<\"an@khac.example\"@dich.example>", Fate::routedThroughUs},
        {"quoted address without domain", "<\"an@khac.example\">", Fate::refused},
        {"quoted address, escaped at", "<\"an\\@khac.example\"@dich.example>", Fate::routedThroughUs},
        {"bang path", "<khac.example!an@dich.example>", Fate::routedThroughUs},
        {"bang path alone", "<khac.example!an>", Fate::refused},
        {"bang path and percent", "<dich.example!an%khac.example@dich.example>", Fate::routedThroughUs},
        {"two at signs", "<an@khac.example@dich.example>", Fate::refused},
        {"two at signs, ours first", "<an@dich.example@khac.example>", Fate::refused},
        {"ours as prefix", "<an@dich.example.khac.example>", Fate::elsewhere},
        {"ours as suffix", "<an@xdich.example>", Fate::elsewhere},
        {"below ours", "<an@la.dich.example>", Fate::elsewhere},
        {"trailing dot", "<an@dich.example.>", Fate::refused},
        {"literal", "<an@[192.0.2.25]>", Fate::elsewhere},
        {"IPv6 literal", "<an@[IPv6:2001:db8::25]>", Fate::elsewhere},
        {"mapped IPv6 literal", "<an@[IPv6:::ffff:192.0.2.25]>", Fate::elsewhere},
        {"unknown literal", "<an@[dich.example]>", Fate::refused},
        {"number as domain", "<an@3221225985>", Fate::elsewhere},
        {"local part alone", "<an>", Fate::refused},
        {"empty domain", "<an@>", Fate::refused},
        {"NUL by escape in the name", "<an@dich.example%00.khac.example>", Fate::refused},
        {"angle brackets twice", "<<an@khac.example>@dich.example>", Fate::refused},
        {"semicolon list", "<an@dich.example;an@khac.example>", Fate::refused},
        {"comma list", "<an@dich.example,an@khac.example>", Fate::refused},
        {"full-width at sign", "<an＠khac.example@dich.example>", Fate::local},  // one odd local part: unknown user
    };
    for (const auto& row : rows) EXPECT_EQ(fateOf(row.path), row.fate) << row.name;
}

TEST(LocalDomains, ALiteralIsOursOnlyIfAdded) {
    LocalDomains domains;
    domains.add("[192.0.2.25]");
    EXPECT_EQ(domains.classify(parseForwardPath("<an@[192.0.2.25]>")->value), Destination::local);
    EXPECT_EQ(domains.classify(parseForwardPath("<an@[192.0.2.26]>")->value), Destination::elsewhere);
}

}  // namespace
}  // namespace tram::smtp
