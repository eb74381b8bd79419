"""Manual pages and completions tell all that the command does: no command, option, call or setting lags behind."""
import json
import os
import re
import shutil
import subprocess
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
from vitktest import ROOT, VITK, run, temporary_folder  # noqa: E402

SHARE = Path(os.environ["VITK_BUILD"]) / "share"
HERE = Path(__file__).resolve().parent


def commands():
    """The commands as `vitk --help` lists them."""
    listed = run("--help").stdout.split("commands:\n")[1].split("\n\n")[0]
    return [re.match(r"  (\w+(?: \w+)?)  ", line).group(1) for line in listed.splitlines()]


def options(command):
    """[(letter or "", name, argument or "")] as `vitk COMMAND --help` lists them."""
    listed = run(*command.split(), "--help").stdout.split("\noptions:\n")[1]
    return re.findall(r"^  (?:-(\w), |    )--([\w-]+)(?: ([A-Z=]+))? ", listed, re.MULTILINE)


def page(name, section):
    """The page as a reader sees it."""
    shown = subprocess.run(["mandoc", "-Tutf8", "-O", "width=200", SHARE / f"man/man{section}/{name}.{section}"],
                           capture_output=True, text=True, check=True).stdout
    return re.sub(r".\x08", "", shown)


def in_bash(*words):
    return subprocess.run(["bash", "--norc", HERE / "complete.bash", SHARE / "bash-completion/completions/vitk", *words],
                          capture_output=True, text=True, env=environment(), check=True, cwd=folder()).stdout.split("\n")[:-1]


def in_zsh(*words):
    done = subprocess.run(["zsh", "-f", HERE / "complete.zsh", SHARE / "zsh/site-functions", " ".join(words)],
                          capture_output=True, text=True, env=environment(), check=False, cwd=folder(), timeout=60)
    return sorted(set(done.stdout.split("\n")[:-1]))


def in_fish(*words):
    done = subprocess.run(["fish", "--no-config", "-c", f"source '{SHARE}/fish/vendor_completions.d/vitk.fish'; "
                           f"complete -C '{' '.join(words)}'"], capture_output=True, text=True, env=environment(), check=True,
                          cwd=folder())
    if done.stderr:
        raise AssertionError(done.stderr)
    return [line.split("\t")[0] for line in done.stdout.splitlines()]


SHELLS = {name: offers for name, offers in (("bash", in_bash), ("zsh", in_zsh), ("fish", in_fish)) if shutil.which(name)}
FOLDER = []


def folder():
    """One with a file and a folder in it."""
    if not FOLDER:
        FOLDER.append(temporary_folder())
        (FOLDER[0] / "table.csv").touch()
        (FOLDER[0] / "tables").mkdir()
    return FOLDER[0]


def environment():
    return {"PATH": f"{Path(VITK).parent}:{os.environ['PATH']}", "HOME": str(folder()), "TERM": "dumb", "LANG": "C.UTF-8"}


def installed(*kinds):
    return sorted({plugin["name"] for plugin in json.loads(run("plugin", "list", "--json").stdout) if plugin["kind"] in kinds})


