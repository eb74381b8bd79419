"""The stream: what `--to ndjson` writes comes back as it was, and lines of other programs are read as statements.

VITK names the command under test.
"""
import json
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
from vitktest import SAMPLES, import_to_sqlite, one, run, temporary_folder  # noqa: E402

VALUES = SAMPLES / "ndjson/values.ndjson"
FED = ("ciqual-2025-xml", "usda-sr")
DONE, REJECTS, INPUT = 0, 1, 4


def lines(*objects):
    """A file of these objects, a line each."""
    path = temporary_folder() / "lines.ndjson"
    path.write_text("".join(json.dumps(o, ensure_ascii=False) + "\n" for o in objects), encoding="utf-8")
    return path


def flat(**keys):
    return {"source_id": "s-1", "food_id": "1", "component_id": "VITK1", **keys}


def table(dataset, name):
    return [tuple(row) for row in dataset.execute(f"SELECT * FROM {name}")]


class RoundTrip(unittest.TestCase):
    def there_and_back(self, *options):
        folder = temporary_folder()
        first, stream = folder / "a.sqlite", folder / "a.ndjson"
        self.assertEqual(run("import", *(SAMPLES / s for s in FED), "-o", first, *options).returncode, DONE)
        self.assertEqual(run("export", first, "--to", "ndjson", "-o", stream).returncode, DONE)
        second = folder / "b.sqlite"
        done = run("import", stream, "-o", second)
        self.assertEqual(done.returncode, DONE, done.stderr)
        again = run("export", second, "--to", "ndjson", "-o", "-").stdout
        self.assertEqual(again, stream.read_text(encoding="utf-8"))
        return first, second, stream

    def test_sources_foods_and_values_are_the_same(self):
        first, second, _ = self.there_and_back()
        folder = temporary_folder()
        for path in (first, second):
            self.assertEqual(run("export", path, "--to", "csv", "-o", f"{folder / path.stem}/").returncode, DONE)
        for name in ("source", "food", "value", "component"):
            with self.subTest(table=name):
                written = [(folder / stem / f"{name}.csv").read_bytes() for stem in "ab"]
                self.assertEqual(written[0], written[1])
                self.assertGreater(len(written[0]), 100)

    def test_foods_without_values_stay(self):
        self.there_and_back("--all-foods")

    def test_a_pipe_feeds_it(self):
        *_, stream = self.there_and_back()
        output = temporary_folder() / "out.sqlite"
        done = run("import", "--from", "ndjson", "-", "-o", output, input=stream.read_text(encoding="utf-8"))
        self.assertEqual(done.returncode, DONE, done.stderr)

    def test_the_order_of_lines_does_not_matter(self):
        *_, stream = self.there_and_back()
        text = stream.read_text(encoding="utf-8").splitlines()
        shuffled = temporary_folder() / "shuffled.ndjson"
        shuffled.write_text("\n".join(text[::2] + text[1::2][::-1]) + "\n", encoding="utf-8")
        for name in ("food", "value"):
            self.assertEqual(table(import_to_sqlite(shuffled), name), table(import_to_sqlite(stream), name))

    def test_a_lost_line_is_noticed(self):
        *_, stream = self.there_and_back()
        text = stream.read_text(encoding="utf-8").splitlines()
        shorter = temporary_folder() / "shorter.ndjson"
        shorter.write_text("\n".join(text[:5] + text[6:]) + "\n", encoding="utf-8")
        codes = [r[0] for r in import_to_sqlite(shorter).execute("SELECT code FROM problem")]
        self.assertEqual(codes, ["ledger-differs"])


