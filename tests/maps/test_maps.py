"""Maps: what the samples state is what an independent reading of them finds, and a map's fault is told with its line.

VITK names the command under test.
"""
import csv
import re
import sys
import unittest
import xml.etree.ElementTree as ElementTree
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
from vitktest import ROOT, SAMPLES, import_to_sqlite, run, shared, temporary_folder  # noqa: E402

LAB, LAB_MAP = SAMPLES / "csv/lab.csv", SAMPLES / "csv/lab.map"
LONG, LONG_MAP = SAMPLES / "csv-long/contents.tsv", SAMPLES / "csv-long/contents.map"
FOODS, FOODS_MAP = SAMPLES / "xml/foods.xml", SAMPLES / "xml/foods-xml.map"
DONE, REJECTS, USAGE, NOT_KNOWN, INPUT, NO_VITAMIN_K = 0, 1, 2, 3, 4, 8


def edited(path, *changes, name=None, encoding="utf-8"):
    """A copy of a sample's file with pieces of its text replaced; each must be there."""
    text = path.read_bytes().decode(encoding)
    for old, new in changes:
        assert old in text, f"{path} has no {old!r}"
        text = text.replace(old, new)
    copy = temporary_folder() / (name or path.name)
    copy.write_bytes(text.encode(encoding))
    return copy


def line_of(path, piece):
    """The line of a text in a file, from 1."""
    return path.read_text(encoding="utf-8").split(piece)[0].count("\n") + 1


def read(text, shift, tokens, mark=","):
    """status, amount, lower, upper of a cell in µg, by the rules of docs/dataset.md; None: it says nothing."""
    if text == "":
        return None
    if text in tokens:
        status = tokens[text]
        return {"missing": (status, None, None, None), "assumed_zero": (status, 0.0, 0.0, 0.0)}.get(
            status, (status, None, 0.0, None))
    below = text.startswith("<")
    number = Decimal(text.lstrip("< ").strip("()").split("±")[0].replace(" ", "").replace(mark, "."))
    number = float(number.scaleb(shift))
    return ("below_limit", None, 0.0, number) if below else ("value", number, number, number)


class Case(unittest.TestCase):
    maxDiff = None

    def values(self, dataset):
        """{(food, component): (status, amount, lower, upper, original)}"""
        rows = dataset.execute(
            "SELECT food_id, component_id, status, amount_ug, lower_ug, upper_ug, original FROM value").fetchall()
        found = {(r[0], r[1]): tuple(r)[2:] for r in rows}
        self.assertEqual(len(found), len(rows), "no value is stated twice")
        return found

    def fails(self, code, words, *arguments):
        done = run("import", *arguments, "-o", temporary_folder() / "out.sqlite")
        self.assertEqual(done.returncode, code, done.stderr)
        for word in words:
            self.assertIn(word, done.stderr)
        return done

    def bad_map(self, old, new, *words, at=None, sample=LAB, map_file=LAB_MAP):
        """The map with that change is refused as usage, with its name, the line and the words."""
        changed = edited(map_file, (old, new))
        line = line_of(changed, at or new)
        form = map_file.parent.name.split("-")[0]
        done = self.fails(USAGE, (changed.name, *words), sample, "--from", form, "--map", changed)
        self.assertRegex(done.stderr, rf"{re.escape(changed.name)}\D{{1,12}}{line}\b")
        return done


