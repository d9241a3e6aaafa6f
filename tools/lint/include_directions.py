"""Holds the direction of the includes: what the rooms may know of each other and of the world.

`mayInclude` is the architecture's list of rooms in the order of purity; `worldRules` says which rooms may include
which system and library headers; `callRules` what a pure room may not call although its header is harmless.
Tests, fuzz targets and benches are free, except that nothing but the rooms' own code may be included by rooms.
"""
import re
from pathlib import Path

from project_files import isSource, projectFiles

pureRooms = ["base", "text", "mime", "proto/sasl", "proto/smtp", "proto/imap", "proto/dsn", "trust", "policy", "province",
             "sheet", "hal/model"]

# Room: rooms it may include besides itself. A prefix stands for all rooms below it.
mayInclude = {
    "base": [],
    "text": ["base"],
    "mime": ["base", "text"],
    "proto": ["base", "text", "mime"],
    "proto/sasl": ["base", "text"],
    "proto/smtp": ["base", "text", "mime", "proto/sasl"],
    "proto/imap": ["base", "text", "mime", "proto/sasl"],
    "proto/dsn": ["base", "text", "mime"],
    "trust": ["base", "text", "mime"],
    "policy": ["base", "text", "mime", "trust"],
    "province": ["base", "text", "policy"],
    "sheet": ["base", "text", "mime", "province"],
    "sheet/xlsx": ["base", "sheet"],
    "store": ["base", "text", "mime", "proto", "trust", "policy", "province"],
    "search": ["base", "text", "mime", "store"],
    "net": ["base", "text", "mime", "proto", "trust", "policy"],
    "roles": ["base", "text", "mime", "proto", "trust", "policy", "province", "sheet", "store", "search", "net", "hal/model"],
    "cli": ["base", "text", "mime", "proto", "trust", "policy", "province", "sheet", "store", "search", "net", "hal/model"],
    "hal/model": ["base"],
    "hal/access": ["base", "hal/model", "net"],
    "hal/drivers": ["base", "hal/model", "hal/access"],
    "hal/sim": ["base", "hal/model", "hal/access", "net"],
    "hal/faults": ["base", "hal/model", "hal/access", "hal/drivers", "hal/sim", "hal/snmp", "net"],
    "hal/daemon": ["base", "hal/model", "hal/access", "hal/drivers", "net", "roles/process"],
    "hal/watchdog": ["base", "hal/model", "hal/access", "hal/drivers", "net", "roles/process"],
    "hal/snmp": ["base", "hal/model", "net", "roles/process"],
}

# What the processes share of their wiring; they know nothing else of each other.
sharedByRoles = ["roles/directory_entry", "roles/directory_settings", "roles/health_report", "roles/process", "roles/report", "roles/scan_link", "roles/service", "roles/session_registry", "roles/spool", "roles/store_link"]

# (headers, rooms that may include them, why). The first rule that matches a header decides.
worldRules = [
    (r"lmdb\.h$", ["store"], "only store opens LMDB"),
    (r"(mbedtls|psa)/", ["net"], "only net speaks TLS"),
    (r"boost/(asio|beast)(/|\.hpp)", ["net", "roles", "cli"], "only net and roles have Asio and Beast"),
    (r"unbound\.h$", ["net"], "only net asks the DNS"),
    (r"sodium(\.h|/)", ["store", "net", "roles", "hal/daemon"], "pure rooms are handed digests and random"),
    (r"(zstd|xxhash)\.h$", ["store", "search"], "a matter of the store's formats"),
    (r"flatbuffers/", ["store"], "records are read through the store"),
    (r"unicode/", ["text"], "only text has ICU"),
    (r"Poco/", ["sheet/xlsx", "store", "search", "net", "roles", "cli", "hal/access", "hal/daemon"], "pure rooms have no frame"),
    (r"(linux|scsi|mtd|nvme)/|libnvme\.h$|(upsclient|nutclient)\.h$", ["hal"], "only hal touches devices"),
    (r"sys/(ioctl|sysmacros)\.h$", ["hal"], "only hal touches devices"),
    (r"systemd/", ["net", "roles", "cli", "hal/daemon"], "a process's affair"),
    (r"(sys|arpa|net|netinet)/|(unistd|fcntl|poll|signal|pthread|dirent|netdb|spawn|sched|dlfcn|syslog|time|pwd|grp|"
     r"termios|aio|mqueue|semaphore|ifaddrs)\.h$",
     ["store", "search", "net", "roles", "cli", "hal/access", "hal/drivers", "hal/sim", "hal/faults", "hal/daemon", "hal/snmp", "hal/watchdog"],
     "pure rooms make no system calls"),
    (r"(thread|mutex|shared_mutex|condition_variable|future|semaphore|latch|barrier|stop_token|fstream|filesystem|"
     r"iostream|csignal|ctime|syncstream|print)$",
     ["store", "search", "net", "roles", "cli", "hal/access", "hal/drivers", "hal/sim", "hal/faults", "hal/daemon", "hal/snmp", "hal/watchdog"],
     "pure rooms have no threads, files, terminals or clocks"),
]

