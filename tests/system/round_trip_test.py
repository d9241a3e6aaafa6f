"""Every message of the corpus and of --samples, in by SMTP and by APPEND, out by FETCH: byte for byte."""
import hashlib
import smtplib
import unittest

import record
from appliance import Appliance
from letters import canonical, corpus, isSentAs, project

longestTextLine = 998
largest = 48 * 1024 * 1024


class RoundTrip(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.appliance = Appliance()
        cls.addClassCleanup(cls.appliance.close)
        cls.appliance.start()
        cls.official = cls.appliance.account("official")

    def letters(self):
        for path in corpus():
            content = canonical(path.read_bytes())
            if 0 < len(content) <= largest:
                yield path, content

    def testTheCorpusIsThere(self):
        own = [path for path in corpus() if project in path.parents]
        self.assertGreaterEqual(len(own), 20, "tests/corpus/mail")

    def send(self, connection, content):
        """By DATA where the content is text, by BDAT where it is binary. The reply's (code, text)."""
        binary = b"\0" in content or any(len(line) > longestTextLine for line in content.split(b"\r\n"))
        eightBit = any(octet > 127 for octet in content)
        body = " BODY=BINARYMIME" if binary else " BODY=8BITMIME" if eightBit else ""
        code, text = connection.docmd(f"MAIL FROM:<someone@elsewhere.example>{body}")
        self.assertEqual(code, 250, text)
        code, text = connection.rcpt(self.official.address)
        self.assertEqual(code, 250, text)
        if not binary:
            return connection.data(content)
        connection.send(f"BDAT {len(content)} LAST\r\n".encode() + content)
        return connection.getreply()

    def testThroughSmtp(self):
        with self.appliance.imap(self.official) as mailbox, self.appliance.smtp() as connection:
            count = 0
            for path, content in self.letters():
                with self.subTest(path=path.name):
                    before = mailbox.uids()
                    code, text = self.send(connection, content)
                    if content.lower().count(b"\r\nreceived:") >= 100:
                        self.assertEqual(code, 554, text)
                        continue
                    self.assertEqual(code, 250, text)
                    [uid] = sorted(set(mailbox.uids()) - set(before))
                    self.assertTrue(isSentAs(content, mailbox.fetch(uid)), "not what was sent")
                    count += 1
            self.assertGreaterEqual(count, 20)

    def testThroughAppend(self):
        with self.appliance.imap(self.official, None) as mailbox:
            mailbox.ok(mailbox.session.create("Appended"))
            mailbox.select("Appended")
            expected = []
            for path, content in self.letters():
                mailbox.append(content, "Appended")
                expected.append((path, content))
            uids = mailbox.uids()
            self.assertEqual(len(uids), len(expected))
            for uid, (path, content) in zip(uids, expected):
                with self.subTest(path=path.name):
                    self.assertEqual(hashlib.sha256(mailbox.fetch(uid)).digest(), hashlib.sha256(content).digest())

    def testPartsAddUpToTheWhole(self):
        """BODY[HEADER] and BODY[TEXT] together, and pieces of BODY[], are BODY[]; RFC822.SIZE counts it."""
        with self.appliance.imap(self.official, None) as mailbox:
            mailbox.ok(mailbox.session.create("Parts"))
            mailbox.select("Parts")
            for path, content in self.letters():
                if b"\0" in content:
                    continue
                mailbox.append(content, "Parts")
                uid = mailbox.uids()[-1]
                with self.subTest(path=path.name):
                    def get(item):
                        answer = mailbox.ok(mailbox.session.uid("FETCH", str(uid), f"(RFC822.SIZE BODY.PEEK{item})"))
                        part = next(part for part in answer if isinstance(part, tuple))
                        rest = b" ".join(part if isinstance(part, bytes) else part[0] for part in answer)
                        self.assertIn(b"RFC822.SIZE %d" % len(content), rest)
                        return part[1]
                    self.assertEqual(get("[HEADER]") + get("[TEXT]"), content)
                    half = max(1, len(content) // 2)
                    self.assertEqual(get(f"[]<0.{half}>") + get(f"[]<{half}.{len(content)}>"), content)

    def testLargeMessagesPassAndLargerOnesAreRefused(self):
        line = b"0123456789" * 7 + b"\r\n"
        content = b"Subject: large\r\n\r\n" + line * (24 * 1024 * 1024 // len(line))
        with self.appliance.imap(self.official) as mailbox:
            before = mailbox.uids()
            self.appliance.deliver(content, [self.official.address])
            [uid] = sorted(set(mailbox.uids()) - set(before))
            self.assertTrue(isSentAs(content, mailbox.fetch(uid)))
        with self.appliance.smtp() as connection:
            code, text = connection.docmd(f"MAIL FROM:<someone@elsewhere.example> SIZE={largest + 1}")
            self.assertEqual((code, text[:5]), (552, b"5.3.4"))
        tooLarge = b"Subject: too large\r\n\r\n" + line * ((largest + 4096) // len(line))
        with self.appliance.smtp() as connection:
            connection.docmd("MAIL FROM:<someone@elsewhere.example>")
            connection.rcpt(self.official.address)
            with self.subTest("unannounced"):
                try:
                    code, text = connection.data(tooLarge)
                except smtplib.SMTPDataError as error:
                    code, text = error.smtp_code, error.smtp_error
                self.assertEqual((code, text[:5]), (552, b"5.3.4"))


if __name__ == "__main__":
    record.main("system_round_trip")
