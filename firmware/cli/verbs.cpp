#include "cli/verbs.hpp"

#include <algorithm>
#include <array>
#include <iomanip>
#include <ostream>
#include <ranges>

namespace tram::cli {

namespace {

constexpr std::size_t any = SIZE_MAX;

constexpr std::array table{
    Verb{"status", "", "", 0, 0, {"how the appliance's store fares", "tình trạng kho thư"}, showStatus},
    Verb{"agency create",
         "NAME [--parent AGENCY] [--kind KIND] [--label LABEL] [--decision NUMBER]",
         "parent= kind= label= decision=",
         1,
         1,
         {"creates an agency; KIND: province, office, department, district, commune, unit, other; an agency is named "
          "by its name or number",
          "lập cơ quan; KIND: province, office, department, district, commune, unit, other; gọi cơ quan bằng tên hoặc "
          "số"},
         createAgency},
    Verb{"agency list", "", "", 0, 0, {"lists the agencies", "liệt kê các cơ quan"}, listAgencies},
    Verb{"official create",
         "NAME --agency AGENCY [--role ROLE] [--address ADDRESS] [--given N] [--quota SIZE]",
         "agency= role= address= given= quota=",
         1,
         1,
         {"creates an official and his mailbox; ROLE: official, clerk, head; --given: which word of the name, from 1, "
          "is the given name",
          "lập tài khoản cán bộ và hộp thư; ROLE: official (công chức), clerk (văn thư), head (thủ trưởng); --given: "
          "tên gọi là từ thứ mấy"},
         createOfficial},
    Verb{"official list",
         "[--agency AGENCY]",
         "agency=",
         0,
         0,
         {"lists the officials", "liệt kê cán bộ"},
         listOfficials},
    Verb{"mailbox create",
         "--agency AGENCY --kind KIND [--address ADDRESS] [--quota SIZE]",
         "agency= kind= address= quota=",
         0,
         0,
         {"creates an agency's mailbox; KIND: agency, clerk",
          "lập hộp thư cơ quan; KIND: agency (cơ quan), clerk (văn thư)"},
         createMailbox},
    Verb{"mailbox list", "", "", 0, 0, {"lists the mailboxes", "liệt kê hộp thư"}, listMailboxes},
    Verb{"mailbox show",
         "ADDRESS",
         "",
         1,
         1,
         {"shows a mailbox, its folders and who has rights on it",
          "xem một hộp thư, các thư mục và người được ủy quyền"},
         showMailbox},
    Verb{"grant",
         "MAILBOX OFFICIAL RIGHTS [--decision NUMBER]",
         "decision=",
         3,
         3,
         {"gives an official rights on a mailbox; RIGHTS: read, answer, send-as, manage joined by commas, all, or none",
          "ủy quyền hộp thư cho cán bộ; RIGHTS: read, answer, send-as, manage nối bằng dấu phẩy, all hoặc none"},
         grantRights},
    Verb{"password reset",
         "ADDRESS",
         "",
         1,
         1,
         {"gives a new hand-out password, shown once; every other password of the account ends",
          "cấp lại mật khẩu ban đầu, chỉ hiện một lần; mọi mật khẩu khác của tài khoản hết hiệu lực"},
         resetPassword},
    Verb{"password change",
         "ADDRESS [--old-file FILE] [--new-file FILE]",
         "old-file= new-file=",
         1,
         1,
         {"changes a password; the old and the new one are read from files or, a line each, from the standard input",
          "đổi mật khẩu; mật khẩu cũ và mới đọc từ tệp hoặc từ đầu vào chuẩn, mỗi mật khẩu một dòng"},
         changePassword},
    Verb{"password app",
         "ADDRESS --label LABEL [--protocol PROTOCOL]… [--expires YYYY-MM-DD]",
         "label= protocol= expires=",
         1,
         1,
         {"makes a password for a mail program, shown once", "tạo mật khẩu cho chương trình thư, chỉ hiện một lần"},
         createAppPassword},
    Verb{"batch",
         "FILE|- [--hand-out] [--existing-ok]",
         "hand-out existing-ok",
         1,
         1,
         {"carries out commands, one JSON object a line; --hand-out: a password for each official it makes; "
          "--existing-ok: what is there already is no error",
          "thực hiện loạt lệnh, mỗi dòng một đối tượng JSON; --hand-out: cấp mật khẩu cho mỗi cán bộ; --existing-ok: "
          "đã có thì không báo lỗi"},
         runBatch},
    Verb{"load",
         "FILE|-",
         "",
         1,
         1,
         {"the same with both, printing one JSON object a line: addresses and hand-out passwords",
          "như trên với cả hai tùy chọn, in mỗi dòng một đối tượng JSON: địa chỉ và mật khẩu được cấp"},
         loadProvince},
    Verb{"queue list",
         "[--to DOMAIN]",
         "to=",
         0,
         0,
         {"lists what waits to be sent on", "liệt kê thư chờ gửi đi"},
         listQueue},
    Verb{"queue show", "ID", "", 1, 1, {"shows one entry whole", "xem đầy đủ một thư trong hàng đợi"}, showQueue},
    Verb{"queue hold",
         "ID…|all|--to DOMAIN [--reason TEXT]",
         "all to= reason=",
         0,
         any,
         {"keeps it from being sent", "giữ lại, chưa gửi"},
         holdQueue},
    Verb{"queue release",
         "ID…|all|--to DOMAIN [--reason TEXT]",
         "all to= reason=",
         0,
         any,
         {"ends holding it", "thôi giữ"},
         releaseQueue},
    Verb{"queue retry",
         "ID…|all|--to DOMAIN [--reason TEXT]",
         "all to= reason=",
         0,
         any,
         {"tries it now; held ones only where named by ID", "thử gửi ngay; thư đang giữ chỉ khi nêu rõ ID"},
         retryQueue},
    Verb{"queue drop",
         "ID…|all|--to DOMAIN [--reason TEXT]",
         "all to= reason=",
         0,
         any,
         {"removes it without sending a report", "bỏ khỏi hàng đợi, không gửi báo cáo"},
         dropQueue},
    Verb{"trace",
         "MESSAGE-ID|ADDRESS [--limit N] [--since DATE]",
         "limit= since=",
         1,
         1,
         {"tells every step of a message, from the journal and its sealed files; DATE: 2026-11-25",
          "lần theo từng bước của một thư, trong nhật ký và các tệp đã niêm phong; DATE: 2026-11-25"},
         traceMail},
    Verb{"verify",
         "FILE… [--key FILE]",
         "key=",
         1,
         any,
         {"verifies sealed segments of the journal by themselves: chain and signature; --key: the appliance's public "
          "keys",
          "kiểm chứng các tệp nhật ký đã niêm phong: chuỗi băm và chữ ký; --key: khóa công khai của thiết bị"},
         verifyFiles},
    Verb{"store check",
         "[--quick] [--offline]",
         "quick offline",
         0,
         0,
         {"verifies the store; --quick: without the messages' hashes; --offline: by itself, without tram-store",
          "kiểm tra kho thư; --quick: bỏ qua mã băm của thư; --offline: tự mở, không qua tram-store"},
         checkStore},
    Verb{
        "store stat",
        "",
        "",
        0,
        0,
        {"sizes, free pages, readers, batches, commit times", "dung lượng, trang trống, tiến trình đọc, thời gian ghi"},
        showStatistics},
    Verb{"store salvage",
         "--to FOLDER [--from STORE_FOLDER]",
         "to= from=",
         0,
         0,
         {"copies all readable mail out of a damaged store and lists what it could not read",
          "chép mọi thư còn đọc được ra khỏi kho hỏng và liệt kê thư không đọc được"},
         salvageStore},
    Verb{"fill",
         "ADDRESS --count N --size S [--seed K]",
         "count= size= seed=",
         1,
         1,
         {"puts N made-up messages of S octets into a mailbox, for measurements",
          "tạo N thư thử dài S octet trong một hộp thư, để đo"},
         fillMailbox},
};

}  // namespace

std::span<const Verb> verbs() {
    return table;
}

std::size_t wordsOf(const Verb& verb) {
    return static_cast<std::size_t>(std::ranges::count(verb.words, ' ')) + 1;
}

const Verb* findVerb(std::span<const std::string> words) {
    const Verb* best = nullptr;
    for (const auto& verb : table) {
        const auto count = wordsOf(verb);
        if (words.size() < count || (best != nullptr && wordsOf(*best) >= count)) continue;
        std::string joined = words[0];
        for (std::size_t i = 1; i < count; ++i) joined += " " + words[i];
        if (joined == verb.words) best = &verb;
    }
    return best;
}

void printHelp(std::ostream& out, Language language, std::string_view about) {
    const Text head{
        "tram [--dir DIR] [--json] [--lang vi|en] VERB …   the operator's command\n\n"
        "  --dir DIR   the appliance's folder (/var/lib/tram)\n"
        "  --json      output for scripts\n"
        "Exit status: 0 done, 1 refused or findings, 2 wrong usage, 3 the store cannot be reached.\n"
        "Times are of the province (+07:00). Sizes may end in K, M or G. An address without @ is of the first "
        "domain.\n",
        "tram [--dir DIR] [--json] [--lang vi|en] LỆNH …   lệnh của người vận hành\n\n"
        "  --dir DIR   thư mục của trạm (/var/lib/tram)\n"
        "  --json      kết quả cho chương trình đọc\n"
        "Mã thoát: 0 xong, 1 bị từ chối hoặc có lỗi tìm thấy, 2 gọi sai cách, 3 không kết nối được kho thư.\n"
        "Giờ là giờ địa phương (+07:00). Dung lượng có thể kết thúc bằng K, M, G. Địa chỉ không có @ thuộc tên miền "
        "đầu tiên.\n"};
    if (about.empty()) out << head.in(language);
    for (const auto& verb : table) {
        if (!verb.words.starts_with(about)) continue;
        out << "\n  tram " << verb.words << (verb.arguments.empty() ? "" : " ") << verb.arguments << "\n      "
            << verb.purpose.in(language) << '\n';
    }
}

}  // namespace tram::cli
