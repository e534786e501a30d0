#!/usr/bin/env bash
# A pilot and the commands of its operator: peers, audit, keys, backups.
source "$(dirname "$0")/facts.sh"
pilot=$folder/pilot
config=(--config "$pilot/renkei.yaml")

ends 0 "$program" init "$pilot"
says 'renkei serve --config'
for file in master.key renkei.db server.key peers/hospital.key ca/ca.key; do mode_is 600 "$pilot/$file"; done
before=$(find "$pilot" -type f -exec sha256sum {} + | sort)
ends 4 "$program" init "$pilot"
says 'file-exists'
[[ $before == "$(find "$pilot" -type f -exec sha256sum {} + | sort)" ]] || wrong 'a second init changed something'

# what fails leaves nothing behind, and takes nothing away
for wrong in "--node 'A b'" "--node ''" "--name 'no host'" "--name ''" "--name 1.2.3" "--listen here"; do
    eval "ends 3 \"\$program\" init \"\$folder/none/such\" $wrong"
    says "config-wrong.*${wrong%% *}: expected"
done
ends 3 "$program" init "$folder/none/such" --listen 127.0.0.1:8443 --management 127.0.0.1:8443
says 'config-wrong.*--management: expected .*--listen 127.0.0.1:8443, found "127.0.0.1:8443"'
ends 3 "$program" init "$folder/none/such" --listen 0.0.0.0:8443 --name gateway.example.jp --management 127.0.0.1:8443
ends 0 "$program" ca create "$folder/listless"
ends 4 "$program" init "$folder/none/such" --authority "$folder/listless"
says "^$folder/listless: error.authority-without-list.*renkei ca renew-list $folder/listless$"
[[ ! -e $folder/none ]] || wrong 'an init without a revocation list left something'
ends 4 "$program" init "$folder/none/such/" --authority "$folder/nowhere"
[[ ! -e $folder/none ]] || wrong 'an init that failed left its folders'
mkdir "$folder/mine"
: >"$folder/mine/note"
ends 4 "$program" init "$folder/mine" --authority "$folder/nowhere"
[[ $(ls -A "$folder/mine") == note ]] || wrong 'an init that failed left something, or took away what is not its own'

mkdir -p "$folder/elsewhere/x"
ln -s elsewhere/x "$folder/link"
ends 4 "$program" init "$folder/link/../$(basename "$pilot")" --authority "$folder/nowhere"
[[ $before == "$(find "$pilot" -type f -exec sha256sum {} + | sort)" ]] || wrong 'an init that failed took away another pilot'
[[ $(ls -A "$folder/elsewhere") == x ]] || wrong 'an init that failed left its folder behind a link'

ln -s nowhere/deep "$folder/dangling"
ends 4 "$program" init "$folder/dangling"
[[ -L $folder/dangling ]] || wrong 'an init that failed took away a link'

ends 0 "$program" ca renew-list "$folder/listless" --days 1
ends 0 "$program" init "$folder/of-another" --authority "$folder/listless"

# a pilot for all networks: "all addresses" is no link
everywhere=$folder/everywhere
ends 0 "$program" init "$everywhere" --listen 0.0.0.0:8443 --name gateway.example.jp
ends 0 "$program" serve --check --config "$everywhere/renkei.yaml"
says '^base: .*https://gateway.example.jp:8443'
sed -i '/^base:/d' "$everywhere/renkei.yaml"
ends 4 "$program" serve --check --config "$everywhere/renkei.yaml"
says 'config-missing.*base is needed: listen.tls: 0.0.0.0:8443'

