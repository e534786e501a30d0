#!/usr/bin/env bash
# events.sh TOOLS: every event that the gateway logs, and every reason of /readyz, has a row in the operator's tables, in English and Japanese.
set -euo pipefail
export LC_ALL=C.UTF-8
cd "$1/.."
wrong() { printf 'events.sh: %s\n' "$*"; exit 1; }

mapfile -t code < <(find gateway -name '*.cpp' | sort)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# event("name" … or event(condition ? "name" : "name" …; request lines and dropped lines are written by the log itself
cat "${code[@]}" | grep -oE '\.event\([^{]*' | grep -oE '"[a-z]+(-[a-z]+)*"' | tr -d '"' >"$folder/names"
cat "${code[@]}" | grep -oE '"event", "[a-z-]+"|\\"event\\":\\"[a-z-]+' | grep -oE '[a-z-]+"?$' | tr -d '"' >>"$folder/names"
# event(diag::row(message::name).id …
cat "${code[@]}" | grep -oE 'event\(diag::row\((diag::)?message::[a-z_]+' | grep -oE '[a-z_]+$' | while read -r message; do
    grep -rhoE "MESSAGE\($message, \"[a-z-]+" gateway | sed 's/.*"//'
done >>"$folder/names"
sort -u "$folder/names" -o "$folder/names"
[[ $(wc -l <"$folder/names") -ge 30 ]] || wrong "only $(wc -l <"$folder/names") events found; is there another way to log one?"

for table in docs/operations.md docs/ja/operations.md; do
    while read -r name; do
        grep -qE "^\| [^|]*\`$name\`" "$table" || wrong "$table has no row for the log event $name"
    done <"$folder/names"
    for reason in draining store-damaged store-moved store-not-writable revocations-expired revocation-list-foreign; do
        grep -qE "^\| \`$reason\` \|" "$table" || wrong "$table has no row for the reason $reason"
    done
done
