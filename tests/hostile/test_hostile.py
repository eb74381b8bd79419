"""No plugin takes an import down: each bad deed gets its message and exit code, costs its own source alone, and leaves
nothing behind. The plugins are tests/hostile/*.c."""
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import unittest
import uuid
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
from vitktest import SAMPLES, VITK, temporary_folder  # noqa: E402

PLUGINS = Path(os.environ["VITK_BUILD"]) / "tests" / "hostile"
GOOD = SAMPLES / "usda-sr"
LIMITS = ("--timeout", "2", "--memory", "200")
# Under a sanitizer a crash is to stay a crash, and memory has no limit.
SANITIZED = b"__asan_init" in Path(VITK).read_bytes()

# (plugin, the function that does it): the exit code, and what the message says of it.
SEGMENT, ABORT = r"crashed: Segmentation fault \(signal 11\)", r"crashed: Aborted \(signal 6\)"
REFUSED = r"called {} \(system call \d+\), which a plugin may not"
IN_A_RUN = {
    "segfault": (7, SEGMENT),
    "aborts": (7, ABORT),
    "exits": (7, r"ended its process"),
    "hangs": (7, r"was not done after 2 s"),
    "eats-memory": (7, r"needed more than the 200 MiB of memory that it may have"),
    "opens-passwd": (7, REFUSED.format("openat")),
    "opens-raw": (7, REFUSED.format("openat")),
    "leaves-folder": (7, r"there is no way out"),
    "opens-socket": (7, REFUSED.format("socket")),
    "forks": (7, REFUSED.format("(clone|fork)")),
    "starts-program": (7, REFUSED.format("execve")),
    "prints": (7, REFUSED.format("write")),
    "lies-about-size": (7, r"the struct's size says 1099511627776 bytes"),
    "million-rejects": (4, r"100001 rejects, and at most 100000 are allowed"),
}
IN_A_PROBE = {name: what for name, (code, what) in IN_A_RUN.items()
              if name not in ("leaves-folder", "lies-about-size", "million-rejects", "hangs", "eats-memory")}


def rows(dataset, source):
    with sqlite3.connect(dataset) as db:
        return [db.execute(f"SELECT * FROM {table} WHERE source_id = ? ORDER BY 1, 2, 3, 4", (source,)).fetchall()
                for table in ("source", "food", "value", "problem")]


