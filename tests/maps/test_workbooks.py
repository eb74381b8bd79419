#!/usr/bin/env python3
"""Maps over workbooks: each cell of the samples against an independent reading of the zip by zipfile and ElementTree."""
import io
import re
import sys
import unittest
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
from vitktest import SAMPLES, import_to_sqlite, one, run, temporary_folder

LAB, LAB_MAP = SAMPLES / "xlsx" / "lab.xlsx", SAMPLES / "xlsx" / "lab-xlsx.map"
CONTENTS, CONTENTS_MAP = SAMPLES / "xlsx-ods" / "contents.ods", SAMPLES / "xlsx-ods" / "contents-ods.map"
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
USAGE, UNKNOWN, INPUT = 2, 3, 4


def repacked(book, *changes, name=None):
    """A copy of the workbook, with (part, old, new) replaced."""
    copy = temporary_folder() / (name or book.name)
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            text = old.read(part).decode()
            for of, before, after in changes:
                if of == part:
                    assert re.search(before, text), before
                    text = re.sub(before, after, text)
            new.writestr(part, text)
    return copy


def cells(book, sheet):
    """{(row, column letter): text} of a sheet: shared texts without <rPh>, numbers by repr."""
    with zipfile.ZipFile(book) as parts:
        shared = ["".join(t.text or "" for t in si.findall(f"{MAIN}t") + si.findall(f"{MAIN}r/{MAIN}t"))
                  for si in ET.parse(io.BytesIO(parts.read("xl/sharedStrings.xml"))).getroot()]
        root = ET.parse(io.BytesIO(parts.read(sheet))).getroot()
    found = {}
    for cell in root.iter(f"{MAIN}c"):
        column, row = re.fullmatch(r"([A-Z]+)([0-9]+)", cell.get("r")).groups()
        value, kind = cell.find(f"{MAIN}v"), cell.get("t", "n")
        if kind == "inlineStr":
            text = "".join(t.text for t in cell.iter(f"{MAIN}t"))
        elif value is None:
            continue
        else:
            text = shared[int(value.text)] if kind == "s" else value.text
            text = re.sub(r"\.0$", "", repr(float(text))) if kind == "n" else text
        found[int(row), column] = text
    return found


class Sheet(unittest.TestCase):
    COLUMNS = {"E": "VITK1", "G": "MK4", "H": "MK7", "I": "MK9"}
    ESTIMATES = {("0010", "VITK1"): "0.7", ("0010", "MK4"): "31.4"}  # -0.7 under 0.0_);\(0.0\), 31.4 under \(General\)

    @classmethod
    def setUpClass(cls):
        cls.dataset = import_to_sqlite(LAB, "--from", "xlsx", "--map", LAB_MAP)
        cls.cells = cells(LAB, "xl/worksheets/sheet1.xml")

    def test_each_cell_becomes_the_value_that_it_states(self):
        expected = {}
        for (row, column), text in self.cells.items():
            if row >= 5 and column in self.COLUMNS and text:
                key = self.cells[row, "A"], self.COLUMNS[column]
                expected[key] = (self.ESTIMATES.get(key, text), row)
        found = {(r["food_id"], r["component_id"]): (r["original"], r["line"])
                 for r in self.dataset.execute("SELECT * FROM value")}
        self.assertEqual(found, expected)
        self.assertEqual(len(found), 38)

    def test_an_estimate_is_told_by_the_number_format(self):
        found = {(r["food_id"], r["component_id"]): r["original"] for r in
                 self.dataset.execute("SELECT * FROM value WHERE origin = 'estimated' AND status = 'value'")}
        self.assertEqual(found, self.ESTIMATES)

    def test_furigana_runs_and_formulas_are_read_as_text(self):
        names = dict(self.dataset.execute("SELECT food_id, name FROM food").fetchall())
        self.assertEqual((names["0001"], names["0003"], names["0021"], names["0031"]),
                         ("Natto, hikiwari", "Gouda, mature", "Chicken, thigh,\nwith skin", "Kale, raw"))

    def test_blank_rows_are_no_foods(self):
        self.assertEqual(one(self.dataset, "SELECT foods_read FROM source")[0], 13)
        self.assertEqual(self.dataset.execute("SELECT count(*) FROM problem").fetchone()[0], 0)

    def test_the_sheet_can_be_named_on_the_command_line(self):
        done = run("import", LAB, "--from", "xlsx", "--map", LAB_MAP, "--option", "sheet=Before", "-o",
                   temporary_folder() / "out.sqlite")
        self.assertEqual(done.returncode, INPUT, done.stderr)
        self.assertIn("Before", run("import", LAB, "--from", "xlsx", "--map", LAB_MAP, "--option", "sheet=Other", "-o",
                                    temporary_folder() / "out.sqlite").stderr)

    def test_moved_columns_and_a_later_sheet_name_are_found(self):
        moved = repacked(LAB, ("xl/worksheets/sheet1.xml", r'"([EGHI])([0-9]+)"',
                               lambda m: f'"{"PRSQ"["EGHI".index(m[1])]}{m[2]}"'),
                         ("xl/workbook.xml", "Values 2024", "VALUES 2031"))
        again = import_to_sqlite(moved, "--from", "xlsx", "--map", LAB_MAP)
        query = "SELECT food_id, component_id, status, amount_ug, original, origin, line FROM value"
        self.assertEqual([tuple(r) for r in again.execute(query)], [tuple(r) for r in self.dataset.execute(query)])

    def test_a_missing_column_names_the_line_of_the_map(self):
        renamed = repacked(LAB, ("xl/sharedStrings.xml", r"MK-9 \(ng/g\)", "MK-9 [ng/g]"))
        done = run("import", renamed, "--from", "xlsx", "--map", LAB_MAP, "-o", temporary_folder() / "out.sqlite")
        line = 1 + LAB_MAP.read_text().splitlines().index(
            '  { column = "MK-9 (ng/g)"; component = "MK9"; unit = "ng/g"; }')
        self.assertEqual(done.returncode, INPUT, done.stderr)
        self.assertIn("MK-9 (ng/g)", done.stderr)
        self.assertRegex(done.stderr, rf"lab-xlsx\.map\D{{1,12}}{line}\b")

    def test_a_code_that_became_a_date_is_warned_about(self):
        dated = repacked(LAB, ("xl/worksheets/sheet1.xml", r'<c r="A7" t="s"><v>[0-9]+</v></c>',
                               '<c r="A7" s="3"><v>45292</v></c>'))
        dataset = import_to_sqlite(dated, "--from", "xlsx", "--map", LAB_MAP)
        row = one(dataset, "SELECT * FROM problem WHERE code = 'date-cell'")
        self.assertEqual((row["severity"], row["line"], row["field"], row["excerpt"]), ("warning", 7, "Code", "45292"))

    def test_numbers_of_a_sheet_agree_with_texts_of_decimal_commas(self):
        with_commas = temporary_folder() / "comma.map"
        with_commas.write_text(LAB_MAP.read_text() + '\nnumbers = { decimal = ","; };\n')
        texts = repacked(LAB, ("xl/sharedStrings.xml", "&lt; 0.5", "&lt; 0,5"))
        dataset = import_to_sqlite(texts, "--from", "xlsx", "--map", with_commas)
        query = "SELECT food_id, component_id, status, amount_ug, upper_ug FROM value"
        self.assertEqual([tuple(r) for r in dataset.execute(query)], [tuple(r) for r in self.dataset.execute(query)])


