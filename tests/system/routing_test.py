"""Where mail for others goes: MX records and what may be wrong with them, refusals and retries, TLS, slow destinations."""
import contextlib
import email
import email.policy
import time
import unittest

import record
from appliance import Appliance, eventually
from letters import letter
from mail_sink import MailSink
from name_server import AAAA, CNAME, MX, A, NameServer
from reports import readReport, reportsAbout


def lettersOf(sink, mark):
    return [taken for taken in sink.letters if mark.encode() in taken.content]


class Routing(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stack = contextlib.ExitStack()
        cls.addClassCleanup(cls.stack.close)
        cls.names = cls.stack.enter_context(NameServer())
        cls.sink = cls.stack.enter_context(MailSink())
        cls.routed = cls.stack.enter_context(MailSink())
        # Destinations stand on port 25 in the world and on the sink's port here.
        cls.appliance = cls.stack.enter_context(Appliance(
            routes={"routed.example": cls.routed.address},
            settings={"dns.servers": cls.names.address, "relay.port": str(cls.sink.port)}))
        cls.official = cls.appliance.account("official")

    def setUp(self):
        for sink in (self.sink, self.routed):
            sink.script = lambda verb, argument: None
            sink.letters.clear()
            sink.commands.clear()

    def send(self, *to, mailOptions=("BODY=8BITMIME",), rcptOptions=()):
        mark, content = letter(sender=self.official.address, to=to[0])
        self.appliance.submit(self.official, content, list(to), mailOptions=mailOptions, rcptOptions=rcptOptions)
        return mark, content

    def taken(self, mark, sink=None):
        return lettersOf(sink or self.sink, mark)

    def report(self, mark):
        return readReport(eventually("the sender is told", lambda: reportsAbout(self.appliance, self.official, mark))[0])

    def testARouteNeedsNoNames(self):
        asked = len(self.names.asked)
        mark, content = self.send("someone@routed.example")
        [taken] = eventually("the letter arrived", lambda: self.taken(mark, self.routed))
        self.assertTrue(taken.content.endswith(content))
        self.assertEqual((taken.sender, taken.recipients), (self.official.address, ["someone@routed.example"]))
        self.assertNotIn("routed.example", {name for name, _ in self.names.asked[asked:]})

    def testMailFollowsTheMx(self):
        self.names.records |= {"mx.example": [MX("mail.mx.example", 10)], "mail.mx.example": [A("127.0.0.1")]}
        mark, _ = self.send("someone@mx.example")
        eventually("the letter arrived", lambda: self.taken(mark))

    def testADeadMxIsPassedOver(self):
        self.names.records |= {
            "dead.example": [MX("gone.dead.example", 5), MX("closed.dead.example", 10), MX("mail.dead.example", 20)],
            "closed.dead.example": [A("127.0.0.2")], "mail.dead.example": [A("127.0.0.1")]}
        mark, _ = self.send("someone@dead.example")
        eventually("the letter arrived by the third", lambda: self.taken(mark))

    def testAnMxThatIsBusyIsPassedOver(self):
        with MailSink(port=self.sink.port, host="127.0.0.2") as busy:
            self.names.records |= {"two.example": [MX("busy.two.example", 1), MX("free.two.example", 2)],
                                   "busy.two.example": [A("127.0.0.2")], "free.two.example": [A("127.0.0.1")]}
            for stage, answer in (("CONNECT", "421 4.3.2 busy"), ("CONNECT", MailSink.hangUp), ("MAIL", "451 4.3.2 busy"), ("RCPT", "451 4.3.2 busy")):
                with self.subTest(stage=stage, answer=answer):
                    busy.script = lambda verb, argument, stage=stage, answer=answer: answer if verb == stage else None
                    busy.connections = 0
                    mark, _ = self.send("someone@two.example")
                    eventually("the second took it", lambda: self.taken(mark))
                    self.assertGreaterEqual(busy.connections, 1, "the first was not asked")
                    self.assertEqual(busy.letters, [])

    def testWithoutMxTheAddressServes(self):
        self.names.records |= {"plain.example": [A("127.0.0.1")]}
        mark, _ = self.send("someone@plain.example")
        eventually("the letter arrived", lambda: self.taken(mark))

    def testAnAliasIsFollowed(self):
        self.names.records |= {"alias.example": [CNAME("real.example")], "real.example": [MX("mail.real.example", 1)],
                               "mail.real.example": [A("127.0.0.1")]}
        mark, _ = self.send("someone@alias.example")
        eventually("the letter arrived", lambda: self.taken(mark))

    def testIpv6ThatLeadsNowhereIsNoObstacle(self):
        self.names.records |= {"six.example": [MX("mail.six.example", 1)],
                               "mail.six.example": [AAAA("100::1"), A("127.0.0.1")]}
        mark, _ = self.send("someone@six.example")
        eventually("the letter arrived over IPv4", lambda: self.taken(mark))

    def testNullMxTakesNoMail(self):
        self.names.records["null.example"] = [MX(".", 0)]
        mark, _ = self.send("someone@null.example")
        [recipient] = self.report(mark).recipients
        self.assertEqual((recipient["action"], recipient["status"]), ("failed", "5.1.10"))

    def testADomainThatIsNotIsReported(self):
        mark, _ = self.send("someone@no-such-domain.example")
        [recipient] = self.report(mark).recipients
        self.assertEqual((recipient["action"], recipient["status"]), ("failed", "5.1.2"))

    def testNamesThatCannotBeAskedWait(self):
        self.names.records |= {"later.example": [MX("mail.later.example", 1)], "mail.later.example": [A("127.0.0.1")]}
        self.names.failing.add("later.example")
        mark, _ = self.send("someone@later.example")
        eventually("it was asked", lambda: ("later.example", "MX") in self.names.asked)
        eventually("it waits in the queue", lambda: "later.example" in self.appliance.tram("queue", "list").stdout)
        self.names.failing.discard("later.example")

        def retried():
            self.appliance.tram("queue", "retry", "all")
            time.sleep(0.2)
            return self.taken(mark)
        eventually("the letter arrived", retried)

    def testLaterMeansLater(self):
        self.routed.script = lambda verb, argument: "451 4.3.0 not now" if verb == "RCPT" else None
        mark, _ = self.send("someone@routed.example")
        eventually("the queue keeps the reason", lambda: self.waits("someone@routed.example", "not now"))
        self.routed.script = lambda verb, argument: None
        self.appliance.tram("queue", "retry", "all")
        eventually("the letter arrived", lambda: self.taken(mark, self.routed))
        eventually("the queue is rid of it", lambda: "someone@routed.example" not in self.appliance.tram("queue", "list").stdout)

    def waits(self, address, lastReply):
        return any(address in line and lastReply in line for line in self.appliance.tram("queue", "list").stdout.splitlines())

    def testNoIsReportedInTheOthersWords(self):
        for stage in ("CONNECT", "MAIL", "RCPT", "DATA", "DATA-END"):
            with self.subTest(stage=stage):
                self.routed.script = lambda verb, argument, stage=stage: f"554 5.7.1 refused at {stage}" if verb == stage else None
                mark, _ = self.send("someone@routed.example")
                [recipient] = self.report(mark).recipients
                self.assertEqual(recipient["action"], "failed")
                self.assertIn(f"refused at {stage}", recipient["diagnostic-code"])
                self.assertEqual(self.taken(mark, self.routed), [])

    def testAServerThatHangsUpGetsItAgain(self):
        state = {"times": 0}

        def script(verb, argument):
            if verb == "DATA-END" and state["times"] == 0:
                state["times"] = 1
                return MailSink.hangUp
            return None
        self.routed.script = script
        mark, _ = self.send("someone@routed.example")
        eventually("it hung up", lambda: state["times"])

        def retried():
            self.appliance.tram("queue", "retry", "all")
            time.sleep(0.2)
            return [taken for taken in self.taken(mark, self.routed)]
        self.assertEqual(len(eventually("the letter arrived", retried)), 1)

    def testASilentDestinationDelaysNobody(self):
        self.names.records |= {"slow.example": [MX("mail.slow.example", 1)], "mail.slow.example": [A("127.0.0.1")]}
        self.sink.script = lambda verb, argument: MailSink.silence if verb == "CONNECT" else None
        for _ in range(20):
            self.send("someone@slow.example")
        began = time.monotonic()
        marks = [self.send("someone@routed.example")[0] for _ in range(20)]
        eventually("the others arrived", lambda: all(self.taken(mark, self.routed) for mark in marks), 20.0)
        self.assertLess(time.monotonic() - began, 20.0)

    def testHeldMailStaysAndDroppedMailGoes(self):
        self.routed.script = lambda verb, argument: "451 4.3.0 not now" if verb == "RCPT" else None
        mark, _ = self.send("kept@routed.example")
        line = eventually("it is listed", lambda: next(
            (line for line in self.appliance.tram("queue", "list").stdout.splitlines() if "kept@routed.example" in line), None))
        number = line.split()[0]
        self.appliance.tram("queue", "hold", number)
        self.routed.script = lambda verb, argument: None
        self.appliance.tram("queue", "retry", "all")
        other, _ = self.send("other@routed.example")
        eventually("the other went", lambda: self.taken(other, self.routed))
        self.assertEqual(self.taken(mark, self.routed), [])
        self.appliance.tram("queue", "release", number)
        eventually("it went when released", lambda: self.taken(mark, self.routed))
        eventually("it left the queue", lambda: self.appliance.tram("queue", "show", number, check=False).returncode != 0)


    def testALongOrOddNoIsANo(self):
        for answer in ("550 5.1.1 nobody " + "x" * 3000, "550-5.1.1 nobody\r\n" * 300 + "550 5.1.1 nobody", "450-4.1.1 well\r\n550 5.1.1 nobody",
                       "550\tnobody"):
            with self.subTest(answer=answer[:40]):
                self.routed.script = lambda verb, argument, answer=answer: answer if verb == "RCPT" else None
                mark, _ = self.send("someone@routed.example")
                [recipient] = self.report(mark).recipients
                self.assertEqual(recipient["action"], "failed")
                self.assertIn("nobody", recipient["diagnostic-code"])

    def testWhoIsNamedTwiceGetsItOnce(self):
        mark, _ = self.send("someone@routed.example", "someone@ROUTED.example", "other@routed.example")
        [taken] = eventually("the letter arrived", lambda: self.taken(mark, self.routed))
        self.assertEqual(sorted(taken.recipients), ["other@routed.example", "someone@routed.example"])

    def testEightBitsAreDeclaredWhereTheyAre(self):
        for options, body, declared in (((), "Kính gửi\r\n", True), (("BODY=8BITMIME",), "plain\r\n", False)):
            with self.subTest(options=options):
                mark, content = letter(sender=self.official.address, to="someone@routed.example", body=body)
                self.appliance.submit(self.official, content, ["someone@routed.example"], mailOptions=options)
                [taken] = eventually("the letter arrived", lambda mark=mark: self.taken(mark, self.routed))
                self.assertEqual("BODY=8BITMIME" in taken.senderOptions, declared)


class OldServers(unittest.TestCase):
    """Servers that know neither 8BITMIME nor SMTPUTF8."""

    @classmethod
    def setUpClass(cls):
        cls.stack = contextlib.ExitStack()
        cls.addClassCleanup(cls.stack.close)
        cls.sink = cls.stack.enter_context(MailSink(extensions=("PIPELINING", "SIZE 52428800", "DSN", "ENHANCEDSTATUSCODES")))
        cls.appliance = cls.stack.enter_context(Appliance(routes={"old.example": cls.sink.address, "bộ.example": cls.sink.address}))
        cls.official = cls.appliance.account("official")

    def send(self, content, to, options):
        self.appliance.submit(self.official, content, to, mailOptions=options)

    def taken(self, mark):
        return eventually("the letter arrived", lambda: lettersOf(self.sink, mark))

    def report(self, mark):
        return readReport(eventually("the sender is told", lambda: reportsAbout(self.appliance, self.official, mark))[0])

    def testEightBitsAreSaidInSeven(self):
        for options in (("BODY=8BITMIME",), ()):
            with self.subTest(options=options):
                body = "Kính gửi các đồng chí,\r\n.\r\nBáo cáo.\r\n" * 5_000
                mark, content = letter(sender=self.official.address, to="someone@old.example", body=body)
                self.send(content, ["someone@old.example"], options)
                [taken] = self.taken(mark)
                self.assertTrue(taken.content.isascii())
                self.assertNotIn("BODY", taken.senderOptions)
                self.assertIn(f"SIZE={len(taken.content)}", taken.senderOptions)
                message = email.message_from_bytes(taken.content, policy=email.policy.default)
                self.assertEqual(message["content-transfer-encoding"], "quoted-printable")
                self.assertEqual(message.get_payload(decode=True), body.encode())

    def testWhatIsSignedIsNotChanged(self):
        mark, content = letter(sender=self.official.address, to="someone@old.example")
        content = content.replace(b"text/plain; charset=utf-8", b'multipart/signed; boundary="b"; protocol="x/y"; micalg="z"')
        header, _, body = content.partition(b"\r\n\r\n")
        content = header + b"\r\n\r\n--b\r\n\r\n" + body + b"--b\r\nContent-Type: x/y\r\n\r\nsigned\r\n--b--\r\n"
        self.send(content, ["someone@old.example"], ("BODY=8BITMIME",))
        [recipient] = self.report(mark).recipients
        self.assertEqual((recipient["action"], recipient["status"]), ("failed", "5.6.3"))

    def testOnlyWhoNeedsUtf8IsReported(self):
        mark, content = letter(sender=self.official.address, to="someone@old.example", body="plain\r\n")
        self.send(content, ["someone@old.example", "ngườiấy@old.example"], ("SMTPUTF8",))
        [taken] = self.taken(mark)
        self.assertEqual(taken.recipients, ["someone@old.example"])
        self.assertNotIn("SMTPUTF8", taken.senderOptions)
        [recipient] = self.report(mark).recipients
        self.assertEqual((recipient["action"], recipient["status"]), ("failed", "5.6.7"))

    def testADomainHasAnAsciiForm(self):
        mark, content = letter(sender=self.official.address, to="someone@old.example", body="plain\r\n")
        self.send(content, ["someone@bộ.example"], ("SMTPUTF8",))
        [taken] = self.taken(mark)
        self.assertEqual(taken.recipients, ["someone@" + "bộ.example".encode("idna").decode()])


class Encrypted(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        # The sinks' certificate is one of a kind that senders do not trust.
        other = Appliance()
        cls.addClassCleanup(other.close)
        other.start()
        cls.certificate = (str(other.folder / "certificates/server.crt"), str(other.folder / "certificates/server.key"))

    def testTlsIsUsedWhereItIsOfferedAndRequiredWhereAsked(self):
        with contextlib.ExitStack() as stack:
            secure = stack.enter_context(MailSink(certificate=self.certificate))
            plain = stack.enter_context(MailSink())
            sender = stack.enter_context(Appliance(routes={"secure.example": secure.address, "plain.example": plain.address}))
            official = sender.account("official")
            for sink, domain, encrypted in ((secure, "secure.example", True), (plain, "plain.example", False)):
                mark, content = letter(sender=official.address)
                sender.submit(official, content, [f"someone@{domain}"], mailOptions=("BODY=8BITMIME",))
                [taken] = eventually("the letter arrived", lambda mark=mark, sink=sink: lettersOf(sink, mark))
                self.assertEqual(taken.encrypted, encrypted)
            mark, content = letter(sender=official.address)
            sender.submit(official, content, ["someone@plain.example"], mailOptions=("BODY=8BITMIME", "REQUIRETLS", "RET=FULL"))

            report = readReport(eventually("the sender is told", lambda: reportsAbout(sender, official, mark))[0])
            [recipient] = report.recipients
            self.assertEqual((recipient["action"], recipient["status"]), ("failed", "5.7.30"))
            self.assertFalse(report.returnedWhole, "sent back whole what was to travel encrypted only")
            self.assertFalse(lettersOf(plain, mark))

    def testAServerThatFailsAtTlsIsSpokenToInTheClear(self):
        with contextlib.ExitStack() as stack:
            sink = stack.enter_context(MailSink(certificate=self.certificate))
            sender = stack.enter_context(Appliance(routes={"odd.example": sink.address}))
            official = sender.account("official")
            for answer in (MailSink.hangUp, "421 4.7.0 no TLS today", "454 4.7.0 no TLS today", "SSH-2.0-odd"):
                with self.subTest(answer=answer):
                    sink.script = lambda verb, argument, answer=answer: answer if verb == "STARTTLS" else None
                    mark, content = letter(sender=official.address)
                    sender.submit(official, content, ["someone@odd.example"], mailOptions=("BODY=8BITMIME",))
                    [taken] = eventually("the letter arrived", lambda mark=mark: lettersOf(sink, mark))
                    self.assertFalse(taken.encrypted)

    def testARouteMayRequireTls(self):
        with contextlib.ExitStack() as stack:
            plain = stack.enter_context(MailSink())
            secure = stack.enter_context(MailSink(certificate=self.certificate))
            sender = stack.enter_context(Appliance(
                routes={"plain.example": plain.address, "secure.example": secure.address},
                settings={"relay.tls.plain.example": "required", "relay.tls.secure.example": "required"}))
            official = sender.account("official")
            for domain in ("plain.example", "secure.example"):
                mark, content = letter(sender=official.address)
                sender.submit(official, content, [f"someone@{domain}"], mailOptions=("BODY=8BITMIME",))
                waits = eventually("it was tried", lambda domain=domain: next(
                    (line for line in sender.tram("queue", "list").stdout.splitlines() if domain in line and "TLS" in line), None))
                self.assertIn("TLS", waits)
            self.assertEqual(plain.letters + secure.letters, [])


if __name__ == "__main__":
    record.main("system_routing")
