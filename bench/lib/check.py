"""Whether programs found the same: the set of (food id, component, amount as text, name of the food)."""
import csv
import sqlite3

COMPONENTS = {"1183": "MK4", "1184": "VITK1D", "1185": "VITK1", "54101": "VITK1", "54104": "VITK2",
              "vitamin-k_100g": "VITK", "phylloquinone_100g": "VITK1"}
OF_VITK = ("food_id", "component_id", "original", "food_name")
OF_DATASET = ("SELECT food_id, component_id, original, name FROM value JOIN food USING (source_id, food_id) "
              "WHERE original IS NOT NULL")


def records(path):
    """What a program wrote: {(food, component): (amount, name)}; vitk's own columns are known by their names."""
    if path.suffix == ".sqlite":
        with sqlite3.connect(path) as dataset:
            rows = dataset.execute(OF_DATASET).fetchall()
    else:
        with open(path, encoding="utf-8", newline="") as text:
            lines = csv.reader(text)
            head = next(lines, [])
            at = [head.index(name) for name in OF_VITK] if "component_id" in head else range(4)
            rows = [[line[i] for i in at] for line in lines]
    return {(food, COMPONENTS.get(component, component)): (amount, name) for food, component, amount, name in rows}


def same_number(a, b):
    try:
        return float(a.replace(",", ".")) == float(b.replace(",", "."))
    except ValueError:
        return False


def difference(found, expected):
    """Words for how they differ; "" where they don't."""
    missing = len(expected.keys() - found.keys())
    added = len(found.keys() - expected.keys())
    changed = [(found[key][0], expected[key][0]) for key in expected.keys() & found.keys()
               if found[key][0] != expected[key][0]]
    rewritten = sum(same_number(*pair) for pair in changed)
    names = sum(found[key][1] != expected[key][1] for key in expected.keys() & found.keys())
    told = ((missing, "missing"), (added, "that are not in it"), (len(changed) - rewritten, "with another amount"),
            (rewritten, "with the amount written another way"), (names, "with another name"))
    return ", ".join(f"{n:,} {words}" for n, words in told if n > 0)
