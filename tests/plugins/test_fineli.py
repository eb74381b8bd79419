"""The importer of Fineli, against an independent reading of the same tables."""
import collections
import shutil
import sys
import unittest
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
import vitktest  # noqa: E402

SAMPLE = vitktest.SAMPLES / "fineli"


def table(path):
    """Rows of a table by the names of its columns."""
    header, *rows = (line.split(";") for line in path.read_text("cp1252").splitlines())
    return [dict(zip(header, row)) for row in rows]


def cells(path):
    return sorted((row["FOODID"], "VITK", row["BESTLOC"]) for row in table(path)
                  if row["EUFDNAME"] == "VITK" and row["BESTLOC"])


def stated(dataset):
    return sorted(tuple(row) for row in dataset.execute("SELECT food_id, component_id, original FROM value"))


def value(dataset, food):
    return vitktest.one(dataset, "SELECT * FROM value WHERE food_id = ?", food)


def food(dataset, food_id):
    return vitktest.one(dataset, "SELECT * FROM food WHERE food_id = ?", food_id)


def copy():
    folder = vitktest.temporary_folder() / "fineli"
    shutil.copytree(SAMPLE, folder)
    return folder


def rewrite(path, change):
    """Writes a table again, its rows and header as lists of cells that `change` gives."""
    rows = [line.split(";") for line in path.read_text("cp1252").splitlines()]
    path.write_bytes("".join(";".join(row) + "\r\n" for row in change(rows)).encode("cp1252"))


