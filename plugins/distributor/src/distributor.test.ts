import type { TestCustomer } from '@mamapu/testkit'
import t from 'tap'
import { openDistributors as open, type Seller } from './conformance.samples.js'
import { termsHash } from './people/terms.js'
import { DEFAULT_TERMS } from './people/terms.words.js'

t.setTimeout(120_000)

t.test('joining is free: read, applied, reviewed; the terms are kept as they read', async (t) => {
  const { shop, staff, apply, personOf, page, messages, settings, rows } = await open(t)
  t.match(await page('join', null), { isGuest: true, exampleFen: 10_000, earnedFen: 1000, termsVersion: 1 })
  const [anna, bea] = [await shop.customer(), await shop.customer()]
  t.match(await apply(anna, { agrees: false }), { status: 422, json: { code: 'DISTRIBUTOR_TERMS_UNREAD' } })
  t.match(await apply(anna, { code: 'ABCD2345' }), { json: { code: 'DISTRIBUTOR_CODE_UNKNOWN' } })
  t.match(await apply(anna, { nickname: '月入过万的妈妈' }), { json: { code: 'TEXT_FORBIDDEN' } })
  t.match(await apply(anna), { status: 201, json: { state: 'applied' } })
  t.match(await apply(anna), { status: 409, json: { code: 'DISTRIBUTOR_ALREADY' } })
  t.match(await page('centre', anna), { isOne: false, isWaiting: true })
  t.match(await rows('/applications'), [{ nickname: '小满妈妈', customerId: anna.id, termsVersion: 1 }])
  const { id } = (await personOf(anna)) as { id: string }
  t.match(await staff('POST', `/people/${id}/resume`), { json: { code: 'DISTRIBUTOR_STATE' } })
  t.match(await staff('POST', `/people/${id}/decline`, { reason: '先介绍一下自己' }), { status: 200 })
  t.match(await page('join', anna), { isDeclined: true, note: '先介绍一下自己', mayApply: true })
  t.match(await apply(anna, { about: '两个孩子的妈妈' }), { status: 201 })
  t.match(await staff('POST', `/people/${id}/approve`), { status: 200 })
  t.match(await page('centre', anna), { isOne: true, hasNewTerms: false })
  t.same(await messages(anna), ['approved', 'declined'])
  const publicName = async () =>
    (await shop.database.admin`select public_name from customers where id = ${anna.id.slice(4)}`)[0]?.[
      'public_name'
    ]
  t.equal(await publicName(), '小满妈妈', 'what she chose is what others read on whatever she shares')
  const call = (nickname: string) =>
    shop.shop('POST', '/api/store/v1/x/distributor/profile', anna, { body: { nickname } })
  t.match(await call('月入过万的妈妈'), { json: { code: 'TEXT_FORBIDDEN' } })
  t.match(await call('小满妈'), { status: 200 })
  t.equal(await publicName(), '小满妈')

  t.match(await settings({ joining: 'open', terms: '一、免费。' }), { status: 200 })
  t.match(await page('centre', anna), { hasNewTerms: true })
  t.match(await apply(bea), { status: 409, json: { code: 'DISTRIBUTOR_TERMS_CHANGED' } })
  const terms = termsHash('一、免费。')
  t.match(await apply(bea, { terms }), { status: 201, json: { state: 'approved' } })
  t.match(await shop.shop('POST', '/api/store/v1/x/distributor/terms', anna, { body: { terms } }), {
    status: 200,
  })
  t.match(await page('centre', anna), { hasNewTerms: false })
  const kept = await shop.database.admin`select version, body from distributor_terms order by version`
  t.match(kept, [
    { version: 1, body: DEFAULT_TERMS },
    { version: 2, body: '一、免费。' },
  ])

  // Going and coming back is no way round a pause: the merchant decides, and the approval ends the pause.
  const paused = () => shop.database.admin`select id from earning_holds where closed_at is null`
  const { id: beaId } = (await personOf(bea)) as { id: string }
  t.match(await staff('POST', `/people/${beaId}/freeze`, { reason: '发了不实的话' }), { status: 200 })
  t.match(
    await shop.shop('POST', '/api/store/v1/x/distributor/leave', bea, { body: { customers: 'release' } }),
    { status: 200 },
  )
  t.match(await apply(bea, { terms }), { status: 201, json: { state: 'applied' } })
  t.equal((await paused()).length, 1)
  t.match(await staff('POST', `/people/${beaId}/approve`), { status: 200 })
  t.same(await paused(), [])

  t.match(await settings({ isRecruiting: false }), { status: 200 })
  t.match(await apply(await shop.customer(), { terms }), { json: { code: 'DISTRIBUTOR_NOT_RECRUITING' } })

  const fee = await settings({ pitch: '购买 399 元礼包即可成为店主' })
  t.match(fee, {
    status: 422,
    json: { code: 'PLUGIN_SETTINGS_INVALID', fields: { '/pitch': /第七条第（二）项/ } },
  })
  t.match(await settings({ joinFeeFen: 9900 }), { json: { fields: { '/joinFeeFen': /第七条第（二）项/ } } })
  t.match(await staff('POST', '/guard', { text: '邀请10人升级' }), {
    json: { code: 'DISTRIBUTOR_HEAD_COUNT' },
  })
  t.same(await shop.broken(), [])
})

