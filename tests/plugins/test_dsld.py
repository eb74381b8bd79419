"""The importer of the Dietary Supplement Label Database, against an independent reading of the same labels."""
import csv
import io
import json
import shutil
import sys
import unittest
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
import vitktest  # noqa: E402

LABELS = vitktest.SAMPLES / "dsld"
TABLES = vitktest.SAMPLES / "dsld-csv"
# What the names of forms and rows in the samples mean.
VITAMERS = {"MenaQ7": "MK7", "MK-7": "MK7", "Phytonadione": "VITK1", "phylloquinone": "VITK1", "Menatetrenone": "MK4"}


def all_rows(rows):
    for row in rows:
        yield row
        yield from all_rows(row["nestedRows"])


def label_amounts():
    """(label, amount, unit) of each row whose group is vitamin K, one a serving size."""
    for path in LABELS.glob("*.json"):
        label = json.loads(path.read_text("utf-8"))
        for row in all_rows(label["ingredientRows"]):
            group = row["ingredientGroup"]
            if group.startswith("Vitamin K") and "menadione" not in group or group.startswith("Menaquinone"):
                for quantity in row["quantity"]:
                    yield str(label["id"]), json.dumps(quantity["quantity"]), quantity["unit"]


def values_of(dataset, label):
    return {row["component_id"]: row for row in dataset.execute("SELECT * FROM value WHERE food_id = ?", (label,))}


def reading(row):
    return tuple(row[name] for name in ("status", "amount_ug", "upper_ug"))


def values(dataset):
    return sorted(tuple(str(field) for field in row) for row in dataset.execute(
        "SELECT food_id, component_id, status, amount_ug, basis, serving_g, original, original_unit FROM value"))


def label(rows, **more):
    return {"brandName": "B", "fullName": "Thing", "entryDate": "2025-01-01", "hasOuterCarton": False, "id": 7,
            "ingredientRows": rows, "nhanesId": "", **more}


def row(name, group="Vitamin K", quantity=5, unit="mcg", **more):
    return {"name": name, "ingredientGroup": group, "notes": "", "forms": [], "nestedRows": [],
            "quantity": [{"operator": "=", "quantity": quantity, "unit": unit, "dailyValueTargetGroup": []}], **more}


def import_labels(*labels, exits=(0,)):
    path = vitktest.temporary_folder() / "labels.json"
    path.write_text(json.dumps(list(labels) if len(labels) > 1 else labels[0]), "utf-8")
    return vitktest.import_to_sqlite(path, exits=exits)


