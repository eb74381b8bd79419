"""Today's plugin.h begins as that of ABI 1.0 did: a struct only ever grows at its end, and a number keeps its value."""
import os
import subprocess
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
sys.path.insert(0, str(Path(__file__).resolve().parent))
import header  # noqa: E402
from vitktest import ROOT, temporary_folder  # noqa: E402

FROZEN = ROOT / "tests" / "abi" / "v1.0" / "plugin.h"
TODAY = ROOT / "include" / "vitk" / "plugin.h"


def layout(plugin_h, wanted):
    """{"struct.field": (offset, bytes), "NUMBER": (value,)} of what `wanted`, another header's text, names."""
    folder = temporary_folder()
    lines = [f'  printf("{struct}.{field} %zu %zu\\n", offsetof(struct {struct}, {field}), '
             f'sizeof(((struct {struct} *)0)->{field}));'
             for struct, fields in header.structs(wanted).items() for field in fields]
    lines += [f'  printf("{name} %lld\\n", (long long){name});' for name in header.numbers(wanted)]
    (folder / "plugin.h").write_text(plugin_h, encoding="utf-8")
    (folder / "print.c").write_text('#include <stdio.h>\n#include "plugin.h"\nint main(void) {\n' + "\n".join(lines) + "\n}\n",
                                    encoding="utf-8")
    subprocess.run([os.environ.get("CC", "cc"), "-std=c11", "-o", folder / "print", folder / "print.c"], check=True)
    printed = subprocess.run([folder / "print"], capture_output=True, text=True, check=True).stdout
    return {words[0]: tuple(map(int, words[1:])) for words in map(str.split, printed.splitlines())}


class Layout(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.frozen = FROZEN.read_text(encoding="utf-8")
        cls.was = layout(cls.frozen, cls.frozen)

    def test_every_field_and_number_of_abi_1_0_is_where_it_was(self):
        self.assertEqual(layout(TODAY.read_text(encoding="utf-8"), self.frozen), self.was)

    def test_no_field_of_abi_1_0_escapes_the_comparison(self):
        listed = (ROOT / "tests" / "abi" / "structs.h").read_text(encoding="utf-8")
        for struct, fields in header.structs(self.frozen).items():
            self.assertIn(f"X({struct}, ", listed)
            self.assertGreater(len(fields), 2, struct)
        self.assertEqual(listed.count("X(vitk_"), len(header.structs(TODAY.read_text(encoding="utf-8"))))
        self.assertIn("vitk_host.row", self.was)
        self.assertEqual(self.was["VITK_MISSING"], (6,))

    def test_a_later_header_that_only_appends_passes(self):
        self.assertEqual(layout(header.newer(self.frozen), self.frozen), self.was)

    def test_a_header_with_two_fields_exchanged_is_found(self):
        exchanged = self.frozen.replace("food_id, component;", "component, food_id;")
        self.assertNotEqual(exchanged, self.frozen)
        self.assertNotEqual(layout(exchanged, self.frozen), self.was)

    def test_a_field_that_another_type_took_over_is_found(self):
        wider = self.frozen.replace("uint32_t threads, reserved;", "uint64_t threads; uint32_t reserved;")
        self.assertNotEqual(wider, self.frozen)
        self.assertNotEqual(layout(wider, self.frozen), self.was)

    def test_a_number_that_moved_is_found(self):
        moved = self.frozen.replace("VITK_TRACE, VITK_BELOW_LIMIT", "VITK_BELOW_LIMIT, VITK_TRACE")
        self.assertNotEqual(moved, self.frozen)
        self.assertNotEqual(layout(moved, self.frozen), self.was)


if __name__ == "__main__":
    unittest.main()
