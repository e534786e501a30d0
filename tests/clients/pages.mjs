// What checks of pages in a browser have in common: how a page looks, is printed and pictured.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import https from 'node:https';
import axe from 'axe-core/axe.min.js';

export const wanted = (name) => process.env[name] ?? assert.fail(`${name} is not set`);

// A document to the gateway at `origin`, with the certificate of `who`.
export const sendDocument = (origin, who, document, type = 'text/csv;charset=windows-31j') =>
  new Promise((resolve, reject) => {
    const request = https.request(`${origin}/documents`, { ...who, method: 'POST', headers: { 'Content-Type': type } }, (answer) => {
      answer.resume().on('end', () => resolve(answer));
    });
    request.on('error', reject).end(document);
  });

// Files that belong together, as [name, bytes], in one request; the answer with its body read as JSON.
export const sendSet = (origin, who, files) =>
  new Promise((resolve, reject) => {
    const boundary = `part-${files.length}-of-the-set`;
    const body = files.flatMap(([name, bytes]) => [
      Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: text/csv\r\n\r\n`), bytes, Buffer.from('\r\n'),
    ]);
    const headers = { 'Content-Type': `multipart/form-data; boundary=${boundary}` };
    const request = https.request(`${origin}/documents`, { ...who, method: 'POST', headers }, async (answer) => {
      const parts = await answer.toArray();
      resolve(Object.assign(answer, { receipt: JSON.parse(Buffer.concat(parts)) }));
    });
    request.on('error', reject).end(Buffer.concat([...body, Buffer.from(`--${boundary}--\r\n`)]));
  });

// No page is wider than its window: what is wide moves sideways in a box of its own.
export async function fitsWindows(opened, widths, height = 800) {
  for (const width of widths) {
    await opened.setViewportSize({ width, height });
    const [needed, room, wide] = await opened.evaluate(() => [
      document.documentElement.scrollWidth, document.documentElement.clientWidth,
      [...document.querySelectorAll('body *')].filter((node) => node.getBoundingClientRect().right > innerWidth + 1 && !node.closest('.scroll'))
        .slice(-3).map((node) => node.outerHTML.slice(0, 200)),
    ]);
    assert.ok(needed <= room, `${needed} of ${room} pixels: ${wide.join('\n')}`);
  }
}

export const screenLooks = {
  async 'axe-core finds nothing'(opened) {
    await opened.evaluate(axe.source);
    const { violations } = await opened.evaluate(() => globalThis.axe.run());
    assert.deepEqual(violations.map((each) => `${each.id}: ${each.nodes[0].html.slice(0, 200)}`), []);
  },
  async 'no width needs sideways scrolling'(opened) {
    await fitsWindows(opened, [360, 640, 1280]); // a telephone; 1280 at 200 %
  },
};

// What each kind of page answers at first sight (questions.json says how it is written).
export const { kinds } = JSON.parse(readFileSync(new URL('questions.json', import.meta.url)));
export const kindOf = (name) => kinds[name] ?? assert.fail(`questions.json has no ${name}`);

// Where the words of an answer stand: nothing if the text of one element that has all of them is wholly in the window.
const outsideOf = (opened, answer, place) => opened.evaluate(([words, selector]) => {
  const plain = (text) => text.normalize('NFKC').replace(/[\s\u2068\u2069]/g, '');
  const has = (node) => words.every((each) => plain(node instanceof HTMLInputElement ? node.value : node.textContent).includes(plain(each)));
  const having = [...document.querySelectorAll(selector)].filter(has);
  const least = having.filter((node) => node.checkVisibility() && !having.some((other) => other !== node && node.contains(other) && other.checkVisibility()));
  const faults = least.map((node) => {
    const text = document.createRange();
    text.selectNodeContents(node);
    const { top, bottom, left, right } = (node instanceof HTMLInputElement ? node : text).getBoundingClientRect();
    const room = node.closest('.scroll')?.getBoundingClientRect() ?? { left: 0, right: innerWidth };
    const isInside = top >= 0 && bottom <= innerHeight && left >= Math.max(0, room.left - 1) && right <= Math.min(innerWidth, room.right + 1);
    return isInside ? '' : `it stands at ${Math.round(top)}–${Math.round(bottom)} px, ${Math.round(left)}–${Math.round(right)} px`;
  });
  return faults.includes('') ? '' : faults[0] ?? 'it does not stand on the page';
}, [answer, place]);

// Of the questions of a kind: those that concern death, infections, allergies, swallowing, devices and falls are all answered in the first window, and four of
// five of all, or `fewer` says why not.
export async function askQuestions(opened, name) {
  await opened.setViewportSize({ width: 1280, height: 900 });
  await opened.evaluate(() => scrollTo(0, 0));
  const { questions, fewer } = kindOf(name);
  const unanswered = [];
  for (const each of questions) {
    const fault = await outsideOf(opened, each.answer, each.in ?? 'main *');
    if (each.expected === false) {
      assert.notEqual(fault, '', `${each.question}: it is answered; take out "expected" and "why"`);
    } else if (fault) {
      unanswered.push({ ...each, fault });
    }
  }
  const told = unanswered.map((each) => `${each.question} ${each.answer.join(' … ')}: ${each.fault}`);
  assert.ok(!unanswered.some((each) => each.safety), told.join('\n'));
  const answered = questions.length - unanswered.length - questions.filter((each) => each.expected === false).length;
  console.log(`${name}: ${answered} of ${questions.length} questions answered at first sight${told.map((each) => `\n  not: ${each}`).join('')}`);
  const isEnough = answered * 5 >= questions.length * 4;
  assert.ok(!(isEnough && fewer), `${name} answers enough: take out "fewer"`);
  assert.ok(questions.length >= 5 && (isEnough || fewer), `${answered} of ${questions.length}\n${told.join('\n')}`);
}

export const plain = (text) => text.normalize('NFKC').replace(/[\s\u2068\u2069]/g, '');

// The text of each printed sheet.
export async function printedSheets(opened) {
  const text = execFileSync('pdftotext', ['-layout', '-', '-'], { input: await opened.pdf({ preferCSSPageSize: true }), maxBuffer: 64 << 20 }).toString();
  return text.split('\f').slice(0, -1).map(plain);
}

export async function takePictures(opened, name) {
  mkdirSync(process.env.RENKEI_PICTURES, { recursive: true });
  for (const width of [390, 1280]) {
    await opened.setViewportSize({ width, height: 1000 });
    await opened.screenshot({ path: `${process.env.RENKEI_PICTURES}/${name}-${width}.png`, fullPage: true });
  }
  await opened.pdf({ preferCSSPageSize: true, path: `${process.env.RENKEI_PICTURES}/${name}.pdf` });
  await takePicture(opened, name);
}

// For docs/pictures, and what the first questions are asked of.
async function takePicture(opened, name) {
  const [width, height] = kinds[name]?.picture ?? [760, 600];
  await opened.setViewportSize({ width, height });
  await opened.evaluate(() => scrollTo(0, 0));
  await opened.screenshot({ path: `${process.env.RENKEI_PICTURES}/${name}-top.png` });
  await opened.setViewportSize({ width: 1280, height: 900 });
  await opened.screenshot({ path: `${process.env.RENKEI_PICTURES}/${name}-first.png` });
}

export async function check(name, fact) {
  const began = performance.now();
  try {
    await fact();
    console.log(`ok: ${name} (${Math.round(performance.now() - began)} ms)`);
  } catch (error) {
    console.error(`failed: ${name}\n`, error);
    process.exitCode = 1;
  }
}
