#!/usr/bin/env bash
# run.sh PROGRAM SOURCE FOLDER SUBJECT: SUBJECT_test.py of this folder, with the engines in FOLDER.
# 77: the engines are neither in pip's cache nor to be had from the network, or Spark has no Java.
set -euo pipefail
program=$1 source_dir=$2 folder=$3 subject=$4
skip() { printf '%s\n' "$1"; exit 77; }
# shellcheck source=environment.sh
source "$source_dir/tests/scale/environment.sh"

[[ $subject != spark ]] || command -v java >/dev/null || skip 'java is not here'
make_environment "$folder"
export RENKEI_PROGRAM=$program RENKEI_SOURCE=$source_dir RENKEI_KIT=${program%/bin/*}/share/fixtures PYTHONDONTWRITEBYTECODE=1
exec python3 "$source_dir/tests/scale/${subject}_test.py" -v
