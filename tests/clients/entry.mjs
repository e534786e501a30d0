// Forms are typed in by keyboard alone, from an empty page to the receipt, and the document says what the example says.
// Exits with 0 if all checks pass. Environment: as of portal.mjs.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import https from 'node:https';
import { chromium } from 'playwright-core';
import { check, plain, screenLooks, takePictures, wanted } from './pages.mjs';

const { origin } = new URL(wanted('RENKEI_BASE'));
const peers = wanted('RENKEI_PEERS');
const peer = (id) => ({ ca: readFileSync(wanted('RENKEI_CA')), cert: readFileSync(`${peers}/${id}.pem`), key: readFileSync(`${peers}/${id}.key`) });
const fixtures = wanted('RENKEI_FIXTURES');

// Who types which form. `most`: key presses for a character of the example's values.
const forms = { admission: 'care-office', careplan_request: 'care-office', opinion: 'clinic', nursing_report: 'visiting-nurse' };

// The example as the boxes of its page, in JSON's own names.
function boxesOf(value, name = 'f', out = new Map()) {
  const add = (text) => out.set(name, [...(out.get(name) ?? []), text]);
  if (Array.isArray(value)) {
    const isOfRows = value.some((each) => typeof each === 'object');
    value.forEach((each, i) => boxesOf(each, isOfRows ? `${name}[${i}]` : name, out));
  } else if (value !== null && typeof value === 'object') {
    for (const [key, each] of Object.entries(value)) {
      boxesOf(each, `${name}.${key}`, out);
    }
  } else if (value !== null) {
    add(typeof value === 'boolean' ? String(Number(value)) : String(value));
  }
  return out;
}

// Boxes that are ticked stand in the order of their list.
const inOrder = (value) => (Array.isArray(value) ? (typeof value[0] === 'string' ? [...value].sort() : value.map(inOrder))
  : value !== null && typeof value === 'object' ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, inOrder(each)])) : value);

const get = (who, path) => new Promise((resolve, reject) => {
  https.get(`${origin}${path}`, { ...peer(who), headers: { Accept: 'application/json' } }, async (answer) => resolve(JSON.parse(Buffer.concat(await answer.toArray())))).on('error', reject);
});

let pressed = 0;
const press = async (page, key) => { pressed += 1; await page.keyboard.press(key); };
const type = async (page, text) => { pressed += [...text].length; await page.keyboard.insertText(text); };

const here = (page) => page.evaluate(() => {
  const node = document.activeElement;
  const group = node.type === 'radio' ? [...document.querySelectorAll('input[type=radio]')].filter((each) => each.name === node.name) : [];
  return {
    name: node.name ?? '', kind: node.localName, type: node.type ?? '', value: node.value ?? '', checked: node.checked ?? false,
    options: node.localName === 'select' ? [...node.options].map((each) => each.value) : group.map((each) => each.value),
    at: node.localName === 'select' ? node.selectedIndex : group.findIndex((each) => each.checked),
  };
});

// In a list that opens by the code with which its words begin, else by arrows.
async function choose(page, box, value) {
  const steps = async () => {
    const { at, options, type: kind } = await here(page);
    const down = (options.indexOf(value) - at + options.length) % options.length;
    return kind === 'radio' && options.length - down < down ? [options.length - down, 'ArrowUp'] : [down, 'ArrowDown'];
  };
  assert.ok(box.options.includes(value), `${box.name} offers no ${value}`);
  let [left, key] = await steps();
  if (box.kind === 'select' && left > [...value].length) {
    for (const each of value) {
      await press(page, each);
    }
    [left, key] = await steps();
    if (left > box.options.length / 2) {
      [left, key] = [box.options.length - left, 'ArrowUp'];
    }
  }
  for (; left > 0; left -= 1) {
    await press(page, key);
  }
}

