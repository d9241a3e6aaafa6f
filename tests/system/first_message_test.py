"""A message is in the INBOX before its sender reads 250, and stays there."""
import smtplib
import subprocess
import unittest

import record
from appliance import Appliance, eventually, patience
from letters import isSentAs, letter


class FirstMessage(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.appliance = Appliance()
        cls.addClassCleanup(cls.appliance.close)
        cls.appliance.start()
        cls.official = cls.appliance.account("official")

    def testSwaksDeliversAndImapReads(self):
        mark, content = letter(to=self.official.address)
        host, port = self.appliance.endpoint("smtp.tsl")
        run = subprocess.run(["swaks", "--server", host, "--port", str(port), "--from", "someone@elsewhere.example",
                              "--to", self.official.address, "--data", "-"], input=content, capture_output=True, timeout=patience)
        self.assertEqual(run.returncode, 0, run.stdout.decode(errors="replace"))
        with self.appliance.imap(self.official) as mailbox:
            self.assertEqual(len(mailbox.withMark(mark)), 1)

    def testItIsThereBefore250OnEveryZone(self):
        with self.appliance.imap(self.official) as mailbox:
            for endpoint in ("smtp.tsl", "smtp.internet"):
                for _ in range(20):
                    mark, content = letter(to=self.official.address)
                    self.appliance.deliver(content, [self.official.address], endpoint=endpoint)
                    self.assertEqual(len(mailbox.withMark(mark)), 1, endpoint)

    def testWhatIsStoredIsWhatWasSent(self):
        mark, content = letter(to=self.official.address, body=".dot\r\n..two\r\n\r\n  Đồng bào\t\r\n.\x01\r\n")
        self.appliance.deliver(content, [self.official.address])
        with self.appliance.imap(self.official, starttls=True) as mailbox:
            [uid] = mailbox.withMark(mark)
            stored = mailbox.fetch(uid)
        self.assertTrue(isSentAs(content, stored), stored)
        self.assertIn(b"Return-Path: <someone@elsewhere.example>", stored)
        self.assertRegex(stored, rb"(?s)^(Return-Path:[^\n]*\n)?Received: from client\.example .*tsl")

    def testOneTransactionReachesAllItsRecipients(self):
        recipients = self.appliance.ready()[:3]
        mark, content = letter()
        self.appliance.deliver(content, [account.address for account in recipients])
        for account in recipients:
            with self.appliance.imap(account) as mailbox:
                self.assertEqual(len(mailbox.withMark(mark)), 1, account.address)

    def testEachRecipientIsAnsweredByItself(self):
        mark, content = letter()
        with self.appliance.smtp() as connection:
            refused = connection.sendmail("someone@elsewhere.example",
                                          [self.official.address, "nobody.there." + self.official.address], content,
                                          mail_options=["BODY=8BITMIME"])
        self.assertEqual(list(refused), ["nobody.there." + self.official.address])
        code, text = next(iter(refused.values()))
        self.assertEqual((code, text[:5]), (550, b"5.1.1"))
        with self.appliance.imap(self.official) as mailbox:
            self.assertEqual(len(mailbox.withMark(mark)), 1)

    def testPostmasterAndAbuseExist(self):
        domain = self.official.address.partition("@")[2]
        with self.appliance.smtp("smtp.internet") as connection:
            connection.mail("")
            for recipient in ("postmaster", f"postmaster@{domain}", f"PostMaster@{domain}", f"abuse@{domain}"):
                code, text = connection.rcpt(recipient) if "@" in recipient else connection.docmd("RCPT TO:<postmaster>")
                self.assertEqual(code, 250, f"{recipient}: {text}")

    def testALoopIsRefused(self):
        mark, content = letter()
        looped = b"Received: from a.example by b.example; Wed, 25 Nov 2026 09:00:00 +0700\r\n" * 101 + content
        with self.assertRaises(smtplib.SMTPDataError) as raised:
            self.appliance.deliver(looped, [self.official.address])
        self.assertEqual(raised.exception.smtp_error[:5], b"5.4.6")

    def testAnIdlingClientIsTold(self):
        with self.appliance.imap(self.official) as mailbox:
            session = mailbox.session
            tag = session._new_tag()
            session.send(tag + b" IDLE\r\n")
            self.assertTrue(session.readline().startswith(b"+"))
            _, content = letter()
            self.appliance.deliver(content, [self.official.address])
            line = session.readline()
            while not line.endswith(b"EXISTS\r\n"):
                self.assertTrue(line.startswith(b"* "), line)
                line = session.readline()
            session.send(b"DONE\r\n")
            while not line.startswith(tag):
                line = session.readline()
            self.assertTrue(line.startswith(tag + b" OK"), line)

    def testTheOperatorCanTraceIt(self):
        mark, content = letter()
        self.appliance.deliver(content, [self.official.address])
        trace = self.appliance.tram("trace", f"<{mark}@elsewhere.example>").stdout
        self.assertIn(self.official.address, trace)


class AcrossRestarts(unittest.TestCase):
    def testMailOutlivesStopAndStart(self):
        with Appliance() as appliance:
            official = appliance.account("official")
            mark, content = letter()
            appliance.deliver(content, [official.address])
            before = appliance.record
            appliance.stop()
            appliance.start()
            self.assertEqual(appliance.record["accounts"], before["accounts"])
            with appliance.imap(official) as mailbox:
                [uid] = mailbox.withMark(mark)
                self.assertTrue(isSentAs(content, mailbox.fetch(uid)))
            appliance.checkStore()
            appliance.stop()

    def testEachProcessMayDieAtRest(self):
        with Appliance() as appliance:
            official = appliance.account("official")
            for process in ("tram-smtp", "tram-access", "tram-relay", "tram-store"):
                with self.subTest(process=process):
                    appliance.kill(process)
                    mark, content = letter()

                    def delivered():
                        try:
                            appliance.deliver(content, [official.address])
                            return True
                        except (OSError, smtplib.SMTPException):
                            return False
                    eventually(f"mail is accepted after {process} died", delivered, 15.0)
                    with appliance.imap(official) as mailbox:
                        self.assertGreaterEqual(len(mailbox.withMark(mark)), 1)


if __name__ == "__main__":
    record.main("system_first_message")
