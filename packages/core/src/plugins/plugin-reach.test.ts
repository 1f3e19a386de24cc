import { later, MINUTE, uuidOf } from '@mamapu/kernel'
import {
  definePlugin,
  type FilePart,
  fileReply,
  forSettings,
  type Plugin,
  type PluginContext,
} from '@mamapu/plugin-sdk'
import { buy, openShop } from '@mamapu/testkit'
import t, { type Test } from 'tap'
import { Type } from 'typebox'
import { loadPage, pluginJobs } from './index.js'

const at = new Date('2026-03-04T02:00:00Z')
const words = (text: string) => ({ 'zh-CN': text, en: text })
const settings = Type.Object({}, { additionalProperties: false })
const hooks = forSettings(settings)

/** Files, rates, pieces of long work, segments of customers: what reaches further than one small answer. */
function reaching(rounds: { left: number; seen: string[] }): Plugin {
  return definePlugin({
    id: 'fixture',
    version: '1.0.0',
    api: 1,
    engine: '^0.1',
    title: words('样例'),
    description: words('样例'),
    category: 'tool',
    scopes: ['customers:read', 'quotas:take'],
    settings,
    quotas: [{ kind: 'fixture.seats', title: words('席位'), heat: 60 }],
    routes: [
      hooks.route({
        audience: 'staff',
        method: 'GET',
        path: '/list-csv',
        summary: 'A file',
        scope: 'marketing:read',
        reply: fileReply('text/csv'),
        handle: async () => ({ file: { name: '名单.csv', text: 'a,b\r\n1,2\r\n' } }),
      }),
      hooks.route({
        audience: 'staff',
        method: 'GET',
        path: '/long-csv/:pieces',
        summary: 'A file in pieces',
        scope: 'marketing:read',
        params: Type.Object({ pieces: Type.String({ pattern: '^[1-9]$' }) }),
        reply: fileReply('text/csv'),
        async handle(ctx, { params }) {
          const piece = async (ctx: PluginContext, number: number): Promise<FilePart> => {
            // Only read: what a piece takes is not taken.
            await ctx.quotas.take([
              { kind: 'fixture.seats', id: 'f', units: 1, limit: 9, owner: ctx.newId() },
            ])
            const text = `${number}\r\n`
            return number === Number(params.pieces)
              ? { text }
              : { text, rest: (ctx) => piece(ctx, number + 1) }
          }
          return { file: { name: 'long.csv', ...(await piece(ctx, 1)) } }
        },
      }),
      hooks.route({
        audience: 'shopper',
        method: 'POST',
        path: '/guess',
        summary: 'Guess',
        reply: Type.Object({}),
        rate: { max: 2, minutes: 10 },
        handle: async () => ({ body: {} }),
      }),
      hooks.route({
        audience: 'staff',
        method: 'POST',
        path: '/units',
        summary: 'Take five, give two back',
        scope: 'marketing:write',
        reply: Type.Object({ zone: Type.String(), back: Type.Array(Type.Integer()) }),
        async handle({ quotas, zone, pagesChanged }) {
          await quotas.take([{ kind: 'fixture.seats', id: 's', units: 5, limit: 5, owner: 'o' }])
          await pagesChanged()
          const back = [
            await quotas.release('fixture.seats', 's', 'o', 2),
            await quotas.release('fixture.seats', 's', 'o', 9),
            await quotas.release('fixture.seats', 's', 'o'),
          ]
          return { body: { zone, back } }
        },
      }),
    ],
    jobs: [
      {
        name: 'go-on',
        every: '1m',
        async run(ctx) {
          const [first] = await ctx.audience.list({ segment: { who: 'new' }, after: null, limit: 1 })
          rounds.seen.push(first?.id ?? '')
          rounds.left -= 1
          return rounds.left > 0 ? 'more' : undefined
        },
      },
    ],
    blocks: { strip: { title: words('条') } },
    pages: [{ name: 'promised', title: words('页'), block: 'strip', whileOff: true, data: async () => ({}) }],
    locales: new URL('../../../testkit/fixture/', import.meta.url),
    blocksDir: new URL('../../../testkit/fixture/', import.meta.url),
  })
}

