"""The inputs of the benchmark by name: made once into the work folder, and reused when there."""
import csv
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import tables
import trees

ROOT = tables.ROOT
FDC_CSV = ROOT.parent / "shared" / "tools" / "fdc-csv"
SR28 = ROOT.parent / "shared" / "data" / "usda-sr28" / "sr28asc.zip"


class NotHere(Exception):
    """What the input is made of is not on this machine."""


def zipped(folder, foods):
    """The tables of fdc-csv in a zip, packed as a download is."""
    plain = folder.parent / "plain"
    plain.mkdir()
    tables.fdc_csv(plain, foods)
    with zipfile.ZipFile(folder / "FoodData_Central_csv_2021-10-28.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("food.csv", "food_nutrient.csv", "food_nutrient_derivation.csv", "nutrient.csv"):
            archive.write(plain / name, name)
    shutil.rmtree(plain)


def sr28(folder, copies):
    """FoodData Central's layout with SR28's figures, by the tool of ../shared; Python's csv tells what is in it."""
    if not FDC_CSV.exists() or not SR28.exists():
        raise NotHere("no ../shared")
    subprocess.run([sys.executable, FDC_CSV, SR28, folder, str(copies)], check=True)
    stated = []
    with open(folder / "food_nutrient.csv", encoding="utf-8", newline="") as rows:
        for row in csv.reader(rows):
            if row[2] in tables.FDC_VITAMIN_K and row[3]:
                stated.append(row[1:4])
    with open(folder / "food.csv", encoding="utf-8", newline="") as rows:
        names = {row[0]: row[2] for row in csv.reader(rows)}
    expected, rows = tables.open_expected(folder)
    with expected:
        rows.writerows((*row, names[row[0]]) for row in stated)


# name: (how it is made, count at size 1)
SHAPES = {
    "fdc-csv": (tables.fdc_csv, 2_100_000),
    "fdc-csv-quarter": (tables.fdc_csv, 525_000),
    "fdc-csv-without-k": (lambda folder, foods: tables.fdc_csv(folder, foods, with_k=False), 2_100_000),
    "fdc-csv-sr28": (sr28, 39),
    "fdc-zip": (zipped, 525_000),
    "ciqual-xml": (trees.ciqual_xml, 39_000),
    "off-tsv": (tables.off_tsv, 1_000_000),
    "fdc-json": (trees.fdc_json, 45_000),
    "ciqual-xlsx": (tables.ciqual_xlsx, 16_000),
}


class Input:
    """An input that was made: the folder that is imported, and beside it the records that are in it."""

    def __init__(self, place):
        self.folder = place / "input"
        self.files = sorted(self.folder.iterdir())
        self.bytes = sum(path.stat().st_size for path in self.files)
        self.expected = place / "expected.csv"

    def file(self, pattern):
        return next(path for path in self.files if path.match(pattern))


def read_from_disk(files):
    """Brings files into the page cache by reading. Where a program wrote them, they lie there in pages as small as what
    it wrote at a time, and whoever reads them takes up to a fifth longer."""
    for path in files:
        with open(path, "rb", buffering=0) as file:
            os.fsync(file.fileno()) # what is not on the disk yet is not dropped
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
            while file.read(1 << 20):
                pass


READ = {} # inputs that were handed out before


def make(name, size, work, say):
    """The input at that size, read from the disk once."""
    if (name, size) not in READ:
        READ[name, size] = find_or_make(name, size, work, say)
        read_from_disk(READ[name, size].files)
    return READ[name, size]


def find_or_make(name, size, work, say):
    """A folder that was not finished bears another name and is made anew."""
    how, count = SHAPES[name]
    count = max(1, round(count * size))
    place = Path(work) / "in" / f"{name}-{count}"
    if place.exists():
        return Input(place)
    unfinished = place.with_name(place.name + ".part")
    shutil.rmtree(unfinished, ignore_errors=True)
    (unfinished / "input").mkdir(parents=True)
    say(f"making {name}, {count:,} foods or copies")
    try:
        how(unfinished / "input", count)
    except BaseException:
        shutil.rmtree(unfinished)
        raise
    unfinished.rename(place)
    return Input(place)
