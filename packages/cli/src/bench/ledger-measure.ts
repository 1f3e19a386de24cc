import { ledger } from '@mamapu/core'
import { type Database, withTenant } from '@mamapu/db'
import { assert, must, type StoreId, uuidOf } from '@mamapu/kernel'
import postgres from 'postgres'
import type { Product } from '../product/compose.js'
import { median } from './load.js'
import type { Figure, Measure, Say } from './measures.js'
import type { Site } from './site.js'

const POSTINGS = 1_000_000
const CHUNK = 100_000
/** Singly entered ones on top: as many as a tail may have before it is folded. */
const TAIL = 200
const READS = 300
const ROUNDS = 5
const EXPENSE = 'expense:commission'
const PAYEE = 'payee:bench'

/** The balances of two accounts read in turns in a shop of one posting and in a shop of a million. */
async function measureBalance(site: Site, say: Say): Promise<Figure> {
  return site.inside(async (product) => {
    const [small, large] = [await storeOf(product, site, 1), await storeOf(product, site, 2)]
    const at = product.clock.now()
    const began = performance.now()
    await withTenant(product.app.db, small, (tx) => ledger.post(tx, { ...posting(0), at }))
    await enterMany(site.databaseUrl, large, at)
    for (let nth = 0; nth < TAIL; nth += 1)
      await withTenant(product.app.db, large, (tx) => ledger.post(tx, { ...posting(nth), at }))
    await site.analyse()
    say(
      `${POSTINGS} postings entered in ${((performance.now() - began) / 1000).toFixed(0)} s, ${TAIL} of the tail not folded`,
    )
    const times = { few: [] as number[], many: [] as number[], payee: [] as number[] }
    for (let round = 0; round <= ROUNDS; round += 1) {
      const few = await readOften(product.app.db, small, EXPENSE)
      const many = await readOften(product.app.db, large, EXPENSE)
      const payee = await readOften(product.app.db, large, PAYEE)
      if (round === 0) continue
      times.few.push(few)
      times.many.push(many)
      times.payee.push(payee)
    }
    const [limit, ours, payee] = [median(times.few), median(times.many), median(times.payee)]
    say(`the payee's own balance in the large shop: ${payee.toFixed(3)} ms`)
    return { measure: 'ledger.balance', ours, limit, ratio: limit / ours, unit: 'ms' }
  })
}

const posting = (nth: number) =>
  ({ unit: 'CNY', debit: EXPENSE, credit: PAYEE, amount: 3, cause: `one:${nth}`, leg: '' }) as const

async function storeOf(product: Product, site: Site, nth: number): Promise<StoreId> {
  const slug = must(site.town.slugs[nth], 'a shop')
  return must(await product.directory.byHost(`${slug}.localhost`), `no shop ${slug}`).storeId
}

/** What a shop of many years has: nobody could enter it one by one while a bench runs. Its balance row comes with it. */
async function enterMany(databaseUrl: string, storeId: StoreId, at: Date): Promise<void> {
  const admin = postgres(databaseUrl, { max: 1, onnotice: () => {} })
  const tenant = uuidOf(storeId)
  try {
    for (let from = 0; from < POSTINGS; from += CHUNK)
      await admin`
        insert into ledger_transfers (tenant_id, id, unit, debit, credit, amount, cause, at)
        select ${tenant}, gen_random_uuid(), 'CNY', ${EXPENSE}, ${PAYEE}, 3, 'many:' || n, ${at}
          from generate_series(${from + 1}::int, ${from + CHUNK}::int) n`
    await admin`
      insert into ledger_balances (tenant_id, account, unit, available, pending, reserved)
      values (${tenant}, ${PAYEE}, 'CNY', ${POSTINGS * 3}, 0, 0)`
    await admin`select ledger_fold(${tenant}, ${EXPENSE}, 'CNY', 100000, ${at})`
  } finally {
    await admin.end({ timeout: 5 })
  }
}

/** Milliseconds of one read, over many. */
async function readOften(db: Database, storeId: StoreId, account: ledger.LedgerAccount): Promise<number> {
  const began = performance.now()
  for (let nth = 0; nth < READS; nth += 1) {
    const { available } = await withTenant(db, storeId, (tx) => ledger.balanceOf(tx, account, 'CNY'))
    assert(available !== 0, `${account} has nothing`)
  }
  return (performance.now() - began) / READS
}

export const ledgerMeasures: readonly Measure[] = [
  {
    name: 'ledger.balance',
    about: 'a counter-account read in a shop of 1,000,000 postings; limit: the same in a shop of one',
    run: measureBalance,
  },
]
