"""Maps of JSON: what the samples state is what an independent reading of them finds.

VITK names the command under test.
"""
import json
import random
import sys
import unittest
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
from vitktest import SAMPLES, import_to_sqlite, run, shared, temporary_folder  # noqa: E402

FOODS, FOODS_MAP = SAMPLES / "json/foods.json", SAMPLES / "json/foods-json.map"
LINES, LINES_MAP = SAMPLES / "json-lines/foods.jsonl", SAMPLES / "json-lines/foods-jsonl.map"
DONE, USAGE, INPUT = 0, 2, 4

FDC_MAP = """
vitk_map = 1; format = "json"; source = { id = "fdc"; title = "FDC"; }; tree = { record = "FoundationFoods/*"; };
food = { id = "fdcId"; name = "description"; group = "foodCategory/description"; };
rows = { each = "foodNutrients"; component = "nutrient/number"; amount = "amount"; unit_column = "nutrient/unitName";
  n = "dataPoints"; min = "min"; max = "max";
  components = ( { text = "430"; component = "VITK1"; }, { text = "429"; component = "VITK1D"; },
                 { text = "428"; component = "MK4"; } ); };
"""


def written(path, text):
    path.write_text(text, encoding="utf-8")
    return path


def values(dataset):
    return {(r["food_id"], r["component_id"]): (r["status"], r["amount_ug"], r["original"])
            for r in dataset.execute("SELECT * FROM value")}


class Arrays(unittest.TestCase):
    COMPONENTS = {"430": "VITK1", "428": "MK4", "MK-7": "MK7", "MK-9": "MK9"}
    SHIFTS = {"µg": 0, "mg": 3, "ng/g": -1}

    def test_each_amount_becomes_the_value_that_it_states(self):
        expected = {}
        for food in json.loads(FOODS.read_text(encoding="utf-8"), parse_float=str, parse_int=str)["foods"]:
            for item in filter(None, food["nutrients"]):
                component = self.COMPONENTS.get(item["nutrient"]["number"])
                amount = item.get("amount")
                if component is None or amount is None:
                    continue
                status, number = {"-": ("missing", None), "tr": ("trace", None)}.get(amount, ("value", amount))
                if amount.startswith("<"):
                    status, number = "below_limit", None
                shift = self.SHIFTS[item["nutrient"]["unit"]]
                expected[food["id"], component] = (status, number and float(Decimal(number).scaleb(shift)), amount)
        dataset = import_to_sqlite(FOODS, "--map", FOODS_MAP)
        self.assertEqual(values(dataset), expected)
        self.assertGreater(len(expected), 10)
        self.assertEqual(dataset.execute("SELECT foods_read FROM source").fetchone()[0], 6)

    def test_names_beside_and_place_are_kept(self):
        dataset = import_to_sqlite(FOODS, "--map", FOODS_MAP)
        natto = dataset.execute("SELECT * FROM food WHERE food_id = '0101'").fetchone()
        self.assertEqual((natto["name"], natto["scientific_name"], natto["food_group"]),
                         ("Natto", "Glycine max", "Legumes"))
        k1 = dataset.execute("SELECT * FROM value WHERE food_id = '0101' AND component_id = 'VITK1'").fetchone()
        self.assertEqual((k1["n"], k1["min_ug"], k1["max_ug"], k1["original_unit"], k1["field"], k1["line"]),
                         (3, 31, 38.2, "µg", "amount", 11))

    def test_the_order_of_keys_does_not_matter(self):
        text = json.loads(FOODS.read_text(encoding="utf-8"))
        random.seed(7)

        def shuffled(node):
            if isinstance(node, list):
                return [shuffled(item) for item in node]
            if not isinstance(node, dict):
                return node
            keys = list(node)
            random.shuffle(keys)
            return {key: shuffled(node[key]) for key in keys}

        path = written(temporary_folder() / "foods.json", json.dumps(shuffled(text), ensure_ascii=False))
        straight = {k: v[:2] for k, v in values(import_to_sqlite(FOODS, "--map", FOODS_MAP)).items()}
        self.assertEqual({k: v[:2] for k, v in values(import_to_sqlite(path, "--map", FOODS_MAP)).items()}, straight)

    def test_a_component_that_the_map_leaves_out_is_said(self):
        folder = temporary_folder()
        changed = written(folder / "less.map", FOODS_MAP.read_text(encoding="utf-8").replace(
            '    { text = "428"; component = "MK4"; },\n', '').replace('text = "430"', 'text = "Vitamin K1"'))
        foods = written(folder / "foods.json", FOODS.read_text(encoding="utf-8").replace(
            '"number": "430"', '"number": "Vitamin K1"').replace('"number": "428"', '"number": "Vitamin K2 (MK-4)"'))
        dataset = import_to_sqlite(foods, "--map", changed)
        self.assertEqual([tuple(r) for r in dataset.execute("SELECT code, severity FROM problem")],
                         [("unused-component", "note")])


