"""The tables of sources are those of the importers that are built."""
import os
import subprocess
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
from vitktest import ROOT, VITK  # noqa: E402


class Sources(unittest.TestCase):
    def test_the_tables_of_sources_do_not_lag_behind_the_importers(self):
        done = subprocess.run([sys.executable, "-B", ROOT / "scripts" / "sources", "--check"], capture_output=True,
                              text=True, env={**os.environ, "VITK": str(VITK)}, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_every_country_that_an_importer_names_has_a_name(self):
        text = (ROOT / "docs" / "sources.md").read_text(encoding="utf-8")
        countries = [line.split("|")[2].strip() for line in text.splitlines() if line.startswith("| ")][1:]
        self.assertTrue(countries)
        self.assertEqual([c for c in countries if len(c) == 2], [])


if __name__ == "__main__":
    unittest.main()
