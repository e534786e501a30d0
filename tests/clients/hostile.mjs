// Documents that nobody should send, as pages in a browser: markup in every text, names without an end, thousands of rows, months that no calendar has.
// Each is shown plainly: all of its texts are there, nothing runs, no page is wider than its window. Exits with 0 if all checks pass, else prints the
// failed ones. Environment: as of kinds.mjs.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { check, fitsWindows, screenLooks, sendDocument, sendSet, wanted } from './pages.mjs';

const { origin } = new URL(wanted('RENKEI_BASE'));
const peer = (id) => ({ ca: readFileSync(wanted('RENKEI_CA')), cert: readFileSync(`${wanted('RENKEI_PEERS')}/${id}.pem`), key: readFileSync(`${wanted('RENKEI_PEERS')}/${id}.key`) });
const fixture = (path) => readFileSync(`${wanted('RENKEI_FIXTURES')}/${path}`, 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'renkei-hostile-'));

// ---------------------------------------------------------------- documents
const isWords = (text) => /[ぁ-んァ-ヶ一-龥]/.test(text);
const markup = (i) => `<script>document.title='taken ${i}'</script><img src=x onerror="document.title='taken'">]]>&lt;b&gt;</bdi></td></table><h1>${i}`;
const unbroken = (i) => `${i}W`.padEnd(5000, 'W');

// Each text of a value with words in it, replaced.
function changed(value, change) {
  if (typeof value === 'string') {
    return isWords(value) ? change(value) : value;
  }
  return value && typeof value === 'object' ? Object.assign(Array.isArray(value) ? [] : {}, Object.fromEntries(Object.entries(value).map(([key, each]) => [key, changed(each, change)]))) : value;
}

function everyText(form, text) {
  const texts = [];
  const document = changed(JSON.parse(fixture(`${form}/full.json`)), () => {
    texts.push(text(texts.length));
    return texts.at(-1);
  });
  return { document, texts };
}

const month = () => JSON.parse(fixture('careplan6_plan/full.json'));
function withRows(count) { // each with an office of its own
  const document = month();
  const rows = Array.from({ length: count }, (_, i) => ({ ...document.line[i % document.line.length], provider_name: `事業所${i}` }));
  return { document: { ...document, line: rows }, texts: rows.map((each) => each.provider_name) };
}
const inBundle = (from, to) => ({ document: JSON.parse(fixture('careplan6_plan/full.bundle.json').replaceAll(from, to)), texts: ['支援　一郎', 'デイサービスかくう'] });

function named(name, div) { // a FHIR document that no form reads
  const url = (id) => `urn:uuid:5d1e0001-0000-4000-8000-00000000000${id}`;
  const entries = [
    {
      resourceType: 'Composition', status: 'final', type: { coding: [{ system: 'http://x.example/types', code: '56447-6' }] }, date: '2026-03-01',
      identifier: { system: 'urn:x:documents', value: 'D-1' }, title: `経過の記録${name}`, subject: { reference: url(1) }, author: [{ reference: url(2) }],
      extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/composition-clinicaldocument-versionNumber', valueString: '1' }],
      section: [{ title: name, text: { status: 'additional', div: `<div xmlns="http://www.w3.org/1999/xhtml">${div}</div>` } }],
    },
    { resourceType: 'Patient', identifier: [{ system: 'https://renkei.example.jp/fhir/IdSystem/kaigo-insured-person-no', value: '0000009999' }], name: [{ text: name }], birthDate: '1938-05-12' },
    { resourceType: 'Organization', identifier: [{ system: 'http://jpfhir.jp/fhir/core/IdSystem/insurance-medical-institution-no', value: '9910100016' }], name },
  ];
  const bundle = { resourceType: 'Bundle', type: 'document', identifier: { system: 'urn:x:bundles', value: 'B-1' }, timestamp: '2026-03-01T09:00:00+09:00' };
  return { document: { ...bundle, entry: entries.map((resource, id) => ({ fullUrl: url(id), resource })) }, texts: [name, word] };
}
const thousand = '長'.repeat(1000);
const word = 'W'.repeat(5000);

