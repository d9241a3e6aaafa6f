#include "cli/verbs.hpp"

#include <algorithm>
#include <array>
#include <ostream>

namespace tram::cli {

std::span<const VerbGroup> verbGroups() {
    static const std::array groups{
        VerbGroup{{"The service", "Hệ thống"}, storeVerbs()},
        VerbGroup{{"Agencies", "Cơ quan, đơn vị"}, agencyVerbs()},
        VerbGroup{{"Officials", "Cán bộ, công chức, viên chức"}, officialVerbs()},
        VerbGroup{{"Mailboxes and rights", "Hộp thư và ủy quyền"}, mailboxVerbs()},
        VerbGroup{{"Groups, lists and aliases", "Nhóm, danh sách và bí danh"}, groupVerbs()},
        VerbGroup{{"Names and addresses", "Tên và địa chỉ"}, nameVerbs()},
        VerbGroup{{"Passwords", "Mật khẩu"}, passwordVerbs()},
        VerbGroup{{"Second factors and sessions", "Xác thực hai lớp và phiên làm việc"}, identityVerbs()},
        VerbGroup{{"Reading for evidence", "Đọc làm chứng cứ"}, accessVerbs()},
        VerbGroup{{"Requests of agencies", "Đề nghị của cơ quan"}, requestVerbs()},
        VerbGroup{{"Tickets to hotro@", "Phiếu hỗ trợ (hotro@)"}, ticketVerbs()},
        VerbGroup{{"The Directory as a whole: in", "Toàn bộ danh bạ: nhập"}, importVerbs()},
        VerbGroup{{"The Directory as a whole: out", "Toàn bộ danh bạ: xuất"}, exportVerbs()},
        VerbGroup{{"The address book", "Sổ địa chỉ"}, bookVerbs()},
        VerbGroup{{"Reviews of use", "Xem xét việc sử dụng"}, useVerbs()},
        VerbGroup{{"Many at once", "Hàng loạt"}, batchVerbs()},
        VerbGroup{{"Mail on its way", "Thư trên đường"}, queueVerbs()},
        VerbGroup{{"Hardware and health", "Phần cứng và tình trạng"}, halVerbs()},
        VerbGroup{{"The simulated chassis", "Khung máy mô phỏng"}, simVerbs()},
        VerbGroup{{"Measurements", "Đo kiểm"}, fillVerbs()},
    };
    return groups;
}

std::size_t wordsOf(const Verb& verb) {
    return static_cast<std::size_t>(std::ranges::count(verb.words, ' ')) + 1;
}

const Verb* findVerb(std::span<const std::string> words) {
    const Verb* best = nullptr;
    for (const auto& group : verbGroups()) {
        for (const auto& verb : group.verbs) {
            const auto count = wordsOf(verb);
            if (words.size() < count || (best != nullptr && wordsOf(*best) >= count)) continue;
            std::string joined = words[0];
            for (std::size_t i = 1; i < count; ++i) joined += " " + words[i];
            if (joined == verb.words) best = &verb;
        }
    }
    return best;
}

void printHelp(std::ostream& out, Language language, std::string_view about) {
    const Text head{
        "tram [--dir DIR] [--json] [--lang vi|en] [--as ADDRESS] VERB …   the operator's command\n\n"
        "  --dir DIR        the appliance's folder (/var/lib/tram)\n"
        "  --json           output for scripts\n"
        "  --as ADDRESS     signs in as that person, with what he may do; asks for his password\n"
        "  --as-file FILE   reads it from a file\n"
        "  --as-code CODE   the code of his second factor; else it is asked for\n\n"
        "Exit status: 0 done, 1 refused or findings, 2 wrong usage, 3 the store cannot be reached.\n"
        "Times are of the province (+07:00). Sizes may end in K, M or G. An address without @ is of the first\n"
        "domain; an agency is named by its name or number. `tram help VERB` says more, with an example.\n",
        "tram [--dir DIR] [--json] [--lang vi|en] [--as ĐỊA CHỈ] LỆNH …   lệnh của người vận hành\n\n"
        "  --dir DIR        thư mục của trạm (/var/lib/tram)\n"
        "  --json           kết quả cho chương trình đọc\n"
        "  --as ĐỊA CHỈ     đăng nhập với tư cách người đó, theo quyền của người đó; hỏi mật khẩu\n"
        "  --as-file TỆP    đọc mật khẩu từ tệp\n"
        "  --as-code MÃ     mã xác thực hai lớp; nếu không có thì hỏi\n\n"
        "Mã thoát: 0 xong, 1 bị từ chối hoặc có lỗi tìm thấy, 2 gọi sai cách, 3 không kết nối được kho thư.\n"
        "Giờ là giờ địa phương (+07:00). Dung lượng có thể kết thúc bằng K, M, G. Địa chỉ không có @ thuộc tên miền\n"
        "đầu tiên; gọi cơ quan bằng tên hoặc số. `tram help LỆNH` cho biết thêm, kèm ví dụ.\n"};
    if (about.empty()) {
        out << head.in(language);
        for (const auto& group : verbGroups()) {
            out << '\n' << group.heading.in(language) << '\n';
            for (const auto& verb : group.verbs) {
                const auto purpose = verb.purpose.in(language);
                // What is behind the first semicolon explains the arguments.
                out << "  " << std::left << verb.words
                    << std::string(verb.words.size() < 20 ? 20 - verb.words.size() : 1, ' ')
                    << purpose.substr(0, purpose.find(';')) << '\n';
            }
        }
        return;
    }
    bool first = true;
    for (const auto& group : verbGroups()) {
        for (const auto& verb : group.verbs) {
            if (!verb.words.starts_with(about)) continue;
            out << (first ? "" : "\n") << "tram " << verb.words << (verb.arguments.empty() ? "" : " ") << verb.arguments
                << "\n    " << verb.purpose.in(language) << "\n    " << Text{"example: ", "ví dụ: "}.in(language)
                << verb.example << '\n';
            first = false;
        }
    }
}

}  // namespace tram::cli
