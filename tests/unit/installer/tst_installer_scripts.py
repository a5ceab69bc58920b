#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""usage: tst_installer_scripts.py TRAYRELAY. What installer/{version,checksums,sbom,licences,announce} write, and where
the libraries for Windows are looked for."""
import base64
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
INSTALLER = ROOT / "installer"
PROGRAM = Path(sys.argv.pop(1))


def run(*command, **options):
    return subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          text=True, **options)


def library(soname):
    for line in run("/sbin/ldconfig", "-p").stdout.splitlines():
        match = re.match(r"\s*(\S+) \(.*x86-64.*\) => (\S+)", line)
        if match and match.group(1) == soname:
            return Path(match.group(2)).resolve()
    return None


class InstallerScripts(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.stage = self.folder / "stage"
        (self.stage / "usr/bin").mkdir(parents=True)
        (self.stage / "usr/lib").mkdir()
        shutil.copyfile(PROGRAM, self.stage / "usr/bin/trayrelay")
        shutil.copyfile(library("libsqlite3.so.0"), self.stage / "usr/lib/libsqlite3.so.0")
        run("strip", self.stage / "usr/lib/libsqlite3.so.0")

    def sbom(self, epoch="1700000000"):
        output = self.folder / "sbom.spdx.json"
        done = run(INSTALLER / "sbom", self.stage, output, env=os.environ | {"SOURCE_DATE_EPOCH": epoch})
        self.assertEqual(done.returncode, 0, done.stderr)
        return output.read_bytes()

    def test_version_is_the_projects(self):
        version = run(INSTALLER / "version").stdout.strip()
        self.assertIn(f"project(TrayRelay VERSION {version} ", (ROOT / "CMakeLists.txt").read_text(encoding="utf-8"))
        said = run(PROGRAM, "--version").stdout.splitlines()
        self.assertEqual(said[0], f"trayrelay {version}")
        self.assertEqual([line.split()[0] for line in said[1:]], ["Qt", "SQLite", "OpenSSL"])

    def test_sbom_tells_what_is_inside_and_what_is_expected(self):
        document = json.loads(self.sbom())
        self.assertEqual(document["spdxVersion"], "SPDX-2.3")
        self.assertEqual(document["creationInfo"]["created"], "2023-11-14T22:13:20Z")
        packages = {package["name"]: package for package in document["packages"]}
        sqlite = packages["libsqlite3-0"]
        installed = run("dpkg-query", "-W", "-f", "${Version}", "libsqlite3-0").stdout
        self.assertEqual(sqlite["versionInfo"], installed)
        self.assertIn("sqlite3", sqlite["sourceInfo"])
        self.assertTrue(sqlite["comment"].startswith("Its files are in this package"))
        self.assertTrue(packages["libqt6core6"]["comment"].startswith("Not in this package"))
        ids = [entry["SPDXID"] for kind in ("packages", "files") for entry in document[kind]]
        self.assertEqual(len(ids), len(set(ids)))
        for relation in document["relationships"]:
            self.assertIn(relation["relatedSpdxElement"], ids)
        sums = {file["fileName"]: file["checksums"][1]["checksumValue"] for file in document["files"]}
        program = (self.stage / "usr/bin/trayrelay").read_bytes()
        self.assertEqual(sums["./usr/bin/trayrelay"], hashlib.sha256(program).hexdigest())

    def test_only_a_package_that_was_analysed_lists_files(self):
        document = json.loads(self.sbom())
        sha1 = {file["SPDXID"]: file["checksums"][0]["checksumValue"] for file in document["files"]}
        for package in document["packages"]:
            files = [relation["relatedSpdxElement"] for relation in document["relationships"]
                     if relation["spdxElementId"] == package["SPDXID"] and relation["relatedSpdxElement"] in sha1]
            self.assertEqual(package["filesAnalyzed"], bool(files), package["name"])
            code = package.get("packageVerificationCode", {}).get("packageVerificationCodeValue")
            sums = "".join(sorted(sha1[file] for file in files))
            self.assertEqual(code, hashlib.sha1(sums.encode()).hexdigest() if files else None)

    def test_sbom_is_the_same_twice(self):
        self.assertEqual(self.sbom(), self.sbom())
        self.assertNotEqual(self.sbom(), self.sbom("1700000001"))

    def test_a_library_that_merely_has_the_name_is_refused(self):
        shutil.copyfile(self.stage / "usr/bin/trayrelay", self.stage / "usr/lib/libsqlite3.so.0")
        for script, output in (("sbom", "x.json"), ("licences", "licences")):
            done = run(INSTALLER / script, self.stage, self.folder / output)
            self.assertEqual(done.returncode, 1)
            self.assertIn("libsqlite3.so.0: no installed Debian package has this library", done.stderr)

    def test_a_stage_without_the_program_is_refused(self):
        (self.stage / "usr/bin/trayrelay").unlink()
        done = run(INSTALLER / "sbom", self.stage, self.folder / "x.json")
        self.assertEqual(done.returncode, 1)
        self.assertIn("the program itself is not in it", done.stderr)

    def test_licences_are_collected(self):
        folder = self.stage / "usr/share/doc/trayrelay/licences"
        done = run(INSTALLER / "licences", self.stage, folder, "--compiled-in", "libspdlog-dev")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual((folder / "TrayRelay/LICENSE").read_bytes(), (ROOT / "LICENSE").read_bytes())
        for package in ("libsqlite3-0", "libspdlog-dev"):
            self.assertTrue((folder / package / "copyright").stat().st_size > 0)
            self.assertRegex((folder / "VERSIONS.txt").read_text(encoding="utf-8"), rf"(?m)^{package} ")
        self.assertFalse((folder / "libqt6core6").exists())  # not carried

    def test_checksums_are_what_sha256sum_checks(self):
        names = ["b.msi", "a.deb"]
        for name in names:
            (self.folder / name).write_text(name, encoding="utf-8")
        sums = run(INSTALLER / "checksums", *[self.folder / name for name in names])
        (self.folder / "SHA256SUMS").write_text(sums.stdout, encoding="utf-8")
        self.assertEqual([line.split()[1] for line in sums.stdout.splitlines()], sorted(names))
        self.assertEqual(run("sha256sum", "-c", "SHA256SUMS", cwd=self.folder).returncode, 0)
        self.assertNotEqual(run(INSTALLER / "checksums", self.folder / "none").returncode, 0)

    def test_checksums_of_a_folder_are_of_what_is_published(self):
        folder = self.folder / "package"
        published = ["T-x86_64.AppImage", "T-x86_64.AppImage.spdx.json", "T-x64.msi", "T-x64.msi.spdx.json",
                     "T-x64-symbols.tar.xz", "t_1_amd64.deb", "t_1_amd64.deb.spdx.json"]
        (folder / "windows").mkdir(parents=True)
        for name in published + ["SHA256SUMS", "notes.txt", "windows/x.msi"]:
            (folder / name).write_text(name, encoding="utf-8")
        sums = run(INSTALLER / "checksums", folder).stdout
        self.assertEqual([line.split()[1] for line in sums.splitlines()], sorted(published))
        (folder / "SHA256SUMS").write_text(sums, encoding="utf-8")
        self.assertEqual(run("sha256sum", "-c", "SHA256SUMS", cwd=folder).returncode, 0)

    def ready_libraries(self, **environment):
        """What build_libraries --ready does in a checkout of its own, beside which there is no archive."""
        tree = self.folder / "checkout"
        script = tree / "installer/windows/build_libraries"
        script.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(INSTALLER / "windows/build_libraries", script)
        done = run(script, "--ready", env={"PATH": os.environ["PATH"]} | environment)
        self.assertEqual(done.returncode, 0, done.stderr)
        return tree, done.stdout.strip()

    def test_libraries_that_are_not_at_hand_need_no_home(self):
        before = set(self.folder.rglob("*"))
        for environment in ({}, {"HOME": "/proc/nobody"}, {"HOME": str(self.folder / "home")}):
            tree, said = self.ready_libraries(**environment)
            self.assertEqual(said, "")
            script = tree / "installer/windows/build_libraries"
            self.assertEqual(set(self.folder.rglob("*")) - before, {script, *list(script.parents)[:3]})

    @unittest.skipUnless(shutil.which("xz"), "xz is not here")
    def test_a_ready_archive_goes_to_the_cache_that_there_is(self):
        libraries = self.folder / "libraries"
        for name in ("bin/Qt6Core.dll", "lib/libQt6Core.a"):
            (libraries / name).parent.mkdir(parents=True)
            (libraries / name).write_text("", encoding="utf-8")
        archive = str(self.folder / "libraries.tar.xz")
        run("tar", "-C", self.folder, "-cJf", archive, "libraries")
        home = self.folder / "home"
        tree, said = self.ready_libraries(TRAYRELAY_WINDOWS_LIBS_ARCHIVE=archive)
        self.assertEqual(Path(said).parent, tree / "build/.cache/trayrelay")
        self.assertTrue(Path(said, "bin/Qt6Core.dll").exists())
        home.mkdir()
        said = self.ready_libraries(TRAYRELAY_WINDOWS_LIBS_ARCHIVE=archive, HOME=str(home))[1]
        self.assertEqual(Path(said).parent, home / ".cache/trayrelay")
        self.assertTrue(Path(said, "bin/Qt6Core.dll").exists())

    def keys(self, name):
        private, public = self.folder / f"{name}.pem", self.folder / f"{name}.public.pem"
        run("openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", private)
        run("openssl", "ec", "-in", private, "-pubout", "-out", public)
        return private, public

    def announce(self, private, public, url="https://updates.example/"):
        sums = self.folder / "SUMS"
        sums.write_text(f"{'a' * 64}  TrayRelay-0.1.0-x64.msi\n{'b' * 64}  sbom.json\n", encoding="ascii")
        return run(INSTALLER / "announce", "--key", private, "--public", public, "--url", url,
                   "--notes", "Schneller 更快", sums)

    def test_an_announcement_is_signed(self):
        private, public = self.keys("ours")
        for _ in range(8):  # some r and s have a byte less, or more
            done = self.announce(private, public)
            self.assertEqual(done.returncode, 0, done.stderr)
            document = json.loads(done.stdout)
            text, numbers = (base64.b64decode(document[key], validate=True) for key in ("signed", "signature"))
            self.assertEqual(len(numbers), 64)
            self.assertEqual(json.loads(text), {
                "product": "TrayRelay", "version": run(INSTALLER / "version").stdout.strip(),
                "url": "https://updates.example/", "notes": "Schneller 更快", "sha256": {"windows-msi": "a" * 64}})
            halves = [int.from_bytes(numbers[i : i + 32], "big") for i in (0, 32)]
            body = b"".join(bytes([2, len(number)]) + number for number in
                            (half.to_bytes(half.bit_length() // 8 + 1, "big") for half in halves))
            (self.folder / "der").write_bytes(bytes([0x30, len(body)]) + body)
            (self.folder / "text").write_bytes(text)
            verdict = run("openssl", "dgst", "-sha256", "-verify", public, "-signature", self.folder / "der",
                          self.folder / "text")
            self.assertEqual(verdict.returncode, 0, verdict.stdout)

    def test_an_announcement_that_nobody_would_believe_is_not_made(self):
        private, public = self.keys("ours")
        self.assertIn("not the public half", self.announce(private, self.keys("other")[1]).stderr)
        self.assertIn("https", self.announce(private, public, "http://updates.example/").stderr)


if __name__ == "__main__":
    if not all(map(shutil.which, ("readelf", "strip", "dpkg-query", "openssl"))) or not library("libsqlite3.so.0"):
        sys.exit(77)
    unittest.main(verbosity=2)
