"""The importer of Frida, against an independent reading of the same workbook."""
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
import vitktest  # noqa: E402
import workbook  # noqa: E402

SAMPLE = next((vitktest.SAMPLES / "frida").iterdir())
PARAMETERS = {"164": "VITK1", "441": "VITK2", "442": "VITK", **{str(429 + n): f"MK{n}" for n in range(4, 11)}}
NAMES = ("Information", "Food", "Parameter", "Data_Normalised")


def number(text):
    try:
        return float(text)
    except ValueError:
        return text or None


def sheets():
    """The sample's sheets, with numbers as numbers, to be written again in another layout."""
    return {name: [[number(cell) for cell in row] for row in workbook.read_xlsx(SAMPLE, name)] for name in NAMES}


def written(changed, name="Frida_5.3_Dataset.xlsx"):
    path = vitktest.temporary_folder() / name
    workbook.write_xlsx(path, changed)
    return path


def cells():
    header, *rows = workbook.read_xlsx(SAMPLE, "Data_Normalised")
    rows = [dict(zip(header, row + [""] * (len(header) - len(row)))) for row in rows]
    return sorted((row["FoodID"], PARAMETERS[row["ParameterID"]], float(row["ResVal"])) for row in rows
                  if row["ParameterID"] in PARAMETERS and row["ResVal"])


def stated(dataset):
    return sorted((row[0], row[1], float(row[2]))
                  for row in dataset.execute("SELECT food_id, component_id, original FROM value"))


def value(dataset, food, component):
    return vitktest.one(dataset, "SELECT * FROM value WHERE food_id = ? AND component_id = ?", food, component)


def fails(path):
    return vitktest.run("import", path, "-o", vitktest.temporary_folder() / "o.sqlite")


