// Forms are typed in by keyboard alone, from an empty page to the receipt, and the document says what the example says; so is a record, a form that is begun
// from an earlier document, and a draft that is opened again. Exits with 0 if all checks pass. Environment: as of portal.mjs; RENKEI_LAST_WEEKS: certificate
// and key (.pem, .key) of an office's browser that end within a month.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import https from 'node:https';
import { chromium } from 'playwright-core';
import { Keyboard, boxesOf, characters } from './keyboard.mjs';
import { check, fitsWindows, plain, screenLooks, sendDocument, takePictures, wanted } from './pages.mjs';

const { origin } = new URL(wanted('RENKEI_BASE'));
const peers = wanted('RENKEI_PEERS');
const peer = (id, path = `${peers}/${id}`) => ({ ca: readFileSync(wanted('RENKEI_CA')), cert: readFileSync(`${path}.pem`), key: readFileSync(`${path}.key`) });
const fixture = (path) => readFileSync(`${wanted('RENKEI_FIXTURES')}/${path}`);
const exampleOf = (form, id = 'FIX-FULL') => JSON.parse(fixture(`${form}/full.json`).toString().replaceAll('"FIX-FULL"', `"${id}"`));

// Who types which form, with at most so many key presses for a character of the example's values.
const forms = { admission: 'care-office', careplan_request: 'care-office', opinion: 'clinic', nursing_report: 'visiting-nurse' };
const most = 1.3;
const user = '記入 一郎';

// Boxes that are ticked stand in the order of their list.
const inOrder = (value) => (Array.isArray(value) ? (typeof value[0] === 'string' ? [...value].sort() : value.map(inOrder))
  : value !== null && typeof value === 'object' ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, inOrder(each)])) : value);

const get = (who, path) => new Promise((resolve, reject) => {
  https.get(`${origin}${path}`, { ...peer(who), headers: { Accept: 'application/json' } }, async (answer) => resolve(JSON.parse(Buffer.concat(await answer.toArray())))).on('error', reject);
});

// A browser of an office, in which the user has not said a name yet.
async function browserOf(who, options = {}, credentials = peer(who)) {
  const { cert, key } = credentials;
  const context = await browser.newContext({ ignoreHTTPSErrors: true, clientCertificates: [{ origin, cert, key }], viewport: { width: 1280, height: 900 }, ...options });
  context.on('console', (message) => complaints.push(message.text()));
  return context;
}

// The first page of a session, which asks for the name and leads to where its user wanted to go.
async function begin(context, path) {
  const page = await context.newPage();
  const keys = new Keyboard(page);
  await page.goto(`${origin}${path}`);
  await sayName(keys);
  assert.equal(page.url(), `${origin}${path}`);
  return keys;
}

async function sayName(keys) {
  assert.equal(await keys.page.locator('h1').innerText(), 'あなたの氏名を入力してください');
  await keys.to((box) => box.name === 'name', 'the name');
  await keys.write(user);
  await keys.enter();
  keys.named = keys.pressed;
  keys.pressed = 0;
}

async function look(page, name) {
  for (const [what, looks] of Object.entries(screenLooks)) {
    await check(`${name}: ${what}`, () => looks(page, name));
  }
  await check(`${name}: letters of twice the size need no sideways scrolling`, async () => {
    const size = (percent) => page.evaluate((each) => { document.documentElement.style.fontSize = each; }, percent);
    await size('200%');
    await fitsWindows(page, [640, 1280]);
    await size('');
  });
  if (process.env.RENKEI_PICTURES) {
    await takePictures(page, name);
  }
  await page.setViewportSize({ width: 1280, height: 900 });
}

const said = async (page) => plain(await page.locator('main').innerText());

// From a form whose button "preview" has the focus to the receipt; gives the document as it is kept.
async function send(keys, who, name) {
  await keys.enter();
  assert.equal(await keys.page.locator('.errsum').count(), 0, await keys.page.locator('.errsum').allInnerTexts().then((all) => all.join()));
  if (name) {
    await look(keys.page, `preview-${name}`);
  }
  await keys.act('send');
  assert.ok((await said(keys.page)).includes('送りました'), await said(keys.page));
  if (name) {
    await look(keys.page, `sent-${name}`);
  }
  const link = await keys.page.locator('main a').first().getAttribute('href');
  return get(who, new URL(link, origin).pathname);
}