@unittest.skipUnless(shutil.which("mandoc"), "mandoc is not there")
class Pages(unittest.TestCase):
    def test_every_command_has_a_page_with_all_its_options(self):
        pages = {path.stem for path in (SHARE / "man" / "man1").iterdir()}
        self.assertEqual(pages, {"vitk"} | {"vitk-" + command.replace(" ", "-") for command in commands()})
        whole = page("vitk", 1)
        for command in commands():
            self.assertIn(f"vitk {command}\n", whole)
            text = page("vitk-" + command.replace(" ", "-"), 1)
            self.assertGreater(len(options(command)), 2)
            for letter, name, argument in options(command):
                shown = (f"-{letter}, " if letter else "") + f"--{name}" + (f" {argument}" if argument else "")
                self.assertRegex(text, rf"(?m)^ +{re.escape(shown)}( |$)")

    def test_every_call_of_the_host_is_in_the_page_of_the_abi(self):
        header = (ROOT / "include" / "vitk" / "plugin.h").read_text(encoding="utf-8")
        table = header[header.index("struct vitk_host {"):header.index("/* ---- Descriptors")]
        calls = re.findall(r"\(\*(\w+)\)\(", table)
        self.assertGreater(len(calls), 20)
        text = page("vitk-plugin", 3)
        for call in calls:
            self.assertTrue(f"(*{call})(" in text, call)
        for struct in re.findall(r"^struct (vitk_\w+) \{", header, re.MULTILINE):
            self.assertTrue(f"struct {struct} {{" in text, struct)
        for line in header.splitlines():
            if line.startswith("  ") and not line.startswith("   ") and line.endswith(";"):
                self.assertTrue(line in text, line)

    def test_every_setting_of_a_map_is_in_the_page_of_maps(self):
        rows = re.findall(r'^VITK_SETTING\("(\w*)", "(\w+)"', (ROOT / "plugins/map/settings.def").read_text(encoding="utf-8"), re.MULTILINE)
        self.assertGreater(len(rows), 40)
        text = page("vitk-map", 5)
        group_of = {}
        group = None
        for line in text[text.index("SETTINGS\n"):].splitlines():
            heading = re.match(r"   (?:in (\w+)|of the file itself)$", line)
            if heading:
                group = heading.group(1) or ""
            group_of.setdefault(group, []).append(line.strip())
        for group, name in rows:
            self.assertTrue(any(re.match(rf"{name}( |$)", line) for line in group_of[group]), f"{group}.{name}")

    def test_every_chapter_of_the_text_of_maps_is_in_the_page(self):
        chapters = re.findall(r"^## (.*)$", (ROOT / "docs/maps.md").read_text(encoding="utf-8"), re.MULTILINE)
        text = page("vitk-map", 5)
        for chapter in chapters[:chapters.index("All settings")]:
            self.assertIn(f"\n{chapter}\n", text)

    def test_no_page_is_warned_about(self):
        pages = [path for path in (SHARE / "man").rglob("*") if path.is_file()]
        done = subprocess.run(["mandoc", "-Tlint", "-Wwarning", *pages], capture_output=True, text=True, check=False)
        self.assertEqual(done.stdout + done.stderr, "")
        for path in pages if shutil.which("man") else []:
            done = subprocess.run(["man", "-l", "--warnings", "-Tutf8", path], capture_output=True, text=True, check=False)
            self.assertEqual((done.returncode, done.stderr), (0, ""), path)

    def test_a_page_that_is_wrong_would_be_warned_about(self):
        wrong = folder() / "wrong.1"
        wrong.write_text(".TH WRONG 1 2026-01-01\n.SH NAME\nwrong \\- x\n.SH DESCRIPTION\n.PP\nx\n", encoding="utf-8")
        done = subprocess.run(["mandoc", "-Tlint", "-Wwarning", wrong], capture_output=True, text=True, check=False)
        self.assertIn("PP after SH", done.stdout + done.stderr)


class Completions(unittest.TestCase):
    def offers(self, *words):
        """What each shell offers, sorted."""
        return {name: sorted(set(offered(*words))) for name, offered in SHELLS.items()}

    def all_offer(self, words, wanted):
        self.assertEqual(self.offers(*words), {name: wanted for name in SHELLS}, words)

    def test_the_first_words_of_commands(self):
        first = sorted({command.split()[0] for command in commands()})
        self.all_offer(("vitk", ""), first)
        self.all_offer(("vitk", "imp"), ["import"])

    def test_the_second_words_of_commands_of_two(self):
        for group in {command.split()[0] for command in commands() if " " in command}:
            second = sorted(command.split()[1] for command in commands() if command.startswith(group + " "))
            self.all_offer(("vitk", group, ""), second)

    def test_every_option_of_every_command(self):
        for command in commands():
            wanted = sorted(f"--{name}" for _, name, _ in options(command))
            self.all_offer(("vitk", *command.split(), "--"), wanted)

    def test_an_option_that_was_begun(self):
        self.all_offer(("vitk", "import", "--fr"), ["--from"])

    def test_importers_for_from_and_exporters_for_to(self):
        self.all_offer(("vitk", "import", "--from", ""), installed("importer", "both", "map"))
        for command in ("import", "export"):
            self.all_offer(("vitk", command, "--to", ""), sorted(installed("exporter", "both") + ["sqlite"]))

    def test_plugins_to_show(self):
        self.all_offer(("vitk", "plugin", "show", "usda"), [name for name in installed("importer", "exporter", "both", "map") if name.startswith("usda")])

    def test_components(self):
        self.all_offer(("vitk", "top", "--component", "MK1"), ["MK10", "MK11", "MK12", "MK13"])
        self.all_offer(("vitk", "top", "-c", "VITK1"), ["VITK1", "VITK1D"])

    def test_words_that_an_option_takes(self):
        self.all_offer(("vitk", "import", "--checksum", ""), ["sha256", "xxh3"])

    def test_files_and_folders(self):
        for words in (("import",), ("probe",), ("top",), ("import", "x", "--map")):
            for name, offered in self.offers("vitk", *words, "tab").items():
                self.assertEqual([one.rstrip("/") for one in offered], ["table.csv", "tables"], (name, words))
        for name, offered in self.offers("vitk", "import", "--plugin-dir", "tab").items():
            self.assertEqual([one.rstrip("/") for one in offered], ["tables"], name)


if __name__ == "__main__":
    unittest.main()
