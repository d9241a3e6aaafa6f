"""What a row of the table is made of: sides that are measured in turn, figures, and what is to be reached."""
import contextlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import peers

project = Path(__file__).resolve().parents[2]
build = Path(os.environ.get("TRAM_BUILD", project / "build" / "release"))


@dataclass
class Line:
    """One line of the table.

    `reach` with peers in `against` is a ratio: how many times better than the best of them ours must be. Without, it is a
    bound of our own figure. Without `reach` the line is there for information.
    """
    work: str
    unit: str
    better: str  # "more" or "less"
    values: dict[str, list[float]]
    against: list[str] = field(default_factory=list)
    reach: float | None = None
    note: str = ""

    def median(self, side: str) -> float:
        return statistics.median(self.values[side])

    def ratio(self) -> float | None:
        measured = [self.median(side) for side in self.against if self.values.get(side)]
        if not measured or not self.values.get("tram"):
            return None
        ours = self.median("tram")
        if self.better == "more":
            return ours / max(measured) if max(measured) else None
        return min(measured) / ours if ours else None

    def reached(self) -> bool | None:
        if self.reach is None or not self.values.get("tram"):
            return None
        if self.against:
            ratio = self.ratio()
            return None if ratio is None else ratio >= self.reach
        return self.median("tram") >= self.reach if self.better == "more" else self.median("tram") <= self.reach


@dataclass
class Bench:
    """What all rows share: the folder they work in, the sizes, why the peers are left out."""
    folder: Path
    rounds: int
    quick: bool
    long: bool
    withoutPeers: str | None
    made: int = 0

    def say(self, text: str) -> None:
        print(f"    {text}", file=sys.stderr, flush=True)

    def amount(self, ordinary: int, quick: int) -> int:
        return quick if self.quick else ordinary

    def peer(self, name: str, **settings) -> list[peers.Peer]:
        if self.withoutPeers:
            return []
        self.made += 1
        return [peers.Peer(name, self.folder / f"{name}-{self.made}", **settings)]

    def sink(self) -> list[peers.Sink]:
        return [] if self.withoutPeers else [peers.Sink()]

    @contextlib.contextmanager
    def running(self, *sides) -> Iterator[dict]:
        """Starts the sides, and ends and removes them afterwards."""
        try:
            for side in sides:
                side.start()
                self.say(f"{side.name} has started")
            yield {side.name: side for side in sides}
        except BaseException:
            for side in sides:
                if hasattr(side, "logs"):
                    print(f"=== {side.name}\n{side.logs()[-6000:]}", file=sys.stderr)
            raise
        finally:
            for side in sides:
                side.close()

    def alternate(self, sides: dict, measure: Callable[[object], dict[str, float]]) -> dict[str, dict[str, list[float]]]:
        """Each round measures each side once: {figure: {side: values}}."""
        figures: dict[str, dict[str, list[float]]] = {}
        for number in range(self.rounds):
            for name, side in sides.items():
                measured = measure(side)
                self.say(f"round {number + 1} {name}: " + ", ".join(f"{key} {value:.4g}" for key, value in measured.items()))
                for key, value in measured.items():
                    figures.setdefault(key, {}).setdefault(name, []).append(value)
        return figures

    # ---- the driver

    def file(self, content: str) -> Path:
        handle, name = tempfile.mkstemp(dir=self.folder, prefix="list-")
        with os.fdopen(handle, "w") as opened:
            opened.write(content)
        return Path(name)

    def accountsFile(self, accounts: list[tuple[str, str]]) -> Path:
        return self.file("".join(f"{address}\t{secret}\n" for address, secret in accounts))

    def driver(self, workload: str, **options) -> dict:
        command = [build / "bin" / "tram-bench-driver", workload]
        for name, value in options.items():
            command += [f"--{name.replace('_', '-')}", str(value)]
        run = subprocess.run(command, capture_output=True, text=True)
        if run.returncode != 0:
            raise RuntimeError(f"{' '.join(map(str, command))}: {run.stderr.strip()}")
        return json.loads(run.stdout)
