"""What the command prints as JSON is what docs/schemas say, and nothing else would be: each schema refuses what is wrong.

A field that is added to what is printed makes a test fail until the schema has it.
"""
import copy
import json
import re
import subprocess
import sys
import unittest
from pathlib import Path

import jsonschema

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
from vitktest import ROOT, SAMPLES, TIMEOUT, VITK, run, temporary_folder  # noqa: E402

SCHEMAS = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in (ROOT / "docs" / "schemas").glob("*.json")}
# A folder is a sample of one input, but for those whose inputs need a map.
FOLDERS = [path for path in sorted(SAMPLES.iterdir()) if path.is_dir() and not list(path.glob("*.map"))]


def validator(name):
    return jsonschema.Draft202012Validator(SCHEMAS[name])


def shell(command):
    return subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=TIMEOUT, check=False)


class Schemas(unittest.TestCase):
    """One test a kind of document: many that are printed are right, and each way to be wrong is refused."""

    @classmethod
    def setUpClass(cls):
        cls.folder = temporary_folder()
        cls.dataset = cls.folder / "all.sqlite"
        done = shell(f"{VITK} import {' '.join(map(str, FOLDERS))} --all-foods -o {cls.dataset} --json "
                     f"--progress=3 3>{cls.folder}/progress")
        cls.report = json.loads(done.stdout)

    def right(self, name, document):
        errors = [f"{list(error.absolute_path)}: {error.message}" for error in validator(name).iter_errors(document)]
        self.assertEqual(errors[:3], [], name)

    def wrong(self, name, document, path, value):
        """The document with another value at the path is refused; `value` ... takes the member out."""
        changed = copy.deepcopy(document)
        at = changed
        for step in path[:-1]:
            at = at[step]
        if value is ...:
            del at[path[-1]]
        else:
            at[path[-1]] = value
        self.assertFalse(validator(name).is_valid(changed), (name, path, value))

    def every_member_counts(self, name, document, path, optional=()):
        """At this object of the document each member is needed, has a type, and no other is allowed."""
        at = document
        for step in path:
            at = at[step]
        self.wrong(name, document, [*path, "not_in_the_schema"], 1)
        for key in at:
            self.wrong(name, document, [*path, key], {"neither": "text nor number"})
            if key not in optional:
                self.wrong(name, document, [*path, key], ...)

    def test_each_schema_is_one_and_allows_nothing_that_it_does_not_name(self):
        self.assertGreaterEqual(len(SCHEMAS), 11)
        for name, schema in SCHEMAS.items():
            jsonschema.Draft202012Validator.check_schema(schema)
            self.assertEqual(schema["$schema"], "https://json-schema.org/draft/2020-12/schema")
            self.assertEqual(schema["$id"], f"urn:vitk:schema:{name}")
            objects = [schema]
            while objects:
                one = objects.pop()
                if isinstance(one, dict):
                    if one.get("type") == "object":
                        self.assertIs(one.get("additionalProperties"), False, name)
                    objects.extend(one.values())
                elif isinstance(one, list):
                    objects.extend(one)

    def test_each_command_that_has_json_has_a_schema(self):
        listed = re.findall(r"(?m)^  ([a-z]+(?: [a-z]+)?)  ", run("--help").stdout)
        named = {"plugin list": "plugin", "plugin show": "plugin"}
        with_json = [command for command in listed if "--json " in run(*command.split(), "--help").stdout.split("options:")[1]]
        self.assertGreaterEqual(len(with_json), 8)
        for command in with_json:
            self.assertIn(named.get(command, command.replace(" ", "-")), SCHEMAS, command)

    def test_import(self):
        self.right("import", self.report)
        self.assertGreater(len(self.report["sources"]), 30)
        again = run("import", *FOLDERS[:8], "-o", self.dataset, "--all-foods", "--json", "-q")
        report = json.loads(again.stdout)
        self.right("import", report)
        self.assertIn(True, [line["skipped"] for line in report["sources"]])
        for command in (("/nothing",), (SAMPLES / "csv" / "lab.csv",), (SAMPLES / "usda-sr", "--dry-run")):
            self.right("import", json.loads(run("import", *command, "-o", self.folder / "x.sqlite", "--json", "-q").stdout))
        self.every_member_counts("import", report, [])
        for line in (0, len(report["sources"]) - 1):
            self.every_member_counts("import", report, ["sources", line])
            self.every_member_counts("import", report, ["sources", line, "values"])
        self.wrong("import", report, ["exit"], 9)
        self.wrong("import", report, ["sources", 0, "foods_read"], -1)
        skipped = [line["skipped"] for line in report["sources"]].index(True)
        self.wrong("import", report, ["sources", skipped, "statements"], 5)

    def test_progress(self):
        lines = [json.loads(line) for line in (self.folder / "progress").read_text(encoding="utf-8").splitlines()]
        self.assertEqual({line["event"] for line in lines}, {"progress", "end"})
        for line in lines:
            self.right("progress", line)
            self.every_member_counts("progress", line, [])
        self.wrong("progress", next(line for line in lines if line["event"] == "progress"), ["exit"], 0)

    def test_probe(self):
        done = run("probe", *SAMPLES.iterdir(), ROOT / "README.md", "--json", "-q")
        document = json.loads(done.stdout)
        self.assertGreater(len(document), 30)
        self.right("probe", document)
        best = next(i for i, one in enumerate(document) if one["candidates"])
        self.every_member_counts("probe", document, [best])
        self.every_member_counts("probe", document, [best, "candidates", 0])
        self.wrong("probe", document, [best, "candidates", 0, "score"], 101)

    def test_plugin_list_and_show(self):
        broken = self.folder / "plugins"
        broken.mkdir()
        (broken / "broken.so").write_bytes(b"no library")
        document = json.loads(run("plugin", "list", "--json", "--plugin-dir", broken).stdout)
        self.right("plugin", document)
        kinds = {one["kind"] for one in document}
        self.assertLessEqual({"importer", "exporter", "map", "broken"}, kinds)
        for kind in kinds:
            self.every_member_counts("plugin", document, [[one["kind"] for one in document].index(kind)])
        self.every_member_counts("plugin", document, [0, "formats", 0])
        for name in ("usda-sr", "csv", "ndjson", "afcd"):
            self.right("plugin", json.loads(run("plugin", "show", name, "--json").stdout))

    def test_plugin_check(self):
        shown = json.loads(run("plugin", "show", "usda-sr", "--json").stdout)[0]
        done = run("plugin", "check", shown["path"], SAMPLES / "usda-sr", "--cuts", 5, "--json")
        for document in (json.loads(done.stdout), json.loads(run("plugin", "check", "--list", "--json").stdout)):
            self.assertGreater(len(document), 5)
            self.right("plugin-check", document)
            self.every_member_counts("plugin-check", document, [0])
        self.wrong("plugin-check", json.loads(done.stdout), [0, "outcome"], "perhaps")

    def test_map_preview(self):
        document = json.loads(run("map", "preview", SAMPLES / "csv" / "lab.map", SAMPLES / "csv" / "lab.csv", "--json").stdout)
        self.right("map-preview", document)
        self.every_member_counts("map-preview", document, [])
        self.every_member_counts("map-preview", document, ["values", 0])
        broken = self.folder / "lab.csv"
        broken.write_bytes((SAMPLES / "csv" / "lab.csv").read_bytes().replace(b"902,4", b"a lot"))
        document = json.loads(run("map", "preview", SAMPLES / "csv" / "lab.map", broken, "--json").stdout)
        self.right("map-preview", document)
        self.every_member_counts("map-preview", document, ["problems", 0])

    def test_explain(self):
        rows = json.loads(run("top", self.dataset, "--limit", 5, "--json").stdout)
        for row in rows:
            document = json.loads(run("explain", self.dataset, row["source_id"], row["food_id"], "--json").stdout)
            self.assertGreater(len(document), 5)
            self.right("explain", document)
            self.every_member_counts("explain", document, [0])

    def test_top(self):
        for component in ("VITK", "VITK1", "VITK1D", "VITK2", "MK4", "MK7", "MK10"):
            document = json.loads(run("top", self.dataset, "-c", component, "-n", 100000, "--json").stdout)
            self.assertGreater(len(document), 0, component)
            self.right("top", document)
            for line in (0, len(document) - 1):
                self.every_member_counts("top", document, [line])
        self.right("top", [])

    def test_version(self):
        document = json.loads(run("version", "--json").stdout)
        self.right("version", document)
        self.every_member_counts("version", document, [])
        self.every_member_counts("version", document, ["layers", 0])

    def test_records(self):
        lines = [json.loads(line) for line in run("export", self.dataset, "--to", "ndjson", "-o", "-").stdout.splitlines()]
        self.assertGreater(len(lines), 500)
        statuses = {}
        for line in lines:
            self.right("record", line)
            statuses.setdefault(line["value"] and line["value"]["status"], line)
        self.assertLessEqual({None, "value", "assumed_zero", "trace", "below_limit", "present", "missing"}, set(statuses))
        first = lines[0]
        self.assertIn("importer", first["source"])
        self.every_member_counts("record", first, [])
        self.every_member_counts("record", first, ["source"], optional=["importer"])
        self.every_member_counts("record", first, ["food"])
        self.every_member_counts("record", statuses["value"], ["value"])
        for status, key, value in (("value", "amount_ug", None), ("trace", "amount_ug", 0), ("trace", "lower_ug", None),
                                   ("missing", "upper_ug", 0), ("below_limit", "amount_ug", 1), ("assumed_zero", "amount_ug", 1),
                                   ("present", "amount_ug", 0), ("value", "status", "zero"), ("value", "component_id", "MK14"),
                                   ("value", "basis", "100g"), ("value", "equivalents", "MK-7")):
            self.wrong("record", statuses[status], ["value", key], value)

    def test_records_have_the_columns_of_the_dataset(self):
        tables = re.split(r"(?m)^### (\w+)$", (ROOT / "docs" / "dataset.md").read_text(encoding="utf-8"))
        columns = {name: re.findall(r"(?m)^\| (\w+) \| (?:text|integer|real)", text)
                   for name, text in zip(tables[1::2], tables[2::2])}
        record = SCHEMAS["record"]["properties"]
        self.assertEqual(list(record["source"]["properties"]), columns["source"])
        self.assertEqual(list(record["food"]["properties"]), columns["food"][1:])
        self.assertEqual(list(record["value"]["oneOf"][1]["properties"]), columns["value"][2:])

    def test_records_as_the_importer_takes_them(self):
        lines = (SAMPLES / "ndjson" / "values.ndjson").read_text(encoding="utf-8").splitlines()
        readme = (ROOT / "plugins" / "ndjson" / "README.md").read_text(encoding="utf-8")
        examples = re.findall(r"(?m)^    (\{(?:.|\n     )*\})$", readme)
        self.assertEqual(len(examples), 2)
        exported = run("export", self.dataset, "--to", "ndjson", "-o", "-").stdout.splitlines()[:200]
        taken = [json.loads(line) for line in [*lines, *examples, *exported] if line.strip()]
        for line in taken:
            self.right("record-input", line)
        for name, line in (("nested", json.loads(examples[0])), ("flat", json.loads(examples[1]))):
            stream = self.folder / f"{name}.ndjson"
            stream.write_text(json.dumps(line) + "\n", encoding="utf-8")
            self.assertEqual(run("import", stream, "-o", self.folder / "x.sqlite").returncode, 0, name)
        nested, flat = map(json.loads, examples)
        self.wrong("record-input", nested, ["value", "colour"], "red")
        self.wrong("record-input", nested, ["source", "source_id"], ...)
        self.wrong("record-input", nested, ["food", "food_id"], None)
        self.wrong("record-input", nested, ["value", "component_id"], ...)
        self.wrong("record-input", nested, ["value", "status"], "zero")
        self.wrong("record-input", flat, ["food_id"], ...)
        self.wrong("record-input", flat, ["colour"], "red")
        self.wrong("record-input", flat, ["original"], ...)

    def test_the_documents_lead_to_them(self):
        self.assertIn("(schemas)", (ROOT / "docs" / "streams.md").read_text(encoding="utf-8"))


if __name__ == "__main__":
    unittest.main()
