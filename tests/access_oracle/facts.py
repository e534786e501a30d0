"""One state of a decision, checked word by word, as the numbers and sets that the policies ask about."""
import datetime

FAR = 10**12  # no end: later than every day and every instant

ACTORS = ("person", "proxy", "municipality", "care_manager", "care_office", "facility", "medical", "community_support", "visiting_nurse",
          "pharmacy", "board_member", "researcher", "prefecture")
GROUNDS = ("legal_representative", "family", "carer", "heir", "writes_for")
PURPOSES = ("care", "needed", "other_for_care", "person", "proxy", "municipal", "emergency", "secondary", "unknown")

_days = {}


def day(text):
    """Days since 1970-01-01."""
    if text not in _days:
        _days[text] = (datetime.date.fromisoformat(text) - datetime.date(1970, 1, 1)).days
    return _days[text]


def instant(text):
    """Seconds since 1970-01-01T00:00:00 on the clock of Japan."""
    if len(text) != 25 or text[10] != "T" or text[19:] != "+09:00":
        raise ValueError(f"no instant: {text}")
    clock = datetime.time.fromisoformat(text[11:19])
    return day(text[:10]) * 86400 + clock.hour * 3600 + clock.minute * 60 + clock.second


def month(text):
    year, number = text.split("-")
    if len(text) != 7 or not 1 <= int(number) <= 12:
        raise ValueError(f"no month: {text}")
    return int(year) * 12 + int(number)


def flag(value):
    if not isinstance(value, bool):
        raise ValueError(f"neither true nor false: {value}")
    return value


def text(value):
    if not isinstance(value, str):
        raise ValueError(f"no text: {value}")
    return value


def number(value):
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError(f"no number: {value}")
    return value


def one_of(*words):
    def read(value):
        if value not in words:
            raise ValueError(f"{value} is none of {', '.join(words)}")
        return value
    return read


def several(read):
    return lambda values: [read(value) for value in values]


MUST = object()  # no default: the member has to be there

# Member -> how it is read, and what stands for it when it is absent (already read).
REGISTRATION = {"from": (text, MUST), "identity_checked": (flag, True), "until": (day, FAR), "ended": (instant, FAR),
                "last_service_month": (month, 0), "view_until": (day, FAR), "insurer": (text, None)}
CONSENT = {"given": (instant, MUST), "permits": (flag, True), "kinds": (lambda kinds: several(text)(kinds) or [""], []), "receivers": (several(one_of("self", "other")), []),
           "purposes": (several(one_of(*PURPOSES)), []), "from": (day, -FAR), "until": (day, FAR), "withdrawn": (instant, FAR),
           "by": (one_of("person", *GROUNDS), "person"), "insurer": (text, None)}
REQUEST = {"sent": (day, MUST), "decided": (day, FAR), "closed": (day, FAR)}
CASE = {"from": (day, MUST), "until": (day, FAR)}
FUNCTIONS = {"life": (day, FAR), "plans": (day, FAR), "progress": (day, 0)}  # 0: it waits for no day


def members(shape):
    return lambda value: read_members(value, shape)


CALLER = {"actor": (one_of(*ACTORS), MUST), "insurer": (text, ""), "service_type": (text, ""), "job": (text, ""),
          "proxy_ground": (one_of(*GROUNDS), ""), "makes_plan": (flag, False), "gives_care_service": (flag, False),
          "deemed_care_office": (flag, False), "opinion_request": (members(REQUEST), None), "case": (members(CASE), None),
          "addressee": (flag, False), "registration": (members(REGISTRATION), None)}
PERSON = {"insurer": (text, MUST), "moved_in": (instant, 0), "died": (instant, FAR), "hidden": (one_of("none", "history", "self"), "none"),
          "level": (one_of("support", "care", "program", "none"), "care")}
INSURER = {"state": (one_of("unknown", "scheduled", "loading", "live"), "live"), "live_from": (day, day("2026-04-01")),
           "functions": (members(FUNCTIONS), None)}
