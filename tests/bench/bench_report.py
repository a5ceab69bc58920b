# SPDX-License-Identifier: GPL-3.0-or-later
"""What a run says: the table, the JSON, RESULTS.md, and the comparison with the baseline."""
import datetime
import json
import os
import platform
import re
import subprocess

from bench_processes import nginx_path
from bench_rows import ROWS

LEAST_SPREAD = 0.03     # of the value: two runs of the same program differ by as much


def number(value, unit=""):
    if value is None:
        return ""
    if unit == "rows/s":
        return f"{value:,.0f}"
    if unit in ("ms", "MB") and value >= 10:
        return f"{value:.0f}" if value >= 100 or value == int(value) else f"{value:.1f}"
    return f"{value:.2f}"


def bound(row, value):
    if value is None:
        return ""
    return f"{'≥' if row.higher_is_better else '≤'} {number(value, row.unit)}"


def reaches(row, value, wanted):
    return value >= wanted if row.higher_is_better else value <= wanted


def verdict(row, figure):
    if figure.errors:
        return f"ERRORS ({figure.errors}: {figure.first_error})"
    if row.must is None:
        return ""
    if not reaches(row, figure.value, row.must):
        return "MISSED"
    if row.aim is None:
        return "must met"
    return "aim met" if reaches(row, figure.value, row.aim) else "must met"


def detail_text(figure):
    return ", ".join(f"{name} {value:,.2f}" if isinstance(value, float) else f"{name} {value}"
                     for name, value in figure.detail.items())


def cells(figures):
    for row in ROWS:
        if row.key in figures:
            figure = figures[row.key]
            yield (row.title, bound(row, row.must), bound(row, row.aim),
                   f"{number(figure.value, row.unit)} {row.unit}".strip(),
                   number(figure.spread, row.unit) if len(figure.samples) > 1 else "", verdict(row, figure), detail_text(figure))


HEADINGS = ("figure", "must", "aim", "measured", "spread", "verdict", "medians")


def text_table(figures):
    lines = [HEADINGS, *cells(figures)]
    widths = [max(len(line[i]) for line in lines) for i in range(6)]
    return "\n".join("  ".join(cell.ljust(width) if i in (0, 5) else cell.rjust(width)
                               for i, (cell, width) in enumerate(zip(line, widths))) + "  " + line[6] for line in lines)


def version_of(command, pattern):
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=10)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    match = re.search(pattern, done.stdout + done.stderr)
    return match.group(1) if match else ""


def machine():
    """The machine without its name: what the figures depend on."""
    try:
        model = re.search(r"model name\s*:\s*(.+)", open("/proc/cpuinfo").read()).group(1).strip()
    except (OSError, AttributeError):
        model = platform.machine()
    return {"cpu": model, "cores": os.cpu_count(), "kernel": platform.release()}


def versions(bench):
    found = {"nginx": version_of([nginx_path(), "-v"], r"nginx/([\d.]+)") if nginx_path() else "",
             "trayrelay": version_of([bench.target, "--version"], r"([\d]+\.[\d.]+\S*)") if bench.target_exists else "",
             "qt": version_of(["qmake6", "-query", "QT_VERSION"], r"([\d.]+)")}
    return {name: version for name, version in found.items() if version}


def as_json(bench, figures, seconds):
    return {
        "date": datetime.date.today().isoformat(), "machine": machine(), "versions": versions(bench),
        "seconds": round(seconds), "rounds": bench.rounds, "foreign_cpu_share": round(bench.foreign_share, 3),
        "rows": {row.key: {"title": row.title, "unit": row.unit or "ratio", "must": row.must, "aim": row.aim,
                           "value": round(figures[row.key].value, 4), "spread": round(figures[row.key].spread, 4),
                           "samples": [round(sample, 4) for sample in figures[row.key].samples],
                           "detail": figures[row.key].detail, "errors": figures[row.key].errors,
                           "verdict": verdict(row, figures[row.key])}
                 for row in ROWS if row.key in figures},
    }


