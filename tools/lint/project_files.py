"""The project's own files: what git tracks or would track, so that build folders and caches are never looked at."""
import os
import subprocess
from pathlib import Path

project = Path(__file__).resolve().parents[2]
notOurs = {".git", "__pycache__", "build", "run"}


def projectFiles(root: Path = project) -> list[Path]:
    """Paths relative to `root`, sorted. Without git (an unpacked archive) the folders are walked instead."""
    listing = None
    if (root / ".git").exists():
        listing = subprocess.run(
            ["git", "-c", f"safe.directory={root}", "-C", root, "ls-files", "-z", "--cached", "--others",
             "--exclude-standard"], capture_output=True, text=True)
    if listing is not None and listing.returncode == 0:
        names = {Path(name) for name in listing.stdout.split("\0") if name}
    else:
        names = set()
        for folder, folders, files in os.walk(root):
            atTop = Path(folder) == root
            folders[:] = [name for name in folders if name not in (notOurs if atTop else notOurs - {"run"})]
            names |= {(Path(folder) / name).relative_to(root) for name in files}
    return sorted(name for name in names if (root / name).is_file() and not (root / name).is_symlink())


def isSource(path: Path) -> bool:
    return path.suffix in (".cpp", ".hpp", ".h", ".c")


def isPython(root: Path, path: Path) -> bool:
    if path.suffix == ".py":
        return True
    if path.suffix:
        return False
    with open(root / path, "rb") as opened:
        return b"python3" in opened.readline()


def isCorpus(path: Path) -> bool:
    """Test input rather than text of ours: messages, fuzz seeds."""
    return "corpus" in path.parts or path.suffix in (".eml", ".dict")
