// Decodes a GGUF file with node-llama-cpp: a line "PROMPT TOKENS" on standard input, a line of JSON with seconds on standard output.
import readline from 'node:readline';
import { getLlama, LlamaLogLevel } from 'node-llama-cpp';

const [, , path, threads] = process.argv;
const llama = await getLlama({ gpu: false, build: 'never', logLevel: LlamaLogLevel.error, maxThreads: Number(threads) });
const before = process.memoryUsage.rss();
const model = await llama.loadModel({ modelPath: path });
const context = await model.createContext({ contextSize: 2048, batchSize: 512, threads: Number(threads) });
const loaded = process.memoryUsage.rss() - before;
const sequence = context.getSequence();
for await (const line of readline.createInterface({ input: process.stdin })) {
    const [prompt, tokens] = line.split(' ').map(Number);
    await sequence.clearHistory();
    const ids = Array.from({ length: prompt }, (_, i) => 300 + (i * 7919) % 30000);
    const steps = [];
    let first = 0;
    let firstCpu = 0;
    const cpu = () => { const used = process.cpuUsage(); return (used.user + used.system) / 1e6; };
    const began = cpu();
    let last = performance.now();
    for await (const _ of sequence.evaluate(ids, { temperature: 0, yieldEogToken: true })) {
        const now = performance.now();
        if (first === 0) [first, firstCpu] = [(now - last) / 1000, cpu() - began];
        else steps.push((now - last) / 1000);
        last = now;
        if (steps.length >= tokens - 1) break;
    }
    console.log(JSON.stringify({ loaded, first, steps, firstCpu, stepsCpu: cpu() - began - firstCpu }));
}
process.exit(0);
