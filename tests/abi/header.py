#!/usr/bin/env python3
"""Reads the structs and numbers of a plugin.h, and makes of it the header of an earlier or a later minor version.

usage: header.py older|newer HEADER OUT
"""
import re
import sys
from pathlib import Path

# What an earlier version would have ended each struct with. Structs that are not named here are as they are today.
LAST_OF_OLDER = {
    "vitk_diag": "message",
    "vitk_source": "title",
    "vitk_food": "name",
    "vitk_statement": "field",
    "vitk_member": "name",
    "vitk_table_spec": "column_stride",
    "vitk_tree_spec": "record",
    "vitk_output_info": "bytes",
    "vitk_host": "output_close",
    "vitk_plugin": "exporter",
}
# What a later version would append to every struct, and to the host; the host of today has none of it.
LATER = "  const void *later[3];\n"
LATER_CALL = "  int (*later_call)(struct vitk_context *, vitk_str);\n"
LATER_MINOR = 7

STRUCT = re.compile(r"^struct (vitk_\w+) \{(.*?)^\};", re.MULTILINE | re.DOTALL)


def without_comments(text):
    return re.sub(r"/\*.*?\*/", lambda match: re.sub(r"[^\n]", " ", match.group()), text, flags=re.DOTALL)


def declarations(body):
    """The declarations of a struct as (first, end) places in its body, each up to and with its ';'."""
    start = 0
    while (end := body.find(";", start)) >= 0:
        yield start, end + 1
        start = end + 1


def names_in(declaration):
    called = re.search(r"\(\*(\w+)\)", declaration)
    if called:
        return [called.group(1)]
    return [re.search(r"(\w+)\s*(\[\w+\])?\s*$", part).group(1) for part in declaration.rstrip("; \n").split(",")]


def structs(header):
    """{struct: [field, ...]} in the order of the header."""
    found = {}
    for match in STRUCT.finditer(without_comments(header)):
        body = match.group(2)
        found[match.group(1)] = [name for start, end in declarations(body) for name in names_in(body[start:end])]
    return found


def numbers(header):
    """The names of its enumerators and of its macros that are numbers."""
    plain = without_comments(header)
    of_enums = [name for body in re.findall(r"enum \{(.*?)\}", plain, re.DOTALL) for name in re.findall(r"VITK_\w+", body)]
    of_macros = re.findall(r"^#define (VITK_ABI_MAJOR|VITK_HEADER_FIND)\b", plain, re.MULTILINE)
    return of_macros + of_enums


def older(header):
    plain = re.sub(r"(#define VITK_ABI_MINOR) \d+", r"\1 0", without_comments(header))

    def cut(match):
        name, body = match.groups()
        if name not in LAST_OF_OLDER:
            return match.group()
        for start, end in declarations(body):
            names = names_in(body[start:end])
            if LAST_OF_OLDER[name] in names:
                last = body[start:end].rfind(LAST_OF_OLDER[name]) + len(LAST_OF_OLDER[name])
                kept = body[:end] if "(" in body[start:end] else body[:start + last] + ";"
                return f"struct {name} {{{kept}\n}};"
        raise SystemExit(f"header.py: struct {name} has no field {LAST_OF_OLDER[name]}")

    return STRUCT.sub(cut, plain)


def newer(header):
    plain = re.sub(r"(#define VITK_ABI_MINOR) (\d+)", lambda m: f"{m.group(1)} {int(m.group(2)) + LATER_MINOR}", header)

    def append(match):
        later = LATER_CALL if match.group(1) == "vitk_host" else LATER
        return f"struct {match.group(1)} {{{match.group(2)}{later}}};"

    return STRUCT.sub(append, without_comments(plain))


def main():
    version, header, out = sys.argv[1:]
    text = {"older": older, "newer": newer}[version](Path(header).read_text(encoding="utf-8"))
    Path(out).parent.mkdir(parents=True, exist_ok=True)
    Path(out).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
