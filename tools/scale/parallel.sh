#!/bin/sh
# GNU parallel: converts NDJSON files on all cores, a worker for each file: FOLDER/NAME gets the answers to NAME, line by line. A file whose worker
# dies is worked on again, three times in all; then parallel.sh fails, and that file has no answers in FOLDER.
#   parallel.sh FOLDER FILE…     one large file: split --number=l/16 LARGE.ndjson parts/ first. Not parallel's --pipe-part: it repeats without the input.
set -eu
folder=$1
shift
mkdir -p "$folder"
FOLDER=$folder parallel --retries 3 --halt now,fail=1 'renkei convert --pipe <{} >"$FOLDER"/{/}.part && mv "$FOLDER"/{/}.part "$FOLDER"/{/}' ::: "$@"
