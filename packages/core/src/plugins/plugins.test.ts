import { openDatabase, withTenant } from '@mamapu/db'
import { asId, newId, type OrderId, toFen, uuidOf, ZERO_FEN } from '@mamapu/kernel'
import {
  coreFacts,
  defineFact,
  definePlugin,
  field,
  forSettings,
  type Plugin,
  PluginError,
  type PluginEvents,
} from '@mamapu/plugin-sdk'
import type { Cart, OrderOffer } from '@mamapu/pricing'
import { createPluginShop, type PluginShop } from '@mamapu/testkit'
import t, { type Test } from 'tap'
import { Type } from 'typebox'
import type { EventMap } from '../events/index.js'
import {
  collectOffers,
  collectSlot,
  loadPage,
  loadPlugins,
  loadStorePlugins,
  NO_FACTS,
  pluginJobs,
  readWithFacts,
  runValidators,
  switchPlugin,
} from './index.js'

const at = new Date('2026-03-04T02:00:00Z')
const words = (text: string) => ({ 'zh-CN': text, en: text })
const settings = Type.Object(
  {
    offFen: Type.Integer({ ...field('减', 'Off', { ui: 'money' }), minimum: 1, maximum: 1000, default: 100 }),
  },
  { additionalProperties: false },
)
const hooks = forSettings(settings)

/** What the fixture's hooks do now; a test changes it. */
interface Mood {
  offers(offer: OrderOffer): unknown
  check(): unknown
  data(): object | null
  fails: 'nowhere' | 'in the query' | 'in the database'
  handled: string[]
}
const calm = (): Mood => ({
  offers: (offer) => [offer],
  check: () => [],
  data: () => ({}),
  fails: 'nowhere',
  handled: [],
})

function fixture(mood: Mood): Plugin {
  const visits = defineFact<{ n: number }, number>({
    name: 'visits',
    about: 'person',
    none: 0,
    query({ sql, customerId }) {
      if (customerId === null) return null
      if (mood.fails === 'in the query') throw new Error('no such table')
      return mood.fails === 'in the database' ? sql`select 1 / 0 as n` : sql`select 7 as n`
    },
    map: (rows) => rows[0]?.n ?? 0,
  })
  const price = hooks.price({
    name: 'off',
    stage: 'order',
    facts: { visits, level: coreFacts.level },
    offers: ({ cart, settings: { offFen }, facts }) =>
      mood.offers({
        id: `fixture:${facts.visits}${facts.level}`,
        plugin: 'fixture',
        stage: 'order',
        label: words('减'),
        class: 'fixture',
        combinesWith: [],
        lineIds: cart.lines.map(({ lineId }) => lineId),
        thresholdFen: ZERO_FEN,
        reduction: { amountFen: toFen(offFen) },
        applies: 'always',
      }) as OrderOffer[],
  })
  const note = (what: string) => ({
    async handle(_ctx: unknown, { orderId }: { orderId: OrderId }) {
      mood.handled.push(`${what} ${orderId}`)
    },
  })
  return definePlugin({
    id: 'fixture',
    version: '1.0.0',
    api: 1,
    engine: '^0.1',
    title: { 'zh-CN': '样例', en: 'Fixture' },
    description: words('样例'),
    category: 'tool',
    scopes: ['quotas:take'],
    settings,
    quotas: [
      { kind: 'fixture.seats', title: words('席位'), heat: 60 },
      { kind: 'fixture.mine', title: words('我的'), heat: 20 },
    ],
    errors: { FIXTURE_NO: { status: 409, ...words('不行') } },
    facts: [visits],
    prices: [price],
    validators: [
      hooks.validator({
        name: 'guard',
        facts: {},
        governs: (line) => line.tags.includes('governed'),
        check: () => mood.check() as never,
      }),
    ],
    on: { 'order.paid': note('paid'), 'order.cancelled': { ...note('cancelled'), whileOff: true } },
    jobs: [{ name: 'tidy', every: '1h', run: async (ctx) => void mood.handled.push(`tidy ${ctx.storeId}`) }],
    routes: [
      hooks.route({
        audience: 'shopper',
        method: 'POST',
        path: '/seats',
        summary: 'Take a seat',
        reply: Type.Object({ taken: Type.Boolean() }),
        idempotent: true,
        async handle(ctx) {
          const result = await ctx.quotas.take([
            { kind: 'fixture.mine', id: 'm', units: 1, limit: 5, owner: ctx.newId() },
            { kind: 'fixture.seats', id: 's', units: 1, limit: 1, owner: ctx.newId() },
          ])
          return result.taken ? { body: { taken: true } } : { refused: 'FIXTURE_NO', data: result.lacking }
        },
      }),
      hooks.route({
        audience: 'shopper',
        method: 'GET',
        path: '/settled',
        summary: 'Open while off',
        reply: Type.Object({}),
        whileOff: true,
        handle: async () => ({ body: {} }),
      }),
      hooks.route({
        audience: 'shopper',
        method: 'POST',
        path: '/refuse',
        summary: 'Writes, then refuses',
        body: Type.Object({ how: Type.Integer({ minimum: 0, maximum: 9 }) }, { additionalProperties: false }),
        reply: Type.Object({}),
        form: { next: '/x/fixture/page', done: 'done' },
        async handle(ctx, { body }) {
          await ctx.quotas.setLimit('fixture.seats', 'undone', 3)
          if (body.how === 2) await ctx.orders.find(newId('ord', ctx.at))
          return body.how === 0 ? { body: {} } : { refused: 'FIXTURE_NO' }
        },
      }),
      hooks.route({
        audience: 'staff',
        method: 'POST',
        path: '/edit',
        summary: 'Changes something',
        scope: 'marketing:write',
        reply: Type.Object({}),
        handle: async () => ({ body: {} }),
      }),
    ],
    slots: [{ slot: 'home.top', block: 'strip', facts: {}, data: () => mood.data() }],
    blocks: { strip: { title: words('条') } },
    pages: [
      { name: 'page', title: words('页'), block: 'strip', signedIn: true, data: async () => ({ a: 1 }) },
    ],
    locales: new URL('../../src/plugins/fixture/', import.meta.url),
    blocksDir: new URL('../../src/plugins/fixture/', import.meta.url),
  })
}

