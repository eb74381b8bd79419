"""Plugins that were built against ABI 1.0, an earlier and a later minor version import and export as today's do."""
import hashlib
import json
import os
import re
import sqlite3
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
from vitktest import ROOT, SAMPLES, import_to_sqlite, one, run, temporary_folder  # noqa: E402

PLUGINS = Path(os.environ["VITK_BUILD"]) / "tests" / "abi"
NAMES = {"v1.0": "every-call", "older": "every-call-older", "newer": "every-call-newer"}
FOODS = """code;name;nutrient;amount per 100 ml;samples
007;Kale;VITK1;705.5;3
007;Kale;ZN;0.4;
007;Kale;MK7;-;
012;Butter;MK4;< 0.8;2
013;Cheese;MK4;traces;
014;Curd;MK4;a lot;
"""
MORE = {"foods": [{"id": "J1", "name": "Natto", "mk7": "998.5"}, {"id": "J2", "name": "Miso", "mk7": "12-15"}]}
# food, component, status, amount, lower, upper, basis, origin, original
EVERY_VERSION = [
    ("007", "MK7", "missing", None, None, None, "100 ml", "analysed", "-"),
    ("007", "VITK1", "value", 705.5, 705.5, 705.5, "100 ml", "analysed", "705.5"),
    ("012", "MK4", "below_limit", None, 0, 0.8, "100 ml", "analysed", "< 0.8"),
    ("J1", "MK7", "value", 998.5, 998.5, 998.5, "100 ml", "analysed", "998.5"),
    ("J2", "MK7", "present", None, 12, 15, "100 ml", "analysed", "12-15"),
]
# What the structs of an earlier version could not say: this source's tokens.
WITH_TOKENS = [("013", "MK4", "trace", None, 0, None, "100 ml", "analysed", "traces")]


def imported(version, *args):
    folder = temporary_folder() / "in"
    folder.mkdir()
    (folder / "foods.csv").write_text(FOODS, encoding="utf-8")
    (folder / "more.json").write_text(json.dumps(MORE), encoding="utf-8")
    return import_to_sqlite(folder, "--plugin-dir", PLUGINS / version, *args, exits=(1,))


def values(dataset):
    return [tuple(row) for row in dataset.execute(
        "SELECT food_id, component_id, status, amount_ug, lower_ug, upper_ug, basis, origin, original FROM value "
        "ORDER BY food_id, component_id")]


class Plugins(unittest.TestCase):
    def test_each_version_loads_and_is_listed_with_its_own_abi(self):
        minor = int(re.search(r"VITK_ABI_MINOR (\d+)", (ROOT / "include" / "vitk" / "plugin.h").read_text("utf-8"))[1])
        for version, abi in (("v1.0", "1.0"), ("older", "1.0"), ("newer", f"1.{minor + 7}")):
            shown = run("plugin", "show", NAMES[version], "--plugin-dir", PLUGINS / version)
            self.assertEqual(shown.returncode, 0, shown.stderr)
            self.assertIn(f"plugin ABI   {abi}\n", shown.stdout)
            self.assertIn("count=NUMBER\n        a number (3)", shown.stdout)

    def test_each_version_is_recognised_and_states_the_same_values(self):
        for version, name in NAMES.items():
            dataset = imported(version)
            self.assertEqual(one(dataset, "SELECT importer, importer_version FROM source")[:], (name, "1.0"))
            expected = EVERY_VERSION + (WITH_TOKENS if version != "older" else [])
            self.assertEqual(values(dataset), sorted(expected), version)

    def test_each_version_keeps_the_ledger(self):
        for version in NAMES:
            dataset = imported(version)
            rejects = [row[0] for row in dataset.execute("SELECT excerpt FROM problem WHERE severity = 'reject' ORDER BY 1")]
            self.assertEqual(rejects, ["a lot", "traces"] if version == "older" else ["a lot"], version)
            self.assertEqual(one(dataset, "SELECT statements_read FROM source")[0], 7, version)

    def test_each_version_gets_its_options(self):
        for version in NAMES:
            dataset = imported(version, "-O", "label=mine", "-O", "count=7")
            self.assertEqual(one(dataset, "SELECT message FROM problem WHERE code = 'options'")[0], "label mine, count 7")

    def test_the_place_of_a_value_is_that_of_the_file(self):
        for version in NAMES:
            place = one(imported(version), "SELECT file, line, field, n, method FROM value WHERE food_id = '012'")
            line = 0 if version == "older" else 5
            self.assertEqual(tuple(place), ("foods.csv", line, "amount per 100 ml", 2, "HPLC"), version)

    def test_each_version_exports_every_row(self):
        folder = temporary_folder()
        source = folder / "in.sqlite"
        self.assertLess(run("import", SAMPLES / "usda-sr", SAMPLES / "nevo-2023", "-o", source, "-q").returncode, 2)
        dataset = sqlite3.connect(source)
        dataset.row_factory = sqlite3.Row
        written = {}
        for version, name in NAMES.items():
            target = folder / f"{version}.{name}"
            done = run("export", source, "-o", target, "--plugin-dir", PLUGINS / version)
            self.assertEqual(done.returncode, 0, done.stderr)
            bytes_of = target.read_bytes()
            written[version] = bytes_of.decode()
            said = f"{len(bytes_of)} bytes" + (f", sha256 {hashlib.sha256(bytes_of).hexdigest()}" if version != "older" else "")
            self.assertIn(said, done.stderr)
        self.assertEqual(written["older"], written["v1.0"])
        self.assertEqual(written["newer"], written["v1.0"])
        rows = [line.split("|") for line in written["v1.0"].splitlines()]
        for table in ("source", "file", "component", "food", "value", "problem"):
            stored = dataset.execute(f"SELECT * FROM {table}").fetchall()
            texts = sorted([f"{name}={row[name]}" for name in row.keys() if row[name] is not None and not isinstance(row[name], float)]
                           for row in stored)
            names_of_reals = {name for row in stored for name in row.keys() if isinstance(row[name], float)}
            exported = sorted([cell for cell in row[1:] if cell.split("=")[0] not in names_of_reals] for row in rows
                              if row[0] == table)
            self.assertEqual(exported, texts, table)
        amounts = sorted(float(cell.split("=")[1]) for row in rows if row[0] == "value" for cell in row[1:] if cell.startswith("amount_ug="))
        self.assertEqual(amounts, [row[0] for row in dataset.execute("SELECT amount_ug FROM value WHERE amount_ug IS NOT NULL ORDER BY 1")])


if __name__ == "__main__":
    unittest.main()
