# Sourced by the scripts here: a folder that goes away, and checks that print what failed.
set -euo pipefail
export LC_ALL=C.UTF-8
source_dir=$1
program=$2
folder=$(mktemp -d)
gateways=()
leave() { # [CODE]
    local code=${1:-$?}
    for one in "${gateways[@]}"; do kill -KILL "$one" 2>/dev/null || true; done
    # no log may contain anything about the persons in the fixtures
    if grep -qE '連携　|花子|ハナコ|0000001016|0000002022|見本荘|架空県' "$folder/log" 2>/dev/null; then
        printf '%s: the log names a person\n' "$(basename "$0")"
        code=1
    fi
    rm -rf "$folder"
    exit "$code"
}
trap leave EXIT

wrong() {
    printf '%s: %s\n' "$(basename "$0")" "$*"
    cat "$folder/said" "$folder/log" 2>/dev/null || true
    exit 1
}
# CODE COMMAND…: ends with this exit code; what it prints is in $folder/said.
ends() {
    local expected=$1 code=0
    shift
    "$@" >"$folder/said" 2>&1 || code=$?
    [[ $code -eq $expected ]] || wrong "exit code $code, not $expected: $*"
}
says() { grep -qE -- "$1" "$folder/said" || wrong "does not say: $1"; }
says_not() { ! grep -qE -- "$1" "$folder/said" || wrong "says: $1"; }
mode_is() { [[ $(stat -c %a "$2") == "$1" ]] || wrong "mode of $2 is $(stat -c %a "$2"), not $1"; }
# PILOT OPTION…: serves; its process, address and management address are in $gateway, $address, $management.
start() {
    : >"$1/ready"
    "$program" serve --config "$1/renkei.yaml" "${@:2}" >"$1/ready" 2>>"$folder/log" &
    gateway=$!
    gateways+=("$gateway")
    for _ in $(seq 400); do
        ! grep -q '^READY ' "$1/ready" || break
        kill -0 "$gateway" 2>/dev/null || wrong 'it ended before it was ready'
        sleep 0.05
    done
    read -r _ address management <"$1/ready" || wrong 'it is not ready'
}
