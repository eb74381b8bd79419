"""What was measured, as text: a table for the terminal and the sections of docs/performance.md."""
import os
import re
import statistics
from pathlib import Path

LEFT_OUT = "not here"


def runs_of(result):
    """The seconds of each program that was run, in the order of the rounds."""
    return {row["name"]: row["seconds"] for row in result["programs"] if row["seconds"]}


def fastest(names, runs):
    """The runs of the program with the smallest median; None where none of them was run."""
    return min((runs[name] for name in names if name in runs), key=statistics.median, default=None)


def ratio(top, bottom):
    """How many times as long: the median over the rounds, since in a round both met the same load of the machine."""
    if len(top) != len(bottom): # one of them is slow and was run once
        return statistics.median(top) / statistics.median(bottom)
    return statistics.median(a / b for a, b in zip(top, bottom))


def ratio_of(goal, runs):
    """The goal's figure, or None where a program of it was not run."""
    top, bottom = fastest(goal.top, runs), fastest(goal.bottom, runs)
    if top is None or (goal.bottom and bottom is None):
        return None
    return ratio(top, bottom) if goal.bottom else statistics.median(top) * 1000


def goal_rows(job, runs):
    """(goal, figure, met or not) of each goal of a job, as text."""
    rows = []
    for goal in job.goals:
        found = ratio_of(goal, runs)
        if found is None:
            rows.append((goal.words, "", "not measured"))
            continue
        met = found >= goal.limit if goal.at_least else found <= goal.limit
        figure = f"{found:.2f} ×" if goal.bottom else f"{found:.0f} ms"
        rows.append((goal.words, figure, "met" if met else "**not met**"))
    return rows


def seconds_of(seconds):
    """The median, and in one word how far the runs lie apart; a single run is marked."""
    median = statistics.median(seconds)
    digits = 3 if median < 10 else 1
    if len(seconds) == 1:
        return f"{median:.{digits}f}*", ""
    return f"{median:.{digits}f}", f"{min(seconds):.{digits}f} – {max(seconds):.{digits}f}"


def table(head, rows):
    """A Markdown table whose cells stand under each other, so that it is read on a terminal, too."""
    widths = [max(len(str(row[i])) for row in [head, *rows]) for i in range(len(head))]
    lines = ["| " + " | ".join(str(cell).ljust(width) for cell, width in zip(row, widths)) + " |"
             for row in [head, *rows]]
    return "\n".join([lines[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *lines[1:]])


def section(job, result):
    """The section of a job: what was read, the programs, the goals."""
    runs, rows = runs_of(result), []
    for row in result["programs"]:
        if not row["seconds"]:
            rows.append((row["name"], LEFT_OUT, "", "", "", ""))
            continue
        median, spread = seconds_of(row["seconds"])
        times = f"{ratio(row['seconds'], runs['vitk']):.2f}" if "vitk" in runs else ""
        rows.append((row["name"], median, spread, times, f"{row['peak'] / 1024:.0f}", row["records"]))
    text = [f"## {job.title}", ""]
    read = f"Input: {result['bytes'] / 1e6:,.1f} MB. " if result["bytes"] else ""
    text += [read + job.says, ""] if read or job.says else []
    text += [table(("program", "s, median", "spread", "× vitk's time", "MB RSS", "records"), rows), ""]
    limit = runs.get("every byte read")
    if limit is not None and "vitk" in runs:
        text += [f"Reading every byte alone takes {ratio(limit, runs['vitk']) * 100:.1f} % of vitk's time.", ""]
    text.append(table(("goal", "measured", ""), goal_rows(job, runs)))
    return "\n".join(text)


def summary(jobs, results):
    """Each goal in one table."""
    rows = []
    for job in jobs:
        if job.name in results:
            rows += [(job.title, *row) for row in goal_rows(job, runs_of(results[job.name]))]
    return table(("job", "goal", "measured", ""), rows)


def machine(versions):
    """What it ran on, and with which versions."""
    cpu = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    memory = int(re.search(r"MemTotal:\s*(\d+)", Path("/proc/meminfo").read_text(encoding="utf-8")).group(1))
    system = re.search(r'PRETTY_NAME="(.*)"', Path("/etc/os-release").read_text(encoding="utf-8"))
    text = [f"{len(os.sched_getaffinity(0))} CPUs ({cpu.group(1) if cpu else os.uname().machine}), "
            f"{memory / 2**20:.0f} GiB, {system.group(1) if system else 'Linux'}, Linux {os.uname().release}."]
    text.append(table(("program", "version"), [(name, text_of or LEFT_OUT) for name, text_of in versions.items()]))
    return "\n\n".join(text)


def replace_sections(path, sections):
    """Puts each section between its markers; what stands elsewhere stays. A new one goes after the last of them."""
    text = path.read_text(encoding="utf-8") if path.exists() else "# Performance\n"
    for name, words in sections.items():
        marked = f"<!-- bench: {name} -->\n{words}\n<!-- /bench -->"
        old = re.compile(rf"<!-- bench: {re.escape(name)} -->\n.*?<!-- /bench -->", re.DOTALL)
        if old.search(text):
            text = old.sub(lambda _, new=marked: new, text, count=1)
        elif "<!-- /bench -->" in text:
            before, _, after = text.rpartition("<!-- /bench -->")
            text = f"{before}<!-- /bench -->\n\n{marked}{after}"
        else:
            text = f"{text.rstrip()}\n\n{marked}\n"
    path.write_text(text, encoding="utf-8")
