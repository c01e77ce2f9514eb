"""Numbers with units, about as Grafana writes them."""

import time

PLAIN = {"none", "string", "short", "", "locale"}
SUFFIXES = {
    "reqps": "req/s", "ops": "ops/s", "iops": "io/s", "rps": "reads/s", "wps": "writes/s", "cps": "c/s", "cpm": "c/m",
    "opm": "ops/m", "hertz": "Hz",
}  # fmt: skip


def scaled(value: float, base: float, names: list[str]) -> str:
    power = 0
    while abs(value) >= base and power < len(names) - 1:
        value, power = value / base, power + 1
    return f"{value:.3g} {names[power]}".strip() if abs(value) < 1000 else f"{value:.0f} {names[power]}".strip()


def duration(value: float) -> str:
    size = abs(value)
    for limit, factor, name in ((1e-3, 1e6, "µs"), (1, 1e3, "ms"), (60, 1, "s"), (3600, 1 / 60, "min")):
        if size < limit and (size or name == "s"):
            return f"{value * factor:.3g} {name}"
    return f"{value / 3600:.3g} h" if size < 86400 else f"{value / 86400:.3g} d"


def written(value: float, unit: str) -> str:
    """The number as a panel with this unit shows it."""
    if value != value:
        return "-"
    if unit in ("bytes", "binBps", "Bps", "decbytes"):
        base, letter = (1024, "i") if unit in ("bytes", "binBps") else (1000, "")
        return scaled(value, base, [f"{p}{letter if p else ''}B" for p in ("", "K", "M", "G", "T")]) + "/s" * (
            unit in ("binBps", "Bps")
        )
    if unit in ("percentunit", "percent"):
        return f"{value * (100 if unit == 'percentunit' else 1):.3g} %"
    if unit in ("s", "ms", "dtdurations"):
        return duration(value / 1000 if unit == "ms" else value)
    if unit == "dateTimeFromNow":
        return duration(max(0.0, time.time() - value / 1000)) + " ago"
    if unit.startswith("dateTime"):
        return time.strftime("%Y-%m-%d %H:%M", time.gmtime(value / 1000))
    number = f"{value:.0f}" if value == round(value) and abs(value) < 1e5 else scaled(value, 1000, ["", "K", "M", "G"])
    tail = SUFFIXES.get(unit) or (unit.partition(":")[2] if unit.startswith("suffix:") else "")
    return f"{number} {tail}".strip() if unit not in PLAIN else number
