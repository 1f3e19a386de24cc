import { type App, earnings } from '@mamapu/core'
import { DAY, later } from '@mamapu/kernel'
import { createTestApp, createTestDatabase, createTestStore } from '@mamapu/testkit'
import t from 'tap'
import { outcomeOf, seedDue } from './due-earnings.js'
import { killSettlement } from './kill-settlement.js'

t.setTimeout(120_000)

const ENTRIES = 5000
const KILLS = 10
const at = new Date('2026-03-04T02:00:00Z')

t.test('a settlement killed ten times on the way ends equal to one that nobody disturbed', async (t) => {
  const database = await createTestDatabase(t)
  const { db, admin } = database
  const now = later(at, DAY)
  const app: App = createTestApp(t, db, { at: now }).app
  const [calm, hunted] = [(await createTestStore(db, at)).storeId, (await createTestStore(db, at)).storeId]
  for (const storeId of [calm, hunted]) await seedDue(admin, storeId, { entries: ENTRIES, at })

  const began = performance.now()
  const run = await earnings.settleDue(app, calm, { hears: [] })
  t.equal(run.settled, ENTRIES - ENTRIES / 20)
  t.comment(`undisturbed: ${Math.round(performance.now() - began)} ms`)

  const killed = await killSettlement({ database, storeId: hunted, at: now, batchMax: 50, kills: KILLS })
  t.equal(killed.kills, KILLS)
  t.equal(killed.insideOne, KILLS / 2)
  t.comment(
    `killed: ${Math.round(performance.now() - began)} ms, ${killed.finished} left for those who finished`,
  )
  t.same(await outcomeOf(admin, hunted), await outcomeOf(admin, calm))
  const again = await earnings.settleDue(app, hunted, { hears: [] })
  t.same(again, { settled: 0, fen: 0, failed: 0 }, 'nothing is left, nothing is done twice')
})
