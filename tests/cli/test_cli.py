"""The command: exit codes, messages, and what it leaves behind. One test a promise."""
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import unicodedata
import unittest
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
from vitktest import SAMPLES, VITK, import_to_sqlite, run, shared, temporary_folder  # noqa: E402

SR = SAMPLES / "usda-sr"
CIQUAL = SAMPLES / "ciqual-2025-xml"
LAB = SAMPLES / "csv"


def text_export(dataset):
    done = run("export", dataset, "--to", "ndjson", "-o", "-")
    assert done.returncode == 0, done.stderr
    return done.stdout


def wait_until_it_catches(pid, number):
    for _ in range(200):
        status = Path(f"/proc/{pid}/status").read_text()
        caught = int(next(line for line in status.splitlines() if line.startswith("SigCgt")).split()[1], 16)
        if caught >> (number - 1) & 1:
            return
        time.sleep(0.05)


class ExitCodes(unittest.TestCase):
    """Each failure: the documented code, one clear message with its place, an old dataset unchanged."""

    def setUp(self):
        self.folder = temporary_folder()
        self.dataset = self.folder / "k.sqlite"
        self.assertEqual(run("import", SR, "-o", self.dataset).returncode, 0)
        self.before = self.dataset.read_bytes()

    def fails(self, code, message, *args, input=None, output=None):
        done = run("import", *args, "-o", output or self.dataset, input=input)
        self.assertEqual(done.returncode, code, done.stderr)
        self.assertIn(message, done.stderr)
        self.assertEqual(done.stderr.count("error: "), 1, done.stderr)
        self.assertEqual(self.dataset.read_bytes(), self.before)
        self.assertEqual(sorted(p.name for p in self.folder.iterdir() if p.name.startswith("k.sqlite")), ["k.sqlite"])

    def test_a_missing_file_is_4(self):
        self.fails(4, "no-such.zip", self.folder / "no-such.zip")

    def test_a_folder_that_no_plugin_knows_is_3(self):
        strange = self.folder / "strange"
        strange.mkdir()
        (strange / "notes.txt").write_text("nothing of food\n")
        self.fails(3, "no importer knows this input", strange)

    def test_a_folder_with_a_zip_that_no_plugin_knows_is_3(self):
        strange = self.folder / "zipped"
        strange.mkdir()
        with zipfile.ZipFile(strange / "notes.zip", "w") as archive:
            archive.writestr("notes.txt", "nothing of food\n")
        self.fails(3, "no importer knows this input", strange)

    def test_an_empty_folder_is_3(self):
        empty = self.folder / "empty"
        empty.mkdir()
        self.fails(3, "no importer knows this input", empty)

    def test_a_truncated_zip_is_4(self):
        whole = self.folder / "whole.zip"
        with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
            for member in SR.iterdir():
                archive.write(member, member.name)
        cut = self.folder / "cut.zip"
        cut.write_bytes(whole.read_bytes()[:-200])
        self.fails(4, "cut.zip", cut)

    def test_a_csv_in_the_wrong_charset_is_4_and_names_the_line(self):
        utf8_map = self.folder / "utf8.map"
        utf8_map.write_text((LAB / "lab.map").read_text().replace("windows-1252", "utf-8"))
        self.fails(4, "lab.csv:1", LAB / "lab.csv", "--map", utf8_map)

    def test_a_map_that_names_a_column_that_is_not_there_is_4(self):
        wrong = self.folder / "wrong.map"
        wrong.write_text((LAB / "lab.map").read_text().replace('column = "MK-7 (', 'column = "MK-77 ('))
        done = run("import", LAB / "lab.csv", "--map", wrong, "-o", self.dataset)
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertIn("MK-77", done.stderr)
        self.assertEqual(self.dataset.read_bytes(), self.before)

    def test_an_unknown_component_in_a_map_is_2_and_names_the_line(self):
        wrong = self.folder / "wrong.map"
        text = (LAB / "lab.map").read_text()
        wrong.write_text(text.replace('component = "MK9"', 'component = "MK99"'))
        line = text[: text.index('component = "MK9"')].count("\n") + 1
        self.fails(2, f"wrong.map:{line}", LAB / "lab.csv", "--map", wrong)

    def test_an_unknown_unit_in_a_map_is_2(self):
        wrong = self.folder / "wrong.map"
        wrong.write_text((LAB / "lab.map").read_text().replace('unit = "mcg"', 'unit = "IU"'))
        self.fails(2, "wrong.map:", LAB / "lab.csv", "--map", wrong)

    def test_an_importer_that_is_not_there_is_2(self):
        self.fails(2, "no importer has this name", SR, "--from", "nothing")

    def test_an_option_that_the_importer_lacks_is_2(self):
        self.fails(2, "speed", SR, "--from", "usda-sr", "-O", "speed=high")

    def test_an_output_whose_ending_tells_nothing_is_2(self):
        self.fails(2, "--to", SR, output=self.folder / "k.strange")

    def test_an_output_folder_that_is_not_there_is_5(self):
        self.fails(5, "not-there", SR, output=self.folder / "not-there" / "k.sqlite")

    def test_an_output_that_can_not_be_written_is_5(self):
        (self.folder / "file").write_text("")
        self.fails(5, "file", SR, output=self.folder / "file" / "k.sqlite")

    def test_a_file_that_is_no_dataset_is_5_and_stays(self):
        other = self.folder / "other.sqlite"
        other.write_text("my notes\n")
        self.fails(5, "other.sqlite", SR, output=other)
        self.assertEqual(other.read_text(), "my notes\n")

    def test_a_dataset_of_a_newer_version_is_5_and_says_both(self):
        newer = self.folder / "newer.sqlite"
        shutil.copy(self.dataset, newer)
        with sqlite3.connect(newer) as dataset:
            dataset.execute("PRAGMA user_version = 99")
        dataset.close()
        self.fails(5, "99", SR, output=newer)

    def test_a_plugin_that_can_not_be_loaded_is_6(self):
        (self.folder / "broken.so").write_text("not a plugin\n")
        self.fails(6, "broken.so", SR, "--from", "broken", "--plugin-dir", self.folder)

    def test_a_second_input_of_one_source_fails_and_the_others_are_kept(self):
        output = self.folder / "both.sqlite"
        done = run("import", CIQUAL, SAMPLES / "ciqual-2025-csv", SR, "-o", output)
        self.assertEqual(done.returncode, 4)
        self.assertIn("ciqual-2025-csv: this is source ciqual-2025, and so is", done.stderr)
        dataset = sqlite3.connect(output)
        self.assertEqual(dataset.execute("SELECT source_id FROM source ORDER BY 1").fetchall(),
                         [("ciqual-2025",), ("usda-sr",)])
        self.assertEqual(dataset.execute("SELECT DISTINCT file FROM value WHERE source_id = 'ciqual-2025'").fetchall(),
                         [("compo_2025_11_03.xml",)])
        dataset.close()

    def test_a_source_without_vitamin_k_is_8(self):
        bare = self.folder / "bare"
        shutil.copytree(SR, bare)
        rows = (bare / "NUT_DATA.txt").read_bytes().splitlines(keepends=True)
        kept = [row for row in rows if row.split(b"^")[1] not in (b"~428~", b"~429~", b"~430~")]
        self.assertLess(len(kept), len(rows))
        (bare / "NUT_DATA.txt").write_bytes(b"".join(kept))
        done = run("import", bare, "-o", self.dataset)
        self.assertEqual(done.returncode, 8, done.stderr)
        self.assertIn("no vitamin K in this release", done.stderr)
        self.assertEqual(self.dataset.read_bytes(), self.before)

    def test_a_source_without_vitamin_k_beside_another_is_0_and_leaves_no_row(self):
        bare = self.folder / "bare"
        shutil.copytree(SR, bare)
        rows = (bare / "NUT_DATA.txt").read_bytes().splitlines(keepends=True)
        (bare / "NUT_DATA.txt").write_bytes(b"".join(r for r in rows if b"~42" not in r and b"~430~" not in r))
        output = self.folder / "both.sqlite"
        self.assertEqual(run("import", bare, CIQUAL, "-o", output).returncode, 0)
        dataset = sqlite3.connect(output)
        self.assertEqual(dataset.execute("SELECT source_id FROM source").fetchall(), [("ciqual-2025",)])
        dataset.close()

    def test_a_failing_input_costs_its_source_only(self):
        output = self.folder / "both.sqlite"
        done = run("import", self.folder / "no-such", CIQUAL, "-o", output)
        self.assertEqual(done.returncode, 4)
        dataset = sqlite3.connect(output)
        self.assertEqual(dataset.execute("SELECT source_id FROM source").fetchall(), [("ciqual-2025",)])
        dataset.close()

    def test_strict_writes_nothing_when_an_input_fails(self):
        output = self.folder / "both.sqlite"
        self.assertEqual(run("import", "--strict", self.folder / "no-such", CIQUAL, "-o", output).returncode, 4)
        self.assertFalse(output.exists())

    def test_unknown_commands_and_options_are_2(self):
        self.assertEqual(run("improt").returncode, 2)
        self.assertEqual(run("import").returncode, 2)
        self.assertEqual(run("import", SR, "--fast").returncode, 2)
        self.assertEqual(run("export", self.dataset).returncode, 2)
        self.assertEqual(run("top", self.dataset, "--component", "K2").returncode, 2)
        self.assertEqual(run("explain", self.dataset, "usda-sr", "99999").returncode, 2)


