// What checks of pages in a browser have in common: how a page looks, is printed and pictured.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
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

export const widths = { phone: 360, zoomed: 640, desktop: 1280 }; // 1280 at 200 % is 640
export const screenLooks = {
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
};

export const plain = (text) => text.normalize('NFKC').replace(/[\s\u2068\u2069]/g, '');

// The text of each printed sheet.
export async function printedSheets(opened) {
  const text = execFileSync('pdftotext', ['-layout', '-', '-'], { input: await opened.pdf({ preferCSSPageSize: true }), maxBuffer: 64 << 20 }).toString();
  return text.split('\f').slice(0, -1).map(plain);
}

export async function takePictures(opened, form) {
  mkdirSync(process.env.RENKEI_PICTURES, { recursive: true });
  for (const width of [390, 1280]) {
    await opened.setViewportSize({ width, height: 1000 });
    await opened.screenshot({ path: `${process.env.RENKEI_PICTURES}/${form}-${width}.png`, fullPage: true });
  }
  await opened.setViewportSize({ width: 760, height: 600 });
  await opened.screenshot({ path: `${process.env.RENKEI_PICTURES}/${form}-top.png` }); // for docs/pictures
  await opened.pdf({ preferCSSPageSize: true, path: `${process.env.RENKEI_PICTURES}/${form}.pdf` });
}

export async function check(name, fact) {
  try {
    await fact();
    console.log(`ok: ${name}`);
  } catch (error) {
    console.error(`failed: ${name}\n`, error);
    process.exitCode = 1;
  }
}
