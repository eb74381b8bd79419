"""japan-stfcj: what the importer states is what python reads in the same workbooks."""
import collections
import csv
import re
import sys
import unittest
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
import vitktest  # noqa: E402
import workbook  # noqa: E402

SAMPLE_2020, SAMPLE_2023 = vitktest.SAMPLES / "japan-stfcj-2020", vitktest.SAMPLES / "japan-stfcj-2023"
SHARED = "data/japan-2020"
MK7 = "メナキノン-7を含む"


def the_file(folder):
    return next(folder.iterdir())


def sheet_names(path):
    with zipfile.ZipFile(path) as package:
        return [name for name, _ in workbook.sheet_parts(package)]


def squeeze(text):
    return re.sub(r"[\s\u3000]+", "", text)


def table(rows):
    """Where things stand: (index of the row of tags, columns of food number, name, VITK, remark)."""
    tags = next(i for i, row in enumerate(rows) if "成分識別子" in map(squeeze, row))
    place = {squeeze(cell): column for row in rows[:tags] for column, cell in enumerate(row) if cell.strip()}
    names = [squeeze(cell) for cell in rows[tags]]
    return tags, (place["食品番号"], names.index("成分識別子"), names.index("VITK"), place["備考"])


def cells(path, sheets):
    """Of each food its cell of vitamin K, with what a number's format adds left out, its name and its remark."""
    found = {}
    for sheet in sheets:
        rows = workbook.read_xlsx(path, sheet)
        tags, columns = table(rows)
        for row in rows[tags + 1:]:
            number, name, amount, remark = ((row + [""] * 99)[column] for column in columns)
            if number:
                found[number] = amount, name, remark
    return found


def meaning(text):
    """Status, origin and amount that a cell's text stands for."""
    fixed = {"-": ("missing", "unknown"), "0": ("below_limit", "unknown"), "Tr": ("trace", "unknown"),
             "(0)": ("assumed_zero", "estimated"), "(Tr)": ("trace", "estimated")}
    if text in fixed:
        return *fixed[text], 0.0 if text == "(0)" else None
    if text.startswith("("):
        return "value", "estimated", float(text.strip("()"))
    return "value", "unknown", float(text)


def stated(dataset):
    return {row["food_id"]: (row["status"], row["origin"], row["amount_ug"])
            for row in dataset.execute("SELECT * FROM value WHERE component_id = 'VITK'")}


def value(dataset, food):
    return vitktest.one(dataset, "SELECT * FROM value WHERE food_id = ?", food)


def source(dataset):
    return vitktest.one(dataset, "SELECT * FROM source")


def write(name, sheets):
    path = vitktest.temporary_folder() / name
    workbook.write_xlsx(path, sheets)
    return path


