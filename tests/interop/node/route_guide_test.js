// grpc-js calls the four methods of our route guide in each API.
'use strict';

const assert = require('node:assert/strict');
const {describe, it, before, after} = require('node:test');

const grpc = require('@grpc/grpc-js');
const {Reader, Server, call, callWithStream, deadline, read, load} = require('./programs');

const {RouteGuide} = load('route_guide.proto');
const BERKSHIRE = {
  name: 'Berkshire Valley Management Area Trail, Jefferson, NJ, USA',
  location: {latitude: 409146138, longitude: -746188906},
};
const JERSEY = {
  lo: {latitude: 400000000, longitude: -750000000},
  hi: {latitude: 420000000, longitude: -730000000},
};
const at = (latitude, longitude) => ({latitude, longitude});

for (const api of ['sync', 'callback']) {
  describe(`route_guide_server --api=${api}`, () => {
    let server, client;
    before(async () => {
      server = await Server.start('route_guide_server', `--api=${api}`);
      client = server.client(RouteGuide);
    });
    after(async () => assert.equal(await server.stop(), 0));

    it('gets a feature, or the point without a name', async () => {
      assert.deepEqual(await call(client, 'GetFeature', BERKSHIRE.location), BERKSHIRE);
      assert.deepEqual(await call(client, 'GetFeature', at(1, -2)),
                       {name: '', location: at(1, -2)});
    });

    it('lists the features in a rectangle', async () => {
      const reader = read(client, 'ListFeatures', JERSEY);
      const names = (await reader.rest()).map((feature) => feature.name);
      assert.ok(names.includes(BERKSHIRE.name));
      assert.ok(names.length > 10, `${names.length} features`);
      assert.equal(await reader.end(), grpc.status.OK);
    });

    it('records a route', async () => {
      const points = [BERKSHIRE.location, at(0, 0), at(0, 10000000)];
      const summary = await callWithStream(client, 'RecordRoute', points);
      assert.equal(summary.point_count, 3);
      assert.equal(summary.feature_count, 1);
      // The last leg is a degree along the equator: a 360th of the way around.
      const withoutLast = await callWithStream(client, 'RecordRoute', points.slice(0, 2));
      const degree = 2 * Math.PI * 6371000 / 360;
      assert.ok(Math.abs(summary.distance - withoutLast.distance - degree) <= 1);
    });

    it('records a route without points', async () => {
      assert.deepEqual(await callWithStream(client, 'RecordRoute', []),
                       {point_count: 0, feature_count: 0, distance: 0, elapsed_time: 0});
    });

    it('answers notes while the client may still write', async () => {
      const stream = client.RouteChat(deadline());
      const reader = new Reader(stream);
      const leave = (point, message) => stream.write({location: point, message});
      leave(at(1, 1), 'first');
      leave(at(1, 2), 'not here');
      leave(at(1, 1), 'second');
      assert.equal((await reader.next()).message, 'first');
      leave(at(1, 1), '셋째 🫖');
      assert.deepEqual((await reader.take(2)).map((note) => note.message), ['first', 'second']);
      stream.end();
      assert.deepEqual(await reader.rest(), []);
      assert.equal(await reader.end(), grpc.status.OK);
    });

    it('refuses points that are not on the globe', async () => {
      const refused = {code: grpc.status.INVALID_ARGUMENT};
      const off = at(900000001, 0);
      await assert.rejects(call(client, 'GetFeature', off), refused);
      await assert.rejects(callWithStream(client, 'RecordRoute', [off]), refused);
      const list = read(client, 'ListFeatures', {lo: off, hi: at(0, 0)});
      assert.equal(await list.end(), refused.code);
      const stream = client.RouteChat(deadline());
      const chat = new Reader(stream);
      stream.write({location: off, message: 'off'});
      assert.equal(await chat.end(), refused.code);
    });

    it('lets the client cancel', async () => {
      const stream = client.RouteChat(deadline());
      const reader = new Reader(stream);
      stream.write({location: at(3, 3), message: 'one'});
      stream.write({location: at(3, 3), message: 'two'});
      assert.equal((await reader.next()).message, 'one');
      stream.cancel();
      assert.equal(await reader.end(), grpc.status.CANCELLED);
    });
  });
}
