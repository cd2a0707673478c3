#!/usr/bin/env bash
# Checks that clang-format-14 would change nothing.
#
#   scripts/check_format.sh [--require] [FOLDER…]     default: src tests bench fuzz
#
# Without clang-format-14 it is skipped (exit 77), with --require that is an error.
# To mend: clang-format-14 -i FILE…
set -euo pipefail
require=""
if [ "${1:-}" = --require ]; then require=1; shift; fi
if [ $# = 0 ]; then
    cd "$(dirname "${BASH_SOURCE[0]}")/.."
    set -- src tests bench fuzz
fi
if ! command -v clang-format-14 >/dev/null; then
    echo "format: no clang-format-14"
    [ -z "$require" ] || exit 1
    exit 77
fi
find "$@" -name '*.[ch]pp' -print0 | xargs -0 -r -n 50 clang-format-14 --dry-run -Werror || {
    echo "format: not as clang-format-14 writes it"
    exit 1
}
echo "format: in order"
