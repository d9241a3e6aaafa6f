"""Identity while mail programs are signed in: first passwords, second factors, sessions that end with a commit."""
import base64
import hashlib
import hmac
import imaplib
import json
import smtplib
import time
import unittest

import record
from appliance import Account, Appliance, eventually, secretFile
from imap_name import imapName
from scram_client import mechanisms

basis = ("--decision", "957/QĐ-UBND", "--dated", "22/5/2013")


def stepNow() -> int:
    return int(time.time()) // 30


def codeAt(uri: str, step: int) -> str:
    """What an authenticator app shows in that time step. [RFC6238]"""
    secret = uri.split("secret=")[1].split("&")[0]
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.digest(key, step.to_bytes(8, "big"), "sha1")
    at = digest[-1] & 15
    return f"{(int.from_bytes(digest[at:at + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06}"


class Sessions(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.appliance = Appliance(settings={"identity.second_factor": "auditor", "identity.account_page": "https://thu.example/mat-khau"})
        cls.addClassCleanup(cls.appliance.close)
        cls.appliance.start()
        cls.domain = cls.appliance.record["domain"]
        cls.appliance.tram("agency", "create", "Sở Phiên", "--label", "sophien", *basis)

    def json(self, *words):
        return json.loads(self.appliance.tram("--json", *words).stdout)

    def tram(self, *words, given="", status=0):
        with secretFile(given) as file:
            run = self.appliance.tram(*[file.name if word == "@given" else word for word in words], check=False)
        self.assertEqual(run.returncode, status, f"{words}: {run.stdout}{run.stderr}")
        return run

    def person(self, name: str, role: str = "official", agency: str = "Sở Phiên") -> Account:
        address = self.json("official", "create", name, "--agency", agency, "--role", role)["address"]
        return self.appliance.withPassword(address)

    def handOut(self, address: str) -> str:
        return self.appliance.tram("password", "reset", address).stdout.strip()

    def idling(self, account: Account, folder: str = "INBOX"):
        mailbox = self.appliance.imap(account, folder)
        mailbox.session.send(b"t IDLE\r\n")
        self.assertTrue(mailbox.line().startswith(b"+"))
        return mailbox

    def submitting(self, account: Account) -> smtplib.SMTP:
        connection = self.appliance.smtp("submissions")
        connection.login(account.address, account.password)
        return connection

    def assertOver(self, mailbox, submission):
        """The good-bye comes by itself, without a word of the client's."""
        line = mailbox.line()
        self.assertTrue(line.startswith(b"* BYE"), line)
        code, text = submission.getreply()
        self.assertEqual((code, text[:5]), (421, b"4.7.0"))
        for lost in (mailbox.session.readline, submission.file.read):
            self.assertEqual(lost(), b"")

    def killStore(self):
        self.appliance.kill("tram-store")
        eventually("the store serves again", lambda: self.appliance.tram("status", check=False).returncode == 0)

    def sessions(self, address: str) -> list[dict]:
        return self.json("session", "list", address)

    def testALeaversSessionsEnd(self):
        account = self.person("Phạm Thị Rời")
        mailbox, submission = self.idling(account), self.submitting(account)
        self.appliance.tram("official", "leave", account.address, "--reason", "nghỉ hưu")
        self.assertOver(mailbox, submission)
        with self.assertRaises(imaplib.IMAP4.error):
            self.appliance.imap(account)

    def testAResetEndsSessionsAndAppPasswords(self):
        account = self.person("Phạm Thị Quên")
        app = self.json("password", "app", account.address, "--label", "điện thoại")["password"]
        mailbox, submission = self.idling(account), self.submitting(Account("app", account.address, app))
        self.handOut(account.address)
        self.assertOver(mailbox, submission)
        for password in (account.password, app):
            with self.assertRaises(smtplib.SMTPAuthenticationError):
                self.submitting(Account("", account.address, password))

    def testAnOwnChangeOfPasswordEndsTheOthersSessions(self):
        account = self.person("Phạm Thị Đổi")
        mailbox, submission = self.idling(account), self.submitting(account)
        self.appliance.withPassword(account.address, "meo nam suoi nang hien sau")
        self.assertOver(mailbox, submission)

    def testAHandoverEndsThePredecessorsAndNoOthers(self):
        self.appliance.tram("agency", "create", "Sở Giao", "--label", "sogiao", *basis)
        head = self.person("Phạm Văn Giao", "head", "Sở Giao")
        successor = self.person("Phạm Văn Nhận", agency="Sở Giao")
        office = f"Hộp thư cơ quan/sogiao@{self.domain}/INBOX"
        folder = '"' + imapName(office) + '"'
        mailbox, submission = self.idling(head, folder), self.submitting(head)
        staying = self.appliance.imap(successor)
        self.appliance.tram("mailbox", "handover", "sogiao", "--from", head.address, "--to", successor.address, *basis)
        self.assertOver(mailbox, submission)
        self.assertEqual(staying.select(folder), 0, "the successor opens it in the session he has")
        with self.appliance.imap(head) as again, self.assertRaises(AssertionError):
            again.select(folder)

    def testARightThatIsWithdrawnEndsTheOpenMailbox(self):
        account = self.person("Phạm Thị Quyền")
        self.appliance.tram("mailbox", "grant", "sophien", account.address, "read,answer", "--decision", "12/GUQ")
        folder = '"' + imapName(f"Hộp thư cơ quan/sophien@{self.domain}/INBOX") + '"'
        looking, own = self.idling(account, folder), self.idling(account)
        waiting = self.appliance.imap(account, folder)
        self.appliance.tram("mailbox", "grant", "sophien", account.address, "none")
        self.assertTrue(looking.line().startswith(b"* BYE"))
        waiting.session.send(b"w FETCH 1:* FLAGS\r\n")
        self.assertTrue(waiting.line().startswith(b"* BYE"))
        own.session.send(b"DONE\r\n")
        self.assertTrue(own.line().startswith(b"t OK"))

    def testSessionsAreListedAndEndedOneByOne(self):
        account = self.person("Phạm Thị Phiên")
        app = self.json("password", "app", account.address, "--label", "điện thoại")["password"]
        mailbox, submission = self.idling(account), self.submitting(Account("app", account.address, app))
        listed = {entry["protocol"]: entry for entry in self.sessions(account.address)}
        self.assertEqual(set(listed), {"imap", "submission"})
        self.assertEqual(listed["submission"]["app_password"], "điện thoại")
        self.assertEqual(listed["imap"]["client"], "127.0.0.1")
        self.assertIn(account.address, self.appliance.tram("session", "list").stdout)
        self.appliance.tram("session", "end", account.address, listed["submission"]["id"])
        code, _ = submission.getreply()
        self.assertEqual(code, 421)
        eventually("one is left", lambda: [entry["protocol"] for entry in self.sessions(account.address)] == ["imap"])
        self.killStore()
        eventually("it is told to the new store", lambda: [entry["id"] for entry in self.sessions(account.address)] == [listed["imap"]["id"]])
        self.appliance.tram("session", "end", account.address)
        self.assertTrue(mailbox.line().startswith(b"* BYE"))
        eventually("none is left", lambda: self.sessions(account.address) == [])

    def testWhatEndedWhileTheStoreWasAwayIsOverToo(self):
        account = self.person("Phạm Thị Vắng")
        mailbox, submission = self.idling(account), self.submitting(account)
        self.appliance.tram("session", "end", account.address)
        self.killStore()
        self.assertOver(mailbox, submission)

    def signInAnswers(self, account: Account):
        """(door and mechanism, the last answer's text) of each way to sign in."""
        for name, make in mechanisms.items():
            connection = self.appliance.smtp("submissions")
            answer = make(account.address, account.password)
            code, text = connection.docmd("AUTH", name)
            while code == 334:
                code, text = connection.docmd(base64.b64encode(answer(base64.b64decode(text))).decode())
            yield f"submission {name}", f"{code} {text.decode()}"
            connection.close()
            host, port = self.appliance.endpoint("imaps")
            session = imaplib.IMAP4_SSL(host, port, ssl_context=self.appliance.tls())
            with self.assertRaises(imaplib.IMAP4.error) as refused:
                session.authenticate(name, make(account.address, account.password))
            yield f"imap {name}", str(refused.exception)
            session.shutdown()
        session = imaplib.IMAP4_SSL(host, port, ssl_context=self.appliance.tls())
        session.send(f'l LOGIN "{account.address}" "{account.password}"\r\n'.encode())
        yield "imap LOGIN command", session.readline().decode()
        session.shutdown()

    def testTheHandOutPasswordIsRefusedWithThePlaceToChangeIt(self):
        address = self.json("official", "create", "Phạm Thị Mới", "--agency", "Sở Phiên")["address"]
        account = Account("hand-out", address, self.handOut(address))
        for door, answer in self.signInAnswers(account):
            with self.subTest(door=door):
                self.assertIn("Change your first password at https://thu.example/mat-khau", answer)
                self.assertIn("Phai doi mat khau lan dau tai https://thu.example/mat-khau", answer)
                self.assertIn("5.7.8" if door.startswith("submission") else "[EXPIRED]", answer)

    def testASecondFactorLeavesNoProtocolOpen(self):
        account = self.person("Phạm Thị Khóa")
        uri = self.json("second-factor", "enrol", account.address, "--password-file", self.file(account.password))["uri"]
        self.assertTrue(uri.startswith(f"otpauth://totp/{self.domain}:"), uri)
        self.tram("second-factor", "confirm", account.address, "000000", "--password-file", "@given", given=account.password, status=1)
        mailbox, submission = self.idling(account), self.submitting(account)
        used = stepNow()
        self.tram("second-factor", "confirm", account.address, codeAt(uri, used), "--password-file", "@given", given=account.password)
        self.assertOver(mailbox, submission)
        for door, answer in self.signInAnswers(account):
            with self.subTest(door=door):
                if "SCRAM" in door:
                    self.assertNotIn("235", answer)
                    continue
                self.assertIn("make an app password at https://thu.example/mat-khau", answer)
        app = self.json("password", "app", account.address, "--label", "Thunderbird")["password"]
        with self.appliance.imap(Account("app", account.address, app)):
            pass
        signIn = ("--as", account.address, "--as-file", "@given")
        self.tram(*signIn, "--as-code", "000000", "password", "list", account.address, given=account.password, status=1)
        self.tram(*signIn, "--as-code", codeAt(uri, used), "password", "list", account.address, given=account.password, status=1)
        fresh = codeAt(uri, max(used + 1, stepNow()))
        listed = self.tram(*signIn, "--as-code", fresh, "password", "list", account.address, given=account.password).stdout
        self.assertIn("Thunderbird", listed)
        self.tram("second-factor", "remove", account.address)
        with self.appliance.imap(account):
            pass

    def testADutyThatRequiresASecondFactor(self):
        account = self.person("Phạm Thị Soát")
        self.appliance.tram("official", "duties", account.address, "auditor", *basis)
        for door, answer in self.signInAnswers(account):
            if "SCRAM" not in door:
                self.assertIn("Set up your second factor at https://thu.example/mat-khau", answer, door)
        run = self.tram("--as", account.address, "--as-file", "@given", "session", "list", account.address, given=account.password, status=1)
        self.assertIn("second-factor enrol", run.stderr)

    def testAnAppPasswordsNetwork(self):
        account = self.person("Phạm Thị Mạng")
        for network, opens in (("127.0.0.0/8", True), ("10.0.0.0/8", False)):
            app = self.json("password", "app", account.address, "--label", network, "--network", network)["password"]
            if opens:
                self.submitting(Account("app", account.address, app)).quit()
                continue
            with self.assertRaises(smtplib.SMTPAuthenticationError):
                self.submitting(Account("app", account.address, app))
        [number] = [entry["id"] for entry in self.json("password", "list", account.address) if entry["label"] == "127.0.0.0/8"]
        self.appliance.tram("password", "remove", account.address, str(number))
        self.assertEqual([entry["label"] for entry in self.json("password", "list", account.address) if entry["kind"] == "app"], ["10.0.0.0/8"])

    def file(self, content: str) -> str:
        file = secretFile(content)
        self.addCleanup(file.close)
        return file.name


if __name__ == "__main__":
    record.main("system_sessions")
