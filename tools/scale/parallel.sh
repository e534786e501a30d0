#!/bin/sh
# GNU parallel: converts NDJSON files, each in as many parts of whole lines as there are cores. The answers go to standard output, in the order of the lines.
#   parallel.sh FILE…     a part whose worker dies is worked on again, three times in all; then parallel.sh fails, and its output is not whole
set -eu
for file in "$@"; do
    parallel --pipe-part --arg-file "$file" --block -1 --keep-order --retries 3 --halt now,fail=1 renkei convert --pipe
done
