import { http } from '@mamapu/core'
import { withTenant } from '@mamapu/db'
import { HOUR, newId, uuidOf } from '@mamapu/kernel'
import { createTestDatabase, createTestStore } from '@mamapu/testkit'
import t from 'tap'
import { Type } from 'typebox'
import type { ServerParts } from './build-server.js'
import { testServer, Visitor } from './test-app.js'

const at = new Date('2026-03-01T02:00:00Z')
const api = '/api/store/v1'
t.test(
  'an idempotency key does the work once, answers twins the same, and forgets refusals and old days',
  async (t) => {
    const { db } = await createTestDatabase(t)
    const { storeId } = await createTestStore(db, at)
    let done = 0
    const call = { principal: 'shopper:1', route: 'POST /x', key: 'key-0001', hash: 'h', at }
    const run = (change: Partial<http.IdempotencyCall> = {}, isRefusal = false) =>
      withTenant(db, storeId, (tx) =>
        http.withIdempotency(tx, { ...call, ...change }, async () => {
          done += 1
          const id = uuidOf(newId('plc', at))
          await tx.sql`insert into places (tenant_id, id, name, created_at) values (${tx.tenantId}, ${id}, 'x', ${at})`
          return { status: 201, body: { id }, isRefusal }
        }),
      )
    const twins = await Promise.all(Array.from({ length: 8 }, () => run()))
    t.equal(done, 1)
    t.equal(new Set(twins.map((twin) => JSON.stringify(twin.outcome === 'done' && twin.reply))).size, 1)
    t.equal(twins.filter((twin) => twin.outcome === 'done' && twin.isReplay).length, 7)
    t.same(await run({ hash: 'other' }), { outcome: 'key_reused' })
    await run({ principal: 'shopper:2' })
    await run({ route: 'POST /y' })
    t.equal(done, 3, 'another person, another route')
    await run({ key: 'key-0002' }, true)
    t.match(
      await run({ key: 'key-0002' }),
      { outcome: 'done', isReplay: false },
      'a refusal is not remembered',
    )
    await t.rejects(
      withTenant(db, storeId, (tx) =>
        http.withIdempotency(tx, { ...call, key: 'key-0003' }, async () => {
          throw new Error('no')
        }),
      ),
    )
    t.match(await run({ key: 'key-0003' }), { isReplay: false }, 'nor is a failure')
    const before = done
    await run({ at: new Date(at.getTime() + 24 * HOUR) })
    t.equal(done, before + 1, 'a day later it is a new key')
    const gone = await withTenant(db, storeId, (tx) =>
      http.forgetIdempotencyKeys(tx, new Date(at.getTime() + 25 * HOUR)),
    )
    t.equal(gone, 4)
  },
)

t.test('routes that move money ask for a key, and give one reply per key', async (t) => {
  const { db } = await createTestDatabase(t)
  const store = await createTestStore(db, at)
  const parts: ServerParts = {
    store: [
      async (server) => {
        server.post(
          '/move',
          {
            schema: {
              body: Type.Object({ n: Type.Integer() }, { additionalProperties: false }),
              response: {},
            },
            config: { audience: 'shopper', idempotent: true },
          },
          async (request, reply) => {
            const call = http.idempotencyOf(request) as http.IdempotencyCall
            const result = await withTenant(db, store.storeId, (tx) =>
              http.withIdempotency(tx, call, async () => ({
                status: 201,
                body: { id: newId('ord', request.at) },
              })),
            )
            if (result.outcome === 'key_reused')
              return http.refuse(request, reply, http.HTTP_ERRORS, 'IDEMPOTENCY_KEY_REUSED')
            return reply.code(result.reply.status).send(result.reply.body)
          },
        )
      },
    ],
  }
  const { server } = await testServer(t, db, { parts })
  const visitor = new Visitor(server, `${store.slug}.localhost:3000`)
  await visitor.post(`${api}/session`, {})
  const move = (n: number, key?: string) =>
    visitor.post(`${api}/move`, { n }, key === undefined ? {} : { headers: { 'idempotency-key': key } })
  t.match((await move(1)).json(), { status: 400, code: 'IDEMPOTENCY_KEY_REQUIRED' })
  t.match((await move(1, 'short')).json(), { code: 'IDEMPOTENCY_KEY_REQUIRED' })
  const first = await move(1, 'a-good-key')
  t.equal(first.statusCode, 201)
  t.equal((await move(1, 'a-good-key')).body, first.body)
  t.match((await move(2, 'a-good-key')).json(), { status: 422, code: 'IDEMPOTENCY_KEY_REUSED' })
})
