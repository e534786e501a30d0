#!/usr/bin/env python3
"""form_files.py RENKEI KIT: every form file in JSON that the kit accepts is valid by `renkei schema` of its form, and so is the schema's own example; the same with a planted mistake is not."""
import copy
import json
import pathlib
import subprocess
import sys

try:
    import jsonschema
except ImportError as missing:
    print(f'skipped: {missing}; Debian has it as python3-jsonschema')
    sys.exit(77)

WRONG = '\u2603' # in no code list and no pattern


def said(*command):
    return subprocess.run(command, check=True, capture_output=True).stdout


def documents_of(path):
    text = path.read_text('utf-8')
    try:
        return [json.loads(text)]
    except json.JSONDecodeError:
        return [json.loads(line) for line in text.splitlines()]


def values_of(value, schema):
    """Every object of the document with a key, and the schema of what stands there."""
    if isinstance(value, list):
        for each in value:
            yield from values_of(each, schema.get('items', {}))
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key in schema.get('properties', {}):
                yield value, key, schema['properties'][key]
                yield from values_of(inner, schema['properties'][key])


def kinds_of(schema):
    """What the schema says of a value, and a value that it must refuse."""
    if 'const' in schema:
        yield 'const', 0
    if '$ref' in schema or any('$ref' in each for each in schema.get('oneOf', [])):
        yield 'code', WRONG
    if 'pattern' in schema:
        yield 'pattern', WRONG
    if 'maxLength' in schema:
        yield 'length', 'a' * (schema['maxLength'] + 1)
    if 'maximum' in schema:
        yield 'maximum', schema['maximum'] + 1
    if 'minimum' in schema:
        yield 'minimum', schema['minimum'] - 1
    if 'maxItems' in schema:
        yield 'rows', [{}] * (schema['maxItems'] + 1)
    kind = schema.get('type')
    if kind:
        yield 'type ' + str(kind), WRONG if 'string' not in kind else 1


def plant(document, schema):
    """Documents with one mistake each, the first of every kind."""
    done = set()
    for number, (_, _, inside) in enumerate(values_of(document, schema)):
        for kind, value in kinds_of(inside):
            if kind not in done:
                done.add(kind)
                broken = copy.deepcopy(document)
                holder, key, _ = list(values_of(broken, schema))[number]
                holder[key] = value
                yield kind, broken
    for key in schema.get('required', []):
        broken = copy.deepcopy(document)
        broken.pop(key, None)
        yield 'required', broken
    if schema['additionalProperties'] is False:
        yield 'unknown key', {**document, 'tea': 1}


def main(renkei, kit):
    kit = pathlib.Path(kit)
    cases = json.loads((kit / 'manifest.json').read_text('utf-8'))['cases']
    wrong, checked, refused = [], 0, {}
    for about in json.loads(said(renkei, 'forms', '--json')):
        form = about['form']
        schema = json.loads(said(renkei, 'schema', form))
        jsonschema.Draft202012Validator.check_schema(schema)
        validator = jsonschema.Draft202012Validator(schema)
        documents = [(f'{form}: example', each) for each in schema.get('examples', [])]
        for case in cases:
            is_file = case['form'] == form and case['direction'] != 'backward' and case['input'].endswith('json')
            if is_file and case['verdict'] != 'refused' and case.get('manner') != 'lenient':
                documents += [(case['id'], each) for each in documents_of(kit / case['input'])]
        for name, document in documents:
            checked += 1
            wrong += [f'{name}: {"/".join(map(str, error.absolute_path))}: {error.message[:200]}' for error in validator.iter_errors(document)]
        planted = [mistake for _, document in documents for mistake in plant(document, schema)]
        is_ours = 'foreign' not in about  # what others define says so in FHIR, not in our JSON
        if documents and is_ours and not any(kind == 'const' for kind, _ in planted):
            wrong.append(f'{form}: no document says which form it is')
        for kind, broken in planted:
            refused[kind] = refused.get(kind, 0) + 1
            if validator.is_valid(broken):
                wrong.append(f'{form}: {kind}: a mistake is not refused: {json.dumps(broken, ensure_ascii=False)[:300]}')
    for kind in ('const', 'code', 'pattern', 'length', 'maximum', 'minimum', 'rows', 'required'):
        if not refused.get(kind):
            wrong.append(f'no document has a place for a wrong {kind}')
    print('\n'.join(wrong) if wrong else f'{checked} documents are valid, {sum(refused.values())} mistakes are refused')
    return 1 if wrong else 0


sys.exit(main(*sys.argv[1:]))
