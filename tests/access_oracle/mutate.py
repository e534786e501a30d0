#!/usr/bin/env python3
"""Are the states strong enough? Each policy is left out in turn, each cell gets another right, each condition of a cell is left out, answers are
put together otherwise: the answers to the states must change. Mutants that cannot change an answer are listed in EQUAL with the reason.

mutate.py --cells MATRIX.tsv [--random N] [--states N] [--seed S] [--jobs N]
Exit code 1: a mutant was not found and is not in EQUAL, or is in EQUAL and was found.
"""
import argparse
import fnmatch
import itertools
import json
import multiprocessing
import os
import random
import sys
from dataclasses import replace

import cells
import open_states
import oracle
import states

STEP = 100  # states asked about before looking for a difference; then twice as many each time
SOME = 5000  # states asked about a mutant that is said to be equal
ALL = ""  # the states of every kind, but for kinds whose rows repeat those of another

# Policies and cells that repeat what another one says, with the cells as they are, by pattern of the mutants' names.
EQUAL = {
    "without narrow-any": "care offices have no right in 2026-03-18 that a row with relation any could take",
    "without hidden-no-relation": "every readable row with relation other is a medical institution's and lists C-OPR",
    "without relation-registered": "every such row lists C-ID and C-REG",
    "without relation-case": "the row lists C-CASE",
    "without relation-no-care-service": "no such row is readable",
    "without relation-opinion-requested": "no such row is readable",
    "without relation-no-request": "no such row is readable",
    "without relation-known": "every relation of the table has a rule",
    "without condition-known": "every condition of the table has a rule",
    "without C-PLAN": "the rows that list it have relation plan_maker",
    "without C-PAY": "the rows that list it have relation gives_care_service",
    "2026-03-18/cert.[so]*/care_office/any *": "a care office's service type is never that of 認定情報",
    "2026-03-18/cert.survey/rouken_iryoin/any *": "closed by 2026-08-31 (O14), whose row lists C-SVC",
    "2026-03-18/cert.opinion/rouken_iryoin/other *": "closed by 2026-08-31 (O14), whose row lists C-SVC",
    "*/no_request says reads_without_consent": "it lists C-OPR, which asks for a request",
    "*/no_care_service says reads_without_consent": "it lists C-PAY, which asks for a care service",
    "2025-03/cert.survey/medical/deemed_care_office *": "never for them (X3)",
    "2025-03/cert.opinion/medical/deemed_care_office *": "never for them (as O14)",
}
# What is asked whether or not a row lists it: by kind, or with C-REG, or with the relation; C-CON goes with the right.
NOT_OF_THE_ROW = {"C-LIVE", "C-FN", "C-NOHUB", "C-PUR", "C-CLM", "C-CON", "C-PLAN", "C-PAY"}
READABLE = ("makes", "reads_without_consent", "reads_with_consent")

# How answers could be put together wrongly.
WRONG = {"newest": min, "latest": min, "said_no_until": lambda instant: instant, "of_the_newest": any, "of_the_rows": all, "of_the_narrowing": lambda answers: True}

_texts, _table, _states, _answers, _tried = {}, [], {}, {}, []  # shared with the processes that are forked


def mutants():
    """(name, kind and column of the states that can tell, class of the oracle, table, policies)."""
    for name, wrong in WRONG.items():
        yield f"{name} is {wrong.__name__}", (ALL, ALL), type("Wrong", (oracle.Oracle,), {name: staticmethod(wrong)}), _table, _texts
    for name in _texts:
        yield f"without {name}", (ALL, ALL), oracle.Oracle, _table, {other: text for other, text in _texts.items() if other != name}
    by_name = {cell.name: cell for cell in _table}
    for row, narrowing in [(by_name[row], [by_name[name] for name in narrowing]) for rows in oracle.Oracle(_table, _texts).rows.values() for row, narrowing in rows]:
        if row.kind == "*" or not (row.in_hub or row.kind.startswith("direct.")) or (row.column == "person" and not row.in_hub):
            continue  # claims are not stored, and direct exchange is nothing of the person's, whatever the cells say
        for name, changes in [*row_mutants(row, narrowing), *narrowing_mutants(row, narrowing)]:
            yield name, (row.kind, row.column), oracle.Oracle, [changes.get(cell.name, cell) for cell in _table if cell.kind == row.kind], _texts


def label(row):
    return f"{row.edition}/{row.kind}/{row.column}/{row.relation}"


def with_right(cell, right):
    return replace(cell, right=right, conditions=tuple(one for one in cell.conditions if one != "C-CON"))


def without(cell, condition):
    return replace(cell, conditions=tuple(one for one in cell.conditions if one != condition))