class Rejects(unittest.TestCase):
    """What can't be used is counted, kept with its place, and said."""

    def setUp(self):
        self.folder = temporary_folder()
        self.table = self.folder / "lab.csv"
        raw = (LAB / "lab.csv").read_bytes()
        self.table.write_bytes(raw.replace(b";483;", b";48 or so;"))
        self.assertNotEqual(self.table.read_bytes(), raw)
        self.arguments = ("import", self.table, "--map", LAB / "lab.map")

    def test_a_reject_is_1_and_a_problem_with_its_place(self):
        output = self.folder / "k.sqlite"
        done = run(*self.arguments, "-o", output, "--json")
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("lab.csv:11", done.stderr)
        source = json.loads(done.stdout)["sources"][0]
        self.assertEqual((source["rejects"], source["exit"]), (1, 1))
        dataset = sqlite3.connect(output)
        self.assertEqual(
            dataset.execute("SELECT file, line, code, excerpt FROM problem WHERE severity = 'reject'").fetchall(),
            [("lab.csv", 11, "not-a-number", "48 or so")])
        read, values = dataset.execute(
            "SELECT statements_read, (SELECT count(*) FROM value) FROM source").fetchone()
        self.assertEqual(read, values + 1)
        dataset.close()

    def test_strict_and_max_rejects_make_it_fail(self):
        for argument in (["--strict"], ["--max-rejects", "0"]):
            output = self.folder / "k.sqlite"
            self.assertEqual(run(*self.arguments, "-o", output, *argument).returncode, 4)
            self.assertFalse(output.exists())
        self.assertEqual(run(*self.arguments, "-o", self.folder / "k.sqlite", "--max-rejects", "1").returncode, 1)


