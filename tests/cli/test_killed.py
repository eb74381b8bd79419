"""A run that is killed leaves the old output whole, and the next run takes away what it left."""
import csv
import json
import signal
import subprocess
import sys
import time
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
from vitktest import TIMEOUT, VITK, run, temporary_folder

RECORDS = 30000
SLEEPS = [0.002 * 1.6**i for i in range(14)]  # seconds until the kill: from the start of a run to past its end


def lines(source, n, amount):
    """n records on lines, of n foods."""
    for i in range(n):
        yield json.dumps({"source": {"source_id": source}, "food": {"food_id": str(i), "name": f"Food {i}"},
                          "value": {"component_id": "VITK1", "original": str(amount + i / 10),
                                    "original_unit": "µg"}})


def leftovers(folder):
    return sorted(path.name for path in folder.iterdir() if ".vitk-" in path.name)


def rows_of(output):
    """The rows of a dataset or an export, as CSV."""
    if output.suffix == ".csv":
        return output.read_text("utf-8")
    if output.is_dir():
        return (output / "value.csv").read_text("utf-8")
    done = run("export", output, "-o", "-", "--to", "csv")
    assert done.returncode == 0, done.stderr
    return done.stdout


def start(folder, name):
    """An import that waits for its input on a pipe, its temporary made."""
    process = subprocess.Popen([VITK, "import", "--from", "ndjson", "-", "-o", f"{folder}/{name}", "-q"],
                               stdin=subprocess.PIPE, stderr=subprocess.PIPE)
    end = time.monotonic() + TIMEOUT
    while not leftovers(folder) and process.poll() is None and time.monotonic() < end:
        time.sleep(0.005)
    return process


class Killed(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = temporary_folder()
        cls.old, cls.new = folder / "old.ndjson", folder / "new.ndjson"
        cls.old.write_text("\n".join(lines("lab-1", 10, 1)), "utf-8")
        cls.new.write_text("\n".join(lines("lab-1", RECORDS, 2)), "utf-8")

    def imported(self, source, output):
        done = run("import", source, "--from", "ndjson", "-o", output, "-q")
        self.assertEqual(done.returncode, 0, done.stderr)
        return output

    def killed_at_any_moment(self, name):
        folder = temporary_folder()
        undisturbed = rows_of(self.imported(self.new, temporary_folder() / name))
        output = self.imported(self.old, folder / name)
        before = rows_of(output)
        for seconds in SLEEPS:
            process = subprocess.Popen([VITK, "import", self.new, "--from", "ndjson", "-o", str(output), "-q"])
            time.sleep(seconds)
            process.send_signal(signal.SIGKILL)
            process.wait()
            self.assertIn(rows_of(output), (before, undisturbed))
            self.assertLessEqual(len(leftovers(folder)), 1)
        self.imported(self.new, output)
        self.assertEqual(rows_of(output), undisturbed)
        self.assertEqual(leftovers(folder), [])

    def test_a_dataset_is_the_old_or_the_new_one(self):
        self.killed_at_any_moment("out.sqlite")

    def test_an_export_is_the_old_or_the_new_one(self):
        self.killed_at_any_moment("out.csv")

    def test_what_a_killed_run_left_is_removed_by_the_next(self):
        for name in "out.sqlite", "out.csv", "folder/":
            with self.subTest(name):
                folder = temporary_folder()
                process = start(folder, name)
                process.kill()
                process.communicate()
                self.assertEqual(len(leftovers(folder)), 1)
                done = run("import", self.old, "--from", "ndjson", "-o", f"{folder}/{name}", "-q")
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertEqual([path.name for path in folder.iterdir()], [name.rstrip("/")])

    def test_what_a_living_run_writes_stays(self):
        folder = temporary_folder()
        output = folder / "out.csv"
        process = start(folder, "out.csv")
        held = leftovers(folder)
        self.imported(self.old, output)
        self.assertEqual(leftovers(folder), held)
        errors = process.communicate("\n".join(lines("lab-2", 3, 5)).encode())[1]
        self.assertEqual(process.returncode, 0, errors)
        with open(output, encoding="utf-8", newline="") as text:
            self.assertEqual({row["source_id"] for row in csv.DictReader(text)}, {"lab-2"})
        self.assertEqual(leftovers(folder), [])

    def test_files_that_only_look_like_leftovers_stay(self):
        folder = temporary_folder()
        others = ["out.csv.vitk-notes", "out.csv.vitk-0123456", "out.csv.vitk-0123456789", "another.csv.vitk-01234567"]
        for name in others:
            (folder / name).write_text("mine", "utf-8")
        (folder / "out.csv.vitk-89abcdef").symlink_to(folder / others[0])
        self.imported(self.old, folder / "out.csv")
        self.assertEqual(leftovers(folder), sorted(others + ["out.csv.vitk-89abcdef"]))


if __name__ == "__main__":
    unittest.main()