def further_sections(path):
    """What others have put behind the table: compare_presets, measure_window, measure_profiling."""
    if not os.path.exists(path):
        return ""
    with open(path) as file:
        text = file.read()
    return text[text.index("\n## "):] if "\n## " in text else ""


def put_section(path, heading, text):
    """Puts a section of its own in the place of the one with that heading, or behind all others."""
    before, after = "", ""
    if os.path.exists(path):
        with open(path) as file:
            before, found, rest = file.read().partition("\n" + heading + "\n")
        next_one = rest.find("\n## ")
        if found and next_one >= 0:
            after = rest[next_one:]
    with open(path, "w") as file:
        file.write((before.rstrip() + "\n\n" if before else "") + text.rstrip() + "\n" + after)


def as_markdown(bench, figures):
    where, what = machine(), versions(bench)
    lines = ["# Measured", "",
             "Made by `./dev bench --results FILE`; what each row means and how it is measured is said in `bench_rows.py`.",
             "Ratios are ratios of medians over alternating rounds; spread is the distance of the quartiles of the",
             "single rounds. Relay, nginx and floor on one core, load and mock upstream on the other.", "",
             f"{datetime.date.today().isoformat()}, {where['cpu']}, {where['cores']} cores, Linux {where['kernel']}, "
             + ", ".join(f"{name} {version}" for name, version in what.items())
             + f", {bench.rounds} rounds, other programs took {bench.foreign_share:.0%} of the two cores.", "",
             "| " + " | ".join(HEADINGS) + " |", "|---|--:|--:|--:|--:|---|---|"]
    lines += ["| " + " | ".join(line) + " |" for line in cells(figures)]
    missed = [row.title for row in ROWS if row.key in figures and verdict(row, figures[row.key]).startswith(("MISSED", "ERRORS"))]
    lines += ["", "Every must of the rows above is met." if not missed else "Not met: " + "; ".join(missed) + "."]
    return "\n".join(lines) + "\n"


def worse_by(row, figure, base):
    """How far this figure is on the wrong side of the baseline, and how far it may be: both spreads together,
    and never less than LEAST_SPREAD of the value. With seven rounds that is some four standard errors."""
    distance = figure.value - base["value"]
    allowed = max(figure.spread + base["spread"], LEAST_SPREAD * base["value"])
    return (-distance if row.higher_is_better else distance), allowed


def regressions(figures, baseline):
    """The rows that got worse, each with its words. Figures that are no ratios count on the baseline's machine alone."""
    same_machine = baseline["machine"]["cpu"] == machine()["cpu"]
    found, skipped = {}, []
    for row in ROWS:
        figure, base = figures.get(row.key), baseline["rows"].get(row.key)
        if figure is None or base is None:
            continue
        if row.unit in ("ms", "rows/s") and not same_machine:
            skipped.append(row.title)
            continue
        worse, allowed = worse_by(row, figure, base)
        if figure.errors and not base.get("errors"):
            found[row.key] = f"{row.title}: {figure.errors} errors ({figure.first_error})"
        elif worse > allowed:
            found[row.key] = (f"{row.title}: {number(figure.value, row.unit)} after {number(base['value'], row.unit)}, "
                              f"worse by {number(worse, row.unit)} where the spread allows {number(allowed, row.unit)}")
    return found, skipped


def write_json(path, value):
    with open(path, "w") as file:
        json.dump(value, file, indent=1, ensure_ascii=False)
        file.write("\n")


def save_baseline(path, result):
    """Keeps the rows of this run; rows that it did not measure stay as they were."""
    rows = {}
    if os.path.exists(path):
        rows = json.load(open(path))["rows"]
    for key, row in result["rows"].items():
        rows[key] = {name: row[name] for name in ("title", "unit", "value", "spread", "errors")}
    write_json(path, {**{name: result[name] for name in ("date", "machine", "versions")},
                      "rows": {row.key: rows[row.key] for row in ROWS if row.key in rows}})
