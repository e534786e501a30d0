// Each role does its work in a real browser, and no command is run but those that let peers in: a municipality takes an application to its result,
// a clinic answers what it was asked, a care manager registers, is confirmed, takes a consent and hands a plan over. Exits with 0 if all checks pass.
// Environment: as of portal.mjs.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { check, plain, printedSheets, screenLooks, sendDocument, takePictures, wanted } from './pages.mjs';

const { origin } = new URL(wanted('RENKEI_BASE'));
const peers = wanted('RENKEI_PEERS');
const peer = (id) => ({ ca: readFileSync(wanted('RENKEI_CA')), cert: readFileSync(`${peers}/${id}.pem`), key: readFileSync(`${peers}/${id}.key`) });
const day = (days) => new Date(Date.now() + (days * 24 + 9) * 3600 * 1000).toISOString().slice(0, 10); // in Japan
const written = readFileSync(wanted('RENKEI_OPINION'), 'utf8').replaceAll('2026-03-01', day(0)); // after it was asked for
const opinion = JSON.parse(written);
const { insurerNumber: insurer, insuredNumber: number } = opinion.header.insurance;

const opened = {};
async function at(id) {
  if (!opened[id]) {
    const { cert, key } = peer(id);
    const context = await browser.newContext({ ignoreHTTPSErrors: true, clientCertificates: [{ origin, cert, key }] });
    opened[id] = await context.newPage();
    opened[id].on('console', (message) => complaints.push(message.text()));
    opened[id].on('pageerror', (error) => complaints.push(String(error)));
  }
  return opened[id];
}

async function look(page, name) {
  for (const [what, looks] of Object.entries(screenLooks)) {
    await check(`${name}: ${what}`, () => looks(page, name));
  }
  await check(`${name}: it prints`, async () => assert.ok((await printedSheets(page)).length >= 1));
  if (process.env.RENKEI_PICTURES) {
    await takePictures(page, name);
  }
}

async function personOf(id) {
  const page = await at(id);
  await page.goto(`${origin}/records`);
  await page.getByLabel('保険者番号', { exact: true }).fill(insurer);
  await page.getByLabel('被保険者番号', { exact: true }).fill(number);
  await page.keyboard.press('Enter');
  await page.waitForURL(/_search$/);
  return page;
}

// The button of an act; the last one of several records. Then the form is filled in and sent.
async function act(page, button, boxes, picture) {
  await page.getByRole('button', { name: button }).last().click();
  await page.locator('form.entry').waitFor();
  assert.ok(!page.url().includes(number), 'no number stands in the URL');
  if (picture) {
    await look(page, picture);
  }
  for (const [label, value] of Object.entries(boxes)) {
    const box = page.getByLabel(new RegExp(`^${label}(必須)?$`)).first();
    const [tag, type] = await box.evaluate((node) => [node.tagName, node.type]);
    if (tag === 'SELECT') {
      await box.selectOption(value);
    } else if (type === 'checkbox') {
      await box.check();
    } else {
      await box.fill(value);
    }
  }
  await page.locator('form.entry button').click();
}

async function back(page) {
  await page.getByRole('button', { name: 'この利用者の登録を見る' }).click();
  await page.waitForURL(/_search$/);
}

const isDone = async (page) => assert.ok(plain(await page.locator('main').innerText()).includes(plain('登録しました')), await page.locator('main').innerText());

