"""`vitk plugin new`: what it writes builds in each way against an installed vitk, passes its own test, and is found."""
import json
import os
import shutil
import subprocess
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
from vitktest import ROOT, VITK, temporary_folder  # noqa: E402

NAME = "shore-lab"
WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow", "-Werror"]
EXPECTED = {"importer": "expected.csv", "exporter": "expected.txt", "map": "expected.csv"}


def install():
    """vitk in a prefix of its own, and the environment of somebody who has nothing else of it."""
    prefix = temporary_folder() / "prefix"
    build = Path(VITK).resolve().parents[1]
    subprocess.run(["cmake", "--install", build, "--prefix", prefix], check=True, capture_output=True)
    pc = next(prefix.rglob("vitk.pc")).parent
    kept = {k: v for k, v in os.environ.items() if not k.startswith("VITK") and k != "DESTDIR"}
    return prefix, {**kept, "PATH": f"{prefix / 'bin'}:{os.environ['PATH']}", "PKG_CONFIG_PATH": str(pc)}


class PluginNew(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.prefix, cls.environment = install()

    def setUp(self):
        self.folder = temporary_folder()

    def run_in(self, folder, *words, exits=0):
        done = subprocess.run([str(w) for w in words], cwd=folder, env=self.environment, capture_output=True, text=True,
                              encoding="utf-8", check=False)
        self.assertEqual(done.returncode, exits, f"{words}\n{done.stdout}{done.stderr}")
        return done

    def new(self, kind, name=NAME):
        self.run_in(self.folder, "vitk", "plugin", "new", name, "--kind", kind)
        return self.folder / name

    def assert_tested(self, output):
        self.assertIn(f"ok: {NAME} ", output)

    def assert_listed(self, folder, kind):
        """It is in the list under its name, as what it is, from where it was built."""
        listed = json.loads(self.run_in(folder, "vitk", "plugin", "list", "--json", "--plugin-dir", ".").stdout)
        found = [plugin for plugin in listed if plugin["name"] == NAME]
        self.assertEqual([(p["kind"], p["trouble"]) for p in found], [(kind, None)])

    def test_make_builds_it_tests_it_and_installs_it(self):
        for kind in EXPECTED:
            with self.subTest(kind):
                folder = self.new(kind)
                self.assert_tested(self.run_in(folder, "make", "check").stdout)
                self.assert_listed(folder, kind)
                self.run_in(folder, "make", "install")
                listed = self.run_in(self.folder, "vitk", "plugin", "list").stdout
                self.assertRegex(listed, rf"(?m)^{NAME} .*{kind}")
                plugins = next(self.prefix.rglob("usda-sr.so")).parent
                (plugins / (NAME + (".map" if kind == "map" else ".so"))).unlink()
                shutil.rmtree(folder)

    def test_cmake_builds_it_and_ctest_tests_it(self):
        for kind in EXPECTED:
            with self.subTest(kind):
                folder = self.new(kind)
                self.run_in(folder, "cmake", "-B", "build", f"-DCMAKE_PREFIX_PATH={self.prefix}")
                self.run_in(folder, "cmake", "--build", "build")
                done = self.run_in(folder, "ctest", "--test-dir", "build", "-V")
                self.assert_tested(done.stdout)
                self.assertIn("100% tests passed", done.stdout)
                if kind != "map":
                    self.assert_listed(folder / "build", kind)
                shutil.rmtree(folder)

    def test_one_line_of_cc_builds_it(self):
        for kind in EXPECTED:
            with self.subTest(kind):
                folder = self.new(kind)
                lines = [line.strip() for line in (folder / "README.md").read_text().splitlines()]
                line = next((line for line in lines if line.startswith("cc ")), "sh test.sh")
                self.assertEqual(line == "sh test.sh", kind == "map")
                self.assert_tested(self.run_in(folder, "sh", "-c", line).stdout)
                self.assert_listed(folder, kind)
                shutil.rmtree(folder)

    def test_it_compiles_without_a_warning_as_c11_and_as_cxx20(self):
        include = f"-I{self.prefix / 'include'}"
        compilers = [["gcc", "-std=c11"], ["clang", "-std=c11"], ["g++", "-x", "c++", "-std=c++20"],
                     ["clang++", "-x", "c++", "-std=c++20"]]
        for kind in ("importer", "exporter"):
            folder = self.new(kind)
            for compiler in compilers:
                if shutil.which(compiler[0]) is None:
                    print(f"skipped: no {compiler[0]}")
                    continue
                with self.subTest(kind=kind, compiler=compiler[0]):
                    self.run_in(folder, *compiler, *WARNINGS, "-fsyntax-only", include, f"{NAME}.c")
            shutil.rmtree(folder)

    def test_it_passes_the_conformance_check(self):
        if subprocess.run(["vitk", "plugin", "check", "--help"], env=self.environment, capture_output=True,
                          check=False).returncode != 0:
            print("skipped: this vitk has no `plugin check`")
            self.skipTest("no plugin check")
        for kind, samples in (("importer", ["sample.csv"]), ("exporter", [])):
            folder = self.new(kind)
            self.run_in(folder, "make", f"{NAME}.so")
            self.run_in(folder, "vitk", "plugin", "check", f"{NAME}.so", *samples)
            shutil.rmtree(folder)

    def test_its_own_test_can_fail(self):
        for kind, expected in EXPECTED.items():
            with self.subTest(kind):
                folder = self.new(kind)
                text = (folder / expected).read_text()
                (folder / expected).write_text(text.replace("705.2", "705.3"))
                self.run_in(folder, "make", "check", exits=2)
                shutil.rmtree(folder)

    def test_what_its_readme_names_is_there(self):
        for kind in EXPECTED:
            folder = self.new(kind)
            readme = (folder / "README.md").read_text()
            for file in folder.iterdir():
                self.assertNotIn("@NAME@", file.read_text(), file.name)
            for line in readme.splitlines():
                if line.startswith("| `"):
                    self.assertTrue((folder / line.split("`")[1]).exists(), line)
            self.assertTrue((folder / ".gitignore").exists())
            self.assertEqual(sorted(file.name.replace(NAME, "NAME").lstrip(".") for file in folder.iterdir()),
                             sorted(file.name for file in (ROOT / "core/cli/templates" / kind).iterdir()))
            shutil.rmtree(folder)

    def test_a_name_that_cannot_be_one_is_refused_and_nothing_is_written(self):
        for name in ("", "Shore", "shore_lab", "../shore", "1shore", "shore-", "a" * 65, "shore.c"):
            done = self.run_in(self.folder, "vitk", "plugin", "new", name, exits=2)
            self.assertIn("a plugin's name has", done.stderr)
        self.assertIn("--kind", self.run_in(self.folder, "vitk", "plugin", "new", "x", "--kind", "y", exits=2).stderr)
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_a_folder_that_is_there_is_left_as_it_is(self):
        folder = self.folder / "there"
        folder.mkdir()
        (folder / "mine").write_text("mine")
        done = self.run_in(self.folder, "vitk", "plugin", "new", NAME, "--output", folder, exits=5)
        self.assertIn("nothing there is overwritten", done.stderr)
        self.assertEqual([file.read_text() for file in folder.iterdir()], ["mine"])

    def test_what_cannot_be_written_leaves_nothing_behind(self):
        done = self.run_in(self.folder, "vitk", "plugin", "new", NAME, "-o", "no/such/place", exits=5)
        self.assertIn("no/such/place", done.stderr)
        # A file size limit of a block: the C file of the importer does not fit.
        done = self.run_in(self.folder, "bash", "-c", f"trap '' XFSZ; ulimit -f 1; vitk plugin new {NAME}", exits=5)
        self.assertIn(f"{NAME}.c", done.stderr)
        self.assertFalse((self.folder / NAME).exists())


if __name__ == "__main__":
    unittest.main()
