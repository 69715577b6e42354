// grpc-js talks through the doors of the tutorials: what is said at one is heard at all.
'use strict';

const assert = require('node:assert/strict');
const {describe, it, beforeEach, afterEach} = require('node:test');

const grpc = require('@grpc/grpc-js');
const {Server, call, callWithStream, listen, load} = require('./programs');

const {chat_proto: chatProto} = load('chat_message.proto');
const {chat} = load('chat.proto');
const note = load('chat_note.proto').grpc;

// Each contract behind one face; say resolves to whether it was accepted.
const DOORS = {
  chat_proto: {
    service: chatProto.Chat,
    listen: (client) => listen(client, 'recv', {}),
    say: async (client, owner, msg) =>
        (await call(client, 'send', {cmsg: {text: {owner, msg}}})).success,
    heard: (message) => [message.text.owner, message.text.msg],
  },
  chat: {
    service: chat.ChatService,
    listen: (client) => listen(client, 'broadcast_message', {}),
    say: async (client, user, message) => {
      await callWithStream(client, 'Chat', [{user, message}]);
      return true;
    },
    heard: (message) => [message.user, message.message],
  },
  note: {
    service: note.ChatServer,
    listen: (client) => listen(client, 'ChatStream', {}),
    say: async (client, name, message) => {
      await call(client, 'SendNote', {name, message});
      return true;
    },
    heard: (message) => [message.name, message.message],
  },
};

describe('chat_server, by the tutorials\' doors', () => {
  let server;
  beforeEach(async () => {
    server = await Server.start('chat_server');
  });
  afterEach(async () => assert.equal(await server.stop(), 0));

  const enter = (name) => server.client(DOORS[name].service);
  const say = (name, ...words) => DOORS[name].say(enter(name), ...words);

  async function read(name) {
    const reader = DOORS[name].listen(enter(name));
    await reader.registered;
    return {
      end: () => reader.end(),
      hear: async (count) => (await reader.take(count)).map(DOORS[name].heard),
      leave: () => reader.stream.cancel(),
    };
  }

  it('says on one door what is heard on all, byte for byte', async () => {
    const readers = await Promise.all(Object.keys(DOORS).map(read));
    const said = [];
    for (const name of Object.keys(DOORS)) {
      for (const text of [`through ${name}`, 'e\u0301 שלום 대화 🫖', 'a\0b\n', '']) {
        assert.equal(await say(name, '앤', text), true);
        said.push(['앤', text]);
      }
    }
    for (const reader of readers) assert.deepEqual(await reader.hear(said.length), said);
  });

  it('keeps one order for all readers', async () => {
    const readers = await Promise.all([...Object.keys(DOORS), ...Object.keys(DOORS)].map(read));
    const streamed = [...Array(50).keys()].map((i) => ({user: 'Bo', message: `streamed ${i}`}));
    const client = enter('chat_proto');
    await Promise.all([
      callWithStream(enter('chat'), 'Chat', streamed),
      ...[...Array(50).keys()].map((i) => DOORS.chat_proto.say(client, 'Al', `sent ${i}`)),
    ]);
    const heard = await Promise.all(readers.map((reader) => reader.hear(100)));
    for (const other of heard) assert.deepEqual(other, heard[0]);
    assert.deepEqual(heard[0].filter(([user]) => user === 'Bo').map(([, text]) => text),
                     streamed.map(({message}) => message));
  });

  it('replays what was said before to the note door alone', async () => {
    await say('chat', 'Ann', 'before');
    const [first, second, third] = await Promise.all(Object.keys(DOORS).map(read));
    await say('chat', 'Ann', 'after');
    assert.deepEqual(await first.hear(1), [['Ann', 'after']]);
    assert.deepEqual(await second.hear(1), [['Ann', 'after']]);
    assert.deepEqual(await third.hear(2), [['Ann', 'before'], ['Ann', 'after']]);
  });

  it('refuses who has no name', async () => {
    assert.equal(await say('chat_proto', '', 'who?'), false);
    for (const name of ['chat', 'note']) {
      await assert.rejects(say(name, '', 'who?'), {code: grpc.status.INVALID_ARGUMENT});
    }
  });

  it('goes on when a reader has left', async () => {
    const [leaver, stayer] = await Promise.all(['chat_proto', 'chat_proto'].map(read));
    leaver.leave();
    assert.equal(await leaver.end(), grpc.status.CANCELLED);
    await say('note', 'Ann', 'still here?');
    assert.deepEqual(await stayer.hear(1), [['Ann', 'still here?']]);
  });

  it('tells each reader that the server stops', async () => {
    const readers = await Promise.all(Object.keys(DOORS).map(read));
    assert.equal(await server.stop(), 0);
    for (const reader of readers) assert.equal(await reader.end(), grpc.status.UNAVAILABLE);
  });
});
