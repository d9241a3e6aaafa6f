"""Agencies ask, by mail to hotro@ and by command; operators decide; the askers are told. Everything else is a ticket."""
import email
import email.message
import email.policy
import io
import json
import os
import re
import signal
import unittest
import zipfile

import record
from appliance import Account, Appliance, eventually
from imap_name import imapName
from letters import letter
from mail_sink import MailSink
from workbook import workbook

basis = ("--decision", "957/QĐ-UBND", "--dated", "22/5/2013")


def bomb() -> bytes:
    """A workbook whose sheet unpacks to 4 GiB of one cell."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
        sheet.write(b"<worksheet><sheetData><row><c><v>")
        block = b"1" * (1 << 20)
        for _ in range(512):
            sheet.write(block)
    return out.getvalue()


class Requests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.sink = MailSink()
        cls.addClassCleanup(cls.sink.close)
        cls.appliance = Appliance(routes={"elsewhere.example": cls.sink.address})
        cls.addClassCleanup(cls.appliance.close)
        cls.appliance.start()
        cls.domain = cls.appliance.record["domain"]
        cls.support = f"hotro@{cls.domain}"
        cls.operator = cls.appliance.account("operator")
        cls.official = cls.appliance.account("official")

    def json(self, *words):
        return json.loads(self.appliance.tram("--json", *words).stdout)

    def agency(self, name: str, label: str, head: str) -> Account:
        """An agency of the test's own, with a head who writes in its name."""
        self.appliance.tram("agency", "create", name, "--label", label, *basis)
        address = self.json("official", "create", head, "--agency", name, "--role", "head")["address"]
        return self.appliance.withPassword(address, role="head")

    def write(self, who: Account, sender: str, subject: str, text: str, files: dict[str, bytes] | None = None,
              fields: dict[str, str] | None = None) -> str:
        message = email.message.EmailMessage()
        for name, value in {"From": sender, "To": self.support, "Subject": subject, "Message-ID": f"<{os.urandom(8).hex()}@client.example>",
                            **(fields or {})}.items():
            message[name] = value
        message.set_content(text)
        for name, content in (files or {}).items():
            message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
        with self.appliance.smtp("submissions") as connection:
            connection.login(who.address, who.password)
            self.assertEqual(connection.sendmail(sender, [self.support], message.as_bytes(policy=email.policy.SMTP)), {})
        return message["Message-ID"]

    def letters(self, reader: Account, folder: str = "INBOX") -> list[email.message.EmailMessage]:
        with self.appliance.imap(reader, None) as mailbox:
            mailbox.ok(mailbox.session.select('"' + imapName(folder) + '"', readonly=True))
            return [email.message_from_bytes(mailbox.fetch(uid), policy=email.policy.default) for uid in mailbox.uids()]

    def told(self, reader: Account, folder: str, mark: str) -> email.message.EmailMessage:
        """The one letter of support whose subject has the mark."""
        def arrived():
            found = [each for each in self.letters(reader, folder) if each["From"] and self.support in each["From"] and mark in each["Subject"]]
            self.assertLessEqual(len(found), 1, "told once")
            return found
        return eventually(f"there is word of {mark}", arrived)[0]

    def request(self, subject: str, listed: str = "request") -> dict:
        return eventually(f"{subject} is listed", lambda: next(
            (each for each in self.json(listed, "list", "--all") if each["subject"] == subject), None))

    def testAFormMailedFromAnAgencysMailbox(self):
        head = self.agency("Sở Đề nghị", "sodenghi", "Lê Thị Văn Thư")
        office, folder = f"sodenghi@{self.domain}", f"Hộp thư cơ quan/sodenghi@{self.domain}/INBOX"
        self.json("official", "create", "Lê Văn Nghỉ Hưu", "--agency", "Sở Đề nghị")
        rows = [["Yêu cầu", "Họ và tên", "Địa chỉ thư", "Chức vụ", "Vai trò", "Lý do", "Ngày quyết định"],
                ["tạo", "Đỗ Thị Mới", "", "Chuyên viên", "", "", ""], ["tạo", "Nguyễn Văn Hùng", "", "", "", "", ""],
                ["đóng", "Lê Văn Nghỉ Hưu", "", "", "", "nghỉ hưu", ""], ["tạo", "Đỗ Văn Sai", "", "", "", "", "hôm qua"]]
        message = self.write(head, office, "Đề nghị quý 4", "Kính gửi Trung tâm, danh sách kèm theo.\n", {"danh-sach.xlsx": workbook(rows)})
        found = self.request("Đề nghị quý 4")
        self.assertEqual((found["state"], found["from"], found["asker"], found["rows"], found["faults"]), ("open", office, head.address, 3, 1))
        number = found["number"]
        came = self.told(head, folder, f"[{number}] Đã nhận")
        self.assertEqual((came["In-Reply-To"], came["Auto-Submitted"]), (message, "auto-replied"))
        text = came.get_content()
        for part in ("  2. tạo hộp thư: Đỗ Thị Mới", "  4. đóng hộp thư: Lê Văn Nghỉ Hưu", "Dòng 5: dated: \"hôm qua\" không phải ngày"):
            self.assertIn(part, text)
        shown = self.json("request", "show", number)
        self.assertEqual([row["name"] for row in shown["changes"]], ["Đỗ Thị Mới", "Nguyễn Văn Hùng", "Lê Văn Nghỉ Hưu"])
        self.assertIn("danh sách kèm theo", shown["text"])

        self.appliance.tramAs(self.official, "request", "approve", number, status=1)
        run = self.appliance.tramAs(self.operator, "--json", "request", "approve", number, status=1)
        errors = {row["row"]: row["error"] for row in json.loads(run.stdout)}
        self.assertEqual([row for row, error in errors.items() if error], [3], errors)
        suffix = re.search(r": hungnv(\w)", errors[3])[1]
        self.assertEqual(self.appliance.tram("official", "show", "moidt", check=False).returncode, 1, "all or none")
        run = self.appliance.tramAs(self.operator, "--json", "request", "approve", number, "--suffix", f"3={suffix}", "--remark", "dòng 5 xin gửi lại")
        self.assertEqual([row["address"] for row in json.loads(run.stdout)],
                         [f"{name}@{self.domain}" for name in ("moidt", f"hungnv{suffix}", "huulvn")])
        text = self.told(head, folder, f"[{number}] Đã xử lý").get_content()
        self.assertIn(f"tạo hộp thư: Nguyễn Văn Hùng – hungnv{suffix}@{self.domain}", text)
        self.assertIn("dòng 5 xin gửi lại", text)
        self.assertEqual(self.json("official", "show", "moidt")["title"], "Chuyên viên")
        [history] = [row for row in self.json("official", "show", "moidt")["history"] if row["verb"] == "official_hired"]
        self.assertEqual((history["actor"], history["basis"].split(",")[0]), (self.operator.address, number))
        self.assertIn("request_approved", [row["verb"] for row in self.json("agency", "show", "Sở Đề nghị")["history"]])
        self.appliance.tramAs(self.operator, "request", "approve", number, status=1)

    def testAFormInTheTextOfALetterIsRejectedWithAReason(self):
        head = self.agency("Sở Từ chối", "sotuchoi", "Lê Thị Từ Chối")
        office = f"sotuchoi@{self.domain}"
        self.write(head, office, "Xin cấp", "Yêu cầu: tạo hộp thư\nHọ và tên: Đỗ Thị Chờ\nChức vụ: Phó phòng\n")
        number = self.request("Xin cấp")["number"]
        self.appliance.tramAs(self.operator, "request", "reject", number, status=2)
        self.appliance.tramAs(self.operator, "request", "reject", number, "--reason", "chưa có quyết định tuyển dụng")
        text = self.told(head, f"Hộp thư cơ quan/{office}/INBOX", f"[{number}] Từ chối").get_content()
        self.assertIn("Lý do: chưa có quyết định tuyển dụng", text)
        self.assertEqual(self.appliance.tram("official", "show", "chodt", check=False).returncode, 1)

    def testAFormFromElsewhereIsCarriedOutByNobody(self):
        form = "Yêu cầu: đóng\nHọ và tên: Nguyễn Văn Hùng\n"
        self.write(self.official, self.official.address, "Đóng giúp tôi", form)
        found = self.request("Đóng giúp tôi", "ticket")
        self.assertIn("hộp thư chính thức của cơ quan", self.told(self.official, "INBOX", f"[{found['number']}]").get_content())
        self.appliance.tramAs(self.operator, "request", "approve", found["number"], status=1)
        _, forged = letter(sender=f"sonoivu@{self.domain}", to=self.support, subject="Gia mao", body=form.replace("\n", "\r\n"))
        self.appliance.deliver(forged, [self.support])
        self.assertEqual(self.request("Gia mao", "ticket")["agency"], "")

    def testRequestsByCommand(self):
        head = self.agency("Sở Lệnh", "solenh", "Lê Thị Lệnh")
        run = self.appliance.tramAs(head, "--json", "request", "make", "Vũ Thị Bằng Lệnh", "--agency", "Sở Lệnh", "--title", "Kế toán")
        number = json.loads(run.stdout)["number"]
        self.appliance.tramAs(self.official, "request", "make", "Vũ Thị Lậu", "--agency", "Sở Lệnh", status=1)
        self.appliance.tramAs(self.operator, "request", "approve", number)
        address = self.json("request", "show", number)["changes"][0]["address"]
        self.assertEqual(self.json("official", "show", address)["title"], "Kế toán")
        self.told(head, f"Hộp thư cơ quan/solenh@{self.domain}/INBOX", f"[{number}] Đã xử lý")
        run = self.appliance.tramAs(head, "--json", "request", "change", address, "--agency", "Sở Lệnh", "--role", "clerk")
        self.appliance.tramAs(self.operator, "request", "approve", json.loads(run.stdout)["number"])
        self.assertEqual(self.json("official", "show", address)["role"], "clerk")
        template = self.appliance.tram("request", "template").stdout
        form = self.appliance.folder / "form.csv"
        form.write_text(template + "đóng,," + address + ",,,,,,,thôi việc,,\n")
        run = self.appliance.tramAs(head, "--json", "request", "form", str(form), "--agency", "Sở Lệnh")
        self.appliance.tramAs(self.operator, "request", "approve", json.loads(run.stdout)["number"])
        self.assertEqual(self.json("official", "show", address)["state"], "left")

    def testOtherMailIsATicketWithAState(self):
        self.write(self.official, self.official.address, "Không đăng nhập được", "Từ sáng nay.\n")
        number = self.request("Không đăng nhập được", "ticket")["number"]
        came = self.told(self.official, "INBOX", f"[{number}] Đã nhận")
        self.appliance.tramAs(self.operator, "ticket", "take", number)
        self.assertEqual(self.json("ticket", "show", number)["state"], "in_work")
        self.appliance.tramAs(self.operator, "ticket", "close", number, "--answer", "Đã mở lại")
        self.assertIn("Trả lời: Đã mở lại", self.told(self.official, "INBOX", f"[{number}] Đã xử lý").get_content())
        self.write(self.official, self.official.address, "Re: " + came["Subject"], "Vẫn chưa được.\n")
        shown = eventually("it is open again", lambda: (found := self.json("ticket", "show", number))["state"] == "open" and found)
        self.assertEqual((shown["steps"][-1]["actor"], shown["steps"][-1]["remark"].strip()), (self.official.address, "Vẫn chưa được."))
        self.write(self.official, self.official.address, "Vắng mặt", "Tôi đi vắng.\n", fields={"Auto-Submitted": "auto-replied"})
        self.assertEqual(self.request("Vắng mặt", "ticket")["state"], "done")

        _, content = letter(to=self.support, subject="Hoi dap", sender="citizen@elsewhere.example")
        self.appliance.deliver(content, [self.support], sender="citizen@elsewhere.example")
        number = self.request("Hoi dap", "ticket")["number"]
        self.assertFalse([each for each in self.sink.letters if b"HT-" in each.content], "his address may be anybody's")
        self.appliance.tramAs(self.operator, "ticket", "close", number, "--answer", "Xem trang chu")
        out = eventually("he is answered", lambda: [each for each in self.sink.letters if f"[{number}]".encode() in each.content])
        self.assertEqual((len(out), out[0].recipients, out[0].sender), (1, ["citizen@elsewhere.example"], ""))

    def testWhateverKillsItsReaderIsATicket(self):
        head = self.agency("Sở Độc hại", "sodochai", "Lê Thị Độc Hại")
        office = f"sodochai@{self.domain}"
        before = self.appliance.pid("tram-scan")
        self.write(head, office, "Bom", "Xem tệp.\n", {"a.xlsx": bomb(), "b.xlsx": b"PK\x03\x04" + os.urandom(5000)})
        found = self.request("Bom", "ticket")
        self.assertEqual(found["faults"], 2)
        self.told(head, f"Hộp thư cơ quan/{office}/INBOX", f"[{found['number']}]")
        self.assertEqual(self.appliance.pid("tram-scan"), before)

    def testNothingIsLostOrToldTwiceWhoeverIsKilled(self):
        head = self.agency("Sở Bền bỉ", "sobenbi", "Lê Thị Bền")
        office, folder = f"sobenbi@{self.domain}", f"Hộp thư cơ quan/sobenbi@{self.domain}/INBOX"
        os.kill(self.appliance.pid("tram-scan"), signal.SIGSTOP)
        for i in range(8):
            self.write(head, office, f"Lô {i}", f"Yêu cầu: tạo\nHọ và tên: Trương Thị Lô {'Một Hai Ba Bốn Năm Sáu Bảy Tám'.split()[i]}\n")
        self.appliance.kill("tram-scan")
        for process in ("tram-office", "tram-scan", "tram-store", "tram-office"):
            self.appliance.kill(process)
        numbers = [self.request(f"Lô {i}")["number"] for i in range(8)]
        self.assertEqual(len(set(numbers)), 8)
        for number in numbers:
            self.told(head, folder, f"[{number}] Đã nhận")
            self.appliance.tramAs(self.operator, "request", "approve", number)
            if number == numbers[3]:
                self.appliance.kill("tram-office")
        for number in numbers:
            self.told(head, folder, f"[{number}] Đã xử lý")
        self.appliance.checkStore()


if __name__ == "__main__":
    record.main("system_requests")
