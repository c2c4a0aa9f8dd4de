// Makes vectors.json: small tokenizers of every kind and component, and what the reference implementation (Hugging Face's Rust library, in
// its npm packaging) makes of hard texts with them. Run it again when a case is added:
//   npm install @anush008/tokenizers@0.6.0 && node make.mjs > vectors.json
import { createRequire } from 'node:module';
const { Tokenizer } = createRequire(import.meta.url)('@anush008/tokenizers');

const texts = [
  '', ' ', 'a', 'hello world', 'Hello World', '  two  blanks  ', 'hello, world!', "don't we'll I'M", 'tab\tand\nline\r\nbreaks\n\n', 'naïve café', 'cafe\u0301 nai\u0308ve', 'ＦＵＬＬ ﬁ ½ ²x ⅷ',
  'İstanbul ẞ ΑΣ σς', '日本語テキスト', '漢字kanji混在', '한국어 조선말', 'हिन्दी भाषा', 'ไทยภาษา', 'مرحبا بالعالم', 'Ёлка ёж Й', '🙂👩‍👩‍👧🇩🇪👍🏽', '𝐇𝐞𝐥𝐥𝐨 𠀀字 𝟘𝟙', '1234567 3.14 x2y', 'a_b-c.d/e', '<s>hello</s>', 'hello<mask>world', 'hello <mask> world',
  'the  <tok> and <tok>s', '[CLS] hello [SEP]', '▁under ▁▁ bar', '\u0000\u0001\u007f\u0085x', '\u00a0nbsp\u2003em\u200bzero', '\ufeffbom\ufffd', 'aaaaaaaaaaaaaaaa', 'abababab', 'hellohellohello', '$£€¥ +<=>^`|~', '!!!???...---', '"q" «r» „s“', '한\u1100\u1161\u11a8', 'q\u0307\u0323 \u0344 \u0958',
  'unaffable unhappiness', 'The World THE', 'x'.repeat(120), '#1 (a) &amp; ok?', 'Ａｂ\u3000Ｃ', 'e\u0301\u0301\u0301', '\n \n', 'word ', ' word', 'Ǆ ǅ ǆ',
];

const letters = (() => {
  const out = [];
  let next = 256;
  for (let b = 0; b < 256; b++) out.push(String.fromCharCode((b >= 33 && b <= 126) || (b >= 161 && b <= 172) || b >= 174 ? b : next++));
  return out;
})();
const merged = (base, merges, join = (a, b) => a + b) => {
  const vocab = Object.fromEntries(base.map((t, i) => [t, i]));
  for (const m of merges) {
    const [a, b] = Array.isArray(m) ? m : m.split(' ');
    const t = join(a, b);
    if (!(t in vocab)) vocab[t] = Object.keys(vocab).length;
  }
  return vocab;
};
const merges = ['h e', 'l l', 'he ll', 'hell o', 'r l', 'rl d', 'o rld', 'w o', 'a b', 'ab ab', 'a a', 'aa aa', 't h', 'th e', 'o k', 'n d', 'a nd', 'Ġ w', 'Ġw orld', 'Ġ hello', 'Ġ the', 'Ġ Ġ', 'u n', 'Ã ©', 'à ¤', '1 2', '12 3', 'ð Ł', 'ðŁ Ļ', 'w orld'];
const byteVocab = merged(letters, merges);
const byteModel = (more = {}) => ({ type: 'BPE', dropout: null, unk_token: null, continuing_subword_prefix: null, end_of_word_suffix: null, fuse_unk: false, byte_fallback: false, ignore_merges: false, vocab: byteVocab, merges, ...more });
const byteLevel = (more = {}) => ({ type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true, ...more });
const added = (content, more = {}) => ({ id: 0, content, single_word: false, lstrip: false, rstrip: false, normalized: false, special: true, ...more });
const llama = "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
const split = (pattern, behavior, invert = false) => ({ type: 'Split', pattern, behavior, invert });
const sequence = (name, ...steps) => ({ type: 'Sequence', [name]: steps });

