"""`vitk map guess` and `vitk map preview`: what is guessed is what python reads in the same file, and the map runs."""
import csv
import json
import re
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
from vitktest import SAMPLES, import_to_sqlite, run, sample_folders, shared, temporary_folder  # noqa: E402

TABLES = {  # csv: charset, delimiter, decimal mark, row of the header, code, name, components by heading
    "csv/lab.csv": ("windows-1252", ";", ",", 1, "Code", "Food", {
        "Vitamin K1 (µg/100 g)": "VITK1", "MK-4 (µg/100 g)": "MK4", "MK-7 (µg/100 g)": "MK7", "MK-9 (ng/g)": "MK9"}),
    "nevo-2021/NEVO2021.csv": ("utf-8", "|", ",", 1, "NEVO-code", "Voedingsmiddelnaam/Dutch food name", {
        "VITK (µg)": "VITK", "VITK1 (µg)": "VITK1", "VITK2 (µg)": "VITK2"}),
    "open-food-facts/en.openfoodfacts.org.products.csv": ("utf-8", "\t", ".", 1, "code", "product_name", {
        "vitamin-k_100g": "VITK", "phylloquinone_100g": "VITK1", "vitamin-k2-mk7_100g": "MK7"}),
    "tzameret/moh_mitzrachim.csv": ("windows-1255", ",", ".", 1, "Code", "shmmitzrach", {"vitamin_k": "VITK"}),
    "ifct-npm/index.csv": ("utf-8", ",", ".", 1, "Food code; code", "Food name; name", {
        "Vitamin K1; vitk1": "VITK1", "Vitamin K2; vitk2": "VITK2"}),
}
NAMES = {"semicolon": ";", "comma": ",", "tab": "\t", "pipe": "|", "caret": "^"}
NONE = {"afcd", "bedca", "switzerland", "taco",  # no vitamin K in them
        "canada-cnf", "canada-cnf-2026", "ciqual-2020-xml", "ciqual-2025-xml", "eurofir", "korea-rda-mfds", "turkomp",
        "usda-fdc-csv", "usda-fdc-csv-fndds", "usda-sr", "usda-sr-abbrev"}  # codes, whose names stand elsewhere
HEADINGS = {
    "VITK": ["Vitamin K (µg)", "vitamine K", "vitamina K", "Witamina K", "K-vitamin", "K vitamini", "VITK", "vit. K",
             "ビタミンＫ", "維生素K", "维生素K", "비타민 K", "витамин K", "vitamin_k_100g", "Vitamin K (K1 + K2)",
             "Vitamiini K", "K-vitamiini"],
    "VITK1": ["Vitamin K1", "VITK1", "Vitamin K₁", "phylloquinone", "Phyllochinon", "Fyllokinon", "filoquinona",
              "K-1 vitamini", "フィロキノン", "비타민K1", "phytomenadione", "Vitamin K (phylloquinone)", "vitamin-k1"],
    "VITK1D": ["dihydrophylloquinone", "VITK1D", "Vitamin K (Dihydrophylloquinone)"],
    "VITK2": ["Vitamin K2", "VITK2", "menaquinones", "Menachinone", "K-2 vitamini", "비타민 K2"],
    "MK4": ["MK-4", "MK4", "menaquinone-4", "メナキノン-4", "Vitamin K2 (MK-4)(ug)", "menatetrenone"],
    "MK7": ["MK-7 (µg)", "menaquinone 7", "vitamin-k2-mk7_100g"], "MK13": ["MK-13"],
    None: ["K", "K (mg)", "NA", "Kalium", "Potassium (K)", "Vitamin B6", "Vitamin K3 (menadione)", "menadione", "KCAL",
           "mk", "MK-3", "MK-14", "Vitamin Kombination", "milk1"],
}


def guess(*args):
    done = run("map", "guess", *args)
    if done.returncode != 0:
        raise AssertionError(f"{args}: exit {done.returncode}\n{done.stderr}")
    return done.stdout


def setting(text, name):
    found = re.search(rf'(?m)^\s*{name} = "?([^";]*)"?;', text)
    return found.group(1) if found else None


