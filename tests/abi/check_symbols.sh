#!/bin/sh
# A plugin shows one symbol, its entry, and needs none of vitk: check_symbols.sh PLUGIN.so...
set -eu
failed=0
for plugin in "$@"; do
  # Names that begin with '__' are the compiler's own (sanitizers).
  shown=$(nm -D --defined-only "$plugin" | awk '{ print $NF }' | grep -v '^__' || true)
  if [ "$shown" != vitk_plugin_init_v1 ]; then
    echo "$plugin shows: $shown (expected vitk_plugin_init_v1 alone)"
    failed=1
  fi
  needed=$(nm -D --undefined-only "$plugin" | awk '{ print $NF }' | grep '^vitk_' || true)
  if [ -n "$needed" ]; then
    echo "$plugin needs of vitk: $needed (expected nothing: a plugin calls through struct vitk_host)"
    failed=1
  fi
done
[ $# -gt 0 ] || { echo "no plugins to check"; failed=1; }
exit $failed
