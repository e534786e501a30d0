#!/usr/bin/env bash
# Every metric that the alert rules and the dashboard name is one that a gateway has, and docs/operations.md explains all of them.
source "$(dirname "$0")/facts.sh"
package=$source_dir/tools/package
pilot=$folder/pilot
sample=$source_dir/fixtures/admission/NYUIN_9970100013_43_9910100016_00_20260301091500.CSV

ends 0 "$program" init "$pilot" --listen 127.0.0.1:0 --management 127.0.0.1:0
# nothing listens there
printf 'audit_forward: [{name: arr, url: "https://127.0.0.1:1/fhir"}]\n' >>"$pilot/renkei.yaml"
start "$pilot"
ends 0 "$program" send --to "$address" --cert "$pilot/peers/care-office.pem" --key "$pilot/peers/care-office.key" --ca "$pilot/ca/ca.pem" "$sample"
# and an unknown caller
ends 0 "$program" ca issue --ca "$pilot/ca" --name stranger -o "$folder"
ends 2 "$program" send --to "$address" --cert "$folder/stranger.pem" --key "$folder/stranger.key" --ca "$pilot/ca/ca.pem" "$sample"

curl -sS "$management/metrics" >"$folder/metrics"
grep -oE '^[a-z_]+' "$folder/metrics" | sort -u >"$folder/there"
cat "$package/prometheus-rules.yaml" "$package/grafana-dashboard.json" | grep -oE '\b(renkei|process)_[a-z_]+[a-z]\b' | sort -u >"$folder/named"
[[ $(wc -l <"$folder/named") -ge 25 ]] || wrong "only $(wc -l <"$folder/named") metrics are named"
missing=$(comm -23 "$folder/named" "$folder/there")
[[ -z $missing ]] || wrong "named, but not there: $missing"

# and each that it has is in the operator's tables
sed -E 's/_(bucket|count|sum)$//' "$folder/there" | grep -E '^(renkei|process)_' | sort -u >"$folder/has"
for table in docs/operations.md docs/ja/operations.md; do
    while read -r metric; do
        grep -qE "^\| .*\`$metric[\`{]" "$source_dir/$table" || wrong "$table does not explain $metric"
    done <"$folder/has"
done

value() { sed -nE "s/^$1(\{$2\})? //p" "$folder/metrics"; }
now=$(date +%s)
more_than() { awk -v a="$1" -v b="$2" 'BEGIN { exit !(a + 0 > b + 0) }' || wrong "$1 is not more than $2: $3"; }
more_than "$(value renkei_certificate_not_after_seconds 'use="server"')" $((now + 86400 * 300)) 'the end of the own certificate'
more_than "$(value renkei_peer_certificate_not_after_seconds 'peer="hospital"')" $((now + 86400 * 300)) "the end of a peer's certificate"
more_than "$(value renkei_store_free_bytes '')" 1000 'the free disk'
more_than "$(value renkei_store_size_bytes '')" 10000 'the size of the store'
more_than "$(value process_resident_memory_bytes '')" 1000000 'memory'
more_than "$(value process_open_fds '')" 5 'descriptors'
more_than "$(value process_start_time_seconds '')" $((now - 3600)) 'the start'
more_than $((now + 60)) "$(value process_start_time_seconds '')" 'the start'
[[ $(value renkei_build_info 'version="[0-9][0-9a-z.-]*"') == 1 ]] || wrong 'no metric has the version'
grep -q '^# TYPE process_cpu_seconds_total counter$' "$folder/metrics" || wrong 'processor time is no counter'

# a removed peer has no metrics
ends 0 "$program" peer revoke hospital --config "$pilot/renkei.yaml"
for _ in $(seq 100); do
    curl -sS "$management/metrics" >"$folder/metrics"
    [[ -n $(value renkei_peer_certificate_not_after_seconds 'peer="hospital"') ]] || break
    sleep 0.05
done
[[ -z $(value renkei_peer_certificate_not_after_seconds 'peer="hospital"') ]] || wrong 'a metric has the certificate of a revoked peer'
