"""What the exporter of workbooks promises. Read back by openpyxl, compared with sqlite3's reading."""
import re
import sqlite3
import sys
import unittest
import zipfile
from pathlib import Path
from xml.etree import ElementTree

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
from exported import TABLES, in_order, make_dataset, needs_exporter, rows  # noqa: E402
from vitktest import run, temporary_folder  # noqa: E402

try:
    import openpyxl
except ImportError:
    openpyxl = None


def setUpModule():
    global PATH, DATASET, BOOK
    needs_exporter("xlsx")
    if openpyxl is None:
        print("skipped: no python3-openpyxl")
        raise unittest.SkipTest("no python3-openpyxl")
    PATH, DATASET = make_dataset()
    BOOK = openpyxl.load_workbook(export("k.xlsx"))


def export(name, path=None, says=""):
    out = temporary_folder() / name
    done = run("export", path or PATH, "-o", out)
    if done.returncode != 0 or says not in done.stderr:
        raise AssertionError(f"exit {done.returncode}: {done.stderr}")
    return out


def unescaped(value):
    """_x0001_ is how a workbook writes a character that XML can't hold; openpyxl leaves it as it stands."""
    return re.sub("_x([0-9A-F]{4})_", lambda m: chr(int(m[1], 16)), value) if isinstance(value, str) else value


def table(book, name):
    lines = list(book[name].iter_rows(values_only=True))
    return list(lines[0]), [tuple(unescaped(v) for v in line) for line in lines[1:]]


class Tables(unittest.TestCase):
    def test_each_is_what_sqlite3_reads(self):
        for name in TABLES:
            names, there = rows(DATASET, name)
            heads, read = table(BOOK, name)
            self.assertEqual(heads, names)
            # An empty text is read as an empty cell by openpyxl.
            there = [tuple(None if v == "" else v for v in row) for row in there]
            read = [tuple(None if v == "" else v for v in row) for row in read]
            self.assertEqual(in_order(read), in_order(there), name)

    def test_text_is_text_and_numbers_are_numbers(self):
        kinds = {"TEXT": {"inlineStr", "s", "n"}, "REAL": {"n"}, "INTEGER": {"n"}}
        for name in TABLES:
            declared = [row[2] for row in DATASET.execute(f"PRAGMA table_info({name})")]
            for line in BOOK[name].iter_rows(min_row=2):
                for cell, kind in zip(line, declared):
                    self.assertIn(cell.data_type, kinds[kind])
                    if cell.value is not None:
                        self.assertEqual(isinstance(cell.value, str), kind == "TEXT", (name, cell.coordinate))
        codes = {line[1] for line in table(BOOK, "food")[1]}
        self.assertLessEqual({"00042", "42"}, codes)
        self.assertIn("=1+1", {line[2] for line in table(BOOK, "food")[1]})

    def test_headers_are_frozen_and_have_a_filter(self):
        for name in ["foods", *TABLES]:
            sheet = BOOK[name]
            self.assertEqual(sheet.freeze_panes, "A2")
            self.assertEqual(sheet.auto_filter.ref, sheet.dimensions)
            self.assertGreater(sheet.column_dimensions["A"].width, 9)

    def test_the_order_of_sheets(self):
        self.assertEqual(BOOK.sheetnames, ["foods", "source", "food", "value", "problem", "component", "file", "about"])


