#!/usr/bin/env bash
# Searches with every fuzz target, or with those named, as many at a time as there are cores.
#
#   scripts/fuzz.sh [SECONDS [TARGET…]]     scripts/fuzz.sh 600 okx_frame_fuzz
#
# Seeds are tests/data and fuzz/corpus/TARGET; what the search adds stays in build/fuzz/corpus. A find lies in
# build/fuzz/finds afterwards and ends this with 1: make it a regression frame of tests/data.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
seconds=${1:-60}
shift || true

. scripts/setup.sh
install_missing ci
build fuzz

mkdir -p build/fuzz/finds build/fuzz/logs
search() {
    local name=$1 seconds=$2 seeds=(tests/data) log=build/fuzz/logs/$1.log
    [ ! -d "fuzz/corpus/$name" ] || seeds+=("fuzz/corpus/$name")
    mkdir -p "build/fuzz/corpus/$name"
    if ! "build/fuzz/bin/mdc_$name" "-max_total_time=$seconds" -print_final_stats=1 -verbosity=0 -max_len=16384 \
        "-artifact_prefix=build/fuzz/finds/$name-" "build/fuzz/corpus/$name" "${seeds[@]}" >"$log" 2>&1; then
        tail -n 40 "$log"
        echo "$name found something: build/fuzz/finds"
        return 1
    fi
    printf '%-22s %12s runs, nothing found\n' "$name" "$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")"
}
export -f search

if [ $# = 0 ]; then
    for target in fuzz/*_fuzz.cpp; do set -- "$@" "$(basename "$target" .cpp)"; done
fi
printf '%s\0' "$@" | xargs -0 -P "$(nproc)" -I{} bash -c 'search "$1" "$2"' _ {} "$seconds"