t.test('from a link to money; a refund takes its exact share, switched off too', async (t) => {
  const { shop, sku, seller, opens, bought, earned, page, messages, holder, wait } = await open(t)
  const anna = await seller()
  const friend = await shop.customer()
  await opens(friend, anna)
  t.equal(await holder(friend), anna.id)
  const orderId = await bought(friend, [sku, 3])
  t.match(await earned(orderId), [
    {
      payee: anna.id,
      role: 'promoter',
      rate: 1000,
      amount: 2970,
      returned: 0,
      state: 'estimated',
      basis: 'shop',
    },
  ])
  const centre = await page('centre', anna)
  t.match(centre, {
    today: { visitors: 1, orders: 1, commissionFen: 2970 },
    summary: { estimatedFen: 2970 },
  })
  t.match(centre, { customers: 1, month: { visitors: 1, orders: 1 } })
  t.match(await page('orders', anna), {
    rows: [{ baseFen: 29_700, leftFen: 2970, rate: '10%', state: '预估' }],
  })
  t.same(await messages(anna), ['approved', 'customer_gained', 'estimated'])

  await shop.receive(orderId)
  await shop.runDue()
  await shop.refund(orderId, 1)
  await shop.runDue()
  t.match(await page('orders', anna, { state: 'frozen' }), { rows: [{ leftFen: 1980, returnedFen: 990 }] })
  await wait(9)
  t.match(await page('centre', anna), { summary: { availableFen: 1980, frozenFen: 0 } })
  t.same(await messages(anna), ['approved', 'available', 'customer_gained', 'estimated', 'taken_back'])

  await shop.switchTo(false)
  await shop.refund(orderId, 1)
  await shop.runDue()
  t.match(await earned(orderId), [{ amount: 2970, returned: 1980 }], 'switched off, it comes back exactly')
  const told = await shop.database.admin<{ template: string; text: string; path: string }[]>`
    select template, text, data ->> 'path' as path from messages where customer_id = ${anna.id.slice(4)} order by id`
  const [{ number } = { number: '' }] = await shop.database.admin<
    { number: string }[]
  >`select number from orders`
  t.match(
    told.filter(({ template }) => template === 'distributor.taken_back').map(({ text }) => text),
    [/扣回 ¥9\.90，还剩 ¥19\.80。$/, /扣回 ¥19\.80，还剩 ¥9\.90。$/],
    'she is told of each refund, on or off',
  )
  t.notOk(
    told.some(({ text }) => text.includes(number)),
    'the order is named by its end alone',
  )
  t.same([...new Set(told.map(({ path }) => path))].sort(), [
    '/account/earnings',
    '/x/distributor/centre',
    '/x/distributor/customers',
    '/x/distributor/orders',
  ])
  await shop.switchTo(true)
  t.match(await page('centre', anna), { summary: { availableFen: 990 } })
  t.same(await shop.broken(), [])
})

