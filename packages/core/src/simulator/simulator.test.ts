import { DAY, later, newId } from '@mamapu/kernel'
import { openShop, plainSale } from '@mamapu/testkit'
import t, { type Test } from 'tap'

const at = new Date('2026-03-04T02:00:00Z')

async function open(t: Test) {
  const shop = await openShop(t, { plugins: [plainSale()], at })
  const sku = await shop.sku({ priceFen: 1000, title: '奶瓶' })
  const owner = await shop.owner()
  const ask = async (body: object) => {
    const headers = { 'accept-language': 'en' }
    const { status, json } = await shop.console('POST', '/pricing/simulate', owner, { body, headers })
    return { ...(json as { payable?: { amount: number } }), status }
  }
  return { shop, sku, owner, ask }
}

const window = { startsAt: later(at, DAY), endsAt: later(at, 2 * DAY) }
const money = (amount: number) => ({ amount, currency: 'CNY' })

t.test(
  'a cart for anybody at any time: the second before, the first and the last of a campaign',
  async (t) => {
    const { shop, sku, ask } = await open(t)
    await shop.campaign({
      plugin: 'plain-sale',
      label: 'VIP 日',
      config: { priceFen: 700 },
      ...window,
      audience: { kind: 'level', rank: 2, name: 'VIP' },
    })
    const lines = [{ skuId: sku.skuId, quantity: 2 }]
    const vip = { level: { rank: 2, name: 'VIP' } }
    const pays = async (when: Date, who: object) =>
      (await ask({ lines, at: when.toISOString(), ...who })).payable?.amount
    const [start, end] = [window.startsAt, window.endsAt]
    t.equal(await pays(later(start, -1), vip), 2000)
    t.equal(await pays(start, vip), 1400)
    t.equal(await pays(later(end, -1), vip), 1400)
    t.equal(await pays(end, vip), 2000, 'half open')
    t.equal(await pays(start, { isMember: true }), 2000, 'not for every member')
    t.equal(await pays(start, { level: { rank: 3, name: 'SVIP' } }), 1400, 'a level above')
    t.match(await ask({ lines, at: start.toISOString(), ...vip }), {
      status: 200,
      lines: [{ title: '奶瓶', quantity: 2, everyday: money(1000), unit: money(700), payable: money(1400) }],
      saved: money(600),
      reasons: [{ outcome: 'won', code: 'applied', plugin: 'plain-sale' }],
      broken: [],
    })
  },
)

t.test('through another channel: what is held only there', async (t) => {
  const { shop, sku, ask } = await open(t)
  await shop.campaign({
    plugin: 'plain-sale',
    config: { priceFen: 700 },
    ...window,
    audience: { kind: 'everyone', channels: ['wechat'] },
  })
  const cart = { lines: [{ skuId: sku.skuId, quantity: 1 }], at: window.startsAt.toISOString() }
  const customerId = (await shop.customer()).id
  for (const who of [{}, { customerId }]) {
    t.match(await ask({ ...cart, ...who, channel: 'wechat' }), { payable: money(700) })
    t.match(await ask({ ...cart, ...who, channel: 'app' }), { payable: money(1000) })
    t.match(await ask({ ...cart, ...who }), { payable: money(1000) }, 'a browser when nothing is said')
  }
  t.equal((await ask({ ...cart, channel: 'telex' })).status, 400)
})

t.test('drafts count as published when asked for, and nothing is kept', async (t) => {
  const { shop, sku, owner, ask } = await open(t)
  const made = await shop.console('POST', '/campaigns', owner, {
    body: {
      plugin: 'plain-sale',
      label: '草稿',
      config: { priceFen: 500 },
      startsAt: window.startsAt.toISOString(),
      endsAt: window.endsAt.toISOString(),
    },
  })
  const { id } = made.json as { id: string }
  const cart = { lines: [{ skuId: sku.skuId, quantity: 1 }], at: window.startsAt.toISOString() }
  t.match(await ask(cart), { payable: money(1000) })
  t.match(await ask({ ...cart, drafts: [id] }), { payable: money(500) })
  t.match(await ask(cart), { payable: money(1000) }, 'not for others')
  t.match(await ask({ ...cart, drafts: [newId('cmp', at)] }), { status: 404, code: 'CAMPAIGN_NOT_FOUND' })
  const kept = await shop.console('GET', `/campaigns/${id}`, owner)
  t.match(kept.json, { state: 'draft', version: 1 })
})

