"""The job array on a real Slurm of two nodes, which are two slurmd's on this machine."""
import os
import socket
import subprocess
import unittest

from engine import INPUT, PROGRAMS, SHARDS, VITK, Servers, command_that_dies_once, free_port, needs, plain_import
from engine import temporary_folder, text_of, wait_for

CONFIGURATION = """
ClusterName=vitk
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={port}
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool-%n
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd-%n.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd-%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
ReturnToService=2
SelectType=select/cons_tres
MailProg=/bin/true
NodeName=n0 NodeHostname={host} NodeAddr=127.0.0.1 Port={port_0} CPUs=1
NodeName=n1 NodeHostname={host} NodeAddr=127.0.0.1 Port={port_1} CPUs=1
PartitionName=p Nodes=n0,n1 Default=YES State=UP MaxTime=10
"""


class Slurm(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        needs("slurmctld", "slurmd", "munged", "sbatch")
        if os.getuid() != 0:
            print("skipped: not root")
            raise unittest.SkipTest("slurmd runs jobs as their user: it needs root")
        cls.folder = temporary_folder()
        cls.folder.chmod(0o755)
        (cls.folder / "state").mkdir()
        key = cls.folder / "munge.key"
        key.write_bytes(os.urandom(128))
        key.chmod(0o400)
        configuration = cls.folder / "slurm.conf"
        configuration.write_text(CONFIGURATION.format(host=socket.gethostname().split(".")[0], folder=cls.folder,
                                                      port=free_port(), port_0=free_port(), port_1=free_port()))
        cls.env = os.environ | {"SLURM_CONF": str(configuration), "VITK": VITK}
        cls.servers = Servers(cls.folder)
        cls.addClassCleanup(cls.servers.stop)
        cls.servers.start("munged", "--foreground", f"--key-file={key}", f"--socket={cls.folder}/munge.socket",
                          f"--pid-file={cls.folder}/munged.pid", f"--seed-file={cls.folder}/munge.seed",
                          f"--log-file={cls.folder}/munged.log")
        wait_for((cls.folder / "munge.socket").exists, "munged")
        cls.servers.start("slurmctld", "-D", env=cls.env)
        cls.servers.start("slurmd", "-D", "-N", "n0", env=cls.env)
        cls.servers.start("slurmd", "-D", "-N", "n1", env=cls.env)
        wait_for(lambda: cls.slurm("sinfo", "-h", "-o", "%t %D").stdout.strip() == "idle 2", "two idle nodes")
        cls.expected = plain_import()

    @classmethod
    def slurm(cls, *command, **env):
        return subprocess.run(list(map(str, command)), env=cls.env | env, capture_output=True, text=True, timeout=120,
                              check=False)

    def sbatch(self, *words, **env):
        """Submits a job and waits for its end: (its id, whether all went well)."""
        log = self.folder / "job-%j.log"
        done = self.slurm("sbatch", "--parsable", "--wait", "-o", log, *words, **env)
        self.assertTrue(done.stdout.strip(), done.stderr)
        return done.stdout.strip(), done.returncode == 0

    def logs(self):
        return "\n".join(path.read_text(errors="replace") for path in self.folder.glob("job-*.log"))

    def test_a_job_array_makes_the_whole(self):
        shards, whole = self.folder / "shards", self.folder / "whole.sqlite"
        shards.mkdir()
        array = self.slurm("sbatch", "--parsable", "-o", self.folder / "job-%j.log", f"--array=1-{SHARDS}",
                           PROGRAMS / "slurm" / "vitk-array.sbatch", INPUT, SHARDS, shards)
        self.assertEqual(array.returncode, 0, array.stderr)
        _, good = self.sbatch(f"--dependency=afterok:{array.stdout.strip()}", PROGRAMS / "slurm" / "vitk-merge.sbatch",
                              shards, whole)
        self.assertTrue(good, self.logs())
        self.assertEqual(text_of(whole), self.expected)

    def test_a_shard_that_was_killed_runs_again(self):
        shards, whole = self.folder / "killed", self.folder / "again.sqlite"
        shards.mkdir()
        script = PROGRAMS / "slurm" / "vitk-array.sbatch"
        command = str(command_that_dies_once(self.folder))
        _, good = self.sbatch(f"--array=1-{SHARDS}", script, INPUT, SHARDS, shards, VITK=command)
        self.assertFalse(good, "the shard was not killed")
        self.assertFalse((shards / "shard-2.sqlite").exists())
        _, good = self.sbatch("--array=2", script, INPUT, SHARDS, shards, VITK=command)
        self.assertTrue(good, self.logs())
        _, good = self.sbatch(PROGRAMS / "slurm" / "vitk-merge.sbatch", shards, whole)
        self.assertTrue(good, self.logs())
        self.assertEqual(text_of(whole), self.expected)


if __name__ == "__main__":
    unittest.main()