class WideForm(Case):
    COLUMNS = {"Vitamin K1 (µg/100 g)": ("VITK1", 0), "MK-4 (µg/100 g)": ("MK4", 0), "MK-7 (µg/100 g)": ("MK7", 0),
               "MK-9 (ng/g)": ("MK9", -1)}
    TOKENS = {"-": "missing", "traces": "trace", "n.d.": "below_limit", "(0)": "assumed_zero"}

    @classmethod
    def setUpClass(cls):
        cls.dataset = import_to_sqlite(LAB, "--from", "csv", "--map", LAB_MAP)
        with open(LAB, newline="", encoding="windows-1252") as file:
            cls.rows = list(csv.DictReader(file, delimiter=";"))

    def test_each_cell_becomes_the_value_that_it_states(self):
        expected = {}
        for row in self.rows:
            for column, (component, shift) in self.COLUMNS.items():
                stated = read(row[column], shift, self.TOKENS)
                if stated:
                    expected[row["Code"], component] = (*stated, row[column])
        self.assertEqual(self.values(self.dataset), expected)
        self.assertGreater(len(expected), 30)

    def test_foods_keep_their_text_and_codes_their_zeros(self):
        found = {r["food_id"]: (r["name"], r["scientific_name"] or "", r["food_group"], r["language"])
                 for r in self.dataset.execute("SELECT * FROM food")}
        expected = {r["Code"]: (r["Food"], r["Scientific name"], r["Group"], "en")
                    for r in self.rows if r["Code"] != "0040"}
        self.assertEqual({k: re.sub(r"\s+", " ", v[0]) for k, v in found.items()},
                         {k: re.sub(r"\s+", " ", v[0]) for k, v in expected.items()})
        self.assertEqual({k: v[1:] for k, v in found.items()}, {k: v[1:] for k, v in expected.items()})
        self.assertEqual(found["0031"][0], 'Kale, "Nero di Toscana"')

    def test_a_blank_row_of_amounts_says_nothing(self):
        self.assertEqual(self.dataset.execute("SELECT count(*) FROM value WHERE food_id = '0040'").fetchone()[0], 0)
        self.assertEqual(self.dataset.execute("SELECT foods_read FROM source").fetchone()[0], len(self.rows))

    def test_the_line_is_that_where_the_record_begins(self):
        found = dict(self.dataset.execute("SELECT food_id, line FROM value WHERE component_id = 'VITK1'").fetchall())
        self.assertEqual(found["0021"], 9)
        self.assertEqual(found["0030"], 11)  # the record before it is of two lines

    def test_place_unit_and_samples_are_the_files_own(self):
        row = self.dataset.execute("SELECT * FROM value WHERE food_id = '0003' AND component_id = 'VITK1'").fetchone()
        self.assertEqual((row["field"], row["file"], row["original_unit"]),
                         ("Vitamin K1 (µg/100 g)", "lab.csv", "µg/100 g"))
        self.assertEqual((row["n"], row["method"], row["origin"], row["basis"]), (6, "HPLC-FLD", "analysed", "100 g"))

    def test_a_token_can_tell_the_origin(self):
        row = self.dataset.execute("SELECT * FROM value WHERE food_id = '0011' AND component_id = 'VITK1'").fetchone()
        self.assertEqual((row["status"], row["original"]), ("assumed_zero", "(0)"))

    def test_the_source_is_the_maps(self):
        row = self.dataset.execute("SELECT * FROM source").fetchone()
        self.assertEqual((row["source_id"], row["country"], row["licence"], row["importer"]),
                         ("lab-2024", "CH", "CC0-1.0", "csv"))

    def test_nothing_is_a_problem(self):
        self.assertEqual([tuple(r) for r in self.dataset.execute("SELECT * FROM problem")], [])

    def test_a_folder_with_the_map_beside_gives_the_same(self):
        folder = import_to_sqlite(SAMPLES / "csv", "--from", "csv", "--map", LAB_MAP)
        self.assertEqual(self.values(folder), self.values(self.dataset))

    def test_a_table_without_header_is_read_by_position(self):
        bare = edited(LAB, *[(LAB.read_bytes().decode("windows-1252").split("\r\n")[0] + "\r\n", "")],
                      encoding="windows-1252")
        by_number = edited(LAB_MAP, ("header = 1;", "header = 0;"), ('id = "Code"', 'id = "#1"'),
                           ('name = "Food"', 'name = "#2"'), ('"Scientific name"', '"#3"'), ('group = "Group"', 'group = "#4"'),
                           ('"Vitamin K1 (µg/100 g)|Vitamin K1 (µg/100g)"', '"#5"'), ('n = "K1, samples"', 'n = "#6"'),
                           ('method = "Method"', 'method = "#10"'), ('column = "MK-4 (µg/100 g)"', 'column = "#7"'),
                           ('column = "MK-7 (µg/100 g)"', 'column = "#8"'), ('column = "MK-9 (ng/g)"', 'column = "#9"'),
                           ('column = "MK-10 (ng/g)"', 'column = "#11"'))
        dataset = import_to_sqlite(bare, "--from", "csv", "--map", by_number)
        self.assertEqual(self.values(dataset), self.values(self.dataset))


