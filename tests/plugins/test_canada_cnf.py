"""The importer of the Canadian Nutrient File, against an independent reading of the same tables."""
import csv
import io
import shutil
import sys
import unittest
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
import vitktest  # noqa: E402

OLD = vitktest.SAMPLES / "canada-cnf"
NEW = vitktest.SAMPLES / "canada-cnf-2026"
ENCODING = {OLD: "latin-1", NEW: "utf-8-sig"}


def rows_of(path, encoding):
    with open(path, encoding=encoding, newline="") as text:
        return list(csv.DictReader(text))


def read_old(folder):
    """What a set of 2015 states: (food, amount, unit, source code)."""
    nutrients = {row["NutrientID"]: row["NutrientUnit"] for row in rows_of(folder / "NUTRIENT NAME.csv", "latin-1")
                 if row["Tagname"] == "VITK"}
    codes = {row["NutrientSourceID"]: row["NutrientSourceCode"]
             for row in rows_of(folder / "NUTRIENT SOURCE.csv", "latin-1")}
    return sorted((row["FoodID"], row["NutrientValue"], nutrients[row["NutrientID"]],
                   codes.get(row["NutrientSourceID"]))
                  for row in rows_of(folder / "NUTRIENT AMOUNT.csv", "latin-1")
                  if row["NutrientID"] in nutrients and row["NutrientValue"])


def stated(dataset):
    return sorted(tuple(row) for row in dataset.execute(
        "SELECT food_id, original, original_unit, method FROM value"))


def values(dataset):
    return sorted(tuple(str(field) for field in row) for row in dataset.execute(
        "SELECT food_id, component_id, status, amount_ug, n, origin, method, original, original_unit FROM value"))


def value(dataset, food):
    return vitktest.one(dataset, "SELECT * FROM value WHERE food_id = ?", food)


def food(dataset, code):
    return vitktest.one(dataset, "SELECT * FROM food WHERE food_id = ?", code)


class Copies(unittest.TestCase):
    def copy(self, sample):
        folder = vitktest.temporary_folder() / "cnf"
        shutil.copytree(sample, folder)
        return folder

    def edit(self, path, old, new, encoding="latin-1"):
        raw = path.read_bytes()
        self.assertIn(old.encode(encoding), raw)
        path.write_bytes(raw.replace(old.encode(encoding), new.encode(encoding)))

    def permute(self, folder, encoding, drop=()):
        """Writes each table anew with its columns in the order of the alphabet, and without those to drop."""
        for path in folder.glob("*.csv"):
            rows = rows_of(path, encoding)
            names = sorted(name for name in rows[0] if name not in drop)
            out = io.StringIO()
            writer = csv.DictWriter(out, names, extrasaction="ignore", lineterminator="\r\n")
            writer.writeheader()
            writer.writerows(rows)
            path.write_bytes(out.getvalue().encode(encoding))


class Set2015(Copies):
    @classmethod
    def setUpClass(cls):
        cls.dataset = vitktest.import_to_sqlite(OLD)

    def test_every_amount_is_a_value_with_its_unit_and_source_code(self):
        want = read_old(OLD)
        self.assertEqual(len(want), 13)
        self.assertEqual(stated(self.dataset), want)

    def test_source_and_release(self):
        source = vitktest.one(self.dataset, "SELECT * FROM source")
        self.assertEqual((source["source_id"], source["release"], source["country"]), ("canada-cnf-2015", "2015", "CA"))
        self.assertIn("no redistribution", source["licence"])
        self.assertEqual((source["foods_read"], source["statements_read"]), (14, 13))

    def test_vitamin_k_stays_a_total(self):
        self.assertEqual([row[0] for row in self.dataset.execute("SELECT DISTINCT component_id FROM value")], ["VITK"])

    def test_code_12_is_an_assumed_zero(self):
        sugar, honey = value(self.dataset, "4318"), value(self.dataset, "4320")
        self.assertEqual((sugar["status"], sugar["origin"], sugar["method"]), ("assumed_zero", "assumed", "12"))
        self.assertEqual((honey["status"], honey["amount_ug"], honey["method"]), ("value", 0.0, "0"))

    def test_the_origin_is_what_the_code_says(self):
        origins = {row["food_id"]: row["origin"] for row in self.dataset.execute("SELECT food_id, origin FROM value")}
        self.assertEqual((origins["119"], origins["2400"], origins["1700"]), ("analysed", "borrowed", "estimated"))
        self.assertEqual(value(self.dataset, "119")["n"], 4)

    def test_potassium_is_not_vitamin_k(self):
        self.assertEqual(value(self.dataset, "1704")["original"], "0.5")

    def test_no_row_and_a_blank_amount_state_nothing(self):
        self.assertEqual(self.dataset.execute("SELECT count(*) FROM food WHERE food_id IN ('2', '501681')").fetchone()[0], 0)

    def test_a_dangling_food_keeps_its_value_and_is_told(self):
        self.assertEqual(value(self.dataset, "999999")["amount_ug"], 1.1)
        problem = vitktest.one(self.dataset, "SELECT * FROM problem WHERE code = 'food-not-described'")
        self.assertEqual(problem["line"], 28)

    def test_a_quoted_line_end_is_text(self):
        self.assertEqual(food(self.dataset, "4320")["name"], "Sweets, honey,\nstrained or extracted")

    def test_a_food_has_group_code_and_species(self):
        kale = food(self.dataset, "2392")
        self.assertEqual((kale["name"], kale["name_en"], kale["language"]), ("Kale, raw", "Kale, raw", "en"))
        self.assertEqual((kale["food_group"], kale["scientific_name"], kale["classification"]),
                         ("Vegetables and Vegetable Products", "Brassica oleracea", "cnf-food-code:2392"))

    def test_the_place_is_the_row_of_the_amount(self):
        spinach = value(self.dataset, "2400")
        line = (OLD / "NUTRIENT AMOUNT.csv").read_text("latin-1").splitlines()[spinach["line"] - 1]
        self.assertTrue(line.startswith("2400,430,482.9,"), line)
        self.assertEqual((spinach["file"], spinach["field"]), ("NUTRIENT AMOUNT.csv", "NutrientValue"))


