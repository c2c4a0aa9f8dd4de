// The official `openai` package, as its users write it. A step tells what the package gave or raised, and every request it sent.
import OpenAI from 'openai';

function open({ baseURL, apiKey, maxRetries, timeout }) {
  const sent = [];
  const client = new OpenAI({
    baseURL,
    apiKey,
    ...(maxRetries !== undefined && { maxRetries }),
    ...(timeout !== undefined && { timeout }),
    fetch: async (url, init) => {
      const response = await fetch(url, init);
      sent.push({ method: init.method, path: new URL(url).pathname, status: response.status });
      return response;
    },
  });
  return { client, sent };
}

function raised(error) {
  const names = [];
  for (let type = error.constructor; type?.name && type !== Error; type = Object.getPrototypeOf(type)) names.push(type.name);
  return {
    types: names,
    status: error.status ?? null,
    code: error.code ?? null,
    param: error.param ?? null,
    type: error.type ?? null,
    message: error.message,
    requestId: error.requestID ?? null,
    headers: error.headers ? Object.fromEntries(error.headers) : {},
  };
}

/** Lists the models. */
export async function models(given) {
  const { client, sent } = open(given);
  try {
    const ids = [];
    for await (const model of client.models.list()) ids.push(model.id);
    return { ids, sent };
  } catch (error) {
    return { error: raised(error), sent };
  }
}

/** One answer, whole. */
export async function chat(given) {
  const { client, sent } = open(given);
  try {
    const { data, response } = await client.chat.completions.create(given.body, { headers: given.headers }).withResponse();
    return { answer: data, headers: Object.fromEntries(response.headers), sent };
  } catch (error) {
    return { error: raised(error), sent };
  }
}

/** One answer, streamed. With `leaveAfter`, the reader leaves after so many chunks. */
export async function stream(given) {
  const { client, sent } = open(given);
  const chunks = [];
  let headers = {};
  try {
    const { data, response } = await client.chat.completions.create({ ...given.body, stream: true }, { headers: given.headers }).withResponse();
    headers = Object.fromEntries(response.headers);
    for await (const chunk of data) {
      chunks.push(chunk);
      if (chunks.length === given.leaveAfter) {
        data.controller.abort();
        break;
      }
    }
    return { chunks, headers, sent };
  } catch (error) {
    return { chunks, headers, error: raised(error), sent };
  }
}

/** The package's own loop over tools: it sends the results of `tools` until there are no more calls. */
export async function runTools(given) {
  const { client, sent } = open(given);
  const called = [];
  const tools = given.tools.map((tool) => ({
    type: 'function',
    function: {
      ...tool,
      parse: JSON.parse,
      function: (input) => {
        called.push({ name: tool.name, input });
        return given.result;
      },
    },
  }));
  try {
    const runner = client.chat.completions.runTools({ ...given.body, tools });
    return { text: await runner.finalContent(), called, sent };
  } catch (error) {
    return { called, error: raised(error), sent };
  }
}
