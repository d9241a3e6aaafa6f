"""No file but .ci/run names a path outside the project, nor a host of a package registry.

A path with `../` is resolved from the file's own folder and from the project's: it must stay inside. Words that point
at the place where the project is made are put together here from pieces, so that this file does not name them.
"""
import re
from pathlib import Path

from project_files import isCorpus, projectFiles

mayNameOutside = {Path(".ci/run")}

words = ["../" + "shared", "/" + "work/", "/home/" + "agent"]
registryHosts = [".".join(parts) for parts in (
    ("deb", "debian", "org"), ("security", "debian", "org"), ("snapshot", "debian", "org"), ("ftp", "debian", "org"),
    ("registry", "npmjs", "org"), ("npmjs", "com"), ("pypi", "org"), ("pythonhosted", "org"), ("crates", "io"),
    ("proxy", "golang", "org"), ("docker", "io"), ("ghcr", "io"), ("quay", "io"))]
hosts = re.compile(r"(?<![\w.-])(?:[\w-]+\.)*(?:" + "|".join(map(re.escape, registryHosts)) + r")(?![\w-])")
upward = re.compile(r"(?<![\w./)}\"'*-])((?:\./)?\.\./[\w./-]*)|[\"'`]((?:\./)?\.\./[\w./-]*)")


def escapes(folder: Path, target: str) -> bool:
    depth = len(folder.parts)
    for part in Path(target).parts:
        depth += -1 if part == ".." else 1
        if depth < 0:
            return True
    return False


def checkText(path: Path, text: str) -> list[str]:
    findings = []
    for number, line in enumerate(text.splitlines(), 1):
        findings += [f"{path}:{number}: names {word}" for word in words if word in line]
        findings += [f"{path}:{number}: names the registry host {found[0]}" for found in hosts.finditer(line)]
        for found in upward.finditer(line):
            target = found[1] or found[2]
            if escapes(path.parent, target):
                findings.append(f"{path}:{number}: {target} leads out of the project")
    return findings


def check(root: Path, files: list[Path] | None = None) -> list[str]:
    findings = []
    for path in files if files is not None else projectFiles(root):
        if path in mayNameOutside or isCorpus(path):
            continue
        content = (root / path).read_bytes()
        if b"\0" in content[:4096]:
            continue
        findings += checkText(path, content.decode(errors="replace"))
    return findings