class Set2026(Copies):
    def test_codes_are_read_directly_and_the_unit_is_a_word(self):
        dataset = vitktest.import_to_sqlite(NEW)
        want = sorted((row["Food_Code"], row["Nutrient_Amount"], "Microgram", row["Nutrient_Source_Code"])
                      for row in rows_of(NEW / "Nutrient_Amount.csv", "utf-8-sig") if row["Nutrient_Code"] == "430")
        self.assertEqual(stated(dataset), want)
        self.assertEqual(value(dataset, "2400")["amount_ug"], 482.9)
        self.assertEqual((value(dataset, "4318")["status"], value(dataset, "119")["n"]), ("assumed_zero", 4))
        self.assertEqual(food(dataset, "2400")["food_group"], "Vegetables and Vegetable Products")

    def test_the_newest_date_tells_the_release_and_that_is_said(self):
        dataset = vitktest.import_to_sqlite(NEW)
        self.assertEqual(vitktest.one(dataset, "SELECT source_id FROM source")[0], "canada-cnf-2026")
        self.assertIn("2026-01-28", vitktest.one(dataset, "SELECT message FROM problem WHERE code = 'release-by-date'")[0])

    def test_a_year_in_the_name_of_a_member_goes_before_the_date(self):
        folder = self.copy(NEW)
        (folder / "cnf_database-structure_2027.pdf").write_bytes(b"%PDF-1.4\n")
        dataset = vitktest.import_to_sqlite(folder)
        self.assertEqual(vitktest.one(dataset, "SELECT source_id FROM source")[0], "canada-cnf-2027")
        self.assertEqual(dataset.execute("SELECT count(*) FROM problem").fetchone()[0], 0)

    def test_the_option_goes_before_all(self):
        dataset = vitktest.import_to_sqlite(NEW, "--option", "release=2030")
        self.assertEqual(vitktest.one(dataset, "SELECT source_id FROM source")[0], "canada-cnf-2030")
        done = vitktest.run("import", NEW, "-o", vitktest.temporary_folder() / "o.sqlite", "--option", "release=new")
        self.assertEqual(done.returncode, 2, done.stderr)

    def test_without_the_table_of_sources_the_codes_are_in_the_rows(self):
        folder = self.copy(NEW)
        (folder / "Nutrient_Source.csv").unlink()
        dataset = vitktest.import_to_sqlite(folder)
        self.assertEqual(value(dataset, "4318")["status"], "assumed_zero")


