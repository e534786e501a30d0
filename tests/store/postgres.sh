#!/usr/bin/env bash
# postgres.sh start FOLDER: one PostgreSQL for all test programs of a run of ctest, which starts this script as their fixture. The file
# FOLDER/PID, with the number of ctest's process, names the folder of its socket. However ctest ends, the server ends and takes its files with
# it. Without PostgreSQL nothing is started, and the tests say so.
set -euo pipefail
command=$1 run=${3:-$PPID}
named=$2/$run
programs=$(find /usr/lib/postgresql -path '*/bin/initdb' -printf '%h\n' 2>/dev/null | head -n 1) || true
[[ -n $programs ]] || exit 0
as_user=()
if [[ $EUID -eq 0 ]]; then
    id postgres >/dev/null 2>&1 || exit 0
    as_user=(runuser -u postgres --)
fi

stop() { # FOLDER
    [[ $1 == */renkei-pg-?????? && -d $1 ]] || return 0
    cd "$1"
    "${as_user[@]}" "$programs/pg_ctl" -D "$1/data" -m immediate -w stop >/dev/null 2>&1 || true
    cd /
    rm -f "$named"
    setsid rm -rf "$1" </dev/null >/dev/null 2>&1 & # tens of thousands of small files
}

case $command in
start)
    folder=$(mktemp -d "${TMPDIR:-/tmp}/renkei-pg-XXXXXX") # short: a socket's path has 107 bytes
    [[ $EUID -ne 0 ]] || chown postgres: "$folder"
    setsid "$0" watch "$2" "$run" "$folder" </dev/null >/dev/null 2>&1 &
    cd "$folder"
    {
        "${as_user[@]}" "$programs/initdb" -D data --no-sync --auth=trust --encoding=UTF8 --no-locale --no-instructions --username=renkei &&
            cp -a data made && # for servers that tests stop
            "${as_user[@]}" "$programs/pg_ctl" -D data -w -l log -o "-k $folder -c listen_addresses='' -c fsync=off -c max_connections=400" start
    } >out 2>&1 || { cat out; exit 1; }
    mkdir -p "$2"
    printf '%s\n' "$folder" >"$named"
    ;;
watch) # PID SERVER: until ctest ends
    tail --pid="$run" -f /dev/null
    stop "$4"
    ;;
*) exit 3 ;;
esac
