#!/usr/bin/env python3
"""Decides states of "who may read what" by the Cedar policies beside this file.

oracle.py --cells MATRIX.tsv [--jobs N] < STATES > ANSWERS: one JSON object a line, {"allow": true|false} in the same order.
What is decided is in policies/; here the newest consent is found and the questions are put together:
a reading is allowed if one row of a column in which the caller stands allows it, and every row that narrows this row, too.
"""
import argparse
import functools
import itertools
import json
import multiprocessing
import os
import pathlib
import re
import sys

import cedarpy

import cells
import facts

POLICIES = pathlib.Path(__file__).parent / "policies"
COLUMNS = ("person", "municipality", "care_manager", "care_office", "rouken_iryoin", "medical", "board_member")
ACTIONS = ("stand", "decide", "narrow", "count", "rest", "read", "also")
CHUNK = 5000  # states asked about at once
DAY = 86400  # seconds


def policy_texts():
    """Each policy with its comment, by its id."""
    texts = {}
    for path in sorted(POLICIES.glob("*.cedar")):
        for part in re.split(r"(?=^@id\()", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
            name = re.match(r'@id\("([^"]+)"\)', part).group(1)
            if name in texts:
                raise ValueError(f"two policies are named {name}")
            texts[name] = part
    return texts


def checked_policies():
    """The policies, if they ask for nothing but what the schema names. ValueError else."""
    texts = policy_texts()
    checked = cedarpy.validate_policies("\n".join(texts.values()), (POLICIES / "schema.cedarschema").read_text(encoding="utf-8"))
    if not checked.validation_passed:
        raise ValueError("\n".join(error.error for error in checked.errors))
    return texts


def policies_of(texts, action):
    """The policies whose scope names an action: each of them names those that it is about."""
    scope = re.compile(r"^(?:permit|forbid) \((.*)\);?$", re.MULTILINE)
    return "\n".join(text for text in texts.values() if f'Action::"{action}"' in scope.search(text).group(1))


@functools.cache
def policy_set(text):
    return cedarpy.PolicySet.from_str(text)


class Oracle:
    """Questions are tuples: principal (type, id), resource (type, id), context as JSON."""

    # How answers are put together, as names so that mutate.py can put others in their place.
    newest = staticmethod(max)  # consent that decides (O25)
    latest = staticmethod(max)  # withdrawal
    said_no_until = staticmethod(lambda instant: instant + DAY - 1 if instant % DAY == 0 else instant)  # by its day alone: all of it (O25)
    of_the_newest = staticmethod(all)  # consents of the same instant
    of_the_rows = staticmethod(any)  # one that permits is enough (O38)
    of_the_narrowing = staticmethod(all)  # conditions of both (O3)

    def __init__(self, table, texts):
        self._policies = {action: policy_set(policies_of(texts, action)) for action in ACTIONS}
        table = list({cell.name: cell for cell in table}.values())
        self._entities = cedarpy.Entities.from_json_str(json.dumps([cell.entity() for cell in table]))
        self._columns = {}  # (actor, job, plan maker, care level) -> columns
        self._counted = {}  # (permits, by, proxies, insurer, insurer of the person) -> whether the record counts
        self.rows = {}  # (kind, column) -> rows that decide, each with those that narrow it
        self._connect_rows(table)

    def ask(self, action, questions):
        """The answers in order; equal questions are asked once."""
        answers = dict.fromkeys(questions)
        requests = [{"principal": {"type": principal[0], "id": principal[1]}, "action": {"type": "Action", "id": action},
                     "resource": {"type": resource[0], "id": resource[1]}, "context": context} for principal, resource, context in answers]
        for question, answer in zip(answers, cedarpy.is_authorized_batch(requests, self._policies[action], self._entities)):
            if answer.diagnostics.errors:
                raise ValueError(f"Cedar could not evaluate a policy: {answer.diagnostics.errors}")
            answers[question] = answer.allowed
        return [answers[question] for question in questions]

    def _connect_rows(self, table):
        deciding = list(itertools.compress(table, self.ask("decide", [(("Actor", "none"), ("Cell", cell.name), "{}") for cell in table])))
        by_kind = {}
        for cell in table:
            by_kind.setdefault(cell.kind, []).append(cell)
        pairs = [(row, other) for row in deciding for other in by_kind[row.kind]]
        narrows = self.ask("narrow", [(("Cell", row.name), ("Cell", other.name), "{}") for row, other in pairs])
        narrowing = {}
        for row, other in itertools.compress(pairs, narrows):
            narrowing.setdefault(row.name, []).append(other.name)
        for row in deciding:
            self.rows.setdefault((row.kind, row.column), []).append((row.name, narrowing.get(row.name, [])))

    def _columns_of(self, state):
        caller, level = state["caller"], state["person"]["level"]
        key = (caller["actor"], caller["job"], caller["makes_plan"], level)
        if key not in self._columns:
            context = json.dumps({"job": caller["job"], "makes_plan": caller["makes_plan"], "level": level})
            answers = self.ask("stand", [(("Actor", caller["actor"]), ("Column", column), context) for column in COLUMNS])
            self._columns[key] = list(itertools.compress(COLUMNS, answers))
        return self._columns[key]

    def _counts(self, state, record):
        key = (record["permits"], record["by"], tuple(state["settings"]["proxies"]), record["insurer"], state["person"]["insurer"])
        if key not in self._counted:
            context = json.dumps(dict(zip(("permits", "by", "proxies", "insurer", "person_insurer"), key)))
            self._counted[key] = self.ask("count", [(("Actor", "none"), ("Record", "record"), context)])[0]
        return self._counted[key]

    def _consent_questions(self, state):
        """One question for each of the newest consents given until now that count."""
        at = state["at"]
        given = [record for record in state["consents"] if record["given"] <= at and self._counts(state, record)]
        said = [record["given"] if record["permits"] else self.said_no_until(record["given"]) for record in given]
        newest = self.newest(said, default=None)
        last_withdrawal = self.latest((self.said_no_until(record["withdrawn"]) for record in state["consents"] if record["withdrawn"] <= at), default=-facts.FAR)
        for record, when in zip(given, said):
            if when != newest:
                continue
            context = {"at": at, "day": at // DAY, "kind": state["kind"], "purpose": state["purpose"], "died": state["person"]["died"],
                       "last_withdrawal": last_withdrawal,
                       "consent": {name: value for name, value in record.items() if name not in ("by", "insurer")}}
            yield ("Actor", state["caller"]["actor"]), ("Kind", "kind"), json.dumps(context)

    def decide(self, lines):
        """The answers to some states, each the text of a JSON object."""
        raw = [json.loads(line) for line in lines]
        states = [facts.read_state(value) for value in raw]
        consents = self._grouped("rest", [list(self._consent_questions(state)) for state in states])
        rows, owners = [], []
        for index, (value, state) in enumerate(zip(raw, states)):
            found = [row for column in self._columns_of(state) for row in self.rows.get((state["kind"], column), [])]
            if not found:
                continue
            context = facts.reading_facts(state, state["at"] // DAY, facts.month_of(value["at"]))
            context["consent"] = bool(consents[index]) and self.of_the_newest(consents[index])
            written = json.dumps(context)
            for row in found:
                rows.append((("Actor", state["caller"]["actor"]), row, written))
                owners.append(index)
        read = self.ask("read", [(actor, ("Cell", row[0]), context) for actor, row, context in rows])
        also = self._grouped("also", [[(actor, ("Cell", narrowing), context) for narrowing in row[1]] if allowed else []
                                      for (actor, row, context), allowed in zip(rows, read)])
        answers = [[] for _ in states]
        for index, allowed, narrowed in zip(owners, read, also):
            answers[index].append(allowed and self.of_the_narrowing(narrowed))
        return [bool(rows) and self.of_the_rows(rows) for rows in answers]

    def _grouped(self, action, groups):
        """Asks lists of questions at once; the answers in the same lists."""
        answers = iter(self.ask(action, [one for group in groups for one in group]))
        return [[next(answers) for _ in group] for group in groups]


def chunks(lines):
    lines = iter(lines)
    while part := list(itertools.islice(lines, CHUNK)):
        yield part


_oracle = None  # of this process and of those it forks


def _decide(part):
    return _oracle.decide(part)


def decide_all(oracle, lines, jobs):
    """Answers in the order of the states, by several processes."""
    global _oracle
    _oracle = oracle
    with multiprocessing.get_context("fork").Pool(jobs) as pool:
        for answers in pool.imap(_decide, chunks(lines)):
            yield from answers


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--cells", required=True)
    options.add_argument("--jobs", type=int, default=os.cpu_count())
    given = options.parse_args()
    for allowed in decide_all(Oracle(cells.read_cells(given.cells), checked_policies()), sys.stdin, given.jobs):
        print('{"allow": true}' if allowed else '{"allow": false}')


if __name__ == "__main__":
    main()
