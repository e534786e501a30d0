// Pages in a real browser: a document, the list of documents and a person's page from the gateway, with a client certificate, and a document
// of every form as a file. Exits with 0 if all checks pass, else prints the failed ones.
// Environment: as of fhir_client.mjs, RENKEI_PEERS: the folder of their certificates, RENKEI_OTHERS: what others send about the same person
// (PEER:PATH, by spaces), RENKEI_STRANGER: a file about another one, RENKEI_BROWSER: the browser's program, RENKEI_PAGES: a folder of pages (FORM.html), RENKEI_PICTURES: a folder for pictures (optional).
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { askQuestions, check, plain, printedSheets, screenLooks, sendDocument, takePictures, wanted } from './pages.mjs';

const { origin } = new URL(wanted('RENKEI_BASE'));
const credentials = { ca: readFileSync(wanted('RENKEI_CA')), cert: readFileSync(wanted('RENKEI_CERT')), key: readFileSync(wanted('RENKEI_KEY')) };

const attack = `<img src=x onerror=document.title='taken'><script>document.title='taken'</script>`;
const sent = Buffer.from(readFileSync(wanted('RENKEI_DOCUMENT')).toString('latin1').replace(/(00-0000-0102,)"[^"]*"/, `$1"${attack}"`), 'latin1');
const texts = [...new TextDecoder('shift_jis').decode(sent).matchAll(/,"([^"]+)"/g)].map((each) => each[1].trim()).filter((each) => /[^\d]/.test(each));

const others = wanted('RENKEI_OTHERS').split(' ').map((each) => each.split(':'));
const post = (who, document, type) => sendDocument(origin, who, document, type);
const peer = (id) => ({ ca: credentials.ca, cert: readFileSync(`${wanted('RENKEI_PEERS')}/${id}.pem`), key: readFileSync(`${wanted('RENKEI_PEERS')}/${id}.key`) });

const facts = {
  async 'every text that was sent stands on the page'() {
    assert.ok(texts.length > 20 && texts.includes(attack), 'the document has texts');
    const shown = (await page.locator('body').evaluate((body) => body.textContent)).normalize();
    assert.deepEqual(texts.filter((each) => !shown.includes(each.normalize())), []);
  },
  async 'it is a Japanese page with a heading'() {
    assert.equal(await page.locator('html').getAttribute('lang'), 'ja');
    assert.equal(await page.locator('h1').innerText(), await page.title());
    assert.ok((await page.title()).length > 3);
  },
  async 'what was sent is shown, not run, and nothing else is asked for'() {
    assert.notEqual(await page.title(), 'taken');
    assert.equal(await page.locator('img, script').count(), 0);
    const others = asked.filter((url) => url !== page.url() && !url.endsWith('/favicon.ico'));
    assert.match(others.join(' '), /^https:\/\/[^/]+\/style\/[0-9a-f]{16}\.css$/, 'nothing but the one stylesheet');
    assert.deepEqual(complaints, []);
  },
  async 'what only programs need is closed'() {
    const technical = page.locator('details');
    assert.equal(await technical.getAttribute('open'), null);
    await technical.locator('summary').focus();
    await page.keyboard.press('Enter');
    assert.notEqual(await technical.getAttribute('open'), null);
  },
  async 'restricted content is marked in its place, and left out on paper if that is chosen'() {
    const marked = page.locator('.x').filter({ hasText: '虐待' }).first();
    assert.ok((await marked.innerText()).includes('取扱注意'));
    const choice = page.getByLabel('印刷に含めない');
    for (const isLeftOut of [false, true]) {
      await choice.setChecked(isLeftOut);
      assert.ok(await marked.isVisible(), 'on the screen');
      await page.emulateMedia({ media: 'print' });
      assert.equal(await marked.isVisible(), !isLeftOut, 'on paper');
      assert.equal(await page.getByText('この印刷には含まれていません').isVisible(), isLeftOut);
      assert.ok(!(await page.locator('details').isVisible()));
      await page.emulateMedia({ media: null }); // as a browser does it: 'screen' would be printed, too
    }
    await choice.uncheck();
  },
  async 'without a certificate there is no page'() {
    const stranger = await browser.newContext({ ignoreHTTPSErrors: true });
    await assert.rejects((await stranger.newPage()).goto(page.url()), /ERR_/);
  },
};

// ---------------------------------------------------------------- every form, as a file
const paper = { admission: 4, person: 4 }; // the most A4 sheets that a page may take
const telephone = 11_500; // the most pixels that a page of a person is long on one

let sheets; // as the page was printed last
const looks = {
  ...screenLooks,
  async 'it prints on few sheets'(opened, form) {
    sheets = undefined;
    sheets = await printedSheets(opened);
    console.log(`${form}: ${sheets.length} A4 pages`);
    assert.ok(sheets.length >= 1 && sheets.length <= (paper[form] ?? 20), `${sheets.length} A4 pages`);
  },
  async 'each sheet carries its number, the title and the person'(opened, form) {
    const title = plain(await opened.title());
    sheets.forEach((text, i) => {
      assert.ok(text.includes(`${i + 1}/${sheets.length}`), `${form} ${i + 1}: its number`);
      assert.ok(text.includes(title), `${form} ${i + 1}: the title`);
      assert.ok(form === 'list' || (form === 'persons' && i === 0) || (/様\d+年\d+月\d+日生/.test(text)) || (/被保険者番号[H\d]\d{9}/.test(text)), `${form} ${i + 1}: name and birth date, or the number`);
    });
  },
};

async function lookAtFiles() {
  const folder = wanted('RENKEI_PAGES');
  const files = readdirSync(folder).filter((each) => each.endsWith('.html'));
  assert.ok(files.length >= 9, `${files.length} pages`);
  const opened = await (await browser.newContext()).newPage(); // one for all: each would be a process of the browser
  let said = [];
  opened.on('console', (message) => said.push(message.text()));
  for (const file of files) {
    const form = file.replace(/\.html$/, '');
    said = [];
    await opened.goto(pathToFileURL(`${folder}/${file}`).href);
    for (const [name, look] of Object.entries(looks)) {
      await check(`${form}: ${name}`, () => look(opened, form));
    }
    await check(`${form}: the browser complains of nothing`, () => assert.deepEqual(said, []));
    if (process.env.RENKEI_PICTURES) {
      await takePictures(opened, `file-${form}`); // kinds.mjs has those that a gateway shows
    }
  }
}

// ---------------------------------------------------------------- the list, and what documents say of a person
const walk = {
  async 'the list is found, searched by keyboard, and leads to the person'() {
    await page.goto(`${origin}/`);
    assert.equal(page.url(), `${origin}/documents`);
    assert.equal(await page.title(), '文書の一覧');
    for (const [label, value] of [['本人の氏名', '連携花子'], ['本人の番号', '0000001016']]) { // in any spelling; the number on the card alone
      await page.getByLabel(label).fill(value);
      await page.keyboard.press('Enter');
      await page.waitForURL(/_search$/);
      assert.equal(await page.getByRole('row').count(), 2 + others.length, label);
      await page.goto(`${origin}/documents`);
    }
    await page.getByLabel('本人の番号').fill(wanted('RENKEI_PERSON_NUMBER'));
    await page.keyboard.press('Enter');
    await page.getByRole('table').waitFor();
    assert.ok(!page.url().includes('1016'), 'no number stands in the URL');
    assert.equal(await page.getByRole('row').count(), 2 + others.length);
    for (const [name, look] of Object.entries(looks)) {
      await check(`list: ${name}`, () => look(page, 'list'));
    }
    await picture('list');
    await page.getByRole('link', { name: 'さんの記録' }).first().focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: '文書から見た本人の記録' }).waitFor();
  },
  async 'the list leads the sender to who received a document'() {
    const opened = await context.newPage();
    await opened.goto(`${origin}/documents`);
    await opened.getByRole('link', { name: '送達の状況' }).first().click();
    await opened.getByRole('heading', { name: '送達の状況' }).waitFor();
    assert.ok((await opened.getByRole('row').count()) > 1);
    for (const name of ['axe-core finds nothing', 'no width needs sideways scrolling', 'it prints on few sheets']) { // it names no person
      await check(`deliveries: ${name}`, () => looks[name](opened, 'deliveries'));
    }
    await opened.close();
  },
  async 'what is wrong with a search is said on the page'() {
    const refused = await context.newPage();
    const answer = await refused.goto(`${origin}/documents?sender=nobody`);
    assert.equal(answer.status(), 400);
    assert.ok((await refused.getByRole('alert').innerText()).includes('nobody'));
    await refused.close();
  },
  async 'what is not there is said on a page, which names nothing'() {
    const refused = await context.newPage();
    for (const path of ['/nothing', '/fhir/Patient/none', '/documents/0190d5d4-5d6f-7000-8000-000000000000']) {
      const answer = await refused.goto(origin + path);
      assert.equal(answer.status(), 404, path);
      assert.match(answer.headers()['content-type'], /^text\/html/, path);
      await refused.getByRole('alert').waitFor();
      assert.equal(await refused.getByRole('main').getByRole('link', { name: '文書の一覧' }).getAttribute('href'), `${origin}/documents`);
    }
    await check('refusal: axe-core finds nothing', () => looks['axe-core finds nothing'](refused));
    await check('refusal: what is asked first is answered at first sight', () => askQuestions(refused, 'refusal'));
    await picture('refusal', refused);
    await refused.close();
  },
  async 'the page of the person has a line of measurements with its table, opened by keyboard'() {
    for (const [name, look] of Object.entries(looks)) {
      await check(`person: ${name}`, () => look(page, 'person'));
    }
    await picture('person');
    await page.setViewportSize({ width: 390, height: 800 });
    const length = await page.evaluate(() => document.documentElement.scrollHeight);
    console.log(`person: ${length} pixels on a telephone`);
    assert.ok(length <= telephone, `${length} pixels`);
    for (const name of ['体重', '体温']) {
      assert.equal(await page.getByRole('img', { name }).count(), 1, name);
    }
    // one reading, and the lowest and highest of a month: those are no readings, so there is no line
    assert.equal(await page.getByRole('img', { name: '血圧' }).count(), 0);
    const values = page.locator('figure details').first();
    await values.locator('summary').focus();
    await page.keyboard.press('Enter');
    assert.ok((await values.getByRole('row').count()) >= 3);
  },
  async 'the page of the person leads to an eligibility check of any day'() {
    const opened = await context.newPage();
    await opened.goto(page.url());
    await opened.getByRole('link', { name: '資格確認' }).click();
    await opened.getByLabel('確認する日').fill('2026-02-01');
    await opened.keyboard.press('Enter');
    await opened.waitForURL(/eligibility\?date=2026-02-01$/);
    assert.ok((await opened.getByRole('heading', { level: 1 }).innerText()).startsWith('資格確認'));
    assert.ok((await opened.getByRole('row').count()) > 5);
    for (const [name, look] of Object.entries(looks)) {
      await check(`eligibility: ${name}`, () => look(opened, 'eligibility'));
    }
    await opened.close();
  },
  async 'another person with the same number stands in a column of their own, below a line that says to stop'() {
    const stranger = readFileSync(wanted('RENKEI_STRANGER'), 'utf8').replaceAll('0000000208', '0000001016');
    assert.equal((await post(peer('visiting-nurse'), stranger, 'application/json')).statusCode, 201);
    await page.setViewportSize({ width: 1280, height: 1000 });
    await page.reload();
    const alert = await page.getByRole('alert').innerText();
    assert.ok(alert.includes('使用を止めて') && alert.includes('Stop.'), alert);
    const columns = page.locator('.person');
    assert.equal(await columns.count(), 2);
    const [left, right] = [await columns.nth(0).boundingBox(), await columns.nth(1).boundingBox()];
    assert.ok(left.y === right.y && left.x + left.width <= right.x, 'side by side');
    for (const name of ['花子', '太郎']) {
      assert.equal(await columns.filter({ hasText: name }).count(), 1, name);
    }
    for (const [name, look] of Object.entries(looks)) {
      await check(`persons: ${name}`, () => look(page, 'persons'));
    }
    await check('persons: what is asked first is answered at first sight', () => askQuestions(page, 'persons'));
    await picture('persons');
  },
  async 'neither page runs a script or asks for anything else'() {
    assert.equal(await page.locator('img, script').count(), 0);
    assert.deepEqual(asked.filter((url) => !url.startsWith(origin)), []);
    assert.deepEqual(complaints, []);
  },
};