class Sample(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.dataset = vitktest.import_to_sqlite(SAMPLE)

    def test_each_amount_is_as_it_stands(self):
        self.assertEqual(stated(self.dataset), cells(SAMPLE / "component_value.csv"))
        self.assertEqual(self.dataset.execute("SELECT count(*) FROM problem").fetchone()[0], 0)

    def test_the_source_has_its_release_from_the_description(self):
        source = vitktest.one(self.dataset, "SELECT * FROM source")
        self.assertEqual((source["source_id"], source["release"], source["licence"]), ("fineli-18", "18.0", "CC BY 4.0"))
        self.assertEqual((source["foods_read"], source["statements_read"]), (len(table(SAMPLE / "food.csv")), 11))

    def test_potassium_is_left_alone(self):
        self.assertEqual({row[0] for row in self.dataset.execute("SELECT component_id FROM value")}, {"VITK"})

    def test_the_decimal_mark_is_a_comma_and_a_zero_is_a_value(self):
        margarine, sugar = value(self.dataset, "568"), value(self.dataset, "1")
        self.assertEqual((margarine["status"], margarine["amount_ug"]), ("value", 46.963))
        self.assertEqual((sugar["status"], sugar["amount_ug"], sugar["method"]), ("value", 0.0, "IG"))

    def test_an_empty_amount_states_nothing(self):
        self.assertEqual(self.dataset.execute("SELECT count(*) FROM value WHERE food_id = '100'").fetchone()[0], 0)

    def test_origin_follows_from_the_codes(self):
        origins = {row[0]: row[1] for row in self.dataset.execute("SELECT food_id, origin FROM value")}
        self.assertEqual((origins["1"], origins["4"], origins["6"]), ("estimated", "borrowed", "calculated"))
        self.assertEqual(value(self.dataset, "4")["flags"], "acq:F")

    def test_a_food_has_its_names_its_group_and_its_classes(self):
        honey = food(self.dataset, "4")
        self.assertEqual((honey["name"], honey["language"], honey["name_en"]), ("HUNAJA", "fi", "HONEY"))
        self.assertEqual(honey["food_group"], "Sokerit, siirapit")
        self.assertEqual(honey["classification"], "fineli-fuclass:SUGADD fineli-igclass:SUGARSYR")

    def test_windows_1252_is_read(self):
        self.assertEqual(food(self.dataset, "20")["name"], "KAAKAOJAUHE, EI LISÄTTYÄ SOKERIA")

    def test_the_place_is_the_line_of_the_amount(self):
        row = value(self.dataset, "568")
        line = (SAMPLE / row["file"]).read_text("cp1252").splitlines()[row["line"] - 1]
        self.assertEqual((line, row["field"]), ("568;VITK;46,963;S;R", "BESTLOC"))


class Layouts(unittest.TestCase):
    def test_columns_may_stand_anywhere_and_be_more(self):
        folder = copy()
        for name in ("component_value.csv", "component.csv", "food.csv", "foodname_EN.csv", "fuclass_FI.csv"):
            rewrite(folder / name, lambda rows: [["NEW" if i == 0 else "x", *reversed(row)] for i, row in enumerate(rows)])
        self.assertEqual(stated(vitktest.import_to_sqlite(folder)), cells(SAMPLE / "component_value.csv"))

    def test_optional_columns_may_be_dropped(self):
        folder = copy()
        rewrite(folder / "component_value.csv", lambda rows: [row[:3] for row in rows])
        rewrite(folder / "food.csv", lambda rows: [row[:2] for row in rows])
        dataset = vitktest.import_to_sqlite(folder)
        self.assertEqual(stated(dataset), cells(SAMPLE / "component_value.csv"))
        self.assertEqual((value(dataset, "4")["origin"], value(dataset, "4")["method"] or ""), ("unknown", ""))

    def test_the_method_indicator_stands_behind_the_method_type(self):
        folder = copy()
        rewrite(folder / "component_value.csv",
                lambda rows: [row + ["METHIND" if i == 0 else "MI0181"] for i, row in enumerate(rows)])
        self.assertEqual(value(vitktest.import_to_sqlite(folder), "4")["method"], "E MI0181")

    def test_a_zip_with_a_folder_gives_the_same(self):
        path = vitktest.temporary_folder() / "fineli.zip"
        with zipfile.ZipFile(path, "w") as package:
            for file in SAMPLE.iterdir():
                package.write(file, f"Fineli_Rel18__55_ravintotekijaa/{file.name}")
        dataset = vitktest.import_to_sqlite(path)
        self.assertEqual(stated(dataset), cells(SAMPLE / "component_value.csv"))
        self.assertEqual(food(dataset, "4")["name_en"], "HONEY")

    def test_utf_8_is_read_too(self):
        folder = copy()
        food_csv = folder / "food.csv"
        food_csv.write_bytes(food_csv.read_text("cp1252").encode())
        self.assertEqual(food(vitktest.import_to_sqlite(folder), "20")["name"], "KAAKAOJAUHE, EI LISÄTTYÄ SOKERIA")

    def test_the_unit_is_the_one_that_component_states(self):
        folder = copy()
        path = folder / "component.csv"
        path.write_bytes(path.read_bytes().replace(b"VITK;UG", b"VITK;MG"))
        row = value(vitktest.import_to_sqlite(folder), "570")
        self.assertEqual((row["amount_ug"], row["original_unit"]), (40000.0, "MG"))

    def test_values_alone_are_read_with_a_warning_for_the_unit(self):
        folder = vitktest.temporary_folder()
        shutil.copy(SAMPLE / "component_value.csv", folder / "values of vitamins.csv")
        dataset = vitktest.import_to_sqlite(folder)
        self.assertEqual(stated(dataset), cells(SAMPLE / "component_value.csv"))
        self.assertEqual(dataset.execute("SELECT count(*) FROM problem WHERE code = 'unit-assumed'").fetchone()[0], 1)
        self.assertEqual(vitktest.one(dataset, "SELECT source_id FROM source")[0], "fineli")

    def test_the_release_can_be_said(self):
        folder = copy()
        (folder / "descript.txt").unlink()
        dataset = vitktest.import_to_sqlite(folder, "--option", "release=20.1")
        self.assertEqual(vitktest.one(dataset, "SELECT source_id FROM source")[0], "fineli-20.1")

    def test_of_two_packages_one_is_read_and_the_other_said(self):
        folder = vitktest.temporary_folder() / "both"
        shutil.copytree(SAMPLE, folder / "a")
        shutil.copytree(SAMPLE, folder / "b")
        dataset = vitktest.import_to_sqlite(folder)
        self.assertEqual(len(stated(dataset)), 11)
        problem = vitktest.one(dataset, "SELECT * FROM problem WHERE code = 'member-not-read'")
        self.assertEqual(problem["file"], "b/component_value.csv")


class WithoutVitaminK(unittest.TestCase):
    def test_a_package_without_it_says_so(self):
        folder = copy()
        for name in ("component_value.csv", "component.csv"):
            rewrite(folder / name, lambda rows: [row for row in rows if "VITK" not in row])
        done = vitktest.run("import", folder, "-o", vitktest.temporary_folder() / "o.sqlite")
        self.assertEqual(done.returncode, 8, done.stderr)
        self.assertIn("no vitamin K", done.stderr)

    def test_the_real_package_of_40_components_says_so(self):
        done = vitktest.run("import", vitktest.shared("data/fineli-20"), "-o",
                            vitktest.temporary_folder() / "o.sqlite")
        self.assertEqual(done.returncode, 8, done.stderr)
        self.assertIn("read as fineli", done.stderr)


class RealExcerpt(unittest.TestCase):
    def test_every_amount_is_as_it_stands(self):
        folder = vitktest.shared("data/fineli-18-excerpt")
        dataset = vitktest.import_to_sqlite(folder)
        path = next(folder.glob("component_value*.csv"))
        self.assertEqual(stated(dataset), cells(path))
        counts = collections.Counter(row[0] for row in dataset.execute("SELECT status FROM value"))
        self.assertEqual(counts, {"value": 35})


if __name__ == "__main__":
    unittest.main()
