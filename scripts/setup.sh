#!/usr/bin/env bash
# Installs what is missing and builds: the shared part of ./mdc, ./test and .ci/run.
#
#   scripts/setup.sh [build|test|ci]   installs what building (default), testing, or all of CI needs
#
# Sourced, it offers install_missing GROUP and build PRESET. Everything it says goes to stderr, one line per
# step; what the tools say goes to .deps/setup.log and build/PRESET/build.log. It asks nothing. A stamp in
# .deps makes the second run quick and free of network. MDC_SKIP_SETUP=1 leaves the machine as it is.

set -euo pipefail
mdc_root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
mdc_deps=$mdc_root/.deps
mdc_log=$mdc_deps/setup.log

readonly packages_build="g++ cmake ninja-build ccache ca-certificates python3 python3-pip
  libssl-dev libcurl4-openssl-dev zlib1g-dev libfmt-dev libspdlog-dev libsimdjson-dev
  libtomlplusplus-dev libcli11-dev prometheus-cpp-dev"
readonly packages_test="libgtest-dev openssl"
readonly packages_ci="libbenchmark-dev clang-format-14 clang-14
  libclang-rt-14-dev"
# Any of these, the first that is installed or can be had: Debian 12 has 1.81, Ubuntu 24.04 has 1.83.
readonly boost_choices="libboost1.81-dev libboost1.83-dev libboost1.88-dev"

say() { printf 'mdc: %s\n' "$*" >&2; }
# Ends with one sentence. Exit code 2 as for every other wrong set-up.
fail() { say "$*"; exit 2; }
fail_with_log() {
    tail -n 20 "$mdc_log" >&2
    fail "$* The lines above are the end of ${mdc_log#"$mdc_root"/}."
}

# How apt-get is run: by root as it is, else by sudo. What would be installed is for the one who has neither.
become_root() {
    if [ "$(id -u)" = 0 ]; then
        sudo=""
    elif command -v sudo >/dev/null; then
        sudo=sudo
        sudo -n true 2>/dev/null || say "sudo may ask for your password to install packages"
    else
        fail "packages are missing and there is neither root nor sudo; as root: apt-get install$1"
    fi
}

is_installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

packages_of() {
    case $1 in
    build) echo "$packages_build" ;;
    test) echo "$packages_build $packages_test" ;;
    ci) echo "$packages_build $packages_test $packages_ci" ;;
    *) fail "setup.sh knows the groups build, test and ci, not '$1'" ;;
    esac
}

boost_is_installed() {
    local package
    for package in $boost_choices; do is_installed "$package" && return 0; done
    return 1
}

# The first of the choices that apt can install; apt-cache show also knows names that are only referred to.
offered_boost() {
    local package
    for package in $boost_choices; do
        if [ -n "$(apt-cache madison "$package" 2>/dev/null)" ]; then echo "$package"; return; fi
    done
}

# Runs apt-get without questions; a change that would remove a package of the user's is refused.
apt_get() {
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get -y -q -o DPkg::Lock::Timeout=300 \
        -o Acquire::Retries=3 -o Dpkg::Use-Pty=0 "$@" >>"$mdc_log" 2>&1 </dev/null
}

install_packages() {
    local package missing="" boost="" sudo
    if ! command -v apt-get >/dev/null; then
        say "no apt-get here: only Debian 12 and Ubuntu 24.04 are set up by themselves, going on with what is there"
        return
    fi
    for package in $(packages_of "$1"); do is_installed "$package" || missing+=" $package"; done
    boost_is_installed || boost=wanted
    [ -n "$missing$boost" ] || return 0
    become_root "$missing${boost:+ $(offered_boost)}"
    say "reading the package lists (apt-get update)"
    apt_get update || fail_with_log "apt-get update failed."
    if [ -n "$boost" ]; then
        boost=$(offered_boost)
        [ -n "$boost" ] || fail_with_log "apt offers none of $boost_choices."
        missing+=" $boost"
    fi
    say "installing$missing"
    # shellcheck disable=SC2086
    apt_get install --no-install-recommends --no-remove $missing \
        || fail_with_log "apt-get install failed."
}

# The first Python that has pip.
find_python() {
    local python
    for python in python3 /usr/bin/python3; do
        if "$python" -m pip --version >/dev/null 2>&1; then echo "$python"; return; fi
    done
    fail "no python3 with pip: it installs the pinned Arrow libraries"
}

# install_wheels FOLDER REQUIREMENTS: exactly the listed files, by hash, into .deps/FOLDER; nothing else is touched.
install_wheels() {
    local folder=$mdc_deps/$1 python
    python=$(find_python) || exit 2
    rm -rf "$folder.new"
    "$python" -m pip install -q --disable-pip-version-check --no-input --root-user-action=ignore \
        --no-deps --only-binary=:all: --require-hashes --target "$folder.new" -r "$2" \
        >>"$mdc_log" 2>&1 </dev/null || fail_with_log "pip could not install ${2##*/}."
    rm -rf "$folder"
    mv "$folder.new" "$folder"
    cksum <"$2" >"$folder/.requirements"
}

