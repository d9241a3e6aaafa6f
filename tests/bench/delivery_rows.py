"""Rows of delivery: messages in by SMTP until they can be read over IMAP."""
import base64
import imaplib
import secrets
import smtplib
import time

from measuring import Bench, Line
from ours import Ours
from peers import Sink, untrusting

KiB = 1024
MiB = 1024 * KiB
mailboxes = 16
both = ["mdbox", "maildir"]


def rate(bench: Bench, size: int, sessions: int, counts: dict[str, int], reach: float, shareOfSink: float | None,
         withProcessor: bool = False) -> list[Line]:
    with bench.running(Ours(), *bench.peer("mdbox"), *bench.peer("maildir", driver="maildir"), *bench.sink()) as sides:
        lists = {}
        for name, side in sides.items():
            accounts = [(f"u{number}@bench.example", "") for number in range(mailboxes)] if isinstance(side, Sink) else side.accounts(mailboxes)
            lists[name] = bench.accountsFile(accounts)

        def measure(side) -> dict[str, float]:
            count = bench.amount(counts.get(side.name, counts["peer"]), 200)
            watching = {} if isinstance(side, Sink) else {"watch": lists[side.name], "imaps": side.imaps}
            before = 0.0 if isinstance(side, Sink) else side.processorSeconds()
            done = bench.driver("deliver", smtp=side.smtp, recipients=lists[side.name], sessions=sessions, messages=count, size=size, **watching)
            figures = {"rate": count / done["readable_seconds"]}
            if not isinstance(side, Sink):
                side.settle()
                figures["processor"] = (side.processorSeconds() - before) / count * 1000
            return figures
        figures = bench.alternate(sides, measure)
    work = f"{size // KiB} KiB messages, {sessions} SMTP session{'s' if sessions > 1 else ''}, until readable over IMAP"
    withoutSink = {name: values for name, values in figures["rate"].items() if name != Sink.name}
    lines = [Line(work, "messages/s", "more", withoutSink, both, reach)]
    if shareOfSink is not None:
        onlySink = {name: values for name, values in figures["rate"].items() if name in ("tram", Sink.name)}
        lines.append(Line("… against a sink that stores nothing", "messages/s", "more", onlySink, [Sink.name], shareOfSink))
    if withProcessor:
        lines.append(Line(f"processor time of all processes per {size // KiB} KiB message, {sessions} sessions", "ms", "less",
                          figures["processor"], both, 10))
    return lines


def deliver4kOne(bench: Bench) -> list[Line]:
    return rate(bench, 4 * KiB, 1, {"tram": 5_000, Sink.name: 10_000, "peer": 1_000}, 5, None)


def deliver4kSixteen(bench: Bench) -> list[Line]:
    return rate(bench, 4 * KiB, 16, {"tram": 20_000, Sink.name: 20_000, "peer": 2_000}, 20, 0.5, withProcessor=True)


def deliver4kSixtyFour(bench: Bench) -> list[Line]:
    return rate(bench, 4 * KiB, 64, {"tram": 20_000, Sink.name: 20_000, "peer": 2_000}, 20, 0.5)


def deliver50k(bench: Bench) -> list[Line]:
    return rate(bench, 50 * KiB, 16, {"tram": 5_000, Sink.name: 5_000, "peer": 1_000}, 8, 0.4)


def encoded(content: bytes) -> str:
    return base64.encodebytes(content).decode().replace("\n", "\r\n")


def letterWith(attachment: str, subject: str, text: str) -> bytes:
    return (f"From: Phong Van thu <vanthu@elsewhere.example>\r\nTo: can-bo@bench.example\r\nSubject: {subject}\r\n"
            f"Date: Wed, 25 Nov 2026 09:00:00 +0700\r\nMessage-ID: <{secrets.token_hex(12)}@elsewhere.example>\r\n"
            f"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=phan\r\n\r\n"
            f"--phan\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
            f"--phan\r\nContent-Type: application/pdf; name=bao-cao.pdf\r\nContent-Disposition: attachment; filename=bao-cao.pdf\r\n"
            f"Content-Transfer-Encoding: base64\r\n\r\n{attachment}\r\n--phan--\r\n").encode()


