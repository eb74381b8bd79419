"""The importer of USDA's Standard Reference, against an independent reading of the same files."""
import io
import sys
import unittest
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
import vitktest  # noqa: E402

COMPONENTS = {"428": "MK4", "429": "VITK1D", "430": "VITK1"}
SAMPLE = vitktest.SAMPLES / "usda-sr"
ABBREV = vitktest.SAMPLES / "usda-sr-abbrev"


def records(raw):
    """Rows of a table of SR as (line, fields), read by hand: '^' between, '~' around."""
    text = io.TextIOWrapper(io.BytesIO(raw), encoding="cp1252", newline="\r\n")
    for line, record in enumerate(text, 1):
        yield line, [field[1:-1] if field.startswith("~") else field for field in record.rstrip("\r\n").split("^")]


def expected(raw):
    """What NUT_DATA states: (food, component, original, line), sorted as text."""
    return sorted((f[0], COMPONENTS[f[1]], f[2], line) for line, f in records(raw) if f[1] in COMPONENTS)


def stated(dataset):
    return sorted(tuple(row) for row in dataset.execute("SELECT food_id, component_id, original, line FROM value"))


def value(dataset, food, component):
    return vitktest.one(dataset, "SELECT * FROM value WHERE food_id = ? AND component_id = ?", food, component)


