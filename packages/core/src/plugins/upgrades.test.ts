import { DAY, later, MINUTE, type OrderId, toFen, uuidOf, ZERO_FEN } from '@mamapu/kernel'
import { type CampaignPool, defineMechanic, definePlugin, forSettings, type Plugin } from '@mamapu/plugin-sdk'
import type { Offer } from '@mamapu/pricing'
import {
  addTestSku,
  brokenOf,
  buy,
  createTestApp,
  lookAt,
  makeCampaign,
  openPayment,
  openTill,
  placeOne,
  serveRoutes,
  type TestApp,
} from '@mamapu/testkit'
import t, { type Test } from 'tap'
import { type TObject, Type } from 'typebox'
import { campaignRoutes, changeCampaigns, SAVED_FAULTS, updateCampaign } from '../campaigns/index.js'
import { refundOrder } from '../orders/index.js'
import {
  describePlugin,
  listPlugins,
  pluginsPart,
  saveSettings,
  storePluginsOf,
  switchPlugin,
} from './index.js'

t.setTimeout(120_000)

const at = new Date('2026-03-04T02:00:00Z')
const words = (text: string) => ({ 'zh-CN': text, en: text })
const closed = { additionalProperties: false }
const UNITS = 'grown.units'
const uses = { scope: true, audience: true, announce: true, recurrence: true }

interface Shape<S extends TObject, C extends TObject> {
  readonly version: string
  readonly settings: S
  readonly config: C
  /** Off the order, and a unit's price in a campaign, out of what this version keeps. */
  off(settings: never): number
  unit(config: never): number
  readonly upgradeSettings?: (saved: Readonly<Record<string, unknown>>, from: string) => object
  readonly upgradeConfig?: (saved: Readonly<Record<string, unknown>>, from: string) => object
  readonly check?: () => never
  readonly skusOf?: () => unknown
  readonly pools?: (config: never) => readonly CampaignPool[]
}

/** One plugin in whichever version. */
function versionOf<S extends TObject, C extends TObject>(shape: Shape<S, C>): Plugin {
  const { version, settings, config, upgradeSettings, upgradeConfig, pools, check, skusOf } = shape
  const mechanic = defineMechanic({
    config,
    title: words('特价'),
    uses: { ...uses, scope: skusOf === undefined },
    summary: () => '特价',
    changeable: Object.keys(config.properties),
    ...(upgradeConfig ? { upgradeConfig } : {}),
    ...(pools ? { pools: pools as never } : {}),
    ...(check ? { check } : {}),
    ...(skusOf ? { skusOf: skusOf as never } : {}),
  })
  const hooks = forSettings(settings, mechanic)
  const common = { plugin: 'grown', label: words('特价') }
  return definePlugin({
    id: 'grown',
    version,
    api: 1,
    engine: '^0.1',
    title: words('长大'),
    description: words('测试用'),
    category: 'campaign',
    settings,
    campaign: mechanic,
    scopes: ['quotas:take'],
    quotas: [{ kind: UNITS, title: words('件数'), heat: 60 }],
    ...(upgradeSettings ? { upgradeSettings } : {}),
    prices: [
      hooks.price({
        name: 'unit',
        stage: 'unit',
        facts: {},
        offers: ({ cart, campaigns }): Offer[] =>
          campaigns.running.flatMap(({ id, config }) =>
            cart.lines.map(({ lineId }) => ({
              ...common,
              id: `grown:${lineId}`,
              campaignId: id,
              stage: 'unit',
              lineId,
              unitPriceFen: toFen(shape.unit(config as never)),
            })),
          ),
      }),
      hooks.price({
        name: 'off',
        stage: 'order',
        facts: {},
        offers: ({ cart, settings }): Offer[] => [
          {
            ...common,
            id: 'grown:off',
            stage: 'order',
            class: 'grown',
            combinesWith: [],
            lineIds: cart.lines.map(({ lineId }) => lineId),
            tiers: [
              { thresholdFen: ZERO_FEN, reduction: { amountFen: toFen(shape.off(settings as never)) } },
            ],
            applies: 'always',
          },
        ],
      }),
    ],
  })
}

