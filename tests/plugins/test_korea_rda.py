"""The importer of the Korean tables, against an independent reading of the samples."""
import csv
import re
import sys
import unittest
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
import vitktest  # noqa: E402

BOOK = next((vitktest.SAMPLES / "korea-rda").glob("*.xlsx"))
TABLE = vitktest.SAMPLES / "korea-rda-mfds" / "food_nutrition.csv"
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def sheet_of(book, number):
    """Rows of a sheet as {column letters: text}."""
    with zipfile.ZipFile(book) as parts:
        root = ET.fromstring(parts.read(f"xl/worksheets/sheet{number}.xml"))
    rows = []
    for row in root.iter(MAIN + "row"):
        rows.append({re.match("[A-Z]+", cell.get("r")).group(): "".join(cell.itertext()).strip() for cell in row})
    return rows


def changed(book, change):
    """A copy of the workbook whose last sheet is what `change` makes of its XML."""
    path = vitktest.temporary_folder() / "book.xlsx"
    with zipfile.ZipFile(book) as parts, zipfile.ZipFile(path, "w") as out:
        for name in parts.namelist():
            text = parts.read(name).decode()
            out.writestr(name, change(text) if name.endswith("sheet3.xml") else text)
    return path


def stated(dataset):
    return sorted(tuple(row) for row in dataset.execute("SELECT food_id, component_id, original, original_unit FROM value"))


class Rda(unittest.TestCase):
    def test_every_cell_of_the_newest_sheet_is_stated_with_the_unit_below_its_name(self):
        groups, names, units, *rows = sheet_of(BOOK, 3)
        columns = {"".join(name.split()): letter for letter, name in names.items()}
        want = []
        for row in rows:
            for name, component in (("비타민K", "VITK"), ("비타민K1", "VITK1"), ("비타민K2", "VITK2")):
                if row.get(columns[name]):
                    want.append((row.get("A", row["C"]), component, row[columns[name]], units[columns[name]]))
        self.assertEqual(len(want), 18)
        dataset = vitktest.import_to_sqlite(BOOK)
        self.assertEqual(stated(dataset), sorted(want))
        self.assertEqual(tuple(vitktest.one(dataset, "SELECT source_id, release FROM source")), ("korea-rda-10.4", "10.4"))

    def test_what_is_no_number_is_no_zero(self):
        dataset = vitktest.import_to_sqlite(BOOK)
        found = dict(dataset.execute("SELECT original, status FROM value").fetchall())
        self.assertEqual((found["-"], found["Tr"], found["0"]), ("missing", "trace", "value"))
        self.assertEqual(vitktest.one(dataset, "SELECT origin FROM value WHERE original = '(0.8)'")[0], "estimated")

    def test_a_blank_says_nothing(self):
        dataset = vitktest.import_to_sqlite(BOOK)
        self.assertEqual(dataset.execute("SELECT count(*) FROM value WHERE food_id = 'I0010100006'").fetchone()[0], 0)

    def test_a_row_of_the_sheet_is_the_line(self):
        dataset = vitktest.import_to_sqlite(BOOK)
        self.assertEqual(vitktest.one(dataset, "SELECT line FROM value WHERE original = '498.5'")[0], 6)

    def test_the_unit_is_read_and_not_assumed(self):
        path = changed(BOOK, lambda text: text.replace("㎍", "mg", 1))
        dataset = vitktest.import_to_sqlite(path)
        self.assertEqual(vitktest.one(dataset, "SELECT amount_ug FROM value WHERE food_id = 'F0010100002' "
                                               "AND component_id = 'VITK'")[0], 450300)
        path = changed(BOOK, lambda text: text.replace("㎍", "", 1))
        dataset = vitktest.import_to_sqlite(path, exits=(1,))
        self.assertEqual({row[0] for row in dataset.execute("SELECT code FROM problem")}, {"no-unit"})

    def test_amounts_beside_neither_code_nor_name_are_rejects(self):
        path = changed(BOOK, lambda text: re.sub(r'<c r="[AC]6"[^>]*?(/>|>.*?</c>)', "", text, flags=re.S))
        dataset = vitktest.import_to_sqlite(path, exits=(1,))
        found = dataset.execute("SELECT line, code FROM problem WHERE severity = 'reject'").fetchall()
        self.assertEqual({tuple(row) for row in found}, {(6, "no-food-id")})
        self.assertEqual(dataset.execute("SELECT count(*) FROM value").fetchone()[0], 18 - len(found))

    def test_columns_may_move(self):
        def swap(text):  # the columns F and G
            return re.sub(r'r="([FG])(\d+)"', lambda m: f'r="{"G" if m[1] == "F" else "F"}{m[2]}"', text)

        def sort(text):
            return re.sub(r"<row [^>]*>.*?</row>", lambda row: re.match("<row [^>]*>", row[0])[0] + "".join(
                sorted(re.findall(r"<c .*?</c>", row[0]), key=lambda c: re.search('r="([A-Z]+)', c)[1])) + "</row>", text)
        path = changed(BOOK, lambda text: sort(swap(text)))
        self.assertEqual(stated(vitktest.import_to_sqlite(path)), stated(vitktest.import_to_sqlite(BOOK)))

    def test_a_sheet_without_the_columns_has_no_vitamin_k(self):
        done = vitktest.run("import", changed(BOOK, lambda text: text.replace("비타민", "무기질")), "--dry-run")
        self.assertEqual(done.returncode, 8, done.stderr)


def rows_of_table():
    with open(TABLE, encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def written(rows, encoding="utf-8-sig"):
    path = vitktest.temporary_folder() / "foods.csv"
    with open(path, "w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows(rows)
    return path


class Mfds(unittest.TestCase):
    def test_every_amount_is_stated_per_what_serving_size_says(self):
        header, *rows = rows_of_table()
        want = []
        for row in rows:
            cells = dict(zip(header, row))
            number, unit = re.match(r"([\d.]+)(g|ml)", cells["SERVING_SIZE"]).groups()
            basis = f"100 {unit}" if number == "100" else "serving"
            for key, component in (("AMT_NUM48", "VITK"), ("AMT_NUM49", "VITK1"), ("AMT_NUM50", "VITK2")):
                if cells[key]:
                    want.append((cells["FOOD_CD"], component, cells[key], basis, None if number == "100" else float(number)))
        self.assertEqual(len(want), 7)
        found = vitktest.import_to_sqlite(TABLE).execute("SELECT food_id, component_id, original, basis, serving_g FROM value")
        self.assertEqual(sorted(map(tuple, found)), sorted(want))

    def test_an_amount_per_nobody_knows_what_is_a_reject(self):
        header, *rows = rows_of_table()
        rows[0][header.index("SERVING_SIZE")] = "1회"
        dataset = vitktest.import_to_sqlite(written([header, *rows]), exits=(1,))
        self.assertEqual([row[0] for row in dataset.execute("SELECT code FROM problem")], ["no-basis"] * 3)

    def test_columns_may_move_and_the_charset_may_be_cp949(self):
        rows = rows_of_table()
        for path in (written([row[::-1] for row in rows]), written(rows, "cp949")):
            self.assertEqual(stated(vitktest.import_to_sqlite(path)), stated(vitktest.import_to_sqlite(TABLE)))

    def test_a_table_without_the_columns_has_no_vitamin_k(self):
        done = vitktest.run("import", written([row[:7] for row in rows_of_table()]), "--dry-run")
        self.assertEqual(done.returncode, 8, done.stderr)


if __name__ == "__main__":
    unittest.main()
