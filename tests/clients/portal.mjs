// What persons see of themselves, in a real browser: a test portal with a token issuer of its own logs a person in. Exits with 0 if all checks pass.
// Environment: as of browser.mjs, RENKEI_PROGRAM and RENKEI_CONFIG: to enter the portal as a peer, RENKEI_DOCUMENTS: what others send about the person
// (PEER:PATH, by spaces).
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { X509Certificate, createHash, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { askQuestions, check, kinds, plain, printedSheets, screenLooks, sendDocument, takePictures, wanted } from './pages.mjs';

const { origin } = new URL(wanted('RENKEI_BASE'));
const peers = wanted('RENKEI_PEERS');
const peer = (id) => ({ ca: readFileSync(wanted('RENKEI_CA')), cert: readFileSync(`${peers}/${id}.pem`), key: readFileSync(`${peers}/${id}.key`) });
const renkei = (...words) => execFileSync(wanted('RENKEI_PROGRAM'), [...words, '--config', wanted('RENKEI_CONFIG')], { encoding: 'utf8' });

// ---------------------------------------------------------------- the portal
const issuer = 'https://login.example.jp';
const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const url64 = (bytes) => Buffer.from(bytes).toString('base64url');

function letPortalIn() {
  execFileSync(wanted('RENKEI_PROGRAM'), ['ca', 'issue', '--ca', `${peers}/../ca`, '--name', 'portal', '-o', peers]);
  const keys = `${peers}/portal.jwks.json`;
  writeFileSync(keys, JSON.stringify({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'portal', use: 'sig' }] }));
  renkei('peer', 'add', '--id', 'portal', '--name', '架空市民ポータル', '--role', 'portal', '--certificate', `${peers}/portal.pem`, '--token-issuer', issuer, '--token-keys', keys);
  renkei('insurer', 'set', '990010', '--state', 'live', '--live-from', '2026-04-01');
}

// With a survey, and a notice that it takes longer.
function applyForCertification() {
  const day = (days) => new Date(Date.now() + (days * 24 + 9) * 3600 * 1000).toISOString().slice(0, 10); // in Japan
  const person = wanted('RENKEI_PERSON_NUMBER');
  const [id] = renkei('certification', 'start', person, '--kind', 'renewal', '--on', day(-20), '--name', '連携　花子', '--kana', 'レンケイ　ハナコ', '--birth', '1938-04-05').split(' ');
  renkei('certification', 'step', person, id, '--step', 'survey', '--on', day(-10));
  renkei('opinions', 'request', person, '--institution', 'institution:9910100016', '--sent', day(-12), '--due', day(-3), '--name', '連携　花子');
  const other = 'insurer:990010|0000002002';
  renkei('certification', 'start', other, '--kind', 'new', '--on', day(-40), '--name', '連携　太郎', '--kana', 'レンケイ　タロウ', '--birth', '1940-05-06');
  renkei('registration', 'add', other, '--office', 'office:9970100013', '--service-type', '43', '--method', 'card', '--user', 'suzuki', '--until', day(5), '--name', '連携　太郎', '--birth', '1940-05-06');
  renkei('certification', 'delay', person, id, '--on', day(-1), '--until', day(30), '--reason', '主治医の意見書が遅れているため');
}

// For five minutes, as a login at the portal gives it.
function token(person, ground) {
  const now = Math.floor(Date.now() / 1000);
  const thumbprint = createHash('sha256').update(new X509Certificate(peer('portal').cert).raw).digest();
  const claims = {
    iss: issuer, sub: 'login-7', aud: origin, iat: now, exp: now + 300, jti: randomUUID(), cnf: { 'x5t#S256': url64(thumbprint) },
    extensions: { ihe_iua: { person_id: person }, ...(ground && { renkei: { ground } }) },
  };
  const text = [{ alg: 'ES256', typ: 'at+jwt', kid: 'portal' }, claims].map((part) => url64(JSON.stringify(part))).join('.');
  return `${text}.${url64(sign('sha256', Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' }))}`;
}

async function logIn(ground, language = 'ja') {
  const { cert, key } = peer('portal');
  const context = await browser.newContext({
    ignoreHTTPSErrors: true, locale: language, clientCertificates: [{ origin, cert, key }],
    extraHTTPHeaders: { Authorization: `Bearer ${token(wanted('RENKEI_PERSON_NUMBER'), ground)}`, 'Accept-Language': language },
  });
  const opened = await context.newPage();
  opened.on('console', (message) => complaints.push(message.text()));
  opened.on('pageerror', (error) => complaints.push(String(error)));
  return opened;
}

async function look(opened, name) {
  if (name in kinds) {
    await check(`${name}: what is asked first is answered at first sight`, () => askQuestions(opened, name));
  }
  for (const [what, looks] of Object.entries(screenLooks)) {
    await check(`${name}: ${what}`, () => looks(opened, name));
  }
  await check(`${name}: it prints, and each sheet has its number`, async () => {
    const sheets = await printedSheets(opened);
    assert.ok(sheets.length >= 1 && sheets.length <= 8, `${sheets.length} A4 pages`);
    sheets.forEach((text, i) => assert.ok(text.includes(`${i + 1}/${sheets.length}`), text));
  });
  if (process.env.RENKEI_PICTURES) {
    await takePictures(opened, name);
  }
}