t.test('what is not to be had is named and left out; nonsense is refused', async (t) => {
  const { sku, ask } = await open(t)
  const lines = [
    { skuId: sku.skuId, quantity: 1 },
    { skuId: newId('sku', at), quantity: 1 },
  ]
  t.match(await ask({ lines }), { status: 200, payable: money(1000), broken: [{ skuId: lines[1]?.skuId }] })
  for (const body of [{ lines: [] }, { lines: [{ skuId: sku.skuId, quantity: 0 }] }, { lines, at: 'soon' }])
    t.equal((await ask(body)).status, 400, JSON.stringify(body))
})

t.test(
  'a way of delivery is chosen: what each costs, what goes nowhere, and the postage in the price',
  async (t) => {
    const { shop, sku, owner, ask } = await open(t)
    const put = (path: string, body: object) => shop.console('PUT', `/delivery/${path}`, owner, { body })
    const rule = {
      first: 1000,
      step: 1000,
      stepFen: 300,
      freeOverFen: null,
      freeOverPieces: null,
      excluded: false,
    }
    const rules = [
      { ...rule, regions: ['65'], firstFen: 0, excluded: true },
      { ...rule, regions: [], firstFen: 800, freeOverFen: 1500 },
    ]
    t.equal(
      (await put('templates', { id: 'usual', name: '', charge: 'weight', rules, version: 0 })).status,
      200,
    )
    const { json } = await shop.console('GET', '/delivery', owner)
    const { settings, version } = (json as { local: { settings: object; version: number } }).local
    const local = { ...settings, regions: ['3301'], feeFen: 500, leastGoodsFen: 2000 }
    t.equal((await put('local', { isOn: true, settings: local, version })).status, 200)
    await shop.snapshot()
    const lines = [{ skuId: sku.skuId, quantity: 1 }]
    const there = { lines, regionCode: '330106' }
    t.match(await ask(there), {
      shipping: money(800),
      payable: money(1800),
      delivery: {
        chosen: 'express',
        methods: [
          { id: 'express', isAvailable: true, fee: money(800), missing: null },
          { id: 'local', isAvailable: true, fee: money(500), missing: money(1000) },
        ],
      },
    })
    t.match(await ask({ ...there, delivery: 'local' }), {
      shipping: money(500),
      payable: money(1500),
      delivery: { chosen: 'local' },
    })
    t.match(
      await ask({ ...there, lines: [{ skuId: sku.skuId, quantity: 2 }] }),
      { shipping: money(0) },
      'free over',
    )
    t.match(await ask({ lines, regionCode: '650102' }), {
      shippingState: 'not_delivered',
      delivery: { chosen: 'express', methods: [{ isAvailable: false, fee: null }, { isAvailable: false }] },
    })
    t.match(await ask({ lines }), { shipping: money(800) }, 'everywhere else, while no region is chosen')
    t.match(await ask({ ...there, delivery: 'drone.flight' }), { status: 409, code: 'DELIVERY_UNKNOWN' })

    const preview = async (body: object) => {
      const parcel = { pieces: 1, grams: 2000, goodsFen: 1000, regionCode: '330106' }
      const path = '/delivery/templates/preview'
      return shop.console('POST', path, owner, { body: { charge: 'weight', rules, ...parcel, ...body } })
    }
    t.match((await preview({})).json, { state: 'charged', feeFen: 1100, usualFen: 1100 })
    t.match((await preview({ grams: 2001 })).json, { feeFen: 1400 }, 'a begun kilogram counts whole')
    t.match((await preview({ goodsFen: 1500 })).json, { state: 'free', feeFen: 0, usualFen: 1100 })
    t.match((await preview({ regionCode: '650102' })).json, { state: 'not_delivered', feeFen: 0 })
    const bulky = { charge: 'piece', rules: [{ ...rules[1], first: 1, step: 1 }] }
    t.match((await preview({ ...bulky, pieces: 3 })).json, { feeFen: 1400 }, 'by pieces, never saved')
    t.equal((await preview({ regionCode: '33' })).status, 400)
    t.match(((await shop.console('GET', '/delivery', owner)).json as { templates: object[] }).templates, [
      { id: 'usual', version: 1 },
    ])
  },
)
