"""What keeps a plugin in: the layers that are there are used, and one that is not is said."""
import os
import random
import shutil
import subprocess
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
from vitktest import SAMPLES, VITK, run, sample_folders, temporary_folder  # noqa: E402

TESTS = Path(os.environ["VITK_BUILD"]) / "tests"
PLUGINS = TESTS / "hostile"
DOCUMENTED = {0, 1, 3, 4, 8}  # of a broken input; a crash (7) is none of them
SANITIZED = b"__asan_init" in Path(VITK).read_bytes()
CUTS, FLIPS = 3, 3  # of each member of each sample


def without(layer, *args):
    return subprocess.run([TESTS / "without", layer, VITK, *map(str, args)], capture_output=True, text=True, timeout=60,
                          check=False)


def text_of(dataset):
    return run("export", dataset, "--to", "ndjson", "-o", "-").stdout


class Layers(unittest.TestCase):
    def setUp(self):
        self.folder = temporary_folder()
        self.bad = self.folder / "opens-passwd"
        self.bad.mkdir()
        (self.bad / "opens-passwd.bad").write_text("one\n")

    def test_after_the_lock_down_a_worker_opens_nothing_but_its_input(self):
        if SANITIZED:
            self.skipTest("a sanitizer opens files of its own")
        for sample in ("usda-sr", "ciqual-2025-xml", "bls-4.0", "usda-fdc-json"):
            log = temporary_folder()  # a file a process
            folder = next(SAMPLES.glob(sample + "*"))
            done = subprocess.run(["strace", "-ff", "-o", log / "of", "-e", "trace=open,openat,openat2,seccomp,execve,clone",
                                   VITK, "import", "-q", folder, "-o", self.folder / "k.sqlite"],
                                  capture_output=True, text=True, timeout=120, check=False)
            self.assertEqual(done.returncode, 0, done.stderr)
            filters, opened, programs, workers = {}, [], set(), set()
            for of in log.iterdir():
                process = of.suffix[1:]
                for call in of.read_text().splitlines():
                    if call.startswith("execve(") and "vitk-worker" in call:
                        programs.add(process)
                    elif call.startswith("clone(") and process in programs:
                        workers.add(call.rsplit(" = ", 1)[1])
                    elif call.startswith("seccomp(SECCOMP_SET_MODE_FILTER") and call.endswith("= 0"):
                        filters[process] = filters.get(process, 0) + 1
                    elif call.startswith("open") and filters.get(process) == 3:
                        opened.append(call)
            self.assertEqual(len(programs), 1, "started once, and copied")
            self.assertEqual(len(workers), 3, "describes, asks, reads")
            self.assertEqual(set(filters), workers, "the one that is copied runs no plugin, and makes copies")
            self.assertEqual(sorted(filters.values()), [2, 3, 3])
            self.assertTrue(opened)
            for call in opened:
                self.assertRegex(call, r"^openat\(\d+, \"[^/\"][^\"]*\", O_RDONLY")

    def test_a_worker_gives_back_what_its_threads_allocated(self):
        """Tags that are all different make the threads that look through a document keep some megabytes."""
        folder = self.folder / "ciqual"
        shutil.copytree(SAMPLES / "ciqual-2025-xml", folder)
        table = next(folder.glob("compo*"))
        text = table.read_text("utf-8")
        first, end = text.index("<COMPO>"), text.rindex("</TABLE>")
        records = text[first:end].split("<COMPO>")[1:]
        with table.open("w", encoding="utf-8") as out:
            out.write(text[:first])
            for i in range(24000):
                out.write(f'<COMPO line="{i:0100d}">{records[i % len(records)]}')
            out.write(text[end:])
        self.assertGreater(table.stat().st_size, 2 * 4 << 20, "threads are for more than 4 MiB")
        apart, here = (run("import", "-q", folder, "--isolate", isolate, "--to", "ndjson", "-o", "-")
                       for isolate in ("on", "off"))
        self.assertEqual(apart.stderr, "")
        self.assertEqual(apart.stdout, here.stdout)
        self.assertGreater(apart.stdout.count("\n"), 1000)

    def test_a_plugin_is_kept_from_files_by_landlock_alone(self):
        done = without("seccomp", "import", self.bad, "--plugin-dir", PLUGINS, "-o", self.folder / "k.sqlite")
        self.assertEqual(done.returncode, 7, done.stderr)
        self.assertIn("plugin opens-passwd failed in read without a word why", done.stderr)

    def test_a_plugin_is_kept_from_files_by_seccomp_alone(self):
        done = without("landlock", "import", self.bad, "--plugin-dir", PLUGINS, "-o", self.folder / "k.sqlite")
        self.assertEqual(done.returncode, 7, done.stderr)
        self.assertRegex(done.stderr, "plugin opens-passwd called openat")

    def test_what_the_kernel_lacks_is_said_with_each_import_and_listed(self):
        for layer in ("landlock", "seccomp"):
            done = without(layer, "import", SAMPLES / "usda-sr", "-o", self.folder / "k.sqlite")
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn(f"warning: this kernel has no {layer} [not-isolated]", done.stderr)
            for command in (("version",), ("plugin", "list", "--verbose")):
                self.assertRegex(without(layer, *command).stdout, rf"(?m)^  {layer} +NO ")

    def test_an_installation_without_the_worker_says_so_and_imports(self):
        library = Path(VITK).resolve().parents[1]
        copy = self.folder / "installed"
        shutil.copytree(library / "bin", copy / "bin")
        shutil.copytree(library / "lib", copy / "lib", symlinks=True, ignore=shutil.ignore_patterns("vitk-worker"))
        done = subprocess.run([copy / "bin" / "vitk", "import", SAMPLES / "usda-sr", "-o", self.folder / "k.sqlite"],
                              capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("no process of their own can be started for the inputs", done.stderr)

    def test_isolated_or_not_an_import_gives_the_same_text(self):
        texts = []
        for isolate in ("on", "off"):
            dataset = self.folder / f"{isolate}.sqlite"
            done = run("import", SAMPLES / "usda-sr", SAMPLES / "ciqual-2025-xml", SAMPLES / "cofid-2021",
                       "--isolate", isolate, "-o", dataset)
            self.assertEqual(done.returncode, 0, done.stderr)
            texts.append(text_of(dataset))
        self.assertTrue(texts[0])
        self.assertEqual(*texts)

    def test_a_charset_that_was_not_foreseen_is_said_to_be_unknown_and_no_crash(self):
        document = self.folder / "foods.xml"
        document.write_text('<?xml version="1.0" encoding="ibm1047"?><foods><food id="1"><k>2</k></food></foods>')
        (self.folder / "t.map").write_text(
            'vitk_map = 1; format = "xml"; source = { id = "t"; title = "T"; };\n'
            'tree = { record = "foods/food"; };\nfood = { id = "id"; };\n'
            'values = ( { column = "k"; component = "VITK1"; unit = "µg/100 g"; } );\n')
        done = run("import", document, "--map", self.folder / "t.map", "-o", self.folder / "k.sqlite")
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertIn('foods.xml: the charset "ibm1047" is not known', done.stderr)
        self.assertNotIn("openat", done.stderr)


class BrokenInputs(unittest.TestCase):
    """Every sample, cut and with a bit turned: an exit code that is documented, a message, the good source beside it
    whole, nothing left behind."""

    def one(self, broken, what):
        temporary, out = self.folder / "tmp", self.folder / "out"
        for folder in (temporary, out):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
        dataset = out / "k.sqlite"
        done = subprocess.run([VITK, "import", broken, self.good, "-o", dataset], capture_output=True, text=True, errors="replace", timeout=60, check=False,
                              env={**os.environ, "TMPDIR": str(temporary)})
        self.assertIn(done.returncode, DOCUMENTED, f"{what}\n{done.stderr}")
        if done.returncode in (3, 4):
            self.assertRegex(done.stderr, "(?m)^vitk: (error|warning): .+", what)
        self.assertEqual(list(temporary.iterdir()), [], what)
        self.assertEqual([p.name for p in out.iterdir()], ["k.sqlite"], what)
        kept = [line for line in text_of(dataset).splitlines() if '"source_id":"usda-sr"' in line.replace(" ", "")]
        self.assertEqual(kept, self.expected, what)

    def test_a_broken_sample_costs_itself_alone(self):
        self.folder = temporary_folder()
        self.good = SAMPLES / "usda-sr"
        alone = self.folder / "good.sqlite"
        self.assertEqual(run("import", self.good, "-o", alone).returncode, 0)
        self.expected = text_of(alone).splitlines()
        self.assertTrue(self.expected)
        dice = random.Random(4)
        for sample in sample_folders():
            if sample.name.startswith("usda-sr"):
                continue
            members = [p for p in sorted(sample.rglob("*")) if p.is_file() and p.suffix != ".md"]
            member = dice.choice(members) if members else None
            if member is None or member.stat().st_size == 0:
                continue
            for i in range(CUTS + FLIPS):
                broken = self.folder / sample.name
                shutil.rmtree(broken, ignore_errors=True)
                shutil.copytree(sample, broken)
                data = bytearray(member.read_bytes())
                at = dice.randrange(len(data))
                if i < CUTS:
                    del data[at:]
                else:
                    data[at] ^= 1 << dice.randrange(8)
                (broken / member.relative_to(sample)).write_bytes(data)
                self.one(broken, f"{member.relative_to(SAMPLES)}, {'cut' if i < CUTS else 'turned'} at {at}")


if __name__ == "__main__":
    unittest.main()