async function picture(name, opened = page) {
  if (process.env.RENKEI_PICTURES) {
    await takePictures(opened, name);
  }
}

const created = await post(credentials, sent);
assert.equal(created.statusCode, 201);
for (const [id, path] of others) {
  const isJson = path.endsWith('.json'); // about another person by itself
  const document = isJson
    ? readFileSync(path, 'utf8').replaceAll('0000000109', '0000001016').replaceAll('1938-05-03', '1938-05-12')
    : readFileSync(path);
  assert.equal((await post(peer(id), document, isJson ? 'application/json' : undefined)).statusCode, 201, path);
}
const browser = await chromium.launch({ executablePath: wanted('RENKEI_BROWSER'), args: ['--no-sandbox'] });
const context = await browser.newContext({ ignoreHTTPSErrors: true, clientCertificates: [{ origin, cert: credentials.cert, key: credentials.key }] });
const page = await context.newPage();
const asked = [];
const complaints = [];
page.on('request', (request) => asked.push(request.url()));
page.on('console', (message) => complaints.push(message.text()));
page.on('pageerror', (error) => complaints.push(String(error)));
try {
  const answer = await page.goto(new URL(created.headers.location, origin).href);
  assert.equal(answer.status(), 200);
  assert.match(answer.headers()['content-type'], /^text\/html/);
  for (const [name, fact] of Object.entries(facts)) {
    await check(name, fact);
  }
  for (const [name, fact] of Object.entries(walk)) {
    await check(name, fact);
  }
  await lookAtFiles();
} finally {
  await browser.close();
}
