#!/usr/bin/env bash
# run.sh SOURCE FOLDER TEST [PROGRAM]: TEST is compare (PROGRAM decides as the Cedar policies do), quick (a few states of it), mutate (each wrong policy or cell would be
# found) or self (compare.py finds what differs). FOLDER keeps the packages. 77: cedarpy cannot be had here (Python 3.11 on Linux, from PyPI or pip's cache).
set -euo pipefail
source_dir=$1 packages=$2 test=$3 program=${4:-}
here=$source_dir/tests/access_oracle cells=$source_dir/mappings/access/matrix.tsv
skip() { printf '%s\n' "$1"; exit 77; }
fail() { printf '%s\n' "$1"; exit 1; }

if [ "$test" = quick ]; then # the table is read without packages, too
    PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=$here python3 -c 'import cells, sys; sys.exit(not any(cell.conditions for cell in cells.read_cells(sys.argv[1])))' "$cells" ||
        fail 'cells.py does not read the matrix'
fi
mkdir -p "$packages"
# one for all tests, which may run beside one another
(flock 9
    cmp -s "$here/requirements.txt" "$packages/installed" || {
        python3 -m venv --clear "$packages/venv" && "$packages/venv/bin/pip" install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r "$here/requirements.txt" &&
            cp "$here/requirements.txt" "$packages/installed"
    } >&2) 9>"$packages/lock" || skip 'pip cannot get cedarpy'
export PYTHONDONTWRITEBYTECODE=1
python() { "$packages/venv/bin/python" "$@"; }

case $test in
compare) python "$here/compare.py" --cells "$cells" --random 1000000 --seed "${RENKEI_SEED:-1}" "$program" policy explain --states - ;;
quick) python "$here/compare.py" --cells "$cells" --random-only --random 300 --jobs 1 "$program" policy explain --states - ;;
mutate) python "$here/mutate.py" --cells "$cells" ;;
self)
    some=("$here/compare.py" --cells "$cells" --random-only --random 2000 --jobs 2)
    oracle=("$packages/venv/bin/python" "$here/oracle.py" --cells "$cells" --jobs 1)
    python "${some[@]}" "${oracle[@]}" || fail 'compare.py finds a difference where there is none'
    for change in '1s/{.*/?/' '1s/allow/denied/' '$d' '$p' '7s/true/false/;7t;7s/false/true/'; do
        ! python "${some[@]}" bash -c '"${@:2}" | sed "$1"' - "$change" "${oracle[@]}" || fail "compare.py does not see: sed '$change'"
    done
    ! printf '{"at": "2027-09-15T10:00:00+09:00", "kind": "cert.card", "caller": {"actor": "visitor"}, "person": {"insurer": "990011"}}\n' |
        "${oracle[@]}" 2>/dev/null || fail 'oracle.py takes an unknown word'
    ;;
*) fail "no such test: $test" ;;
esac
