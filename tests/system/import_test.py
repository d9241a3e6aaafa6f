"""Agencies and officials from spreadsheets, all of them or none, and the Directory given away again."""
import base64
import csv
import io
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import unittest

import record
from appliance import Appliance, build, eventually, project
from letters import letter
from workbook import workbook

agencies = """Tên cơ quan;Loại;Trực thuộc;Số quyết định;Ngày
Phòng Tổ chức;unit;Sở Thử nghiệm;12/QĐ-STN;22/5/2013
Sở Thử nghiệm;department;;957/QĐ-UBND;22/5/2013
"""
officials = [
    ["Họ và tên", "Cơ quan", "Vai trò", "Chức vụ", "Điện thoại"],
    ["Nguyễn Văn Hùng", "Sở Thử nghiệm", "Thủ trưởng", "Giám đốc", "'+84 208 385 1234"],
    ["Nguyễn Văn Hùng", "Phòng Tổ chức", "", "Chuyên viên", ""],
    ["Âu Cơ Lạc", "Sở Thử nghiệm", "văn thư", "", ""],
]


sanitized = "release" not in str(build)


def csvOf(rows: list[list[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode()


class Import(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.appliance = Appliance()
        cls.addClassCleanup(cls.appliance.close)
        cls.appliance.start()
        cls.domain = cls.appliance.record["domain"]

    def run_(self, *words: str, status: int = 0, of: Appliance | None = None) -> subprocess.CompletedProcess:
        run = (of or self.appliance).tram(*words, check=False)
        self.assertEqual(run.returncode, status, f"{words}: {run.stdout[-2000:]}{run.stderr[-2000:]}")
        return run

    def file(self, content: bytes | str) -> str:
        file = tempfile.NamedTemporaryFile()
        self.addCleanup(file.close)
        file.write(content.encode() if isinstance(content, str) else content)
        file.flush()
        return file.name

    def testAProvincesSheets(self):
        sheets = ("--agencies", self.file(agencies), "--officials", self.file(workbook(officials)))
        before = len(json.loads(self.run_("--json", "official", "list").stdout))
        refused = self.run_("--json", "import", *sheets, "--dry-run", status=1)
        rows = {(row["table"], row["row"]): row for row in json.loads(refused.stdout)}
        self.assertEqual(rows["agencies", 3]["address"], f"stn@{self.domain}")
        self.assertEqual(rows["agencies", 2]["address"], f"ptc@{self.domain}")
        self.assertIn("free: hungnv", rows["officials", 2]["error"])
        self.assertEqual(rows["officials", 4]["address"], f"lacac@{self.domain}")
        planned = json.loads(self.run_("--json", "import", *sheets, "--dry-run", "--free-suffixes").stdout)
        self.assertFalse([row for row in planned if row["error"]])
        self.assertEqual(len(json.loads(self.run_("--json", "official", "list").stdout)), before, "a dry run changes nothing")
        self.assertEqual(len({row["address"] for row in planned}), len(planned))

        made = json.loads(self.run_("--json", "import", *sheets, "--free-suffixes").stdout)
        self.assertEqual([row["address"] for row in made], [row["address"] for row in planned])
        head = self.run_("--json", "official", "show", made[2]["address"]).stdout
        self.assertEqual((json.loads(head)["role"], json.loads(head)["telephone"]), ("head", "+84 208 385 1234"))
        again = self.run_("--json", "import", *sheets, "--free-suffixes", status=1)
        self.assertTrue(all(row["error"] for row in json.loads(again.stdout) if row["table"] == "agencies"))

    def testOneBadRowAndNothingIsMade(self):
        rows = [["Họ tên", "Đơn vị", "Ngày"], ["Lê Thị Tốt", "Sở Nội vụ", ""], ["=cmd|' /C calc'!A0", "Sở Nội vụ", ""],
                ["Lê Thị Xa", "Sở Không Có", ""], ["", "Sở Nội vụ", ""], ["Lê Thị Ngày", "Sở Nội vụ", "31/2/2020"]]
        refused = self.run_("--json", "import", "--officials", self.file(csvOf(rows)), status=1)
        errors = {row["row"]: row["error"] for row in json.loads(refused.stdout)}
        self.assertEqual(errors[2], "")
        for row, part in ((3, "name"), (4, "agency"), (5, "name"), (6, "dated")):
            self.assertIn(part, errors[row])
        self.assertIn("nothing was imported", refused.stderr)
        self.run_("official", "show", "totlt", status=1)
        for content, part in ((b"S\xf3 Y t\xea", "UTF-8"), (b"PK\x03\x04rubbish", "XLSX"), ('Tên,Cơ quan\n"x', "quoted")):
            self.assertIn(part, self.run_("import", "--officials", self.file(content), status=1).stderr)

    def testTheDirectoryGoesOutAndComesIn(self):
        out = {what: self.run_("export", what).stdout for what in ("agencies", "officials", "ldif", "vcard", "json")}
        people = list(csv.DictReader(io.StringIO(out["officials"])))
        self.assertIn("hungnv", {row["Địa chỉ thư"].partition("@")[0] for row in people})
        with Appliance(demonstration=False) as other:
            sheets = ("--agencies", self.file(out["agencies"]), "--officials", self.file(out["officials"]))
            self.run_("import", *sheets, of=other)
            self.assertEqual(sorted(self.run_("export", "officials", of=other).stdout.splitlines()), sorted(out["officials"].splitlines()))
        entries = [dict(line.split(":", 1) for line in block.replace("\n ", "").splitlines()) for block in out["ldif"].split("\n\n")[1:]]
        names = {base64.b64decode(entry["cn"][1:]).decode() for entry in entries if entry.get("cn", "").startswith(":")}
        self.assertIn("Nguyễn Văn Hùng", names)
        self.assertEqual(len(entries), len(json.loads(out["json"])))
        self.assertEqual(out["vcard"].count("BEGIN:VCARD"), len(entries))
        self.assertIn("N:Nguyễn Văn;Hùng;;;", out["vcard"])

    def testAWholeProvinceInSeconds(self):
        """TRAM_LONG: 20,000 officials in 500 agencies, and a letter of 1 MiB to all of them while others' mail goes on."""
        long = bool(os.environ.get("TRAM_LONG"))
        count, agencyCount = (20_000, 500) if long else (4_000, 100)
        generated = subprocess.run([sys.executable, "-B", project / "tools" / "demo" / "make_province.py", "--officials", str(count)],
                                   capture_output=True, text=True, check=True).stdout
        entries = [json.loads(line) for line in generated.splitlines()]
        founded = [[entry["name"], entry["kind"], entry["parent"] or "", entry["label"], entry["decision"], entry["dated"]]
                   for entry in entries if entry["command"] == "createAgency"]
        stations = [[f"Trạm Y tế số {number}", "unit", founded[number % len(founded)][0], f"tyt{number}", *founded[0][4:]]
                    for number in range(agencyCount - len(founded))]
        hired = [[entry["name"], entry["agency"], entry["role"], str(entry["given"] + 1) if "given" in entry else ""]
                 for entry in entries if entry["command"] == "createOfficial"]
        for number, row in enumerate(hired):
            if row[2] == "official" and number % 3:
                row[1] = stations[number % len(stations)][0]
        agencySheet = [["name", "kind", "parent", "label", "decision", "dated"], *founded, *stations]
        officialSheet = [["name", "agency", "role", "given"], *hired]
        with Appliance(demonstration=False) as other:
            sheets = ("--agencies", self.file(csvOf(agencySheet)), "--officials", self.file(csvOf(officialSheet)))
            began = time.monotonic()
            run = self.run_("import", *sheets, "--free-suffixes", "--errors", of=other)
            took = time.monotonic() - began
            print(f"{len(hired)} officials in {agencyCount} agencies: {took:.1f} s", file=sys.stderr)
            self.assertLess(took, 10)
            people = json.loads(self.run_("--json", "official", "list", of=other).stdout)
            self.assertEqual(len(people), len(hired), run.stderr)
            other.checkStore()
            self.resolve(other, people[:20_000 if long else 2_000])
            if long:
                self.toEverybody(other, people)

    def resolve(self, other: Appliance, people: list[dict]):
        """Each of them once at RCPT; how long the store took it says itself."""
        with other.smtp() as connection:
            for number, person in enumerate(people):
                if number % 500 == 0:
                    connection.rset()
                    connection.mail("someone@elsewhere.example")
                code, text = connection.rcpt(person["address"])
                self.assertEqual(code, 250, text)
        said = json.loads(self.run_("--json", "store", "stat", of=other).stdout)
        count, median = int(said["recipients.resolved"]), int(said["recipients.resolve_median_ns"])
        print(f"{count} recipients resolved, median {median / 1e3:.1f} µs, 99 of 100 within {int(said['recipients.resolve_p99_ns']) / 1e3:.1f} µs",
              file=sys.stderr)
        self.assertGreaterEqual(count, len(people))
        if not sanitized:
            self.assertLess(median, 20_000)

    def toEverybody(self, other: Appliance, people: list[dict]):
        domain = other.record["domain"]
        head = next(person["address"] for person in people if person["role"] == "head")
        account = other.withPassword(head, role="head")

        addresses = [person["address"] for person in people]
        usual = statistics.median(other.timedDeliveries(addresses, 3))
        meanwhile: list[float] = []
        stopped = threading.Event()

        def go() -> None:
            while not stopped.is_set():
                meanwhile.extend(other.timedDeliveries(addresses, 0.2))
        thread = threading.Thread(target=go)
        mark, content = letter(sender=head, to=f"tatca@{domain}", body=("y" * 76 + "\r\n") * 13_443)
        thread.start()
        began = time.monotonic()
        other.submit(account, content, [f"tatca@{domain}"])
        eventually("everybody has it", lambda: "group: done" in self.run_("trace", f"tatca@{domain}", of=other).stdout)
        took = time.monotonic() - began
        stopped.set()
        thread.join()
        print(f"1 MiB to {len(people)}: {took:.1f} s; others' deliveries {usual * 1e3:.2f} ms before, "
              f"{statistics.median(meanwhile) * 1e3:.2f} ms meanwhile", file=sys.stderr)
        self.assertLess(took, 5)
        self.assertLess(statistics.median(meanwhile), 2 * usual)
        self.run_("store", "check", "--quick", of=other)


if __name__ == "__main__":
    record.main("system_import")
