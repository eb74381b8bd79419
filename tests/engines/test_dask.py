"""The Dask graph on a real scheduler with two workers."""
import os
import subprocess
import unittest

from engine import INPUT, PROGRAMS, SHARDS, VITK, Servers, command_that_dies_once, free_port, needs, plain_import
from engine import temporary_folder, text_of, wait_for

PYTHON = "/usr/bin/python3" # Debian's, whose modules it knows


class Dask(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        needs("dask-scheduler", "dask-worker")
        cls.expected = plain_import()

    def cluster(self, vitk):
        """A scheduler and two workers, which know the command by VITK; stopped when the test is over."""
        folder = temporary_folder()
        servers = Servers(folder)
        self.addCleanup(servers.stop)
        address, env = f"tcp://127.0.0.1:{free_port()}", os.environ | {"VITK": str(vitk)}
        log = servers.start("dask-scheduler", "--host", "127.0.0.1", "--port", address.rpartition(":")[2],
                            "--no-dashboard")
        wait_for(lambda: "Scheduler at" in log.read_text(), "the scheduler")
        for _ in range(2):
            servers.start("dask-worker", address, "--nthreads", "1", "--no-dashboard", "--no-nanny",
                          "--local-directory", folder, env=env)
        wait_for(lambda: log.read_text().count("Register worker") == 2, "two workers")
        return address

    def import_with(self, address, output):
        done = subprocess.run([PYTHON, PROGRAMS / "dask" / "vitk_dask.py", address, INPUT, str(SHARDS), output],
                              capture_output=True, text=True, timeout=120, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_the_graph_makes_the_whole(self):
        whole = temporary_folder() / "whole.sqlite"
        self.import_with(self.cluster(VITK), whole)
        self.assertEqual(text_of(whole), self.expected)

    def test_a_shard_that_was_killed_runs_again(self):
        folder = temporary_folder()
        whole = folder / "whole.sqlite"
        self.import_with(self.cluster(command_that_dies_once(folder)), whole)
        self.assertTrue((folder / "died").exists(), "the shard was not killed")
        self.assertEqual(text_of(whole), self.expected)


if __name__ == "__main__":
    unittest.main()
