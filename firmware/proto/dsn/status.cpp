#include "proto/dsn/status.hpp"

#include <algorithm>
#include <array>

namespace tram::dsn {
namespace {

struct Entry {
    std::uint16_t subject;
    std::uint16_t detail;
    Explanation text;
};

// By subject and detail, as the class only says whether trying again helps. Detail 0 stands for the subject.
constexpr std::array catalogue{
    Entry{0, 0,
          {"Máy chủ thư của người nhận từ chối thư mà không nói rõ lý do.",
           "Xin xem câu trả lời của máy chủ ấy, hoặc liên hệ người nhận bằng cách khác.",
           "The recipient's mail server refused the message without a clear reason.",
           "See that server's answer, or contact the recipient in another way."}},
    Entry{1, 0,
          {"Địa chỉ người nhận có vấn đề.", "Xin kiểm tra lại địa chỉ rồi gửi lại.",
           "There is a problem with the recipient's address.", "Check the address and send the message again."}},
    Entry{1, 1,
          {"Không có hộp thư nào mang địa chỉ này ở máy chủ của người nhận.",
           "Xin kiểm tra chính tả của địa chỉ; người nhận có thể đã chuyển công tác hoặc đổi địa chỉ.",
           "There is no mailbox with this address at the recipient's server.",
           "Check the spelling of the address; the recipient may have moved or changed address."}},
    Entry{1, 2,
          {"Tên miền của địa chỉ (phần sau dấu @) không tồn tại hoặc không nhận thư.",
           "Xin kiểm tra chính tả của phần sau dấu @.",
           "The domain of the address (the part after the @) does not exist or takes no mail.",
           "Check the spelling of the part after the @."}},
    Entry{1, 3,
          {"Địa chỉ người nhận viết sai cú pháp.", "Xin viết lại địa chỉ cho đúng dạng ten@tenmien.",
           "The recipient's address is malformed.", "Write the address in the form name@domain."}},
    Entry{1, 6,
          {"Người nhận đã chuyển đi và không để lại địa chỉ mới.", "Xin hỏi cơ quan của người nhận địa chỉ mới.",
           "The recipient has moved and left no new address.", "Ask the recipient's organisation for the new address."}},
    Entry{1, 7,
          {"Máy chủ của người nhận cho rằng địa chỉ người gửi viết sai.",
           "Xin kiểm tra địa chỉ người gửi trong chương trình thư.",
           "The recipient's server finds the sender's address malformed.",
           "Check the sender's address in your mail program."}},
    Entry{1, 8,
          {"Máy chủ của người nhận không chấp nhận địa chỉ người gửi.",
           "Xin báo cho người quản trị hệ thống thư của quý vị.",
           "The recipient's server does not accept the sender's address.", "Tell the administrator of your mail system."}},
    Entry{1, 10,
          {"Tên miền của địa chỉ này được khai báo là không nhận thư.", "Xin hỏi người nhận một địa chỉ khác.",
           "The domain of this address is declared to accept no mail.", "Ask the recipient for another address."}},
    Entry{2, 0,
          {"Hộp thư của người nhận có vấn đề.", "Xin thử lại sau hoặc liên hệ người nhận bằng cách khác.",
           "There is a problem with the recipient's mailbox.", "Try again later, or contact the recipient in another way."}},
    Entry{2, 1,
          {"Hộp thư của người nhận đã bị khoá.", "Xin liên hệ người nhận bằng cách khác.",
           "The recipient's mailbox is disabled.", "Contact the recipient in another way."}},
    Entry{2, 2,
          {"Hộp thư của người nhận đã đầy.", "Xin báo cho người nhận dọn hộp thư, rồi gửi lại.",
           "The recipient's mailbox is full.", "Tell the recipient to make room, then send the message again."}},
    Entry{2, 3,
          {"Thư lớn hơn mức mà hộp thư của người nhận cho phép.",
           "Xin gửi lại với tệp đính kèm nhỏ hơn, hoặc chia thành nhiều thư.",
           "The message is larger than the recipient's mailbox allows.",
           "Send it again with smaller attachments, or in several messages."}},
    Entry{2, 4,
          {"Không gửi được tới các thành viên của nhóm người nhận.", "Xin báo cho người phụ trách nhóm ấy.",
           "The members of the recipient list could not be reached.", "Tell the owner of that list."}},
    Entry{3, 0,
          {"Hệ thống thư của người nhận đang có sự cố.", "Xin gửi lại sau.",
           "The recipient's mail system has a problem.", "Send the message again later."}},
    Entry{3, 1,
          {"Máy chủ của người nhận hết chỗ chứa.", "Xin gửi lại sau.", "The recipient's server has no room left.",
           "Send the message again later."}},
    Entry{3, 2,
          {"Máy chủ của người nhận hiện không nhận thư.", "Xin gửi lại sau.",
           "The recipient's server takes no mail at present.", "Send the message again later."}},
    Entry{3, 4,
          {"Thư quá lớn đối với máy chủ của người nhận.",
           "Xin gửi lại với tệp đính kèm nhỏ hơn, hoặc chia thành nhiều thư.",
           "The message is too large for the recipient's server.",
           "Send it again with smaller attachments, or in several messages."}},
    Entry{3, 5,
          {"Máy chủ thư được cấu hình sai.", "Xin báo cho người quản trị hệ thống thư của quý vị.",
           "A mail server is misconfigured.", "Tell the administrator of your mail system."}},
    Entry{4, 0,
          {"Không chuyển được thư qua mạng.", "Xin gửi lại sau.", "The message could not be carried over the network.",
           "Send the message again later."}},
    Entry{4, 1,
          {"Máy chủ của người nhận không trả lời.", "Xin gửi lại sau, hoặc liên hệ người nhận bằng cách khác.",
           "The recipient's server does not answer.", "Send the message again later, or contact the recipient in another way."}},
    Entry{4, 2,
          {"Kết nối tới máy chủ của người nhận bị đứt giữa chừng.", "Xin gửi lại sau.",
           "The connection to the recipient's server broke.", "Send the message again later."}},
    Entry{4, 3,
          {"Không tra cứu được tên miền của người nhận (DNS).", "Xin gửi lại sau; nếu vẫn lỗi, xin báo người quản trị.",
           "The recipient's domain could not be looked up (DNS).",
           "Send the message again later; if it keeps failing, tell your administrator."}},
    Entry{4, 4,
          {"Không tìm được đường tới máy chủ thư của người nhận.",
           "Xin kiểm tra phần sau dấu @ của địa chỉ; nếu đúng, xin báo cho bên nhận.",
           "No way to the recipient's mail server was found.",
           "Check the part after the @ of the address; if it is right, tell the recipient's organisation."}},
    Entry{4, 5,
          {"Máy chủ của người nhận đang quá tải.", "Xin gửi lại sau.", "The recipient's server is overloaded.",
           "Send the message again later."}},
    Entry{4, 6,
          {"Thư bị chuyển vòng tròn giữa các máy chủ.", "Xin báo cho người quản trị hệ thống thư của quý vị.",
           "The message went in circles between servers.", "Tell the administrator of your mail system."}},
    Entry{4, 7,
          {"Đã thử gửi nhiều ngày mà không được.", "Xin liên hệ người nhận bằng cách khác, rồi gửi lại.",
           "Delivery was tried for days without success.", "Contact the recipient in another way, then send the message again."}},
    Entry{5, 0,
          {"Hai máy chủ thư không hiểu nhau.", "Xin báo cho người quản trị hệ thống thư của quý vị.",
           "The two mail servers did not understand each other.", "Tell the administrator of your mail system."}},
    Entry{5, 3,
          {"Thư có quá nhiều người nhận trong một lần.", "Xin gửi cho ít người hơn mỗi lần.",
           "The message has too many recipients at once.", "Send it to fewer recipients at a time."}},
    Entry{5, 4,
          {"Máy chủ của người nhận không chấp nhận yêu cầu của hệ thống thư.",
           "Xin báo cho người quản trị hệ thống thư của quý vị.",
           "The recipient's server did not accept what our system asked of it.",
           "Tell the administrator of your mail system."}},
    Entry{6, 0,
          {"Nội dung thư không chuyển được ở dạng này.", "Xin gửi lại dưới dạng khác, ví dụ tệp nén.",
           "The content of the message cannot be carried as it is.", "Send it in another form, for instance as an archive."}},
    Entry{6, 1,
          {"Máy chủ của người nhận không hỗ trợ loại nội dung này.", "Xin gửi lại dưới dạng khác.",
           "The recipient's server does not support this kind of content.", "Send it in another form."}},
    Entry{6, 3,
          {"Thư cần chuyển đổi nhưng máy chủ của người nhận không nhận dữ liệu 8 bit hoặc nhị phân.",
           "Xin gửi lại dưới dạng tệp đính kèm thông thường.",
           "The message would have to be converted: the recipient's server takes no 8-bit or binary content.",
           "Send it again as an ordinary attachment."}},
    Entry{6, 7,
          {"Máy chủ của người nhận không hỗ trợ địa chỉ hoặc tiêu đề có dấu (SMTPUTF8).",
           "Xin dùng địa chỉ không dấu của người gửi và người nhận.",
           "The recipient's server does not support addresses or headers beyond ASCII (SMTPUTF8).",
           "Use addresses without accented letters."}},
    Entry{6, 9,
          {"Máy chủ của người nhận không hỗ trợ tiêu đề có dấu (SMTPUTF8).", "Xin gửi lại bằng chương trình thư khác.",
           "The recipient's server does not support headers beyond ASCII (SMTPUTF8).",
           "Send it again from another mail program."}},
    Entry{7, 0,
          {"Máy chủ của người nhận từ chối thư vì lý do an toàn hoặc chính sách.",
           "Xin xem câu trả lời của máy chủ ấy, hoặc liên hệ người nhận bằng cách khác.",
           "The recipient's server refused the message for reasons of security or policy.",
           "See that server's answer, or contact the recipient in another way."}},
    Entry{7, 1,
          {"Máy chủ của người nhận không cho phép gửi thư này tới địa chỉ ấy.",
           "Xin xem câu trả lời của máy chủ ấy, hoặc liên hệ người nhận bằng cách khác.",
           "The recipient's server does not allow this message to that address.",
           "See that server's answer, or contact the recipient in another way."}},
    Entry{7, 2,
          {"Người gửi không được phép gửi tới nhóm này.", "Xin liên hệ người phụ trách nhóm.",
           "The sender may not write to this list.", "Contact the owner of the list."}},
    Entry{7, 5,
          {"Không lập được kết nối mã hoá (TLS) với máy chủ của người nhận.", "Xin báo cho người quản trị hai bên.",
           "No encrypted connection (TLS) with the recipient's server could be made.",
           "Tell the administrators of both sides."}},
    Entry{7, 10,
          {"Thư chỉ được gửi qua kết nối mã hoá, nhưng máy chủ của người nhận không mã hoá.",
           "Xin báo cho người quản trị bên nhận.",
           "The message may only go encrypted, but the recipient's server does not encrypt.",
           "Tell the administrator of the recipient's side."}},
    Entry{7, 23,
          {"Kiểm tra SPF của tên miền người gửi không đạt.", "Xin báo cho người quản trị hệ thống thư của quý vị.",
           "The SPF check of the sender's domain failed.", "Tell the administrator of your mail system."}},
    Entry{7, 26,
          {"Máy chủ của người nhận không xác thực được tên miền người gửi.",
           "Xin báo cho người quản trị hệ thống thư của quý vị.",
           "The recipient's server could not authenticate the sender's domain.", "Tell the administrator of your mail system."}},
    Entry{7, 30,
          {"Thư yêu cầu mã hoá trên toàn đường đi (REQUIRETLS), nhưng máy chủ của người nhận không bảo đảm được.",
           "Xin gửi lại không có yêu cầu ấy, nếu nội dung cho phép.",
           "The message asks for encryption all the way (REQUIRETLS), which the recipient's server cannot promise.",
           "Send it again without that requirement if its content allows."}},
};

constexpr auto key(const Entry& entry) { return std::pair{entry.subject, entry.detail}; }
static_assert(std::ranges::is_sorted(catalogue, {}, key));

constexpr Explanation arrived{"Thư đã tới nơi.", "Quý vị không cần làm gì thêm.", "The message has arrived.",
                              "There is nothing for you to do."};

const Entry* find(std::uint16_t subject, std::uint16_t detail) {
    const auto* const found = std::ranges::lower_bound(catalogue, std::pair{subject, detail}, {}, key);
    return found != catalogue.end() && key(*found) == std::pair{subject, detail} ? found : nullptr;
}

}  // namespace

std::string format(Status status) {
    return std::to_string(status.statusClass) + '.' + std::to_string(status.subject) + '.' + std::to_string(status.detail);
}

Explanation explain(Status status) noexcept {
    if (status.statusClass == 2) return arrived;
    if (const auto* const exact = find(status.subject, status.detail)) return exact->text;
    if (const auto* const subject = find(status.subject, 0)) return subject->text;
    return catalogue.front().text;
}

}  // namespace tram::dsn
