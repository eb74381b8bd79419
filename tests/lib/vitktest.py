"""What the tests of importers share: run the command, open what it wrote, find the real sources.

VITK names the command under test, VITK_SHARED the folder of real sources (else ../shared beside the project).
"""
import atexit
import os
import shutil
import sqlite3
import subprocess
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "samples"
VITK = os.environ.get("VITK", "vitk")
SHARED = Path(os.environ.get("VITK_SHARED") or ROOT.parent / "shared")
TIMEOUT = 300  # seconds a run may take


def run(*args, input=None):
    """One run of the command: a CompletedProcess with text. It never raises for an exit code."""
    return subprocess.run([VITK, *map(str, args)], input=input, capture_output=True, text=True, encoding="utf-8",
                          errors="replace", timeout=TIMEOUT, check=False)


def sample_folders():
    """Each folder of samples/ that is a source's: samples/programs has programs."""
    return sorted(path for path in SAMPLES.iterdir() if path.is_dir() and path.name != "programs")


def temporary_folder():
    """A folder of its own that is gone when the tests are."""
    folder = Path(tempfile.mkdtemp(prefix="vitk-test-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def import_to_sqlite(inputs, *args, exits=(0,)):
    """Imports one input or a list of them and opens the dataset; rows are sqlite3.Row."""
    inputs = [inputs] if isinstance(inputs, (str, Path)) else list(inputs)
    output = temporary_folder() / "out.sqlite"
    done = run("import", *inputs, "-o", output, *args)
    if done.returncode not in exits:
        raise AssertionError(f"vitk import {inputs} exited {done.returncode}, not {exits}:\n{done.stderr}")
    dataset = sqlite3.connect(output)
    dataset.row_factory = sqlite3.Row
    return dataset


def shared(path):
    """A real source; the test is skipped where it is not there."""
    found = SHARED / path
    if not found.exists():
        print("skipped: no ../shared")
        raise unittest.SkipTest("no ../shared")
    return found


def one(dataset, sql, *values):
    """The one row that the query must give."""
    rows = dataset.execute(sql, values).fetchall()
    if len(rows) != 1:
        raise AssertionError(f"{len(rows)} rows where 1 is expected: {sql} {values}")
    return rows[0]