class LongForm(Case):
    ITEMS = {"ビタミンK1": "VITK1", "ビタミンＫ１": "VITK1", "メナキノン-4": "MK4", "メナキノン-7": "MK7"}
    SHIFTS = {"µg": 0, "mg": 3, "ng/g": -1}

    @classmethod
    def setUpClass(cls):
        cls.dataset = import_to_sqlite(LONG, "--from", "csv", "--map", LONG_MAP)
        lines = LONG.read_text(encoding="utf-8").splitlines()[2:]
        cls.rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))

    def test_each_row_of_vitamin_k_becomes_the_value_that_it_states(self):
        expected = {}
        for row in self.rows:
            component = self.ITEMS.get(row["Item"])
            if component and row["Content"] == "<LOQ":
                expected[row["Food code"], component] = ("below_limit", None, 0.0, float(row["LOQ"]), "<LOQ")
            elif component and row["Content"]:
                stated = read(row["Content"], self.SHIFTS[row["Unit"]], {"Tr": "trace", "NULL": "missing"}, ".")
                expected[row["Food code"], component] = (*stated, row["Content"])
        self.assertEqual(self.values(self.dataset), expected)

    def test_estimates_and_deviations_are_read_where_the_map_says_so(self):
        rows = {(r["food_id"], r["component_id"]): r for r in self.dataset.execute("SELECT * FROM value")}
        self.assertEqual(rows["01003", "MK4"]["sd_ug"], 2.5)
        self.assertEqual(rows["01001", "VITK1"]["sd_ug"], 1.2)
        self.assertEqual((rows["01001", "MK7"]["min_ug"], rows["01001", "MK7"]["max_ug"]), (780.0, 1100.0))
        self.assertEqual(rows["01001", "MK7"]["confidence"], "A")
        self.assertEqual(rows["01004", "MK4"]["original_unit"], "ng/g")

    def test_the_header_is_found_below_a_title(self):
        lines = [r[0] for r in self.dataset.execute("SELECT line FROM value ORDER BY line")]
        self.assertEqual(lines[0], 5)

    def test_names_stand_in_their_languages(self):
        row = self.dataset.execute("SELECT * FROM food WHERE food_id = '01001'").fetchone()
        self.assertEqual((row["name"], row["language"], row["name_en"]), ("納豆", "ja", "Natto"))