class Sample(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.dataset = vitktest.import_to_sqlite(SAMPLE.parent)

    def test_each_amount_is_as_it_stands(self):
        self.assertEqual(stated(self.dataset), cells())
        self.assertEqual(self.dataset.execute("SELECT count(*) FROM problem").fetchone()[0], 0)

    def test_menaquinones_and_sums_are_equivalents_and_k1_is_a_mass(self):
        kinds = {row[0]: row[1] for row in self.dataset.execute("SELECT component_id, equivalents FROM value")}
        self.assertEqual(kinds.pop("VITK1"), "mass")
        self.assertEqual(set(kinds.values()), {"K1"})
        self.assertEqual(set(kinds), {"VITK", "VITK2", *(f"MK{n}" for n in range(4, 11))})

    def test_the_unit_comes_from_the_sheet_of_parameters(self):
        row = value(self.dataset, "54", "MK4")
        self.assertEqual((row["amount_ug"], row["original_unit"], row["basis"]), (52.1, "µg/100g", "100 g"))

    def test_what_stands_beside_an_amount_is_kept(self):
        row = value(self.dataset, "54", "MK4")
        self.assertEqual((row["n"], row["min_ug"], row["max_ug"], row["method"]), (5, 43.9, 60.3, "1470"))
        self.assertEqual(value(self.dataset, "92", "VITK1")["flags"], "food:105")

    def test_a_zero_is_a_value_and_a_blank_states_nothing(self):
        self.assertEqual((value(self.dataset, "3", "MK4")["status"], value(self.dataset, "3", "MK4")["amount_ug"]),
                         ("value", 0.0))
        self.assertEqual(self.dataset.execute(
            "SELECT count(*) FROM value WHERE food_id = '105' AND component_id = 'MK7'").fetchone()[0], 0)

    def test_a_food_has_its_names_and_its_group(self):
        food = vitktest.one(self.dataset, "SELECT * FROM food WHERE food_id = '12'")
        self.assertEqual((food["name"], food["language"], food["name_en"]), ("Grønkål, rå", "da", "Kale, raw"))
        self.assertEqual((food["scientific_name"], food["food_group"]), ("Brassica oleracea", "Grøntsager"))

    def test_the_place_is_the_row_of_the_sheet(self):
        row = value(self.dataset, "54", "MK4")
        line = workbook.read_xlsx(SAMPLE, "Data_Normalised")[row["line"] - 1]
        self.assertEqual((line[0], line[3], row["field"]), ("54", "433", "ResVal"))

    def test_the_release_is_that_of_the_name(self):
        source = vitktest.one(self.dataset, "SELECT * FROM source")
        self.assertEqual((source["source_id"], source["release"], source["foods_read"]), ("frida-5.3", "5.3", 13))
        for name, source_id in (("FCDB_6.1_Dataset.xlsx", "frida-6.1"), ("Frida_Dataset_May2025.xlsx", "frida-2025-05"),
                                ("dataset.xlsx", "frida")):
            dataset = vitktest.import_to_sqlite(written(sheets(), name))
            self.assertEqual(vitktest.one(dataset, "SELECT source_id FROM source")[0], source_id)

    def test_the_release_can_be_said(self):
        dataset = vitktest.import_to_sqlite(SAMPLE, "--option", "release=5.4")
        self.assertEqual(vitktest.one(dataset, "SELECT source_id FROM source")[0], "frida-5.4")


class Layouts(unittest.TestCase):
    def test_columns_and_sheets_may_stand_anywhere(self):
        changed = {name: [["New" if i == 0 else "x", *reversed(row + [None] * (len(rows[0]) - len(row)))]
                          for i, row in enumerate(rows)] for name, rows in reversed(sheets().items())}
        self.assertEqual(stated(vitktest.import_to_sqlite(written(changed))), cells())

    def test_optional_columns_may_be_dropped(self):
        changed = sheets()
        data = [0, 3, 7]
        changed["Data_Normalised"] = [[(row + [None] * 8)[i] for i in data] for row in changed["Data_Normalised"]]
        changed["Food"] = [row[:2] for row in changed["Food"]]
        changed["Parameter"] = [[row[0], row[4]] for row in changed["Parameter"]]
        dataset = vitktest.import_to_sqlite(written(changed))
        self.assertEqual(stated(dataset), cells())
        self.assertIsNone(value(dataset, "54", "MK4")["n"])

    def test_without_a_sheet_of_foods_the_names_beside_the_values_are_taken(self):
        changed = sheets()
        del changed["Food"]
        dataset = vitktest.import_to_sqlite(written(changed))
        self.assertEqual(stated(dataset), cells())
        food = vitktest.one(dataset, "SELECT * FROM food WHERE food_id = '12'")
        self.assertEqual((food["name"], food["name_en"]), ("Grønkål, rå", "Kale, raw"))

    def test_the_unit_is_read_and_not_assumed(self):
        changed = sheets()
        for row in changed["Parameter"]:
            row[4] = "mg/100g" if row[0] == 433 else row[4]
        self.assertEqual(value(vitktest.import_to_sqlite(written(changed)), "54", "MK4")["amount_ug"], 52100.0)

    def test_a_number_that_means_something_else_is_refused(self):
        changed = sheets()
        for row in changed["Parameter"]:
            if row[0] == 164:
                row[1], row[2], row[5] = "Vitamin C", "Vitamin C", "VITC"
        done = fails(written(changed))
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertIn("164", done.stderr)

    def test_a_code_of_vitamin_k_under_another_number_is_read(self):
        changed = sheets()
        for row in changed["Parameter"] + changed["Data_Normalised"]:
            for i in (0, 3):
                row[i] = 999.0 if row[i] == 439 else row[i]
        self.assertEqual(stated(vitktest.import_to_sqlite(written(changed))), cells())

    def test_a_workbook_without_vitamin_k_says_so(self):
        changed = sheets()
        changed["Parameter"] = [row for row in changed["Parameter"] if str(row[0]).split(".")[0] not in PARAMETERS]
        done = fails(written(changed))
        self.assertEqual(done.returncode, 8, done.stderr)

    def test_a_workbook_without_the_sheet_of_parameters_is_refused(self):
        changed = sheets()
        del changed["Parameter"]
        done = fails(written(changed))
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertIn("Parameter", done.stderr)


if __name__ == "__main__":
    unittest.main()
