// Batches of Directory commands: the demonstration province, imports.
#include <array>
#include <boost/json/serialize.hpp>
#include <fstream>
#include <iostream>

#include "cli/batch_loader.hpp"
#include "cli/verbs.hpp"

namespace tram::cli {

namespace {

BatchCount carryOut(Session& session, const std::string& file, BatchOptions options, Format format) {
    const auto report = [&](const boost::json::object& line) {
        const auto* error = line.if_contains("error");
        if (format == Format::json) session.out << boost::json::serialize(line) << '\n';
        if (error != nullptr) {
            session.err << "tram: " << file << ':' << line.at("line").to_number<std::uint64_t>() << ": "
                        << printable(error->get_string()) << '\n';
        } else if (const auto* password = line.if_contains("password");
                   password != nullptr && format == Format::table) {
            session.out << line.at("address").get_string() << '\t' << password->get_string() << '\n';
        }
    };
    BatchLoader loader(session, options, report);
    if (file == "-") return loader.run(std::cin);
    std::ifstream lines(file);
    if (!lines)
        throw EndOfCommand{Exit::usage,
                           file + std::string(Text{": cannot be read", ": không đọc được"}.in(session.language))};
    return loader.run(lines);
}

Exit carryOutAndCount(Session& session, const std::string& file, BatchOptions options, Format format) {
    const auto count = carryOut(session, file, options, format);
    const Text done{" done, ", " xong, "};
    const Text existed{" of them were there, ", " trong đó đã có sẵn, "};
    const Text failed{" failed\n", " lỗi\n"};
    session.err << count.done << done.in(session.language) << count.existed << existed.in(session.language)
                << count.failed << failed.in(session.language);
    return count.failed == 0 ? Exit::ok : Exit::refused;
}

Exit runBatch(Session& session, const Arguments& arguments) {
    BatchOptions options;
    if (arguments.has("hand-out")) options.handOut = BatchOptions::HandOut::each;
    if (arguments.has("existing-ok")) options.existing = BatchOptions::Existing::accepted;
    return carryOutAndCount(session, arguments.positional()[0], options, session.format);
}

Exit loadProvince(Session& session, const Arguments& arguments) {
    const BatchOptions options{BatchOptions::HandOut::each, BatchOptions::Existing::accepted};
    return carryOutAndCount(session, arguments.positional()[0], options, Format::json);
}

constexpr std::array table{
    Verb{"batch",
         "FILE|- [--hand-out] [--existing-ok]",
         "hand-out existing-ok",
         1,
         1,
         {"carries out commands, one JSON object a line; --hand-out: a password for each official it makes; "
          "--existing-ok: what is there already is no error",
          "thực hiện loạt lệnh, mỗi dòng một đối tượng JSON; --hand-out: cấp mật khẩu cho mỗi cán bộ; --existing-ok: "
          "đã có thì không báo lỗi"},
         "tram batch danhba.jsonl --hand-out",
         runBatch},
    Verb{"load",
         "FILE|-",
         "",
         1,
         1,
         {"the same with both, printing one JSON object a line: addresses and hand-out passwords",
          "như trên với cả hai tùy chọn, in mỗi dòng một đối tượng JSON: địa chỉ và mật khẩu được cấp"},
         "tram load province.jsonl > accounts.jsonl",
         loadProvince},
};

}  // namespace

std::span<const Verb> batchVerbs() {
    return table;
}

}  // namespace tram::cli
