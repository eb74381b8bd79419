"""What the tests of exporters share: a dataset with all that a format may stumble over, read by sqlite3."""
import json
import sqlite3
import subprocess
import sys
import unittest

from vitktest import SAMPLES, VITK, run, temporary_folder

sys.path.append("/usr/lib/python3/dist-packages")  # Debian's modules, whichever python3 it is that runs

TABLES = ["source", "file", "component", "food", "value", "problem"]
NASTY = 'a "quoted", name;\twith\r\nlines\n\\ and \x01 \u2028 µ 納豆'
ORDER = {"source": "source_id", "file": "source_id, path", "component": "component_id", "food": "source_id, food_id",
         "value": "source_id, food_id, component_id, basis, file, line, field",
         "problem": "source_id, file, line, field, severity, code, message, excerpt"}


def needs_exporter(name):
    """Skips where the build found no library for the exporter; a build that has it and can't load it fails."""
    done = subprocess.run([VITK, "plugin", "list", "--json"], capture_output=True, text=True, check=True)
    if not any(p["name"] == name and p["kind"] == "exporter" for p in json.loads(done.stdout)):
        print(f"skipped: exporter {name} is not built")
        raise unittest.SkipTest(f"exporter {name} is not built")


def make_dataset():
    """Two samples, and by hand foods with each status, a name that no format likes, codes like numbers, no values."""
    path = temporary_folder() / "d.sqlite"
    for sample in ("usda-sr", "ciqual-2025-xml"):
        done = run("import", SAMPLES / sample, "-o", path)
        assert done.returncode == 0, done.stderr
    dataset = sqlite3.connect(path)
    source = dataset.execute("SELECT source_id FROM source ORDER BY 1 LIMIT 1").fetchone()[0]
    for food in (("nasty", NASTY), ("none", None), ("00042", "=1+1"), ("42", "same number")):
        dataset.execute("INSERT INTO food (source_id, food_id, name) VALUES (?, ?, ?)", (source, *food))
    statement = """INSERT INTO value (source_id, food_id, component_id, status, amount_ug, lower_ug, upper_ug, basis,
        serving_g, origin, equivalents, original, file, line, field) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'label',
        'mass', ?, 'f', ?, '')"""
    for row in (
        ("nasty", "VITK1", "value", 0.1, 0.1, 0.1, "100 g", None, "0,1", 1),
        ("nasty", "VITK1", "value", 1e-7, 1e-7, 1e-7, "100 g", None, "0,0000001", 2),
        ("nasty", "VITK2", "below_limit", None, 0, 0.8, "100 g", None, "< 0.8", 1),
        ("nasty", "VITK2", "value", 75, 75, 75, "serving", 30, "75", 1),
        ("00042", "VITK1", "trace", None, 0, None, "100 g", None, "tr", 1),
        ("00042", "VITK2", "missing", None, None, None, "100 g", None, "-", 1),
        ("00042", "MK4", "assumed_zero", 0, 0, 0, "100 g", None, "0", 1),
        ("00042", "MK7", "present", None, 1, 3, "100 g", None, "1-3", 1),
    ):
        dataset.execute(statement, (source, *row))
    dataset.commit()
    return path, dataset


def rows(dataset, table):
    """The rows of a table as tuples, and the names of its columns."""
    cursor = dataset.execute(f"SELECT * FROM {table} ORDER BY {ORDER[table]}")
    return [column[0] for column in cursor.description], cursor.fetchall()


def in_order(rows_of_one_table):
    """Rows in an order that does not depend on collation; null comes first."""
    return sorted(rows_of_one_table, key=lambda row: [(v is not None, str(v)) for v in row])
