#!/usr/bin/env bash
# A folder of many sets of files that belong together: check, convert, send and a watched folder take it in bounded memory, and go on after a kill
# with nothing left out or doubled: tests/operate/sets.sh . PROGRAM [SETS]
source "$(dirname "$0")/facts.sh"
count=${3:-300}
files=$((4 * count))
most_kib=$((160 * 1024 + 2 * files)) # what one document takes, and names
pilot=$folder/pilot
sets=$folder/sets

python3 "$(dirname "$0")/make_sets.py" "$source_dir/fixtures" "$sets" "$count"

# WHAT COMMAND…: its peak, which is bounded, and its time
measured() {
    local what=$1 begin=$SECONDS code=0 peak
    shift
    /usr/bin/env python3 - "$folder/peak" "$@" >"$folder/said" 2>&1 <<'PY' || code=$?
import resource, subprocess, sys
code = subprocess.run(sys.argv[2:]).returncode
open(sys.argv[1], "w").write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
sys.exit(code)
PY
    [[ $code -le 1 ]] || wrong "exit code $code: $*"
    peak=$(<"$folder/peak")
    printf '%s of %s sets: %s s, peak %s MiB\n' "$what" "$count" "$((SECONDS - begin))" "$((peak / 1024))"
    [[ $peak -le $most_kib ]] || wrong "$what took $peak KiB, not at most $most_kib"
}

measured check "$program" check "$sets"
rm "$sets"/UP3KYO_*_20260301000007.CSV
ends 2 "$program" check "$sets"
says 'R130'
[[ $(grep -c R130 "$folder/said") -le 3 ]] || wrong 'one file is missing, of one set'
python3 "$(dirname "$0")/make_sets.py" "$source_dir/fixtures" "$sets" 8
measured convert "$program" convert "$sets" -o "$folder/bundles"
[[ $(find "$folder/bundles" -name '*.json' | wc -l) -eq $files ]] || wrong 'not every file was converted'
rm -rf "$folder/bundles"

ends 0 "$program" init "$pilot" --listen 127.0.0.1:0 --management 127.0.0.1:0
printf 'folders: {care-office: watched}\n' >>"$pilot/renkei.yaml"
start "$pilot"
as_office=(--to "$address" --cert "$pilot/peers/care-office.pem" --key "$pilot/peers/care-office.key" --ca "$pilot/ca/ca.pem")

# the sender is killed, and sends again
"$program" send "${as_office[@]}" "$sets" >"$folder/first" 2>&1 &
sender=$!
sleep 2
kill -KILL "$sender" 2>/dev/null || true
wait "$sender" 2>/dev/null || true
measured 'send (after a kill)' "$program" send "${as_office[@]}" "$sets"
new=$(grep -c ': 201 ' "$folder/first" || true)
again=$(grep -c ': 200 ' "$folder/said" || true)
created=$(grep -c ': 201 ' "$folder/said" || true)
[[ $((again + created)) -eq $files ]] || wrong "$again and $created documents, not $files"
[[ $again -ge $new ]] || wrong "$new documents were acknowledged before the kill, and only $again were here"

# the same in a watched folder, with a later time stamp
kill -KILL "$gateway" && wait "$gateway" 2>/dev/null || true
later=$folder/later
python3 "$(dirname "$0")/make_sets.py" "$source_dir/fixtures" "$later" "$count"
for file in "$later"/*; do
    name=${file##*/}
    printf '%s\0%s\0' "$file" "$pilot/watched/inbox/${name/_20260/_20270}"
done | xargs -0 -n 2 mv
start "$pilot"
begin=$SECONDS
sleep 4
kill -KILL "$gateway" && wait "$gateway" 2>/dev/null || true
start "$pilot"
for _ in $(seq 36000); do
    [[ $(find "$pilot/watched/inbox" "$pilot/watched/work" -type f | wc -l) -gt 0 ]] || break
    sleep 0.2
done
peak=$(sed -n 's/^VmHWM:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$gateway/status")
printf 'watched folder of %s sets: %s s, peak of the gateway %s MiB\n' "$count" "$((SECONDS - begin))" "$((peak / 1024))"
[[ $(find "$pilot/watched/done" -name '*.CSV' | wc -l) -eq $files ]] || wrong 'not every file is in done/'
[[ -z $(find "$pilot/watched/refused" -type f) ]] || wrong 'some were refused'
: >"$folder/said"
grep -L '"version": 2' -r "$pilot/watched/done" --include='*.json' >"$folder/said" || true
[[ ! -s $folder/said ]] || wrong 'these are not the second version'