class Datasets(unittest.TestCase):
    """What is written does not depend on how it was asked for."""

    def setUp(self):
        self.folder = temporary_folder()

    def test_either_order_gives_one_text(self):
        a, b = self.folder / "a.sqlite", self.folder / "b.sqlite"
        self.assertEqual(run("import", SR, CIQUAL, "-o", a).returncode, 0)
        self.assertEqual(run("import", CIQUAL, SR, "-o", b).returncode, 0)
        self.assertEqual(text_export(a), text_export(b))
        for name, dataset in (("a", a), ("b", b)):
            self.assertEqual(run("export", dataset, "-o", f"{self.folder / name}/").returncode, 0)
        for file in sorted((self.folder / "a").iterdir()):
            self.assertEqual(file.read_bytes(), (self.folder / "b" / file.name).read_bytes(), file.name)

    def test_one_after_the_other_gives_the_text_of_both_at_once(self):
        a, b = self.folder / "a.sqlite", self.folder / "b.sqlite"
        self.assertEqual(run("import", SR, CIQUAL, "-o", a).returncode, 0)
        self.assertEqual(run("import", CIQUAL, "-o", b).returncode, 0)
        self.assertEqual(run("import", SR, "-o", b).returncode, 0)
        self.assertEqual(text_export(a), text_export(b))

    def test_import_to_text_is_the_export_of_the_dataset(self):
        dataset = self.folder / "k.sqlite"
        self.assertEqual(run("import", SR, CIQUAL, "-o", dataset).returncode, 0)
        direct = run("import", CIQUAL, SR, "--to", "ndjson", "-o", "-", "-q")
        self.assertEqual(direct.stdout, text_export(dataset))

    def test_folder_zip_and_standard_input_give_one_text(self):
        archive = self.folder / "sr.zip"
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
            for member in sorted(SR.iterdir(), reverse=True):
                packed.write(member, "sr28asc/" + member.name)
        texts = []
        for i, source in enumerate((SR, archive, "-")):
            output = self.folder / f"{i}.sqlite"
            with open(archive, "rb") as stdin:
                done = subprocess.run([VITK, "import", str(source), "-o", str(output)], stdin=stdin, check=False,
                                      capture_output=True)
            self.assertEqual(done.returncode, 0, done.stderr)
            texts.append(text_export(output))
        self.assertEqual(texts[0], texts[1])
        self.assertEqual(texts[0], texts[2])

    def test_a_named_standard_input_gives_the_text_of_the_file(self):
        with open(LAB / "lab.csv", "rb") as stdin:
            piped = subprocess.run([VITK, "import", "-", "--stdin-name", "lab.csv", "--map", str(LAB / "lab.map"), "-q",
                                    "--to", "csv", "-o", "-"], stdin=stdin, check=False, capture_output=True)
        direct = subprocess.run([VITK, "import", str(LAB / "lab.csv"), "--map", str(LAB / "lab.map"), "-q", "--to", "csv",
                                 "-o", "-"], check=False, capture_output=True)
        self.assertEqual(piped.returncode, 0, piped.stderr)
        self.assertEqual(piped.stdout, direct.stdout)

    def test_a_second_import_replaces_its_source_and_keeps_the_others(self):
        dataset = self.folder / "k.sqlite"
        self.assertEqual(run("import", SR, CIQUAL, "-o", dataset).returncode, 0)
        before = text_export(dataset)
        self.assertEqual(run("import", SR, "-o", dataset).returncode, 0)
        self.assertEqual(text_export(dataset), before)

    def test_dry_run_writes_nothing(self):
        done = run("import", SR, "-o", self.folder / "k.sqlite", "--dry-run", "--json")
        self.assertEqual(done.returncode, 0)
        self.assertFalse(json.loads(done.stdout)["written"])
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_all_foods_keeps_those_without_a_statement(self):
        dataset = self.folder / "k.sqlite"
        self.assertEqual(run("import", SR, "-o", dataset, "--all-foods").returncode, 0)
        connection = sqlite3.connect(dataset)
        foods, read = connection.execute("SELECT count(*), (SELECT foods_read FROM source) FROM food").fetchone()
        connection.close()
        self.assertEqual(foods, read)
        described = len((SR / "FOOD_DES.txt").read_bytes().splitlines())
        self.assertEqual(foods, described)

    def test_the_dataset_holds_its_own_checks(self):
        dataset = self.folder / "k.sqlite"
        self.assertEqual(run("import", SR, CIQUAL, "-o", dataset).returncode, 0)
        connection = sqlite3.connect(dataset)
        self.assertEqual(connection.execute("PRAGMA integrity_check").fetchall(), [("ok",)])
        self.assertEqual(connection.execute("PRAGMA foreign_key_check").fetchall(), [])
        connection.close()