const cart: Cart = {
  regionCode: null,
  lines: ['a', 'b'].map((lineId) => ({
    lineId,
    skuId: `sku_${lineId}`,
    productId: `prd_${lineId}`,
    categoryIds: [],
    tags: lineId === 'b' ? ['governed'] : [],
    quantity: 1,
    unitPriceFen: toFen(1000),
    floorFen: ZERO_FEN,
    weightGram: 1,
  })),
}

async function open(t: Test, mood = calm()) {
  const shop = await createPluginShop(t, fixture(mood), { at })
  const { host } = shop.test
  const customer = await shop.customer()
  const evaluate = async () => {
    const store = await shop.active()
    const now = shop.test.clock.now()
    const reader = { customerId: uuidOf(customer.id), sessionKey: null, at: now }
    const { facts } = await readWithFacts(host, store, { plan: store.cartPlan, reader }, () => [])
    const input = { cart, facts, at: now, customer: { id: customer.id } }
    return { offers: collectOffers(host, store, input), refusals: runValidators(host, store, input) }
  }
  return { shop, mood, host, customer, evaluate }
}

const breakersOf = (shop: PluginShop) =>
  shop.database.admin`select hook from plugin_breakers order by hook`.then((rows) =>
    rows.map(({ hook }) => hook),
  )

const versionOf = async (shop: PluginShop) => (await shop.snapshot()).configVersion

t.test('facts of rules arrive in one batch with core’s own; settings have their defaults', async (t) => {
  const { shop, evaluate, customer } = await open(t)
  await shop.database.admin`update customers set level = 'vip' where id = ${uuidOf(customer.id)}`
  const { offers, refusals } = await evaluate()
  t.match(offers, [{ id: 'fixture:7vip', reduction: { amountFen: 100 } }])
  t.same(refusals, [])
})

t.test(
  'a switch is seen by another process at its next look, and no order passes on the old version',
  async (t) => {
    const { shop, host } = await open(t)
    const other = openDatabase({ urls: shop.database.urls, max: 2, name: 'other' })
    t.teardown(() => other.close())
    const { registry } = host
    const look = async () => {
      const [row] = await other.sql<{ config_version: number }[]>`
      select config_version from stores where id = ${uuidOf(shop.store.storeId)}`
      const store = await loadStorePlugins(other, registry, { storeId: shop.store.storeId, at })
      return { version: row?.config_version ?? 0, on: store.active.map(({ id }) => id) }
    }
    const before = await look()
    t.same(before.on, ['fixture'])
    await shop.switchTo(false)
    const off = await look()
    t.same(off.on, [])
    t.ok(off.version > before.version)
    await shop.switchTo(false)
    t.equal((await look()).version, off.version, 'repeating it changes nothing')
    const audits = await shop.database.admin`select action from audit_log order by action desc`
    t.same(
      audits.map(({ action }) => action),
      ['plugin.switched_on', 'plugin.switched_off'],
    )
  },
)

