import { DAY, HOUR, later, MINUTE, type SkuId } from '@mamapu/kernel'
import type { Channel } from '@mamapu/plugin-sdk'
import { openShop, plainSale, type Shop } from '@mamapu/testkit'
import t, { type Test } from 'tap'
import { Type } from 'typebox'
import { checkout } from '../index.js'
import { coversOf, isFor } from './audience.rules.js'
import type { Audience } from './campaign.types.js'
import { savedConfig } from './compile-campaigns.js'
import {
  actOnCampaign,
  asIfJoined,
  type CampaignAct,
  changeCampaigns,
  changeDate,
  NOBODY,
  readSaved,
  updateCampaign,
} from './index.js'

const at = new Date('2026-03-04T02:00:00Z')

async function open(t: Test) {
  const shop = await openShop(t, { plugins: [plainSale()], at })
  const sku = await shop.sku({ priceFen: 1000 })
  return {
    shop,
    sku,
    price: (skuId: SkuId = sku.skuId, customer = null as string | null) => priceOf(shop, skuId, customer),
  }
}

async function priceOf({ test, snapshot }: Shop, skuId: SkuId, customerId: string | null) {
  const basket = await checkout.readBasket(test.place, await snapshot(), {
    source: { lines: [{ skuId, quantity: 1 }] },
    shopper: { customerId: customerId as never, sessionHash: null, verifiedPhoneHash: null },
    regionCode: null,
    choices: 'best',
    at: test.clock.now(),
  })
  return basket.priced.lines[0]?.unitFen
}

const act = ({ test, store }: Shop, id: string, what: CampaignAct) =>
  changeCampaigns(test.app.db, store.storeId, (tx) =>
    actOnCampaign(
      tx,
      test.campaigns,
      { id: id as never, act: what, version: null },
      { actor: 'test', at: test.clock.now() },
    ),
  )

const edit = ({ test, store }: Shop, change: Parameters<typeof updateCampaign>[2]) =>
  changeCampaigns(test.app.db, store.storeId, (tx) =>
    updateCampaign(tx, test.campaigns, change, { actor: 'test', at: test.clock.now() }),
  )

t.test('a published campaign prices carts from its first second until before its last', async (t) => {
  const { shop, price } = await open(t)
  const { clock } = shop.test
  await shop.campaign({
    plugin: 'plain-sale',
    config: { priceFen: 700 },
    startsAt: later(at, HOUR),
    endsAt: later(at, 2 * HOUR),
  })
  t.equal(await price(), 1000)
  clock.set(later(at, HOUR - 1))
  t.equal(await price(), 1000)
  clock.set(later(at, HOUR))
  t.equal(await price(), 700)
  clock.set(later(at, 2 * HOUR - 1))
  t.equal(await price(), 700)
  clock.set(later(at, 2 * HOUR))
  t.equal(await price(), 1000)
  clock.set(later(at, HOUR))
  t.equal(await price(), 700, 'the clock alone decides, also when it goes back')
})

t.test('drafts, paused, ended and cancelled campaigns and mechanics that are off do nothing', async (t) => {
  const { shop, price } = await open(t)
  const draft = await shop.campaign({
    plugin: 'plain-sale',
    config: { priceFen: 700 },
    startsAt: later(at, -HOUR),
    endsAt: later(at, DAY),
    isDraft: true,
  })
  t.equal(await price(), 1000, 'draft')
  t.match(await act(shop, draft.id, 'publish'), { done: true })
  t.equal(await price(), 700, 'published into its window it runs at once')
  t.match(await act(shop, draft.id, 'pause'), { done: true })
  t.equal(await price(), 1000, 'paused')
  t.match(await act(shop, draft.id, 'pause'), {
    done: false,
    code: 'CAMPAIGN_STATE',
    data: { state: 'paused' },
  })
  t.match(await act(shop, draft.id, 'resume'), { done: true })
  t.equal(await price(), 700, 'resumed')
  await shop.switchTo(false)
  t.equal(await price(), 1000, 'its mechanic is off')
  await shop.switchTo(true)
  t.match(await act(shop, draft.id, 'end'), { done: true, campaign: { nextEdgeAt: null } })
  t.equal(await price(), 1000, 'ended early')
  t.match(await act(shop, draft.id, 'publish'), {
    done: false,
    code: 'CAMPAIGN_STATE',
    data: { state: 'ended' },
  })
  const copy = await act(shop, draft.id, 'copy')
  t.match(copy, { done: true, campaign: { said: 'draft', config: { priceFen: 700 } } })
  t.match(await act(shop, draft.id, 'archive'), { done: true, campaign: { isArchived: true } })
  const copied = copy.done ? copy.campaign.id : draft.id
  t.match(await act(shop, copied, 'archive'), { done: true })
  t.match(await act(shop, copied, 'publish'), { done: false, code: 'CAMPAIGN_STATE' }, 'not while put away')
  t.match(await act(shop, copied, 'archive'), { done: true, campaign: { isArchived: false } })
  t.match(await act(shop, copied, 'cancel'), { done: true })
})

