"""Messages for the tests: small ones that can be told apart, and the corpus."""
import os
import re
import secrets
from pathlib import Path

project = Path(__file__).resolve().parents[2]
traceFields = {b"return-path", b"received", b"authentication-results", b"received-spf", b"delivered-to"}


def letter(mark: str | None = None, body: str = "Kính gửi.\r\n", sender: str = "someone@elsewhere.example",
           to: str = "someone@there.example", subject: str = "Thu") -> tuple[str, bytes]:
    """(mark, message): the mark stands in the field X-Mark and is unlike any other."""
    mark = mark or secrets.token_hex(12)
    text = (f"From: {sender}\r\nTo: {to}\r\nSubject: {subject}\r\nDate: Wed, 25 Nov 2026 09:00:00 +0700\r\n"
            f"Message-ID: <{mark}@elsewhere.example>\r\nX-Mark: {mark}\r\nMIME-Version: 1.0\r\n"
            f"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{body}")
    return mark, text.encode()


def canonical(content: bytes) -> bytes:
    """A file as it goes over the wire: every line end is CRLF, the last line is ended. [RFC5321 2.3.8]"""
    lines = re.split(rb"\r\n|\r|\n", content)
    if lines and lines[-1] == b"":
        lines.pop()
    return b"".join(line + b"\r\n" for line in lines)


def corpus() -> list[Path]:
    """The project's own messages and those of --samples."""
    folders = [project / "tests" / "corpus" / "mail"]
    if os.environ.get("TRAM_SAMPLES"):
        folders.append(Path(os.environ["TRAM_SAMPLES"]))
    files = []
    for folder in folders:
        files += sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("_")
                        and path.suffix not in (".md", ".yml", ".yaml", ".py", ".pub", ".key", ".zip"))
    return files


def withoutTrace(stored: bytes) -> bytes:
    """The stored message without the trace fields that were put before it on its way."""
    rest = stored
    while True:
        field = re.match(rb"([!-9;-~]+):[^\n]*\n(?:[ \t][^\n]*\n)*", rest)
        if field is None or field[1].lower() not in traceFields:
            return rest
        rest = rest[field.end():]


def isSentAs(sent: bytes, stored: bytes) -> bool:
    """Whether the stored message is what was sent, with nothing before it but trace fields."""
    if not stored.endswith(sent):
        return False
    before = stored[:len(stored) - len(sent)]
    return withoutTrace(before) == b"" and before != b""
