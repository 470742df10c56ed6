import { expect, test } from 'vitest';
import { FakeClock } from '../../src/common/clock.ts';
import { csv } from '../../src/formats/csv/index.ts';

/** The records of a text, each with its line break, and what is left. */
function records(text: string, options: Record<string, string> = {}): string[] {
  const framing = csv.framing?.({
    options: new Map(Object.entries(options)),
    timeZone: 'UTC',
    clock: new FakeClock(),
  });
  const bytes = Buffer.from(text);
  const found: string[] = [];
  let start = 0;
  for (;;) {
    const end = framing?.recordEnd(bytes, start) ?? -1;
    if (end < 0) return start < bytes.length ? [...found, `(${bytes.toString('utf8', start)})`] : found;
    found.push(bytes.toString('utf8', start, end + 1));
    start = end + 1;
  }
}

test('LF, CR LF and CR end a record', () => {
  expect(records('1,x\n2,y\r\n3,z\r4')).toEqual(['1,x\n', '2,y\r\n', '3,z\r', '(4)']);
  expect(records('1\n\n2\n')).toEqual(['1\n', '\n', '2\n']);
});

test('a CR at the end may be half of a line break', () => {
  expect(records('1,x\r')).toEqual(['(1,x\r)']);
});

test('a line break inside quotes ends nothing, also behind doubled quotes and a byte order mark', () => {
  expect(records('1,"x\ny"\n2\n')).toEqual(['1,"x\ny"\n', '2\n']);
  expect(records('"x""\n",2\n3\n')).toEqual(['"x""\n",2\n', '3\n']);
  expect(records('\ufeff"x\ny",2\n3\n')).toEqual(['\ufeff"x\ny",2\n', '3\n']);
  expect(records('1,"x\n2,y\n')).toEqual(['(1,"x\n2,y\n)']);
});

test('a quote in the middle of a field is a character', () => {
  expect(records('1,x"y\n2,"z"\n')).toEqual(['1,x"y\n', '2,"z"\n']);
});

test('an escaped line break or quote means nothing', () => {
  expect(records('1,x\\\ny\n2\n', { 'escape-character': '\\' })).toEqual(['1,x\\\ny\n', '2\n']);
  expect(records('1,"x\\"\ny"\n2\n', { 'escape-character': '\\' })).toEqual(['1,"x\\"\ny"\n', '2\n']);
});

test('quotes mean nothing where they are switched off, nor in comments', () => {
  expect(records('1,"x\ny"\n', { 'disable-quote-character': 'true' })).toEqual(['1,"x\n', 'y"\n']);
  expect(records('#"c\n1\n', { 'allow-comments': 'true' })).toEqual(['#"c\n', '1\n']);
  expect(records(' #,"c\n1\n', { 'allow-comments': 'true' })).toEqual([' #,"c\n', '1\n']);
});

test('delimiter and quote beyond ASCII are found', () => {
  expect(records('1§«x\ny«\n2\n', { 'field-delimiter': '§', 'quote-character': '«' })).toEqual([
    '1§«x\ny«\n',
    '2\n',
  ]);
});
