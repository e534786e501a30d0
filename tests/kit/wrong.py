"""Mistakes that a program makes: each is one variant of plan.py, and the scenario that must find it."""
import copy


class Right:
    """No mistake. A variant overrides one of these."""
    def form(self, form): return form
    def bytes(self, name, text): return text.encode('utf-8')
    def answers(self, name, answers): return answers
    def faults(self, name, found): return found
    def bundles(self, name, bundles): return bundles
    def listed(self, results): return results
    def afterwards(self, folder): pass


VARIANTS = {}  # name -> (mistakes, the one case that fails)


def variant(name, case, **methods):
    VARIANTS[name] = (type(name, (Right,), {method: staticmethod(does) for method, does in methods.items()})(), case)


def changed(change):
    def apply(form):
        other = copy.deepcopy(form)
        change(other)
        return other
    return apply


def answered(scenario, question, other):
    """`other`: makes the answers to the question from the right ones."""
    def apply(name, answers):
        if name != scenario:
            return answers
        kept = [pair for pair in answers if pair[0] != question]
        return kept + [(question, each) for each in other([answer for asked, answer in answers if asked == question])]
    return apply


def mistakes(name):
    return VARIANTS[name][0] if name else Right()


send, goal, states = 'nursing-plan-send', 'nursing-plan-receive-goal', 'nursing-plan-receive-states'
version, withdrawal = 'nursing-plan-version', 'nursing-plan-withdrawal'

# the form that is made
variant('sex-lost', send, form=changed(lambda form: form['header']['patient'].pop('sex')))
variant('birthday-of-another-year', send, form=changed(lambda form: form['header']['patient'].update(birthDate='1939-05-03')))
variant('zeros-lost', send, form=changed(lambda form: form['header']['insurance'].update(insuredNumber='109')))
variant('level-by-its-name', send, form=changed(lambda form: form['header']['insurance'].update(careLevel='要介護３')))
variant('solution-lost', send, form=changed(lambda form: form['plan']['problems'][0].pop('solution')))
variant('phone-invented', send, form=changed(lambda form: form['header']['patient'].update(phone='00-0000-0000')))
variant('goal-cut', send, form=changed(lambda form: form['plan'].update(goal=form['plan']['goal'][:20])))
variant('shift-jis', send, bytes=lambda name, text: text.encode('cp932' if name.endswith('send.json') else 'utf-8'))

# what is read
variant('first-supply-only', goal, answers=answered(goal, 'supplies', lambda found: found[:1]))
variant('blank-is-nothing', goal, answers=answered(goal, 'evaluation', lambda found: ['not-stated']))
variant('profession-lost', goal, answers=answered(goal, 'jobs', lambda found: ['040']))
variant('declined-is-nothing', states, answers=answered(states, 'address', lambda found: ['not-stated']))
variant('asked-unknown-is-unknown', states, answers=answered(states, 'certified', lambda found: ['unknown']))
variant('not-asked-is-no', states, answers=answered(states, 'supplies', lambda found: ['0']))
variant('question-left-out', states, answers=answered(states, 'phone', lambda found: []))

# what is taken
variant('takes-a-plan-of-nobody', 'nursing-plan-refuse-name', faults=lambda name, found: [] if name.endswith('-name') else found)
variant('takes-any-date', 'nursing-plan-refuse-wareki', faults=lambda name, found: [] if name.endswith('-wareki') else found)
variant('refuses-without-a-reason', 'nursing-plan-refuse-name', faults=lambda name, found: [''] if name.endswith('-name') else found)


# what holds
def without_relations(name, bundles):
    for each in bundles:
        each['entry'][0]['resource'].pop('relatesTo', None)
    return bundles


variant('both-versions-hold', version, bundles=without_relations)
variant('first-version-holds', version, bundles=lambda name, bundles: bundles[:1] if name == version else bundles)
variant('withdrawal-overlooked', withdrawal, bundles=lambda name, bundles: bundles[:1] if name == withdrawal else bundles)

# what was handed in
variant('another-kit', 'results', listed=lambda results: {**results, 'kit': '2025.04'})
variant('edited-afterwards', 'results', afterwards=lambda folder: folder.joinpath(goal + '.answers.tsv').open('a').write('\n'))
variant('hash-forged', 'results', listed=lambda results: {**results, 'files': {name: '0' * 64 for name in results['files']}})
variant('result-removed', 'results', afterwards=lambda folder: folder.joinpath(send + '.json').unlink())
