"""What ./workbook does about packages: on another distribution, and with --no-install.

missing_packages_test.py SCRIPT. The script runs in a folder of its own, with a PATH that has the
tools of a bare system and stand-ins for the programs of a build.
"""
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

SCRIPT = pathlib.Path(sys.argv.pop(1))
BARE = ["cat", "date", "dirname", "env", "find", "flock", "grep", "head", "id", "mkdir", "readlink", "sed", "sh",
        "tail", "tee", "wc"]
NEEDED = ["cmake", "ninja", "c++", "patch", "openssl", "python3"]


class MissingPackages(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        self.bin = self.root / "bin"
        self.bin.mkdir()
        for tool in BARE:
            (self.bin / tool).symlink_to(shutil.which(tool))
        shutil.copy(SCRIPT, self.root / "workbook")
        (self.root / "CMakePresets.json").touch()

    def stand_in(self, name, command="true"):
        program = self.bin / name
        program.write_text(f"#!/bin/sh\necho {name} \"$@\" >>{self.root}/calls\n{command}\n")
        program.chmod(0o755)

    def run_workbook(self, *arguments):
        done = subprocess.run([self.root / "workbook", *arguments], env={"PATH": str(self.bin)}, text=True,
                              capture_output=True, timeout=50)
        calls = self.root / "calls"
        return done, calls.read_text() if calls.exists() else ""

    def test_names_the_missing_programs_without_apt(self):
        for name in NEEDED[2:]:
            self.stand_in(name)
        done, _ = self.run_workbook("build")
        self.assertEqual(done.returncode, 1)
        self.assertIn("missing programs: cmake ninja;", done.stderr)
        self.assertIn("gRPC for C++", done.stderr)
        self.assertEqual(done.stderr.count("\n"), 1)

    def test_needs_node_only_with_node(self):
        for name in NEEDED:
            self.stand_in(name)
        done, _ = self.run_workbook("build", "--with-node")
        self.assertEqual(done.returncode, 1)
        self.assertIn("missing programs: node npm;", done.stderr)

    def test_builds_without_apt_when_nothing_is_missing(self):
        for name in NEEDED:
            self.stand_in(name)
        for arguments in (["build"], ["--no-install", "build"]):
            done, calls = self.run_workbook(*arguments)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn("cmake --build", calls)

    def test_no_install_stops_when_the_build_needs_what_is_missing(self):
        self.stand_in("dpkg-query")
        self.stand_in("apt-get")
        for name in NEEDED:
            self.stand_in(name, "exit 1" if name == "cmake" else "true")
        done, calls = self.run_workbook("--no-install", "build")
        self.assertEqual(done.returncode, 1)
        self.assertIn("missing packages: cmake ninja-build", done.stdout)
        self.assertIn("installed nothing (--no-install); install them with: apt-get install cmake", done.stderr)
        self.assertNotIn("apt-get", calls)

    def test_no_install_goes_on_when_cmake_finds_all(self):
        self.stand_in("dpkg-query")
        self.stand_in("apt-get")
        for name in NEEDED:
            self.stand_in(name)
        done, calls = self.run_workbook("--no-install", "build")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("cmake --build", calls)
        self.assertNotIn("apt-get", calls)


if __name__ == "__main__":
    unittest.main()
