// grpc-js in the rooms of the workbook's own contract.
'use strict';

const assert = require('node:assert/strict');
const {describe, it, before, after} = require('node:test');

const grpc = require('@grpc/grpc-js');
const {Server, call, listen, load} = require('./programs');

const {ChatService} = load('workbook/chat/v1/chat.proto').workbook.chat.v1;

// A reader of events: a response holds as many as there are.
class Visitor {
  constructor(client, request) {
    this.reader = listen(client, 'Join', request);
    this.events = [];
  }

  async next() {
    while (this.events.length === 0) this.events.push(...(await this.reader.next()).events);
    return this.events.shift();
  }

  async hear(count) {
    const texts = [];
    for (let i = 0; i < count; ++i) texts.push((await this.next()).message.text);
    return texts;
  }
}

describe('chat_server, by its own door', () => {
  let server, client;
  before(async () => {
    server = await Server.start('chat_server');
    client = server.client(ChatService);
  });
  after(async () => assert.equal(await server.stop(), 0));

  const say = (room, text, messageId = '') =>
      call(client, 'Send', {room, sender: 'Ann', text, message_id: messageId});

  it('tells who comes, what is said and who leaves', async () => {
    const visitor = new Visitor(client, {room: 'hall'});
    assert.equal((await visitor.next()).kind, 'welcome');
    const bob = new Visitor(client, {room: 'hall', participant: '밥'});
    assert.equal((await visitor.next()).joined.name, '밥');
    const {sequence} = await say('hall', 'hello 🫖');
    const event = await visitor.next();
    assert.deepEqual([event.message.sender, event.message.text], ['Ann', 'hello 🫖']);
    assert.equal(event.sequence, sequence);
    bob.reader.stream.cancel();
    assert.equal((await visitor.next()).left.name, '밥');
  });

  it('resumes without a loss and without a repetition', async () => {
    const first = new Visitor(client, {room: 'study'});
    const {epoch} = (await first.next()).welcome;
    for (let i = 1; i <= 5; ++i) await say('study', `${i}`);
    assert.deepEqual(await first.hear(2), ['1', '2']);
    first.reader.stream.cancel();
    const second = new Visitor(client, {room: 'study', after: {epoch, sequence: '2'}});
    assert.equal((await second.next()).kind, 'welcome');
    assert.deepEqual(await second.hear(3), ['3', '4', '5']);
  });

  it('tells of a gap when the room is another', async () => {
    await say('attic', 'dust');
    const visitor = new Visitor(client, {room: 'attic', after: {epoch: 'other', sequence: '9'}});
    assert.equal((await visitor.next()).kind, 'welcome');
    assert.equal((await visitor.next()).gap.reason, 'REASON_OTHER_EPOCH');
    assert.deepEqual(await visitor.hear(1), ['dust']);
  });

  it('says once what is sent twice under one id', async () => {
    const first = await say('cellar', 'once', 'id-1');
    const again = await say('cellar', 'once', 'id-1');
    assert.deepEqual([first.duplicate, again.duplicate], [false, true]);
    assert.equal(again.sequence, first.sequence);
    const {events, more} = await call(client, 'GetHistory', {room: 'cellar'});
    assert.deepEqual(events.map((event) => event.message.text), ['once']);
    assert.equal(more, false);
  });

  it('refuses what has no place', async () => {
    await assert.rejects(say('', 'where?'), {code: grpc.status.INVALID_ARGUMENT});
    await assert.rejects(call(client, 'GetHistory', {room: 'nowhere'}),
                         {code: grpc.status.NOT_FOUND});
    const reader = listen(client, 'Join', {room: ''});
    assert.equal(await reader.end(), grpc.status.INVALID_ARGUMENT);
  });
});