# peers
ends 0 "$program" peer list "${config[@]}"
says '^hospital +hospital .*institution:9910100016'
says '^municipality '
new=(peer add "${config[@]}" --id station --name '架空ステーション' --role visiting_nurse --number station:9900002)
key=$(printf 'ab%.0s' {1..32})
ends 0 "$program" "${new[@]}" --key "$key"
ends 2 "$program" "${new[@]}" --key "$key"
says 'peer-exists.*--replace'
replace=(peer add "${config[@]}" --id station --replace)
ends 0 "$program" "${new[@]}" --key "$key" --delivery-method mailbox --replace
says '^delivery_method: none → mailbox$'
says_not '^name'
ends 0 "$program" "${replace[@]}" --delivery-method mailbox
says 'nothing changed'
ends 0 "$program" "${replace[@]}" --name '架空ステーション二'
says '^name: 架空ステーション → 架空ステーション二$'
ends 2 "$program" peer add "${config[@]}" --id missing --replace --number station:9900003
says 'peer-wrong.*--role'
ends 1 "$program" "${replace[@]}" --syntax xlsx
says 'xlsx.*fhir-xml, json'
"$program" "${replace[@]}" --syntax json >/dev/null & "$program" "${replace[@]}" --address /nowhere >/dev/null & wait
ends 0 "$program" "${replace[@]}" --syntax '' --address '' --attachment ''
says '^syntax: json → -$'
says_not 'xlsx'
says '^address: /nowhere → -$'
says '^attachments: application/pdf → -$'
ends 2 "$program" "${replace[@]}" --edition 'clins 1.12.0'
says 'peer-wrong.*--edition.*clins 1.12.0.*clins 1.10.0 \| clins 1.11.0 \| clins 1.5.2'
ends 0 "$program" "${replace[@]}" --edition 'clins 1.10.0'
says '^edition: - → clins 1.10.0$'
ends 0 "$program" "${replace[@]}" --edition ''
ends 2 "$program" "${replace[@]}" --number ''
says 'peer-wrong.*numbers'
ends 1 "$program" "${replace[@]}" --number station:9900002 --number institution:9910100016
says 'warning: the peers station and hospital both have the number institution:9910100016'
ends 0 "$program" "${replace[@]}" --number station:9900002
says_not warning
ends 0 "$program" peer add "${config[@]}" --id b --role network --number institution:9910100016 --delivery-method https --address https://127.0.0.1:1
says 'information: the peer b has no certificate: it is delivered to'
says 'information: the peers b and hospital both have the number'
ends 1 "$program" --lang ja "${replace[@]}" --number station:9900002 --number office:9970100013
says '^警告: 接続先 station と .* に同じ番号 office:9970100013 が登録されています'
ends 0 "$program" "${replace[@]}" --number station:9900002
ends 1 "$program" "${replace[@]}" --key ''
says 'warning: the peer station has no certificate'
ends 0 "$program" "${replace[@]}" --key "$key"
says_not warning
ends 0 "$program" peer show station "${config[@]}"
says '"delivery_method": "mailbox"'
says "\"key_sha256\": \"$key\""
ends 2 "$program" "${new[@]}" --number station:99 --replace
says 'peer-wrong.*station:99'
ends 2 "$program" "${new[@]}" --certificate "$pilot/peers/hospital.pem" --replace
says 'binding-taken.*peer hospital already.*renkei peer remove-binding hospital --key [0-9a-f]{64}$'
ends 3 "$program" "${new[@]}" --role king --replace
ends 2 "$program" peer show missing "${config[@]}"
says 'peer-unknown.*hospital'
ends 0 "$program" peer add-binding station --key "${key//ab/cd}" "${config[@]}"
ends 0 "$program" peer remove-binding station --key "$key" "${config[@]}"
ends 2 "$program" peer remove-binding station --key "$key" "${config[@]}"
says "binding-unknown.*--key $key"
ends 0 "$program" peer show station "${config[@]}"
says "${key//ab/cd}"
says_not "$key"
ends 0 "$program" peer revoke station "${config[@]}"
ends 0 "$program" peer list "${config[@]}"
says '^station .* revoked'
ends 0 "$program" "${replace[@]}" --name 'still revoked'
says_not '^revoked'
ends 0 "$program" peer list "${config[@]}"
says '^station .* revoked'
ends 0 "$program" peer revoke --lift station "${config[@]}"
ends 0 "$program" peer list --json "${config[@]}"
says_not '"revoked": true'

