#!/usr/bin/env bash
# A form file of many rows: its conversion takes little memory however much comes out, and leaves nothing of it where it cannot be whole: an error in
# the last row, a full disk, a closed pipe, a kill. In a mount namespace of its own where the system allows one.
if [[ ${RENKEI_OWN_MOUNTS:-} == '' ]]; then
    if unshare -rm true 2>/dev/null; then
        RENKEI_OWN_MOUNTS=yes exec unshare -rm "$0" "$@"
    fi
fi
source "$(dirname "$0")/facts.sh"
sample=$source_dir/fixtures/admission/NYUIN_9970100013_43_9910100016_00_20260301091500.CSV
count=1500
cd "$folder"
mkdir tmp
export TMPDIR=$folder/tmp

rows() { # NUMBER: so many rows, each of another document
    LC_ALL=C awk -v count="$1" '{ for (i = 1; i <= count; ++i) { row = $0; sub(/FIX-FULL/, sprintf("ROW-%05d", i), row); print row } }' "$sample"
}
rows "$count" >rows.csv
rows 20 >few.csv
{
    rows "$count"
    LC_ALL=C sed 's/,20260301091500,/,20261301091500,/' "$sample" # no such month
} >wrong.csv

nothing_of() { # NAME
    [[ -z $(compgen -G "$1*") ]] || wrong "there is $(compgen -G "$1*")"
}
nothing_waits() { [[ -z $(ls -A tmp) ]] || wrong "left in TMPDIR: $(ls -A tmp)"; }
# KILOBYTES COMMAND…: takes no more memory at any time
stays_below() {
    local most=$1 peak
    peak=$(python3 - "${@:2}" <<'PY'
import resource, subprocess, sys
code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss if code == 0 else f"exit code {code}")
PY
    )
    [[ $peak -le $most ]] || wrong "$peak KB, not $most: ${*:2}"
}

# the same however it is written
ends 0 "$program" convert rows.csv -o one.ndjson
[[ $(wc -l <one.ndjson) -eq $count ]] || wrong "$(wc -l <one.ndjson) documents"
"$program" convert rows.csv >printed.ndjson || wrong 'it cannot be printed'
cmp one.ndjson printed.ndjson || wrong 'it is not printed as it is written'
"$program" convert few.csv rows.csv few.csv -j 3 >three.ndjson 2>/dev/null || wrong 'three inputs cannot be printed'
"$program" convert few.csv >few.ndjson
cat few.ndjson one.ndjson few.ndjson | cmp - three.ndjson || wrong 'three inputs are not printed in their order'
nothing_waits
ends 0 "$program" convert few.csv -o folder/ -j 2
cat folder/few-{1..20}.bundle.json | cmp - few.ndjson || wrong 'the files of a folder are others'
ends 0 "$program" convert one.ndjson -o back.csv
cmp rows.csv back.csv || wrong 'it does not come back'
echo old >old.ndjson
ends 1 "$program" convert rows.csv -o old.ndjson --skip-existing --fail-on information
says 'output-skipped'
[[ $(cat old.ndjson) == old ]] || wrong 'a file that exists is replaced'

# memory: what comes out is more than 70 MB
if ! ldd "$program" | grep -qE 'lib[at]san'; then
    for target in '-o m.ndjson --overwrite' '-o m/ --overwrite' '' '-o m.ndjson --overwrite -j 4'; do
        # shellcheck disable=SC2086 # several options
        stays_below 80000 "$program" convert rows.csv $target
    done
    stays_below 80000 "$program" convert one.ndjson -o m.csv
fi

# refused as a whole
ends 2 "$program" convert wrong.csv -o refused.ndjson
says "row $((count + 1)) "
nothing_of refused
ends 2 "$program" convert wrong.csv -o refused/ -j 2
[[ -z $(ls -A refused) ]] || wrong "a folder has $(ls -A refused)"
"$program" convert wrong.csv >printed 2>said && wrong 'an error is no error where it is printed'
[[ ! -s printed ]] || wrong 'a refused file is printed'
nothing_waits

# a kill in the middle
is_ended_by() { # SIGNAL PID: of a stopped process
    kill -"$1" "$2"
    [[ $1 == KILL ]] || kill -CONT "$2" # SIGKILL does not wait for it, and the process may be gone by now
    wait "$2" 2>/dev/null && wrong "SIG$1 did not end it"
    return 0
}
for signal in KILL TERM; do
    "$program" convert rows.csv -o killed.ndjson >said 2>&1 &
    pid=$!
    until [[ -n $(find . -maxdepth 1 -name 'killed.ndjson.*.part' -size +0) ]]; do
        kill -0 "$pid" || wrong 'nothing is written before the end'
    done
    kill -STOP "$pid"
    [[ ! -e killed.ndjson ]] || wrong 'half a file has the name'
    is_ended_by "$signal" "$pid"
    [[ ! -e killed.ndjson ]] || wrong "half a file after SIG$signal"
done
ends 0 "$program" convert rows.csv -o killed.ndjson
cmp one.ndjson killed.ndjson || wrong 'the next run makes another file'
[[ $(compgen -G 'killed*') == killed.ndjson ]] || wrong "the next run leaves $(compgen -G 'killed*')"
for signal in KILL TERM; do
    "$program" convert rows.csv >printed 2>said &
    pid=$!
    until grep -q "$TMPDIR/.*(deleted)" <(ls -l "/proc/$pid/fd" 2>/dev/null); do
        kill -0 "$pid" || wrong 'nothing waits without a name'
    done
    kill -STOP "$pid"
    nothing_waits # by a name
    number=$(ls -l "/proc/$pid/fd" | sed -n "s|.* \([0-9]*\) -> $TMPDIR/.*(deleted)|\1|p")
    [[ $(stat -L -c %a "/proc/$pid/fd/$number") == 600 ]] || wrong 'others may read what waits'
    is_ended_by "$signal" "$pid"
    [[ ! -s printed ]] || wrong "half of it is printed after SIG$signal"
    nothing_waits
done

# a closed pipe is no error to print; the signal ends it where it is not ignored
{
    code=0
    "$program" convert rows.csv 2>said || code=$?
    echo "$code" >code
} | head -c 100 >head
[[ $(cat code) =~ ^(141|4)$ && ! -s said ]] || wrong "a closed pipe: exit code $(cat code), $(cat said)"
nothing_waits

# a full disk
[[ ${RENKEI_OWN_MOUNTS:-} == yes ]] || exit 0
mkdir disk
mount -t tmpfs -o size=8m none disk
ends 4 "$program" convert rows.csv -o disk/full.ndjson
says 'disk/full.ndjson: error\[file-unwritable\]: .*No space left on device'
nothing_of disk/full
ends 4 "$program" convert rows.csv -o disk/folder/
says 'No space left on device'
[[ -z $(ls -A disk/folder) ]] || wrong "a full folder has $(ls -A disk/folder)"
TMPDIR=$folder/disk "$program" convert rows.csv >printed 2>said && wrong 'a full TMPDIR is no error'
says "$folder/disk: error\[file-unwritable\]: .*No space left on device"
[[ ! -s printed ]] || wrong 'half of it is printed'
umount disk