class Tree(Case):
    CODES = {"K1": "VITK1", "K2-4": "MK4", "K2-9": "MK9"}

    @classmethod
    def setUpClass(cls):
        cls.dataset = import_to_sqlite(FOODS, "--from", "xml", "--map", FOODS_MAP)
        cls.root = ElementTree.parse(FOODS).getroot()

    def test_each_element_becomes_the_value_that_it_states(self):
        expected = {}
        for food in self.root.iter("food"):
            for nutrient in food.iter("nutrient"):
                component = self.CODES.get(nutrient.get("code"))
                text = (nutrient.text or "").strip()
                stated = component and read(text, 3 if nutrient.get("unit") == "mg" else 0,
                                            {"-": "missing", "Spuren": "trace"})
                if stated:
                    expected[food.get("id"), component] = (*stated, text)
        self.assertEqual(self.values(self.dataset), expected)
        self.assertEqual(len(expected), 7)

    def test_attributes_and_elements_describe_the_food(self):
        row = self.dataset.execute("SELECT * FROM food WHERE food_id = 'F003'").fetchone()
        self.assertEqual((row["name"], row["name_en"], row["scientific_name"], row["food_group"], row["language"]),
                         ("Gänseleber", "Goose liver", "Anser anser", "Meat", "de"))
        self.assertEqual(self.dataset.execute("SELECT name FROM food WHERE food_id = 'F002'").fetchone()[0],
                         "Grünkohl & Speck")

    def test_the_line_is_the_elements(self):
        row = self.dataset.execute("SELECT * FROM value WHERE food_id = 'F001' AND component_id = 'MK4'").fetchone()
        self.assertEqual((row["line"], row["n"]), (line_of(FOODS, ">8,2<"), 5))

    def test_a_path_that_no_record_has_fails_with_the_maps_line(self):
        changed = edited(FOODS_MAP, ('"nutrients/nutrient"', '"nutrient/nutrient"'))
        self.fails(INPUT, ("missing-field", "nutrient/nutrient", changed.name), FOODS, "--from", "xml", "--map", changed)
        changed = edited(FOODS_MAP, ('unit_column = "unit"', 'unit_column = "units"'))
        self.fails(INPUT, ("missing-field", "units"), FOODS, "--from", "xml", "--map", changed)
        changed = edited(FOODS_MAP, ('"foods/food"', '"foods/foot"'))
        self.fails(INPUT, ("missing-field", "foods/foot"), FOODS, "--from", "xml", "--map", changed)

    def test_a_component_that_is_left_out_is_said(self):
        document = edited(FOODS, ('code="K2-9"', 'code="MK-9"'))
        dataset = import_to_sqlite(document, "--from", "xml", "--map", FOODS_MAP)
        codes = [tuple(r) for r in dataset.execute("SELECT code, severity FROM problem")]
        self.assertEqual(codes, [("unused-component", "note")])

    def test_a_path_that_leads_to_two_nodes_is_said(self):
        document = edited(FOODS, ('<name_en>Emmental</name_en>', '<name_en>Emmental</name_en><name_en>Swiss</name_en>'))
        dataset = import_to_sqlite(document, "--from", "xml", "--map", FOODS_MAP)
        self.assertEqual([r[0] for r in dataset.execute("SELECT code FROM problem")], ["repeated-field"])

    def test_flat_records_are_read_in_the_long_form(self):
        folder = temporary_folder()
        (folder / "flat.xml").write_text("<t><r><f>1</f><c>K1</c><v>2,5</v></r><r><f>1</f><c>Na</c><v>7</v></r>"
                                         "<r><f>2</f><c>K1</c><v>-</v></r></t>", encoding="utf-8")
        (folder / "flat.map").write_text(
            'vitk_map = 1; format = "xml"; source = { id = "flat"; title = "Flat"; };'
            'tree = { member = "flat.xml"; record = "t/r"; }; numbers = { decimal = ","; }; food = { id = "f"; };'
            'tokens = ( { text = "-"; status = "missing"; } );'
            'rows = { component = "c"; amount = "v"; unit = "µg"; components = ( { text = "K1"; component = "VITK1"; } ); };',
            encoding="utf-8")
        dataset = import_to_sqlite(folder / "flat.xml", "--from", "xml", "--map", folder / "flat.map")
        self.assertEqual({k: v[0] for k, v in self.values(dataset).items()},
                         {("1", "VITK1"): "value", ("2", "VITK1"): "missing"})


