// The page of a document in a real browser, with a client certificate. Exits with 0 if all checks pass, else prints the failed ones.
// Environment: as of fhir_client.mjs, and RENKEI_BROWSER: the browser's program.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import https from 'node:https';
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
    const shown = (await page.locator('body').innerText()).normalize();
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
  async 'what is not stated can be hidden'() {
    const silent = page.locator('tr.u').first();
    assert.ok(await silent.isVisible());
    await page.getByLabel('記載なしの欄も表示する').uncheck();
    assert.ok(!(await silent.isVisible()));
    await page.getByLabel('記載なしの欄も表示する').check();
  },
  async 'a telephone needs no sideways scrolling'() {
    await page.setViewportSize({ width: 360, height: 640 });
    const [needed, room] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
    assert.ok(needed <= room, `${needed} of ${room} pixels`);
  },
  async 'paper has no controls'() {
    await page.emulateMedia({ media: 'print' });
    assert.ok(!(await page.locator('#all').isVisible()));
    assert.equal((await page.pdf()).subarray(0, 5).toString(), '%PDF-');
  },
  async 'without a certificate there is no page'() {
    const stranger = await browser.newContext({ ignoreHTTPSErrors: true });
    await assert.rejects((await stranger.newPage()).goto(page.url()), /ERR_/);
  },
};

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
    try {
      await fact();
      console.log(`ok: ${name}`);
    } catch (error) {
      console.error(`failed: ${name}\n`, error);
      process.exitCode = 1;
    }
  }
  if (process.env.RENKEI_PICTURE) {
    await page.emulateMedia({ media: 'screen' });
    await page.setViewportSize({ width: 900, height: 1200 });
    await page.screenshot({ path: process.env.RENKEI_PICTURE });
  }
} finally {
  await browser.close();
}
