"""An input that would give what the dataset holds already is skipped; whatever the result depends on makes it read."""
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import unittest
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
from vitktest import ROOT, SAMPLES, TIMEOUT, VITK, run, temporary_folder  # noqa: E402

SR = SAMPLES / "usda-sr"
CIQUAL = SAMPLES / "ciqual-2025-xml"
LAB = SAMPLES / "csv"


class Unchanged(unittest.TestCase):
    """Each test has a folder of its own with copies of two samples."""

    def setUp(self):
        self.folder = temporary_folder()
        self.sr = self.folder / "sr"
        self.ciqual = self.folder / "ciqual"
        self.lab = self.folder / "lab.csv"
        self.map = self.folder / "lab.map"
        shutil.copytree(SR, self.sr)
        shutil.copytree(CIQUAL, self.ciqual)
        shutil.copy(LAB / "lab.csv", self.lab)
        shutil.copy(LAB / "lab.map", self.map)
        self.output = self.folder / "k.sqlite"

    def imported(self, *args, exits=0, **more):
        """An import into the output: source_id -> was it skipped?"""
        done = run("import", *args, "-o", self.output, "--json", **more)
        self.assertEqual(done.returncode, exits, done.stderr)
        self.said = done.stderr
        self.summary = json.loads(done.stdout)
        return {line["source_id"]: line["skipped"] for line in self.summary["sources"]}

    def export(self, path=None):
        return run("export", path or self.output, "--to", "ndjson", "-o", "-").stdout

    def test_it_is_skipped_said_and_nothing_is_written(self):
        self.assertEqual(self.imported(self.sr, self.ciqual), {"usda-sr": False, "ciqual-2025": False})
        before = (self.output.read_bytes(), os.stat(self.output).st_mtime_ns, os.stat(self.output).st_ino)
        for more in ((), ("--isolate=off",), ("--isolate=off",), ("--jobs", "1")):
            self.imported(self.sr, self.ciqual, *more)  # the process that reads is part of what a result depends on
            self.assertEqual(self.export(), self.export())
        self.output.unlink()
        self.imported(self.sr, self.ciqual)
        before = (self.output.read_bytes(), os.stat(self.output).st_mtime_ns, os.stat(self.output).st_ino)
        self.assertEqual(self.imported(self.sr, self.ciqual), {"usda-sr": True, "ciqual-2025": True})
        self.assertEqual((self.output.read_bytes(), os.stat(self.output).st_mtime_ns, os.stat(self.output).st_ino), before)
        self.assertIn("[unchanged]", self.said)
        self.assertIn("usda-sr", self.said)
        self.assertFalse(self.summary["written"])
        self.assertEqual([line["exit"] for line in self.summary["sources"]], [0, 0])
        table = run("import", self.sr, "-o", self.output)
        self.assertRegex(table.stderr, r"(?m)^usda-sr .*unchanged: skipped")
        self.assertEqual(table.stdout, "")

    def test_without_isolation_it_is_skipped_too(self):
        self.assertEqual(self.imported(self.sr, "--isolate=off"), {"usda-sr": False})
        self.assertEqual(self.imported(self.sr, "--isolate=off"), {"usda-sr": True})

    def test_force_imports_it(self):
        self.imported(self.sr)
        self.assertEqual(self.imported(self.sr, "--force"), {"usda-sr": False})
        self.assertTrue(self.summary["written"])
        self.assertEqual(self.imported(self.sr), {"usda-sr": True})

    def test_a_byte_of_a_file_that_was_read_counts(self):
        self.imported(self.sr, self.ciqual)
        data = self.ciqual / "compo_2025_11_03.xml"
        text = data.read_bytes()
        changed = text.replace(b"&lt; 0,8", b"&lt; 0,9", 1)
        self.assertNotEqual(text, changed)
        self.assertEqual(len(text), len(changed))  # names and sizes are the same
        times = os.stat(data)
        data.write_bytes(changed)
        os.utime(data, ns=(times.st_atime_ns, times.st_mtime_ns))
        self.assertEqual(self.imported(self.sr, self.ciqual), {"usda-sr": True, "ciqual-2025": False})
        self.assertIn('"< 0,9"', self.export().replace("\\u003c", "<"))
        data.write_bytes(text)
        self.assertEqual(self.imported(self.sr, self.ciqual), {"usda-sr": True, "ciqual-2025": False})

    def test_a_file_that_came_to_the_input_or_went_counts(self):
        self.imported(self.sr)
        (self.sr / "READ.ME").write_text("and more", encoding="ascii")
        self.assertEqual(self.imported(self.sr), {"usda-sr": False})
        self.assertEqual(self.imported(self.sr), {"usda-sr": True})
        (self.sr / "READ.ME").rename(self.sr / "READ.ME2")
        self.assertEqual(self.imported(self.sr), {"usda-sr": False})

    def test_a_zip_is_judged_by_what_is_in_it(self):
        def pack(level):
            with zipfile.ZipFile(self.folder / "sr.zip", "w", compression=zipfile.ZIP_DEFLATED, compresslevel=level) as to:
                for path in sorted(self.sr.iterdir()):
                    to.write(path, path.name)
        pack(1)
        self.assertEqual(self.imported(self.folder / "sr.zip"), {"usda-sr": False})
        pack(9)
        self.assertEqual(self.imported(self.folder / "sr.zip"), {"usda-sr": True})
        self.assertEqual(self.imported(self.sr), {"usda-sr": True})  # a folder and a zip of it are the same bundle

    def test_every_setting_that_makes_another_result_counts(self):
        self.imported(self.lab, "--map", self.map)
        for more in (["--all-foods"], ["--checksum", "sha256"], ["--all-foods", "--checksum", "sha256"]):
            self.assertEqual(self.imported(self.lab, "--map", self.map, *more), {"lab-2024": False}, more)
            self.assertEqual(self.imported(self.lab, "--map", self.map, *more), {"lab-2024": True}, more)
            self.assertEqual(self.imported(self.lab, "--map", self.map), {"lab-2024": False}, more)
        plan = self.map.read_text(encoding="utf-8")
        self.map.write_text(plan + "\n# a comment makes no other result\n", encoding="utf-8")
        self.imported(self.lab, "--map", self.map)
        self.map.write_text(plan.replace('"traces"; status = "trace"', '"traces"; status = "present"'), encoding="utf-8")
        self.assertEqual(self.imported(self.lab, "--map", self.map), {"lab-2024": False})

    def test_an_option_of_the_importer_counts(self):
        self.imported(self.sr)
        for again in (False, True):
            self.assertEqual(self.imported(self.sr, "-O", "release=28"), {"usda-sr28": again})
        self.assertEqual(self.imported(self.sr), {"usda-sr": True})

    def test_a_map_in_a_plugin_folder_and_another_build_of_a_plugin_count(self):
        plugins = self.folder / "plugins"
        plugins.mkdir()
        shutil.copy(self.map, plugins / "lab.map")
        self.imported(self.lab, "--plugin-dir", plugins)
        self.assertEqual(self.imported(self.lab, "--plugin-dir", plugins), {"lab-2024": True})
        plan = (plugins / "lab.map").read_text(encoding="utf-8")
        (plugins / "lab.map").write_text(plan.replace('country = "CH"', 'country = "AT"'), encoding="utf-8")
        self.assertEqual(self.imported(self.lab, "--plugin-dir", plugins), {"lab-2024": False})
        installed = run("plugin", "show", "usda-sr", "--json")
        library = Path(json.loads(installed.stdout)[0]["path"])
        self.imported(self.sr, "--plugin-dir", plugins)
        with open(library, "rb") as original, open(plugins / "usda-sr.so", "wb") as copy:
            copy.write(original.read() + b"\0")  # as another compiler would make it; its version is the same
        self.assertEqual(self.imported(self.sr, "--plugin-dir", plugins), {"usda-sr": False})

    def test_an_import_that_would_fail_now_is_not_skipped(self):
        lines = self.lab.read_bytes().splitlines(keepends=True)
        column = lines[0].decode("cp1252").rstrip().split(";").index("MK-4 (µg/100 g)")
        cells = lines[1].split(b";")
        cells[column] = b"a pound"
        self.lab.write_bytes(b"".join([lines[0], b";".join(cells), *lines[2:]]))
        first = run("import", self.lab, "--map", self.map, "-o", self.output)
        rejects = sqlite3.connect(self.output).execute("SELECT count(*) FROM problem WHERE severity = 'reject'").fetchone()[0]
        if rejects == 0:
            self.fail("the sample has no reject: " + first.stderr)
        self.assertEqual(first.returncode, 1)
        self.assertEqual(self.imported(self.lab, "--map", self.map), {"lab-2024": True})
        self.assertEqual(self.imported(self.lab, "--map", self.map, "--max-rejects", rejects), {"lab-2024": True})
        self.imported(self.lab, "--map", self.map, "--max-rejects", rejects - 1, exits=4)
        self.imported(self.lab, "--map", self.map, "--strict", exits=4)

    def test_a_source_that_is_gone_or_was_replaced_is_imported(self):
        self.imported(self.sr, self.ciqual)
        dataset = sqlite3.connect(self.output)
        dataset.execute("PRAGMA foreign_keys = ON")
        dataset.execute("DELETE FROM source WHERE source_id = 'usda-sr'")
        dataset.commit()
        dataset.close()
        self.assertEqual(self.imported(self.sr, self.ciqual), {"usda-sr": False, "ciqual-2025": True})
        rows = self.export().replace('"Pastis', '"Another Pastis')
        (self.folder / "other.ndjson").write_text(rows, encoding="utf-8")
        self.imported(self.folder / "other.ndjson")
        self.assertEqual(self.imported(self.sr, self.ciqual), {"usda-sr": False, "ciqual-2025": False})
        self.assertNotIn("Another Pastis", self.export())

    def test_an_input_of_several_sources_is_skipped_when_all_are_there(self):
        both = self.folder / "both.sqlite"
        self.assertEqual(run("import", self.sr, self.ciqual, "-o", both).returncode, 0)
        self.assertEqual(self.imported(both), {"usda-sr": False, "ciqual-2025": False})
        self.assertEqual(self.imported(both), {"usda-sr": True, "ciqual-2025": True})
        self.assertEqual(self.export(), self.export(both))
        self.imported(self.sr)  # one of the two now comes from elsewhere
        self.assertEqual(self.imported(both), {"usda-sr": False, "ciqual-2025": False})

    def test_a_dataset_as_input_is_imported_when_it_has_changed(self):
        both = self.folder / "both.sqlite"
        run("import", self.sr, "-o", both)
        self.assertEqual(self.imported(both), {"usda-sr": False})
        self.assertEqual(self.imported(both), {"usda-sr": True})
        dataset = sqlite3.connect(both)
        dataset.execute("UPDATE food SET name = 'Renamed' WHERE food_id = (SELECT min(food_id) FROM food)")
        dataset.commit()
        dataset.close()
        self.assertEqual(self.imported(both), {"usda-sr": False})
        self.assertIn("Renamed", self.export())

    def test_standard_input_is_skipped_only_where_it_can_be_read_twice(self):
        with zipfile.ZipFile(self.folder / "sr.zip", "w") as to:
            for path in sorted(self.sr.iterdir()):
                to.write(path, path.name)
        lab = f"--stdin-name lab.csv --map {self.map}"
        for given, source, skipped in ((f"cat {self.folder}/sr.zip |", "usda-sr", True),
                                       (f"cat {self.lab} |", "lab-2024", False),
                                       (f"< {self.lab}", "lab-2024", True)):
            command = f"{given} {VITK} import - {lab if 'lab' in given else ''} -o {self.output} --json"
            for again in (False, True):
                done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=TIMEOUT, check=False)
                self.assertEqual(done.returncode, 0, done.stderr)
                lines = json.loads(done.stdout)["sources"]
                self.assertEqual([(line["source_id"], line["skipped"]) for line in lines],
                                 [(source, skipped and again)], command)

    def test_two_inputs_that_are_one_source_stay_two(self):
        self.imported(self.sr)
        other = self.folder / "other"
        shutil.copytree(self.sr, other)
        (other / "READ.ME").write_text("x", encoding="ascii")
        self.imported(self.sr, other, exits=4)
        self.assertIn("[double-source]", self.said)
        self.assertEqual(self.imported(self.sr), {"usda-sr": True})
        self.imported(other, self.sr, exits=4)
        self.assertIn("[double-source]", self.said)

    def test_a_part_of_an_import_is_another_result(self):
        self.imported(self.sr)
        shards = [self.folder / f"shard-{i}.sqlite" for i in (1, 2)]
        for i, shard in enumerate(shards, 1):
            for again in (False, True):
                done = run("import", self.sr, "--shard", f"{i}/2", "-o", shard, "--json")
                self.assertEqual([line["skipped"] for line in json.loads(done.stdout)["sources"]], [again], done.stderr)
            done = run("import", self.sr, "--shard", f"{3 - i}/2", "-o", shard, "--json")
            self.assertFalse(json.loads(done.stdout)["sources"][0]["skipped"])
            run("import", self.sr, "--shard", f"{i}/2", "-o", shard)
        self.output.unlink()
        self.assertEqual(set(self.imported(*shards).values()), {False})
        whole = self.export()
        self.assertEqual(set(self.imported(*shards).values()), {False})
        self.assertEqual(self.imported(shards[0], exits=4), {"usda-sr": False})  # a part alone is no source
        self.assertEqual(self.export(), whole)

    def test_the_same_text_comes_of_a_dataset_with_skipped_inputs(self):
        self.imported(self.sr)
        self.imported(self.sr, self.ciqual)
        fresh = self.folder / "fresh.sqlite"
        run("import", self.sr, self.ciqual, "-o", fresh)
        self.assertEqual(self.export(), self.export(fresh))
        for a, b in ((self.output, self.folder / "a.csv"), (fresh, self.folder / "b.csv")):
            run("export", a, "-o", b)
        self.assertEqual((self.folder / "a.csv").read_bytes(), (self.folder / "b.csv").read_bytes())

    def test_no_export_has_anything_of_the_fingerprint(self):
        self.imported(self.sr, self.ciqual)
        texts = [text for (text,) in sqlite3.connect(self.output).execute("SELECT text FROM fingerprint")]
        self.assertEqual(len(texts), 2)
        sums = [word for text in texts for word in text.split() if word.startswith("xxh3:")]
        self.assertEqual(len(sums), 8)
        run("export", self.output, "-o", str(self.folder / "package") + "/")
        exports = [self.export().encode(), run("export", self.output, "--to", "csv", "-o", "-").stdout.encode()]
        exports += [path.read_bytes() for path in (self.folder / "package").iterdir()]
        for export in exports:
            self.assertNotIn(b"fingerprint", export)
            for word in sums:
                self.assertNotIn(word.encode(), export)

    def test_a_dataset_of_an_older_vitk_has_none_and_is_taken(self):
        self.imported(self.sr)
        dataset = sqlite3.connect(self.output)
        dataset.execute("DROP TABLE fingerprint")
        dataset.commit()
        dataset.close()
        self.assertEqual(self.imported(self.sr), {"usda-sr": False})
        self.assertEqual(self.imported(self.sr), {"usda-sr": True})

    def test_what_stands_in_the_table_is_trusted_for_nothing(self):
        self.imported(self.sr)
        dataset = sqlite3.connect(self.output)
        good = dataset.execute("SELECT text FROM fingerprint").fetchone()[0]
        head, members, read, rejects, sources = good.splitlines(keepends=True)
        number = read.split()[1]
        for bad in ("", "settings", head, head + members, head + members + read, good[:-1], good + "x",
                    good.replace(f"read {number}", "read 0-4294967295"), good.replace(f"read {number}", "read 4-0"),
                    good.replace(f"read {number}", "read 99999999999-1"), good.replace(f"read {number}", "read "),
                    good.replace(f"read {number}", "read 0-0,0-4"), good.replace("rejects 0", "rejects -"),
                    good.replace("sources 1", "sources 2"), head + "\n\n" + rejects + sources, "\0" * 50, good * 3):
            dataset.execute("UPDATE fingerprint SET text = ?", (bad,))
            dataset.commit()
            self.assertEqual(self.imported(self.sr), {"usda-sr": False}, bad)
            dataset.close()
            dataset = sqlite3.connect(self.output)
        dataset.execute("DROP TABLE fingerprint")
        dataset.execute("CREATE VIEW fingerprint AS WITH RECURSIVE r(source_id, text) AS (SELECT 'usda-sr', '' UNION ALL "
                        "SELECT source_id, text || 'x' FROM r) SELECT * FROM r")
        dataset.commit()
        dataset.close()
        self.assertEqual(self.imported(self.sr), {"usda-sr": False})

    def test_members_are_read_by_the_worker_and_not_by_the_command(self):
        """What is opened of the input: strace tells which process did."""
        if shutil.which("strace") is None:
            self.skipTest("no strace")
        self.imported(self.sr)
        log = self.folder / "log"
        done = subprocess.run(["strace", "-f", "-qq", "-y", "-e", "trace=read,pread64,openat,execve,clone", "-o", log, VITK, "import",
                               self.sr, "-o", self.output, "--json"], capture_output=True, text=True, timeout=TIMEOUT, check=False)
        if done.returncode != 0 and "ptrace" in done.stderr:
            self.skipTest("no ptrace here")
        self.assertTrue(json.loads(done.stdout)["sources"][0]["skipped"], done.stderr)
        lines = log.read_text(errors="replace").splitlines()
        programs = {line.split()[0] for line in lines if "execve(" in line and "vitk-worker" in line}
        workers = {line.rsplit(" = ", 1)[-1] for line in lines if line.split()[0] in programs and "clone" in line}
        readers = {line.split()[0] for line in lines if "NUT_DATA" in line}
        self.assertTrue(readers)
        self.assertLessEqual(readers, workers)

    def test_the_documents_tell_of_it(self):
        self.assertIn("fingerprint", (ROOT / "docs" / "dataset.md").read_text(encoding="utf-8"))
        self.assertIn("--force", (ROOT / "docs" / "streams.md").read_text(encoding="utf-8"))


if __name__ == "__main__":
    unittest.main()
