#!/usr/bin/env bash
# Breaks the tables of messages in each way and wants tools/errors --check to name what is wrong.
set -euo pipefail
tools=$1
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT

fresh_tree() {
    rm -rf "${root:?}"/*
    mkdir -p "$root"/gateway/{fhir/validate,core/diag/messages} "$root"/fixtures "$root"/tests/{cases,refuse/cases,validate}
    printf '// A tea form.\nMESSAGE(tea_cup, "V001", error, "a \\"cup\\" of {0} | <b>", "「{0}」の茶わん")\nMESSAGE(tea_pot, "tea-pot", warning, "a pot", "急須")\n' \
        >"$root/gateway/core/diag/messages/tea.def"
    printf '# head\ntea\tTea\tDrink it.\tお茶\t飲んでください。\n' >"$root/gateway/core/diag/messages/groups.tsv"
    printf 'V001\tjson.html\tA cup is whole.\tcase\n' >"$root/gateway/fhir/validate/rules.tsv"
    printf '# id\tcause\texample\tfix\t原因\t対処\nV001\tIt fell.\t{"cup": "a|b"}\tMend `<a>` & it.\t落ちました。\t直してください。\ntea-pot\tIt is empty.\tpot\\nlid\tFill it.\t空です。\t入れてください。\n' \
        >"$root/gateway/core/diag/messages/tea.explain.tsv"
    printf 'tea-broken warning tea-pot 1:2 cup\n' >"$root/fixtures/findings.txt"
    printf 'V001\t{}\n' >"$root/tests/validate/rule_cases.tsv"
}
contains() { # LANGUAGE LINE
    local page
    page=$("$tools/errors" --page "$1" "$root")
    grep -qxF -- "$2" <<<"$page" || { printf 'the page in %s lacks: %s\n%s\n' "$1" "$2" "$page"; exit 1; }
}
refuses() {
    local wanted=$1 out
    if out=$("$tools/errors" --check "$root" 2>&1); then
        printf 'accepted; wanted: %s\n' "$wanted"
        exit 1
    fi
    [[ $out == *"$wanted"* ]] || { printf 'said: %s\nwanted: %s\n' "$out" "$wanted"; exit 1; }
    fresh_tree
}

fresh_tree
"$tools/errors" --check "$root"
contains en '| V001 | error | a "cup" of … \| &lt;b> | It fell. | `{"cup": "a\|b"}` ([R4](https://hl7.org/fhir/R4/json.html), `tests/validate/rule_cases.tsv`) | Mend `<a>` &amp; it. |'
contains ja '| tea-pot | warning | 急須 | 空です。 | `pot ⏎ lid` (`tea-broken`) | 入れてください。 |'
contains ja '## お茶'

printf 'MESSAGE(tea_lid, "tea-lid", error, "a lid", "ふた")\n' >>"$root/gateway/core/diag/messages/tea.def"
refuses 'tea.explain.tsv: expected one row of 6 cells for tea-lid'

printf 'tea-pot\tIt is empty.\tpot\tFill it.\t空です。\t入れてください。\n' >>"$root/gateway/core/diag/messages/tea.explain.tsv"
refuses 'tea.explain.tsv: expected one row of 6 cells for tea-pot'

sed -i 's/Fill it\.//' "$root/gateway/core/diag/messages/tea.explain.tsv"
refuses 'tea.explain.tsv: expected one row of 6 cells for tea-pot'

printf 'saucer\tIt is gone.\tsaucer\tBuy one.\tありません。\t買ってください。\n' >>"$root/gateway/core/diag/messages/tea.explain.tsv"
refuses 'tea.explain.tsv: tea.def has no message saucer'

[[ $("$tools/errors" --table "$root" | cut -f1,2,8 | head -1) == $'1\tV001\thttps://hl7.org/fhir/R4/json.html' ]] || { echo 'the table lacks V001 and its paragraph'; exit 1; }

printf 'MESSAGE(milk, "milk", error, "milk", "牛乳")\n' >"$root/gateway/core/diag/messages/milk.def"
refuses 'groups.tsv: expected one row of 5 columns for milk'

printf 'cake\tCake\tEat it.\tケーキ\t食べてください。\n' >>"$root/gateway/core/diag/messages/groups.tsv"
refuses 'groups.tsv: there is no gateway/core/diag/messages/cake.def'

if "$tools/errors" "$root" 2>/dev/null || "$tools/errors" --page fr "$root" 2>/dev/null; then
    echo 'tools/errors runs without --page, --check or --table, or with a language that it does not have'
    exit 1
fi
