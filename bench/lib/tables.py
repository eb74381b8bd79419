"""Makes inputs that are tables: FoodData Central's CSV, the Open Food Facts TSV, a CIQUAL workbook.

Each maker is a function of a folder and a count alone, so that an input is the same wherever it is made, and writes
expected.csv beside it: the records that are in it. Layout, lengths and the share of vitamin K are those of the real
files; the figures are made up. Here and there stands what careless readers fall over: line breaks, doubled quotes and
delimiters in a quoted cell, the code of vitamin K in a remark, trailing zeros, decimal commas and words for numbers.
"""
import csv
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FIELDS = ("food_id", "component", "amount", "name")

BRANDS = ("Rivermill", "Old Orchard", "Sunfield", "North Bay", "Casa Verde", "Hill & Sons", "Purely", "Daybreak")
FOODS = ("spinach, chopped", "kale chips", "soybean oil", "natto", "Gouda cheese", "broccoli soup", "green tea",
         "tomato sauce", "granola", "olive oil dressing", "parsley, dried", "lettuce mix", "pistachio bar")
STYLES = ("organic", "low sodium", "family size", "unsweetened", "with herbs", "roasted", "frozen")


def food_name(number):
    """A name of some 40 characters; one in 997 is of several lines, with quotes and commas."""
    name = (f"{BRANDS[number % len(BRANDS)]} {FOODS[number % len(FOODS)]}, {STYLES[number % len(STYLES)]} "
            f"No {number}")
    return name + ',\n"as sold"' if number % 997 == 0 else name


def open_expected(folder):
    out = open(folder.parent / "expected.csv", "w", encoding="utf-8", newline="")
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(FIELDS)
    return out, rows


def quoted(*cells):
    return ",".join('"' + cell.replace('"', '""') + '"' for cell in cells) + "\n"


# --- FoodData Central

FIRST_FDC_ID = 167512
FDC_NUTRIENTS = {"1003": ("Protein", "G", "203"), "1004": ("Total lipid (fat)", "G", "204"),
                 "1005": ("Carbohydrate, by difference", "G", "205"), "1008": ("Energy", "KCAL", "208"),
                 "1079": ("Fiber, total dietary", "G", "291"), "1087": ("Calcium, Ca", "MG", "301"),
                 "1089": ("Iron, Fe", "MG", "303"), "1092": ("Potassium, K", "MG", "306"),
                 "1093": ("Sodium, Na", "MG", "307"), "1104": ("Vitamin A, IU", "IU", "318"),
                 "1162": ("Vitamin C, total ascorbic acid", "MG", "401"), "1253": ("Cholesterol", "MG", "601"),
                 "1258": ("Fatty acids, total saturated", "G", "606"), "2000": ("Total Sugars", "G", "269")}
FDC_VITAMIN_K = {"1183": ("Vitamin K (Menaquinone-4)", "UG", "428"),
                 "1184": ("Vitamin K (Dihydrophylloquinone)", "UG", "429"),
                 "1185": ("Vitamin K (phylloquinone)", "UG", "430")}
FDC_COLUMNS = ("id", "fdc_id", "nutrient_id", "amount", "data_points", "derivation_id", "min", "max", "median", "loq",
               "footnote", "min_year_acquired", "percent_daily_value")
PROFILES = 1009 # foods with different rows, in turn


def fdc_profile(number, with_k):
    """What follows the fdc_id in the rows of a food, and which of it is vitamin K: (id, amount) pairs."""
    rows, stated = [], []
    nutrients = list(FDC_NUTRIENTS)[:12 + (number * 7 % 5 < 1)]
    for i, nutrient in enumerate(nutrients):
        footnote = 'not ""1185"", see\nthe label' if number % 101 == 7 and i == 3 else ""
        rows.append(f'","{nutrient}","{(number * (i + 3)) % 9973 / 100:.2f}","","70","","","","","{footnote}","",""\n')
    if with_k and number % 8 < 3:
        stated.append(("1185", f"{number * 37 % 5000 / 10:.{number % 3}f}"))
        if number % 300 == 8:
            stated.append(("1183", f"{number % 90 / 10:.1f}"))
    for k in stated:
        rows.insert(5, f'","{k[0]}","{k[1]}","","70","","","","","","",""\n')
    return rows, stated


def fdc_csv(folder, foods, with_k=True):
    """food_nutrient.csv, food.csv and the two small tables that they refer to; a full release has 2.1 M foods."""
    with open(folder / "nutrient.csv", "w", encoding="utf-8", newline="") as out:
        out.write(quoted("id", "name", "unit_name", "nutrient_nbr", "rank"))
        for number, nutrient in (FDC_NUTRIENTS | FDC_VITAMIN_K).items():
            out.write(quoted(number, *nutrient, "999"))
    with open(folder / "food_nutrient_derivation.csv", "w", encoding="utf-8", newline="") as out:
        out.write(quoted("id", "code", "description"))
        out.write(quoted("70", "LCCS", "Calculated from value per serving size measure"))
    profiles = [fdc_profile(number, with_k) for number in range(PROFILES)]
    expected, rows = open_expected(folder)
    with expected, open(folder / "food.csv", "w", encoding="utf-8", newline="") as food, \
         open(folder / "food_nutrient.csv", "w", encoding="utf-8", newline="") as values:
        food.write(quoted("fdc_id", "data_type", "description", "food_category_id", "publication_date"))
        values.write(quoted(*FDC_COLUMNS))
        serial = 1283674
        for number in range(foods):
            fdc_id, name = FIRST_FDC_ID + number, food_name(number)
            food.write(quoted(str(fdc_id), "branded_food", name, "", "2021-10-28"))
            tails, stated = profiles[number % PROFILES]
            values.write("".join([f'"{serial + i}","{fdc_id}{tail}' for i, tail in enumerate(tails)]))
            serial += len(tails)
            for component, amount in stated:
                rows.writerow((fdc_id, component, amount, name))


