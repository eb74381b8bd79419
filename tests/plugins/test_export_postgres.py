"""What the PostgreSQL exporter promises, against a server that the test starts; compared with sqlite3's reading."""
import os
import shutil
import sqlite3
import subprocess
import sys
import time
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
from exported import TABLES, in_order, make_dataset, needs_exporter, rows  # noqa: E402
from vitktest import SAMPLES, VITK, run, temporary_folder  # noqa: E402

NULL = "\x02null"


def as_postgres(*command):
    """A server refuses to run as root."""
    return (["setpriv", "--reuid", "postgres", "--regid", "postgres", "--clear-groups"] if os.getuid() == 0 else []) + \
        [str(part) for part in command]


def setUpModule():
    global PATH, DATASET, URL, PSQL
    needs_exporter("postgres")
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        print("skipped: no PostgreSQL server")
        raise unittest.SkipTest("no PostgreSQL server")
    programs = found[-1].parent
    folder = temporary_folder()
    folder.chmod(0o755)
    home = folder / "server"
    home.mkdir()
    if os.getuid() == 0:
        shutil.chown(home, "postgres", "postgres")
    subprocess.run(as_postgres(programs / "initdb", "-D", home / "data", "-U", "tester", "-A", "trust", "-E", "UTF8",
                               "--locale=C", "-N"), check=True, capture_output=True, cwd=home)
    ctl = [programs / "pg_ctl", "-D", home / "data", "-w", "-l", home / "log"]
    subprocess.run(as_postgres(*ctl, "-o", f"-c listen_addresses='' -c fsync=off -k {home}", "start"), check=True,
                   stdout=subprocess.DEVNULL, cwd=home)
    unittest.addModuleCleanup(subprocess.run, as_postgres(*ctl, "-m", "immediate", "stop"),
                              stdout=subprocess.DEVNULL, cwd=home)
    URL = f"postgresql://tester@/postgres?host={home}"
    PSQL = programs / "psql"
    PATH, DATASET = make_dataset()


def ask(sql):
    out = subprocess.run([PSQL, URL, "-XAtq", "-F", "\x1f", "-R", "\x1e", "-P", f"null={NULL}", "-c", sql], check=True,
                         capture_output=True).stdout.decode("utf-8")
    out = out.removesuffix("\n").removesuffix("\x1e")
    return [tuple(None if v == NULL else v for v in line.split("\x1f")) for line in out.split("\x1e")] if out else []


def table_of(schema, table):
    names, _ = rows(DATASET, table)
    return ask(f"SELECT {', '.join(names)} FROM {schema}.{table}")


def expected(dataset, table):
    """sqlite3's rows, each value through the text of its type; a double by its shortest decimals, as psql shows it."""
    return [tuple(v if v is None or isinstance(v, str) else float(v) for v in row) for row in rows(dataset, table)[1]]


def numbers(dataset, table, read):
    kinds = [row[2].upper() for row in dataset.execute(f"PRAGMA table_info({table})")]
    return [tuple(v if v is None or "TEXT" in kind else float(v) for v, kind in zip(row, kinds)) for row in read]


def export(schema, *args, path=None):
    return run("export", path or PATH, "-o", URL, "--to", "postgres", "--option", f"schema={schema}", *args)


class Postgres(unittest.TestCase):
    def check(self, schema, dataset):
        for table in TABLES:
            read = numbers(dataset, table, table_of(schema, table))
            self.assertEqual(in_order(read), in_order(expected(dataset, table)), table)

    def test_each_table_is_what_sqlite3_reads(self):
        done = export("whole")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.check("whole", DATASET)

    def test_a_second_export_replaces_its_sources(self):
        for _ in range(2):
            done = export("twice")
            self.assertEqual(done.returncode, 0, done.stderr)
        self.check("twice", DATASET)

    def test_sources_that_do_not_come_stay(self):
        for sample in ("usda-sr", "ciqual-2025-xml", "usda-sr"):
            done = run("import", SAMPLES / sample, "-o", URL, "--to", "postgres")
            self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(len(table_of("vitk", "source")), 2)

    def test_without_replace_a_source_that_is_there_is_refused(self):
        self.assertEqual(export("once").returncode, 0)
        self.assertNotEqual(export("once", "--option", "replace=no").returncode, 0)
        self.check("once", DATASET)

    def test_keys_and_comments_are_there(self):
        self.assertEqual(export("keys").returncode, 0)
        kinds = [kind for kind, in ask("SELECT contype FROM pg_constraint WHERE connamespace = 'keys'::regnamespace")]
        self.assertEqual((kinds.count("p"), kinds.count("f")), (5, 5))
        self.assertIn("unit: µg", ask("SELECT col_description('keys.value'::regclass, 5)")[0][0])

    def test_a_password_in_the_target_is_refused_and_not_shown(self):
        for target in ("postgresql://tester:hush@/postgres", "postgresql://tester@/postgres?password=hush",
                       "postgresql://tester:hush@[/x"):
            done = run("export", PATH, "-o", target, "--to", "postgres")
            self.assertNotEqual(done.returncode, 0)
            self.assertNotIn("hush", done.stdout + done.stderr)

    def test_a_killed_export_leaves_the_schema_as_it_was(self):
        self.assertEqual(export("killed").returncode, 0)
        big = temporary_folder() / "big.sqlite"
        dataset = sqlite3.connect(big)
        DATASET.backup(dataset)
        dataset.execute("""WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000)
            INSERT INTO food (source_id, food_id) SELECT (SELECT min(source_id) FROM source), 'x' || i FROM n""")
        dataset.commit()
        command = [VITK, "export", big, "-o", URL, "--to", "postgres", "--option", "schema=killed"]
        copying = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'COPY%'"
        with subprocess.Popen(command, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as process:
            while process.poll() is None and ask(copying) == [("0",)]:
                time.sleep(0.001)
            process.kill()
        self.assertEqual(process.returncode, -9)
        self.check("killed", DATASET)
        self.assertEqual(export("killed", path=big).returncode, 0)
        self.check("killed", dataset)


if __name__ == "__main__":
    unittest.main()