class Layouts(Copies):
    def test_columns_may_move(self):
        for sample in (OLD, NEW):
            folder = self.copy(sample)
            self.permute(folder, ENCODING[sample])
            self.assertEqual(values(vitktest.import_to_sqlite(folder)), values(vitktest.import_to_sqlite(sample)))

    def test_what_is_not_needed_may_be_dropped(self):
        folder = self.copy(OLD)
        self.permute(folder, "latin-1", ("StandardError", "NumberofObservations", "ScientificName", "FoodCode",
                                         "NutrientDecimals", "NutrientSymbol", "FoodSourceID", "FoodDescriptionF"))
        self.assertEqual(stated(vitktest.import_to_sqlite(folder)), read_old(OLD))

    def test_a_nutrient_id_is_no_code(self):
        folder = self.copy(OLD)
        self.edit(folder / "NUTRIENT NAME.csv", "\n430,430,", "\n77,430,")
        self.edit(folder / "NUTRIENT AMOUNT.csv", ",430,", ",77,")
        self.assertEqual(values(vitktest.import_to_sqlite(folder)), values(vitktest.import_to_sqlite(OLD)))

    def test_without_a_tagname_the_name_tells(self):
        folder = self.copy(OLD)
        self.edit(folder / "NUTRIENT NAME.csv", "VITAMINE K,VITK,1", "VITAMINE K,,1")
        self.assertEqual(values(vitktest.import_to_sqlite(folder)), values(vitktest.import_to_sqlite(OLD)))

    def test_another_tagname_is_that_component(self):
        folder = self.copy(OLD)
        self.edit(folder / "NUTRIENT NAME.csv", ",VITK,1", ",VITK1,1")
        dataset = vitktest.import_to_sqlite(folder)
        self.assertEqual([row[0] for row in dataset.execute("SELECT DISTINCT component_id FROM value")], ["VITK1"])

    def test_the_unit_is_the_one_of_the_file(self):
        folder = self.copy(OLD)
        self.edit(folder / "NUTRIENT NAME.csv", "VITK,\xb5g", "VITK,mg")
        self.assertEqual(value(vitktest.import_to_sqlite(folder), "2400")["amount_ug"], 482900.0)

    def test_a_release_without_vitamin_k_says_so(self):
        folder = self.copy(OLD)
        self.edit(folder / "NUTRIENT NAME.csv", "430,430,VITK,\xb5g,VITAMIN K,VITAMINE K,VITK,1\r\n", "")
        done = vitktest.run("import", folder, "-o", vitktest.temporary_folder() / "o.sqlite")
        self.assertEqual(done.returncode, 8, done.stderr)
        self.assertIn("no vitamin K in this release", done.stderr)

    def test_a_source_id_is_no_code(self):
        folder = self.copy(OLD)
        self.edit(folder / "NUTRIENT SOURCE.csv", "\n12,12,", "\n412,12,")
        self.edit(folder / "NUTRIENT SOURCE.csv", "\n3,3,", "\n12,3,")
        self.edit(folder / "NUTRIENT AMOUNT.csv", "4318,430,0,0,0,12,", "4318,430,0,0,0,412,")
        self.edit(folder / "NUTRIENT AMOUNT.csv", "119,430,2.4,0.3,4,3,", "119,430,2.4,0.3,4,12,")
        self.assertEqual(values(vitktest.import_to_sqlite(folder)), values(vitktest.import_to_sqlite(OLD)))

    def test_the_words_of_a_code_that_is_not_known_tell_the_origin(self):
        folder = self.copy(OLD)
        self.edit(folder / "NUTRIENT SOURCE.csv", "\n3,3,", "\n3,77,")
        cheddar = value(vitktest.import_to_sqlite(folder), "119")
        self.assertEqual((cheddar["method"], cheddar["origin"]), ("77", "analysed"))

    def test_a_dangling_source_is_told_once(self):
        folder = self.copy(OLD)
        self.edit(folder / "NUTRIENT AMOUNT.csv", ",0,2010-04-16", ",909,2010-04-16")
        dataset = vitktest.import_to_sqlite(folder)
        self.assertEqual(vitktest.one(dataset, "SELECT excerpt FROM problem WHERE code = 'dangling-key'")[0], "909")
        self.assertEqual((value(dataset, "2400")["amount_ug"], value(dataset, "2400")["origin"]), (482.9, "unknown"))

    def test_without_the_table_of_sources_what_is_not_known_is_said(self):
        folder = self.copy(OLD)
        (folder / "NUTRIENT SOURCE.csv").unlink()
        dataset = vitktest.import_to_sqlite(folder)
        self.assertEqual(values(dataset), values(vitktest.import_to_sqlite(OLD)))
        self.edit(folder / "NUTRIENT AMOUNT.csv", "4318,430,0,0,0,12,", "4318,430,0,0,0,909,")
        dataset = vitktest.import_to_sqlite(folder)
        self.assertEqual(value(dataset, "4318")["status"], "value")
        vitktest.one(dataset, "SELECT * FROM problem WHERE code = 'missing-member'")

    def test_without_groups_the_values_are_the_same(self):
        folder = self.copy(OLD)
        (folder / "FOOD GROUP.csv").unlink()
        self.assertEqual(values(vitktest.import_to_sqlite(folder)), values(vitktest.import_to_sqlite(OLD)))

    def test_a_missing_table_is_an_error_that_names_it(self):
        for name in ("NUTRIENT NAME.csv", "FOOD NAME.csv"):
            folder = self.copy(OLD)
            (folder / name).unlink()
            done = vitktest.run("import", folder, "-o", vitktest.temporary_folder() / "o.sqlite")
            self.assertEqual(done.returncode, 4, done.stderr)
            self.assertIn(name, done.stderr)

    def test_tables_of_an_update_are_left_and_said(self):
        folder = self.copy(OLD)
        shutil.copy(folder / "NUTRIENT AMOUNT.csv", folder / "NUTRIENT AMOUNT CHANGE.csv")
        dataset = vitktest.import_to_sqlite(folder)
        self.assertEqual(values(dataset), values(vitktest.import_to_sqlite(OLD)))
        self.assertEqual(vitktest.one(dataset, "SELECT file FROM problem WHERE code = 'member-not-read'")[0],
                         "NUTRIENT AMOUNT CHANGE.csv")

    def test_the_zip_gives_what_the_folder_gives(self):
        packed = vitktest.temporary_folder() / "cnf-fcen-csv.zip"
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in OLD.iterdir():
                archive.write(path, "cnf-fcen-csv/" + path.name)
        self.assertEqual(values(vitktest.import_to_sqlite(packed)), values(vitktest.import_to_sqlite(OLD)))


if __name__ == "__main__":
    unittest.main()
