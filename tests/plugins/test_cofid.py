"""The importer of CoFID, against an independent reading of the same workbook."""
import re
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
import vitktest  # noqa: E402
import workbook  # noqa: E402

SAMPLE = vitktest.SAMPLES / "cofid-2021"
SHEET = "1.5 Vitamins"
NAME = "McCance_Widdowsons_Composition_of_Foods_Integrated_Dataset_2021.xlsx"
HEAD_ROWS = 3
K1 = "Vitamin K1 (µg)"


def sample_rows():
    return workbook.read_xlsx(SAMPLE / NAME, SHEET)


def typed(rows):
    """Cells as a workbook has them: plain numbers as numbers, blank ones not at all."""
    return [[float(cell) if re.fullmatch(r"\d+(\.\d+)?", cell) else cell or None for cell in row] for row in rows]


def write(rows, sheet=SHEET, name=NAME, others=None):
    path = vitktest.temporary_folder() / name
    workbook.write_xlsx(path, {**(others or {}), sheet: typed(rows)})
    return path


def expected(rows):
    """(food, text, basis) of each cell of K1 that says something."""
    header = rows[0]
    code, group, k1 = (header.index(name) for name in ("Food Code", "Group", K1))
    return sorted((row[code], row[k1], "100 ml" if row[group].startswith("Q") else "100 g")
                  for row in rows[HEAD_ROWS:] if k1 < len(row) and row[k1])


def stated(dataset):
    return [tuple(row) for row in dataset.execute(
        "SELECT food_id, original, basis FROM value WHERE component_id = 'VITK1' ORDER BY food_id")]


def value(dataset, food, component="VITK1"):
    return vitktest.one(dataset, "SELECT * FROM value WHERE food_id = ? AND component_id = ?", food, component)


def reading(row):
    return tuple(row[name] for name in ("status", "amount_ug", "lower_ug", "upper_ug", "origin"))


