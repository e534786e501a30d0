#!/bin/sh
# GNU parallel: converts NDJSON files on all cores, a worker for each file: FOLDER/NAME gets the answers to NAME, line by line. A file whose worker
# dies is worked on again, three times in all; then parallel.sh stops the other files too and fails, and what was not finished has no answers in FOLDER.
#   parallel.sh FOLDER FILE…     one large file: split --number=l/16 LARGE.ndjson parts/ first. Not parallel's --pipe-part: it repeats without the input.
set -eu
refuse() {
    printf 'parallel.sh: %s\n' "$1" >&2
    exit 3
}
[ $# -ge 2 ] || refuse 'expected: parallel.sh FOLDER FILE…'
folder=$1
shift
case $folder in -*) folder=./$folder ;; esac
# Answers are named after files: two of one name would be one, and older ones would look like those of a file that failed.
twice=$(basename --multiple --zero -- "$@" | sort --zero-terminated | uniq --zero-terminated --repeated | tr '\0' ' ')
[ -z "$twice" ] || refuse "several files have one name, and would have their answers in one file: ${twice}rename them, or convert them into two folders"
for file; do
    answers=$folder/$(basename -- "$file")
    [ ! -e "$answers" ] || refuse "$answers is there already: name a new folder, or remove it"
done
mkdir -p "$folder"
FOLDER=$folder PARTS=$(mktemp -d "$folder/.parts.XXXXXX")
export FOLDER PARTS
trap 'rm -rf "$PARTS"' EXIT
trap 'exit 4' HUP INT TERM
PARALLEL_SHELL=/bin/sh parallel --retries 3 --halt now,fail=1 'renkei convert --pipe <{} >"$PARTS"/{/} && mv "$PARTS"/{/} "$FOLDER"/{/}' ::: "$@"
