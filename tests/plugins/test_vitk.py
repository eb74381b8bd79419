"""The importer of vitk's own datasets: what was written comes back as it was, and what breaks the rules is told."""
import json
import shutil
import sqlite3
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
import vitktest  # noqa: E402

REJECTS = "Code;Name;Vitamin K1\n1;Kale;12,5\n1;Kale;3\n2;Cress;many\n3;Leek;< 0,5\n4;Dill;spur\n"
MAP = """vitk_map = 1; format = "csv"; source = { id = "lab"; title = "Lab"; licence = "CC0"; };
numbers = { decimal = ","; }; food = { id = "Code"; name = "Name"; };
tokens = ( { text = "spur"; status = "trace"; } );
values = ( { column = "Vitamin K1"; component = "VITK1"; unit = "µg"; } );"""


def lines(dataset):
    """All of a dataset as text: each table, and the stream."""
    folder = vitktest.temporary_folder() / "tables"
    stream = vitktest.run("export", dataset, "--to", "ndjson", "-o", "-")
    tables = vitktest.run("export", dataset, "--to", "csv", "-o", f"{folder}/")
    if stream.returncode != 0 or tables.returncode != 0:
        raise AssertionError(stream.stderr + tables.stderr)
    return {"stream": stream.stdout, **{path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}}


def loosen(path, columns="*"):
    """The table `value` without types and keys, so that a test can write what it likes into it."""
    with sqlite3.connect(path) as dataset:
        dataset.execute("PRAGMA legacy_alter_table = ON")
        dataset.execute("DROP VIEW food_k")
        dataset.execute("ALTER TABLE value RENAME TO old")
        dataset.execute(f"CREATE TABLE value AS SELECT {columns} FROM old")
        dataset.execute("DROP TABLE old")
    dataset.close()


