#!/usr/bin/env bash
# What the build asks for (find_package, pkg_check_modules), install-needs installs on Debian: what only tests/ asks for, with `test`.
set -euo pipefail
tools=$1
root=$tools/..

# name in CMake → Debian package; - is part of CMake or the compiler
declare -A packages=(
    [PkgConfig]=pkg-config [OpenSSL]=libssl-dev [simdjson]=libsimdjson-dev [nlohmann_json]=nlohmann-json3-dev [yaml-cpp]=libyaml-cpp-dev
    [CLI11]=libcli11-dev [fmt]=libfmt-dev [tl-expected]=libexpected-dev [Threads]=- [utf8proc]=libutf8proc-dev [re2]=libre2-dev
    [LibXml2]=libxml2-dev [LibArchive]=libarchive-dev [zstd]=libzstd-dev [SQLite3]=libsqlite3-dev [PostgreSQL]=libpq-dev [Poco]=libpoco-dev [ZLIB]=zlib1g-dev
    [spdlog]=libspdlog-dev [prometheus-cpp]=prometheus-cpp-dev
    [renkei]=- [GTest]=libgtest-dev [rapidcheck]=librapidcheck-dev
)
wrong() { printf 'needs.sh: %s\n' "$*"; exit 1; }

count=0
to_run=" $(sed -n '/^packages=(/,/^)/p' "$tools/install-needs" | sed '1d;$d' | tr -s '\n ' ' ')"
to_test="$to_run $(sed -nE 's/^ *test\) packages\+=\((.*)\) ;;$/\1/p' "$tools/install-needs") "
holds() { # LIST FOLDER…: every package that the CMake files there ask for is in the list
    local listed=$1 name package
    shift
    while read -r name; do
        count=$((count + 1))
        package=${packages[$name]:-}
        [[ -n $package ]] || wrong "CMake asks for $name: add its Debian package to the table here and to tools/install-needs"
        [[ $package == - || $listed == *" $package "* ]] || wrong "CMake asks for $name in $*, but tools/install-needs does not install $package for it"
    done < <(find "$@" \( -name CMakeLists.txt -o -name '*.cmake' \) -print0 | xargs -0 sed -nE 's/^ *(find_package|pkg_check_modules)\( *([A-Za-z0-9_-]+).*/\2/p' | sort -u)
}
holds "$to_run" "$root/CMakeLists.txt" "$root/gateway" "$root/tools"
holds "$to_test" "$root/tests"
[[ $count -ge ${#packages[@]} ]] || wrong "the CMake files ask for $count packages, the table here has ${#packages[@]}"
