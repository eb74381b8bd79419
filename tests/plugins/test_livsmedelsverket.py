"""The importer of Livsmedelsverket's food database, against an independent reading of the same files."""
import collections
import re
import sys
import unittest
import xml.etree.ElementTree as ET
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
import vitktest  # noqa: E402
import workbook  # noqa: E402

WORKBOOK = next((vitktest.SAMPLES / "livsmedelsverket").iterdir())
XML = next((vitktest.SAMPLES / "livsmedelsverket-xml").iterdir())


def number(text):
    try:
        return float(text)
    except ValueError:
        return text or None


def sheet_cells(path):
    """(food, amount) of each food; an amount of None is an empty cell."""
    _, _, header, *rows = workbook.read_xlsx(path)
    food, amount = header.index("Livsmedelsnummer"), header.index("Vitamin K (µg)")
    return sorted((row[food], number(row[amount]) if len(row) > amount else None) for row in rows if len(row) > food)


def xml_cells(path):
    return sorted((food.findtext("Nummer"), value.findtext("Varde"))
                  for food in ET.parse(path).getroot().iter("Livsmedel") for value in food.iter("Naringsvarde")
                  if value.findtext("Namn") == "Vitamin K" and value.findtext("Varde"))


def stated(dataset):
    return sorted((row[0], row[1]) for row in dataset.execute("SELECT food_id, original FROM value"))


def amounts(dataset):
    return sorted((row[0], row[1]) for row in dataset.execute("SELECT food_id, amount_ug FROM value"))


def value(dataset, food):
    return vitktest.one(dataset, "SELECT * FROM value WHERE food_id = ?", food)


def written(change):
    """The sample's sheet, written again with what `change` makes of its header and rows."""
    rows = [[number(cell) for cell in row] for row in workbook.read_xlsx(WORKBOOK)]
    width = len(rows[2])
    path = vitktest.temporary_folder() / "changed.xlsx"
    workbook.write_xlsx(path, {"Blad1": rows[:2] + [change(row + [None] * (width - len(row))) for row in rows[2:]]})
    return path


