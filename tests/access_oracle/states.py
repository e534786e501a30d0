#!/usr/bin/env python3
"""States of "who may read what", one JSON object a line.

states.py product --cells MATRIX.tsv: every kind of the deciding edition x caller x author or not x relation x consent x registration x insurer
    started; the day before, the first, the last and the day after of every period; every single fact that may matter.
states.py random --cells MATRIX.tsv --count N --seed S: random ones; one in three or so is allowed.
"""
import argparse
import copy
import datetime
import json
import random
import sys

import cells
from open_states import (CONSENTS, DEVIATIONS, NO_KINDS, OFFICES, OTHER_INSURER, PROFILES, REGISTRATIONS, RELATIONS, STARTED, consent, consents, its_kind,
                         open_state, within)

MAIN_CONSENTS = [CONSENTS[name] for name in ("none", "active", "withdrawn", "expired", "refused", "contradicting")]
UNKNOWN_KINDS = (*NO_KINDS, "consent.record")


def kinds_of(table):
    return sorted({cell.kind for cell in table if cell.edition == cells.DECIDING and cell.kind != "*"}) + list(UNKNOWN_KINDS)


def changed(state, *changes):
    state = copy.deepcopy(state)
    for change in changes:
        change(state)
    return state


def ways(table, kind, profile):
    """RELATIONS that make a difference: those of which the caller's open state has the fact, and none."""
    caller = open_state(kind, profile)["caller"]
    facts = {"no plan": "makes_plan", "no request": "opinion_request", "no care service": "gives_care_service", "not addressed": "addressee",
             "no case": "case"}
    return [change for name, change in table.items() if facts.get(name, "actor") in caller and (name != "nothing" or profile in OFFICES)]


def grid(kinds):
    for kind in kinds:
        for profile in PROFILES:
            for author in (False, True):
                state = open_state(kind, profile, author)
                registrations = REGISTRATIONS.values() if "registration" in state["caller"] else [within("")]
                for relation in ways(RELATIONS, kind, profile):
                    related = changed(state, relation)
                    for registration in registrations:
                        registered = changed(related, registration)
                        for given in MAIN_CONSENTS:
                            for started in STARTED.values():
                                yield changed(registered, given, started)


def singles(kinds):
    """Each single fact, with a consent and without, and every other consent."""
    for kind in kinds:
        for profile in PROFILES:
            for author in (False, True):
                state = open_state(kind, profile, author)
                for deviation in DEVIATIONS.values():
                    for given in ("active", "none"):
                        yield changed(state, CONSENTS[given], deviation)
                for given in CONSENTS.values():
                    yield changed(state, given)
                    yield changed(state, given, DEVIATIONS["emergency"])


def instants_of(day):
    return [f"{day}T00:00:00+09:00", f"{day}T23:59:59+09:00"]


def plus(day, days):
    return (datetime.date.fromisoformat(day) + datetime.timedelta(days)).isoformat()


def around(first, last):
    """Instants on the day before, the first, the last and the day after of a period."""
    return [at for day in (plus(first, -1), first, last, plus(last, 1)) for at in instants_of(day)]


def around_instant(instant):
    moment = datetime.datetime.fromisoformat(instant)
    return [(moment + datetime.timedelta(seconds=seconds)).isoformat() for seconds in (-86400, -1, 0, 1, 86400)]


FIRST, LAST, MOMENT = "2027-02-28", "2027-11-30", "2027-09-15T12:34:56+09:00"
PERIOD = {"from": FIRST, "until": LAST}
EARLY = {"sent": "2026-01-01"}

# A period, and the instants around its ends.
PERIODS = [
    ([consents(consent(**PERIOD))], around(FIRST, LAST)),
    ([consents(consent(given=MOMENT))], around_instant(MOMENT)),
    ([consents(consent(withdrawn=MOMENT))], around_instant(MOMENT)),
    ([consents(consent(), consent(given=MOMENT, permits=False))], around_instant(MOMENT)),
    ([consents(consent(permits=False), consent(given=MOMENT))], around_instant(MOMENT)),
    ([consents(consent(), consent(given="2026-06-01T00:00:00+09:00", withdrawn=MOMENT, insurer=OTHER_INSURER))], around_instant(MOMENT)),
    ([within("caller.registration", **PERIOD), within("settings", grace_months=100)], around(FIRST, LAST)),
    ([within("caller.registration", view_until=LAST)], around(LAST, LAST)),
    ([within("caller.registration", ended=MOMENT)], around_instant(MOMENT)),
    ([within("caller.registration", last_service_month="2027-11")], around("2028-02-01", "2028-02-29")),
    ([within("caller.registration", **{"from": "2027-11-30", "last_service_month": None})], around("2027-11-30", "2028-02-29")),
    ([within("caller.registration", **{"from": "2027-11-30", "last_service_month": "2027-10"})], around("2027-11-30", "2028-02-29")),
    ([within("settings", grace_months=0)], around("2027-08-01", "2027-08-31")),
    ([within("caller.opinion_request", sent=FIRST, decided=LAST)], around(FIRST, LAST)),
    ([within("caller.opinion_request", sent=FIRST, closed=LAST)], around(FIRST, LAST)),
    ([within("caller.opinion_request", sent=FIRST, decided=LAST, closed=plus(LAST, 1))], around(LAST, LAST)),
    ([within("caller.case", **PERIOD)], around(FIRST, LAST)),
    ([within("insurer", live_from=FIRST)], around(FIRST, FIRST)),
    ([within("insurer.functions", life=FIRST)], around(FIRST, FIRST)),
    ([within("insurer.functions", plans=FIRST)], around(FIRST, FIRST)),
    ([within("insurer.functions", progress=FIRST)], around(FIRST, FIRST)),
    ([within("person", died=MOMENT)], around_instant(MOMENT)),
    ([within("person", moved_in=MOMENT)], around_instant(MOMENT)),
    # The first day of the hub, with everything else long before.
    ([within("insurer", live_from="2026-01-01", functions={"life": "2026-01-01", "plans": "2026-01-01"}),
      within("caller.registration", **{"from": "2026-01-01", "last_service_month": "2026-03"}), within("caller.opinion_request", **EARLY),
      within("caller.case", **{"from": "2026-01-01"}), consents(consent(given="2026-01-01T00:00:00+09:00"))], around("2026-04-01", "2026-04-01")),
]