# certificates that authenticate no peer, or not for long
ends 0 "$program" ca create "$folder/foreign"
ends 0 "$program" ca issue --ca "$folder/foreign" --name foreign -o "$folder"
ends 0 "$program" ca issue --ca "$pilot/ca" --name brief --days 5 -o "$folder"
shop=(peer add "${config[@]}" --id shop --role network)
ends 1 "$program" "${shop[@]}" --certificate "$folder/foreign.pem"
says 'foreign.pem: warning.certificate-foreign'
ends 1 "$program" peer list "${config[@]}"
says '^shop: warning.certificate-foreign'
says_not '^hospital: warning'
ends 0 "$program" "${shop[@]}" --replace --certificate "$folder/brief.pem"
says 'information: .*brief.pem: the certificate ends on 20'
says_not warning
ends 0 "$program" peer show shop "${config[@]}"
says '"until": "20[0-9-]{8}"'
ends 0 "$program" peer list "${config[@]}"
says 'information: the certificate of the peer shop ends on 20.*renkei peer add-binding shop'
says_not 'the peer hospital'
ends 0 "$program" ca issue --ca "$pilot/ca" --name lasting -o "$folder"
ends 0 "$program" peer add-binding shop --certificate "$folder/lasting.pem" "${config[@]}"
ends 0 "$program" peer list "${config[@]}"
says_not 'the peer shop' # it is let in by the other one
ends 0 "$program" peer remove-binding shop --certificate "$folder/lasting.pem" "${config[@]}"
ends 0 "$program" peer list "${config[@]}"
says 'the peer shop'
ends 0 "$program" ca revoke --ca "$pilot/ca" "$folder/brief.pem"
ends 1 "$program" --lang ja peer list "${config[@]}"
says '^shop: 警告.certificate-revoked.: 証明書は失効しています'
ends 0 "$program" peer add-binding shop --certificate "$folder/lasting.pem" "${config[@]}"
ends 0 "$program" peer list "${config[@]}"
says_not '^shop: '
ends 1 "$program" peer add-binding shop --certificate "$folder/brief.pem" "${config[@]}"
ends 0 "$program" peer revoke shop "${config[@]}"
ends 0 "$program" peer list "${config[@]}"
says_not 'the peer shop'

# codes stand in Japanese tables behind the word for them
ends 0 "$program" --lang ja peer list "${config[@]}"
says '^hospital +病院 \(hospital\) +.* \(mailbox\) +- '
says '^shop .* 利用停止中 \(revoked\)'

# audit
ends 0 "$program" audit verify "${config[@]}" --write-anchor "$folder/anchor"
[[ $(grep -c 'audit-whole.*renkei-cli' "$folder/said") -eq 1 ]] || wrong 'the log has not exactly one line for a chain'
ends 0 "$program" audit list "${config[@]}" --peer station
says 'peer-revoke'
says_not 'peer-add.*"hospital"'
says '"peer-add".*"agent":.*"value":"renkei-cli".*"requestor":true.*"entity":.*"value":"station"'
says_not '"value":"station".*"requestor"'
ends 0 "$program" audit verify "${config[@]}" --anchor "$folder/anchor"
read -r node sequence hash rest <"$folder/anchor"
[[ -z $rest ]] || wrong "an anchor has more than three words: $rest"
printf '%s %d %s\n' "$node" "$((sequence + 1))" "$hash" >"$folder/longer"
ends 2 "$program" audit verify "${config[@]}" --anchor "$folder/longer"
says 'audit-cut'
printf '%s %d %s\n' "$node" "$sequence" "$key" >"$folder/another"
ends 2 "$program" audit verify "${config[@]}" --anchor "$folder/another"
says 'audit-other-anchor'
: >"$folder/empty"
ends 4 "$program" audit verify "${config[@]}" --anchor "$folder/empty"
says 'NODE SEQUENCE SHA256'
printf '%s %d %s seal\n' "$node" "$sequence" "$hash" >"$folder/mark"
ends 4 "$program" audit verify "${config[@]}" --anchor "$folder/mark"
says 'mark:1:1: .*NODE SEQUENCE SHA256'
printf 'nonsense\n' >"$folder/nonsense"
ends 4 "$program" audit verify "${config[@]}" --anchor "$folder/nonsense"
says 'nonsense:1:1: .*NODE SEQUENCE SHA256'

# keys
ends 0 "$program" key list "${config[@]}" --lang ja
says '^k1-[0-9a-f]{6} 現在'
cp -p "$pilot/master.key" "$folder/old.key"
ends 0 "$program" backup "$folder/first.backup" "${config[@]}"
ends 0 "$program" key rotate "${config[@]}"
ends 0 "$program" key list "${config[@]}"
says '^k2-[0-9a-f]{6} current'
says '^k1-[0-9a-f]{6} -'
ends 0 "$program" verify "$folder/first.backup" "${config[@]}"
ends 0 "$program" key rotate --drop-old "${config[@]}"
ends 0 "$program" peer list "${config[@]}"
says '^station '
ends 4 "$program" verify "$folder/first.backup" "${config[@]}"
says 'backup-other-key.*master key k1-[0-9a-f]{6}, .*ids there: k3-'
chmod 644 "$pilot/master.key"
ends 4 "$program" peer list "${config[@]}"
says 'key-file-open'
chmod 600 "$pilot/master.key"

