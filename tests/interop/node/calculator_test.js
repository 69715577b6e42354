// grpc-js calls our calculator in each API.
'use strict';

const assert = require('node:assert/strict');
const {describe, it, before, after} = require('node:test');

const grpc = require('@grpc/grpc-js');
const {Server, call, load} = require('./programs');

const {calc} = load('calculator.proto');
const INT32_MAX = 2 ** 31 - 1;
const INT32_MIN = -(2 ** 31);

for (const api of ['sync', 'callback', 'cq']) {
  describe(`calculator_server --api=${api}`, () => {
    let server, client;
    before(async () => {
      server = await Server.start('calculator_server', `--api=${api}`);
      client = server.client(calc.Calculator);
    });
    after(async () => assert.equal(await server.stop(), 0));

    it('computes the document\'s results', async () => {
      const numbers = {n1: 20, n2: 10};
      assert.equal((await call(client, 'Add', numbers)).n1, 30);
      assert.equal((await call(client, 'Substract', numbers)).n1, 10);
      assert.equal((await call(client, 'Multiply', numbers)).n1, 200);
      assert.equal((await call(client, 'Divide', numbers)).f1, 2.0);
    });

    it('refuses to divide by zero', async () => {
      for (const n1 of [7, 0]) {
        await assert.rejects(call(client, 'Divide', {n1, n2: 0}),
                             {code: grpc.status.INVALID_ARGUMENT});
      }
    });

    it('reports a result that does not fit', async () => {
      for (const [method, n1, n2] of
           [['Add', INT32_MAX, 1], ['Substract', INT32_MIN, 1], ['Multiply', INT32_MIN, -1]]) {
        await assert.rejects(call(client, method, {n1, n2}), {code: grpc.status.OUT_OF_RANGE});
      }
    });

    it('answers each of many calls in flight with its own result', async () => {
      const indices = [...Array(200).keys()];
      const replies = await Promise.all(indices.map((n1) => call(client, 'Add', {n1, n2: 1000})));
      assert.deepEqual(replies.map((reply) => reply.n1), indices.map((i) => i + 1000));
    });
  });
}
