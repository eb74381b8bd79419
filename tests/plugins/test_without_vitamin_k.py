"""Databases that have no vitamin K: each is recognised by itself, and the answer says so."""
import csv
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
import vitktest  # noqa: E402
import workbook  # noqa: E402

SWISS = vitktest.SAMPLES / "switzerland" / "generic-foods.csv"
BEDCA = vitktest.SAMPLES / "bedca" / "food.xml"
AFCD = vitktest.SAMPLES / "afcd" / "nutrient-profiles.xlsx"
SHEET = "All solids & liquids per 100 g"
TACO = {"CMVCol taco3": [["Número do", None, "Umidade", "Energia", None, "Vitamina"],
                         ["Alimento", "Descrição dos alimentos", None, None, None, None],
                         [None, None, "(%)", "(kcal)", "(kJ)", "C (mg)"],
                         ["Cereais e derivados"], [1, "Arroz, integral, cozido", 70.1, 124, 517, None]],
        "AGtaco3": [["Número do", None, "Saturados"]]}


class Recognised(unittest.TestCase):
    def says_so(self, path, importer):
        output = vitktest.temporary_folder() / "o.sqlite"
        done = vitktest.run("import", path, "-o", output)
        self.assertEqual(done.returncode, 8, done.stderr)
        self.assertIn(f"no vitamin K in this release (read as {importer})", done.stderr)
        self.assertFalse(output.exists())

    def workbook(self, name, sheets):
        path = vitktest.temporary_folder() / name
        workbook.write_xlsx(path, sheets)
        return path


class Swiss(Recognised):
    def test_the_sample_says_so(self):
        self.says_so(SWISS, "switzerland")

    def test_columns_may_stand_anywhere_and_be_more(self):
        path = vitktest.temporary_folder() / "moved.csv"
        with open(SWISS, encoding="utf-8", newline="") as old, open(path, "w", encoding="utf-8", newline="") as new:
            csv.writer(new).writerows(["new", *reversed(row)] for row in csv.reader(old))
        self.says_so(path, "switzerland")

    def test_the_real_file_says_so(self):
        self.says_so(vitktest.shared("data/switzerland"), "switzerland")

    def test_another_table_in_four_languages_is_not_claimed(self):
        path = vitktest.temporary_folder() / "other.csv"
        path.write_text("ID,name D,name F,name I,name E\n1,a,b,c,d\n", encoding="utf-8")
        self.assertEqual(vitktest.run("import", path, "-o", path.parent / "o.sqlite").returncode, 3)


class Bedca(Recognised):
    def test_the_sample_says_so(self):
        self.says_so(BEDCA, "bedca")

    def test_were_it_there_it_would_be_read(self):
        path = vitktest.temporary_folder() / "food.xml"
        path.write_text(BEDCA.read_text("utf-8").replace("<eur_name>VITC</eur_name><best_location>40</best_location>"
                                                         "<v_unit>mg", "<eur_name>VITK</eur_name><best_location>480"
                                                         "</best_location><v_unit>ug"), encoding="utf-8")
        dataset = vitktest.import_to_sqlite(path)
        self.assertEqual([tuple(row) for row in dataset.execute(
            "SELECT food_id, component_id, amount_ug FROM value")], [("1", "VITK", 480.0), ("2", "VITK", 480.0)])


class Afcd(Recognised):
    def rows(self):
        return [[cell or None for cell in row] for row in workbook.read_xlsx(AFCD, SHEET)]

    def test_the_sample_says_so(self):
        self.says_so(AFCD, "afcd")

    def test_columns_may_stand_anywhere(self):
        self.says_so(self.workbook("moved.xlsx", {SHEET: [list(reversed(row)) for row in self.rows()]}), "afcd")

    def test_were_it_there_it_would_be_read(self):
        rows = self.rows()
        for row in rows[2:]:
            row.append("Vitamin K (ug)" if row[0] == "Public Food Key" else 7.5)
        dataset = vitktest.import_to_sqlite(self.workbook("more.xlsx", {SHEET: rows}))
        self.assertEqual({row[0] for row in dataset.execute("SELECT amount_ug FROM value")}, {7.5})


class Taco(Recognised):
    def test_a_workbook_of_its_sheets_says_so(self):
        self.says_so(self.workbook("Taco-4a-Edicao.xlsx", TACO), "taco")

    def test_one_whose_header_speaks_of_vitamin_k_is_refused(self):
        sheets = dict(TACO)
        sheets["CMVCol taco3"] = [row[:5] + ["K (mcg)"] if i == 2 else row for i, row in enumerate(TACO["CMVCol taco3"])]
        path = self.workbook("taco.xlsx", sheets)
        done = vitktest.run("import", path, "-o", path.parent / "o.sqlite")
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertIn("vitamin K", done.stderr)

    def test_one_sheet_alone_is_not_claimed(self):
        path = self.workbook("other.xlsx", {"CMVCol taco3": TACO["CMVCol taco3"]})
        self.assertEqual(vitktest.run("import", path, "-o", path.parent / "o.sqlite").returncode, 3)


if __name__ == "__main__":
    unittest.main()
