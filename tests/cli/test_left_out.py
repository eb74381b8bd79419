"""A build without the libraries of some exporters leaves these out, and `vitk plugin list` says which it wants."""
import json
import os
import re
import subprocess
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
from vitktest import ROOT, run, temporary_folder  # noqa: E402

OPTIONAL = {"export-avro": ("libavro-dev", "avro-c"), "export-postgres": ("libpq-dev", "libpq"),
            "export-xlsx": ("zlib1g-dev", "zlib")}
BUILD = Path(os.environ.get("VITK_BUILD", ROOT / "build"))


def left_out_line(plugin):
    return f"not built here: {plugin} (needs {OPTIONAL[plugin][0]})"


def configure_without(*modules):
    """A build folder made where pkg-config finds all that it finds here but the modules."""
    folder = temporary_folder()
    found = folder / "pkgconfig"
    found.mkdir()
    where = subprocess.run(["pkg-config", "--variable", "pc_path", "pkg-config"], capture_output=True, text=True, check=True)
    for place in reversed(where.stdout.strip().split(":")):
        for file in Path(place).glob("*.pc"):
            if file.stem not in modules:
                (found / file.name).unlink(missing_ok=True)
                (found / file.name).symlink_to(file)
    done = subprocess.run(["cmake", "-S", ROOT, "-B", folder / "build", "-G", "Ninja"], capture_output=True, text=True,
                          env=os.environ | {"PKG_CONFIG_LIBDIR": str(found), "PKG_CONFIG_PATH": ""}, check=False)
    if done.returncode != 0:
        raise AssertionError(done.stderr)
    return folder / "build", done.stdout


class LeftOut(unittest.TestCase):
    def test_a_build_without_the_libraries_goes_on_without_their_plugins(self):
        build, told = configure_without(*(module for _, module in OPTIONAL.values()))
        ninja = (build / "build.ninja").read_text()
        for plugin, (package, _) in OPTIONAL.items():
            self.assertIn(f"left out: plugin {plugin}, which needs {package}", told)
            self.assertNotIn(f"plugin-{plugin}", ninja)
        self.assertIn("plugin-export-csv", ninja)

    def test_the_command_of_such_a_build_names_each(self):
        build, _ = configure_without(OPTIONAL["export-avro"][1])
        units = json.loads((build / "compile_commands.json").read_text())
        unit, = (unit for unit in units if unit["file"] == str(ROOT / "core" / "cli" / "plugin.c"))
        # The one file that says it: asked of ninja, it would come after all that the command is linked with.
        subprocess.run(unit["command"], shell=True, cwd=unit["directory"], check=True, capture_output=True)
        text = (build / unit["command"].split(" -o ")[1].split()[0]).read_bytes()
        self.assertIn(left_out_line("export-avro").encode(), text)
        self.assertNotIn(left_out_line("export-postgres").encode(), text)

    def test_the_list_ends_in_what_was_left_out_here(self):
        built = {path.stem for path in (BUILD / "lib" / "vitk").glob("*.so")}
        lines = run("plugin", "list").stdout.splitlines()
        self.assertEqual([line for line in lines if re.match("not built here", line)],
                         [left_out_line(plugin) for plugin in OPTIONAL if plugin not in built])


if __name__ == "__main__":
    unittest.main()
