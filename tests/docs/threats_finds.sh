#!/usr/bin/env bash
# tests/docs/threats_finds.sh SOURCE_DIR: whether threats.sh finds what is wrong on a page.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
failed=0

page() { # COLUMN TEST: a page with one threat
    printf '# Page\n\n| threat | defence | %s |\n|---|---|---|\n| a | `gateway/README.md` | %s |\n' "$1" "$2"
}
expect() { # SOURCE_DIR ENGLISH JAPANESE WORDS; no words: nothing is wrong
    printf '%s\n' "$2" >"$folder/page.md"
    printf '%s\n' "$3" >"$folder/ja.md"
    local said code=0
    said=$("$here/threats.sh" "$1" "$folder/page.md" "$folder/ja.md" 2>&1) || code=$?
    if [[ -z $4 && $code -ne 0 ]] || [[ -n $4 && ($code -eq 0 || $said != *"$4"*) ]]; then
        printf 'expected "%s", code %s, said:\n%s\n' "$4" "$code" "$said"
        failed=1
    fi
}

good='`http/Identity.a_revoked_peer_is_refused_and_audited`'
expect "$1" "$(page test "$good")" "$(page テスト "$good")" ''
expect "$1" "$(page test '`tests/operate/facts.sh`')" "$(page テスト '`tests/operate/facts.sh`')" ''
gone='`http/Identity.a_revoked_peer_is_welcome`'
expect "$1" "$(page test "$gone")" "$(page テスト "$gone")" 'there is no test or file http/Identity.a_revoked_peer_is_welcome'
elsewhere='`tls/Identity.a_revoked_peer_is_refused_and_audited`'
expect "$1" "$(page test "$elsewhere")" "$(page テスト "$elsewhere")" 'there is no test or file tls/Identity'
disabled='`transports/FolderTransportChild.DISABLED_sends`'
expect "$1" "$(page test "$disabled")" "$(page テスト "$disabled")" 'there is no test or file transports/FolderTransportChild'
expect "$1" "$(page test '`tests/operate/none.sh`')" "$(page テスト '`tests/operate/none.sh`')" 'there is no test or file tests/operate/none.sh'
expect "$1" "$(page test 'we looked')" "$(page テスト '見た')" 'no test shows'
expect "$1" "$(page test "$good")" "$(page テスト '`tests/operate/facts.sh`')" 'do not name the tests'
expect "$1" "$(page words "$good")" "$(page 言葉 "$good")" 'no table of threats'
exit "$failed"
