// Every kind of page from one gateway, as its readers open it: the first questions of each (questions.json) are answered in the first window, and it
// looks right in small, zoomed, dark and forced-colours windows. Exits with 0 if all checks pass, else prints the failed ones.
// Environment: as of browser.mjs, RENKEI_FIXTURES: the folder of the kit, RENKEI_PROGRAM and RENKEI_CONFIG: for reports of the gateway.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { askQuestions, check, fitsWindows, kindOf, kinds, screenLooks, sendDocument, sendSet, takePictures, wanted } from './pages.mjs';

const { origin } = new URL(wanted('RENKEI_BASE'));
const fixture = (path) => readFileSync(`${wanted('RENKEI_FIXTURES')}/${path}`);
const peer = (id) => ({ ca: readFileSync(wanted('RENKEI_CA')), cert: readFileSync(`${wanted('RENKEI_PEERS')}/${id}.pem`), key: readFileSync(`${wanted('RENKEI_PEERS')}/${id}.key`) });
const renkei = (...words) => execFileSync(wanted('RENKEI_PROGRAM'), words, { encoding: 'utf8', maxBuffer: 64 << 20, stdio: ['ignore', 'pipe', 'ignore'] });
const json = 'application/json';

// ---------------------------------------------------------------- what was sent
const paths = {}; // of documents, by the names that questions.json has

async function send(name, from, bytes, type) {
  const answer = await sendDocument(origin, peer(from), bytes, type);
  assert.equal(answer.statusCode, 201, name);
  paths[name] = new URL(answer.headers.location, origin).pathname;
}

async function sendFiles(from, files) { // by name: the file of the kit, and what it is called on the way
  const answer = await sendSet(origin, peer(from), Object.values(files).map(([path, name]) => [name ?? path.split('/').pop(), fixture(path)]));
  assert.equal(answer.statusCode, 201, JSON.stringify(answer.receipt));
  Object.keys(files).forEach((name, part) => {
    paths[name] = `/documents/${answer.receipt.documents.find((each) => (each.part ?? 0) === part).id}`;
  });
}

// Three evaluations of a person for LIFE, and another person whom the office serves.
async function sendEvaluations() {
  const [names, first] = fixture('life310_adl/two-documents.csv').toString().split('\r\n');
  for (const [i, [day, changed]] of [['20251010', '"1"'], ['20260112', '"2"'], ['20260410', '"2"']].entries()) {
    const row = first.replace('9970101029', '9970100047').replace('ADL-0001', `ADL-${i}`).replace('20260410', day).replace('"2","2","3"', `"2",${changed},"3"`);
    await send('evaluation', 'day-care', `${names}\r\n${row}\r\n`, 'text/csv');
  }
  for (const [number, name, kana] of [['0000001016', '連携 花子', 'レンケイ ハナコ'], ['0000002022', '連携 太郎', 'レンケイ タロウ']]) {
    renkei('registration', 'add', `insurer:990010|${number}`, '--office', 'office:9970100047', '--service-type', '15', '--method', 'card', '--user', 'suzuki', '--from', '2026-04-01',
      '--name', name, '--kana', kana, '--birth', '1938-05-12', '--config', wanted('RENKEI_CONFIG'));
  }
}

async function sendAll() {
  await send('admission', 'care-office', fixture('admission/NYUIN_9970100013_43_9910100016_00_20260301091500.CSV'));
  await send('discharge', 'hospital', fixture('discharge/TAIIN_9910100016_00_9970100013_43_20260301091500.CSV'));
  await send('survey', 'municipality', fixture('cert_survey/CHOSA_990010_46_9970100013_43_20260301091500.CSV'));
  await send('opinion', 'clinic', fixture('opinion/full.json'), json);
  for (const name of ['report', 'summary', 'record2']) {
    await send(name, 'visiting-nurse', fixture(`nursing_${name}/full.json`), json);
  }
  const ends = '9970100013_43_9970100047_15';
  const [plan, month] = [`${ends}_20260301093000.CSV`, `${ends}_20260301091500.CSV`];
  const from = '9970100013_43_9970101011_11_20260301091501.CSV';
  await sendFiles('care-office', {
    careplan1: [`careplan1/UP1KYO_${from}`, `UP1KYO_${plan}`],
    careplan2: [`careplan2/UP2KYO_${from}`, `UP2KYO_${plan}`],
    careplan3: [`careplan3/UP3KYO_${from}`, `UP3KYO_${plan}`],
    supplement: [`careplan_supplement/UPHOSOKU_000000_${ends}_20260301091502.CSV`, `UPHOSOKU_000000_${plan}`],
  });
  await sendFiles('care-office', {
    careplan6: [`careplan6_plan/UPPLAN_202602_${month}`],
    careplan7: [`careplan7/UPSIKYU_202602_${month}`],
    'month-supplement': [`careplan_supplement/UPHOSOKU_202602_${month}`],
  });
  await sendEvaluations();
  await sendFiles('day-care', { result: ['careplan6_result/UPJSK_202602_9970100047_15_9970100013_43_20260301091500.CSV'] });
}

