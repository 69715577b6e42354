// Starts and stops the servers of build/bin, and calls them with @grpc/grpc-js.
'use strict';

const {spawn} = require('node:child_process');
const path = require('node:path');
const readline = require('node:readline');

const grpc = require('@grpc/grpc-js');
const protoLoader = require('@grpc/proto-loader');

// The time limit of a hang.
const TIMEOUT_MS = 20_000;

// The packages of a .proto file, with the field names of the contract.
function load(file) {
  const definition = protoLoader.loadSync(file, {
    keepCase: true, longs: String, enums: String, defaults: true, oneofs: true,
    includeDirs: [process.env.WORKBOOK_PROTOS],
  });
  return grpc.loadPackageDefinition(definition);
}

class Server {
  // Resolves once `name` listens on a free port.
  static async start(name, ...args) {
    const child = spawn(path.join(process.env.WORKBOOK_BIN, name), ['--port', '0', ...args],
                        {stdio: ['ignore', 'pipe', 'inherit']});
    const timer = setTimeout(() => child.kill('SIGKILL'), TIMEOUT_MS);
    const lines = readline.createInterface({input: child.stdout});
    const exit = new Promise((resolve) => child.once('exit', (code) => resolve(code)));
    const ready = await Promise.race([
      new Promise((resolve) => lines.once('line', resolve)),
      exit.then((code) => `nothing and exited with ${code}`),
    ]);
    clearTimeout(timer);
    const expected = `${name} listening on `;
    if (!ready.startsWith(expected)) throw new Error(`${name} printed ${ready}`);
    return new Server(child, exit, ready.slice(expected.length));
  }

  constructor(child, exit, address) {
    this.child = child;
    this.exit = exit;
    this.address = address;
    this.clients = [];
  }

  // A client of the service on its own connection.
  client(Service) {
    const client = new Service(this.address, grpc.credentials.createInsecure(),
                               {'grpc.enable_http_proxy': 0, 'grpc.use_local_subchannel_pool': 1});
    this.clients.push(client);
    return client;
  }

  // Sends SIGTERM; resolves to the exit status, which the test compares with 0.
  async stop() {
    this.child.kill('SIGTERM');
    const timer = setTimeout(() => this.child.kill('SIGKILL'), TIMEOUT_MS);
    const code = await this.exit;
    clearTimeout(timer);
    for (const client of this.clients) client.close();
    return code;
  }
}

const deadline = () => ({deadline: Date.now() + TIMEOUT_MS});

// Calls a unary method: resolves to the reply, rejects with the error, whose `code` is the status.
function call(client, method, request) {
  return new Promise((resolve, reject) => {
    client[method](request, deadline(), (error, reply) => error ? reject(error) : resolve(reply));
  });
}

// Writes all requests and half-closes: resolves to the reply.
function callWithStream(client, method, requests) {
  return new Promise((resolve, reject) => {
    const stream =
        client[method](deadline(), (error, reply) => error ? reject(error) : resolve(reply));
    for (const request of requests) stream.write(request);
    stream.end();
  });
}

// Reads a stream, message by message.
class Reader {
  constructor(stream) {
    this.stream = stream;
    this.registered = new Promise((resolve, reject) => {
      stream.once('metadata', resolve);
      stream.once('error', reject);
    });
    this.registered.catch(() => {});  // `ended` reports the end as well
    this.ended = new Promise((resolve) => stream.once('status', (status) => resolve(status)));
    stream.on('error', () => {});  // `ended` reports it
    this.received = [];
    this.waiting = [];
    stream.on('data', (message) => {
      this.received.push(message);
      this.wake();
    });
    stream.once('close', () => {
      this.closed = true;
      this.wake();
    });
  }

  wake() {
    while (this.waiting.length > 0 && (this.received.length > 0 || this.closed)) {
      this.waiting.shift()(this.received.shift());
    }
  }

  // The next message; undefined at the end of the stream.
  next() {
    return new Promise((resolve) => {
      this.waiting.push(resolve);
      this.wake();
    });
  }

  async take(count) {
    const messages = [];
    for (let i = 0; i < count; ++i) messages.push(await this.next());
    return messages;
  }

  // All messages until the end.
  async rest() {
    const messages = [];
    for (let message = await this.next(); message !== undefined; message = await this.next()) {
      messages.push(message);
    }
    return messages;
  }

  // The status code that the stream ends with.
  async end() {
    return (await this.ended).code;
  }
}

// A reader of a server stream.
function read(client, method, request) {
  return new Reader(client[method](request, deadline()));
}

module.exports = {Reader, Server, TIMEOUT_MS, call, callWithStream, deadline, read, load};
