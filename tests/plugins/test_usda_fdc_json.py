"""The importer of FoodData Central's JSON, against an independent reading by python's json."""
import copy
import json
import sys
import unittest
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
import vitktest  # noqa: E402

COMPONENTS = {"428": "MK4", "429": "VITK1D", "430": "VITK1"}
SAMPLE = vitktest.SAMPLES / "usda-fdc-json"
API = vitktest.SAMPLES / "usda-fdc-json-api"
FOUNDATION = SAMPLE / "FoodData_Central_foundation_food_json_2024-10-31.json"


class Number(str):
    """A number as it is written in the file."""


def load(path):
    return json.loads(path.read_text("utf-8"), parse_int=Number, parse_float=Number)


def foods_of(document):
    if isinstance(document, list):
        return document
    arrays = [document[key] for key in ("FoundationFoods", "SRLegacyFoods", "SurveyFoods", "BrandedFoods", "foods")
              if key in document]
    return arrays[0] if arrays else [document]


def expected(*documents):
    """What the foods state: (food, component, original), sorted."""
    rows = []
    for document in documents:
        for food in foods_of(document):
            for item in filter(None, food["foodNutrients"]):
                number = item.get("nutrient", {}).get("number") or item.get("nutrientNumber") or item.get("number")
                amount = item.get("amount", item.get("value"))
                if number in COMPONENTS and amount is not None:
                    rows.append((food["fdcId"], COMPONENTS[number], amount))
    return sorted(rows)


def stated(dataset):
    return sorted(tuple(row) for row in dataset.execute("SELECT food_id, component_id, original FROM value"))


def value(dataset, food, component):
    return vitktest.one(dataset, "SELECT * FROM value WHERE food_id = ? AND component_id = ?", food, component)


def save(document, name="answer.json"):
    path = vitktest.temporary_folder() / name
    path.write_text(document if isinstance(document, str) else json.dumps(document, ensure_ascii=False), "utf-8")
    return path


def turned(node):
    """The same with each object's keys in the other order."""
    if isinstance(node, dict):
        return {key: turned(node[key]) for key in reversed(node)}
    return [turned(item) for item in node] if isinstance(node, list) else node


