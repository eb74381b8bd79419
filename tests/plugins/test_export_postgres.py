"""What the PostgreSQL exporter promises, against a server that the test starts; compared with sqlite3's reading."""
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import unittest
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
from exported import TABLES, in_order, make_dataset, needs_exporter, rows  # noqa: E402
from vitktest import SAMPLES, TIMEOUT, VITK, run, temporary_folder  # noqa: E402

NULL = "\x02null"


def as_postgres(*command):
    """A server refuses to run as root."""
    return (["setpriv", "--reuid", "postgres", "--regid", "postgres", "--clear-groups"] if os.getuid() == 0 else []) + \
        [str(part) for part in command]


def setUpModule():
    global PATH, DATASET, URL, PSQL, HOME, START
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
    START = [*ctl, "-o", f"-c listen_addresses='' -c fsync=off -k {home}", "start"]
    subprocess.run(as_postgres(*START), check=True, stdout=subprocess.DEVNULL, cwd=home)
    unittest.addModuleCleanup(subprocess.run, as_postgres(*ctl, "-m", "immediate", "stop"),
                              stdout=subprocess.DEVNULL, cwd=home)
    URL = f"postgresql://tester@/postgres?host={home}"
    PSQL, HOME = programs / "psql", home
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
    return run("export", path or PATH, "-o", URL, "--option", f"schema={schema}", *args)


def start(schema, url=None, path=None):
    """An export that goes on while the test does."""
    return subprocess.Popen([VITK, "export", path or PATH, "-o", url or URL, "--option", f"schema={schema}"],
                            stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)


def wait_for(sql, process=None):
    """Until the query gives a row: its first column."""
    until = time.monotonic() + TIMEOUT
    while time.monotonic() < until:
        found = ask(sql)
        if found:
            return found[0][0]
        if process is not None and process.poll() is not None:
            raise AssertionError(f"the export ended: {process.stderr.read()}")
        time.sleep(0.01)
    raise AssertionError(f"in vain: {sql}")


def big_dataset():
    """So many foods that a COPY of them is seen at work."""
    return dataset_with(300000)