const first = versionOf({
  version: '1.0.0',
  settings: Type.Object({ offFen: Type.Integer({ minimum: 1, default: 100 }) }, closed),
  config: Type.Object({ priceFen: Type.Integer() }, closed),
  off: ({ offFen }: { offFen: number }) => offFen,
  unit: ({ priceFen }: { priceFen: number }) => priceFen,
})
const Amount = Type.Object({ fen: Type.Integer() }, closed)
const nested = {
  version: '2.0.0',
  settings: Type.Object({ off: Amount }, closed),
  config: Type.Object({ unit: Amount }, closed),
  off: ({ off }: { off: { fen: number } }) => off.fen,
  unit: ({ unit }: { unit: { fen: number } }) => unit.fen,
}
const froms: string[] = []
const second = versionOf({
  ...nested,
  upgradeSettings: ({ offFen }, from) => {
    froms.push(from)
    return { off: { fen: offFen }, offFen }
  },
  upgradeConfig: ({ priceFen }) => ({ unit: { fen: priceFen } }),
})

/** A shop in which the first version sold: 1.50 off the order, 7.00 a unit in a running campaign. */
async function open(t: Test) {
  const till = await openTill(t, { at, plugins: [first] })
  const { storeId } = till.store
  const { db, admin } = till.database
  const sku = await addTestSku(db, storeId, at)
  await switchPlugin(till.host, storeId, { pluginId: 'grown', isOn: true, staffId: null, at })
  const by = { pluginId: 'grown', staffId: null, at }
  await saveSettings(till.host, storeId, { ...by, settings: { offFen: 150 }, seenVersion: 1 })
  const when = { startsAt: later(at, -MINUTE), endsAt: later(at, DAY) }
  const campaign = await makeCampaign(till, storeId, { plugin: 'grown', config: { priceFen: 700 }, ...when })
  const process = (...plugins: Plugin[]) => createTestApp(t, db, { at, plugins, secret: till.app.secret })
  const payable = async (test: TestApp) => {
    await test.directory.refresh(storeId)
    const placed = await buy(test, till.store, sku.skuId)
    return placed.placed ? (await lookAt(admin, placed.orderId)).payableFen : placed.code
  }
  const describe = async (test: TestApp) =>
    (await describePlugin(test.host, storeId, { pluginId: 'grown', locale: 'zh-CN', may: () => true }))
      ?.settings
  const form = async (test: TestApp) => {
    const server = await serveRoutes(t, { storeId, at }, campaignRoutes(test.app, test.campaigns))
    return (await server.inject(`/campaigns/${campaign.id}`)).json()
  }
  /** Saves the campaign as the console does, with another config. */
  const save = async (test: TestApp, id: string, config: object) => {
    const server = await serveRoutes(t, { storeId, at }, campaignRoutes(test.app, test.campaigns))
    const { version, ...shown } = (await server.inject(`/campaigns/${id}`)).json()
    const { label, startsAt, endsAt, audience, scope, priority } = shown
    const payload = { label, startsAt, endsAt, audience, scope, priority, config, version }
    const reply = await server.inject({ method: 'PUT', url: `/campaigns/${id}`, payload })
    return { status: reply.statusCode, json: reply.json() }
  }
  return { till, storeId, db, admin, sku, by, campaign, process, payable, describe, form, save }
}

t.test('a version with other settings takes a running shop over; the one before is not fought', async (t) => {
  const shop = await open(t)
  const { till, storeId, db, admin, by, campaign } = shop
  t.equal(await shop.payable(till), 550)
  const unpaid: OrderId = await placeOne(till, shop.sku.skuId)
  const next = shop.process(second)
  t.equal(await shop.payable(next), 550, 'the price the merchant set up')
  t.same(froms[0], '1.0.0')
  t.match(await shop.describe(next), { value: { off: { fen: 150 }, offFen: undefined }, fault: null })
  t.match(await shop.form(next), { config: { unit: { fen: 700 } }, fault: null, state: 'running' })

  const bought = await openPayment(till, unpaid)
  t.equal(await till.press(bought.cashierUrl, 'pay'), 303)
  const ask = { orderId: unpaid, lines: [], shippingFen: ZERO_FEN, whole: true, reason: '', actor: 'stf', at }
  t.match(await refundOrder(next.app, storeId, ask), { refunded: true, amountFen: 550 })
  await till.runAsked()
  t.same(await brokenOf(admin), [])
  const kept = () => admin`select saved_by, settings, settings_version from plugin_switches`
  t.match(
    await kept(),
    [{ saved_by: '1.0.0', settings: { offFen: 150 }, settings_version: 2 }],
    'reading writes nothing',
  )
  t.equal(await shop.payable(till), 550, 'both at once')

  await saveSettings(next.host, storeId, { ...by, settings: { off: { fen: 200 } }, seenVersion: 2 })
  t.match(await kept(), [{ saved_by: '2.0.0', settings: { off: { fen: 200 } } }])
  t.equal(await shop.payable(next), 500)
  t.equal(await shop.payable(till), 1000, 'the version before says so and leaves it alone')
  t.match(await shop.describe(till), { fault: SAVED_FAULTS.saved_by_newer['zh-CN'] })
  const edit = { ...campaign, config: { unit: { fen: 650 } } }
  const saved = await changeCampaigns(db, storeId, (tx) =>
    updateCampaign(
      tx,
      next.campaigns,
      { id: campaign.id, version: campaign.version, form: edit },
      { actor: 'stf', at },
    ),
  )
  t.match(saved, { done: true, campaign: { savedBy: '2.0.0' } }, 'under way, what is changeable may change')
  t.equal(await shop.payable(next), 450)
})

