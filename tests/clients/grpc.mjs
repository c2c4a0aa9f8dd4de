// `@grpc/grpc-js` with the descriptors that the server itself tells (reflection) or that stand in protos/. No generated code.
import { fileURLToPath } from 'node:url';
import grpc from '@grpc/grpc-js';
import loader from '@grpc/proto-loader';
import protobuf from 'protobufjs';

// keepCase: fields are called as in the .proto files. longs as strings: a cursor's offset is an int64, which a number cannot hold.
const options = { keepCase: true, longs: String, enums: String, oneofs: true };
const own = fileURLToPath(new URL('protos/', import.meta.url));
const rpc = new protobuf.Root().loadSync(`${own}errors.proto`, { keepCase: true });

function open({ address, protos, key }) {
  const definition = loader.loadSync('orchestrator/v1/conversation.proto', { ...options, includeDirs: [protos] });
  const { ConversationService } = grpc.loadPackageDefinition(definition).orchestrator.v1;
  return { client: new ConversationService(address, grpc.credentials.createInsecure()), metadata: metadataOf(key) };
}

function metadataOf(key) {
  const metadata = new grpc.Metadata();
  if (key) metadata.set('authorization', `Bearer ${key}`);
  return metadata;
}

function raised(error) {
  const [bytes] = error.metadata?.get('grpc-status-details-bin') ?? [];
  const details = {};
  if (bytes) {
    for (const any of rpc.lookupType('google.rpc.Status').decode(bytes).details) {
      const name = any.type_url.slice(any.type_url.lastIndexOf('/') + 1);
      details[name] = rpc.lookupType(name).toObject(rpc.lookupType(name).decode(any.value), { longs: String });
    }
  }
  return { code: grpc.status[error.code], message: error.details, details };
}

const deadlineOf = ({ deadlineMs }) => (deadlineMs === undefined ? {} : { deadline: Date.now() + deadlineMs });

/** A call with one answer. */
export async function call(given) {
  const { client, metadata } = open(given);
  try {
    return await new Promise((resolve) =>
      client[given.method](given.request, metadata, deadlineOf(given), (error, answer) => resolve(error ? { error: raised(error) } : { answer })),
    );
  } finally {
    client.close();
  }
}

/** A call with a stream of answers. With `leaveAfterTexts`, the reader cancels after so many pieces of text. */
export async function read(given) {
  const { client, metadata } = open(given);
  const updates = [];
  try {
    return await new Promise((resolve) => {
      let texts = 0;
      const stream = client[given.method](given.request, metadata, deadlineOf(given));
      stream.on('data', (update) => {
        updates.push(update);
        if (update.text && ++texts === given.leaveAfterTexts) stream.cancel();
      });
      stream.on('error', (error) => resolve({ updates, error: raised(error) }));
      stream.on('end', () => resolve({ updates }));
    });
  } finally {
    client.close();
  }
}

/** What the health service says of the whole server. */
export async function health(given) {
  const definition = loader.loadSync('health.proto', { ...options, includeDirs: [own] });
  const client = new (grpc.loadPackageDefinition(definition).grpc.health.v1.Health)(given.address, grpc.credentials.createInsecure());
  try {
    return await new Promise((resolve) => client.Check({ service: '' }, (error, answer) => resolve(error ? { error: raised(error) } : answer)));
  } finally {
    client.close();
  }
}

/** Asks the server for its services, then calls one by the descriptors that it told, knowing no .proto file of it. */
export async function reflected(given) {
  const services = await reflection(given.address, { list_services: '' }, (answer) => answer.list_services_response.service.map((s) => s.name));
  const files = new Map();
  const ask = [{ file_containing_symbol: given.service }];
  while (ask.length > 0) {
    for (const bytes of await reflection(given.address, ask.pop(), (answer) => answer.file_descriptor_response.file_descriptor_proto)) {
      const file = rpc.lookupType('google.protobuf.FileDescriptorProto').decode(bytes);
      if (files.has(file.name)) continue;
      files.set(file.name, bytes);
      for (const name of file.dependency) if (!files.has(name)) ask.push({ file_by_filename: name });
    }
  }

  const set = rpc.lookupType('google.protobuf.FileDescriptorSet').encode({ file: [...files.values()] }).finish();
  const definition = loader.loadFileDescriptorSetFromBuffer(Buffer.from(set), options);
  const Service = given.service.split('.').reduce((scope, name) => scope[name], grpc.loadPackageDefinition(definition));
  const client = new Service(given.address, grpc.credentials.createInsecure());
  try {
    return await new Promise((resolve) =>
      client[given.method](given.request, metadataOf(given.key), (error, answer) => resolve(error ? { services, error: raised(error) } : { services, answer })),
    );
  } finally {
    client.close();
  }
}

async function reflection(address, request, pick) {
  const definition = loader.loadSync('reflection.proto', { ...options, includeDirs: [own] });
  const client = new (grpc.loadPackageDefinition(definition).grpc.reflection.v1alpha.ServerReflection)(address, grpc.credentials.createInsecure());
  try {
    return await new Promise((resolve, reject) => {
      const stream = client.ServerReflectionInfo();
      stream.on('data', (answer) => resolve(pick(answer)));
      stream.on('error', reject);
      stream.write(request);
      stream.end();
    });
  } finally {
    client.close();
  }
}
