"""Each program gets a manual page with everything that its --help says.

man_page_test.py MAN_PAGE_PY PROGRAM...
"""
import functools
import gzip
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

man_page, *programs = sys.argv[1:]


@functools.cache
def help_of(*arguments):
    return subprocess.run([*arguments, "--help"], check=True, capture_output=True, text=True).stdout


@functools.cache
def page_of(program):
    """The page's lines, as text without roff's escapes."""
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder, "page.gz")
        subprocess.run([sys.executable, man_page, program, "1.2.3", file], check=True)
        text = gzip.decompress(file.read_bytes()).decode()
    return re.sub(r"\\f.|\\&", "", text).replace("\\-", "-").splitlines()


def section(lines, title):
    start = lines.index(f".SH {title}") + 1
    return lines[start:start + [line[:3] for line in [*lines[start:], ".SH"]].index(".SH")]


class ManPage(unittest.TestCase):
    def for_each_program(self, check):
        for program in programs:
            with self.subTest(program=pathlib.Path(program).name):
                check(program, help_of(program), page_of(program))

    def test_names_the_program_and_the_version(self):
        def check(program, _, page):
            name = pathlib.Path(program).name
            self.assertEqual(page[0],
                             f'.TH {name.upper()} 1 "" "gRPC Workbook 1.2.3" "gRPC Workbook"')
            self.assertRegex(section(page, "NAME")[0], f"^{name} - [a-z].*[^.]$")
            self.assertTrue(section(page, "SYNOPSIS")[0].startswith(name))
        self.for_each_program(check)

    def test_has_every_option_with_its_text(self):
        def check(_, text, page):
            options = section(page, "OPTIONS")
            flags = re.findall(r"^  (?:-h,)?(--[a-z-]+)", text, re.M)
            self.assertGreater(len(flags), 1)
            self.assertEqual(options[::3], [".TP"] * len(flags))
            self.assertEqual([re.search("--[a-z-]+", head)[0] for head in options[1::3]], flags)
            for line in options[2::3]:
                self.assertRegex(line, r"[a-z].*\.$")
        self.for_each_program(check)

    def test_has_the_subcommands_with_their_arguments(self):
        def check(program, text, page):
            for names in re.findall("^  ([a-z][a-z-]*(?:, [a-z-]+)*)  ", text, re.M):
                own = section(page, "SUBCOMMANDS")
                own = own[own.index(f".SS {names}"):]
                usage = re.search("^Usage: (.*)$", help_of(program, names.split(",")[0]), re.M)[1]
                self.assertEqual(own[3], usage.replace(" [OPTIONS]", ""))
        self.for_each_program(check)

    def test_has_an_exit_status_and_the_example(self):
        def check(_, text, page):
            self.assertRegex(section(page, "EXIT STATUS")[0], "^0 .*2 wrong usage.*130 interrupted")
            self.assertEqual(" ".join(section(page, "EXAMPLES")[2:-2]).split(),
                             text.split("Example:")[1].split())
        self.for_each_program(check)


unittest.main(argv=[sys.argv[0], "--verbose"])
