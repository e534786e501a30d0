# Sourced: ClickHouse (chdb), Spark and readers of Parquet in a virtual environment. Needs skip() of the caller, which ends with 77.

# make_environment FOLDER: what requirements.txt names, in FOLDER/venv, first in PATH.
make_environment() {
    local wanted=${BASH_SOURCE[0]%/*}/requirements.txt
    mkdir -p "$1"
    (flock 9 # two tests may want it at once
        cmp -s "$wanted" "$1/installed" || {
            rm -rf "$1/venv"
            python3 -m venv "$1/venv" && "$1/venv/bin/pip" install --quiet --require-hashes -r "$wanted" && cp "$wanted" "$1/installed"
        } >&2) 9>"$1/lock" || skip "pip cannot get what $wanted names for this Python (python3-venv and the network are needed the first time)"
    PATH=$1/venv/bin:$PATH
}