# What a pure room may not call. base/clock.hpp holds the one real clock, which the processes hand in.
callRules = [
    (r"\b(system|steady|high_resolution)_clock::now\b", "the clock is handed in (base/clock.hpp)"),
    (r"\bstd::random_device\b|\bstd::rand\b", "random is handed in (base/random.hpp)"),
    (r"\b(std::)?(getenv|fopen|system|localtime|gmtime|usleep|nanosleep)\s*\(", "pure rooms ask nothing of the system"),
]
callExceptions = {Path("firmware/base/clock.hpp")}

includeLine = re.compile(r'^\s*#\s*include\s*([<"])([^">]+)[">]')


def roomOf(path: Path) -> str | None:
    """The room that a file of the tree stands in; None outside firmware/ and hal/."""
    parts = path.parts[:-1]
    if parts[:1] == ("hal",):
        return "/".join(parts[:2])
    if parts[:1] != ("firmware",) or len(parts) < 2:
        return None
    return "/".join(parts[1:3]) if parts[1] in ("proto", "roles", "sheet") else parts[1]


def roomOfInclude(name: str) -> str | None:
    """The room that an include names; None where it names none of ours."""
    if name.startswith("hal/"):
        return roomOf(Path(name))
    room = roomOf(Path("firmware") / name)
    tops = {key.split("/")[0] for key in mayInclude}
    return room if room is not None and room.split("/")[0] in tops else None


def within(room: str, allowed: list[str]) -> bool:
    return any(room == entry or room.startswith(entry + "/") for entry in allowed)


def rulesOf(room: str) -> list[str] | None:
    """What the room may include, by the longest entry of the table that is the room or stands above it."""
    keys = [key for key in mayInclude if room == key or room.startswith(key + "/")]
    return mayInclude[max(keys, key=len)] if keys else None


def isTest(path: Path) -> bool:
    return re.search(r"_(test|fuzz|bench)\.(cpp|hpp)$", path.name) is not None


def checkInclude(room: str, quoted: bool, name: str) -> str | None:
    other = roomOfInclude(name)
    if other is not None:
        if other in sharedByRoles and (within(room, ["roles", "cli"]) or other in (rulesOf(room) or [])):
            return None
        if within(other, ["roles"]) and other != room:
            return f"{room} includes {name}: nobody knows the processes"
        if other != room and not within(other, rulesOf(room) or []):
            return f"{room} may not include {name}"
        return None
    if quoted:
        return f'"{name}" is no path from firmware/ or hal/ (libraries are included with <>)'
    for headers, rooms, why in worldRules:
        if re.match(headers, name):
            return None if within(room, rooms) else f"{room} may not include <{name}>: {why}"
    return None


def check(root: Path, files: list[Path] | None = None) -> list[str]:
    findings = []
    for path in files if files is not None else projectFiles(root):
        room = roomOf(path)
        if room is None or not isSource(path) or isTest(path):
            continue
        if rulesOf(room) is None:
            findings.append(f"{path}: {room} is no room of the architecture (tools/lint/include_directions.py)")
            continue
        pure = within(room, pureRooms)
        for number, line in enumerate((root / path).read_text(errors="replace").splitlines(), 1):
            found = includeLine.match(line)
            if found:
                finding = checkInclude(room, found[1] == '"', found[2])
                if finding:
                    findings.append(f"{path}:{number}: {finding}")
            elif pure and path not in callExceptions:
                code = line.split("//")[0]
                findings += [f"{path}:{number}: {why}" for call, why in callRules if re.search(call, code)]
    return findings