const files = { // a document of each kind of page
  ...Object.fromEntries(['admission', 'opinion', 'careplan2', 'careplan3', 'careplan7', 'nursing_report'].map((form) => [
    `markup, and 5,000 characters in one word: ${form}`, everyText(form, (i) => (i % 2 ? unbroken(i) : markup(i))),
  ])),
  'names of 1,000 characters': everyText('nursing_summary', (i) => `${i}長`.padEnd(1000, '長')),
  'names of 1,000 characters in a document without a form': named(thousand, `<p>${word}</p><script>document.title='taken'</script><img src="x" onerror="document.title='taken'"/>`),
  '2,000 rows': withRows(2000),
  'a month 13': inBundle(/2026-02(?=["-])/g, '2026-13'),
  'a 30th of February': inBundle(/2026-02-(03|10|16|28)/g, '2026-02-30'),
  'a service that no table of codes names': inBundle('151111', '15ZZZ9'),
};

// ---------------------------------------------------------------- how they are shown
async function isShownPlainly(opened, texts, asked) {
  const shown = (await opened.locator('body').evaluate((body) => body.textContent)).normalize().replace(/[\u2068\u2069]/g, '');
  assert.deepEqual(texts.filter((each) => !shown.includes(each.normalize())).map((each) => each.slice(0, 60)), [], 'all texts are there');
  assert.equal(await opened.locator('script, img, iframe, object, [onerror], [onclick], [style]').count(), 0);
  assert.ok(!(await opened.title()).startsWith('taken'));
  assert.deepEqual(asked, [], 'nothing is asked for');
}

async function look(opened, name, texts) {
  const asked = [];
  const note = (request) => !/\/style\/|favicon/.test(request.url()) && request.url() !== opened.url() && asked.push(request.url());
  opened.on('request', note);
  await check(`${name}: it is shown plainly`, () => isShownPlainly(opened, texts, asked));
  await check(`${name}: it is no wider than its window`, () => fitsWindows(opened, [320, 390, 1280]));
  await opened.evaluate(() => document.querySelectorAll('tr:nth-child(n + 100)').forEach((row) => row.remove())); // of thousands it would take minutes
  await check(`${name}: axe-core finds nothing`, () => screenLooks['axe-core finds nothing'](opened));
  opened.off('request', note);
}

async function lookAtFiles() {
  const opened = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
  for (const [name, { document, texts }] of Object.entries(files)) {
    writeFileSync(`${folder}/in.json`, JSON.stringify(document));
    rmSync(`${folder}/page.html`, { force: true });
    const said = spawnSync(wanted('RENKEI_PROGRAM'), ['convert', `${folder}/in.json`, '--to', 'html', '--rules', 'report', '-o', `${folder}/page.html`], { encoding: 'utf8' });
    if (!existsSync(`${folder}/page.html`)) {
      await check(`${name}: there is a page`, () => assert.fail(said.stderr.slice(0, 1000)));
      continue;
    }
    await opened.goto(pathToFileURL(`${folder}/page.html`).href);
    await look(opened, name, texts);
  }
}

// ---------------------------------------------------------------- from a gateway
const fits = (i) => `<script x=">${i}`; // in every box

async function sendAll() {
  const sent = async (from, document, type) => {
    const answer = await sendDocument(origin, peer(from), document, type);
    assert.equal(answer.statusCode, 201, `${from} ${type}`);
    return new URL(answer.headers.location, origin).pathname;
  };
  const brought = async (path, name, change = (text) => text) => { // one by one, as only a network may bring them
    const bytes = Buffer.from(change(readFileSync(`${wanted('RENKEI_FIXTURES')}/${path}`, 'latin1')), 'latin1');
    const answer = await sendSet(origin, peer('network'), [[name ?? path.split('/').pop(), bytes]]);
    assert.equal(answer.statusCode, 201, JSON.stringify(answer.receipt));
    return `/documents/${answer.receipt.documents?.[0].id ?? answer.receipt.id}`;
  };
  const marked = everyText('nursing_report', fits);
  const report = await sent('visiting-nurse', JSON.stringify(marked.document), 'application/json');
  const long = named(thousand, `<p>${word}</p>`);
  const foreign = await sent('hospital', JSON.stringify(long.document), 'application/fhir+json');
  const [from, ends] = ['9970100013_43_9970101011_11_20260301091501.CSV', '9970100013_43_9970100047_15_20260301093000.CSV'];
  const plan = await brought(`careplan1/UP1KYO_${from}`, `UP1KYO_${ends}`);
  await brought(`careplan2/UP2KYO_${from}`, `UP2KYO_${ends}`);
  const unknown = (text) => text.replaceAll('151111', '15ZZZ9');
  const month = await brought('careplan6_plan/UPPLAN_202602_9970100013_43_9970100047_15_20260301091500.CSV', undefined, unknown);
  await brought('careplan6_result/UPJSK_202602_9970100047_15_9970100013_43_20260301091500.CSV');
  return [
    ['a report with markup', 'visiting-nurse', report, marked.texts],
    ['the person of it', 'visiting-nurse', `${report}/person`, [marked.document.header.patient.name]],
    ['a list with markup', 'visiting-nurse', '/documents', [marked.document.header.patient.name]],
    ['a document without a form', 'hospital', foreign, long.texts],
    ['its person', 'hospital', `${foreign}/person`, []],
    ['a list with names of 1,000 characters', 'hospital', '/documents', []],
    ['a set without its supplement and its third sheet', 'care-office', `${plan}/set`, ['居宅サービス計画書 第3表', '利用者補足情報', '転ばずに家の中を歩きたい']],
    ['a month without its set', 'care-office', month, ['15ZZZ9']],
    ['a service that one side names and no table', 'care-office', `${month}/side-by-side`, ['15ZZZ9', '151111']],
  ];
}

async function lookAtGateway() {
  for (const [name, id, path, texts] of await sendAll()) {
    const { cert, key } = peer(id);
    const context = await browser.newContext({ ignoreHTTPSErrors: true, viewport: { width: 1280, height: 900 }, clientCertificates: [{ origin, cert, key }] });
    const opened = await context.newPage();
    const answer = await opened.goto(origin + path);
    await check(`${name}: there is a page`, () => assert.equal(answer.status(), 200));
    await look(opened, name, texts);
    await context.close();
  }
}

const browser = await chromium.launch({ executablePath: wanted('RENKEI_BROWSER'), args: ['--no-sandbox'] });
try {
  await lookAtGateway();
  await lookAtFiles();
} finally {
  await browser.close();
  rmSync(folder, { recursive: true });
}
