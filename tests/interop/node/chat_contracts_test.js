// grpc-js calls chat_server through the tutorials' contracts: what one sends, all receive.
'use strict';

const assert = require('node:assert/strict');
const {describe, it, beforeEach, afterEach} = require('node:test');

const grpc = require('@grpc/grpc-js');
const {Server, call, callWithStream, read, load} = require('./programs');

const {chat_proto: chatProto} = load('chat_message.proto');
const {chat} = load('chat.proto');
const note = load('chat_note.proto').grpc;

// The contracts behind one interface; `send` resolves to whether the server accepted the message.
const CONTRACTS = {
  chat_proto: {
    service: chatProto.Chat,
    read: (client) => read(client, 'recv', {}),
    send: async (client, owner, msg) =>
        (await call(client, 'send', {cmsg: {text: {owner, msg}}})).success,
    pairOf: (message) => [message.text.owner, message.text.msg],
  },
  chat: {
    service: chat.ChatService,
    read: (client) => read(client, 'broadcast_message', {}),
    send: async (client, user, message) => {
      await callWithStream(client, 'Chat', [{user, message}]);
      return true;
    },
    pairOf: (message) => [message.user, message.message],
  },
  note: {
    service: note.ChatServer,
    read: (client) => read(client, 'ChatStream', {}),
    send: async (client, name, message) => {
      await call(client, 'SendNote', {name, message});
      return true;
    },
    pairOf: (message) => [message.name, message.message],
  },
};

describe('chat_server, through the tutorials\' contracts', () => {
  let server;
  beforeEach(async () => {
    server = await Server.start('chat_server');
  });
  afterEach(async () => assert.equal(await server.stop(), 0));

  const connect = (name) => server.client(CONTRACTS[name].service);
  const send = (name, ...message) => CONTRACTS[name].send(connect(name), ...message);

  async function read(name) {
    const reader = CONTRACTS[name].read(connect(name));
    await reader.registered;
    return {
      end: () => reader.end(),
      receive: async (count) => (await reader.take(count)).map(CONTRACTS[name].pairOf),
      leave: () => reader.stream.cancel(),
    };
  }

  it('delivers from one contract to all, byte for byte', async () => {
    const readers = await Promise.all(Object.keys(CONTRACTS).map(read));
    const sent = [];
    for (const name of Object.keys(CONTRACTS)) {
      for (const text of [`through ${name}`, 'e\u0301 שלום 대화 🫖', 'a\0b\n', '']) {
        assert.equal(await send(name, '앤', text), true);
        sent.push(['앤', text]);
      }
    }
    for (const reader of readers) assert.deepEqual(await reader.receive(sent.length), sent);
  });

  it('keeps one order for all readers', async () => {
    const readers = await Promise.all([...Object.keys(CONTRACTS), ...Object.keys(CONTRACTS)].map(read));
    const streamed = [...Array(50).keys()].map((i) => ({user: 'Bo', message: `streamed ${i}`}));
    const client = connect('chat_proto');
    await Promise.all([
      callWithStream(connect('chat'), 'Chat', streamed),
      ...[...Array(50).keys()].map((i) => CONTRACTS.chat_proto.send(client, 'Al', `sent ${i}`)),
    ]);
    const received = await Promise.all(readers.map((reader) => reader.receive(100)));
    for (const other of received) assert.deepEqual(other, received[0]);
    assert.deepEqual(received[0].filter(([user]) => user === 'Bo').map(([, text]) => text),
                     streamed.map(({message}) => message));
  });

  it('replays earlier messages to the note contract alone', async () => {
    await send('chat', 'Ann', 'before');
    const [first, second, third] = await Promise.all(Object.keys(CONTRACTS).map(read));
    await send('chat', 'Ann', 'after');
    assert.deepEqual(await first.receive(1), [['Ann', 'after']]);
    assert.deepEqual(await second.receive(1), [['Ann', 'after']]);
    assert.deepEqual(await third.receive(2), [['Ann', 'before'], ['Ann', 'after']]);
  });

  it('refuses an empty name', async () => {
    assert.equal(await send('chat_proto', '', 'who?'), false);
    for (const name of ['chat', 'note']) {
      await assert.rejects(send(name, '', 'who?'), {code: grpc.status.INVALID_ARGUMENT});
    }
  });

  it('goes on when a reader has left', async () => {
    const [leaving, staying] = await Promise.all(['chat_proto', 'chat_proto'].map(read));
    leaving.leave();
    assert.equal(await leaving.end(), grpc.status.CANCELLED);
    await send('note', 'Ann', 'still here?');
    assert.deepEqual(await staying.receive(1), [['Ann', 'still here?']]);
  });

  it('ends each stream with UNAVAILABLE when the server stops', async () => {
    const readers = await Promise.all(Object.keys(CONTRACTS).map(read));
    assert.equal(await server.stop(), 0);
    for (const reader of readers) assert.equal(await reader.end(), grpc.status.UNAVAILABLE);
  });
});
