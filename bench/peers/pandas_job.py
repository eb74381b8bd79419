"""The jobs of the benchmark by pandas, a million rows at a time, texts kept. usage: pandas_job.py fdc|off INPUT OUT"""
import csv
import sys

import pandas

AS_TEXT = {"dtype": str, "keep_default_na": False}
CHUNK = 1_000_000


def fdc(folder):
    chunks = pandas.read_csv(f"{folder}/food_nutrient.csv", usecols=["fdc_id", "nutrient_id", "amount"],
                             chunksize=CHUNK, **AS_TEXT)
    values = pandas.concat([chunk[chunk.nutrient_id.isin(["1183", "1184", "1185"]) & (chunk.amount != "")]
                            for chunk in chunks])
    foods = pandas.read_csv(f"{folder}/food.csv", usecols=["fdc_id", "description"], **AS_TEXT)
    return values.merge(foods, on="fdc_id")


def off(path):
    columns = ["vitamin-k_100g", "phylloquinone_100g"]
    chunks = pandas.read_csv(path, sep="\t", quoting=csv.QUOTE_NONE, usecols=["code", "product_name", *columns],
                             chunksize=CHUNK // 4, **AS_TEXT)
    long = pandas.concat([chunk.melt(["code", "product_name"], columns, "component", "amount").query("amount != ''")
                          for chunk in chunks])
    return long[["code", "component", "amount", "product_name"]]


{"fdc": fdc, "off": off}[sys.argv[1]](sys.argv[2]).to_csv(sys.argv[3], index=False)