t.test('whose customer: first touch, take-over, the merchant’s word, leaving', async (t) => {
  const { shop, seller, opens, holder, bought, earned, wait, staff, rows, page, messages, apply } =
    await open(t)
  const [anna, bea] = [await seller({ nickname: '安安妈' }), await seller({ nickname: '贝贝妈' })]
  const friend = await shop.customer()
  await opens(friend, anna)
  await opens(friend, bea)
  t.equal(await holder(friend), anna.id, 'protected')
  const first = await bought(friend)
  await wait(9)
  await opens(friend, bea)
  t.equal(
    await holder(friend),
    bea.id,
    'taken over once the protection was over; a payment had begun it anew',
  )
  const second = await bought(friend)
  t.match([await earned(first), await earned(second)], [[{ payee: anna.id }], [{ payee: bea.id }]])

  const [relation] = (await rows('/relations')) as { id: string }[]
  const transfer = (body: object) => staff('POST', `/relations/${relation?.id}/transfer`, body)
  t.match(await transfer({ code: bea.code, reason: 'x' }), { json: { code: 'DISTRIBUTOR_HEIR_SELF' } })
  t.match(await transfer({ code: 'ABCD2345', reason: 'x' }), { json: { code: 'DISTRIBUTOR_HEIR_UNKNOWN' } })
  t.match(await transfer({ code: anna.code, reason: '' }), { status: 400 })
  shop.clock.advance(60_000)
  t.match(await transfer({ code: anna.code, reason: '原来是安安妈的老顾客' }), { status: 200 })
  t.equal(await holder(friend), anna.id)
  t.match(await earned(second), [{ payee: bea.id, state: 'estimated' }], 'what was promised stays')
  const seenBy = async (who: TestCustomer) => (await page('customers', who))['changes']
  t.match(await seenBy(anna), [
    { text: '成为你的顾客', note: '原来是安安妈的老顾客' },
    { text: '不再是你的顾客' },
    { text: '成为你的顾客', reason: '第一次点开分享' },
  ])
  t.match(await seenBy(bea), [
    { text: '不再是你的顾客', note: '原来是安安妈的老顾客' },
    { text: '成为你的顾客' },
  ])
  t.match(await page('relation', friend), { name: '安安妈', changes: [{ reason: '店家调整' }, {}, {}] })
  t.same(await messages(bea), ['approved', 'customer_gained', 'customer_lost', 'estimated'])
  t.equal((await rows('/changes')).length, 3)

  const leave = (who: TestCustomer, body: object) =>
    shop.shop('POST', '/api/store/v1/x/distributor/leave', who, { body })
  shop.clock.advance(60_000)
  t.match(await leave(anna, { customers: 'transfer', code: anna.code }), {
    json: { code: 'DISTRIBUTOR_HEIR_SELF' },
  })
  const pause = (what: 'freeze' | 'resume') =>
    staff('POST', `/people/${bea.rowId}/${what}`, what === 'freeze' ? { reason: '核对' } : undefined)
  await pause('freeze')
  t.match(await leave(anna, { customers: 'transfer', code: bea.code }), {
    json: { code: 'DISTRIBUTOR_HEIR_PAUSED' },
  })
  const invited = await apply(await shop.customer(), { code: bea.code })
  t.match(invited, { status: 409, json: { code: 'DISTRIBUTOR_CODE_PAUSED' } }, 'not: no such code')
  await pause('resume')
  t.match(await leave(anna, { customers: 'transfer', code: bea.code }), { status: 200 })
  t.equal((await earned(await bought(friend))).length, 0, 'she earns nothing new')
  t.match(await apply(anna), { json: { code: 'DISTRIBUTOR_HANDING_OVER' } }, 'nor keeps whom she gave away')
  await pause('freeze')
  await shop.runJob('hand-over')
  t.equal(await holder(friend), bea.id, 'paused since: hers all the same')
  await pause('resume')
  t.match(await earned(await bought(friend)), [{ payee: bea.id }])
  t.match(await page('leave', anna), { hasLeft: true })
  t.match(await earned(first), [{ payee: anna.id, state: 'estimated' }], 'what she earned stays hers')
  shop.clock.advance(60_000)
  t.match(await apply(anna), { status: 201 }, 'they went: she may ask again')
  t.match(await leave(bea, { customers: 'release' }), { status: 200 })
  await shop.runJob('hand-over')
  t.equal(await holder(friend), null)
  t.same(await shop.broken(), [])
})

