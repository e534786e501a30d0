#!/usr/bin/env bash
# The gateway while it runs: it says when it is ready, sees changes without a restart, stops cleanly, and logs why it cannot start.
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
! grep -qE 'store-created|key-created' "$folder/log" || wrong 'the log reports a creation of something that existed'
before=$(ls -A "$pilot")
ends 0 "$program" serve --check "${config[@]}" # beside the gateway that runs
says_not 'made-at-start'
[[ $before == "$(ls -A "$pilot")" ]] || wrong 'a check beside a running gateway made or removed something'
[[ $(status hospital /metadata) == 200 ]] || wrong 'the hospital is not let in'
grep -qE '^Max core file size +0 +0 ' "/proc/$gateway/limits" || wrong 'a core of it would hold keys and documents'
ends 0 "$program" send --to "$address" --cert "$pilot/peers/care-office.pem" --key "$pilot/peers/care-office.key" --ca "$pilot/ca/ca.pem" "$sample"
says ': 201 https://.*/documents/'
says_not 'sent-before'
ends 0 "$program" send --to "$address" --cert "$pilot/peers/care-office.pem" --key "$pilot/peers/care-office.key" --ca "$pilot/ca/ca.pem" "$sample"
says 'information.sent-before.: the gateway had this already: nothing was stored or delivered again'
says ': 200 unchanged https://.*/documents/'
says_not ': 201 '
cp "$sample" "$folder/another name.csv"
ends 0 "$program" --lang ja send --to "$address" --cert "$pilot/peers/care-office.pem" --key "$pilot/peers/care-office.key" --ca "$pilot/ca/ca.pem" "$folder/another name.csv"
says ': 200 変更なし .unchanged. https://.*/documents/'
says '情報.sent-before.: ゲートウェイに登録済みの文書です'
ends 0 "$program" audit list --last 1 --config "$pilot/renkei.yaml" # by time, whatever its node is called
says '"identifier":{"system":"[^"]*/gateway-node","value":"renkei"}'
ends 2 "$program" send --to "$address" --cert "$pilot/peers/clinic.pem" --key "$pilot/peers/clinic.key" --ca "$pilot/ca/ca.pem" "$sample"
says 'server-refused.*HTTP 403'
says 'role-may-not'
ends 2 "$program" --lang ja send --to "$address" --cert "$pilot/peers/care-office.pem" --key "$pilot/peers/care-office.key" --ca "$pilot/ca/ca.pem" "$source_dir/fixtures/admission/broken-code.csv"
says 'エラー.server-refused.*HTTP 422'
says 'csv:1: 1 行 20 列目（145 バイト目）: エラー.S003.: 性別 .gender.: .*使えるコード'
says '1 行 21 列目（147 バイト目）: エラー'
# who sent something stays a peer
ends 2 "$program" peer remove care-office "${config[@]}"
says 'peer-in-use.*that it sent: 1, deliveries to it: 0\..*renkei peer revoke care-office'
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
# a server that was revoked gets nothing: by the list that is named, or by the one that lies beside its authority
cp -r "$pilot/ca" "$folder/careful"
ends 0 "$program" ca revoke --ca "$folder/careful" "$pilot/server.pem"
as_office=(--to "$address" --cert "$pilot/peers/care-office.pem" --key "$pilot/peers/care-office.key")
ends 4 "$program" send "${as_office[@]}" --ca "$folder/careful/ca.pem" "$sample"
says 'server-certificate-revoked.*nothing was sent'
ends 4 "$program" send "${as_office[@]}" --ca "$pilot/ca/ca.pem" --crl "$folder/careful/ca.crl" "$sample"
says 'server-certificate-revoked'
ends 4 "$program" fetch --from "${as_office[@]:1}" --ca "$folder/careful/ca.pem" "$folder/nothing"
says 'server-certificate-revoked'
ends 4 "$program" conform --against "$address/fhir" "${as_office[@]:2}" --ca "$folder/careful/ca.pem"
says 'server-certificate-revoked'
mkdir "$folder/alone"
cp "$pilot/ca/ca.pem" "$folder/alone/"
ends 0 "$program" send "${as_office[@]}" --ca "$folder/alone/ca.pem" "$sample"
ends 4 "$program" send "${as_office[@]}" --ca "$folder/alone/ca.pem" --crl "$folder/alone/ca.crl" "$sample"
says 'alone/ca.crl'
ends 4 "$program" send --to "$address" "${own[@]}" --key "$pilot/peers/hospital.key" "$sample"
says 'hospital.key: error.key-of-another.*care-office.pem'

