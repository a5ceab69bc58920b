# SPDX-License-Identifier: GPL-3.0-or-later
"""The processes of a measurement: mock upstream, nginx, floor, relay, load. Every one of them ends with
this one, however this one ends."""
import atexit
import ctypes
import json
import os
import re
import resource
import select
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request

CLIENT_KEY = "sk-bench" + "0123456789abcdef" * 2
ADMIN_KEY = "bench-admin" + "0123456789abcdef" * 2
MODEL = "gpt-4o-mini"       # in the price table, so that every exchange is priced as well
SLOW_MODEL = "gpt-4o"       # answered after a second
STREAM_CHUNKS = 80
STREAM_INTERVAL_MS = 50
STREAM_EVENTS = STREAM_CHUNKS + 2   # the usage and [DONE]
PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)
_running = []


class BenchError(Exception):
    pass


class Cores:
    """Relay on one core, load on another that is no hyper-thread of it, the mock on a third where there is one."""

    def __init__(self):
        cores = sorted(os.sched_getaffinity(0))
        self.relay = cores[0]
        others = [core for core in cores if core not in self._siblings(self.relay)] or cores[1:] or cores
        self.load = others[0]
        self.mock = next((core for core in others[1:] if core not in self._siblings(self.load)), self.load)
        os.sched_setaffinity(0, {self.mock})

    @staticmethod
    def _siblings(core):
        try:
            text = open(f"/sys/devices/system/cpu/cpu{core}/topology/thread_siblings_list").read()
        except OSError:
            return {core}
        found = set()
        for part in text.strip().split(","):
            first, _, last = part.partition("-")
            found.update(range(int(first), int(last or first) + 1))
        return found


class Workplace:
    """Where the programs are, the cores, a place for files."""

    def __init__(self, target, programs, settings=()):
        self.target = os.path.abspath(target)
        self.target_exists = os.access(self.target, os.X_OK)
        self.extra_settings = dict(setting.split("=", 1) for setting in settings)
        self.cores = Cores()
        self._programs = os.path.abspath(programs)
        self._files = tempfile.mkdtemp(prefix="trayrelay-bench-")
        os.chmod(self._files, 0o755)    # nginx's worker is another user when the master is root

    def program(self, name, must_exist=True):
        path = os.path.join(self._programs, name)
        if os.access(path, os.X_OK):
            return path
        if must_exist:
            raise BenchError(f"{path} is not built (./dev build bench)")
        return None

    def directory(self, name):
        path = tempfile.mkdtemp(prefix=name + "-", dir=self._files)
        os.chmod(path, 0o755)
        return path

    def clean(self):
        stop_all()
        shutil.rmtree(self._files, ignore_errors=True)


