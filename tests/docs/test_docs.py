"""The text says what the program does: tables that stand in docs/ are those of the program."""
import re
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
from vitktest import ROOT, SAMPLES, import_to_sqlite, run  # noqa: E402


def table_below(text, heading):
    """The rows of the first Markdown table below a line that starts with `heading`, the header first."""
    lines = text[text.index(heading):].splitlines()
    rows = []
    for line in lines:
        if line.startswith("|"):
            rows.append([cell.strip() for cell in line.strip("|").split("|")])
        elif rows:
            break
    return [rows[0]] + rows[2:]


class Docs(unittest.TestCase):
    def test_the_table_of_components_is_that_of_every_dataset(self):
        shown = table_below((ROOT / "docs" / "components.md").read_text(), "# Components")
        dataset = import_to_sqlite(SAMPLES / "usda-sr")
        rows = dataset.execute(f"SELECT {', '.join(shown[0])} FROM component").fetchall()
        held = [["" if v is None else f"{v:.2f}" if isinstance(v, float) else str(v) for v in row] for row in rows]
        self.assertEqual(shown[1:], held)

    def test_every_exit_code_in_the_readme_is_in_the_help(self):
        help_text = " ".join(run("import", "--help").stdout.split())
        shown = table_below((ROOT / "README.md").read_text(), "## Exit codes")[1:]
        self.assertEqual(len(shown), 10)
        for code, meaning in shown:
            self.assertIn(f"{code} {meaning}", help_text)

    def test_links_between_texts_lead_somewhere(self):
        texts = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md")),
                 *sorted((ROOT / "plugins").glob("*/README.md"))]
        for text in texts:
            for target in re.findall(r"\]\(([^)#]+)\)", text.read_text()):
                if not target.startswith("http"):
                    self.assertTrue((text.parent / target).exists(), f"{text.name}: {target}")

    def test_every_plugin_folder_has_a_text_of_its_own(self):
        for folder in sorted((ROOT / "plugins").iterdir()):
            if folder.is_dir() and (any(folder.glob("*.map")) or any("VITK_PLUGIN(" in c.read_text() for c in folder.glob("*.c"))):
                self.assertTrue((folder / "README.md").exists(), folder.name)


if __name__ == "__main__":
    unittest.main()