// ---------------------------------------------------------------- pages
const folder = mkdtempSync(join(tmpdir(), 'renkei-kinds-'));
const reports = { // pages that are files
  reference: () => renkei('forms', 'admission', '--as', 'html', '--lang', 'ja'),
  audit: () => renkei('audit', 'report', '--peer', 'care-office', '--format', 'html', '--lang', 'ja', '--config', wanted('RENKEI_CONFIG')),
  report: () => readFileSync(wanted('RENKEI_REPORT')),
  narrative: () => { // a document of a type that no form here has
    const bundle = JSON.parse(fixture('nursing_summary/full.bundle.json'));
    Object.assign(bundle.entry[0].resource, { type: { coding: [{ system: 'http://x.example/types', code: '1' }] }, title: '経過の要約', meta: undefined });
    writeFileSync(`${folder}/in.json`, JSON.stringify({ ...bundle, meta: undefined }));
    renkei('convert', `${folder}/in.json`, '--to', 'html', '-o', `${folder}/narratives.html`, '--fail-on', 'error', '--overwrite');
    return readFileSync(`${folder}/narratives.html`);
  },
};

function address(page) {
  if (page in reports) {
    const path = `${folder}/${page}.html`;
    writeFileSync(path, reports[page]());
    return pathToFileURL(path).href;
  }
  return origin + page.replace(/^\{(.+?)\}/, (_, name) => paths[name] ?? assert.fail(`${page}: nothing is called so`));
}

const contexts = {};
async function pageOf(id, look = {}) {
  const { cert, key } = peer(id);
  contexts[id + JSON.stringify(look)] ??= await (await browser.newContext({ ignoreHTTPSErrors: true, clientCertificates: [{ origin, cert, key }], ...look })).newPage();
  return contexts[id + JSON.stringify(look)];
}

async function open(name, look) {
  const opened = await pageOf(kindOf(name).peer, look);
  const answer = await opened.goto(address(kindOf(name).page));
  assert.ok(!answer || answer.status() === 200, `${name}: ${answer?.status()}`);
  return opened;
}

// What stays in view while the page moves below it: pixels of the height.
const staying = (opened) => opened.evaluate(() => Math.max(0, ...[...document.querySelectorAll('main *, body > *')]
  .filter((node) => ['sticky', 'fixed'].includes(getComputedStyle(node).position) && !node.closest('.scroll, table'))
  .map((node) => node.getBoundingClientRect().height)));

const looks = {
  async 'a narrow window needs no sideways scrolling'(name) {
    await fitsWindows(await open(name), [320, 390]);
  },
  async 'at 200 % zoom nothing is cut or covered'(name) {
    const opened = await open(name, { deviceScaleFactor: 2, viewport: { width: 640, height: 450 } });
    await fitsWindows(opened, [640], 450);
    assert.ok((await staying(opened)) <= 225, 'half of the window is free');
  },
};
const colours = {
  async 'axe-core finds nothing in the dark'(name) {
    const opened = await open(name, { colorScheme: 'dark', viewport: { width: 1280, height: 900 } });
    const ground = await opened.evaluate(() => getComputedStyle(document.body).backgroundColor.match(/\d+/g).map(Number));
    assert.ok(Math.max(...ground.slice(0, 3)) < 80, `the ground is dark: ${ground}`);
    await screenLooks['axe-core finds nothing'](opened);
  },
  async 'in forced colours alerts and tags have a frame and a word'(name) {
    const opened = await open(name, { forcedColors: 'active', viewport: { width: 1280, height: 900 } });
    const faults = await opened.evaluate(() => [...document.querySelectorAll('.alert, .tag')].filter((node) => {
      const { borderTopStyle, borderTopWidth, borderLeftWidth, outlineStyle } = getComputedStyle(node);
      const isFramed = (borderTopStyle !== 'none' && parseFloat(borderTopWidth) + parseFloat(borderLeftWidth) > 0) || outlineStyle !== 'none';
      return !isFramed || node.textContent.trim() === '';
    }).map((node) => node.outerHTML.slice(0, 120)));
    assert.deepEqual(faults, []);
  },
};

await sendAll();
const browser = await chromium.launch({ executablePath: wanted('RENKEI_BROWSER'), args: ['--no-sandbox'] });
try {
  for (const [name, kind] of Object.entries(kinds).filter(([, each]) => each.page)) {
    await check(`${name}: what is asked first is answered at first sight`, async () => askQuestions(await open(name), name));
    for (const [what, look] of Object.entries(kind.colours ? { ...looks, ...colours } : looks)) {
      await check(`${name}: ${what}`, () => look(name));
    }
    if (process.env.RENKEI_PICTURES) {
      await takePictures(await open(name), name);
    }
  }
} finally {
  await browser.close();
  rmSync(folder, { recursive: true });
}
