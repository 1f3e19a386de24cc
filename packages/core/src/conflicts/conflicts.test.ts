import { DAY, HOUR, later } from '@mamapu/kernel'
import type { Plugin } from '@mamapu/plugin-sdk'
import { openShop, plainSale } from '@mamapu/testkit'
import t, { type Test } from 'tap'

const at = new Date('2026-03-04T02:00:00Z')
const NOTHING = { categories: [], tags: [], products: [], skus: [] }

/** Has campaigns and offers no prices. */
const giftsOnly: Plugin = { ...plainSale([], { id: 'gifts-only' }), prices: [] }

async function open(t: Test) {
  const shop = await openShop(t, { plugins: [plainSale(), giftsOnly], at })
  const sku = await shop.sku({ priceFen: 1000, title: '奶瓶' })
  const owner = await shop.owner()
  const ask = async (body: object, language = 'en') => {
    const { status, json } = await shop.console('POST', '/campaigns/conflicts', owner, {
      body,
      headers: { 'accept-language': language },
    })
    return {
      status,
      json: json as { items: { overlaps: unknown[]; examples: { verdicts: unknown[] }[] }[]; code: string },
    }
  }
  return { shop, sku, owner, ask }
}

const draft = {
  plugin: 'plain-sale',
  label: '我的',
  config: { priceFen: 900 },
  startsAt: later(at, 2 * HOUR).toISOString(),
  endsAt: later(at, DAY).toISOString(),
}

t.test('who else touches the goods, when, and who wins for whom at what price', async (t) => {
  const { shop, sku, owner, ask } = await open(t)
  const levels = await shop.campaign({
    plugin: 'plain-sale',
    label: '会员周三',
    config: { priceFen: 800 },
    startsAt: null,
    endsAt: null,
    recurrence: { every: 'week', days: [3], times: [{ from: '10:00', to: '22:00' }] },
    audience: { kind: 'level', rank: 2, name: 'VIP' },
  })
  await shop.campaign({
    plugin: 'plain-sale',
    label: '别的时间',
    config: { priceFen: 100 },
    startsAt: later(at, 2 * DAY),
    endsAt: later(at, 3 * DAY),
  })
  await shop.campaign({ plugin: 'gifts-only', label: '只送东西', config: { priceFen: 1 } })
  const other = await shop.sku()
  await shop.campaign({
    plugin: 'plain-sale',
    label: '别的商品',
    config: { priceFen: 100 },
    scope: { ...NOTHING, all: false, skus: [other.skuId], except: NOTHING },
  })
  const scope = { all: false, products: [sku.productId] }
  const { status, json } = await ask({ draft: { ...draft, scope } })
  t.equal(status, 200)
  t.equal(json.items.length, 1)
  t.match(json, {
    skus: 1,
    more: false,
    items: [
      {
        campaignId: levels.id,
        label: '会员周三',
        state: 'running',
        skus: 1,
        overlaps: [{ startsAt: later(at, 2 * HOUR).toISOString() }],
        examples: [
          {
            skuId: sku.skuId,
            title: '奶瓶',
            everyday: { amount: 1000, currency: 'CNY' },
            at: later(at, 2 * HOUR).toISOString(),
            verdicts: [
              { who: 'Everyone', unit: { amount: 900 }, winners: [{ label: '我的' }] },
              { who: 'Members', unit: { amount: 900 }, winners: [{ label: '我的' }] },
              { who: 'VIP', unit: { amount: 800 }, winners: [{ campaignId: levels.id }] },
            ],
          },
        ],
      },
    ],
  })
  const gifts = await ask({ draft: { ...draft, plugin: 'gifts-only', scope } })
  t.match(gifts.json, { items: [], skus: 0 }, 'what offers no price meets nobody')
  const mechanics = await shop.console('GET', '/campaign-mechanics', owner, {
    headers: { 'accept-language': 'zh-CN' },
  })
  t.match(mechanics.json.items, [
    { plugin: 'gifts-only', uses: { prices: false }, advice: null },
    { plugin: 'plain-sale', uses: { prices: true }, advice: '想快点卖完时用' },
  ])
})

