#!/usr/bin/env bash
# weight.sh TOOLS: no file under version control has more than 5,000 lines or 500,000 bytes: what is larger was made by a program, and the build makes
# it again. Then the same script finds a large file that is planted in a folder of its own.
# weight.sh --of FOLDER: looks at that folder alone.
set -euo pipefail
export LC_ALL=C.UTF-8
most_lines=5000 most_bytes=500000

files() { # every file under version control; without git, every file that no build made
    if git rev-parse --is-inside-work-tree >/dev/null 2>&1; then
        git ls-files -z
    else
        find . \( -path ./build -o -name .git \) -prune -o -type f -printf '%P\0'
    fi
}

look() { # FOLDER
    local lines bytes file found=0
    cd "$1"
    while read -r lines bytes file; do
        [[ $lines -gt $most_lines || $bytes -gt $most_bytes ]] || continue
        [[ -f $file ]] || continue # wc names totals, too
        printf '%s: %s lines, %s bytes; more than %s lines or %s bytes is for the build to make\n' \
            "$file" "$lines" "$bytes" "$most_lines" "$most_bytes"
        found=1
    done < <(files | xargs -0 -r wc -lc 2>/dev/null || true) # a file that was deleted just now is none
    return "$found"
}

if [[ $1 == --of ]]; then
    look "$2"
    exit
fi

look "$1/.."

planted=$(mktemp -d)
trap 'rm -rf "$planted"' EXIT
refuses() { # FILE
    local out
    if out=$("$0" --of "$planted" 2>&1); then
        printf 'weight.sh: accepts %s\n' "$1"
        exit 1
    fi
    [[ $out == "$1: "* ]] || { printf 'weight.sh: wanted %s, said: %s\n' "$1" "$out"; exit 1; }
}
mkdir -p "$planted/docs" "$planted/build"
seq 5000 >"$planted/many.txt"
seq 9000 >"$planted/build/made.txt"
head -c 500000 /dev/zero >"$planted/long.bin"
"$0" --of "$planted" || { echo 'weight.sh: refuses files that are just small enough'; exit 1; }
seq 5001 >"$planted/many.txt"
refuses many.txt
rm "$planted/many.txt"
head -c 500001 /dev/zero >"$planted/docs/long.bin"
refuses docs/long.bin
