#!/usr/bin/env bash
# A gateway whose store is removed or moved while it serves: nothing is acknowledged any more, it ends with a code of its own, and it does not
# begin again without a store.
source "$(dirname "$0")/facts.sh"
sample=$source_dir/fixtures/admission/NYUIN_9970100013_43_9910100016_00_20260301091500.CSV

send() { # MARK: the status code
    LC_ALL=C sed "s/FIX-FULL/FIX-$1/" "$sample" >"$folder/$1.csv"
    curl -sS -o "$folder/answer" -w '%{http_code}' --cacert "$pilot/ca/ca.pem" --cert "$pilot/peers/care-office.pem" --key "$pilot/peers/care-office.key" \
        -H 'Content-Type: text/csv;charset=Shift_JIS' --data-binary "@$folder/$1.csv" "$address/documents" 2>/dev/null || true
}
ends_by_itself() {
    local code=0
    for _ in $(seq 600); do
        kill -0 "$gateway" 2>/dev/null || break
        sleep 0.05
    done
    wait "$gateway" || code=$?
    gateways=()
    [[ $code -eq 5 ]] || wrong "it ended with $code, not 5"
    [[ $(grep -c '"event":"store-moved"' "$folder/log") -eq 1 ]] || wrong 'not exactly one line of the log is about the store'
    : >"$folder/log"
}
begin() { # NAME
    pilot=$folder/$1
    ends 0 "$program" init "$pilot" --listen 127.0.0.1:0 --management 127.0.0.1:0
    start "$pilot"
    [[ $(send FIRST) == 201 ]] || wrong 'the first document is not taken'
}

# moved away: no answer says that anything was stored
begin away
mkdir "$folder/kept"
mv "$pilot"/renkei.db* "$folder/kept/"
for mark in SECOND THIRD; do
    status=$(send "$mark")
    [[ $status == 503 || $status == 000 ]] || wrong "a document is answered with $status though its store is gone"
done
[[ $(curl -sS -o /dev/null -w '%{http_code}' "$management/readyz" 2>/dev/null) != 200 ]] || wrong '/readyz'
ends_by_itself
ends 4 "$program" serve --config "$pilot/renkei.yaml"
says 'renkei.db: error.store-missing'
[[ ! -e $pilot/renkei.db ]] || wrong 'a start without a store made one'
mv "$folder"/kept/renkei.db* "$pilot/"
start "$pilot"
[[ $(send FIRST) == 200 ]] || wrong 'what was acknowledged before is not there'
kill -TERM "$gateway"
wait "$gateway" || wrong 'it did not end clean'
gateways=()

# the key file alone: served on with the keys in memory, and said everywhere
wait_for() { # WHAT COMMAND…
    for _ in $(seq 400); do
        ! "${@:2}" || return 0
        sleep 0.05
    done
    wrong "$1"
}
begin keyless
mv "$pilot/master.key" "$folder/kept/"
logged() { grep -q "\"event\":\"$1\"" "$folder/log"; }
missing_is() { [[ $(curl -sS "$management/metrics" | sed -n 's/^renkei_key_file_missing //p') == "$1" ]]; }
wait_for 'the log does not name the key file' logged key-file-missing
missing_is 1 || wrong 'the metric does not say that the key file is missing'
[[ $(curl -sS -o /dev/null -w '%{http_code}' "$management/readyz") == 200 ]] || wrong 'it is not ready though it serves'
[[ $(send SECOND) == 201 && $(send FIRST) == 200 ]] || wrong 'it does not serve with the keys in memory'
ends 4 "$program" serve --check --config "$pilot/renkei.yaml"
says 'master.key: error.master-key-missing'
mv "$folder/kept/master.key" "$pilot/"
wait_for 'the log does not say that the key file is back' logged key-file-back
missing_is 0 || wrong 'the metric says that the key file is missing'
[[ $(grep -c '"event":"key-file-missing"' "$folder/log") -eq 1 ]] || wrong 'not one line of the log names the key file'
! logged task-failed || wrong 'a periodic task failed, too'
kill -TERM "$gateway"
wait "$gateway" || wrong 'it did not end clean'
gateways=()
start "$pilot"
[[ $(send SECOND) == 200 ]] || wrong 'what was acknowledged without the key file is not there'
kill -TERM "$gateway"
wait "$gateway" || wrong 'it did not end clean'
gateways=()
: >"$folder/log"

# another file in its place, while nothing is sent
begin replaced
cp "$pilot/renkei.db" "$pilot/renkei.db.new"
mv "$pilot/renkei.db.new" "$pilot/renkei.db"
ends_by_itself

# only the log is removed: what was acknowledged before is in the file when it has ended
begin unlogged
rm "$pilot/renkei.db-wal"
ends_by_itself
start "$pilot"
[[ $(send FIRST) == 200 ]] || wrong 'what was acknowledged before its log was removed is not there'
kill -TERM "$gateway"
wait "$gateway" || wrong 'it did not end clean'
gateways=()

# a new store only if someone says so, and only where there is none
ends 3 "$program" serve --config "$pilot/renkei.yaml" --new
ends 4 "$program" serve --config "$pilot/renkei.yaml" --new-store
says 'renkei.db: error.file-exists'
mkdir "$folder/old"
mv "$pilot"/renkei.db* "$pilot/master.key" "$folder/old/"
ends 4 "$program" serve --check --config "$pilot/renkei.yaml"
says 'renkei.db: error.store-missing.*renkei store migrate'
ends 0 "$program" serve --check --new-store --config "$pilot/renkei.yaml"
says 'renkei.db: information.made-at-start'
start "$pilot" --new-store
created() { grep -q '"store-created".*/renkei.db"' "$folder/log"; }
wait_for 'the log has no line about the created store' created
