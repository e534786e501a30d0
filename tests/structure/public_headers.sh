#!/usr/bin/env bash
# The public headers include the standard library and each other only, and each one compiles alone.
set -euo pipefail
root=$1/..
wrong() { printf 'public_headers.sh: %s\n' "$*"; exit 1; }

cd "$root/gateway/include"
mapfile -t headers < <(find . -type f -name '*.h' -printf '%P\n' | sort)
[[ ${#headers[@]} -gt 3 ]] || wrong "there are ${#headers[@]} headers in gateway/include/"
others=$(grep -nE '^[[:space:]]*#[[:space:]]*include' "${headers[@]}" | grep -vE '#include <(renkei/[a-z_/]+\.h|[a-z_]+)>$') || true
[[ -z $others ]] || wrong "neither the standard library nor a public header: $others"
for header in "${headers[@]}"; do
    grep -q '^#pragma once$' "$header" || wrong "$header can be included only once"
    "${CXX:-c++}" -std=c++20 -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror -fsyntax-only -x c++ -I. - <<<"#include <$header>" || wrong "$header does not compile alone"
done
