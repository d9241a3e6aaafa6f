"""Loads the demonstration province of tools/demo into a run, once; later starts read back what was made."""
import json
import subprocess
import sys
from pathlib import Path

project = Path(__file__).resolve().parents[2]
loader = project / "tools" / "demo" / "load"
domain = "thainguyen.gov.vn"


def load(tram: Path, folder: Path, ofDomain: str) -> list[dict]:
    """The accounts that are ready to use: role, address, password. RuntimeError where the loader fails.

    The loader drives the operator's command and prints the accounts as JSON.
    """
    kept = folder / "accounts.json"
    if not kept.exists():
        print("loading the demonstration province", file=sys.stderr, flush=True)
        run = subprocess.run([loader, "--tram", tram, "--dir", folder, "--domain", ofDomain], stdout=subprocess.PIPE, text=True)
        if run.returncode != 0:
            raise RuntimeError(f"the demonstration province could not be loaded (status {run.returncode})")
        fresh = kept.with_suffix(".new")
        fresh.touch(mode=0o600)
        fresh.write_text(run.stdout)
        fresh.rename(kept)
    return json.loads(kept.read_text())
