"""What the Avro exporter promises. Read back by Apache's own reader for Python, compared with sqlite3's reading."""
import json
import sqlite3
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
from exported import TABLES, in_order, make_dataset, needs_exporter, rows  # noqa: E402
from vitktest import run, temporary_folder  # noqa: E402

try:
    from avro.datafile import DataFileReader
    from avro.io import DatumReader
except ImportError:
    DataFileReader = None


def setUpModule():
    global PATH, DATASET
    needs_exporter("avro")
    if DataFileReader is None:
        print("skipped: no python3-avro")
        raise unittest.SkipTest("no python3-avro")
    PATH, DATASET = make_dataset()


def export(name, *args, path=None, exits=0):
    out = f"{temporary_folder()}/{name}"
    done = run("export", path or PATH, "-o", out, *args)
    if done.returncode != exits:
        raise AssertionError(f"exit {done.returncode}: {done.stderr}")
    return Path(out)


def read(path):
    """The schema and the records of a container."""
    with DataFileReader(open(path, "rb"), DatumReader()) as reader:
        return json.loads(reader.schema), list(reader)


FLAT = """SELECT f.source_id, s.title AS source_title, s.release, f.food_id, f.name AS food_name, f.name_en,
    f.scientific_name, f.food_group, {value}, s.licence
    FROM food f JOIN source s USING (source_id) LEFT JOIN value v USING (source_id, food_id)"""


class Flat(unittest.TestCase):
    def check(self, *args):
        _, records = read(export("k.avro", *args))
        names, _ = rows(DATASET, "value")
        value = names[names.index("component_id"):]
        cursor = DATASET.execute(FLAT.format(value=", ".join(f"v.{name}" for name in value)))
        self.assertEqual(list(records[0]), [column[0] for column in cursor.description])
        self.assertEqual(in_order(tuple(r.values()) for r in records), in_order(cursor.fetchall()))

    def test_each_record_is_a_value_with_its_food_and_source(self):
        self.check()

    def test_deflate_holds_the_same(self):
        self.check("--option", "codec=deflate")

    def test_the_same_dataset_gives_the_same_bytes(self):
        self.assertEqual(export("a.avro").read_bytes(), export("b.avro").read_bytes())

    def test_a_record_larger_than_a_block_is_written_whole(self):
        copy = temporary_folder() / "long.sqlite"
        dataset = sqlite3.connect(copy)
        DATASET.backup(dataset)
        dataset.execute("UPDATE food SET name = ? WHERE food_id = 'nasty'", ("ü" * 300_000,))
        dataset.commit()
        _, records = read(export("k.avro", path=copy))
        self.assertEqual({r["food_name"] for r in records if r["food_id"] == "nasty"}, {"ü" * 300_000})

    def test_a_choice_that_is_none_is_refused_and_nothing_is_left(self):
        copy = temporary_folder() / "damaged.sqlite"
        dataset = sqlite3.connect(copy)
        DATASET.backup(dataset)
        dataset.execute("PRAGMA ignore_check_constraints = 1")
        dataset.execute("UPDATE value SET status = 'guessed' WHERE food_id = 'nasty'")
        dataset.commit()
        out = temporary_folder() / "k.avro"
        done = run("export", copy, "-o", out)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("value.status", done.stderr)
        self.assertEqual(list(out.parent.iterdir()), [])


class Folder(unittest.TestCase):
    def test_each_table_is_what_sqlite3_reads(self):
        folder = export("d/", "--to", "avro")
        for table in TABLES:
            _, records = read(folder / f"{table}.avro")
            names, there = rows(DATASET, table)
            self.assertEqual(in_order(tuple(r[n] for n in names) for r in records), in_order(there), table)

    def test_the_schema_tells_units_descriptions_and_choices(self):
        schema, _ = read(export("d/", "--to", "avro") / "value.avro")
        fields = {field["name"]: field for field in schema["fields"]}
        self.assertEqual((fields["amount_ug"]["unit"], fields["amount_ug"]["type"]), ("µg", ["null", "double"]))
        self.assertIn("below_limit", fields["status"]["type"]["symbols"])
        self.assertEqual(fields["basis"]["type"], "string")
        self.assertTrue(all(field["doc"] for field in schema["fields"]))

    def test_a_folder_has_the_notice_of_the_sources_that_a_folder_of_csv_has(self):
        self.assertEqual((export("d/", "--to", "avro") / "NOTICE").read_bytes(), (export("c/") / "NOTICE").read_bytes())

    def test_an_earlier_export_is_replaced(self):
        folder = export("d/", "--to", "avro")
        before = {file.name: file.read_bytes() for file in folder.iterdir()}
        self.assertEqual(run("export", PATH, "-o", f"{folder}/", "--to", "avro").returncode, 0)
        self.assertEqual(before, {file.name: file.read_bytes() for file in folder.iterdir()})


if __name__ == "__main__":
    unittest.main()
