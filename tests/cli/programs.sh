#!/usr/bin/env bash
# programs.sh RENKEI: the program renkei loads neither network nor database, and is one program with renkei-network for its user.
set -uo pipefail
renkei=$1
network=$(dirname "$renkei")/../libexec/renkei/renkei-network
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export LC_ALL=C.UTF-8
unset RENKEI_DATA
failed=0
wrong() { printf 'programs.sh: %s\n' "$*" >&2; failed=1; }

# of the program's own list: what CMake links, and what these libraries load
loaded=$(ldd "$renkei" | grep -oE 'lib(Poco|pq|sqlite3|ssl|ldap|gssapi|krb5|spdlog|prometheus)[A-Za-z0-9_-]*' | sort -u)
[[ -z $loaded ]] || wrong "renkei loads" $loaded

same() { # ARGUMENTS…: both programs answer alike
    local mine whole code whole_code
    mine=$("$renkei" "$@" 2>&1 </dev/null); code=$?
    whole=$("$network" "$@" 2>&1 </dev/null); whole_code=$?
    [[ $mine == "$whole" && $code -eq $whole_code ]] || wrong "renkei $* ($code) and renkei-network $* ($whole_code) differ:" "$(diff <(printf '%s\n' "$mine") <(printf '%s\n' "$whole"))"
}
for arguments in --help --version --man "" "--lang ja" "--lang ja --help" "--lang=ja peer" "peer lst" "convret" "--bogus" "--bogus serve" \
    "serve --bogus" "--help serve" "forms convert" "convert" "health --config /nowhere" "backup" "-"; do
    # shellcheck disable=SC2086
    same $arguments
done
commands=$("$renkei" --help | awk '/^Commands:/ { in_list = 1; next } in_list && /^  [a-z]/ { print $1 }')
[[ $(wc -w <<<"$commands") -ge 20 ]] || wrong "renkei --help lists $(wc -w <<<"$commands") commands"
for command in $commands; do
    same "$command" --help
done

# a copy of renkei alone
mkdir "$work/bin"
cp "$renkei" "$work/bin/renkei"
"$work/bin/renkei" --help >"$work/help" || wrong "renkei --help needs another file"
error=$("$work/bin/renkei" peer list 2>&1)
code=$?
[[ $code -eq 4 && $error == *program-missing* && $error == *"$work/libexec/renkei/renkei-network"* ]] || wrong "without renkei-network: $code $error"

exit "$failed"
