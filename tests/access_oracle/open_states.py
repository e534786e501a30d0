"""States in which everything speaks for reading, and single facts that may speak against it."""
import copy

INSURER, OTHER_INSURER = "990011", "990029"
NOW = "2027-09-15T10:00:00+09:00"

# Profile -> the caller's members. The facts that a column asks for are added by open_state().
PROFILES = {
    "person": {"actor": "person"},
    "proxy": {"actor": "proxy", "proxy_ground": "legal_representative"},
    "municipality": {"actor": "municipality", "insurer": INSURER},
    "other_municipality": {"actor": "municipality", "insurer": OTHER_INSURER},
    "care_manager": {"actor": "care_manager", "service_type": "43", "job": "care_manager"},
    "care_office": {"actor": "care_office", "service_type": "15", "job": "nurse"},
    "care_office_manager": {"actor": "care_office", "service_type": "33", "job": "care_manager"},
    "facility": {"actor": "facility", "service_type": "52", "job": "nurse"},
    "medical": {"actor": "medical", "job": "doctor"},
    "deemed": {"actor": "medical", "job": "doctor", "deemed_care_office": True},
    "community_support": {"actor": "community_support", "service_type": "46", "job": "care_manager"},
    "visiting_nurse": {"actor": "visiting_nurse", "service_type": "13", "job": "nurse"},
    "pharmacy": {"actor": "pharmacy", "service_type": "31", "job": "pharmacist"},
    "board_member": {"actor": "board_member", "job": "doctor"},
    "researcher": {"actor": "researcher"},
    "prefecture": {"actor": "prefecture"},
}
OFFICES = ("care_manager", "care_office", "care_office_manager", "facility", "medical", "deemed", "community_support", "visiting_nurse", "pharmacy")
PURPOSES = ("care", "needed", "other_for_care", "person", "proxy", "municipal", "emergency", "secondary", "unknown")
NO_KINDS = ("direct.unknown", "cert.unknown", "*")
GROUNDS = ("legal_representative", "family", "carer", "heir", "writes_for")


def consent(**members):
    """A comprehensive consent for every purpose that a caller may have."""
    return {"given": "2026-05-10T09:30:00+09:00", "purposes": ["care", "needed", "other_for_care", "municipal"]} | members


def registration(**members):
    return {"from": "2026-05-01", "last_service_month": "2027-08"} | members


def open_state(kind, profile, author=False):
    state = {
        "at": NOW, "kind": kind, "made_by_caller": author, "plan_state": "for_delivery", "caller": copy.deepcopy(PROFILES[profile]),
        "person": {"insurer": INSURER, "level": "support" if profile == "community_support" else "care"},
        "consents": [consent()],
        "insurer": {"live_from": "2026-04-01", "functions": {"life": "2026-04-01", "plans": "2026-04-01", "progress": "2026-04-01"}},
        "settings": {},
    }
    caller = state["caller"]
    if profile in OFFICES:
        caller |= {"registration": registration(), "makes_plan": True, "gives_care_service": True, "addressee": True,
                   "opinion_request": {"sent": "2027-08-01"}}
    if profile == "deemed":  # nothing but the registration speaks for reading
        caller |= {"gives_care_service": False, "opinion_request": {"sent": "2027-01-01", "closed": "2027-02-01"}}
        state["settings"]["deemed_care_office"] = True
    if profile == "board_member":
        caller["case"] = {"from": "2027-09-01"}
    return state


def within(name, **members):
    """Members of the object `name` ("caller.registration") are set; None takes one away. Nothing happens where there is no such object."""
    def change(state):
        target = state
        for step in name.split(".") if name else ():
            target = target.get(step)
            if target is None:
                return
        for member, value in members.items():
            if value is None:
                target.pop(member, None)
            else:
                target[member] = copy.deepcopy(value)
    return change


def consents(*records):
    return within("", consents=list(records))


def both(*changes):
    def change(state):
        for one in changes:
            one(state)
    return change


def its_kind(state):
    """As a list; empty for a kind that no record can name."""
    return [] if state["kind"] in NO_KINDS else [state["kind"]]


def own_kind(state):
    state["consents"] = [consent(kinds=["cert.application", *its_kind(state)])]


def closed_kind(state):
    state["settings"]["closed_kinds"] = ["cert.progress", *its_kind(state)]