class Faults(Case):
    def test_an_unknown_setting_is_named_with_its_nearest(self):
        self.bad_map("delimiter =", "delimitr =", "delimitr", "delimiter")
        self.bad_map("  id = \"Code\"", "  idd = \"x\"; id = \"Code\"", "idd")
        self.bad_map("numbers =", "tables = 1;\nnumbers =", "tables", "table")

    def test_an_unknown_component_is_named_and_k_is_potassium(self):
        self.bad_map('component = "MK9"', 'component = "MK99"', "MK99", "MK9")
        self.bad_map('component = "VITK1"', 'component = "K"', "potassium")

    def test_an_unknown_unit_is_named_and_there_is_no_international_one(self):
        self.bad_map('unit = "mcg"', 'unit = "spoons"', "spoons")
        self.bad_map('unit = "mcg"', 'unit = "IU"', "international unit")
        self.bad_map('unit = "mcg"', 'unit = "µg RE"', "µg RE")

    def test_wrong_words_are_named(self):
        self.bad_map('status = "trace"', 'status = "traces"', "traces", '"trace"')
        self.bad_map('basis = "100 g"', 'basis = "100g"', '"100 g"')
        self.bad_map('decimal = ","', 'decimal = ";"', "decimal")

    def test_a_syntax_error_has_its_line(self):
        changed = edited(LAB_MAP, ('title = "Vitamin', 'title = = "Vitamin'))
        done = self.fails(USAGE, (changed.name,), LAB, "--from", "csv", "--map", changed)
        self.assertRegex(done.stderr, rf"\b{line_of(changed, 'title = =')}\b")

    def test_what_is_missing_in_a_map_is_named(self):
        self.bad_map('  id = "lab-2024";\n', "", '"id" is missing', at="source = {")
        self.bad_map('unit = "mcg"; ', "", "MK7", "unit", at='{ column = "MK-7')
        self.bad_map("vitk_map = 1;", "vitk_map = 2;", "version 1")

    def test_what_contradicts_itself_is_named(self):
        self.bad_map('unit = "mcg"', 'unit = "µg/100 ml"; basis = "100 g"', "contradict", at='{ column = "MK-7')
        self.bad_map('text = "traces"', 'text = "-"', "twice", at='{ text = "-"; status = "trace"')
        self.bad_map('id = "Code"', 'id = "#1"', "#1")

    def test_a_setting_of_another_format_is_refused(self):
        self.bad_map("header = 1;", "header = 1; sheet = \"Data\";", "sheet", "xlsx")

    def test_no_map_is_said_with_what_to_do(self):
        self.fails(USAGE, ("--map FILE", "docs/maps.md"), LAB, "--from", "csv")

    def test_a_map_for_another_format_is_said(self):
        self.fails(USAGE, ("\"csv\"", "--from"), FOODS, "--from", "xml", "--map", LAB_MAP)

    def test_a_missing_column_names_the_header_and_the_maps_line(self):
        changed = edited(LAB_MAP, ('column = "MK-9 (ng/g)"', 'column = "MK-9 (pg/g)"'))
        done = self.fails(INPUT, ("missing-column", "MK-9 (pg/g)", "MK-9 (ng/g)"), LAB, "--from", "csv", "--map", changed)
        self.assertRegex(done.stderr, rf"{re.escape(changed.name)}\D{{1,12}}{line_of(changed, 'MK-9 (pg/g)')}\b")

    def test_a_column_of_vitamin_k_that_is_left_out_is_said(self):
        changed = edited(LAB_MAP, ('  { column = "MK-9 (ng/g)"; component = "MK9"; unit = "ng/g"; origin = "analysed"; },\n', ""))
        dataset = import_to_sqlite(LAB, "--from", "csv", "--map", changed)
        rows = [tuple(r) for r in dataset.execute("SELECT code, severity, field FROM problem")]
        self.assertEqual(rows, [("unused-column", "note", "MK-9 (ng/g)")])

    def test_a_wrong_charset_fails_and_says_which_byte(self):
        changed = edited(LAB_MAP, ('"windows-1252"', '"utf-8"'))
        self.fails(INPUT, ("charset",), LAB, "--from", "csv", "--map", changed)
        dataset = import_to_sqlite(LAB, "--from", "csv", "--map", changed, "--option", "charset=windows-1252")
        self.assertGreater(len(self.values(dataset)), 30)

    def test_a_wrong_decimal_mark_rejects_and_never_guesses(self):
        changed = edited(LAB_MAP, ('decimal = ","', 'decimal = "."'))
        done = run("import", LAB, "--from", "csv", "--map", changed, "-o", temporary_folder() / "out.sqlite")
        self.assertEqual(done.returncode, REJECTS, done.stderr)

    def test_a_member_that_is_not_there_is_said_with_what_is(self):
        changed = edited(LAB_MAP, ('member = "*.csv"', 'member = "*.txt"'))
        self.fails(INPUT, ("*.txt", "lab.csv"), SAMPLES / "csv", "--from", "csv", "--map", changed)
        changed = edited(LAB_MAP, ('member = "*.csv";', ""))
        self.fails(INPUT, ("lab.csv", "lab.map"), SAMPLES / "csv", "--from", "csv", "--map", changed)