class Statements(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.dataset = import_to_sqlite(VALUES)

    def test_the_sample_states_what_its_lines_say(self):
        stated = {}
        for number, line in enumerate(VALUES.read_text(encoding="utf-8").split("\n"), 1):
            if not line:
                continue
            line = json.loads(line)
            source, food, value = (line.get(key, line) for key in ("source", "food", "value"))
            if value:
                place = (value.get("file", "values.ndjson"), value.get("line", number))
                stated[source["source_id"], food["food_id"], value["component_id"]] = place
        rows = self.dataset.execute("SELECT source_id, food_id, component_id, file, line FROM value").fetchall()
        self.assertEqual({tuple(r)[:3]: tuple(r)[3:] for r in rows}, stated)
        self.assertEqual(self.dataset.execute("SELECT count(*) FROM problem").fetchone()[0], 0)

    def test_amounts_are_converted_and_kept(self):
        found = {(r["food_id"], r["component_id"]): r for r in self.dataset.execute("SELECT * FROM value")}
        natto = found["001", "MK7"]
        self.assertEqual((natto["amount_ug"], natto["original"], natto["original_unit"], natto["n"], natto["origin"],
                          natto["method"]), (939, "939", "µg/100 g", 3, "analysed", "HPLC-FLD"))
        below = found["002", "MK6"]
        self.assertEqual((below["status"], below["amount_ug"], below["lower_ug"], below["upper_ug"]),
                         ("below_limit", None, 0, 0.15))
        self.assertEqual(found["002", "MK9"]["status"], "trace")
        oil = found["0102", "VITK"]
        self.assertEqual((oil["amount_ug"], oil["basis"], oil["origin"], oil["flags"]), (60.2, "100 ml", "label", "rounded"))
        self.assertEqual(found["0101", "MK4"]["status"], "missing")
        self.assertEqual(found["0101", "VITK1"]["amount_ug"], 482.9)

    def test_a_row_is_kept_as_it_stands(self):
        written = json.loads(VALUES.read_text(encoding="utf-8").splitlines()[-1])["value"]
        row = dict(one(self.dataset, "SELECT * FROM value WHERE source_id = 'exported-1' AND component_id = 'MK4'"))
        self.assertEqual({key: row[key] for key in written}, written)
        source = one(self.dataset, "SELECT * FROM source WHERE source_id = 'exported-1'")
        self.assertEqual((source["importer"], source["importer_version"], source["foods_read"]), ("somewhere", "2", 40))
        food = one(self.dataset, "SELECT * FROM food WHERE source_id = 'exported-1'")
        self.assertEqual((food["name"], food["name_en"], food["classification"]),
                         ("Kaas 48+", "Cheese, 48+", "langual:A0784 foodon:00001"))

    def test_a_food_of_a_line_without_value_is_kept(self):
        self.assertEqual(one(self.dataset, "SELECT name FROM food WHERE food_id = '003'")[0], "Tap water")

    def test_the_lines_of_an_array_are_the_same(self):
        objects = [json.loads(line) for line in VALUES.read_text(encoding="utf-8").splitlines() if line]
        path = temporary_folder() / "values.ndjson"
        path.write_text(json.dumps(objects), encoding="utf-8")
        columns = "source_id, food_id, component_id, status, amount_ug, lower_ug, upper_ug, original, original_unit"
        query = f"SELECT {columns} FROM value ORDER BY {columns}"
        gathered = import_to_sqlite(path, "--from", "ndjson")
        self.assertEqual([tuple(r) for r in gathered.execute(query)], [tuple(r) for r in self.dataset.execute(query)])


class Problems(unittest.TestCase):
    def problems(self, path, exits=(REJECTS,)):
        dataset = import_to_sqlite(path, "--from", "ndjson", exits=exits)
        return [tuple(r) for r in dataset.execute("SELECT severity, code, line, field FROM problem ORDER BY rowid")]

    def test_a_line_that_can_not_be_used_is_a_reject_with_its_line(self):
        good = flat(original=1, original_unit="µg")
        for code, bad in (("bad-line", [1]), ("bad-line", {"food_id": "1", "component_id": "VITK1", "amount_ug": 1}),
                          ("bad-line", {"source_id": "s-1", "component_id": "VITK1", "amount_ug": 1}),
                          ("bad-line", {"source": {"source_id": "s-1"}, "food": 1, "value": None}),
                          ("bad-line", flat(amount_ug=1, status="much")), ("bad-line", flat(amount_ug=1, basis="cup")),
                          ("unit-iu", flat(original=1, original_unit="IU")), ("no-unit", flat(original=1)),
                          ("not-a-number", flat(original="0,5", original_unit="µg")),
                          ("unknown-component", flat(component_id="K", amount_ug=1))):
            with self.subTest(bad=bad):
                self.assertEqual(self.problems(lines(good, bad)), [("reject", code, 2, None)])

    def test_a_row_that_breaks_a_rule_is_a_reject(self):
        row = flat(status="trace", amount_ug=1, lower_ug=0, upper_ug=None, basis="100 g", origin="unknown",
                   equivalents="mass", file="f.csv", line=7, field="K1")
        self.assertEqual(self.problems(lines(flat(amount_ug=1), row)), [("reject", "bad-value-row", 7, "K1")])

    def test_a_key_that_is_not_read_is_said_once(self):
        path = lines(*(flat(food_id=str(i), amount_ug=1, ammount=1) for i in range(3)))
        self.assertEqual(self.problems(path, (DONE,)), [("warning", "unknown-key", 1, "ammount")])

    def test_a_blank_amount_says_nothing(self):
        dataset = import_to_sqlite(lines(flat(amount_ug=1), flat(food_id="2", amount_ug=None),
                                         flat(food_id="3", original="", original_unit="µg")), "--from", "ndjson")
        self.assertEqual([r[0] for r in dataset.execute("SELECT food_id FROM value")], ["1"])

    def test_text_that_is_no_json_ends_it_with_its_line(self):
        path = temporary_folder() / "cut.ndjson"
        path.write_text(json.dumps(flat(amount_ug=1)) + "\n{\"source_id\":", encoding="utf-8")
        done = run("import", path, "-o", temporary_folder() / "out.sqlite")
        self.assertEqual(done.returncode, INPUT, done.stderr)
        self.assertIn("not-well-formed", done.stderr)
        self.assertIn("cut.ndjson:2", done.stderr)

    def test_nothing_on_standard_input_is_an_error(self):
        done = run("import", "--from", "ndjson", "-", "-o", temporary_folder() / "out.sqlite", input="")
        self.assertEqual(done.returncode, INPUT, done.stderr)


if __name__ == "__main__":
    unittest.main()
