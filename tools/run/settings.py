"""The settings of a run: addresses of the listeners, and DIR/tram.conf, which every process reads.

tram.conf is lines of `key = value`. The supervisor writes it anew at each start; ports stay as they were in an
earlier run of the same folder where they are still free, so that a mail client's account keeps working.
"""
import fcntl
import os
import secrets
import socket
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

project = Path(__file__).resolve().parents[2]

# Endpoint as run.json names it, its key in tram.conf, and its offset from --port-base.
endpoints = [
    ("smtp.tsl", "zone.tsl.listen", 25),
    ("smtp.internet", "zone.internet.listen", 26),
    ("submission", "submission.listen", 587),
    ("submissions", "submissions.listen", 465),
    ("imap", "imap.listen", 143),
    ("imaps", "imaps.listen", 993),
    ("health", "alert.listen", 925),
    ("upsd", "hal.upsd", 493),
    ("snmp", "snmp.listen", 161),
]


@dataclass
class Settings:
    folder: Path
    domain: str
    portBase: int | None = None
    routes: dict[str, str] = field(default_factory=dict)
    further: dict[str, str] = field(default_factory=dict)
    processes: list[str] = field(default_factory=list)  # that say how they are
    addresses: dict[str, str] = field(default_factory=dict)

    @property
    def hostname(self) -> str:
        return f"mail.{self.domain}"

    @property
    def certificates(self) -> Path:
        return self.folder / "certificates"

    @property
    def endpoints(self) -> dict[str, str]:
        """What others connect to: not the simulated chassis's own; what SNMP takes besides has a place of its own."""
        return {name: address for name, address in self.addresses.items() if name not in ("upsd", "snmp")}

    @property
    def chassis(self) -> Path:
        return self.folder / "chassis"

    @property
    def storeSocket(self) -> Path:
        return self.folder / "sockets" / "store.sock"


def isFree(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


# Ports below the kernel's ephemeral range, so that no outgoing connection takes the port of a process that is
# just being started again. Runs share them out in blocks; a run holds a lock on its block until it ends.
lowestPort = 12_000
blockSize = 16
blocks = 1_200
heldLocks = []


def lockBlock(block: int) -> bool:
    folder = Path(tempfile.gettempdir()) / f"tram-ports-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    lock = open(folder / str(block), "w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        return False
    heldLocks.append(lock)
    return True


def choosePorts(settings: Settings) -> None:
    """Fixed offsets from the port base; without one the block of the last run, or any that is free."""
    if settings.portBase is not None:
        ports = {name: settings.portBase + offset for name, _, offset in endpoints}
        taken = [f"{name} {port}" for name, port in ports.items() if not isFree(port)]
        if taken:
            raise OSError("in use: " + ", ".join(taken))
    else:
        remembered = settings.folder / "port-block"
        candidates = [secrets.randbelow(blocks) for _ in range(200)]
        if remembered.exists():
            candidates.insert(0, int(remembered.read_text()))
        for block in candidates:
            first = lowestPort + block * blockSize
            ports = {name: first + index for index, (name, _, _) in enumerate(endpoints)}
            if lockBlock(block):
                if all(map(isFree, ports.values())):
                    remembered.write_text(str(block))
                    break
                heldLocks.pop().close()
        else:
            raise OSError("no free ports")
    settings.addresses = {name: f"127.0.0.1:{port}" for name, port in ports.items()}


def writeConfiguration(settings: Settings) -> Path:
    values = {
        "domain": settings.domain,
        "hostname": settings.hostname,
        "timezone": "+07:00",
        "store.folder": str(settings.folder / "store"),
        "store.socket": str(settings.storeSocket),
        "spool.folder": str(settings.folder / "spool"),
        "tls.certificate": str(settings.certificates / "server.crt"),
        "tls.key": str(settings.certificates / "server.key"),
        "tls.ca": str(settings.certificates / "ca.crt"),
        "zone.tsl.trusted.networks": "127.0.0.0/8",
        # The simulated chassis: its files, its tools, its board. Some figures are read oftener than on a real one.
        "hal.sim": str(settings.chassis / "sim.sock"),
        "hal.root": str(settings.chassis / "root"),
        "hal.tools": str(settings.chassis / "bin"),
        "hal.board": str(project / "hal" / "sim" / "board.json"),
        "snmp.agentx": f"unix:{settings.folder / 'sockets' / 'agentx'}",
        "hal.ups": "ups-a ups-b",
        "hal.processes": " ".join(settings.processes),
        "hal.pace.smart": "5000",
        "hal.pace.controller": "5000",
        "hal.pace.gateways": "5000",
        "hal.pace.rest": "5000",
        # The demonstration's administrators have no telephones.
        "identity.second_factor": "none",
    }
    values |= {key: settings.addresses[name] for name, key, _ in endpoints}
    values |= {f"route.{domain}": server for domain, server in sorted(settings.routes.items())}
    values |= settings.further
    for folder in ("store", "spool", "sockets", "log", "chassis"):
        (settings.folder / folder).mkdir(parents=True, exist_ok=True)
    path = settings.folder / "tram.conf"
    path.write_text("".join(f"{key} = {value}\n" for key, value in values.items()))
    return path