const ascii = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i));
const bytes = Array.from({ length: 256 }, (_, i) => `<0x${i.toString(16).toUpperCase().padStart(2, '0')}>`);
const spMerges = ['h e', 'l l', 'he ll', 'hell o', '▁ hello', 'w o', 'wo r', 'r l', 'wor l', 'worl d', '▁ world', '▁ ▁', 't h', 'th e', '▁ the', 'a b', 'é s', '> ▁'];
const spVocab = merged(['<unk>', '<s>', '</s>', ...bytes, '▁', 'é', '日', ...ascii.slice(1)], spMerges);
const spModel = (more = {}) => ({ type: 'BPE', dropout: null, unk_token: '<unk>', continuing_subword_prefix: null, end_of_word_suffix: null, fuse_unk: true, byte_fallback: true, ignore_merges: false, vocab: spVocab, merges: spMerges, ...more });
const cont = ['h ##e', '##l ##l', 'he ##ll', 'hell ##o', '##a ##b', 'a ##b'];
const template = {
  type: 'TemplateProcessing',
  single: [{ SpecialToken: { id: '<s>', type_id: 0 } }, { Sequence: { id: 'A', type_id: 0 } }],
  pair: [{ SpecialToken: { id: '<s>', type_id: 0 } }, { Sequence: { id: 'A', type_id: 0 } }, { SpecialToken: { id: '</s>', type_id: 1 } }, { Sequence: { id: 'B', type_id: 1 } }],
  special_tokens: { '<s>': { id: '<s>', ids: [0], tokens: ['<s>'] }, '</s>': { id: '</s>', ids: [0], tokens: ['</s>'] } },
};
const words = ['hello', 'world', 'the', 'un', '##aff', '##able', '##happi', '##ness', 'do', 'don', "'", 't', 'we', 'll', 'i', 'm', 'cafe', 'naive', '日', '本', '語', '漢', 'kan', '##ji', ',', '!', '.', '?', '#', '(', ')', 'a', '##b', '##s', '$', '1', '##2', '##3', '##a', 'x', '##x', 'is', '##tan', '##bul', 'and', 'Hello', 'World', 'ok', '-', '&', 'amp', ';', '"', 'café'];
const bertVocab = Object.fromEntries(['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', ...words].map((t, i) => [t, i]));
const bert = (more = {}, normalizer = {}) => ({
  added_tokens: [added('[PAD]'), added('[UNK]'), added('[CLS]'), added('[SEP]'), added('[MASK]')],
  normalizer: { type: 'BertNormalizer', clean_text: true, handle_chinese_chars: true, strip_accents: null, lowercase: true, ...normalizer },
  pre_tokenizer: { type: 'BertPreTokenizer' },
  post_processor: { type: 'BertProcessing', sep: ['[SEP]', 0], cls: ['[CLS]', 0] },
  decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
  model: { type: 'WordPiece', unk_token: '[UNK]', continuing_subword_prefix: '##', max_input_chars_per_word: 100, vocab: bertVocab },
  ...more,
});
const pieces = [['<unk>', 0], ['<s>', 0], ['</s>', 0], ['▁', -2.5], ['▁hello', -6.1], ['▁world', -6.3], ['hell', -7], ['o', -4.2], ['h', -5], ['e', -3], ['l', -3.4], ['he', -5.5], ['ll', -5.6], ['lo', -5.7], ['w', -4.9], ['or', -5], ['r', -4], ['d', -4.4], ['▁the', -3.1], ['th', -4.6], ['t', -3.8], ['a', -3.3], ['ab', -6], ['abab', -8.5], ['aa', -6.6], ['n', -3.7], ['u', -4.1], ['un', -5], ['f', -4.8], ['b', -5.1], ['日本', -9], ['日', -9.5], ['語', -9.7], [',', -3.9], ['!', -5.9], ['x', -6], ['xx', -8], ['cafe', -9], ['c', -5], ['é', -8], ['▁▁', -7], ['1', -6], ['2', -6.4], ['12', -9.1]];
const unigram = (more = {}) => ({ type: 'Unigram', unk_id: 0, vocab: pieces, byte_fallback: false, ...more });
const metaspace = (more = {}) => ({ type: 'Metaspace', replacement: '▁', prepend_scheme: 'always', split: true, ...more });
const level = { type: 'WordLevel', unk_token: '<unk>', vocab: Object.fromEntries(['<unk>', 'hello', 'world', ',', '!', 'the', 'Hello', 'a', '1', 'x', '1234567', 'don', "'", 't', 'é', '日', '_', 'aaaaaaaaaaaaaaaa'].map((t, i) => [t, i])) };
const wordLevel = (more) => ({ model: level, ...more });

