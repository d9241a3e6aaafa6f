"""An appliance of a test's own: started through tools/run in a folder of its own, on ports of its own.

    with Appliance() as appliance:
        appliance.deliver(letter, to=[appliance.account("official").address])

Everything waits with a deadline and says what it waited for.
"""
import imaplib
import json
import os
import shutil
import signal
import smtplib
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import letters

project = Path(__file__).resolve().parents[2]
build = Path(os.environ.get("TRAM_BUILD", project / "build" / "release"))
patience = 60.0
# SIZE allows 48 MiB; imaplib's own limit of a line is lower than what a server may send.
imaplib._MAXLINE = 64 * 1024 * 1024


@dataclass(frozen=True)
class Account:
    role: str
    address: str
    password: str


def eventually(what: str, condition: Callable[[], Any], within: float = patience) -> Any:
    """Polls until the condition gives something true, and returns it. AssertionError after `within` seconds."""
    deadline = time.monotonic() + within
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() >= deadline:
            raise AssertionError(f"in {within:.0f} s it did not happen that {what}")
        time.sleep(0.02)


def freePort() -> int:
    """Of TCP, free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def secretFile(secret: str):
    """An open temporary file with the secret in its first line."""
    file = tempfile.NamedTemporaryFile("w")
    file.write(secret + "\n")
    file.flush()
    return file


class Started:
    """Started for the length of a `with`; what could not start is closed."""
    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Appliance(Started):
    def __init__(self, *, routes: dict[str, str] | None = None, settings: dict[str, str] | None = None,
                 environment: dict[str, str] | None = None, domain: str | None = None, demonstration: bool = True):
        self.folder = Path(tempfile.mkdtemp(prefix="tram-test-"))
        self.routes = routes or {}
        self.settings = settings or {}
        self.environment = environment or {}
        self.domain = domain
        self.demonstration = demonstration
        self.supervisor: subprocess.Popen | None = None
        self.record: dict = {}

    def start(self) -> None:
        command = [sys.executable, "-B", project / "tools" / "run", "--dir", self.folder, "--bin", build / "bin"]
        command += ["--domain", self.domain] if self.domain else []
        command += [] if self.demonstration else ["--no-demo"]
        for option, pairs in (("--route", self.routes), ("--set", self.settings), ("--env", self.environment)):
            for key, value in pairs.items():
                command += [option, f"{key}={value}"]
        self.said = open(self.folder / "supervisor.log", "ab")
        self.supervisor = subprocess.Popen(command, stdout=self.said, stderr=self.said)

        def started() -> bool:
            if self.supervisor.poll() is not None:
                raise AssertionError("the appliance did not start:\n" + self.logs())
            return (self.folder / "run.json").exists()
        try:
            eventually("the appliance started", started, 180.0)
        except AssertionError as error:
            raise AssertionError(f"{error}\n{self.logs()}") from None
        self.readRecord()

    def readRecord(self) -> dict:
        self.record = json.loads((self.folder / "run.json").read_text())
        return self.record

    def stop(self) -> None:
        """As Ctrl-C does; the data stays. AssertionError where the end is not clean."""
        if self.supervisor is None:
            return
        self.supervisor.send_signal(signal.SIGINT)
        status = self.supervisor.wait(patience)
        self.supervisor = None
        self.said.close()
        if status != 0:
            raise AssertionError(f"the appliance ended with status {status}\n{self.logs()}")

    def close(self) -> None:
        if self.supervisor is not None:
            self.supervisor.terminate()
            try:
                self.supervisor.wait(patience)
            except subprocess.TimeoutExpired:
                self.supervisor.kill()
                self.supervisor.wait()
            self.supervisor = None
            self.said.close()
        if "TRAM_KEEP" in os.environ:
            print(f"kept: {self.folder}", file=sys.stderr)
        else:
            shutil.rmtree(self.folder, ignore_errors=True)

    def logs(self) -> str:
        files = [self.folder / "supervisor.log", *sorted((self.folder / "log").glob("*.log"))]
        return "\n".join(f"--- {file.name}\n{file.read_text(errors='replace')[-4000:]}" for file in files if file.exists())

    # ---- what a run is made of

    def endpoint(self, name: str) -> tuple[str, int]:
        host, port = self.record["endpoints"][name].rsplit(":", 1)
        return host, int(port)

    def accounts(self, role: str | None = None) -> list[Account]:
        return [Account(entry["role"], entry["address"], entry["password"]) for entry in self.record["accounts"]
                if role is None or entry["role"] == role]

    def account(self, role: str) -> Account:
        found = self.accounts(role)
        if not found:
            raise AssertionError(f"no account of role {role}: {self.record['accounts']}")
        return found[0]

    def ready(self) -> list[Account]:
        """The accounts whose first password has been changed."""
        return [account for account in self.accounts() if account.role != "hand-out"]

    def pid(self, process: str) -> int:
        return self.readRecord()["pids"][process]

    def kill(self, process: str) -> None:
        """SIGKILL; returns once the supervisor has started another."""
        old = self.pid(process)
        os.kill(old, signal.SIGKILL)
        eventually(f"{process} was started again", lambda: self.readRecord()["pids"].get(process, old) != old)

    def tram(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess:
        run = subprocess.run([build / "bin" / "tram", "--dir", self.folder, *arguments], capture_output=True, text=True)
        if check and run.returncode != 0:
            raise AssertionError(f"tram {' '.join(arguments)}: status {run.returncode}\n{run.stdout}{run.stderr}")
        return run

    def tramAs(self, account: Account, *arguments: str, status: int = 0) -> subprocess.CompletedProcess:
        """The operator's command in that person's name; AssertionError where it ends with another status."""
        with secretFile(account.password) as file:
            run = self.tram("--as", account.address, "--as-file", file.name, *arguments, check=False)
        if run.returncode != status:
            raise AssertionError(f"tram {' '.join(arguments)} as {account.address}: status {run.returncode}\n{run.stdout}{run.stderr}")
        return run

    def withPassword(self, address: str, password: str = "chim se dau mai ngoi reu", role: str = "official") -> Account:
        """Hands out a password and has it changed to this one."""
        first = self.tram("password", "reset", address).stdout.strip()
        with secretFile(first) as old, secretFile(password) as new:
            self.tram("password", "change", address, "--old-file", old.name, "--new-file", new.name)
        return Account(role, address, password)

    def checkStore(self) -> None:
        self.tram("store", "check")

    # ---- its doors

    def tls(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self.record["ca"])

    def smtp(self, endpoint: str = "smtp.tsl") -> smtplib.SMTP:
        """A connection after EHLO; under TLS where the endpoint is that of submissions."""
        host, port = self.endpoint(endpoint)
        if endpoint == "submissions":
            connection = smtplib.SMTP_SSL(host, port, timeout=patience, context=self.tls(), local_hostname="client.example")
        else:
            connection = smtplib.SMTP(host, port, timeout=patience, local_hostname="client.example")
        connection.ehlo()
        return connection

    def deliver(self, letter: bytes, to: list[str], sender: str = "someone@elsewhere.example", endpoint: str = "smtp.tsl") -> None:
        """Sends as another mail server would; smtplib's exceptions where it is refused."""
        with self.smtp(endpoint) as connection:
            options = ["BODY=8BITMIME"] if any(octet > 127 for octet in letter) else []
            refused = connection.sendmail(sender, to, letter, mail_options=options)
            if refused:
                raise AssertionError(f"refused: {refused}")

    def timedDeliveries(self, addresses: list[str], seconds: float) -> list[float]:
        """How long each of one delivery after the other takes, over one connection, to one address after the other."""
        times, end = [], time.monotonic() + seconds
        with self.smtp() as connection:
            while time.monotonic() < end:
                began = time.monotonic()
                connection.sendmail("someone@elsewhere.example", [addresses[len(times) % len(addresses)]], letters.letter()[1])
                times.append(time.monotonic() - began)
        return times

    def submit(self, account: Account, letter: bytes, to: list[str], endpoint: str = "submission",
               mailOptions: tuple[str, ...] = (), rcptOptions: tuple[str, ...] = ()) -> None:
        with self.smtp(endpoint) as connection:
            if endpoint == "submission":
                connection.starttls(context=self.tls())
                connection.ehlo()
            connection.login(account.address, account.password)
            refused = connection.sendmail(account.address, to, letter, mail_options=mailOptions, rcpt_options=rcptOptions)
            if refused:
                raise AssertionError(f"refused: {refused}")

    def imap(self, account: Account, folder: str | None = "INBOX", starttls: bool = False) -> "Mailbox":
        return Mailbox(self, account, folder, starttls)


