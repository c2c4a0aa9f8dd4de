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

/** Embeddings. */
export async function embed(given) {
  const { client, sent } = open(given);
  try {
    const { data, response } = await client.embeddings.create(given.body, { headers: given.headers }).withResponse();
    return { answer: data, headers: Object.fromEntries(response.headers), sent };
  } catch (error) {
    return { error: raised(error), sent };
  }
}

/** One response, whole. */
export async function respond(given) {
  const { client, sent } = open(given);
  try {
    const { data, response } = await client.responses.create(given.body, { headers: given.headers }).withResponse();
    return { answer: data, text: data.output_text, headers: Object.fromEntries(response.headers), sent };
  } catch (error) {
    return { error: raised(error), sent };
  }
}

/** One response through the package's own accumulator of events. */
export async function respondStreamed(given) {
  const { client, sent } = open(given);
  const events = [];
  try {
    const stream = client.responses.stream(given.body, { headers: given.headers });
    for await (const event of stream) events.push(event.type);
    const final = await stream.finalResponse();
    return { answer: final, text: final.output_text, events, sent };
  } catch (error) {
    return { events, error: raised(error), sent };
  }
}

/** A conversation from its making to its erasure, with two responses in it. */
export async function converse(given) {
  const { client, sent } = open(given);
  try {
    const made = await client.conversations.create({ metadata: { for: 'a test' } });
    const first = await client.responses.create({ ...given.body, conversation: made.id });
    const second = await client.responses.create({ ...given.body, previous_response_id: first.id });
    const read = await client.responses.retrieve(second.id);
    const found = await client.conversations.retrieve(made.id);
    const items = [];
    for await (const item of client.conversations.items.list(made.id, { order: 'asc', limit: 1 })) items.push(item);
    const alone = await client.conversations.items.retrieve(items[1].id, { conversation_id: made.id });
    const refused = [];
    try {
      await client.conversations.items.retrieve('msg_nobody', { conversation_id: made.id });
    } catch (error) {
      refused.push(raised(error));
    }
    try {
      await client.conversations.items.delete(items[1].id, { conversation_id: made.id });
    } catch (error) {
      refused.push(raised(error));
    }
    const deleted = await client.conversations.delete(made.id);
    let after = null;
    try {
      await client.responses.retrieve(second.id);
    } catch (error) {
      after = raised(error);
    }
    const unused = await client.conversations.create();
    const dropped = await client.conversations.delete(unused.id);
    let gone = null;
    try {
      await client.conversations.retrieve(unused.id);
    } catch (error) {
      gone = raised(error);
    }
    return { made, first, second, read, found, items, alone, refused, deleted, after, dropped, gone, sent };
  } catch (error) {
    return { error: raised(error), sent };
  }
}