class Child:
    """A process in a group of its own, pinned, with a line-wise standard output."""

    def __init__(self, command, core=None, environment=None, parent_death=signal.SIGKILL, stdin=None):
        def prepare():
            _libc.prctl(PR_SET_PDEATHSIG, parent_death)
            if core is not None:
                os.sched_setaffinity(0, {core})
            hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
            resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))

        self.name = os.path.basename(command[0])
        self.started = time.monotonic()
        self.errors = tempfile.TemporaryFile()
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=self.errors, stdin=stdin or subprocess.DEVNULL,
                                        env=environment, start_new_session=True, preexec_fn=prepare)
        self.pid = self.process.pid
        self._rest = b""
        _running.append(self)

    def line(self, seconds):
        """The next line of its output."""
        limit = time.monotonic() + seconds
        while b"\n" not in self._rest:
            left = limit - time.monotonic()
            ready = left > 0 and select.select([self.process.stdout], [], [], left)[0]
            piece = os.read(self.process.stdout.fileno(), 65536) if ready else b""
            if not piece:
                raise BenchError(f"{self.name}: {'ended' if ready else f'silent for {seconds} s'}: {self.complaint()}")
            self._rest += piece
        line, self._rest = self._rest.split(b"\n", 1)
        return line.decode()

    def complaint(self):
        self.errors.seek(0)
        return " / ".join(self.errors.read().decode(errors="replace").strip().splitlines()[-3:])

    def stop(self, with_signal=signal.SIGTERM, seconds=12):
        """Ends it, by force if it must be; the exit code."""
        if self in _running:
            _running.remove(self)
        if self.process.poll() is None:
            self.process.send_signal(with_signal)
        try:
            code = self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            code = None
        try:
            os.killpg(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()
        self.process.stdout.close()
        self.errors.close()
        return code

    def status_kb(self, field):
        """A figure of /proc/PID/status: VmRSS, RssAnon."""
        return sum(int(re.search(rf"^{field}:\s+(\d+)", open(f"/proc/{pid}/status").read(), re.M).group(1))
                   for pid in self.watched())

    def watched(self):
        return [self.pid]


def stop_all():
    for child in list(_running):
        try:
            child.stop(signal.SIGKILL, 1)
        except OSError:
            pass


atexit.register(stop_all)


class MockUpstream(Child):
    def __init__(self, bench, delay_ms=0):
        super().__init__([bench.program("mock_upstream"), "--delay", str(delay_ms), "--chunks", str(STREAM_CHUNKS),
                          "--interval", str(STREAM_INTERVAL_MS)], bench.cores.mock)
        self.port = int(self.line(5).split()[1])


class Floor(Child):
    label = "floor"

    def __init__(self, bench, mock):
        super().__init__([bench.program("epoll_floor"), "--upstream", str(mock.port)], bench.cores.relay)
        self.port = int(self.line(5).split()[1])


class Nginx(Child):
    label = "nginx"
    CONFIGURATION = """
daemon off; worker_processes 1; worker_rlimit_nofile {files}; pid {prefix}/nginx.pid; error_log {prefix}/error.log error;
events {{ worker_connections {connections}; }}
http {{
  access_log off; keepalive_timeout 3600s; keepalive_requests 1000000000;
  client_body_temp_path {prefix}/body; proxy_temp_path {prefix}/proxy; fastcgi_temp_path {prefix}/fastcgi;
  uwsgi_temp_path {prefix}/uwsgi; scgi_temp_path {prefix}/scgi;
  upstream mock {{ server 127.0.0.1:{mock}; keepalive 512; keepalive_requests 1000000000; keepalive_timeout 3600s; }}
  server {{
    listen 127.0.0.1:{port} backlog=4096;
    location / {{ proxy_pass http://mock; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_buffering off; }}
  }}
}}
"""

    def __init__(self, bench, mock):
        prefix = bench.directory("nginx")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        files = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        files = 65536 if files == resource.RLIM_INFINITY else min(files, 65536)
        with open(f"{prefix}/nginx.conf", "w") as file:
            file.write(self.CONFIGURATION.format(prefix=prefix, mock=mock.port, port=self.port, files=files,
                                                 connections=min(files, 16384)))
        super().__init__([nginx_path(), "-p", prefix, "-e", f"{prefix}/error.log", "-c", f"{prefix}/nginx.conf"],
                         bench.cores.relay, parent_death=signal.SIGTERM)
        self._prefix = prefix
        wait_for_port(self)
        self._workers = [int(pid) for pid in open(f"/proc/{self.pid}/task/{self.pid}/children").read().split()]

    def complaint(self):
        return open(f"{self._prefix}/error.log").read()[-300:] or super().complaint()

    def watched(self):
        return self._workers


class Relay(Child):
    """The relay as a user starts it, all features on. Only the pool's bounds are raised: nginx has none per host
    and keeps 512."""
    label = "relay"
    SETTINGS = {"HTTP_MAX_CONNS_PER_HOST": "2000", "HTTP_MAX_IDLE_CONNS": "2000", "HTTP_MAX_IDLE_CONNS_PER_HOST": "512",
                "INITIAL_ROOT_TOKEN": CLIENT_KEY, "INITIAL_ROOT_ACCESS_TOKEN": ADMIN_KEY}

    def __init__(self, bench, mock=None, slow_mock=None, data=None):
        self.data = data or bench.directory("relay")
        environment = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "LD_LIBRARY_PATH") if name in os.environ}
        environment.update(self.SETTINGS)
        environment.update(bench.extra_settings)
        environment.update(self.environment())
        super().__init__([bench.target, *self.arguments(), "--port", "0", "--data-dir", self.data], bench.cores.relay, environment)
        line = self.line(15)
        self.start_ms = (time.monotonic() - self.started) * 1000
        match = re.search(r"listening on http://127\.0\.0\.1:(\d+)/v1", line)
        if not match:
            raise BenchError(f"the relay said: {line}")
        self.port = int(match.group(1))
        if mock:
            self._add_channel("bench", mock, MODEL)
        if slow_mock:
            self._add_channel("bench-slow", slow_mock, SLOW_MODEL)

    def arguments(self):
        return ["--headless"]

    def environment(self):
        return {}

    def _add_channel(self, name, mock, model):
        channel = {"name": name, "type": "openai-compatible", "key": "upstream-key", "models": [model], "status": 1,
                   "base_url": f"http://127.0.0.1:{mock.port}/v1"}
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/api/channel/", json.dumps(channel).encode(),
                                         {"Authorization": f"Bearer {ADMIN_KEY}", "Content-Type": "application/json"})
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            answer = json.load(opener.open(request, timeout=10))
        except OSError as error:
            raise BenchError(f"POST /api/channel/: {error} {getattr(error, 'read', bytes)().decode(errors='replace')}")
        if not answer.get("success"):
            raise BenchError(f"POST /api/channel/: {answer}")