class Mailbox:
    """A signed-in IMAP session."""

    def __init__(self, appliance: Appliance, account: Account, folder: str | None, starttls: bool):
        host, port = appliance.endpoint("imap" if starttls else "imaps")
        if starttls:
            self.session = imaplib.IMAP4(host, port, timeout=patience)
            self.session.starttls(appliance.tls())
        else:
            self.session = imaplib.IMAP4_SSL(host, port, ssl_context=appliance.tls(), timeout=patience)
        self.session.login(account.address, account.password)
        if folder is not None:
            self.select(folder)

    def __enter__(self) -> "Mailbox":
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self.session.logout()
        except (OSError, imaplib.IMAP4.abort):
            pass

    def select(self, folder: str) -> int:
        return int(self.ok(self.session.select(folder))[0])

    @staticmethod
    def ok(answer: tuple[str, list]) -> list:
        if answer[0] != "OK":
            raise AssertionError(f"IMAP answered {answer}")
        return answer[1]

    def uids(self, *criteria: str) -> list[int]:
        self.ok(self.session.noop())
        found = self.ok(self.session.uid("SEARCH", *(criteria or ("ALL",))))[0]
        return [int(uid) for uid in (found or b"").split()]

    def fetch(self, uid: int) -> bytes:
        """The whole message; the \\Seen flag stays as it is."""
        for part in self.ok(self.session.uid("FETCH", str(uid), "(BODY.PEEK[])")):
            if isinstance(part, tuple):
                return part[1]
        raise AssertionError(f"no message with UID {uid}")

    def withMark(self, mark: str) -> list[int]:
        """UIDs of the messages whose field X-Mark is just this."""
        return self.uids("HEADER", "X-Mark", mark)

    def line(self) -> bytes:
        """The next line of the server; imaplib itself says nothing of an end."""
        line = self.session.readline()
        if not line:
            raise imaplib.IMAP4.abort("the connection was closed")
        return line

    def append(self, letter: bytes, folder: str = "INBOX", flags: str = "") -> None:
        """Appends the bytes as they are (imaplib's own append rewrites line ends)."""
        literal = b"~{%d}" if b"\0" in letter else b"{%d}"
        session = self.session
        tag = session._new_tag()
        session.send(tag + b' APPEND "' + folder.encode() + b'" ' + (f"({flags}) ".encode() if flags else b"") + literal % len(letter) + b"\r\n")
        while True:
            line = self.line()
            if line.startswith(b"+"):
                break
            if line.startswith(tag):
                raise AssertionError(f"APPEND was answered {line!r}")
        session.send(letter + b"\r\n")
        while True:
            line = self.line()
            if line.startswith(tag):
                if not line.startswith(tag + b" OK"):
                    raise AssertionError(f"APPEND was answered {line!r}")
                return