t.test('audiences and scopes: for whom, and for which goods', async (t) => {
  const { shop, sku, price } = await open(t)
  const other = await shop.sku({ priceFen: 1000 })
  const scope = { all: false, categories: [], tags: [], products: [sku.productId], skus: [] }
  const nothing = { categories: [], tags: [], products: [], skus: [] }
  await shop.campaign({
    plugin: 'plain-sale',
    config: { priceFen: 600 },
    startsAt: at,
    endsAt: later(at, DAY),
    audience: { kind: 'members' },
    scope: { ...scope, except: nothing },
  })
  const member = await shop.customer()
  t.equal(await price(sku.skuId, member.id), 600)
  t.equal(await price(sku.skuId), 1000, 'a guest is no member')
  t.equal(await price(other.skuId, member.id), 1000, 'not of the scope')
  const { campaigns } = await shop.active()
  const guest = { isMember: false, levelRank: 0, tags: [], isNew: true, channel: 'web' } as const
  t.match(campaigns.of('plain-sale', at, guest), { running: [], forOthers: [{ who: { en: 'For members' } }] })
  t.ok(campaigns.needs.has('isMember'))
})

t.test(
  'channels: held only where the merchant says, and joining does not open what is held elsewhere',
  async (t) => {
    const { shop } = await open(t)
    const inWechat = { audience: { kind: 'members', channels: ['wechat', 'mini-program'] } } as const
    await shop.campaign({
      plugin: 'plain-sale',
      config: { priceFen: 600 },
      startsAt: at,
      endsAt: later(at, DAY),
      ...inWechat,
    })
    const { campaigns } = await shop.active()
    t.same([...campaigns.needs].sort(), ['channel', 'isMember'])
    const runs = (isMember: boolean, channel: Channel, all = campaigns) =>
      all.of('plain-sale', at, { ...NOBODY, isMember, channel }).running.length
    t.equal(runs(true, 'wechat'), 1)
    t.equal(runs(true, 'web'), 0)
    t.equal(runs(false, 'mini-program'), 0)
    t.equal(runs(false, 'mini-program', asIfJoined(campaigns)), 1)
    t.equal(runs(false, 'web', asIfJoined(campaigns)), 0)
    t.match(campaigns.of('plain-sale', at, NOBODY).forOthers, [
      {
        who: {
          'zh-CN': '会员专享 · 微信内、小程序专享',
          en: 'For members · Only in WeChat and Mini-program',
        },
      },
    ])
    for (const channels of [[], ['wechat', 'wechat']] as never[])
      await t.rejects(
        shop.campaign({
          plugin: 'plain-sale',
          config: { priceFen: 600 },
          audience: { kind: 'everyone', channels },
        }),
        /CAMPAIGN_AUDIENCE/,
      )
  },
)

