"""Vietnamese names for the demonstration province, and the address that R3.5 and R3.4 make of them.

The naming rule is written here a second time, apart from firmware/province, so that the two check each
other when the province is loaded. The names are put together at random; a likeness to a living person is
chance.
"""

import unicodedata

# Family names of the Kinh with their share in a thousand.
FAMILIES = [
    ("Nguyễn", 310), ("Trần", 110), ("Lê", 95), ("Phạm", 70), ("Hoàng", 51), ("Phan", 45), ("Vũ", 39),
    ("Đặng", 21), ("Bùi", 20), ("Đỗ", 19), ("Hồ", 13), ("Ngô", 13), ("Dương", 12), ("Lý", 9), ("Đào", 9),
    ("Đinh", 9), ("Trịnh", 8), ("Đoàn", 8), ("Lương", 8), ("Mai", 7), ("Trương", 7), ("Tạ", 6), ("Hà", 6),
    ("Cao", 6), ("Chu", 5), ("Kiều", 4), ("Nghiêm", 4), ("Vương", 4), ("Quách", 3), ("Phùng", 3), ("Thái", 3),
]
MEN_MIDDLE = [
    ("Văn", 260), ("Đức", 90), ("Quang", 80), ("Xuân", 70), ("Minh", 70), ("Hữu", 60), ("Đình", 60), ("Quốc", 55),
    ("Công", 50), ("Ngọc", 45), ("Thanh", 45), ("Trọng", 35), ("Tiến", 30), ("Việt", 25), ("Anh", 25), ("", 30),
]
MEN_GIVEN = [
    "Hùng", "Dũng", "Cường", "Tuấn", "Minh", "Nam", "Sơn", "Hải", "Thắng", "Long", "Hưng", "Trung", "Thành", "Quân",
    "Đạt", "Đức", "Khánh", "Hiếu", "Phúc", "Tùng", "Bình", "Toàn", "Kiên", "Việt", "Vinh", "Quyết", "Huy", "Lâm",
    "Phương", "Ước", "Ánh", "Thịnh", "Nghĩa", "Chiến", "Đông", "Ân", "Khôi", "Tú", "Đoàn", "Quyền",
]
WOMEN_MIDDLE = [
    ("Thị", 330), ("Thị Thu", 70), ("Thị Ngọc", 65), ("Thị Minh", 55), ("Thị Thanh", 55), ("Thị Hồng", 55),
    ("Thị Bích", 40), ("Thị Kim", 40), ("Thị Phương", 35), ("Thùy", 30), ("Ngọc", 30), ("Thu", 30), ("Minh", 25),
    ("Khánh", 20), ("Thị Như", 20), ("Diệu", 15),
]
WOMEN_GIVEN = [
    "Hương", "Hoa", "Lan", "Hằng", "Thủy", "Hà", "Linh", "Trang", "Nga", "Hạnh", "Nhung", "Yến", "Huyền", "Thảo",
    "Mai", "Dung", "Ngọc", "Phượng", "Oanh", "Loan", "Vân", "Tuyết", "Thúy", "Hiền", "Liên", "Quỳnh", "Ánh", "Chi",
    "Giang", "Thơm", "Nguyệt", "Hồng", "Đào", "Ước", "Vui", "Duyên", "Khuyên", "Xuân",
]
# (families, middle names, given names) of a people, men and women; the Tày and Nùng, Mông, Dao and Sán Chay
# live in the province.
MINORITIES = [
    (["Nông", "Ma", "Bế", "Lường", "Hứa", "Ma Khánh", "Triệu", "Lộc", "Long", "Đàm"],
     ["Văn", "Đức", "Thị", "Thị Bích", "Xuân", "Khắc"],
     ["Thụ", "Đàn", "Páo", "Niệm", "Slao", "Nhình", "Hoan", "Thiết", "Sầm", "Lả", "Ít", "Khiêm"]),
    (["Giàng", "Vừ", "Sùng", "Thào", "Vàng", "Hầu", "Lầu", "Dương", "Lý", "Hoàng"],
     ["A", "Mí", "Seo", "Thị", "Văn", "Bá"],
     ["Páo", "Sính", "Chờ", "Kẻ", "Pó", "Súa", "Dủ", "Mỷ", "Say", "Dính", "Chá", "Lử"]),
    (["Bàn", "Phàn", "Triệu", "Đặng", "Lý", "Chảo", "Tẩn"],
     ["Tả", "Phú", "Thị", "Tài", "Văn", "Mùi", "Sành"],
     ["Mẩy", "Quẩy", "Vạn", "Ton", "Pham", "Chiêu", "Lụa", "Ghến", "Phẩy", "An"]),
    (["Trần", "Ninh", "Lâm", "Hoàng", "Tống", "Diệp", "Sầm"],
     ["Văn", "Thị", "Sinh", "Minh", "Tiến"],
     ["Bảy", "Vượng", "Sửu", "Đường", "Mậu", "Thình", "Liệu", "Sáu"]),
]
# Officials from elsewhere: the name, and which word is the given name where it is not the last.
FROM_ELSEWHERE = [("H'Hen Niê", 0), ("Y Moan Ênuôl", 1), ("Rơ Chăm Y Phước", None), ("K'Brếp", None)]


def plain(text):
    """Lower case, without diacritics: đ is d."""
    decomposed = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def letters(text):
    return "".join(c for c in plain(text) if "a" <= c <= "z")


def personalLocalPart(name, given=None):
    """Given name + initials of family and middle names (R3.5)."""
    words = [letters(word) for word in name.split()]
    index = len(words) - 1 if given is None else given
    return words[index] + "".join(word[0] for i, word in enumerate(words) if i != index)


def agencyLabel(name, label):
    """The own domain label, else the initials of the name (R3.4)."""
    if label:
        return label
    parted = "".join(c if c.isalnum() else "" if c == "'" else " " for c in plain(name))
    return "".join(word if word[0].isdigit() else word[0] for word in parted.split())


class Names:
    """Draws names from `random`, a random.Random; only random() is used, so a seed means the same everywhere."""

    def __init__(self, random):
        self._random = random

    def oneOf(self, items):
        return items[int(self._random.random() * len(items))]

    def weighted(self, items):
        at = self._random.random() * sum(weight for _, weight in items)
        for item, weight in items:
            at -= weight
            if at < 0:
                return item
        return items[-1][0]

    def draw(self):
        kind = self._random.random()
        if kind < 0.16:
            families, middles, givens = self.oneOf(MINORITIES)
            parts = [self.oneOf(families), self.oneOf(middles), self.oneOf(givens)]
        elif kind < 0.60:
            parts = [self.weighted(FAMILIES), self.weighted(MEN_MIDDLE), self.oneOf(MEN_GIVEN)]
        else:
            parts = [self.weighted(FAMILIES), self.weighted(WOMEN_MIDDLE), self.oneOf(WOMEN_GIVEN)]
        return " ".join(part for part in parts if part)
