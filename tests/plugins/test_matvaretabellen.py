"""The importer of Matvaretabellen, against an independent reading of the same JSON."""
import json
import shutil
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
import vitktest  # noqa: E402

SAMPLE = vitktest.SAMPLES / "matvaretabellen"
DEFINITIONS, FOODS = "foodcase-data-en.json", "foodcase-foods-en.json"
API = {"locale": "en", "foods": [
    {"foodId": "06.178", "foodName": "Adzuki beans, uncooked", "latinName": "Vigna angularis",
     "uri": "https://www.matvaretabellen.no/en/adzuki-beans-uncooked/", "foodGroupId": "12", "searchKeywords": [],
     "langualCodes": ["A0831", "B1378"], "energy": {"sourceId": "MI0114", "quantity": 1312.4, "unit": "kJ"},
     "constituents": [{"sourceId": "460g", "quantity": 19.9, "unit": "g", "nutrientId": "Protein"},
                      {"sourceId": "450c", "quantity": 1254, "unit": "mg", "nutrientId": "K"},
                      {"sourceId": "10", "nutrientId": "Vit E"}]}]}


def load(folder, name):
    return json.loads((folder / name).read_text("utf-8"))


def cells(folder):
    """(food, component, amount, unit) of each value that says anything."""
    nutrients = {n["id"]: n for n in load(folder, DEFINITIONS)["nutrients"]
                 if n["euroFIR"].startswith(("VITK", "MK"))}
    return sorted((food["id"], nutrients[key]["euroFIR"], value["value"], nutrients[key]["unit"])
                  for food in load(folder, FOODS)["foods"] for key, value in food.items()
                  if key in nutrients and (value["value"] or value["ref"] == "10"))


def stated(dataset):
    return sorted((row[0], row[1], row[2] or "", row[3]) for row in
                  dataset.execute("SELECT food_id, component_id, original, original_unit FROM value"))


def value(dataset, food, component):
    return vitktest.one(dataset, "SELECT * FROM value WHERE food_id = ? AND component_id = ?", food, component)


def written(name, content):
    folder = vitktest.temporary_folder()
    (folder / name).write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return folder / name


def fails(path):
    return vitktest.run("import", path, "-o", vitktest.temporary_folder() / "o.sqlite")