t.test('under way only name, end and what the mechanic allows may change; before, everything', async (t) => {
  const { shop, price } = await open(t)
  const made = await shop.campaign({
    plugin: 'plain-sale',
    config: { priceFen: 700 },
    startsAt: later(at, 2 * HOUR),
    endsAt: later(at, 4 * HOUR),
    announceMinutes: 60,
  })
  const before = await edit(shop, {
    id: made.id,
    version: made.version,
    form: { ...made, config: { priceFen: 650 } },
  })
  t.match(before, { done: true, campaign: { config: { priceFen: 650, note: '' } } })
  if (!before.done) return
  t.match(
    await edit(shop, { id: made.id, version: made.version, form: made }),
    { done: false, code: 'CAMPAIGN_CHANGED' },
    'an edit on an old version',
  )
  shop.clock.set(later(at, HOUR + MINUTE))
  const { campaign } = before
  t.same(
    await edit(shop, {
      id: made.id,
      version: campaign.version,
      form: { ...campaign, priority: 5, config: { priceFen: 1, note: 'x' }, startsAt: later(at, 3 * HOUR) },
    }),
    {
      done: false,
      code: 'CAMPAIGN_RUNNING',
      data: { fields: ['priority', 'startsAt', 'config.priceFen'], state: 'announced' },
    },
  )
  const later6 = later(at, 6 * HOUR)
  const moved = await edit(shop, {
    id: made.id,
    version: campaign.version,
    form: { ...campaign, label: '新名字', endsAt: later6, config: { priceFen: 650, note: 'x' } },
  })
  t.match(moved, { done: true, campaign: { label: '新名字', endsAt: later6 } })
  shop.clock.set(later(at, 5 * HOUR))
  t.equal(await price(), 650, 'it ends later now')
  if (!moved.done) return
  t.match(
    await edit(shop, {
      id: made.id,
      version: moved.campaign.version,
      form: { ...moved.campaign, endsAt: later(at, 5 * HOUR - 1) },
    }),
    { done: false, code: 'CAMPAIGN_RUNNING', data: { fields: ['endsAt'] } },
    'not into the past',
  )
})

t.test('forms that cannot be are refused with a code, and leave nothing behind', async (t) => {
  const { shop } = await open(t)
  const refused = async (change: object, code: string) =>
    t.rejects(
      shop.campaign({
        plugin: 'plain-sale',
        config: { priceFen: 1 },
        ...change,
      } as never),
      { message: new RegExp(code) },
    )
  await refused({ plugin: 'nobody' }, 'CAMPAIGN_MECHANIC_UNKNOWN')
  await refused({ config: { priceFen: -1 } }, 'CAMPAIGN_CONFIG')
  await refused({ config: { priceFen: 1, other: 1 } }, 'CAMPAIGN_CONFIG')
  await refused({ label: ' ' }, 'CAMPAIGN_LABEL')
  await refused({ startsAt: later(at, DAY), endsAt: later(at, HOUR) }, 'CAMPAIGN_WINDOW')
  await refused({ startsAt: later(at, -DAY), endsAt: later(at, -HOUR) }, 'CAMPAIGN_PAST')
  await refused({ announceMinutes: 43_201 }, 'CAMPAIGN_ANNOUNCE')
  await refused({ audience: { kind: 'level', rank: 0, name: 'x' } }, 'CAMPAIGN_AUDIENCE')
  const recurrence = { every: 'day', days: [], times: [{ from: '10:00', to: '12:00' }] }
  await refused({ recurrence: { ...recurrence, days: [1] } }, 'CAMPAIGN_RECURRENCE')
  const overlapping = [...recurrence.times, { from: '11:00', to: '13:00' }]
  await refused({ recurrence: { ...recurrence, times: overlapping } }, 'CAMPAIGN_RECURRENCE')
  const [row] = await shop.database.admin`select count(*)::int as n from campaigns`
  t.equal(row?.n, 0)
})

t.test('every Wednesday, and single days otherwise', async (t) => {
  const { shop, price } = await open(t)
  const { clock } = shop.test
  const made = await shop.campaign({
    plugin: 'plain-sale',
    config: { priceFen: 800 },
    startsAt: null,
    endsAt: null,
    recurrence: { every: 'week', days: [3], times: [{ from: '10:00', to: '12:00' }] },
  })
  t.equal(await price(), 800, 'it is Wednesday, ten o’clock in Shanghai')
  const change = (input: object) =>
    changeCampaigns(shop.app.db, shop.store.storeId, (tx) =>
      changeDate(tx, shop.campaigns, { id: made.id, ...input } as never, {
        actor: 'test',
        at: clock.now(),
      }),
    )
  const skip = (date: string) => change({ change: { date, act: 'skip', to: null, span: null } })
  t.match(await skip('2026-03-04'), { done: false, code: 'CAMPAIGN_DATE' }, 'today has begun')
  t.match(await skip('2026-03-12'), { done: false, code: 'CAMPAIGN_DATE' }, 'a Thursday is none of its days')
  t.match(await skip('2026-03-11'), { done: true })
  const move = { date: '2026-03-18', act: 'move', to: '2026-03-19', span: null }
  t.match(await change({ change: move }), { done: true })
  clock.set('2026-03-11T02:30:00Z')
  t.equal(await price(), 1000, 'left out')
  clock.set('2026-03-19T02:30:00Z')
  t.equal(await price(), 800, 'held a day later')
  t.match(await change({ restore: '2026-03-18' }), { done: false, code: 'CAMPAIGN_DATE' }, 'that has begun')
  const moved = { date: '2026-03-25', act: 'move', to: '2026-03-26', span: null }
  t.match(await change({ change: moved }), { done: true })
  t.match(await change({ restore: '2026-03-25' }), { done: true })
  clock.set('2026-03-25T02:30:00Z')
  t.equal(await price(), 800, 'as usual again')
})

