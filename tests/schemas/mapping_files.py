#!/usr/bin/env python3
"""mapping_files.py RENKEI FOLDER...: every mapping file below the folders is valid by the schema of its kind, and a file with a planted mistake is not."""
import copy
import json
import pathlib
import re
import subprocess
import sys

try:
    import jsonschema
    import yaml
except ImportError as missing:
    print(f'skipped: {missing}; Debian has it as python3-jsonschema or python3-yaml')
    sys.exit(77)

# Where the files of a kind lie; the first that fits counts.
KINDS = [
    ('form', r'/form\.yaml$'),
    ('codes', r'/codes/[^/]+\.yaml$'),
    ('formats', r'/shared/formats\.yaml$'),
    ('number_kinds', r'/shared/number_kinds\.yaml$'),
    ('wordings', r'/shared/wordings\.yaml$'),
    ('concepts', r'/concepts\.yaml$'),
    ('transfer', r'/transfer(-[^/]*)?\.yaml$'),
    ('prefill', r'/prefill(-[a-z0-9_]+)?\.yaml$'),
    ('part', r'\.yaml$'),
]
NOT_MAPPINGS = re.compile(r'/shared/prefixes\.yaml$')

# kind, the keys that lead to a place, and what is planted there: None removes the key.
MISTAKES = [
    ('form', ['titel'], 'x'),
    ('form', ['title'], None),
    ('form', ['identity', 'reviser'], 'x'),
    ('form', ['syntax', '*', 'kind'], 'broad'),
    ('form', ['codes'], {'a': 'b'}),
    ('part', ['item'], {}),
    ('part', ['items', '*', 'tpye'], 'text'),
    ('part', ['items', '*', 'card'], 2),
    ('part', ['items', '*', 'ext'], False),
    ('part', ['items', '*', 'name'], ''),
    ('part', ['groups', 'g'], {'min': -1}),
    ('part', ['rules', 0, 'severity'], None),
    ('part', ['rules', 0, 'when'], [{'unless': 'x'}]),
    ('part', ['columns', '1'], {'bit': ['a']}),
    ('part', ['entries', 0, 'frmae'], 'x'),
    ('part', ['views', 'v'], {'templat': 'x'}),
    ('codes', ['*', 'rows'], None),
    ('codes', ['*', 'rows', 0], ['1']),
    ('formats', ['*', 'english'], None),
    ('number_kinds', ['*', 'range'], None),
    ('number_kinds', ['*', 'unit'], 'kg'),
    ('wordings', ['wordings', '*', 'readings', '*', 'says'], None),
    ('concepts', ['concepts', '*', 'public'], [{'system': 'x', 'code': 'y'}]),
    ('transfer', ['to'], None),
    ('transfer', ['withhold'], [{'itme': 'x'}]),
    ('prefill', ['from'], None),
    ('prefill', ['rules', 'copy'], ['x']),
    ('prefill', ['only'], {'item': 'x'}),
]


class Loader(yaml.SafeLoader):
    """YAML 1.2 as editors read it: days are texts, and so are yes and no; a key is always a text."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != 'tag:yaml.org,2002:timestamp' and not (tag == 'tag:yaml.org,2002:bool' and first not in 'tTfF')]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def with_text_keys(value):
    if isinstance(value, dict):
        return {str(key).lower() if isinstance(key, bool) else str(key): with_text_keys(each) for key, each in value.items()}
    return [with_text_keys(each) for each in value] if isinstance(value, list) else value


def read(path):
    return with_text_keys(yaml.load(path.read_text('utf-8'), Loader))


def plant(document, keys, value):
    """False: the document has no such place."""
    *above, last = keys
    for key in above:
        if isinstance(document, dict) and key == '*' and document:
            key = next(iter(document))
        if not (isinstance(document, dict) and key in document or isinstance(document, list) and key == 0 and document):
            return False
        document = document[key]
    if value is None:
        return document.pop(last, None) is not None if isinstance(document, dict) else False
    if not isinstance(document, (dict, list)):
        return False
    document[last] = value
    return True


def main(renkei, *folders):
    validators = {}
    for kind, _ in KINDS:
        schema = json.loads(subprocess.run([renkei, 'map', 'schema', '--kind', kind], check=True, capture_output=True).stdout)
        jsonschema.Draft202012Validator.check_schema(schema)
        validators[kind] = jsonschema.Draft202012Validator(schema)
    documents = {}
    wrong = []
    for path in sorted(path for folder in folders for path in pathlib.Path(folder).rglob('*.yaml')):
        if NOT_MAPPINGS.search(str(path)):
            continue
        kind = next(kind for kind, pattern in KINDS if re.search(pattern, str(path)))
        document = read(path)
        documents.setdefault(kind, []).append(document)
        wrong += [f'{path}: {"/".join(map(str, error.absolute_path))}: {error.message[:200]}' for error in validators[kind].iter_errors(document)]
    for kind, keys, value in MISTAKES:
        planted = 0
        for document in copy.deepcopy(documents.get(kind, [])):
            if plant(document, keys, value):
                planted += 1
                if validators[kind].is_valid(document):
                    wrong.append(f'{kind}: {keys} = {value} is not refused')
                    break
        if planted == 0:
            wrong.append(f'{kind}: no file has a place for {keys}')
    print('\n'.join(wrong) if wrong else f'{sum(map(len, documents.values()))} files are valid, {len(MISTAKES)} mistakes are refused')
    return 1 if wrong else 0


sys.exit(main(*sys.argv[1:]))
