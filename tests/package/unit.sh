#!/usr/bin/env bash
# The systemd unit is one that systemd understands, and it gives the program little.
set -euo pipefail
source_dir=$1
program=$2
command -v systemd-analyze >/dev/null || { printf 'unit.sh: no systemd-analyze here\n'; exit 77; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
wrong() { printf 'unit.sh: %s\n' "$*"; exit 1; }

# the program is not installed here, so its place is that of the build
sed "s|/usr/bin/renkei|$program|" "$source_dir/tools/package/renkei.service" >"$folder/renkei.service"
said=$(systemd-analyze verify --man=no "$folder/renkei.service" 2>&1) || wrong "systemd-analyze verify: $said"
[[ $said != *renkei.service* ]] || wrong "systemd-analyze verify: $said"

# what is in its memory stays there
for line in LimitCORE=0 MemorySwapMax=0; do
    grep -qx "$line" "$folder/renkei.service" || wrong "without $line"
done

# 0 is nothing at all, 10 everything; a program that needs the network cannot be much below 1
systemd-analyze security --offline=true --threshold=15 --no-pager "$folder/renkei.service" >"$folder/security" ||
    wrong "too much is allowed: $(grep '✗' "$folder/security")"

# verify notices a wrong unit
sed -i 's/^ProtectSystem=strict/ProtectSystem=sometimes/' "$folder/renkei.service"
said=$(systemd-analyze verify --man=no "$folder/renkei.service" 2>&1) || true
[[ $said == *ProtectSystem* || $said == *sometimes* ]] || wrong "a wrong unit passes: $said"