t.test('a guest is her friend’s customer too; nobody earns by her own purchase', async (t) => {
  const { shop, sku, seller, holder, bought, earned, settings, staff, page } = await open(t)
  const anna = await seller()
  const browser = shop.visit()
  await browser.get(`/s/${anna.link}/x/distributor/join`)
  const [seen] = await shop.database.admin`select promoter_id, visitor_key from distributor_bindings`
  t.equal(String(seen?.['promoter_id']).replaceAll('-', ''), anna.id.slice(4))
  const friend = await shop.customer()
  await shop.tell(
    'customer.signed_in',
    { customerId: friend.id, visitorKey: String(seen?.['visitor_key']) },
    2,
  )
  t.equal(await holder(friend), anna.id)
  t.equal(
    (await shop.database.admin`select from distributor_bindings where visitor_key is not null`).length,
    0,
  )

  await shop.tell('link.visited', {
    ...{ code: anna.link, owner: anna.id, scene: 'share', target: '/', visitorKey: 'x' },
    ...{ customerId: anna.id, at: shop.clock.now().toISOString() },
  })
  t.equal(await holder(anna), null, 'her own link')
  t.match(await staff('POST', `/people/${anna.rowId}/freeze`, { reason: '核对中' }), { status: 200 })
  const waiting = await bought(friend)
  t.match(await earned(waiting), [{ payee: anna.id }], 'paused, not lost')
  await shop.receive(waiting)
  await shop.travel({ days: 9 })
  t.match(await earned(waiting), [{ state: 'frozen' }])
  t.match(
    await page('orders', anna),
    { rows: [{ state: '待结算', holds: '你的推广暂停了' }] },
    'not in silence',
  )
  t.match(await shop.console('POST', `/x/distributor/people/${anna.rowId}/resume`, await shop.owner()), {
    status: 200,
  })
  await shop.runDue()
  await shop.sweep()
  await shop.runDue()
  t.match(await earned(waiting), [{ state: 'available' }])
  const unpaid = await shop.cart(sku).by(friend).order()
  await shop.runDue()
  await shop.cancel(unpaid.id)
  await shop.runDue()
  t.match(await page('orders', anna, { state: 'void' }), { rows: [{ state: '已失效', leftFen: 0 }] })

  t.same(await earned(await bought(anna)), [], 'her own purchase')
  await settings({ allowsSelf: true })
  t.match(await earned(await bought(anna)), [{ payee: anna.id, role: 'promoter' }])
  t.same(await shop.broken(), [])
})

