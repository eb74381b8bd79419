"""What the exporters promise: the dataset, whole, in other forms. Read back by Python's own csv and json."""
import csv
import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
from vitktest import SAMPLES, VITK, run, temporary_folder  # noqa: E402

TABLES = ["source", "file", "component", "food", "value", "problem"]
NASTY = 'a "quoted", name;\twith\r\nlines\n\\ and \x01 \u2028 µ 納豆'


def make_dataset():
    """Two samples, and by hand a food with a name that no format likes, one stated twice, and one without values."""
    path = temporary_folder() / "d.sqlite"
    for sample in ("usda-sr", "ciqual-2025-xml"):
        done = run("import", SAMPLES / sample, "-o", path)
        assert done.returncode == 0, done.stderr
    dataset = sqlite3.connect(path)
    source = dataset.execute("SELECT source_id FROM source LIMIT 1").fetchone()[0]
    dataset.execute("INSERT INTO food (source_id, food_id, name) VALUES (?, 'nasty', ?)", (source, NASTY))
    dataset.execute("INSERT INTO food (source_id, food_id) VALUES (?, 'none')", (source,))
    statement = """INSERT INTO value (source_id, food_id, component_id, status, amount_ug, lower_ug, upper_ug, basis,
        serving_g, origin, equivalents, original, file, line, field) VALUES (?, 'nasty', ?, ?, ?, ?, ?, ?, ?, 'label',
        'mass', ?, 'f', ?, '')"""
    for row in (
        ("VITK1", "value", 0.1, 0.1, 0.1, "100 g", None, "0,1", 1),
        ("VITK1", "value", 1e-7, 1e-7, 1e-7, "100 g", None, "0,0000001", 2),
        ("VITK2", "below_limit", None, 0, 20, "100 g", None, "< 20", 1),
        ("VITK2", "value", 75, 75, 75, "serving", 30, "75", 1),
    ):
        dataset.execute(statement, (source, *row))
    dataset.commit()
    dataset.row_factory = sqlite3.Row
    return path, dataset


def setUpModule():
    global PATH, DATASET
    PATH, DATASET = make_dataset()


def export(name, *args, exits=0):
    out = str(temporary_folder()) + "/" + name
    done = run("export", PATH, "-o", out, *args)
    if done.returncode != exits:
        raise AssertionError(f"exit {done.returncode}: {done.stderr}")
    return Path(out)


def read_csv(path, delimiter=","):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def cell(field, value):
    """A cell as the dataset has it: null for empty, numbers as numbers."""
    if value == "":
        return None
    return {"integer": int, "number": float}.get(field["type"], str)(value)


