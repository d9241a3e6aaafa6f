"""A client's side of SCRAM-SHA-256 [RFC5802, RFC7677], and of the plainer mechanisms, for the tests."""
import base64
import hashlib
import hmac
import secrets
from collections.abc import Callable


class Scram:
    """Give `answer` each challenge; the first is empty."""

    def __init__(self, user: str, password: str):
        self.user = user.replace("=", "=3D").replace(",", "=2C")
        self.password = password
        self.nonce = secrets.token_urlsafe(18)
        self.step = 0

    def answer(self, challenge: bytes) -> bytes:
        self.step += 1
        if self.step == 1:
            self.first = f"n={self.user},r={self.nonce}"
            return f"n,,{self.first}".encode()
        if self.step > 2:
            return b""
        fields = dict(field.split("=", 1) for field in challenge.decode().split(","))
        salted = hashlib.pbkdf2_hmac("sha256", self.password.encode(), base64.b64decode(fields["s"]), int(fields["i"]))
        key = hmac.digest(salted, b"Client Key", "sha256")
        final = f"c=biws,r={fields['r']}"
        signed = f"{self.first},{challenge.decode()},{final}".encode()
        signature = hmac.digest(hashlib.sha256(key).digest(), signed, "sha256")
        proof = bytes(a ^ b for a, b in zip(key, signature))
        return f"{final},p={base64.b64encode(proof).decode()}".encode()


def plain(user: str, password: str) -> Callable[[bytes], bytes]:
    return lambda _: f"\0{user}\0{password}".encode()


def login(user: str, password: str) -> Callable[[bytes], bytes]:
    words = [user, password]
    return lambda _: words.pop(0).encode()


# By the mechanism's name: what makes a function that answers challenges.
mechanisms: dict[str, Callable[[str, str], Callable[[bytes], bytes]]] = {
    "PLAIN": plain,
    "LOGIN": login,
    "SCRAM-SHA-256": lambda user, password: Scram(user, password).answer,
}
