// grpc-js calls chat_server through the workbook's own contract.
'use strict';

const assert = require('node:assert/strict');
const {describe, it, before, after} = require('node:test');

const grpc = require('@grpc/grpc-js');
const {Server, call, read, load} = require('./programs');

const {ChatService} = load('workbook/chat/v1/chat.proto').workbook.chat.v1;

// Yields the events of a room one by one; a response holds a batch.
class RoomReader {
  constructor(client, request) {
    this.reader = read(client, 'Join', request);
    this.events = [];
  }

  async next() {
    while (this.events.length === 0) this.events.push(...(await this.reader.next()).events);
    return this.events.shift();
  }

  async receive(count) {
    const texts = [];
    for (let i = 0; i < count; ++i) texts.push((await this.next()).message.text);
    return texts;
  }
}

describe('chat_server, through its own contract', () => {
  let server, client;
  before(async () => {
    server = await Server.start('chat_server');
    client = server.client(ChatService);
  });
  after(async () => assert.equal(await server.stop(), 0));

  const send = (room, text, messageId = '') =>
      call(client, 'Send', {room, sender: 'Ann', text, message_id: messageId});

  it('sends joins, messages and leaves', async () => {
    const reader = new RoomReader(client, {room: 'hall'});
    assert.equal((await reader.next()).kind, 'welcome');
    const bob = new RoomReader(client, {room: 'hall', participant: '밥'});
    assert.equal((await reader.next()).joined.name, '밥');
    const {sequence} = await send('hall', 'hello 🫖');
    const event = await reader.next();
    assert.deepEqual([event.message.sender, event.message.text], ['Ann', 'hello 🫖']);
    assert.equal(event.sequence, sequence);
    bob.reader.stream.cancel();
    assert.equal((await reader.next()).left.name, '밥');
  });

  it('resumes without loss or repetition', async () => {
    const first = new RoomReader(client, {room: 'study'});
    const {epoch} = (await first.next()).welcome;
    for (let i = 1; i <= 5; ++i) await send('study', `${i}`);
    assert.deepEqual(await first.receive(2), ['1', '2']);
    first.reader.stream.cancel();
    const second = new RoomReader(client, {room: 'study', after: {epoch, sequence: '2'}});
    assert.equal((await second.next()).kind, 'welcome');
    assert.deepEqual(await second.receive(3), ['3', '4', '5']);
  });

  it('sends a gap when the epoch is another', async () => {
    await send('attic', 'dust');
    const reader = new RoomReader(client, {room: 'attic', after: {epoch: 'other', sequence: '9'}});
    assert.equal((await reader.next()).kind, 'welcome');
    assert.equal((await reader.next()).gap.reason, 'REASON_OTHER_EPOCH');
    assert.deepEqual(await reader.receive(1), ['dust']);
  });

  it('sends once what is retried under one id', async () => {
    const first = await send('cellar', 'once', 'id-1');
    const again = await send('cellar', 'once', 'id-1');
    assert.deepEqual([first.duplicate, again.duplicate], [false, true]);
    assert.equal(again.sequence, first.sequence);
    const {events, more} = await call(client, 'GetHistory', {room: 'cellar'});
    assert.deepEqual(events.map((event) => event.message.text), ['once']);
    assert.equal(more, false);
  });

  it('refuses calls without a room', async () => {
    await assert.rejects(send('', 'where?'), {code: grpc.status.INVALID_ARGUMENT});
    await assert.rejects(call(client, 'GetHistory', {room: 'nowhere'}),
                         {code: grpc.status.NOT_FOUND});
    const reader = read(client, 'Join', {room: ''});
    assert.equal(await reader.end(), grpc.status.INVALID_ARGUMENT);
  });
});