SETTINGS = {"strict": (flag, False), "deemed_care_office": (flag, False), "plans_before_start": (flag, False), "closed_kinds": (several(text), []),
            "doctor_consent": (flag, False), "result_delivered": (flag, False), "proxies": (several(one_of(*GROUNDS)), ["legal_representative"]),
            "grace_months": (number, 3), "emergency": (flag, False), "disaster": (flag, False),
            "board_without_names": (flag, False)}
STATE = {"at": (instant, MUST), "kind": (text, MUST), "made_by_caller": (flag, False),
         "plan_state": (one_of("none", "for_consent", "for_delivery"), "none"), "doctor_agrees": (flag, True), "result_delivered": (flag, True),
         "caller": (members(CALLER), MUST), "purpose": (one_of(*PURPOSES), ""), "emergency_reason": (flag, False),
         "person": (members(PERSON), MUST), "consents": (several(members(CONSENT)), []), "insurer": (members(INSURER), None),
         "settings": (members(SETTINGS), None)}


def read_members(value, shape):
    if not value.keys() <= shape.keys():
        raise ValueError(f"unknown member: {', '.join(sorted(value.keys() - shape.keys()))}")
    result = {}
    for name, (read, default) in shape.items():
        if name in value:
            result[name] = read(value[name])
        elif default is MUST:
            raise ValueError(f"{name} is missing")
        else:
            result[name] = default
    return result


def read_state(value):
    """The state with every default filled in. ValueError: a member or a word is not of the vocabulary."""
    state = read_members(value, STATE)
    state["insurer"] = state["insurer"] or read_members({}, INSURER)
    state["insurer"]["functions"] = state["insurer"]["functions"] or read_members({}, FUNCTIONS)
    state["settings"] = state["settings"] or read_members({}, SETTINGS)
    home = state["person"]["insurer"]
    for record in [*state["consents"], *filter(None, [state["caller"]["registration"]])]:
        record["insurer"] = record["insurer"] or home
    return state


def month_of(date):
    return month(date[:7])


def reading_facts(state, today, this_month):
    """The context of reading, but for the answer about consent."""
    caller, person, insurer, settings = state["caller"], state["person"], state["insurer"], state["settings"]
    facts = {
        "at": state["at"], "day": today, "month": this_month, "author": state["made_by_caller"], "plan_state": state["plan_state"],
        "doctor_agrees": state["doctor_agrees"], "result_delivered": state["result_delivered"], "insurer": caller["insurer"],
        "service": caller["service_type"], "job": caller["job"], "ground": caller["proxy_ground"], "makes_plan": caller["makes_plan"],
        "care_service": caller["gives_care_service"], "deemed": caller["deemed_care_office"], "addressee": caller["addressee"],
        "purpose": state["purpose"], "emergency_reason": state["emergency_reason"], "person_insurer": person["insurer"],
        "died": person["died"], "hidden": person["hidden"], "live_state": insurer["state"], "live_from": insurer["live_from"],
        "life_from": insurer["functions"]["life"], "plans_from": insurer["functions"]["plans"],
        "progress_from": insurer["functions"]["progress"],
        "settings": {"strict": settings["strict"], "deemed": settings["deemed_care_office"], "plans_before_start": settings["plans_before_start"],
                     "closed_kinds": settings["closed_kinds"], "doctor_consent": settings["doctor_consent"],
                     "result_delivered": settings["result_delivered"], "proxies": settings["proxies"],
                     "grace_months": settings["grace_months"], "emergency": settings["emergency"], "disaster": settings["disaster"]},
    }
    if caller["opinion_request"]:
        facts["opinion"] = caller["opinion_request"]
    if caller["case"]:
        facts["case"] = caller["case"]
    if caller["registration"]:
        entry = caller["registration"]
        facts["registration"] = {
            "from": day(entry["from"]), "from_month": month_of(entry["from"]), "last_month": entry["last_service_month"],
            "until": entry["until"], "ended": entry["ended"], "view_until": entry["view_until"], "checked": entry["identity_checked"],
            "insurer": entry["insurer"]}
    return facts
