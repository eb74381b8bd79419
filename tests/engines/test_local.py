"""What docs/pipelines.md shows for one machine does what it says; its text is what is run."""
import json
import os
import re
import shlex
import shutil
import subprocess
import time
import unittest

from engine import INPUT, ROOT, SAMPLES, VITK, needs, plain_import, temporary_folder, text_of


def shown(language, word):
    """The code block of the language in docs/pipelines.md that has the word in it."""
    text = (ROOT / "docs" / "pipelines.md").read_text()
    return next(block for block in re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL) if word in block)


class Local(unittest.TestCase):
    def setUp(self):
        """A folder with the inputs of the text, and a PATH on which the command is `vitk`."""
        self.folder = temporary_folder()
        (self.folder / "bin").mkdir()
        (self.folder / "bin" / "vitk").write_text(f'#!/bin/sh\nexec "{VITK}" "$@"\n')
        (self.folder / "bin" / "vitk").chmod(0o755)
        self.env = os.environ | {"PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}", "HOME": str(self.folder)}
        for name, sample in (("sr28asc.zip", "usda-sr"), ("compo.zip", "ciqual-2025-xml")):
            shutil.make_archive(self.folder / name.removesuffix(".zip"), "zip", SAMPLES / sample)

    def do(self, *command, stdin=None):
        done = subprocess.run(list(map(str, command)), cwd=self.folder, env=self.env, input=stdin, capture_output=True,
                              text=True, timeout=120, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout

    def both_sources(self):
        plain = self.folder / "plain.sqlite"
        self.do("vitk", "import", "-q", "compo.zip", "sr28asc.zip", "-o", plain)
        return text_of(plain)

    def test_the_makefile_makes_the_dataset_and_its_csv(self):
        needs("make")
        (self.folder / "Makefile").write_text(shown("make", "k.csv"))
        self.do("make")
        self.assertEqual(text_of(self.folder / "k.sqlite"), self.both_sources())
        self.do("vitk", "export", "-q", "plain.sqlite", "-o", "plain.csv")
        self.assertEqual((self.folder / "k.csv").read_bytes(), (self.folder / "plain.csv").read_bytes())
        self.assertIn("up to date", self.do("make"))

    def test_the_snakemake_rule_makes_the_dataset(self):
        needs("snakemake")
        (self.folder / "Snakefile").write_text(shown("snakemake", "rule vitamin_k"))
        self.do("snakemake", "--cores", "1", "k.sqlite")
        self.assertEqual(text_of(self.folder / "k.sqlite"), self.both_sources())

    def test_the_line_of_parallel_makes_the_whole(self):
        needs("parallel")
        (self.folder / "INPUT").symlink_to(INPUT)
        self.do("sh", "-ec", shown("sh", "parallel"))
        self.assertEqual(text_of(self.folder / "all.sqlite"), plain_import())

    def test_the_makefile_of_shards_makes_the_whole(self):
        needs("make")
        (self.folder / "INPUT").symlink_to(INPUT)
        (self.folder / "Makefile").write_text(shown("make", "--shard"))
        self.do("make", "-j2")
        self.assertEqual(text_of(self.folder / "all.sqlite"), plain_import())
        (self.folder / "shard-3.sqlite").unlink()
        self.assertEqual(self.do("make").count("--shard"), 1)
        self.assertEqual(text_of(self.folder / "all.sqlite"), plain_import())

    def test_the_snakemake_rules_of_shards_make_the_whole(self):
        needs("snakemake")
        (self.folder / "INPUT").symlink_to(INPUT)
        (self.folder / "Snakefile").write_text(shown("snakemake", "--shard"))
        self.do("snakemake", "--cores", "2", "all.sqlite")
        self.assertEqual(text_of(self.folder / "all.sqlite"), plain_import())

    def test_the_line_for_spark_gives_ndjson(self):
        lines = (SAMPLES / "open-food-facts-jsonl").glob("*.jsonl")
        command = re.search(r'"(vitk import .*?)"', shown("python", "pipe")).group(1)
        values = self.do(*shlex.split(command), stdin="".join(path.read_text() for path in lines)).splitlines()
        self.assertGreater(len(values), 3)
        self.assertTrue(all("value" in json.loads(line) for line in values))

    def test_the_step_of_airflow_is_python(self):
        compile(shown("python", "airflow"), "docs/pipelines.md", "exec")

    def test_a_shard_that_is_killed_leaves_what_was_there(self):
        table = (SAMPLES / "csv" / "lab.csv").read_bytes()
        words = [VITK, "import", "-", "--stdin-name", "lab.csv", "--map", SAMPLES / "csv" / "lab.map", "-q", "--shard"]
        expected = None
        for _ in range(2): # the first makes them, the second is killed over what the first left
            for i in (1, 2):
                subprocess.run([*words, f"{i}/2", "-o", self.folder / f"shard-{i}.sqlite"], input=table, check=True)
            self.do("vitk", "import", "-q", "shard-1.sqlite", "shard-2.sqlite", "-o", "all.sqlite")
            whole = text_of(self.folder / "all.sqlite")
            self.assertEqual(whole, expected or whole)
            expected = whole
            before = (self.folder / "shard-2.sqlite").read_bytes()
            process = subprocess.Popen([*words, "2/2", "-o", self.folder / "shard-2.sqlite"], stdin=subprocess.PIPE)
            process.stdin.write(table[:len(table) // 2])
            process.stdin.flush()
            time.sleep(0.2) # it waits for the rest
            process.kill()
            self.assertEqual(process.wait(), -9)
            process.stdin.close()
            self.assertEqual((self.folder / "shard-2.sqlite").read_bytes(), before)


if __name__ == "__main__":
    unittest.main()
