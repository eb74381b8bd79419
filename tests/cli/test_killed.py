"""A run that is killed leaves the old output whole, and the next run takes away what it left."""
import csv
import json
import resource
import shutil
import signal
import subprocess
import sys
import time
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
from vitktest import TIMEOUT, VITK, run, temporary_folder

RECORDS, FEW = 30000, 2000
OUTPUTS = ["out.sqlite", "out.csv", "out.ndjson", "out.xlsx", "out.avro", "folder/"]
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


def bytes_of(output):
    """Of a file, or of each file of a folder."""
    if output.is_dir():
        return {path.name: path.read_bytes() for path in output.iterdir() if ".vitk-" not in path.name}
    return output.read_bytes()


def content_of(output):
    """What two runs that wrote the same have in common: of a dataset its rows."""
    return rows_of(output) if output.suffix == ".sqlite" else bytes_of(output)


def gone_at(n):
    """The process that this is called in is ended by the system when a file of its own would get more than n bytes: it
    can do nothing about it, as with SIGKILL. What it starts may set itself another limit."""
    def limit():
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (n, resource.RLIM_INFINITY))
    return limit


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
        cls.few = folder / "few.ndjson"
        cls.few.write_text("\n".join(lines("lab-1", FEW, 2)), "utf-8")

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

    def check_rerun(self, output, undisturbed):
        """After runs that were killed."""
        self.imported(self.few, output)
        self.assertEqual(content_of(output), undisturbed)
        self.assertEqual(leftovers(output.parent) + (leftovers(output) if output.is_dir() else []), [])

    def test_at_whichever_byte_it_dies_the_old_output_stays_and_the_rerun_is_whole(self):
        for name in OUTPUTS:
            with self.subTest(name):
                whole = Path(self.imported(self.few, f"{temporary_folder()}/{name}"))
                sizes = [path.stat().st_size for path in (whole.iterdir() if whole.is_dir() else [whole])]
                n, undisturbed = max(sizes), content_of(whole)
                target = f"{temporary_folder()}/{name}"
                self.imported(self.old, target)
                output = Path(target)
                before = bytes_of(output)
                for limit in 0, 1, n // 5, n // 2, n - 4096, n - 1:
                    done = subprocess.run([VITK, "import", self.few, "--from", "ndjson", "-o", target, "-q"],
                                          preexec_fn=gone_at(limit), timeout=TIMEOUT)
                    self.assertEqual(done.returncode, -signal.SIGXFSZ, f"{limit} of {n} bytes")
                    self.assertEqual(bytes_of(output), before)
                    self.assertLessEqual(len(leftovers(output.parent)), 1)
                    if output.is_dir():  # an earlier export: each file has its temporary beside it
                        self.assertLessEqual(len(leftovers(output)), len(before))
                self.check_rerun(output, undisturbed)

    @unittest.skipUnless(shutil.which("strace"), "no strace")
    def test_killed_at_its_last_steps_the_output_is_the_old_or_the_new_one(self):
        """Before and after the file is renamed, and before it is on the disk."""
        for name in OUTPUTS[:-1]:
            undisturbed = content_of(self.imported(self.few, temporary_folder() / name))
            output = temporary_folder() / name
            for call, nth, is_new in ("fsync", 1, False), ("rename", 1, False), ("fsync", 2, True):
                with self.subTest(f"{name}: {call} {nth}"):
                    self.imported(self.old, output)
                    before = content_of(output)
                    done = subprocess.run(["strace", "-qq", "-o", "/dev/null", "-e", f"trace={call}", "-e",
                                           f"inject={call}:signal=KILL:when={nth}", VITK, "import", self.few, "--from",
                                           "ndjson", "-o", str(output), "-q"], timeout=TIMEOUT)
                    self.assertEqual(done.returncode, -signal.SIGKILL)
                    self.assertEqual(content_of(output), undisturbed if is_new else before)
                    self.check_rerun(output, undisturbed)

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