t.test('defects: loop over two others, third payee, level by heads; and rates, the notice', async (t) => {
  const { shop, sku, seller, opens, bought, earned, staff, rows, settings, page, personOf, messages } =
    await open(t)
  const anna = await seller({ nickname: '安安妈' })
  const bea = await seller({ nickname: '贝贝妈', code: anna.code })
  const cleo = await seller({ nickname: '可可妈', code: bea.code })
  const under = (who: Seller, code: string) =>
    staff('POST', `/people/${who.rowId}/inviter`, { code, reason: '核对' })
  t.match(
    await under(anna, cleo.code),
    { status: 409, json: { code: 'DISTRIBUTOR_LOOP' } },
    'over two others',
  )
  t.match(await under(anna, anna.code), { json: { code: 'DISTRIBUTOR_LOOP' } })
  t.match(await personOf(cleo), { inviter: '贝贝妈' })
  t.match((await page('team', anna))['rows'], [{ name: '贝贝妈' }], 'only whom she invited herself')
  t.same(await messages(anna), ['approved', 'joined'])

  // Each is put under the other by two people at once: one of them hears of the loop.
  const [dora, emma] = [await seller({ nickname: '朵朵妈' }), await seller({ nickname: '艾玛妈' })]
  for (let round = 0; round < 5; round += 1) {
    const answers = await Promise.all([under(dora, emma.code), under(emma, dora.code)])
    t.same(answers.map(({ status }) => status).sort(), [200, 409])
    for (const one of [dora, emma]) t.match(await under(one, ''), { status: 200 })
  }

  for (const one of [dora, emma]) {
    const { inviter, changes } = await page('team', one)
    t.equal(inviter, '')
    const notes = (changes as unknown as { note: string }[]).map(({ note }) => note)
    t.same([...new Set(notes)], ['核对'], 'all concerned read who invited whom, and why')
  }
  t.ok((await messages(emma)).includes('inviter_changed'))

  const friend = await shop.customer()
  await opens(friend, cleo)
  t.match(
    await earned(await bought(friend)),
    [{ payee: cleo.id, rate: 1000, basis: 'shop' }],
    'one payee, as long as nobody agreed',
  )
  t.match(await staff('POST', '/inviter-part', { inviterBps: 200, hasRead: false }), {
    json: { code: 'DISTRIBUTOR_NOTICE_UNREAD' },
  })
  t.match(await staff('POST', '/inviter-part', { inviterBps: 200, hasRead: true }), { status: 200 })
  t.match(await rows('/notices'), [{ state: 'on', inviterBps: 200, notice: 1, staffId: /^stf_/ }])
  const two = [
    { payee: cleo.id, role: 'promoter', rate: 1000 },
    { payee: bea.id, role: 'inviter', rate: 200, amount: 198 },
  ]
  t.match(await earned(await bought(friend)), two, 'never a third')

  const rate = (body: object) =>
    staff('POST', '/rates', { target: 'product', products: [sku.productId], isFirm: false, ...body })
  t.match(await rate({ kind: 'rate' }), { json: { code: 'DISTRIBUTOR_RATE_UNCLEAR' } })
  t.match(await rate({ kind: 'unit', perUnitFen: 500 }), { status: 200 })
  t.match(await earned(await bought(friend, [sku, 2])), [
    { rate: 500, amount: 1000, basis: 'product' },
    { role: 'inviter' },
  ])
  const gold = {
    level: 'gold',
    title: '金牌',
    titleEn: 'Gold',
    salesFen: 30_000,
    customers: 1,
    bps: 2000,
    perUnitFen: 0,
  }
  t.match(await settings({ levels: [gold] }), { status: 200 })
  await shop.runJob('settle-levels')
  t.match(await personOf(cleo), { level: 'gold' }, 'by what she sold herself')
  t.match(await personOf(bea), { level: '' }, 'nothing for whom she invited')
  t.match(await earned(await bought(friend)), [{ rate: 2000, basis: 'level:gold' }, {}])
  await rate({ kind: 'rate', bps: 300, isFirm: true })
  t.match(await earned(await bought(friend)), [{ rate: 300, basis: 'product' }, {}], 'firm')
  await rate({ kind: 'none' })
  t.same(await earned(await bought(friend)), [])
  const [kept] = (await rows('/rates')) as { id: string; targetId: string }[]
  t.equal(kept?.targetId, sku.productId, 'by which the console names it')
  t.match(await staff('POST', `/rates/${kept?.id}/remove`), { status: 200 })
  const [on] = (await rows('/notices')) as { id: string }[]
  shop.clock.advance(60_000)
  t.match(await staff('POST', `/inviter-part/${on?.id}/stop`), { status: 200 })
  t.match(await rows('/notices'), [{ state: 'off' }, { state: 'was-on' }])
  t.equal((await earned(await bought(friend))).length, 1)
  t.same(await shop.broken(), [])
})