const facts = {
  async 'a form asks first who is there'() {
    const context = await browserOf('care-office');
    const page = await context.newPage();
    await page.goto(`${origin}/forms/careplan_request`);
    await look(page, 'entry-name');
    const keys = new Keyboard(page);
    await keys.to((box) => box.name === 'name', 'the name');
    await keys.enter();
    await page.getByLabel('あなたの氏名').and(page.locator('[aria-invalid=true]')).waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.name), 'name', 'the wrong box has the focus');
    await look(page, 'entry-name-wrong');
    await keys.write(user);
    await keys.enter();
    assert.equal(page.url(), `${origin}/forms/careplan_request`);
    await context.close();
  },
};

for (const [form, who] of Object.entries(forms)) {
  facts[`${form} is typed in by ${who}, seen, sent, and comes back as its example`] = async () => {
    const example = exampleOf(form);
    const context = await browserOf(who);
    const keys = await begin(context, `/forms/${form}`);
    await look(keys.page, `entry-empty-${form}`);
    await keys.page.reload();
    const boxes = boxesOf(example);
    const left = await keys.typeIn(boxes);
    const presses = keys.pressed / characters(boxes);
    console.log(`${form}: ${keys.pressed} key presses for ${characters(boxes)} characters: ${presses.toFixed(2)} (the name: ${keys.named}); not asked: ${left.join(' ')}`);
    if (process.env.RENKEI_PRESSES) {
      console.log([...keys.spent].filter(([box, count]) => count > 1 + [...(boxes.get(box) ?? []).join('')].length).map(([box, count]) => `  ${box} ${(boxes.get(box) ?? []).join(' ')}: ${count}`).join('\n'));
      console.log(`  nothing to say: ${[...keys.spent].filter(([box]) => !boxes.has(box)).map(([box, count]) => `${box} ${count}`).join(', ')}`);
    }
    if (process.env.RENKEI_PICTURES) {
      await takePictures(keys.page, `entry-${form}`);
    }
    assert.deepEqual(inOrder(await send(keys, who, form)), inOrder(example));
    assert.ok(presses <= most, `${presses} key presses for a character`);
    await context.close();
  };
}

