"""vitk plugin check: each check can fail, and only for what it is there for."""
import gzip
import json
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
from vitktest import ROOT, SAMPLES, VITK, run, temporary_folder  # noqa: E402

PLUGINS = Path(VITK).resolve().parents[1] / "tests" / "check-plugins"


def sample():
    """The list, packed: so that its length is not known before it is read."""
    packed = temporary_folder() / "list.txt.gz"
    packed.write_bytes(gzip.compress((Path(__file__).parent / "samples" / "list.txt").read_bytes(), mtime=0))
    return packed


def check(plugin, *args):
    """The lines of a check, and its exit code."""
    done = run("plugin", "check", plugin, *args, "--json")
    return json.loads(done.stdout), done.returncode


def failed(lines):
    return {line["check"] for line in lines if line["outcome"] == "FAILED"}


class EveryCheckCanFail(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.checks = [entry["check"] for entry in json.loads(run("plugin", "check", "--list", "--json").stdout)]

    def test_a_plugin_without_a_mistake_passes(self):
        for plugin in "good.so", "good-writer.so":
            lines, code = check(PLUGINS / plugin, sample())
            self.assertEqual((failed(lines), code), (set(), 0), lines)

    def test_the_two_good_ones_meet_every_check(self):
        met = {line["check"] for plugin in ("good.so", "good-writer.so") for line in check(PLUGINS / plugin, sample())[0]
               if line["outcome"] == "ok"}
        self.assertEqual(met, set(self.checks))

    def test_a_plugin_with_one_mistake_fails_its_check_and_no_other(self):
        for name in self.checks:
            with self.subTest(name):
                lines, code = check(PLUGINS / f"{name}.so", sample())
                self.assertEqual((failed(lines), code), ({name}, 6 if name == "loads" else 1), lines)
                line = next(line for line in lines if line["outcome"] == "FAILED")
                self.assertTrue(line["detail"] and line["remedy"], line)


class WhatIsSaid(unittest.TestCase):
    def test_a_crash_is_told_with_its_signal_and_place(self):
        lines, code = check(PLUGINS / "crashes-in-a-cut.so", sample())
        self.assertEqual((failed(lines), code), ({"cuts"}, 1), lines)
        detail = next(line["detail"] for line in lines if line["check"] == "cuts")
        self.assertRegex(detail, r"list\.txt cut at byte \d+ of \d+: it (crashed with SIGSEGV|ended the process)")

    def test_a_probe_that_never_ends_is_told(self):
        lines, code = check(PLUGINS / "hangs.so", "--seconds", "1")
        self.assertEqual((failed(lines) >= {"foreign"}, code), (True, 1), lines)
        detail = next(line["detail"] for line in lines if line["check"] == "foreign")
        self.assertEqual(detail, "the probe of an empty folder: it did not end within 1 seconds")

    def test_a_system_call_of_the_plugin_is_named(self):
        lines, _ = check(PLUGINS / "confined.so", sample())
        line = next(line for line in lines if line["check"] == "confined")
        self.assertIn("it made the system call openat", line["detail"])

    def test_extra_symbols_are_named(self):
        lines, _ = check(PLUGINS / "symbols.so")
        self.assertIn("stray_symbol", next(line for line in lines if line["check"] == "symbols")["detail"])

    def test_a_symbol_that_only_this_process_happens_to_have_is_named(self):
        lines, _ = check(PLUGINS / "borrows.so")
        detail = next(line for line in lines if line["check"] == "symbols")["detail"]
        self.assertIn("sqlite3_libversion", detail)

    def test_a_person_reads_a_line_a_check_and_what_to_do(self):
        done = run("plugin", "check", PLUGINS / "quiet.so", sample())
        self.assertEqual(done.returncode, 1)
        self.assertIn("FAILED   quiet", done.stdout)
        self.assertIn("what to do: say it with diag", done.stdout)
        self.assertRegex(done.stdout.splitlines()[-1], r"^\d+ passed, 1 failed, 1 skipped$")


class Usage(unittest.TestCase):
    def test_no_file_is_wrong_use(self):
        self.assertEqual(run("plugin", "check").returncode, 2)

    def test_a_file_that_is_not_there_is_not_loadable(self):
        self.assertEqual(run("plugin", "check", "/nowhere/x.so").returncode, 6)

    def test_a_map_that_is_broken_is_not_loadable_and_its_line_is_told(self):
        broken = temporary_folder() / "broken.map"
        broken.write_text("format = \"csv\";\nsource = {\n")
        lines, code = check(broken)
        self.assertEqual((failed(lines), code), ({"loads"}, 6))
        self.assertIn("broken.map:", lines[0]["detail"])

    def test_a_sample_that_is_not_there_fails_to_be_read(self):
        lines, code = check(PLUGINS / "good.so", "/nowhere/list.txt")
        self.assertIn("reads", failed(lines))
        self.assertEqual(code, 1)

    def test_fewer_cuts_are_made_where_fewer_are_asked_for(self):
        lines, _ = check(PLUGINS / "good.so", sample(), "--cuts", "8")  # a quarter as many failing calls, and one
        self.assertRegex(next(line for line in lines if line["check"] == "cancel")["detail"], r"^3 of \d\d+ calls$")


class Docs(unittest.TestCase):
    def test_the_table_in_the_docs_is_that_of_the_program(self):
        entries = json.loads(run("plugin", "check", "--list", "--json").stdout)
        table = [f"| `{e['check']}` | {e['promise']} | {e['remedy']} |" for e in entries]
        text = (ROOT / "docs" / "plugins.md").read_text().splitlines()
        self.assertEqual([line for line in text if line.startswith("| `")], table)


if __name__ == "__main__":
    unittest.main()
