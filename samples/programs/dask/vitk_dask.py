#!/usr/bin/env python3
"""Imports an input in N shards on the workers of a Dask cluster and joins them.

    vitk_dask.py SCHEDULER INPUT N OUT [OPTION...]

INPUT, OUT and the folder of OUT must be seen by all workers under the same names. A shard whose worker dies, or that
fails, is run again: it replaces what it left. VITK in the environment of the workers names the command.
"""
import os
import subprocess
import sys
import tempfile

from dask import delayed
from dask.distributed import Client

RETRIES = 2
DONE = (0, 1) # 1: done, with rejects; they are in the dataset


def vitk(*words):
    done = subprocess.run([os.environ.get("VITK", "vitk"), *map(str, words)], capture_output=True, text=True,
                          check=False)
    if done.returncode not in DONE:
        raise RuntimeError(f"vitk {' '.join(map(str, words))} exited {done.returncode}:\n{done.stderr}")
    return done.returncode


def import_shard(source, shard, shards, folder, options):
    dataset = f"{folder}/shard-{shard}.sqlite"
    vitk("import", source, "--shard", f"{shard}/{shards}", "-o", dataset, *options)
    return dataset


def merge(datasets, output):
    return vitk("import", *datasets, "-o", output)


def graph(source, shards, folder, output, options=()):
    """The import as a Dask graph: N shards and what joins them, nothing run yet."""
    parts = [delayed(import_shard, pure=False)(source, shard, shards, folder, options)
             for shard in range(1, shards + 1)]
    return delayed(merge, pure=False)(parts, output)


def main(scheduler, source, shards, output, *options):
    with Client(scheduler) as client, tempfile.TemporaryDirectory(dir=os.path.dirname(output) or ".") as folder:
        whole = graph(os.path.abspath(source), int(shards), os.path.abspath(folder), os.path.abspath(output), options)
        return client.compute(whole, retries=RETRIES).result()


if __name__ == "__main__":
    if len(sys.argv) < 5:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
