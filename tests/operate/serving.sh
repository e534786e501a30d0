#!/usr/bin/env bash
# The gateway while it runs: it says when it is ready, sees changes without a restart, ends clean, and tells when it cannot begin.
source "$(dirname "$0")/facts.sh"
pilot=$folder/pilot
config=(--config "$pilot/renkei.yaml")
sample=$source_dir/fixtures/admission/NYUIN_9970100013_43_9910100016_00_20260301091500.CSV

stop() { # SIGNAL
    local code=0
    kill "-$1" "$gateway"
    wait "$gateway" || code=$?
    gateways=()
    [[ $code -eq 0 ]] || wrong "ended by $1 with exit code $code"
}
# PEER PATH: the status code
status() {
    curl -sS -o "$folder/answer" -w '%{http_code}' --cacert "$pilot/ca/ca.pem" --cert "$pilot/peers/$1.pem" --key "$pilot/peers/$1.key" "$address$2" 2>/dev/null || true
}
becomes() { # EXPECTED PEER PATH: soon, without a restart
    local code
    for _ in $(seq 100); do
        code=$(status "$2" "$3")
        [[ $code != "$1" ]] || return 0
        sleep 0.05
    done
    wrong "$2 gets $code at $3, not $1"
}

ends 0 "$program" init "$pilot" --listen 127.0.0.1:0 --management 127.0.0.1:0
printf 'folders:\n  care-office: drop\n  newcomer: waiting\n' >>"$pilot/renkei.yaml"
start "$pilot"
[[ $(curl -sS "$management/readyz") == ready ]] || wrong '/readyz'
[[ $(status hospital /metadata) == 200 ]] || wrong 'the hospital is not let in'
ends 0 "$program" send --to "$address" --cert "$pilot/peers/care-office.pem" --key "$pilot/peers/care-office.key" --ca "$pilot/ca/ca.pem" "$sample"
says ': 201 https://.*/documents/'
ends 0 "$program" send --to "$address" --cert "$pilot/peers/care-office.pem" --key "$pilot/peers/care-office.key" --ca "$pilot/ca/ca.pem" "$sample"
ends 2 "$program" send --to "$address" --cert "$pilot/peers/clinic.pem" --key "$pilot/peers/clinic.key" --ca "$pilot/ca/ca.pem" "$sample"
says 'server-refused.*HTTP 403'
says 'role-may-not'
ends 2 "$program" --lang ja send --to "$address" --cert "$pilot/peers/care-office.pem" --key "$pilot/peers/care-office.key" --ca "$pilot/ca/ca.pem" "$source_dir/fixtures/admission/broken-code.csv"
says 'エラー.server-refused.*HTTP 422'
says 'csv: 1: row 1 column 20 .*エラー.S003.: 性別 .gender.: .*使えるコード'
says 'row 1 column 21 .*エラー'
# a municipality is named by its insurer number, or by that of its office
as_municipality=(--to "$address" --cert "$pilot/peers/municipality.pem" --key "$pilot/peers/municipality.key" --ca "$pilot/ca/ca.pem")
for card in minimal.csv HIHOSHA_990010_46_9970100013_43_20260301091500.CSV; do
    "$program" send "${as_municipality[@]}" "$source_dir/fixtures/insured_card/$card" >"$folder/said" 2>&1 || true
    says ': 201 https://.*/documents/'
done
ends 3 "$program" send "$sample"
says '--to'
own=(--cert "$pilot/peers/care-office.pem" --ca "$pilot/ca/ca.pem")
ends 3 "$program" send --to "$address" "${own[@]}" "$sample"
says '--key .the private key of the certificate'
ends 3 "$program" send --to nowhere "${own[@]}" --key "$pilot/peers/care-office.key" "$sample"
ends 3 "$program" send --to "${address/https/http}" "${own[@]}" --key "$pilot/peers/care-office.key" "$sample" # never in clear
says 'config-wrong.*--to: expected https'
ends 4 "$program" send --to "$address" "${own[@]}" --key "$pilot/peers/hospital.key" "$sample"
says 'hospital.key: error.key-of-another.*care-office.pem'

