"""Reads what write_recorder.cpp recorded, and rebuilds what a disk may hold after the power went at a given moment.

The model of the disk: a write is safe once a flush of its file, begun after it, has ended, or once it has ended itself
under O_DSYNC. Of the writes that are not yet safe any may have reached the disk and any not, in any order, and the last
ones may be torn at a sector. Names of files are taken to be safe at once (the store makes its files at its first start).
"""
import random
import struct
from dataclasses import dataclass, field
from pathlib import Path

entryLayout = struct.Struct("<IiQQQ")
name, write, flushBegun, flushDone, truncate, dataSyncDone = range(1, 7)
sector = 512


@dataclass
class Entry:
    kind: int
    file: str
    offset: int
    data: bytes
    time: int  # CLOCK_MONOTONIC in nanoseconds, as time.monotonic_ns()


def readRecord(path: Path) -> list[Entry]:
    """Up to the last whole entry: a killed process may leave half of one."""
    raw = path.read_bytes()
    names: dict[int, str] = {}
    entries = []
    at = 0
    while at + entryLayout.size <= len(raw):
        kind, descriptor, offset, size, time = entryLayout.unpack_from(raw, at)
        at += entryLayout.size
        data = raw[at:at + size]
        if len(data) < size:
            break
        at += size
        if kind == name:
            names[descriptor] = data.decode()
        elif descriptor in names:
            entries.append(Entry(kind, names[descriptor], offset, data, time))
    return entries


@dataclass
class Disk:
    """What is safe, and what is on its way, after the entries that were taken in so far."""
    safe: dict[str, bytearray]
    pending: dict[str, list[Entry]] = field(default_factory=dict)
    begun: dict[str, int] = field(default_factory=dict)

    @staticmethod
    def of(folder: Path) -> "Disk":
        return Disk({str(path): bytearray(path.read_bytes()) for path in folder.rglob("*") if path.is_file() and path.name != "lock.mdb"})

    def take(self, entry: Entry) -> None:
        waiting = self.pending.setdefault(entry.file, [])
        if entry.kind in (write, truncate):
            waiting.append(entry)
        elif entry.kind == flushBegun:
            self.begun[entry.file] = len(waiting)
        elif entry.kind == flushDone:
            count = self.begun.pop(entry.file, 0)
            self.settle(entry.file, waiting[:count])
            del waiting[:count]
        elif entry.kind == dataSyncDone and waiting:
            self.settle(entry.file, [waiting.pop()])
            self.begun[entry.file] = min(self.begun.get(entry.file, 0), len(waiting))

    def settle(self, file: str, entries: list[Entry]) -> None:
        content = self.safe.setdefault(file, bytearray())
        for entry in entries:
            apply(content, entry)

    def afterPowerCut(self, chance: random.Random) -> dict[str, bytearray]:
        """What may be found: the safe writes, and some of the others."""
        image = {file: bytearray(content) for file, content in self.safe.items()}
        for file, waiting in self.pending.items():
            content = image.setdefault(file, bytearray())
            style = chance.choice(("none", "prefix", "some", "some", "all"))
            if style == "prefix":
                chosen = waiting[:chance.randint(0, len(waiting))]
            elif style == "some":
                share = chance.random()
                chosen = [entry for entry in waiting if chance.random() < share]
                chance.shuffle(chosen)
            else:
                chosen = list(waiting) if style == "all" else []
            for index, entry in enumerate(chosen):
                torn = entry.kind == write and len(entry.data) > sector and index + 1 == len(chosen) and chance.random() < 0.5
                apply(content, tear(entry, chance) if torn else entry)
        return image


def tear(entry: Entry, chance: random.Random) -> Entry:
    kept = chance.randrange(len(entry.data) // sector + 1) * sector
    return Entry(entry.kind, entry.file, entry.offset, entry.data[:kept], entry.time)


def apply(content: bytearray, entry: Entry) -> None:
    if entry.kind == truncate:
        if entry.offset < len(content):
            del content[entry.offset:]
        else:
            content.extend(bytes(entry.offset - len(content)))
        return
    end = entry.offset + len(entry.data)
    if len(content) < end:
        content.extend(bytes(end - len(content)))
    content[entry.offset:end] = entry.data
