"""results.json and results.md."""
import json
import os
import platform
import time
from pathlib import Path

from measuring import Line


def machine() -> dict[str, str]:
    def field(path: str, name: str) -> str:
        for line in Path(path).read_text().splitlines():
            if line.startswith(name):
                return line.partition(":")[2].strip()
        return ""
    return {"processor": field("/proc/cpuinfo", "model name"), "cores": str(os.cpu_count()), "memory": field("/proc/meminfo", "MemTotal"),
            "kernel": platform.release()}


def keep(folder: Path, row: str, lines: list[Line], versions: dict[str, str], settings: dict) -> None:
    """Puts the row in place of an earlier measurement of it; the others stay."""
    path = folder / "results.json"
    results = json.loads(path.read_text()) if path.exists() else {"rows": {}}
    results["machine"] = machine()
    results["versions"] = versions or results.get("versions", {})
    results["rows"][row] = {
        "measured": time.strftime("%Y-%m-%d %H:%M"), **settings,
        "lines": [{**vars(line), "ratio": line.ratio(), "reached": line.reached()} for line in lines]}
    path.write_text(json.dumps(results, indent=2, ensure_ascii=False) + "\n")


def figure(value: float) -> str:
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def mustReach(line: dict) -> str:
    if line["reach"] is None:
        return ""
    if not line["against"]:
        return f"{'≥' if line['better'] == 'more' else '≤'} {line['reach']:g} {line['unit']}"
    if line["reach"] == 1:
        return "faster"
    return f"≥ {line['reach']:.0%}" if line["reach"] < 1 else f"≥ {line['reach']:g} ×"


def writeTable(folder: Path, order: list[str]) -> str:
    results = json.loads((folder / "results.json").read_text())
    rows = sorted(results["rows"].items(), key=lambda item: order.index(item[0]) if item[0] in order else len(order))
    about = results["machine"]
    said = ", ".join(f"{name} {version}" for name, version in results["versions"].items())
    text = [f"{about['cores']} × {about['processor']}, {about['memory']}, Linux {about['kernel']}" + (f"; {said}" if said else "") +
            ". Medians of at least three rounds, the sides in turn.\n" if all(row["rounds"] >= 3 for _, row in rows) else
            "Some rows have fewer than three rounds: a trial, not a measurement.\n"]
    text += ["| work | unit | Trạm | peers | ratio | must reach | |", "| --- | --- | ---: | --- | ---: | --- | --- |"]
    for _, row in rows:
        for line in row["lines"]:
            medians = {side: sorted(values)[len(values) // 2] for side, values in line["values"].items() if values}
            ours = figure(medians["tram"]) if "tram" in medians else ""
            others = "; ".join(f"{side} {figure(value)}" for side, value in medians.items() if side != "tram")
            ratio = "" if line["ratio"] is None else f"{line['ratio']:.2f}" if line["ratio"] < 10 else f"{line['ratio']:.1f}"
            if line["against"] and line["ratio"] is None:
                ratio = f"skipped: {row['without peers'] or 'no figure'}"
            verdict = {True: "yes", False: "no", None: ""}[line["reached"]]
            text.append(f"| {line['work']} | {line['unit']} | {ours} | {others} | {ratio} | {mustReach(line)} | {verdict} |")
    table = "\n".join(text) + "\n"
    (folder / "results.md").write_text(table)
    return table
