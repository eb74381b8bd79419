"""Makes inputs that are trees: CIQUAL's XML and FoodData Central's JSON. See tables.py for what they have in common."""
import json

from tables import FDC_NUTRIENTS, FDC_VITAMIN_K, FIRST_FDC_ID, ciqual_amount, food_name, open_expected

DECLARATION = '\ufeff<?xml version="1.0" encoding="utf-8" ?>\n<TABLE>\n'
CIQUAL_VITAMIN_K = (54101, 54104)
CIQUAL_CONSTITUENTS = [*range(10000, 10000 + 29 * 110, 110), *range(32000, 32029), *CIQUAL_VITAMIN_K]


def escaped(text):
    return text.replace("&", "&amp;").replace("<", "&lt;")


def compo(food, constituent, amount):
    return (f"   <COMPO>\n      <alim_code> {food} </alim_code>\n      <const_code> {constituent} </const_code>\n"
            f"      <teneur> {escaped(amount)} </teneur>\n"
            '      <min missing=" " />\n      <max missing=" " />\n      <code_confiance missing=" " />\n'
            '      <source_code missing=" " />\n   </COMPO>\n')


def ciqual_xml(folder, foods):
    """The XML set: a COMPO for each food and constituent, 60 constituents a food, two of them vitamin K."""
    with open(folder / "const_2025_11_03.xml", "w", encoding="utf-8", newline="\n") as out:
        out.write(DECLARATION)
        for code, french in zip(CIQUAL_VITAMIN_K, ("Vitamine K1", "Vitamine K2")):
            out.write(f"   <CONST>\n      <const_code> {code} </const_code>\n      <const_nom_fr> {french} (µg/100 g) "
                      f"</const_nom_fr>\n      <const_nom_eng> {french} (µg/100 g) </const_nom_eng>\n   </CONST>\n")
        out.write("</TABLE>\n")
    expected, rows = open_expected(folder)
    with expected, open(folder / "alim_2025_11_03.xml", "w", encoding="utf-8", newline="\n") as alim, \
         open(folder / "compo_2025_11_03.xml", "w", encoding="utf-8", newline="\n") as out:
        alim.write(DECLARATION)
        out.write(DECLARATION)
        for number in range(foods):
            code, name = 1000 + number, food_name(number).replace("\n", " ")
            alim.write(f"   <ALIM>\n      <alim_code> {code} </alim_code>\n      <alim_nom_fr> {escaped(name)} "
                       f"</alim_nom_fr>\n      <alim_nom_index_fr> {escaped(name)} </alim_nom_index_fr>\n"
                       "   </ALIM>\n")
            amounts = [ciqual_amount(number * 7 + i) for i in range(len(CIQUAL_CONSTITUENTS))]
            out.write("".join([compo(code, *pair) for pair in zip(CIQUAL_CONSTITUENTS, amounts)]))
            for constituent, amount in list(zip(CIQUAL_CONSTITUENTS, amounts))[-2:]:
                rows.writerow((code, constituent, amount, name))
        alim.write("</TABLE>\n")
        out.write("</TABLE>\n")


def fdc_nutrient(number, amount, serial):
    name, unit, short = (FDC_NUTRIENTS | FDC_VITAMIN_K)[number]
    unit = {"UG": "µg"}.get(unit, unit.lower())
    source = '"foodNutrientSource":{"id":9,"code":"12","description":"Manufacturer\'s analytical; partial"}'
    return (f'{{"type":"FoodNutrient","id":{serial},"nutrient":{{"id":{number},"number":"{short}",'
            f'"name":{json.dumps(name)},"rank":600,"unitName":"{unit}"}},"foodNutrientDerivation":{{"id":70,'
            f'"code":"LCCS","description":"Calculated from value per serving size measure",{source}}},'
            f'"amount":{amount}}}')


def fdc_json(folder, foods):
    """An array of foods, as the API gives it, each with 30 nutrients or so on one line; every third has vitamin K."""
    expected, rows = open_expected(folder)
    with expected, open(folder / "foods.json", "w", encoding="utf-8", newline="\n") as out:
        out.write("[\n")
        for number in range(foods):
            fdc_id, name = FIRST_FDC_ID + number, food_name(number)
            serial = 1283674 + number * 40
            nutrients = [fdc_nutrient(nutrient, f"{(number * (i + 3)) % 9973 / 100:.2f}", serial + i)
                         for i, nutrient in enumerate(list(FDC_NUTRIENTS) * 2)]
            if number % 3 == 0:
                amount = f"{number % 700 / 10:.{1 + number % 2}f}"
                nutrients.insert(7, fdc_nutrient("1185", amount, serial + 30))
                rows.writerow((fdc_id, "1185", amount, name))
            out.write(f'{{"foodClass":"Branded","description":{json.dumps(name)},"foodNutrients":[{",".join(nutrients)}'
                      f'],"brandedFoodCategory":"Vegetables","dataSource":"LI","servingSize":30,'
                      f'"servingSizeUnit":"g","fdcId":{fdc_id},"dataType":"Branded","publicationDate":"11/13/2020"}}')
            out.write(",\n" if number + 1 < foods else "\n]\n")