class Foods(unittest.TestCase):
    def cell(self, food, component, basis="100 g"):
        heads, _ = table(BOOK, "foods")
        lines = [line for line in BOOK["foods"].iter_rows(min_row=2)
                 if line[1].value == food and line[heads.index("basis")].value == basis]
        self.assertEqual(len(lines), 1)
        return lines[0][heads.index(f"{component} (µg)")]

    def test_a_status_is_told_and_is_no_number(self):
        shown = {("nasty", "VITK2"): "< 0.8", ("00042", "VITK1"): "trace", ("00042", "VITK2"): "missing"}
        for (food, component), text in shown.items():
            self.assertEqual(self.cell(food, component).value, text)
        self.assertRegex(self.cell("00042", "MK7").value, r"^present 1(\.0)?-3(\.0)?$")

    def test_amounts_are_numbers(self):
        self.assertEqual(self.cell("nasty", "VITK1").value, 0.1)
        self.assertEqual(self.cell("nasty", "VITK2", "serving").value, 75)

    def test_an_assumed_zero_is_a_zero_that_is_shown_as_assumed(self):
        cell = self.cell("00042", "MK4")
        self.assertEqual(cell.value, 0)
        self.assertIn("assumed", cell.number_format)
        self.assertTrue(cell.font.i)

    def test_each_status_has_a_look_of_its_own(self):
        cells = [self.cell("nasty", "VITK1"), self.cell("nasty", "VITK2"), self.cell("00042", "VITK1"),
                 self.cell("00042", "VITK2"), self.cell("00042", "MK4"), self.cell("00042", "MK7")]
        self.assertEqual(len({(cell.font.i, cell.fill.fgColor.rgb) for cell in cells}), len(cells))

    def test_what_is_stated_twice_is_noted(self):
        heads, lines = table(BOOK, "foods")
        noted = [line for line in lines if line[heads.index("note")] == "stated-twice"]
        self.assertEqual([line[1] for line in noted], ["nasty"])

    def test_each_food_and_basis_is_there_once(self):
        heads, lines = table(BOOK, "foods")
        there = DATASET.execute("""SELECT DISTINCT source_id, food_id, basis, serving_g, equivalents FROM food
            LEFT JOIN value USING (source_id, food_id)""").fetchall()
        picked = [heads.index(name) for name in ("source", "food code", "basis", "serving (g)", "equivalents")]
        self.assertEqual(in_order(tuple(line[i] for i in picked) for line in lines), in_order(there))


class About(unittest.TestCase):
    def test_it_tells_of_each_source_its_licence_and_attribution(self):
        lines = [list(line) for line in BOOK["about"].iter_rows(values_only=True)]
        head = next(i for i, line in enumerate(lines) if line[0] == "source_id")
        names = [name for name in lines[head] if name]
        there = DATASET.execute(f"SELECT {', '.join(names)} FROM source").fetchall()
        self.assertEqual(in_order(tuple(line[:len(names)]) for line in lines[head + 1:]), in_order(there))

    def test_its_legend_looks_as_the_cells_do(self):
        legend = {cell.value: cell for cell, *_ in BOOK["about"].iter_rows() if cell.value is not None}
        foods = {cell.value: cell for line in BOOK["foods"].iter_rows(min_row=2) for cell in line}
        for text in ("trace", "< 0.8", "missing"):
            self.assertEqual(legend[text].fill.fgColor.rgb, foods[text].fill.fgColor.rgb)


class File(unittest.TestCase):
    def test_the_same_dataset_gives_the_same_bytes(self):
        self.assertEqual(export("a.xlsx").read_bytes(), export("b.xlsx").read_bytes())

    def test_each_part_is_whole_and_well_formed(self):
        with zipfile.ZipFile(export("k.xlsx")) as archive:
            self.assertIsNone(archive.testzip())
            for name in archive.namelist():
                ElementTree.fromstring(archive.read(name))

    def test_a_sheet_that_is_full_goes_on_in_another(self):
        path = temporary_folder() / "many.sqlite"
        dataset = sqlite3.connect(path)
        DATASET.backup(dataset)
        dataset.execute("DELETE FROM problem")
        dataset.execute("""WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1048576)
            INSERT INTO problem (source_id, severity, code, message)
            SELECT (SELECT min(source_id) FROM source), 'note', 'many', 'm' || i FROM n""")
        dataset.commit()
        with zipfile.ZipFile(export("k.xlsx", path, 'goes on in the sheet "problem 2"')) as archive:
            names = re.findall('<sheet name="([^"]*)"', archive.read("xl/workbook.xml").decode())
            counts = {name: archive.read(f"xl/worksheets/sheet{i}.xml").count(b"<row ")
                      for i, name in enumerate(names, 1) if name.startswith("problem")}
        self.assertEqual(counts, {"problem": 1048576, "problem 2": 2})

    def test_a_text_that_is_too_long_is_cut_and_told_of(self):
        path = temporary_folder() / "long.sqlite"
        dataset = sqlite3.connect(path)
        DATASET.backup(dataset)
        dataset.execute("UPDATE food SET name = ? WHERE food_id = '42'", ("ü" * 40_000,))
        dataset.commit()
        book = openpyxl.load_workbook(export("k.xlsx", path, "1 texts of food are cut"))
        self.assertIn("ü" * 32_767, {line[2] for line in table(book, "food")[1]})

    def test_a_folder_is_refused(self):
        done = run("export", PATH, "-o", f"{temporary_folder()}/d/", "--to", "xlsx")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("a workbook is one file", done.stderr)


if __name__ == "__main__":
    unittest.main()
