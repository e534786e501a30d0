"""Mistakes that a program makes in its documents: each is one variant of documents.py, and the case that must find it."""
import copy


class Right:
    """No mistake. A variant overrides one of these."""
    def bundle(self, name, bundle): return bundle
    def refusal(self, text): return text


VARIANTS = {}  # name -> (mistakes, the one case that fails)


def variant(name, case, **methods):
    VARIANTS[name] = (type(name, (Right,), {method: staticmethod(does) for method, does in methods.items()})(), case)


def mistakes(name):
    return VARIANTS[name][0] if name else Right()


def in_case(case, change):
    """`change`: works in place on the bundle of this case."""
    def apply(name, bundle):
        if name == case:
            change(bundle)
        return bundle
    return apply


def resources(bundle, kind):
    return [entry['resource'] for entry in bundle['entry'] if entry['resource']['resourceType'] == kind]


def patient(bundle):
    return resources(bundle, 'Patient')[0]


def without_allergies(bundle):
    gone = {f"AllergyIntolerance/{each['id']}" for each in resources(bundle, 'AllergyIntolerance')}
    bundle['entry'] = [entry for entry in bundle['entry'] if entry['resource']['resourceType'] != 'AllergyIntolerance']
    for section in bundle['entry'][0]['resource']['section']:
        section['entry'] = [each for each in section.get('entry', []) if each['reference'] not in gone]
        if not section['entry']:
            del section['entry']


def with_no_known_allergy(bundle):
    allergy = copy.deepcopy(next(entry for entry in bundle['entry'] if entry['resource']['resourceType'] == 'AllergyIntolerance'))
    allergy['resource'].update(id='none', code={'coding': [{'system': 'http://snomed.info/sct', 'code': '716186003', 'display': 'No known allergy'}]})
    allergy['fullUrl'] = 'https://clinic.example/fhir/AllergyIntolerance/none'
    bundle['entry'].append(allergy)


def care_level(bundle):
    return next(each['valueCodeableConcept'] for each in resources(bundle, 'Observation')
                if any(coding.get('display', '').startswith('要介護') for coding in each.get('valueCodeableConcept', {}).get('coding', [])))


def with_second_coding(bundle):
    level = care_level(bundle)
    level['coding'].append({**level['coding'][0], 'code': '25', 'display': '要介護５'})


def saying(sentence):
    def change(bundle):
        text = bundle['entry'][0]['resource']['section'][0]['text']
        text['div'] = text['div'].replace('</div>', f'<p>{sentence}</p></div>')
    return change


def with_inactive(kind):
    def change(bundle):
        for each in resources(bundle, kind):
            each['active'] = False
    return change


def with_one_patient(name, bundle):
    """Two people with the same Patient id."""
    for entry in bundle['entry']:
        if entry['resource']['resourceType'] == 'Patient' and name.startswith('nursing-plan'):
            old = f"Patient/{entry['resource']['id']}"
            entry['resource']['id'] = '1'
            entry['fullUrl'] = 'https://clinic.example/fhir/Patient/1'

            def renamed(node):
                if isinstance(node, dict):
                    return {key: 'Patient/1' if key == 'reference' and child == old else renamed(child) for key, child in node.items()}
                return [renamed(child) for child in node] if isinstance(node, list) else node
            return renamed(bundle)
    return bundle


def with_one_identifier(name, bundle):
    if name.startswith('nursing-plan'):
        bundle['identifier']['value'] = '1'
    return bundle


full, second = 'admission-full', 'nursing-plan-hard-characters'

# what is missing or made up
variant('allergies-dropped', full, bundle=in_case(full, without_allergies))
variant('no-known-allergy-beside-an-allergen', full, bundle=in_case(full, with_no_known_allergy))
variant('declared-dead', full, bundle=in_case(full, lambda bundle: patient(bundle).update(deceasedBoolean=True)))
variant('person-inactive', full, bundle=in_case(full, with_inactive('Patient')))
variant('offices-inactive', full, bundle=in_case(full, with_inactive('Organization')))
variant('marriage-invented', full, bundle=in_case(full, lambda bundle: patient(bundle).update(
    maritalStatus={'coding': [{'system': 'http://terminology.hl7.org/CodeSystem/v3-MaritalStatus', 'code': 'M'}]})))
variant('attester-forgotten', full, bundle=in_case(full, lambda bundle: bundle['entry'][0]['resource'].pop('attester')))

# what contradicts itself
variant('text-of-another-level', full, bundle=in_case(full, lambda bundle: care_level(bundle).update(text='要介護５')))
variant('coding-of-another-level', full, bundle=in_case(full, with_second_coding))
variant('sentence-with-another-level', full, bundle=in_case(full, saying('要介護５と認定されています。')))
variant('sentence-denies-an-allergy', full, bundle=in_case(full, saying('アレルギーはありません。')))

# across the documents
variant('one-patient-id', second, bundle=with_one_patient)
variant('one-identifier', second, bundle=with_one_identifier)

# what is no refusal
variant('crash-as-a-refusal', 'admission-broken-date', refusal=lambda text: 'refused\nTraceback (most recent call last):\n  File "convert.py", line 12, in <module>\nValueError\n')
variant('killed', 'admission-broken-date', refusal=lambda text: 'crashed\nexit status 139\n')