class Bulk(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.dataset = vitktest.import_to_sqlite(SAMPLE)

    def of(self, source, food, component):
        return vitktest.one(self.dataset, "SELECT * FROM value WHERE source_id = ? AND food_id = ? AND component_id = ?",
                            source, food, component)

    def test_every_amount_of_the_four_files_is_a_value_as_it_stands(self):
        self.assertEqual(stated(self.dataset), expected(*map(load, SAMPLE.iterdir())))

    def test_each_file_is_a_source_with_its_release(self):
        rows = self.dataset.execute("SELECT source_id, foods_read, statements_read FROM source ORDER BY 1").fetchall()
        self.assertEqual([tuple(row) for row in rows],
                         [("usda-fdc-branded-2024-10-31", 3, 3), ("usda-fdc-fndds-2024-10-31", 2, 2),
                          ("usda-fdc-foundation-2024-10-31", 3, 5), ("usda-fdc-sr-legacy-2018-04", 2, 4)])

    def test_a_zero_beside_a_limit_of_quantification_is_below_it(self):
        hummus = self.of("usda-fdc-foundation-2024-10-31", "321358", "MK4")
        self.assertEqual((hummus["status"], hummus["upper_ug"]), ("below_limit", 0.2))

    def test_a_zero_with_an_exponent_is_kept_as_it_is_written(self):
        kale = self.of("usda-fdc-foundation-2024-10-31", "323505", "VITK1D")
        self.assertEqual((kale["original"], kale["amount_ug"], kale["status"]), ("0E-8", 0.0, "value"))

    def test_a_row_without_an_amount_states_nothing(self):
        rows = self.dataset.execute("SELECT count(*) FROM value WHERE food_id = '323505' AND component_id = 'MK4'")
        self.assertEqual(rows.fetchone()[0], 0)

    def test_assumed_zero_less_than_and_origins_follow_from_the_codes(self):
        chicken = self.of("usda-fdc-sr-legacy-2018-04", "171075", "VITK1D")
        seltzer = self.of("usda-fdc-branded-2024-10-31", "2520450", "VITK1")
        waffle = self.of("usda-fdc-fndds-2024-10-31", "2343808", "VITK1")
        self.assertEqual((chicken["status"], chicken["origin"], chicken["method"]), ("assumed_zero", "assumed", "Z"))
        self.assertEqual((seltzer["status"], seltzer["origin"], seltzer["method"]), ("below_limit", "label", "LCSL"))
        self.assertEqual((waffle["status"], waffle["origin"]), ("value", "calculated"))

    def test_samples_range_unit_and_line_are_kept(self):
        kale = self.of("usda-fdc-foundation-2024-10-31", "323505", "VITK1")
        self.assertEqual((kale["amount_ug"], kale["n"], kale["min_ug"], kale["max_ug"], kale["original_unit"]),
                         (390.0, 3, 369.0, 422.0, "µg"))
        line = next(n for n, text in enumerate(FOUNDATION.read_text("utf-8").splitlines(), 1) if '"amount": 390' in text)
        self.assertEqual((kale["line"], kale["field"]), (line, "foodNutrients/amount"))

    def test_foods_have_their_group_and_stable_keys(self):
        query = "SELECT food_id, food_group, classification FROM food"
        foods = {row[0]: (row[1], set(row[2].split())) for row in self.dataset.execute(query)}
        self.assertEqual(foods["321358"], ("Legumes and Legume Products", {"fdc-type:foundation_food", "ndb:16158"}))
        self.assertEqual(foods["2343808"], ("Pancakes, waffles, French toast",
                                            {"fdc-type:survey_fndds_food", "fndds:55200010", "wweia:4404"}))
        self.assertEqual(foods["1126548"], ("Canned Vegetables",
                                            {"fdc-type:branded_food", "gtin:00000000000017", "fdc-data-source:LI"}))


class Answers(unittest.TestCase):
    def test_search_detail_and_list_are_read_from_one_folder(self):
        dataset = vitktest.import_to_sqlite(API)
        self.assertEqual(stated(dataset), expected(*map(load, API.iterdir())))
        self.assertEqual(vitktest.one(dataset, "SELECT source_id FROM source")[0], "usda-fdc-api")

    def test_the_flat_form_of_the_search(self):
        swiss = value(vitktest.import_to_sqlite(API / "search.json"), "746767", "MK4")
        self.assertEqual((swiss["amount_ug"], swiss["n"], swiss["method"], swiss["origin"], swiss["field"]),
                         (6.3, 2, "A", "analysed", "foodNutrients/value"))

    def test_the_abridged_form(self):
        cheddar = value(vitktest.import_to_sqlite(API / "food-328637.json"), "328637", "MK4")
        self.assertEqual((cheddar["amount_ug"], cheddar["method"]), (9.3, "A"))

    def test_an_answer_on_standard_input(self):
        output = vitktest.temporary_folder() / "o.sqlite"
        done = vitktest.run("import", "-", "-o", output, input=(API / "food-328637.json").read_text("utf-8"))
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_a_food_a_line(self):
        foods = json.loads((API / "foods.json").read_text("utf-8"))
        lines = save("".join(json.dumps(food) + "\n" for food in foods), "foods.jsonl")
        self.assertEqual(stated(vitktest.import_to_sqlite(lines)),
                         stated(vitktest.import_to_sqlite(API / "foods.json")))


class Quirks(unittest.TestCase):
    """Each on the Foundation sample with one thing changed."""

    def setUp(self):
        self.document = json.loads(FOUNDATION.read_text("utf-8"))
        self.kale = self.document["FoundationFoods"][1]

    def refused(self, path, code, *words):
        done = vitktest.run("import", path, "-o", vitktest.temporary_folder() / "o.sqlite")
        self.assertEqual(done.returncode, code, done.stderr)
        for word in words:
            self.assertIn(word, done.stderr)

    def test_keys_may_come_in_any_order(self):
        query = "SELECT food_id, component_id, status, amount_ug, upper_ug, origin, method FROM value ORDER BY 1, 2"
        want = vitktest.import_to_sqlite(FOUNDATION).execute(query).fetchall()
        dataset = vitktest.import_to_sqlite(save(turned(self.document), FOUNDATION.name))
        self.assertEqual([tuple(row) for row in dataset.execute(query)], [tuple(row) for row in want])

    def test_optional_keys_may_be_dropped(self):
        for food in self.document["FoundationFoods"]:
            for key in ("foodClass", "foodCategory", "ndbNumber", "publicationDate", "foodPortions"):
                food.pop(key, None)
            for item in filter(None, food["foodNutrients"]):
                item.pop("foodNutrientDerivation", None)
                item["nutrient"].pop("id")
        dataset = vitktest.import_to_sqlite(save(self.document, FOUNDATION.name))
        self.assertEqual(len(stated(dataset)), 5)
        self.assertEqual(value(dataset, "323505", "VITK1")["origin"], "unknown")

    def test_a_number_may_be_a_number_and_an_id_serve_alone(self):
        for item in filter(None, self.kale["foodNutrients"]):
            item["nutrient"]["number"] = int(item["nutrient"]["number"])
        for item in filter(None, self.document["FoundationFoods"][0]["foodNutrients"]):
            item["nutrient"].pop("number")
        self.assertEqual(len(stated(vitktest.import_to_sqlite(save(self.document)))), 5)

    def test_a_null_amount_states_nothing(self):
        self.kale["foodNutrients"][0]["amount"] = None
        rows = stated(vitktest.import_to_sqlite(save(self.document)))
        self.assertNotIn(("323505", "VITK1", "390"), rows)
        self.assertEqual(len(rows), 4)

    def test_the_unit_is_the_one_that_is_stated(self):
        self.kale["foodNutrients"][0]["nutrient"]["unitName"] = "mg"
        self.assertEqual(value(vitktest.import_to_sqlite(save(self.document)), "323505", "VITK1")["amount_ug"], 390000.0)

    def test_a_number_that_means_something_else_is_refused(self):
        for change in ({"name": "Vitamin C"}, {"id": 1003}, {"name": "Vitamin K (Menaquinone-4)"}):
            document = copy.deepcopy(self.document)
            document["FoundationFoods"][1]["foodNutrients"][0]["nutrient"].update(change)
            self.refused(save(document), 4, "nutrient-changed")

    def test_a_nutrient_of_vitamin_k_that_is_not_read_is_said(self):
        nutrient = {"id": 2999, "number": "998", "name": "Vitamin K (Menaquinone-7)", "unitName": "µg"}
        self.kale["foodNutrients"].append({"nutrient": nutrient, "amount": 1.0})
        dataset = vitktest.import_to_sqlite(save(self.document))
        self.assertIn("998", vitktest.one(dataset, "SELECT * FROM problem WHERE code = 'unused-component'")["message"])

    def test_a_zip_tells_the_release_by_the_members_name(self):
        archive = vitktest.temporary_folder() / "fdc.zip"
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as out:
            out.writestr(FOUNDATION.name, FOUNDATION.read_bytes())
        dataset = vitktest.import_to_sqlite(archive)
        self.assertEqual(vitktest.one(dataset, "SELECT source_id FROM source")[0], "usda-fdc-foundation-2024-10-31")

    def test_without_a_date_in_the_name_the_release_is_said_or_unknown(self):
        path = save(self.document, "foundationDownload.json")
        dataset = vitktest.import_to_sqlite(path)
        self.assertEqual(vitktest.one(dataset, "SELECT source_id FROM source")[0], "usda-fdc-foundation")
        vitktest.one(dataset, "SELECT * FROM problem WHERE code = 'release-unknown'")
        dataset = vitktest.import_to_sqlite(path, "-O", "release=2023-10-26")
        self.assertEqual(vitktest.one(dataset, "SELECT source_id FROM source")[0], "usda-fdc-foundation-2023-10-26")

    def test_without_any_k_it_says_that_there_is_no_vitamin_k(self):
        self.refused(save({"FoundationFoods": self.document["FoundationFoods"][2:]}), 8, "no vitamin K")
        self.refused(save({"FoundationFoods": []}), 8, "no vitamin K")

    def test_json_that_ends_early_is_refused_with_its_line(self):
        text = FOUNDATION.read_text("utf-8")
        self.refused(save(text[:len(text) // 2]), 4, "not-well-formed")

    def test_an_unreadable_amount_is_a_reject_with_its_place(self):
        self.kale["foodNutrients"][0]["amount"] = "lots"
        dataset = vitktest.import_to_sqlite(save(self.document), exits=(1,))
        problem = vitktest.one(dataset, "SELECT * FROM problem WHERE severity = 'reject'")
        self.assertEqual((problem["field"], problem["excerpt"]), ("foodNutrients/amount", "lots"))

    def test_foods_without_vitamin_k_are_counted_and_not_judged(self):
        others = [{"description": "no id", "foodNutrients": [{"nutrient": {"number": "203"}, "amount": 1}]},
                  {"fdcId": 9, "description": "one", "foodNutrients": []}, {"fdcId": 9, "description": "two", "foodNutrients": [{"number": "1430"}]}]
        self.document["FoundationFoods"] += others
        path = save(self.document)
        dataset = vitktest.import_to_sqlite(path)
        self.assertEqual(vitktest.one(dataset, "SELECT foods_read FROM source")[0], 6)
        self.assertEqual(dataset.execute("SELECT count(*) FROM problem WHERE code LIKE '%food%'").fetchone()[0], 0)
        dataset = vitktest.import_to_sqlite(path, "--all-foods", exits=(0, 1))
        codes = [row[0] for row in dataset.execute("SELECT code FROM problem WHERE code LIKE '%food%' ORDER BY code")]
        self.assertEqual(codes, ["double-food", "no-food-id"])

    def test_json_of_others_is_not_claimed(self):
        for document in ({"foods": [{"foodId": "1", "constituents": []}]}, {"id": 1, "ingredientRows": []}, [1, 2], {}):
            probed = vitktest.run("probe", save(document))
            self.assertNotIn("usda-fdc-json", probed.stdout + probed.stderr)


class Real(unittest.TestCase):
    def test_a_part_of_the_bulk_file_and_two_answers(self):
        for name, n, foods in (("foundation_9foods_from_data_js.json", 12, 9),
                               ("cheddar-cheese.search-foundation.json", 12, 10),
                               ("food-328637.detail-abridged.json", 3, 1)):
            path = vitktest.shared(f"data/usda-fdc-json/{name}")
            dataset = vitktest.import_to_sqlite(path)
            self.assertEqual(stated(dataset), expected(load(path)))
            source = vitktest.one(dataset, "SELECT * FROM source")
            self.assertEqual((source["statements_read"], source["foods_read"]), (n, foods))


if __name__ == "__main__":
    unittest.main()
