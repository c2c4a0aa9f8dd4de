// Runs a graph over chunks of sound, its state carried from chunk to chunk. In: {model, states: {input: [output, shape]}, rate, chunks}; out: {probabilities}.
import { InferenceSession, Tensor, env } from 'onnxruntime-web';
import { readFileSync } from 'node:fs';

env.wasm.numThreads = 1;
const { model, states, rate, chunks } = JSON.parse(readFileSync(0, 'utf8'));
const session = await InferenceSession.create(model);
const feeds = { sr: new Tensor('int64', [BigInt(rate)], []) };
for (const [input, [, shape]] of Object.entries(states))
  feeds[input] = new Tensor('float32', new Float32Array(shape.reduce((a, b) => a * b)), shape);
const probabilities = [];
for (const chunk of chunks) {
  const made = await session.run({ ...feeds, input: new Tensor('float32', Float32Array.from(chunk), [1, chunk.length]) });
  probabilities.push(made.output.data[0]);
  for (const [input, [output]] of Object.entries(states))
    feeds[input] = made[output];
}
console.log(JSON.stringify({ probabilities }));