class Words(Case):
    """The plugin's own lists agree with the core's."""

    def state(self, component, unit, basis=""):
        folder = temporary_folder()
        (folder / "one.csv").write_text("id,amount\n1,25\n", encoding="utf-8")
        (folder / "one.map").write_text(
            'vitk_map = 1; format = "csv"; source = { id = "one"; title = "One"; }; food = { id = "id"; };'
            f'values = ( {{ column = "amount"; component = "{component}"; unit = "{unit}"; {basis} }} );', encoding="utf-8")
        dataset = import_to_sqlite(folder / "one.csv", "--map", folder / "one.map")
        return dataset.execute("SELECT component_id, amount_ug, basis FROM value").fetchall()

    def test_each_component_of_the_dataset_can_be_mapped(self):
        dataset = import_to_sqlite(LAB, "--map", LAB_MAP)
        components = [r[0] for r in dataset.execute("SELECT component_id FROM component")]
        self.assertGreaterEqual(len(components), 14)
        for component in components:
            self.assertEqual([tuple(r) for r in self.state(component, "µg")], [(component, 25.0, "100 g")])

    def test_each_spelling_of_a_unit_is_understood_by_map_and_core_alike(self):
        for unit, amount, basis in (
                ("µg", 25, "100 g"), ("μg", 25, "100 g"), ("㎍", 25, "100 g"), ("ug", 25, "100 g"), ("UG", 25, "100 g"),
                ("mcg", 25, "100 g"), ("micrograms", 25, "100 g"), ("mg", 25000, "100 g"), ("g", 25e6, "100 g"),
                ("ng/g", 2.5, "100 g"), ("µg/kg", 2.5, "100 g"), ("µg/100 g", 25, "100 g"), ("mcg/100g", 25, "100 g"),
                ("(µg/100 g)", 25, "100 g"), ("[µg/100g]", 25, "100 g"), ("µg per 100 g", 25, "100 g"),
                ("µg/100 ml", 25, "100 ml"), ("µg/l", 2.5, "100 ml"), ("µg/dl", 25, "100 ml"), ("ng", 0.025, "100 g")):
            with self.subTest(unit=unit):
                self.assertEqual([tuple(r) for r in self.state("VITK1", unit)], [("VITK1", amount, basis)])

    def test_a_serving_stays_a_serving(self):
        self.assertEqual([tuple(r) for r in self.state("MK7", "µg", 'basis = "serving";')], [("MK7", 25.0, "serving")])


class RealTable(Case):
    """A published table of 84 columns, whose header cells hold line breaks."""

    def test_ciqual_2025_is_read_by_a_map(self):
        table = shared("data/ciqual-2025/Table Ciqual 2025_FR_2025_11_03.csv")
        with open(table, newline="", encoding="windows-1252") as file:
            rows = list(csv.reader(file, delimiter=";"))
        fold = [re.sub(r"\s+", "", name).lower() for name in rows[0]]
        columns = {"VITK1": fold.index("vitaminek1(µg100g)"), "VITK2": fold.index("vitaminek2(µg100g)")}
        code, name = fold.index("alim_code"), fold.index("alim_nom_fr")
        map_file = temporary_folder() / "ciqual.map"
        map_file.write_text(
            'vitk_map = 1; format = "csv"; source = { id = "ciqual-2025"; title = "Ciqual"; language = "fr"; };'
            'table = { delimiter = ";"; charset = "windows-1252"; }; numbers = { decimal = ","; };'
            'food = { id = "alim_code"; name = "alim_nom_fr"; };'
            'tokens = ( { text = "-"; status = "missing"; }, { text = "traces"; status = "trace"; } ); values = ('
            '{ column = "Vitamine K1 (µg 100 g)"; component = "VITK1"; unit = "µg/100 g"; },'
            '{ column = "Vitamine K2 (µg 100 g)"; component = "VITK2"; unit = "µg/100 g"; } );', encoding="utf-8")
        dataset = import_to_sqlite(table, "--map", map_file)
        expected = {}
        for row in rows[1:]:
            for component, at in columns.items():
                stated = read(row[at].strip(), 0, {"-": "missing", "traces": "trace"})
                if stated:
                    expected[row[code].strip(), component] = (*stated, row[at].strip())
        self.assertEqual(self.values(dataset), expected)
        self.assertEqual(len(expected), 6968)
        self.assertEqual(dataset.execute("SELECT foods_read FROM source").fetchone()[0], 3484)
        self.assertEqual(dataset.execute("SELECT count(*) FROM problem").fetchone()[0], 0)
        self.assertEqual(dict(dataset.execute("SELECT food_id, name FROM food")),
                         {r[code].strip(): r[name].strip() for r in rows[1:]})