class OpenDocument(unittest.TestCase):
    def test_each_row_becomes_the_value_that_it_states(self):
        dataset = import_to_sqlite(CONTENTS, "--from", "xlsx", "--map", CONTENTS_MAP)
        found = {(r["food_id"], r["component_id"]): (r["status"], r["amount_ug"], r["origin"])
                 for r in dataset.execute("SELECT * FROM value")}
        self.assertEqual(found, {
            ("F01", "VITK1"): ("value", 34.7, "unknown"), ("F01", "MK7"): ("value", 939, "unknown"),
            ("F02", "VITK1"): ("value", 0, "unknown"), ("F02", "MK9"): ("value", 32.25, "unknown"),
            ("F03", "MK4"): ("value", 31.4, "estimated"), ("F03", "VITK1"): ("value", 0.7, "estimated"),
            ("F04", "MK4"): ("value", 27, "unknown"), ("F04", "VITK1"): ("below_limit", None, "unknown"),
            ("F05", "VITK1"): ("value", 483, "unknown"), ("F06", "MK4"): ("value", 369, "unknown"),
            ("F06", "MK7"): ("trace", None, "unknown"), ("F07", "VITK1"): ("below_limit", None, "unknown")})
        names = dict(dataset.execute("SELECT food_id, name FROM food").fetchall())
        self.assertEqual((names["F02"], names["F03"], names["F05"]), ("Gouda,\nmature", "Egg yolk, raw", "Spinach, raw"))


class Recognition(unittest.TestCase):
    def imported(self, book, folder):
        return import_to_sqlite(book, "--plugin-dir", folder)

    def test_a_map_with_match_recognises_its_workbook(self):
        for book, folder in ((LAB, LAB.parent), (LAB.parent, LAB.parent), (CONTENTS, CONTENTS.parent)):
            self.assertGreater(self.imported(book, folder).execute("SELECT count(*) FROM value").fetchone()[0], 10)

    def test_a_workbook_in_a_zip_or_a_pipe_is_the_same(self):
        folder = temporary_folder()
        with zipfile.ZipFile(folder / "download.zip", "w") as packed:
            packed.write(LAB, "release/lab.xlsx")
        plain = self.imported(LAB, LAB.parent).execute("SELECT * FROM value").fetchall()
        packed = self.imported(folder / "download.zip", LAB.parent).execute("SELECT * FROM value").fetchall()
        self.assertEqual([tuple(r) for r in packed], [tuple(r) for r in plain])

    def test_a_map_for_text_does_not_claim_a_workbook(self):
        done = run("import", LAB, "--plugin-dir", SAMPLES / "csv", "-o", temporary_folder() / "out.sqlite")
        self.assertEqual(done.returncode, UNKNOWN, done.stderr)

    def test_a_sheet_of_another_name_is_not_recognised(self):
        other = repacked(LAB, ("xl/workbook.xml", "Values 2024", "Other"))
        done = run("import", other, "--plugin-dir", LAB.parent, "-o", temporary_folder() / "out.sqlite")
        self.assertEqual(done.returncode, UNKNOWN, done.stderr)


if __name__ == "__main__":
    unittest.main()
