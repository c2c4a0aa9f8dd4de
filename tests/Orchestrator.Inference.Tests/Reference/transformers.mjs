// Greedy tokens of transformers.js for one folder, as a JSON list on the last line.
// npm install @huggingface/transformers; then: node transformers.mjs PARENT FOLDER DTYPE COUNT TOKEN...
import { AutoModelForCausalLM, Tensor, env } from '@huggingface/transformers';

const [, , root, name, dtype, count, ...prompt] = process.argv;
env.allowRemoteModels = false;
env.localModelPath = root;
const model = await AutoModelForCausalLM.from_pretrained(name, { local_files_only: true, dtype });
const ids = prompt.map(BigInt);
const input_ids = new Tensor('int64', BigInt64Array.from(ids), [1, ids.length]);
const attention_mask = new Tensor('int64', BigInt64Array.from(ids, () => 1n), [1, ids.length]);
const output = await model.generate({ input_ids, attention_mask, max_new_tokens: Number(count), do_sample: false });
console.log(JSON.stringify(Array.from(output.data, Number).slice(ids.length)));