# the hospital that the form names fetches it, once
as_hospital=(--from "$address" --cert "$pilot/peers/hospital.pem" --key "$pilot/peers/hospital.key" --ca "$pilot/ca/ca.pem")
ends 0 "$program" fetch "${as_hospital[@]}" "$folder/mailbox"
[[ $(find "$folder/mailbox" -type f | wc -l) -eq 1 ]] || wrong 'not one file was fetched'
cmp "$sample" "$folder"/mailbox/* || wrong 'other bytes were fetched'
ends 0 "$program" fetch "${as_hospital[@]}" "$folder/again"
[[ -z $(find "$folder/again" -type f) ]] || wrong 'it was fetched twice'

# a character that only its sender can show
LC_ALL=C sed 's/FIX-FULL/FIX-GAIJI/; s/,43,"/,43,"\xf0\x40/' "$sample" >"$folder/gaiji.csv"
ends 2 "$program" send --to "$address" "${own[@]}" --key "$pilot/peers/care-office.key" "$folder/gaiji.csv"
says 'text-gaiji.*--lenient'
ends 1 "$program" send --lenient --to "$address" "${own[@]}" --key "$pilot/peers/care-office.key" "$folder/gaiji.csv"
says 'text-gaiji-replaced'

# peers change while it runs
ends 0 "$program" peer revoke hospital "${config[@]}"
becomes 403 hospital /metadata
ends 0 "$program" peer revoke --lift hospital "${config[@]}"
becomes 200 hospital /metadata
# keys, too
ends 0 "$program" key rotate "${config[@]}"
location=$(sed -n 's/^.*"location":"https:\/\/[^/]*\(\/documents\/[^"]*\)".*$/\1/p' "$folder/answer" | head -n 1)
becomes 200 hospital "${location:-/documents}"

# and what is taken after all these commands is there when the gateway is killed
[[ -e $pilot/renkei.db-wal ]] || wrong 'a command removed the log of the running gateway'
third=$source_dir/fixtures/discharge/TAIIN_9910100016_00_9970100013_43_20260301091500.CSV
ends 0 "$program" send --to "$address" --cert "$pilot/peers/hospital.pem" --key "$pilot/peers/hospital.key" --ca "$pilot/ca/ca.pem" "$third"
kept=$(sed -n 's|^.*: 201 https://[^/]*\(/documents/.*\)$|\1|p' "$folder/said")
kill -KILL "$gateway"
wait "$gateway" 2>/dev/null || true
start "$pilot"
as_hospital[1]=$address
becomes 200 hospital "$kept"

# a revoked certificate
ends 0 "$program" ca revoke --ca "$pilot/ca" "$pilot/peers/municipality.pem"
for _ in $(seq 100); do
    code=$(status municipality /metadata)
    [[ $code == 200 ]] || break
    sleep 0.05
done
[[ $code != 200 ]] || wrong 'a revoked certificate is let in'
as_municipality[1]=$address
ends 2 "$program" --lang ja send "${as_municipality[@]}" "$source_dir/fixtures/insured_card/minimal.csv"
says 'エラー.certificate-revoked.: 証明書は失効しています'

# the same address is taken
printf 'listen:\n  tls: %s\n  management: 127.0.0.1:0\nstore:\n  file: other.db\n' "${address#https://}" >"$pilot/second.yaml"
ends 4 "$program" serve --config "$pilot/second.yaml"
says 'cannot-listen'

# a file in the folder of a peer is taken as if that had sent it
second=$source_dir/fixtures/admission/NYUIN_9970100013_43_9910100016_00_20260301104501.CSV
cp "$second" "$pilot/drop/inbox/"
for _ in $(seq 200); do
    [[ ! -e $pilot/drop/done/$(basename "$second").result.json ]] || break
    sleep 0.05
done
grep -q '"taken"' "$pilot/drop/done/$(basename "$second").result.json" || wrong 'the file in the folder was not taken'

# one that is refused is told in the log, without its name
cp "$source_dir/fixtures/admission/broken-required.csv" "$pilot/drop/inbox/hanako.csv"
for _ in $(seq 200); do
    [[ ! -e $pilot/drop/refused/hanako.csv.result.json ]] || break
    sleep 0.05
done
for _ in $(seq 40); do
    ! grep -q 'folder-file-refused.*"peer":"care-office","problem":"R101"' "$folder/log" || break
    sleep 0.05
done
grep -q 'folder-file-refused.*"peer":"care-office","problem":"R101"' "$folder/log" || wrong 'the log does not tell of the refused file'
! grep -q hanako "$folder/log" || wrong 'the log tells the name of a refused file'

# the folder of a peer that nobody has entered waits, and says so once
cp "$second" "$pilot/waiting/inbox/"
grep -q "^renkei_folders_shut 1$" <<<"$(curl -sS "$management/metrics")" || wrong 'no metric tells of the folder that waits'
[[ $(grep -c 'folder-peer-unknown.*renkei peer add --id newcomer' "$folder/log") -eq 2 ]] || wrong 'not one line for each start tells of the folder that waits'
[[ -e $pilot/waiting/inbox/$(basename "$second") ]] || wrong 'a file was taken for a peer that nobody has entered'
ends 0 "$program" ca issue --ca "$pilot/ca" --name newcomer -o "$pilot/peers"
ends 0 "$program" peer add --id newcomer --role network --certificate "$pilot/peers/newcomer.pem" "${config[@]}"
for _ in $(seq 200); do
    [[ ! -e $pilot/waiting/done/$(basename "$second").result.json ]] || break
    sleep 0.05
done
grep -q '"taken"' "$pilot/waiting/done/$(basename "$second").result.json" || wrong 'the folder did not go on by itself'

kill -HUP "$gateway"
becomes 200 hospital /metadata
stop INT
start "$pilot"
becomes 200 hospital /metadata
stop TERM
ends 4 "$program" send --to "$address" --cert "$pilot/peers/care-office.pem" --key "$pilot/peers/care-office.key" --ca "$pilot/ca/ca.pem" "$sample"
says 'server-unreachable'
ends 0 "$program" audit verify "${config[@]}"
says 'renkei: [0-9]+ events, whole'
says 'renkei-cli: [0-9]+ events, whole'
# the log tells where the chain ended, so that a later cut can be proved
sed -n 's/^.*"audit-anchor".*"node":"\([^"]*\)".*"sequence":"\([0-9]*\)".*"hash":"\([0-9a-f]*\)".*$/\1 \2 \3/p' "$folder/log" | tail -n 1 >"$folder/logged-anchor"
ends 0 "$program" audit verify "${config[@]}" --anchor "$folder/logged-anchor"
grep -q '^renkei [1-9][0-9]* [0-9a-f]\{64\}$' "$folder/logged-anchor" || wrong 'the log holds no anchor'

# the store is there, its keys are not: nothing is made anew
mv "$pilot/master.key" "$folder/kept.key"
ends 4 "$program" serve "${config[@]}"
[[ ! -e $pilot/master.key ]] || wrong 'a new key was made beside an old store'

# no log names a person
! grep -qE '連携　|花子|ハナコ|0000001016|見本荘' "$folder/log" || wrong 'the log names a person'
