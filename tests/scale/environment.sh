# Sourced: ClickHouse (chdb), Spark and readers of Parquet in a virtual environment. Needs skip() of the caller, which ends with 77.

# make_environment FOLDER: what requirements.txt names, in FOLDER/venv, first in PATH. Skips without the network or the Python that its archives are for;
# anything else that pip says, such as another content of an archive, is a failure.
make_environment() {
    local wanted=${BASH_SOURCE[0]%/*}/requirements.txt
    python3 -c 'import sys, platform, ensurepip; sys.exit(sys.version_info[:2] != (3, 11) or platform.machine() != "x86_64")' 2>/dev/null ||
        skip "CPython 3.11 for amd64 with its venv is not here, for which $wanted names archives"
    mkdir -p "$1"
    exec 9>"$1/lock"
    flock 9 # two tests may want it at once
    if ! cmp -s "$wanted" "$1/installed"; then
        rm -rf "$1/venv"
        python3 -m venv "$1/venv"
        if ! "$1/venv/bin/pip" install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r "$wanted" 2>"$1/pip.log"; then
            cat "$1/pip.log" >&2
            # What pip says of each try without a network, and last of a package that it found nowhere.
            if grep -q 'after connection broken by' "$1/pip.log" && grep -q 'from versions: none' "$1/pip.log"; then
                skip "the network is not here, from which pip gets what $wanted names"
            fi
            return 1
        fi
        cp "$wanted" "$1/installed"
    fi
    exec 9>&-
    PATH=$1/venv/bin:$PATH
}
