// What people in Viet Nam make passwords of, in lower case without marks, the more usual first: words of love and of
// the home, provinces, family and given names, the words of an office, and what breached lists from here repeat.
#include "store/credentials/vietnamese_words.hpp"

namespace tram::credentials {

namespace {

// clang-format off
constexpr const char* words[] = {
    "matkhau", "mat", "khau", "matkhaumoi", "matkhaucu", "khongco", "khongbiet", "khongnho", "quenmatkhau",
    "doimatkhau", "mkmoi", "taikhoan", "dangnhap", "anhyeuem", "emyeuanh", "yeuem", "yeuanh", "yeu", "anhnhoem",
    "emnhoanh", "iuanh", "iuem", "yeuemnhieu", "yeuanhnhieu", "maiyeu", "maiyeuem", "maiyeuanh", "yeumaimai",
    "tinhyeu", "tinhban", "tinhdautien", "nguoiyeu", "vochong", "voyeu", "chongyeu", "vocuatoi", "chongcuatoi",
    "conyeu", "congai", "contrai", "beyeu", "becung", "cucung", "giadinh", "giadinhtoi", "bome", "chame", "chamecon",
    "bamevacon", "boyeu", "meyeu", "conyeume", "mecuacon", "ongba", "anhchi", "anhem", "chiem", "banbe", "hanhphuc",
    "vuive", "cuocsong", "cuocdoi", "hoabinh", "tudo", "doclap", "doclaptudohanhphuc", "thanhcong", "maymman",
    "maymmanman", "phatdat", "phattai", "phatloc", "taoyeumay", "yeumay", "toiyeuem", "toiyeuanh", "toiyeuvietnam",
    "vietnamvodich", "vodich", "vietnam", "vietnamese", "nguoivietnam", "bachoc", "bacho", "hochiminh",
    "chutichhochiminh", "nguyenaiquoc", "dangcongsan", "dangcongsanvietnam", "cachmang", "cachmangthangtam",
    "quockhanh", "dienbienphu", "giaiphong", "thongnhat", "saovang", "codosaovang", "tienquanca", "chienthang",
    "tuhao", "hanoi", "saigon", "tphochiminh", "thanhpho", "thanhphohochiminh", "danang", "haiphong", "cantho", "hue",
    "thuathienhue", "thainguyen", "backan", "bacgiang", "bacninh", "caobang", "langson", "laocai", "yenbai",
    "tuyenquang", "hagiang", "dienbien", "laichau", "sonla", "phutho", "vinhphuc", "quangninh", "haiduong", "hungyen",
    "thaibinh", "namdinh", "ninhbinh", "hanam", "thanhhoa", "nghean", "hatinh", "quangbinh", "quangtri", "quangnam",
    "quangngai", "binhdinh", "phuyen", "khanhhoa", "nhatrang", "ninhthuan", "binhthuan", "kontum", "gialai", "daklak",
    "daknong", "lamdong", "dalat", "binhphuoc", "tayninh", "binhduong", "dongnai", "bariavungtau", "vungtau",
    "longan", "tiengiang", "bentre", "travinh", "vinhlong", "dongthap", "angiang", "kiengiang", "haugiang",
    "soctrang", "baclieu", "camau", "phuquoc", "tinh", "huyen", "phuong", "thixa", "nguyen", "tran", "le", "pham",
    "hoang", "huynh", "phan", "vu", "vo", "dang", "bui", "do", "ho", "ngo", "duong", "ly", "dinh", "truong", "mai",
    "trinh", "doan", "luong", "dao", "ha", "cao", "tang", "chu", "ta", "thach", "lam", "quach", "la", "giang", "nong",
    "ma", "trieu", "lo", "vi", "lu", "ban", "chau", "tong", "tieu", "nghiem", "phung", "kieu", "khuc", "thai", "lai",
    "kim", "diep", "van", "thi", "huu", "duc", "minh", "quang", "xuan", "ngoc", "thanh", "hoai", "bao", "gia", "phuc",
    "anh", "an", "bac", "bach", "bang", "bich", "binh", "chi", "chien", "chinh", "cuong", "dai", "dat", "dien",
    "dieu", "dong", "dung", "duy", "duyen", "hai", "hang", "hanh", "hao", "hau", "hien", "hieu", "hoa", "hoan",
    "hong", "hung", "huong", "huy", "khai", "khanh", "khiem", "khoa", "khoi", "kien", "lan", "lanh", "lien", "linh",
    "loan", "loc", "loi", "long", "luan", "luyen", "manh", "mien", "my", "nam", "nga", "ngan", "nghia", "nguyet",
    "nhan", "nhat", "nhi", "nhu", "nhung", "ninh", "oanh", "phat", "phong", "phu", "quan", "quoc", "quy", "quyen",
    "quynh", "sang", "sinh", "son", "tai", "tam", "tan", "thang", "thao", "the", "thien", "thinh", "tho", "thoa",
    "thom", "thu", "thuan", "thuc", "thuy", "thuyen", "tien", "tin", "toan", "trang", "tri", "trong", "truc", "trung",
    "tu", "tuan", "tung", "tuyen", "tuyet", "uyen", "viet", "vinh", "vuong", "vy", "yen", "ubnd", "ubndtinh",
    "uybannhandan", "hdnd", "hoidongnhandan", "tinhuy", "huyenuy", "thanhuy", "danguy", "vanphong", "vanphongubnd",
    "vanthu", "congvan", "congvu", "thuconvu", "thucongvu", "dientu", "thudientu", "email", "coquan", "donvi",
    "sonoivu", "sotaichinh", "soyte", "sotuphap", "soxaydung", "sogiaoduc", "sokehoach", "socongthuong", "sokhoahoc",
    "sothongtin", "sonongnghiep", "sogiaothong", "sotainguyen", "sovanhoa", "thanhtra", "kiemtoan", "congan",
    "quandoi", "bodoi", "bienphong", "kiemlam", "canbo", "congchuc", "vienchuc", "nhanvien", "lanhdao", "giamdoc",
    "phogiamdoc", "chutich", "phochutich", "bithu", "phobithu", "truongphong", "phophong", "ketoan", "thuquy",
    "giaovien", "hocsinh", "sinhvien", "bacsi", "yta", "benhvien", "truonghoc", "daihoc", "caodang", "tieuhoc",
    "mamnon", "congty", "cophan", "tnhh", "doanhnghiep", "nganhang", "vietcombank", "vietinbank", "agribank", "bidv",
    "techcombank", "sacombank", "vnpt", "viettel", "mobifone", "vinaphone", "fpt", "vnptvnn", "zalo", "facebook",
    "yahoo", "gmail", "google", "internet", "maytinh", "dienthoai", "wifi", "matkhauwifi", "khongcomatkhau",
    "khongchodau", "biban", "bimat", "quantri", "quantrivien", "admin", "quantrimang", "hethong", "maychu", "conmeo",
    "meocon", "concho", "cun", "cuncon", "gaucon", "heocon", "lonsua", "contho", "chuot", "chuotchip", "conrong",
    "rongvang", "conho", "sutu", "daibang", "bocau", "hoahong", "hoasen", "hoamai", "hoadao", "huongduong",
    "bongbang", "matbiec", "matnai", "maitrang", "nangxuan", "muaxuan", "muaha", "muathu", "muadong", "matroi",
    "mattrang", "anhtrang", "ngoisao", "saobang", "bautroi", "bienxanh", "song", "suoi", "rungcay", "nuinon", "que",
    "quehuong", "quetoi", "langtoi", "bongda", "bonghong", "bongchuyen", "caulong", "messi", "ronaldo", "quanghai",
    "congphuong", "hagl", "hanoifc", "motconvit", "motconvitxoera", "xoeraicaicanh", "motngaymoi", "batdau",
    "ketthuc", "hetroi", "thoiroi", "troioi", "chetroi", "ngungoc", "dienkhung", "buon", "buonqua", "chan", "chanqua",
    "met", "metqua", "doi", "doibung", "ngu", "buonngu", "vui", "vuiqua", "cuoi", "haha", "hihi", "hehe", "kaka",
    "motcaihaicai", "mothaibabonnam", "motbahai", "mothaiba", "motnghin", "sochin", "tinhyeumaunang", "abc123",
    "abcd", "qwerty", "asdfgh", "zxcvbn", "iloveyou", "loveyou", "iloveu", "lovely", "baby", "babylove", "honey",
    "handsome", "boy", "girl", "thangmot", "thanghai", "thangba", "thangtu", "thangnam", "thangsau", "thangbay",
    "thangtam", "thangchin", "thangmuoi", "chunhat", "thuhai", "thuba", "thutu", "thunam", "thusau", "tet",
    "tetnguyendan", "trungthu", "giangsinh", "sinhnhat", "chucmung", "namoi", "chucmungnammoi",
};
// clang-format on

}  // namespace

std::span<const char* const> vietnameseWords() {
    return words;
}

}  // namespace tram::credentials
