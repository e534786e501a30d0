#!/usr/bin/env bash
# fetch-packages without a network: takes packages with the pinned bytes, refuses others, says what to do.
set -euo pipefail
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT

# the script beside pins of our own, and no npm on the path
mkdir -p "$root"/{tools,given,bin,package}
cp "$1/fetch-packages" "$root/tools/"
for name in bash sh env cat awk sha256sum cut tar gzip grep mktemp mkdir rm mv touch basename dirname; do
    ln -s "$(command -v "$name")" "$root/bin/$name"
done
printf '{}' >"$root/package/StructureDefinition-tea.json"
printf '{}' >"$root/package/Tea-cup.json"
tar -C "$root" -czf "$root/given/tea.r4-1.0.0.tgz" package
printf '%s  tea.r4-1.0.0.tgz  tea.r4@1.0.0\n' "$(sha256sum <"$root/given/tea.r4-1.0.0.tgz" | cut -d' ' -f1)" >"$root/tools/packages.sha256"

fetch() { env -i PATH="$root/bin" HOME="$root/home" RENKEI_PACKAGES="${given-$root/given}" "$root/tools/fetch-packages" "$@" 2>&1; }
wrong() { printf 'packages.sh: %s\n' "$*"; exit 1; }

out=$(fetch "$root/out") || wrong "refused the right package: $out"
[[ -e $root/out/complete && -e $root/out/tea.r4/StructureDefinition-tea.json ]] || wrong "not unpacked"
[[ ! -e $root/out/tea.r4/Tea-cup.json ]] || wrong "unpacked more than is needed"
fetch --have || wrong "does not see that it is here"

mkdir -p "$root/home/.cache/renkei"
cp "$root/given/tea.r4-1.0.0.tgz" "$root/home/.cache/renkei/"
given='' fetch "$root/out2" >/dev/null || wrong "does not look into the cache"
rm -r "$root/home/.cache"

# UCUM's package: a scoped name, one file and its licence
mkdir -p "$root/ucum/package/"{data,source}
printf '{}' >"$root/ucum/package/data/ucumDefs.min.json"
printf 'terms' >"$root/ucum/package/LICENSE.md"
printf 'x' >"$root/ucum/package/source/unit.js"
tar -C "$root/ucum" -czf "$root/given/leaf-units-1.0.0.tgz" package
cp "$root/tools/packages.sha256" "$root/tea.sha256"
printf '%s  leaf-units-1.0.0.tgz  @leaf/units@1.0.0\n' "$(sha256sum <"$root/given/leaf-units-1.0.0.tgz" | cut -d' ' -f1)" >>"$root/tools/packages.sha256"
out=$(fetch "$root/out") || wrong "refused the scoped package: $out"
[[ -e $root/out/leaf-units/data/ucumDefs.min.json && -e $root/out/leaf-units/LICENSE.md ]] || wrong "units not unpacked"
[[ ! -e $root/out/leaf-units/source ]] || wrong "unpacked more than the units"
rm "$root/given/leaf-units-1.0.0.tgz"
! fetch --have || wrong "does not see that the scoped package is missing"
! out=$(fetch "$root/out") || wrong "went on without the scoped package"
[[ $out == *"leaf-units-1.0.0.tgz is neither"*"get @leaf/units@1.0.0 elsewhere"* ]] || wrong "unclear: $out"
mv "$root/tea.sha256" "$root/tools/packages.sha256"

printf 'x' >>"$root/given/tea.r4-1.0.0.tgz"
! fetch --have >/dev/null || wrong "takes other bytes for the package"
! out=$(fetch "$root/out") || wrong "used other bytes"
[[ $out == *"other bytes"*"npm is not installed"*"RENKEI_PACKAGES"* ]] || wrong "unclear: $out"
[[ ! -e $root/out/complete ]] || wrong "left 'complete' behind"

printf '#!/bin/sh\ntouch tea.r4-1.0.0.tgz\n' >"$root/bin/npm"
chmod +x "$root/bin/npm"
! out=$(fetch "$root/out") || wrong "used what npm gave"
[[ $out == *"getting tea.r4@1.0.0"*"npm gave other bytes"* ]] || wrong "unclear: $out"
[[ -z $(ls -A "$root/home/.cache/renkei") ]] || wrong "left something in the cache"