// A Darts double array over a few entries, laid out as SentencePiece writes it.
const darts = (entries) => {
  const texts = [];
  const values = new Map();
  let length = 0;
  for (const [key, value] of Object.entries(entries)) {
    values.set(Buffer.from(key), length);
    const text = Buffer.concat([Buffer.from(value), Buffer.from([0])]);
    texts.push(text);
    length += text.length;
  }
  const root = { next: new Map(), value: -1 };
  for (const [key, value] of values) {
    let node = root;
    for (const b of key) {
      if (!node.next.has(b)) node.next.set(b, { next: new Map(), value: -1 });
      node = node.next.get(b);
    }
    node.value = value;
  }
  const units = new Map([[0, 0]]);
  const taken = new Set([0]);
  const place = (node, at, label) => {
    const labels = [...node.next.keys()].concat(node.value >= 0 ? [0] : []);
    let base = 1;
    while (labels.some((l) => taken.has(at ^ base ^ l)) || base > 0x1fffff) base++;
    labels.forEach((l) => taken.add(at ^ base ^ l));
    units.set(at, ((base << 10) | (node.value >= 0 ? 256 : 0) | label) >>> 0);
    if (node.value >= 0) units.set(at ^ base, (node.value | 0x80000000) >>> 0);
    for (const [l, child] of node.next) place(child, at ^ base ^ l, l);
  };
  place(root, 0, 0);
  const size = Math.max(...units.keys(), 256) + 256;
  const out = Buffer.alloc(4 + size * 4);
  out.writeUInt32LE(size * 4, 0);
  for (const [at, unit] of units) out.writeUInt32LE(unit, 4 + at * 4);
  return Buffer.concat([out, ...texts]).toString('base64');
};
const charsmap = darts({ 'Ｆ': 'F', 'Ｕ': 'U', 'Ｌ': 'L', 'ﬁ': 'fi', '½': '1/2', '\u00a0': ' ', '\u3000': ' ', '\t': ' ', 'é': 'é', 'e\u0301': 'é', '\u200b': '', 'ﬂ': 'fl' });