has_wheels() { [ "$(cat "$mdc_deps/$1/.requirements" 2>/dev/null)" = "$(cksum <"$2")" ]; }

has_system_arrow() {
    compgen -G '/usr/lib/*/cmake/Parquet/ParquetConfig.cmake' >/dev/null \
        || compgen -G '/usr/local/lib*/cmake/Parquet/ParquetConfig.cmake' >/dev/null
}

install_arrow() {
    local requirements=$mdc_root/scripts/requirements-arrow.txt
    has_wheels pyarrow "$requirements" && return
    [ "$1" = build ] && has_system_arrow && return
    say "installing the Arrow and Parquet libraries (pyarrow wheel, 55 MB) into .deps"
    install_wheels pyarrow "$requirements"
}

install_test_python() {
    local requirements=$mdc_root/scripts/requirements-test.txt
    has_wheels test-python "$requirements" && return
    say "installing duckdb, polars, pandas for the tests into .deps"
    install_wheels test-python "$requirements"
}

# What the stamp of a group holds: it changes with these files and with the operating system.
setup_key() {
    cat "$mdc_root"/scripts/setup.sh "$mdc_root"/scripts/requirements-*.txt /etc/os-release | cksum
}

# install_missing build|test|ci
install_missing() {
    local stamp=$mdc_deps/stamp-$1 key
    [ -z "${MDC_SKIP_SETUP:-}" ] || return 0
    key=$(setup_key)
    [ "$(cat "$stamp" 2>/dev/null)" != "$key" ] || return 0
    mkdir -p "$mdc_deps"
    : >"$mdc_log"
    install_packages "$1"
    install_arrow "$1"
    [ "$1" = build ] || install_test_python
    echo "$key" >"$stamp"
}

# As many compilers as there are processors, but at most one for each 1.2 GB of free memory.
build_jobs() {
    local processors memory
    processors=$(nproc)
    memory=$(awk '/^MemAvailable:/ { print int($2 / 1200000) }' /proc/meminfo 2>/dev/null)
    memory=${memory:-1}
    [ "$memory" -ge 1 ] || memory=1
    echo $((memory < processors ? memory : processors))
}

# Turns ninja's "[done/total] …" lines into one progress line: rewritten in place on a terminal, every tenth elsewhere.
show_progress() {
    local line finished total shown=0 terminal=""
    [ -t 2 ] && terminal=1
    while IFS= read -r line; do
        [[ $line =~ ^\[([0-9]+)/([0-9]+)\]\ (Building|Linking) ]] || continue
        finished=${BASH_REMATCH[1]} total=${BASH_REMATCH[2]}
        if [ -n "$terminal" ]; then
            printf '\rmdc: building %s (%d/%d) ' "$1" "$finished" "$total" >&2
            shown=1
        elif [ $((finished * 10 / total)) -gt "$shown" ]; then
            shown=$((finished * 10 / total))
            say "building $1 ($finished/$total)"
        fi
    done
    [ -z "$terminal" ] || [ "$shown" = 0 ] || printf '\n' >&2
}

# What a build needs besides the compiler's messages: where the log is, and a fresh look at the packages next time.
build_failed() {
    rm -f "$mdc_deps"/stamp-*
    fail "building $1 failed; the whole log is build/$1/build.log"
}

# build PRESET [CMAKE OPTION…]: configures when needed and builds; the log is shown only when it fails.
build() {
    local preset=$1 folder=$mdc_root/build/$1 log=$mdc_root/build/$1/build.log
    shift
    mkdir -p "$folder"
    if [ ! -f "$folder/build.ninja" ] || [ $# -gt 0 ]; then
        (cd "$mdc_root" && cmake --preset "$preset" "$@") >"$log" 2>&1 \
            || { cat "$log" >&2; build_failed "$preset"; }
    fi
    if ! (cd "$mdc_root" && NINJA_STATUS='[%f/%t] ' cmake --build --preset "$preset" -j "$(build_jobs)") \
        </dev/null 2>&1 | tee "$log" | show_progress "$preset"; then
        sed -n '/FAILED\|[Ee]rror/,$p' "$log" | tail -n 60 >&2
        build_failed "$preset"
    fi
}

# One set-up or build at a time in this tree; a second ./mdc waits for the first. prepare GROUP PRESET
prepare() {
    mkdir -p "$mdc_deps"
    (
        flock 9
        install_missing "$1"
        build "$2" 9>&-
    ) 9>"$mdc_deps/lock"
}

if [ "${BASH_SOURCE[0]}" = "$0" ]; then
    install_missing "${1:-build}"
fi
