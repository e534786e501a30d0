"""archive.py ZIP FOLDER: unpacks the exported kit and says what is missing in it, or does not belong there."""
import json
import pathlib
import sys
import tarfile
import zipfile

archive = zipfile.ZipFile(sys.argv[1])
assert archive.testzip() is None
archive.extractall(sys.argv[2])
names = archive.namelist()
assert names == sorted(names), 'not in order'
top = pathlib.Path(sys.argv[2]) / names[0].split('/')[0]
named = {'README.md', 'manifest.json', 'scenarios.json', 'promises.tsv', 'requirements.tsv', 'peers.ndjson'}
for case in json.loads((top / 'manifest.json').read_text('utf-8'))['cases']:
    named |= {case[key] for key in ('input', 'record', 'bundle', 'loss') if case.get(key)}
for scenario in json.loads((top / 'scenarios.json').read_text('utf-8'))['scenarios']:
    named |= set(scenario['inputs'])
there = {str(path.relative_to(top)) for path in top.rglob('*') if path.is_file()}
packages = {name for name in there if name.startswith('profiles/')}
tables = {name for name in there if name.startswith('forms/')}
assert there - packages - tables == named, (there - packages - tables) ^ named
# a reader has the tables of every form that is asked for, and none of a document type of others
assert not any('clins' in name for name in tables)
for form in json.loads((top / 'manifest.json').read_text('utf-8'))['cases']:
    folder = f'forms/{form["form"]}-{form["version"]}/'
    assert {folder + name for name in ('codes.tsv', 'rules.tsv', f'items-{form["syntax"]}.tsv')} <= tables, folder
# what the README names is there, and it needs no other file of the repository
readme = (top / 'README.md').read_text('utf-8')
for name in ('fixtures/', '.yaml', 'RENKEI_RENEW_FIXTURES', 'Changing the kit'):
    assert name not in readme, f'README.md of the archive: {name}'
for name in sorted(tables):
    text = (top / name).read_text('utf-8')
    widths = {line.count('\t') for line in text.splitlines() if '\tunused\t' not in line}
    assert len(widths) == 1, f'{name}: {widths}'
assert len(packages) == 1, packages
# our own definitions, and none of others
for member in tarfile.open(top / packages.pop()):
    if member.name.startswith('package/StructureDefinition-'):
        url = json.load(tarfile.open(next((top / 'profiles').iterdir())).extractfile(member.name))['url']
        assert url.startswith('https://renkei.example.jp/'), url
