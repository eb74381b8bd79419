"""libvitk shows what tests/abi/libvitk.abi describes; what it would lose, change or gain is found (scripts/abi)."""
import os
import re
import shutil
import subprocess
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
from vitktest import ROOT, temporary_folder  # noqa: E402

DESCRIPTION = ROOT / "tests" / "abi" / "libvitk.abi"
SAME, ADDED, BROKEN = 0, 1, 4


def built_library():
    return next(Path(os.environ["VITK_BUILD"]).rglob("libvitk.so"))


def compare(description, *args, library=None):
    headers = library.parent / "core" if library else ROOT / "include" / "vitk"
    return subprocess.run([ROOT / "scripts" / "abi", *args, library or built_library()], capture_output=True, text=True,
                          env={**os.environ, "VITK_ABI": str(description), "VITK_HEADERS": str(headers)}, check=False)


def library_of(fields, functions="", first="size_t size;"):
    """A small libvitk.so with a struct of these fields, which a file vitk.h declares: a public one, therefore."""
    folder = temporary_folder()
    (folder / "core").mkdir()
    (folder / "core" / "vitk.h").write_text(
        "#include <stddef.h>\n#include <stdint.h>\n"
        f"struct vitk_thing {{\n  {first} {fields}\n}};\nint vitk_one(const struct vitk_thing *);\n", encoding="utf-8")
    (folder / "core" / "small.c").write_text(
        f'#include "vitk.h"\nint vitk_one(const struct vitk_thing *t) {{ return t != NULL; }}\n{functions}\n',
        encoding="utf-8")
    subprocess.run([os.environ.get("CC", "cc"), "-g", "-shared", "-fPIC", "-Wl,-soname,libvitk.so.0", "-o",
                    folder / "libvitk.so", folder / "core" / "small.c"], check=True)
    return folder / "libvitk.so"


@unittest.skipUnless(shutil.which("abidw"), "abigail-tools are not there")
class Library(unittest.TestCase):
    def test_the_library_is_as_its_description_says(self):
        done = compare(DESCRIPTION)
        self.assertEqual(done.returncode, SAME, done.stdout + done.stderr)

    def test_the_description_names_no_place_on_a_machine(self):
        text = DESCRIPTION.read_text(encoding="utf-8")
        self.assertEqual(re.findall(r"='/[^']*'", text), [])
        self.assertNotIn("filepath=", text)

    def test_a_function_that_went_is_found(self):
        folder = temporary_folder()
        text = DESCRIPTION.read_text(encoding="utf-8")
        gone = text.replace("vitk_status_word", "vitk_status_words")  # the library lacks what the description has
        self.assertNotEqual(gone, text)
        (folder / "was.abi").write_text(gone, encoding="utf-8")
        done = compare(folder / "was.abi")
        self.assertEqual(done.returncode, BROKEN, done.stdout + done.stderr)
        self.assertIn("vitk_status_words", done.stdout)

    def test_a_function_more_is_told_and_only_a_renewal_takes_it(self):
        was = temporary_folder() / "was.abi"
        self.assertEqual(compare(was, "--renew", library=library_of("uint64_t a;")).returncode, SAME)
        more = library_of("uint64_t a;", "int vitk_two(void) { return 2; }")
        done = compare(was, library=more)
        self.assertEqual(done.returncode, ADDED, done.stdout + done.stderr)
        self.assertIn("vitk_two", done.stdout)
        self.assertIn("scripts/abi --renew", done.stdout)
        self.assertEqual(compare(was, "--renew", library=more).returncode, SAME)
        self.assertEqual(compare(was, library=more).returncode, SAME)

    def test_a_field_at_the_end_is_an_addition(self):
        was = temporary_folder() / "was.abi"
        compare(was, "--renew", library=library_of("uint64_t a;"))
        done = compare(was, library=library_of("uint64_t a; uint64_t b;"))
        self.assertEqual(done.returncode, ADDED, done.stdout + done.stderr)

    def test_a_field_at_the_end_of_a_struct_that_does_not_tell_its_size_breaks(self):
        was = temporary_folder() / "was.abi"
        compare(was, "--renew", library=library_of("uint64_t a;", first="uint64_t first;"))
        done = compare(was, library=library_of("uint64_t a; uint64_t b;", first="uint64_t first;"))
        self.assertEqual(done.returncode, BROKEN, done.stdout + done.stderr)

    def test_a_field_in_between_or_of_another_type_breaks_and_is_never_renewed(self):
        was = temporary_folder() / "was.abi"
        compare(was, "--renew", library=library_of("uint64_t a; uint64_t b;"))
        described = was.read_text(encoding="utf-8")
        for fields in ("uint64_t a; uint64_t between; uint64_t b;", "uint64_t a; const char *b;",
                       "uint64_t a; uint32_t b, c; uint64_t d;", "uint64_t a;"):
            changed = library_of(fields)
            self.assertEqual(compare(was, library=changed).returncode, BROKEN, fields)
            self.assertEqual(compare(was, "--renew", library=changed).returncode, BROKEN, fields)
            self.assertEqual(was.read_text(encoding="utf-8"), described)


if __name__ == "__main__":
    unittest.main()
