"""Submission: who may sign in, how, and as whom a message may go."""
import base64
import email
import email.utils
import imaplib
import smtplib
import unittest

import record
from appliance import Appliance
from letters import letter


class Submission(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.appliance = Appliance()
        cls.addClassCleanup(cls.appliance.close)
        cls.appliance.start()
        cls.official = cls.appliance.account("official")
        cls.clerk = cls.appliance.account("clerk")

    def signedIn(self, account=None, endpoint="submissions"):
        account = account or self.official
        connection = self.appliance.smtp(endpoint)
        if endpoint == "submission":
            connection.starttls(context=self.appliance.tls())
            connection.ehlo()
        connection.login(account.address, account.password)
        return connection

    def testBothDoorsTakeMail(self):
        for endpoint in ("submission", "submissions"):
            with self.subTest(endpoint=endpoint):
                mark, content = letter(sender=self.official.address, to=self.clerk.address)
                self.appliance.submit(self.official, content, [self.clerk.address], endpoint, ("BODY=8BITMIME",))
                with self.appliance.imap(self.clerk) as mailbox:
                    self.assertEqual(len(mailbox.withMark(mark)), 1)

    def testAuthIsOnlyOfferedUnderTls(self):
        with self.appliance.smtp("submission") as connection:
            self.assertTrue(connection.has_extn("STARTTLS"))
            self.assertFalse(connection.has_extn("AUTH"))
            token = base64.b64encode(f"\0{self.official.address}\0{self.official.password}".encode()).decode()
            code, _ = connection.docmd(f"AUTH PLAIN {token}")
            self.assertIn(code, (502, 503, 530, 538))
            connection.starttls(context=self.appliance.tls())
            connection.ehlo()
            self.assertFalse(connection.has_extn("STARTTLS"))
            offered = set(connection.esmtp_features["auth"].split())
            self.assertLessEqual({"PLAIN", "LOGIN", "SCRAM-SHA-256"}, offered)

    def testStartTlsForgetsWhatWasPipelinedBeforeIt(self):
        """Commands injected in the clear together with STARTTLS must not be obeyed under TLS (CVE-2011-0411)."""
        with self.appliance.smtp("submission") as connection:
            connection.sock.sendall(b"STARTTLS\r\nNOOP injected\r\n")
            code, _ = connection.getreply()
            if code != 220:
                self.assertGreaterEqual(code, 400)
                return
            try:
                connection.sock = self.appliance.tls().wrap_socket(connection.sock, server_hostname="127.0.0.1")
            except OSError:
                return  # it hung up: also safe
            connection.file = None
            self.assertEqual(connection.docmd("EHLO client.example")[0], 250)
            code, text = connection.docmd("MAIL FROM:<x@elsewhere.example>")
            self.assertEqual(code, 530, text)

    def testPort25OffersNoSignIn(self):
        for endpoint in ("smtp.tsl", "smtp.internet"):
            with self.subTest(endpoint=endpoint), self.appliance.smtp(endpoint) as connection:
                self.assertFalse(connection.has_extn("AUTH"))
                self.assertTrue(connection.has_extn("STARTTLS"))

    def testWithoutSignInNothingGoes(self):
        for endpoint in ("submission", "submissions"):
            with self.subTest(endpoint=endpoint), self.appliance.smtp(endpoint) as connection:
                code, text = connection.docmd(f"MAIL FROM:<{self.official.address}>")
                self.assertEqual((code, text[:5]), (530, b"5.7.0"))

    def testTheHandOutPasswordIsRefusedEverywhere(self):
        handOut = self.appliance.account("hand-out")
        for endpoint in ("submission", "submissions"):
            with self.subTest(endpoint=endpoint):
                with self.assertRaises(smtplib.SMTPAuthenticationError) as raised:
                    self.signedIn(handOut, endpoint)
                self.assertIn(raised.exception.smtp_code, (534, 535))
        with self.subTest("imaps"), self.assertRaises(imaplib.IMAP4.error) as raised:
            self.appliance.imap(handOut)
        self.assertRegex(str(raised.exception), r"\[(AUTHENTICATIONFAILED|EXPIRED|AUTHORIZATIONFAILED|CONTACTADMIN)\]")

    def testWrongPasswordsAndUnknownPeopleAreAnsweredAlike(self):
        answers = set()
        for address, password in ((self.official.address, "wrong"), ("nobody@" + self.official.address.partition("@")[2], "wrong")):
            connection = self.appliance.smtp("submissions")
            with self.assertRaises(smtplib.SMTPAuthenticationError) as raised:
                connection.login(address, password)
            answers.add((raised.exception.smtp_code, raised.exception.smtp_error))
            connection.close()
        self.assertEqual(len(answers), 1, answers)
        self.assertEqual(next(iter(answers))[0], 535)

    def testNobodyWritesAsSomeoneElse(self):
        for what, envelope, field in (
                ("envelope", self.clerk.address, self.official.address),
                ("From field", self.official.address, self.clerk.address),
                ("a stranger's From field", self.official.address, "someone@elsewhere.example"),
                ("two From addresses", self.official.address, f"{self.official.address}, {self.clerk.address}")):
            with self.subTest(what), self.signedIn() as connection:
                mark, content = letter(sender=field)
                with self.assertRaises((smtplib.SMTPSenderRefused, smtplib.SMTPDataError, smtplib.SMTPRecipientsRefused)) as raised:
                    connection.sendmail(envelope, [self.clerk.address], content, mail_options=["BODY=8BITMIME"])
                error = raised.exception
                code, text = next(iter(error.recipients.values())) if isinstance(error, smtplib.SMTPRecipientsRefused) else (
                    error.smtp_code, error.smtp_error)
                self.assertEqual((code // 100, text[:4]), (5, b"5.7."))

    def testWhatIsMissingIsAddedAndBccGoes(self):
        mark, _ = letter()
        content = (f"From: {self.official.address}\r\nTo: {self.clerk.address}\r\nBcc: hidden@elsewhere.example,\r\n"
                   f" hidden2@elsewhere.example\r\nSubject: thu\r\nX-Mark: {mark}\r\n\r\nBcc: in the body stays\r\n").encode()
        with self.signedIn() as connection:
            connection.sendmail(self.official.address, [self.clerk.address], content)
        with self.appliance.imap(self.clerk) as mailbox:
            [uid] = mailbox.withMark(mark)
            stored = mailbox.fetch(uid)
        message = email.message_from_bytes(stored)
        self.assertIsNotNone(email.utils.parsedate_to_datetime(message["Date"]))
        self.assertRegex(message["Message-ID"], r"^<[^<>@\s]+@[^<>@\s]+>$")
        self.assertNotIn("Bcc", message)
        self.assertNotIn(b"hidden", stored)
        self.assertIn(b"Bcc: in the body stays\r\n", stored)

    def testWhatIsThereStays(self):
        mark, content = letter(sender=self.official.address)
        with self.signedIn() as connection:
            connection.sendmail(self.official.address, [self.clerk.address], content, mail_options=["BODY=8BITMIME"])
        with self.appliance.imap(self.clerk) as mailbox:
            [uid] = mailbox.withMark(mark)
            self.assertTrue(mailbox.fetch(uid).endswith(content))

    def testGuessingIsSlowedDown(self):
        """After a few failures of one account the next try is refused unlooked at. An account that has not signed in from
        here before: a network that the account's owner uses is not held up by guesses. No other test uses it."""
        victim = self.appliance.accounts("official")[-1]
        refusals = 0
        for number in range(15):
            connection = self.appliance.smtp("submissions")
            try:
                connection.login(victim.address, f"guess {number}")
            except smtplib.SMTPAuthenticationError as error:
                refusals += 1
                if error.smtp_code in (421, 454) or b"4.7" in error.smtp_error:
                    break
            except (smtplib.SMTPException, OSError):
                break
            finally:
                connection.close()
        else:
            self.fail(f"{refusals} guesses, none slowed down")


if __name__ == "__main__":
    record.main("system_submission")