class Sample(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.dataset = vitktest.import_to_sqlite(SAMPLE)

    def test_every_cell_is_as_it_stands(self):
        want = expected(sample_rows())
        self.assertEqual(len(want), 11)
        self.assertEqual(stated(self.dataset), want)

    def test_release_and_licence_are_stated(self):
        source = vitktest.one(self.dataset, "SELECT * FROM source")
        self.assertEqual((source["source_id"], source["release"], source["country"], source["licence"]),
                         ("cofid-2021", "2021", "GB", "Open Government Licence v3.0"))
        self.assertEqual((source["foods_read"], source["statements_read"]), (12, 11))
        self.assertEqual(self.dataset.execute("SELECT count(*) FROM problem").fetchone()[0], 0)

    def test_n_is_present_and_never_zero(self):
        self.assertEqual(reading(value(self.dataset, "12-937")), ("present", None, 0.0, None, "unknown"))

    def test_tr_is_a_trace(self):
        self.assertEqual(reading(value(self.dataset, "17-754")), ("trace", None, 0.0, None, "unknown"))

    def test_less_than_one_is_below_a_limit(self):
        self.assertEqual(reading(value(self.dataset, "11-788")), ("below_limit", None, 0.0, 1.0, "unknown"))

    def test_brackets_are_an_estimate(self):
        self.assertEqual(reading(value(self.dataset, "16-391")), ("value", 0.1, 0.1, 0.1, "estimated"))

    def test_a_number_that_is_stored_as_text_is_a_number(self):
        self.assertEqual([value(self.dataset, food)["amount_ug"] for food in ("13-160", "13-145")], [618.0, 394.0])

    def test_a_blank_says_nothing(self):
        self.assertEqual(self.dataset.execute("SELECT count(*) FROM value WHERE food_id = '50-782'").fetchone()[0], 0)

    def test_alcoholic_drinks_are_per_100_ml(self):
        lager = value(self.dataset, "17-227")
        self.assertEqual((lager["basis"], lager["amount_ug"]), ("100 ml", 0.0))
        self.assertEqual(value(self.dataset, "17-015")["basis"], "100 g")

    def test_the_place_is_the_row_of_the_sheet_and_the_column_in_words(self):
        kale = value(self.dataset, "13-160")
        self.assertEqual(sample_rows()[kale["line"] - 1][0], "13-160")
        self.assertEqual((kale["field"], kale["original_unit"]), (K1, "µg"))

    def test_a_food_has_its_name_and_group(self):
        food = vitktest.one(self.dataset, "SELECT * FROM food WHERE food_id = '13-145'")
        self.assertEqual((food["name"], food["food_group"], food["classification"]),
                         ("Spinach, baby, raw", "DG", "cofid-group:DG"))


class Layout(unittest.TestCase):
    def rows(self):
        width = len(sample_rows()[0])
        return [row + [""] * (width - len(row)) for row in sample_rows()]

    def test_columns_may_move(self):
        rows = self.rows()
        self.assertEqual(stated(vitktest.import_to_sqlite(write([row[::-1] for row in rows]))), expected(rows))

    def test_optional_columns_may_go(self):
        rows = self.rows()
        kept = [rows[0].index(name) for name in ("Group", K1, "Food Name", "Food Code")]
        self.assertEqual(stated(vitktest.import_to_sqlite(write([[row[i] for i in kept] for row in rows]))), expected(rows))

    def test_the_column_is_found_by_its_code_where_its_name_is_another(self):
        rows = self.rows()
        rows[0][rows[0].index(K1)] = "Phylloquinone (µg)"
        dataset = vitktest.import_to_sqlite(write(rows))
        self.assertEqual(stated(dataset), expected(self.rows()))
        self.assertEqual(value(dataset, "13-160")["field"], "Phylloquinone (µg)")

    def test_the_rows_of_codes_and_descriptions_may_be_gone(self):
        rows = self.rows()
        dataset = vitktest.import_to_sqlite(write([rows[0], *rows[HEAD_ROWS:]]))
        self.assertEqual(stated(dataset), expected(rows))
        self.assertEqual(vitktest.one(dataset, "SELECT foods_read FROM source")[0], 12)

    def test_rows_may_stand_above_the_names(self):
        path = write([["CoFID"], [], *self.rows()])
        self.assertEqual(stated(vitktest.import_to_sqlite(path)), expected(self.rows()))

    def test_the_sheet_is_found_among_others_of_the_same_header(self):
        others = {"1.4 Inorganics": [["Food Code", "Food Name", "Group", "Iron (mg)"]],
                  "1.6 Vitamin Fractions": [["Food Code", "Food Name", "Group", "Retinol (µg)"]]}
        dataset = vitktest.import_to_sqlite(write(self.rows(), sheet="Vitamins", others=others))
        self.assertEqual(stated(dataset), expected(self.rows()))

    def test_a_k2_of_a_later_release_is_read(self):
        rows = self.rows()
        for i, row in enumerate(rows):
            row.append(("Vitamin K2 (µg)", "VITK2", "Menaquinones")[i] if i < HEAD_ROWS else "N")
        dataset = vitktest.import_to_sqlite(write(rows))
        self.assertEqual(value(dataset, "12-937", "VITK2")["status"], "present")
        self.assertEqual(stated(dataset), expected(self.rows()))

    def test_a_name_and_a_code_above_different_columns_are_refused(self):
        rows = self.rows()
        rows[1][rows[1].index("VITK1")], rows[1][rows[1].index("VITE")] = "VITE", "VITK1"
        done = vitktest.run("import", write(rows), "-o", vitktest.temporary_folder() / "o.sqlite")
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertIn("VITK1", done.stderr)

    def test_a_column_without_a_unit_is_refused(self):
        rows = self.rows()
        rows[0][rows[0].index(K1)] = "Vitamin K1"
        done = vitktest.run("import", write(rows), "-o", vitktest.temporary_folder() / "o.sqlite")
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertIn("no-unit", done.stderr)

    def test_without_a_column_of_vitamin_k_it_says_that_there_is_none(self):
        rows = [[cell for i, cell in enumerate(row) if i != 10] for row in self.rows()]
        done = vitktest.run("import", write(rows), "-o", vitktest.temporary_folder() / "o.sqlite")
        self.assertEqual(done.returncode, 8, done.stderr)

    def test_what_can_not_be_read_is_a_reject_with_its_place(self):
        rows = self.rows()
        rows[HEAD_ROWS][rows[0].index(K1)] = "see note"
        dataset = vitktest.import_to_sqlite(write(rows), exits=(1,))
        problem = vitktest.one(dataset, "SELECT * FROM problem")
        self.assertEqual((problem["severity"], problem["line"], problem["field"], problem["excerpt"]),
                         ("reject", 4, K1, "see note"))

    def test_without_a_year_in_its_name_the_release_is_not_guessed(self):
        dataset = vitktest.import_to_sqlite(write(self.rows(), name="cofid.xlsx"))
        self.assertEqual(vitktest.one(dataset, "SELECT source_id FROM source")[0], "cofid")
        self.assertEqual(vitktest.one(dataset, "SELECT code FROM problem")[0], "release-unknown")


if __name__ == "__main__":
    unittest.main()
