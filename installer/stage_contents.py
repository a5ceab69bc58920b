# SPDX-License-Identifier: GPL-3.0-or-later
"""What a package stage holds, and which Debian packages it came from. For installer/sbom and installer/licences.

A stage is the folder whose contents a package installs: AppDir, the tree of the .deb, the folder of the .msi.
Libraries of a Linux stage are told by their build id, which strip and patchelf leave alone: so a library is never
taken for one that merely has its name, and one that no package of this machine has is an error, not a gap.
"""
import functools
import os
import re
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OWN = {"trayrelay", "trayrelay_ui.so", "trayrelay_keyring", "trayrelay.exe", "trayrelay-cli.exe", "trayrelay_ui.dll"}

# Made for Windows from Debian's sources: name pattern, source package, the package of this machine that has its terms.
WINDOWS_BUILT = [
    (r"(Qt6\w+|qt?\w+)\.dll", "qt6-base", "libqt6core6"),
    (r"sqlite3\.dll", "sqlite3", "libsqlite3-0"),
]
# Only headers, or a static library, of these go into our own files.
COMPILED_IN = {
    "linux": [],
    "windows": ["libsimdjson-dev", "libspdlog-dev", "libfmt-dev", "libqcustomplot-dev"],
}
# Upstream's terms by source package, where Debian's file is too long to be read by a program.
LICENCES = {
    "fmtlib": "MIT",
    "gcc": "GPL-3.0-or-later WITH GCC-exception-3.1",
    "glibc": "LGPL-2.1-or-later",
    "openssl": "Apache-2.0",
    "qcustomplot": "GPL-3.0-or-later",
    "qt6-base": "LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only",
    "qt6-wayland": "LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only",
    "simdjson": "Apache-2.0",
    "spdlog": "MIT",
    "sqlite3": "blessing",
    "zlib": "Zlib",
}


class Unknown(Exception):
    pass


@dataclass
class Component:
    """A Debian package, as far as it is in the stage, or needed by it."""

    name: str  # of the binary package; of what was built for Windows: its source package
    version: str
    source: str
    source_version: str
    terms: str  # the binary package whose copyright file tells the terms
    architecture: str = "amd64"
    how: str = "bundled"  # bundled: its files are in the stage; compiled in; system: expected on the user's machine
    files: list = field(default_factory=list)  # of the stage, relative

    @property
    def licence(self):
        name = re.sub(r"^gcc-.*", "gcc", self.source)
        return LICENCES.get(name, "NOASSERTION")


def run(*command):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout


def version():
    return run(str(ROOT / "installer" / "version")).strip()


def kind(path):
    """elf, pe or None."""
    with open(path, "rb") as file:
        start = file.read(4)
    return "elf" if start == b"\x7fELF" else "pe" if start[:2] == b"MZ" else None


def files(stage):
    """All regular files of the stage, relative, sorted; links are not followed."""
    found = []
    for folder, folders, names in os.walk(stage):
        folders.sort()
        for name in names:
            path = Path(folder, name)
            if not path.is_symlink() and path.is_file():
                found.append(str(path.relative_to(stage)))
    return sorted(found)


@functools.lru_cache(maxsize=None)
def elf_facts(path):
    """Build id (or None), sonames needed."""
    text = run("readelf", "-n", "-d", "-W", path)
    build_id = re.search(r"Build ID: ([0-9a-f]+)", text)
    return build_id and build_id.group(1), re.findall(r"\(NEEDED\).*\[(.*)\]", text)


@functools.lru_cache(maxsize=None)
def installed_files():
    """Name of a file -> (package, path) of each. As `dpkg -S '*/NAME'`, which takes half a second for each name; exact
    paths would not do: where /lib is a link to /usr/lib, packages name the one and libraries are found in the other."""
    found = {}
    for listing in sorted(Path("/var/lib/dpkg/info").glob("*.list")):
        package = listing.name.removesuffix(".list").split(":")[0]
        for path in listing.read_text(encoding="utf-8", errors="replace").splitlines():
            found.setdefault(path.rpartition("/")[2], []).append((package, path))
    return found


def dpkg_paths(name):
    return installed_files().get(name, [])


@functools.lru_cache(maxsize=None)
def package_facts(package):
    """Version, source, source version, architecture."""
    lines = run("dpkg-query", "-W", "-f", "${Version}|${source:Package}|${source:Version}|${Architecture}\n", package)
    return lines.splitlines()[0].split("|")


def component(package, how="bundled"):
    package_version, source, source_version, architecture = package_facts(package)
    return Component(package, package_version, source, source_version, package, architecture, how)


