"""What the processes tell tram-hal of themselves; and that mail goes its way whatever becomes of that."""
import imaplib
import json
import os
import smtplib
import socket
import threading
import time
import unittest
from pathlib import Path

import record
from appliance import Appliance, eventually
from letters import letter
from mail_sink import MailSink

processes = {"tram-store", "tram-scan", "tram-smtp", "tram-relay", "tram-access", "tram-office"}


class Receiver:
    """Takes tram-hal's place at its socket: the latest report of each process."""

    def __init__(self, path: Path):
        path.unlink(missing_ok=True)
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(str(path))
        self.reports: dict[str, dict] = {}
        self.count = 0
        threading.Thread(target=self.read, daemon=True).start()

    def read(self) -> None:
        while True:
            try:
                datagram = self.socket.recv(1 << 16)
            except OSError:
                return
            report = json.loads(datagram)
            self.reports[report["process"]] = report
            self.count += 1

    def value(self, process: str, name: str, /, **labels: str) -> float | None:
        for figure in self.reports.get(process, {}).get("figures", []):
            if figure["name"] == name and figure.get("labels", {}) == labels:
                return figure["value"]
        return None


class HealthReports(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.sink = MailSink()
        cls.addClassCleanup(cls.sink.close)
        cls.appliance = Appliance(routes={"elsewhere.example": cls.sink.address, "tsl.example": cls.sink.address},
                                  settings={"health.interval": "1", "relay.zone.tsl.example": "tsl"})
        cls.addClassCleanup(cls.appliance.close)
        cls.appliance.start()
        cls.path = cls.appliance.folder / "sockets" / "health.sock"
        cls.receiver = Receiver(cls.path)
        cls.addClassCleanup(cls.receiver.socket.close)
        cls.official = cls.appliance.account("official")
        cls.clerk = cls.appliance.account("clerk")

    def setUp(self):
        self.sink.script = lambda verb, argument: None
        self.told("tram-relay", "queue_messages", zone="internet")
        # What the test before did is told by now.
        began = time.time()
        eventually("figures are fresh", lambda: all(self.receiver.reports.get(process, {}).get("time", 0) / 1e6 > began
                                                    for process in ("tram-smtp", "tram-store", "tram-access", "tram-relay")))

    def told(self, process, name, /, **labels):
        def known():
            value = self.receiver.value(process, name, **labels)
            return None if value is None else [value]
        return eventually(f"{process} told of {name}", known)[0]

    def becomes(self, process, name, expected, /, **labels):
        try:
            eventually(f"{name} is {expected}", lambda: self.receiver.value(process, name, **labels) == expected)
        except AssertionError as error:
            raise AssertionError(f"{error}; it is {self.receiver.value(process, name, **labels)}") from None

    def submit(self, account, *to):
        _, content = letter(sender=account.address)
        self.appliance.submit(account, content, list(to), mailOptions=("BODY=8BITMIME",))
        return content

    def testEveryProcessTellsOfItself(self):
        eventually("all report", lambda: processes <= set(self.receiver.reports))
        for process in processes:
            with self.subTest(process=process):
                self.assertGreater(self.told(process, "process_resident_octets"), 1e6)
                self.assertGreaterEqual(self.told(process, "process_open_files"), 3)
                self.assertGreaterEqual(self.told(process, "process_threads"), 1)
                report = self.receiver.reports[process]
                self.assertLess(abs(report["time"] / 1e6 - time.time()), 60)
                self.assertLessEqual(report["started"], report["time"])
                if process != "tram-scan":
                    self.assertLess(self.told(process, "process_loop_delay_seconds"), 30)

    def testTheReaderOfLettersStaysASingleThread(self):
        self.assertEqual(self.told("tram-scan", "process_threads"), 1)
        self.assertIsNotNone(self.told("tram-scan", "scan_letters_total"))
        self.assertEqual(self.told("tram-scan", "scan_killed_total"), 0)

    def testTheStoreTellsOfItsRoom(self):
        total, free = self.told("tram-store", "store_space_octets"), self.told("tram-store", "store_space_free_octets")
        volume = os.statvfs(self.appliance.folder)
        self.assertEqual(total, volume.f_blocks * volume.f_frsize)
        self.assertTrue(0 < free <= total)
        used, size = self.told("tram-store", "store_map_used_octets"), self.told("tram-store", "store_map_octets")
        self.assertTrue(0 < used < size)
        self.assertEqual(self.told("tram-store", "store_writable"), 1)
        self.assertGreaterEqual(self.told("tram-store", "store_readers"), 0)

    def testCertificatesAreToldUntilWhenTheyHold(self):
        for process in ("tram-smtp", "tram-access"):
            days = (self.told(process, "certificate_expiry_timestamp_seconds", name="server") - time.time()) / 86_400
            self.assertTrue(3_640 < days < 3_651, days)

    def testTheOfficeTellsWhenItHadLastLooked(self):
        self.assertLess(abs(self.told("tram-office", "office_last_run_timestamp_seconds") - time.time()), 120)

    def testMailInIsCountedInItsZone(self):
        before = {name: self.told("tram-smtp", f"smtp_{name}_total", zone="tsl")
                  for name in ("connections", "received_messages", "received_octets", "received_recipients", "rejected_messages",
                               "rejected_recipients")}
        delivered = self.told("tram-store", "store_delivered_messages_total")
        position = self.told("tram-store", "journal_position")
        _, content = letter()
        self.appliance.deliver(content, [self.official.address, self.clerk.address])
        with self.assertRaises(smtplib.SMTPRecipientsRefused):
            self.appliance.deliver(content, ["nobody.such@" + self.appliance.record["domain"]])
        with self.assertRaises(smtplib.SMTPDataError):
            self.appliance.deliver(b"Received: from a by b\r\n" * 100 + content, [self.official.address])
        with self.assertRaises(smtplib.SMTPDataError):
            self.appliance.deliver(b"Subject: a bare\rcarriage return\r\n\r\n\r\n", [self.official.address])
        for name, more in (("connections", 4), ("received_messages", 1), ("received_octets", len(content)), ("received_recipients", 2),
                           ("rejected_messages", 2), ("rejected_recipients", 1)):
            self.becomes("tram-smtp", f"smtp_{name}_total", before[name] + more, zone="tsl")
        self.becomes("tram-store", "store_delivered_messages_total", delivered + 2)
        self.assertGreater(self.told("tram-store", "journal_position"), position)
        self.assertTrue(0 < self.told("tram-store", "store_commit_seconds") < 60)
        self.assertGreater(self.told("tram-store", "store_commits_total"), 0)

    def testWhoIsThereIsCounted(self):
        self.becomes("tram-smtp", "smtp_connections", 0, zone="internet")
        with self.appliance.smtp("smtp.internet"), self.appliance.smtp("smtp.internet"):
            self.becomes("tram-smtp", "smtp_connections", 2, zone="internet")
            self.assertGreaterEqual(self.told("tram-smtp", "sessions", protocol="smtp"), 2)
        self.becomes("tram-smtp", "smtp_connections", 0, zone="internet")
        with self.appliance.imap(self.official), self.appliance.imap(self.clerk):
            self.becomes("tram-access", "sessions", 2, protocol="imap")
        self.becomes("tram-access", "sessions", 0, protocol="imap")

    def testSignInsAreCountedByTheirResult(self):
        for process, protocol in (("tram-smtp", "submission"), ("tram-access", "imap")):
            with self.subTest(protocol=protocol):
                ok, refused = (self.told(process, "sign_ins_total", protocol=protocol, result=result) for result in ("ok", "refused"))
                wrong = type(self.clerk)("clerk", self.clerk.address, "wrong password")
                if protocol == "imap":
                    with self.appliance.imap(self.official):
                        pass
                    with self.assertRaises(imaplib.IMAP4.error):
                        self.appliance.imap(wrong)
                else:
                    self.submit(self.official, self.clerk.address)
                    with self.assertRaises(smtplib.SMTPAuthenticationError):
                        self.submit(wrong, self.clerk.address)
                self.becomes(process, "sign_ins_total", ok + 1, protocol=protocol, result="ok")
                # smtplib tries another mechanism after a refusal.
                eventually("a refusal is counted", lambda: self.told(process, "sign_ins_total", protocol=protocol, result="refused") > refused)

    def testMailOutIsCountedInItsZone(self):
        for zone, domain in (("internet", "elsewhere.example"), ("tsl", "tsl.example")):
            with self.subTest(zone=zone):
                before = {name: self.told("tram-relay", f"relay_transmitted_{name}_total", zone=zone)
                          for name in ("messages", "octets", "recipients")}
                content = self.submit(self.official, f"one@{domain}", f"two@{domain}")
                self.becomes("tram-relay", "relay_transmitted_messages_total", before["messages"] + 1, zone=zone)
                self.becomes("tram-relay", "relay_transmitted_recipients_total", before["recipients"] + 2, zone=zone)
                self.assertGreaterEqual(self.told("tram-relay", "relay_transmitted_octets_total", zone=zone), before["octets"] + len(content))
                self.becomes("tram-relay", "queue_messages", 0, zone=zone)
                self.becomes("tram-relay", "queue_octets", 0, zone=zone)

    def testWhatWaitsStandsInTheQueue(self):
        failed = self.told("tram-relay", "relay_failed_attempts_total", zone="tsl")
        self.sink.script = lambda verb, argument: "421 4.3.2 not now" if verb == "CONNECT" else None
        content = self.submit(self.official, "one@tsl.example", "two@tsl.example")
        self.becomes("tram-relay", "queue_messages", 1, zone="tsl")
        self.becomes("tram-relay", "queue_recipients", 2, zone="tsl")
        self.assertGreaterEqual(self.told("tram-relay", "queue_octets", zone="tsl"), len(content))
        self.assertEqual(self.told("tram-relay", "queue_messages", zone="internet"), 0)
        eventually("it failed", lambda: self.told("tram-relay", "relay_failed_attempts_total", zone="tsl") > failed)
        eventually("it grows old", lambda: 2 < self.told("tram-relay", "queue_oldest_seconds", zone="tsl") < 120)
        numbers = [str(entry["id"]) for entry in json.loads(self.appliance.tram("--json", "queue", "list").stdout)]
        self.assertEqual(len(numbers), 2)
        for number in numbers:
            self.appliance.tram("queue", "hold", number)
        self.becomes("tram-relay", "queue_oldest_seconds", 0, zone="tsl")
        self.becomes("tram-relay", "queue_messages", 1, zone="tsl")
        with self.subTest("a relay that is started again"):
            started = self.receiver.reports["tram-relay"]["started"]
            self.appliance.kill("tram-relay")
            eventually("another one reports", lambda: self.receiver.reports["tram-relay"]["started"] > started)
            self.becomes("tram-relay", "queue_recipients", 2, zone="tsl")
        for number in numbers:
            self.appliance.tram("queue", "drop", number)
        self.becomes("tram-relay", "queue_messages", 0, zone="tsl")
        self.becomes("tram-relay", "queue_octets", 0, zone="tsl")

    def testMailGoesOnWhereNobodyListensOrReads(self):
        mark, content = letter()
        aside = self.path.with_suffix(".aside")
        self.path.rename(aside)
        try:
            self.appliance.deliver(content, [self.official.address])
            deaf = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            self.addCleanup(deaf.close)
            deaf.bind(str(self.path))
            self.fill(deaf)
            # Longer than several intervals; each process has met the full queue by then.
            times = self.appliance.timedDeliveries([self.official.address], 4)
            self.assertGreater(len(times), 10)
            self.assertLess(max(times), 30)
            with self.appliance.imap(self.official) as mailbox:
                self.assertEqual(len(mailbox.withMark(mark)), 1)
        finally:
            aside.rename(self.path)
        count = self.receiver.count
        eventually("tram-hal is back and hears of all", lambda: self.receiver.count >= count + len(processes))

    def fill(self, receiver):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
            sender.setblocking(False)
            with self.assertRaises(BlockingIOError):
                while True:
                    sender.sendto(b"{}", str(self.path))


if __name__ == "__main__":
    record.main("system_health_report")
