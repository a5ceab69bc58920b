#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Windows program from outside, under Wine: served, killed, asked to leave, over TLS, in odd folders.

usage: test_program.py BUILD [unittest's arguments]
"""
import http.client
import http.server
import json
import random
import shlex
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from pathlib import Path

import wine_prefix

TESTS = Path(__file__).resolve().parents[1]
BUILD = None
WINE = None
ASCII_LIMIT = 260  # Windows' old bound of a path


def windows_path(path):
    return "Z:" + str(path).replace("/", "\\")


class Relay:
    """One data directory, and the process that serves it, if one does."""

    def __init__(self, folder, **environment):
        self.folder = folder
        self.environment = environment
        self.process = None

    def words(self, *words):
        return [BUILD / "trayrelay-cli.exe", *words, "--data-dir", windows_path(self.folder)]

    def start(self, *more):
        self.process = WINE.start(self.words("--headless", "--port", "0", *more), **self.environment)
        self.drain = threading.Thread(target=self.process.stderr.read, daemon=True)
        self.drain.start()
        line = self.process.stdout.readline()
        if not line.startswith("listening on http://"):
            raise AssertionError(f"no address but {line!r}, exit code {self.process.wait(30)}")
        self.port = int(line.split(":")[2].split("/")[0])

    def command(self, *words):
        return WINE.run(self.words(*words), **self.environment)

    def token(self, name):
        done = self.command("token", "show", name)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def terminate(self):
        """TerminateProcess: nothing of the program runs any more."""
        number = (self.folder / "instance.lock").read_text().strip()
        WINE.run(["taskkill", "/F", "/PID", number])
        self.process.wait(60)

    def request(self, method, path, body=None, token=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        data = json.dumps(body) if body is not None else None
        try:
            connection.request(method, path, data, headers)
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read()
        finally:
            connection.close()

    def chat(self, token, model="demo-echo", stream=False):
        body = {"model": model, "stream": stream, "messages": [{"role": "user", "content": "One two three"}]}
        return self.request("POST", "/v1/chat/completions", body, token)

    def rows(self, admin):
        found, cursor = [], ""
        while True:
            status, _, body = self.request("GET", f"/api/log/?limit=500&cursor={cursor}", token=admin)
            assert status == 200, body
            data = json.loads(body)["data"]
            found += data["items"]
            cursor = data["next"]
            if not cursor:
                return found


class ProgramTest(unittest.TestCase):
    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory(prefix="trayrelay-wine-")
        self.addCleanup(self.temporary.cleanup)
        self.folder = Path(self.temporary.name) / "测试 user" / "TrayRelay"

    def relay(self, **environment):
        made = Relay(self.folder, **environment)

        def end():
            if made.process and made.process.poll() is None:
                made.process.kill()
                made.process.wait(60)

        self.addCleanup(end)
        return made

    def add_upstream(self, relay, model):
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Upstream)
        self.addCleanup(server.server_close)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(server.shutdown)
        channel = {"name": model, "type": "openai-compatible", "key": "sk-up", "models": [model],
                   "base_url": f"http://127.0.0.1:{server.server_address[1]}/v1"}
        status, _, body = relay.request("POST", "/api/channel/", channel, relay.token("admin"))
        self.assertEqual(status, 200, body)

    def test_the_demo_channel_answers_whole_and_streaming(self):
        relay = self.relay()
        relay.start()
        token = relay.token("default")
        status, headers, body = relay.chat(token)
        self.assertEqual(status, 200, body)
        self.assertIn("X-Response-Time-Ms", headers)
        self.assertTrue(json.loads(body)["choices"][0]["message"]["content"])
        status, headers, body = relay.chat(token, stream=True)
        events = [line for line in body.decode().split("\n") if line.startswith("data: ")]
        self.assertEqual(status, 200, body)
        self.assertGreater(len(events), 2)
        self.assertEqual(events[-1].strip(), "data: [DONE]")
        self.assertEqual(relay.chat("sk-wrong")[0], 401)

    def test_the_version_names_what_it_is_made_of(self):
        lines = self.relay().command("--version").stdout.splitlines()
        self.assertEqual(lines[0].split()[0], "trayrelay")
        self.assertEqual([line.split()[0] for line in lines[1:]], ["Qt", "SQLite", "CNG"])
        for line in lines:
            self.assertRegex(line, r"^\S+ [0-9.]+$")

    def test_keys_move_to_the_credential_store_and_back(self):
        relay = self.relay()
        relay.start()
        self.add_upstream(relay, "kept-model")
        token = relay.token("default")
        for place in ("keyring", "file"):
            done = relay.command("secrets", "move", place)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            names_keyring = (self.folder / "master.key").read_text().startswith("keyring ")
            self.assertEqual(names_keyring, place == "keyring")
            relay.command("--quit")
            self.assertEqual(relay.process.wait(60), 0)
            relay.start()
            status, _, body = relay.chat(token, "kept-model")
            self.assertEqual(status, 200, body)
            self.assertEqual(Upstream.asked_with, "Bearer sk-up")

    def test_the_openai_library_is_answered(self):
        """The test of the library, which starts the program itself, by a script that has Wine run it."""
        script = self.folder.parent / "relay"
        script.parent.mkdir(parents=True)
        words = shlex.join([WINE.loader, str(BUILD / "trayrelay-cli.exe")])
        names = ("WINEPREFIX", "WINEDEBUG", "WINEDLLOVERRIDES", "WINEPATH", "QT_PLUGIN_PATH", "LC_ALL", "DISPLAY", "HOME")
        exports = "".join(f"export {name}={shlex.quote(WINE.environment[name])}\n" for name in names)
        script.write_text(f'#!/bin/sh\n{exports}{words} "$@" &\npid=$!\n'
                          f"trap '{words} --quit --data-dir \"$folder\"' TERM\n"
                          'for word; do folder=$word; done\nwait $pid\nwait $pid\n')
        script.chmod(0o755)
        done = subprocess.run([TESTS / "integration/node/run_openai_client", script, BUILD / "node",
                               TESTS / "data/exchanges"], capture_output=True, text=True, timeout=600)
        if done.returncode == 77:
            self.skipTest(done.stdout)
        self.assertEqual(done.returncode, 0, done.stdout[-4000:] + done.stderr[-2000:])

    def test_sub_commands_reach_the_running_program(self):
        relay = self.relay()
        relay.start()
        done = relay.command("status", "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(str(relay.port), done.stdout)
        self.assertNotIn("\r", done.stdout)
        done = relay.command("channel", "add", "名字", "--provider", "openai", "--models", "m", "--key", "sk-x")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("名字", relay.command("channel", "list").stdout)
        second = WINE.run(relay.words("--headless", "--port", "0"))
        self.assertEqual(second.returncode, 4, second.stderr)
        taken = Relay(self.folder.parent / "other")
        done = WINE.run(taken.words("--headless", "--port", relay.port))
        self.assertEqual(done.returncode, 3, done.stderr)
        done = relay.command("--quit")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(relay.process.wait(30), 0)
        self.assertEqual(relay.command("--quit").returncode, 0)

    def test_terminated_twenty_times_nothing_is_lost_or_doubled(self):
        seed = random.randrange(2**31)
        choose = random.Random(seed)
        relay = self.relay(LEDGER_JOURNAL_MB="1", LOG_BATCH_SIZE="50", LOG_BATCH_FLUSH_INTERVAL="1")
        relay.start()
        token, admin = relay.token("default"), relay.token("admin")
        answered = []
        for life in range(20):
            if life > 0:
                relay.start()
            wanted = choose.randint(1, 60)
            enough = threading.Event()
            stop = threading.Event()
            before = len(answered)

            def client():
                while not stop.is_set():
                    try:
                        status, headers, _ = relay.chat(token, stream=bool(choose.getrandbits(1)))
                    except (OSError, http.client.HTTPException):
                        return
                    if status == 200:
                        answered.append(headers["X-Request-Id"])
                    if len(answered) - before >= wanted:
                        enough.set()

            clients = [threading.Thread(target=client) for _ in range(6)]
            for each in clients:
                each.start()
            self.assertTrue(enough.wait(120), f"life {life}, seed {seed}")
            relay.terminate()
            stop.set()
            for each in clients:
                each.join(120)
        relay.start()
        ids = [row["request_id"] for row in relay.rows(admin)]
        self.assertEqual(len(ids), len(set(ids)), f"doubled, seed {seed}")
        self.assertEqual(set(answered) - set(ids), set(), f"lost, seed {seed}")

    def test_an_env_file_with_carriage_returns_is_read(self):
        self.folder.mkdir(parents=True)
        (self.folder / ".env").write_bytes("# 设置\r\nRETRY_TIMES=7\r\nLOG_LEVEL=\"debug\"\r\n".encode())
        relay = self.relay()
        relay.start()
        self.assertIn("7", relay.command("config", "get", "RETRY_TIMES").stdout)
        self.assertIn("debug", relay.command("config", "get", "LOG_LEVEL").stdout)

    def test_a_folder_deeper_than_260_letters(self):
        while len(str(self.folder)) < ASCII_LIMIT + 40:
            self.folder = self.folder / "a folder with a rather long name"
        relay = self.relay()
        relay.start()
        self.assertEqual(relay.chat(relay.token("default"))[0], 200)
        self.assertTrue((self.folder / "trayrelay.db").exists())
        self.assertTrue((self.folder / "logs" / "trayrelay.log").exists())

    def test_the_end_of_the_session_drains(self):
        relay = self.relay()
        relay.start()
        token = relay.token("default")
        self.assertEqual(relay.chat(token)[0], 200)
        WINE.run(["wineboot", "--end-session"])
        self.assertEqual(relay.process.wait(60), 0)
        WINE.wait_for_all()
        relay.start()
        self.assertEqual(len(relay.rows(relay.token("admin"))), 1)

    def test_the_end_of_the_session_does_not_wait_for_a_stream_that_stalls(self):
        relay = self.relay()
        relay.start()
        self.add_upstream(relay, "stalled-model")
        token = relay.token("default")
        Upstream.stalls, Upstream.goes_on = threading.Event(), threading.Event()
        self.addCleanup(setattr, Upstream, "stalls", None)
        self.addCleanup(Upstream.goes_on.set)

        def client():
            try:
                relay.chat(token, "stalled-model", stream=True)
            except (OSError, http.client.HTTPException):
                pass

        thread = threading.Thread(target=client)
        thread.start()
        self.assertTrue(Upstream.stalls.wait(60))
        began = time.monotonic()
        WINE.run(["wineboot", "--end-session"])
        self.assertEqual(relay.process.wait(60), 0)
        self.assertLess(time.monotonic() - began, 9)  # a drain of 10 s would be cut short by Windows after 5
        thread.join()
        WINE.wait_for_all()
        relay.start()
        self.assertEqual(len(relay.rows(relay.token("admin"))), 1)


class Upstream(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    asked_with = None
    stalls = goes_on = None  # set once a stream has begun, and waited for then
    pieces = [f"word {number} " for number in range(200)]
    ends_by_closing = False  # a stream: by TLS's close_notify, instead of by chunks
    answer = json.dumps({"id": "x", "object": "chat.completion", "choices": [
        {"index": 0, "message": {"role": "assistant", "content": "over TLS" * 5000}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3}}).encode()

    def do_POST(self):
        Upstream.asked_with = self.headers["Authorization"]
        if json.loads(self.rfile.read(int(self.headers["Content-Length"]))).get("stream"):
            self.stream()
            return
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(self.answer)))
        self.end_headers()
        self.wfile.write(self.answer)

    def stream(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header(*("Connection", "close") if self.ends_by_closing else ("Transfer-Encoding", "chunked"))
        self.end_headers()
        events = [json.dumps({"id": "x", "object": "chat.completion.chunk", "model": "m", "choices": [
            {"index": 0, "delta": {"content": piece}, "finish_reason": None}]}) for piece in self.pieces]
        for event in [*events, "[DONE]"]:
            data = f"data: {event}\n\n".encode()
            self.wfile.write(data if self.ends_by_closing else b"%x\r\n%s\r\n" % (len(data), data))
            self.wfile.flush()
            if self.stalls:
                self.stalls.set()
                self.goes_on.wait()
                return
        if self.ends_by_closing:
            self.connection.settimeout(2)
            try:
                self.connection.unwrap()  # says close_notify, and waits for the other's
            except OSError:
                pass
            self.close_connection = True
        else:
            self.wfile.write(b"0\r\n\r\n")

    def log_message(self, *_):
        pass


class TlsTest(unittest.TestCase):
    """Schannel, with an authority of the test's own."""

    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory(prefix="trayrelay-wine-")
        self.addCleanup(self.temporary.cleanup)
        folder = Path(self.temporary.name)
        self.folder = folder / "data"
        self.certificate = folder / "server.pem"
        key = folder / "key.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", key,
                        "-out", self.certificate, "-subj", "/CN=localhost", "-addext",
                        "subjectAltName=DNS:localhost"], check=True, capture_output=True)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, key)
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Upstream)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.addCleanup(self.server.server_close)
        thread = threading.Thread(target=self.server.serve_forever)
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(self.server.shutdown)

    def answers(self, host, stream=False, **environment):
        relay = Relay(self.folder, **environment)
        relay.start()
        self.addCleanup(relay.process.wait, 60)
        self.addCleanup(relay.process.kill)
        admin = relay.token("admin")
        channel = {"name": "tls", "type": "openai-compatible", "key": "sk-up", "models": ["tls-model"],
                   "base_url": f"https://{host}:{self.server.server_address[1]}/v1"}
        status, _, body = relay.request("POST", "/api/channel/", channel, admin)
        self.assertEqual(status, 200, body)
        token = relay.token("default")
        return [relay.chat(token, "tls-model", stream) for _ in range(3)]

    def test_a_trusted_server_answers(self):
        for status, _, body in self.answers("localhost", SSL_CERT_FILE=windows_path(self.certificate)):
            self.assertEqual(status, 200, body)
            self.assertIn(b"over TLS", body)

    def check_stream(self, ends_by_closing):
        Upstream.ends_by_closing = ends_by_closing
        for status, _, body in self.answers("localhost", True, SSL_CERT_FILE=windows_path(self.certificate)):
            self.assertEqual(status, 200, body)
            events = [line[6:] for line in body.decode().splitlines() if line.startswith("data: ")]
            self.assertEqual(events[-1], "[DONE]")
            words = [json.loads(event)["choices"][0]["delta"]["content"] for event in events[:-1]]
            self.assertEqual(words, Upstream.pieces)

    def test_a_stream_in_chunks_arrives_whole(self):
        self.check_stream(ends_by_closing=False)

    def test_a_stream_that_close_notify_ends_arrives_whole(self):
        self.check_stream(ends_by_closing=True)

    def test_an_unknown_server_is_refused(self):
        for status, _, body in self.answers("localhost"):
            self.assertEqual(status, 502, body)
            self.assertIn(b"certificate", body)

    def test_another_hosts_certificate_is_refused(self):
        for status, _, body in self.answers("127.0.0.1", SSL_CERT_FILE=windows_path(self.certificate)):
            self.assertEqual(status, 502, body)
            self.assertIn(b"another host", body)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    BUILD = Path(sys.argv.pop(1)).absolute()
    WINE = wine_prefix.of_program(BUILD)
    unittest.main(verbosity=2, warnings="ignore")
