// Prints normalization.txt: what Unicode normalization needs to know, as the Unicode data inside Node.js has it.
//   node normalization.mjs > normalization.txt
// Node tells no combining classes, but how it orders two marks tells which class is the greater one, and only their order matters.
const point = (c) => c.codePointAt(0);
const hex = (text) => [...text].map((c) => point(c).toString(16).toUpperCase().padStart(4, '0')).join(' ');
const all = [];
for (let p = 0xa0; p < 0x110000; p++) {
  if ((p < 0xd800 || p > 0xdfff) && (p < 0xac00 || p > 0xd7a3) && (p < 0xe000 || p > 0xf8ff) && p < 0xf0000) all.push(String.fromCodePoint(p));
}

const decomposed = all.filter((c) => c.normalize('NFD') !== c);
const [first, last] = ['\u0334', '\u0345'];
const swaps = (a, b) => (a + b).normalize('NFD') === (b + a) && a !== b;
const marks = all.filter((c) => c.normalize('NFD') === c && (c === first || c === last || swaps(c, first) || swaps(last, c)));
const classes = [];
for (const mark of marks) {
  const known = classes.find((k) => !swaps(k[0], mark) && !swaps(mark, k[0]));
  if (known) known.push(mark);
  else classes.push([mark]);
}

classes.sort((a, b) => (swaps(a[0], b[0]) ? 1 : -1));
const lines = [`# Unicode ${process.versions.unicode}, made by normalization.mjs. First the orders of marks, then decompositions, those of compatibility, and pairs that compose.`];
classes.forEach((marks, i) => lines.push(`m ${i + 1} ${hex(marks.join(''))}`));
decomposed.forEach((c) => lines.push(`d ${hex(c)} ${hex(c.normalize('NFD'))}`));
all.filter((c) => c.normalize('NFKD') !== c.normalize('NFD')).forEach((c) => lines.push(`k ${hex(c)} ${hex(c.normalize('NFKD'))}`));
for (const c of decomposed) {
  const parts = [...c.normalize('NFD')];
  if (parts.length < 2 || c.normalize('NFC') !== c) continue;
  const start = parts.slice(0, -1).join('').normalize('NFC');
  if ([...start].length !== 1) throw new Error(`${hex(c)} has no pair`);
  lines.push(`c ${hex(start)} ${hex(parts.at(-1))} ${hex(c)}`);
}

console.log(lines.join('\n'));