class Load(Child):
    """One run of the load client against a target; `wait` gives its figures."""

    def __init__(self, bench, target, mock=None, warmup=0.5, seconds=1.0, model=MODEL, **options):
        self._watched = target.watched() + ([mock.pid] if mock else [])
        self._seconds = 60 + warmup + seconds
        command = [bench.program("load_client"), "--port", str(target.port), "--key", CLIENT_KEY, "--model", model,
                   "--watch", ",".join(map(str, self._watched)), "--warmup", str(warmup), "--seconds", str(seconds)]
        if options.get("streams"):
            options.setdefault("events", STREAM_EVENTS)
        for name, value in options.items():
            command += [f"--{name}", str(value)]
        self._mock = mock
        super().__init__(command, bench.cores.load, stdin=subprocess.PIPE if options.get("hold") else None)

    def wait(self):
        result = json.loads(self.line(self._seconds))
        cpu = result.pop("cpu_us")
        result["load_cpu_us"] = cpu.pop()
        if self._mock:
            result["mock_cpu_us"] = cpu.pop()
        result["target_cpu_us"] = sum(cpu)
        return result

    def release(self):
        self.process.stdin.close()
        self.stop()


class ForeignLoad:
    """How much of the two cores others took while we measured: busy time of the cores without that of our children."""

    def __init__(self, cores):
        self._cores = {cores.relay, cores.load, cores.mock}
        self._began = time.monotonic()
        self._busy = self._busy_seconds()
        self._own = self._own_seconds()

    def share(self):
        passed = (time.monotonic() - self._began) * len(self._cores)
        busy = self._busy_seconds() - self._busy
        return max(0.0, (busy - (self._own_seconds() - self._own)) / max(passed, 0.1))

    def _busy_seconds(self):
        ticks = 0
        for line in open("/proc/stat"):
            name, *fields = line.split()
            if name.startswith("cpu") and name[3:].isdigit() and int(name[3:]) in self._cores:
                user, nice, system, _, _, irq, softirq, steal, *_ = map(int, fields)
                ticks += user + nice + system + irq + softirq + steal
        return ticks / os.sysconf("SC_CLK_TCK")

    @staticmethod
    def _own_seconds():
        times = os.times()
        return times.user + times.system + times.children_user + times.children_system


def run_load(bench, target, mock=None, **options):
    load = Load(bench, target, mock, **options)
    try:
        return load.wait()
    finally:
        load.stop()


def wait_for_port(child, seconds=5):
    limit = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection(("127.0.0.1", child.port), 1).close()
            return
        except OSError:
            if time.monotonic() > limit or child.process.poll() is not None:
                raise BenchError(f"{child.name} does not listen: {child.complaint()}")
            time.sleep(0.02)


def nginx_path():
    return shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin:/usr/local/sbin")
