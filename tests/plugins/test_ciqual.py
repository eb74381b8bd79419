"""The importer of CIQUAL, against an independent reading of the same files."""
import collections
import csv
import shutil
import subprocess
import sys
import unittest
import xml.etree.ElementTree as ET
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
import vitktest  # noqa: E402
import workbook  # noqa: E402

XML = vitktest.SAMPLES / "ciqual-2025-xml"
CSV = vitktest.SAMPLES / "ciqual-2025-csv"
XML_2020 = vitktest.SAMPLES / "ciqual-2020-xml"
CSV_2016 = vitktest.SAMPLES / "ciqual-2016-csv"
CSV_2013 = vitktest.SAMPLES / "ciqual-2013-csv"
XLSX_2020 = vitktest.SAMPLES / "ciqual-2020-xlsx"
XLS_2020 = vitktest.SAMPLES / "ciqual-2020-xls"
CONSTITUENTS = {"54101": "VITK1", "54104": "VITK2"}
SHARED_CSV = "data/ciqual-2025/Table Ciqual 2025_FR_2025_11_03.csv"
SHARED_XLSX = "data/ciqual-2025/Table Ciqual 2025_FR_2025_11_03.xlsx"
SHARED_XLSX_2020 = "data/ciqual-2020/Table Ciqual 2020_ENG_2020 07 07.xlsx"
SHARED_XLS_2020 = "data/ciqual-2020/Table Ciqual 2020_FR_2020 07 07.xls"


def the_file(folder, pattern="*"):
    return next(folder.glob(pattern))


def flat_cells(path, delimiter=";"):
    """What a flat table states: (food, component, text), blank cells left out."""
    if path.suffix == ".xlsx":
        rows = workbook.read_xlsx(path)
    else:
        with open(path, encoding="cp1252", newline="") as file:
            rows = list(csv.reader(file, delimiter=delimiter))
    header = ["".join(name.split()).lower() for name in rows[0]]
    food = next(i for i, name in enumerate(header) if name in ("alim_code", "origfdcd"))
    columns = {component: next(i for i, name in enumerate(header) if f"k{n}(" in name)
               for n, component in ((1, "VITK1"), (2, "VITK2"))}
    return sorted((row[food].strip(), component, row[i].strip())
                  for row in rows[1:] for component, i in columns.items() if i < len(row) and row[i].strip())


def compo_cells(path):
    stated = []
    for record in ET.parse(path).getroot():
        fields = {field.tag: (field.text or "").strip() for field in record}
        if fields["const_code"] in CONSTITUENTS and fields["teneur"]:
            stated.append((fields["alim_code"], CONSTITUENTS[fields["const_code"]], fields["teneur"]))
    return sorted(stated)


def stated(dataset):
    return sorted(tuple(row) for row in dataset.execute("SELECT food_id, component_id, original FROM value"))


def whole(dataset):
    """What must be the same in both forms of a release."""
    return sorted(tuple(str(field) for field in row) for row in dataset.execute(
        "SELECT food_id, component_id, status, amount_ug, lower_ug, upper_ug, basis, original, original_unit FROM value"))


def value(dataset, food, component):
    return vitktest.one(dataset, "SELECT * FROM value WHERE food_id = ? AND component_id = ?", food, component)


def reading(row):
    return tuple(row[name] for name in ("status", "amount_ug", "lower_ug", "upper_ug"))


