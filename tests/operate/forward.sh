#!/usr/bin/env bash
# Audit events of a gateway reach an audit repository by REST and by syslog, all of them in order, while both are killed again and again.
source "$(dirname "$0")/facts.sh"
command -v python3 >/dev/null || exit 77
pilot=$folder/pilot
arr=$folder/arr
sample=$source_dir/fixtures/admission/NYUIN_9970100013_43_9910100016_00_20260301091500.CSV
mkdir "$arr"

repository() { # PORT SYSLOG_PORT
    rm -f "$arr/ports"
    python3 "$source_dir/tests/operate/audit_repository.py" "$arr" "$1" "$2" 2>>"$folder/log" &
    repository=$!
    gateways+=("$repository")
    for _ in $(seq 400); do
        [[ ! -e $arr/ports ]] || break
        kill -0 "$repository" 2>/dev/null || wrong 'the repository ended before it was ready'
        sleep 0.05
    done
    read -r port syslog_port <"$arr/ports"
}
kill_now() { # PROCESS
    kill -KILL "$1"
    wait "$1" 2>/dev/null || true
}
# FILE NODE: the numbers in it without repetitions, in order
numbers() { sed -n "s:^$2/::p" "$1" | awk '!seen[$0]++'; }
send() { ends 0 "$program" send --to "$address" --cert "$pilot/peers/care-office.pem" --key "$pilot/peers/care-office.key" --ca "$pilot/ca/ca.pem" "$sample"; }
# until every event of both chains is there
all_there() {
    for _ in $(seq 600); do
        "$program" audit forward --config "$pilot/renkei.yaml" >"$folder/said" 2>&1 || true
        [[ $(grep -c 'which is the last one' "$folder/said") -lt 4 ]] || return 0
        sleep 0.1
    done
    wrong 'events still wait'
}

ends 0 "$program" init "$pilot" --listen 127.0.0.1:0 --management 127.0.0.1:0
cp "$pilot/ca/ca.pem" "$arr/ca.pem"
ends 0 "$program" ca issue --ca "$pilot/ca" --name arr --server --san IP:127.0.0.1 -o "$arr"
repository 0 0
printf 'audit_forward: [{name: arr, url: "https://127.0.0.1:%s/fhir", batch: 3}, {name: soc, url: "syslog+tls://127.0.0.1:%s", batch: 3}]\n' \
    "$port" "$syslog_port" >>"$pilot/renkei.yaml"
ends 0 "$program" serve --check --config "$pilot/renkei.yaml"
says_not audit-target

failures() { grep -c '"event":"audit-forward-failed","target":"arr","node":"renkei"' "$folder/log" || true; }
for round in 1 2 3; do
    start "$pilot"
    send
    [[ $round == 1 ]] || kill_now "$repository"
    before=$(failures)
    for _ in 1 2 3 4; do send; done
    [[ $round != 3 ]] || for _ in $(seq 200); do
        [[ $(failures) -le $before ]] || break
        sleep 0.1
    done
    [[ $round == 1 ]] || repository "$port" "$syslog_port"
    [[ $round == 3 ]] || kill_now "$gateway"
done
all_there

ends 0 "$program" audit verify --config "$pilot/renkei.yaml"
for node in renkei renkei-cli; do
    last=$(sed -nE "s/^.*: $node: ([0-9]+) events, whole.*/\1/p" "$folder/said")
    [[ $last -ge 2 ]] || wrong "the chain $node has $last events"
    for kind in fhir syslog; do
        numbers "$arr/$kind" "$node" | head -n "$last" >"$folder/numbers"
        seq "$last" | cmp -s - "$folder/numbers" || wrong "$kind: not all of $last events of $node in order: $(tr '\n' ' ' <"$folder/numbers")"
    done
done

# nothing personal leaves by this way, and the log says what happened
! grep -qE '花子|0000001016' "$arr/fhir" "$arr/syslog" || wrong 'a repository has personal data'
[[ $(failures) -ge 1 ]] || wrong 'the log does not say that it failed'
grep -q '"event":"audit-forward-resumed","target":"arr","node":"renkei"' "$folder/log" || wrong 'the log does not say that it goes on'
kill "$gateway"
wait "$gateway" || wrong 'the gateway does not end'
