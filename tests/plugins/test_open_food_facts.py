"""The importer of Open Food Facts, against an independent reading of the same products."""
import csv
import gzip
import io
import json
import shutil
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
import vitktest  # noqa: E402

TABLE = vitktest.SAMPLES / "open-food-facts"
LINES = vitktest.SAMPLES / "open-food-facts-jsonl"
TSV = TABLE / "en.openfoodfacts.org.products.csv"
JSONL = LINES / "openfoodfacts-products-2026-01-31.jsonl"
COLUMNS = {"vitamin-k": "VITK", "phylloquinone": "VITK1", "vitamin-k1": "VITK1", "vitamin-k2": "VITK2",
           "vitamin-k2-mk7": "MK7", "fr-vitamine-k2": "VITK2", "vitamin-k1-k2": "VITK"}


def table_rows(path=TSV):
    with open(path, encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text, delimiter="\t", quoting=csv.QUOTE_NONE))


def products():
    return [json.loads(line) for line in JSONL.read_text("utf-8").splitlines()]


def value(dataset, code):
    return vitktest.one(dataset, "SELECT * FROM value WHERE food_id = ?", code)


def reading(dataset, code):
    row = value(dataset, code)
    return tuple(row[name] for name in ("component_id", "status", "amount_ug", "upper_ug", "basis"))


def values(dataset):
    return sorted(tuple(str(field) for field in row) for row in dataset.execute(
        "SELECT food_id, component_id, status, amount_ug, basis, original, original_unit FROM value"))


def import_json(*records, exits=(0,)):
    path = vitktest.temporary_folder() / "products.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
    return vitktest.import_to_sqlite(path, exits=exits)


def product(nutriments=None, **more):
    """A product with the keys by which the export is known."""
    record = {"code": "0042", "product_name": "Thing", "countries_tags": ["en:france"], "states_tags": [],
              "last_modified_t": 1, "schema_version": 1001, **more}
    if nutriments is not None:
        record["nutriments"] = nutriments
    return record


