"""Good manners in a pipeline: what is on which descriptor, who may stop reading, and what an interrupt leaves."""
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
from vitktest import SAMPLES, TIMEOUT, VITK, run, temporary_folder  # noqa: E402

SR = SAMPLES / "usda-sr"
CIQUAL = SAMPLES / "ciqual-2025-xml"
BLS = SAMPLES / "bls-4.0"
LAB = SAMPLES / "csv"


def shell(command, **more):
    return subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=TIMEOUT, check=False, **more)


def dataset_of(*inputs):
    path = temporary_folder() / "k.sqlite"
    done = run("import", *inputs, "-o", path, "-q")
    if done.returncode != 0:
        raise AssertionError(done.stderr)
    return path


def workers_of(pid):
    """The processes that were started by one that runs."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]


def is_alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def wait_for(what, seconds=60):
    end = time.monotonic() + seconds
    while not what():
        if time.monotonic() > end:
            raise AssertionError("it did not happen")
        time.sleep(0.01)


def many_rows(folder, name, n=400000):
    """A table that takes a while to read and to write, and its map, which knows it by its header."""
    table = folder / f"{name}.csv"
    with open(table, "w", encoding="utf-8") as out:
        out.write(f"code;food;k1 {name}\n")
        out.writelines(f"{i};Food {i};{i % 97},5\n" for i in range(n))
    plan = folder / f"{name}.map"
    plan.write_text(
        f'vitk_map = 1; format = "csv"; source = {{ id = "{name}"; title = "Many"; }};\n'
        f'table = {{ delimiter = ";"; header = 1; }}; match = ( "code", "food", "k1 {name}" );\n'
        'numbers = { decimal = ","; }; food = { id = "code"; name = "food"; };\n'
        f'values = ( {{ component = "VITK1"; column = "k1 {name}"; unit = "µg/100 g"; }} );\n', encoding="utf-8")
    return table, plan


class StandardInput(unittest.TestCase):
    """A dataset is taken from standard input wherever one is named."""

    @classmethod
    def setUpClass(cls):
        cls.dataset = dataset_of(SR, CIQUAL)

    def both_ways(self, *command):
        named = run(*[str(self.dataset) if word == "-DATASET-" else word for word in command])
        piped = shell(f"cat {self.dataset} | {VITK} " + " ".join("-" if w == "-DATASET-" else w for w in command))
        with open(self.dataset, "rb") as stdin:
            given = subprocess.run([VITK, *["-" if word == "-DATASET-" else word for word in command]], stdin=stdin,
                                   capture_output=True, text=True, timeout=TIMEOUT, check=False)
        self.assertEqual(named.returncode, 0, named.stderr)
        self.assertEqual((piped.returncode, piped.stdout, piped.stderr), (0, named.stdout, ""))
        self.assertEqual((given.returncode, given.stdout, given.stderr), (0, named.stdout, ""))
        self.assertNotEqual(named.stdout, "")

    def test_top_explain_and_export_take_a_dataset_from_standard_input(self):
        self.both_ways("top", "-DATASET-", "--json")
        self.both_ways("explain", "-DATASET-", "ciqual-2025", "25936")
        for exporter in ("csv", "ndjson"):
            self.both_ways("export", "-DATASET-", "--to", exporter, "-o", "-")

    def test_a_dataset_goes_through_a_pipe_into_another_file(self):
        copy = temporary_folder() / "copy.sqlite"
        done = shell(f"cat {self.dataset} | {VITK} export - -o {copy}")
        self.assertEqual(done.returncode, 0, done.stderr)
        count = "SELECT count(*), sum(amount_ug) FROM value"
        self.assertEqual(sqlite3.connect(copy).execute(count).fetchall(),
                         sqlite3.connect(self.dataset).execute(count).fetchall())

    def test_what_is_no_dataset_is_told_and_named_as_it_was(self):
        for given in ("echo not a dataset", "printf ''", "head -c 5000 " + str(self.dataset)):
            done = shell(f"{given} | {VITK} top -")
            self.assertEqual(done.returncode, 4, (given, done))
            self.assertEqual(done.stdout, "")
            self.assertIn("-: ", done.stderr)

    def test_a_closed_standard_input_is_an_error_and_no_hang(self):
        done = shell(f"{VITK} top - <&-")
        self.assertEqual(done.returncode, 4, done)

    def test_an_interrupt_ends_the_wait_for_a_dataset(self):
        process = subprocess.Popen([VITK, "top", "-"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.PIPE)
        process.stdin.write(self.dataset.read_bytes()[:4096])
        process.stdin.flush()
        wait_until_it_reads(process.pid)
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(timeout=30), 130)
        self.assertEqual(process.stderr.read(), b"")
        process.stdin.close()
        process.stderr.close()


def wait_until_it_reads(pid):
    """It catches SIGTERM, and sleeps in a read of a pipe."""
    def reads():
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
        catches = int(status.split("SigCgt:")[1].split()[0], 16) >> (signal.SIGTERM - 1) & 1
        return catches and "S (sleeping)" in status and "pipe" in Path(f"/proc/{pid}/wchan").read_text(encoding="ascii")

    def catches():
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
        return int(status.split("SigCgt:")[1].split()[0], 16) >> (signal.SIGTERM - 1) & 1
    wait_for(catches)
    try:
        wait_for(reads, 2)
    except AssertionError:
        time.sleep(0.5)  # a kernel that does not say where it sleeps


class Descriptors(unittest.TestCase):
    """The summary and the progress go where a program wants them."""

    def test_the_summary_goes_to_its_descriptor_whatever_else_is_said(self):
        for more in ("-q", "--json", "-v", ""):
            folder = temporary_folder()
            done = shell(f"{VITK} import {SR} -o {folder}/k.sqlite {more} --summary=7 7>{folder}/summary")
            self.assertEqual(done.returncode, 0, done.stderr)
            summary = json.loads((folder / "summary").read_text(encoding="utf-8"))
            self.assertEqual(summary["sources"][0]["source_id"], "usda-sr")
            if more == "--json":
                self.assertEqual(json.loads(done.stdout), summary)
            else:
                self.assertEqual(done.stdout, "")

    def test_the_summary_is_written_where_the_data_are_on_standard_output(self):
        folder = temporary_folder()
        done = shell(f"{VITK} import {SR} --to ndjson -o - -q --summary=3 3>{folder}/summary")
        self.assertEqual(done.returncode, 0)
        self.assertEqual(len(done.stdout.splitlines()), 22)
        self.assertTrue(json.loads((folder / "summary").read_text(encoding="utf-8"))["written"])

    def test_a_failed_import_has_a_summary_too(self):
        done = shell(f"{VITK} import /nothing/here -q --summary=1 2>/dev/null")
        self.assertEqual(done.returncode, 4)
        self.assertEqual(json.loads(done.stdout)["exit"], 4)

    def test_a_descriptor_that_cannot_be_written_to_is_wrong_use(self):
        folder = temporary_folder()
        for option in ("--summary", "--progress"):
            for wrong in ("9", "3 3</dev/null", "4294967296", "18446744073709551616", "-1", "x", "''"):
                done = shell(f"{VITK} import {SR} -o {folder}/k.sqlite {option} {wrong}")
                self.assertEqual(done.returncode, 2, (option, wrong, done.stderr))
            self.assertEqual(shell(f"{VITK} import {SR} --to csv -o - {option}=1").returncode, 2)
        self.assertEqual(os.listdir(folder), [])

    def test_a_summary_that_cannot_be_written_is_told(self):
        done = shell(f"{VITK} import {SR} -o {temporary_folder()}/k.sqlite -q --summary=3 3>/dev/full")
        self.assertEqual(done.returncode, 5)
        self.assertIn("summary", done.stderr)

    def test_an_input_whose_name_is_no_text_is_in_the_summary(self):
        folder = temporary_folder()
        os.mkdir(os.fsencode(folder) + b"/\xff\xfe")
        done = subprocess.run([VITK.encode(), b"import", os.fsencode(folder) + b"/\xff\xfe", b"-q", b"--json", b"-o",
                               os.fsencode(folder) + b"/k.sqlite"], capture_output=True, timeout=TIMEOUT, check=False)
        self.assertEqual(json.loads(done.stdout)["sources"][0]["input"], f"{folder}/??")

    def test_progress_says_what_each_input_came_to(self):
        folder = temporary_folder()
        broken = folder / "broken.zip"
        broken.write_bytes(b"PK\3\4 and no more")
        for more in ("--jobs 1", "--jobs 4", "--isolate=off"):
            done = shell(f"{VITK} import {SR} {broken} {CIQUAL} -o {folder}/k.sqlite --force -q {more} --progress=3 "
                         f"3>{folder}/progress")
            self.assertEqual(done.returncode, 4, done.stderr)
            lines = [json.loads(line) for line in (folder / "progress").read_text(encoding="utf-8").splitlines()]
            ends = {line["input"]: line["exit"] for line in lines if line["event"] == "end"}
            self.assertEqual(ends, {str(SR): 0, str(broken): 4, str(CIQUAL): 0})
            self.assertEqual([line["event"] for line in lines if line["input"] == str(broken)][-1], "end")
            statements = [line["statements"] for line in lines if line["input"] == str(SR)]
            self.assertEqual(statements, sorted(statements))
            self.assertEqual(statements[-1], 22)

    def test_progress_counts_bytes_while_an_input_comes(self):
        folder = temporary_folder()
        table, plan = many_rows(folder, "steps", 20000)
        reader, writer = os.pipe()
        with subprocess.Popen([VITK, "import", "-", "--stdin-name", "steps.csv", "--map", plan, "-q", "-o",
                               folder / "k.sqlite", f"--progress={writer}"], stdin=subprocess.PIPE,
                              pass_fds=[writer]) as process:
            os.close(writer)
            rows = table.read_bytes()
            process.stdin.write(rows[:len(rows) // 2])
            process.stdin.flush()
            lines = os.fdopen(reader, encoding="utf-8")
            half = next(line for line in map(json.loads, lines) if (line["bytes"] or 0) > len(rows) // 4)
            self.assertEqual(half["event"], "progress")
            self.assertIsNone(half["of_bytes"])  # of a pipe
            process.stdin.write(rows[len(rows) // 2:])
            process.stdin.close()
            last = list(map(json.loads, lines))[-1]
            lines.close()
            self.assertEqual((last["event"], last["exit"], last["bytes"]), ("end", 0, len(rows)))
        done = shell(f"{VITK} import {table} --map {plan} -q -o {folder}/other.sqlite --progress=1")
        last = json.loads(done.stdout.splitlines()[-1])
        self.assertEqual((last["bytes"], last["of_bytes"]), (len(rows), len(rows)))

    def test_progress_that_nobody_reads_does_not_hold_the_import(self):
        reader, writer = os.pipe()
        os.set_blocking(writer, False)
        try:
            while os.write(writer, b"x" * 4096):
                pass
        except BlockingIOError:
            pass
        os.set_blocking(writer, True)  # as a program would hand it on
        done = subprocess.run([VITK, "import", SR, "-q", "-o", temporary_folder() / "k.sqlite", f"--progress={writer}"],
                              pass_fds=[writer], timeout=60, check=False)
        self.assertEqual(done.returncode, 0)
        self.assertTrue(os.get_blocking(writer))
        os.close(reader)
        done = subprocess.run([VITK, "import", SR, "-q", "-o", temporary_folder() / "k.sqlite", f"--progress={writer}"],
                              pass_fds=[writer], timeout=60, capture_output=True, check=False)
        os.close(writer)
        self.assertEqual((done.returncode, done.stderr), (0, b""))


class ClosedPipes(unittest.TestCase):
    """Whoever reads may stop: then the command ends as any tool of a pipeline does, without a word."""

    @classmethod
    def setUpClass(cls):
        cls.folder = temporary_folder()
        cls.table, cls.plan = many_rows(cls.folder, "many", 60000)
        cls.dataset = cls.folder / "many.sqlite"
        done = run("import", cls.table, "--map", cls.plan, "-o", cls.dataset, "-q")
        if done.returncode != 0:
            raise AssertionError(done.stderr)

    def commands(self):
        yield f"import {self.table} --map {self.plan} --to ndjson -o -"
        yield f"import {self.table} {SR} {CIQUAL} {BLS} --map {self.plan} --from csv --to csv -o - --jobs 4"
        yield f"export {self.dataset} --to csv -o -"
        yield f"export {self.dataset} --to ndjson -o -"
        yield f"top {self.dataset} --component VITK1 --limit 60000"
        yield f"top {self.dataset} --component VITK1 --limit 60000 --json"
        yield "plugin list --json"
        yield "plugin list"
        yield f"probe {SR}"
        yield "import --help"
        yield "--help"
        yield "version"

    def test_a_reader_that_goes_ends_the_command_by_sigpipe(self):
        for command in self.commands():
            for reader in ("true", "head -c 1 >/dev/null"):
                if reader != "true" and not ("many" in command):
                    continue  # a short output fits into the pipe
                done = shell(f"({VITK} {command} 2>{self.folder}/words | {reader}; exit ${{PIPESTATUS[0]}})")
                words = (self.folder / "words").read_text(encoding="utf-8")
                self.assertIn(done.returncode, (141, 0) if reader == "true" else (141,), (command, words))
                self.assertNotIn("ipe", words.replace("pipe/", ""), command)
                self.assertNotIn("FAILED", words, command)

    def test_it_was_sigpipe_and_nothing_else_that_ended_it(self):
        reader, writer = os.pipe()
        os.close(reader)
        for command in (["top", self.dataset, "-c", "VITK1"], ["plugin", "list"],
                        ["export", self.dataset, "--to", "csv", "-o", "-"], ["import", SR, "-q", "--to", "csv", "-o", "-"]):
            done = subprocess.run([VITK, *command], stdout=writer, stderr=subprocess.PIPE, timeout=TIMEOUT, check=False)
            self.assertEqual((done.returncode, done.stderr), (-signal.SIGPIPE, b""), command)
        os.close(writer)

    def test_where_sigpipe_is_ignored_it_exits_5_without_a_word(self):
        done = shell(f"trap '' PIPE; {VITK} top {self.dataset} -c VITK1 -n 60000 | true; exit ${{PIPESTATUS[0]}}")
        self.assertEqual((done.returncode, done.stderr), (5, ""))

    def test_no_worker_is_left(self):
        reader, writer = os.pipe()
        with subprocess.Popen([VITK, "import", SR, CIQUAL, BLS, self.table, "--to", "ndjson", "-o", "-", "-q", "--jobs", "4"],
                              stdout=writer, stderr=subprocess.DEVNULL) as process:
            os.close(writer)
            os.close(reader)
            seen = set()
            while process.poll() is None:
                try:
                    seen.update(workers_of(process.pid))
                except (OSError, ValueError):
                    break
            process.wait(timeout=60)
        self.assertEqual([pid for pid in seen if is_alive(pid)], [])

    def test_an_output_that_is_full_is_told_and_is_no_closed_pipe(self):
        for command in (f"top {self.dataset} -c VITK1", "plugin list", "version --json", "--help", f"export {self.dataset} --to csv -o -"):
            done = shell(f"{VITK} {command} >/dev/full")
            self.assertEqual(done.returncode, 5, command)
            self.assertIn("error", done.stderr, command)
        done = shell(f"{VITK} plugin list >&-")
        self.assertEqual(done.returncode, 5)

    def test_a_closed_standard_error_loses_no_data(self):
        done = shell(f"{VITK} import {SR} -o {self.folder}/k.sqlite --force 2>&-")
        self.assertEqual(done.returncode, 0)
        done = shell(f"({VITK} import {SR} -o {self.folder}/k.sqlite --force 2>&1 >/dev/null; echo $? >{self.folder}/code) | true")
        self.assertEqual((self.folder / "code").read_text(encoding="ascii").strip(), "0")


class Interrupts(unittest.TestCase):
    """SIGINT, SIGTERM and SIGHUP leave the old dataset whole, no file beside it and no process."""

    @classmethod
    def setUpClass(cls):
        cls.inputs = temporary_folder()
        cls.tables = [many_rows(cls.inputs, f"many{i}")[0] for i in range(2)]

    def interrupt(self, sign, jobs, moment, output="k.sqlite"):
        """Runs an import over an old dataset, sends the signal at the moment, and says what is left."""
        folder = temporary_folder()
        target = folder / output
        if output.endswith(".sqlite"):
            self.assertEqual(run("import", SR, "-o", target, "-q").returncode, 0)
        else:
            target.write_text("old", encoding="ascii")
        before = target.read_bytes()
        process = subprocess.Popen([VITK, "import", *self.tables, "--plugin-dir", self.inputs, "-o", target, "-q",
                                    "--jobs", str(jobs)], stderr=subprocess.PIPE)
        workers = set()
        wait_for(lambda: moment(process, folder, workers) or process.poll() is not None)
        self.assertIsNone(process.poll(), "it was done before the signal")
        process.send_signal(sign)
        code = process.wait(timeout=60)
        words = process.stderr.read().decode()
        process.stderr.close()
        self.assertEqual(code, 130, words)
        self.assertNotIn("error", words)
        self.assertEqual(target.read_bytes(), before)
        self.assertEqual(os.listdir(folder), [output])
        self.assertEqual([pid for pid in workers if is_alive(pid)], [])

    @staticmethod
    def while_reading(process, _folder, workers):
        try:
            workers.update(workers_of(process.pid))
        except (OSError, ValueError):
            return True
        catches = int(Path(f"/proc/{process.pid}/status").read_text(encoding="ascii").split("SigCgt:")[1].split()[0], 16)
        return bool(workers) and catches >> (signal.SIGTERM - 1) & 1 and catches >> (signal.SIGINT - 1) & 1

    @staticmethod
    def while_writing(process, folder, _workers):
        """Rows have come into the file that is to be the new one."""
        return any(path.stat().st_size > 300000 for path in folder.iterdir() if ".vitk-" in path.name)

    def test_while_inputs_are_read(self):
        for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            self.interrupt(sign, 1, self.while_reading)
        self.interrupt(signal.SIGTERM, 4, self.while_reading)

    def test_in_the_middle_of_writing_a_dataset(self):
        self.interrupt(signal.SIGINT, 1, self.while_writing)
        self.interrupt(signal.SIGTERM, 4, self.while_writing)

    def test_in_the_middle_of_writing_a_text(self):
        self.interrupt(signal.SIGINT, 4, self.while_writing, "k.csv")
        self.interrupt(signal.SIGTERM, 1, self.while_writing, "k.ndjson")

    def test_a_signal_that_was_ignored_stays_so(self):
        folder = temporary_folder()
        process = subprocess.Popen(["bash", "-c", f"trap '' HUP; exec {VITK} import {self.tables[0]} -q "
                                    f"--plugin-dir {self.inputs} -o {folder}/k.sqlite"])
        wait_for(lambda: "vitk" in Path(f"/proc/{process.pid}/comm").read_text(encoding="ascii"))
        process.send_signal(signal.SIGHUP)
        self.assertEqual(process.wait(timeout=TIMEOUT), 0)


if __name__ == "__main__":
    unittest.main()