t.test('twelve rounds a day meet a campaign of a quarter ahead', async (t) => {
  const { shop, ask } = await open(t)
  await shop.campaign({
    plugin: 'plain-sale',
    label: '两个月后',
    config: { priceFen: 800 },
    startsAt: later(at, 80 * DAY),
    endsAt: later(at, 81 * DAY),
  })
  const hour = (n: number) => `${String(n).padStart(2, '0')}:00`
  const times = Array.from({ length: 12 }, (_, n) => ({ from: hour(2 * n), to: hour(2 * n + 1) }))
  const recurring = {
    ...draft,
    startsAt: undefined,
    endsAt: undefined,
    recurrence: { every: 'day', days: [], times },
  }
  const { json } = await ask({ draft: recurring })
  t.match(json, { more: false, items: [{ label: '两个月后', overlaps: [{}, {}, {}] }] })
})

t.test('more campaigns in the way than are told: it says so', async (t) => {
  const { shop, ask } = await open(t)
  for (let number = 1; number <= 21; number += 1)
    await shop.campaign({
      plugin: 'plain-sale',
      label: `活动${number}`,
      config: { priceFen: 800 },
      startsAt: later(at, HOUR),
      endsAt: later(at, 3 * HOUR),
    })
  const { json } = await ask({ draft })
  t.match(json, { more: true })
  t.equal(json.items.length, 20)
})

t.test('a kept draft, an edit of it, and what cannot be asked', async (t) => {
  const { shop, ask } = await open(t)
  const form = { plugin: 'plain-sale', config: { priceFen: 500 }, startsAt: at, endsAt: later(at, DAY) }
  const first = await shop.campaign({ ...form, label: '先有的' })
  const kept = await shop.campaign({ ...form, label: '草稿', isDraft: true })
  const { json } = await ask({ campaignId: kept.id })
  t.match(json.items, [{ campaignId: first.id }])
  t.match((await ask({ campaignId: kept.id, draft })).json.items, [{ campaignId: first.id }])
  t.match((await ask({ campaignId: first.id })).json.items, [], 'a campaign is no conflict of its own')
  t.match(await ask({ campaignId: `cmp_${'0'.repeat(32)}` }), {
    status: 404,
    json: { code: 'CAMPAIGN_NOT_FOUND' },
  })
  t.match(await ask({}), { status: 422 })
  t.match(await ask({ draft: { ...draft, plugin: 'nobody' } }), {
    json: { code: 'CAMPAIGN_MECHANIC_UNKNOWN' },
  })
  const [row] = await shop.database.admin`select count(*)::int as n from campaigns`
  t.equal(row?.n, 2, 'nothing was written')
})

t.test('the calendar: all rounds of a month, drafts too, at most a quarter', async (t) => {
  const { shop, owner } = await open(t)
  await shop.campaign({
    plugin: 'plain-sale',
    config: { priceFen: 500 },
    startsAt: null,
    endsAt: null,
    recurrence: { every: 'week', days: [3], times: [{ from: '10:00', to: '12:00' }] },
  })
  await shop.campaign({ plugin: 'plain-sale', config: { priceFen: 500 }, isDraft: true })
  const read = (from: string, until: string) =>
    shop.console('GET', `/campaigns/calendar?from=${from}&until=${until}`, owner)
  const month = await read('2026-02-28T16:00:00Z', '2026-03-31T16:00:00Z')
  t.match(month.json, {
    items: [
      { round: '20260304T1000', state: 'running', summary: '特价 500 分' },
      { state: 'draft' },
      { round: '20260311T1000', state: 'scheduled' },
      { round: '20260318T1000' },
      { round: '20260325T1000' },
    ],
  })
  t.equal((await read('2026-01-01T00:00:00Z', '2026-05-01T00:00:00Z')).status, 400)
  t.equal((await read('2026-03-02T00:00:00Z', '2026-03-01T00:00:00Z')).status, 400)
})