Object.assign(facts, {
  async 'a draft is saved, left, opened again, and sent, without script'() {
    const example = exampleOf('careplan_request', 'FIX-DRAFT');
    const boxes = boxesOf(example);
    const context = await browserOf('care-office', { javaScriptEnabled: false });
    const first = await begin(context, '/forms/careplan_request');
    const half = new Map([...boxes].slice(0, boxes.size / 2));
    await first.typeIn(half);
    await first.act('save');
    assert.ok((await said(first.page)).includes('保存した下書きです'), await said(first.page));
    await first.page.close();
    const keys = new Keyboard(await context.newPage());
    await keys.page.goto(`${origin}/forms`);
    await keys.follow('：');
    assert.ok(new URL(keys.page.url()).pathname.startsWith('/drafts/'), keys.page.url());
    await keys.typeIn(boxes);
    assert.deepEqual(inOrder(await send(keys, 'care-office')), inOrder(example));
    await keys.page.goto(`${origin}/forms`);
    assert.equal(await keys.page.getByRole('heading', { name: '下書き' }).count(), 0, 'what was sent is no draft');
    await context.close();
  },
  async 'two pages of one draft: the second is told, sees both, and may go on'() {
    const context = await browserOf('care-office');
    const first = await begin(context, '/forms/careplan_request');
    const name = 'f.manager_name';
    const boxes = new Map([...boxesOf(exampleOf('careplan_request'))].filter(([box]) => !box.endsWith('document_id')));
    await first.typeIn(boxes);
    await first.act('save');
    await look(first.page, 'entry-draft');
    await first.page.goto(`${origin}/forms`);
    await look(first.page, 'entry-forms');
    await first.follow('：');
    const second = new Keyboard(await context.newPage());
    await second.page.goto(first.page.url());
    const text = [...boxes].find(([box, [value]]) => /[ぁ-んァ-ヶ一-龥]/.test(value) && box !== name)[0];
    for (const [keys, words] of [[first, '先の画面'], [second, '後の画面']]) {
      await keys.to((box) => box.name === text, text);
      await keys.page.keyboard.press('Control+A');
      await keys.write(words);
      await keys.act('save');
    }
    assert.ok((await said(second.page)).includes('先に保存された内容') && (await said(second.page)).includes('先の画面'), await said(second.page));
    assert.equal(await second.page.locator(`[name="${text}"]`).inputValue(), '後の画面', 'what was typed is there');
    await look(second.page, 'entry-differences');
    await second.page.reload();
    await context.close();
  },
  async 'a form is begun from an earlier document, what is taken over is confirmed, and it is sent'() {
    const earlier = Buffer.from(readFileSync(wanted('RENKEI_DOCUMENT')).toString('latin1').replace('FIX-FULL', 'FIX-BEGUN'), 'latin1');
    const received = (await get('hospital', '/documents')).documents.length;
    const answer = await sendDocument(origin, peer('care-office'), earlier);
    assert.ok(answer.statusCode < 300, `${answer.statusCode}`);
    assert.equal((await get('hospital', '/documents')).documents.length, received + 1);
    const { pathname } = new URL(answer.headers.location, origin);
    const context = await browserOf('hospital');
    const keys = new Keyboard(await context.newPage());
    await keys.page.goto(`${origin}${pathname}`);
    await keys.to((box) => box.kind === 'a' && /discharge$/.test(box.href), 'a link to begin from it');
    await keys.enter();
    await sayName(keys);
    await look(keys.page, 'entry-begun');
    await keys.page.reload();
    const open = () => keys.page.locator('.carried').count();
    const carried = await open();
    assert.ok(carried > 10, `${carried} boxes are marked`);
    await keys.to((box) => box.value === 'preview', 'the button');
    await keys.enter();
    assert.ok((await keys.page.locator('.errsum').innerText()).includes('引き継いだ値です'));
    await look(keys.page, 'entry-begun-wrong');
    await keys.page.reload();
    assert.equal(await keys.page.evaluate(() => document.activeElement.name), 'f.entry_date', 'the first wrong box has the focus');
    await keys.write('R8.3.20');
    let ticks = 0;
    for (let box = await keys.next(); box.value !== 'preview' || box.kind !== 'button'; box = await keys.next()) {
      if (box.name.startsWith('k.') && !box.checked) {
        await keys.press('Space');
        ticks += 1;
      }
    }
    assert.equal(ticks, carried, 'each mark has a tick');
    console.log(`begun from an earlier document: ${keys.pressed} key presses, ${ticks} ticks`);
    const document = await send(keys, 'hospital', 'begun');
    assert.equal(document.patient_name, '連携　花子');
    await context.close();
  },
  async 'an officer enters 支援措置'() {
    const context = await browserOf('municipality');
    const keys = new Keyboard(await context.newPage());
    await keys.page.goto(`${origin}/records`);
    const number = { insurer: '990010', number: '0000001016' };
    for (const value of Object.values(number)) {
      await keys.to((box) => box.kind === 'input' && box.value === '' && box.type === 'text', 'a number');
      await keys.write(value);
    }
    await keys.enter();
    await keys.to((box) => box.kind === 'button' && box.words.includes('支援措置を登録する'), 'the act');
    await keys.enter();
    await look(keys.page, 'entry-hidden');
    await keys.choose(await keys.to((box) => box.name === 'i.hidden', 'the choice'), 'self');
    await keys.to((box) => box.kind === 'button', 'the button');
    await keys.enter();
    assert.ok((await said(keys.page)).includes('登録しました'), await said(keys.page));
    console.log(`支援措置: ${keys.pressed} key presses for ${Object.values(number).join('').length} characters and a choice, from the search to the receipt`);
    await keys.to((box) => box.kind === 'button' && box.words.includes('この利用者の登録を見る'), 'the way on');
    await keys.enter();
    assert.ok((await said(keys.page)).includes('自己情報提供不可'), await said(keys.page));
    await context.close();
  },
  async 'each page says when the certificate ends'() {
    const context = await browserOf('', {}, peer('', wanted('RENKEI_LAST_WEEKS')));
    const keys = await begin(context, '/forms/careplan_request');
    const days = /あと\s*(\d+)\s*日/.exec(plain(await keys.page.locator('body').innerText()));
    assert.ok(days && Number(days[1]) < 30, 'it says so');
    await look(keys.page, 'entry-ending');
    await context.close();
  },
  async 'the browser complains of nothing'() {
    assert.deepEqual(complaints.filter((text) => !/409|422/.test(text)), []);
  },
});

const browser = await chromium.launch({ executablePath: process.env.RENKEI_BROWSER, args: ['--no-sandbox'] });
const complaints = [];
try {
  for (const [name, fact] of Object.entries(facts)) {
    await check(name, fact);
  }
} finally {
  await browser.close();
}
