"""The jobs: an input, the programs that do the same with it, and what is asked of vitk."""
import subprocess
from dataclasses import dataclass, field

import check
import peers


@dataclass
class Program:
    """One column of a measurement: `command(input, output)` gives the words of the command line."""
    name: str
    peer: str
    command: object
    ending: str = "csv"
    checked: bool = True # its records are compared; else it writes none
    cpus: int = 0 # how many it may use; 0: all
    exits: tuple = (0,)
    input: str = "" # another than the job's


@dataclass
class Goal:
    """The times of top over those of bottom, against the limit; without a bottom the milliseconds of top.

    Of several names the fastest counts.
    """
    words: str
    top: tuple
    bottom: tuple
    limit: float
    at_least: bool = False


@dataclass
class Job:
    name: str
    title: str
    input: str
    programs: list
    goals: list = field(default_factory=list)
    says: str = "" # what a reader must know of this measurement


def imports(name="vitk", ending="csv", exits=(0,), cpus=0, options=(), data=""):
    """vitk itself. The input is the folder, or the one file of it that an archive is."""
    def command(given, output):
        archive = [path for path in given.files if path.suffix == ".zip"]
        return [peers.vitk(), "import", "-q", *options, archive[0] if archive else given.folder, "-o", output]
    return Program(name, "vitk", command, ending=ending, exits=exits, cpus=cpus, input=data)


PEERS_COLUMNS = "vitk, the peers' columns"


def imports_peers_columns():
    """Food, component, amount and name, which is all that the peers write."""
    return imports(PEERS_COLUMNS, options=("-X", "columns=" + ",".join(check.OF_VITK)))


def small_import():
    sample = peers.ROOT / "samples" / "usda-fdc-csv"
    return Program("vitk", "vitk", lambda given, output: [peers.vitk(), "import", "-q", sample, "-o", output],
                   ending="sqlite", checked=False)


def node(name, peer, job, pattern, *more):
    """DuckDB or polars: the input is a file by pattern, or the folder."""
    def command(given, output):
        return ["node", peers.SOURCES / f"{peer}.mjs", job, given.file(pattern) if pattern else given.folder, output,
                *more]
    return Program(name, peer, command)


def pandas(job, pattern=""):
    return Program("pandas", "pandas", lambda given, output: [
        peers.PYTHON, peers.SOURCES / "pandas_job.py", job, given.file(pattern) if pattern else given.folder, output])


def scan(programs, kind="bytes"):
    name = {"bytes": "every byte read", "quotes": "quotes and line breaks counted"}[kind]
    return Program(name, "scan", lambda given, output: [programs / "scan", kind, *given.files], checked=False)


def libcsv(programs):
    return Program("libcsv", "libcsv", lambda given, output: [programs / "libcsv", given.folder, output])


def miller_off():
    return Program("Miller", "miller", lambda given, output: [
        "sh", "-c", 'exec mlr --itsv --ocsv reshape -i "$1" -o component,amount then filter "$2" then '
        'cut -o -f code,component,amount,product_name "$3" >"$4"', "sh", "vitamin-k_100g,phylloquinone_100g",
        "is_not_empty($amount)", given.files[0], output])


def sqlite3():
    query = ("SELECT v.fdc_id, nutrient_id, amount, description FROM v JOIN f USING (fdc_id) "
             "WHERE nutrient_id IN ('1183', '1184', '1185') AND amount <> ''")
    return Program("sqlite3 .import", "sqlite3", lambda given, output: [
        "sqlite3", "", f".import --csv {given.folder}/food_nutrient.csv v", f".import --csv {given.folder}/food.csv f",
        ".headers on", ".mode csv", f".once {output}", query])


def isolation():
    """The import without its worker process, where this vitk can be told so."""
    can = "--isolate" in subprocess.run([peers.vitk(), "import", "--help"], capture_output=True, text=True,
                                        check=False).stdout
    return [imports("vitk, --isolate=off", options=("--isolate=off",))] if can else []


DUCKDB = ("DuckDB, typed", "DuckDB, texts")
POLARS = ("polars, typed", "polars, texts")


def typed_and_texts(names, job, pattern=""):
    """DuckDB or polars twice: as it guesses the types of columns, and with all columns kept as the texts they are."""
    peer = names[0].split(",")[0].lower()
    return [node(names[0], peer, job, pattern), node(names[1], peer, job, pattern, "text")]