def boundaries(kinds):
    for kind in kinds:
        for profile in PROFILES:
            for author in (False, True):
                state = open_state(kind, profile, author)
                for changes, instants in PERIODS:
                    limited = changed(state, *changes)
                    if limited == state:
                        continue
                    for at in instants:
                        yield changed(limited, within("", at=at))


def product(table):
    """Every state once, however many ways lead to it."""
    kinds = kinds_of(table)
    seen = set()
    for states in (grid, singles, boundaries):
        for state in states(kinds):
            line = json.dumps(state, ensure_ascii=False)
            if hash(line) not in seen:
                seen.add(hash(line))
                yield line


READERS = {"person": ("person", "proxy"), "municipality": ("municipality",), "care_manager": ("care_manager", "community_support", "care_office_manager"),
           "care_office": ("care_office", "visiting_nurse", "pharmacy"), "rouken_iryoin": ("facility",), "medical": ("medical", "deemed"),
           "board_member": ("board_member",)}
ALL = list(CONSENTS.values()) + list(DEVIATIONS.values()) + list(REGISTRATIONS.values()) + list(RELATIONS.values()) + list(STARTED.values())


def any_day(random_source):
    return plus("2026-03-25", random_source.randrange(800))


def any_instant(random_source):
    return f"{any_day(random_source)}T{random_source.randrange(24):02}:{random_source.choice((0, 30)):02}:00+09:00"


def move_a_date(state, source):
    """One of the dates of the state becomes a random one, often the day of the request."""
    places = [(state, "at"), (state["insurer"], "live_from"), (state["person"], "died"), (state["person"], "moved_in")]
    for name, members in (("registration", ("from", "until", "view_until", "ended")), ("opinion_request", ("sent", "decided", "closed")),
                          ("case", ("from", "until"))):
        places += [(state["caller"][name], member) for member in members] if name in state["caller"] else []
    places += [(record, member) for record in state["consents"] for member in ("given", "from", "until", "withdrawn")]
    target, member = source.choice(places)
    if member in ("at", "died", "moved_in", "ended", "given", "withdrawn"):
        target[member] = state["at"] if source.random() < 0.2 else any_instant(source)
    else:
        target[member] = state["at"][:10] if source.random() < 0.2 else any_day(source)


def add_a_consent(state, source):
    record = consent(given=any_instant(source))
    for member, values in (("permits", (True, True, False)), ("kinds", (None, None, its_kind(state), ["cert.card"])),
                           ("receivers", ([], [], ["self"], ["other"])), ("by", ("person", "person", "family", "legal_representative", "writes_for")),
                           ("withdrawn", (None, None, any_instant(source))), ("insurer", (None, None, None, OTHER_INSURER))):
        value = source.choice(values)
        if value is not None:
            record[member] = value
    state["consents"] = [*state["consents"], record]
    source.shuffle(state["consents"])


def random_states(table, count, seed):
    source = random.Random(seed)
    readable = sorted({(cell.kind, profile) for cell in table if cell.edition == cells.DECIDING and cell.in_hub and cell.right.startswith(("makes", "reads"))
                       for profile in READERS[cell.column]})
    kinds, profiles = kinds_of(table), list(PROFILES)
    for _ in range(count):
        kind, profile = source.choice(readable) if source.random() < 0.85 else (source.choice(kinds), source.choice(profiles))
        state = open_state(kind, profile, source.random() < 0.35)
        for _ in range(source.choice((0, 1, 1, 2, 2, 3, 4, 6))):
            chance = source.random()
            if chance < 0.55:
                source.choice(ALL)(state)
            elif chance < 0.9:
                move_a_date(state, source)
            else:
                add_a_consent(state, source)
        yield json.dumps(state, ensure_ascii=False)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("which", choices=("product", "random"))
    options.add_argument("--cells", required=True)
    options.add_argument("--count", type=int, default=1000000)
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    table = cells.read_cells(given.cells)
    for line in product(table) if given.which == "product" else random_states(table, given.count, given.seed):
        sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
