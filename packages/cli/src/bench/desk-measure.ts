import { desk } from '@mamapu/core'
import { must, type StoreId, uuidOf } from '@mamapu/kernel'
import postgres from 'postgres'
import type { Product } from '../product/compose.js'
import { median } from './load.js'
import type { Figure, Measure, Say } from './measures.js'
import type { Site } from './site.js'

const MANY = 200_000
const FEW = 200
const CHUNK = 20_000
const READS = 20
const ROUNDS = 5

const ANY: desk.DeskAsk = {
  ...{ search: '', state: null, from: null, until: null, minFen: null, maxFen: null, customerId: null },
  ...{ tags: [], delivery: null, provider: null, campaignId: null, hasOpenCase: false },
}
/** What staff really ask: everything, what is to be sent, four digits, a code nearly all orders have, one few have. */
const ASKS: Readonly<Record<string, desk.DeskAsk>> = {
  all: ANY,
  paid: { ...ANY, state: 'paid' },
  digits: { ...ANY, search: '0042' },
  common: { ...ANY, search: 'COMMON', state: 'completed' },
  rare: { ...ANY, search: 'RARE-7' },
  cases: { ...ANY, hasOpenCase: true },
  provider: { ...ANY, provider: 'sandbox', minFen: 9900 },
}

/** A page of the desk with its counts, asked in turns in a shop of two hundred orders and in one of two hundred thousand. */
async function measureDesk(site: Site, say: Say): Promise<Figure> {
  return site.inside(async (product) => {
    const [small, large] = [await storeOf(product, site, 4), await storeOf(product, site, 5)]
    const at = product.clock.now()
    const admin = postgres(site.databaseUrl, { max: 1, onnotice: () => {} })
    const began = performance.now()
    try {
      await enterOrders(admin, small.storeId, { orders: FEW, at })
      await enterOrders(admin, large.storeId, { orders: MANY, at })
    } finally {
      await admin.end({ timeout: 5 })
    }
    await site.analyse()
    say(`${MANY} orders entered in ${((performance.now() - began) / 1000).toFixed(0)} s`)
    const times = { few: [] as number[], many: [] as number[] }
    for (let round = 0; round <= ROUNDS; round += 1)
      for (const [of, store] of [
        ['few', small],
        ['many', large],
      ] as const) {
        const one = await readAll(product, store, round === ROUNDS && of === 'many' ? say : () => {})
        if (round > 0) times[of].push(one)
      }
    const [limit, ours] = [median(times.few), median(times.many)]
    return { measure: 'desk.list', ours, limit, ratio: limit / ours, unit: 'ms' }
  })
}

async function storeOf(product: Product, site: Site, nth: number) {
  const slug = must(site.town.slugs[nth], 'a shop')
  return must(await product.directory.byHost(`${slug}.localhost`), `no shop ${slug}`)
}

/** Milliseconds of a page, over all asks. */
async function readAll(
  { app }: Product,
  store: Awaited<ReturnType<typeof storeOf>>,
  say: Say,
): Promise<number> {
  let whole = 0
  for (const [name, ask] of Object.entries(ASKS)) {
    const began = performance.now()
    for (let nth = 0; nth < READS; nth += 1)
      await desk.searchOrders(app, store, { ...ask, after: null, limit: 20 })
    const each = (performance.now() - began) / READS
    say(`${name}: ${each.toFixed(2)} ms`)
    whole += each
  }
  return whole / Object.keys(ASKS).length
}

/** What a shop of years has: one order in a hundred waits to be sent, nearly all others are done. Nobody could place them one by one. */
async function enterOrders(
  admin: postgres.Sql,
  storeId: StoreId,
  { orders, at }: { readonly orders: number; readonly at: Date },
): Promise<void> {
  const tenant = uuidOf(storeId)
  for (let from = 0; from < orders; from += CHUNK)
    await admin`
      with placed as (
        insert into orders (tenant_id, id, number, state, goods_fen, discount_fen, shipping_fen, payable_fen, paid_fen,
          address_sealed, phone_hash, phone_last4_hash, contact_masked, token_hash, decision, config_version, pay_before,
          placed_at, paid_at, delivery_words)
        select ${tenant}, gen_random_uuid(), (10000000000000 + n)::text,
               case when n % 100 = 0 then 'paid' when n % 100 = 1 then 'unpaid' when n % 10 = 2 then 'shipped' else 'completed' end,
               9900 + n % 7, 0, 0, 9900 + n % 7, case when n % 100 = 1 then 0 else 9900 + n % 7 end,
               '\\x00', sha256((n % 50000)::text::bytea), sha256((n % 10000)::text::bytea), '林** 138****0000',
               sha256(n::text::bytea), '{}', 1, ${at}, ${at}::timestamptz - n * interval '3 minutes',
               case when n % 100 = 1 then null else ${at}::timestamptz end, '{"zh-CN":"快递","en":"Express"}'
          from generate_series(${from + 1}::int, ${Math.min(from + CHUNK, orders)}::int) n
        returning id, number, placed_at),
      goods as (
        insert into order_lines (tenant_id, order_id, id, position, sku_id, product_id, title, code, quantity,
          everyday_unit_fen, unit_fen, discount_fen, paid_fen)
        select ${tenant}, id, gen_random_uuid(), 1, gen_random_uuid(), gen_random_uuid(), '云朵连体衣', 'COMMON', 1, 9900, 9900, 0, 9900
          from placed)
      insert into order_terms (tenant_id, term, placed_at, order_id)
      select ${tenant}, t.term, placed_at, id from placed cross join lateral (
        values ('code:common'), ('pay:sandbox'), ('tail:' || right(number, 4)),
               (case when number::numeric % 20000 = 7 then 'code:rare-7' else 'code:other' end)) t(term)`
}

export const deskMeasures: readonly Measure[] = [
  {
    name: 'desk.list',
    about:
      'a page of the order desk with its counts in a shop of 200,000 orders; limit: the same in a shop of 200',
    run: measureDesk,
  },
]