def owner_of_elf(path):
    """The package that has this very build."""
    build_id, _ = elf_facts(str(path))
    candidates = dpkg_paths(path.name)
    if not candidates:  # deployed under its soname, installed under its full name
        candidates = [found for target in soname_targets(path.name) for found in dpkg_paths(target)]
    for package, candidate in candidates:
        if build_id and os.path.exists(candidate) and elf_facts(candidate)[0] == build_id:
            return package
    raise Unknown(f"{path}: no installed Debian package has this library (build id {build_id})")


@functools.lru_cache(maxsize=None)
def linker_cache():
    """soname -> path of the machine's libraries, 64 bit."""
    cache = {}
    for line in run("/sbin/ldconfig", "-p").splitlines():
        match = re.match(r"\s*(\S+) \(.*x86-64.*\) => (\S+)", line)
        if match:
            cache.setdefault(match.group(1), match.group(2))
    return cache


def soname_targets(soname):
    path = linker_cache().get(soname)
    return [os.path.basename(os.path.realpath(path))] if path else []


def owner_of_soname(soname):
    for name in [soname] + soname_targets(soname):
        real = os.path.realpath(linker_cache().get(soname, "/nowhere"))
        for package, path in dpkg_paths(name):
            if os.path.realpath(path) == real:
                return package
    raise Unknown(f"{soname}: no installed Debian package has this library")


def pe_version(path):
    """From the version resource, or SQLite's own text."""
    data = Path(path).read_bytes()
    at = data.find(b"\xbd\x04\xef\xfe")
    if at >= 0:
        high, low = (int.from_bytes(data[at + 8 + i : at + 12 + i], "little") for i in (0, 4))
        parts = [high >> 16, high & 0xFFFF, low >> 16]
        if any(parts):
            return ".".join(map(str, parts))
    match = re.search(rb"\0(3\.[0-9]+\.[0-9]+)\0", data)
    return match.group(1).decode() if match else "NOASSERTION"


def debian_version(package, upstream):
    """Windows libraries are built from the sources of the packages that this machine has: told in full if that fits."""
    _, _, source_version, _ = package_facts(package)
    return source_version if source_version.partition("+")[0].partition("-")[0] == upstream else upstream


def component_of_dll(path):
    for package, candidate in dpkg_paths(path.name):
        if same_code(path, candidate):
            return component(package)
    for pattern, source, terms in WINDOWS_BUILT:
        if re.fullmatch(pattern, path.name):
            found = pe_version(path)
            return Component(source, found, source, debian_version(terms, found), terms, "source")
    raise Unknown(f"{path}: this library is neither of an installed package nor one that is built for Windows")


def code_of(path):
    """The bytes of a PE file's .text section; strip leaves them as they are."""
    data = Path(path).read_bytes()

    def number(at, size):
        return int.from_bytes(data[at : at + size], "little")

    header = number(0x3C, 4)
    table = header + 24 + number(header + 20, 2)
    for at in range(table, table + 40 * number(header + 6, 2), 40):
        if data[at : at + 8].rstrip(b"\0") == b".text":
            begin = number(at + 20, 4)
            return data[begin : begin + number(at + 8, 4)]
    return None


def same_code(path, candidate):
    if not os.path.exists(candidate) or kind(candidate) != "pe":
        return False
    code = code_of(path)
    return code is not None and code == code_of(candidate)


class Contents:
    """The stage's own files, and its components by name."""

    def __init__(self, stage, compiled_in=(), own=()):
        self.stage = Path(stage)
        self.files = files(self.stage)
        if not self.files:
            raise Unknown(f"{stage}: nothing is in it")
        self.own = []  # programs and libraries that are ours
        self.components = {}
        own_names = OWN | set(own)
        binaries = [(name, kind(self.stage / name)) for name in self.files]
        binaries = [(name, what) for name, what in binaries if what]
        self.platform = "windows" if any(what == "pe" for _, what in binaries) else "linux"
        present = {os.path.basename(name) for name in self.files}
        present |= {link.name for link in self.stage.rglob("*") if link.is_symlink()}
        needed = set()
        for name, what in binaries:
            path = self.stage / name
            if what == "elf":
                needed |= set(elf_facts(str(path))[1])
            if path.name in own_names:
                self.own.append(name)
            elif what == "elf":
                self._add(component(owner_of_elf(path)), name)
            else:
                self._add(component_of_dll(path), name)
        if not self.own:
            raise Unknown(f"{stage}: the program itself is not in it")
        for soname in sorted(needed - present):
            self._add(component(owner_of_soname(soname), "system"))
        for package in list(compiled_in) + COMPILED_IN[self.platform]:
            self._add(component(package, "compiled in"))

    def _add(self, found, name=None):
        known = self.components.setdefault(found.name, found)
        if known.how == "system":
            known.how = found.how
        if name:
            known.files.append(name)

    def sorted(self):
        return [self.components[name] for name in sorted(self.components)]


def copyright_file(package):
    path = os.path.realpath(f"/usr/share/doc/{package}/copyright")
    return path if os.path.isfile(path) else None
