#!/usr/bin/env bash
# environment_test.sh SOURCE: the engines' environment is skipped without a network, and only then: an archive with another hash is a failure.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cp "$1/tests/scale/environment.sh" "$folder"
export PIP_CONFIG_FILE=/dev/null PIP_NO_CACHE_DIR=1 PIP_RETRIES=1
unset PIP_INDEX_URL PIP_EXTRA_INDEX_URL PIP_NO_INDEX PIP_FIND_LINKS

python3 - "$folder" <<'PYTHON' # a package of one module, as pip takes it
import hashlib, sys, zipfile
path = f"{sys.argv[1]}/renkei_tiny-1.0-py3-none-any.whl"
with zipfile.ZipFile(path, "w") as wheel:
    wheel.writestr("renkei_tiny.py", "")
    wheel.writestr("renkei_tiny-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: renkei-tiny\nVersion: 1.0\n")
    wheel.writestr("renkei_tiny-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
    wheel.writestr("renkei_tiny-1.0.dist-info/RECORD", "")
with open(path, "rb") as wheel, open(f"{sys.argv[1]}/right", "w") as right:
    right.write(hashlib.sha256(wheel.read()).hexdigest())
PYTHON

# expect CODE WORDS HASH: what make_environment ends with, and says, if the package must have this hash.
expect() {
    local code=0
    printf 'renkei_tiny==1.0 --hash=sha256:%s\n' "$3" >"$folder/requirements.txt"
    bash -c 'set -euo pipefail
        skip() { printf "%s\n" "$1"; exit 77; }
        source "$0/environment.sh"
        make_environment "$0/made"
        python3 -c "import renkei_tiny; print(\"it is installed\")"' "$folder" >"$folder/said" 2>&1 || code=$?
    if [[ $code == 77 ]] && grep -q 'CPython 3.11' "$folder/said"; then
        cat "$folder/said"
        exit 77
    fi
    if [[ $code != "$1" ]] || ! grep -q "$2" "$folder/said"; then
        printf 'expected exit code %s and the words "%s"; found %s:\n' "$1" "$2" "$code"
        cat "$folder/said"
        exit 1
    fi
}

wrong=$(printf '%064d' 0)
PIP_INDEX_URL=http://127.0.0.1:9/simple expect 77 'the network is not here' "$wrong"
PIP_NO_INDEX=1 PIP_FIND_LINKS=$folder expect 1 'DO NOT MATCH THE HASHES' "$wrong"
[[ ! -e $folder/made/installed ]]
PIP_NO_INDEX=1 PIP_FIND_LINKS=$folder expect 0 'it is installed' "$(cat "$folder/right")"
