#!/usr/bin/env python3
"""plan.py KIT RESULTS [VARIANT]: a second implementation of the scenarios about the nursing plan, written from the kit's README alone.

VARIANT names one mistake of wrong.py; without it the results are right.
"""
import datetime
import hashlib
import json
import pathlib
import sys

FORM = 'nursing_plan'
BASE = 'https://renkei.example.jp/fhir/'


# A form file: an item's id is its path.
def value_at(form, place):
    for part in place.replace('[', '.[').split('.'):
        if part.startswith('['):
            form = form[int(part[1:-1])]
        elif not isinstance(form, dict) or part not in form:
            return 'not-stated'
        else:
            form = form[part]
    return 'blank' if form is None or form == '' else form


def is_date(text):
    try:
        return str(datetime.date.fromisoformat(text)) == text
    except ValueError:
        return False


# Why a plan must not be taken; empty: it may.
def faults(form):
    out = [f'{item} がありません' for item in ('header.documentId', 'header.patient.name', 'header.patient.birthDate', 'header.patient.sex', 'plan.goal')
           if value_at(form, item) in ('not-stated', 'blank')]
    out += [f'{item} が日付ではありません' for item in ('header.createdDate', 'header.patient.birthDate')
            if value_at(form, item) not in ('not-stated', 'blank') and not is_date(value_at(form, item))]
    return out


# A FHIR document.
def resources(bundle, kind):
    return [entry['resource'] for entry in bundle['entry'] if entry['resource']['resourceType'] == kind]


def composition(bundle):
    return bundle['entry'][0]['resource']


def identifier(bundle):
    return composition(bundle)['identifier']['value']


def in_force(bundles):
    gone = {identifier(each) for each in bundles if composition(each)['status'] == 'entered-in-error'}
    gone |= {relation['targetIdentifier']['value'] for each in bundles for relation in composition(each).get('relatesTo', []) if relation['code'] == 'replaces'}
    return {identifier(each): each for each in bundles if identifier(each) not in gone}


def goal(bundle):
    return resources(bundle, 'Goal')[0]['description']['text']


# The codes of the first reason below a node: dataAbsentReason, or the extension of that name.
def reason_below(node):
    if isinstance(node, list):
        return next((found for found in map(reason_below, node) if found), None)
    if not isinstance(node, dict):
        return None
    if 'dataAbsentReason' in node:
        return node['dataAbsentReason']['coding'][0]['code']
    if node.get('url') == BASE + 'StructureDefinition/absent-detail':
        return node['valueCodeableConcept']['coding'][0]['code']
    return next((found for found in map(reason_below, node.values()) if found), None)


def blank_items(bundle):
    return {part['valueString'] for extension in composition(bundle)['extension'] if extension['url'].endswith('/blank-items')
            for item in extension['extension'] for part in item['extension'] if part['url'] == 'code'}


# What asks this item: an Observation, or a component of one.
def asked(bundle, item):
    def has(node):
        code = node.get('code')
        return isinstance(code, dict) and any(coding.get('code') == f'{FORM}.{item}' for coding in code.get('coding', []))
    found = [node for each in bundle['entry'] for node in below(each['resource']) if has(node)]
    return found[0] if found else None


def below(node):
    if isinstance(node, dict):
        yield node
        for child in node.values():
            yield from below(child)
    elif isinstance(node, list):
        for child in node:
            yield from below(child)


def state(bundle, item, node):
    if f'{FORM}.{item}' in blank_items(bundle):
        return 'blank'
    return reason_below(node) or 'not-stated'


