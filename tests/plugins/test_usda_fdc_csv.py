"""The importer of FoodData Central's CSV tables, against an independent reading by python's csv."""
import csv
import io
import random
import subprocess
import sys
import unittest
import zipfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
import vitktest  # noqa: E402

COMPONENTS = {"1183": "MK4", "1184": "VITK1D", "1185": "VITK1", "428": "MK4", "429": "VITK1D", "430": "VITK1"}
PARTS = {"sample_food", "sub_sample_food", "market_acquisition", "agricultural_acquisition"}
SAMPLE = vitktest.SAMPLES / "usda-fdc-csv"
SURVEY = vitktest.SAMPLES / "usda-fdc-csv-fndds"


def whole(text):
    return text[:-2] if text.endswith(".0") else text


def table(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def expected(values, foods, parts=False):
    """What food_nutrient states: (food, component, original), sorted."""
    types = {row["fdc_id"]: row["data_type"] for path in foods for row in table(path)}
    return sorted((row["fdc_id"], COMPONENTS[whole(row["nutrient_id"])], row["amount"]) for row in table(values)
                  if whole(row["nutrient_id"]) in COMPONENTS and row["amount"]
                  and (parts or types.get(row["fdc_id"]) not in PARTS))


def stated(dataset):
    return sorted(tuple(row) for row in dataset.execute("SELECT food_id, component_id, original FROM value"))


def value(dataset, food, component):
    return vitktest.one(dataset, "SELECT * FROM value WHERE food_id = ? AND component_id = ?", food, component)


def food(dataset, food_id):
    return vitktest.one(dataset, "SELECT * FROM food WHERE food_id = ?", food_id)


def written(header, rows, **style):
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, header, lineterminator="\n", extrasaction="ignore", **style)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


