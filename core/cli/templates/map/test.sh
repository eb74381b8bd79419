#!/bin/sh
# Imports sample.csv with the plugin in the folder that is named (this one, if none is), and compares what comes of it
# with expected.csv. README.md says how to renew that after a change that is meant.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
plugins=$(cd "${1:-$here}" && pwd)
cd "$here"
found=$(mktemp)
trap 'rm -f "$found"' EXIT
"${VITK:-vitk}" import --plugin-dir "$plugins" sample.csv --quiet --to csv -o - >"$found"
diff -u expected.csv "$found"
echo "ok: @NAME@ reads sample.csv as expected.csv says"
