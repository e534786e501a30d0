#!/usr/bin/env bash
# The version stands in CMakeLists.txt. profiles/package.yaml has the same, and CHANGELOG.md a section of it if it is released.
set -euo pipefail
root=$(dirname "$1")
wrong() { printf 'version.sh: %s\n' "$*"; exit 1; }

version=$(sed -nE 's/^project\(renkei VERSION ([0-9.]+) .*/\1/p' "$root/CMakeLists.txt")
suffix=$(sed -nE 's/^set\(RENKEI_VERSION_SUFFIX "([^"]*)"\).*/\1/p' "$root/CMakeLists.txt")
[[ -n $version ]] || wrong "no version in CMakeLists.txt"
definitions=$(sed -nE 's/^version: (.*)$/\1/p' "$root/profiles/package.yaml")
[[ $definitions == "$version$suffix" ]] || wrong "profiles/package.yaml has version $definitions, CMakeLists.txt $version$suffix"
newest=$(sed -nE 's/^## \[([0-9.]+)\].*/\1/p' "$root/CHANGELOG.md" | head -n 1)
if [[ -z $suffix ]]; then
    [[ $newest == "$version" ]] || wrong "CHANGELOG.md begins with $newest, not with the release $version"
else
    [[ $newest != "$version" ]] || wrong "$version is released, so $version$suffix does not come after it"
fi