for (const [what, offers] of [
  [
    'throws',
    () => {
      throw new Error('boom')
    },
  ],
  ['answers later', async () => []],
  ['offers under another name', (offer: OrderOffer) => [{ ...offer, plugin: 'coupons' }]],
  ['offers a fraction', (offer: OrderOffer) => [{ ...offer, thresholdFen: 0.5 }]],
  [
    'offers more than everything',
    (offer: OrderOffer) => [{ ...offer, reduction: { rateBps: 10_001, rounding: 'down' } }],
  ],
  [
    'takes what it has not declared',
    (offer: OrderOffer) => [
      { ...offer, takes: [{ kind: 'stock', id: 'x', units: 1, limit: null, giveBack: 'cancel' }] },
    ],
  ],
  ['names a line that is not there', (offer: OrderOffer) => [{ ...offer, lineIds: ['z'] }]],
  ['offers one thing twice', (offer: OrderOffer) => [offer, offer]],
  [
    'changes the cart',
    () => {
      ;(cart.lines as unknown[]).push({})
      return []
    },
  ],
] as const)
  t.test(`a rule that ${what} is skipped, five times cut off, tried again after a minute`, async (t) => {
    const { shop, mood, host, evaluate } = await open(t)
    const version = await versionOf(shop)
    mood.offers = offers as Mood['offers']
    for (let time = 0; time < 5; time += 1) {
      t.same((await evaluate()).offers, [], 'the shop goes on without it')
      shop.test.clock.advance(1000)
    }
    await host.breakers.settled()
    t.same(await breakersOf(shop), ['price:off'])
    t.ok((await versionOf(shop)) > version, 'pages and checkouts of every instance agree')
    let calls = 0
    mood.offers = (offer) => {
      calls += 1
      return [offer]
    }
    await evaluate()
    t.equal(calls, 0, 'it is not called while it is cut off')
    shop.test.clock.advance(61_000)
    t.equal((await evaluate()).offers.length, 1)
    await host.breakers.settled()
    t.same(await breakersOf(shop), [], 'one good answer closes it')
  })

t.test('a slow rule is cut off after three slow answers in a row', async (t) => {
  const { shop, mood, host, evaluate } = await open(t)
  mood.offers = (offer) => {
    for (const start = performance.now(); performance.now() - start < 8; );
    return [offer]
  }
  for (let time = 0; time < 3; time += 1) t.equal((await evaluate()).offers.length, 1)
  await host.breakers.settled()
  t.same(await breakersOf(shop), ['price:off'])
  t.same((await evaluate()).offers, [])
})

t.test('failures spread over time do not add up', async (t) => {
  const { shop, mood, host, evaluate } = await open(t)
  mood.offers = () => null
  for (let time = 0; time < 8; time += 1) {
    await evaluate()
    shop.test.clock.advance(20_000)
  }
  await host.breakers.settled()
  t.same(await breakersOf(shop), [])
})

for (const where of ['in the query', 'in the database'] as const)
  t.test(`a fact that fails ${where} takes no checkout down`, async (t) => {
    const { shop, mood, host, evaluate } = await open(t)
    mood.fails = where
    for (let time = 0; time < 5; time += 1) t.same((await evaluate()).offers, [])
    await host.breakers.settled()
    t.same(await breakersOf(shop), ['fact:visits'])
    t.same((await evaluate()).refusals, [], 'a validator that needs no such fact still decides')
  })

t.test('a validator that cannot decide refuses the lines it governs, and only those', async (t) => {
  const { shop, mood, host, evaluate } = await open(t)
  for (const check of [
    () => {
      throw new Error('boom')
    },
    () => null,
    () => [{ code: 'FOREIGN', words: words('x') }],
    () => [{ code: 'FIXTURE_NO', lineId: 'z', words: words('x') }],
    async () => [],
  ]) {
    mood.check = check
    t.match((await evaluate()).refusals, [{ plugin: 'fixture', code: 'PLUGIN_UNDECIDED', lineId: 'b' }])
  }
  await host.breakers.settled()
  t.same(await breakersOf(shop), ['validator:guard'])
  mood.check = () => []
  t.match((await evaluate()).refusals, [{ code: 'PLUGIN_UNDECIDED', lineId: 'b' }], 'cut off is undecided')
  shop.test.clock.advance(61_000)
  mood.check = () => [{ code: 'FIXTURE_NO', lineId: 'a', words: words('不行') }]
  t.match((await evaluate()).refusals, [{ code: 'FIXTURE_NO', lineId: 'a', words: words('不行') }])
})

