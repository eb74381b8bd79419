"""The map of Tzameret, against an independent reading of the sample."""
import csv
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
import vitktest  # noqa: E402

SAMPLE = vitktest.SAMPLES / "tzameret" / "moh_mitzrachim.csv"


def rows_of_sample():
    with open(SAMPLE, encoding="windows-1255", newline="") as file:
        return list(csv.reader(file))


def written(rows, encoding="windows-1255"):
    path = vitktest.temporary_folder() / "foods.csv"
    with open(path, "w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def stated(dataset):
    return sorted(tuple(row) for row in dataset.execute(
        "SELECT food_id, component_id, amount_ug, original, name, name_en FROM value JOIN food USING (source_id, food_id)"))


class Tzameret(unittest.TestCase):
    def test_every_amount_is_a_value_and_a_blank_says_nothing(self):
        header, *rows = rows_of_sample()
        cells = [dict(zip(header, row)) for row in rows]
        want = sorted((c["Code"], "VITK", float(c["vitamin_k"]), c["vitamin_k"], c["shmmitzrach"], c["english_name"])
                      for c in cells if c["vitamin_k"])
        self.assertEqual(len(want), 4)
        self.assertEqual(stated(vitktest.import_to_sqlite(SAMPLE)), want)

    def test_a_name_over_two_lines_does_not_shift_the_next_row(self):
        dataset = vitktest.import_to_sqlite(SAMPLE, "--all-foods")
        self.assertEqual(dataset.execute("SELECT count(*) FROM food").fetchone()[0], 5)
        self.assertEqual(vitktest.one(dataset, "SELECT line FROM value WHERE food_id = '8000'")[0], 6)

    def test_a_code_keeps_its_leading_zero(self):
        self.assertIn("0450", [row[0] for row in stated(vitktest.import_to_sqlite(SAMPLE))])

    def test_the_spelling_of_the_header_may_drift(self):
        header, *rows = rows_of_sample()
        drifted = [{"Code": "code", "vitamin_k": "Vitamin K", "shmmitzrach": " ShmMitzrach "}.get(c, c) for c in header]
        self.assertEqual(stated(vitktest.import_to_sqlite(written([drifted, *rows]))),
                         stated(vitktest.import_to_sqlite(SAMPLE)))

    def test_columns_may_move_and_utf_8_is_read_too(self):
        moved = [row[::-1] for row in rows_of_sample()]
        self.assertEqual(stated(vitktest.import_to_sqlite(written(moved, "utf-8"))),
                         stated(vitktest.import_to_sqlite(SAMPLE)))

    def test_a_release_without_the_column_has_no_vitamin_k(self):
        at = rows_of_sample()[0].index("vitamin_k")
        without = [row[:at] + row[at + 1:] for row in rows_of_sample()]
        done = vitktest.run("import", written(without), "--dry-run")
        self.assertEqual(done.returncode, 8, done.stderr)


if __name__ == "__main__":
    unittest.main()
