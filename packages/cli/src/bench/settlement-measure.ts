import { earnings } from '@mamapu/core'
import { assert, type StoreId, uuidOf } from '@mamapu/kernel'
import postgres from 'postgres'
import { outcomeOf, seedDue } from '../soak/due-earnings.js'
import type { Figure, Measure, Say } from './measures.js'
import type { Site } from './site.js'

const ENTRIES = 100_000
/** Shops of the town that nobody else measures in. */
const SHOP = 3

/** What is due of one shop is released batch by batch, each durable; beside it one statement does the same sums at once. */
async function measureSettlement(site: Site, say: Say): Promise<Figure> {
  const admin = postgres(site.databaseUrl, { max: 1, onnotice: () => {} })
  try {
    return await site.inside(async ({ app, directory }) => {
      const found = await directory.byHost(`${site.town.slugs[SHOP]}.localhost`)
      assert(found, 'a shop')
      const { storeId } = found
      await seedDue(admin, storeId, { entries: ENTRIES, at: app.clock.now() })
      await copyBare(admin, storeId)
      const began = performance.now()
      const run = await earnings.settleDue(app, storeId, { hears: [] })
      const tookMs = performance.now() - began
      assert(run.settled > 0 && run.failed === 0, `released ${run.settled}, ${run.failed} failed`)
      const bareMs = await settleBare(admin)
      const [ours, limit] = [(run.settled / tookMs) * 1000, (run.settled / bareMs) * 1000]
      const payees = (await outcomeOf(admin, storeId)).filter((line) => line.startsWith('p')).length
      say(
        `${run.settled} of ${ENTRIES} due earnings of ${payees} payees released in ${tookMs.toFixed(0)} ms; one statement ${bareMs.toFixed(0)} ms`,
      )
      return { measure: 'settlement.100k', ours, limit, ratio: ours / limit, unit: '1/s' }
    })
  } finally {
    await admin.end({ timeout: 5 })
  }
}

/** The same rows in tables that know no shops, holds or reversals. */
async function copyBare(admin: postgres.Sql, storeId: StoreId): Promise<void> {
  const tenant = uuidOf(storeId)
  await admin`drop table if exists bench_due, bench_moved, bench_sums`
  await admin`
    create table bench_due as select e.id, e.payee_id, e.amount_fen, false as is_settled from earnings e
     where e.tenant_id = ${tenant} and not exists (
       select from earning_holds h where h.tenant_id = ${tenant} and h.earning_id = e.id)`
  await admin`alter table bench_due add primary key (id)`
  await admin`
    create table bench_moved (id uuid primary key, earning_id uuid not null unique, payee_id uuid not null, amount bigint not null)`
  await admin`create table bench_sums as select distinct payee_id, 0::bigint as available from bench_due`
  await admin`alter table bench_sums add primary key (payee_id)`
  await admin`analyze`
}

/** Marks, enters and sums everything in one statement; milliseconds. */
async function settleBare(admin: postgres.Sql): Promise<number> {
  const began = performance.now()
  await admin`
    with settled as (update bench_due set is_settled = true where not is_settled returning id, payee_id, amount_fen),
    moved as (
      insert into bench_moved (id, earning_id, payee_id, amount)
      select gen_random_uuid(), id, payee_id, amount_fen from settled returning payee_id, amount)
    update bench_sums s set available = s.available + m.fen
      from (select payee_id, sum(amount) as fen from moved group by payee_id) m where m.payee_id = s.payee_id`
  return performance.now() - began
}

export const settlementMeasures: readonly Measure[] = [
  {
    name: 'settlement.100k',
    about:
      '100,000 due earnings of one shop released by the job; limit: one plain statement doing the same sums',
    run: measureSettlement,
  },
]
