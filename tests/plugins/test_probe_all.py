"""Which importer wins, asked of every importer about every sample and every real file: never a tie, never a stranger."""
import json
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
import vitktest  # noqa: E402

GENERIC = {"csv", "xlsx", "xml", "json", "ndjson"}
SURE = 20  # a lower score is not taken without --from

# Folders and files of the real sources, and who must win; None: nobody, as it is none of theirs.
REAL = {
    "ciqual-2020": "ciqual",
    "ciqual-2020/Table Ciqual 2020_ENG_2020 07 07.xlsx": "ciqual",
    "ciqual-2020/Table Ciqual 2020_FR_2020 07 07.xls": "ciqual",
    "ciqual-2025": "ciqual",
    "ciqual-2025/Table Ciqual 2025_FR_2025_11_03.csv": "ciqual",
    "ciqual-2025/Table Ciqual 2025_FR_2025_11_03.xlsx": "ciqual",
    "dsld": "dsld",
    "dsld/label_49495.json": "dsld",
    "fineli-20": "fineli",
    "infoods": None,
    "japan-2020": "japan-stfcj",
    "sweden-2022/LivsmedelsDB_202304122217.xlsx": "livsmedelsverket",
    "switzerland/generic-foods.csv": "switzerland",
    "taiwan-2024/noricare_食品營養成分資料庫2024UPDATE2.csv": "taiwan-tfda",
    "taiwan-2024/xzw93_食品營養成分資料庫2024UPDATE2.xlsx": "taiwan-tfda",
    "usda-fdc-csv/sr-legacy": "usda-fdc-csv",
    "usda-fdc-csv/mixed-2023": "usda-fdc-csv",
    "usda-fdc-json": "usda-fdc-json",
    "usda-sr28/sr28asc.zip": "usda-sr",
}


def candidates(paths):
    done = vitktest.run("probe", *paths, "--json")
    return {entry["input"]: entry["candidates"] for entry in json.loads(done.stdout)}


def importers():
    listed = json.loads(vitktest.run("plugin", "list", "--json").stdout)
    return {p["name"] for p in listed if p["kind"] in ("importer", "map", "both")}


def importer_of(sample, names):
    """The importer whose name the folder bears, or begins with before a '-' or '.': the longest of them."""
    fits = [name for name in names if sample == name or sample.startswith((name + "-", name + "."))]
    return max(fits, key=len, default=None)


class ProbeAll(unittest.TestCase):
    def check(self, path, found, wanted):
        with self.subTest(str(path)):
            sure = [c for c in found if c["score"] >= SURE]
            if wanted is None:
                self.assertEqual(sure, [])
                return
            self.assertTrue(sure, found)
            self.assertEqual(sure[0]["importer"], wanted, sure)
            self.assertLess(max([c["score"] for c in sure[1:]], default=0), sure[0]["score"], sure)

    def test_every_sample_is_its_importer_s(self):
        names = importers()
        samples = vitktest.sample_folders()
        found = candidates(samples)
        for path in samples:
            wanted = importer_of(path.name, names)
            self.assertIsNotNone(wanted, f"samples/{path.name} bears the name of no importer")
            if wanted not in GENERIC:
                self.check(path, found[str(path)], wanted)

    def test_no_importer_of_a_source_takes_a_table_that_is_nobody_s(self):
        names = importers()
        own = [path for path in vitktest.sample_folders() if importer_of(path.name, names) in GENERIC]
        found = candidates(own)
        for path in own:
            strangers = [c for c in found[str(path)] if c["importer"] not in GENERIC and c["score"] >= SURE]
            self.assertEqual(strangers, [], path)

    def test_every_importer_of_a_source_that_has_vitamin_k_has_a_sample(self):
        listed = json.loads(vitktest.run("plugin", "list", "--json").stdout)
        with_k = {p["name"] for p in listed if p["components"]}
        have = {importer_of(path.name, importers()) for path in vitktest.sample_folders()}
        self.assertEqual(sorted(with_k - have), [])

    def test_every_score_comes_with_its_evidence(self):
        for path, found in candidates(vitktest.sample_folders()).items():
            for candidate in found:
                self.assertTrue(candidate["evidence"], (path, candidate["importer"]))

    def test_every_real_file_is_its_importer_s(self):
        data = vitktest.shared("data")
        paths = {data / name: wanted for name, wanted in REAL.items() if (data / name).exists()}
        found = candidates(paths)
        for path, wanted in paths.items():
            self.check(path, found[str(path)], wanted)


if __name__ == "__main__":
    unittest.main()
