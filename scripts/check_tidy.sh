#!/usr/bin/env bash
# Runs clang-tidy-14 with .clang-tidy over the sources given, default all of src/. Slow, hence not part of CI:
# for a change before it is sent. Needs a configured build/dev (./test makes one).
#
#   scripts/check_tidy.sh [FILE…]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
if [ ! -f build/dev/compile_commands.json ]; then
    echo "tidy: build/dev is not configured: cmake --preset dev" >&2
    exit 2
fi
[ $# -gt 0 ] || mapfile -t files < <(find src -name '*.cpp' | sort)
[ $# = 0 ] || files=("$@")
printf '%s\0' "${files[@]}" | xargs -0 -n 1 -P "$(nproc)" \
    clang-tidy-14 -quiet -p build/dev --extra-arg=-Wno-unknown-warning-option
