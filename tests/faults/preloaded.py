"""Puts write_recorder.cpp under the store of an appliance, and turns its knobs."""
import mmap
import os
import struct
import unittest
from pathlib import Path

from appliance import Appliance, build

library = build / "faults" / "libwrite_recorder.so"
counters = ("failFlush", "failWrite", "diskFull", "injected", "failForGood")


def requirePreloading() -> None:
    if not library.exists():
        raise unittest.SkipTest("only the release preset builds the preloaded library (sanitizers exclude it)")


def environmentFor(appliance: Appliance, *, log: Path | None = None, flushes: str = "all", faults: Path | None = None) -> dict[str, str]:
    values = {"LD_PRELOAD": str(library), "TRAM_RECORD_FOLDER": str(appliance.folder / "store"), "TRAM_RECORD_FLUSHES": flushes}
    if log is not None:
        values["TRAM_RECORD_LOG"] = str(log)
    if faults is not None:
        values["TRAM_FAULTS"] = str(faults)
    return {f"tram-store:{key}": value for key, value in values.items()}


class Faults:
    """The counters that the library shares with the test; see `Faults` in write_recorder.cpp."""

    def __init__(self, path: Path):
        self.path = path
        path.write_bytes(bytes(4096))
        self.file = os.open(path, os.O_RDWR)
        self.map = mmap.mmap(self.file, 4096)

    def set(self, counter: str, value: int) -> None:
        struct.pack_into("<i", self.map, 4 * counters.index(counter), value)

    def get(self, counter: str) -> int:
        return struct.unpack_from("<i", self.map, 4 * counters.index(counter))[0]

    def close(self) -> None:
        self.map.close()
        os.close(self.file)
