"""No relaying for strangers, in whatever form it is asked for, on either zone. Loopback is trusted; trust opens no relay."""
import unittest

import record
from appliance import Appliance
from letters import letter


class Relaying(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.appliance = Appliance()
        cls.addClassCleanup(cls.appliance.close)
        cls.appliance.start()
        cls.local = cls.appliance.account("official").address
        cls.domain = cls.local.partition("@")[2]

    def forms(self):
        user, domain = self.local.split("@")
        return {
            "plain": "<stranger@elsewhere.example>",
            "percent hack": f"<stranger%elsewhere.example@{domain}>",
            "percent hack twice": f"<stranger%elsewhere.example%{domain}@{domain}>",
            "percent hack without domain": "<stranger%elsewhere.example>",
            "percent hack at our address literal": "<stranger%elsewhere.example@[127.0.0.1]>",
            "bang path": f"<elsewhere.example!stranger@{domain}>",
            "bare bang path": "<elsewhere.example!stranger>",
            "source route through us": f"<@{domain}:stranger@elsewhere.example>",
            "source route of two": f"<@{domain},@elsewhere.example:stranger@elsewhere.example>",
            "source route by literal": "<@[127.0.0.1]:stranger@elsewhere.example>",
            "quoted local part": f'<"stranger@elsewhere.example"@{domain}>',
            "quoted percent": f'<"stranger%elsewhere.example"@{domain}>',
            "quoted without domain": '<"stranger@elsewhere.example">',
            "quoted, escaped": f'<"stranger\\@elsewhere.example"@{domain}>',
            "two domains": f"<stranger@elsewhere.example@{domain}>",
            "two domains turned": f"<stranger@{domain}@elsewhere.example>",
            "leading at": f"<@elsewhere.example@{domain}>",
            "domain alone": "<@elsewhere.example>",
            "IPv4 literal": "<stranger@[192.0.2.1]>",
            "IPv6 literal": "<stranger@[IPv6:2001:db8::1]>",
            "IPv6 loopback": "<stranger@[IPv6:::1]>",
            "our literal, quoted stranger": '<"stranger@elsewhere.example"@[127.0.0.1]>',
            "no angle brackets": "stranger@elsewhere.example",
            "trailing dot": "<stranger@elsewhere.example.>",
            "our name as a suffix": f"<stranger@elsewhere.example.{domain}>",
            "our name as a prefix": f"<stranger@{domain}.elsewhere.example>",
            "our name glued on": f"<stranger@evil{domain}>",
            "encoded at": f"<stranger=40elsewhere.example@{domain}>",
            "nul": f"<stranger@elsewhere.example\0@{domain}>",
            "newline": f"<{user}\n@{domain}>",
            "two paths": f"<{user}@{domain}><stranger@elsewhere.example>",
            "colon route": f"<{domain}:stranger@elsewhere.example>",
        }

    def testStrangersRelayNothing(self):
        for endpoint in ("smtp.tsl", "smtp.internet"):
            for name, path in self.forms().items():
                for sender in ("<someone@elsewhere.example>", f"<{self.local}>", "<>"):
                    with self.subTest(endpoint=endpoint, form=name, sender=sender):
                        connection = self.appliance.smtp(endpoint)
                        try:
                            # A forged own sender may be refused at once.
                            code, _ = connection.docmd(f"MAIL FROM:{sender}")
                            if code != 250:
                                self.assertEqual(code // 100, 5)
                                continue
                            # Sent as they are: smtplib would refuse line ends and escape the rest.
                            connection.sock.sendall(f"RCPT TO:{path}\r\n".encode())
                            code, text = connection.getreply()
                            self.assertEqual(code // 100, 5, f"{path!r} was answered {code} {text}")
                        finally:
                            connection.close()

    def testNothingWasQueued(self):
        self.assertEqual(self.appliance.tram("queue", "list").stdout.count("elsewhere.example"), 0)

    def testARefusedRecipientStopsData(self):
        with self.appliance.smtp("smtp.internet") as connection:
            connection.mail("someone@elsewhere.example")
            self.assertEqual(connection.rcpt("stranger@elsewhere.example")[0], 550)
            code, _ = connection.docmd("DATA")
            self.assertIn(code, (503, 554))

    def testOursIsStillOurs(self):
        """The table would pass on a server that refuses everything; this one takes what is its own."""
        for endpoint in ("smtp.tsl", "smtp.internet"):
            user, domain = self.local.split("@")
            for path in (f"<{self.local}>", f"<{user.upper()}@{domain.upper()}>", f'<"{user}"@{domain}>',
                         f"<@relay.example:{self.local}>"):
                with self.subTest(endpoint=endpoint, path=path), self.appliance.smtp(endpoint) as connection:
                    connection.docmd("MAIL FROM:<someone@elsewhere.example>")
                    code, text = connection.docmd(f"RCPT TO:{path}")
                    self.assertEqual(code, 250, text)

    def testTheSignedInMayRelay(self):
        official = self.appliance.account("official")
        with self.appliance.smtp("submissions") as connection:
            connection.login(official.address, official.password)
            connection.mail(official.address)
            self.assertEqual(connection.rcpt("stranger@elsewhere.example")[0], 250)
            connection.rset()

    def testMailOfOurOwnReachesUs(self):
        mark, content = letter()
        self.appliance.deliver(content, [self.local], endpoint="smtp.internet")
        with self.appliance.imap(self.appliance.account("official")) as mailbox:
            self.assertEqual(len(mailbox.withMark(mark)), 1)


if __name__ == "__main__":
    record.main("system_relaying")