def row_mutants(row, narrowing):
    """Another right, and each condition left out, in the row and in those that narrow it, which repeat much of it: (name, cells by name)."""
    both = [row, *narrowing]
    if row.right in READABLE:
        yield f"{label(row)} says no", {row.name: with_right(row, "no")}
        yield f"{label(row)} says unknown", {row.name: with_right(row, "unknown")}
        if row.column != "person":  # consent is never asked of the person
            if any("C-CON" in cell.conditions or cell.right == "reads_with_consent" for cell in both):
                yield f"{label(row)} says reads_without_consent", {cell.name: with_right(cell, "reads_without_consent") for cell in both}
            else:
                yield f"{label(row)} says reads_with_consent", {row.name: replace(row, right="reads_with_consent")}
        for condition in sorted({one for cell in both for one in cell.conditions} - NOT_OF_THE_ROW):
            yield f"{label(row)} without {condition}", {cell.name: without(cell, condition) for cell in both}
    else:
        yield f"{label(row)} says reads_without_consent", {cell.name: with_right(cell, "reads_without_consent") for cell in both}


def narrowing_mutants(row, narrowing):
    """What the later edition alone asks, left out there, and a later cell that says no."""
    for cell in narrowing if row.right in READABLE else ():
        if cell.right == "no":
            yield f"{label(row)} narrowed by {label(cell)} with reads_without_consent", {cell.name: with_right(cell, "reads_without_consent")}
        else:
            yield f"{label(row)} narrowed by {label(cell)} with no", {cell.name: with_right(cell, "no")}
        if cell.right == "reads_with_consent" and row.right != cell.right:
            yield f"{label(row)} narrowed by {label(cell)} with {row.right}", {cell.name: with_right(cell, row.right)}
        for condition in sorted({*cell.conditions} - {*row.conditions} - NOT_OF_THE_ROW):
            yield f"{label(row)} narrowed by {label(cell)} without {condition}", {cell.name: without(cell, condition)}


def is_found(index):
    """The name of a mutant, and whether an answer to a state differs from that of the original."""
    name, group, decided_by, table, policies = _tried[index]
    decider = decided_by(table, policies)
    lines, answers = _states[group], _answers[group]
    start, end, last = 0, STEP, min(SOME, len(lines)) if reason_of(name) else len(lines)
    while start < last:
        if decider.decide(lines[start:end]) != answers[start:end]:
            return name, True
        start, end = end, 2 * end
    return name, False


def reason_of(name):
    return next((why for pattern, why in EQUAL.items() if fnmatch.fnmatchcase(name, pattern)), None)


def distinct_kinds():
    """One of the kinds whose rows are the same."""
    rows = {}
    for cell in _table:
        rows.setdefault(cell.kind, set()).add(replace(cell, kind=ALL))
    return set({frozenset(found): kind for kind, found in rows.items()}.values()) | set(states.UNKNOWN_KINDS)


def sort_states(lines, answers, most):
    """The states by what they can tell: of a cell those of its kind by callers of its column; of a policy so many of all."""
    columns = {open_states.PROFILES[profile]["actor"]: set() for profile in open_states.PROFILES}
    for column, profiles in states.READERS.items():
        for profile in profiles:
            columns[open_states.PROFILES[profile]["actor"]].add(column)
    distinct = distinct_kinds()
    for line, allowed in zip(lines, answers):
        state = json.loads(line)
        groups = [(state["kind"], column) for column in columns[state["caller"]["actor"]]]
        for group in groups + [(ALL, ALL)] * (state["kind"] in distinct and len(_states.get((ALL, ALL), ())) < most):
            _states.setdefault(group, []).append(line)
            _answers.setdefault(group, []).append(allowed)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--cells", required=True)
    options.add_argument("--random", type=int, default=20000)
    options.add_argument("--states", type=int, default=150000, help="a policy is asked about as many, chosen at random")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--jobs", type=int, default=os.cpu_count())
    given = options.parse_args()
    _texts.update(oracle.checked_policies())
    _table.extend(cells.read_cells(given.cells))
    lines = list(itertools.chain(states.product(_table), states.random_states(_table, given.random, given.seed)))
    random.Random(given.seed).shuffle(lines)
    sort_states(lines, oracle.decide_all(oracle.Oracle(_table, _texts), lines, given.jobs), given.states)
    _tried.extend(mutants())
    with multiprocessing.get_context("fork").Pool(given.jobs) as pool:
        results = list(pool.imap_unordered(is_found, range(len(_tried))))
    bad = 0
    for name, found in sorted(results):
        reason = reason_of(name)
        if found == (reason is not None):
            bad += 1
            print(f"{name}: {'found, though it was said to be equal: ' + reason if reason else 'not found'}")
    print(f"{len(results)} mutants, {sum(found for _, found in results)} found, {bad} of them other than said")
    return 1 if bad or not results else 0


if __name__ == "__main__":
    sys.exit(main())
