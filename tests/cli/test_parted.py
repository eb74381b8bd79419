"""--shard of a large table: each shard reads its own range of it, and joined they are the import, byte for byte."""
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
from vitktest import VITK, run, temporary_folder  # noqa: E402

HEADER = ('"id","fdc_id","nutrient_id","amount","data_points","derivation_id","min","max","median","loq","footnote",'
          '"min_year_acquired","percent_daily_value"')
NUTRIENTS = '"id","name","unit_name","nutrient_nbr"\n"1003","Protein","G","203"\n'
K1 = '"1185","Vitamin K (phylloquinone)","UG","430"\n'
FOODS = '"fdc_id","data_type","description","food_category_id","publication_date"\n'

RANGE, ALL = "only a range was read", "all was read"


def row(i, food, nutrient="1185", amount="1.5", derivation="", footnote="", end="\n"):
    cells = (i, food, nutrient, amount, "", derivation, "", "", "", "", footnote, "", "")
    return ",".join(f'"{cell}"' for cell in cells) + end


def text_of(dataset):
    """Every table as text: {file: bytes}."""
    folder = temporary_folder() / "text"
    done = run("export", dataset, "-q", "-o", f"{folder}/")
    if done.returncode != 0:
        raise AssertionError(done.stderr)
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def note_of(dataset):
    """What the shard says of itself."""
    with sqlite3.connect(dataset) as database:
        (message, member), = database.execute("SELECT message, excerpt FROM problem WHERE code = 'shard'")
    return message, member