CONSENTS = {
    "none": consents(),
    "active": consents(consent()),
    "withdrawn": consents(consent(withdrawn="2027-01-01T00:00:00+09:00")),
    "expired": consents(consent(until="2027-01-01")),
    "refused": consents(consent(permits=False)),
    "contradicting": consents(consent(**{"from": "2027-12-01", "until": "2027-01-01"})),
    "withdrawn before it was given": consents(consent(withdrawn="2026-01-01T00:00:00+09:00")),
    "not yet given": consents(consent(given="2027-09-15T10:00:01+09:00")),
    "not yet in force": consents(consent(**{"from": "2027-09-16"})),
    "for care only": consents(consent(purposes=[])),
    "of this kind": own_kind,
    "of no kind": consents(consent(kinds=[])),
    "of another kind": consents(consent(kinds=["cert.application"])),
    "for this receiver": consents(consent(receivers=["self", "other"])),
    "for another receiver": consents(consent(receivers=["other"])),
    "for another purpose": consents(consent(purposes=["secondary"])),
    "of another insurer": consents(consent(insurer=OTHER_INSURER)),
    "newer refusal": consents(consent(), consent(given="2027-02-01T00:00:00+09:00", permits=False)),
    "newer consent": consents(consent(permits=False), consent(given="2027-02-01T00:00:00+09:00")),
    "newer narrower": consents(consent(), consent(given="2027-02-01T00:00:00+09:00", kinds=["cert.application"])),
    "newer ended": consents(consent(), consent(given="2027-02-01T00:00:00+09:00", until="2027-03-01")),
    "newer contradicting": consents(consent(), consent(given="2027-02-01T00:00:00+09:00", **{"from": "2027-12-01", "until": "2027-01-01"})),
    "newer of another insurer": consents(consent(), consent(given="2027-02-01T00:00:00+09:00", permits=False, insurer=OTHER_INSURER)),
    "newer by a proxy who does not count": consents(consent(), consent(given="2027-02-01T00:00:00+09:00", permits=False, by="family")),
    "refused at the same instant": consents(consent(), consent(permits=False)),
    "consent at the instant of a refusal": consents(consent(permits=False), consent()),
    "older one withdrawn later": consents(consent(withdrawn="2027-03-01T00:00:00+09:00"), consent(given="2027-02-01T00:00:00+09:00")),
    "older one withdrawn before": consents(consent(withdrawn="2027-01-01T00:00:00+09:00"), consent(given="2027-02-01T00:00:00+09:00")),
    "older ones withdrawn before and later": consents(
        consent(withdrawn="2027-01-01T00:00:00+09:00"), consent(given="2026-06-01T00:00:00+09:00", withdrawn="2027-03-01T00:00:00+09:00"),
        consent(given="2027-02-01T00:00:00+09:00")),
    "refused on the same day": consents(consent(given="2027-02-01T09:00:00+09:00"), consent(given="2027-02-01T00:00:00+09:00", permits=False)),
    "refused earlier that day": consents(consent(given="2027-02-01T09:00:00+09:00"), consent(given="2027-02-01T08:00:00+09:00", permits=False)),
    "consent on the day after a refusal": consents(consent(given="2027-02-02T00:00:00+09:00"), consent(given="2027-02-01T00:00:00+09:00", permits=False)),
    "older one withdrawn on the same day": consents(
        consent(withdrawn="2027-02-01T00:00:00+09:00"), consent(given="2027-02-01T09:00:00+09:00")),
    "for care by name": consents(consent(purposes=["care"])),
    "withdrawn and given at once": consents(consent(withdrawn="2027-02-01T00:00:00+09:00"), consent(given="2027-02-01T00:00:00+09:00")),
} | {f"by {ground}": consents(consent(by=ground)) for ground in GROUNDS}

REGISTRATIONS = {"none": within("caller", registration=None), "active": within("caller.registration"),
                 "lapsed": within("caller.registration", last_service_month="2027-05"),
                 "identity not checked": within("caller.registration", identity_checked=False)}

RELATIONS = {
    "proved": within(""),
    "no plan": within("caller", makes_plan=False),
    "no request": within("caller", opinion_request=None),
    "no care service": within("caller", gives_care_service=False),
    "not addressed": within("caller", addressee=False),
    "no case": within("caller", case=None),
    "nothing": within("caller", makes_plan=False, opinion_request=None, gives_care_service=False, addressee=False, case=None),
}