t.test('another shop neither sees nor changes a campaign', async (t) => {
  const { shop } = await open(t)
  const made = await shop.campaign({
    plugin: 'plain-sale',
    config: { priceFen: 1 },
  })
  const { createTestStore } = await import('@mamapu/testkit')
  const other = await createTestStore(shop.db, at)
  const result = await changeCampaigns(shop.app.db, other.storeId, (tx) =>
    actOnCampaign(tx, shop.campaigns, { id: made.id, act: 'end', version: null }, { actor: 'test', at }),
  )
  t.match(result, { done: false, code: 'CAMPAIGN_NOT_FOUND' })
})

t.test('for whom and for what, word by word', async (t) => {
  const shopper = { ...NOBODY, isNew: false }
  const people = {
    guest: NOBODY,
    member: { ...shopper, isMember: true },
    vip: { ...shopper, isMember: true, levelRank: 2 },
    friend: { ...shopper, tags: ['老友', '妈妈群'] },
  }
  const meant = (audience: Audience) =>
    Object.entries(people).flatMap(([name, facts]) => (isFor(audience, facts) ? [name] : []))
  t.same(meant({ kind: 'everyone' }), ['guest', 'member', 'vip', 'friend'])
  t.same(meant({ kind: 'members' }), ['member', 'vip'])
  t.same(meant({ kind: 'level', rank: 2, name: 'VIP' }), ['vip'])
  t.same(meant({ kind: 'level', rank: 3, name: 'SVIP' }), [])
  t.same(meant({ kind: 'tag', tag: '老友' }), ['friend'])
  t.same(meant({ kind: 'tag', tag: '老' }), [])
  t.same(meant({ kind: 'new' }), ['guest'])

  const none = { categories: [], tags: [], products: [], skus: [] }
  const goods = { skuId: 'sku_1', productId: 'prd_1', categoryIds: ['cat_1', 'cat_2'], tags: ['新生儿'] }
  const covers = (named: object, except: object = {}) =>
    coversOf({ ...none, all: false, ...named, except: { ...none, ...except } })(goods)
  t.notOk(covers({}), 'nothing named')
  t.ok(covers({ all: true }))
  for (const named of [
    { categories: ['cat_2'] },
    { tags: ['新生儿'] },
    { products: ['prd_1'] },
    { skus: ['sku_1'] },
  ]) {
    t.ok(covers(named), JSON.stringify(named))
    t.notOk(covers({ all: true }, named), `all but ${JSON.stringify(named)}`)
    t.notOk(covers(named, { skus: ['sku_1'] }))
  }
  for (const other of [
    { categories: ['cat_3'] },
    { tags: ['新'] },
    { products: ['prd_2'] },
    { skus: ['sku_2'] },
  ])
    t.notOk(covers(other), JSON.stringify(other))
})

t.test('what a newer version of another meaning saved is not read, though its shape fits', (t) => {
  const schema = Type.Object({ off: Type.Integer() }, { additionalProperties: false })
  const read = (version: string, savedBy: string) => {
    const result = readSaved({ schema, version }, { off: 5 }, savedBy)
    return result.fits || result.fault
  }
  t.equal(read('1.0.0', '2.0.0'), 'saved_by_newer', 'five fen may have become five percent')
  t.equal(read('0.1.0', '0.2.0'), 'saved_by_newer', 'before 1.0 a minor one may mean so')
  t.equal(read('1.0.0', '1.9.3'), true)
  t.equal(read('0.1.0', '0.1.7'), true)
  t.equal(read('2.0.0', '1.0.0'), true, 'an older one is what upgrades are for')
  t.end()
})

t.test('a campaign whose plugin was taken out says so', async (t) => {
  const nobody = { plugins: [], find: () => null }
  const kept = { plugin: 'gone', config: {}, savedBy: '1.0.0', isCutOff: false } as never
  t.same(savedConfig(nobody, kept), { fits: false, fault: 'not_installed' })
})