def values_of(text):
    return dict(re.findall(r'{ column = "([^"]*)"; component = "(\w+)";', text))


def tokens_of(text):
    return dict(re.findall(r'(?m)^  { text = "([^"]*)"; status = "(\w+)";', text))


def write(text, name="guessed.map"):
    path = temporary_folder() / name
    path.write_text(text, encoding="utf-8")
    return path


def rows_of(dataset):
    return sorted(tuple(row) for row in dataset.execute(
        "SELECT food_id, component_id, status, amount_ug, upper_ug FROM value"))


class Tables(unittest.TestCase):
    def test_a_csv_is_seen_as_python_reads_it(self):
        for path, (charset, delimiter, decimal, header, code, name, components) in TABLES.items():
            with self.subTest(path):
                text = guess(SAMPLES / path)
                self.assertEqual(setting(text, "charset"), charset)
                self.assertEqual(NAMES[setting(text, "delimiter")], delimiter)
                self.assertEqual(setting(text, "decimal"), decimal)
                self.assertEqual(setting(text, "header"), str(header))
                self.assertEqual((setting(text, "id"), re.search(r'food = {\s+id = "(.*)";\s+name = "(.*)";', text)[2]),
                                 (re.search(r'source = {\s+id = "(.*)"', text)[1], name))
                self.assertIn(f'food = {{\n  id = "{code}";', text)
                self.assertLessEqual(components.items(), values_of(text).items())
                with open(SAMPLES / path, encoding="utf-8-sig" if charset == "utf-8" else charset, newline="") as file:
                    rows = list(csv.reader(file, delimiter=delimiter))
                self.assertIn(code, rows[header - 1])
                columns = [rows[header - 1].index(heading) for heading in values_of(text)]
                cells = {row[c].strip() for row in rows[header:] for c in columns if c < len(row)}
                odd = {cell for cell in cells if cell and not re.match(r"^[<≤>~]?\s*[\d.,]", cell)}
                self.assertEqual(set(tokens_of(text)) | set(re.findall(r'# \? "([^"]*)" \(\d+ time', text)), odd)

    def test_each_spelling_of_a_component_is_known_and_potassium_is_none(self):
        folder = temporary_folder()
        for component, headings in HEADINGS.items():
            for heading in headings:
                with self.subTest(heading):
                    (folder / "t.csv").write_text(f'code;name;"{heading}"\n1;Kale;705\n2;Leek;47\n', encoding="utf-8")
                    done = run("map", "guess", folder / "t.csv")
                    self.assertEqual(done.returncode, 0 if component else 8, done.stdout + done.stderr)
                    if component:
                        self.assertEqual(list(values_of(done.stdout).values()), [component])

    def test_tokens_get_the_status_that_they_have_everywhere(self):
        text = guess(SAMPLES / "csv" / "lab.csv")
        self.assertEqual(tokens_of(text), {"-": "missing", "traces": "trace", "n.d.": "below_limit",
                                           "(0)": "assumed_zero"})
        self.assertIn("n.d.", text[text.index("not determined"):][:80])  # the doubt stands before it
        self.assertEqual(tokens_of(guess(SAMPLES / "cofid-2021")), {"N": "present", "Tr": "trace"})
        self.assertEqual(tokens_of(guess(SAMPLES / "bls-4.0"))["<LOD or <LOQ"], "below_limit")

    def test_an_unknown_text_is_a_doubt_with_its_line_and_no_token(self):
        path = temporary_folder() / "t.csv"
        path.write_text("code;name;MK-7 (µg)\n1;Kale;705\n2;Leek;see note\n3;Chard;\n", encoding="utf-8")
        text = guess(path)
        self.assertIn('# ? "see note" (1 time, first in line 3) is no number', text)
        self.assertIn("1 of 3 cells are blank", text)
        self.assertEqual(tokens_of(text), {})

    def test_a_header_below_a_title_and_above_a_row_of_units_is_found(self):
        text = guess(SAMPLES / "livsmedelsverket")
        self.assertEqual((setting(text, "header"), setting(text, "sheet")), ("3", "Blad1"))
        text = guess(SAMPLES / "cofid-2021")
        self.assertEqual((setting(text, "header"), setting(text, "first_row")), ("1", "4"))
        text = guess(SAMPLES / "japan-stfcj-2023")
        self.assertEqual((setting(text, "header"), setting(text, "first_row")), ("0", "13"))
        self.assertEqual(values_of(text), {"#49": "VITK"})

    def test_the_long_form_is_found_in_tables_and_trees(self):
        for path, component, amount in (("csv-long/contents.tsv", "Item", "Content"),
                                        ("taiwan-tfda-long-csv/20_2.csv", "分析項", "每100克含量"),
                                        ("fineli/component_value.csv", "EUFDNAME", "BESTLOC"),
                                        ("livsmedelsverket-xml", "Namn", "Varde"), ("xml/foods.xml", "code", "."),
                                        ("json/foods.json", "nutrient/number", "amount")):
            with self.subTest(path):
                rows = guess(SAMPLES / path).split("\nrows = {")[1]
                self.assertEqual((setting(rows, "component"), setting(rows, "amount")), (component, amount))

    def test_every_sample_gives_a_map_that_runs_or_is_said_to_name_no_vitamin_k(self):
        for folder in sample_folders():
            if folder.name == "ndjson":  # which vitk reads as it is
                continue
            with self.subTest(folder.name):
                done = run("map", "guess", folder)
                self.assertEqual(done.returncode, 8 if folder.name in NONE else 0, done.stderr)
                if done.returncode == 0:
                    self.assertGreater(len(rows_of(import_to_sqlite(folder, "--map", write(done.stdout), exits=(0, 1)))), 0)