def fanOut(bench: Bench) -> list[Line]:
    """One message of 5 MiB to 1,000 recipients; sixteen of them, among them the last, are watched."""
    recipients = bench.amount(1_000, 50)
    size = 5 * MiB
    with bench.running(Ours(mailboxes=recipients), *bench.peer("mdbox"), *bench.peer("maildir", driver="maildir")) as sides:
        def watched(side) -> list[tuple[str, str]]:
            if isinstance(side, Ours):
                return side.accounts(mailboxes)
            accounts = side.accounts(recipients)
            return [*accounts[:: max(1, recipients // (mailboxes - 1))][: mailboxes - 1], accounts[-1]]

        def addresses(side) -> list[str]:
            if not isinstance(side, Ours):
                return [address for address, _ in side.accounts(recipients)]
            # Those that are watched are the last in the transaction.
            return list(reversed(side.addresses(recipients)))
        lists = {name: (bench.file("".join(f"{address}\n" for address in addresses(side))), bench.accountsFile(watched(side)))
                 for name, side in sides.items()}
        heldBefore = {name: held(side, recipients) for name, side in sides.items()}

        def measure(side) -> dict[str, float]:
            letter = bench.folder / "letter.eml"
            letter.write_bytes(letterWith(encoded(secrets.token_bytes(size * 3 // 4 * 76 // 78)), "Bao cao gui toan tinh", "Kinh gui."))
            before = side.diskUse()
            to, watch = lists[side.name]
            done = bench.driver("deliver", smtp=side.smtp, recipients=to, each=recipients, messages=1, message_file=letter,
                                watch=watch, imaps=side.imaps)
            began = time.monotonic()
            side.settle()
            return {"seconds": done["readable_seconds"] + time.monotonic() - began,
                    "growth": (side.diskUse() - before) / letter.stat().st_size}
        figures = bench.alternate(sides, measure)
        for name, side in sides.items():
            grown = held(side, recipients) - heldBefore[name]
            if grown != recipients * bench.rounds:
                raise RuntimeError(f"{name}: {grown} messages are there, {recipients * bench.rounds} were sent")
    work = f"5 MiB message to {recipients:,} recipients"
    return [Line(f"{work}, until the last can read it", "s", "less", figures["seconds"], both, 10),
            Line(f"{work}: growth on disk", "× the message", "less", figures["growth"], [], 1.1)]


def held(side, recipients: int) -> int:
    """Messages in all the mailboxes: ours as the store counts them, the peers' by signing in to each."""
    if isinstance(side, Ours):
        return side.held()
    count = 0
    for address, secret in side.accounts(recipients):
        with imaplib.IMAP4_SSL("127.0.0.1", side.imapsPort, ssl_context=untrusting(), timeout=60) as session:
            session.login(address, secret)
            count += int(session.select("INBOX", readonly=True)[1][0])
    return count


def attachment(bench: Bench) -> list[Line]:
    """The same 10 MB in messages that differ in everything else."""
    messages = bench.amount(50, 5)
    with bench.running(Ours(), *bench.peer("mdbox")) as sides:
        accounts = {name: side.accounts(mailboxes) for name, side in sides.items()}

        def measure(side) -> dict[str, float]:
            shared = encoded(secrets.token_bytes(10_000_000))
            before = side.diskUse()
            host, port = side.smtp.rsplit(":", 1)
            with smtplib.SMTP(host, int(port), timeout=120) as connection:
                for number in range(messages):
                    letter = letterWith(shared, f"Ban so {number}", secrets.token_hex(secrets.randbelow(2_000)))
                    connection.sendmail("someone@elsewhere.example", [accounts[side.name][number % mailboxes][0]], letter)
            side.settle()
            return {"growth": (side.diskUse() - before) / len(letter)}
        figures = bench.alternate(sides, measure)
    return [Line(f"the same 10 MB attachment in {messages} different messages: growth on disk", "× one message", "less", figures["growth"], [], 1.3)]
