# SPDX-License-Identifier: GPL-3.0-or-later
"""The rows of the table and how each is measured. A group of rows shares its rounds; in each round every
target has its turn, so that whatever disturbs the machine disturbs all of them."""
import os
import shutil
import signal
import statistics
import subprocess
import time
from dataclasses import dataclass, field
from typing import Optional

from bench_processes import (SLOW_MODEL, BenchError, Child, Floor, Load, MockUpstream, Nginx, Relay, nginx_path, run_load)


@dataclass
class Row:
    key: str
    title: str
    must: Optional[float] = None
    aim: Optional[float] = None
    unit: str = ""              # empty: a ratio
    higher_is_better: bool = False


@dataclass
class Figure:
    value: float
    spread: float = 0.0         # distance of the quartiles of the single rounds
    samples: list = field(default_factory=list)
    detail: dict = field(default_factory=dict)
    errors: int = 0
    first_error: str = ""


ROWS = [
    Row("cpu_nginx", "CPU per request, 100 connections, against nginx", 1.0, 0.80),
    Row("rate_nginx", "requests per second, same, against nginx", 1.0, 1.3, higher_is_better=True),
    Row("cpu_floor", "CPU per request against the plain epoll floor", 1.6, 1.25),
    Row("p99_nginx", "p99 at 100 connections, ledger writing, against nginx", 1.5, 1.1),
    Row("floor_nginx", "the floor itself: CPU per request against nginx"),
    Row("syscalls", "system calls per request, 50 connections", 4.5, 4.15, "calls"),
    Row("sse_nginx", "CPU per SSE chunk, 1000 streams, usage read, against nginx", 1.0, 0.85),
    Row("single_nginx", "one connection, p50 against nginx's", 1.0, 0.85),
    Row("idle_cpu", "CPU per request, 4000 idle connections against 10 idle", 1.5, 1.2),
    Row("idle_memory", "memory per idle connection", 1.0, 0.5, "KB"),
    Row("stream_memory", "memory per open stream", 8.0, 4.0, "KB"),
    Row("start", "process start to `listening` line, headless", 180, 60, "ms"),
    Row("start_fresh", "the same with a fresh data directory", None, None, "ms"),
    Row("resident", "resident memory, idle, headless", 40, 20, "MB"),
    Row("slow_upstream", "1000 clients, upstream answers after 1 s: share of 1000 answers/s", 0.95, None, "", True),
    Row("ledger_rate", "ledger: rows per second", 100_000, 300_000, "rows/s", True),
]
GROUPS = {
    "busy": ["cpu_nginx", "rate_nginx", "cpu_floor", "p99_nginx", "floor_nginx"],
    "syscalls": ["syscalls"],
    "sse": ["sse_nginx"],
    "single": ["single_nginx"],
    "idle": ["idle_cpu"],
    "memory": ["idle_memory", "stream_memory"],
    "start": ["start", "start_fresh", "resident"],
    "slow": ["slow_upstream"],
    "ledger": ["ledger_rate"],
}


def quartile_distance(values):
    if len(values) < 2:
        return 0.0
    low, _, high = statistics.quantiles(values, n=4, method="inclusive")
    return high - low


IDLE = 4000
STREAMS = 1000


class Rounds:
    """Alternating rounds: what each target gave in each of them."""

    def __init__(self):
        self.results = {}

    def add(self, label, result):
        self.results.setdefault(label, []).append(result)

    def values(self, label, figure):
        return [figure(result) for result in self.results[label]]

    def ratio(self, over, under, figure):
        if over not in self.results or under not in self.results:
            return None
        top, bottom = self.values(over, figure), self.values(under, figure)
        if not all(top + bottom):
            raise BenchError(f"{over} or {under} answered nothing: {self.first_error(over, under)}")
        samples = [a / b for a, b in zip(top, bottom)]
        return Figure(statistics.median(top) / statistics.median(bottom), quartile_distance(samples), samples,
                      {over: statistics.median(top), under: statistics.median(bottom), "ratio of the least": min(top) / min(bottom)},
                      self.errors(over, under), self.first_error(over, under))

    def errors(self, *labels):
        return sum(result["errors"] + result["idle_closed"] for label in labels for result in self.results[label])

    def first_error(self, *labels):
        return next((result["first_error"] for label in labels for result in self.results[label] if result["first_error"]), "")