# --- Open Food Facts

OFF_HEAD = ("code", "url", "creator", "created_t", "created_datetime", "last_modified_t", "last_modified_datetime",
            "product_name", "quantity", "brands", "categories", "categories_tags", "categories_en", "countries",
            "countries_tags", "countries_en", "ingredients_text", "serving_size", "serving_quantity",
            "nutriscore_grade", "states", "completeness", "last_image_t", "image_url")
OFF_COLUMNS = 203
OFF_VITAMIN_K = ("vitamin-k_100g", "phylloquinone_100g")
OFF_INGREDIENTS = "water, spinach, soybean oil, salt, sugar, natural flavour (contains celery), acid: citric acid; "


def off_columns():
    nutrients = ["energy-kcal_100g", "fat_100g", "sugars_100g", "proteins_100g", "salt_100g", "vitamin-d_100g",
                 *OFF_VITAMIN_K, "potassium_100g"]
    others = [f"nutrient-{i}_100g" for i in range(OFF_COLUMNS - len(OFF_HEAD) - len(nutrients))]
    return [*OFF_HEAD, *nutrients, *others]


def off_tsv(folder, products):
    """A product a line, 203 cells parted by TAB, without quotes; one product in 100 has vitamin K."""
    columns = off_columns()
    k_at = [columns.index(name) for name in OFF_VITAMIN_K]
    expected, rows = open_expected(folder)
    with expected, open(folder / "en.openfoodfacts.org.products.csv", "w", encoding="utf-8", newline="") as out:
        out.write("\t".join(columns) + "\n")
        for number in range(products):
            code = f"{3000000000000 + number * 7}"
            name = food_name(number).replace("\n", " ")
            cells = [code, f"http://world-en.openfoodfacts.org/product/{code}", "openfoodfacts-contributors",
                     "1529059080", "2018-06-15T10:38:00Z", "1561463718", "2019-06-25T11:55:18Z", name, "250 g",
                     BRANDS[number % len(BRANDS)], "Plant-based foods", "en:plant-based-foods", "Plant-based foods",
                     "en:france", "en:france", "France", OFF_INGREDIENTS * (6 + number % 5), "30 g", "30", "b",
                     "en:to-be-completed", "0.375", "1561463717", f"https://images.openfoodfacts.org/{code}.jpg",
                     str(number % 900), "1.5", "2.25", "7.1", "0.30", ""] + [""] * (OFF_COLUMNS - 30)
            if number % 100 == 3:
                amounts = [f"{number % 700 / 1e6:.7f}"] + ([f"{number % 90 / 1e6:.6f}"] if number % 1000 == 3 else [])
                for at, amount in zip(k_at, amounts):
                    cells[at] = amount
                    rows.writerow((code, columns[at], amount, name))
            out.write("\t".join(cells) + "\n")


# --- CIQUAL, the flat table as a workbook

def ciqual_amount(number):
    """The texts of CIQUAL's cells: decimal commas, trailing zeros, a limit, a trace, no value."""
    kind = number % 11
    if kind == 3:
        return "-"
    if kind == 5:
        return "traces"
    if kind == 7:
        return f"< {number % 9},{number % 10}"
    return f"{number % 400},{number % 10}0"


def ciqual_xlsx(folder, foods):
    sys.path.insert(0, str(ROOT / "tests" / "lib"))
    import workbook
    head = ["alim_grp_code", "alim_ssgrp_code", "alim_ssssgrp_code", "alim_grp_nom_fr", "alim_ssgrp_nom_fr",
            "alim_ssssgrp_nom_fr", "alim_code", "alim_nom_fr", "alim_nom_sci"]
    head += [f"Constituant {i} (mg/100 g)" for i in range(58)]
    head += ["Vitamine K1 (µg/100 g)", "Vitamine K2 (µg/100 g)"]
    sheet = [head]
    expected, rows = open_expected(folder)
    with expected:
        for number in range(foods):
            name = food_name(number).replace("\n", " ")
            row = ["01", "0101", "000000", "entrées", "salades", "-", str(1000 + number), name, ""]
            row += [ciqual_amount(number * 7 + i) for i in range(60)]
            sheet.append(row)
            for column, component in ((-2, "VITK1"), (-1, "VITK2")):
                rows.writerow((1000 + number, component, row[column], name))
        workbook.write_xlsx(folder / "Table Ciqual 2025_FR_2025_11_03.xlsx", {"composition nutritionnelle": sheet})