class EverythingAtOnce(unittest.TestCase):
    """All real sources in one import: one dataset that holds, and puts foods where the sources put them."""

    @classmethod
    def setUpClass(cls):
        data = shared("data")
        folders = ["ciqual-2020", "ciqual-2025", "dsld", "fineli-18-excerpt", "fineli-20", "japan-2020", "matvaretabellen",
                   "sweden-2022", "switzerland", "taiwan-2024", "usda-fdc-csv/mixed-2023", "usda-fdc-csv/sr-legacy"]
        files = ["usda-sr28/sr28asc.zip", "usda-fdc-json/foundation_9foods_from_data_js.json",
                 "usda-fdc-json/food-328637.detail-abridged.json"]
        cls.dataset = import_to_sqlite([data / name for name in folders + files])
        cls.path = cls.dataset.execute("PRAGMA database_list").fetchone()[2]

    def test_the_dataset_holds_its_own_checks(self):
        self.assertEqual([tuple(row) for row in self.dataset.execute("PRAGMA integrity_check")], [("ok",)])
        self.assertEqual(self.dataset.execute("PRAGMA foreign_key_check").fetchall(), [])

    def test_the_ledger_of_each_source_closes(self):
        for row in self.dataset.execute(
                """SELECT source_id, statements_read,
                     (SELECT count(*) FROM value v WHERE v.source_id = s.source_id) AS n,
                     (SELECT count(*) FROM problem p WHERE p.source_id = s.source_id AND severity = 'reject') AS rejects
                   FROM source s"""):
            self.assertEqual(row["statements_read"], row["n"] + row["rejects"], row["source_id"])

    def test_sources_without_vitamin_k_leave_no_row(self):
        sources = {row[0] for row in self.dataset.execute("SELECT source_id FROM source")}
        self.assertEqual(len(sources), 12)
        self.assertFalse({s for s in sources if s.startswith(("matvaretabellen", "switzerland"))})

    def test_top_puts_foods_where_the_sources_put_them(self):
        def top(component, n):
            lines = json.loads(run("top", self.path, "-c", component, "-n", n, "--json").stdout)
            return [(line["source_id"], line["food_id"], line["amount_ug"]) for line in lines]
        self.assertEqual(top("VITK2", 2), [("ciqual-2020", "40120", 369.0), ("ciqual-2025", "40120", 369.0)])
        self.assertEqual(top("MK7", 1), [("taiwan-tfda-2024", "H2000101", 110.703)])
        self.assertEqual(top("VITK", 1), [("japan-stfcj-2020", "16033", 4000.0)])
        self.assertIn(("usda-sr28", "02003", 1714.5), top("VITK1", 4))
        self.assertIn(("ciqual-2025", "12729", 47.5), top("VITK2", 30))