def cpu_per_request(result):
    return result["target_cpu_us"] / max(result["answers"], 1)


def cpu_per_event(result):
    return result["target_cpu_us"] / max(result["events"], 1)


def start_targets(bench, mock, floor=False):
    """Relay and nginx, and the floor, as far as this machine has them."""
    targets = []
    if bench.target_exists:
        targets.append(Relay(bench, mock))
    if nginx_path():
        targets.append(Nginx(bench, mock))
    if floor:
        targets.append(Floor(bench, mock))
    return targets


def measure_busy(bench):
    mock = MockUpstream(bench)
    targets = start_targets(bench, mock, floor=True)
    rounds = Rounds()
    for number in range(bench.rounds):
        for target in targets:
            result = run_load(bench, target, mock, connections=100, warmup=0.4, seconds=bench.window)
            bench.progress("busy", number, target.label, result, f"{cpu_per_request(result):.2f} µs")
            rounds.add(target.label, result)
    stop(targets + [mock])
    rate = rounds.ratio("relay", "nginx", lambda result: result["rate"])
    if rate:
        del rate.detail["ratio of the least"]   # of rates the least is the most disturbed
        rate.detail["load_core_busy"] = max((result["load_cpu_us"] + result["mock_cpu_us"]) / result["seconds"] / 1e6
                                            for result in rounds.results["relay"])
    return {
        "cpu_nginx": rounds.ratio("relay", "nginx", cpu_per_request),
        "rate_nginx": rate,
        "cpu_floor": rounds.ratio("relay", "floor", cpu_per_request),
        "p99_nginx": rounds.ratio("relay", "nginx", lambda result: result["p99_us"]),
        "floor_nginx": rounds.ratio("floor", "nginx", cpu_per_request),
    }


def measure_single(bench):
    mock = MockUpstream(bench)
    targets = start_targets(bench, mock)
    rounds = Rounds()
    for number in range(bench.rounds):
        for target in targets:
            result = run_load(bench, target, mock, connections=1, warmup=0.2, seconds=bench.window / 2)
            bench.progress("single", number, target.label, result, f"p50 {result['p50_us']:.1f} µs")
            rounds.add(target.label, result)
    stop(targets + [mock])
    return {"single_nginx": rounds.ratio("relay", "nginx", lambda result: result["p50_us"])}


def measure_sse(bench):
    mock = MockUpstream(bench)
    targets = start_targets(bench, mock)
    rounds = Rounds()
    for number in range(bench.stream_rounds):
        for target in targets:
            result = run_load(bench, target, mock, streams=STREAMS, ramp=0.5, warmup=0.5, seconds=2, drain=1)
            bench.progress("sse", number, target.label, result, f"{cpu_per_event(result):.2f} µs a chunk")
            rounds.add(target.label, result)
    stop(targets + [mock])
    return {"sse_nginx": rounds.ratio("relay", "nginx", cpu_per_event)}


def measure_idle(bench):
    if not bench.target_exists:
        return {}
    mock = MockUpstream(bench)
    relay = Relay(bench, mock)
    rounds = Rounds()
    for number in range(bench.rounds):
        for idle in (10, IDLE):
            result = run_load(bench, relay, mock, connections=10, idle=idle, warmup=0.3, seconds=bench.window)
            bench.progress("idle", number, f"{idle} idle", result, f"{cpu_per_request(result):.2f} µs")
            rounds.add("few" if idle == 10 else "many", result)
    stop([relay, mock])
    return {"idle_cpu": rounds.ratio("many", "few", cpu_per_request)}


