"""Our side: the appliance as `tools/dev run` starts it, with officials of the bench's own."""
import json
import secrets
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "system"))

import appliance  # noqa: E402
from processes import diskUse, processorSeconds, proportionalSetSize, sinceBoot, startedAt  # noqa: E402

agency = "Cơ quan đo"


class Ours:
    """The interface is that of peers.Peer."""

    def __init__(self, mailboxes: int = 16, name: str = "tram"):
        self.name = name
        self.mailboxes = mailboxes
        self.signedUp: list[tuple[str, str]] = []
        self.handedOut: dict[str, str] = {}
        self.appliance = appliance.Appliance(demonstration=False)

    # ---- its life

    def start(self) -> None:
        self.appliance.start()
        if not self.handedOut:
            self.load()

    def load(self) -> None:
        commands = [{"command": "createAgency", "name": agency, "kind": "office", "label": "do", "decision": "1/QĐ", "dated": "2026-01-02"}]
        commands += [{"command": "createOfficial", "name": "Nguyễn Văn Hùng", "agency": agency, "role": "official", "address": f"u{number}",
                      "decision": "1/QĐ", "dated": "2026-01-02"}
                     for number in range(self.mailboxes)]
        run = subprocess.run([appliance.build / "bin" / "tram", "--dir", self.appliance.folder, "load", "-"], capture_output=True,
                             text=True, input="".join(json.dumps(command) + "\n" for command in commands))
        if run.returncode != 0:
            raise RuntimeError(f"loading the officials: {run.stderr}")
        answers = map(json.loads, run.stdout.splitlines())
        self.handedOut = {answer["address"]: answer["password"] for answer in answers if answer.get("password")}

    def stop(self) -> None:
        self.appliance.stop()

    def close(self) -> None:
        self.appliance.close()

    def logs(self) -> str:
        return self.appliance.logs()

    def startSeconds(self) -> float:
        """From the store's process to the first greeting of both the SMTP and the IMAP door, of one that is stopped."""
        greeted: dict[str, float] = {}
        ports = {name: self.appliance.endpoint(name) for name in ("smtp.tsl", "imap")}

        def wait(name: str) -> None:
            deadline = time.monotonic() + appliance.patience
            while time.monotonic() < deadline:
                try:
                    with socket.create_connection(ports[name], timeout=appliance.patience) as connection:
                        if connection.recv(1):
                            greeted[name] = sinceBoot()
                            return
                except OSError:
                    time.sleep(0.001)
        waits = [threading.Thread(target=wait, args=(name,)) for name in ports]
        for thread in waits:
            thread.start()
        self.appliance.start()
        for thread in waits:
            thread.join()
        if len(greeted) < len(ports):
            raise TimeoutError("no greeting after a start\n" + self.logs())
        return max(greeted.values()) - startedAt(self.appliance.pid("tram-store"))

    # ---- what is measured

    @property
    def smtp(self) -> str:
        return self.appliance.record["endpoints"]["smtp.tsl"]

    @property
    def imaps(self) -> str:
        return self.appliance.record["endpoints"]["imaps"]

    def addresses(self, count: int) -> list[str]:
        return [f"u{number}@{self.appliance.record['domain']}" for number in range(count)]

    def accounts(self, count: int) -> list[tuple[str, str]]:
        """Addresses and app passwords: what a mail program signs in with. Made once each, since the hand-out password
        is to be changed first, at the cost of an Argon2id each time."""
        for address in self.addresses(count)[len(self.signedUp):]:
            chosen = secrets.token_hex(12)
            change = subprocess.run([appliance.build / "bin" / "tram", "--dir", self.appliance.folder, "password", "change", address],
                                    input=f"{self.handedOut[address]}\n{chosen}\n", capture_output=True, text=True)
            if change.returncode != 0:
                raise RuntimeError(f"changing a password: {change.stderr}")
            app = self.appliance.tram("password", "app", address, "--label", "bench").stdout.strip()
            self.signedUp.append((address, app))
        return self.signedUp[:count]

    def roots(self) -> list[int]:
        return list(self.appliance.readRecord()["pids"].values())

    def processorSeconds(self) -> float:
        return processorSeconds(self.roots())

    def memory(self) -> int:
        return proportionalSetSize(self.roots())

    def statistics(self) -> dict:
        return json.loads(self.appliance.tram("--json", "store", "stat").stdout)

    def diskUse(self) -> int:
        """Pages of the database that are in use, and the files beside it. The database's file itself never shrinks."""
        values = self.statistics()
        data = Path(self.appliance.record["data"])
        beside = diskUse(data) - sum(file.stat().st_blocks * 512 for file in (data / "data.mdb", data / "lock.mdb"))
        return values["map.used"] - values["map.free_pages"] * values["map.page_size"] + beside

    def settle(self) -> None:
        """A message is in its mailbox before its 250."""

    def held(self) -> int:
        """Messages of all mailboxes."""
        return self.statistics()["messages"]

    def fill(self, messages: int, size: int) -> None:
        """Spread over the mailboxes, so that none comes near its quota."""
        for number, address in enumerate(self.addresses(self.mailboxes)):
            share = messages // self.mailboxes + (number < messages % self.mailboxes)
            if share:
                self.appliance.tram("fill", address, "--count", str(share), "--size", str(size))