class SideBySide(unittest.TestCase):
    """Inputs that are read at once are each what they are alone."""

    def test_one_that_is_not_known_leaves_the_others_their_files(self):
        folder = temporary_folder()
        known = [SAMPLES / name for name in ("taiwan-tfda-csv", "usda-sr", "ciqual-2025-csv", "fineli", "dsld", "nevo-2023")]
        unknown = [SAMPLES / "programs", SAMPLES / "csv"]
        self.assertEqual(run("import", *known, "-o", folder / "known.csv").returncode, 0)
        mixed = [unknown[0], known[0], unknown[1], known[1], unknown[0], *known[2:]]
        for _ in range(5):
            done = run("import", *mixed, "-j", 3, "-o", folder / "mixed.csv", "--force")
            self.assertEqual(done.returncode, 3, done.stderr)
            self.assertEqual((folder / "mixed.csv").read_bytes(), (folder / "known.csv").read_bytes())


class Streams(unittest.TestCase):
    """Data on stdout, words on stderr, and manners in a pipe."""

    def test_it_works_in_a_pipe_with_jq(self):
        command = f"cat {LAB}/lab.csv | {VITK} import --from csv --map {LAB}/lab.map --to ndjson -o - - | jq -s length"
        done = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(int(done.stdout), 38)

    def test_a_closed_pipe_ends_it_quietly(self):
        command = f"{VITK} import {SR} {CIQUAL} -q --to ndjson -o - | true; echo ${{PIPESTATUS[0]}}"
        done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
        self.assertEqual(done.stderr, "")

    def test_nothing_but_data_is_on_standard_output(self):
        done = run("import", SR, "--to", "ndjson", "-o", "-", "--json")
        for line in done.stdout.splitlines():
            self.assertIn("value", json.loads(line))
        self.assertIn('"sources"', done.stderr)

    def test_an_interrupt_leaves_the_old_dataset_whole(self):
        folder = temporary_folder()
        dataset = folder / "k.sqlite"
        self.assertEqual(run("import", SR, "-o", dataset).returncode, 0)
        before = dataset.read_bytes()
        with tempfile.TemporaryFile() as errors:
            process = subprocess.Popen([VITK, "import", "-", "--stdin-name", "x.csv", "--map", str(LAB / "lab.map"), "-o",
                                        str(dataset)], stdin=subprocess.PIPE, stderr=errors)
            process.stdin.write((LAB / "lab.csv").read_bytes()[:200])
            process.stdin.flush()
            wait_until_it_catches(process.pid, signal.SIGINT)
            time.sleep(0.5)  # and waits for more of its input
            process.send_signal(signal.SIGINT)
            try:
                code = process.wait(timeout=20)
            finally:
                process.kill()
                process.stdin.close()
        self.assertEqual(code, 130)
        self.assertEqual(dataset.read_bytes(), before)
        self.assertEqual(os.listdir(folder), ["k.sqlite"])