# the hospital that the form names fetches it, once
as_hospital=(--from "$address" --cert "$pilot/peers/hospital.pem" --key "$pilot/peers/hospital.key" --ca "$pilot/ca/ca.pem")
ends 0 "$program" fetch "${as_hospital[@]}" "$folder/mailbox"
[[ $(find "$folder/mailbox" -type f -not -path '*/.*' | wc -l) -eq 1 ]] || wrong 'not one file was fetched'
cmp "$sample" "$folder"/mailbox/* || wrong 'other bytes were fetched'
ends 0 "$program" fetch "${as_hospital[@]}" "$folder/again"
[[ -z $(find "$folder/again" -type f -not -path '*/.*') ]] || wrong 'it was fetched twice'
# of a file of many, each document says where it is
LC_ALL=C sed 's/FIX-FULL/FIX-OTHER/' "$sample" | cat "$sample" - >"$folder/two.csv"
ends 0 "$program" send --to "$address" --cert "$pilot/peers/care-office.pem" --key "$pilot/peers/care-office.key" --ca "$pilot/ca/ca.pem" "$folder/two.csv"
[[ $(grep -E 'two.csv: (201|200 unchanged) https://[^ ]+/documents/[0-9a-f-]+$' "$folder/said" | sort -u | wc -l) -eq 2 ]] || wrong 'not every document of a file says where it is'

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
ends 4 "$program" serve --new-store --config "$pilot/second.yaml"
says 'cannot-listen'
says '"store-created".*/other.db"'
says_not 'key-created'
[[ $(grep -o "${address#https://}" "$folder/said" | wc -l) -eq 1 ]] || wrong 'the address that is taken is named more than once'

# a file in the folder of a peer is taken as if that had sent it
second=$source_dir/fixtures/admission/NYUIN_9970100013_43_9910100016_00_20260301104501.CSV
cp "$second" "$pilot/drop/inbox/"
for _ in $(seq 200); do
    [[ ! -e $pilot/drop/done/$(basename "$second").result.json ]] || break
    sleep 0.05
done
grep -q '"taken"' "$pilot/drop/done/$(basename "$second").result.json" || wrong 'the file in the folder was not taken'

# a refused file is logged, without its name
cp "$source_dir/fixtures/admission/broken-required.csv" "$pilot/drop/inbox/hanako.csv"
for _ in $(seq 200); do
    [[ ! -e $pilot/drop/refused/hanako.csv.result.json ]] || break
    sleep 0.05
done
for _ in $(seq 40); do
    ! grep -q 'folder-file-refused.*"peer":"care-office","problem":"R101"' "$folder/log" || break
    sleep 0.05
done
grep -q 'folder-file-refused.*"peer":"care-office","problem":"R101"' "$folder/log" || wrong 'the log has no line about the refused file'
! grep -q hanako "$folder/log" || wrong 'the log contains the name of a refused file'

# what is ignored is logged once, without its name, and counted
cp "$second" "$pilot/drop/hanako.csv"
mkdir "$pilot/drop/inbox/hanako"
for _ in $(seq 40); do
    ! grep -q 'folder-files-ignored.*"outside-inbox"' "$folder/log" || break
    sleep 0.1
done
sleep 1.2
[[ $(grep -c 'folder-files-ignored.*"peer":"care-office","reason":"outside-inbox","files":"1"' "$folder/log") -eq 1 ]] || wrong 'not exactly one line about the file beside inbox'
[[ $(grep -c 'folder-files-ignored.*"peer":"care-office","reason":"not-a-file","files":"1"' "$folder/log") -eq 1 ]] || wrong 'not exactly one line about the folder in inbox'
! grep -q hanako "$folder/log" || wrong 'the log contains the name of an ignored file'
grep -q "^renkei_folder_files_ignored 2$" <<<"$(curl -sS "$management/metrics")" || wrong 'no metric counts the ignored files'
rm -r "$pilot/drop/hanako.csv" "$pilot/drop/inbox/hanako"