const normalized = (normalizer) => ({ ...wordLevel({ normalizer, pre_tokenizer: { type: 'WhitespaceSplit' } }), model: byteModel(), pre_tokenizer: byteLevel(), decoder: byteLevel() });
const cut = (pre_tokenizer) => ({ model: byteModel({ unk_token: 'x' }), pre_tokenizer: sequence('pretokenizers', pre_tokenizer, byteLevel({ use_regex: false })), decoder: byteLevel() });
const tokenizers = {
  'GPT-2': { model: byteModel(), pre_tokenizer: byteLevel(), decoder: byteLevel(), post_processor: byteLevel() },
  'GPT-2 with a blank before': { model: byteModel(), pre_tokenizer: byteLevel({ add_prefix_space: true }), decoder: byteLevel(), post_processor: byteLevel({ add_prefix_space: true }) },
  'Llama 3': { model: byteModel({ ignore_merges: true }), added_tokens: [added('<s>'), added('</s>')], pre_tokenizer: sequence('pretokenizers', split({ Regex: llama }, 'Isolated'), byteLevel({ use_regex: false })), decoder: byteLevel(), post_processor: sequence('processors', byteLevel({ trim_offsets: false }), template) },
  'Llama 3 that merges first': { model: byteModel(), normalizer: { type: 'NFC' }, pre_tokenizer: sequence('pretokenizers', split({ Regex: llama }, 'Isolated'), byteLevel({ use_regex: false })), decoder: byteLevel() },
  'RoBERTa': { model: byteModel(), added_tokens: [added('<s>'), added('</s>'), added('<mask>', { lstrip: true })], pre_tokenizer: byteLevel({ add_prefix_space: true }), post_processor: { type: 'RobertaProcessing', sep: ['</s>', 0], cls: ['<s>', 0], trim_offsets: true, add_prefix_space: true }, decoder: byteLevel() },
  'SmolLM': { model: byteModel(), pre_tokenizer: sequence('pretokenizers', { type: 'Digits', individual_digits: true }, byteLevel()), decoder: byteLevel() },
  'bytes as a normalizer': { model: byteModel(), normalizer: { type: 'ByteLevel' }, decoder: byteLevel() },
  'Llama 2': { model: spModel(), added_tokens: [added('<unk>'), added('<s>'), added('</s>')], normalizer: sequence('normalizers', { type: 'Prepend', prepend: '▁' }, { type: 'Replace', pattern: { String: ' ' }, content: '▁' }), post_processor: template, decoder: sequence('decoders', { type: 'Replace', pattern: { String: '▁' }, content: ' ' }, { type: 'ByteFallback' }, { type: 'Fuse' }, { type: 'Strip', content: ' ', start: 1, stop: 0 }) },
  'Gemma': { model: spModel(), added_tokens: [added('<s>'), added('\n\n', { special: false }), added('▁▁', { special: false })], normalizer: { type: 'Replace', pattern: { String: ' ' }, content: '▁' }, pre_tokenizer: split({ String: ' ' }, 'MergedWithPrevious'), decoder: sequence('decoders', { type: 'Replace', pattern: { String: '▁' }, content: ' ' }, { type: 'ByteFallback' }, { type: 'Fuse' }) },
  'Mistral with metaspace': { model: spModel(), pre_tokenizer: metaspace({ prepend_scheme: 'first', split: false }), added_tokens: [added('<s>'), added('</s>')], decoder: sequence('decoders', { type: 'Replace', pattern: { String: '▁' }, content: ' ' }, { type: 'ByteFallback' }, { type: 'Fuse' }, { type: 'Strip', content: ' ', start: 1, stop: 0 }) },
  'unknown characters fused': { model: spModel({ byte_fallback: false }), decoder: { type: 'Fuse' } },
  'unknown characters apart': { model: spModel({ byte_fallback: false, fuse_unk: false }), pre_tokenizer: { type: 'WhitespaceSplit' } },
  'unknown characters dropped': { model: spModel({ byte_fallback: false, unk_token: null }), pre_tokenizer: metaspace({ prepend_scheme: 'never' }), decoder: metaspace({ prepend_scheme: 'never' }) },
  'CLIP': { model: byteModel({ unk_token: 'x', end_of_word_suffix: '</w>', vocab: merged([...letters, ...letters.map((l) => l + '</w>')], ['h e', 'l l', 'he ll', 'hell o</w>', 'w o', 'l d</w>', 'a b</w>', 't h', 'th e</w>']), merges: ['h e', 'l l', 'he ll', 'hell o</w>', 'w o', 'l d</w>', 'a b</w>', 't h', 'th e</w>'] }), normalizer: sequence('normalizers', { type: 'NFC' }, { type: 'Replace', pattern: { Regex: '\\s+' }, content: ' ' }, { type: 'Lowercase' }), pre_tokenizer: sequence('pretokenizers', split({ Regex: "'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+" }, 'Removed', true), byteLevel()), decoder: { type: 'BPEDecoder', suffix: '</w>' } },
  'BPE with continuing prefix': { model: { type: 'BPE', dropout: null, unk_token: '[UNK]', continuing_subword_prefix: '##', end_of_word_suffix: null, fuse_unk: false, byte_fallback: false, ignore_merges: false, vocab: merged(['[UNK]', ...ascii, ...ascii.map((a) => '##' + a)], cont, (a, b) => a + b.slice(2)), merges: cont }, pre_tokenizer: { type: 'Whitespace' }, decoder: { type: 'WordPiece', prefix: '##', cleanup: false } },
  'merges in pairs': { model: byteModel({ merges: merges.map((m) => m.split(' ')) }), pre_tokenizer: byteLevel(), decoder: byteLevel() },
  'BERT uncased': bert(),
  'BERT cased': bert({}, { lowercase: false }),
  'BERT with accents': bert({}, { strip_accents: false, clean_text: false, handle_chinese_chars: false }),
  'BERT by template': bert({ post_processor: { type: 'TemplateProcessing', single: [{ SpecialToken: { id: '[CLS]', type_id: 0 } }, { Sequence: { id: 'A', type_id: 0 } }, { SpecialToken: { id: '[SEP]', type_id: 0 } }], pair: [{ SpecialToken: { id: '[CLS]', type_id: 0 } }, { Sequence: { id: 'A', type_id: 0 } }, { SpecialToken: { id: '[SEP]', type_id: 0 } }, { Sequence: { id: 'B', type_id: 1 } }, { SpecialToken: { id: '[SEP]', type_id: 1 } }], special_tokens: { '[CLS]': { id: '[CLS]', ids: [0], tokens: ['[CLS]'] }, '[SEP]': { id: '[SEP]', ids: [0], tokens: ['[SEP]'] } } } }),
  'short words only': bert({ model: { type: 'WordPiece', unk_token: '[UNK]', continuing_subword_prefix: '##', max_input_chars_per_word: 5, vocab: bertVocab } }),
  'T5': { model: unigram(), added_tokens: [added('<s>'), added('</s>')], normalizer: sequence('normalizers', { type: 'Nmt' }, { type: 'NFKC' }, { type: 'Replace', pattern: { Regex: ' {2,}' }, content: ' ' }), pre_tokenizer: sequence('pretokenizers', { type: 'WhitespaceSplit' }, metaspace()), post_processor: template, decoder: metaspace() },
  'XLM-R': { model: unigram(), normalizer: sequence('normalizers', { type: 'Precompiled', precompiled_charsmap: charsmap }, { type: 'Strip', strip_left: true, strip_right: true }), pre_tokenizer: metaspace(), decoder: metaspace() },
  'unigram in one piece': { model: unigram(), pre_tokenizer: metaspace({ split: false, prepend_scheme: 'first' }), decoder: metaspace({ prepend_scheme: 'first' }) },
  'unigram with bytes': { model: unigram({ vocab: [...pieces, ...bytes.map((b) => [b, -20])], byte_fallback: true }), normalizer: { type: 'Replace', pattern: { String: ' ' }, content: '▁' }, decoder: sequence('decoders', { type: 'Replace', pattern: { String: '▁' }, content: ' ' }, { type: 'ByteFallback' }, { type: 'Fuse' }) },
  'words': wordLevel({ pre_tokenizer: { type: 'Whitespace' } }),
  'words between blanks': wordLevel({ pre_tokenizer: { type: 'WhitespaceSplit' }, decoder: { type: 'Fuse' } }),
  'words and digits': wordLevel({ pre_tokenizer: sequence('pretokenizers', { type: 'Digits', individual_digits: false }, { type: 'WhitespaceSplit' }) }),
  'words and punctuation': wordLevel({ pre_tokenizer: sequence('pretokenizers', { type: 'Punctuation', behavior: 'Contiguous' }, { type: 'CharDelimiterSplit', delimiter: ' ' }) }),
  'added tokens of all kinds': { model: level, added_tokens: [added('<mask>', { lstrip: true, rstrip: true }), added('<tok>', { single_word: true, special: false }), added('the', { single_word: true, normalized: true, special: false }), added('hello', { normalized: true, special: false }), added('hellohello', { special: false }), added('<s>')], normalizer: { type: 'Lowercase' }, pre_tokenizer: { type: 'Whitespace' } },
  'NFC': normalized({ type: 'NFC' }), 'NFD': normalized({ type: 'NFD' }), 'NFKC': normalized({ type: 'NFKC' }), 'NFKD': normalized({ type: 'NFKD' }),
  'Lowercase': normalized({ type: 'Lowercase' }), 'StripAccents': normalized(sequence('normalizers', { type: 'NFD' }, { type: 'StripAccents' })), 'Nmt': normalized({ type: 'Nmt' }),
  'Strip left': normalized({ type: 'Strip', strip_left: true, strip_right: false }), 'Replace by expression': normalized({ type: 'Replace', pattern: { Regex: '[aeiou]+' }, content: '<v>' }),
  'Prepend': normalized({ type: 'Prepend', prepend: '>>' }), 'Precompiled': normalized({ type: 'Precompiled', precompiled_charsmap: charsmap }),
};
for (const behavior of ['Removed', 'Isolated', 'MergedWithPrevious', 'MergedWithNext', 'Contiguous']) {
  tokenizers[`Split ${behavior}`] = cut(split({ Regex: '[aeo ]' }, behavior));
  tokenizers[`Split ${behavior} inverted`] = cut(split({ Regex: '[a-z]' }, behavior, true));
}

