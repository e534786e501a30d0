// Pages of documents in a real browser: one from the gateway, with a client certificate, and one of every form as a file. Exits with 0 if all
// checks pass, else prints the failed ones.
// Environment: as of fhir_client.mjs, RENKEI_BROWSER: the browser's program, RENKEI_PAGES: a folder of pages (FORM.html), RENKEI_PICTURES: a
// folder for pictures of them (optional).
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import https from 'node:https';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { chromium } from 'playwright-core';

const wanted = (name) => process.env[name] ?? assert.fail(`${name} is not set`);
const { origin } = new URL(wanted('RENKEI_BASE'));
const credentials = { ca: readFileSync(wanted('RENKEI_CA')), cert: readFileSync(wanted('RENKEI_CERT')), key: readFileSync(wanted('RENKEI_KEY')) };

const attack = `<img src=x onerror=document.title='taken'><script>document.title='taken'</script>`;
const sent = Buffer.from(readFileSync(wanted('RENKEI_DOCUMENT')).toString('latin1').replace(/(00-0000-0102,)"[^"]*"/, `$1"${attack}"`), 'latin1');
const texts = [...new TextDecoder('shift_jis').decode(sent).matchAll(/,"([^"]+)"/g)].map((each) => each[1].trim()).filter((each) => /[^\d]/.test(each));

const post = () =>
  new Promise((resolve, reject) => {
    const request = https.request(`${origin}/documents`, { ...credentials, method: 'POST', headers: { 'Content-Type': 'text/csv;charset=Shift_JIS' } }, (answer) => {
      answer.resume().on('end', () => resolve(answer));
    });
    request.on('error', reject).end(sent);
  });

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
    assert.deepEqual(asked.filter((url) => url !== page.url() && !url.endsWith('/favicon.ico')), []);
    assert.deepEqual(complaints, []);
  },
  async 'what only programs need is closed'() {
    const technical = page.locator('details');
    assert.equal(await technical.getAttribute('open'), null);
    await technical.locator('summary').focus();
    await page.keyboard.press('Enter');
    assert.notEqual(await technical.getAttribute('open'), null);
  },
  async 'restricted content is not beside the rest on paper'() {
    await page.emulateMedia({ media: 'print' });
    assert.ok(!(await page.locator('.screen').first().isVisible()));
    assert.equal(await page.locator('.r').evaluate((sheet) => getComputedStyle(sheet).breakBefore), 'page');
    assert.ok(!(await page.locator('details').isVisible()));
    await page.emulateMedia({ media: 'screen' });
  },
  async 'without a certificate there is no page'() {
    const stranger = await browser.newContext({ ignoreHTTPSErrors: true });
    await assert.rejects((await stranger.newPage()).goto(page.url()), /ERR_/);
  },
};

// ---------------------------------------------------------------- every form, as a file
const widths = { phone: 360, zoomed: 640, desktop: 1280 }; // 1280 at 200 % is 640
const paper = { admission: 4 }; // the most A4 pages that a form may take

const looks = {
  async 'axe-core finds nothing'(opened) {
    await opened.evaluate(axe.source);
    const { violations } = await opened.evaluate(() => globalThis.axe.run());
    assert.deepEqual(violations.map((each) => `${each.id}: ${each.nodes[0].html.slice(0, 200)}`), []);
  },
  async 'no width needs sideways scrolling'(opened) {
    for (const [name, width] of Object.entries(widths)) {
      await opened.setViewportSize({ width, height: 800 });
      const [needed, room] = await opened.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
      assert.ok(needed <= room, `${name}: ${needed} of ${room} pixels`);
    }
  },
  async 'it prints on few sheets'(opened, form) {
    const printed = (await opened.pdf({ preferCSSPageSize: true })).toString('latin1');
    const sheets = [...printed.matchAll(/\/Type\s*\/Page\b(?!s)/g)].length;
    console.log(`${form}: ${sheets} A4 pages`);
    assert.ok(sheets >= 1 && sheets <= (paper[form] ?? 20), `${sheets} A4 pages`);
  },
};

async function lookAtFiles() {
  const folder = wanted('RENKEI_PAGES');
  const files = readdirSync(folder).filter((each) => each.endsWith('.html'));
  assert.ok(files.length >= 9, `${files.length} pages`);
  const reader = await browser.newContext();
  for (const file of files) {
    const form = file.replace(/\.html$/, '');
    const opened = await reader.newPage();
    const said = [];
    opened.on('console', (message) => said.push(message.text()));
    await opened.goto(pathToFileURL(`${folder}/${file}`).href);
    for (const [name, look] of Object.entries(looks)) {
      await check(`${form}: ${name}`, () => look(opened, form));
    }
    await check(`${form}: the browser complains of nothing`, () => assert.deepEqual(said, []));
    if (process.env.RENKEI_PICTURES) {
      await takePictures(opened, form);
    }
    await opened.close();
  }
}

async function takePictures(opened, form) {
  mkdirSync(process.env.RENKEI_PICTURES, { recursive: true });
  for (const width of [390, 1280]) {
    await opened.setViewportSize({ width, height: 1000 });
    await opened.screenshot({ path: `${process.env.RENKEI_PICTURES}/${form}-${width}.png`, fullPage: true });
  }
  await opened.pdf({ preferCSSPageSize: true, path: `${process.env.RENKEI_PICTURES}/${form}.pdf` });
}

async function check(name, fact) {
  try {
    await fact();
    console.log(`ok: ${name}`);
  } catch (error) {
    console.error(`failed: ${name}\n`, error);
    process.exitCode = 1;
  }
}

const created = await post();
assert.equal(created.statusCode, 201);
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
  await lookAtFiles();
} finally {
  await browser.close();
}
