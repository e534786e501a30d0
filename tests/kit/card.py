#!/usr/bin/env python3
"""card.py KIT RESULTS [VARIANT]: a second implementation of the scenarios about the 被保険者証, a CSV form, written from the kit's README and its tables.

VARIANT names one mistake of card_wrong.py; without it the results are right. `expected` and `answers` of scenarios.json are never read.
"""
import csv
import datetime
import hashlib
import io
import json
import pathlib
import re
import sys

FORM = 'insured_card'
STAMPS = {'date': '%Y%m%d', 'datetime': '%Y%m%d%H%M%S'}


class Refused(Exception):
    """The input must not be taken, and why."""


def table(path):
    return list(csv.DictReader(path.read_text('utf-8').splitlines(), delimiter='\t', quoting=csv.QUOTE_NONE))


class Form:
    """The tables of the form."""
    def __init__(self, kit):
        self.about = next(each for each in table(kit / 'forms/forms.tsv') if each['form'] == FORM)
        folder = kit / f'forms/{FORM}-{self.about["version"]}'
        self.columns = table(folder / 'items-csv.tsv')
        self.orders = [each for each in table(folder / 'rules.tsv') if each['rule'] == 'order' and each['severity'] == 'error']
        self.lists = {}
        for row in table(folder / 'codes.tsv'):
            self.lists.setdefault(row['list'], {})[row['code']] = row['text']


def check_digit_fits(number):
    products = [int(digit) * (2 - at % 2) for at, digit in enumerate(reversed(number[:-1]))]
    return (10 - sum(map(sum, (divmod(each, 10) for each in products))) % 10) % 10 == int(number[-1])


def fault_of(form, item, value):
    """What is wrong with the value of a column; None: nothing."""
    if not value:
        return 'must be filled' if item['required'] and item['rows'] == '1' else None
    if item['type'] in STAMPS:
        try:
            if datetime.datetime.strptime(value, STAMPS[item['type']]).strftime(STAMPS[item['type']]) != value:
                return 'not written as a date'
        except ValueError:
            return 'no date of the calendar'
    if item['type'] == 'code' and value not in form.lists[item['codes']]:
        return 'not in its code list'
    if item['type'] == 'token' and not all(re.fullmatch(each, value) for each in item['format'].split()):
        return 'not in its format'
    if item['fixed'] and value != item['fixed']:
        return f'not {item["fixed"]}'
    if item['length'] and len(value) > int(item['length']):
        return 'too long'
    if item['check'] == 'm10w21' and not check_digit_fits(value):
        return 'the check digit does not fit'
    return None


def read_csv(form, data):
    """The documents of a CSV file; Refused with all reasons if one of them breaks a rule."""
    try:
        records = [each for each in csv.reader(io.StringIO(data.decode('cp932'), newline=''), strict=True) if each]
    except (UnicodeDecodeError, csv.Error) as error:
        raise Refused(f'no CSV in CP932: {error}') from error
    faults, documents = [], []
    for number, record in enumerate(records, 1):
        if len(record) not in (len(form.columns), int(form.about['short'])):
            faults.append(f'record {number}: {len(record)} columns instead of {len(form.columns)}')
            continue
        values = {}
        for item, value in zip(form.columns, record):
            if fault := fault_of(form, item, value):
                faults.append(f'record {number}, column {item["column"]}, {item["name"]}: {fault}: {value}')
            values[item['item']] = value
        for order in form.orders:
            for row in ('', '[0]', '[1]', '[2]'):
                first, second = (each.replace('.', row + '.') for each in (order['item'], order['then']))
                if values.get(first) and values.get(second) and values[first] > values[second]:
                    faults.append(f'record {number}: {order["text"]}')
        documents.append(values)
    if faults or not documents:
        raise Refused('\n'.join(dict.fromkeys(faults)) or 'the file is empty')
    return [{'id': each[form.about['document-id']], 'revision': int(each[form.about['revision']]), 'withdrawn': False,
             'answers': lambda item, each=each: csv_answers(form, each, item)} for each in documents]


def csv_answers(form, values, item):
    found = []
    for column in form.columns:
        value = values.get(column['item'], '')
        if re.sub(r'\[\d+\]', '', column['item']) == item and value:
            found.append(f'{value[:4]}-{value[4:6]}-{value[6:]}' if column['type'] == 'date' else value)
    return found


def resources(bundle, kind):
    return [entry['resource'] for entry in bundle['entry'] if entry['resource']['resourceType'] == kind]


def codes_of(concept):
    return [coding['code'] for coding in (concept or {}).get('coding', [])]


def has_extension(element, name):
    return [each for each in element.get('extension', []) if each['url'].endswith('/' + name)]