// Added tokens have the numbers behind the vocabulary, or those that it gives them; what frames texts goes by their names.
const number = (file) => {
  const made = structuredClone(file);
  const known = Array.isArray(made.model.vocab) ? Object.fromEntries(made.model.vocab.map(([t], i) => [t, i])) : { ...made.model.vocab };
  let next = Math.max(...Object.values(known)) + 1;
  for (const token of made.added_tokens) token.id = known[token.content] ??= next++;
  for (const step of made.post_processor?.processors ?? [made.post_processor ?? {}]) {
    for (const special of Object.values(step.special_tokens ?? {})) special.ids = [known[special.id]];
    for (const name of ['sep', 'cls']) if (step[name]) step[name][1] = known[step[name][0]];
  }
  return made;
};

const pairs = [['hello world', 'the world'], ['a', '']];
const out = [];
for (const [name, parts] of Object.entries(tokenizers)) {
  const file = number({ version: '1.0', truncation: null, padding: null, added_tokens: [], normalizer: null, pre_tokenizer: null, post_processor: null, decoder: null, ...parts });
  const tokenizer = Tokenizer.fromString(JSON.stringify(file));
  const cases = [];
  for (const text of texts) {
    const encoding = await tokenizer.encode(text, null, { addSpecialTokens: false });
    const full = (await tokenizer.encode(text, null, { addSpecialTokens: true })).getIds();
    const decoded = await tokenizer.decode(encoding.getIds(), true);
    const ids = encoding.getIds();
    cases.push({ text, ids, offsets: encoding.getOffsets().flat(), ...(full.join() === ids.join() ? {} : { full }), ...(decoded === text ? {} : { decoded }) });
  }
  const two = [];
  for (const [a, b] of pairs) {
    const encoding = await tokenizer.encode(a, b, { addSpecialTokens: true });
    two.push({ a, b, ids: encoding.getIds(), types: encoding.getTypeIds() });
  }
  out.push({ name, file, cases, two });
}

console.log('[\n' + out.map((o) => JSON.stringify(o)).join(',\n') + '\n]');
