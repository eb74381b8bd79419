#!/usr/bin/env bash
# An installed vitk runs, and a plugin is built against it outside this tree in two ways: find_package and pkg-config.
# usage: test_install.sh BUILD_DIR SOURCE_DIR
set -eu
build=$1
source=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
  echo "FAILED: $1" >&2
  exit 1
}

cmake --install "$build" --prefix "$work/prefix" >/dev/null
vitk=$work/prefix/bin/vitk
"$vitk" version | grep -q '^vitk [0-9]' || fail "the installed command does not run"
"$vitk" plugin list | grep -q '^usda-sr ' || fail "the installed command does not find its plugins"
library=$(find "$work/prefix" -name libvitk.so)
nm -D --defined-only "$library" | awk '{print $NF}' >"$work/symbols"
grep -q '^vitk_import$' "$work/symbols" || fail "libvitk does not show vitk_import"
! grep -v '^vitk_' "$work/symbols" || fail "libvitk shows symbols that are not vitk_*"
for page in man/man1/vitk.1 man/man1/vitk-plugin-list.1 man/man3/vitk-plugin.3 man/man5/vitk-map.5 \
  bash-completion/completions/vitk zsh/site-functions/_vitk fish/vendor_completions.d/vitk.fish; do
  [ -s "$work/prefix/share/$page" ] || fail "share/$page is not installed"
done

printf 'code,name,hello k1\n007,Kale,705\n' > "$work/hello.csv"
try() { # label, plugin folder
  "$vitk" import --plugin-dir "$2" "$work/hello.csv" -q --to ndjson -o - |
    jq -e '.food.food_id == "007" and .value.amount_ug == 705 and .value.status == "value"' >/dev/null ||
    fail "the plugin built by $1 does not import"
}

cmake -G Ninja -S "$source/tests/install" -B "$work/cmake" -DCMAKE_PREFIX_PATH="$work/prefix" >/dev/null
cmake --build "$work/cmake" >/dev/null
[ "$(cat "$work/cmake/plugin-dir")" -ef "$(dirname "$(find "$work/prefix" -name usda-sr.so)")" ] ||
  fail "find_package(vitk) names another plugin folder"
try find_package "$work/cmake"

PKG_CONFIG_PATH=$(dirname "$(find "$work/prefix" -name vitk.pc)")
export PKG_CONFIG_PATH
mkdir "$work/pkg"
# shellcheck disable=SC2046 # a list of words
cc -shared -fPIC -fvisibility=hidden $(pkg-config --cflags vitk) -o "$work/pkg/hello.so" "$source/tests/install/hello.c"
[ "$(pkg-config --variable=plugindir vitk)" -ef "$(dirname "$(find "$work/prefix" -name usda-sr.so)")" ] ||
  fail "pkg-config names another plugin folder"
try pkg-config "$work/pkg"

# The example programs, against the installed library and compared with sqlite3's own reading.
"$vitk" import "$source/samples/nevo-2023" "$source/samples/open-food-facts" -q -o "$work/k.sqlite" || true
# shellcheck disable=SC2046 # a list of words
cc -std=c11 -Wall -Wextra -Werror "$source/samples/programs/count_k2.c" $(pkg-config --cflags --libs vitk) -o "$work/count_k2"
LD_LIBRARY_PATH=$(dirname "$library")
export LD_LIBRARY_PATH
"$work/count_k2" "$source/samples/open-food-facts" "$work/k.sqlite" >"$work/counted" || fail "count_k2 fails"
menaquinones=$(sqlite3 "$work/k.sqlite" "SELECT count(*) FROM value WHERE source_id LIKE 'open-food-facts%'
  AND component_id LIKE 'MK%'")
[ "$menaquinones" -gt 0 ] || fail "the sample has no menaquinones"
grep -q "^$menaquinones values of MK-n, " "$work/counted" ||
  fail "count_k2 does not count $menaquinones menaquinones: $(cat "$work/counted")"
sqlite3 "$work/k.sqlite" "SELECT f.name, v.status, printf('%.6f', v.amount_ug) FROM value v
  JOIN food f USING (source_id, food_id) WHERE v.component_id = 'MK7' ORDER BY v.source_id, v.food_id" >"$work/expected"
tail -n +2 "$work/counted" | awk -F'|' '{ printf "%s|%s|%.6f\n", $1, $2, $3 }' | diff - "$work/expected" || fail "count_k2 lists other values than sqlite3"
LIBVITK=$library "$source/samples/programs/top_foods.py" "$work/k.sqlite" VITK2 3 >"$work/top" || fail "top_foods.py fails"
sqlite3 "$work/k.sqlite" "SELECT source_id, food_id, printf('%.6f', k2_ug) FROM food_k WHERE basis <> 'serving'
  AND k2_ug IS NOT NULL ORDER BY k2_ug DESC, source_id, food_id LIMIT 3" >"$work/expected"
awk -F'|' '{ printf "%s|%s|%.6f\n", $1, $2, $4 }' "$work/top" | diff - "$work/expected" ||
  fail "top_foods.py ranks otherwise than sqlite3"
echo "installed, and a plugin built against it in two ways"
