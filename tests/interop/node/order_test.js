// grpc-js calls our order server.
'use strict';

const assert = require('node:assert/strict');
const {describe, it, before, after} = require('node:test');

const grpc = require('@grpc/grpc-js');
const {Server, call, load} = require('./programs');

const {ecommerce} = load('order_management.proto');

describe('order_server', () => {
  let server, client;
  before(async () => {
    server = await Server.start('order_server');
    client = server.client(ecommerce.OrderManagement);
  });
  after(async () => assert.equal(await server.stop(), 0));

  it('returns the tutorial\'s order', async () => {
    assert.deepEqual({...await call(client, 'getOrder', {value: '101'})}, {
      id: '101', items: ['Item - A', 'Item - B'], description: 'Sample order description.',
      price: 1000, destination: 'Seoul',
    });
  });

  it('names an unknown id, in any script', async () => {
    for (const id of ['999', 'שלום', '주문', 'e\u0301', '🫖']) {
      await assert.rejects(call(client, 'getOrder', {value: id}), (error) => {
        assert.equal(error.code, grpc.status.NOT_FOUND);
        assert.ok(error.details.includes(id), error.details);
        return true;
      });
    }
  });

  it('refuses an empty id', async () => {
    await assert.rejects(call(client, 'getOrder', {value: ''}),
                         {code: grpc.status.INVALID_ARGUMENT});
  });
});
