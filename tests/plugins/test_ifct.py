"""The importer of IFCT 2017, against an independent reading of the samples."""
import csv
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
import vitktest  # noqa: E402

TABLE = vitktest.SAMPLES / "ifct" / "table3.csv"
PACKAGE = vitktest.SAMPLES / "ifct-npm" / "index.csv"


def rows_of(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def written(header, rows):
    path = vitktest.temporary_folder() / "table.csv"
    with open(path, "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def values(dataset):
    return sorted(tuple(row) for row in dataset.execute(
        "SELECT food_id, component_id, status, amount_ug, sd_ug, lower_ug, upper_ug, original, flags FROM value"))


class Table3(unittest.TestCase):
    def test_mean_and_sd_are_read_and_a_blank_is_below_detection(self):
        dataset = vitktest.import_to_sqlite(TABLE)
        header, *rows = rows_of(TABLE)
        want = []
        for row in rows:
            cells = dict(zip(header, row))
            for key, component in (("vitk1", "VITK1"), ("vitk2", "VITK2")):
                cell = cells[key]
                if cell in ("", "BDL"):
                    want.append((cells["code"], component, "below_limit", None, None, 0.0, None, cell or None, None))
                else:
                    mean, sd = map(float, cell.split("±"))
                    want.append((cells["code"], component, "value", mean, sd, mean, mean, cell, None))
        self.assertEqual(len(want), 14)
        self.assertEqual(values(dataset), sorted(want))

    def test_scientific_name_and_group_come_from_name_and_code(self):
        food = vitktest.one(vitktest.import_to_sqlite(TABLE), "SELECT * FROM food WHERE food_id = 'A003'")
        self.assertEqual((food["scientific_name"], food["food_group"]), ("Pennisetum typhoideum", "Cereals and Millets"))

    def test_what_stands_in_parentheses_is_not_always_a_species(self):
        path = written(["code", "name", "regn", "vitk1"], [["A1", "Bajra (whole)", "1", "5"]])
        self.assertIsNone(vitktest.one(vitktest.import_to_sqlite(path), "SELECT * FROM food")["scientific_name"])

    def test_columns_are_found_by_name_and_one_of_them_is_enough(self):
        header, *rows = rows_of(TABLE)
        order = [header.index(key) for key in ("vitk2", "regn", "name", "vitk1", "code")]
        path = written([header[i] for i in order], [[row[i] for i in order] for row in rows])
        self.assertEqual(values(vitktest.import_to_sqlite(path)), values(vitktest.import_to_sqlite(TABLE)))
        path = written(header[:-1], [row[:-1] for row in rows])
        self.assertEqual({row[1] for row in values(vitktest.import_to_sqlite(path))}, {"VITK1"})

    def test_another_table_of_the_book_has_no_vitamin_k(self):
        done = vitktest.run("import", written(["code", "name", "regn", "thia"], [["A1", "x", "1", "2"]]), "--dry-run")
        self.assertEqual(done.returncode, 8, done.stderr)


class Package(unittest.TestCase):
    def test_grams_become_micrograms_and_a_zero_is_no_amount(self):
        dataset = vitktest.import_to_sqlite(PACKAGE)
        header, *rows = rows_of(PACKAGE)
        keys = [cell.split(";")[-1].strip() for cell in header]
        want = {}
        for row in rows:
            cells = dict(zip(keys, row))
            for key in ("vitk1", "vitk2"):
                want[cells["code"], key.upper()] = float(cells[key]) * 1e6
        self.assertEqual(len(want), 10)
        for food, component, status, amount, _, lower, upper, _, flags in values(dataset):
            if want[food, component] == 0:
                self.assertEqual((status, amount, lower, upper, flags), ("missing", None, None, None, "zero-or-blank"))
            else:
                self.assertEqual(status, "value")
                self.assertAlmostEqual(amount, want[food, component])

    def test_the_error_is_the_standard_deviation_and_a_zero_error_is_none(self):
        found = {(v[0], v[1]): v[4] for v in values(vitktest.import_to_sqlite(PACKAGE))}
        self.assertEqual((found["A005", "VITK1"], found["A001", "VITK1"]), (4.84, None))

    def test_bare_keys_are_a_header_too(self):
        header, *rows = rows_of(PACKAGE)
        path = written([cell.split(";")[-1].strip() for cell in header], rows)
        self.assertEqual(values(vitktest.import_to_sqlite(path)), values(vitktest.import_to_sqlite(PACKAGE)))

    def test_both_forms_are_sources_of_their_own(self):
        dataset = vitktest.import_to_sqlite([TABLE, PACKAGE])
        self.assertEqual([row[0] for row in dataset.execute("SELECT source_id FROM source ORDER BY 1")],
                         ["ifct-2017", "ifct-2017-npm"])


if __name__ == "__main__":
    unittest.main()
