#!/usr/bin/env python3
"""documents.py KIT RESULTS [VARIANT]: the documents of the kit's cases as another program writes them: its own ids, references, order, narratives and layout.

What a document says is taken from the expected bundles; everything that fixtures/README.md calls free is other. VARIANT names one mistake of documents_wrong.py;
without it the results are right.
"""
import json
import pathlib
import re
import sys

CASES = ['admission-full', 'nursing-plan-minimal', 'nursing-plan-hard-characters', 'nursing-summary-full']
REFUSED = 'admission-broken-date'


def resources(bundle, kind):
    return [entry['resource'] for entry in bundle['entry'] if entry['resource']['resourceType'] == kind]


def rewritten_references(node, urls):
    """`urls`: old fullUrl -> new one. Works in place."""
    if isinstance(node, dict):
        if isinstance(node.get('reference'), str) and node['reference'] in urls:
            node['reference'] = urls[node['reference']]
        for child in node.values():
            rewritten_references(child, urls)
    elif isinstance(node, list):
        for child in node:
            rewritten_references(child, urls)


def with_own_narratives(bundle):
    """A list instead of a table; resources have none."""
    composition = bundle['entry'][0]['resource']
    for section in composition['section']:
        div = section['text']['div']
        div = re.sub(r'</?(table|tbody|thead)>', '', div)
        div = re.sub(r'<tr><th>(.*?)</th><td>(.*?)</td></tr>', r'<p><b>\1</b>：\2</p>', div)
        section['text']['div'] = re.sub(r'<tr>(.*?)</tr>', lambda row: '<p>' + re.sub(r'</?t[hd][^>]*>', ' ', row[1]) + '</p>', div)


def document(bundle, case):
    """The same document by another program."""
    head, *rest = bundle['entry']
    rest.sort(key=lambda entry: (entry['resource']['resourceType'], json.dumps(entry['resource'].get('code', {}), sort_keys=True)))
    bundle['entry'] = [head] + rest
    urls = {}
    for number, entry in enumerate(bundle['entry']):
        resource = entry['resource']
        resource['id'] = f'{case}-{number}'[-64:]
        urls[entry['fullUrl']] = f"{resource['resourceType']}/{resource['id']}"
        entry['fullUrl'] = f"https://clinic.example/fhir/{resource['resourceType']}/{resource['id']}"
        if resource['resourceType'] != 'Composition':
            resource.pop('text', None)
    rewritten_references(bundle, urls)
    bundle['identifier'] = {'system': 'https://clinic.example/documents', 'value': case}
    with_own_narratives(bundle)
    return bundle


def main(kit, results, mistakes):
    cases = {case['id']: case for case in json.loads((kit / 'manifest.json').read_text('utf-8'))['cases']}
    for name in CASES:
        bundle = json.loads((kit / cases[name]['bundle']).read_text('utf-8'))
        bundle = mistakes.bundle(name, document(bundle, name))
        (results / f'{name}.json').write_text(json.dumps(bundle, ensure_ascii=False), 'utf-8')
    (results / f'{REFUSED}.answer.txt').write_text(mistakes.refusal('refused\n生年月日が暦にありません\n'), 'utf-8')


if __name__ == '__main__':
    from documents_wrong import mistakes as mistakes_named
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), mistakes_named(sys.argv[3] if len(sys.argv) > 3 else ''))