def all_jobs(programs):
    """Every job, in the order of the report; `programs` is the folder of the peers in C."""
    vitk_two = [imports(), imports("vitk, one CPU", cpus=1)]
    return [
        Job("fdc-csv", "FoodData Central CSV to CSV", "fdc-csv",
            [*vitk_two, imports_peers_columns(), *isolation(), imports("vitk to SQLite", ending="sqlite"),
             libcsv(programs), *typed_and_texts(DUCKDB, "fdc"), *typed_and_texts(POLARS, "fdc"), pandas("fdc"),
             sqlite3(), scan(programs), scan(programs, "quotes")],
            [Goal("at least 8 × DuckDB, the same columns", DUCKDB, (PEERS_COLUMNS,), 8, at_least=True),
             Goal("at least 5 × polars, the same columns", POLARS, (PEERS_COLUMNS,), 5, at_least=True),
             Goal("at least 8 × libcsv alone, the same columns", ("libcsv",), (PEERS_COLUMNS,), 8, at_least=True),
             Goal("two CPUs at most 0.7 × one", ("vitk",), ("vitk, one CPU",), 0.7),
             Goal("isolation costs less than 5 %", ("vitk",), ("vitk, --isolate=off",), 1.05),
             Goal("to SQLite at most 1.5 × to CSV", ("vitk to SQLite",), ("vitk",), 1.5)],
            "Selects the values of vitamin K, joins the foods' names, writes CSV. vitk also writes where each value "
            "stood, and checksums the files; with the peers' columns it writes what they write. Miller is left out: "
            "its join of these tables took 122 s and 20 GB."),
        Job("fdc-csv-sr28", "The same with the real figures of SR28, 39 times", "fdc-csv-sr28",
            [imports(), imports_peers_columns(), libcsv(programs), *typed_and_texts(DUCKDB, "fdc"),
             *typed_and_texts(POLARS, "fdc"), scan(programs)],
            [Goal("at least 8 × DuckDB, the same columns", DUCKDB, (PEERS_COLUMNS,), 8, at_least=True),
             Goal("at least 5 × polars, the same columns", POLARS, (PEERS_COLUMNS,), 5, at_least=True),
             Goal("at least 8 × libcsv alone, the same columns", ("libcsv",), (PEERS_COLUMNS,), 8, at_least=True)],
            "Few foods, and many values of each."),
        Job("fdc-csv-without-k", "FoodData Central CSV without vitamin K", "fdc-csv-without-k",
            [imports(exits=(8,)), scan(programs), scan(programs, "quotes")],
            [Goal("at most 1.5 × counting quotes and line breaks", ("vitk",), ("quotes and line breaks counted",),
                  1.5)],
            "Nothing is found and nothing written (exit 8): what remains is the search."),
        Job("linearity", "Four times the input", "fdc-csv",
            [imports(), imports("vitk, a quarter", data="fdc-csv-quarter")],
            [Goal("at most 4.4 × the time of a quarter", ("vitk",), ("vitk, a quarter",), 4.4)]),
        Job("fdc-zip", "FoodData Central CSV in a zip", "fdc-zip",
            [imports(), Program("inflated by libarchive", "inflate",
                                lambda given, output: [programs / "inflate", given.files[0]], checked=False)],
            [Goal("at most 1.2 × the time to inflate it", ("vitk",), ("inflated by libarchive",), 1.2)],
            "A quarter of the tables above, in one zip."),
        Job("ciqual-xml", "CIQUAL XML", "ciqual-xml",
            [*vitk_two, Program("libxml2, SAX2", "libxml2", lambda given, output: [
                programs / "libxml2", given.file("compo*"), given.file("alim_2*"), output]), scan(programs)],
            [Goal("at least 15 × libxml2 reading all", ("libxml2, SAX2",), ("vitk",), 15, at_least=True)]),
        Job("off-tsv", "Open Food Facts TSV, 203 columns", "off-tsv",
            [*vitk_two, *typed_and_texts(DUCKDB, "off", "*"), *typed_and_texts(POLARS, "off", "*"),
             pandas("off", "*"), miller_off(), scan(programs)],
            [Goal("at least 6 × DuckDB", DUCKDB, ("vitk",), 6, at_least=True)],
            "One product in 100 states vitamin K."),
        Job("fdc-json", "FoodData Central JSON, an array of foods", "fdc-json",
            [*vitk_two, Program("yajl", "yajl", lambda given, output: [programs / "yajl", given.files[0], output]),
             node("DuckDB, columns given", "duckdb", "json", "*"), scan(programs)],
            [Goal("at least 4 × yajl", ("yajl",), ("vitk",), 4, at_least=True)]),
        Job("ciqual-xlsx", "CIQUAL workbook", "ciqual-xlsx",
            [imports(), Program("openpyxl", "openpyxl", lambda given, output: [
                peers.PYTHON, peers.SOURCES / "openpyxl_job.py", given.files[0], output]),
             Program("readxl", "readxl", lambda given, output: [
                 "Rscript", peers.SOURCES / "readxl.R", given.files[0], output]), scan(programs)],
            [Goal("at least 5 × readxl and openpyxl", ("openpyxl", "readxl"), ("vitk",), 5, at_least=True)]),
        Job("small", "A small import: samples/usda-fdc-csv", "", [small_import()],
            [Goal("less than 50 ms", ("vitk",), (), 50)]),
    ]
