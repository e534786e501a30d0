# For cases about records of the care hub: a pilot, its commands, and a text that is the same on every day.
day() { TZ=Asia/Tokyo date -d "$1 days" +%F; }

renkei init pilot >init.txt
printf 'sharing:\n  enabled: true\n' >>pilot/renkei.yaml
for peer in plan-office:care_manager:office:9970100021:a doctor:clinic:institution:1319999981:b; do
    IFS=: read -r name role kind number key <<<"$peer"
    renkei peer add --id "$name" --role "$role" --number "$kind:$number" --key "$(printf "$key%.0s" {1..64})" --config pilot/renkei.yaml >peer.txt
done
hanako='insurer:990010|0000000001'
office=office:9970100021
doctor=institution:1319999981

# A command, what it prints, and its exit code unless it is 0. `id`: what it names first.
say() {
    local code=0
    printf '$ %s\n' "$*"
    renkei "$@" --config pilot/renkei.yaml >said.txt 2>&1 || code=$?
    cat said.txt
    [[ $code -eq 0 ]] || printf 'exit %s\n' "$code"
    id=$(grep -oE '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}' said.txt | head -1) || true
}

# Ids, hashes of persons, days around today and moments of now by names.
named() {
    local days='' moments='' each text
    for each in -32 -31 -30 -20 -10 -9 -5 -4 -3 -1 +0 +5 +10 +30; do
        text=$(day "$each")
        days+="s/$text/TODAY${each/+0/}/g;"
        moments+="s/$text(T(00|15):00:00)/TODAY${each/+0/}\\1/g;"
    done
    sed -E "$moments s/($(day -1)|$(day +0))T[0-9:.]+([+]09:00|Z)/NOW/g; $days" | awk '
        {
            out = ""
            while (match($0, /[0-9a-f-]+/)) {
                text = substr($0, RSTART, RLENGTH)
                kind = length(text) == 36 ? "ID" : length(text) == 64 ? "PERSON" : ""
                if (kind != "" && !(text in names)) names[text] = kind (++count[kind])
                out = out substr($0, 1, RSTART - 1) (kind != "" ? names[text] : text)
                $0 = substr($0, RSTART + RLENGTH)
            }
            print out $0
        }'
}