const facts = {
  async 'the person sees what is kept, in large type, and no form, code or script of a professional'() {
    assert.equal((await page.goto(`${origin}/my`)).status(), 200);
    assert.match(await page.locator('h1').innerText(), /^連携.*花子 さんの介護情報$/);
    assert.ok((await page.locator('h1 + .alert').innerText()).includes('更新申請'), 'the first line');
    const text = await page.locator('main').innerText();
    for (const part of ['連携', '要介護', '出典：', '更新申請', '次は、主治医の意見書', '主治医の意見書が遅れているため']) {
      assert.ok(text.includes(part), part);
    }
    assert.ok(!/[a-z]+_[a-z]+|CodeSystem|urn:/.test(text), 'codes');
    assert.equal(await page.locator('img, script').count(), 0);
    assert.ok(parseFloat(await page.locator('main dd').first().evaluate((node) => getComputedStyle(node).fontSize)) >= 18);
    await look(page, 'own');
  },
  async 'consent is given and withdrawn by keyboard'() {
    for (const [button, said] of [['情報を共有することに同意する', '現在、同意しています'], ['同意を取り消す', '現在、同意していません']]) {
      await page.getByRole('checkbox').focus();
      await page.keyboard.press('Space');
      await page.getByRole('button', { name: button }).focus();
      await page.keyboard.press('Enter');
      await page.getByText(said).waitFor();
      assert.equal(page.url(), `${origin}/my`);
    }
    await look(page, 'own-consented');
  },
  async 'who looked is named, with the ground'() {
    await page.getByRole('link', { name: 'だれが、いつ' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'あなたの情報を求めた機関' }).waitFor();
    const text = await page.locator('main').innerText();
    assert.ok(text.includes('あなた（架空市民ポータル から）') && text.includes('根拠：'), text);
    await look(page, 'own-access');
    await page.getByRole('link', { name: 'ご自身のページへ戻る' }).click();
    assert.equal(page.url(), `${origin}/my`);
  },
  async 'who acts for the person sees less'() {
    const opened = await logIn('legal_representative');
    await opened.goto(`${origin}/my`);
    const text = await opened.locator('main').innerText();
    assert.ok(text.includes('要介護') && !text.includes('負担の割合') && !text.includes('架空県') && !text.includes('更新申請'), text);
    assert.ok(!text.includes('あなた'), 'spoken to as the person');
    await look(opened, 'own-proxy');
  },
  async 'nothing is shown to family whom the insurer does not name'() {
    const opened = await logIn('family');
    const answer = await opened.goto(`${origin}/my`);
    assert.equal(answer.status(), 404);
    await opened.getByRole('alert').waitFor();
    complaints.length = 0; // the browser's own line on 404
    await look(opened, 'own-closed');
  },
  async 'the insurer sees the offices and consents of the person'() {
    const { cert, key } = peer('municipality');
    const context = await browser.newContext({ ignoreHTTPSErrors: true, clientCertificates: [{ origin, cert, key }] });
    const opened = await context.newPage();
    await opened.goto(`${origin}/records`);
    const [, insurer, number] = wanted('RENKEI_PERSON_NUMBER').match(/insurer:(\d+)\|(\d+)/);
    await opened.getByLabel('保険者番号', { exact: true }).fill(insurer);
    await opened.getByLabel('被保険者番号', { exact: true }).fill(number);
    await opened.keyboard.press('Enter');
    await opened.waitForURL(/_search$/);
    assert.ok(!opened.url().includes('1016'), 'no number stands in the URL');
    await look(opened, 'records');
    await context.close();
  },
  async 'each sees what waits for it, what is due first, and finds a person by name'() {
    for (const [id, first, picture] of [['municipality', '連携 太郎', 'work'], ['hospital', '連携 花子', 'work-institution'], ['care-office', '連携 太郎', 'work-office']]) {
      const { cert, key } = peer(id);
      const context = await browser.newContext({ ignoreHTTPSErrors: true, clientCertificates: [{ origin, cert, key }] });
      const opened = await context.newPage();
      await opened.goto(`${origin}/work`);
      const names = await opened.locator('tbody tr b').allInnerTexts();
      assert.equal(plain(names[0]), plain(first), names.join());
      await look(opened, picture);
      if (id === 'municipality') {
        await opened.getByLabel('氏名またはカナ').fill('はなこ');
        await opened.keyboard.press('Enter');
        await opened.waitForURL(/work\/_search$/);
        assert.deepEqual((await opened.locator('tbody tr b').allInnerTexts()).map(plain), [plain('連携 花子')]);
        await look(opened, 'work-found');
      }
      await context.close();
    }
  },
  async 'it is in English for those who ask for it'() {
    const opened = await logIn(undefined, 'en');
    await opened.goto(`${origin}/my`);
    assert.equal(await opened.locator('html').getAttribute('lang'), 'en');
    assert.ok(plain(await opened.locator('main').innerText()).includes(plain('There is no consent at present.')));
    await look(opened, 'own-english');
  },
  async 'the browser complains of nothing'() {
    assert.deepEqual(complaints.filter((text) => !text.includes('404')), []);
  },
};

letPortalIn();
applyForCertification();
for (const [id, path] of wanted('RENKEI_DOCUMENTS').split(' ').map((each) => each.split(':'))) {
  assert.equal((await sendDocument(origin, peer(id), readFileSync(path))).statusCode, 201, path);
}
const browser = await chromium.launch({ executablePath: wanted('RENKEI_BROWSER'), args: ['--no-sandbox'] });
const complaints = [];
const page = await logIn();
try {
  for (const [name, fact] of Object.entries(facts)) {
    await check(name, fact);
  }
} finally {
  await browser.close();
}