t.test('an upgrade that fails is off in that shop, said in words; everything else goes on', async (t) => {
  const shop = await open(t)
  const { storeId } = shop
  const boom = () => {
    throw new Error('boom')
  }
  const throwing = shop.process(versionOf({ ...nested, upgradeSettings: boom, upgradeConfig: boom }))
  const senseless = shop.process(
    versionOf({ ...nested, upgradeSettings: () => ({ off: 1 }), upgradeConfig: () => ({ unit: 1 }) }),
  )
  for (const [test, fault] of [
    [throwing, 'upgrade_failed'],
    [senseless, 'does_not_fit'],
  ] as const) {
    t.equal(await shop.payable(test), 1000)
    t.match(await shop.describe(test), { fault: SAVED_FAULTS[fault]['zh-CN'], value: { offFen: 150 } })
    t.match(await listPlugins(test.host, storeId, 'en'), [{ isOn: true, isUnread: true }])
    t.match(await shop.form(test), { fault: SAVED_FAULTS[fault]['zh-CN'], summary: '' })
  }
  for (const [what, upgradeSettings] of [
    ['a promise is no form', async () => ({ off: { fen: 150 } })],
    ['nor one that is broken', async () => boom()],
    ['nor an instance of something', () => new Date(0)],
    ['a new form that nobody brought the old one into', undefined],
  ] as const) {
    const process = shop.process(
      versionOf({
        ...nested,
        settings: Type.Object({ off: Type.Object({ fen: Type.Integer({ default: 500 }) }, { default: {} }) }),
        ...(upgradeSettings ? { upgradeSettings } : {}),
      }),
    )
    t.equal(await shop.payable(process), 1000, `${what}: off, not on its defaults`)
  }
  const halved = {
    upgradeSettings: () => ({ off: { fen: 150 } }),
    upgradeConfig: () => ({ unit: { fen: 700 } }),
  }
  const halfway = shop.process(versionOf({ ...nested, ...halved, upgradeConfig: boom }))
  t.equal(await shop.payable(halfway), 850, 'on, and that campaign does not run')
  const { upgradeSettings, upgradeConfig } = halved
  const speechless = shop.process(versionOf({ ...nested, upgradeSettings, upgradeConfig, pools: boom }))
  t.equal(
    await shop.payable(speechless),
    850,
    'a mechanic that cannot say what it has stops its campaign, not the shop',
  )
  t.match(await shop.form(speechless), { fault: SAVED_FAULTS.upgrade_failed['zh-CN'] })
  let times = 0
  const everyOther = () => {
    times += 1
    return times % 2 === 1 ? [shop.sku.skuId] : boom()
  }
  for (const skusOf of [async () => boom(), () => 5, () => ['no sku'], everyOther]) {
    const babbling = shop.process(versionOf({ ...nested, upgradeSettings, upgradeConfig, skusOf }))
    const paid = await shop.payable(babbling)
    t.ok(skusOf === everyOther ? Number(paid) > 0 : paid === 850, `${skusOf} costs that campaign alone`)
  }
  for (const pools of [
    () => 5,
    async () => [],
    () => [{ kind: UNITS, skuId: shop.sku.skuId, units: -1, mode: 'own' }],
  ]) {
    const junk = shop.process(versionOf({ ...nested, upgradeSettings, upgradeConfig, pools: pools as never }))
    t.equal(await shop.payable(junk), 850, `${pools}`)
    t.match(
      await shop.save(junk, shop.campaign.id, { unit: { fen: 600 } }),
      { status: 503 },
      'nor is it saved',
    )
  }
  t.equal(await shop.payable(shop.till), 550, 'the version that wrote it')
  const seen: unknown[] = []
  const part = pluginsPart(throwing.host.registry, (...told) => seen.push(told))
  const row = {
    plugin_id: 'grown',
    is_on: true,
    settings: {},
    settings_version: 1,
    saved_by: null,
    breakers: [],
  }
  part.compile([row], (await throwing.directory.byId(storeId)) as never)
  t.match(seen, [[storeId, 'grown', { fault: 'upgrade_failed', cause: 'Error: boom' }]], 'for operators')
  const snapshot = await throwing.directory.byId(storeId)
  t.same((await storePluginsOf(throwing.host, throwing.place.pluginsPart, snapshot as never, at)).active, [])
  await saveSettings(throwing.host, storeId, { ...shop.by, settings: { off: { fen: 90 } }, seenVersion: 2 })
  t.equal(await shop.payable(throwing), 910, 'until it is saved anew')
})

