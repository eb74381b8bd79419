#!/bin/sh
# Writes what is in sample.ndjson with the exporter in the folder that is named (this one, if none is), and compares it
# with expected.txt. README.md says how to renew that after a change that is meant.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
plugins=$(cd "${1:-$here}" && pwd)
cd "$here"
found=$(mktemp)
trap 'rm -f "$found"' EXIT
"${VITK:-vitk}" import --plugin-dir "$plugins" sample.ndjson --quiet --to @NAME@ -o - >"$found"
diff -u expected.txt "$found"
echo "ok: @NAME@ writes sample.ndjson as expected.txt says"