class Set2025(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.dataset = vitktest.import_to_sqlite(XML)

    def test_every_teneur_is_a_value_as_it_stands(self):
        want = compo_cells(the_file(XML, "compo_*"))
        self.assertEqual(len(want), 25)
        self.assertEqual(stated(self.dataset), want)

    def test_release_and_source_come_from_the_file_name(self):
        source = vitktest.one(self.dataset, "SELECT * FROM source")
        self.assertEqual((source["source_id"], source["release"], source["country"]), ("ciqual-2025", "2025-11-03", "FR"))
        self.assertEqual((source["foods_read"], source["statements_read"]), (13, 25))
        self.assertEqual(self.dataset.execute("SELECT count(*) FROM problem").fetchone()[0], 0)

    def test_a_dash_is_missing(self):
        self.assertEqual(reading(value(self.dataset, "25576", "VITK1")), ("missing", None, None, None))

    def test_traces_are_a_trace(self):
        self.assertEqual(reading(value(self.dataset, "20010", "VITK2")), ("trace", None, 0.0, None))

    def test_less_than_is_below_a_limit(self):
        self.assertEqual(reading(value(self.dataset, "7001", "VITK1")), ("below_limit", None, 0.0, 0.8))
        self.assertEqual(reading(value(self.dataset, "12007", "VITK2")), ("below_limit", None, 0.0, 20.0))

    def test_a_zero_is_a_value(self):
        self.assertEqual(reading(value(self.dataset, "20346", "VITK2")), ("value", 0.0, 0.0, 0.0))

    def test_the_decimal_mark_is_a_comma(self):
        self.assertEqual(reading(value(self.dataset, "40116", "VITK2")), ("value", 9.65, 9.65, 9.65))

    def test_an_empty_teneur_states_nothing(self):
        self.assertEqual([row[1] for row in stated(self.dataset) if row[0] == "8406"], ["VITK1"])

    def test_codes_of_the_source_are_kept_verbatim(self):
        liver, mushroom = value(self.dataset, "40116", "VITK2"), value(self.dataset, "20010", "VITK2")
        self.assertEqual((liver["confidence"], liver["method"], liver["origin"]), ("C", "147", "unknown"))
        self.assertEqual((mushroom["confidence"] or "", mushroom["method"] or ""), ("", ""))

    def test_the_place_is_the_line_of_the_teneur(self):
        kale = value(self.dataset, "20346", "VITK1")
        lines = the_file(XML, kale["file"]).read_text("utf-8-sig").splitlines()
        self.assertIn("<teneur> 390 </teneur>", lines[kale["line"] - 1])
        self.assertEqual(kale["field"], "teneur")

    def test_a_food_has_names_group_and_deepest_code(self):
        kale = vitktest.one(self.dataset, "SELECT * FROM food WHERE food_id = '20346'")
        self.assertEqual((kale["name"], kale["language"]), ("Chou kale, cru", "fr"))
        self.assertEqual(kale["scientific_name"], "Brassica oleracea var. sabellica L.")
        self.assertTrue(kale["food_group"].endswith("légumes > légumes crus"), kale["food_group"])
        self.assertEqual(kale["classification"], "ciqual-group:020101")
        self.assertTrue(kale["name_en"])

    def test_a_group_of_zeros_is_none(self):
        sandwich = vitktest.one(self.dataset, "SELECT * FROM food WHERE food_id = '25576'")
        self.assertEqual(sandwich["classification"], "ciqual-group:0105")
        dessert = vitktest.one(self.dataset, "SELECT * FROM food WHERE food_id = '24999'")
        self.assertEqual((dessert["classification"] or "", dessert["food_group"] or ""), ("", ""))


class Flat(unittest.TestCase):
    def test_2025_gives_what_its_xml_gives(self):
        self.assertEqual(whole(vitktest.import_to_sqlite(CSV)), whole(vitktest.import_to_sqlite(XML)))

    def test_2025_keeps_the_name_of_the_column_as_the_field(self):
        dataset = vitktest.import_to_sqlite(CSV)
        self.assertEqual(value(dataset, "20346", "VITK1")["field"], "Vitamine\nK1 (µg\n100 g)")
        self.assertEqual(vitktest.one(dataset, "SELECT source_id FROM source")[0], "ciqual-2025")

    def test_byte_0x85_is_a_letter_and_no_line_end(self):
        bread = vitktest.one(vitktest.import_to_sqlite(CSV), "SELECT * FROM food WHERE food_id = '7001'")
        self.assertIn("boule…)", bread["name"])

    def test_2013_has_codes_in_its_header_and_a_comma(self):
        dataset = vitktest.import_to_sqlite(CSV_2013)
        self.assertEqual(stated(dataset), flat_cells(the_file(CSV_2013)))
        self.assertEqual(vitktest.one(dataset, "SELECT source_id FROM source")[0], "ciqual-2013")
        self.assertEqual(value(dataset, "40116", "VITK2")["amount_ug"], 9.65)

    def test_2016_has_padding_and_a_point(self):
        dataset = vitktest.import_to_sqlite(CSV_2016)
        self.assertEqual(stated(dataset), flat_cells(the_file(CSV_2016)))
        self.assertEqual(value(dataset, "40116", "VITK2")["amount_ug"], 9.65)
        self.assertEqual(vitktest.one(dataset, "SELECT * FROM food WHERE food_id = '7001'")["food_group"],
                         "pains et assimilés")

    def test_all_of_them_name_their_release(self):
        for folder, year in ((CSV_2013, "2013"), (CSV_2016, "2016"), (CSV, "2025"), (XML_2020, "2020")):
            dataset = vitktest.import_to_sqlite(folder)
            self.assertEqual(vitktest.one(dataset, "SELECT source_id FROM source")[0], f"ciqual-{year}")


class Set2020(unittest.TestCase):
    def test_what_is_not_well_formed_is_mended_and_said_and_no_food_is_lost(self):
        dataset = vitktest.import_to_sqlite(XML_2020)
        self.assertEqual(stated(dataset), compo_cells(the_file(XML_2020, "compo_*")))
        raw = the_file(XML_2020, "alim_2*").read_text("cp1252")
        self.assertEqual(vitktest.one(dataset, "SELECT foods_read FROM source")[0], raw.count("<ALIM>"))
        shandy = vitktest.one(dataset, "SELECT * FROM food WHERE food_id = '5005'")
        self.assertEqual(shandy["name"], "Panaché préemballé (<1° alc.)")
        sandwich = vitktest.one(dataset, "SELECT * FROM food WHERE food_id = '25476'")
        self.assertIn("(lettuce & tomato)", sandwich["name_en"])
        mended = dataset.execute("SELECT DISTINCT line FROM problem WHERE code = 'mended'").fetchall()
        self.assertEqual({row[0] for row in mended},
                         {n for n, line in enumerate(raw.splitlines(), 1) if "(<" in line or " & " in line})

    def test_minimum_and_maximum_are_kept(self):
        edam = value(vitktest.import_to_sqlite(XML_2020), "12729", "VITK1")
        self.assertEqual((edam["amount_ug"], edam["min_ug"], edam["max_ug"]), (2.3, 2.1, 2.5))


class Workbooks(unittest.TestCase):
    def write(self, rows, sheets=None, name="Table Ciqual 2020_ENG_2020 07 07.xlsx"):
        path = vitktest.temporary_folder() / name
        workbook.write_xlsx(path, {**(sheets or {}), "compo": rows})
        return path

    def sample_rows(self):
        return workbook.read_xlsx(the_file(XLSX_2020))

    def test_every_cell_of_the_xlsx_is_as_it_stands(self):
        want = flat_cells(the_file(XLSX_2020))
        self.assertEqual(len(want), 20)
        dataset = vitktest.import_to_sqlite(XLSX_2020)
        self.assertEqual(stated(dataset), want)
        source = vitktest.one(dataset, "SELECT * FROM source")
        self.assertEqual((source["source_id"], source["release"], source["language"], source["foods_read"]),
                         ("ciqual-2020", "2020-07-07", "en", 11))

    def test_xls_and_xlsx_agree_food_by_food(self):
        xls, xlsx = vitktest.import_to_sqlite(XLS_2020), vitktest.import_to_sqlite(XLSX_2020)
        self.assertEqual(whole(xls), whole(xlsx))
        self.assertEqual(vitktest.one(xls, "SELECT language FROM source")[0], "fr")

    def test_the_place_is_the_row_of_the_sheet(self):
        edam = value(vitktest.import_to_sqlite(XLSX_2020), "12729", "VITK2")
        row = self.sample_rows()[edam["line"] - 1]
        self.assertEqual((row[6], row[13], edam["field"]), ("12729", "47,5", "Vitamin K2 (µg/100g)"))
        self.assertEqual((edam["amount_ug"], edam["original"]), (47.5, "47,5"))

    def test_a_code_that_is_a_number_is_a_code(self):
        dataset = vitktest.import_to_sqlite(self.write([["alim_code", "alim_nom_eng", "Vitamin K1 (µg/100g)"],
                                                        [12729.0, "Edam", "2,3"]]))
        self.assertEqual(stated(dataset), [("12729", "VITK1", "2,3")])

    def test_numbers_of_a_sheet_are_read_beside_texts_with_commas(self):
        dataset = vitktest.import_to_sqlite(self.write(
            [["alim_code", "alim_nom_eng", "Vitamin K1 (µg/100g)", "Vitamin K2 (µg/100g)"],
             ["1", "Kale", 390.25, "< 0,8"], ["2", "Edam", 2, 1e-05]]))
        self.assertEqual([row[0] for row in dataset.execute("SELECT amount_ug FROM value ORDER BY food_id, component_id")],
                         [390.25, None, 2.0, 0.00001])

    def test_the_sheet_of_the_table_is_found_wherever_it_is(self):
        dataset = vitktest.import_to_sqlite(self.write(
            [["Ciqual"], [], *self.sample_rows()], sheets={"codes INFOODS": [["INFDSTAG", "ORIGCPCD"], ["VITK1", 54101]]}))
        self.assertEqual(stated(dataset), flat_cells(the_file(XLSX_2020)))

    def test_columns_may_move_and_optional_ones_may_go(self):
        rows = self.sample_rows()
        order = [13, 7, 12, 6]  # K2, name, K1, code
        path = self.write([[row[i] if i < len(row) and row[i] else None for i in order] for row in rows])
        self.assertEqual(whole(vitktest.import_to_sqlite(path)), whole(vitktest.import_to_sqlite(XLSX_2020)))

    def test_2025_as_a_workbook_gives_what_its_csv_gives(self):
        with open(the_file(CSV), encoding="cp1252", newline="") as file:
            rows = list(csv.reader(file, delimiter=";"))
        path = self.write([[cell or None for cell in row] for row in rows], name="ciqual.xlsx")
        dataset = vitktest.import_to_sqlite(path)
        self.assertEqual(whole(dataset), whole(vitktest.import_to_sqlite(CSV)))
        self.assertEqual(vitktest.one(dataset, "SELECT source_id FROM source")[0], "ciqual-2025")
        self.assertEqual(value(dataset, "20346", "VITK1")["field"], "Vitamine\nK1 (µg\n100 g)")

    def test_a_workbook_without_k_columns_says_that_there_is_no_vitamin_k(self):
        path = self.write([row[:12] for row in self.sample_rows()])
        self.assertEqual(vitktest.run("import", path, "-o", vitktest.temporary_folder() / "o.sqlite").returncode, 8)


class Quirks(unittest.TestCase):
    def copy(self, sample):
        folder = vitktest.temporary_folder() / "ciqual"
        shutil.copytree(sample, folder)
        return folder

    def fails(self, folder, *args):
        return vitktest.run("import", folder, "-o", vitktest.temporary_folder() / "o.sqlite", *args)

    def edit(self, path, old, new, encoding="utf-8"):
        raw = path.read_bytes()
        self.assertIn(old.encode(encoding), raw)
        path.write_bytes(raw.replace(old.encode(encoding), new.encode(encoding)))

    def test_alim_without_compo_is_recognised_and_refused(self):
        folder = self.copy(XML)
        the_file(folder, "compo_*").unlink()
        done = self.fails(folder)
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertIn("compo_<date>.xml is not there", done.stderr)

    def test_compo_without_alim_is_refused(self):
        folder = self.copy(XML)
        the_file(folder, "alim_2*").unlink()
        done = self.fails(folder)
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertIn("alim_<date>.xml is not there", done.stderr)

    def test_beside_half_a_set_the_flat_table_is_read(self):
        for half in ("compo_*", "alim_2*"):
            folder = self.copy(XML)
            the_file(folder, half).unlink()
            shutil.copy(the_file(CSV), folder)
            dataset = vitktest.import_to_sqlite(folder)
            self.assertEqual(whole(dataset), whole(vitktest.import_to_sqlite(CSV)))
            self.assertEqual({row[0] for row in dataset.execute("SELECT file FROM value")}, {the_file(CSV).name})

    def test_beside_the_whole_set_the_flat_table_is_left_and_said(self):
        folder = self.copy(XML)
        shutil.copy(the_file(CSV), folder)
        dataset = vitktest.import_to_sqlite(folder)
        self.assertEqual({row[0] for row in dataset.execute("SELECT file FROM value")}, {"compo_2025_11_03.xml"})
        problem = vitktest.one(dataset, "SELECT * FROM problem WHERE code = 'member-not-read'")
        self.assertEqual(problem["file"], the_file(CSV).name)

    def test_without_const_and_groups_the_values_are_the_same(self):
        folder = self.copy(XML)
        the_file(folder, "const_*").unlink()
        the_file(folder, "alim_grp_*").unlink()
        self.assertEqual(whole(vitktest.import_to_sqlite(folder)), whole(vitktest.import_to_sqlite(XML)))

    def test_the_unit_is_the_one_that_const_states(self):
        folder = self.copy(XML)
        self.edit(the_file(folder, "const_*"), "Vitamine K1 (µg/100 g)", "Vitamine K1 (mg/100 g)")
        kale = value(vitktest.import_to_sqlite(folder), "20346", "VITK1")
        self.assertEqual((kale["amount_ug"], kale["original_unit"]), (390000.0, "mg/100 g"))

    def test_a_code_that_means_something_else_is_refused(self):
        folder = self.copy(XML)
        self.edit(the_file(folder, "const_*"), "Vitamine K1", "Vitamine C")
        self.edit(the_file(folder, "const_*"), "Vitamin K1", "Vitamin C")
        done = self.fails(folder)
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertIn("54101", done.stderr)

    def test_of_two_compo_the_newer_is_read_and_the_other_said(self):
        folder = self.copy(XML)
        shutil.copy(the_file(XML_2020, "compo_*"), folder)
        dataset = vitktest.import_to_sqlite(folder)
        self.assertEqual(whole(dataset), whole(vitktest.import_to_sqlite(XML)))
        problem = vitktest.one(dataset, "SELECT * FROM problem WHERE code = 'member-not-read'")
        self.assertEqual(problem["file"], "compo_2020_07_07.xml")

    def test_a_table_without_k_columns_says_that_there_is_no_vitamin_k(self):
        folder = self.copy(CSV_2013)
        for number in ("K1", "K2"):
            self.edit(the_file(folder), f"Vitamine {number}", f"Vitamine X{number}", "cp1252")
        self.edit(the_file(folder), "54101", "99101", "cp1252")
        self.edit(the_file(folder), "54104", "99104", "cp1252")
        self.assertEqual(self.fails(folder).returncode, 8)

    def test_a_column_without_a_unit_is_refused(self):
        folder = self.copy(CSV_2013)
        self.edit(the_file(folder), "54101 Vitamine K1 (µg/100g)", "54101 Vitamine K1", "cp1252")
        done = self.fails(folder)
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertIn("54101 Vitamine K1", done.stderr)

    def test_without_a_date_the_release_is_not_guessed_and_can_be_said(self):
        folder = vitktest.temporary_folder()
        shutil.copy(the_file(CSV_2013), folder / "ciqual.csv")
        self.assertEqual(vitktest.one(vitktest.import_to_sqlite(folder), "SELECT source_id FROM source")[0], "ciqual")
        dataset = vitktest.import_to_sqlite(folder, "--option", "release=2013")
        self.assertEqual(vitktest.one(dataset, "SELECT source_id FROM source")[0], "ciqual-2013")

    def test_a_decimal_point_in_a_table_with_commas_is_a_reject_and_can_be_said(self):
        folder = self.copy(CSV)
        self.edit(the_file(folder), ";9,65;", ";9.65;", "cp1252")
        dataset = vitktest.import_to_sqlite(folder, exits=(1,))
        self.assertEqual(vitktest.one(dataset, "SELECT excerpt FROM problem WHERE severity = 'reject'")[0], "9.65")
        folder = self.copy(CSV_2016)
        dataset = vitktest.import_to_sqlite(folder, "--option", "decimal=point")
        self.assertEqual(value(dataset, "40116", "VITK2")["amount_ug"], 9.65)

    def test_the_english_table_has_english_names(self):
        folder = vitktest.temporary_folder()
        (folder / "Table Ciqual 2020_ENG_2020 07 07.csv").write_text(
            "alim_grp_code;alim_grp_nom_eng;alim_code;alim_nom_eng;Vitamin K1 (µg/100g);Vitamin K2 (µg/100g)\n"
            "05;milk;12729;Edam;2,3;47,5\n", encoding="utf-8")
        dataset = vitktest.import_to_sqlite(folder)
        food = vitktest.one(dataset, "SELECT * FROM food")
        self.assertEqual((food["name"], food["name_en"], food["language"]), ("Edam", "Edam", "en"))
        self.assertEqual(value(dataset, "12729", "VITK2")["original_unit"], "µg/100 g")
        self.assertEqual(vitktest.one(dataset, "SELECT release FROM source")[0], "2020-07-07")

    def test_2012_states_vitamin_k_as_a_whole(self):
        folder = vitktest.temporary_folder()
        (folder / "CIQUAL2012.csv").write_text("ORIGGPCD;ORIGFDCD;ORIGFDNM;54100 Vitamine K (µg/100g)\n01;1000;Pastis;0,5\n",
                                               encoding="cp1252")
        dataset = vitktest.import_to_sqlite(folder)
        self.assertEqual(value(dataset, "1000", "VITK")["amount_ug"], 0.5)
        self.assertIn("54100", vitktest.one(dataset, "SELECT total_definition FROM source")[0])


class Real2025(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.table = vitktest.shared(SHARED_CSV)
        cls.dataset = vitktest.import_to_sqlite(cls.table)

    def test_counts_are_those_of_the_file(self):
        source = vitktest.one(self.dataset, "SELECT * FROM source")
        self.assertEqual((source["source_id"], source["foods_read"]), ("ciqual-2025", 3484))
        counts = collections.Counter(
            tuple(row) for row in self.dataset.execute("SELECT component_id, status FROM value"))
        self.assertEqual(counts, {("VITK1", "missing"): 1910, ("VITK1", "value"): 1296, ("VITK1", "below_limit"): 278,
                                  ("VITK2", "missing"): 3309, ("VITK2", "value"): 102, ("VITK2", "trace"): 51,
                                  ("VITK2", "below_limit"): 22})

    def test_every_cell_is_as_it_stands(self):
        self.assertEqual(stated(self.dataset), flat_cells(self.table))
        self.assertEqual(self.dataset.execute("SELECT count(*) FROM problem WHERE severity = 'reject'").fetchone()[0], 0)

    def test_the_xml_set_gives_the_same(self):
        folder = vitktest.temporary_folder()
        source = self.table.parent
        for name in ("alim_2025_11_03.xml", "alim_grp_2025_11_03.xml", "const_2025_11_03.xml"):
            shutil.copy(source / name, folder)
        subprocess.run([sys.executable, vitktest.shared("tools/ciqual-compo"), source, folder / "compo_2025_11_03.xml"],
                       check=True, stderr=subprocess.DEVNULL)
        dataset = vitktest.import_to_sqlite(folder)
        self.assertEqual(whole(dataset), whole(self.dataset))
        self.assertEqual(vitktest.one(dataset, "SELECT foods_read FROM source")[0], 3484)


class Real2025Workbook(unittest.TestCase):
    def test_it_gives_what_the_csv_gives(self):
        dataset = vitktest.import_to_sqlite(vitktest.shared(SHARED_XLSX))
        self.assertEqual(stated(dataset), flat_cells(vitktest.shared(SHARED_XLSX)))
        self.assertEqual(whole(dataset), whole(vitktest.import_to_sqlite(vitktest.shared(SHARED_CSV))))


class Real2020Workbooks(unittest.TestCase):
    def test_xls_and_xlsx_agree_food_by_food_and_have_the_counts_of_the_file(self):
        xlsx = vitktest.import_to_sqlite(vitktest.shared(SHARED_XLSX_2020))
        xls = vitktest.import_to_sqlite(vitktest.shared(SHARED_XLS_2020))
        self.assertEqual(whole(xls), whole(xlsx))
        self.assertEqual(stated(xlsx), flat_cells(vitktest.shared(SHARED_XLSX_2020)))
        counts = collections.Counter(tuple(row) for row in xls.execute("SELECT component_id, status FROM value"))
        self.assertEqual(counts, {("VITK1", "value"): 1179, ("VITK1", "below_limit"): 254, ("VITK1", "missing"): 1690,
                                  ("VITK2", "value"): 32, ("VITK2", "missing"): 3039})
        for dataset in (xls, xlsx):
            self.assertEqual(vitktest.one(dataset, "SELECT foods_read FROM source")[0], 3185)
            self.assertEqual(dataset.execute("SELECT count(*) FROM problem").fetchone()[0], 0)


class Real2020(unittest.TestCase):
    def test_all_foods_are_read_and_19_places_mended(self):
        source = vitktest.shared("data/ciqual-2020")
        folder = vitktest.temporary_folder()
        for name in ("alim_2020_07_07.xml", "alim_grp_2020_07_07.xml", "const_2020_07_07.xml"):
            shutil.copy(source / name, folder)
        shutil.copy(the_file(XML_2020, "compo_*"), folder)
        dataset = vitktest.import_to_sqlite(folder)
        self.assertEqual(vitktest.one(dataset, "SELECT foods_read FROM source")[0], 3185)
        self.assertEqual(dataset.execute("SELECT count(*) FROM problem WHERE code = 'mended'").fetchone()[0], 19)
        shandy = vitktest.one(dataset, "SELECT * FROM food WHERE food_id = '5005'")
        self.assertEqual(shandy["name"], "Panaché préemballé (<1° alc.)")


if __name__ == "__main__":
    unittest.main()
