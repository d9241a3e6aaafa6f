"""The other side of outbound mail: an SMTP server that answers as a test has scripted it.

    sink = MailSink()
    sink.script = lambda verb, argument: "450 4.2.0 later" if verb == "RCPT" else None

`script` is asked before each command, and for "DATA-END" after each message; None means the usual answer. It may also return
`MailSink.hangUp` or `MailSink.silence`. Threads: one for each connection; `letters` and `commands` are only appended to.
"""
import socketserver
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

Answer = str | object | None


@dataclass
class Taken:
    sender: str
    senderOptions: str
    recipients: list[str]
    content: bytes
    encrypted: bool
    at: float  # time.monotonic() when its end had come


@dataclass
class Transaction:
    sender: str = ""
    senderOptions: str = ""
    recipients: list[str] = field(default_factory=list)
    begun: bool = False


class MailSink:
    hangUp = object()
    silence = object()

    def __init__(self, extensions: tuple[str, ...] = ("PIPELINING", "8BITMIME", "SMTPUTF8", "SIZE 52428800", "DSN", "ENHANCEDSTATUSCODES"),
                 certificate: tuple[str, str] | None = None, port: int = 0, host: str = "127.0.0.1"):
        """`certificate`: chain and key file; with it STARTTLS is offered."""
        self.script: Callable[[str, str], Answer] = lambda verb, argument: None
        self.extensions = extensions
        self.tls = None
        if certificate is not None:
            self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.tls.load_cert_chain(*certificate)
        self.letters: list[Taken] = []
        self.commands: list[str] = []
        self.connections = 0
        self.closing = threading.Event()
        sink = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                sink.connections += 1
                Session(sink, self).run()

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address = True
            daemon_threads = True
            request_queue_size = 128

            def handle_error(self, request: object, client_address: object) -> None:
                pass  # a client that was killed under load, or a test that hung up

        self.server = Server((host, port), Handler)
        self.port = self.server.server_address[1]
        self.address = f"{host}:{self.port}"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self.thread.start()

    def __enter__(self) -> "MailSink":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self.closing.set()
        self.server.shutdown()
        self.server.server_close()


class Session:
    def __init__(self, sink: MailSink, handler: socketserver.StreamRequestHandler):
        self.sink = sink
        self.socket = handler.connection
        self.reader = self.socket.makefile("rb")
        self.encrypted = False
        self.transaction = Transaction()

    def say(self, text: str) -> None:
        self.socket.sendall(text.encode() + b"\r\n")

    def run(self) -> None:
        answer = self.sink.script("CONNECT", "")
        if not self.answer(answer, "220 sink.example ESMTP"):
            return
        # STARTTLS puts another reader in its place.
        for raw in iter(lambda: self.reader.readline(), b""):
            line = raw.decode(errors="replace").rstrip("\r\n")
            self.sink.commands.append(line)
            verb, _, argument = line.partition(" ")
            verb = verb.upper()
            if not self.obey(verb, argument):
                return

    def answer(self, scripted: Answer, usual: str) -> bool:
        """False where the connection is to end."""
        if scripted is MailSink.hangUp:
            return False
        if scripted is MailSink.silence:
            self.sink.closing.wait()
            return False
        self.say(scripted if isinstance(scripted, str) else usual)
        return True

    def obey(self, verb: str, argument: str) -> bool:
        scripted = self.sink.script(verb, argument)
        refused = scripted is not None
        if verb == "QUIT":
            self.answer(scripted, "221 2.0.0 bye")
            return False
        if verb == "STARTTLS" and self.sink.tls is not None and not refused:
            self.say("220 2.0.0 go ahead")
            self.socket = self.sink.tls.wrap_socket(self.socket, server_side=True)
            self.reader = self.socket.makefile("rb")
            self.encrypted = True
            self.transaction = Transaction()
            return True
        usual = "250 2.0.0 ok"
        if verb == "EHLO":
            offered = [*self.sink.extensions, *(["STARTTLS"] if self.sink.tls and not self.encrypted else [])]
            lines = ["sink.example", *offered]
            usual = "\r\n".join(f"250{'-' if index + 1 < len(lines) else ' '}{line}" for index, line in enumerate(lines))
        elif verb in ("HELO", "NOOP"):
            pass
        elif verb == "RSET":
            self.transaction = Transaction()
        elif verb == "MAIL" and not refused:
            path, _, options = argument.partition(":")[2].strip().partition(" ")
            self.transaction = Transaction(path.strip("<>"), options, begun=True)
        elif verb == "RCPT" and not refused:
            if not self.transaction.begun:
                usual = "503 5.5.1 MAIL first"
            else:
                self.transaction.recipients.append(argument.partition(":")[2].strip().partition(" ")[0].strip("<>"))
        elif verb == "DATA" and not refused:
            if not self.transaction.recipients:
                usual = "554 5.5.1 no valid recipients"
            else:
                return self.data()
        elif verb not in ("MAIL", "RCPT", "DATA", "STARTTLS") or (verb == "STARTTLS" and not refused):
            usual = "500 5.5.2 unknown command"
        return self.answer(scripted, usual)

    def data(self) -> bool:
        self.say("354 go on")
        lines = []
        for line in iter(self.reader.readline, b""):
            if line == b".\r\n":
                break
            lines.append(line[1:] if line.startswith(b".") else line)
        else:
            return False
        content = b"".join(lines)
        scripted = self.sink.script("DATA-END", content.decode(errors="replace"))
        if scripted is None or (isinstance(scripted, str) and scripted.startswith("2")):
            self.sink.letters.append(Taken(self.transaction.sender, self.transaction.senderOptions,
                                           self.transaction.recipients, content, self.encrypted,
                                           time.monotonic()))
        self.transaction = Transaction()
        return self.answer(scripted, "250 2.0.0 taken")
