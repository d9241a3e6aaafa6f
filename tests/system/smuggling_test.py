"""Line ends are CRLF only: no other form of end-of-data ends the data, and none becomes a second message."""
import secrets
import unittest

import record
from appliance import Appliance

# What was ever taken for CRLF . CRLF by some server or passed on by another.
falseEnds = {
    "LF . LF": b"\n.\n",
    "LF . CRLF": b"\n.\r\n",
    "LF . CR": b"\n.\r",
    "CR . CR": b"\r.\r",
    "CR . LF": b"\r.\n",
    "CR . CRLF": b"\r.\r\n",
    "CRLF . LF": b"\r\n.\n",
    "CRLF . CR": b"\r\n.\r",
    "CRLF . CR CR LF": b"\r\n.\r\r\n",
    "CRLF NUL . CRLF": b"\r\n\0.\r\n",
    "CRLF . NUL CRLF": b"\r\n.\0\r\n",
    "CRLF . space CRLF": b"\r\n. \r\n",
    "CRLF . LF CR": b"\r\n.\n\r",
    "LF CR . LF CR": b"\n\r.\n\r",
    "LF LF . CRLF": b"\n\n.\r\n",
    "CRLF .. CRLF": b"\r\n..\r\n",
}
# Whole CRLF lines without a bare CR or LF: content like any other, passed through.
harmless = {"CRLF . space CRLF", "CRLF .. CRLF"}


class Smuggling(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.appliance = Appliance()
        cls.addClassCleanup(cls.appliance.close)
        cls.appliance.start()
        cls.official = cls.appliance.account("official")

    def transaction(self, endpoint, body):
        """Sends a transaction whose data is `body` and CRLF . CRLF; the reply codes after 354."""
        connection = self.appliance.smtp(endpoint)
        try:
            connection.docmd("MAIL FROM:<someone@elsewhere.example>")
            self.assertEqual(connection.rcpt(self.official.address)[0], 250)
            self.assertEqual(connection.docmd("DATA")[0], 354)
            try:
                connection.sock.sendall(body + b"\r\n.\r\nQUIT\r\n")
            except OSError:
                pass  # refused at the first false line end, and hung up
            replies = []
            reader = connection.file
            try:
                for line in iter(reader.readline, b""):
                    if line[3:4] == b" ":
                        replies.append(int(line[:3]))
            except OSError:
                pass
            return replies
        finally:
            connection.close()

    def smuggled(self, mark):
        return (f"MAIL FROM:<smuggler@elsewhere.example>\r\nRCPT TO:<{self.official.address}>\r\nDATA\r\n"
                f"From: smuggler@elsewhere.example\r\nX-Mark: {mark}\r\n\r\nsmuggled").encode()

    def testNoFalseEndSmugglesAMessage(self):
        with self.appliance.imap(self.official) as mailbox:
            for endpoint in ("smtp.tsl", "smtp.internet"):
                for name, sequence in falseEnds.items():
                    with self.subTest(endpoint=endpoint, end=name):
                        outer, inner = secrets.token_hex(8), secrets.token_hex(8)
                        body = f"From: someone@elsewhere.example\r\nX-Mark: {outer}\r\n\r\nfirst".encode() + sequence + self.smuggled(inner)
                        replies = self.transaction(endpoint, body)
                        accepted = replies.count(250)
                        self.assertEqual(mailbox.withMark(inner), [])
                        if name in harmless:
                            self.assertEqual(replies, [250, 221])
                            [uid] = mailbox.withMark(outer)
                            self.assertIn(b"smuggled", mailbox.fetch(uid))
                        elif b"\r" not in sequence.replace(b"\r\n", b"") and b"\n" not in sequence.replace(b"\r\n", b""):
                            # NUL: refused as content, or passed as one message; never two.
                            self.assertLessEqual(accepted, 1)
                            self.assertLessEqual(len(mailbox.withMark(outer)), 1)
                        else:
                            self.assertEqual(accepted, 0, replies)
                            self.assertTrue(replies and replies[0] // 100 == 5, replies)
                            self.assertEqual(mailbox.withMark(outer), [])

    def testTheTrueEndEndsTheData(self):
        """The control: with the true end the very same bytes are two messages."""
        outer, inner = secrets.token_hex(8), secrets.token_hex(8)
        body = f"From: a@elsewhere.example\r\nX-Mark: {outer}\r\n\r\nfirst\r\n.\r\n".encode() + self.smuggled(inner)
        replies = self.transaction("smtp.tsl", body)
        self.assertEqual(replies, [250, 250, 250, 354, 250, 221])
        with self.appliance.imap(self.official) as mailbox:
            self.assertEqual((len(mailbox.withMark(outer)), len(mailbox.withMark(inner))), (1, 1))

    def testBareLineEndsInCommandsAreRefused(self):
        """A line goes to its CRLF; a bare CR or LF in it makes it one bad line. [RFC5321 2.3.8, 4.1.1]"""
        for name, line in (("LF", b"NOOP\n"), ("CR", b"NOOP\rNOOP\r\n"), ("LF within", b"NOOP\nNOOP\r\n")):
            with self.subTest(name):
                connection = self.appliance.smtp()
                try:
                    connection.sock.sendall(line + b"NOOP\r\nQUIT\r\n")
                    replies = [int(answer[:3]) for answer in iter(connection.file.readline, b"") if answer[3:4] == b" "]
                finally:
                    connection.close()
                # Bare LF: what follows it up to the CRLF belongs to the refused line.
                expected = [500, 221] if name == "LF" else [500, 250, 221]
                self.assertEqual(replies, expected)

    def testChunksHaveLengthsNotEnds(self):
        """BDAT data may look like anything. [RFC3030 2]"""
        mark = secrets.token_hex(8)
        content = f"X-Mark: {mark}\r\n\r\nfirst\r\n.\r\n".encode() + self.smuggled(secrets.token_hex(8)) + b"\r\n.\r\n"
        with self.appliance.smtp() as connection:
            connection.docmd("MAIL FROM:<someone@elsewhere.example>")
            connection.rcpt(self.official.address)
            half = len(content) // 2
            connection.sock.sendall(b"BDAT %d\r\n" % half + content[:half])
            self.assertEqual(connection.getreply()[0], 250)
            connection.sock.sendall(b"BDAT %d LAST\r\n" % (len(content) - half) + content[half:])
            self.assertEqual(connection.getreply()[0], 250)
        with self.appliance.imap(self.official) as mailbox:
            [uid] = mailbox.withMark(mark)
            self.assertTrue(mailbox.fetch(uid).endswith(content))


if __name__ == "__main__":
    record.main("system_smuggling")
