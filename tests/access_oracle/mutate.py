#!/usr/bin/env python3
"""Are the states strong enough? Each policy is left out in turn, each cell gets another right, each condition of a cell is left out:
the answers to the states must change. Mutants that cannot change an answer are listed in EQUAL with the reason.

mutate.py --cells MATRIX.tsv [--random N] [--seed S] [--jobs N]
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
import oracle
import states

STEP = 1000  # states asked about before looking for a difference
ALL = ""  # the states of every kind

# Mutants that no state can tell from the original, by pattern of their names, and why.
EQUAL = {}

_texts, _table, _states, _answers = {}, [], {}, {}  # shared with the processes that are forked


def mutants():
    """(name, kind of the states that can tell, table, policies)."""
    for name in _texts:
        yield f"without {name}", ALL, _table, {other: text for other, text in _texts.items() if other != name}
    for cell in _table:
        if cell.kind == "*" or not decides(cell):
            continue
        changes = [(f"{cell.name} says {right}", replace(cell, right=right)) for right in other_rights(cell.right)]
        changes += [(f"{cell.name} without {condition}", replace(cell, conditions=tuple(one for one in cell.conditions if one != condition)))
                    for condition in cell.conditions]
        for name, change in changes:
            yield name, cell.kind, [change if one is cell else one for one in _table], _texts


def decides(cell):
    return cell.edition in (cells.DECIDING, "2026-08-31") or (cell.edition == "2025-03" and cell.relation == "deemed_care_office")


def other_rights(right):
    if right == "reads_with_consent":
        return ["no", "unknown", "reads_without_consent"]
    if right in ("makes", "reads_without_consent"):
        return ["no", "unknown", "reads_with_consent"]
    return ["reads_without_consent"]


def is_found(mutant):
    """Whether an answer to a state differs from that of the original."""
    name, kind, table, policies = mutant
    decider = oracle.Oracle(table, policies)
    lines, answers = _states[kind], _answers[kind]
    for start in range(0, len(lines), STEP):
        if decider.decide(lines[start:start + STEP]) != answers[start:start + STEP]:
            return name, True
    return name, False


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--cells", required=True)
    options.add_argument("--random", type=int, default=20000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--jobs", type=int, default=os.cpu_count())
    given = options.parse_args()
    _texts.update(oracle.policy_texts())
    _table.extend(cells.read_cells(given.cells))
    lines = list(itertools.chain(states.product(_table), states.random_states(_table, given.random, given.seed)))
    random.Random(given.seed).shuffle(lines)
    for line, allowed in zip(lines, oracle.decide_all(oracle.Oracle(_table), lines, given.jobs)):
        for kind in (ALL, json.loads(line)["kind"]):
            _states.setdefault(kind, []).append(line)
            _answers.setdefault(kind, []).append(allowed)
    tried = list(mutants())
    with multiprocessing.get_context("fork").Pool(given.jobs) as pool:
        results = list(pool.imap_unordered(is_found, tried, chunksize=1))
    bad = 0
    for name, found in sorted(results):
        reason = next((why for pattern, why in EQUAL.items() if fnmatch.fnmatchcase(name, pattern)), None)
        if found == (reason is not None):
            bad += 1
            print(f"{name}: {'found, though it was said to be equal: ' + reason if reason else 'not found'}")
    print(f"{len(results)} mutants, {sum(found for _, found in results)} found, {bad} of them other than said")
    return 1 if bad or not results else 0


if __name__ == "__main__":
    sys.exit(main())
