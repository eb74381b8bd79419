"""docs/exporters.md names each exporter with its endings and options, and its way to Parquet keeps what is there."""
import json
import re
import shutil
import subprocess
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
from exported import make_dataset  # noqa: E402
from vitktest import ROOT, run, temporary_folder  # noqa: E402

sys.path.insert(0, str(ROOT / "bench" / "lib"))
import peers  # noqa: E402

TEXT = (ROOT / "docs" / "exporters.md").read_text()
MAY_BE_LEFT_OUT = {"avro", "postgres", "xlsx"}
RUN_SQL = """
import { createRequire } from "node:module";
const { DuckDBInstance } = createRequire(process.argv[1] + "/package.json")("@duckdb/node-api");
const connection = await (await DuckDBInstance.create(":memory:")).connect();
let reader;
for (const sql of JSON.parse(process.argv[2])) reader = await connection.runAndReadAll(sql);
console.log(JSON.stringify(reader.getRowsJson()));
"""


def shown():
    """Of each exporter in the table: the endings and the options that the text names."""
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in TEXT.splitlines() if line.startswith("| `")]
    return {name.strip("`"): (re.findall("`([^`]*)`", out), re.findall("`([^`]*)`", options))
            for out, name, _, options in rows if name.startswith("`")}


class Exporters(unittest.TestCase):
    def test_each_exporter_is_in_the_table_with_its_options_and_endings(self):
        listed = json.loads(run("plugin", "list", "--json").stdout)
        built = {p["name"]: p for p in listed if p["kind"] == "exporter"}
        table = shown()
        self.assertLessEqual(set(built), set(table))
        self.assertLessEqual(set(table) - set(built), MAY_BE_LEFT_OUT)
        for name, plugin in built.items():
            outs, options = table[name]
            text = run("plugin", "show", name).stdout
            of_exporter = text[text.index(f"{name} (exporter)"):]
            self.assertEqual(options, re.findall(r"^    (\w+)=", of_exporter, re.M), name)
            endings = {ending for form in plugin["formats"] for ending in (form["extensions"] or "").split("|") if ending}
            named = {"/" if out.endswith("/") else out.split("//")[0] if "://" in out else out.lstrip(".") for out in outs}
            self.assertLessEqual(named, endings, name)


class Parquet(unittest.TestCase):
    def test_duckdb_keeps_codes_counts_and_sums(self):
        if shutil.which("npm") is None or shutil.which("node") is None:
            print("skipped: no npm")
            raise unittest.SkipTest("no npm")
        peers.npm_install()
        if not (peers.NPM / "node_modules" / "@duckdb" / "node-api").exists():
            print("skipped: npm can't install DuckDB")
            raise unittest.SkipTest("npm can't install DuckDB")
        path, dataset = make_dataset()
        folder = temporary_folder()
        self.assertEqual(run("export", path, "-o", f"{folder}/package/").returncode, 0)
        copy = re.search("```sql\n(.*?);\n```", TEXT, re.S)[1]
        sums = "SELECT count(*), count(amount_ug), round(sum(amount_ug), 6), round(sum(upper_ug), 6), min(food_id) FROM "
        codes = "SELECT DISTINCT food_id FROM {} ORDER BY 1"
        for query in (sums + "{}", codes):
            done = subprocess.run(["node", "--input-type=module", "-e", RUN_SQL, "--", peers.NPM,
                                   json.dumps([copy, query.format("'value.parquet'")])], cwd=folder, capture_output=True,
                                  text=True, check=False)
            self.assertEqual(done.returncode, 0, done.stderr)
            read = [tuple(float(v) if re.fullmatch(r"[0-9.]+", str(v)) else v for v in row) if query != codes else tuple(row)
                    for row in json.loads(done.stdout)]
            there = [tuple(float(v) if query != codes and re.fullmatch(r"[0-9.]+", str(v)) else v for v in row)
                     for row in dataset.execute(query.format("value"))]
            self.assertEqual(read, there)


if __name__ == "__main__":
    unittest.main()