STARTED = {"yes": within(""), "no": within("insurer", live_from="2027-10-01")}

DEVIATIONS = {
    "plan none": within("", plan_state="none"),
    "plan for consent": within("", plan_state="for_consent"),
    "doctor refuses, not asked": within("", doctor_agrees=False),
    "doctor refuses": both(within("", doctor_agrees=False), within("settings", doctor_consent=True)),
    "doctor agrees": within("settings", doctor_consent=True),
    "not delivered, not asked": within("", result_delivered=False),
    "result not delivered": both(within("", result_delivered=False), within("settings", result_delivered=True)),
    "result delivered": within("settings", result_delivered=True),
    "registered elsewhere": within("caller.registration", insurer=OTHER_INSURER),
    "insurer scheduled": within("insurer", state="scheduled"),
    "insurer loading": within("insurer", state="loading"),
    "insurer unknown": within("insurer", state="unknown"),
    "no functions": within("insurer", functions={}),
    "no life": within("insurer.functions", life=None),
    "no plans": within("insurer.functions", plans=None),
    "no progress": within("insurer.functions", progress=None),
    "plans before start": both(within("insurer", live_from="2027-10-01"), within("settings", plans_before_start=True)),
    "plans before start, not live": both(within("insurer", state="loading"), within("settings", plans_before_start=True)),
    "hidden history": within("person", hidden="history"),
    "hidden self": within("person", hidden="self"),
    "died": within("person", died="2027-09-01T00:00:00+09:00"),
    "moved in": within("person", moved_in="2027-09-01T00:00:00+09:00"),
    "strict": within("settings", strict=True),
    "kind closed": closed_kind,
    "other kind closed": within("settings", closed_kinds=["cert.progress"]),
    "emergency off": within("", purpose="emergency", emergency_reason=True),
    "emergency": both(within("", purpose="emergency", emergency_reason=True), within("settings", emergency=True)),
    "emergency without reason": both(within("", purpose="emergency"), within("settings", emergency=True)),
    "disaster": within("settings", disaster=True),
    "disaster, hidden": both(within("settings", disaster=True), within("person", hidden="history")),
    "disaster, died": both(within("settings", disaster=True), within("person", died="2027-09-01T00:00:00+09:00")),
    "emergency, hidden": both(within("", purpose="emergency", emergency_reason=True), within("settings", emergency=True), within("person", hidden="self")),
    "disaster, no number": both(within("settings", disaster=True), within("caller", insurer=None)),
    "deemed, off": within("caller", deemed_care_office=True),
    "deemed": both(within("caller", deemed_care_office=True), within("settings", deemed_care_office=True)),
    "deemed, but not by the caller": both(within("settings", deemed_care_office=True), within("caller", deemed_care_office=None)),
    "deemed, but not by the settings": within("settings", deemed_care_office=None),
    "no grace": within("settings", grace_months=0),
    "long grace": both(within("settings", grace_months=6), within("caller.registration", last_service_month="2027-03")),
    "month of a claim to come": within("caller.registration", last_service_month="2027-10"),
    "new registration": within("caller.registration", **{"from": "2027-06-20", "last_service_month": None}),
    "no service type": within("caller", service_type=None),
    "no job": within("caller", job=None),
    "no insurer number": within("caller", insurer=None),
    "no ground": within("caller", proxy_ground=None),
} | {f"purpose {purpose}": within("", purpose=purpose) for purpose in PURPOSES if purpose != "emergency"
} | {f"service {code}": within("caller", service_type=code) for code in ("11", "13", "16", "22", "2A", "31", "34", "43", "46", "51", "52", "55", "63", "73", "AF")
} | {f"job {job}": within("caller", job=job) for job in ("care_manager", "nurse", "doctor", "clerk")
} | {f"level {level}": within("person", level=level) for level in ("support", "care", "program", "none")
} | {f"ground {ground}": within("caller", proxy_ground=ground) for ground in GROUNDS
} | {f"ground {ground}, named": both(within("caller", proxy_ground=ground), within("settings", proxies=[ground])) for ground in GROUNDS
} | {"draft for a named proxy": both(within("caller", proxy_ground="family"), within("settings", proxies=["family"]),
                                     within("", plan_state="for_consent"))}