class Sample(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.dataset = vitktest.import_to_sqlite(SAMPLE)

    def test_each_amount_and_its_unit_are_as_they_stand(self):
        self.assertEqual(stated(self.dataset), cells(SAMPLE))
        self.assertEqual(vitktest.one(self.dataset, "SELECT foods_read FROM source")[0], 8)

    def test_the_unit_of_each_nutrient_is_its_own(self):
        self.assertEqual(value(self.dataset, "01.101", "MK4")["amount_ug"], 7.5)
        self.assertEqual(value(self.dataset, "01.101", "MK9")["amount_ug"], 23.1)
        self.assertEqual(value(self.dataset, "06.001", "VITK")["amount_ug"], 480.2)

    def test_references_say_what_a_value_is(self):
        expected = {("06.001", "VITK2"): ("assumed_zero", 0.0, "assumed"), ("01.101", "MK7"): ("below_limit", None, "analysed"),
                    ("09.001", "VITK1"): ("missing", None, "unknown"), ("01.102", "MK7"): ("value", 0.5, "estimated"),
                    ("03.055", "VITK1"): ("value", 0.5, "calculated"), ("06.002", "VITK1"): ("value", 390.0, "borrowed"),
                    ("08.010", "VITK1"): ("value", 48.0, "label"), ("06.001", "VITK1"): ("value", 480.2, "unknown")}
        for place, reading in expected.items():
            row = value(self.dataset, *place)
            self.assertEqual((row["status"], row["amount_ug"], row["origin"]), reading, place)

    def test_an_empty_value_without_that_reference_states_nothing(self):
        self.assertEqual(self.dataset.execute(
            "SELECT count(*) FROM value WHERE food_id = '09.001' AND component_id = 'MK4'").fetchone()[0], 0)

    def test_a_food_has_its_names_its_group_and_its_codes(self):
        food = vitktest.one(self.dataset, "SELECT * FROM food WHERE food_id = '06.001'")
        self.assertEqual((food["name"], food["language"], food["name_en"]), ("Spinach, raw", "en", "Spinach, raw"))
        self.assertEqual((food["scientific_name"], food["food_group"]), ("Spinacia oleracea L.", "Vegetables, raw"))
        self.assertEqual(food["classification"], "matvaretabellen-group:6.1 langual:A0149 langual:B1305")

    def test_the_place_is_the_line_and_the_key(self):
        row = value(self.dataset, "06.001", "VITK1")
        lines = (SAMPLE / row["file"]).read_text("utf-8").splitlines()
        self.assertIn("480.2", "".join(lines[row["line"] - 1:row["line"] + 2]))
        self.assertEqual(row["field"], "VITK1/value")

    def test_the_release_can_be_said(self):
        dataset = vitktest.import_to_sqlite(SAMPLE, "--option", "release=2024")
        self.assertEqual(vitktest.one(dataset, "SELECT source_id FROM source")[0], "matvaretabellen-2024")


class Layouts(unittest.TestCase):
    def copy(self):
        folder = vitktest.temporary_folder() / "foodcase"
        shutil.copytree(SAMPLE, folder)
        return folder

    def test_the_order_of_keys_and_the_names_of_files_do_not_matter(self):
        folder = self.copy()
        for name, other in ((DEFINITIONS, "z.json"), (FOODS, "a.json")):
            content = {key: [dict(reversed(item.items())) for item in items]
                       for key, items in reversed(load(folder, name).items())}
            (folder / name).unlink()
            (folder / other).write_text(json.dumps(content), encoding="utf-8")
        self.assertEqual(stated(vitktest.import_to_sqlite(folder)), cells(SAMPLE))

    def test_optional_keys_may_be_dropped(self):
        folder = self.copy()
        content = load(folder, DEFINITIONS)
        for key in ("references", "langualcodes", "portiontypes", "nutrientgroups"):
            del content[key]
        (folder / DEFINITIONS).write_text(json.dumps(content), encoding="utf-8")
        self.assertEqual(stated(vitktest.import_to_sqlite(folder)), cells(SAMPLE))

    def test_values_without_definitions_are_refused_as_no_unit_is_stated(self):
        folder = self.copy()
        (folder / DEFINITIONS).unlink()
        done = fails(folder)
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertIn("unit", done.stderr)

    def test_definitions_without_foods_are_refused(self):
        done = fails(SAMPLE / DEFINITIONS)
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertIn("foods", done.stderr)


class PublicApi(unittest.TestCase):
    def test_it_has_no_vitamin_k_and_says_so(self):
        done = fails(written("foods.json", API))
        self.assertEqual(done.returncode, 8, done.stderr)
        self.assertIn("read as matvaretabellen", done.stderr)

    def test_were_it_there_it_would_be_read(self):
        content = json.loads(json.dumps(API))
        content["foods"][0]["constituents"] += [
            {"sourceId": "216", "quantity": 0.9, "unit": "µg", "nutrientId": "VITK1"},
            {"sourceId": "10", "nutrientId": "VITK2"}]
        dataset = vitktest.import_to_sqlite(written("foods.json", content))
        self.assertEqual(value(dataset, "06.178", "VITK1")["amount_ug"], 0.9)
        self.assertEqual(value(dataset, "06.178", "VITK2")["status"], "missing")
        food = vitktest.one(dataset, "SELECT * FROM food")
        self.assertEqual((food["name_en"], food["classification"]),
                         ("Adzuki beans, uncooked", "matvaretabellen-group:12 langual:A0831 langual:B1378"))


class Real(unittest.TestCase):
    def test_the_export_has_no_values_of_vitamin_k(self):
        done = fails(vitktest.shared("data/matvaretabellen"))
        self.assertEqual(done.returncode, 8, done.stderr)
        self.assertIn("read as matvaretabellen", done.stderr)

    def test_the_real_definitions_give_each_nutrient_its_unit(self):
        folder = vitktest.temporary_folder() / "foodcase"
        folder.mkdir()
        shutil.copy(vitktest.shared("data/matvaretabellen") / DEFINITIONS, folder)
        shutil.copy(SAMPLE / FOODS, folder)
        self.assertEqual(stated(vitktest.import_to_sqlite(folder)), cells(SAMPLE))


if __name__ == "__main__":
    unittest.main()
