"""The shape of the tree: no file grows beyond 500 lines, no folder is called a drawer, each has a README."""
from pathlib import Path

from project_files import isCorpus, isPython, isSource, projectFiles

longest = 500
drawers = {"util", "utils", "common", "helpers", "misc"}
readmeDepth = 2


def checkSizes(root: Path) -> list[str]:
    findings = []
    for path in projectFiles(root):
        if isCorpus(path) or not (isSource(path) or isPython(root, path)):
            continue
        lines = (root / path).read_bytes().count(b"\n")
        if lines > longest:
            findings.append(f"{path}: {lines} lines; {longest} are the most")
    return findings


def checkNames(root: Path) -> list[str]:
    return [f"{path}: says nothing about what it holds"
            for path in projectFiles(root) if not isCorpus(path)
            and drawers & {part.split(".")[0].lower() for part in path.parts}]


def checkReadmes(root: Path) -> list[str]:
    folders = {Path()}
    for path in projectFiles(root):
        for parent in path.parents:
            if 0 < len(parent.parts) <= readmeDepth and not parent.parts[0].startswith(".") and "corpus" not in parent.parts:
                folders.add(parent)
    return [f"{folder}/: has no README.md" for folder in sorted(folders) if not (root / folder / "README.md").is_file()]