def fhir_answers(bundle, item):
    """The values of the items that scenarios ask for, at the places that the column `fhir` names."""
    if item == 'copay.ratio':
        return [codes_of(each['valueCodeableConcept'])[0] for coverage in resources(bundle, 'Coverage') for cost in coverage.get('costToBeneficiary', [])
                for each in has_extension(cost.get('valueQuantity', {}), 'copay-ratio')]
    if item in ('cert_end', 'limit_units'):
        card = next((each for each in resources(bundle, 'Coverage') if 'kaigo' in codes_of(each.get('type'))), {})
        if item == 'cert_end':
            return [card['period']['end']] if 'end' in card.get('period', {}) else []
        return [each['value'] for each in card.get('class', []) if 'limit-units' in codes_of(each['type'])]
    asked = [each for each in resources(bundle, 'Observation') if f'{FORM}.{item}' in codes_of(each['code'])]
    return [codes_of(each.get('valueCodeableConcept') or each.get('dataAbsentReason'))[0] for each in asked]


def read_bundle(data):
    bundle = json.loads(data)
    head = bundle['entry'][0]['resource']
    revision = [each['valueString'] for each in has_extension(head, 'composition-clinicaldocument-versionNumber')]
    return [{'id': head['identifier']['value'], 'revision': int((revision or ['0'])[0]), 'withdrawn': head['status'] == 'entered-in-error',
             'answers': lambda item: fhir_answers(bundle, item)}]


def in_force(documents):
    """Of each id the highest revision, unless the document is withdrawn."""
    newest = {}
    for each in documents:
        if each['id'] not in newest or (each['revision'], each['withdrawn']) >= (newest[each['id']]['revision'], newest[each['id']]['withdrawn']):
            newest[each['id']] = each
    return [each for each in newest.values() if not each['withdrawn']]


def story_values(form, story):
    """What the sentences of the story say, by item."""
    day = r'(\d+年\d+月\d+日)'
    sentences = [(r'(\S+?)は(\S+?)へ、', 'sender_name receiver_name'),
                 (r'へ、([^（。]+)（([^、]+)、' + day + r'生まれ(?:、(男性|女性))?）', 'patient_name patient_kana birth_date gender'),
                 (r'(?<!被)保険者番号は(\d+)', 'insurer_no'), (r'被保険者番号は(\w+)', 'insured_no'),
                 (day + r'に(\S+?)と認定され', 'cert_date care_level'), (r'有効期間は' + day + 'から' + day, 'cert_start cert_end'),
                 (r'区分支給限度基準額は月(\d+)単位', 'limit_units'), (r'その期間は' + day + 'から' + day, 'limit_start limit_end')]
    items = {each['item']: each for each in form.columns}
    values = {}
    for pattern, names in sentences:
        if match := re.search(pattern, story):
            values.update({name: value for name, value in zip(names.split(), match.groups()) if value})
    for name, value in values.items():
        if items[name]['type'] == 'date':
            values[name] = '{:04}{:02}{:02}'.format(*map(int, re.findall(r'\d+', value)))
        elif items[name]['codes']:
            values[name] = next(code for code, text in form.lists[items[name]['codes']].items() if text == value)
    return values


def write_csv(form, values):
    own = {'csv_version': form.about['version'], 'document_id': 'CARD-2026-0042', 'revision': '1', 'created_at': '20260309090000'}
    fields = []
    for each in form.columns:
        value = values.get(each['item'], '') or own.get(each['item'], '') or each['fixed']
        fields.append('"' + value.replace('"', '""') + '"' if value and each['type'] == 'text' else value)
    return (','.join(fields) + '\r\n').encode('cp932')


def result_of(form, kit, scenario, mistakes):
    """The ending and the bytes of the result file."""
    name = scenario['id']
    if scenario['kind'] == 'send':
        return '.csv', mistakes.bytes(write_csv(form, mistakes.values(story_values(form, scenario['story']['ja']))))
    documents, refused = [], ''
    for path in scenario['inputs']:
        try:
            data = (kit / path).read_bytes()
            documents += read_csv(form, data) if path.lower().endswith('.csv') else read_bundle(data)
        except Refused as why:
            refused = str(why)
    if scenario['kind'] == 'refuse':
        refused = mistakes.refusal(name, refused)
        return '.answer.txt', (f'refused\n{refused}\n' if refused else 'accepted\n').encode()
    holding = in_force(mistakes.documents(name, documents))
    answers = []
    for question in scenario['questions']:
        found = [value for each in holding for item in question['items'] for value in each['answers'](item)] if question['items'] else [str(len(holding))]
        answers += [(question['id'], value) for value in mistakes.answers(name, question['id'], found or ['not-stated'])]
    return '.answers.tsv', ''.join(f'{question}\t{value}\n' for question, value in answers).encode()


def main(kit, results, mistakes):
    form = Form(kit)
    for scenario in json.loads((kit / 'scenarios.json').read_text('utf-8'))['scenarios']:
        if scenario['form'] == FORM:
            ending, data = result_of(form, kit, scenario, mistakes)
            (results / (scenario['id'] + ending)).write_bytes(data)
    files = {each.name: hashlib.sha256(each.read_bytes()).hexdigest() for each in results.iterdir()}
    version = json.loads((kit / 'manifest.json').read_text('utf-8'))['version']
    (results / 'results.json').write_text(json.dumps({'kit': version, 'program': 'card.py', 'files': files}), 'utf-8')


if __name__ == '__main__':
    from card_wrong import mistakes as mistakes_named
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), mistakes_named(sys.argv[3] if len(sys.argv) > 3 else ''))
