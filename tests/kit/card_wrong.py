"""Mistakes that a program makes with a CSV form: each is one variant of card.py, and the scenario that must find it."""


class Right:
    """No mistake. A variant overrides one of these."""
    def values(self, values): return values
    def bytes(self, data): return data
    def refusal(self, name, why): return why
    def documents(self, name, documents): return documents
    def answers(self, name, question, found): return found


VARIANTS = {}  # name -> (mistakes, the one case that fails)


def variant(name, case, **methods):
    VARIANTS[name] = (type(name, (Right,), {method: staticmethod(does) for method, does in methods.items()})(), case)


def mistakes(name):
    return VARIANTS[name][0] if name else Right()


def answered(scenario, question, other):
    return lambda name, asked, found: other(found) if (name, asked) == (scenario, question) else found


send, level, gaps = 'insured-card-send', 'insured-card-receive-level', 'insured-card-receive-gaps'
version, withdrawal = 'insured-card-version', 'insured-card-withdrawal'

# the form that is made
variant('zeros-lost', send, values=lambda values: {**values, 'insured_no': values['insured_no'].lstrip('0')})
variant('level-lost', send, values=lambda values: {name: value for name, value in values.items() if name != 'care_level'})
variant('sex-in-fhir-words', send, values=lambda values: {**values, 'gender': 'female'})
variant('one-column-too-few', send, bytes=lambda data: data.replace(b',,', b',', 1))
variant('utf-8', send, bytes=lambda data: data.decode('cp932').encode('utf-8'))
variant('lines-end-with-lf', send, bytes=lambda data: data.replace(b'\r\n', b'\n'))
variant('phone-invented', send, values=lambda values: {**values, 'phone': '00-0000-0000'})

# what is read
variant('first-ratio-only', level, answers=answered(level, 'ratios', lambda found: found[:1]))
variant('stops-at-the-gap', gaps, answers=answered(gaps, 'facilities', lambda found: found[:1]))
variant('empty-is-blank', gaps, answers=answered(gaps, 'care-level', lambda found: ['blank']))
variant('empty-is-not-certified', gaps, answers=answered(gaps, 'care-level', lambda found: ['01']))

# what is taken
variant('check-digit-ignored', 'insured-card-refuse-insurer', refusal=lambda name, why: '' if name.endswith('-insurer') else why)
variant('periods-swapped', 'insured-card-refuse-periods', refusal=lambda name, why: '' if name.endswith('-periods') else why)
variant('crash-as-a-refusal', 'insured-card-refuse-periods',
        refusal=lambda name, why: 'Traceback (most recent call last):\nKeyError: cert_end' if name.endswith('-periods') else why)

# what is in force
variant('first-revision-holds', version, documents=lambda name, documents: documents[:1] if name == version else documents)
variant('revisions-are-two-documents', version,
        documents=lambda name, documents: [{**each, 'id': f'{each["id"]}/{each["revision"]}'} for each in documents] if name == version else documents)
variant('withdrawal-overlooked', withdrawal, documents=lambda name, documents: documents[:1] if name == withdrawal else documents)
