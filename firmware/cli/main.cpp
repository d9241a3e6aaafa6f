// tram: the operator's command.
#include <cstdlib>
#include <iostream>

#include "cli/password_input.hpp"
#include "cli/verbs.hpp"

namespace {

using namespace tram;
using namespace tram::cli;

struct Invocation {
    std::vector<std::string> words;
    std::string folder;
    Language language = Language::english;
    Format format = Format::table;
    std::string as;
    std::string asFile;
    std::string asCode;
    bool help = false;
    bool wrong = false;
};

std::string_view environmentLanguage() {
    for (const auto* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
        const char* value = std::getenv(name);
        if (value != nullptr && *value != '\0') return value;
    }
    return {};
}

// The options that every verb takes may stand anywhere before "--".
Invocation parse(int argc, char** argv) {
    Invocation result;
    result.language = languageOf(environmentLanguage());
    const std::vector<std::string> given(argv + std::min(argc, 1), argv + argc);
    for (std::size_t i = 0; i < given.size(); ++i) {
        const auto& word = given[i];
        if (word == "--") {
            result.words.insert(result.words.end(), given.begin() + static_cast<std::ptrdiff_t>(i), given.end());
            break;
        }
        const auto value = [&](const std::string& name) -> std::optional<std::string> {
            if (word.starts_with(name + "=")) return word.substr(name.size() + 1);
            if (word != name) return std::nullopt;
            if (++i < given.size()) return given[i];
            result.wrong = true;
            return std::string();
        };
        if (word == "--json") {
            result.format = Format::json;
        } else if (word == "--help" || word == "-h") {
            result.help = true;
        } else if (const auto folder = value("--dir")) {
            result.folder = *folder;
        } else if (const auto file = value("--as-file")) {
            result.asFile = *file;
        } else if (const auto code = value("--as-code")) {
            result.asCode = *code;
        } else if (const auto person = value("--as")) {
            result.as = *person;
        } else if (const auto language = value("--lang")) {
            result.language = languageOf(*language);
        } else {
            result.words.push_back(word);
        }
    }
    if (!result.words.empty() && result.words.front() == "help") {
        result.help = true;
        result.words.erase(result.words.begin());
    }
    return result;
}

int say(const std::string& message, Exit status) {
    std::cerr << "tram: " << message << '\n';
    return static_cast<int>(status);
}

std::string passwordOf(Session& session, const std::string& file) {
    return readPassword(session, file.empty() ? std::nullopt : std::optional(file), {"Password: ", "Mật khẩu: "});
}

int runVerb(const roles::ProcessContext& context, const Verb& verb, const Invocation& invocation) {
    const auto arguments = Arguments::parse(std::span(invocation.words).subspan(wordsOf(verb)), verb.options);
    const auto wrong = [&](const std::string& what) {
        say(what, Exit::usage);
        printHelp(std::cerr, invocation.language, verb.words);
        return static_cast<int>(Exit::usage);
    };
    if (!arguments) return wrong(arguments.error() + "?");
    const auto count = arguments->positional().size();
    if (count < verb.fewest || count > verb.most) {
        return wrong(std::string(Text{"wrong number of arguments", "sai số tham số"}.in(invocation.language)));
    }
    Session session(context.settings, context.folder, invocation.language, invocation.format, std::cout, std::cerr);
    int status = 0;
    try {
        if (!invocation.as.empty())
            session.signInAs(invocation.as, passwordOf(session, invocation.asFile), invocation.asCode);
        status = static_cast<int>(verb.run(session, *arguments));
    } catch (const EndOfCommand& end) {
        if (end.status == Exit::usage) return wrong(end.message);
        status = say(end.message, end.status);
    }
    std::cout.flush();
    return std::cout ? status : say("the output could not be written", Exit::refused);
}

}  // namespace

int main(int argc, char** argv) {
    const auto invocation = parse(argc, argv);
    const auto* verb = findVerb(invocation.words);
    if (invocation.help) {
        std::string about;
        for (const auto& word : invocation.words) about += (about.empty() ? "" : " ") + word;
        printHelp(std::cout, invocation.language, verb != nullptr ? verb->words : std::string_view(about));
        return 0;
    }
    if (verb == nullptr || invocation.wrong) {
        printHelp(std::cerr, invocation.language, "");
        return static_cast<int>(Exit::usage);
    }
    std::string name = "tram";
    std::string option = "--dir=" + invocation.folder;
    std::vector<char*> own{name.data()};
    if (!invocation.folder.empty()) own.push_back(option.data());
    own.push_back(nullptr);
    return roles::runProcess(static_cast<int>(own.size()) - 1, own.data(), "tram",
                             [&](roles::ProcessContext& context) { return runVerb(context, *verb, invocation); });
}