# the folder of a peer that is not registered waits; this is logged once
cp "$second" "$pilot/waiting/inbox/"
grep -q "^renkei_audit_damaged 0$" <<<"$(curl -sS "$management/metrics")" || wrong 'no metric says that the audit is intact'
grep -q "^renkei_folders_disabled 1$" <<<"$(curl -sS "$management/metrics")" || wrong 'no metric counts the waiting folder'
[[ $(grep -c 'folder-peer-unknown.*renkei peer add --id newcomer' "$folder/log") -eq 2 ]] || wrong 'not exactly one line for each start about the waiting folder'
[[ -e $pilot/waiting/inbox/$(basename "$second") ]] || wrong 'a file was taken for a peer that is not registered'
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
# the log has the end of the chain, so that a later cut can be proved
sed -n 's/^.*"audit-anchor".*"node":"\([^"]*\)".*"sequence":"\([0-9]*\)".*"hash":"\([0-9a-f]*\)".*$/\1 \2 \3/p' "$folder/log" | tail -n 1 >"$folder/logged-anchor"
ends 0 "$program" audit verify "${config[@]}" --anchor "$folder/logged-anchor"
grep -q '^renkei [1-9][0-9]* [0-9a-f]\{64\}$' "$folder/logged-anchor" || wrong 'the log holds no anchor'

# damage of the audit shows while the gateway runs, not only to those who ask for it
grep -q audit-damaged "$folder/log" && wrong 'damage is logged for an intact chain'
LC_ALL=C sed -i 's/"interaction":"peer-add","about":"clinic"/"interaction":"peer-add","about":"closed"/' "$pilot/renkei.db"
start "$pilot"
for _ in $(seq 100); do
    ! grep -q audit-damaged "$folder/log" || break
    sleep 0.05
done
grep -q '"audit-damaged".*"node":"renkei-cli".*"problem":"audit-changed"' "$folder/log" || wrong 'the log has no line about the damage'
grep -q '^renkei_audit_damaged 1$' <<<"$(curl -sS "$management/metrics")" || wrong 'no metric shows the damage'
stop TERM
ends 2 "$program" audit verify "${config[@]}"
says 'audit-changed.*renkei-cli: event'

# the store exists, its keys do not: nothing is created
mv "$pilot/master.key" "$folder/kept.key"
ends 4 "$program" serve "${config[@]}"
says 'master.key: error.master-key-missing.*renkei.db'
[[ ! -e $pilot/master.key ]] || wrong 'a new key was made beside an old store'

# neither exists: a start with --new-store creates both and logs it, the next one does not; all problems are reported at once
mkdir "$folder/kept"
mv "$pilot"/renkei.db* "$folder/kept/"
chmod 644 "$pilot/server.key"
cp "$pilot/ca/ca.crl" "$folder/kept/"
printf 'nothing' >"$pilot/ca/ca.crl"
ends 4 "$program" serve --new-store "${config[@]}"
says 'server.key: error.key-open'
says 'ca.crl: error.revocation-list-unreadable'
[[ ! -e $pilot/master.key && ! -e $pilot/renkei.db ]] || wrong 'a start that could not serve made a key or a store'
chmod 600 "$pilot/server.key"
cp "$folder/kept/ca.crl" "$pilot/ca/"
: >"$folder/log"
start "$pilot" --new-store
stop TERM
start "$pilot"
stop TERM
[[ $(grep -c '"key-created".*/master.key"' "$folder/log") -eq 1 ]] || wrong 'not exactly one line about the created key'
[[ $(grep -c '"store-created".*/renkei.db"' "$folder/log") -eq 1 ]] || wrong 'not exactly one line about the created store'

# a list of another authority, or an own certificate without serverAuth: it serves, and /readyz and the log say why every caller is refused
logged() { # WHAT: once
    for _ in $(seq 100); do
        ! grep -q "$1" "$folder/log" || break
        sleep 0.05
    done
    [[ $(grep -c "$1" "$folder/log") -eq 1 ]] || wrong "not exactly one line of the log is about $1"
}
ends 0 "$program" ca create "$folder/other"
ends 0 "$program" ca renew-list "$folder/other"
ends 0 "$program" ca issue --ca "$pilot/ca" --name caller -o "$folder"
cp "$folder/caller.pem" "$pilot/server.pem"
cp "$folder/caller.key" "$pilot/server.key"
ends 4 "$program" serve --check "${config[@]}"
says 'server.pem: error.certificate-untrusted'
start "$pilot"
[[ $(curl -sS "$management/readyz") == ready ]] || wrong '/readyz'
logged 'task-failed.*"own-certificate","problem":"certificate-untrusted"'
cp "$folder/other/ca.crl" "$pilot/ca/ca.crl"
logged 'task-failed.*"revocations","problem":"revocation-list-foreign"'
[[ $(curl -sS "$management/readyz") == *revocation-list-foreign* ]] || wrong '/readyz does not report the foreign list'
cp "$folder/kept/ca.crl" "$pilot/ca/ca.crl"
logged 'task-recovered.*"revocations"'
[[ $(curl -sS "$management/readyz") == ready ]] || wrong '/readyz after the list is back'
stop TERM