def dataset_with(foods):
    """So many more."""
    big = temporary_folder() / "big.sqlite"
    dataset = sqlite3.connect(big)
    DATASET.backup(dataset)
    dataset.execute("""WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
        INSERT INTO food (source_id, food_id) SELECT (SELECT min(source_id) FROM source), 'x' || i FROM n""", (foods,))
    dataset.commit()
    return big, dataset


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
            done = run("import", SAMPLES / sample, "-o", URL)
            self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(len(table_of("vitk", "source")), 2)

    def test_without_replace_a_source_that_is_there_is_refused(self):
        self.assertEqual(export("once", "--option", "replace=no").returncode, 0)
        done = export("once", "--option", "replace=no")
        self.assertEqual(done.returncode, 5)
        self.assertIn('the schema "once" holds the source', done.stderr)
        self.check("once", DATASET)

    def test_the_view_tells_what_the_view_of_sqlite_tells(self):
        dataset = sqlite3.connect(view_dataset())
        done = export("view", path=dataset.execute("PRAGMA database_list").fetchone()[2])
        self.assertEqual(done.returncode, 0, done.stderr)
        cursor = dataset.execute("SELECT * FROM food_k")
        names = [column[0] for column in cursor.description]
        read = [tuple(float(v) if v and (name.endswith(BOUNDS) or name == "serving_g") else v
                      for name, v in zip(names, row)) for row in ask(f"SELECT {', '.join(names)} FROM view.food_k")]
        there = cursor.fetchall()
        self.assertEqual(in_order(read), in_order(there))
        self.assertGreater(len({row[names.index("total_from")] for row in there}), 4)

    def test_a_schema_may_be_called_by_a_word_of_sql(self):
        done = export("select")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(ask('SELECT count(*) FROM "select".food'), [(str(len(rows(DATASET, "food")[1])),)])

    def test_the_other_spelling_of_the_scheme_is_the_same(self):
        done = run("export", PATH, "-o", URL.replace("postgresql:", "postgres:"), "--option", "schema=short")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.check("short", DATASET)

    def test_keys_and_comments_are_there(self):
        self.assertEqual(export("keys").returncode, 0)
        kinds = [kind for kind, in ask("SELECT contype FROM pg_constraint WHERE connamespace = 'keys'::regnamespace")]
        self.assertEqual((kinds.count("p"), kinds.count("f")), (5, 5))
        self.assertIn("unit: µg", ask("SELECT col_description('keys.value'::regclass, 5)")[0][0])

    def test_a_password_in_the_target_is_refused_and_not_shown(self):
        for to in ((), ("--to", "postgres")):
            for target in ("postgresql://tester:hush@/postgres", "postgresql://tester@/postgres?password=hush",
                           "postgresql://tester:hush@[/x", "postgresql://tester:a/hush@host/postgres",
                           "postgresql://tester:hush@no.such.host.invalid/postgres"):
                for command in (("export", PATH), ("import", SAMPLES / "usda-sr"), ("import", "--json", SAMPLES / "usda-sr")):
                    done = run(*command, "-o", target, *to)
                    self.assertNotEqual(done.returncode, 0)
                    self.assertIn("password", done.stderr)
                    self.assertNotIn("hush", done.stdout + done.stderr)

    def test_a_password_in_a_misspelt_target_is_not_shown(self):
        for to in ((), ("--to", "csv"), ("--to", "nothing")):
            for target in ("postgrsql://tester:hush@host/postgres", "postgresql:/tester:hush@host/postgres",
                           "mysql://tester@host/postgres?password=hush", "postgresql:///tester:hush@host/x.csv"):
                for command in (("export", PATH), ("import", "--json", SAMPLES / "usda-sr")):
                    done = run(*command, "-o", target, *to)
                    self.assertNotEqual(done.returncode, 0)
                    self.assertNotIn("hush", done.stdout + done.stderr)

    def test_a_server_that_is_not_there_is_told_of(self):
        done = run("export", PATH, "-o", f"postgresql://tester@/postgres?host={HOME}/nowhere")
        self.assertEqual(done.returncode, 5)
        self.assertIn("connection to server on socket", done.stderr)

    def test_a_server_that_does_not_answer_is_left_after_connect_timeout(self):
        with silent_server() as url:
            done = run("export", PATH, "-o", f"{url}&connect_timeout=1")
        self.assertEqual(done.returncode, 5)
        self.assertIn("connect_timeout", done.stderr)

    def test_a_killed_export_leaves_the_schema_as_it_was(self):
        self.assertEqual(export("killed").returncode, 0)
        big, dataset = big_dataset()
        with start("killed", path=big) as process:
            wait_for(COPYING, process)
            process.kill()
        self.assertEqual(process.returncode, -9)
        self.check("killed", DATASET)
        self.assertEqual(export("killed", path=big).returncode, 0)
        self.check("killed", dataset)


COPYING = "SELECT pid FROM pg_stat_activity WHERE application_name = 'vitk' AND query LIKE 'COPY%'"
BOUNDS = ("_ug", "_lower", "_upper")
STATES = [("value", 0.1, 0.1, 0.1), ("value", 0.2, 0.2, 0.2), ("below_limit", None, 0, 0.8), ("trace", None, 0, None),
          ("missing", None, None, None), ("assumed_zero", 0, 0, 0), ("present", None, 1, 3)]