class Values(unittest.TestCase):
    def assert_as_importer(self, path, keep=lambda row: True):
        own = rows_of(import_to_sqlite(path, exits=(0, 1)))
        mapped = rows_of(import_to_sqlite(path, "--map", write(guess(path)), exits=(0, 1)))
        self.assertEqual([row for row in mapped if keep(row)], [row for row in own if keep(row)])
        self.assertTrue(mapped)

    def test_a_guessed_map_gives_the_values_of_the_sources_own_importer(self):
        for name in ("ciqual-2025-csv", "ciqual-2013-csv", "ciqual-2020-xlsx", "ciqual-2020-xls", "taiwan-tfda-xlsx", "taiwan-tfda-long-csv", "cofid-2021", "tzameret"):
            with self.subTest(name):
                self.assert_as_importer(SAMPLES / name)

    def test_of_nevo_all_but_the_traces_that_another_column_tells(self):
        self.assert_as_importer(SAMPLES / "nevo-2023", lambda row: row[2] == "value" and row[3] > 0)

    def test_of_sweden_all_but_what_blanks_and_logical_zeros_mean_there(self):
        def has_amount(row):
            return row[2] == "value" and row[3] > 0
        self.assert_as_importer(SAMPLES / "livsmedelsverket", has_amount)
        self.assert_as_importer(SAMPLES / "livsmedelsverket-xml", has_amount)
        self.assert_as_importer(shared("data/sweden-2022/LivsmedelsDB_202304122217.xlsx"), has_amount)

    def test_real_files_too(self):
        for name in ("ciqual-2025/Table Ciqual 2025_FR_2025_11_03.csv",
                     "ciqual-2025/Table Ciqual 2025_FR_2025_11_03.xlsx",
                     "taiwan-2024/xzw93_食品營養成分資料庫2024UPDATE2.xlsx"):
            with self.subTest(name):
                self.assert_as_importer(shared("data/" + name))

    def test_a_real_file_without_vitamin_k_is_said_to_have_none(self):
        for name in ("fineli-20/component_value.csv", "switzerland/generic-foods.csv", "ciqual-2025/alim_2025_11_03.xml"):
            with self.subTest(name):
                done = run("map", "guess", shared("data/" + name))
                self.assertEqual((done.returncode, done.stdout), (8, ""))