t.test('an event is handled once however often it comes; off only what settles is handled', async (t) => {
  const { shop, mood } = await open(t)
  const orderId = asId('ord', newId('ord', at))
  const payload = { orderId, customerId: null, payableFen: ZERO_FEN, lines: [] }
  await shop.tell('order.paid', { ...payload, paidFen: ZERO_FEN }, 3)
  t.same(mood.handled, [`paid ${orderId}`])
  await shop.switchTo(false)
  await shop.tell('order.paid', { ...payload, paidFen: ZERO_FEN }, 2)
  await shop.tell('order.cancelled', { ...payload, reason: 'x' }, 2)
  t.same(mood.handled, [`paid ${orderId}`, `cancelled ${orderId}`])
  const heard: EventMap extends PluginEvents ? true : never = true
  t.ok(heard, 'what plugins hear is what core tells')
})

t.test('a job runs in the stores where the plugin is on, and asks for each once per tick', async (t) => {
  const { shop, mood, host } = await open(t)
  const { jobs, schedules } = pluginJobs(host)
  t.same(schedules, [{ job: 'plugin.fixture.tidy', everyMs: 3_600_000 }])
  const run = async (name: string, storeId: typeof shop.store.storeId | null) =>
    jobs.find((job) => job.name === name)?.run(shop.test.app, { storeId } as never)
  await run('plugin.fixture.tidy', null)
  await run('plugin.fixture.tidy', null)
  t.match(shop.test.jobs, [{ job: 'plugin.fixture.tidy.run', payload: { storeId: shop.store.storeId } }, {}])
  t.equal(new Set(shop.test.jobs.map(({ id }) => id)).size, 1)
  await run('plugin.fixture.tidy.run', shop.store.storeId)
  t.same(mood.handled, [`tidy ${shop.store.storeId}`])
  await shop.switchTo(false)
  await run('plugin.fixture.tidy.run', shop.store.storeId)
  t.equal(mood.handled.length, 1, 'an early or late delivery looks at the switch again')
})

t.test('routes: off is 404, a refusal undoes everything, scopes are checked, forms lead on', async (t) => {
  const { shop, customer } = await open(t)
  const path = '/api/store/v1/x/fixture'
  const key = { headers: { 'idempotency-key': 'first-seat' } }
  t.match(await shop.shop('POST', `${path}/seats`, customer), { status: 400 }, 'no key')
  const first = await shop.shop('POST', `${path}/seats`, customer, key)
  t.match(first, { status: 200, json: { taken: true } })
  t.same(
    (await shop.shop('POST', `${path}/seats`, customer, key)).json,
    first.json,
    'the same key, the same reply',
  )
  const second = await shop.shop('POST', `${path}/seats`, customer, {
    headers: { 'idempotency-key': 'second-seat' },
  })
  t.match(second, { status: 409, json: { code: 'FIXTURE_NO', data: { kind: 'fixture.seats' } } })
  const counters = await shop.database.admin`select kind, taken::int from quotas order by kind`
  t.same(
    [...counters],
    [
      { kind: 'fixture.mine', taken: 1 },
      { kind: 'fixture.seats', taken: 1 },
    ],
    'all or nothing',
  )
  t.match(await shop.shop('POST', `${path}/refuse`, customer, { body: { how: 1 } }), { status: 409 })
  t.match(await shop.shop('POST', `${path}/refuse`, customer, { body: { how: 10 } }), { status: 400 })
  t.match(
    await shop.shop('POST', `${path}/refuse`, customer, { body: { how: 2 } }),
    { status: 500 },
    'no scope',
  )
  t.equal((await shop.database.admin`select 1 from quotas where id = 'undone'`).length, 0)

  const form = (how: string, next = '/p/a?x=1') =>
    shop.shop('POST', '/x/fixture/refuse', customer, { form: { how, next } })
  t.match(await form('0'), { status: 303, headers: { location: '/p/a?x=1&notice=fixture.done' } })
  t.match(await form('1'), { status: 303, headers: { location: '/p/a?x=1&notice=fixture.FIXTURE_NO' } })
  t.match(await form('9'.repeat(400)), { headers: { location: '/p/a?x=1&notice=form.invalid' } })
  t.match(await form('0', '//evil.example'), { headers: { location: '/x/fixture/page?notice=fixture.done' } })

  await shop.switchTo(false)
  t.match(await shop.shop('POST', `${path}/refuse`, customer, { body: { how: 0 } }), {
    status: 404,
    json: { code: 'PLUGIN_OFF' },
  })
  t.match(await shop.shop('GET', `${path}/settled`, customer), { status: 200 }, 'what settles stays open')
  t.match(await form('0'), { status: 303, headers: { location: '/p/a?x=1&notice=form.off' } })
})

