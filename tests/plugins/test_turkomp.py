"""The importer of TürKomp, against an independent reading of the sample."""
import csv
import json
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
import vitktest  # noqa: E402

SAMPLE = vitktest.SAMPLES / "turkomp" / "turkomp.csv"
COMPONENTS = {"K-1 vitamini": "VITK1", "K-2 vitamini": "VITK2"}


def rows_of_sample():
    with open(SAMPLE, encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def written(rows):
    path = vitktest.temporary_folder() / "foods.csv"
    with open(path, "w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def stated(dataset):
    return sorted((tuple(row) for row in dataset.execute(
        "SELECT food_id, component_id, amount_ug, min_ug, max_ug, original, original_unit FROM value")), key=str)


class TurKomp(unittest.TestCase):
    def test_every_entry_of_vitamin_k_is_a_value_with_its_range(self):
        header, *rows = rows_of_sample()
        want = []
        for row in rows:
            cells = dict(zip(header, row))
            for item in json.loads(cells["Data"] or "[]"):
                if item["Bileşen"] in COMPONENTS:
                    numbers = [None if item[k] in ("", "-") else float(item[k]) for k in ("Ortalama", "Minimum", "Maksimum")]
                    want.append((cells["Kod"], COMPONENTS[item["Bileşen"]], *numbers, str(item["Ortalama"]), item["Birim"]))
        self.assertEqual(len(want), 6)
        self.assertEqual(stated(vitktest.import_to_sqlite(SAMPLE)), sorted(want, key=str))

    def test_a_dash_is_missing(self):
        dataset = vitktest.import_to_sqlite(SAMPLE)
        self.assertEqual(vitktest.one(dataset, "SELECT status FROM value WHERE food_id = '01.01.0004'")[0], "missing")

    def test_columns_may_move_and_all_but_data_and_name_may_go(self):
        moved = [row[::-1] for row in rows_of_sample()]
        self.assertEqual(stated(vitktest.import_to_sqlite(written(moved))), stated(vitktest.import_to_sqlite(SAMPLE)))
        header, *rows = rows_of_sample()
        fewer = written([["Gıda", "Data"], *[[row[header.index("Gıda")], row[header.index("Data")]] for row in rows]])
        dataset = vitktest.import_to_sqlite(fewer)
        self.assertEqual(vitktest.one(dataset, "SELECT name FROM food WHERE food_id = 'Ispanak'")[0], "Ispanak")

    def test_a_cell_that_is_no_json_is_a_reject_with_its_line(self):
        header, *rows = rows_of_sample()
        rows[1][header.index("Data")] = rows[1][header.index("Data")][:-5]
        dataset = vitktest.import_to_sqlite(written([header, *rows]), exits=(1,))
        problem = vitktest.one(dataset, "SELECT code, severity, line, field FROM problem")
        self.assertEqual(tuple(problem), ("not-json", "reject", 3, "Data"))
        self.assertEqual(len(stated(dataset)), 4)

    def test_an_unknown_unit_is_a_reject(self):
        header, *rows = rows_of_sample()
        rows[0][header.index("Data")] = rows[0][header.index("Data")].replace("µg", "IU", 1)
        dataset = vitktest.import_to_sqlite(written([header, *rows]), exits=(1,))
        self.assertEqual(vitktest.one(dataset, "SELECT code FROM problem")[0], "unit-iu")

    def test_a_decimal_comma_is_read_where_the_option_says_so(self):
        header, *rows = rows_of_sample()
        rows[0][header.index("Data")] = rows[0][header.index("Data")].replace("394.3", "394,3").replace(".2", ",2").replace(".8", ",8")
        dataset = vitktest.import_to_sqlite(written([header, rows[0]]), "--option", "decimal=comma")
        self.assertEqual(stated(dataset)[0][2:5], (394.3, 365.2, 420.8))

    def test_a_list_without_vitamin_k_is_said_to_have_none(self):
        header, *rows = rows_of_sample()
        done = vitktest.run("import", written([header, rows[2]]), "--dry-run")
        self.assertEqual(done.returncode, 8, done.stderr)


if __name__ == "__main__":
    unittest.main()
