#!/usr/bin/env bash
# Builds a small tree, breaks one rule after another and wants check-deps and check-style to name the line.
set -euo pipefail
tools=$1
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT

fresh_tree() {
    rm -rf "${root:?}"/*
    mkdir -p "$root"/gateway/{low,high} "$root"/{tests,tools} "$root"/mappings/tea_form
    printf 'low: |\nhigh: low | fmt::fmt\n' >"$root/gateway/deps.txt"
    printf '#include <string>\n' >"$root/gateway/low/cup.h"
    printf '#include "gateway/low/cup.h"\n#include "gateway/high/pot.h"\n// tea_form is only an example\n' >"$root/gateway/high/pot.cpp"
    printf 'form: tea_form\n' >"$root/mappings/tea_form/form.yaml"
    printf 'items:\n  tea_kind: {col: 1, name: お茶の種類, type: text(3)}\n  name:     {col: 2, name: 名, type: text(3)}\n' \
        >"$root/mappings/tea_form/items.yaml"
}

accepts() {
    local out
    out=$("$tools/$1" "$root") || { printf '%s refused: %s\n' "$1" "$out"; exit 1; }
}

refuses() {
    local check=$1 wanted=$2 out
    if out=$("$tools/$check" "$root" 2>&1); then
        printf '%s said nothing; wanted: %s\n' "$check" "$wanted"
        exit 1
    fi
    [[ $out == *"$wanted"* ]] || { printf '%s said: %s\nwanted: %s\n' "$check" "$out" "$wanted"; exit 1; }
    fresh_tree
}

fresh_tree
accepts check-deps
accepts check-style

printf '#include "gateway/high/pot.h"\n' >>"$root/gateway/low/cup.h"
refuses check-deps 'gateway/low/cup.h:2: low may not use high'

printf 'low: high |\nhigh: low |\n' >"$root/gateway/deps.txt"
refuses check-deps 'gateway/deps.txt:1: low uses high, which does not stand above it'

mkdir "$root/gateway/new" && printf '\n' >"$root/gateway/new/a.h"
refuses check-deps 'gateway/new/a.h:1: module new has no line'

printf 'if (form == "tea_form") {}\n' >>"$root/gateway/low/cup.h"
refuses check-style 'gateway/low/cup.h:2: form "tea_form"'

printf 'auto x = find("name", "tea_kind");\n' >>"$root/gateway/low/cup.h"
refuses check-style 'gateway/low/cup.h:2: item "tea_kind"'

printf 'auto x = find("お茶の種類");\n' >>"$root/gateway/low/cup.h"
refuses check-style 'gateway/low/cup.h:2: item "お茶の種類"'

printf 'int name = find("name");\n' >>"$root/gateway/low/cup.h"
accepts check-style

seq 401 >"$root/tests/long_test.cpp"
refuses check-style 'tests/long_test.cpp:400: 401 lines'

printf '// %s: later\n' TO""DO >>"$root/gateway/low/cup.h"
refuses check-style 'gateway/low/cup.h:2:'

printf 'throw 1;\n' >>"$root/gateway/low/cup.h"
refuses check-style 'gateway/low/cup.h:2:'

glossary() { mkdir -p "$root/docs" && printf '| term | meaning | 日本語 | retired |\n|---|---|---|---|\n| kettle | boils water | やかん | `samovar` `brewed` `cup_of` |\n' >"$root/docs/glossary.md"; }
for line in '// the samovars are hot' 'int old_samovar;' 'class SamovarLid;' 'bool wasBrewed;' 'cup_of(x)'; do
    glossary
    printf '%s\n' "$line" >>"$root/gateway/low/cup.h"
    refuses check-style 'gateway/low/cup.h:2: "'
done
glossary
printf 'int brewer; // rebrewed, my_cup_of\n' >>"$root/gateway/low/cup.h"
accepts check-style
fresh_tree

rm -r "$root/gateway/low" "$root/gateway/high"
refuses check-deps 'no sources'
