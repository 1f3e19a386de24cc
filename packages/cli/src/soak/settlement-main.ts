// `npm run soak`: so many due earnings (the argument), settled by processes that are killed ten times on the way.
import { earnings, verify } from '@mamapu/core'
import { DAY, later } from '@mamapu/kernel'
import { createTestApp, createTestDatabase, createTestStore } from '@mamapu/testkit'
import { outcomeOf, seedDue } from './due-earnings.js'
import { killSettlement } from './kill-settlement.js'

const entries = Number(process.argv[2])
const KILLS = 10
const at = new Date('2026-03-04T02:00:00Z')
const works: (() => unknown)[] = []
const t = { teardown: (work: () => unknown) => void works.push(work) }

const seconds = (began: number) => Number(((performance.now() - began) / 1000).toFixed(1))
const say = (figures: object) => console.log(JSON.stringify(figures))

async function soak(): Promise<boolean> {
  const database = await createTestDatabase(t)
  const { db, admin } = database
  const now = later(at, DAY)
  const { app } = createTestApp(t, db, { at: now })
  const calm = (await createTestStore(db, at)).storeId
  const hunted = (await createTestStore(db, at)).storeId
  for (const storeId of [calm, hunted]) await seedDue(admin, storeId, { entries, at })
  let began = performance.now()
  const { settled, fen } = await earnings.settleDue(app, calm, { hears: [] })
  say({ soak: 'settlement', how: 'undisturbed', settled, fen, seconds: seconds(began) })
  began = performance.now()
  const killed = await killSettlement({
    database,
    storeId: hunted,
    at: now,
    // Enough batches to be killed between them.
    batchMax: Math.min(500, Math.ceil(entries / 100)),
    kills: KILLS,
  })
  say({ soak: 'settlement', how: 'killed', ...killed, seconds: seconds(began) })
  const [one, other] = [await outcomeOf(admin, calm), await outcomeOf(admin, hunted)]
  const isEqual = JSON.stringify(one) === JSON.stringify(other)
  // Its orders were never placed by anybody: what is asked of them is left out.
  const broken = (await verify.verify(admin)).filter(
    (check) => /commission|ledger/.test(check.name) && check.broken.length > 0,
  )
  say({ soak: 'settlement', isEqual, kills: killed.kills, broken: broken.map(({ name }) => name) })
  return isEqual && killed.kills === KILLS && broken.length === 0
}

try {
  process.exitCode = (await soak()) ? 0 : 1
} finally {
  for (const work of works.toReversed()) await work()
}