class Sample(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.dataset = vitktest.import_to_sqlite(SAMPLE)

    def test_every_k_row_of_a_food_is_a_value_as_it_stands(self):
        want = expected(SAMPLE / "food_nutrient.csv", [SAMPLE / "food.csv"])
        self.assertGreater(len(want), 15)
        self.assertEqual(stated(self.dataset), want)

    def test_the_ledger_closes_and_parts_are_no_foods(self):
        source = vitktest.one(self.dataset, "SELECT * FROM source")
        self.assertEqual(source["statements_read"], len(stated(self.dataset)))
        self.assertEqual(source["foods_read"],
                         sum(row["data_type"] not in PARTS for row in table(SAMPLE / "food.csv")))

    def test_the_newest_food_tells_the_release(self):
        source = vitktest.one(self.dataset, "SELECT * FROM source")
        self.assertEqual((source["source_id"], source["release"], source["licence"]),
                         ("usda-fdc-2023-04-27", "2023-04-27", "CC0-1.0"))

    def test_what_is_left_out_is_counted_in_a_note(self):
        note = vitktest.one(self.dataset, "SELECT * FROM problem WHERE code = 'parts-left-out'")
        self.assertIn("2 values", note["message"])

    def test_parts_are_read_when_asked_for(self):
        dataset = vitktest.import_to_sqlite(SAMPLE, "--option", "parts=yes")
        self.assertEqual(stated(dataset), expected(SAMPLE / "food_nutrient.csv", [SAMPLE / "food.csv"], parts=True))
        self.assertEqual(value(dataset, "2644238", "VITK1")["amount_ug"], 0.5)

    def test_a_zero_beside_a_limit_of_quantification_is_below_it(self):
        hummus, kale = value(self.dataset, "321358", "MK4"), value(self.dataset, "323505", "VITK1D")
        self.assertEqual((hummus["status"], hummus["amount_ug"], hummus["upper_ug"]), ("below_limit", None, 0.2))
        self.assertEqual((kale["status"], kale["amount_ug"]), ("value", 0.0))

    def test_an_assumed_zero_is_told_from_a_zero(self):
        chicken = value(self.dataset, "171075", "VITK1D")
        self.assertEqual((chicken["status"], chicken["origin"], chicken["method"]), ("assumed_zero", "assumed", "Z"))

    def test_less_than_on_a_label_is_below_a_limit(self):
        seltzer = value(self.dataset, "2520450", "VITK1")
        self.assertEqual((seltzer["status"], seltzer["upper_ug"], seltzer["origin"]), ("below_limit", None, "label"))

    def test_a_blank_amount_states_nothing(self):
        rows = self.dataset.execute("SELECT component_id FROM value WHERE food_id = '321360'").fetchall()
        self.assertEqual([row[0] for row in rows], ["VITK1"])

    def test_samples_range_and_derivation_are_kept(self):
        kale = value(self.dataset, "323505", "VITK1")
        self.assertEqual((kale["amount_ug"], kale["n"], kale["min_ug"], kale["max_ug"], kale["method"], kale["origin"]),
                         (390.0, 3, 369.0, 422.0, "A", "analysed"))

    def test_origin_follows_from_the_derivation_and_of_the_survey_from_its_kind(self):
        want = {"328637": "analysed", "171075": "estimated", "172187": "calculated", "2342578": "calculated",
                "1126548": "label"}
        self.assertEqual({food_id: value(self.dataset, food_id, "VITK1")["origin"] for food_id in want}, want)

    def test_foods_have_their_group_and_stable_keys(self):
        want = {"321358": ("Legumes and Legume Products", {"ndb:16158", "fdc-type:foundation_food"}),
                "2342578": ("Soups", {"fndds:28310230", "wweia:3802", "fdc-type:survey_fndds_food"}),
                "1126548": ("Canned Vegetables", {"gtin:00000000000017", "fdc-data-source:LI", "fdc-type:branded_food"})}
        for food_id, (group, codes) in want.items():
            row = food(self.dataset, food_id)
            self.assertEqual((row["food_group"], set(row["classification"].split())), (group, codes))

    def test_a_line_break_and_quotes_in_a_name_are_kept(self):
        self.assertTrue(food(self.dataset, "174944")["name"].endswith('frosting,\n"in-store bakery"'))


class Survey(unittest.TestCase):
    def test_numbers_in_place_of_ids_saved_as_decimals_are_read(self):
        dataset = vitktest.import_to_sqlite(SURVEY)
        self.assertEqual(stated(dataset), expected(SURVEY / "food_nutrient.csv", [SURVEY / "food.csv"]))
        self.assertEqual(vitktest.one(dataset, "SELECT source_id FROM source")[0], "usda-fdc-fndds-2022-10-28")
        self.assertIn("wweia:4404", food(dataset, "2343808")["classification"].split())


class Quirks(unittest.TestCase):
    """Each on a copy of the sample with one thing changed."""

    def changed(self, folder="fdc", **tables):
        out = vitktest.temporary_folder() / folder
        out.mkdir()
        for member in SAMPLE.iterdir():
            raw = tables.get(member.stem, member.read_bytes())
            if raw is not None:
                (out / member.name).write_bytes(raw)
        return out

    def refused(self, folder, code, *words):
        done = vitktest.run("import", folder, "-o", vitktest.temporary_folder() / "o.sqlite")
        self.assertEqual(done.returncode, code, done.stderr)
        for word in words:
            self.assertIn(word, done.stderr)

    def same(self, dataset):
        want = vitktest.import_to_sqlite(SAMPLE)
        self.assertEqual(stated(dataset), stated(want))
        query = "SELECT food_id, component_id, status, amount_ug, upper_ug, origin FROM value ORDER BY 1, 2"
        self.assertEqual([tuple(row) for row in dataset.execute(query)], [tuple(row) for row in want.execute(query)])

    def test_a_zip_is_the_same(self):
        archive = vitktest.temporary_folder() / "fdc.zip"
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as out:
            for member in SAMPLE.iterdir():
                out.writestr(f"{SAMPLE.name}/{member.name}", member.read_bytes())
        dataset = vitktest.import_to_sqlite(archive)
        self.same(dataset)
        self.assertEqual(vitktest.one(dataset, "SELECT source_id FROM source")[0], "usda-fdc-2023-04-27")

    def test_columns_may_stand_in_any_order_and_new_ones_be_added(self):
        shuffle, changed = random.Random(7), {}
        for member in SAMPLE.glob("*.csv"):
            rows = table(member)
            header = list(rows[0]) + ["new_column"]
            shuffle.shuffle(header)
            changed[member.stem] = written(header, rows)
        self.same(vitktest.import_to_sqlite(self.changed(**changed)))

    def test_optional_columns_may_be_dropped(self):
        kept = {"food_nutrient": ["fdc_id", "nutrient_id", "amount"], "food": ["fdc_id", "data_type", "description"],
                "branded_food": ["fdc_id", "gtin_upc"], "survey_fndds_food": ["fdc_id", "food_code"]}
        changed = {name: written(header, table(SAMPLE / f"{name}.csv")) for name, header in kept.items()}
        dataset = vitktest.import_to_sqlite(self.changed(**changed))
        self.assertEqual(stated(dataset), stated(vitktest.import_to_sqlite(SAMPLE)))
        self.assertEqual(value(dataset, "328637", "VITK1")["origin"], "unknown")

    def test_a_required_column_that_is_gone_means_another_file(self):
        raw = written(["fdc_id", "nutrient_id"], table(SAMPLE / "food_nutrient.csv"))
        self.refused(self.changed(food_nutrient=raw), 4, "food_nutrient.csv")

    def test_a_copy_saved_by_a_spreadsheet_or_library_is_the_same(self):
        changed = {}
        for member in SAMPLE.glob("*.csv"):
            rows = table(member)
            for row in rows:
                for key in ("nutrient_id", "derivation_id", "food_category_id"):
                    if row.get(key):
                        row[key] += ".0"
            changed[member.stem] = b"\xef\xbb\xbf" + written(list(rows[0]), rows).replace(b"\n", b"\r\n")
        dataset = vitktest.import_to_sqlite(self.changed(**changed))
        self.assertEqual(len(stated(dataset)), 21)
        self.assertEqual(food(dataset, "2342578")["food_group"], "Soups")
        self.assertEqual(value(dataset, "171075", "VITK1D")["status"], "assumed_zero")

    def test_ids_of_foods_saved_as_decimals_are_the_same_foods(self):
        changed = {}
        for member in SAMPLE.glob("*.csv"):
            rows = table(member)
            for row in rows:
                if "fdc_id" in row:
                    row["fdc_id"] += ".0"
            changed[member.stem] = written(list(rows[0]), rows)
        dataset = vitktest.import_to_sqlite(self.changed(**changed))
        self.assertEqual(stated(dataset), stated(vitktest.import_to_sqlite(SAMPLE)))
        self.assertIn("ndb:11233", food(dataset, "323505")["classification"].split())

    def test_semicolons_serve_as_well(self):
        changed = {m.stem: written(list(table(m)[0]), table(m), delimiter=";") for m in SAMPLE.glob("*.csv")}
        self.same(vitktest.import_to_sqlite(self.changed(**changed)))

    def test_names_of_members_do_not_matter_and_parts_of_a_table_are_read_together(self):
        rows = table(SAMPLE / "food.csv")
        folder = self.changed(food=None)
        (folder / "food_nutrient.csv").rename(folder / "used.csv")
        (folder / "other.csv").write_bytes(written(list(rows[0]), rows[:5]))
        (folder / "sample_100.csv").write_bytes(written(list(rows[0]), rows[5:]))
        self.same(vitktest.import_to_sqlite(folder))

    def test_without_dates_of_foods_a_folders_name_tells_the_release_or_nothing_does(self):
        raw = written(["fdc_id", "data_type", "description"], table(SAMPLE / "food.csv"))
        for folder, source_id in (("FoodData_Central_csv_2024-04-18", "usda-fdc-2024-04-18"), ("fdc", "usda-fdc")):
            dataset = vitktest.import_to_sqlite(self.changed(folder, food=raw).parent)
            self.assertEqual(vitktest.one(dataset, "SELECT source_id FROM source")[0], source_id)
        vitktest.one(dataset, "SELECT * FROM problem WHERE code = 'release-unknown'")

    def test_the_release_can_be_said(self):
        dataset = vitktest.import_to_sqlite(self.changed(), "--option", "release=2024-04-18")
        self.assertEqual(vitktest.one(dataset, "SELECT source_id FROM source")[0], "usda-fdc-2024-04-18")
        done = vitktest.run("import", SAMPLE, "-o", vitktest.temporary_folder() / "o.sqlite", "-O", "release=no such")
        self.assertEqual(done.returncode, 2, done.stderr)

    def test_one_type_of_data_is_a_source_of_its_own(self):
        for word, source_id in (("foundation_food", "usda-fdc-foundation-2019-04-01"),
                                ("sr_legacy_food", "usda-fdc-sr-legacy-2018-04"),
                                ("branded_food", "usda-fdc-branded-2023-04-27")):
            rows = [row for row in table(SAMPLE / "food.csv") if row["data_type"] == word]
            ids = {row["fdc_id"] for row in rows}
            values = [row for row in table(SAMPLE / "food_nutrient.csv") if row["fdc_id"] in ids]
            folder = self.changed(food=written(list(rows[0]), rows), food_nutrient=written(list(values[0]), values))
            self.assertEqual(vitktest.one(vitktest.import_to_sqlite(folder), "SELECT source_id FROM source")[0], source_id)

    def test_folders_are_sources_of_their_own(self):
        folder = vitktest.temporary_folder()
        for name in (SAMPLE, SURVEY):
            (folder / name.name).mkdir()
            for member in name.iterdir():
                (folder / name.name / member.name).write_bytes(member.read_bytes())
        ids = [row[0] for row in vitktest.import_to_sqlite(folder).execute("SELECT source_id FROM source")]
        self.assertEqual(ids, ["usda-fdc-2023-04-27", "usda-fdc-fndds-2022-10-28"])

    def test_without_side_tables_the_values_are_the_same(self):
        keep = {"food", "food_nutrient"}
        gone = {m.stem: None for m in SAMPLE.iterdir() if m.stem not in keep}
        dataset = vitktest.import_to_sqlite(self.changed(**gone))
        self.same(dataset)
        self.assertEqual(value(dataset, "323505", "VITK1")["original_unit"], "UG")

    def test_the_unit_is_the_one_that_nutrient_csv_states(self):
        raw = (SAMPLE / "nutrient.csv").read_bytes().replace(b'"UG"', b'"MG"')
        kale = value(vitktest.import_to_sqlite(self.changed(nutrient=raw)), "323505", "VITK1")
        self.assertEqual((kale["amount_ug"], kale["original_unit"]), (390000.0, "MG"))

    def test_a_unit_in_the_row_itself_goes_before(self):
        rows = [dict(row, unit_name="NG") for row in table(SAMPLE / "food_nutrient.csv")]
        dataset = vitktest.import_to_sqlite(self.changed(food_nutrient=written(list(rows[0]), rows)))
        self.assertEqual(value(dataset, "323505", "VITK1")["amount_ug"], 0.39)

    def test_ids_are_those_that_nutrient_csv_gives_the_numbers(self):
        nutrients = (SAMPLE / "nutrient.csv").read_bytes().replace(b'"1185"', b'"7185"')
        values = (SAMPLE / "food_nutrient.csv").read_bytes().replace(b'"1185"', b'"7185"')
        self.same(vitktest.import_to_sqlite(self.changed(nutrient=nutrients, food_nutrient=values)))

    def test_an_id_that_means_something_else_is_refused(self):
        for old, new in ((b"Vitamin K (phylloquinone)", b"Vitamin C"), (b'"430"', b'"401"'),
                         (b"Vitamin K (phylloquinone)", b"Vitamin K (Menaquinone-4)")):
            raw = (SAMPLE / "nutrient.csv").read_bytes().replace(old, new)
            self.refused(self.changed(nutrient=raw), 4, "nutrient-changed", "1185")

    def test_a_nutrient_of_vitamin_k_that_is_not_read_is_said(self):
        raw = (SAMPLE / "nutrient.csv").read_bytes() + b'"2999","Vitamin K (Menaquinone-7)","UG","998",""\n'
        dataset = vitktest.import_to_sqlite(self.changed(nutrient=raw))
        self.assertIn("2999", vitktest.one(dataset, "SELECT * FROM problem WHERE code = 'unused-component'")["message"])

    def test_the_releases_own_codes_go_before_the_known_ones(self):
        raw = (SAMPLE / "food_nutrient_derivation.csv").read_bytes().replace(b'"1","A"', b'"1","T"')
        kale = value(vitktest.import_to_sqlite(self.changed(food_nutrient_derivation=raw)), "323505", "VITK1")
        self.assertEqual((kale["method"], kale["origin"]), ("T", "borrowed"))

    def test_a_derivation_that_no_table_has_is_said_and_kept_as_its_id(self):
        raw = (SAMPLE / "food_nutrient.csv").read_bytes().replace(b'"57"', b'"78"')
        dataset = vitktest.import_to_sqlite(self.changed(food_nutrient=raw))
        egg = value(dataset, "172187", "MK4")
        self.assertEqual((egg["method"], egg["origin"]), ("78", "unknown"))
        self.assertEqual(vitktest.one(dataset, "SELECT * FROM problem WHERE code = 'derivation-unknown'")["excerpt"], "78")

    def test_more_than_on_a_label_is_present(self):
        raw = (SAMPLE / "food_nutrient_derivation.csv").read_bytes().replace(b'"70","LCCS"', b'"70","LCSG"')
        cashews = value(vitktest.import_to_sqlite(self.changed(food_nutrient_derivation=raw)), "1837453", "VITK1")
        self.assertEqual((cashews["status"], cashews["amount_ug"]), ("present", None))

    def test_a_category_that_is_not_there_is_said(self):
        raw = b"".join(x for x in (SAMPLE / "food_category.csv").read_bytes().splitlines(True) if b'"16"' not in x)
        dataset = vitktest.import_to_sqlite(self.changed(food_category=raw))
        self.assertEqual(vitktest.one(dataset, "SELECT * FROM problem WHERE code = 'dangling-key'")["excerpt"], "16")

    def test_values_of_foods_that_are_not_there_are_rejects_with_their_places(self):
        gone = ("2644238", "323505")
        rows = [row for row in table(SAMPLE / "food.csv") if row["fdc_id"] not in gone]
        dataset = vitktest.import_to_sqlite(self.changed(food=written(list(rows[0]), rows)), exits=(1,))
        self.assertEqual({row[0] for row in stated(dataset)} & set(gone), set())
        rejects = dataset.execute("SELECT line, excerpt FROM problem WHERE code = 'dangling-key' AND severity = 'reject'"
                                  " ORDER BY line").fetchall()
        lines = (SAMPLE / "food_nutrient.csv").read_text(encoding="utf-8").splitlines()
        self.assertEqual(len(rejects), 3)
        for line, excerpt in rejects:
            self.assertIn(excerpt, gone)
            self.assertIn(f'"{excerpt}"', lines[line - 1])
        read, kept = vitktest.one(dataset, "SELECT statements_read, (SELECT count(*) FROM value) FROM source")
        self.assertEqual(read, kept + len(rejects))

    def test_values_without_foods_and_foods_without_values_are_refused(self):
        self.refused(self.changed(food=None), 4, "food.csv")
        self.refused(self.changed(food_nutrient=None), 4, "food_nutrient.csv")

    def test_without_any_k_row_it_says_that_there_is_no_vitamin_k(self):
        rows = [row for row in table(SAMPLE / "food_nutrient.csv") if row["nutrient_id"] not in COMPONENTS]
        self.refused(self.changed(food_nutrient=written(list(rows[0]), rows)), 8, "no vitamin K")

    def without_k(self, **tables):
        rows = [row for row in table(SAMPLE / "food_nutrient.csv") if row["nutrient_id"] not in COMPONENTS]
        return self.changed(food_nutrient=written(list(rows[0]), rows), **tables)

    def test_without_any_k_row_nobody_asks_for_the_release(self):
        food = written(["fdc_id", "data_type", "description"], table(SAMPLE / "food.csv"))
        for options in ((), ("--all-foods",)):
            done = vitktest.run("import", self.without_k(food=food), *options,
                                "-o", vitktest.temporary_folder() / "o.sqlite")
            self.assertEqual(done.returncode, 8, done.stderr)
            self.assertEqual("release-unknown" in done.stderr, options != ())

    def test_without_any_k_row_a_broken_list_of_foods_is_still_refused(self):
        self.refused(self.without_k(food=(SAMPLE / "food.csv").read_bytes() + b'"99","branded_food","never closed'),
                     4, "food.csv", "never closed")

    def test_what_is_wrong_before_the_first_value_is_a_problem_of_its_own_set(self):
        folder = vitktest.temporary_folder()
        for name, path in (("a", SAMPLE), ("b", SURVEY)):
            (folder / name).mkdir()
            for member in path.iterdir():
                (folder / name / member.name).write_bytes(member.read_bytes())
            values = folder / name / "food_nutrient.csv"
            header, rest = values.read_bytes().split(b"\n", 1)
            values.write_bytes(header + b'\n"1"\n' + rest)
        query = "SELECT source_id, file FROM problem WHERE code = 'short-row' ORDER BY file"
        self.assertEqual([tuple(row) for row in vitktest.import_to_sqlite(folder).execute(query)],
                         [("usda-fdc-2023-04-27", "a/food_nutrient.csv"),
                          ("usda-fdc-fndds-2022-10-28", "b/food_nutrient.csv")])

    def test_dates_may_be_written_in_the_american_way(self):
        rows = table(SAMPLE / "food.csv")
        for row in rows:
            year, month, day = row["publication_date"].split("-")
            row["publication_date"] = f"{int(month)}/{int(day)}/{year}"
        dataset = vitktest.import_to_sqlite(self.changed(food=written(list(rows[0]), rows)))
        self.assertEqual(vitktest.one(dataset, "SELECT source_id FROM source")[0], "usda-fdc-2023-04-27")

    def test_an_unreadable_amount_is_a_reject_with_its_place(self):
        raw = (SAMPLE / "food_nutrient.csv").read_bytes().replace(b'"390.0"', b'"lots"')
        dataset = vitktest.import_to_sqlite(self.changed(food_nutrient=raw), exits=(1,))
        problem = vitktest.one(dataset, "SELECT * FROM problem WHERE severity = 'reject'")
        line = next(n for n, x in enumerate(raw.splitlines(), 1) if b"lots" in x)
        self.assertEqual((problem["file"], problem["line"], problem["field"]), ("food_nutrient.csv", line, "amount"))


class Real(unittest.TestCase):
    def test_a_sample_of_the_release_of_2023(self):
        folder = vitktest.shared("data/usda-fdc-csv/mixed-2023")
        foods = [folder / "food_other.csv", folder / "food_sample_100.csv"]
        dataset = vitktest.import_to_sqlite(folder)
        self.assertEqual(stated(dataset), expected(folder / "food_nutrient.csv", foods))
        self.assertEqual(len(stated(dataset)), 76)
        everything = vitktest.import_to_sqlite(folder, "-O", "parts=yes")
        self.assertEqual(len(stated(everything)), 80)
        self.assertEqual(dataset.execute("SELECT count(*) FROM problem WHERE severity <> 'note'").fetchone()[0], 0)

    def test_rows_of_sr_legacy(self):
        folder = vitktest.shared("data/usda-fdc-csv/sr-legacy")
        dataset = vitktest.import_to_sqlite(folder)
        self.assertEqual(stated(dataset), expected(folder / "food_nutrient_used.csv", [folder / "food_used.csv"]))
        counts = Counter(row[0] for row in dataset.execute("SELECT component_id FROM value"))
        self.assertEqual(counts, {"VITK1": 45, "VITK1D": 27, "MK4": 8})
        self.assertEqual(vitktest.one(dataset, "SELECT source_id FROM source")[0], "usda-fdc-sr-legacy-2018-04")

    def test_tables_without_values_are_recognised_and_refused(self):
        folder = vitktest.shared("data/usda-fdc-csv/foundation-tables")
        done = vitktest.run("import", folder, "-o", vitktest.temporary_folder() / "o.sqlite")
        self.assertEqual(done.returncode, 4)
        self.assertIn("food_nutrient.csv", done.stderr)

    def test_the_full_layout_with_the_figures_of_sr28(self):
        archive, tool = vitktest.shared("data/usda-sr28/sr28asc.zip"), vitktest.shared("tools/fdc-csv")
        folder = vitktest.temporary_folder() / "fdc"
        subprocess.run([sys.executable, tool, archive, folder], check=True)
        dataset = vitktest.import_to_sqlite(folder)
        self.assertEqual(stated(dataset), expected(folder / "food_nutrient.csv", [folder / "food.csv"]))
        # What SR's own importer makes of the same figures, but for foods' ids and what only its codes of sources tell.
        query = """SELECT f.name, v.component_id, v.status, v.amount_ug, v.min_ug, v.max_ug, v.n, v.method FROM value v
                   JOIN food f USING (source_id, food_id) WHERE v.method <> '' ORDER BY 1, 2"""
        mine, theirs = ([tuple(row) for row in d.execute(query)] for d in (dataset, vitktest.import_to_sqlite(archive)))
        mine = sorted(((row[0].replace(',\n"as sold"', ""), *row[1:]) for row in mine), key=str)
        self.assertEqual(len(mine), len(theirs))
        self.assertEqual(mine, sorted(theirs, key=str))


if __name__ == "__main__":
    unittest.main()
