// The Vercel AI SDK (`ai`) with its OpenAI and OpenAI-compatible providers, as its users write it.
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { APICallError, generateText, jsonSchema, Output, RetryError, stepCountIs, streamText, tool } from 'ai';

/** The model by the provider that the step asks for: `chat` and `responses` are OpenAI's two protocols, `compatible` the generic provider. */
function open({ baseURL, apiKey, provider, model = 'auto' }) {
  const sent = [];
  const watched = async (url, init) => {
    const response = await fetch(url, init);
    sent.push({ path: new URL(url).pathname, status: response.status });
    return response;
  };
  if (provider === 'compatible')
    return { sent, model: createOpenAICompatible({ name: 'orchestrator', baseURL, apiKey, fetch: watched, includeUsage: true, supportsStructuredOutputs: true })(model) };
  const openai = createOpenAI({ baseURL, apiKey, fetch: watched });
  return { sent, model: provider === 'responses' ? openai.responses(model) : openai.chat(model) };
}

function raised(error) {
  const last = RetryError.isInstance(error) ? error.lastError : error;
  const body = APICallError.isInstance(last) && last.responseBody ? JSON.parse(last.responseBody) : null;
  return {
    name: error?.name ?? typeof error,
    status: last?.statusCode ?? null,
    retryable: last?.isRetryable ?? null,
    code: body?.error?.code ?? last?.data?.error?.code ?? last?.code ?? null,
    message: String(last?.message ?? last),
  };
}

function toolsOf(declared, called) {
  return Object.fromEntries((declared ?? []).map((name) => [name, tool({
    description: `Does ${name}`,
    inputSchema: jsonSchema({ type: 'object', properties: { place: { type: 'string' } }, required: ['place'], additionalProperties: false }),
    execute: async (input) => {
      called.push({ name, input });
      return { ok: true };
    },
  })]));
}

function asked(given, model, called) {
  return {
    model,
    prompt: given.prompt,
    maxRetries: given.maxRetries ?? 2,
    headers: given.headers,
    tools: given.tools && toolsOf(given.tools, called),
    toolChoice: given.toolChoice,
    providerOptions: given.providerOptions,
    stopWhen: given.steps && stepCountIs(given.steps),
    output: given.schema && Output.object({ schema: jsonSchema(given.schema) }),
  };
}

/** One answer, whole; with tools, as many steps as it takes. */
export async function generate(given) {
  const called = [];
  const { sent, model } = open(given);
  try {
    const result = await generateText(asked(given, model, called));
    return {
      text: result.text,
      output: given.schema ? result.output : null,
      finish: result.finishReason,
      usage: result.totalUsage,
      headers: result.response.headers,
      calls: result.toolCalls.map((call) => ({ name: call.toolName, input: call.input })),
      called,
      sent,
    };
  } catch (error) {
    return { error: raised(error), called, sent };
  }
}

/** One answer, streamed, by the parts that the SDK makes of it. */
export async function stream(given) {
  const called = [];
  const parts = [];
  const { sent, model } = open(given);
  let text = '';
  let failure = null;
  try {
    const result = streamText({ ...asked(given, model, called), onError: () => {} });
    for await (const part of result.fullStream) {
      if (part.type === 'error') failure = part.error;
      if (part.type === 'text-delta') text += part.text;
      if (parts.at(-1) !== part.type) parts.push(part.type);
    }
    if (failure) return { error: raised(failure), text, parts, sent };
    return { text, parts, finish: await result.finishReason, usage: await result.totalUsage, output: given.schema ? await result.output : null, called, sent };
  } catch (error) {
    return { error: raised(error), text, parts, sent };
  }
}
