"""Programs that people use, as they come from Debian: mbsync, mutt, curl, swaks, imaplib."""
import fcntl
import imaplib
import os
import pty
import struct
import subprocess
import tempfile
import termios
import time
import unittest
from pathlib import Path

import record
from appliance import Appliance, eventually, patience
from letters import isSentAs, letter

# mbsync compares the host with the DNS names of a certificate only, not with its addresses.
mbsyncHost = "localhost"


class Clients(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.appliance = Appliance()
        cls.addClassCleanup(cls.appliance.close)
        cls.appliance.start()
        cls.official = cls.appliance.account("official")
        cls.clerk = cls.appliance.account("clerk")

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def run_(self, *command, input=None):
        run = subprocess.run(command, input=input, capture_output=True, timeout=patience, cwd=self.folder,
                             env={**os.environ, "HOME": str(self.folder)})
        self.assertEqual(run.returncode, 0, (run.stdout + run.stderr).decode(errors="replace"))
        return run.stdout

    def delivered(self, account=None):
        account = account or self.official
        mark, content = letter(to=account.address)
        self.appliance.deliver(content, [account.address])
        return mark, content

    def testMbsyncFetchesBytesAndPushesFlags(self):
        mark, content = self.delivered(self.clerk)
        _, port = self.appliance.endpoint("imaps")
        (self.folder / "maildir").mkdir()
        (self.folder / "mbsyncrc").write_text(f"""
IMAPAccount tram
Host {mbsyncHost}
Port {port}
User {self.clerk.address}
Pass "{self.clerk.password}"
TLSType IMAPS
CertificateFile {self.appliance.record["ca"]}

IMAPStore far
Account tram

MaildirStore near
Path {self.folder}/maildir/
Inbox {self.folder}/maildir/INBOX

Channel all
Far :far:
Near :near:
Patterns INBOX
Create Near
Sync All
Expunge Both
SyncState *
""")
        self.run_("mbsync", "-c", self.folder / "mbsyncrc", "-a")
        files = [path for path in (self.folder / "maildir/INBOX").rglob("*") if path.is_file() and mark in path.read_text()]
        self.assertEqual(len(files), 1)
        fetched = files[0].read_bytes().replace(b"\r\n", b"\n")
        # mbsync puts a field of its own, X-TUID, into what it stores.
        lines = [line for line in fetched.split(b"\n") if not line.startswith(b"X-TUID:")]
        self.assertTrue(isSentAs(content.replace(b"\r\n", b"\n"), b"\n".join(lines)), fetched)
        seen = files[0].parent.parent / "cur" / (files[0].name.split(":")[0] + ":2,FS")
        files[0].rename(seen)
        self.run_("mbsync", "-c", self.folder / "mbsyncrc", "-a")
        with self.appliance.imap(self.clerk) as mailbox:
            self.assertEqual(len(mailbox.uids("HEADER", "X-Mark", mark, "SEEN", "FLAGGED")), 1)

    def testMbsyncPushesMessages(self):
        _, port = self.appliance.endpoint("imaps")
        new = self.folder / "maildir/Sent/new"
        for name in ("new", "cur", "tmp"):
            (self.folder / "maildir/Sent" / name).mkdir(parents=True)
        marks = []
        for index in range(30):
            mark, content = letter()
            marks.append(mark)
            (new / f"{index}.host").write_bytes(content.replace(b"\r\n", b"\n"))
        (self.folder / "mbsyncrc").write_text(f"""
IMAPStore far
Host {mbsyncHost}
Port {port}
User {self.clerk.address}
Pass "{self.clerk.password}"
TLSType IMAPS
CertificateFile {self.appliance.record["ca"]}

MaildirStore near
Path {self.folder}/maildir/

Channel pushed
Far :far:"Pushed"
Near :near:Sent
Create Far
Sync Push
SyncState *
""")
        self.run_("mbsync", "-c", self.folder / "mbsyncrc", "-a")
        with self.appliance.imap(self.clerk, "Pushed") as mailbox:
            self.assertEqual(len(mailbox.uids()), 30)
            for mark in marks:
                self.assertEqual(len(mailbox.withMark(mark)), 1)

    def muttrc(self):
        imap, smtp = self.appliance.endpoint("imaps"), self.appliance.endpoint("submissions")
        user = self.official.address.replace("@", "%40")
        (self.folder / "muttrc").write_text(f"""
set folder="imaps://{user}@{imap[0]}:{imap[1]}/"
set spoolfile="+INBOX"
set imap_pass="{self.official.password}"
set smtp_url="smtps://{user}@{smtp[0]}:{smtp[1]}/"
set smtp_pass="{self.official.password}"
set smtp_authenticators="plain"
set ssl_ca_certificates_file="{self.appliance.record["ca"]}"
set certificate_file="{self.appliance.record["ca"]}"
set from="{self.official.address}"
set use_from=yes
set envelope_from=yes
set realname="Người gửi"
set record=""
set copy=no
set wait_key=no
set confirmappend=no
set quit=yes
set header_cache=""
set user_agent=yes
set charset=utf-8
set send_charset=utf-8
set sleep_time=0
""")
        return self.folder / "muttrc"

    def testMuttSubmits(self):
        mark, _ = letter()
        self.run_("mutt", "-n", "-F", self.muttrc(), "-s", f"Công văn {mark}", "-e", f"my_hdr X-Mark: {mark}", "--", self.clerk.address,
                  input="Kính gửi quý cơ quan\n".encode())
        with self.appliance.imap(self.clerk) as mailbox:
            [uid] = mailbox.withMark(mark)
            stored = mailbox.fetch(uid)
        self.assertIn("Kính gửi quý cơ quan".encode(), stored)
        self.assertIn(b"User-Agent: Mutt", stored)

    def testMuttReads(self):
        mark, content = self.delivered()
        rc = self.muttrc()
        output = self.folder / "read"
        keys = f"<limit>~A<enter><last-entry><pipe-message>cat > {output}<enter><exit>"
        child, terminal = pty.fork()
        if child == 0:
            # A new terminal has no size, and ncurses opens none without.
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
            os.execvpe("mutt", ["mutt", "-n", "-F", str(rc), "-e", "set pipe_decode=no", "-e", f'push "{keys}"'],
                       {**os.environ, "HOME": str(self.folder), "TERM": "vt100"})
        os.set_blocking(terminal, False)
        deadline = time.monotonic() + patience
        ended = False
        screen = b""
        while not ended and time.monotonic() < deadline:
            try:
                screen += os.read(terminal, 65536)
            except OSError:
                pass
            ended = os.waitpid(child, os.WNOHANG)[0] == child
            time.sleep(0.02)
        if not ended:
            os.kill(child, 9)
            os.waitpid(child, 0)
        os.close(terminal)
        self.assertTrue(ended and output.exists(), screen)
        self.assertIn(content.replace(b"\r\n", b"\n"), output.read_bytes().replace(b"\r\n", b"\n"))

    def testCurlSendsAndFetches(self):
        mark, content = letter(to=self.official.address)
        (self.folder / "letter").write_bytes(content)
        smtp, imaps = self.appliance.endpoint("smtp.tsl"), self.appliance.endpoint("imaps")
        self.run_("curl", "--silent", "--show-error", f"smtp://{smtp[0]}:{smtp[1]}/client.example", "--mail-from", "someone@elsewhere.example",
                  "--mail-rcpt", self.official.address, "--upload-file", self.folder / "letter")
        with self.appliance.imap(self.official) as mailbox:
            [uid] = mailbox.withMark(mark)
        fetched = self.run_("curl", "--silent", "--show-error", "--cacert", self.appliance.record["ca"],
                            "--user", f"{self.official.address}:{self.official.password}",
                            f"imaps://{imaps[0]}:{imaps[1]}/INBOX;UID={uid}")
        self.assertTrue(isSentAs(content, fetched), fetched)

    def testCurlUpgradesAndAppends(self):
        mark, content = letter()
        (self.folder / "letter").write_bytes(content)
        imap = self.appliance.endpoint("imap")
        self.run_("curl", "--silent", "--show-error", "--ssl-reqd", "--cacert", self.appliance.record["ca"],
                  "--user", f"{self.official.address}:{self.official.password}",
                  f"imap://{imap[0]}:{imap[1]}/INBOX", "--upload-file", self.folder / "letter")
        with self.appliance.imap(self.official) as mailbox:
            [uid] = mailbox.withMark(mark)
            self.assertEqual(mailbox.fetch(uid), content)

    def testSwaksSubmitsByEachDoorAndMechanism(self):
        for endpoint, encryption in (("submission", "--tls"), ("submissions", "--tls-on-connect")):
            for mechanism in ("PLAIN", "LOGIN"):
                with self.subTest(endpoint=endpoint, mechanism=mechanism):
                    mark, content = letter(sender=self.official.address, to=self.clerk.address)
                    host, port = self.appliance.endpoint(endpoint)
                    self.run_("swaks", "--server", host, "--port", str(port), encryption, "--tls-verify", "--tls-ca-path",
                              self.appliance.record["ca"], "--auth", mechanism, "--auth-user", self.official.address,
                              "--auth-password", self.official.password, "--from", self.official.address,
                              "--to", self.clerk.address, "--data", "-", input=content)
                    with self.appliance.imap(self.clerk) as mailbox:
                        self.assertEqual(len(mailbox.withMark(mark)), 1)

    def testImaplibManagesFolders(self):
        with self.appliance.imap(self.official, None) as mailbox:
            session = mailbox.session
            # "Hồ sơ" in modified UTF-7. [RFC3501 5.1.3]
            mailbox.ok(session.create('"H&HtM- s&AaE-"'))
            self.assertEqual(mailbox.select('"H&HtM- s&AaE-"'), 0)
            mailbox.ok(session.create("Year/2026"))
            names = b" ".join(line for line in mailbox.ok(session.list()) if line)
            self.assertIn(b"2026", names)
            mark, content = letter()
            mailbox.append(content, "Year/2026", r"\Flagged")
            self.assertEqual(mailbox.select("Year/2026"), 1)
            [uid] = mailbox.withMark(mark)
            mailbox.ok(session.uid("STORE", str(uid), "+FLAGS", r"(\Deleted \Answered)"))
            mailbox.ok(session.uid("COPY", str(uid), "INBOX"))
            mailbox.ok(session.expunge())
            self.assertEqual(mailbox.uids(), [])
            mailbox.select("INBOX")
            self.assertEqual(len(mailbox.uids("HEADER", "X-Mark", mark, "ANSWERED", "FLAGGED")), 1)
            mailbox.ok(session.rename("Year/2026", "Year/2027"))
            mailbox.ok(session.delete("Year/2027"))
            self.assertEqual(session.select("Year/2027")[0], "NO")

    def testSearchFoldsMarksAsVietnameseReadersExpect(self):
        with self.appliance.imap(self.official) as mailbox:
            session = mailbox.session
            mark, content = letter(subject="=?utf-8?B?QsOhbyBjw6Fv?=", body="Báo cáo tháng Mười một\r\n")
            self.appliance.deliver(content, [self.official.address])
            plain, other = letter(body="bao cao\r\n")
            self.appliance.deliver(other, [self.official.address])

            def search(text):
                session.literal = text.encode()
                found = mailbox.ok(session.uid("SEARCH", "CHARSET", "UTF-8", "BODY"))[0]
                return {int(uid) for uid in found.split()}
            [marked], [unmarked] = mailbox.withMark(mark), mailbox.withMark(plain)
            self.assertLessEqual({marked, unmarked}, search("bao cao"))
            self.assertIn(marked, search("báo cáo"))
            self.assertNotIn(unmarked, search("báo cáo"))
            self.assertIn(marked, mailbox.uids("SUBJECT", '"bao cao"'))

    def testASecondClientSeesChangesOfTheFirst(self):
        mark, _ = self.delivered()
        with self.appliance.imap(self.official) as one, self.appliance.imap(self.official, starttls=True) as two:
            [uid] = one.withMark(mark)
            self.assertEqual(two.withMark(mark), [uid])
            one.ok(one.session.uid("STORE", str(uid), "+FLAGS", r"(\Deleted)"))
            eventually("the other client sees the flag", lambda: two.uids("UID", str(uid), "DELETED") == [uid])
            one.ok(one.session.uid("EXPUNGE", str(uid)))
            eventually("the other client sees it go", lambda: two.uids("UID", str(uid)) == [])

    def testWrongPasswordsAreRefused(self):
        host, port = self.appliance.endpoint("imaps")
        session = imaplib.IMAP4_SSL(host, port, ssl_context=self.appliance.tls(), timeout=patience)
        with self.assertRaises(imaplib.IMAP4.error) as raised:
            session.login(self.official.address, self.official.password + "x")
        self.assertIn("AUTHENTICATIONFAILED", str(raised.exception))
        session.shutdown()

    def testNoPasswordTravelsInTheClear(self):
        host, port = self.appliance.endpoint("imap")
        session = imaplib.IMAP4(host, port, timeout=patience)
        self.assertIn("LOGINDISABLED", session.capabilities)
        with self.assertRaises(imaplib.IMAP4.error):
            session.login(self.official.address, self.official.password)
        session.logout()


if __name__ == "__main__":
    record.main("system_clients")
