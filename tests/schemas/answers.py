#!/usr/bin/env python3
"""answers.py RENKEI KIT: every answer of --pipe to the inputs of the kit, and to broken lines, is valid by the schema that --schema prints; answers with a planted mistake are not."""
import base64
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

BROKEN = [b'', b'x', b'{"resourceType":"Patient"', b'\xff', b'{"base64":"%"}', b'[]', b'{"resourceType":"Patient","active":1}', b'{"text":"' + b'x' * 3_000_000 + b'"}']
ENDINGS = ('.csv', '.CSV', '.json', '.xml')

# The keys that lead to a place, and what is planted there; None removes it.
MISTAKES = [
    (['line'], 0),
    (['line'], None),
    (['ok'], 'true'),
    (['form'], 1),
    (['output'], 'text'),
    (['output'], {'text': 'a'}),
    (['output'], {'text': 1, 'name': 'a.csv'}),
    (['output'], {'base64': 1, 'name': 'a.csv'}),
    (['output'], {'text': 'a', 'base64': 'YQ==', 'name': 'a.csv'}),
    (['output'], {}),
    (['loss'], None),
    (['findings'], {}),
    (['findings', 0, 'id'], None),
    (['findings', 0, 'severity'], 'bad'),
    (['findings', 0, 'place', 'file'], 'a.csv'),
    (['findings', 0, 'text'], 'x'),
    (['more'], 1),
]


def lines_of(kit):
    for path in sorted(path for path in pathlib.Path(kit).rglob('*') if path.suffix in ENDINGS and path.parent != pathlib.Path(kit)):
        yield json.dumps({'base64': base64.b64encode(path.read_bytes()).decode(), 'name': path.name}).encode()
    yield from BROKEN


def plant(answer, keys, value):
    """False: the answer has no such place."""
    *above, last = keys
    for key in above:
        if isinstance(answer, list) and not answer or isinstance(answer, dict) and key not in answer:
            return False
        answer = answer[key]
    if value is None:
        return answer.pop(last, None) is not None
    answer[last] = value
    return True


def main(renkei, kit):
    lines = b''.join(line + b'\n' for line in lines_of(kit))
    wrong = []
    checked = 0
    for command in (['convert'], ['convert', '--values-in-findings'], ['convert', '--to', 'fhir-xml'], ['convert', '--encoding', 'utf-8'], ['validate'], ['validate', '--lang', 'ja']):
        schema = json.loads(subprocess.run([renkei, command[0], '--pipe', '--schema'], check=True, capture_output=True).stdout)
        jsonschema.Draft202012Validator.check_schema(schema)
        validator = jsonschema.Draft202012Validator(schema)
        answers = [json.loads(line) for line in subprocess.run([renkei, *command, '--pipe', '--max-line', '2000000'], input=lines, check=True, capture_output=True).stdout.splitlines()]
        if [answer['line'] for answer in answers] != list(range(1, lines.count(b'\n') + 1)):
            wrong.append(f'{command}: not an answer to every line')
        for answer in answers:
            checked += 1
            wrong += [f'{command}: line {answer["line"]}: {"/".join(map(str, error.absolute_path))}: {error.message[:200]}' for error in validator.iter_errors(answer)]
        for keys, value in MISTAKES:
            planted = [answer for answer in copy.deepcopy([each for each in answers if each['findings']][:1]) if plant(answer, keys, value)]
            if not planted and command[0] == 'convert':
                wrong.append(f'{command}: no answer has a place for {keys}')
            wrong += [f'{command}: {keys} = {value} is not refused' for answer in planted if validator.is_valid(answer)]
    print('\n'.join(wrong) if wrong else f'{checked} answers are valid')
    return 1 if wrong else 0


sys.exit(main(*sys.argv[1:]))