def measure_syscalls(bench):
    if not bench.target_exists:
        return {}
    mock = MockUpstream(bench)
    relay = Relay(bench, mock)
    run_load(bench, relay, connections=50, seconds=0.5)
    samples, errors, way = [], 0, ""
    for number in range(3):
        result, calls, way = count_calls(bench, relay)
        errors += result["errors"]
        samples.append(calls / max(result["answers"], 1))
        bench.progress("syscalls", number, way, result, f"{samples[-1]:.2f} calls")
    stop([relay, mock])
    return {"syscalls": Figure(statistics.median(samples), quartile_distance(samples), samples, {"counted with": way}, errors)}


def count_calls(bench, relay):
    """The kernel's own counter costs the relay nothing. strace slows it, which makes its turns larger and the
    calls per request fewer: it is taken only where perf cannot count."""
    perf = shutil.which("perf")
    counter = None
    if perf and bench.perf_counts is not False:
        counter = Child([perf, "stat", "-x", ",", "-e", "raw_syscalls:sys_enter", "-p", str(relay.pid)])
        time.sleep(0.3)
        bench.perf_counts = counter.process.poll() is None
    if not bench.perf_counts:
        if counter:
            counter.stop()
        if not shutil.which("strace"):
            raise BenchError("neither perf nor strace can count system calls here")
        counter = Child([shutil.which("strace"), "-f", "-c", "-U", "calls", "-p", str(relay.pid)])
        time.sleep(0.5)
    result = run_load(bench, relay, connections=50, warmup=0, seconds=2, drain=1)
    counter.process.send_signal(signal.SIGINT)
    counter.process.wait(10)
    counter.errors.seek(0)
    text = counter.errors.read().decode(errors="replace")
    counter.stop()
    if bench.perf_counts:
        counts = [line.split(",")[0] for line in text.splitlines() if "sys_enter" in line]
        if not counts or not counts[0].isdigit():
            bench.perf_counts = False
            return count_calls(bench, relay)
        return result, int(counts[0]), "perf"
    numbers = [line.split()[0] for line in text.splitlines() if line.split() and line.split()[0].isdigit()]
    return result, int(numbers[-1]), "strace"


def measure_memory(bench):
    """Anonymous memory: mapped files (journal, database) belong to the exchanges, not to the connections.
    A fresh process for either: what one has freed the other would find again. A first, equal number of exchanges without keeping connections shows what the rows themselves take."""
    if not bench.target_exists:
        return {}
    mock = MockUpstream(bench)
    idle = {target.label: idle_memory(bench, target) for target in start_targets(bench, mock)}
    streams = {target.label: stream_memory(bench, target) for target in start_targets(bench, mock)}
    stop([mock])
    return {"idle_memory": memory_figure(idle), "stream_memory": memory_figure(streams)}


def idle_memory(bench, target):
    run_load(bench, target, connections=50, seconds=1)
    before = settled_kb(target)
    run_load(bench, target, connections=50, warmup=0, seconds=30, requests=IDLE)
    rows_kb = settled_kb(target) - before
    before = settled_kb(target)
    held = Load(bench, target, idle=IDLE, warmup=0, seconds=0.5, hold=1)
    result = held.wait()
    kb = settled_kb(target) - before - max(rows_kb, 0)
    held.release()
    target.stop()
    bench.note(f"memory {target.label}: {kb / IDLE:.2f} KB per idle connection, {rows_kb} KB for as many rows")
    return kb / IDLE, result


def stream_memory(bench, target):
    run_load(bench, target, connections=50, seconds=1)
    before = settled_kb(target)
    held = Load(bench, target, streams=STREAMS, ramp=0.5, warmup=0.5, seconds=0.5, hold=1)
    result = held.wait()
    kb = target.status_kb("RssAnon") - before
    held.release()
    target.stop()
    bench.note(f"memory {target.label}: {kb / STREAMS:.2f} KB per open stream")
    return kb / STREAMS, result


