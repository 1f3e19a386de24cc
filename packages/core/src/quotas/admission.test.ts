import { withTenant } from '@mamapu/db'
import { HOUR, later, newId } from '@mamapu/kernel'
import { poolId } from '@mamapu/plugin-sdk'
import { openTokens, type TokenStore } from '@mamapu/queue'
import { addTestSku, createTestDatabase, createTestStore, POOLED } from '@mamapu/testkit'
import t, { type Test } from 'tap'
import { AdmissionGate, openPools } from './index.js'

t.setTimeout(60_000)

const at = new Date('2026-03-04T02:00:00Z')
const redisUrl = process.env.TEST_REDIS_URL
const skip = redisUrl ? false : 'no TEST_REDIS_URL'

async function open(t: Test, wrap: (tokens: TokenStore) => TokenStore = (tokens) => tokens) {
  const { db } = await createTestDatabase(t)
  const { storeId } = await createTestStore(db, at)
  const sku = await addTestSku(db, storeId, at, { stock: 50 })
  const round = { campaignId: newId('cmp', at), round: '20260304T1000' }
  const pools = [{ kind: POOLED.units, skuId: sku.skuId, units: 5, mode: 'own' as const }]
  await withTenant(db, storeId, (tx) =>
    openPools(tx, { ...round, startsAt: at, endsAt: later(at, HOUR), pools, actor: 'x', at }),
  )
  const tokens = openTokens(`${redisUrl}/6`, () => {})
  t.teardown(() => tokens.close())
  // The gate stands open until its Redis is there.
  const began = Date.now()
  while (!(await tokens.take('x', [], null).then(Boolean, () => false)) && Date.now() - began < 5000)
    await new Promise((resolve) => setImmediate(resolve))
  const gate = new AdmissionGate({ db, tokens: wrap(tokens) })
  const id = poolId(round.campaignId, sku.skuId, round.round)
  const want = (units = 1) => [{ kind: POOLED.units, id, units }]
  return {
    gate,
    tokens,
    storeId,
    want,
    key: `${POOLED.units}/${id}`,
    admit: (units = 1, marker: string | null = null) => gate.admit(storeId, want(units), marker),
  }
}

const refused = { admitted: false }
const counted = (units: number) => ({ admitted: true, counted: [{ units }] })

t.test(
  'as many as there are units are let in; what comes to nothing lets another in',
  { skip },
  async (t) => {
    const { gate, storeId, want, admit } = await open(t)
    const all = await Promise.all(Array.from({ length: 40 }, () => admit()))
    t.equal(all.filter(({ admitted }) => admitted).length, 5)
    t.match(await admit(), { ...refused, lacking: { kind: POOLED.units } })
    gate.giveBack(storeId, want(2))
    t.match(await admit(3), refused, 'all or none')
    t.match(await admit(2), counted(2))
    t.same(await gate.admit(storeId, [{ kind: 'stock', id: 'x', units: 1 }], null), {
      admitted: true,
      counted: [],
    })
  },
)

t.test('the twin of a request that was let in is let in, without a token', { skip }, async (t) => {
  const { admit } = await open(t)
  t.match(await admit(5, 'the-key'), counted(5))
  t.same(await admit(5, 'the-key'), { admitted: true, counted: [] })
  t.match(await admit(1, 'another-key'), refused)
})

t.test('wrong tokens mend themselves: another count, none, or more than there are', { skip }, async (t) => {
  const { tokens, storeId, key, admit, gate, want } = await open(t)
  await tokens.seed(storeId, [{ key, units: 0 }], 60)
  t.match(await admit(), refused, 'too few: units are held back')
  const began = Date.now()
  while ((await admit()).admitted === false && Date.now() - began < 5000)
    await new Promise((resolve) => setImmediate(resolve))
  t.match(await admit(4), counted(4), 'for as long as tokens live')
  gate.giveBack(storeId, want(100))
  t.match(await admit(50), counted(50), 'too many only let in too many: the database refuses them')
})

t.test(
  'Redis that fails: the gate stands open for a second and asks nothing meanwhile',
  { skip },
  async (t) => {
    let asked = 0
    const { admit } = await open(t, (tokens) => ({
      ...tokens,
      async take() {
        asked += 1
        throw new Error('away')
      },
    }))
    for (let n = 0; n < 10; n += 1) t.same(await admit(), { admitted: true, counted: [] })
    t.equal(asked, 1)
  },
)
