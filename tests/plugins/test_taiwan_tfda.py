"""taiwan-tfda: what the importer states is what python reads in the same files."""
import collections
import csv
import json
import sys
import unittest
import zipfile
import xml.etree.ElementTree as ET
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
import vitktest  # noqa: E402
import workbook  # noqa: E402

XLSX, ODS, CSV = (vitktest.SAMPLES / f"taiwan-tfda-{form}" for form in ("xlsx", "ods", "csv"))
LONG_CSV, LONG_JSON = vitktest.SAMPLES / "taiwan-tfda-long-csv", vitktest.SAMPLES / "taiwan-tfda-long-json"
SHARED = "data/taiwan-2024"
NAMES = {"維生素K1(ug)": "VITK1", "維生素K2 (MK-4)(ug)": "MK4", "維生素K2 (MK-7)(ug)": "MK7"}
ITEMS = {"維生素K1": "VITK1", "維生素K2(MK-4)": "MK4", "維生素K2(MK-7)": "MK7"}


def the_file(folder):
    return next(folder.iterdir())


def csv_rows(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def ods_rows(path):
    """Rows of the first sheet; what is repeated often is the blank rest."""
    names = {part: f"urn:oasis:names:tc:opendocument:xmlns:{part}:1.0" for part in ("table", "text", "office")}
    with zipfile.ZipFile(path) as package:
        root = ET.fromstring(package.read("content.xml"))
    rows = []
    for row in root.find(".//table:table", names).findall("table:table-row", names):
        cells = []
        for cell in row.findall("table:table-cell", names):
            number = cell.get(f"{{{names['office']}}}value")
            cells.append(number if number is not None else "".join(t.text or "" for t in cell.findall("text:p", names)))
        rows.append(cells)
    return rows


def number(text):
    """Excel writes 17 digits of a double; what was typed is its shortest text."""
    return Decimal(repr(float(text)))


def wide_cells(rows):
    header = next(row for row in rows if "整合編號" in row)
    place = {header.index(name): component for name, component in NAMES.items() if name in header}
    found = {}
    for row in rows[rows.index(header) + 1:]:
        for column, component in place.items():
            if column < len(row) and row[column].strip():
                found[row[header.index("整合編號")], component] = number(row[column])
    return found


def long_cells(records):
    return {(r["整合編號"], ITEMS[r["分析項"]]): number(r["每100克含量"])
            for r in records if r["分析項"] in ITEMS and r["每100克含量"].strip()}


def stated(dataset):
    rows = dataset.execute("SELECT * FROM value").fetchall()
    assert all((row["status"], row["basis"], row["equivalents"], row["original_unit"]) ==
               ("value", "100 g", "mass", "ug") for row in rows)
    return {(row["food_id"], row["component_id"]): Decimal(repr(row["amount_ug"])) for row in rows}


def value(dataset, food, component):
    return vitktest.one(dataset, "SELECT * FROM value WHERE food_id = ? AND component_id = ?", food, component)


def source(dataset):
    return vitktest.one(dataset, "SELECT * FROM source")


class Samples(unittest.TestCase):
    def check(self, folder, expected, release):
        dataset = vitktest.import_to_sqlite(folder)
        self.assertEqual(stated(dataset), expected)
        self.assertEqual(len(expected), 36)
        self.assertEqual(source(dataset)["source_id"], f"taiwan-tfda{release}")
        self.assertEqual(source(dataset)["foods_read"], 14)
        self.assertEqual([value(dataset, "H2000101", c)["amount_ug"] for c in NAMES.values()], [21.895, 0.0, 110.703])
        return dataset

    def test_xlsx(self):
        dataset = self.check(XLSX, wide_cells(workbook.read_xlsx(the_file(XLSX))), "-2024")
        self.assertEqual(source(dataset)["release"], "2024UPDATE2")
        self.assertEqual(value(dataset, "E3000501", "VITK1")["original"], "313.465")
        self.assertEqual(value(dataset, "H2000101", "MK7")["field"], "維生素K2 (MK-7)(ug)")

    def test_ods(self):
        self.check(ODS, wide_cells(ods_rows(the_file(ODS))), "-2022")

    def test_csv_with_a_byte_order_mark_and_a_junk_line(self):
        dataset = self.check(CSV, wide_cells(csv_rows(the_file(CSV))), "-2023")
        self.assertEqual(value(dataset, "A0100101", "VITK1")["line"], 3)

    def test_open_data_as_csv(self):
        rows = csv_rows(the_file(LONG_CSV))
        dataset = self.check(LONG_CSV, long_cells(dict(zip(rows[0], row)) for row in rows[1:]), "")
        food = vitktest.one(dataset, "SELECT * FROM food WHERE food_id = 'H2000101'")
        self.assertEqual((food["name"], food["name_en"], food["food_group"]), ("天貝(黃豆)", "Tempeh", "豆類"))

    def test_open_data_as_json(self):
        self.check(LONG_JSON, long_cells(json.loads(the_file(LONG_JSON).read_text("utf-8"))), "-2021")

    def test_a_blank_states_nothing_and_a_zero_is_a_value(self):
        for folder in (XLSX, ODS, CSV, LONG_CSV, LONG_JSON):
            dataset = vitktest.import_to_sqlite(folder)
            self.assertEqual(value(dataset, "C1505101", "MK4")["amount_ug"], 0)
            for food, components in (("C1505101", {"VITK1", "MK4"}), ("A0200101", set())):
                rows = dataset.execute("SELECT component_id FROM value WHERE food_id = ?", (food,))
                self.assertEqual({row[0] for row in rows}, components)


class Layouts(unittest.TestCase):
    def write(self, name, rows):
        path = vitktest.temporary_folder() / name
        if name.endswith(".xlsx"):
            workbook.write_xlsx(path, {"工作表1": rows})
        else:
            with open(path, "w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows(rows)
        return path

    def test_columns_may_move_and_others_may_be_added(self):
        rows = csv_rows(the_file(CSV))
        turned = [row[::-1] + [str(i)] for i, row in enumerate(rows)]
        for name in ("turned2024.csv", "turned2024.xlsx"):
            dataset = vitktest.import_to_sqlite(self.write(name, turned))
            self.assertEqual(stated(dataset), wide_cells(rows))

    def test_names_and_groups_may_be_dropped_and_a_vitamer_too(self):
        rows = csv_rows(the_file(CSV))
        header = rows[1]
        keep = [i for i, name in enumerate(header) if name not in ("食品分類", "俗名", "維生素K2 (MK-4)(ug)")]
        rows = [[row[i] for i in keep] for row in rows]
        dataset = vitktest.import_to_sqlite(self.write("fewer2024.csv", rows))
        self.assertEqual(stated(dataset), wide_cells(rows))
        self.assertEqual({component for _, component in stated(dataset)}, {"VITK1", "MK7"})

    def test_the_unit_is_that_of_the_header(self):
        rows = csv_rows(the_file(CSV))
        rows[1][rows[1].index("維生素K2 (MK-7)(ug)")] = "維生素K2 (MK-7)(mg)"
        dataset = vitktest.import_to_sqlite(self.write("mg2024.csv", rows))
        self.assertEqual(value(dataset, "H2000101", "MK7")["amount_ug"], 110703.0)
        self.assertEqual(value(dataset, "H2000101", "VITK1")["amount_ug"], 21.895)

    def test_a_column_without_a_unit_is_refused(self):
        for name in ("維生素K2 (MK-7)", "維生素K1"):
            rows = csv_rows(the_file(CSV))
            rows[1][rows[1].index("維生素K2 (MK-7)(ug)" if "MK" in name else "維生素K1(ug)")] = name
            done = vitktest.run("import", self.write("unit2024.csv", rows), "-o", vitktest.temporary_folder() / "o.sqlite")
            self.assertEqual(done.returncode, 4, done.stderr)
            self.assertIn("no-unit", done.stderr)

    def test_full_width_forms_are_read_as_the_others(self):
        rows = csv_rows(the_file(CSV))
        wide = dict(zip(map(ord, "()K-"), "（）Ｋ－"))
        turned = [rows[0], [cell.translate(wide) if cell in NAMES else cell for cell in rows[1]], *rows[2:]]
        self.assertNotEqual(turned, rows)
        self.assertEqual(stated(vitktest.import_to_sqlite(self.write("wide2024.csv", turned))), wide_cells(rows))

    def test_a_column_of_vitamin_k_that_is_not_known_is_told(self):
        rows = csv_rows(the_file(CSV))
        rows[1][rows[1].index("維生素B1(mg)")] = "維生素K2 (MK-9)(ug)"
        dataset = vitktest.import_to_sqlite(self.write("more2024.csv", rows))
        self.assertEqual(vitktest.one(dataset, "SELECT field FROM problem")[0], "維生素K2 (MK-9)(ug)")

    def test_the_header_may_stand_on_another_sheet(self):
        path = vitktest.temporary_folder() / "second2024.xlsx"
        rows = csv_rows(the_file(CSV))
        workbook.write_xlsx(path, {"說明": [["說明"]], "資料*|": rows})
        self.assertEqual(stated(vitktest.import_to_sqlite(path)), wide_cells(rows))

    def test_a_table_without_vitamin_k_says_so(self):
        rows = csv_rows(the_file(CSV))
        keep = [i for i, name in enumerate(rows[1]) if name not in NAMES]
        path = self.write("none2024.csv", [[row[i] for i in keep] for row in rows])
        done = vitktest.run("import", path, "-o", vitktest.temporary_folder() / "o.sqlite")
        self.assertEqual(done.returncode, 8, done.stderr)

    def test_what_is_no_number_is_a_reject_with_its_line(self):
        rows = csv_rows(the_file(CSV))
        rows[4][rows[1].index("維生素K1(ug)")] = "?"
        dataset = vitktest.import_to_sqlite(self.write("odd2024.csv", rows), exits=(1,))
        problem = vitktest.one(dataset, "SELECT * FROM problem WHERE severity = 'reject'")
        self.assertEqual((problem["excerpt"], problem["line"]), ("?", 5))


class OpenData(unittest.TestCase):
    def records(self):
        return json.loads(the_file(LONG_JSON).read_text("utf-8"))

    def test_the_zip_is_read_as_it_came(self):
        for folder, name in ((LONG_CSV, "20_2.csv"), (LONG_JSON, "20_1.json")):
            path = vitktest.temporary_folder() / "20.zip"
            with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
                package.writestr(name, the_file(folder).read_bytes())
            dataset = vitktest.import_to_sqlite(path, "--option", "release=2024")
            self.assertEqual(stated(dataset), long_cells(self.records()))
            self.assertEqual(source(dataset)["source_id"], "taiwan-tfda-2024")

    def test_keys_and_columns_in_any_order(self):
        turned = [dict(reversed(record.items())) for record in self.records()]
        folder = vitktest.temporary_folder()
        (folder / "open2024.json").write_text(json.dumps(turned), encoding="utf-8")
        self.assertEqual(stated(vitktest.import_to_sqlite(folder / "open2024.json")), long_cells(turned))
        with open(folder / "open2024.csv", "w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(turned[0]))
            writer.writeheader()
            writer.writerows(turned)
        self.assertEqual(stated(vitktest.import_to_sqlite(folder / "open2024.csv")), long_cells(turned))

    def test_number_of_samples_deviation_and_unit_go_over(self):
        records = self.records()
        tempeh = next(r for r in records if r["整合編號"] == "H2000101" and r["分析項"] == "維生素K1")
        tempeh.update({"樣本數": "   3", "標準差": "  0.002", "含量單位": "mg", "每100克含量": "   0.021895"})
        path = vitktest.temporary_folder() / "open2024.json"
        path.write_text(json.dumps(records, ensure_ascii=False), encoding="utf-8")
        row = value(vitktest.import_to_sqlite(path), "H2000101", "VITK1")
        self.assertEqual((row["amount_ug"], row["n"], row["sd_ug"]), (21.895, 3, 2.0))

    def test_items_in_full_width_forms(self):
        turned = [{**r, "分析項": r["分析項"].replace("(", "（").replace(")", "）")} for r in self.records()]
        path = vitktest.temporary_folder() / "open2024.json"
        path.write_text(json.dumps(turned), encoding="utf-8")
        self.assertEqual(stated(vitktest.import_to_sqlite(path)), long_cells(self.records()))

    def test_null_is_a_blank(self):
        records = self.records()
        records[1]["每100克含量"] = None
        path = vitktest.temporary_folder() / "open2024.json"
        path.write_text(json.dumps(records), encoding="utf-8")
        self.assertEqual(len(stated(vitktest.import_to_sqlite(path))), 35)

    def test_an_item_of_vitamin_k_that_is_not_known_is_told_once(self):
        records = self.records()
        for record in records:
            if record["分析項"] == "維生素C":
                record["分析項"] = "維生素K2(MK-9)"
        path = vitktest.temporary_folder() / "open2024.json"
        path.write_text(json.dumps(records), encoding="utf-8")
        dataset = vitktest.import_to_sqlite(path)
        self.assertEqual(vitktest.one(dataset, "SELECT field FROM problem")[0], "維生素K2(MK-9)")
        self.assertEqual(len(stated(dataset)), 36)


class Bundles(unittest.TestCase):
    def test_of_several_files_the_newest_is_read_and_the_other_told(self):
        folder = vitktest.temporary_folder()
        for sample in (XLSX, CSV):
            (folder / the_file(sample).name).write_bytes(the_file(sample).read_bytes())
        dataset = vitktest.import_to_sqlite(folder)
        self.assertEqual(source(dataset)["source_id"], "taiwan-tfda-2024")
        problem = vitktest.one(dataset, "SELECT * FROM problem WHERE code = 'member-not-read'")
        self.assertEqual(problem["file"], the_file(CSV).name)

    def test_a_release_that_is_no_year_is_refused(self):
        done = vitktest.run("import", XLSX, "-o", vitktest.temporary_folder() / "o.sqlite", "--option", "release=new")
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn("release=2024", done.stderr)


class Real2024(unittest.TestCase):
    def setUp(self):
        self.xlsx, self.csv = (next(vitktest.shared(SHARED).glob(f"*.{form}")) for form in ("xlsx", "csv"))

    def test_xlsx_and_csv_give_what_python_reads(self):
        expected = wide_cells(csv_rows(self.csv))
        self.assertEqual(wide_cells(workbook.read_xlsx(self.xlsx)), expected)
        for path in (self.xlsx, self.csv):
            dataset = vitktest.import_to_sqlite(path)
            self.assertEqual(stated(dataset), expected)
            self.assertEqual(source(dataset)["foods_read"], 2180)
            counts = collections.Counter((row[0], row[1] > 0)
                                         for row in dataset.execute("SELECT component_id, amount_ug FROM value"))
            self.assertEqual(counts, {("VITK1", True): 115, ("VITK1", False): 150, ("MK4", True): 45,
                                      ("MK4", False): 220, ("MK7", True): 15, ("MK7", False): 227})
            self.assertEqual([value(dataset, "H2000101", c)["amount_ug"] for c in NAMES.values()],
                             [21.895, 0.0, 110.703])


if __name__ == "__main__":
    unittest.main()
