// A user who has a keyboard alone, and counts its presses; what is typed comes from an example in JSON.
import assert from 'node:assert/strict';

// The example as the boxes of its page, in JSON's own names.
export function boxesOf(value, name = 'f', out = new Map()) {
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

export const characters = (boxes) => [...boxes.values()].flat().reduce((sum, each) => sum + [...each].length, 0);

// As people in Japan write it.
const eras = [['R', 2018], ['H', 1988], ['S', 1925]];
const typed = (text) => {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? [];
  const [era, before] = eras.find(([, last]) => Number(year) > last) ?? [];
  return /^0\d:\d\d$/.test(text) ? text.slice(1) : era ? `${era}${year - before}.${Number(month)}.${Number(day)}` : text;
};

const focused = (page) => page.evaluate(() => {
  const node = document.activeElement;
  const group = node.type === 'radio' ? [...document.querySelectorAll('input[type=radio]')].filter((each) => each.name === node.name) : [];
  return {
    name: node.name ?? '', kind: node.localName, type: node.type ?? '', value: node.value ?? '', checked: node.checked ?? false, words: node.innerText ?? '', href: node.href ?? '',
    options: node.localName === 'select' ? [...node.options].map((each) => each.value) : group.map((each) => each.value),
    at: node.localName === 'select' ? node.selectedIndex : group.findIndex((each) => each.checked),
  };
});

export class Keyboard {
  pressed = 0;
  spent = new Map(); // presses by the box that they are for

  constructor(page) {
    this.page = page;
  }

  async press(key) {
    this.pressed += 1;
    await this.page.keyboard.press(key);
  }

  async write(text) {
    this.pressed += [...text].length;
    await this.page.keyboard.insertText(text);
  }

  // Where the focus is after Tab.
  async next() {
    await this.press('Tab');
    return focused(this.page);
  }

  // Tab, until `isThere` says yes.
  async to(isThere, what) {
    for (let i = 0; i < 2000; i += 1) {
      const box = await this.next();
      if (isThere(box)) {
        return box;
      }
    }
    return assert.fail(`Tab does not come to ${what}`);
  }

  // Enter, on what leads to another page.
  async enter() {
    await Promise.all([this.page.waitForNavigation(), this.press('Enter')]);
  }

  // The button of a form that sends `value` as "act".
  async act(value) {
    await this.to((box) => box.kind === 'button' && box.name === 'act' && box.value === value, `the button ${value}`);
    await this.enter();
  }

  async follow(words) {
    await this.to((box) => box.kind === 'a' && box.words.includes(words), `a link ${words}`);
    await this.enter();
  }

  // In a list that opens by the code with which its words begin, else by arrows.
  async choose(box, value) {
    const steps = async () => {
      const { at, options, type } = await focused(this.page);
      const down = (options.indexOf(value) - at + options.length) % options.length;
      return type === 'radio' && options.length - down < down ? [options.length - down, 'ArrowUp'] : [down, 'ArrowDown'];
    };
    assert.ok(box.options.includes(value), `${box.name} offers no ${value}`);
    let [left, key] = await steps();
    if (box.kind === 'select' && left > [...value].length) {
      for (const each of value) {
        await this.press(each);
      }
      [left, key] = await steps();
      if (left > box.options.length / 2) {
        [left, key] = [box.options.length - left, 'ArrowUp'];
      }
    }
    for (; left > 0; left -= 1) {
      await this.press(key);
    }
  }

  async fill(box, values) {
    if (box.type === 'checkbox') {
      if (values.includes(box.value) && !box.checked) {
        await this.press('Space');
      }
    } else if (box.kind === 'select' || box.type === 'radio') {
      await this.choose(box, values[0]);
    } else if (box.value !== values[0]) {
      if (box.kind === 'textarea' && box.value !== '') { // of a line Tab has chosen all that it says
        await this.press('Control+A');
      }
      await this.write(typed(values[0]));
    }
  }

  // Goes through the page with Tab and fills in what the boxes say, rows as they are needed, until the button `end` has the focus. Gives the boxes that
  // the page does not have.
  async typeIn(boxes, end = 'preview') {
    const done = new Set();
    const asked = (rows) => [...boxes.keys()].some((name) => name.startsWith(rows) && !done.has(name));
    for (;;) {
      const before = this.pressed;
      const box = await this.next();
      const values = boxes.get(box.name) ?? [];
      if (box.kind === 'button' && box.value === end) {
        return [...boxes.keys()].filter((name) => !done.has(name));
      }
      if (box.kind === 'button' && box.value.startsWith('add:')) {
        const rows = box.value.slice('add:'.length);
        const count = await this.page.evaluate((name) => new Set([...document.querySelectorAll(`[name^="${name}["]`)].map((each) => Number.parseInt(each.name.slice(name.length + 1), 10))).size, rows);
        if (asked(`${rows}[${count}]`)) {
          await this.enter();
          await this.page.keyboard.press('Shift+Tab'); // the first box of the new row has the focus: Tab comes to it
          this.pressed -= 1;
        }
      } else if (values.length > 0) {
        await this.fill(box, values);
        done.add(box.name);
      }
      const key = box.name === 'act' ? box.value : box.name || box.words;
      this.spent.set(key, (this.spent.get(key) ?? 0) + this.pressed - before);
    }
  }
}
