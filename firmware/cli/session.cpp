#include "cli/session.hpp"

#include <ostream>

#include "cli/password_input.hpp"

namespace tram::cli {

namespace {

using store::schema::ErrorCode;

Text reason(ErrorCode code) {
    switch (code) {
        case ErrorCode::none:
            break;
        case ErrorCode::malformed:
            return {"the store does not understand it", "kho thư không hiểu yêu cầu"};
        case ErrorCode::not_permitted:
            return {"this user may not do that", "người dùng này không được phép làm việc đó"};
        case ErrorCode::no_such_agency:
            return {"there is no such agency", "không có cơ quan này"};
        case ErrorCode::no_such_official:
            return {"there is no such official", "không có cán bộ này"};
        case ErrorCode::no_such_mailbox:
            return {"there is no such mailbox", "không có hộp thư này"};
        case ErrorCode::no_such_folder:
            return {"there is no such folder", "không có thư mục này"};
        case ErrorCode::no_such_queue:
            return {"it is not in the queue", "không có trong hàng đợi"};
        case ErrorCode::exists:
            return {"there is one already", "đã có rồi"};
        case ErrorCode::bad_name:
            return {"this name cannot be taken", "tên này không hợp lệ"};
        case ErrorCode::bad_address:
            return {"this address cannot be given", "địa chỉ này không hợp lệ"};
        case ErrorCode::bad_password:
            return {"the password is wrong", "sai mật khẩu"};
        case ErrorCode::weak_password:
            return {"the new password is too weak", "mật khẩu mới quá yếu"};
        case ErrorCode::over_quota:
            return {"the mailbox is over its quota", "hộp thư đã vượt dung lượng"};
        case ErrorCode::limit:
            return {"a limit is reached", "đã đến giới hạn"};
        case ErrorCode::store_full:
            return {"the store is full", "kho thư đã đầy"};
        case ErrorCode::read_only:
            return {"the store is read-only after a disk error", "kho thư chỉ đọc được vì lỗi đĩa"};
        case ErrorCode::temporary:
            return {"not now; try again", "hiện không làm được, hãy thử lại"};
        case ErrorCode::disabled:
            return {"the account is disabled", "tài khoản đã bị khóa"};
        case ErrorCode::must_change_password:
            return {"the hand-out password must be changed first", "phải đổi mật khẩu được cấp trước"};
        case ErrorCode::too_many_attempts:
            return {"too many attempts; wait", "thử quá nhiều lần, hãy chờ"};
        case ErrorCode::no_verdict:
            return {"it has no verdict", "chưa có phán quyết"};
        case ErrorCode::has_children:
            return {"there is something below it", "còn cấp dưới"};
        case ErrorCode::inbox:
            return {"the INBOX cannot be that", "không làm được với INBOX"};
        case ErrorCode::unknown_address:
            return {"there is no such address", "không có địa chỉ này"};
        case ErrorCode::too_large:
            return {"it is too large", "quá lớn"};
        case ErrorCode::no_basis:
            return {"it needs the number and date of a decision", "cần số và ngày của quyết định"};
        case ErrorCode::changed_meanwhile:
            return {"somebody changed it meanwhile; look at it again", "đã có người sửa trong lúc đó, hãy xem lại"};
        case ErrorCode::not_active:
            return {"it is not in force", "không còn hoặc chưa có hiệu lực"};
        case ErrorCode::cycle:
            return {"it would stand below itself", "cơ quan không thể thuộc chính nó"};
        case ErrorCode::has_officials:
            return {"there are still officials in it", "còn cán bộ trong cơ quan"};
        case ErrorCode::second_person:
            return {"this takes another person", "việc này phải do người khác làm"};
        case ErrorCode::too_early:
            return {"its time is not over yet", "chưa hết thời hạn lưu giữ"};
        case ErrorCode::has_head:
            return {"the agency has a head; hand the mailbox over", "cơ quan đã có thủ trưởng, hãy bàn giao hộp thư"};
        case ErrorCode::session_over:
            return {"the session is over; sign in again", "phiên làm việc đã kết thúc, hãy đăng nhập lại"};
        case ErrorCode::second_factor:
            return {"the code of the second factor is missing or wrong", "thiếu hoặc sai mã xác thực hai lớp"};
        case ErrorCode::needs_second_factor:
            return {"a second factor must be set up first (tram second-factor enrol)",
                    "phải thiết lập xác thực hai lớp trước (tram second-factor enrol)"};
        case ErrorCode::no_such_list:
            return {"there is no such list or alias", "không có danh sách hoặc bí danh này"};
        case ErrorCode::no_such_ticket:
            return {"there is no such ticket or request", "không có phiếu hoặc đề nghị này"};
        case ErrorCode::no_such_credential:
            return {"there is no such password or second factor", "không có mật khẩu hoặc xác thực hai lớp này"};
    }
    return {"it was refused", "bị từ chối"};
}

}  // namespace

std::string describe(const store::schema::FailedT& failed, Language language) {
    std::string text(reason(failed.code).in(language));
    const bool both = !failed.field.empty() && !failed.detail.empty();
    if (!failed.field.empty() || !failed.detail.empty())
        text += " (" + failed.field + (both ? ": " : "") + failed.detail + ")";
    return printable(text);
}

std::string describe(const store::schema::Failed& failed, Language language) {
    store::schema::FailedT object;
    failed.UnPackTo(&object);
    return describe(object, language);
}

std::string Session::fullAddress(std::string_view address) const {
    return address.find('@') == std::string_view::npos ? std::string(address) + "@" + domain() : std::string(address);
}

void Session::unreachable(const net::NetError& error) const {
    const Text text{"the store cannot be reached at ", "không kết nối được với kho thư tại "};
    throw EndOfCommand{Exit::unreachable, std::string(text.in(language)) + storeSocket().string() + ": " +
                                              std::string(net::nameOf(error.kind)) +
                                              (error.detail.empty() ? "" : ", " + error.detail)};
}

StoreClient& Session::client() {
    if (!client_) {
        auto connected = StoreClient::connect(storeSocket());
        if (!connected) unreachable(connected.error());
        client_.emplace(std::move(*connected));
    }
    return *client_;
}

const store::Reader& Session::reader() {
    if (!reader_) {
        auto opened = store::Reader::open(storeFolder());
        if (!opened) throw EndOfCommand{Exit::unreachable, opened.error().detail};
        reader_.emplace(std::move(*opened));
    }
    return *reader_;
}

StoreAnswer Session::anyAnswerTo(Bytes request, std::chrono::milliseconds timeout) {
    auto answered = client().ask(std::move(request), timeout);
    if (!answered) unreachable(answered.error());
    return std::move(*answered);
}

std::string Session::readCode() {
    return readPassword(*this, std::nullopt, {"Code: ", "Mã xác thực: "});
}

store::schema::SignInT Session::findAny(std::string_view address, bool givenUp) {
    store::schema::FindAddressT query;
    query.address = address;
    query.given_up = givenUp;
    return ask<store::schema::SignInT>(std::move(query));
}

store::schema::SignInT Session::onlyOfficial(store::schema::SignInT found) const {
    if (found.official == 0) {
        const Text text{" is nobody's personal mailbox", " không phải hộp thư cá nhân"};
        throw EndOfCommand{Exit::refused, found.address + std::string(text.in(language))};
    }
    return found;
}

store::schema::SignInT Session::find(std::string_view address) {
    return findAny(address, false);
}

store::schema::SignInT Session::findOfficial(std::string_view address) {
    return onlyOfficial(find(address));
}

store::schema::SignInT Session::findFormer(std::string_view address) {
    return findAny(address, true);
}

store::schema::SignInT Session::findFormerOfficial(std::string_view address) {
    return onlyOfficial(findFormer(address));
}

void Session::signInAs(std::string_view address, std::string password, std::string code) {
    store::schema::SignInAsT query;
    query.address = address;
    query.password = std::move(password);
    query.code = std::move(code);
    askWithCode<store::schema::SignInT>(std::move(query));
}

}  // namespace tram::cli
