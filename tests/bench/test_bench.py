"""The benchmark itself: a quick run works from its inputs to its report, and no program finds other records."""
import json
import os
import subprocess
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
from vitktest import ROOT, TIMEOUT, VITK, temporary_folder  # noqa: E402

# They turn texts into numbers: what they write differs in that, and the report says so.
REWRITES = "with the amount written another way"
TYPED = ("DuckDB, typed", "polars, typed", "DuckDB, columns given")
IN_C = ("libcsv", "libxml2, SAX2", "yajl", "every byte read", "quotes and line breaks counted",
        "inflated by libarchive")
JOBS = {"fdc-csv", "fdc-csv-without-k", "linearity", "fdc-zip", "ciqual-xml", "off-tsv", "fdc-json", "ciqual-xlsx",
        "small"}


def bench(*arguments, vitk=VITK):
    return subprocess.run([ROOT / "bench" / "run", *arguments], env=os.environ | {"VITK": str(vitk)},
                          capture_output=True, text=True, timeout=TIMEOUT, check=False)


class Bench(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.work = temporary_folder()
        cls.done = bench("--quick", "--work", cls.work)
        if cls.done.returncode != 0:
            raise AssertionError(f"bench/run --quick exited {cls.done.returncode}:\n{cls.done.stderr}")
        cls.results = json.loads(next(cls.work.glob("results-*.json")).read_text())
        cls.report = (cls.work / "performance.md").read_text()

    def test_a_quick_run_does_every_job(self):
        self.assertEqual(JOBS - self.results.keys(), set())
        for job, result in self.results.items():
            idle = [row["name"] for row in result["programs"] if row["peer"] == "vitk" and not row["seconds"]]
            self.assertEqual(idle, [], job)

    def test_programs_that_are_here_find_the_same_records(self):
        for job, result in self.results.items():
            for row in result["programs"]:
                found, _, wrong = row["records"].partition("; wrong: ")
                self.assertNotEqual(found, "failed", f"{job}: {row['name']}")
                if row["name"] in TYPED:
                    self.assertRegex(wrong, rf"^([\d,]+ {REWRITES})?$", f"{job}: {row['name']}")
                else:
                    self.assertEqual(wrong, "", f"{job}: {row['name']}")

    def test_the_peers_in_c_are_built_and_run(self):
        run = {row["name"] for result in self.results.values() for row in result["programs"] if row["seconds"]}
        self.assertEqual(set(IN_C) - run, set())

    def test_a_peer_that_is_not_installed_is_named_so(self):
        for result in self.results.values():
            for row in result["programs"]:
                self.assertIn(f"| {row['name']}", self.report)
                if not row["seconds"]:
                    self.assertRegex(self.report, rf"\| {row['name']} +\| not here")

    def test_the_report_has_each_goal_with_met_or_not(self):
        self.assertRegex(self.report, r"at least 8 × libcsv alone, the same columns +\| [\d.]+ × +\| (met|\*\*not met\*\*)")
        self.assertRegex(self.report, r"less than 50 ms +\| \d+ ms +\| (met|\*\*not met\*\*)")

    def test_a_later_run_replaces_its_sections_and_leaves_the_rest(self):
        path = self.work / "performance.md"
        path.write_text(self.report + "\n## Memory\n\nwritten by hand\n")
        done = bench("--quick", "--work", self.work, "--only", "small")
        self.assertEqual(done.returncode, 0, done.stderr)
        text = path.read_text()
        self.assertIn("written by hand", text)
        self.assertEqual(text.count("<!-- bench: "), self.report.count("<!-- bench: "))

    def test_wrong_records_of_vitk_fail_the_run(self):
        liar = self.work / "liar"
        liar.write_text(f'#!/bin/sh\n"{VITK}" "$@"\ncode=$?\n'
                        'while [ $# -gt 1 ]; do [ "$1" = -o ] && out=$2; shift; done\n'
                        'case $out in *.csv) sed -i "s/Rivermill spinach/spinach/" "$out" ;; esac\nexit $code\n')
        liar.chmod(0o755)
        done = bench("--quick", "--work", self.work, "--only", "fdc-csv-without-k", "--only", "ciqual-xlsx", vitk=liar)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("with another name", done.stderr)

    def test_a_vitk_that_fails_fails_the_run(self):
        broken = self.work / "broken"
        broken.write_text(f'#!/bin/sh\n[ "$1" = version ] && exec "{VITK}" version\necho broken >&2; exit 7\n')
        broken.chmod(0o755)
        for job in ("small", "ciqual-xml"):
            done = bench("--quick", "--work", self.work, "--only", job, vitk=broken)
            self.assertEqual(done.returncode, 1, done.stderr)
            self.assertIn("vitk exited 7:\nbroken", done.stderr)
            self.assertIn("not measured", done.stdout)

    def test_an_unknown_job_is_refused_with_those_that_are(self):
        done = bench("--only", "nothing")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("fdc-csv", done.stderr)


if __name__ == "__main__":
    unittest.main()
