#!/usr/bin/env python3
"""Compares a program's decisions with those of the Cedar policies.

compare.py --cells MATRIX.tsv [--random N] [--seed S] [--random-only] [--jobs N] PROGRAM [ARGUMENT...]
PROGRAM reads states on standard input and answers each with a line {"allow": ...}. It is asked every state of the product and N random ones.
Exit code 1: a disagreement, or an answer that is missing. The first disagreements are printed with both answers.
"""
import argparse
import collections
import itertools
import json
import os
import subprocess
import sys
import tempfile

import cells
import oracle
import states

SHOWN = 20


def answer(line):
    """The object on a line; anything else as what was found instead."""
    try:
        read = json.loads(line)
    except ValueError:
        read = line
    return read if isinstance(read, dict) else {"found": read}


def answers_of(command, asked):
    """What the program says to each line of the file `asked`."""
    with subprocess.Popen(command, stdin=asked, stdout=subprocess.PIPE, text=True, encoding="utf-8") as program:
        yield from map(answer, program.stdout)
        if program.wait() != 0:
            print(f"the program ended with {program.returncode}", file=sys.stderr)


def disagreements(asked, command, decider, jobs):
    """(state, what the program says, what the policies say), and None for each state that both decide alike."""
    with open(asked, encoding="utf-8") as lines, open(asked, encoding="utf-8") as again, open(asked, "rb") as given:
        decided = oracle.decide_all(decider, lines, jobs)
        for state, theirs, ours in itertools.zip_longest(again, answers_of(command, given), decided):
            if state is None or theirs is None or theirs.get("allow") is not ours:
                yield state, theirs, ours
            else:
                yield None


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--cells", required=True)
    options.add_argument("--random", type=int, default=1000000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--random-only", action="store_true")
    options.add_argument("--jobs", type=int, default=os.cpu_count())
    options.add_argument("command", nargs=argparse.REMAINDER)
    given = options.parse_args()
    table = cells.read_cells(given.cells)
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".ndjson") as asked:
        every = () if given.random_only else states.product(table)
        for line in itertools.chain(every, states.random_states(table, given.random, given.seed)):
            asked.write(line + "\n")
        asked.flush()
        count, wrong, where = 0, 0, collections.Counter()
        for found in disagreements(asked.name, given.command, oracle.Oracle(table, oracle.checked_policies()), given.jobs):
            count += 1
            if found is None:
                continue
            state, theirs, ours = found
            wrong += 1
            if state is not None:
                where[json.loads(state)["kind"], json.loads(state)["caller"]["actor"]] += 1
            if wrong <= SHOWN:
                print(f"program {json.dumps(theirs)} policies {ours}: {(state or 'more answers than states').strip()}")
    for (kind, actor), times in where.most_common():
        print(f"{times} of {kind} by {actor}")
    print(f"{count} states, {wrong} disagreements")
    return 1 if wrong or count == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
