"""The programs that vitk is measured against: what they are called by, whether they are here, and their versions.

Debian's come by `scripts/setup --bench`, DuckDB and polars from npm into build/bench/npm, those in C are built here.
"""
import json
import os
import platform
import shlex
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT / "bench" / "peers"
NPM = ROOT / "build" / "bench" / "npm"
PYTHON = "/usr/bin/python3" # Debian's, whose modules it knows
NPM_PACKAGES = ("@duckdb/node-api", "nodejs-polars")
# program in C: the pkg-config name or the library it is linked with, and Debian's package
IN_C = {"libcsv": ("-lcsv", "libcsv-dev"), "libxml2": ("libxml-2.0", "libxml2-dev"), "yajl": ("yajl", "libyajl-dev"),
        "inflate": ("libarchive", "libarchive-dev"), "scan": (None, None), "measure": (None, None)}


def output_of(*command):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else ""


def vitk():
    return os.environ.get("VITK") or str(ROOT / "build" / "bin" / "vitk")


def environment():
    return os.environ | {"VITK_BENCH_NPM": str(NPM)}


def npm_install():
    """DuckDB and polars, whose compiled part for this machine is a package of its own."""
    if shutil.which("npm") is None or all((NPM / "node_modules" / name).exists() for name in NPM_PACKAGES):
        return
    NPM.mkdir(parents=True, exist_ok=True)
    arch = {"x86_64": "x64", "aarch64": "arm64"}.get(platform.machine(), "x64")
    subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", NPM, *NPM_PACKAGES,
                    f"nodejs-polars-linux-{arch}-gnu"], check=False)


def build(folder):
    """Builds the peers in C into the folder; one whose library is not here is left out."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, (library, _) in IN_C.items():
        program, source = folder / name, SOURCES / f"{name}.c"
        newest = max(path.stat().st_mtime for path in (source, SOURCES / "records.h"))
        if program.exists() and program.stat().st_mtime > newest:
            continue
        program.unlink(missing_ok=True)
        flags = []
        if library is not None:
            flags = [library] if library.startswith("-l") else shlex.split(
                output_of("pkg-config", "--cflags", "--libs", library))
        subprocess.run([os.environ.get("CC", "cc"), "-O3", "-std=c11", "-D_GNU_SOURCE", "-o", program, source, *flags],
                       capture_output=True, check=False)


def debian_version(package):
    return output_of("dpkg-query", "-W", "-f", "${Version}", package).split("+")[0]


def npm_version(package):
    description = NPM / "node_modules" / package / "package.json"
    return json.loads(description.read_text())["version"] if description.exists() else ""


def version(peer, programs):
    """The version of a peer, or "" where it is not here; `programs` is the folder of those in C."""
    if peer in IN_C:
        if not (programs / peer).exists():
            return ""
        return debian_version(IN_C[peer][1]) if IN_C[peer][1] else "ours"
    if peer in ("duckdb", "polars"):
        return npm_version(NPM_PACKAGES[peer == "polars"]) if shutil.which("node") else ""
    if peer in ("pandas", "openpyxl"):
        return output_of(PYTHON, "-c", f"import {peer}; print({peer}.__version__)")
    if peer == "readxl":
        return output_of("Rscript", "-e", "cat(as.character(packageVersion('readxl')))")
    if peer == "miller":
        return output_of("mlr", "--version").removeprefix("mlr ") if shutil.which("mlr") else ""
    if peer == "sqlite3":
        return (output_of("sqlite3", "--version").split() or [""])[0] if shutil.which("sqlite3") else ""
    if peer == "vitk":
        commit = output_of("git", "-C", str(ROOT), "rev-parse", "--short", "HEAD")
        told = output_of(vitk(), "version").splitlines()
        return f"{told[0].removeprefix('vitk ')} ({commit})" if told else ""
    raise ValueError(peer)