class Folder(unittest.TestCase):
    """The folder that it is started in, which may be one of downloads, is none to take programs from."""

    def test_no_library_is_taken_from_it(self):
        folder = temporary_folder()
        dynamic = subprocess.run(["readelf", "-dW", VITK], capture_output=True, text=True, check=True).stdout
        needed = re.findall(r"\(NEEDED\).*\[(.+)\]", dynamic)
        self.assertIn("libc.so.6", needed)
        for name in needed:
            (folder / name).write_text("no library")
        for path in (SR, CIQUAL):
            done = subprocess.run([VITK, "import", "-q", "--to", "ndjson", "-o", "-", path.resolve()], cwd=folder,
                                  capture_output=True, text=True, check=False)
            self.assertEqual(done.returncode, 0, done.stderr)


class Terminal(unittest.TestCase):
    """What a file says, or is named, is data: no control character of it reaches a terminal, and none that turns the
    direction of writing. Where a map has to name it, it does so by its bytes' numbers."""
    STEERING = "\x1b[31m\x07 \x7f \x9b31m \u2028 \u202e \u2069"

    def setUp(self):
        self.folder = temporary_folder()
        self.file = self.folder / f"lab{self.STEERING}.csv"
        self.file.write_text(f"code,name,phylloquinone \x9b ug/100g\n1,Kale {self.STEERING},7\n"
                             f"2,Leek,<5\n3,Rye,{self.STEERING}\n")

    def told(self, *arguments, code=0):
        done = subprocess.run([VITK, *arguments], capture_output=True, check=False)
        told = (done.stdout + done.stderr).decode()
        self.assertEqual(done.returncode, code, told)
        steering = [c for c in told if (c != "\n" and unicodedata.category(c) in ("Cc", "Zl", "Zp"))
                    or unicodedata.bidirectional(c) in ("RLO", "LRO", "RLE", "LRE", "PDF", "RLI", "LRI", "FSI", "PDI")]
        self.assertEqual(steering, [], told)
        return told

    def test_no_command_passes_it_on(self):
        dataset, plain = self.folder / "k.sqlite", self.folder / "plain.csv"
        plain.write_bytes(self.file.read_bytes())
        written = self.folder / "plain.map"
        written.write_text(self.told("map", "guess", plain))
        self.told("map", "guess", self.file)
        self.assertIn("is no number", self.told("import", "--map", written, plain, "-o", dataset, code=1))
        self.told("import", "--map", written, "--force", self.file, "-o", dataset, code=1)
        self.assertIn("Kale", self.told("explain", dataset, "plain", "1"))
        self.assertIn("Kale", self.told("top", dataset, "--component", "VITK1"))
        self.assertIn("Kale", self.told("map", "preview", written, plain, code=1))
        self.told("probe", self.file, code=3)
        for wrong in (["probe", self.folder / self.STEERING], [self.STEERING], ["top", "--" + self.STEERING],
                      ["plugin", "show", self.STEERING], ["import", self.file, "-o", self.folder / self.STEERING / "k"]):
            with self.subTest(wrong=wrong):
                done = subprocess.run([VITK, *wrong], capture_output=True, check=False)
                self.told(*wrong, code=done.returncode)

    def test_it_is_seen_wherever_it_stands_in_a_long_message(self):
        for n in range(500, 520):  # messages are printed in pieces
            told = self.told("probe", "a" * n + "\u202e" + "é" * 600, code=4)
            self.assertIn("a" * n + "   " + "é" * 600, told)

    def test_a_guessed_map_reads_what_it_names(self):
        plain, written = self.folder / "plain.csv", self.folder / "plain.map"
        plain.write_bytes(self.file.read_bytes())
        written.write_text(self.told("map", "guess", plain))
        self.assertIn(r"phylloquinone \xC2\x9B ug", written.read_text())
        done = run("import", "-q", "--map", written, plain, "--to", "ndjson", "-o", "-")
        names = [json.loads(line)["food"]["name"] for line in done.stdout.split("\n") if line]
        self.assertEqual([name[:4] for name in names], ["Kale", "Leek", "Rye"])
        self.assertIn("\x9b", names[0])  # the dataset has what the file says