def view_dataset():
    """A dataset in which foods state each pair of components in each pair of ways, one component twice, all MK-n."""
    dataset = sqlite3.connect(temporary_folder() / "view.sqlite")
    DATASET.backup(dataset)
    source = dataset.execute("SELECT min(source_id) FROM source").fetchone()[0]
    sets = [[(a, s), (b, t)] for a, b in (("VITK1", "VITK2"), ("VITK1", "MK4"), ("MK4", "MK7"), ("VITK2", "MK4"),
                                          ("VITK", "VITK1"), ("VITK", "MK4"), ("VITK1", "VITK1"), ("VITK1D", "VITK"))
            for s in STATES for t in STATES]
    sets += [[(f"MK{n}", s) for n in range(4, 14)] + [("VITK1", t)] for s in STATES for t in STATES]
    for i, values in enumerate(sets):
        dataset.execute("INSERT INTO food (source_id, food_id) VALUES (?, ?)", (source, f"set{i}"))
        for line, (component, state) in enumerate(values):
            dataset.execute("""INSERT INTO value (source_id, food_id, component_id, status, amount_ug, lower_ug, upper_ug,
                basis, serving_g, origin, equivalents, file, line, field) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'unknown',
                'mass', 'f', ?, '')""", (source, f"set{i}", component, *state, ("100 g", "serving")[i % 2],
                                         (None, 30)[i % 2], line))
    dataset.commit()
    return dataset.execute("PRAGMA database_list").fetchone()[2]


@contextmanager
def silent_server():
    """Takes connections and never says a word."""
    folder = temporary_folder()
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(folder / ".s.PGSQL.5432"))
        server.listen()
        yield f"postgresql://tester@/postgres?host={folder}"


def says(words, nth=1):
    """A moment of what the client says, of which each piece is given: when it says the words, the nth time."""
    said = bytearray()

    def heard(data):
        said.extend(data)
        return said.count(words) >= nth
    return heard


def sent(n):
    """The moment at which the client has sent so many bytes."""
    left = [n]

    def heard(data):
        left[0] -= len(data)
        return left[0] <= 0
    return heard


@contextmanager
def relay(until, then=None):
    """Passes on what client and server say to each other until a moment of what the client says. Then both are cut off,
    or `then` is called and all passed on as before."""
    folder = temporary_folder()

    def pass_on(from_, to, until):
        try:
            while data := from_.recv(65536):
                if until and until(data):
                    if then is None:
                        break
                    until = then()
                to.sendall(data)
        except OSError:
            pass
        for end in (from_, to):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    with socket.socket(socket.AF_UNIX) as listening, socket.socket(socket.AF_UNIX) as server:
        listening.bind(str(folder / ".s.PGSQL.5432"))
        listening.listen()
        listening.settimeout(TIMEOUT)

        def serve():
            client, _ = listening.accept()
            server.connect(str(HOME / ".s.PGSQL.5432"))
            back = threading.Thread(target=pass_on, args=(server, client, None), daemon=True)
            back.start()
            pass_on(client, server, until)
            back.join()
            client.close()

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"postgresql://tester@/postgres?host={folder}"


class Broken(unittest.TestCase):
    def test_a_connection_that_breaks_during_commit_leaves_it_open_whether_it_was_written(self):
        with relay(says(b"COMMIT\0")) as url, start("torn", url) as process:
            told = process.stderr.read()
        self.assertEqual(process.returncode, 5)
        self.assertIn("not known whether it was written", told)
        self.assertNotIn("nothing was changed", told)

    def test_a_connection_that_breaks_before_leaves_nothing(self):
        with relay(says(b"INSERT INTO")) as url, start("early", url) as process:
            told = process.stderr.read()
        self.assertEqual(process.returncode, 5)
        self.assertIn("nothing was changed", told)
        self.assertEqual(ask("SELECT to_regclass('early.food')"), [(None,)])


COPY_DONE = b"c\x00\x00\x00\x04"  # the message that ends a COPY
MOMENTS = {"as it begins": lambda: says(b"BEGIN"), "before a COPY": lambda: says(b"COPY "),
           "during COPY": lambda: sent(400000), "at the last bytes of a COPY": lambda: says(COPY_DONE),
           "at the last bytes of the last COPY": lambda: says(COPY_DONE, len(TABLES)),
           "before the rows are put in place": lambda: says(b"INSERT INTO"), "during COMMIT": lambda: says(b"COMMIT\0")}


def backend():
    return int(ask("SELECT pid FROM pg_stat_activity WHERE application_name = 'vitk'")[0][0])


