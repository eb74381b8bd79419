"""What the tests of engines share: servers that are started and stopped, and the import that theirs must equal."""
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
from vitktest import ROOT, SAMPLES, VITK, run, temporary_folder  # noqa: E402

PROGRAMS = ROOT / "samples" / "programs"
INPUT = SAMPLES / "usda-fdc-csv"
SHARDS = 4
PATIENCE = 60 # seconds for a server to come up

# Stands in for the command: kills the real one at its first run of shard 2, as a node that fails would.
DIES_ONCE = """#!/bin/sh
case " $* " in *" --shard 2/"*)
  if mkdir {marker} 2>/dev/null; then
    "{vitk}" "$@" & kill -KILL $!
    wait $!
    exit 137
  fi ;;
esac
exec "{vitk}" "$@"
"""


def needs(*programs):
    """The test is skipped where a program is not installed."""
    for program in programs:
        if shutil.which(program) is None:
            print(f"skipped: no {program}")
            raise unittest.SkipTest(f"no {program}")


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def wait_for(condition, what):
    for _ in range(PATIENCE * 10):
        if condition():
            return
        time.sleep(0.1)
    raise AssertionError(f"{what} did not come within {PATIENCE} s")


class Servers:
    """Processes in the foreground, each with a log of its own; stop() ends those that were started and no others."""

    def __init__(self, folder):
        self.folder = folder
        self.running = []

    def start(self, *command, env=None):
        words = list(map(str, command))
        log = self.folder / f"{Path(words[0]).name}-{len(self.running)}.log"
        with open(log, "wb") as out:
            self.running.append(subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=out, stderr=out, env=env,
                                                 start_new_session=True))
        return log

    def stop(self):
        for process in reversed(self.running):
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        self.running.clear()


def text_of(dataset):
    """Every table of the dataset as text."""
    folder = temporary_folder()
    done = run("export", dataset, "-q", "-o", f"{folder}/text/")
    if done.returncode != 0:
        raise AssertionError(done.stderr)
    return {path.name: path.read_bytes() for path in sorted((folder / "text").iterdir())}


def plain_import():
    """The text of the same input, imported at once."""
    dataset = temporary_folder() / "plain.sqlite"
    done = run("import", INPUT, "-q", "-o", dataset)
    if done.returncode != 0:
        raise AssertionError(done.stderr)
    return text_of(dataset)


def command_that_dies_once(folder):
    path = folder / "vitk-that-dies-once"
    path.write_text(DIES_ONCE.format(marker=folder / "died", vitk=VITK))
    path.chmod(0o755)
    return path