const facts = {
  async 'the municipality takes part, without a command'() {
    const page = await at('municipality');
    await page.goto(`${origin}/records`);
    await act(page, '保険者の設定を変える', { 介護情報基盤への参加: 'live', 開始日: '2026-04-01' }, 'entry-insurer');
    await isDone(page);
  },
  async 'it receives an application; what is wrong stands beside its box'() {
    const page = await personOf('municipality');
    await act(page, '要介護認定の申請を受け付ける', { 申請日: day(3) }, 'entry-application');
    await page.getByRole('alert').first().waitFor();
    assert.equal(await page.locator('[aria-invalid=true]').count(), 1, 'the kind is missing');
    assert.equal(await page.getByLabel('申請日').inputValue(), day(3), 'what was typed is there');
    await look(page, 'entry-wrong');
    await page.getByLabel('申請の種類').selectOption('renewal');
    await page.getByLabel('申請日').fill(day(-20));
    await page.getByLabel('氏名', { exact: true }).fill('連携 花子');
    await page.locator('form.entry button').click();
    await isDone(page);
  },
  async 'it asks the clinic for an opinion'() {
    const page = await personOf('municipality');
    await act(page, '主治医意見書を依頼する', { 医療機関番号: `institution:${opinion.header.sender.medicalInstitutionCode}`, 依頼日: day(-19), 期限: day(2), 氏名: '連携 花子' });
    await isDone(page);
  },
  async 'the clinic sees what it is asked, answers, and the list is empty'() {
    const page = await at('clinic');
    await page.goto(`${origin}/work`);
    assert.ok(plain(await page.locator('main').innerText()).includes(plain('連携 花子')), await page.locator('main').innerText());
    await look(page, 'walk-clinic');
    const answer = await sendDocument(origin, peer('clinic'), Buffer.from(written), 'application/json');
    assert.equal(answer.statusCode, 201);
    await page.reload();
    assert.ok(!plain(await page.locator('tbody').allInnerTexts().then((all) => all.join())).includes(plain('連携 花子')), 'it does not wait any more');
  },
  async 'it entrusts an office with the survey, which sees whom to survey'() {
    const page = await personOf('municipality');
    await act(page, '機関と本人との関係を登録する', { 関係の種類: 'survey', 機関の番号: 'office:9970100013', 初日: day(0), 末日: day(20), '期限（調査の委託）': day(5), 氏名: '連携 花子' });
    await isDone(page);
    const office = await at('care-office');
    await office.goto(`${origin}/work`);
    const list = plain(await office.locator('tbody').allInnerTexts().then((all) => all.join()));
    assert.ok(list.includes(plain('連携 花子')) && list.includes(plain('認定調査')), list);
    await look(office, 'walk-surveyor');
  },
  async 'the result is entered, and the application has left the list'() {
    const page = await personOf('municipality');
    assert.ok(plain(await page.locator('main').innerText()).includes(plain('主治医意見書')));
    await act(page, '手順と結果を登録する', { 認定調査の日: day(-15), 一次判定の日: day(0), 介護認定審査会の日: day(0), 認定結果の日: day(0), 要介護状態区分: '22', 認定有効期間の初日: day(-20), 認定有効期間の末日: day(345) }, 'entry-result');
    await isDone(page);
    await back(page);
    await look(page, 'walk-records');
    await page.goto(`${origin}/work`);
    assert.ok(!plain(await page.locator('tbody').allInnerTexts().then((all) => all.join())).includes(plain('連携 花子')));
  },
  async 'a care manager registers, the municipality confirms, the manager takes a consent'() {
    const manager = await personOf('care-office');
    await act(manager, '担当事業所を登録する', { サービス種類: '43', 本人確認の方法: 'card', 本人確認の日時: `${day(0)}T00:01`, 本人確認をした職員: 'suzuki', 初日: day(0), 氏名: '連携 花子' }, 'entry-registration');
    await isDone(manager);
    await back(manager);
    assert.ok(plain(await manager.locator('main').innerText()).includes(plain('保険者は未確認')));
    const municipality = await personOf('municipality');
    await act(municipality, '登録を確認する', {});
    await isDone(municipality);
    await back(municipality);
    assert.ok(plain(await municipality.locator('main').innerText()).includes(plain('保険者が確認')));
    const again = await personOf('care-office');
    await act(again, '同意を登録する', { 同意の日時: `${day(0)}T00:01`, 同意した者の立場: 'person', 受付: 'browser' }, 'entry-consent');
    await isDone(again);
    await back(again);
    assert.ok(plain(await again.locator('main').innerText()).includes(plain('有効')));
  },
  async 'what another entered meanwhile is not overwritten'() {
    const first = await personOf('municipality');
    await first.getByRole('button', { name: '登録を終了する' }).last().click();
    await first.locator('form.entry').waitFor();
    const other = await personOf('care-office');
    await act(other, '登録を変更する', { 末日: day(30) });
    await isDone(other);
    await first.getByLabel('終了の理由').selectOption('office');
    await first.locator('form.entry button').click();
    await first.getByRole('alert').first().waitFor();
    assert.ok(plain(await first.locator('main').innerText()).includes(plain('読み直し')));
    assert.equal(await first.getByLabel('終了の理由').inputValue(), 'office', 'what was typed is there');
  },
  async 'the browser complains of nothing'() {
    assert.deepEqual(complaints.filter((text) => !/40[0-9]|412|422/.test(text)), []);
  },
};

const browser = await chromium.launch({ executablePath: wanted('RENKEI_BROWSER'), args: ['--no-sandbox'] });
const complaints = [];
try {
  for (const [name, fact] of Object.entries(facts)) {
    await check(name, fact);
  }
} finally {
  await browser.close();
}