class Parted(unittest.TestCase):
    def setUp(self):
        self.folder = temporary_folder()

    def release(self, values, foods=None, nutrients=NUTRIENTS + K1, header=HEADER + "\n"):
        """A release of foods 1 to 20 with these rows of values."""
        folder = self.folder / f"release-{len(list(self.folder.iterdir()))}"
        folder.mkdir()
        foods = foods or [f'"{i}","branded_food","Food {i}","","2021-10-28"\n' for i in range(1, 21)]
        (folder / "food.csv").write_text(FOODS + "".join(foods), "utf-8", newline="")
        (folder / "nutrient.csv").write_text(nutrients, "utf-8", newline="")
        (folder / "food_nutrient.csv").write_text(header + "".join(values), "utf-8", newline="")
        return folder

    def shards(self, words, n, exits=(0, 1)):
        """Imports each of the n shards; gives their datasets and what was said."""
        datasets, said = [], []
        for i in range(1, n + 1):
            datasets.append(self.folder / f"shard-{i}-of-{n}.sqlite")
            done = run("import", *words, "--shard", f"{i}/{n}", "--force", "-o", datasets[-1])
            self.assertIn(done.returncode, exits, done.stderr)
            said.append(done.stderr)
        return datasets, said

    def whole(self, words, exits=(0, 1)):
        dataset = self.folder / "whole.sqlite"
        done = run("import", *words, "-o", dataset, "--force")
        self.assertIn(done.returncode, exits, done.stderr)
        return text_of(dataset)

    def joined(self, datasets):
        whole = self.folder / "joined.sqlite"
        whole.unlink(missing_ok=True)
        done = run("import", *datasets, "-q", "-o", whole)
        self.assertIn(done.returncode, (0, 1), done.stderr)
        return text_of(whole)

    def check(self, *words, counts=(1, 2, 3, 7), says=None):
        """The shards joined are the whole for each count, and say that they read so much."""
        expected = self.whole(words)
        for n in counts:
            datasets, _ = self.shards(words, n)
            text = self.joined(datasets)
            differ = [name for name in expected if text.get(name) != expected[name]]
            self.assertEqual((text.keys(), differ), (expected.keys(), []), f"{n} shards")
            for i, dataset in enumerate(datasets):
                message, member = note_of(dataset)
                if n > 1:
                    self.assertEqual(member, "food_nutrient.csv")
                if n > 1 and says is not None:
                    self.assertIn(says(i, n), message, f"shard {i + 1} of {n}")

    def test_a_border_within_quotes_parts_no_record(self):
        for end in ("\n", "\r\n"):
            values = []
            for i in range(300):
                broken = f'{"x" * (i % 41)}{end}1,{i % 20 + 1},1185,9{end}""{end}{"y" * (i % 67)}'
                values.append(row(i, i % 20 + 1, ("1185", "1003")[i % 3 == 0], f"{i}.5", footnote=broken, end=end))
            self.check(self.release(values), says=lambda i, n: RANGE)

    def test_a_table_that_threads_read_is_parted_the_same(self):
        values = (row(i, i % 20 + 1, ("1003", "1185")[i % 50 == 0], f"{i / 8}", footnote=("", "a\nb\n\"\"c")[i % 7 == 0])
                  for i in range(150_000))
        folder = self.release(values)
        self.assertGreater((folder / "food_nutrient.csv").stat().st_size, 8 << 20)
        self.check(folder, counts=(2, 3), says=lambda i, n: RANGE)
        self.check(folder, "--isolate=off", counts=(3,), says=lambda i, n: RANGE)

    def test_what_is_told_once_is_told_once(self):
        """K1 is not in nutrient.csv, a derivation is not known: each is said at the first such row."""
        values = [row(i, i % 20 + 1, "1185", "2", derivation=("", "9999")[i > 120]) for i in range(300)]
        folder = self.release(values, nutrients=NUTRIENTS + '"1184","Vitamin K (Dihydrophylloquinone)","UG","429"\n')
        self.check(folder, says=lambda i, n: ALL)
        _, said = self.shards([folder], 3)
        for text in said:
            self.assertEqual(text.count("[dangling-key]"), 1, text)

    def test_only_a_shard_that_has_to_tell_reads_all(self):
        values = [row(i, i % 20 + 1, amount=("2", "about 2")[i == 250]) for i in range(300)]
        self.check(self.release(values), counts=(3,), says=lambda i, n: ALL if i == 2 else RANGE)

    def test_rejects_and_foods_that_are_not_described_are_those_of_the_whole(self):
        values = [row(i, i % 27 + 1, amount=("2", "about 2")[i % 50 == 0]) for i in range(300)]
        self.check(self.release(values))
        foods = [f'"{i}","branded_food","Food {i}","{i % 3}","2021-10-28"\n' for i in range(1, 28)]
        categories = '"id","code","description"\n"1","0100","Dairy"\n'
        folder = self.release(values, foods)
        (folder / "food_category.csv").write_text(categories, "utf-8")
        self.check(folder)
        self.check(folder, "--all-foods", counts=(3,))

    def test_foods_that_come_twice_are_counted_as_in_the_whole(self):
        values = [row(i, i // 15 + 1) for i in range(300)]
        foods = [f'"{i}","branded_food","Food {i}","","2021-10-28"\n' for i in (*range(1, 21), 3, 19, 19, 25, 25)]
        self.check(self.release(values, foods))
        self.check(self.release(values, [*foods, '"7","branded_food","Another","","2021-10-28"\n']))

    def test_a_range_without_vitamin_k_is_a_shard(self):
        values = [row(i, i % 20 + 1, ("1003", "1185")[i > 275]) for i in range(300)]
        self.check(self.release(values), says=lambda i, n: RANGE if i == n - 1 else ALL)

    def test_odd_quotes_before_a_range_are_found_out(self):
        values = [row(i, i % 20 + 1) if i % 10 else f'{i},{i % 20 + 1},1185,2,,,,,,,5" pipe,,\n' for i in range(300)]
        self.check(self.release(values), says=lambda i, n: RANGE)

    def test_two_releases_in_one_folder_are_two_sources(self):
        folder = self.folder / "both"
        for name, n, year in (("a", 300, 2021), ("b", 90, 2022)):
            foods = [f'"{i}","branded_food","Food {i}","","{year}-10-28"\n' for i in range(1, 21)]
            shutil.move(self.release([row(i, i % 20 + 1) for i in range(n)], foods), folder / name)
        expected = self.whole([folder])
        for n in (2, 5):
            datasets, _ = self.shards([folder], n)
            self.assertEqual(self.joined(datasets), expected)

    def test_more_rejects_than_are_allowed_are_more_in_a_shard(self):
        folder = self.release([row(i, i % 20 + 1, amount=("2", "about 2")[i % 20 == 0]) for i in range(300)])
        words = [folder, "--max-rejects", "10"]
        self.assertEqual(run("import", *words, "-o", self.folder / "none.sqlite").returncode, 4)
        self.shards(words, 3, exits=(4,))

    def test_a_quote_that_is_never_closed_fails_a_shard(self):
        folder = self.release([*(row(i, i % 20 + 1) for i in range(200)), '"201","1","1185","2', *map(str, range(200))])
        self.assertEqual(run("import", folder, "-o", self.folder / "none.sqlite").returncode, 4)
        codes = [run("import", folder, "--shard", f"{i}/3", "-o", self.folder / f"{i}.sqlite").returncode
                 for i in (1, 2, 3)]
        self.assertIn(4, codes)

    def test_without_vitamin_k_each_shard_says_so(self):
        folder = self.release([row(i, i % 20 + 1, "1003") for i in range(300)])
        self.shards([folder], 3, exits=(8,))

    def test_a_shard_of_the_folder_and_one_of_its_zip_are_of_two_imports(self):
        folder = self.release([row(i, i % 20 + 1) for i in range(300)])
        packed = shutil.make_archive(self.folder / "packed", "zip", folder)
        (first, _), _ = self.shards([folder], 2)
        second = self.folder / "second.sqlite"
        self.assertEqual(run("import", packed, "--shard", "2/2", "-o", second).returncode, 0)
        done = run("import", first, second, "-o", self.folder / "joined.sqlite")
        self.assertEqual(done.returncode, 4)
        self.assertIn("[shards-differ]", done.stderr)

    def test_counts_of_the_shards_add_up(self):
        folder = self.release([row(i, i % 20 + 1, ("1003", "1185")[i % 4 == 0]) for i in range(400)])
        statements = []
        for i in (1, 2, 3):
            done = run("import", folder, "--shard", f"{i}/3", "--json", "-q", "-o", self.folder / f"{i}.sqlite")
            source, = json.loads(done.stdout)["sources"]
            self.assertEqual(source["foods_read"], 20)
            statements.append(source["statements"])
        self.assertEqual(sum(statements), 100)
        self.assertTrue(all(n > 20 for n in statements), statements)

    def test_a_shard_that_is_killed_at_any_moment_is_made_again(self):
        values = (row(i, i % 20 + 1, ("1003", "1185")[i % 20 == 0], footnote=("", "a\nb")[i % 7 == 0])
                  for i in range(100_000))
        folder = self.release(values)
        expected = self.whole([folder])
        datasets, _ = self.shards([folder], 3)
        before = [dataset.read_bytes() for dataset in datasets]
        for round_, seconds in enumerate(0.01 * 1.6**i for i in range(9)): # from its start to past its end
            i = round_ % 3
            if round_ >= 6:
                datasets[i].unlink() # killed before there was one
            process = subprocess.Popen([VITK, "import", folder, "--shard", f"{i + 1}/3", "--force", "-q",
                                        "-o", datasets[i]], stderr=subprocess.PIPE, start_new_session=True)
            time.sleep(seconds)
            os.kill(process.pid, signal.SIGKILL) # it alone, as a system without memory does
            process.wait()
            process.stderr.close()
            if datasets[i].exists():
                self.assertEqual(text_of(datasets[i]), self.text_of_bytes(before[i]), "half a shard")
            again = run("import", folder, "--shard", f"{i + 1}/3", "--force", "-q", "-o", datasets[i])
            self.assertEqual(again.returncode, 0, again.stderr)
            self.assertEqual(self.joined(datasets), expected, f"killed after {seconds:.3f} s")

    def text_of_bytes(self, dataset):
        path = self.folder / "before.sqlite"
        path.write_bytes(dataset)
        return text_of(path)


if __name__ == "__main__":
    unittest.main()