class Hostile(unittest.TestCase):
    def setUp(self):
        if SANITIZED and "eats" in self.id():
            self.skipTest("a sanitizer's memory has no limit")
        self.folder = temporary_folder()
        self.temporary = self.folder / "tmp"
        self.temporary.mkdir()
        self.dataset = self.folder / "out" / "k.sqlite"
        self.dataset.parent.mkdir()
        self.mark = f"VITK_HOSTILE_RUN={uuid.uuid4()}"

    def import_(self, *args, output=None, plugins=PLUGINS):
        name, value = self.mark.split("=")
        environment = {**os.environ, "TMPDIR": str(self.temporary), name: value,
                       "ASAN_OPTIONS": "handle_segv=0:handle_abort=0:detect_leaks=0"}
        return subprocess.run([VITK, "import", *map(str, args), "--plugin-dir", plugins, "-o",
                               str(output or self.dataset), *LIMITS], capture_output=True, text=True, errors="replace",
                              timeout=120, env=environment, check=False)

    def only(self, name):
        """A plugin folder with this one of them."""
        folder = self.folder / "plugins"
        folder.mkdir(exist_ok=True)
        shutil.copy(PLUGINS / (name.replace("-", "_") + ".so"), folder)
        return folder

    def bad(self, name):
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        (folder / f"{name}.bad").write_text("one\ntwo\nthree\n")
        return folder

    def nothing_is_left(self):
        left = []
        for process in Path("/proc").glob("[0-9]*/environ"):
            try:
                if self.mark.encode() in process.read_bytes():
                    left.append((process.parent / "cmdline").read_text())
            except OSError:
                continue
        self.assertEqual(left, [], "a process is left")
        self.assertEqual(list(self.temporary.iterdir()), [], "a temporary file is left")
        self.assertEqual([p.name for p in self.dataset.parent.iterdir() if p != self.dataset], [])

    def good_alone(self):
        alone = self.folder / "good.sqlite"
        if not alone.exists():
            subprocess.run([VITK, "import", "-q", GOOD, "-o", alone], check=True, timeout=60)
        return rows(alone, "usda-sr")

    def test_each_deed_in_a_run_costs_its_own_source_alone(self):
        for name, (code, what) in IN_A_RUN.items():
            for phase in ("open", "read") if name != "hangs" else ("read",):
                if SANITIZED and name == "eats-memory":
                    continue
                with self.subTest(name=name, phase=phase):
                    self.dataset.unlink(missing_ok=True)
                    done = self.import_(self.bad(name), GOOD, "-O", f"{name}.in={phase}")
                    self.assertEqual(done.returncode, code, done.stderr)
                    self.assertRegex(done.stderr, what)
                    self.assertIn(name, done.stderr)
                    self.assertEqual(done.stdout, "")
                    self.assertEqual(rows(self.dataset, "usda-sr"), self.good_alone())
                    self.assertEqual(rows(self.dataset, name)[0], [])
                    self.nothing_is_left()

    def test_a_message_of_a_crash_names_plugin_file_and_last_row(self):
        done = self.import_(self.bad("segfault"))
        self.assertRegex(done.stderr, r"error: .*segfault:segfault\.bad:3: plugin segfault crashed: Segmentation fault "
                                      r"\(signal 11\), in read; this is where the last row that it was given begins")

    def test_a_failed_input_alone_leaves_the_old_dataset_as_it_was(self):
        subprocess.run([VITK, "import", "-q", GOOD, "-o", self.dataset], check=True, timeout=60)
        before = self.dataset.read_bytes()
        for name in ("segfault", "hangs", "opens-passwd", "million-rejects"):
            with self.subTest(name=name):
                done = self.import_(self.bad(name))
                self.assertEqual(done.returncode, IN_A_RUN[name][0], done.stderr)
                self.assertEqual(self.dataset.read_bytes(), before)
                self.nothing_is_left()

    def test_each_deed_in_a_probe_leaves_its_plugin_out_and_the_others_are_asked(self):
        for name, what in IN_A_PROBE.items():
            with self.subTest(name=name):
                self.dataset.unlink(missing_ok=True)
                done = self.import_(self.bad(name), GOOD, "-O", f"{name}.in=probe", plugins=self.only(name))
                self.assertEqual(done.returncode, 7, done.stderr)
                self.assertRegex(done.stderr, f"warning: .*plugin {name} {what}.* when it was asked about this input")
                self.assertEqual(rows(self.dataset, "usda-sr"), self.good_alone())
                self.nothing_is_left()

    def test_a_plugin_that_hangs_in_its_probe_is_left_out(self):
        done = self.import_(GOOD, "-O", "hangs.in=probe", plugins=self.only("hangs"))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("plugin hangs took too long when it was asked", done.stderr)

    def test_a_plugin_that_crashes_in_close_fails_its_source(self):
        done = self.import_(self.bad("segfault"), GOOD, "-O", "segfault.in=close")
        self.assertEqual(done.returncode, 7, done.stderr)
        self.assertRegex(done.stderr, SEGMENT + ", in close")
        self.assertEqual(rows(self.dataset, "segfault")[0], [])

    def test_garbage_scores_are_left_out_with_a_warning(self):
        done = self.import_(GOOD, plugins=self.only("garbage-scores"))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("plugin garbage-scores gave the score 2147483647, which is not between 0 and 100", done.stderr)
        self.assertNotIn("\x1b", done.stderr)

    def test_a_code_that_there_is_not_is_a_mistake_of_the_plugin(self):
        done = self.import_(GOOD, "--from", "garbage-scores")
        self.assertEqual(done.returncode, 7, done.stderr)
        self.assertIn("it returned 12345, which is no code that it may return", done.stderr)

    def test_a_million_problems_are_a_thousand_rows_and_a_count(self):
        done = self.import_(self.bad("million-problems"))
        self.assertEqual(done.returncode, 0, done.stderr[-2000:])
        with sqlite3.connect(self.dataset) as db:
            counted = dict(db.execute("SELECT code, count(*) FROM problem GROUP BY code"))
            rest, = db.execute("SELECT message FROM problem WHERE code = 'more-of-these'").fetchone()
        self.assertEqual((counted["one-of-many"], counted["more-of-these"]), (1000, 1))
        self.assertIn("999000 more of", rest)

    def test_a_plugin_that_can_not_be_loaded_says_why_and_costs_nothing(self):
        done = self.import_(self.bad("segfault"), GOOD, "-O", "segfault.in=none")
        self.assertEqual(done.returncode, 0, done.stderr)
        listed = subprocess.run([VITK, "plugin", "list", "--plugin-dir", PLUGINS], capture_output=True, text=True,
                                timeout=60, check=False,
                                env={**os.environ, "ASAN_OPTIONS": "handle_segv=0:handle_abort=0:detect_leaks=0"})
        self.assertEqual(listed.returncode, 6, listed.stderr)
        for name, why in {"crashes_on_load": r"it crashed: Segmentation fault \(signal 11\) while it was loaded",
                          "writes_on_load": r"it called openat \(system call \d+\), which a plugin may not while it was",
                          "lying_descriptor": r"its descriptor says it has 3 bytes",
                          "wrong_abi": r"it is of ABI 2 and this vitk of 1\.\d+: rebuild it"}.items():
            self.assertRegex(listed.stdout, rf"(?m)^{name} +broken .*{why}")
            named = self.import_(GOOD, "--from", name)
            self.assertEqual(named.returncode, 6, named.stderr)
            self.assertRegex(named.stderr, why)
        self.assertFalse(Path("/tmp/vitk-hostile-was-here").exists())

    def test_inputs_side_by_side_are_told_of_in_their_order(self):
        inputs = [self.bad("hangs"), self.bad("segfault"), self.bad("aborts")]
        told = [[line for line in self.import_(*inputs, GOOD, "--jobs", n).stderr.splitlines() if "plugin" in line]
                for n in (1, 4)]
        self.assertEqual(told[0], told[1])
        self.assertEqual([re.search("plugin (hangs|segfault|aborts)", line).group(1) for line in told[1] if "error" in line],
                         ["hangs", "segfault", "aborts"])


if __name__ == "__main__":
    unittest.main()