class Workbook(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.dataset = vitktest.import_to_sqlite(WORKBOOK.parent)

    def test_each_amount_is_as_it_was_typed(self):
        expected = [(food, amount if amount is None else round(amount, 10)) for food, amount in sheet_cells(WORKBOOK)]
        self.assertEqual(amounts(self.dataset), expected)
        self.assertEqual(value(self.dataset, "325")["original"], "101.6")
        self.assertEqual(self.dataset.execute("SELECT count(*) FROM problem").fetchone()[0], 0)

    def test_an_empty_cell_is_missing_and_no_zero(self):
        row = value(self.dataset, "1")
        self.assertEqual((row["status"], row["amount_ug"], row["lower_ug"]), ("missing", None, None))

    def test_the_version_is_that_of_the_first_row(self):
        source = vitktest.one(self.dataset, "SELECT * FROM source")
        self.assertEqual((source["source_id"], source["release"]), ("livsmedelsverket-2022-05-24", "2022-05-24"))

    def test_the_unit_is_the_one_in_the_name_of_the_column(self):
        self.assertEqual((value(self.dataset, "349")["original_unit"], value(self.dataset, "349")["field"]),
                         ("µg", "Vitamin K (µg)"))
        path = written(lambda row: ["Vitamin K (mg)" if cell == "Vitamin K (µg)" else cell for cell in row])
        self.assertEqual(value(vitktest.import_to_sqlite(path), "349")["amount_ug"], 453000.0)

    def test_a_food_has_its_name_and_its_group(self):
        food = vitktest.one(self.dataset, "SELECT * FROM food WHERE food_id = '349'")
        self.assertEqual((food["name"], food["language"]), ("Nässlor förvällda", "sv"))
        self.assertEqual(food["food_group"], "Grönsaker, baljväxter, svamp")

    def test_the_place_is_the_row_of_the_sheet(self):
        row = value(self.dataset, "349")
        self.assertEqual(workbook.read_xlsx(WORKBOOK)[row["line"] - 1][1], "349")

    def test_columns_may_stand_anywhere_and_be_more(self):
        dataset = vitktest.import_to_sqlite(written(lambda row: ["Ny", *reversed(row)]))
        self.assertEqual(amounts(dataset), amounts(self.dataset))

    def test_optional_columns_may_be_dropped(self):
        dataset = vitktest.import_to_sqlite(written(lambda row: row[:2] + row[3:]))
        self.assertEqual(amounts(dataset), amounts(self.dataset))

    def test_a_column_without_a_unit_is_refused(self):
        path = written(lambda row: ["Vitamin K ()" if cell == "Vitamin K (µg)" else cell for cell in row])
        done = vitktest.run("import", path, "-o", vitktest.temporary_folder() / "o.sqlite")
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertIn("Vitamin K ()", done.stderr)

    def test_a_workbook_without_the_column_says_that_there_is_no_vitamin_k(self):
        done = vitktest.run("import", written(lambda row: row[:5] + row[6:]), "-o",
                            vitktest.temporary_folder() / "o.sqlite")
        self.assertEqual(done.returncode, 8, done.stderr)


class Xml(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.dataset = vitktest.import_to_sqlite(XML.parent)

    def edited(self, old, new):
        text = XML.read_text("utf-8")
        self.assertIn(old, text)
        path = vitktest.temporary_folder() / "edited.xml"
        path.write_text(text.replace(old, new), encoding="utf-8")
        return path

    def test_each_amount_is_as_it_stands(self):
        self.assertEqual(stated(self.dataset), xml_cells(XML))
        source = vitktest.one(self.dataset, "SELECT * FROM source")
        self.assertEqual((source["foods_read"], source["statements_read"]), (9, 7))

    def test_the_version_is_read(self):
        self.assertEqual(vitktest.one(self.dataset, "SELECT source_id FROM source")[0], "livsmedelsverket-2020-01-16")
        dataset = vitktest.import_to_sqlite(self.edited("<Version>2020-01-16T13:15:00.9</Version>", ""))
        self.assertEqual(vitktest.one(dataset, "SELECT source_id FROM source")[0], "livsmedelsverket")

    def test_the_decimal_mark_is_a_comma_and_the_unit_is_read(self):
        self.assertEqual(value(self.dataset, "339")["amount_ug"], 24.4)
        self.assertEqual(value(self.dataset, "1225")["amount_ug"], 30.2)

    def test_a_logical_zero_is_assumed(self):
        row = value(self.dataset, "1700")
        self.assertEqual((row["status"], row["amount_ug"]), ("assumed_zero", 0.0))

    def test_another_weight_makes_it_a_serving(self):
        row = value(self.dataset, "4000")
        self.assertEqual((row["basis"], row["serving_g"], row["amount_ug"]), ("serving", 240.0, 12.5))

    def test_an_empty_amount_and_a_nutrient_that_is_not_listed_state_nothing(self):
        self.assertEqual(self.dataset.execute("SELECT count(*) FROM value WHERE food_id IN ('3', '1692')").fetchone()[0], 0)

    def test_origin_follows_from_the_words(self):
        origins = {row[0]: row[1] for row in self.dataset.execute("SELECT food_id, origin FROM value")}
        self.assertEqual({food: origins[food] for food in ("4941", "337", "2189", "1225")},
                         {"4941": "analysed", "337": "borrowed", "2189": "calculated", "1225": "estimated"})
        self.assertEqual(value(self.dataset, "4941")["method"], "Aggregering av analyserade värden; HPLC")

    def test_the_order_of_elements_does_not_matter(self):
        text = re.sub(r"(\s*<Namn>[^<]*</Namn>)(\s*<Forkortning>.*?)(\s*</Naringsvarde>)", r"\2\1\3",
                      XML.read_text("utf-8"), flags=re.S)
        path = vitktest.temporary_folder() / "ordered.xml"
        path.write_text(text, encoding="utf-8")
        self.assertEqual(stated(vitktest.import_to_sqlite(path)), xml_cells(XML))

    def test_without_vitamin_k_it_says_so(self):
        done = vitktest.run("import", self.edited("<Namn>Vitamin K</Namn>", "<Namn>Vitamin C</Namn>"), "-o",
                            vitktest.temporary_folder() / "o.sqlite")
        self.assertEqual(done.returncode, 8, done.stderr)


class Real2022(unittest.TestCase):
    def test_every_cell_is_as_it_stands(self):
        folder = vitktest.shared("data/sweden-2022")
        dataset = vitktest.import_to_sqlite(folder)
        expected = sheet_cells(next(folder.glob("*.xlsx")))
        self.assertEqual(amounts(dataset), expected)
        counts = collections.Counter(row[0] for row in dataset.execute("SELECT status FROM value"))
        self.assertEqual(counts, {"value": 851, "missing": 1482})
        self.assertEqual(vitktest.one(dataset, "SELECT foods_read FROM source")[0], 2333)


if __name__ == "__main__":
    unittest.main()
