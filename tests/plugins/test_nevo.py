"""The importer of NEVO-online, against an independent reading of the same files."""
import csv
import re
import shutil
import sys
import unittest
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
import vitktest  # noqa: E402

SAMPLE_2021 = vitktest.SAMPLES / "nevo-2021"
SAMPLE_2023 = vitktest.SAMPLES / "nevo-2023"
COMPONENTS = ("VITK", "VITK1", "VITK2")
TRACES = "Bevat sporen van/Contains traces of"
QUANTITY = "Hoeveelheid/Quantity"


def the_file(folder):
    return next(folder.glob("*.csv"))


def read(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.reader(file, delimiter="|"))


def write(rows, name="NEVO2023_8.0.csv", folder=None):
    path = (folder or vitktest.temporary_folder()) / name
    with open(path, "w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter="|", lineterminator="\n").writerows(rows)
    return path


def expected(path):
    """(food, component, status, amount, basis), as the rules of the source read a row."""
    rows = read(path)
    want = []
    for row in rows[1:]:
        cells = dict(zip(rows[0], row))
        listed = re.findall(r"[A-Z0-9_:]+", cells[TRACES])
        for component in COMPONENTS:
            text = cells[f"{component} (µg)"]
            amount = None if text in ("", "NULL") else float(text.replace(",", "."))
            status = "value"
            if component in listed and not amount:
                status, amount = "trace", None
            elif amount is None:
                status = "missing"
            want.append((cells["NEVO-code"], component, status, amount, cells[QUANTITY].replace("per 100", "100 ")))
    return sorted(want, key=lambda value: value[:2])


def stated(dataset):
    return [tuple(row) for row in dataset.execute(
        "SELECT food_id, component_id, status, amount_ug, basis FROM value ORDER BY food_id, component_id")]


def value(dataset, food, component):
    return vitktest.one(dataset, "SELECT * FROM value WHERE food_id = ? AND component_id = ?", food, component)


class Sample2023(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.dataset = vitktest.import_to_sqlite(SAMPLE_2023)

    def test_every_cell_is_what_an_independent_reading_says(self):
        want = expected(the_file(SAMPLE_2023))
        self.assertEqual(len(want), 42)
        self.assertEqual(stated(self.dataset), want)

    def test_release_and_terms_are_stated(self):
        source = vitktest.one(self.dataset, "SELECT * FROM source")
        self.assertEqual((source["source_id"], source["release"], source["country"], source["language"]),
                         ("nevo-2023", "2023/8.0", "NL", "nl"))
        self.assertEqual(source["attribution"], "NEVO-online version 2023/8.0, RIVM, Bilthoven.")
        self.assertIn("no open licence", source["licence"])
        self.assertEqual((source["foods_read"], source["statements_read"]), (14, 42))
        self.assertEqual(self.dataset.execute("SELECT count(*) FROM problem").fetchone()[0], 0)

    def test_a_zero_that_is_listed_is_a_trace_and_keeps_its_text(self):
        spinach = value(self.dataset, "42", "VITK2")
        self.assertEqual((spinach["status"], spinach["amount_ug"], spinach["upper_ug"]), ("trace", None, None))
        self.assertEqual((spinach["original"], spinach["field"]), ("0", "VITK2 (µg)"))

    def test_a_zero_that_is_not_listed_is_a_zero(self):
        potato = value(self.dataset, "1", "VITK2")
        self.assertEqual((potato["status"], potato["amount_ug"]), ("value", 0.0))

    def test_an_empty_cell_that_is_listed_is_a_trace_by_the_list(self):
        apple = value(self.dataset, "167", "VITK2")
        self.assertEqual((apple["status"], apple["original"], apple["field"]), ("trace", "VITK2", TRACES))

    def test_an_empty_cell_is_missing(self):
        self.assertEqual([value(self.dataset, "3001", component)["status"] for component in COMPONENTS], ["missing"] * 3)

    def test_drinks_are_per_100_ml(self):
        self.assertEqual(value(self.dataset, "388", "VITK1")["basis"], "100 ml")
        self.assertEqual(value(self.dataset, "286", "VITK1")["basis"], "100 g")

    def test_a_food_has_its_names_and_group(self):
        cheese = vitktest.one(self.dataset, "SELECT * FROM food WHERE food_id = '513'")
        self.assertEqual((cheese["name"], cheese["language"], cheese["name_en"], cheese["food_group"]),
                         ('Kaas "Goudse" 48+ gem', "nl", "Cheese Gouda 48+ average", "Kaas"))


class Sample2021(unittest.TestCase):
    def test_null_is_missing(self):
        dataset = vitktest.import_to_sqlite(SAMPLE_2021)
        self.assertEqual(stated(dataset), expected(the_file(SAMPLE_2021)))
        sausage = value(dataset, "3001", "VITK1")
        self.assertEqual((sausage["status"], sausage["original"]), ("missing", "NULL"))
        self.assertEqual(vitktest.one(dataset, "SELECT source_id, release FROM source")[:], ("nevo-2021", "2021/7.0"))


class Quirks(unittest.TestCase):
    def rows(self):
        return read(the_file(SAMPLE_2023))

    def edit(self, food, column, text):
        rows = self.rows()
        for row in rows[1:]:
            if row[3] == food:
                row[rows[0].index(column)] = text
        return rows

    def test_columns_may_move(self):
        moved = write([row[::-1] for row in self.rows()])
        self.assertEqual(stated(vitktest.import_to_sqlite(moved)), expected(the_file(SAMPLE_2023)))

    def test_rows_may_stand_above_the_header(self):
        path = write([["NEVO-online 2023"], *self.rows()])
        self.assertEqual(stated(vitktest.import_to_sqlite(path)), expected(the_file(SAMPLE_2023)))

    def test_optional_columns_may_go(self):
        rows = self.rows()
        kept = [rows[0].index(name) for name in ("NEVO-code", QUANTITY, TRACES, "VITK1 (µg)", "VITK2 (µg)", "VITK (µg)")]
        dataset = vitktest.import_to_sqlite(write([[row[i] for i in kept] for row in rows], "NEVO2023.csv"))
        self.assertEqual(stated(dataset), expected(the_file(SAMPLE_2023)))
        self.assertEqual(vitktest.one(dataset, "SELECT source_id, release FROM source")[:], ("nevo-2023", "2023"))

    def test_without_the_list_of_traces_it_is_no_nevo_table(self):
        rows = [[cell for i, cell in enumerate(row) if i != 9] for row in self.rows()]
        done = vitktest.run("import", write(rows), "-o", vitktest.temporary_folder() / "o.sqlite")
        self.assertEqual(done.returncode, 3, done.stderr)

    def test_without_columns_of_vitamin_k_it_says_that_there_is_none(self):
        rows = [row[:14] for row in self.rows()]
        done = vitktest.run("import", write(rows), "-o", vitktest.temporary_folder() / "o.sqlite")
        self.assertEqual(done.returncode, 8, done.stderr)

    def test_the_unit_is_the_one_that_the_header_states(self):
        rows = self.rows()
        rows[0][rows[0].index("VITK1 (µg)")] = "VITK1 (mg)"
        self.assertEqual(value(vitktest.import_to_sqlite(write(rows)), "9", "VITK1")["amount_ug"], 817000.0)

    def test_a_menaquinone_of_a_later_release_is_read(self):
        rows = self.rows()
        for i, row in enumerate(rows):
            row.append("MK7 (µg)" if i == 0 else "998" if row[3] == "2995" else "")
        natto = value(vitktest.import_to_sqlite(write(rows)), "2995", "MK7")
        self.assertEqual((natto["amount_ug"], natto["field"]), (998.0, "MK7 (µg)"))

    def test_an_amount_that_is_listed_as_a_trace_is_kept_and_said(self):
        dataset = vitktest.import_to_sqlite(write(self.edit("9", "VITK2 (µg)", "0,3")))
        self.assertEqual(value(dataset, "9", "VITK2")["amount_ug"], 0.3)
        self.assertEqual(vitktest.one(dataset, "SELECT code FROM problem")[0], "trace-and-amount")

    def test_a_longer_code_in_the_list_is_another_component(self):
        dataset = vitktest.import_to_sqlite(write(self.edit("9", TRACES, "VITK2X;VITK1")))
        self.assertEqual(value(dataset, "9", "VITK2")["status"], "value")

    def test_an_unknown_quantity_is_a_reject_with_its_place(self):
        dataset = vitktest.import_to_sqlite(write(self.edit("9", QUANTITY, "per portie")), exits=(1,))
        problems = dataset.execute("SELECT severity, line, excerpt FROM problem").fetchall()
        self.assertEqual([tuple(row) for row in problems], [("reject", 3, "per portie")] * 3)

    def test_rows_of_two_releases_are_said(self):
        dataset = vitktest.import_to_sqlite(write(self.edit("9", "NEVO-versie/NEVO-version", "NEVO-Online 2021 7.0")))
        self.assertEqual(vitktest.one(dataset, "SELECT code, line FROM problem")[:], ("mixed-releases", 3))

    def test_without_a_release_it_is_not_guessed(self):
        rows = [row[1:] for row in self.rows()]
        dataset = vitktest.import_to_sqlite(write(rows, "table.csv"))
        self.assertEqual(vitktest.one(dataset, "SELECT source_id FROM source")[0], "nevo")
        self.assertEqual(vitktest.one(dataset, "SELECT code FROM problem")[0], "release-unknown")

    def test_the_other_tables_of_a_download_are_left(self):
        path = vitktest.temporary_folder() / "NEVO2023.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.write(the_file(SAMPLE_2023), "NEVO2023_8.0.csv")
            archive.writestr("NEVO2023_Details.csv", "NEVO-code|Nutrient-code|Gehalte/Value\n9|VITK1|817\n")
        self.assertEqual(stated(vitktest.import_to_sqlite(path)), expected(the_file(SAMPLE_2023)))

    def test_of_two_tables_the_newer_is_read_and_the_other_said(self):
        folder = vitktest.temporary_folder()
        shutil.copy(the_file(SAMPLE_2021), folder)
        shutil.copy(the_file(SAMPLE_2023), folder)
        dataset = vitktest.import_to_sqlite(folder)
        self.assertEqual(vitktest.one(dataset, "SELECT source_id FROM source")[0], "nevo-2023")
        self.assertEqual(vitktest.one(dataset, "SELECT code, file FROM problem")[:], ("member-not-read", "NEVO2021.csv"))


if __name__ == "__main__":
    unittest.main()