t.test(
  'the console: list, description in two languages, settings with a version, switch, what is open',
  async (t) => {
    const { shop } = await open(t)
    const owner = await shop.owner()
    t.match(await shop.console('GET', '/plugins', owner), {
      json: { items: [{ id: 'fixture', isOn: true, title: '样例' }] },
    })
    const english = await shop.console('GET', '/plugins/fixture/description', owner, {
      headers: { 'accept-language': 'en' },
    })
    t.match(english.json, {
      title: 'Fixture',
      scopes: [{ scope: 'quotas:take' }],
      settings: {
        schema: { properties: { offFen: { title: 'Off', 'x-ui': 'money' } } },
        value: { offFen: 100 },
        version: 1,
      },
    })
    const save = (settings: object, version: number) =>
      shop.console('PUT', '/plugins/fixture/settings', owner, { body: { settings, version } })
    t.match(await save({ offFen: 0 }, 1), { status: 422, json: { fields: { '/offFen': String } } })
    t.match(await save({ offFen: 5, other: 1 }, 1), { status: 422 })
    t.match(await save({ offFen: 5 }, 1), { status: 200, json: { version: 2 } })
    t.match(await save({ offFen: 6 }, 1), { status: 409, json: { code: 'PLUGIN_SETTINGS_CHANGED' } })
    t.match((await shop.active()).active, [{ settings: { offFen: 5 } }])
    const version = await versionOf(shop)
    t.match(await shop.console('POST', '/x/fixture/edit', owner), { status: 200 })
    t.ok((await versionOf(shop)) > version, 'what staff change is seen by pages')
    t.match(await shop.console('GET', '/plugins/fixture/open', owner), { json: { held: [] } })
    t.match(await shop.console('PUT', '/plugins/fixture/switch', owner, { body: { isOn: false } }), {
      json: { changed: true },
    })
    t.match(await shop.console('GET', '/plugins/none/open', owner), {
      status: 404,
      json: { code: 'PLUGIN_UNKNOWN' },
    })
    t.same((await shop.active()).active, [])
  },
)

t.test('slots and pages: one that fails shows nothing; off shows nothing', async (t) => {
  const { shop, mood, host, customer } = await open(t)
  const input = { subject: {}, at, locale: 'zh-CN' as const, customer: null }
  const parts = async () => collectSlot(host, await shop.active(), 'home.top', input).parts
  t.match(await parts(), [{ plugin: 'fixture', block: 'strip', data: {} }])
  mood.data = () => {
    throw new Error('boom')
  }
  t.same(await parts(), [])
  mood.data = calm().data
  const page = (customerId: typeof customer.id | null) =>
    loadPage(host, shop.store.storeId, {
      plugin: 'fixture',
      page: 'page',
      at,
      locale: 'en',
      customerId,
      query: {},
    })
  t.match(await page(customer.id), { found: true, title: '页', data: { a: 1 } })
  t.match(await page(null), { found: false, reason: 'sign_in' })
  await shop.switchTo(false)
  t.same(await parts(), [])
  t.match(await page(customer.id), { found: false, reason: 'off' })
})

t.test('two plugins of one id, and missing files, stop the process at boot', async (t) => {
  const plugin = fixture(calm())
  t.throws(() => loadPlugins([plugin, plugin]), PluginError)
  const elsewhere = { ...plugin, blocksDir: new URL('./nowhere/', import.meta.url) } as Plugin
  t.throws(() => loadPlugins([elsewhere]), /strip\.hbs is missing/)
})

t.test('a service without its scope and settings that no longer fit', async (t) => {
  const { shop, host } = await open(t)
  await shop.database.admin`update plugin_switches set settings = '{"offFen": -5}'`
  await withTenant(
    shop.db,
    shop.store.storeId,
    (tx) => tx.sql`select platform.raise_config_version(${tx.tenantId})`,
  )
  t.same((await shop.active()).active, [], 'counts as off')
  t.match(
    await switchPlugin(host, shop.store.storeId, { pluginId: 'fixture', isOn: true, staffId: null, at }),
    { switched: false, reason: 'PLUGIN_SETTINGS_INVALID' },
  )
  t.same(collectOffers(host, await shop.active(), { cart, facts: NO_FACTS, at, customer: null }), [])
})
