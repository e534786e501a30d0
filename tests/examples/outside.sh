#!/usr/bin/env bash
# outside.sh SOURCE BUILD RENKEI: installs the libraries, builds the examples as a project of their own with find_package(renkei), runs them.
set -euo pipefail
source_dir=$1 build=$2 renkei=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cmake --install "$build" --prefix "$work/prefix" --component dev >"$work/log" || { cat "$work/log"; exit 1; }
cp -r "$source_dir/tests/examples" "$work/project" # no way back into the tree
flags=()
! grep -q '^CMAKE_CXX_FLAGS:[^=]*=.*-fsanitize' "$build/CMakeCache.txt" || flags=("-DCMAKE_CXX_FLAGS=$(sed -nE 's/^CMAKE_CXX_FLAGS:[^=]*=//p' "$build/CMakeCache.txt")")
cmake -S "$work/project" -B "$work/build" -D CMAKE_PREFIX_PATH="$work/prefix" "${flags[@]}" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
cmake --build "$work/build" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
"$source_dir/tests/examples/run.sh" "$source_dir" "$work/build" "$build/share" "$renkei"