class Labels(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.dataset = vitktest.import_to_sqlite(LABELS)

    def test_every_amount_of_vitamin_k_is_stated_but_what_is_told_above(self):
        want = sorted(amount for amount in label_amounts() if amount != ("900010", "0", "NP"))
        got = sorted(tuple(row) for row in self.dataset.execute(
            "SELECT food_id, ltrim(original, '<'), original_unit FROM value"))
        self.assertEqual(len(want), 12)
        self.assertEqual(got, want)

    def test_amounts_are_per_serving_and_from_a_label(self):
        self.assertEqual({tuple(row) for row in self.dataset.execute("SELECT basis, origin FROM value")},
                         {("serving", "label")})

    def test_the_form_names_the_vitamer(self):
        self.assertEqual(list(values_of(self.dataset, "900001")), ["MK7"])
        self.assertEqual(list(values_of(self.dataset, "900002")), ["VITK1"])
        self.assertEqual(list(values_of(self.dataset, "900007")), ["MK4"])

    def test_without_a_vitamer_it_is_vitamin_k(self):
        self.assertEqual(reading(values_of(self.dataset, "900003")["VITK"]), ("value", 120.0, 120.0))

    def test_rows_within_rows_are_read_and_np_is_no_zero(self):
        both = values_of(self.dataset, "900004")
        self.assertEqual({name: reading(row) for name, row in both.items()},
                         {"VITK": ("value", 150.0, 150.0), "VITK1": ("value", 100.0, 100.0),
                          "MK4": ("present", None, None)})

    def test_the_mass_of_a_preparation_is_not_that_of_the_vitamin(self):
        blend = values_of(self.dataset, "900005")
        self.assertEqual({name: reading(row) for name, row in blend.items()},
                         {"MK7": ("value", 45.0, 45.0), "VITK": ("present", None, None)})

    def test_the_operator_makes_it_below_a_limit_and_grams_are_the_serving(self):
        powder = values_of(self.dataset, "900006")["VITK"]
        self.assertEqual((reading(powder), powder["serving_g"]), (("below_limit", None, 5.0), 30.0))

    def test_each_serving_size_is_stated(self):
        rows = self.dataset.execute("SELECT amount_ug, flags FROM value WHERE food_id = '900007' ORDER BY 1").fetchall()
        self.assertEqual([row["amount_ug"] for row in rows], [500.0, 1000.0])
        self.assertIn("serving:2_Capsule(s)", rows[1]["flags"])

    def test_not_disclosed_within_a_row_that_states_it_says_nothing_new(self):
        self.assertEqual(reading(values_of(self.dataset, "900010")["VITK1"]), ("value", 90.0, 90.0))
        vitktest.one(self.dataset, "SELECT * FROM problem WHERE code = 'told-above'")

    def test_menadione_is_told_and_not_read(self):
        vitktest.one(self.dataset, "SELECT * FROM problem WHERE code = 'not-a-component'")

    def test_forms_and_daily_value_are_kept(self):
        self.assertEqual(values_of(self.dataset, "900002")["VITK1"]["flags"],
                         "serving-unknown form:Phytonadione serving:2_Tablet(s) dv:100")

    def test_a_label_has_its_codes(self):
        food = vitktest.one(self.dataset, "SELECT * FROM food WHERE food_id = '900001'")
        self.assertEqual((food["name"], food["food_group"]), ("K2 100 mcg", "Vitamin"))
        self.assertEqual(food["classification"],
                         "langual:A1302 langual:E0159 brand:Example_Brand upc:031604011383")
        self.assertEqual(vitktest.one(self.dataset, "SELECT foods_read FROM source")[0], 9)


class Quirks(unittest.TestCase):
    def test_units_of_other_vitamins_are_rejects(self):
        dataset = import_labels(label([row("Vitamin K", unit="IU"), row("Vitamin K1")]), exits=(1,))
        self.assertEqual(vitktest.one(dataset, "SELECT code FROM problem WHERE severity = 'reject'")[0], "unit-iu")

    def test_names_and_notes_name_the_vitamer(self):
        for name, more, component in (
                ("Vitamin K2", {}, "VITK2"), ("Vitamin K-1", {}, "VITK1"), ("Vitamin K₂", {}, "VITK2"),
                ("MK-7", {"group": "TBD"}, "MK7"), ("Phytonadione", {"group": "TBD"}, "VITK1"),
                ("Vitamin K", {"group": "Vitamin K (phylloquinone)"}, "VITK1"),
                ("Vitamin K", {"notes": "as Vitamin K2 (Form: from MenaQ7)"}, "MK7"),
                ("Vitamin K", {"notes": "VitaMK7"}, "MK7"), ("Vitamin K", {"forms": [{"name": "menaquinone 6"}]}, "MK6"),
                ("Vitamin K2", {"forms": [{"name": "MK-4"}, {"name": "MK-7"}]}, "VITK2"),
                ("Vitamin K", {"forms": [{"name": "K1"}, {"name": "K2"}]}, "VITK"),
                ("Vitamin K 120 mcg", {}, "VITK")):
            dataset = import_labels(label([row(name, **more)]))
            self.assertEqual([r[0] for r in dataset.execute("SELECT component_id FROM value")], [component], (name, more))

    def test_what_is_not_vitamin_k_is_left(self):
        names = ("Potassium", "MenaQ7", "K2Vital Delta", "VitaMK7 powder", "Vitamin Kale", "Korean Ginseng", "MKP")
        done_rows = [row(name, group="TBD") for name in names] + [row("Vitamin K1")]
        dataset = import_labels(label(done_rows))
        self.assertEqual([r[0] for r in dataset.execute("SELECT component_id FROM value")], ["VITK1"])

    def test_a_row_without_a_quantity_says_that_it_is_there(self):
        dataset = import_labels(label([row("Vitamin K1") | {"quantity": []}]))
        self.assertEqual(vitktest.one(dataset, "SELECT status FROM value")[0], "present")
        dataset = import_labels(label([row("Vitamin K1") | {"quantity": [{"operator": "<", "unit": "mcg"}]}]))
        self.assertEqual(vitktest.one(dataset, "SELECT status, upper_ug FROM value")[:], ("present", None))

    def test_a_zero_with_a_unit_is_a_value(self):
        dataset = import_labels(label([row("Vitamin K1", quantity=0)]))
        self.assertEqual(vitktest.one(dataset, "SELECT status, amount_ug FROM value")[:], ("value", 0.0))

    def test_an_array_of_labels_is_read_and_keys_may_move(self):
        first, second = label([row("Vitamin K1")]), label([row("Vitamin K2")], id=8)
        dataset = import_labels(dict(reversed(first.items())), second)
        self.assertEqual([tuple(r) for r in dataset.execute("SELECT food_id, component_id FROM value ORDER BY 1")],
                         [("7", "VITK1"), ("8", "VITK2")])

    def test_without_vitamin_k_that_is_said(self):
        path = vitktest.temporary_folder() / "label.json"
        path.write_text(json.dumps(label([row("Iron", group="Iron")])), "utf-8")
        self.assertEqual(vitktest.run("import", path, "-o", vitktest.temporary_folder() / "o.sqlite").returncode, 8)


class Tables(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.dataset = vitktest.import_to_sqlite(TABLES)

    def rows(self, pattern):
        for path in sorted(TABLES.glob(pattern)):
            with open(path, encoding="utf-8-sig", newline="") as text:
                yield from csv.DictReader(text)

    def test_every_row_of_vitamin_k_is_stated(self):
        want = sorted((r["DSLD ID"], r["Amount Per Serving"], r["Amount Per Serving Unit"])
                      for r in self.rows("DietarySupplementFacts*")
                      if r["Ingredient"].startswith("Vitamin K") or r["Ingredient"] == "Menatetrenone")
        got = sorted((r[0], r[1] or "", r[2] or "") for r in self.dataset.execute(
            "SELECT food_id, original, original_unit FROM value"))
        self.assertEqual(len(want), 6)
        self.assertEqual(got, want)

    def test_what_each_row_means(self):
        for code, component, want in (("900101", "VITK", ("value", 80.0, 80.0)), ("900102", "MK7", ("value", 100.0, 100.0)),
                                      ("900103", "VITK1", ("below_limit", None, 5.0)),
                                      ("900104", "VITK", ("present", None, None)),
                                      ("900105", "MK4", ("value", 15000.0, 15000.0)),
                                      ("900107", "VITK", ("present", None, None))):
            self.assertEqual(reading(values_of(self.dataset, code)[component]), want, code)
        self.assertEqual(values_of(self.dataset, "900103")["VITK1"]["serving_g"], 5.0)

    def test_the_overview_gives_release_and_foods(self):
        source = vitktest.one(self.dataset, "SELECT * FROM source")
        self.assertEqual((source["source_id"], source["release"]), ("dsld-2024-02-29", "2024-02-29"))
        self.assertEqual(source["foods_read"], len(list(self.rows("ProductOverview*"))))
        food = vitktest.one(self.dataset, "SELECT * FROM food WHERE food_id = '900105'")
        self.assertEqual((food["name"], food["food_group"]), ('Sachet "K"', "Vitamin"))
        self.assertEqual(food["classification"],
                         "langual:A1302 langual:E0155 brand:Example_Brand upc:031604011383")

    def copy(self):
        folder = vitktest.temporary_folder() / "dsld"
        shutil.copytree(TABLES, folder)
        return folder

    def test_without_an_overview_the_facts_name_the_labels(self):
        folder = self.copy()
        (folder / "ProductOverview_1.csv").unlink()
        dataset = vitktest.import_to_sqlite(folder)
        self.assertEqual(values(dataset), values(self.dataset))
        self.assertEqual(vitktest.one(dataset, "SELECT source_id, foods_read FROM source")[:], ("dsld", 8))
        self.assertEqual(vitktest.one(dataset, "SELECT name FROM food WHERE food_id = '900102'")[0], "K2 MK-7, 100 mcg")

    def test_columns_may_move_and_be_dropped(self):
        folder = self.copy()
        for path in folder.glob("DietarySupplementFacts*"):
            with open(path, encoding="utf-8-sig", newline="") as text:
                rows = list(csv.DictReader(text))
            out = io.StringIO()
            names = sorted(set(rows[0]) - {"URL", "DSLD Ingredient Categories", "Daily Value Target Group",
                                           "% Daily Value per Serving"})
            writer = csv.DictWriter(out, names, extrasaction="ignore")
            writer.writeheader()
            writer.writerows(rows)
            path.write_text(out.getvalue(), "utf-8")
        self.assertEqual(values(vitktest.import_to_sqlite(folder)), values(self.dataset))

    def test_the_zip_gives_what_the_folder_gives(self):
        packed = vitktest.temporary_folder() / "DSLD-full-database-CSV.zip"
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in TABLES.iterdir():
                archive.write(path, "DSLD-full-database-CSV/" + path.name)
        self.assertEqual(values(vitktest.import_to_sqlite(packed)), values(self.dataset))

    def test_an_overview_alone_is_not_enough(self):
        done = vitktest.run("import", TABLES / "ProductOverview_1.csv", "--from", "dsld", "-o",
                            vitktest.temporary_folder() / "o.sqlite")
        self.assertEqual(done.returncode, 4, done.stderr)


class Real(unittest.TestCase):
    def test_rows_drawn_from_labels(self):
        path = vitktest.shared("data/dsld/dsld_vitk_rows_derived_from_dsld_clean.tsv")
        with open(path, encoding="utf-8", newline="") as text:
            rows = list(csv.DictReader(text, delimiter="\t"))
        dataset = vitktest.import_to_sqlite(path)
        got = sorted((r[0], float(r[1])) for r in dataset.execute("SELECT food_id, amount_ug FROM value"))
        self.assertEqual(len(rows), 9)
        self.assertEqual(got, sorted((r["dsld_id"], float(r["quantity"])) for r in rows))
        counts = dict(dataset.execute("SELECT component_id, count(*) FROM value GROUP BY 1").fetchall())
        self.assertEqual(counts, {"MK7": 6, "VITK1": 1, "MK4": 1, "VITK2": 1})

    def test_labels_without_vitamin_k(self):
        folder = vitktest.shared("data/dsld")
        labels = sorted(folder.glob("label_*.json"))
        self.assertEqual(len(labels), 6)
        for path in labels:
            done = vitktest.run("import", path, "-o", vitktest.temporary_folder() / "o.sqlite")
            self.assertEqual(done.returncode, 8, done.stderr)
            self.assertIn("read as dsld", done.stderr)

    def test_the_folder_of_both(self):
        dataset = vitktest.import_to_sqlite(vitktest.shared("data/dsld"))
        self.assertEqual(vitktest.one(dataset, "SELECT foods_read, statements_read FROM source")[:], (15, 9))


if __name__ == "__main__":
    unittest.main()