async function open(t: Test, left = 1) {
  const rounds = { left, seen: [] as string[] }
  const shop = await openShop(t, { plugins: [reaching(rounds)], at })
  return { shop, rounds, owner: await shop.owner() }
}

t.test('a file is for saving, under its name, and staff alone get it', async (t) => {
  const { shop, owner } = await open(t)
  const answer = await shop.console('GET', '/x/fixture/list-csv', owner)
  t.match(answer, {
    status: 200,
    text: '\uFEFFa,b\r\n1,2\r\n',
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': /^attachment; filename="__\.csv"; filename\*=UTF-8''%E5/,
      'cache-control': 'no-store',
    },
  })
  t.not((await shop.shop('GET', '/api/store/v1/x/fixture/list-csv', null)).status, 200)
})

t.test(
  'a long file comes in pieces, each read in a transaction of its own that leaves nothing',
  async (t) => {
    const { shop, owner } = await open(t)
    const ask = (pieces: number) => shop.console('GET', `/x/fixture/long-csv/${pieces}`, owner)
    t.match(await ask(3), { status: 200, text: '\uFEFF1\r\n2\r\n3\r\n' })
    t.match(await ask(1), { status: 200, text: '\uFEFF1\r\n' })
    const [seats] = await shop.database
      .admin`select count(*)::int as n from quotas where kind = 'fixture.seats'`
    t.equal(seats?.['n'], 0, 'nothing a piece did stays')
  },
)

t.test('a rate counts one shopper alone, and ends', async (t) => {
  const { shop } = await open(t)
  const [one, other] = [await shop.customer(), await shop.customer()]
  const guess = (who: typeof one) => shop.shop('POST', '/api/store/v1/x/fixture/guess', who)
  for (const status of [200, 200, 429]) t.equal((await guess(one)).status, status)
  t.equal((await guess(other)).status, 200)
  shop.clock.set(later(at, 10 * MINUTE))
  t.equal((await guess(one)).status, 200)
})

t.test('part of a take goes back; the zone is the store’s; rare changes reach the pages', async (t) => {
  const { shop, owner } = await open(t)
  const before = (await shop.snapshot()).configVersion
  const { json } = await shop.console('POST', '/x/fixture/units', owner)
  t.same(json, { zone: 'Asia/Shanghai', back: [2, 3, 0] })
  t.ok((await shop.snapshot()).configVersion > before)
})

t.test('long work goes on piece by piece, each in its own transaction, and ends', async (t) => {
  const { shop, rounds } = await open(t, 3)
  const person = await shop.customer()
  const buyer = await shop.customer()
  await shop.database.admin`update customers set orders_paid = 1 where id = ${uuidOf(buyer.id)}`
  const run = pluginJobs(shop.host).jobs.find(({ name }) => name === 'plugin.fixture.go-on.run')?.run
  await run?.(shop.app, { storeId: shop.store.storeId } as never)
  t.same(rounds.seen, [person.id, person.id, person.id])
  rounds.left = 1000
  await run?.(shop.app, { storeId: shop.store.storeId } as never)
  t.equal(rounds.left, 800, 'at most two hundred pieces a tick')
})

t.test('a page that settles stays while off', async (t) => {
  const { shop } = await open(t)
  await shop.switchTo(false)
  const page = await loadPage(shop.host, shop.store.storeId, {
    plugin: 'fixture',
    page: 'promised',
    at,
    locale: 'en',
    customerId: null,
    query: {},
  })
  t.match(page, { found: true })
})

t.test('who paid as a guest under the same phone is nobody new', async (t) => {
  const { shop, rounds } = await open(t)
  const customer = await shop.customer()
  await shop.runJob('go-on')
  t.same(rounds.seen, [customer.id])
  const sku = await shop.sku()
  const phoneHash = 'ab'.repeat(32)
  const bought = await buy(shop.test, shop.store, sku.skuId, { verifiedPhoneHash: phoneHash })
  if (!bought.placed) return t.fail(bought.code)
  await shop.pay(bought.orderId)
  await shop.database.admin`
    update customers set phone_hash = decode(${phoneHash}, 'hex') where id = ${uuidOf(customer.id)}`
  shop.clock.advance(60_000)
  await shop.runJob('go-on')
  t.same(rounds.seen, [customer.id, ''])
})
