"""The importer of EuroFIR's Food Data Transport Package, against an independent reading of the same XML."""
import re
import sys
import unittest
import xml.etree.ElementTree as ET
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
import vitktest  # noqa: E402

SAMPLE = vitktest.SAMPLES / "eurofir"
PACKAGE = SAMPLE / "package.xml"
COMPONENTS = {"VITK", "VITK1", "VITK1D", "VITK2", *(f"MK{n}" for n in range(4, 14))}


def local(element):
    return element.tag.rpartition("}")[2]


def below(element, *names):
    """Elements at a path of names, whatever their namespace."""
    found = [element]
    for name in names:
        found = [child for parent in found for child in parent if local(child) == name]
    return found


def attribute(element, name):
    return next((text for key, text in element.attrib.items() if key.lower() == name), "")


def cells(path):
    """(food, component, amount) of each value of vitamin K that says anything."""
    root = ET.parse(path).getroot()
    stated = []
    for food in (element for element in root.iter() if local(element) == "Food"):
        code = next(identifier for identifier in below(food, "FoodDescription", "FoodIdentifiers", "FoodIdentifier")
                    if attribute(identifier, "system") == "origfdcd")[0].text
        for component in below(food, "Components", "Component"):
            names = [name.text for name in below(component, "ComponentIdentifiers", "ComponentIdentifier")
                     if attribute(name, "system").lower() == "ecompid"]
            for selected in below(component, "Values", "Value", "SelectedValue"):
                text = (selected.text or "").strip()
                if names[0] in COMPONENTS and (text or attribute(selected, "valuetype") == "TR"):
                    stated.append((code, names[0], text))
    return sorted(stated)


def stated(dataset):
    return sorted((row[0], row[1], row[2] or "")
                  for row in dataset.execute("SELECT food_id, component_id, original FROM value"))


def value(dataset, food, component):
    return vitktest.one(dataset, "SELECT * FROM value WHERE food_id = ? AND component_id = ?", food, component)


def reading(row):
    return tuple(row[name] for name in ("status", "amount_ug", "lower_ug", "upper_ug"))


def package(text):
    path = vitktest.temporary_folder() / "package.xml"
    path.write_text(text, encoding="utf-8")
    return path


