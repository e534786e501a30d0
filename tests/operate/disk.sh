#!/usr/bin/env bash
# The disk under a gateway becomes full and has room again, then it may only be read: what was acknowledged is there, what cannot be kept is
# refused, and no restart is needed. In a mount namespace of its own; skipped (77) where the system allows none.
if [[ ${RENKEI_OWN_MOUNTS:-} != yes ]]; then
    unshare -rm true 2>/dev/null || exit 77
    RENKEI_OWN_MOUNTS=yes exec unshare -rm "$0" "$@"
fi
source "$(dirname "$0")/facts.sh"
disk=$folder/disk
pilot=$disk/pilot
sample=$source_dir/fixtures/admission/unknown.csv

# NUMBER: sends a document with this number in its own id; the status code
send() {
    sed "s/FIX-UNKNOWN/DISK-$1/" "$sample" >"$folder/document.csv"
    curl -sS -o "$folder/said" -w '%{http_code}' --max-time 20 --cacert "$pilot/ca/ca.pem" --cert "$pilot/peers/care-office.pem" --key "$pilot/peers/care-office.key" \
        -H 'Content-Type: text/csv;charset=Shift_JIS' --data-binary "@$folder/document.csv" "$address/documents" 2>/dev/null || true
}
# How many documents the sender finds.
count() {
    curl -sS --cacert "$pilot/ca/ca.pem" --cert "$pilot/peers/care-office.pem" --key "$pilot/peers/care-office.key" -H 'Accept: application/json' \
        "$address/documents?_count=100" | grep -o '"id":' | wc -l
}
becomes() { # STATUS NUMBER
    for _ in $(seq 100); do
        status=$(send "$2")
        [[ $status != "$1" ]] || return 0
        sleep 0.1
    done
    wrong "sending gets $status, not $1"
}

mkdir "$disk"
trap 'leave_disk' EXIT
leave_disk() {
    local code=$?
    for one in "${gateways[@]}"; do kill -KILL "$one" 2>/dev/null || true; done
    wait
    umount "$disk" || true
    leave "$code"
}
mount -t tmpfs -o size=32m none "$disk"
ends 0 "$program" init "$pilot" --listen 127.0.0.1:0 --management 127.0.0.1:0
start "$pilot"
[[ $(send 10001) == 201 ]] || wrong 'the first document is not taken'

# full
head -c 64m /dev/zero >"$disk/others" 2>/dev/null || true
taken=1
for number in $(seq 10002 10090); do
    status=$(send "$number")
    [[ $status == 201 ]] || break
    taken=$((taken + 1))
done
[[ $status == 503 ]] || wrong "a full disk gives $status"
says 'OperationOutcome'
for _ in $(seq 50); do # some events still fit where there is room already
    shown=$(count || true)
    [[ $shown -ne 0 ]] || break
done
[[ $shown -eq 0 ]] || wrong 'documents are shown although no audit event can be stored'
rm "$disk/others"
becomes 201 "$number"
taken=$((taken + 1))
[[ $(count) -eq $taken ]] || wrong "$(count) documents, not $taken"
ends 0 "$program" audit verify --config "$pilot/renkei.yaml"

# read-only
kill -INT "$gateway"
wait "$gateway" || wrong 'it did not end clean'
mount -o remount,ro "$disk"
code=0
timeout 20 "$program" serve --config "$pilot/renkei.yaml" >"$folder/said" 2>&1 || code=$?
[[ $code -eq 4 ]] || wrong "on a read-only disk serve ends with $code"
says 'store|read'
mount -o remount,rw "$disk"
start "$pilot"
[[ $(count) -eq $taken ]] || wrong "$(count) documents, not $taken, after the disk was read-only"
becomes 201 10099
kill -INT "$gateway"
wait "$gateway" || wrong 'it did not end clean at last'