class Sample(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.dataset = vitktest.import_to_sqlite(SAMPLE)

    def test_every_k_row_is_a_value_as_it_stands(self):
        want = expected((SAMPLE / "NUT_DATA.txt").read_bytes())
        self.assertGreater(len(want), 15)
        self.assertEqual(stated(self.dataset), want)

    def test_the_ledger_closes(self):
        source = vitktest.one(self.dataset, "SELECT * FROM source")
        self.assertEqual(source["statements_read"], len(stated(self.dataset)))
        self.assertEqual(source["foods_read"], 16)

    def test_an_unknown_number_of_foods_is_no_known_release(self):
        self.assertEqual(vitktest.one(self.dataset, "SELECT source_id FROM source")[0], "usda-sr")
        note = vitktest.one(self.dataset, "SELECT * FROM problem WHERE code = 'release-unknown'")
        self.assertIn("16 foods", note["message"])

    def test_the_release_can_be_said(self):
        for given in ("28", "SR28"):
            dataset = vitktest.import_to_sqlite(SAMPLE, "--option", f"release={given}")
            source = vitktest.one(dataset, "SELECT * FROM source")
            self.assertEqual((source["source_id"], source["release"]), ("usda-sr28", "28"))

    def test_a_release_that_is_none_is_refused(self):
        self.assertNotEqual(vitktest.run("import", SAMPLE, "-o", vitktest.temporary_folder() / "o.sqlite", "--option",
                                         "release=no such").returncode, 0)

    def test_leading_zeros_live(self):
        self.assertEqual(value(self.dataset, "01001", "VITK1")["amount_ug"], 7.0)

    def test_assumed_zero_is_told_from_a_zero_that_was_analysed(self):
        assumed, analysed = value(self.dataset, "19107", "VITK1"), value(self.dataset, "01002", "VITK1D")
        self.assertEqual((assumed["status"], assumed["amount_ug"], assumed["origin"]), ("assumed_zero", 0.0, "assumed"))
        self.assertEqual((analysed["status"], analysed["amount_ug"], analysed["origin"]), ("value", 0.0, "analysed"))

    def test_range_and_number_of_samples_are_kept_and_a_blank_range_is_none(self):
        collards, spinach = value(self.dataset, "11161", "VITK1"), value(self.dataset, "11457", "VITK1")
        self.assertEqual((collards["min_ug"], collards["max_ug"], collards["n"]), (435.0, 439.3, 2))
        self.assertEqual((spinach["min_ug"], spinach["max_ug"], spinach["n"]), (None, None, 1))
        self.assertIsNone(value(self.dataset, "01002", "MK4")["sd_ug"], "a standard error is no standard deviation")

    def test_an_imputed_value_has_no_samples(self):
        self.assertEqual(value(self.dataset, "16113", "VITK1")["n"], 0)

    def test_codes_of_the_source_are_kept_verbatim(self):
        natto = value(self.dataset, "16113", "VITK1")
        self.assertEqual((natto["method"], natto["confidence"] or ""), ("BFSN", ""))
        self.assertEqual(natto["flags"].split(), ["src:4", "ref:16112"])

    def test_origin_follows_from_the_codes(self):
        want = {"01001": "analysed", "01164": "borrowed", "11162": "calculated", "14041": "label", "16113": "estimated"}
        self.assertEqual({food: value(self.dataset, food, "VITK1")["origin"] for food in want}, want)

    def test_a_quotation_mark_in_a_name_is_literal(self):
        food = vitktest.one(self.dataset, "SELECT * FROM food WHERE food_id = '13065'")
        self.assertIn('trimmed to 0" fat', food["name"])

    def test_text_is_windows_1252(self):
        food = vitktest.one(self.dataset, "SELECT * FROM food WHERE food_id = '09520'")
        self.assertEqual(food["scientific_name"], "Actinidia chinensis \u2018Zesy002\u2019 (Gold3)")

    def test_a_food_has_its_group_names_and_langual_codes(self):
        food = vitktest.one(self.dataset, "SELECT * FROM food WHERE food_id = '11457'")
        self.assertEqual((food["name"], food["name_en"], food["language"]), ("Spinach, raw", "Spinach, raw", "en"))
        self.assertEqual(food["food_group"], "Vegetables and Vegetable Products")
        self.assertEqual(food["classification"].split(), ["langual:A0152", "langual:B1730"])

    def test_a_food_without_vitamin_k_is_counted_and_left_out(self):
        self.assertEqual(self.dataset.execute("SELECT count(*) FROM food WHERE food_id = '01008'").fetchone()[0], 0)


class Quirks(unittest.TestCase):
    """Each on a copy of the sample with one thing changed."""

    def changed(self, **tables):
        folder = vitktest.temporary_folder() / "sr"
        folder.mkdir()
        for member in SAMPLE.iterdir():
            raw = tables.get(member.stem, member.read_bytes())
            if raw is not None:
                (folder / member.name).write_bytes(raw)
        return folder

    def test_a_zip_with_a_subfolder_and_other_cases_is_the_same(self):
        archive = vitktest.temporary_folder() / "sr.zip"
        with zipfile.ZipFile(archive, "w") as out:
            out.writestr("readme.pdf", b"%PDF-1.4")
            for member in SAMPLE.iterdir():
                out.writestr("sr/" + member.name.upper(), member.read_bytes())
        self.assertEqual(stated(vitktest.import_to_sqlite(archive)), stated(vitktest.import_to_sqlite(SAMPLE)))

    def test_the_unit_is_the_one_that_nutr_def_states(self):
        raw = (SAMPLE / "NUTR_DEF.txt").read_bytes().replace("µg".encode("cp1252"), b"mg")
        butter = value(vitktest.import_to_sqlite(self.changed(NUTR_DEF=raw)), "01001", "VITK1")
        self.assertEqual((butter["amount_ug"], butter["original_unit"]), (7000.0, "mg"))

    def test_without_side_tables_the_values_are_the_same(self):
        folder = self.changed(NUTR_DEF=None, FD_GROUP=None, LANGUAL=None)
        self.assertEqual(stated(vitktest.import_to_sqlite(folder)), stated(vitktest.import_to_sqlite(SAMPLE)))

    def test_a_number_that_means_something_else_is_refused(self):
        raw = (SAMPLE / "NUTR_DEF.txt").read_bytes().replace(b"~VITK1~^~Vitamin K (phylloquinone)~", b"~VITC~^~Vitamin C~")
        done = vitktest.run("import", self.changed(NUTR_DEF=raw), "-o", vitktest.temporary_folder() / "o.sqlite")
        self.assertEqual(done.returncode, 4)
        self.assertIn("430", done.stderr)

    def test_a_nutrient_that_nutr_def_lacks_is_said_once(self):
        raw = b"".join(line for line in (SAMPLE / "NUTR_DEF.txt").read_bytes().splitlines(True) if b"~430~" not in line)
        dataset = vitktest.import_to_sqlite(self.changed(NUTR_DEF=raw))
        self.assertEqual(stated(dataset), stated(vitktest.import_to_sqlite(SAMPLE)))
        self.assertEqual(dataset.execute("SELECT count(*) FROM problem WHERE code = 'dangling-key'").fetchone()[0], 1)

    def test_a_group_that_is_not_there_is_said(self):
        raw = b"".join(line for line in (SAMPLE / "FD_GROUP.txt").read_bytes().splitlines(True) if b"~1100~" not in line)
        dataset = vitktest.import_to_sqlite(self.changed(FD_GROUP=raw))
        problems = dataset.execute("SELECT * FROM problem WHERE code = 'dangling-key'").fetchall()
        self.assertEqual({problem["excerpt"] for problem in problems}, {"1100"})
        self.assertEqual({problem["severity"] for problem in problems}, {"warning"})

    def test_without_food_des_it_is_recognised_and_refused(self):
        done = vitktest.run("import", self.changed(FOOD_DES=None), "-o", vitktest.temporary_folder() / "o.sqlite")
        self.assertEqual(done.returncode, 4)
        self.assertIn("FOOD_DES.txt", done.stderr)

    def test_without_any_k_row_it_says_that_there_is_no_vitamin_k(self):
        raw = b"".join(line for line in (SAMPLE / "NUT_DATA.txt").read_bytes().splitlines(True) if b"~203~" in line)
        done = vitktest.run("import", self.changed(NUT_DATA=raw), "-o", vitktest.temporary_folder() / "o.sqlite")
        self.assertEqual(done.returncode, 8, done.stderr)

    def test_of_two_releases_one_is_read_and_the_other_said(self):
        folder = vitktest.temporary_folder()
        for name in ("sr27", "sr28"):
            (folder / name).mkdir()
            for member in SAMPLE.iterdir():
                (folder / name / member.name).write_bytes(member.read_bytes())
        dataset = vitktest.import_to_sqlite(folder)
        self.assertEqual({row[0] for row in dataset.execute("SELECT file FROM value")}, {"sr27/NUT_DATA.txt"})
        problem = vitktest.one(dataset, "SELECT * FROM problem WHERE code = 'member-not-read'")
        self.assertTrue(problem["file"].startswith("sr28/"), problem["file"])

    def test_the_abbreviated_table_beside_the_full_one_is_left_and_said(self):
        folder = self.changed()
        (folder / "ABBREV.txt").write_bytes((ABBREV / "ABBREV.txt").read_bytes())
        dataset = vitktest.import_to_sqlite(folder)
        self.assertEqual(stated(dataset), stated(vitktest.import_to_sqlite(SAMPLE)))
        self.assertEqual(vitktest.one(dataset, "SELECT * FROM problem WHERE code = 'member-not-read'")["file"], "ABBREV.txt")

    def test_an_older_layout_with_fewer_columns_is_read(self):
        def first(n, raw):
            return b"".join(b"^".join(line.rstrip(b"\r\n").split(b"^")[:n]) + b"\r\n" for line in raw.splitlines())
        folder = self.changed(NUT_DATA=first(6, (SAMPLE / "NUT_DATA.txt").read_bytes()),
                              FOOD_DES=first(5, (SAMPLE / "FOOD_DES.txt").read_bytes()),
                              NUTR_DEF=first(4, (SAMPLE / "NUTR_DEF.txt").read_bytes()))
        dataset = vitktest.import_to_sqlite(folder)
        self.assertEqual(stated(dataset), stated(vitktest.import_to_sqlite(SAMPLE)))
        natto, candies = value(dataset, "16113", "VITK1"), value(dataset, "19107", "VITK1")
        self.assertEqual((natto["method"] or "", natto["origin"]), ("", "calculated"))
        self.assertEqual(candies["status"], "assumed_zero")

    def test_a_folder_names_a_release_whose_number_of_foods_does_not(self):
        for name, source_id in (("sr17", "usda-sr17"), ("sr17asc", "usda-sr17"), ("usr17", "usda-sr"), ("sr171", "usda-sr")):
            folder = vitktest.temporary_folder()
            self.changed().rename(folder / name)
            dataset = vitktest.import_to_sqlite(folder)
            self.assertEqual(vitktest.one(dataset, "SELECT source_id FROM source")[0], source_id)

    def test_an_unreadable_amount_is_a_reject_with_its_place(self):
        raw = (SAMPLE / "NUT_DATA.txt").read_bytes().replace(b"^482.9^", b"^lots^")
        dataset = vitktest.import_to_sqlite(self.changed(NUT_DATA=raw), exits=(1,))
        problem = vitktest.one(dataset, "SELECT * FROM problem WHERE severity = 'reject'")
        line = next(n for n, f in records(raw) if f[2] == "lots")
        self.assertEqual((problem["file"], problem["line"], problem["field"]), ("NUT_DATA.txt", line, "Nutr_Val"))


class Abbreviated(unittest.TestCase):
    def test_blank_states_nothing_and_the_rest_is_as_it_stands(self):
        dataset = vitktest.import_to_sqlite(ABBREV)
        rows = [(line, f) for line, f in records((ABBREV / "ABBREV.txt").read_bytes())]
        self.assertTrue(all(len(f) == 53 for _, f in rows))
        self.assertEqual(stated(dataset), sorted((f[0], "VITK1", f[43], line) for line, f in rows if f[43]))
        self.assertEqual(vitktest.one(dataset, "SELECT foods_read FROM source")[0], len(rows))

    def test_an_exponent_is_a_number(self):
        folder = vitktest.temporary_folder()
        raw = (ABBREV / "ABBREV.txt").read_bytes().replace(b"^482.9^", b"^5.0e-03^")
        (folder / "ABBREV.txt").write_bytes(raw)
        self.assertEqual(value(vitktest.import_to_sqlite(folder), "11457", "VITK1")["amount_ug"], 0.005)

    def test_another_number_of_fields_is_refused(self):
        folder = vitktest.temporary_folder()
        raw = (ABBREV / "ABBREV.txt").read_bytes().replace(b"\r\n", b"^\r\n")
        (folder / "ABBREV.txt").write_bytes(raw)
        done = vitktest.run("import", folder, "-o", folder / "o.sqlite", "--from", "usda-sr")
        self.assertEqual(done.returncode, 4)
        self.assertIn("54 fields", done.stderr)


class Release28(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.archive = vitktest.shared("data/usda-sr28/sr28asc.zip")
        cls.dataset = vitktest.import_to_sqlite(cls.archive)

    def test_it_is_known_as_28(self):
        source = vitktest.one(self.dataset, "SELECT * FROM source")
        self.assertEqual((source["source_id"], source["foods_read"], source["statements_read"]), ("usda-sr28", 8789, 7224))

    def test_counts_and_sums_are_those_of_the_file(self):
        rows = self.dataset.execute("SELECT component_id, count(*), round(sum(amount_ug), 1) FROM value GROUP BY 1")
        self.assertEqual({row[0]: (row[1], row[2]) for row in rows},
                         {"MK4": (588, 1607.7), "VITK1D": (1410, 2507.4), "VITK1": (5226, 81704.9)})
        zeros = self.dataset.execute("SELECT count(*) FROM value WHERE status = 'assumed_zero'").fetchone()[0]
        self.assertEqual(zeros, 471)

    def test_every_value_is_as_it_stands_and_nothing_is_rejected(self):
        with zipfile.ZipFile(self.archive) as archive:
            self.assertEqual(stated(self.dataset), expected(archive.read("NUT_DATA.txt")))
        self.assertEqual(self.dataset.execute("SELECT count(*) FROM problem").fetchone()[0], 0)

    def test_every_code_of_the_release_has_an_origin(self):
        unknown = self.dataset.execute("SELECT count(*) FROM value WHERE origin = 'unknown'").fetchone()[0]
        self.assertEqual(unknown, 0)

    def test_names_and_langual_codes_are_those_of_the_file(self):
        with zipfile.ZipFile(self.archive) as archive:
            names = {f[0]: (f[2].strip(), f[9].strip()) for _, f in records(archive.read("FOOD_DES.txt"))}
            codes = {}
            for _, f in records(archive.read("LANGUAL.txt")):
                codes.setdefault(f[0], []).append("langual:" + f[1])
        foods = self.dataset.execute("SELECT * FROM food").fetchall()
        self.assertEqual(len(foods), len({row[0] for row in stated(self.dataset)}))
        for food in foods:
            number = food["food_id"]
            self.assertEqual((food["name"], food["scientific_name"] or ""), names[number])
            self.assertEqual((food["classification"] or "").split(), codes.get(number, []))


if __name__ == "__main__":
    unittest.main()
