import { HOUR, later, type SkuId, toFen } from '@mamapu/kernel'
import { poolId } from '@mamapu/plugin-sdk'
import { plainSale, skuInput } from '@mamapu/testkit'
import t from 'tap'
import { crowdOf } from './crowd.js'
import { openTestShop, readable } from './test-shop.test.js'

const at = new Date('2026-03-04T02:00:00Z')
const asForm = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' }
const counter = (change: object) => ({ limit: 10, taken: 10, held: 0, againAt: null, ...change })
const where = { zone: 'Asia/Shanghai', url: '/p/x', tries: 0, chance: 0.5 }

t.test('what is said of a crowd comes from the counter: in line, some unpaid, or gone', async (t) => {
  t.match(crowdOf(counter({ taken: 8 }), where), { state: 'queue', left: 2, tries: 1, retrySeconds: 4 })
  const held = crowdOf(counter({ held: 3, againAt: later(at, HOUR) }), where)
  t.match(held, { state: 'held', left: 0, again: '11:00', retrySeconds: 0 })
  t.match(crowdOf(counter({}), where), { state: 'gone', again: '', retrySeconds: 0 })
  t.match(crowdOf(counter({ taken: 8 }), { ...where, chance: 0 }), { retrySeconds: 2 })
  t.match(crowdOf(counter({ taken: 8 }), { ...where, chance: 0.999 }), { retrySeconds: 6 })
  t.match(crowdOf(counter({ taken: 8 }), { ...where, tries: 19 }), { retrySeconds: 4 })
  t.match(
    crowdOf(counter({ taken: 8 }), { ...where, tries: 20 }),
    { retrySeconds: 0 },
    'then a finger decides',
  )
})

t.test('whom the gate turns away stands in line on the page, tries again, and is served', async (t) => {
  const shop = await openTestShop(t, [plainSale()], at)
  const { skuIds } = await shop.product({ skus: [skuInput({ initialStock: 5, priceFen: toFen(1000) })] })
  const [skuId] = skuIds as [SkuId]
  const quotaId = poolId('cmp_00000000000000000000000000000001', skuId, '20260304T1000')
  const { place } = shop.test
  const { committer } = place
  let isCrowded = true
  const gated: typeof committer = {
    commit: async (...args) =>
      isCrowded
        ? { status: 'lacking', kind: 'plain-sale.units', quotaId, lineId: null }
        : committer.commit(...args),
  }
  Object.assign(place, { committer: gated })
  let counted = counter({ taken: 7 })
  Object.assign(shop.storefront.gaps, { counterOf: async () => counted })

  const visitor = shop.visitor()
  const page = await visitor.get(`/checkout?sku=${skuId}&quantity=1`)
  const key = /name="key" value="([^"]*)"/.exec(page.body)?.[1] ?? ''
  const post = (fields: Readonly<Record<string, string>> = {}) =>
    visitor.post(
      '/checkout',
      new URLSearchParams({
        ...{ key, seenTotalFen: '1000', name: '林小满', phone: '13800001234', regionCode: '330106' },
        street: '文三路 1 号',
        ...fields,
      }).toString(),
      { headers: asForm },
    )
  const first = await post()
  t.equal(first.statusCode, 409)
  t.match(readable(first.body), /正在排队.*还有 3 件没定下来.*排队不等于抢到.*秒后自动再试/)
  t.match(readable(first.body), /再试一次/, 'a button, without script')
  t.match(first.body, /data-retry="\d" hidden/, 'said only where a script does it')
  t.match(first.body, /name="tries" value="1"/)
  const last = await post({ tries: '20' })
  t.match(readable(last.body), /正在排队/)
  t.notMatch(last.body, /data-retry/, 'not for ever')

  counted = counter({ held: 2, againAt: later(at, HOUR) })
  t.match(readable((await post()).body), /有人未付款，还有机会.*最早 11:00.*看看其他场次/)
  counted = counter({})
  const gone = readable((await post()).body)
  t.match(gone, /这一场抢光了/)
  t.notMatch(gone, /还有机会|正在排队/)
  isCrowded = false
  t.match((await post({ tries: '3' })).headers.location, /^\/pay\//)
})