class Command(unittest.TestCase):
    def test_a_map_is_never_written_over(self):
        path = write("mine")
        done = run("map", "guess", SAMPLES / "csv" / "lab.csv", "-o", path)
        self.assertEqual((done.returncode, path.read_text()), (5, "mine"))
        new = path.with_name("new.map")
        self.assertEqual(run("map", "guess", SAMPLES / "csv" / "lab.csv", "-o", new).returncode, 0)
        self.assertEqual(new.read_text(encoding="utf-8"), guess(SAMPLES / "csv" / "lab.csv"))

    def test_sheet_and_charset_can_be_said(self):
        text = guess(SAMPLES / "csv" / "lab.csv", "--charset", "iso-8859-15")
        self.assertEqual(setting(text, "charset"), "iso-8859-15")
        done = run("map", "guess", SAMPLES / "cofid-2021", "--sheet", "1.3 Proximates")
        self.assertEqual(done.returncode, 8)

    def test_what_is_no_table_is_an_error_and_no_crash(self):
        folder = temporary_folder()
        hostile = {"empty.csv": b"", "nul.csv": b"\0" * 5000, "wide.csv": b"vitamin k;" * 20000 + b"\n" + b"1;" * 20000,
                   "deep.json": b"[" * 5000, "deep.xml": b"<a>" * 5000, "high.csv": bytes(range(128, 256)) * 100,
                   "quotes.csv": b'"' * 4001 + b"vitamin k", "entity.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a><b>&b;</b></a>',
                   "long.csv": b"code;vitamin k\n" + b"9" * 100000}
        for name, content in hostile.items():
            with self.subTest(name):
                (folder / name).write_bytes(content)
                done = run("map", "guess", folder / name)
                self.assertIn(done.returncode, (0, 4, 8), done.stderr)
        self.assertEqual(run("map", "guess", folder / "not-there").returncode, 4)

    def test_a_file_that_cannot_be_read_is_said_to_be_broken_and_not_to_lack_vitamin_k(self):
        path = temporary_folder() / "cut.xml"
        path.write_text("<foods>\n<food><id>1</id></food>\n<food><id>2</id></foo>", encoding="utf-8")
        done = run("map", "guess", path)
        self.assertEqual(done.returncode, 4)
        self.assertIn("cut.xml:3", done.stderr)
        self.assertNotIn("no-vitamin-k", done.stderr)
        self.assertEqual(run("map", "guess", "-").returncode, 2)

    def test_a_hostile_heading_stays_a_text(self):
        path = temporary_folder() / "t.csv"
        path.write_text('code;name;"vitamin K1 \\ ""x""; }\n# ?"\n1;Kale;705\n', encoding="utf-8")
        rows = rows_of(import_to_sqlite(path, "--map", write(guess(path))))
        self.assertEqual(rows, [("1", "VITK1", "value", 705.0, 705.0)])

    def test_a_preview_shows_the_values_of_the_import_and_its_problems(self):
        lab = SAMPLES / "csv"
        done = run("map", "preview", lab / "lab.map", lab, "--json", "--limit", "1000", "-q")
        shown = json.loads(done.stdout)
        dataset = import_to_sqlite(lab, "--map", lab / "lab.map", exits=(0, 1))
        held = [list(row) for row in dataset.execute(
            "SELECT food_id, component_id, status, amount_ug, original, line FROM value")]
        keys = ("food_id", "component", "status", "amount_ug", "original", "line")
        self.assertEqual(sorted(map(str, held)), sorted(str([v[k] for k in keys]) for v in shown["values"]))
        self.assertEqual([v["line"] for v in shown["values"]], sorted(v["line"] for v in shown["values"]))
        self.assertEqual(len(shown["problems"]), dataset.execute("SELECT count(*) FROM problem").fetchone()[0])
        self.assertEqual(shown["n_values"], len(held))

    def test_a_preview_writes_nothing_and_has_a_limit(self):
        lab = SAMPLES / "csv"
        done = run("map", "preview", lab / "lab.map", lab / "lab.csv", "-n", "2", "-q")
        self.assertEqual(len(done.stdout.splitlines()), 4, done.stdout)
        self.assertFalse(Path("vitamin-k.sqlite").exists())

    def test_a_preview_of_a_broken_map_says_its_line(self):
        done = run("map", "preview", write("vitk_map = 1;\nformat = ;"), SAMPLES / "csv" / "lab.csv")
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("guessed.map:2", done.stderr)


if __name__ == "__main__":
    unittest.main()