class RoundTrip(unittest.TestCase):
    def setUp(self):
        self.folder = vitktest.temporary_folder()

    def first(self, *inputs, exits=(0,)):
        """A dataset of these inputs, as a path."""
        path = self.folder / "first.sqlite"
        done = vitktest.run("import", *inputs, "-o", path)
        self.assertIn(done.returncode, exits, done.stderr)
        return path

    def with_rejects(self):
        (self.folder / "lab.csv").write_text(REJECTS, encoding="utf-8")
        (self.folder / "lab.map").write_text(MAP, encoding="utf-8")
        return self.first(self.folder / "lab.csv", "--map", self.folder / "lab.map", exits=(1,))

    def again(self, path, *args, exits=(0,)):
        output = self.folder / "again.sqlite"
        output.unlink(missing_ok=True)
        done = vitktest.run("import", path, "-o", output, *args)
        self.assertIn(done.returncode, exits, done.stderr)
        return output, done

    def change(self, path, *statements):
        with sqlite3.connect(path) as dataset:
            dataset.execute("PRAGMA ignore_check_constraints = ON")
            for statement in statements:
                dataset.execute(statement)
        dataset.close()

    def problems(self, path, code):
        with sqlite3.connect(path) as dataset:
            return dataset.execute("SELECT severity, message, excerpt FROM problem WHERE code = ?", (code,)).fetchall()

    def test_every_sample_comes_back_byte_for_byte(self):
        for sample in ("usda-sr", "ciqual-2020-xml", "ciqual-2025-csv", "ciqual-2013-csv"):
            with self.subTest(sample):
                path = self.first(vitktest.SAMPLES / sample)
                self.assertEqual(lines(self.again(path)[0]), lines(path))
                path.unlink()

    def test_problems_rejects_and_flags_come_back_too(self):
        path = self.with_rejects()
        written = lines(path)
        self.assertIn("stated-twice", written["value.csv"])
        self.assertIn(",reject,", written["problem.csv"])
        again, done = self.again(path, exits=(1,))
        self.assertEqual(lines(again), written)
        self.assertNotIn("many", done.stderr)  # it was told when it was read

    def test_foods_without_values_stay(self):
        path = self.folder / "all.sqlite"
        done = vitktest.run("import", vitktest.SAMPLES / "usda-sr", "--all-foods", "-o", path)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(lines(self.again(path)[0]), lines(path))

    def test_two_datasets_are_merged_into_one(self):
        sr, ciqual = self.folder / "sr.sqlite", self.folder / "ciqual.sqlite"
        for sample, path in (("usda-sr", sr), ("ciqual-2025-csv", ciqual)):
            self.assertEqual(vitktest.run("import", vitktest.SAMPLES / sample, "-o", path).returncode, 0)
        merged = vitktest.import_to_sqlite([sr, ciqual])
        count = "SELECT count(*) FROM value"
        parts = [sqlite3.connect(path).execute(count).fetchone()[0] for path in (sr, ciqual)]
        self.assertEqual(merged.execute(count).fetchone()[0], sum(parts))
        self.assertEqual([row[0] for row in merged.execute("SELECT importer FROM source ORDER BY 1")], ["ciqual", "usda-sr"])

    def test_a_dataset_in_an_archive_is_read(self):
        path = self.first(vitktest.SAMPLES / "usda-sr")
        shutil.make_archive(str(self.folder / "packed"), "zip", self.folder, path.name)
        self.assertEqual(lines(self.again(self.folder / "packed.zip")[0]), lines(path))

    def test_the_same_source_twice_is_refused(self):
        path = self.first(vitktest.SAMPLES / "usda-sr")
        copy = shutil.copy(path, self.folder / "copy.sqlite")
        done = vitktest.run("import", path, copy, "-o", self.folder / "out.sqlite")
        self.assertEqual(done.returncode, 4)
        self.assertIn("double-source", done.stderr)

    def test_a_value_that_breaks_the_rules_is_a_reject_and_the_ledger_closes(self):
        broken = {
            "UPDATE value SET amount_ug = NULL WHERE status = 'value'": "both bounds are equal",
            "UPDATE value SET upper_ug = amount_ug + 1 WHERE status = 'value'": "both bounds are equal",
            "UPDATE value SET lower_ug = 1 WHERE status = 'trace'": "a trace has no amount",
            "UPDATE value SET amount_ug = -1 WHERE status = 'value'": "below zero",
            "UPDATE value SET status = 'some'": "column status",
            "UPDATE value SET amount_ug = 'much' WHERE status = 'value'": "it is no number",
            "UPDATE value SET n = 1.5": "no whole number",
            "UPDATE value SET flags = replace(hex(zeroblob(100)), '0', 'x')": "flags",
        }
        for change, words in broken.items():
            with self.subTest(change):
                path = self.with_rejects()
                loosen(path)
                self.change(path, change)
                again, _ = self.again(path, exits=(1,))
                told = self.problems(again, "bad-value-row")
                self.assertTrue(told)
                self.assertTrue(all(severity == "reject" and words in message for severity, message, _ in told), told)
                with sqlite3.connect(again) as dataset:
                    read = dataset.execute("SELECT statements_read FROM source").fetchone()[0]
                    values = dataset.execute("SELECT count(*) FROM value").fetchone()[0]
                    rejects = dataset.execute("SELECT count(*) FROM problem WHERE severity = 'reject'").fetchone()[0]
                self.assertEqual((read, values + rejects), (5, 5))
                self.assertEqual(self.problems(again, "ledger-differs"), [])
                path.unlink()

    def test_a_ledger_that_does_not_add_up_is_told(self):
        path = self.with_rejects()
        self.change(path, "DELETE FROM value WHERE food_id = '3'")
        again, _ = self.again(path, exits=(1,))
        self.assertEqual(len(self.problems(again, "ledger-differs")), 1)

    def test_a_value_of_a_food_that_has_no_row_is_kept_and_told(self):
        path = self.with_rejects()
        self.change(path, "DELETE FROM food WHERE food_id = '4'")
        again, _ = self.again(path, exits=(1,))
        self.assertEqual(len(self.problems(again, "food-not-described")), 1)

    def test_a_value_of_a_source_that_has_no_row_is_an_error(self):
        path = self.with_rejects()
        self.change(path, "UPDATE value SET source_id = 'other' WHERE food_id = '4'")
        _, done = self.again(path, exits=(4,))
        self.assertIn("no-source", done.stderr)

    def test_a_column_that_is_not_known_is_refused(self):
        path = self.with_rejects()
        self.change(path, "ALTER TABLE value ADD COLUMN isomer TEXT")
        _, done = self.again(path, exits=(4,))
        self.assertIn("dataset-too-new", done.stderr)
        self.assertIn("isomer", done.stderr)

    def test_columns_are_found_by_name(self):
        path = self.with_rejects()
        before = lines(path)
        with sqlite3.connect(path) as dataset:
            names = [row[1] for row in dataset.execute("PRAGMA table_info(value)")]
        dataset.close()
        loosen(path, ", ".join(reversed(names)))
        self.assertEqual(lines(self.again(path, exits=(1,))[0]), before)

    def test_a_broken_file_is_an_error_and_not_a_crash(self):
        whole = self.with_rejects().read_bytes()
        for cut in (17, 100, 4096, len(whole) // 2, len(whole) - 1):
            with self.subTest(cut):
                path = self.folder / "cut.sqlite"
                path.write_bytes(whole[:cut])
                self.assertIn(vitktest.run("import", path, "-o", self.folder / "o.sqlite").returncode, (0, 1, 3, 4))

    def test_another_program_s_file_is_not_recognised(self):
        path = self.folder / "other.sqlite"
        with sqlite3.connect(path) as other:
            other.execute("CREATE TABLE value (a)")
        other.close()
        done = vitktest.run("probe", path, "--json")
        self.assertNotIn("vitk", [c["importer"] for c in json.loads(done.stdout)[0]["candidates"]])


if __name__ == "__main__":
    unittest.main()