def kill_backend():
    os.kill(backend(), signal.SIGKILL)


def kill_postmaster():
    os.kill(int((HOME / "data/postmaster.pid").read_text().split()[0]), signal.SIGKILL)


def runs(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def kill_server():
    """A backend outlives its server until it has nothing to read, and might carry out all that is still to be said."""
    pid = backend()
    kill_postmaster()
    until = time.monotonic() + TIMEOUT
    while runs(pid) and time.monotonic() < until:
        time.sleep(0.01)


def wait_for_server():
    """Until it answers; started anew if it is gone."""
    until = time.monotonic() + TIMEOUT
    while time.monotonic() < until:
        if subprocess.run([PSQL, URL, "-XAtqc", "SELECT 1"], capture_output=True).returncode == 0:
            return
        subprocess.run(as_postgres(*START), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=HOME)
        time.sleep(0.05)
    raise AssertionError("the server does not answer")


def kill_server_soon():
    threading.Timer(0.001, kill_postmaster).start()


class Killed(unittest.TestCase):
    """A database server that is killed while vitk writes to it: the schema is as it was, and the rerun is whole."""
    def kill_at_each_moment(self, schema, kill, moments):
        more, dataset = dataset_with(20000)
        whole = Postgres()
        for moment in moments:
            with self.subTest(moment):
                self.assertEqual(export(schema).returncode, 0)
                with relay(MOMENTS[moment](), kill) as url, start(schema, url, more) as process:
                    told = process.stderr.read()
                for thread in threading.enumerate():
                    if isinstance(thread, threading.Timer):
                        thread.join()
                wait_for_server()
                self.assertIn(process.returncode, (0, 5), told)
                # A backend that outlives its server for a moment may have carried out a COMMIT.
                written = process.returncode == 0 or "not known whether it was written" in told and \
                    len(table_of(schema, "food")) == len(rows(dataset, "food")[1])
                self.assertTrue(moment == "during COMMIT" or not written)
                whole.check(schema, dataset if written else DATASET)
                done = export(schema, path=more)
                self.assertEqual(done.returncode, 0, done.stderr)
                whole.check(schema, dataset)

    def test_a_backend_that_is_killed_at_any_moment(self):
        self.kill_at_each_moment("backend", kill_backend, MOMENTS)

    def test_a_server_that_is_killed_at_any_moment(self):
        self.kill_at_each_moment("server", kill_server, ["during COPY", "at the last bytes of the last COPY",
                                                         "during COMMIT"])

    def test_a_server_that_is_killed_a_moment_after_it_got_the_commit(self):
        self.kill_at_each_moment("committed", kill_server_soon, ["during COMMIT"])


class Interrupted(unittest.TestCase):
    def interrupt(self, process):
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=TIMEOUT)
        self.assertEqual(process.returncode, 130)

    def test_while_it_waits_for_a_lock(self):
        self.assertEqual(export("locked").returncode, 0)
        locker = subprocess.Popen([PSQL, URL, "-Xq"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
        with locker:
            locker.stdin.write("BEGIN; LOCK TABLE locked.food;\n")
            locker.stdin.flush()
            wait_for("SELECT 1 FROM pg_locks WHERE relation = 'locked.food'::regclass AND mode = 'AccessExclusiveLock'")
            with start("locked") as process:
                pid = wait_for("SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' "
                               "AND application_name = 'vitk'", process)
                self.interrupt(process)
            wait_for(f"SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM pg_stat_activity WHERE pid = {pid})")
            locker.stdin.close()

    def test_while_the_server_takes_no_more_rows(self):
        big, _ = big_dataset()
        with start("stopped", path=big) as process:
            pid = int(wait_for(COPYING, process))
            os.kill(pid, signal.SIGSTOP)
            try:
                self.interrupt(process)
            finally:
                os.kill(pid, signal.SIGCONT)

    def test_while_it_connects(self):
        with silent_server() as url, start("silent", url) as process:
            time.sleep(0.5)
            self.interrupt(process)


if __name__ == "__main__":
    unittest.main()
