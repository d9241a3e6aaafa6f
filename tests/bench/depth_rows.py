"""Rows of depth: what a store full of mail costs."""
from measuring import Bench, Line
from ours import Ours
from processes import forgetCaches

KiB = 1024
shallow = 10_000
filledSize = 700


def depth(bench: Bench) -> list[Line]:
    """Two appliances, one with 10,000 messages, one with many; delivery into both in turn, then starts of the deep one."""
    deep = 10_000_000 if bench.long else bench.amount(200_000, 20_000)
    count = bench.amount(10_000, 500)
    peers = bench.peer("mdbox")
    with bench.running(Ours(name="shallow"), Ours(name="tram"), *peers) as sides:
        ours = {name: sides[name] for name in ("shallow", "tram")}
        files = {name: bench.accountsFile(side.accounts(16)) for name, side in ours.items()}
        for name, messages in (("shallow", shallow), ("tram", deep)):
            bench.say(f"filling {name} with {messages:,} messages")
            sides[name].fill(messages, filledSize)

        def measure(side) -> dict[str, float]:
            before = side.processorSeconds()
            done = bench.driver("deliver", smtp=side.smtp, recipients=files[side.name], sessions=16, messages=count, size=4 * KiB,
                                watch=files[side.name], imaps=side.imaps)
            return {"time": done["readable_seconds"] / count * 1000, "processor": (side.processorSeconds() - before) / count * 1000}
        figures = bench.alternate(ours, measure)

        def start(side, cold: bool) -> float:
            side.stop()
            if cold:
                forgetCaches()
            return side.startSeconds()
        starting = {name: sides[name] for name in sides if name != "shallow"}
        warm = bench.alternate(starting, lambda side: {"seconds": start(side, cold=False)})["seconds"]
        cold = {} if bench.withoutPeers else bench.alternate(starting, lambda side: {"seconds": start(side, cold=True)})["seconds"]
    cost = {key: {"tram": [one / other for one, other in zip(values["tram"], values["shallow"])]} for key, values in figures.items()}
    work = f"delivery of 4 KiB with {deep:,} messages in the store against {shallow:,}"
    lines = [Line(f"{work}: time", "×", "less", cost["time"], [], 1.5), Line(f"{work}: processor time", "×", "less", cost["processor"], [], 1.5),
             Line(f"process start to first greeting with {deep:,} messages (the peer's store is empty)", "s", "less", warm, [], 1)]
    if cold:
        lines.append(Line("… with a cold cache", "s", "less", cold, [], 1))
    return lines
