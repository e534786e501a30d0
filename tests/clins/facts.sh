# What the scripts of this folder share. Sourced with: SOURCE PROGRAM. Skipped (77) where the definitions of JP-CLINS are not here.
set -euo pipefail
source_dir=$1 program=$2
here=$source_dir/tests/clins
jp=${RENKEI_SHARED:-$source_dir/../shared}/jp
[[ -d $jp/jp-clins-1.5.2-snapshot && -d $jp/jp-core-1.2.0-sushi ]] || { printf 'not here: %s\n' "$jp"; exit 77; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

wrong() { printf 'FAILED: %s\n' "$*"; failed=1; }
failed=0

# FILE, PACKAGE: no error of R4, JP Core and an edition of JP-CLINS
valid() {
    local found
    found=$("$program" validate --best-practice ignore --package "$jp/jp-core-1.2.0-sushi" --package "$jp/jp-core-terminology" \
        --package "$jp/$2" "$1" 2>&1 | grep 'error\[' || true)
    [[ -z $found ]] || wrong "$1 is not valid by $2:"$'\n'"$found"
}
