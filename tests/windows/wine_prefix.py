# SPDX-License-Identifier: GPL-3.0-or-later
"""A Wine prefix of a build's own, and programs in it.

usage: wine_prefix.py BUILD, which says by its exit code whether Wine and its display work here
"""
import atexit
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

TRIPLET = "x86_64-w64-mingw32"


def libraries_of(build):
    cache = (build / "CMakeCache.txt").read_text()
    return Path(re.search(r"^TRAYRELAY_WINDOWS_LIBS:[A-Z]*=(.*)$", cache, re.M).group(1))


def display():
    """One of our own, to the end: without any, Wine makes no windows, not even those that nobody sees."""
    server = subprocess.Popen(["Xvfb", "-displayfd", "1", "-screen", "0", "1280x900x24", "-nolisten", "tcp"],
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    atexit.register(server.terminate)
    number = server.stdout.readline().strip()
    if not number:
        raise RuntimeError("Xvfb does not start")
    return ":" + number


class Wine:
    def __init__(self, build, prefix):
        libraries = libraries_of(build)
        compiler = subprocess.run([f"{TRIPLET}-g++-posix", "-print-file-name=libstdc++-6.dll"], check=True,
                                  capture_output=True, text=True).stdout.strip()
        folders = [libraries / "bin", Path(compiler).parent, Path("/usr") / TRIPLET / "lib"]
        self.loader = next(name for name in ("wine64", "wine", "/usr/lib/wine/wine64") if shutil.which(name))
        self.environment = dict(
            os.environ, WINEPREFIX=str(prefix), WINEDEBUG="-all", WINEDLLOVERRIDES="mscoree,mshtml=",
            WINEPATH=";".join(f"Z:{folder}" for folder in folders), QT_PLUGIN_PATH=f"Z:{libraries}/plugins",
            LC_ALL="C.UTF-8", DISPLAY=display())
        if not (prefix / ".made").exists():
            prefix.mkdir(parents=True, exist_ok=True)
            # No pipes: what Wine starts beside the program may outlive it, and holds them.
            for words in (["wineboot", "-i"], ["winecfg", "-v", "win10"]):
                subprocess.run([self.loader, *words], env=self.environment, stdin=subprocess.DEVNULL,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=600, check=True)
            (prefix / ".made").touch()

    def wait_for_all(self):
        """Until nothing runs in the prefix: a session that is ending ends what is started meanwhile."""
        server = shutil.which("wineserver") or "/usr/lib/wine/wineserver"
        subprocess.run([server, "-w"], env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                       timeout=120, check=True)

    def start(self, words, **changes):
        environment = dict(self.environment, **changes)
        return subprocess.Popen([self.loader, *map(str, words)], env=environment, stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8")

    def run(self, words, timeout=120, check=False, **changes):
        environment = dict(self.environment, **changes)
        return subprocess.run([self.loader, *map(str, words)], env=environment, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, encoding="utf-8", timeout=timeout, check=check)


def of_program(build):
    """Of the tests of the program: apart from the unit tests', as it ends the session, and all that runs in it."""
    return Wine(build, build / "wine_program")


if __name__ == "__main__":
    try:
        works = of_program(Path(sys.argv[1]).absolute()).run(["cmd", "/c", "exit 7"]).returncode == 7
    except (subprocess.SubprocessError, OSError, StopIteration) as trouble:
        print(trouble)
        works = False
    sys.exit(0 if works else 77)  # 77: Wine's own fault, as dev and .ci/run take it