class Csv(unittest.TestCase):
    def test_a_row_a_value_and_nothing_is_lost(self):
        rows = read_csv(export("t.csv"))
        stated = [row for row in rows if row["status"]]
        values = DATASET.execute("SELECT * FROM value").fetchall()
        self.assertEqual(len(stated), len(values))
        by_key = {(r["source_id"], r["food_id"], r["component_id"], r["basis"], r["file"], r["line"], r["field"]): r
                  for r in stated}
        for value in values:
            row = by_key[tuple(str(value[k]) for k in
                               ("source_id", "food_id", "component_id", "basis", "file", "line", "field"))]
            for name in value.keys():
                if isinstance(value[name], float):
                    self.assertEqual(float(row[name]), value[name], name)
                else:
                    self.assertEqual(row[name], "" if value[name] is None else str(value[name]), name)

    def test_a_name_of_quotes_and_line_ends_survives(self):
        rows = [row for row in read_csv(export("t.csv")) if row["food_id"] == "nasty"]
        self.assertEqual({row["food_name"] for row in rows}, {NASTY})
        self.assertEqual(rows[0]["source_title"], rows[-1]["source_title"])

    def test_a_food_without_values_has_a_row_without_a_status(self):
        row = [row for row in read_csv(export("t.csv")) if row["food_id"] == "none"]
        self.assertEqual([(r["status"], r["amount_ug"], r["component_id"]) for r in row], [("", "", "")])
        self.assertTrue(row[0]["licence"])

    def test_no_empty_amount_became_a_zero(self):
        for row in read_csv(export("t.csv")):
            if row["status"] in ("trace", "below_limit", "present", "missing", ""):
                self.assertEqual(row["amount_ug"], "")

    def test_tsv_has_tabs_and_the_options_are_heard(self):
        self.assertEqual(len(read_csv(export("t.tsv"), "\t")), len(read_csv(export("t.csv"))))
        path = export("t.csv", "-O", "delimiter=;", "-O", "bom=yes")
        self.assertTrue(path.read_bytes().startswith(b"\xef\xbb\xbfsource_id;source_title;"))

    def test_columns_are_those_that_are_named_in_their_order(self):
        whole = read_csv(export("t.csv"))
        names = list(whole[0])
        for chosen in (["food_id", "component_id", "original", "food_name"], ["licence"], names[::-1],
                       ["flags", "release", "source_id", "amount_ug", "food_name", "food_id"]):
            path = export("t.csv", "-O", "columns=" + ",".join(chosen))
            with open(path, newline="", encoding="utf-8") as file:
                lines = list(csv.reader(file))
            self.assertEqual(lines, [chosen] + [[row[name] for name in chosen] for row in whole])
        self.assertEqual(export("t.csv", "-O", "columns=" + ",".join(names)).read_bytes(), export("t.csv").read_bytes())

    def test_columns_without_a_value_s_own_still_have_a_row_a_value(self):
        rows = read_csv(export("t.csv", "-O", "columns=food_id,source_id"))
        self.assertEqual([row["food_id"] for row in rows], [row["food_id"] for row in read_csv(export("t.csv"))])

    def test_a_column_that_there_is_not_or_twice_is_refused_with_those_that_there_are(self):
        heads = export("t.csv").read_text(encoding="utf-8").splitlines()[0].split(",")
        for names, named in (("food_id,name", '"name"'), ("food_id,food_id", '"food_id"'), ("food_id,", '""'),
                             (",", '""'), ("Food_id", '"Food_id"')):
            out = temporary_folder() / "t.csv"
            done = run("export", PATH, "-o", out, "-O", f"columns={names}")
            self.assertEqual(done.returncode, 5)
            self.assertIn(named, done.stderr)
            self.assertIn(", ".join(heads), done.stderr)
            self.assertFalse(out.exists())

    def test_columns_of_a_wide_table_or_a_folder_are_refused(self):
        export("d/", "-O", "columns=food_id", exits=5)
        export("t.csv", "-O", "columns=food_id", "-O", "wide=yes", exits=5)

    def test_cells_of_any_length_are_quoted_where_they_must_be(self):
        path = temporary_folder() / "d.sqlite"
        shutil.copy(PATH, path)
        dataset = sqlite3.connect(path)
        source = dataset.execute("SELECT source_id FROM source LIMIT 1").fetchone()[0]
        names = {}
        for n in range(1, 40):
            for special in ("", ",", '"', "\n", "\r", "\t", '""'):
                for at in {0, n // 2, n - 1}:
                    names[f"{n}-{at}-{special.encode().hex()}"] = ("x" * n)[:at] + special + ("x" * n)[at + 1:]
        dataset.executemany("INSERT INTO food (source_id, food_id, name) VALUES (?, ?, ?)",
                            [(source, food, name) for food, name in names.items()])
        dataset.commit()
        dataset.close()
        for delimiter in (",", "\t", ";"):
            out = temporary_folder() / "t.csv"
            run("export", path, "-o", out, "-O", f"delimiter={delimiter}", "-O", "columns=food_name,food_id")
            with open(out, newline="", encoding="utf-8") as file:
                text = file.read()
            for food, name in names.items():
                quoted = any(c in name for c in (delimiter, '"', "\n", "\r"))
                cell_text = '"' + name.replace('"', '""') + '"' if quoted else name
                self.assertIn(f"\n{cell_text}{delimiter}{food}\n", text)

    def test_lines_end_in_lf(self):
        text = export("t.csv").read_bytes().replace(b"with\r\nlines", b"")
        self.assertNotIn(b"\r", text)
        self.assertTrue(text.endswith(b"\n"))

    def test_wide_has_a_row_a_food_and_basis(self):
        rows = [row for row in read_csv(export("t.csv", "-O", "wide=yes")) if row["food_id"] == "nasty"]
        self.assertEqual([(r["basis"], r["serving_g"]) for r in rows], [("100 g", ""), ("serving", "30")])
        gram, serving = rows
        self.assertEqual((gram["VITK1_ug"], gram["VITK1_status"], gram["flags"]), ("0.1", "value", "stated-twice"))
        self.assertEqual((gram["VITK2_ug"], gram["VITK2_status"]), ("", "below_limit"))
        self.assertEqual((serving["VITK1_ug"], serving["VITK1_status"], serving["flags"]), ("", "", ""))
        self.assertEqual((serving["VITK2_ug"], serving["MK13_status"]), ("75", ""))

    def test_wide_has_every_food(self):
        foods = {(r["source_id"], r["food_id"]) for r in read_csv(export("t.csv", "-O", "wide=yes"))}
        self.assertEqual(foods, {tuple(r) for r in DATASET.execute("SELECT source_id, food_id FROM food")})

    def test_a_wide_folder_is_refused(self):
        done = run("export", PATH, "-o", str(temporary_folder()) + "/w/", "-O", "wide=yes")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("one file", done.stderr)


class Folder(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = export("package/", "--to", "csv")
        cls.package = json.loads((cls.folder / "datapackage.json").read_text(encoding="utf-8"))
        cls.resources = {resource["name"]: resource for resource in cls.package["resources"]}

    def rows(self, table):
        fields = self.resources[table]["schema"]["fields"]
        return [tuple(cell(field, row[field["name"]]) for field in fields)
                for row in read_csv(self.folder / self.resources[table]["path"])]

    def test_every_table_is_whole(self):
        self.assertEqual(list(self.resources), TABLES)
        for table in TABLES:
            columns = [field["name"] for field in self.resources[table]["schema"]["fields"]]
            self.assertEqual(columns, [row[1] for row in DATASET.execute(f"PRAGMA table_info({table})")])
            stored = [tuple(None if v == "" else v for v in row) for row in DATASET.execute(f"SELECT * FROM {table}")]
            self.assertCountEqual(self.rows(table), stored)

    def test_sizes_and_checksums_hold(self):
        for resource in self.resources.values():
            content = (self.folder / resource["path"]).read_bytes()
            self.assertEqual(resource["bytes"], len(content))
            self.assertEqual(resource["hash"], "sha256:" + hashlib.sha256(content).hexdigest())

    def test_keys_are_keys(self):
        for table, resource in self.resources.items():
            schema = resource["schema"]
            names = [field["name"] for field in schema["fields"]]
            rows = self.rows(table)
            key = schema.get("primaryKey")
            if key:
                keys = [tuple(row[names.index(name)] for name in key) for row in rows]
                self.assertEqual(len(keys), len(set(keys)), table)
            for foreign in schema.get("foreignKeys", []):
                other = self.resources[foreign["reference"]["resource"]]
                other_names = [field["name"] for field in other["schema"]["fields"]]
                there = {tuple(row[other_names.index(name)] for name in foreign["reference"]["fields"])
                         for row in self.rows(other["name"])}
                for row in rows:
                    self.assertIn(tuple(row[names.index(name)] for name in foreign["fields"]), there)
        self.assertEqual(len(self.resources["value"]["schema"]["foreignKeys"]), 2)

    def test_constraints_hold(self):
        for table, resource in self.resources.items():
            for index, field in enumerate(resource["schema"]["fields"]):
                constraints = field.get("constraints", {})
                for row in self.rows(table):
                    if constraints.get("required"):
                        self.assertIsNotNone(row[index], (table, field["name"]))
                    if "enum" in constraints:
                        self.assertIn(row[index], constraints["enum"])

    def test_sources_and_licences_are_told(self):
        self.assertEqual(self.package["$schema"], "https://datapackage.org/profiles/2.0/datapackage.json")
        self.assertEqual([source["source_id"] for source in self.package["sources"]],
                         [row[0] for row in DATASET.execute("SELECT source_id FROM source ORDER BY 1")])
        self.assertEqual(len(self.package["licenses"]),
                         DATASET.execute("SELECT count(DISTINCT licence) FROM source").fetchone()[0])

    def test_an_earlier_export_is_replaced_and_another_folder_is_not(self):
        self.assertEqual(run("export", PATH, "-o", str(self.folder) + "/", "--to", "csv").returncode, 0)
        self.assertEqual(len(list(self.folder.iterdir())), len(TABLES) + 2)  # datapackage.json and NOTICE

    def test_the_notice_names_each_source_with_its_terms(self):
        notice = (self.folder / "NOTICE").read_text(encoding="utf-8")
        with open(self.folder / "source.csv", encoding="utf-8", newline="") as file:
            sources = list(csv.DictReader(file))
        self.assertTrue(sources)
        for source in sources:
            self.assertIn(f"\n{source['source_id']}\n", notice)
            self.assertIn(f"    licence: {source['licence'] or 'not known'}", notice)
            self.assertIn(source["attribution"], notice)

    def test_the_notice_says_where_passing_on_is_forbidden_and_where_the_terms_are_not_known(self):
        folder = temporary_folder() / "terms"
        done = run("import", SAMPLES / "canada-cnf", SAMPLES / "ifct", SAMPLES / "ciqual-2025-csv", "-o", f"{folder}/")
        self.assertEqual(done.returncode, 0, done.stderr)
        parts = (folder / "NOTICE").read_text(encoding="utf-8").split("\n\n")[1:]
        told = {part.split("\n")[0]: part for part in parts}
        forbidden = {name.split("-")[0] for name, part in told.items() if "PASSING ON IS FORBIDDEN" in part}
        unknown = {name.split("-")[0] for name, part in told.items() if "not known. Ask" in part}
        self.assertEqual((forbidden, unknown, len(told)), ({"canada"}, {"ifct"}, 3))
        other = temporary_folder()
        (other / "thesis.txt").write_text("all my work")
        self.assertEqual(run("export", PATH, "-o", str(other) + "/", "--to", "csv").returncode, 5)
        self.assertEqual([file.name for file in other.iterdir()], ["thesis.txt"])


class Ndjson(unittest.TestCase):
    def test_a_line_a_value_with_its_food_and_source(self):
        lines = [json.loads(line) for line in export("t.ndjson").read_text(encoding="utf-8").split("\n")[:-1]]
        values = DATASET.execute("SELECT count(*) FROM value").fetchone()[0]
        self.assertEqual(sum(line["value"] is not None for line in lines), values)
        self.assertEqual([line["food"]["food_id"] for line in lines if line["value"] is None], ["none"])
        nasty = [line for line in lines if line["food"]["food_id"] == "nasty"]
        self.assertEqual(nasty[0]["food"]["name"], NASTY)
        self.assertEqual([line["value"]["amount_ug"] for line in nasty], [0.1, 1e-7, None, 75])
        columns = [row[1] for row in DATASET.execute("PRAGMA table_info(source)")]
        seen = set()
        for line in lines:
            self.assertEqual(list(line), ["source", "food", "value"])
            first = line["source"]["source_id"] not in seen
            seen.add(line["source"]["source_id"])
            self.assertEqual(list(line["source"]), columns if first else ["source_id", "title", "release", "licence"])

    def test_a_pipe_that_is_closed_ends_it_quietly(self):
        with subprocess.Popen([VITK, "export", str(PATH), "-o", "-", "--to", "ndjson"], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE) as process:
            process.stdout.close()
            process.wait(60)
            self.assertEqual(process.stderr.read(), b"")

    def test_bytes_that_are_no_text_do_not_break_a_line(self):
        copy = temporary_folder() / "damaged.sqlite"
        dataset = sqlite3.connect(copy)
        DATASET.backup(dataset)
        dataset.execute("UPDATE food SET name = CAST(X'41FF42' AS TEXT) WHERE food_id = 'nasty'")
        dataset.commit()
        done = subprocess.run([VITK, "export", str(copy), "-o", "-", "--to", "ndjson"], capture_output=True, check=True)
        names = {json.loads(line)["food"]["name"] for line in done.stdout.decode("utf-8").split("\n")[:-1]}
        self.assertIn("A\ufffdB", names)


class Sameness(unittest.TestCase):
    def test_the_order_of_imports_does_not_show(self):
        samples = [SAMPLES / "usda-sr", SAMPLES / "ciqual-2025-xml"]
        written = []
        for order in (samples, samples[::-1]):
            path = temporary_folder() / "d.sqlite"
            for sample in order:
                self.assertEqual(run("import", sample, "-o", path).returncode, 0)
            written.append([run("export", path, "-o", "-", "--to", to).stdout for to in ("csv", "ndjson")])
        self.assertEqual(written[0], written[1])
        self.assertTrue(all(written[0]))

    def test_an_import_straight_to_text_is_what_the_dataset_exports(self):
        for to in ("csv", "ndjson"):
            path = temporary_folder() / "d.sqlite"
            run("import", SAMPLES / "usda-sr", "-o", path)
            straight = run("import", SAMPLES / "usda-sr", "-o", "-", "--to", to)
            self.assertEqual(straight.returncode, 0, straight.stderr)
            self.assertEqual(straight.stdout, run("export", path, "-o", "-", "--to", to).stdout)

    def test_many_values_of_one_place_come_by_their_number_from_both(self):
        folder = temporary_folder()
        whole = {"source": {"source_id": "lab-1"}, "food": {"food_id": "1", "name": "Natto"}}
        with open(folder / "in.ndjson", "w", encoding="utf-8") as text:
            for i in range(12):
                value = {"component_id": "MK7", "original": str(900 + i), "original_unit": "µg", "file": "a.json",
                         "line": 1, "field": "mk7"}
                text.write(json.dumps(dict(whole, value=value)) + "\n")
        for to in ("csv", "ndjson"):
            straight = run("import", folder / "in.ndjson", "-o", "-", "--to", to)
            self.assertEqual(straight.returncode, 0, straight.stderr)
            run("import", folder / "in.ndjson", "-o", folder / "d.sqlite")
            exported = run("export", folder / "d.sqlite", "-o", "-", "--to", to).stdout
            self.assertEqual(straight.stdout, exported)
            again = run("import", folder / "d.sqlite", "-o", "-", "--to", to)
            self.assertEqual(again.stdout, exported)
        fields = [row["field"] for row in csv.DictReader(io.StringIO(run(
            "export", folder / "d.sqlite", "-o", "-", "--to", "csv").stdout))]
        self.assertEqual(fields, ["mk7"] + [f"mk7#{i}" for i in range(2, 13)])

    def test_a_locale_with_decimal_commas_changes_nothing(self):
        plain = run("export", PATH, "-o", "-", "--to", "csv").stdout
        environment = dict(os.environ, LC_ALL="de_DE.UTF-8", LANG="de_DE.UTF-8")
        other = subprocess.run([VITK, "export", str(PATH), "-o", "-", "--to", "csv"], env=environment,
                               capture_output=True, text=True, encoding="utf-8", check=True).stdout
        self.assertEqual(plain, other)


if __name__ == "__main__":
    unittest.main()
