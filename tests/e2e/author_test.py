"""An author's way: a new lesson in a copy of the tree, and another one in a repository of its own.

author_test.py TREE
"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

tree = pathlib.Path(sys.argv[1])


class Author(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        cls.copy = cls.folder / "copy"
        # A learner's files are not part of the tree.
        shutil.copytree(tree, cls.copy, ignore=shutil.ignore_patterns(
            "build", ".git", "exercise.cc*", "progress.txtpb*", "node_modules"))
        cls.run_script("lesson", "--help")  # builds the runner

    @classmethod
    def run_script(cls, *arguments, status=0):
        command = [cls.copy / "workbook", "--no-install", *arguments]
        done = subprocess.run(command, cwd=cls.folder, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, env={**os.environ, "TERM": "dumb"})
        if done.returncode != status:
            raise AssertionError(f"{arguments}: exit status {done.returncode}\n{done.stdout}")
        return done.stdout

    def test_a_new_lesson_proves_itself_in_the_tree(self):
        self.assertIn("lesson prove own_words", self.run_script("lesson", "new", "own_words"))
        self.assertIn("It has what every lesson has",
                      self.run_script("lesson", "prove", "own_words"))
        self.assertIn("Own words", self.run_script("list"))
        self.assertIn("0 of 2 behaviours passed", self.run_script("check", "own_words", status=1))
        self.assertIn("there is already", self.run_script("lesson", "new", "own_words", status=1))
        self.assertIn("is no topic", self.run_script("lesson", "new", "Own-Words", status=1))

    def test_a_pack_is_proved_and_solved_outside_of_the_tree(self):
        (self.folder / "pack").mkdir()
        pack = ["--pack", "pack"]
        self.run_script("lesson", "new", "from_a_pack", *pack)
        self.assertIn("Each mistake fails in the same way",
                      self.run_script("lesson", "prove", "1", *pack))
        lesson = self.folder / "pack/lessons/from_a_pack"
        self.assertIn("0 of 1 lessons solved", self.run_script("check", "1", *pack, status=1))
        shutil.copy(lesson / "solution.cc", lesson / "exercise.cc")
        self.assertIn("1 of 1 lessons solved", self.run_script("check", *pack))
        self.assertTrue((self.folder / "pack/progress.txtpb").exists())
        own = self.copy / "progress.txtpb"
        self.assertNotIn("from_a_pack", own.read_text() if own.exists() else "")

    def test_a_mistake_that_passes_is_no_mistake(self):
        self.run_script("lesson", "new", "too_kind")
        check = self.copy / "lessons/too_kind/check.cc"
        text = check.read_text()
        check.write_text(text.replace("Add(-5, 3), IsOkAndHolds(-2)", "Add(-5, 3).ok(), true")
                         .replace("Add(20, 10), IsOkAndHolds(30)", "Add(20, 10).ok(), true"))
        self.assertIn("FAIL", self.run_script("lesson", "prove", "too_kind", status=1))


unittest.main(argv=[sys.argv[0], "--verbose"])