class Options(Case):
    def test_options_take_the_place_of_what_the_map_says(self):
        folder = temporary_folder()
        text = LAB.read_bytes().decode("windows-1252").replace(";", "\t")
        (folder / "lab.txt").write_bytes(text.encode("utf-16"))
        (folder / "other.csv").write_text("x\n", encoding="utf-8")
        dataset = import_to_sqlite(folder, "--map", LAB_MAP, "-O", "member=lab.txt", "-O", "delimiter=tab",
                                   "-O", "charset=utf-16")
        self.assertEqual(self.values(dataset), self.values(import_to_sqlite(LAB, "--map", LAB_MAP)))

    def test_standard_input_is_read_like_a_file(self):
        output = temporary_folder() / "out.ndjson"
        done = run("import", "-", "--stdin-name", "contents.tsv", "--map", LONG_MAP, "-o", output,
                   input=LONG.read_text(encoding="utf-8"))
        self.assertEqual(done.returncode, DONE, done.stderr)
        self.assertIn("MK7", output.read_text(encoding="utf-8"))

    def test_all_members_that_fit_are_read(self):
        folder = temporary_folder()
        (folder / "a.csv").write_bytes(LAB.read_bytes())
        (folder / "b.csv").write_bytes(re.sub(rb"(?m)^00", b"10", LAB.read_bytes()))
        dataset = import_to_sqlite(folder, "--map", LAB_MAP)
        self.assertEqual([r[0] for r in dataset.execute("SELECT DISTINCT file FROM value ORDER BY file")],
                         ["a.csv", "b.csv"])

    def test_a_table_without_vitamin_k_says_so(self):
        document = edited(LONG, ("ビタミンK1", "x"), ("ビタミンＫ１", "x"), ("メナキノン", "x"))
        self.fails(NO_VITAMIN_K, (), document, "--map", LONG_MAP)


class Recognition(Case):
    def test_a_map_in_the_plugin_folder_recognises_its_files(self):
        folder = temporary_folder()
        for sample, map_file in ((LAB, LAB_MAP), (LONG, LONG_MAP), (FOODS, FOODS_MAP)):
            (folder / map_file.name).write_bytes(map_file.read_bytes())
        for sample, name in ((LAB, "lab"), (LONG, "contents"), (FOODS, "foods")):
            done = run("probe", "--plugin-dir", folder, sample)
            self.assertEqual(done.returncode, DONE, done.stderr)
            self.assertRegex(done.stdout, rf"\b{name}\b")
            dataset = import_to_sqlite(sample, "--plugin-dir", folder)
            self.assertEqual(dataset.execute("SELECT count(*) FROM source").fetchone()[0], 1)

    def test_a_map_without_match_is_never_guessed(self):
        folder = temporary_folder()
        plain = edited(LAB_MAP, ('match = ( "Code", "Food", "Vitamin K1 (µg/100 g)", "MK-4 (µg/100 g)" );', ""))
        (folder / "lab.map").write_bytes(plain.read_bytes())
        self.fails(NOT_KNOWN, (), LAB, "--plugin-dir", folder)


class Documentation(unittest.TestCase):
    def test_the_page_lists_each_setting_as_the_code_does(self):
        table = (ROOT / "plugins/map/settings.def").read_text(encoding="utf-8")
        settings = re.findall(
            r'^VITK_SETTING\("\w*", "(\w+)", \w+, (\d), "([^"]*)", "((?:[^"\\]|\\.)*)"\)$', table, re.M)
        self.assertEqual(len(settings), len(re.findall(r"^VITK_SETTING\(", table, re.M)))
        page = (ROOT / "docs/maps.md").read_text(encoding="utf-8")
        rows = re.findall(r"^\| `(\w+)` \| [^|]+ \| (yes)? ?\| ?([^|]*?) ?\| ((?:[^|\\]|\\.)*) \|$", page, re.M)
        expected = [(name, "yes" if needed == "1" else "", formats.replace("|", ", "),
                     text.replace('\\"', '"').replace("|", "\\|")) for name, needed, formats, text in settings]
        self.assertEqual(rows, expected)


if __name__ == "__main__":
    unittest.main()