t.test(
  'a running campaign that nobody can read any more is filled in anew, with no fewer units than orders hold',
  async (t) => {
    const shop = await open(t)
    const { till, storeId, admin, sku } = shop
    const units = (change: Partial<Parameters<typeof versionOf>[0]>, skuKey: string, unitsKey: string) =>
      versionOf({
        version: '1.0.0',
        settings: Type.Object({}, closed),
        config: Type.Object({ [skuKey]: Type.String(), [unitsKey]: Type.Integer() }, closed),
        off: () => 1,
        unit: () => 700,
        pools: (config: Record<string, never>) => [
          { kind: UNITS, skuId: config[skuKey] as never, units: config[unitsKey] as never, mode: 'own' },
        ],
        ...change,
      })
    const before = shop.process(units({}, 'skuId', 'units'))
    const when = { startsAt: later(at, -MINUTE), endsAt: later(at, DAY) }
    const made = await makeCampaign(before, storeId, {
      plugin: 'grown',
      config: { skuId: sku.skuId, units: 10 },
      ...when,
    })
    await admin`update quotas set taken = 4 where kind = ${UNITS}`
    const throwing = {
      version: '1.1.0',
      upgradeConfig: () => {
        throw new Error('boom')
      },
    }
    const next = shop.process(units(throwing, 'sku', 'count'))
    t.match(await shop.save(next, made.id, { sku: sku.skuId, count: 3 }), {
      status: 409,
      json: { code: 'POOL_BELOW_TAKEN', data: { taken: 4 } },
    })
    t.match(await shop.save(next, made.id, { sku: sku.skuId, count: 6 }), {
      status: 200,
      json: { fault: null, state: 'running', config: { count: 6 } },
    })
    const pools = () => admin`select limit_units as limit, taken from quotas where kind = ${UNITS}`
    t.match(await pools(), [{ limit: 6, taken: 4 }])

    const failing = units(
      { ...throwing, version: '1.2.0', check: () => throwing.upgradeConfig() },
      'sku',
      'count',
    )
    t.match(await shop.save(shop.process(failing), made.id, { sku: sku.skuId, count: 7 }), {
      status: 503,
      json: { code: 'CAMPAIGN_MECHANIC_FAILED' },
    })
    t.match(await pools(), [{ limit: 6, taken: 4 }], 'a form that cannot be checked changes nothing')
    t.equal(await shop.payable(till), 550)
  },
)

t.test(
  'switched off, a plugin that was cut off is not asked; switched on, not before ten minutes have passed',
  async (t) => {
    const { storeId, admin, process } = await open(t)
    let asked = 0
    const upgradeSettings = () => {
      asked += 1
      return { off: { fen: 150 } }
    }
    const { host } = process(versionOf({ ...nested, upgradeSettings }))
    await admin`
    insert into plugin_breakers (tenant_id, plugin_id, hook, opened_at, reason, stays)
    values (${uuidOf(storeId)}, 'grown', 'settings', ${at}, 'held', true)`
    const turn = (isOn: boolean, when: Date) =>
      switchPlugin(host, storeId, { pluginId: 'grown', isOn, staffId: null, at: when })
    t.match(await turn(false, at), { switched: true })
    t.match(await turn(true, at), { switched: false, reason: 'PLUGIN_CUT_OFF' })
    t.equal(asked, 0)
    t.match(await turn(true, later(at, 10 * MINUTE)), { switched: true })
    t.ok(asked > 0)
  },
)