class Table(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.dataset = vitktest.import_to_sqlite(TABLE)

    def test_every_cell_of_vitamin_k_is_a_value_in_grams(self):
        want = sorted((row["code"], component, row[key + "_100g"]) for row in table_rows()
                      for key, component in COLUMNS.items() if row[key + "_100g"])
        got = sorted(tuple(row) for row in self.dataset.execute(
            "SELECT food_id, component_id, original FROM value WHERE food_id NOT LIKE '%:prepared'"))
        self.assertEqual(len(want), 10)
        self.assertEqual(got, want)
        self.assertEqual({row[0] for row in self.dataset.execute("SELECT original_unit FROM value")}, {"g"})

    def test_grams_become_micrograms(self):
        self.assertEqual(reading(self.dataset, "0000000000017"), ("VITK", "value", 483.0, 483.0, "100 g"))
        self.assertEqual(value(self.dataset, "5000000000029")["amount_ug"], 50.0)

    def test_codes_keep_their_zeros(self):
        self.assertEqual(vitktest.one(self.dataset, "SELECT name FROM food WHERE food_id = '00012345'")[0], "Kale chips")

    def test_a_quote_is_text(self):
        self.assertEqual(vitktest.one(self.dataset, "SELECT name FROM food WHERE food_id = '0000000000017'")[0],
                         'Baby spinach "washed"')

    def test_a_zero_is_a_value_and_a_blank_is_none(self):
        self.assertEqual(reading(self.dataset, "5000000000081"), ("VITK", "value", 0.0, 0.0, "100 g"))
        self.assertEqual(self.dataset.execute("SELECT count(*) FROM value WHERE food_id = '3017620422003'").fetchone()[0], 0)

    def test_a_slip_of_the_unit_is_flagged(self):
        self.assertIn("implausible", value(self.dataset, "5000000000012")["flags"])

    def test_menadione_is_told_and_not_read(self):
        self.assertEqual(self.dataset.execute("SELECT count(*) FROM value WHERE food_id = '5000000000067'").fetchone()[0], 0)
        self.assertEqual(vitktest.one(self.dataset, "SELECT field FROM problem WHERE code = 'not-a-component'")[0],
                         "vitamin-k3_100g")

    def test_the_food_as_prepared_is_another_food(self):
        self.assertEqual(reading(self.dataset, "5000000000074:prepared"), ("VITK", "value", 5.5, 5.5, "100 g"))
        self.assertEqual(value(self.dataset, "5000000000074")["amount_ug"], 41.0)

    def test_a_row_with_too_many_cells_is_told(self):
        self.assertEqual(vitktest.one(self.dataset, "SELECT line FROM problem WHERE code = 'long-row'")[0], 14)

    def test_all_products_are_counted_and_countries_kept(self):
        source = vitktest.one(self.dataset, "SELECT * FROM source")
        self.assertEqual(source["source_id"], "open-food-facts")
        self.assertEqual(source["foods_read"], len(table_rows()) + 1)
        self.assertEqual(vitktest.one(self.dataset, "SELECT classification FROM food WHERE food_id = '0000000000017'")[0],
                         "country:en:france country:en:belgium")

    def write(self, rows, names, delimiter="\t"):
        out = io.StringIO()
        quoting = csv.QUOTE_NONE if delimiter == "\t" else csv.QUOTE_MINIMAL
        writer = csv.DictWriter(out, names, delimiter=delimiter, extrasaction="ignore", lineterminator="\n",
                                quoting=quoting, quotechar=None if delimiter == "\t" else '"')
        writer.writeheader()
        writer.writerows(rows)
        path = vitktest.temporary_folder() / "products.csv"
        path.write_text(out.getvalue(), "utf-8")
        return path

    def tidy_rows(self):
        return [{key: text for key, text in row.items() if key} for row in table_rows() if None not in row]

    def test_with_all_foods_those_without_vitamin_k_are_kept(self):
        dataset = vitktest.import_to_sqlite(TABLE, "--all-foods")
        kept = {row[0] for row in dataset.execute("SELECT food_id FROM food")}
        self.assertLessEqual({row["code"] for row in table_rows()}, kept)

    def test_columns_may_move(self):
        rows = self.tidy_rows()
        dataset = vitktest.import_to_sqlite(self.write(rows, sorted(rows[0], reverse=True)))
        self.assertEqual(values(dataset), values(self.dataset))

    def test_a_copy_with_commas_and_quotes_is_read(self):
        rows = self.tidy_rows()
        dataset = vitktest.import_to_sqlite(self.write(rows, list(rows[0]), ","))
        self.assertEqual(values(dataset), values(self.dataset))

    def test_few_columns_are_enough(self):
        rows = self.tidy_rows()
        names = ["code", "creator", "created_t", "product_name", "phylloquinone_100g"]
        dataset = vitktest.import_to_sqlite(self.write(rows, names))
        self.assertEqual([row[0] for row in values(dataset)], ["00012345"])

    def test_without_columns_of_vitamin_k_there_is_none(self):
        rows = self.tidy_rows()
        names = ["code", "creator", "created_t", "product_name", "energy-kcal_100g", "potassium_100g"]
        done = vitktest.run("import", self.write(rows, names), "-o", vitktest.temporary_folder() / "o.sqlite")
        self.assertEqual(done.returncode, 8, done.stderr)

    def test_amounts_of_a_row_whose_cells_moved_are_rejects(self):
        rows = self.tidy_rows()
        path = self.write(rows, list(rows[0]))
        path.write_text(path.read_text("utf-8").replace("Kale chips", "Kale\tchips"), "utf-8")
        dataset = vitktest.import_to_sqlite(path, exits=(1,))
        self.assertEqual(dataset.execute("SELECT count(*) FROM value WHERE food_id = '00012345'").fetchone()[0], 0)
        self.assertEqual(vitktest.one(dataset, "SELECT line FROM problem WHERE code = 'moved-cells'")[0], 3)

    def test_what_is_no_number_is_a_reject(self):
        rows = self.tidy_rows()
        rows[0]["vitamin-k_100g"] = "unknown"
        dataset = vitktest.import_to_sqlite(self.write(rows, list(rows[0])), exits=(1,))
        self.assertEqual(vitktest.one(dataset, "SELECT excerpt FROM problem WHERE severity = 'reject'")[0], "unknown")

    def test_the_packed_file_gives_the_same(self):
        packed = vitktest.temporary_folder() / "en.openfoodfacts.org.products.csv.gz"
        packed.write_bytes(gzip.compress(TSV.read_bytes()))
        self.assertEqual(values(vitktest.import_to_sqlite(packed)), values(self.dataset))


class Lines(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.dataset = vitktest.import_to_sqlite(LINES)

    def test_per_100_g_goes_first_and_the_serving_is_not_stated_again(self):
        want = sorted((p["code"], repr(amount)) for p in products() for key, amount in p.get("nutriments", {}).items()
                      if key.endswith("_100g") and ("vitamin-k" in key or "phylloquinone" in key)
                      and "_prepared" not in key and "k3" not in key and "nutrition" not in p)
        got = sorted(tuple(row) for row in self.dataset.execute(
            "SELECT food_id, trim(original, '<~') FROM value WHERE field LIKE '%\\_100g' ESCAPE '\\' "
            "AND food_id NOT LIKE '%:prepared'"))
        self.assertEqual([(code, float(text)) for code, text in got], [(code, float(text)) for code, text in want])
        self.assertEqual(len(got), 7)

    def test_less_than_is_below_a_limit(self):
        self.assertEqual(reading(self.dataset, "5000000000111"), ("VITK", "below_limit", None, 5.0, "100 g"))

    def test_about_is_a_value_that_is_flagged(self):
        self.assertEqual(reading(self.dataset, "5000000000128"), ("VITK", "value", 20.0, 20.0, "100 g"))
        self.assertIn("approximate", value(self.dataset, "5000000000128")["flags"])

    def test_a_dash_says_that_the_pack_does_not_state_it(self):
        self.assertEqual(reading(self.dataset, "5000000000135"), ("VITK", "missing", None, None, "100 g"))

    def test_per_serving_with_its_mass_and_the_vitamer_of_the_label(self):
        self.assertEqual(reading(self.dataset, "5000000000142"), ("MK7", "value", 75.0, 75.0, "serving"))
        capsule = value(self.dataset, "5000000000142")
        self.assertEqual((capsule["serving_g"], capsule["original"], capsule["original_unit"]), (2.5, "7.5e-05", "g"))

    def test_what_was_typed_where_nothing_else_is_there(self):
        self.assertEqual(reading(self.dataset, "5000000000159"), ("VITK1", "value", 75.0, 75.0, "serving"))
        self.assertEqual(value(self.dataset, "5000000000159")["original_unit"], "µg")

    def test_per_100_ml_where_the_product_says_so(self):
        self.assertEqual(reading(self.dataset, "5000000000197"), ("VITK", "value", 1.0, 1.0, "100 ml"))

    def test_the_food_as_prepared_is_another_food(self):
        self.assertEqual(value(self.dataset, "5000000000173:prepared")["amount_ug"], 5.5)
        self.assertEqual(value(self.dataset, "5000000000173")["amount_ug"], 41.0)

    def test_sets_bear_their_own_unit_basis_modifier_and_source(self):
        self.assertEqual(reading(self.dataset, "5000000000203"), ("VITK", "below_limit", None, 0.38, "100 ml"))
        self.assertEqual(value(self.dataset, "5000000000203")["origin"], "label")
        self.assertEqual(reading(self.dataset, "5000000000227"), ("VITK2", "value", 20.0, 20.0, "serving"))

    def test_sets_go_before_the_flat_form(self):
        self.assertEqual(reading(self.dataset, "5000000000210"), ("VITK1", "value", 101.6, 101.6, "100 g"))
        self.assertEqual(value(self.dataset, "5000000000210")["origin"], "estimated")

    def test_the_release_is_the_date_in_the_name(self):
        source = vitktest.one(self.dataset, "SELECT * FROM source")
        self.assertEqual((source["source_id"], source["release"]), ("open-food-facts-2026-01-31", "2026-01-31"))
        dataset = vitktest.import_to_sqlite(LINES, "--option", "release=2026-02-01")
        self.assertEqual(vitktest.one(dataset, "SELECT release FROM source")[0], "2026-02-01")

    def test_the_place_is_the_line_of_the_product(self):
        spinach = value(self.dataset, "0000000000017")
        self.assertIn('"0000000000017"', JSONL.read_text("utf-8").splitlines()[spinach["line"] - 1])

    def test_the_packed_file_gives_the_same(self):
        packed = vitktest.temporary_folder() / "openfoodfacts-products.jsonl.gz"
        packed.write_bytes(gzip.compress(JSONL.read_bytes()))
        self.assertEqual(values(vitktest.import_to_sqlite(packed)), values(self.dataset))

    def test_beside_json_the_table_is_left_and_said(self):
        folder = vitktest.temporary_folder()
        shutil.copy(TSV, folder)
        shutil.copy(JSONL, folder)
        dataset = vitktest.import_to_sqlite(folder)
        self.assertEqual(values(dataset), values(self.dataset))
        vitktest.one(dataset, "SELECT * FROM problem WHERE code = 'member-not-read'")


class Quirks(unittest.TestCase):
    def test_a_percentage_is_a_reject(self):
        dataset = import_json(product({"vitamin-k_value": 62, "vitamin-k_unit": "% DV", "vitamin-k1_100g": 1e-6}),
                              exits=(1,))
        self.assertEqual(vitktest.one(dataset, "SELECT code FROM problem WHERE severity = 'reject'")[0], "unknown-unit")

    def test_an_unknown_basis_is_a_reject(self):
        dataset = import_json(product({"vitamin-k": 1e-6, "vitamin-k1_100g": 1e-6}, nutrition_data_per="bottle"),
                              exits=(1,))
        self.assertEqual(vitktest.one(dataset, "SELECT code FROM problem WHERE severity = 'reject'")[0], "unknown-basis")

    def test_potassium_and_other_vitamins_are_not_vitamin_k(self):
        dataset = import_json(product({"potassium_100g": 1, "vitamin-d_100g": 1, "vitamin-kale_100g": 1,
                                       "mk-јаглени-хидрати_100g": 1, "vitamin-k_100g": 2e-6}))
        self.assertEqual([row[0] for row in dataset.execute("SELECT field FROM value")], ["vitamin-k_100g"])

    def test_null_and_blank_say_nothing(self):
        dataset = import_json(product({"vitamin-k_100g": None, "vitamin-k1_100g": "", "vitamin-k2_100g": "0.000003"}))
        self.assertEqual([row[0] for row in dataset.execute("SELECT component_id FROM value")], ["VITK2"])

    def test_the_keys_of_users_name_their_vitamers(self):
        keys = {"vitamine-k1": "VITK1", "vitamina-k": "VITK", "vitamin-k2-mk-4": "MK4", "menaquinone-9": "MK9",
                "en:vitamin-k": "VITK", "vitamin-k1-phylloquinone": "VITK1", "de-vitamin-k2-menaquinon": "VITK2"}
        for key, component in keys.items():
            dataset = import_json(product({key + "_100g": 1e-6}))
            self.assertEqual([row[0] for row in dataset.execute("SELECT component_id FROM value")], [component], key)

    def test_answers_of_the_api_are_read(self):
        one = product({"vitamin-k_100g": 1e-6})
        for answer in ({"code": "0042", "product": one, "status": 1},
                       {"count": 1, "page": 1, "products": [one], "skip": 0}, [one]):
            dataset = import_json(answer)
            self.assertEqual(reading(dataset, "0042"), ("VITK", "value", 1.0, 1.0, "100 g"))

    def test_without_vitamin_k_that_is_said(self):
        path = vitktest.temporary_folder() / "products.jsonl"
        path.write_text(json.dumps(product({"potassium_100g": 1})), "utf-8")
        self.assertEqual(vitktest.run("import", path, "-o", vitktest.temporary_folder() / "o.sqlite").returncode, 8)

    def test_a_thousand_keys_are_no_harm(self):
        dataset = import_json(product({f"vitamin-k-{i:04d}_100g": 1e-6 for i in range(1000)}), exits=(1,))
        self.assertEqual(dataset.execute("SELECT count(*) FROM value").fetchone()[0], 64)
        self.assertEqual(dataset.execute("SELECT count(*) FROM problem WHERE code = 'limit'").fetchone()[0], 1)


if __name__ == "__main__":
    unittest.main()
