#!/usr/bin/env bash
# tests/docs/run.sh [--list] SOURCE_DIR RENKEI FILE.md: runs the command blocks of a document and compares what they print.
# Wrong: file:line, what was expected, what was found; exit code 1. --list: what would be run, without running it.
#
# The blocks of a document run in order in one shell, in a folder of their own. It holds fixtures/, mappings/, profiles/ and
# tools/, and what the build of the program made, as build/release/share; renkei is in PATH. The language of a block says what it is:
#   console      "$ " begins a command (a last \ goes on), every other line is expected output, standard error included.
#                … in a line stands for any text, a line that is only … for any lines, or none.
#   sh           commands. Each must end with 0; its output is not compared.
#   json text …  shown only (see `shown` below).
# Behind the language may stand
#   skip: REASON       not run
#   needs: PROGRAM…    run only where these programs are installed
#   file: NAME         of a shown block: a file of this name in the folder, for the commands below it
# The ports 8443, 8444, 9464, 9465 become free ones everywhere in the document, and where renkei init uses them by itself.
set -euo pipefail
export LC_ALL=C.UTF-8

list=0
[[ ${1:-} != --list ]] || { list=1; shift; }
[[ $# -eq 3 ]] || { printf 'usage: run.sh [--list] SOURCE_DIR RENKEI FILE.md\n' >&2; exit 3; }
source_dir=$(realpath "$1")
program=$(realpath "$2")
document=$(realpath "$3")
name=$(realpath --relative-to="$source_dir" "$document")
seconds=${RENKEI_DOCS_SECONDS:-240}
shown=' csv java javascript json python text xml yaml '

work=$(mktemp -d)
shell= # the document's shell and, as their process group, all that it started
leave() {
    [[ -z $shell ]] || kill -KILL -- "-$shell" 2>/dev/null || true
    rm -rf "$work"
}
trap leave EXIT

failed=0
wrong() { printf '%s:%s: %s\n' "$name" "$1" "${*:2}"; failed=1; }

# Free ports for the fixed ones: `ports` maps them, `replace_ports` is the sed script. Each process looks at four of its own.
declare -A ports=()
replace_ports=
find_ports() {
    local port=$((20000 + 4 * ($$ % 3000))) fixed hex
    for fixed in 8443 8444 9464 9465; do
        while printf -v hex ':%04X' "$port" && grep -q "$hex 0" /proc/net/tcp /proc/net/tcp6 2>/dev/null; do port=$((port + 1)); done
        ports[$fixed]=$port
        replace_ports+="s/\\b$fixed\\b/$port/g;"
        port=$((port + 1))
    done
}

# Whether a shell has read a whole command, and not the first lines of one.
is_whole() {
    [[ $1 =~ (^|[^\\])(\\\\)*\\$ ]] && return 1
    [[ -z $(bash -n <<<"$1" 2>&1) ]]
}

# Steps are numbered from 1. Of step N: kinds[N], lines[N] (of the document); files N.command and, of console, N.expected.
kinds=() lines=() steps=0
step() { # KIND LINE COMMAND
    steps=$((steps + 1))
    kinds[steps]=$1
    lines[steps]=$2
    printf '%s\n' "$3" >"$work/$steps.command"
    : >"$work/$steps.expected"
}

# A block of sh: each whole command is a step.
read_sh() { # LINE TEXT…
    local at=$1 first=$1 begun=0 command='' line
    local -i before=$steps
    shift
    for line in "$@"; do
        at=$((at + 1))
        if [[ -z $command ]]; then
            [[ ! $line =~ ^[[:space:]]*(#|$) ]] || continue
            begun=$at
        fi
        command+=${command:+$'\n'}$line
        if is_whole "$command"; then
            step sh "$begun" "$command"
            command=
        fi
    done
    [[ -z $command ]] || wrong "$begun" "not a whole command: $command"
    [[ -n $command || $steps -gt before ]] || wrong "$first" 'an sh block without commands'
}

# A block of console: each line with "$ " is a step, what follows it its output.
read_console() { # LINE TEXT…
    local at=$1 first=$1 begun=0 command='' line
    local -i before=$steps
    shift
    for line in "$@"; do
        at=$((at + 1))
        if [[ -n $command ]]; then
            command+=$'\n'$line
        elif [[ $line == '$ '* ]]; then
            begun=$at
            command=${line:2}
        elif [[ $steps -eq before ]]; then
            wrong "$at" "expected a command, '\$ …', before any output; found: $line"
            return
        else
            printf '%s\n' "$line" >>"$work/$steps.expected"
            continue
        fi
        if is_whole "$command"; then
            step console "$begun" "$command"
            command=
        fi
    done
    [[ -z $command ]] || wrong "$begun" "not a whole command: $command"
    [[ -n $command || $steps -gt before ]] || wrong "$first" 'a console block without commands'
}

# What a block is for, by the words behind its fence.
read_block() { # LINE INFO TEXT…
    local at=$1 info=$2 language word=none value missing=() one before
    shift 2
    language=${info%%[[:space:]]*}
    value=${info#"$language"}
    value=${value#"${value%%[![:space:]]*}"}
    case $value in
    '') ;;
    skip:* | needs:* | file:*)
        word=${value%%:*}
        value=${value#*:}
        value=${value#"${value%%[![:space:]]*}"}
        [[ -n $value ]] || { wrong "$at" "nothing behind '$word:'"; return; }
        ;;
    *) wrong "$at" "unknown words behind the language: $value; known: skip: REASON, needs: PROGRAM…, file: NAME"; return ;;
    esac
    case $language in
    console | sh)
        case $word in
        file) wrong "$at" "a block of commands is no file; 'file:' belongs to a shown block" && return ;;
        needs)
            for one in $value; do command -v "$one" >/dev/null || missing+=("$one"); done
            [[ ${#missing[@]} -eq 0 ]] || { word=skip value="not installed: ${missing[*]}"; }
            ;;
        esac
        before=$steps
        "read_$language" "$at" "$@"
        if [[ $word == skip ]]; then # it was read all the same: its commands are whole
            steps=$before
            printf '%s:%s: skipped: %s\n' "$name" "$at" "$value"
        fi
        ;;
    *)
        [[ $shown == *" $language "* && -n $language ]] ||
            { wrong "$at" "unknown language '$language'; known: console, sh, and shown only:${shown% }"; return; }
        case $word in
        skip | needs) wrong "$at" "a block of $language is only shown; '$word:' belongs to console and sh" ;;
        file)
            [[ $value =~ ^[A-Za-z0-9_][A-Za-z0-9_./-]*$ && $value != *..* ]] || { wrong "$at" "no name for a file: $value"; return; }
            step file "$at" "$value"
            printf '%s\n' "$@" >"$work/$steps.expected"
            ;;
        esac
        ;;
    esac
}

# Finds the fenced blocks; those in lists are indented.
read_document() {
    local text at=0 line fence='' indent='' info='' begun=0 block=()
    mapfile -t text < <(sed -E "$replace_ports" "$document")
    for line in "${text[@]}"; do
        at=$((at + 1))
        if [[ -n $fence ]]; then
            if [[ $line =~ ^[[:space:]]*("$fence"[\`~]*)[[:space:]]*$ ]]; then
                read_block "$begun" "$info" "${block[@]}"
                fence=
            else
                block+=("${line#"$indent"}")
            fi
        elif [[ $line =~ ^([[:space:]]*)(\`\`\`\`*|~~~~*)[[:space:]]*([^\`]*)$ ]]; then
            indent=${BASH_REMATCH[1]} fence=${BASH_REMATCH[2]} info=${BASH_REMATCH[3]}
            begun=$at
            block=()
        fi
    done
    [[ -z $fence ]] || wrong "$begun" "a block without an end: $fence"
}

# Writes the script of the document's shell: the steps in order; a command of sh that fails ends it.
write_script() {
    local -i n
    printf 'renkei_status=0\n'
    for ((n = 1; n <= steps; n++)); do
        if [[ ${kinds[n]} == file ]]; then
            printf 'mkdir -p "$(dirname %q)" && cp %q %q; echo "$?" >%q\n' "$(<"$work/$n.command")" "$work/$n.expected" "$(<"$work/$n.command")" "$work/$n.status"
            continue
        fi
        printf '(exit "$renkei_status"); . %q >%q 2>&1; renkei_status=$?; echo "$renkei_status" >%q\n' "$work/$n.command" "$work/$n.output" "$work/$n.status"
        [[ ${kinds[n]} != sh ]] || printf '[ "$renkei_status" -eq 0 ] || exit 1\n'
    done
}

# renkei, whose init takes the free ports unless others are said.
write_program() {
    cat <<END
#!/usr/bin/env bash
if [[ \${1:-} == init ]]; then
    [[ \$* == *--listen* ]] || set -- "\$@" --listen 127.0.0.1:${ports[8443]}
    [[ \$* == *--management* ]] || set -- "\$@" --management 127.0.0.1:${ports[9464]}
fi
exec $(printf %q "$program") "\$@"
END
}

run() {
    local code=0
    mkdir -p "$work/at/here" "$work/home" "$work/bin"
    write_program >"$work/bin/renkei"
    chmod +x "$work/bin/renkei"
    cp -r "$source_dir/mappings" "$source_dir/profiles" "$work/at/here/" # copies, because a document may change them
    ln -s "$source_dir/fixtures" "$source_dir/tools" "$work/at/here/"
    mkdir -p "$work/at/here/build/release"
    ln -s "$(dirname "$(dirname "$program")")/share" "$work/at/here/build/release/share"
    write_script >"$work/script"
    (
        cd "$work/at/here"
        unset LC_ALL LC_MESSAGES LANGUAGE RENKEI_DATA XDG_CACHE_HOME XDG_CONFIG_HOME
        export LANG=C.UTF-8 TZ=UTC HOME="$work/home" PATH="$work/bin:$PATH"
        exec timeout -k 5 "$seconds" bash "$work/script"
    ) >"$work/rest" 2>&1 </dev/null &
    shell=$! # timeout makes a process group of its own
    wait "$shell" || code=$?
    printf '%s\n' "$code" >"$work/code"
}

as_pattern() { # LINE: for [[ x == pattern ]]
    local text=${1//\\/\\\\}
    text=${text//\*/\\*} text=${text//\?/\\?} text=${text//\[/\\[} text=${text//\]/\\]}
    pattern=${text//…/*}
}

# Whether the lines of `expected` from $1 up to $2 stand in `found` at $3; else `astray` is the number of the first that does not.
stands_at() {
    local -i i
    local pattern
    for ((i = $1; i < $2; i++)); do
        as_pattern "${expected[i]}"
        astray=$i
        [[ $((i - $1 + $3)) -lt ${#found[@]} ]] || return 1
        [[ ${found[i - $1 + $3]} == $pattern ]] || return 1
    done
}

differs() { # STEP INDEX_OF_EXPECTED INDEX_OF_FOUND
    local e=${expected[$2]-(nothing more)} f=${found[$3]-(nothing more)} at=${lines[$1]} command
    command=$(<"$work/$1.command")
    local -i more=0
    while [[ $command == *$'\n'* ]]; do more+=1 command=${command#*$'\n'}; done
    wrong $((at + more + 1 + $2)) "output of: $(head -n 1 "$work/$1.command")"
    printf '  expected: %s\n  found:    %s\n' "$e" "$f"
    printf '  all of the output, exit code %s:\n' "$(<"$work/$1.status")"
    head -n 60 "$work/$1.output" | sed 's/^/    | /'
}

# Compares the output of a step: the parts between lines of … are found one after the other, the last one at the end.
compare() { # STEP
    local expected found
    mapfile -t expected <"$work/$1.expected"
    mapfile -t found <"$work/$1.output"
    while [[ ${#expected[@]} -gt 0 && -z ${expected[-1]} && (${#found[@]} -eq 0 || -n ${found[-1]}) ]]; do unset 'expected[-1]'; done # an empty line before the next command
    local -i from=0 to at=0 astray=0 total=${#expected[@]} have=${#found[@]} floating=0 best
    while true; do
        to=$from
        while [[ $to -lt total && ${expected[to]} != … ]]; do to+=1; done
        if [[ $floating -eq 1 && $to -eq total ]]; then # behind the last …: at the end
            best=$((have - (to - from) > at ? have - (to - from) : at))
            stands_at "$from" "$to" "$best" || { differs "$1" "$astray" $((best + astray - from)); return; }
            return
        elif [[ $floating -eq 1 ]]; then
            best=$at
            until stands_at "$from" "$to" "$at"; do
                at+=1
                [[ $at -lt have ]] || { differs "$1" "$from" "$best"; return; }
            done
        else
            stands_at "$from" "$to" "$at" || { differs "$1" "$astray" $((at + astray - from)); return; }
        fi
        at+=to-from
        if [[ $to -eq total ]]; then
            [[ $at -ge have ]] || differs "$1" "$total" "$at"
            return
        fi
        floating=1
        from=to+1
    done
}

evaluate() {
    local -i n
    local status
    for ((n = 1; n <= steps; n++)); do
        if [[ ! -e $work/$n.status ]]; then
            if [[ $(<"$work/code") -eq 124 || $(<"$work/code") -eq 137 ]]; then
                wrong "${lines[n]}" "still running after $seconds s: $(head -n 1 "$work/$n.command")"
            else
                wrong "${lines[n]}" "ended the shell: $(head -n 1 "$work/$n.command")"
            fi
            [[ ! -e $work/$n.output ]] || tail -n 40 "$work/$n.output" | sed 's/^/    | /'
            sed 's/^/    | /' "$work/rest"
            return
        fi
        status=$(<"$work/$n.status")
        if [[ ${kinds[n]} == console ]]; then
            compare "$n"
        elif [[ $status -ne 0 ]]; then
            wrong "${lines[n]}" "expected exit code 0, found $status: $(head -n 1 "$work/$n.command")"
            [[ ! -e $work/$n.output ]] || tail -n 40 "$work/$n.output" | sed 's/^/    | /'
            return
        fi
    done
}

find_ports
read_document
if [[ $list -eq 1 ]]; then
    for ((n = 1; n <= steps; n++)); do printf '%s:%s: %s: %s\n' "$name" "${lines[n]}" "${kinds[n]}" "$(head -n 1 "$work/$n.command")"; done
elif [[ $failed -eq 0 && $steps -gt 0 ]]; then
    run
    evaluate
fi
printf '%s: %d commands\n' "$name" "$steps"
exit "$failed"