class Words(unittest.TestCase):
    """Help is there for each command, and says each of its options."""

    def test_every_command_has_help_with_its_options(self):
        for command in ("import", "export", "probe", "plugin list", "plugin show", "explain", "top", "version"):
            done = run(*command.split(), "--help")
            self.assertEqual(done.returncode, 0)
            self.assertIn(f"usage: vitk {command}", done.stdout)
            self.assertIn("--help", done.stdout)

    def test_version_is_told_by_an_option_too(self):
        self.assertEqual(run("--version").stdout, run("version").stdout)
        self.assertEqual(run("--version").returncode, 0)

    def test_plugin_list_names_every_plugin_and_show_its_options(self):
        listed = run("plugin", "list").stdout
        for name in ("ciqual", "csv", "ndjson", "usda-sr", "xml"):
            self.assertRegex(listed, rf"(?m)^{name} ")
        shown = run("plugin", "show", "csv").stdout
        self.assertIn("map=FILE", shown)
        self.assertEqual(run("plugin", "show", "nothing").returncode, 2)

    def test_probe_says_who_and_why(self):
        done = run("probe", SR, "--json")
        self.assertEqual(done.returncode, 0)
        best = json.loads(done.stdout)[0]["candidates"][0]
        self.assertEqual(best["importer"], "usda-sr")
        self.assertGreaterEqual(best["score"], 80)
        self.assertIn("NUT_DATA", best["evidence"])
        self.assertEqual(run("probe", LAB / "lab.csv").returncode, 3)

    def test_explain_walks_a_value_back_to_its_line(self):
        dataset = temporary_folder() / "k.sqlite"
        self.assertEqual(run("import", SR, "-o", dataset).returncode, 0)
        connection = sqlite3.connect(dataset)
        row = connection.execute("SELECT food_id, component_id, line, original FROM value ORDER BY amount_ug DESC").fetchone()
        connection.close()
        line = (SR / "NUT_DATA.txt").read_bytes().splitlines()[row[2] - 1].decode("windows-1252")
        self.assertIn(f"^{row[3]}^", line)
        explained = run("explain", dataset, "usda-sr", row[0], row[1]).stdout
        self.assertIn(f"NUT_DATA.txt, line {row[2]}", explained)
        self.assertIn(f'"{row[3]}"', explained)

    def test_top_ranks_by_amount(self):
        dataset = temporary_folder() / "k.sqlite"
        self.assertEqual(run("import", SR, CIQUAL, "-o", dataset).returncode, 0)
        lines = json.loads(run("top", dataset, "--component", "VITK1", "--json").stdout)
        amounts = [line["amount_ug"] for line in lines if line["amount_ug"] is not None]
        self.assertEqual(amounts, sorted(amounts, reverse=True))
        self.assertGreater(len(amounts), 3)


if __name__ == "__main__":
    unittest.main()