class Plans:
    def __init__(self, kit, results, mistakes):
        self.kit, self.results, self.mistakes = kit, results, mistakes
        self.scenarios = {each['id']: each for each in json.loads((kit / 'scenarios.json').read_text('utf-8'))['scenarios'] if each['form'] == FORM}

    def inputs(self, name):
        return [json.loads((self.kit / file).read_text('utf-8')) for file in self.scenarios[name]['inputs']]

    def write(self, name, text):
        self.results.joinpath(name).write_bytes(self.mistakes.bytes(name, text))

    def answer(self, name, answers):
        answers = self.mistakes.answers(name, [(question, str(each)) for question, found in answers.items() for each in (found if isinstance(found, list) else [found])])
        self.write(name + '.answers.tsv', ''.join(f'{question}\t{each}\n' for question, each in answers))

    # The story, as somebody typed it in.
    def send(self):
        form = {
            'header': {
                'formType': FORM, 'specVersion': '0.1.0', 'documentId': 'KANGO-2026-0042', 'status': 'final', 'createdDate': '2026-03-09',
                'sender': {'organizationType': '01', 'officeNumber': '9960000009', 'name': '訪問看護ステーションかくう'},
                'patient': {'name': '連携 花子', 'birthDate': '1938-05-03', 'sex': '2'},
                'insurance': {'insurerNumber': '990010', 'insuredNumber': '0000000109', 'careLevel': '23'},
            },
            'plan': {
                'goal': '心不全の増悪なく、住み慣れた自宅での生活を続けられる。転倒せずにトイレまで移動できる。',
                'problems': [{'problem': '#1 心不全増悪のリスク状態',
                              'solution': '体重・浮腫・血圧・SpO2の観察、塩分と水分の摂取状況の確認、服薬カレンダーの確認。体重が2日で2kg以上増えたら主治医へ報告する。'}],
            },
        }
        self.write('nursing-plan-send.json', json.dumps(self.mistakes.form(form), ensure_ascii=False, indent=1))

    def receive_goal(self):
        form, = self.inputs('nursing-plan-receive-goal')
        plan = form['plan']
        self.answer('nursing-plan-receive-goal', {
            'goal': plan['goal'], 'supplies': [each['material'] for each in plan['supplies']['items']], 'jobs': plan['visitJobs'],
            'evaluation': value_at(form, 'plan.problems[0].evaluation')})

    def receive_states(self):
        bundle, = self.inputs('nursing-plan-receive-states')
        patient, = resources(bundle, 'Patient')
        self.answer('nursing-plan-receive-states', {
            'address': state(bundle, 'header.patient.address', patient.get('address')),
            'certified': state(bundle, 'header.insurance.certifiedDate', asked(bundle, 'header.insurance.certifiedDate')),
            'supplies': state(bundle, 'plan.supplies.needed', asked(bundle, 'plan.supplies.needed')),
            'phone': state(bundle, 'header.patient.phone', patient.get('telecom')),
            'job': state(bundle, 'header.patient.occupation', asked(bundle, 'header.patient.occupation'))})

    def refuse(self, name):
        form, = self.inputs(name)
        found = self.mistakes.faults(name, faults(form))
        self.write(name + '.answer.txt', 'refused\n' + '\n'.join(found) + '\n' if found else 'accepted\n')

    def version(self):
        bundles = self.mistakes.bundles('nursing-plan-version', self.inputs('nursing-plan-version'))
        holding = in_force(bundles)
        self.answer('nursing-plan-version', {'in-force': len(holding), 'value': [goal(each) for each in holding.values()]})

    def withdrawal(self):
        bundles = self.mistakes.bundles('nursing-plan-withdrawal', self.inputs('nursing-plan-withdrawal'))
        holding = in_force(bundles)
        self.answer('nursing-plan-withdrawal', {'in-force': len(holding), 'goal': [goal(each) for each in holding.values()] or 'not-stated'})

    def list_results(self):
        files = {each.name: hashlib.sha256(each.read_bytes()).hexdigest() for each in self.results.iterdir()}
        version = json.loads((self.kit / 'manifest.json').read_text('utf-8'))['version']
        listed = self.mistakes.listed({'kit': version, 'program': 'plan.py', 'files': files})
        self.results.joinpath('results.json').write_text(json.dumps(listed), 'utf-8')
        self.mistakes.afterwards(self.results)

    def run(self):
        self.send()
        self.receive_goal()
        self.receive_states()
        self.refuse('nursing-plan-refuse-name')
        self.refuse('nursing-plan-refuse-wareki')
        self.version()
        self.withdrawal()
        self.list_results()


if __name__ == '__main__':
    from wrong import mistakes
    Plans(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), mistakes(sys.argv[3] if len(sys.argv) > 3 else '')).run()
