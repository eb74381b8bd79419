"""docs/writing-an-importer.md, followed to the letter: in an empty folder, with an installed vitk and nothing else of it.

Blocks in order: "csv FILE" is saved, "diff FILE" is a change (what is removed stands in the file once), and of "console"
each line after `$ ` is run, and prints what stands below it; `…` there is any text, or on a line of its own any lines.
"""
import os
import re
import subprocess
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
from vitktest import ROOT, VITK, temporary_folder  # noqa: E402

TEXT = ROOT / "docs" / "writing-an-importer.md"


def blocks():
    return re.findall(r"(?ms)^```(\w+) ?(\S*)\n(.*?)^```$", TEXT.read_text(encoding="utf-8"))


def commands(block):
    """Each command of a console block with what is to be printed."""
    found = []
    for line in block.splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        else:
            found[-1][1].append(line)
    return found


def pattern(lines):
    parts = [r"(?:.*\n)*" if line.strip() == "…" else re.escape(line.rstrip()).replace("…", ".*") + " *\n" for line in lines]
    return "".join(parts)


class Tutorial(unittest.TestCase):
    def setUp(self):
        base = temporary_folder()
        prefix, self.folder = base / "prefix", base / "work"
        self.folder.mkdir()
        subprocess.run(["cmake", "--install", Path(VITK).resolve().parents[1], "--prefix", prefix], check=True,
                       capture_output=True)
        pc = next(prefix.rglob("vitk.pc")).parent
        kept = {k: v for k, v in os.environ.items() if not k.startswith("VITK") and k != "DESTDIR"}
        self.environment = {**kept, "PATH": f"{prefix / 'bin'}:{os.environ['PATH']}", "PKG_CONFIG_PATH": str(pc),
                            "LC_ALL": "C.UTF-8"}

    def shell(self, command):
        return subprocess.run(["bash", "-c", command], cwd=self.folder, env=self.environment, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, encoding="utf-8", check=False)

    def change(self, name, block):
        path = self.folder / name
        text = path.read_text(encoding="utf-8")
        lines = block.splitlines()
        before = "".join(line[1:] + "\n" for line in lines if line[0] in " -")
        after = "".join(line[1:] + "\n" for line in lines if line[0] in " +")
        self.assertEqual(text.count(before), 1, f"{name} has not once:\n{before}")
        path.write_text(text.replace(before, after), encoding="utf-8")

    def run_console(self, block):
        for command, shown in commands(block):
            with self.subTest(command):
                if command.startswith("cd "):
                    self.folder = self.folder / command[3:]
                    self.assertTrue(self.folder.is_dir())
                    continue
                done = self.shell(command)
                self.assertEqual(done.returncode, 0, f"{command}\n{done.stdout}")
                self.assertRegex(done.stdout, "\\A" + pattern(shown) + "\\Z", f"{command}\n{done.stdout}")

    def test_following_it_to_the_letter_gives_a_working_checked_importer(self):
        has_check = self.shell("vitk plugin check --help").returncode == 0
        for kind, name, block in blocks():
            if kind == "csv":
                (self.folder / name).write_text(block, encoding="utf-8")
            elif kind == "diff":
                self.change(name, block)
            elif name == "check" and not has_check:
                print("skipped: this vitk has no `plugin check`")
            else:
                self.assertEqual(kind, "console")
                self.run_console(block)
        listed = self.shell("vitk plugin list")
        self.assertIn("\nshore ", listed.stdout)


if __name__ == "__main__":
    unittest.main()