class Sample2020(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.dataset = vitktest.import_to_sqlite(SAMPLE_2020)
        cls.cells = cells(the_file(SAMPLE_2020), sheet_names(the_file(SAMPLE_2020)))

    def test_every_cell_is_as_it_is_shown(self):
        shown = {food: "(5)" if amount == "-5" else amount for food, (amount, _, _) in self.cells.items()}
        self.assertEqual(stated(self.dataset), {food: meaning(text) for food, text in shown.items()})
        self.assertEqual(len(shown), 27)
        for food, text in shown.items():
            self.assertEqual(value(self.dataset, food)["original"], text)

    def test_each_of_18_sheets_has_its_foods_and_gives_their_group(self):
        groups = self.dataset.execute("SELECT substr(food_id, 1, 2), food_group FROM food GROUP BY 1").fetchall()
        self.assertEqual({int(code): name for code, name in map(tuple, groups)},
                         {i: re.sub("^[0-9０-９]+", "", squeeze(s))
                          for i, s in enumerate(sheet_names(the_file(SAMPLE_2020)), 1)})

    def test_names_have_no_furigana_and_keep_their_spaces(self):
        for food, (_, name, _) in self.cells.items():
            row = vitktest.one(self.dataset, "SELECT name FROM food WHERE food_id = ?", food)
            self.assertEqual(row[0], name)
        self.assertEqual(self.cells["04046"][1], "だいず　［納豆類］　糸引き納豆")

    def test_equivalents_of_mk4_where_the_remark_names_mk7(self):
        for food, (_, _, remark) in self.cells.items():
            self.assertEqual(value(self.dataset, food)["equivalents"], "MK-4" if MK7 in remark else "mass")
        self.assertEqual(value(self.dataset, "04048")["equivalents"], "MK-4")

    def test_a_zero_that_is_a_text_is_below_the_limit_and_has_none(self):
        row = value(self.dataset, "05001")
        self.assertEqual((row["status"], row["lower_ug"], row["upper_ug"]), ("below_limit", 0.0, None))

    def test_a_format_that_hides_an_estimate(self):
        row = value(self.dataset, "15027")
        self.assertEqual((row["amount_ug"], row["origin"], row["original"]), (5.0, "estimated", "(5)"))
        row = value(self.dataset, "17001")  # the same format shows a positive number without parentheses
        self.assertEqual((row["amount_ug"], row["origin"], row["original"]), (1.0, "unknown", "1"))

    def test_release_unit_and_place(self):
        self.assertEqual((source(self.dataset)["source_id"], source(self.dataset)["release"]),
                         ("japan-stfcj-2020", "2020-12-25"))
        row = value(self.dataset, "04046")
        self.assertEqual((row["original_unit"], row["field"], row["line"]), ("μg", "４ 豆類!VITK", 12))
        self.assertEqual(self.dataset.execute("SELECT count(*) FROM problem").fetchone()[0], 0)


class Sample2023(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.dataset = vitktest.import_to_sqlite(SAMPLE_2023)

    def test_the_sheet_with_all_foods_is_read_once(self):
        path = the_file(SAMPLE_2023)
        self.assertEqual(len(sheet_names(path)), 19)
        whole = cells(path, ["表全体"])
        self.assertEqual(cells(path, sheet_names(path)[1:]), whole)
        self.assertEqual(set(stated(self.dataset)), set(whole))
        self.assertEqual(source(self.dataset)["foods_read"], len(whole))
        self.assertEqual(source(self.dataset)["statements_read"], len(whole))
        self.assertEqual((value(self.dataset, "01001")["line"], value(self.dataset, "01001")["field"]),
                         (13, "表全体!VITK"))
        self.assertEqual(vitktest.one(self.dataset, "SELECT food_group FROM food WHERE food_id = '04046'")[0], "豆類")

    def test_a_number_in_parentheses_by_its_format(self):
        row = value(self.dataset, "18040")
        self.assertEqual((row["status"], row["amount_ug"], row["origin"]), ("value", 15.0, "estimated"))
        row = value(self.dataset, "03001")
        self.assertEqual((row["status"], row["amount_ug"], row["original"]), ("assumed_zero", 0.0, "(0)"))

    def test_the_release_is_the_date_of_the_update(self):
        self.assertEqual((source(self.dataset)["source_id"], source(self.dataset)["release"]),
                         ("japan-stfcj-2023", "2023-04-28"))


class Layouts(unittest.TestCase):
    def rows(self, sheet="４ 豆類"):
        rows = workbook.read_xlsx(the_file(SAMPLE_2020), sheet)
        width = max(map(len, rows))
        return [row + [""] * (width - len(row)) for row in rows]

    def test_columns_may_move_and_others_may_be_added(self):
        rows = self.rows()
        turned = [row[::-1] + ["1"] for row in rows]  # units stand in the first of merged cells: VITK has one of its own
        dataset = vitktest.import_to_sqlite(write("20201225-x.xlsx", {"4 豆類": turned}))
        self.assertEqual(stated(dataset)["04046"], ("value", "unknown", 600.0))
        self.assertEqual(value(dataset, "04046")["equivalents"], "MK-4")
        self.assertEqual(vitktest.one(dataset, "SELECT name FROM food WHERE food_id = '04046'")[0],
                         "だいず　［納豆類］　糸引き納豆")

    def test_rows_may_move(self):
        dataset = vitktest.import_to_sqlite(write("20201225-x.xlsx", {"4 豆類": [["x"]] * 5 + self.rows()}))
        self.assertEqual(value(dataset, "04046")["line"], 17)

    def test_remarks_may_be_dropped(self):
        rows = self.rows()
        column = next(i for i, cell in enumerate(rows[0]) if squeeze(cell) == "備考")
        dataset = vitktest.import_to_sqlite(write("20201225-x.xlsx", {"4 豆類": [row[:column] for row in rows]}))
        self.assertEqual(value(dataset, "04046")["equivalents"], "mass")

    def test_a_unit_that_merged_cells_share(self):
        rows = self.rows()
        _, (_, _, vitk, _) = table(rows)
        rows[9][vitk] = ""  # what stands left of it is the unit of vitamin E, shared by merged cells
        dataset = vitktest.import_to_sqlite(write("20201225-x.xlsx", {"4 豆類": rows}))
        self.assertEqual(value(dataset, "04046")["amount_ug"], 600000.0)

    def test_a_table_without_the_unit_is_refused(self):
        rows = self.rows()
        _, (_, _, vitk, _) = table(rows)
        rows[9][vitk - 1], rows[9][vitk] = "mg", ""
        done = vitktest.run("import", write("20201225-x.xlsx", {"4 豆類": rows}), "-o",
                            vitktest.temporary_folder() / "o.sqlite")
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertIn("単位", done.stderr)

    def test_a_sheet_without_food_numbers_is_refused(self):
        rows = [[cell if squeeze(cell) != "食品番号" else "食品" for cell in row] for row in self.rows()]
        done = vitktest.run("import", write("20201225-x.xlsx", {"4 豆類": rows}), "--from", "japan-stfcj", "-o",
                            vitktest.temporary_folder() / "o.sqlite")
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertIn("食品番号", done.stderr)

    def test_another_text_is_a_reject_and_a_sheet_of_notes_is_told(self):
        rows = self.rows()
        _, (_, _, vitk, _) = table(rows)
        rows[11][vitk] = "(-)"
        dataset = vitktest.import_to_sqlite(write("20201225-x.xlsx", {"4 豆類": rows, "注": [["注"]]}), exits=(1,))
        problem = vitktest.one(dataset, "SELECT * FROM problem WHERE severity = 'reject'")
        self.assertEqual((problem["excerpt"], problem["line"]), ("(-)", 12))
        self.assertEqual(vitktest.one(dataset, "SELECT field FROM problem WHERE code = 'sheet-not-read'")[0], "注")

    def test_a_table_of_other_components_says_that_there_is_no_vitamin_k(self):
        rows = [[cell.replace("VITK", "LYS") for cell in row] for row in self.rows()]
        done = vitktest.run("import", write("20230428-x_022.xlsx", {"表全体": rows}), "-o",
                            vitktest.temporary_folder() / "o.sqlite")
        self.assertEqual(done.returncode, 8, done.stderr)

    def test_a_tag_of_vitamin_k_that_is_not_known_is_told(self):
        rows = [[cell.replace("VITD", "VITK2") for cell in row] for row in self.rows()]
        dataset = vitktest.import_to_sqlite(write("20201225-x.xlsx", {"4 豆類": rows}))
        self.assertEqual(vitktest.one(dataset, "SELECT field FROM problem")[0], "VITK2")
        self.assertEqual(len(stated(dataset)), 4)

    def test_remarks_in_full_width_forms(self):
        rows = [[cell.replace("-7", "－７") for cell in row] for row in self.rows()]
        dataset = vitktest.import_to_sqlite(write("20201225-x.xlsx", {"4 豆類": rows}))
        self.assertEqual(value(dataset, "04046")["equivalents"], "MK-4")
        rows = [[cell.replace("-7を", "-9を") for cell in row] for row in self.rows()]
        dataset = vitktest.import_to_sqlite(write("20201225-x.xlsx", {"4 豆類": rows}))
        self.assertEqual(value(dataset, "04046")["equivalents"], "mass")

    def test_food_numbers_that_became_numbers_keep_five_digits(self):
        rows = self.rows()
        _, (number, _, _, _) = table(rows)
        for row in rows[11:]:
            row[number] = int(row[number])
        dataset = vitktest.import_to_sqlite(write("20201225-x.xlsx", {"4 豆類": rows}))
        self.assertEqual(set(stated(dataset)), {"04046", "04047", "04048", "04061"})

    def test_a_sheet_that_was_saved_as_csv(self):
        path = vitktest.temporary_folder() / "成分表2020.csv"
        with open(path, "w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(self.rows())
        dataset = vitktest.import_to_sqlite(path)
        self.assertEqual(stated(dataset)["04046"], ("value", "unknown", 600.0))
        self.assertEqual(value(dataset, "04046")["field"], "VITK")
        self.assertEqual(source(dataset)["source_id"], "japan-stfcj-2020")

    def test_a_workbook_of_each_group_is_one_source(self):
        folder = vitktest.temporary_folder()
        for i, sheet in enumerate(("４ 豆類", "12 卵類")):
            workbook.write_xlsx(folder / f"20201225-mext_{i}.xlsx", {sheet: self.rows(sheet)})
        dataset = vitktest.import_to_sqlite(folder)
        self.assertEqual(source(dataset)["foods_read"], 6)
        self.assertEqual(stated(dataset)["12020"], ("value", "unknown", 26.0))

    def test_two_editions_in_a_folder_are_two_sources(self):
        folder = vitktest.temporary_folder()
        for sample in (SAMPLE_2020, SAMPLE_2023):
            (folder / the_file(sample).name).write_bytes(the_file(sample).read_bytes())
        dataset = vitktest.import_to_sqlite(folder)
        self.assertEqual([tuple(row) for row in dataset.execute("SELECT source_id, count(*) FROM value GROUP BY 1")],
                         [("japan-stfcj-2020", 27), ("japan-stfcj-2023", 27)])


class Releases(unittest.TestCase):
    def release(self, name, updated=None, *args):
        rows = workbook.read_xlsx(the_file(SAMPLE_2020), "４ 豆類")
        rows = [[updated]] + rows if updated else rows
        found = source(vitktest.import_to_sqlite(write(name, {"4 豆類": rows}), *args))
        return found["source_id"], found["release"] or ""

    def test_the_date_in_the_sheet_goes_before_that_of_the_name(self):
        self.assertEqual(self.release("20230428-x.xlsx", "更新日：2026年3月27日"), ("japan-stfcj-2023", "2026-03-27"))
        self.assertEqual(self.release("20230428-x.xlsx", "更新日: ２０３１年 ４月１日"), ("japan-stfcj-2031", "2031-04-01"))

    def test_the_date_or_year_of_the_name(self):
        self.assertEqual(self.release("20230428-mxt_kagsei-mext_00001_012.xlsx"), ("japan-stfcj-2023", "2023-04-28"))
        self.assertEqual(self.release("seibun_2015.xlsx"), ("japan-stfcj-2015", "2015"))
        self.assertEqual(self.release("1365334_1r12.xlsx"), ("japan-stfcj", ""))

    def test_the_option_goes_before_both(self):
        self.assertEqual(self.release("20230428-x.xlsx", "更新日：2026年3月27日", "--option", "release=2015"),
                         ("japan-stfcj-2015", "2015"))
        done = vitktest.run("import", SAMPLE_2020, "-o", vitktest.temporary_folder() / "o.sqlite", "--option",
                            "release=eighth")
        self.assertEqual(done.returncode, 2, done.stderr)


class Real2020(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.path = the_file(vitktest.shared(SHARED))
        cls.dataset = vitktest.import_to_sqlite(cls.path)

    def test_counts_are_those_of_the_file(self):
        counts = collections.Counter(tuple(row) for row in self.dataset.execute("SELECT status, origin FROM value"))
        self.assertEqual(counts, {("value", "unknown"): 1096, ("value", "estimated"): 262,
                                  ("below_limit", "unknown"): 264, ("assumed_zero", "estimated"): 551,
                                  ("trace", "unknown"): 95, ("trace", "estimated"): 15, ("missing", "unknown"): 195})
        self.assertEqual(source(self.dataset)["foods_read"], 2478)
        self.assertEqual(self.dataset.execute("SELECT count(*) FROM problem").fetchone()[0], 0)

    def test_every_cell_is_as_it_is_shown(self):
        found = cells(self.path, sheet_names(self.path))
        self.assertEqual(found["15027"][0], "-5")
        shown = {food: "(5)" if food == "15027" else amount for food, (amount, _, _) in found.items()}
        self.assertEqual(stated(self.dataset), {food: meaning(text) for food, text in shown.items()})
        remarked = {food for food, (_, _, remark) in found.items() if MK7 in remark}
        self.assertEqual({row[0] for row in self.dataset.execute(
            "SELECT food_id FROM value WHERE equivalents = 'MK-4'")}, remarked)
        self.assertEqual(len(remarked), 6)


if __name__ == "__main__":
    unittest.main()
