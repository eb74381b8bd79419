"""The importer of the BLS, against an independent reading of the same workbook."""
import re
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
import vitktest  # noqa: E402
import workbook  # noqa: E402

SAMPLE = vitktest.SAMPLES / "bls-4.0"
NAME = "BLS_4_0_Daten_2025_DE.xlsx"
COLUMNS = {"VITK": "VITK Vitamin K [µg/100g]", "VITK1": "VITK1 Vitamin K1 (Phyllochinon) [µg/100g]",
           "VITK2": "VITK2 Vitamin K2 (Menachinone) [µg/100g]"}


def sample_rows():
    rows = workbook.read_xlsx(SAMPLE / NAME)
    return [row + [""] * (len(rows[0]) - len(row)) for row in rows]


def write(rows, name=NAME, sheet="BLS"):
    path = vitktest.temporary_folder() / name
    workbook.write_xlsx(path, {"Hinweise": [["Bundeslebensmittelschlüssel"]], sheet: [
        [float(cell) if re.fullmatch(r"\d+(\.\d+)?", cell) else cell or None for cell in row] for row in rows]})
    return path


def expected(rows):
    header = rows[0]
    return sorted((row[0], component, row[header.index(name)], row[header.index(f"{component} Datenherkunft")])
                  for row in rows[1:] for component, name in COLUMNS.items() if row[header.index(name)])


def stated(dataset):
    return [tuple(row) for row in dataset.execute(
        "SELECT food_id, component_id, original, coalesce(method, '') FROM value ORDER BY food_id, component_id")]


def value(dataset, food, component):
    return vitktest.one(dataset, "SELECT * FROM value WHERE food_id = ? AND component_id = ?", food, component)


def reading(row):
    return tuple(row[name] for name in ("status", "amount_ug", "lower_ug", "upper_ug"))


class Sample(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.dataset = vitktest.import_to_sqlite(SAMPLE)

    def test_every_cell_is_as_it_stands_and_keeps_where_it_comes_from(self):
        want = expected(sample_rows())
        self.assertEqual(len(want), 36)
        self.assertEqual(stated(self.dataset), want)

    def test_release_and_licence_are_stated(self):
        source = vitktest.one(self.dataset, "SELECT * FROM source")
        self.assertEqual((source["source_id"], source["release"], source["country"], source["language"]),
                         ("bls-4.0", "4.0", "DE", "de"))
        self.assertEqual((source["licence"], source["foods_read"], source["statements_read"]), ("CC BY 4.0", 13, 36))
        self.assertEqual(self.dataset.execute("SELECT count(*) FROM problem").fetchone()[0], 0)

    def test_a_dash_is_missing(self):
        self.assertEqual(reading(value(self.dataset, "M401600", "VITK")), ("missing", None, None, None))

    def test_tr_is_a_trace(self):
        self.assertEqual(reading(value(self.dataset, "M401600", "VITK1")), ("trace", None, 0.0, None))

    def test_lod_and_loq_are_below_a_limit_that_is_not_stated(self):
        for food, component in (("G312100", "VITK2"), ("G311100", "VITK2"), ("B100000", "VITK1")):
            self.assertEqual(reading(value(self.dataset, food, component)), ("below_limit", None, 0.0, None))

    def test_a_zero_is_a_value(self):
        self.assertEqual(reading(value(self.dataset, "G301100", "VITK2")), ("value", 0.0, 0.0, 0.0))

    def test_a_blank_says_nothing(self):
        self.assertEqual(self.dataset.execute("SELECT count(*) FROM value WHERE food_id = 'S200000'").fetchone()[0], 0)

    def test_the_place_is_the_row_of_the_sheet(self):
        kale = value(self.dataset, "G301100", "VITK1")
        self.assertEqual(sample_rows()[kale["line"] - 1][0], "G301100")
        self.assertEqual((kale["field"], kale["original_unit"], kale["amount_ug"]), (COLUMNS["VITK1"], "µg/100g", 817.0))

    def test_a_food_has_both_names_and_the_letter_of_its_group(self):
        yolk = vitktest.one(self.dataset, "SELECT * FROM food WHERE food_id = 'E111100'")
        self.assertEqual((yolk["name"], yolk["language"], yolk["name_en"], yolk["food_group"]),
                         ("Hühnerei\u2011Eigelb roh", "de", "Egg yolk, raw", "E"))


class Layout(unittest.TestCase):
    def test_columns_may_move(self):
        rows = sample_rows()
        self.assertEqual(stated(vitktest.import_to_sqlite(write([row[::-1] for row in rows]))), expected(rows))

    def test_optional_columns_may_go(self):
        rows = sample_rows()
        kept = [rows[0].index(name) for name in ("BLS Code", "Lebensmittelbezeichnung", COLUMNS["VITK1"], COLUMNS["VITK2"])]
        dataset = vitktest.import_to_sqlite(write([[row[i] for i in kept] for row in rows]))
        self.assertEqual(stated(dataset), [(food, component, text, "") for food, component, text, _ in expected(rows)
                                           if component != "VITK"])

    def test_the_unit_is_the_one_that_the_header_states(self):
        rows = sample_rows()
        rows[0][rows[0].index(COLUMNS["VITK1"])] = "VITK1 Vitamin K1 (Phyllochinon) [mg/100g]"
        self.assertEqual(value(vitktest.import_to_sqlite(write(rows)), "G301100", "VITK1")["amount_ug"], 817000.0)

    def test_without_columns_of_vitamin_k_it_says_that_there_is_none(self):
        rows = sample_rows()
        kept = [i for i, name in enumerate(rows[0]) if not name.startswith("VITK")]
        path = write([[row[i] for i in kept] for row in rows])
        done = vitktest.run("import", path, "-o", vitktest.temporary_folder() / "o.sqlite")
        self.assertEqual(done.returncode, 8, done.stderr)

    def test_a_column_without_a_unit_is_refused(self):
        rows = sample_rows()
        rows[0][rows[0].index(COLUMNS["VITK2"])] = "VITK2 Vitamin K2"
        done = vitktest.run("import", write(rows), "-o", vitktest.temporary_folder() / "o.sqlite")
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertIn("no-unit", done.stderr)

    def test_another_word_in_a_cell_is_a_reject_with_its_place(self):
        rows = sample_rows()
        rows[1][rows[0].index(COLUMNS["VITK1"])] = "k. A."
        dataset = vitktest.import_to_sqlite(write(rows), exits=(1,))
        problem = vitktest.one(dataset, "SELECT * FROM problem")
        self.assertEqual((problem["severity"], problem["line"], problem["field"], problem["excerpt"]),
                         ("reject", 2, COLUMNS["VITK1"], "k. A."))

    def test_without_a_release_in_its_name_it_is_not_guessed(self):
        dataset = vitktest.import_to_sqlite(write(sample_rows(), name="daten.xlsx"))
        self.assertEqual(vitktest.one(dataset, "SELECT source_id FROM source")[0], "bls")
        self.assertEqual(vitktest.one(dataset, "SELECT code FROM problem")[0], "release-unknown")


if __name__ == "__main__":
    unittest.main()
