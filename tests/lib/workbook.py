"""Workbooks (xlsx) by the standard library alone: an independent reading of one, and a small one for a test."""
import re
import zipfile
import xml.etree.ElementTree as ET
from xml.sax.saxutils import escape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
OFFICE = "application/vnd.openxmlformats-officedocument.spreadsheetml."
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def tag(name):
    return f"{{{MAIN}}}{name}"


def text_of(element):
    """The text of a shared or inline string, without its furigana."""
    return "".join(part.text or "" for child in element if child.tag != tag("rPh") for part in child.iter(tag("t")))


def column_number(reference):
    number = 0
    for letter in re.match("[A-Z]+", reference).group():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def column_letters(number):
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def sheet_parts(package):
    """Name of each sheet and the part that it is in."""
    targets = {relation.get("Id"): relation.get("Target")
               for relation in ET.parse(package.open("xl/_rels/workbook.xml.rels")).getroot()}
    return [(sheet.get("name"), "xl/" + targets[sheet.get(f"{{{DOCUMENT}}}id")].removeprefix("/xl/"))
            for sheet in ET.parse(package.open("xl/workbook.xml")).getroot().iter(tag("sheet"))]


def cell_text(cell, strings):
    value = cell.find(tag("v"))
    if cell.get("t") == "inlineStr":
        return text_of(cell.find(tag("is")))
    if value is None:
        return ""
    return strings[int(value.text)] if cell.get("t") == "s" else value.text or ""


def read_xlsx(path, sheet=None):
    """Rows of a sheet (the first, or the one of that name) as lists of texts; a row that is not there is empty."""
    with zipfile.ZipFile(path) as package:
        strings = []
        if "xl/sharedStrings.xml" in package.namelist():
            strings = [text_of(item) for item in ET.parse(package.open("xl/sharedStrings.xml")).getroot()]
        part = next(part for name, part in sheet_parts(package) if sheet in (None, name))
        rows = []
        for row in ET.parse(package.open(part)).getroot().iter(tag("row")):
            rows += [[] for _ in range(int(row.get("r")) - len(rows))]
            for cell in row:
                column = column_number(cell.get("r"))
                rows[-1] += [""] * (column - len(rows[-1]))
                rows[-1][column - 1] = cell_text(cell, strings)
        return rows


def sheet_xml(rows, strings):
    lines = [DECLARATION, f'<worksheet xmlns="{MAIN}"><sheetData>']
    for number, row in enumerate(rows, 1):
        cells = []
        for column, value in enumerate(row, 1):
            place = f"{column_letters(column)}{number}"
            if value is None:
                continue
            if isinstance(value, str):
                cells.append(f'<c r="{place}" t="s"><v>{strings.setdefault(value, len(strings))}</v></c>')
            else:
                cells.append(f'<c r="{place}"><v>{value!r}</v></c>')
        if cells:
            lines.append(f'<row r="{number}">{"".join(cells)}</row>')
    return "".join(lines) + "</sheetData></worksheet>"


def write_xlsx(path, sheets):
    """`sheets` names each sheet and lists its rows: a text is a shared string, a number a number, None no cell."""
    strings, parts = {}, {}
    for number, rows in enumerate(sheets.values(), 1):
        parts[f"xl/worksheets/sheet{number}.xml"] = sheet_xml(rows, strings)
    numbers = range(1, len(sheets) + 1)
    parts["[Content_Types].xml"] = (
        f'{DECLARATION}<Types xmlns="{TYPES}">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{OFFICE}sheet.main+xml"/>'
        + "".join(f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{OFFICE}worksheet+xml"/>'
                  for n in numbers)
        + f'<Override PartName="/xl/sharedStrings.xml" ContentType="{OFFICE}sharedStrings+xml"/></Types>')
    parts["_rels/.rels"] = (f'{DECLARATION}<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" '
                            f'Type="{DOCUMENT}/officeDocument" Target="xl/workbook.xml"/></Relationships>')
    parts["xl/workbook.xml"] = (
        f'{DECLARATION}<workbook xmlns="{MAIN}" xmlns:r="{DOCUMENT}"><sheets>'
        + "".join(f'<sheet name="{escape(name)}" sheetId="{n}" r:id="rId{n}"/>' for n, name in zip(numbers, sheets))
        + "</sheets></workbook>")
    parts["xl/_rels/workbook.xml.rels"] = (
        f'{DECLARATION}<Relationships xmlns="{PACKAGE}">'
        + "".join(f'<Relationship Id="rId{n}" Type="{DOCUMENT}/worksheet" Target="worksheets/sheet{n}.xml"/>'
                  for n in numbers)
        + f'<Relationship Id="rId{len(sheets) + 1}" Type="{DOCUMENT}/sharedStrings" Target="sharedStrings.xml"/>'
        "</Relationships>")
    parts["xl/sharedStrings.xml"] = (
        f'{DECLARATION}<sst xmlns="{MAIN}" uniqueCount="{len(strings)}">'
        + "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in strings) + "</sst>")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name in sorted(parts):  # the same bytes each time
            package.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), parts[name], zipfile.ZIP_DEFLATED)
