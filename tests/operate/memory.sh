#!/usr/bin/env bash
# Sixteen workers and thirty-two bodies at once that are parsed into trees of sixteen times their size: the gateway stays well below the
# MemoryMax of its unit (2 GiB), and every caller gets an answer. It prints the peak: tests/operate/memory.sh . PROGRAM [MEMORY_BYTES]
source "$(dirname "$0")/facts.sh"
pilot=$folder/pilot
budget=${3:-0}
values=1900000 # the most that one document may have is 2,000,000
most_kib=$((1024 * 1024))

ends 0 "$program" init "$pilot" --listen 127.0.0.1:0 --management 127.0.0.1:0
printf 'limits:\n  workers: 16\n  worker_wait_ms: 60000\n  memory_bytes: %s\n  memory_per_peer_bytes: %s\n' "$budget" "$budget" >>"$pilot/renkei.yaml"
start "$pilot"
{
    printf '{"resourceType":"Bundle","type":"collection","x":['
    awk -v values="$values" 'BEGIN { for (i = 0; i < values; ++i) printf "1," }'
    printf '1]}'
} >"$folder/body.json"

senders=()
for number in $(seq 32); do
    peers=(care-office hospital clinic)
    peer=${peers[number % 3]}
    curl -sS --max-time 100 -o /dev/null -w '%{http_code}\n' --cacert "$pilot/ca/ca.pem" --cert "$pilot/peers/$peer.pem" --key "$pilot/peers/$peer.key" \
        -H 'Content-Type: application/fhir+json' --data-binary "@$folder/body.json" "$address/fhir/\$validate" >"$folder/status.$number" &
    senders+=("$!")
done
wait "${senders[@]}" || true
peak_kib=$(sed -n 's/^VmHWM:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$gateway/status")
sort "$folder"/status.* | uniq -c >"$folder/said"
printf 'peak %s MiB; answers: %s\n' "$((peak_kib / 1024))" "$(tr -s '\n ' ' ' <"$folder/said")"
says_not '000'
says '200'
[[ $budget != 0 || $peak_kib -lt $most_kib ]] || wrong "the peak is $peak_kib KiB"
[[ $(curl -sS "$management/readyz") == ready ]] || wrong '/readyz'