def memory_figure(found):
    kb, result = found["relay"]
    return Figure(kb, 0, [kb], {label: values[0] for label, values in found.items()},
                  result["errors"] + result["idle_closed"], result["first_error"])


def settled_kb(target):
    """Anonymous memory once it has not changed for a second (the ledger is written in the meantime)."""
    last, since = target.status_kb("RssAnon"), time.monotonic()
    limit = since + 8
    while time.monotonic() < min(since + 1, limit):
        time.sleep(0.1)
        now = target.status_kb("RssAnon")
        if now != last:
            last, since = now, time.monotonic()
    return last


def measure_start(bench):
    if not bench.target_exists:
        return {}
    data = bench.directory("start")
    Relay(bench, data=data).stop()
    existing, fresh = [], []
    for _ in range(bench.starts):
        for samples, directory in ((existing, data), (fresh, bench.directory("fresh"))):
            relay = Relay(bench, data=directory)
            samples.append(relay.start_ms)
            code = relay.stop()
            if code != 0:
                raise BenchError(f"the relay's exit code was {code}, not 0")
    relay = Relay(bench, data=data)
    time.sleep(2)
    resident = relay.status_kb("VmRSS") / 1024
    anonymous = relay.status_kb("RssAnon") / 1024
    relay.stop()
    return {
        "start": Figure(statistics.median(existing), quartile_distance(existing), existing),
        "start_fresh": Figure(statistics.median(fresh), quartile_distance(fresh), fresh),
        "resident": Figure(resident, 0, [resident], {"of it anonymous": anonymous}),
    }


def measure_slow(bench):
    """The clients begin one after the other over a second: in step, they would make the answers in the window a
    matter of luck by a whole second's worth."""
    if not bench.target_exists:
        return {}
    mock = MockUpstream(bench)
    slow = MockUpstream(bench, delay_ms=1000)
    relay = Relay(bench, mock, slow)
    result = run_load(bench, relay, slow, connections=1000, ramp=1, warmup=1.5, seconds=bench.slow_seconds, model=SLOW_MODEL, drain=1)
    bench.progress("slow", 0, "relay", result, f"{result['rate']:.0f}/s")
    stop([relay, slow, mock])
    share = result["rate"] / 1000
    return {"slow_upstream": Figure(share, 0, [share], {"answers": result["answers"], "p99 ms": result["p99_us"] / 1000},
                                    result["errors"], result["first_error"])}


def measure_ledger(bench):
    """The program prints one number last: rows per second."""
    program = bench.program("ledger_rate", must_exist=False)
    if not program:
        return {}
    samples = []
    for number in range(3):
        done = subprocess.run([program], cwd=bench.directory("ledger"), capture_output=True, text=True, timeout=60,
                              preexec_fn=lambda: os.sched_setaffinity(0, {bench.cores.relay}))
        if done.returncode != 0:
            raise BenchError(f"ledger_rate: exit code {done.returncode}: {done.stderr[-200:]}")
        samples.append(rows_per_second(done.stdout))
        bench.note(f"ledger {number + 1}: {samples[-1]:,.0f} rows/s")
    return {"ledger_rate": Figure(statistics.median(samples), quartile_distance(samples), samples)}


def rows_per_second(text):
    words = text.replace(",", " ").replace(":", " ").replace("=", " ").split()
    for at, word in enumerate(words):
        if word.strip('"{}') in ("rows_per_second", "rows/s"):
            for candidate in (words[at + 1:at + 2] + words[at - 1:at]):
                try:
                    return float(candidate.strip('"{}'))
                except ValueError:
                    continue
    raise BenchError(f"ledger_rate said: {text[-200:]}")


def stop(children):
    for child in children:
        child.stop()


MEASURES = {"busy": measure_busy, "syscalls": measure_syscalls, "sse": measure_sse, "single": measure_single,
            "idle": measure_idle, "memory": measure_memory, "start": measure_start, "slow": measure_slow,
            "ledger": measure_ledger}
