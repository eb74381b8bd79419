"""A CIQUAL workbook by openpyxl, read row by row. usage: openpyxl_job.py TABLE.xlsx OUT.csv"""
import csv
import sys

from openpyxl import load_workbook

rows = load_workbook(sys.argv[1], read_only=True).worksheets[0].iter_rows(values_only=True)
head = list(next(rows))
code, name = head.index("alim_code"), head.index("alim_nom_fr")
columns = [("VITK1", head.index("Vitamine K1 (µg/100 g)")), ("VITK2", head.index("Vitamine K2 (µg/100 g)"))]
with open(sys.argv[2], "w", encoding="utf-8", newline="") as out:
    writer = csv.writer(out)
    writer.writerow(("food_id", "component", "amount", "name"))
    for row in rows:
        for component, column in columns:
            if row[column] is not None:
                writer.writerow((row[code], component, row[column], row[name]))
