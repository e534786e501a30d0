#!/usr/bin/env bash
# Builds a small tree, breaks one rule after another and wants check-deps and check-style to name the line.
set -euo pipefail
tools=$1
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT

fresh_tree() {
    rm -rf "${root:?}"/*
    mkdir -p "$root"/gateway/{ground/low,upper/high} "$root"/{tests,tools} "$root"/mappings/tea_form
    printf 'ground/low: |\nupper/high: low | fmt::fmt\n' >"$root/gateway/deps.txt"
    printf '#include <string>\n' >"$root/gateway/ground/low/cup.h"
    printf '#include "gateway/ground/low/cup.h"\n#include "gateway/upper/high/pot.h"\n// tea_form is only an example\n' >"$root/gateway/upper/high/pot.cpp"
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

printf '#include "gateway/upper/high/pot.h"\n' >>"$root/gateway/ground/low/cup.h"
refuses check-deps 'gateway/ground/low/cup.h:2: low may not use high'

printf 'ground/low: high |\nupper/high: low |\n' >"$root/gateway/deps.txt"
refuses check-deps 'gateway/deps.txt:1: low uses high, which does not stand above it'

printf 'ground/low: |\nupper/high: low |\nground/top: high |\n' >"$root/gateway/deps.txt"
refuses check-deps 'gateway/deps.txt:3: layer ground stands in two places'

mkdir "$root"/gateway/upper/high/{cellar,roof}
printf 'ground/low: |\nupper/high: low | | cellar roof\n' >"$root/gateway/deps.txt"
printf '\n' >"$root/gateway/upper/high/cellar/a.h"
printf '#include "gateway/upper/high/cellar/a.h"\n' >"$root/gateway/upper/high/roof/b.h"
printf '#include "gateway/upper/high/cellar/a.h"\n#include "gateway/upper/high/roof/b.h"\n' >"$root/gateway/upper/high/c.h"
accepts check-deps
printf '#include "gateway/upper/high/roof/b.h"\n' >"$root/gateway/upper/high/cellar/a.h"
refuses check-deps 'gateway/upper/high/cellar/a.h:1: high/cellar may not use high/roof'

printf 'ground/low: |\nupper/high: low | | cellar\n' >"$root/gateway/deps.txt"
refuses check-deps 'gateway/deps.txt: there is no floor cellar of high'

mkdir -p "$root"/gateway/upper/high/shed
printf 'ground/low: |\nupper/high: low | | cellar roof\n' >"$root/gateway/deps.txt"
printf '\n' >"$root/gateway/upper/high/shed/a.h"
refuses check-deps 'gateway/upper/high/shed/a.h:1: floor shed of high does not stand'

mkdir "$root/gateway/upper/new" && printf '\n' >"$root/gateway/upper/new/a.h"
refuses check-deps 'gateway/upper/new/a.h:1: module upper/new has no line'

printf 'if (form == "tea_form") {}\n' >>"$root/gateway/ground/low/cup.h"
refuses check-style 'gateway/ground/low/cup.h:2: form "tea_form"'

printf 'auto x = find("name", "tea_kind");\n' >>"$root/gateway/ground/low/cup.h"
refuses check-style 'gateway/ground/low/cup.h:2: item "tea_kind"'

printf 'auto x = find("お茶の種類");\n' >>"$root/gateway/ground/low/cup.h"
refuses check-style 'gateway/ground/low/cup.h:2: item "お茶の種類"'

printf 'int name = find("name");\n' >>"$root/gateway/ground/low/cup.h"
accepts check-style

seq 401 >"$root/tests/long_test.cpp"
refuses check-style 'tests/long_test.cpp:400: 401 lines'

printf '// %s: later\n' TO""DO >>"$root/gateway/ground/low/cup.h"
refuses check-style 'gateway/ground/low/cup.h:2:'

printf 'throw 1;\n' >>"$root/gateway/ground/low/cup.h"
refuses check-style 'gateway/ground/low/cup.h:2:'

glossary() { mkdir -p "$root/docs" && printf '| term | meaning | 日本語 | retired |\n|---|---|---|---|\n| kettle | boils water | やかん | `samovar` `brewed` `cup_of` |\n' >"$root/docs/glossary.md"; }
for line in '// the samovars are hot' 'int old_samovar;' 'class SamovarLid;' 'bool wasBrewed;' 'cup_of(x)'; do
    glossary
    printf '%s\n' "$line" >>"$root/gateway/ground/low/cup.h"
    refuses check-style 'gateway/ground/low/cup.h:2: "'
done
glossary
printf 'int brewer; // rebrewed, my_cup_of\n' >>"$root/gateway/ground/low/cup.h"
accepts check-style
fresh_tree

# unnamed LINE FILE: the line in an unnamed namespace
unnamed() { printf 'namespace tea {\nnamespace {\n%s\n} // namespace\n} // namespace tea\n' "$1" >"$root/gateway/$2"; }
for line in 'struct Leaf {' 'using Leaf = int;' 'constexpr int leaves[] = {1};' 'int pour(const Cup& one, int two) {' 'int pour(int) {'; do
    unnamed "$line" ground/low/a.cpp
    unnamed "${line/one, int two/other, int more}" ground/low/b.cpp
    refuses check-style 'gateway/ground/low/b.cpp:3: "'
done
# uses NAME FILE: a using-declaration
uses() { printf 'namespace tea {\nusing %s;\n' "$1" >"$root/gateway/$2"; }
uses garden::Leaf ground/low/b.cpp
unnamed 'struct Leaf {' ground/low/a.cpp
refuses check-style 'gateway/ground/low/a.cpp:3: "Leaf" is something else'
uses garden::Leaf ground/low/b.cpp
uses shop::Leaf ground/low/a.cpp
refuses check-style 'gateway/ground/low/b.cpp:2: "Leaf" is something else'
uses garden::Leaf ground/low/b.cpp
uses garden::Leaf ground/low/a.cpp
accepts check-style
unnamed 'int pour(const Cup& cup) {' ground/low/a.cpp
unnamed 'int pour(const Pot& pot) {' ground/low/b.cpp
unnamed 'int pour(const Cup& cup) {' upper/high/c.cpp
printf 'int pour(const Cup& cup) {\n' >"$root/gateway/ground/low/d.cpp"
accepts check-style
printf 'namespace tea {\nint steep(const Cup& cup);\n' >"$root/gateway/upper/high/d.h"
unnamed 'constexpr int steep = 3;' ground/low/a.cpp
accepts check-style
printf 'namespace tea {\nint steep(const Cup& cup);\n' >"$root/gateway/ground/low/d.h"
refuses check-style 'gateway/ground/low/a.cpp:3: "steep" is also a function'
unnamed $'constexpr int sheet = R"(\nsteep{}\n)";' ground/low/a.cpp
accepts check-style

rm -r "$root/gateway/ground" "$root/gateway/upper"
refuses check-deps 'no sources'