// As people in Japan write it.
const eras = [['R', 2018], ['H', 1988], ['S', 1925]];
const typed = (text) => {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? [];
  const [era, before] = eras.find(([, last]) => Number(year) > last) ?? [];
  return /^0\d:\d\d$/.test(text) ? text.slice(1) : era ? `${era}${year - before}.${Number(month)}.${Number(day)}` : text;
};

// Goes through the page with Tab and fills in what the example says, rows as they are needed.
async function typeIn(page, boxes) {
  const done = new Set();
  const asked = (rows) => [...boxes.keys()].some((name) => name.startsWith(rows) && !done.has(name));
  for (;;) {
    await press(page, 'Tab');
    const box = await here(page);
    const values = boxes.get(box.name) ?? [];
    if (box.kind === 'button' && box.value === 'preview') {
      return [...boxes.keys()].filter((name) => !done.has(name));
    }
    if (box.kind === 'button' && box.value.startsWith('add:')) {
      const rows = box.value.slice('add:'.length);
      const count = await page.evaluate((name) => new Set([...document.querySelectorAll(`[name^="${name}["]`)].map((each) => Number.parseInt(each.name.slice(name.length + 1), 10))).size, rows);
      if (asked(`${rows}[${count}]`)) {
        await Promise.all([page.waitForNavigation(), press(page, 'Enter')]);
        await page.keyboard.press('Shift+Tab'); // the first box of the new row has the focus: Tab comes to it
        pressed -= 1;
      }
      continue;
    }
    if (values.length === 0) {
      continue;
    }
    if (box.type === 'checkbox') {
      if (values.includes(box.value) && !box.checked) {
        await press(page, 'Space');
      }
    } else if (box.kind === 'select' || box.type === 'radio') {
      await choose(page, box, values[0]);
    } else if (box.value !== values[0]) {
      await press(page, 'Control+A');
      await type(page, typed(values[0]));
    }
    done.add(box.name);
  }
}

const browser = await chromium.launch({ executablePath: process.env.RENKEI_BROWSER, args: ['--no-sandbox'] });
const complaints = [];
try {
  for (const [form, who] of Object.entries(forms)) {
    await check(`${form} is typed in by ${who}, seen, sent, and comes back as its example`, async () => {
      const example = JSON.parse(readFileSync(`${fixtures}/${form}/full.json`, 'utf8'));
      const { cert, key } = peer(who);
      const context = await browser.newContext({ ignoreHTTPSErrors: true, clientCertificates: [{ origin, cert, key }] });
      const page = await context.newPage();
      page.on('console', (message) => complaints.push(message.text()));
      await page.goto(`${origin}/forms/${form}`);
      for (const [what, looks] of Object.entries(screenLooks)) {
        await check(`${form}: ${what}`, () => looks(page, form));
      }
      await page.setViewportSize({ width: 1280, height: 900 });
      const boxes = boxesOf(example);
      pressed = 0;
      const left = await typeIn(page, boxes);
      const characters = [...boxes.values()].flat().reduce((sum, each) => sum + [...each].length, 0);
      console.log(`${form}: ${pressed} key presses for ${characters} characters: ${(pressed / characters).toFixed(2)}; not asked: ${left.join(' ')}`);
      if (process.env.RENKEI_PICTURES) {
        await takePictures(page, `entry-${form}`);
        await page.locator('form.entry button[value=preview]').last().focus();
      }
      await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
      assert.equal(await page.locator('.errsum').count(), 0, await page.locator('.errsum').allInnerTexts().then((all) => all.join()));
      if (process.env.RENKEI_PICTURES) {
        await takePictures(page, `preview-${form}`);
      }
      await page.locator('button[value=send]').focus();
      await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
      assert.ok(plain(await page.locator('main').innerText()).includes('送りました'), await page.locator('main').innerText());
      const link = await page.locator('main a').first().getAttribute('href');
      assert.deepEqual(inOrder(await get(who, new URL(link, origin).pathname)), inOrder(example));
      await context.close();
    });
  }
} finally {
  await browser.close();
}
assert.deepEqual(complaints, [], 'a browser complained');
