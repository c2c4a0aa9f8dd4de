// Runs steps of stock clients for the tests: one JSON object a line in ({"id","step","with"}), one a line out ({"id","value"} or
// {"id","broke"}). One process serves all tests, because starting one for each would cost more than the tests themselves.
import { createInterface } from 'node:readline';
import * as ai from './ai.mjs';
import * as grpc from './grpc.mjs';
import * as openai from './openai.mjs';

const steps = { ai, grpc, openai };

for await (const line of createInterface({ input: process.stdin })) {
  const { id, step, with: given } = JSON.parse(line);
  const [client, name] = step.split('.');
  steps[client][name](given).then(
    (value) => console.log(JSON.stringify({ id, value })),
    (error) => console.log(JSON.stringify({ id, broke: String(error?.stack ?? error) })),
  );
}