class Lines(unittest.TestCase):
    def test_each_line_is_a_food(self):
        dataset = import_to_sqlite(LINES, "--map", LINES_MAP)
        expected = {}
        for line in filter(None, LINES.read_text(encoding="utf-8").split("\n")):
            food = json.loads(line, parse_float=str, parse_int=str)
            for key, component in (("vitamin_k1", "VITK1"), ("vitamin_k2", "VITK2")):
                amount = food["per_100g"].get(key)
                if amount is not None:
                    expected[food["code"], component] = amount
        self.assertEqual({key: value[2] for key, value in values(dataset).items()}, expected)
        self.assertEqual(dataset.execute("SELECT name FROM food WHERE food_id = '00021'").fetchone()[0], "Olive oil 🫒")
        self.assertEqual(values(dataset)["00020", "VITK1"][0], "present")

    def test_one_array_of_the_lines_is_the_same(self):
        objects = [json.loads(line) for line in LINES.read_text(encoding="utf-8").split("\n") if line]
        path = written(temporary_folder() / "foods.jsonl", json.dumps(objects))
        self.assertEqual({k: v[:2] for k, v in values(import_to_sqlite(path, "--map", LINES_MAP)).items()},
                         {k: v[:2] for k, v in values(import_to_sqlite(LINES, "--map", LINES_MAP)).items()})


class Recognition(unittest.TestCase):
    def probe(self, path):
        folder = temporary_folder()
        for map_file, name in ((FOODS_MAP, "foods-json"), (LINES_MAP, "lines-json")):
            written(folder / f"{name}.map", map_file.read_text(encoding="utf-8"))
        done = run("probe", path, "--plugin-dir", folder)
        return [line.split()[0] for line in done.stdout.splitlines()[2:] if line.strip()]

    def test_a_map_recognises_its_own_files(self):
        self.assertEqual(self.probe(FOODS)[:1], ["foods-json"])
        self.assertEqual(self.probe(LINES)[:1], ["lines-json"])

    def test_xml_of_the_same_names_is_not_json(self):
        path = written(temporary_folder() / "foods.json",
                       "<foods><nutrients><nutrient number='1' amount='2'/></nutrients></foods>")
        self.assertNotIn("foods-json", self.probe(path))


class Faults(unittest.TestCase):
    def fails(self, code, words, *arguments):
        done = run("import", *arguments, "-o", temporary_folder() / "out.sqlite")
        self.assertEqual(done.returncode, code, done.stderr)
        for word in words:
            self.assertIn(word, done.stderr)

    def test_a_path_that_no_record_has_names_the_maps_line(self):
        text = FOODS_MAP.read_text(encoding="utf-8")
        changed = written(temporary_folder() / "wrong.map", text.replace('name = "names/en"', 'name = "names/english"'))
        line = text.split('name = "names/en"')[0].count("\n") + 1
        self.fails(INPUT, ("missing-field", "names/english", f"wrong.map:{line}"), FOODS, "--map", changed)
        changed = written(temporary_folder() / "wrong.map", text.replace('record = "foods"', 'record = "food"'))
        self.fails(INPUT, ("missing-field", '"food"'), FOODS, "--map", changed)

    def test_mend_is_not_for_json(self):
        changed = written(temporary_folder() / "wrong.map", FOODS_MAP.read_text(encoding="utf-8").replace(
            'record = "foods";', 'record = "foods"; mend = true;'))
        self.fails(USAGE, ("mend", "xml"), FOODS, "--map", changed)

    def test_a_file_that_is_cut_short_is_told_with_its_line(self):
        text = FOODS.read_text(encoding="utf-8")
        path = written(temporary_folder() / "foods.json", text[:len(text) // 2])
        self.fails(INPUT, ("not-well-formed", f"foods.json:{text[:len(text) // 2].count(chr(10)) + 1}"), path, "--map",
                   FOODS_MAP)

    def test_no_map_is_said_with_what_to_do(self):
        self.fails(USAGE, ("--map FILE",), FOODS, "--from", "json")


class RealFile(unittest.TestCase):
    def test_foundation_foods_by_a_map(self):
        path = shared("data/usda-fdc-json/foundation_9foods_from_data_js.json")
        map_file = written(temporary_folder() / "fdc.map", FDC_MAP)
        expected = {}
        for food in filter(None, json.loads(path.read_text(encoding="utf-8"), parse_float=str, parse_int=str)["FoundationFoods"]):
            for item in filter(None, food["foodNutrients"]):
                component = {"430": "VITK1", "429": "VITK1D", "428": "MK4"}.get(item.get("nutrient", {}).get("number"))
                if component and item.get("amount") is not None:
                    expected[food["fdcId"], component] = ("value", float(item["amount"]), item["amount"])
        dataset = import_to_sqlite(path, "--map", map_file)
        self.assertEqual(values(dataset), expected)
        self.assertGreater(len(expected), 3)
        self.assertEqual(dataset.execute("SELECT foods_read FROM source").fetchone()[0], 9)


if __name__ == "__main__":
    unittest.main()
