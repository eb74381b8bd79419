"""--shard: the parts of an import are disjoint, add up, and joined again they are the import, byte for byte."""
import json
import shutil
import sqlite3
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
from vitktest import SAMPLES, run, temporary_folder  # noqa: E402

# Tables, trees, a workbook, a map; several members; rejects, warnings, foods that are not described.
INPUTS = [["usda-fdc-csv"], ["usda-fdc-json"], ["usda-sr"], ["ciqual-2025-xml"], ["frida"], ["open-food-facts"],
          ["dsld"], ["canada-cnf", "--all-foods"], ["csv/lab.csv", "--map", SAMPLES / "csv" / "lab.map"]]

def arguments_of(words):
    return [SAMPLES / words[0], *words[1:]]


def text_of(dataset, folder):
    """Every table as text: {file: bytes}."""
    shutil.rmtree(folder, ignore_errors=True)
    done = run("export", dataset, "-q", "-o", f"{folder}/")
    if done.returncode != 0:
        raise AssertionError(done.stderr)
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def rows(dataset, sql):
    with sqlite3.connect(dataset) as database:
        return database.execute(sql).fetchall()


class Shards(unittest.TestCase):
    def setUp(self):
        self.folder = temporary_folder()

    def shards(self, words, n, name="shard"):
        """Imports each of the n parts; gives their datasets and reports."""
        datasets, reports = [], []
        for i in range(1, n + 1):
            datasets.append(self.folder / f"{name}-{i}-of-{n}.sqlite")
            done = run("import", *words, "--shard", f"{i}/{n}", "-q", "--json", "-o", datasets[-1])
            self.assertIn(done.returncode, (0, 1), done.stderr)
            reports.append(json.loads(done.stdout))
        return datasets, reports

    def whole(self, words):
        dataset = self.folder / "whole.sqlite"
        done = run("import", *words, "-q", "--json", "-o", dataset)
        self.assertIn(done.returncode, (0, 1), done.stderr)
        return dataset, json.loads(done.stdout)

    def with_rejects(self):
        """A copy of a sample with amounts that are none, and values of foods that are not in food.csv."""
        folder = self.folder / "rejects"
        shutil.copytree(SAMPLES / "usda-fdc-csv", folder)
        with open(folder / "food_nutrient.csv", "a", encoding="utf-8") as out:
            for i in range(40):
                food, amount = ("321358", f"about {i}") if i % 2 else (str(900000 + i), "1.0")
                out.write(f'"{i}","{food}","1185","{amount}","","","","","","","","",""\n')
        return [folder]

    def test_shards_of_any_number_make_the_whole(self):
        root = self.folder
        for number, words in enumerate([*map(arguments_of, INPUTS), self.with_rejects()]):
            self.folder = root / str(number)
            self.folder.mkdir()
            whole, _ = self.whole(words)
            expected = text_of(whole, self.folder / "expected")
            for n in (1, 2, 3, 13):
                datasets, _ = self.shards(words, n)
                joined = self.folder / f"joined-{n}.sqlite"
                done = run("import", *reversed(datasets), "-q", "-o", joined)
                self.assertIn(done.returncode, (0, 1), done.stderr)
                text = text_of(joined, self.folder / "text")
                differ = [name for name in expected if text.get(name) != expected[name]]
                self.assertEqual((text.keys(), differ), (expected.keys(), []), f"{words[0].name}, {n} shards")

    def test_statements_rejects_and_problems_are_parted(self):
        words = self.with_rejects()
        whole, report = self.whole(words)
        datasets, reports = self.shards(words, 3)
        for sql in ("SELECT * FROM value ORDER BY 1, 2, 3, file, line, field",
                    "SELECT * FROM problem WHERE line > 0 ORDER BY file, line, field, code, message"):
            parts = [rows(dataset, sql) for dataset in datasets]
            self.assertCountEqual(sum(parts, []), rows(whole, sql))
            self.assertGreater(sum(len(part) > 0 for part in parts), 1, "one shard has it all")
        self.assertGreater(report["sources"][0]["rejects"], 20)
        for count in ("statements", "rejects", "warnings"):
            self.assertEqual(sum(part["sources"][0][count] for part in reports), report["sources"][0][count], count)
        for part, dataset in zip(reports, datasets):
            self.assertEqual(part["sources"][0]["foods_read"], report["sources"][0]["foods_read"])
            self.assertEqual(rows(dataset, "SELECT statements_read FROM source"), [(part["sources"][0]["statements"],)])
            self.assertEqual(rows(dataset, "SELECT count(*) FROM food"), [(part["sources"][0]["foods_kept"],)])

    def test_foods_of_a_shard_are_those_of_its_values(self):
        datasets, _ = self.shards(arguments_of(INPUTS[0]), 4)
        for dataset in datasets:
            self.assertEqual(rows(dataset, "SELECT * FROM value LEFT JOIN food USING (source_id, food_id) "
                                           "WHERE food.food_id IS NULL OR food.name IS NULL"), [])

    def test_a_shard_says_that_it_is_one(self):
        datasets, _ = self.shards(arguments_of(INPUTS[0]), 2)
        for i, dataset in enumerate(datasets, 1):
            (severity, message), = rows(dataset, "SELECT severity, message FROM problem WHERE code = 'shard'")
            self.assertEqual(severity, "note")
            self.assertTrue(message.startswith(f"{i} of 2:"), message)

    def test_a_shard_made_again_is_the_same(self):
        words = arguments_of(INPUTS[0])
        (first, _), _ = self.shards(words, 2)
        before = text_of(first, self.folder / "before")
        self.shards(words, 2)
        self.assertEqual(text_of(first, self.folder / "after"), before)

    def test_a_missing_shard_leaves_its_source_out(self):
        datasets, _ = self.shards(arguments_of(["usda-fdc-csv"]), 3)
        joined = self.folder / "joined.sqlite"
        done = run("import", datasets[0], datasets[2], SAMPLES / "frida", "-o", joined)
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertIn("[shards-missing]", done.stderr)
        self.assertEqual([name[:5] for name, in rows(joined, "SELECT source_id FROM source")], ["frida"])

    def test_the_same_shard_twice_is_refused(self):
        datasets, _ = self.shards(arguments_of(["usda-fdc-csv"]), 2)
        again = self.folder / "again.sqlite"
        shutil.copy(datasets[0], again)
        done = run("import", *datasets, again, "-o", self.folder / "joined.sqlite")
        self.assertEqual(done.returncode, 4)
        self.assertIn("[double-shard]", done.stderr)
        self.assertFalse((self.folder / "joined.sqlite").exists())

    def test_shards_of_another_import_are_refused(self):
        datasets, _ = self.shards(arguments_of(["usda-fdc-csv"]), 2)
        thirds, _ = self.shards(arguments_of(["usda-fdc-csv"]), 3)
        changed = self.folder / "changed"
        shutil.copytree(SAMPLES / "usda-fdc-csv", changed)
        with open(changed / "food.csv", "a", encoding="utf-8") as out:
            out.write('"999999","sample_food","Another","1","2019-04-01"\n')
        others, _ = self.shards([changed], 2, "changed")
        for second in (thirds[1], others[1]):
            done = run("import", datasets[0], second, "-o", self.folder / "joined.sqlite")
            self.assertEqual(done.returncode, 4, second)
            self.assertIn("[shards-differ]", done.stderr)

    def test_shards_beside_the_whole_are_two_of_one_source(self):
        words = arguments_of(["usda-fdc-csv"])
        datasets, _ = self.shards(words, 2)
        whole, _ = self.whole(words)
        done = run("import", *datasets, whole, "-o", self.folder / "joined.sqlite")
        self.assertEqual(done.returncode, 4)
        self.assertIn("[double-source]", done.stderr)

    def test_a_note_that_names_no_shard_makes_none(self):
        datasets, _ = self.shards(arguments_of(["usda-fdc-csv"]), 1)
        for message in ("0 of 0:", "2 of 1:", "1 of 1", "1 of", "of 1:", "-1 of 1:", "1 of 99999999999:", "x",
                        "1 of 1 :"):
            with sqlite3.connect(datasets[0]) as database:
                database.execute("UPDATE problem SET message = ? WHERE code = 'shard'", (message,))
            done = run("import", datasets[0], "-o", self.folder / "again.sqlite")
            self.assertEqual(done.returncode, 0, f"{message}: {done.stderr}")
            self.assertEqual(rows(self.folder / "again.sqlite", "SELECT message FROM problem WHERE code = 'shard'"),
                             [(message,)])

    def test_other_words_than_a_shard_are_refused(self):
        for words in ("0/2", "3/2", "1", "1/", "/2", "1/2/3", "a/b", "-1/2", "1/10001", "1 /2", ""):
            done = run("import", SAMPLES / "frida", "--shard", words, "-o", self.folder / "none.sqlite")
            self.assertEqual(done.returncode, 2, words)
            self.assertIn("--shard takes I/N", done.stderr)


if __name__ == "__main__":
    unittest.main()