class Sample(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.dataset = vitktest.import_to_sqlite(SAMPLE)

    def test_each_amount_is_as_it_stands(self):
        self.assertEqual(stated(self.dataset), cells(PACKAGE))
        self.assertEqual(vitktest.one(self.dataset, "SELECT foods_read FROM source")[0], 4)

    def test_below_the_detection_limit_is_no_value(self):
        self.assertEqual(reading(value(self.dataset, "0310", "MK5")), ("below_limit", None, 0.0, 0.5))
        self.assertEqual(reading(value(self.dataset, "0310", "MK6")), ("below_limit", None, 0.0, 0.4))

    def test_a_trace_and_a_logical_zero_are_what_they_are(self):
        self.assertEqual(reading(value(self.dataset, "0310", "MK7")), ("trace", None, 0.0, None))
        self.assertEqual(reading(value(self.dataset, "0112", "VITK2")), ("assumed_zero", 0.0, 0.0, 0.0))

    def test_a_blank_states_nothing(self):
        self.assertEqual(self.dataset.execute("SELECT count(*) FROM value WHERE component_id = 'MK8'").fetchone()[0], 0)

    def test_the_unit_and_the_matrix_unit_are_read(self):
        self.assertEqual(value(self.dataset, "0310", "MK9")["amount_ug"], 31.1)
        self.assertEqual(value(self.dataset, "0455", "VITK")["basis"], "100 ml")
        self.assertEqual(value(self.dataset, "0112", "VITK1")["basis"], "100 g")

    def test_what_stands_beside_an_amount_is_kept(self):
        row = value(self.dataset, "0112", "VITK1")
        self.assertEqual((row["n"], row["sd_ug"], row["min_ug"], row["max_ug"]), (7, 81.5, 298.0, 627.0))
        self.assertEqual((row["method"], row["confidence"], row["origin"]), ("A MI0230", "28", "analysed"))
        self.assertEqual(row["flags"], "type:MN acq:O")

    def test_the_case_of_attributes_does_not_matter(self):
        self.assertEqual(reading(value(self.dataset, "0310", "MK4")), ("value", 8.5, 8.5, 8.5))
        self.assertEqual(value(self.dataset, "0310", "MK4")["origin"], "analysed")

    def test_a_food_has_its_names_and_codes(self):
        food = vitktest.one(self.dataset, "SELECT * FROM food WHERE food_id = '0112'")
        self.assertEqual((food["name"], food["language"]), ("Spínat, hrátt", "is"))
        self.assertEqual((food["name_en"], food["scientific_name"]), ("Spinach, raw", "Spinacia oleracea"))
        self.assertEqual(food["classification"], "langual:A0148 langual:B1305 langual:C0139")

    def test_the_place_is_the_line_of_the_selected_value(self):
        row = value(self.dataset, "0112", "VITK1")
        self.assertIn("482.9", PACKAGE.read_text("utf-8").splitlines()[row["line"] - 1])

    def test_options_say_what_the_database_is(self):
        dataset = vitktest.import_to_sqlite(SAMPLE, "--option", "source_id=isgem-2011", "--option", "title=ISGEM",
                                            "--option", "country=IS")
        source = vitktest.one(dataset, "SELECT * FROM source")
        self.assertEqual((source["source_id"], source["title"], source["country"]), ("isgem-2011", "ISGEM", "IS"))
        self.assertEqual(source["language"], "is")


class Layouts(unittest.TestCase):
    def test_foods_may_be_the_root(self):
        text = PACKAGE.read_text("utf-8")
        bare = '<?xml version="1.0"?>' + re.search("<Foods>.*</Foods>", text, re.S).group()
        self.assertEqual(stated(vitktest.import_to_sqlite(package(bare))), cells(PACKAGE))

    def test_a_prefix_before_the_names_does_not_matter(self):
        text = re.sub("<(/?)([A-Z])", r"<\1f:\2", PACKAGE.read_text("utf-8")).replace("xmlns=", "xmlns:f=")
        self.assertEqual(stated(vitktest.import_to_sqlite(package(text))), cells(PACKAGE))

    def test_attributes_of_the_selected_value_may_stand_at_the_value(self):
        text = PACKAGE.read_text("utf-8").replace(
            '<Value unit="ug" matrixunit="W" methodtype="A"><SelectedValue valuetype="BL" acquisitionType="P">',
            '<Value valuetype="BL" unit="ug" matrixunit="W" methodtype="A"><SelectedValue>')
        self.assertEqual(reading(value(vitktest.import_to_sqlite(package(text)), "0310", "MK5")),
                         ("below_limit", None, 0.0, 0.5))

    def test_dry_matter_and_no_matrix_are_rejects_with_their_line(self):
        for matrix in ('matrixunit="D"', 'matrixunit=""', ""):
            text = PACKAGE.read_text("utf-8").replace(
                'unit="ug" matrixunit="V"', f'unit="ug" {matrix}')
            dataset = vitktest.import_to_sqlite(package(text), exits=(1,))
            problem = vitktest.one(dataset, "SELECT * FROM problem WHERE severity = 'reject'")
            self.assertEqual((problem["code"], problem["line"]), ("basis", 74))
            self.assertEqual(dataset.execute("SELECT count(*) FROM value WHERE food_id = '0455'").fetchone()[0], 0)

    def test_the_amounts_of_a_food_without_a_code_are_rejects(self):
        text = PACKAGE.read_text(encoding="utf-8")
        bare = text.replace('<FoodIdentifier system="origfdcd"><Identifier>0310</Identifier></FoodIdentifier>', "")
        self.assertNotEqual(bare, text)
        of_the_food = [cell for cell in cells(PACKAGE) if cell[0] == "0310"]
        self.assertTrue(of_the_food)
        dataset = vitktest.import_to_sqlite(package(bare), exits=(1,))
        rejects = dataset.execute("SELECT code FROM problem WHERE severity = 'reject'").fetchall()
        self.assertEqual([row[0] for row in rejects], ["no-food-id"] * len(of_the_food))
        self.assertEqual(len(stated(dataset)), len(cells(PACKAGE)) - len(of_the_food))

    def test_the_codes_of_the_source_itself_name_no_component(self):
        text = PACKAGE.read_text("utf-8").replace(
            '<ComponentIdentifier system="ecompid">K</ComponentIdentifier>',
            '<ComponentIdentifier system="ecompid">K</ComponentIdentifier>'
            '<ComponentIdentifier system="origcpcd">VITK</ComponentIdentifier>')
        self.assertEqual(stated(vitktest.import_to_sqlite(package(text))), cells(PACKAGE))

    def test_a_bare_ampersand_is_mended_and_said(self):
        text = PACKAGE.read_text("utf-8").replace("Gouda ostur", "Gouda & ostur")
        dataset = vitktest.import_to_sqlite(package(text))
        self.assertEqual(stated(dataset), cells(PACKAGE))
        self.assertEqual(dataset.execute("SELECT count(*) FROM problem WHERE code = 'mended'").fetchone()[0], 1)

    def test_a_folder_of_packages_is_one_source(self):
        folder = vitktest.temporary_folder() / "packages"
        folder.mkdir()
        text = PACKAGE.read_text("utf-8")
        head, foods = text.split("<Foods>")[0], re.findall("<Food>.*?</Food>", text, re.S)
        for i, food in enumerate(foods):
            (folder / f"food{i}.xml").write_text(f"{head}<Foods>{food}</Foods></Content></FDTP>", encoding="utf-8")
        dataset = vitktest.import_to_sqlite(folder)
        self.assertEqual(stated(dataset), cells(PACKAGE))
        self.assertEqual(vitktest.one(dataset, "SELECT foods_read FROM source")[0], 4)

    def test_a_package_without_vitamin_k_says_so(self):
        text = re.sub(r"ecompid\">(VITK\d?|MK\d+)<", 'ecompid">ENERC<', PACKAGE.read_text("utf-8"), flags=re.I)
        done = vitktest.run("import", package(text), "-o", vitktest.temporary_folder() / "o.sqlite")
        self.assertEqual(done.returncode, 8, done.stderr)


if __name__ == "__main__":
    unittest.main()