# backups
ends 0 "$program" backup "$folder/second.backup" "${config[@]}"
says 'whole'
mode_is 600 "$folder/second.backup"
ends 0 "$program" audit list "${config[@]}" --last 1
says '"backup"'
head -c -10 "$folder/second.backup" >"$folder/cut.backup"
ends 2 "$program" verify "$folder/cut.backup" "${config[@]}"
mkdir "$folder/other"
cp -p "$pilot/master.key" "$folder/other/"
printf 'store:\n  file: restored.db\n' >"$folder/other/renkei.yaml"
ends 0 "$program" restore "$folder/second.backup" --config "$folder/other/renkei.yaml"
says 'outbox resume'
ends 0 "$program" outbox list --config "$folder/other/renkei.yaml"
says 'paused'
ends 0 "$program" audit list --config "$folder/other/renkei.yaml"
says '"restore"'
ends 0 "$program" peer list --config "$folder/other/renkei.yaml"
says '^station '
ends 0 "$program" audit verify --anchor "$folder/anchor" --config "$folder/other/renkei.yaml"
ends 2 "$program" restore "$folder/second.backup" --config "$folder/other/renkei.yaml"
says 'store-not-empty'

# the store, persons, the outbox
ends 0 "$program" store migrate "${config[@]}"
ends 0 "$program" store status "${config[@]}"
says 'peers: 10'
ends 0 "$program" person link 'insurer:990010|0000000001' 'institution:9910100016|P-1' "${config[@]}"
ends 3 "$program" person link 'a name' 'institution:9910100016|P-1' "${config[@]}"
ends 0 "$program" outbox pause "${config[@]}"
says '^Deliveries that are held until `renkei outbox resume`: 0$'
ends 0 "$program" outbox list "${config[@]}"
says 'paused'
ends 0 "$program" outbox resume "${config[@]}"
says '^deliveries go on; .* wait or are under way: 0$'
ends 2 "$program" outbox retry nothing "${config[@]}"
says 'delivery-unknown'
ends 3 "$program" outbox retry "${config[@]}"
says 'ID, --peer or --all'
ends 3 "$program" outbox cancel "${config[@]}"
says 'ID or --peer'
says_not '--all'
ends 0 "$program" outbox retry --all --json "${config[@]}"
says '"waited": 0'
ends 3 "$program" outbox retry --all --peer hospital "${config[@]}"
ends 0 "$program" outbox retry --all "${config[@]}"
says '^0 dead deliveries are sent again; 0 that waited are due now$'
says '^cancelled deliveries are retried by ID only$'
ends 0 "$program" outbox cancel --peer hospital "${config[@]}"
says '^0 deliveries'
ends 2 "$program" outbox retry --peer missing "${config[@]}"
says 'peer-unknown'

# a name with a mistake in it makes nothing
mkdir "$folder/mistaken"
cp -p "$pilot/master.key" "$folder/mistaken/"
printf 'store:\n  file: renkie.db\n' >"$folder/mistaken/renkei.yaml"
for command in 'audit verify' 'peer list' 'outbox list' 'store status' 'key rotate' "backup $folder/mistaken/all"; do
    ends 4 "$program" $command --config "$folder/mistaken/renkei.yaml"
    says 'renkie.db: error.store-missing.*store.file'
done
[[ $(ls -A "$folder/mistaken") == $'master.key\nrenkei.yaml' ]] || wrong 'a command made something where no store is'

# the configuration
ends 0 "$program" serve --check "${config[@]}"
says '^store.node: renkei$'
printf 'limits:\n  connektions: 5\n' >"$folder/wrong.yaml"
ends 4 "$program" serve --check --config "$folder/wrong.yaml"
says 'wrong.yaml:2:3: error\[config-key-unknown\].*connections'
ends 4 "$program" --lang ja serve --check --config "$folder/wrong.yaml"
says '設定 limits.connektions はありません'
