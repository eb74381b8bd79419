"""Runs programs in turn and measures each as a whole process: from its start until it is gone, and its memory."""
import shutil
import statistics
import subprocess
from dataclasses import dataclass, field

import peers

SLOW = 30 # seconds: a program that takes longer is run only once


@dataclass
class Measured:
    """The runs of one program, each measured by the program `measure`."""
    measure: object
    seconds: list = field(default_factory=list)
    peak: int = 0 # of resident memory, in KiB: of one process, the largest

    def median(self):
        return statistics.median(self.seconds)


class Failed(Exception):
    """A program ended otherwise than it must."""


def once(program, given, output, measured):
    """One run, whose output is new each time."""
    if output.is_dir():
        shutil.rmtree(output)
    output.unlink(missing_ok=True)
    log, result = output.with_suffix(".log"), output.with_suffix(".took")
    command = [measured.measure, result, program.cpus, *program.command(given, output)]
    with open(log, "wb") as words:
        subprocess.run(list(map(str, command)), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=words,
                       env=peers.environment(), check=True)
    seconds, peak, code = result.read_text().split()
    if int(code) not in program.exits:
        raise Failed(f"{program.name} exited {code}:\n{log.read_text(encoding='utf-8', errors='replace')[-2000:]}")
    measured.seconds.append(float(seconds))
    measured.peak = max(measured.peak, int(peak))


def alternate(programs, runs):
    """Runs them A B C A B C …; `programs` lists (program, input, output, measured).

    Each has its first run behind it, whose output was checked. It warmed the page cache, and counts only where it is
    the only one.
    """
    several = [row for row in programs if row[3].seconds[0] <= SLOW] if runs > 1 else []
    for row in several:
        row[3].seconds.clear()
    for _ in range(runs):
        for row in several:
            once(*row)
