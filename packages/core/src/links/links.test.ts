import { withTenant } from '@mamapu/db'
import { DAY, must, newId, uuidOf } from '@mamapu/kernel'
import type { TrackedLink } from '@mamapu/plugin-sdk'
import { openShop, type Shop } from '@mamapu/testkit'
import t, { type Test } from 'tap'
import { cleanVisitsJob } from './index.js'
import { isNobody } from './link.rules.js'
import { newCode, pathIn, readCode, readTarget } from './link-address.js'
import { type Heard, readers, sharing } from './sharing-sample.js'

const at = new Date('2026-03-04T02:00:00Z')
async function open(t: Test) {
  const heard: Heard = { visits: [], signedIn: [], visitors: [], fails: false }
  const shop = await openShop(t, { plugins: [sharing(heard)], at })
  const owner = await shop.customer()
  const make = async (about: object = {}): Promise<TrackedLink> => {
    const ask = { owner: owner.id, scene: 'moments', target: '/p/bath-duck', ...about }
    const made = await shop.shop('POST', '/api/store/v1/x/sharing/links', owner, { body: ask })
    t.equal(made.status, 200, made.text)
    return made.json as unknown as TrackedLink
  }
  const figures = async (days = 0) =>
    (await shop.shop('POST', '/api/store/v1/x/sharing/figures', owner, { body: { owner: owner.id, days } }))
      .json
  return { shop, heard, owner, make, figures }
}

const whereTo = ({ status, headers }: { status: number; headers: Readonly<Record<string, unknown>> }) =>
  `${status} ${String(headers['location'] ?? '')}`

async function signIn(
  t: Test,
  shop: Shop,
  browser: ReturnType<Shop['visit']>,
  phone: string,
): Promise<string> {
  shop.clock.advance(1000)
  const { body } = await browser.get('/api/store/v1/session')
  if (body['csrf'] === null) await browser.post('/api/store/v1/session')
  t.match(await browser.post('/api/store/v1/login/code', { phone }), { status: 202 })
  const [row] = await shop.database.admin<{ text: string }[]>`
    select text from messages where template = 'login-code' order by id desc limit 1`
  const code = /\d{6}/.exec(row?.text ?? '')?.[0] ?? ''
  const signedIn = await browser.post('/api/store/v1/login', { phone, code })
  t.match(signedIn, { status: 200 })
  return String(signedIn.body['customerId'])
}

t.test('codes, targets and who opens', (t) => {
  const codes = Array.from({ length: 500 }, newCode)
  t.ok(codes.every((code) => readCode(code) === code && readCode(code.toUpperCase()) === code))
  t.equal(new Set(codes).size, 500)
  for (const text of ['', '1234567', 'abcdefg0', 'abcdefgl', 'abcdefgh9', '../../etc', '{{'])
    t.equal(readCode(text), null, text)
  for (const target of ['/', '/p/duck', '/c/3?sort=new#top', '/x/points/mine'])
    t.equal(readTarget(target), target)
  t.equal(readTarget('/a/../p/duck'), '/p/duck', 'as a browser reads it')
  const elsewhere = [
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    'https://evil.example',
    'javascript:1',
  ]
  for (const target of [
    ...elsewhere,
    '/s/abcdefgh',
    '/api/x',
    '/a/..//evil.example',
    '/%0d%0a\n',
    '',
    undefined,
  ])
    t.equal(readTarget(target), null, String(target))
  const origin = 'http://mili.localhost:3000'
  for (const [pasted, path] of [
    [' /p/duck?a=1 ', '/p/duck?a=1'],
    [`${origin}/x/coupons/gift?g=1`, '/x/coupons/gift?g=1'],
    [`【广告】我自己在用：${origin}/s/abcdefgh（广告）`, '/s/abcdefgh'],
    ['http://old.example/s/abcdefgh', '/s/abcdefgh'],
  ] as const)
    t.equal(pathIn(pasted, origin), path, pasted)
  for (const pasted of [
    '//evil.example',
    '/\\evil',
    'javascript:alert(1)',
    'https://evil.example/p/1',
    'p/duck',
  ])
    t.equal(pathIn(pasted, origin), null, pasted)
  t.equal(pathIn(`/${'a'.repeat(600)}`, origin), null)
  t.equal(isNobody({ 'user-agent': 'Mozilla/5.0 (iPhone) MicroMessenger/8.0.50' }), false)
  for (const agent of ['', 'Mozilla/5.0 (compatible; Baiduspider/2.0)', 'curl/8', 'WhatsApp-Preview'])
    t.equal(isNobody({ 'user-agent': agent }), true, agent)
  t.equal(isNobody({ 'user-agent': 'Mozilla/5.0', 'sec-purpose': 'prefetch;prerender' }), true)
  for (const openedAs of ['image', 'script', 'style', 'empty', 'iframe'])
    t.equal(isNobody({ 'user-agent': 'Mozilla/5.0', 'sec-fetch-dest': openedAs }), true, openedAs)
  t.equal(isNobody({ 'user-agent': 'Mozilla/5.0', 'sec-fetch-dest': 'document' }), false)
  t.end()
})

t.test('a visit is kept, told before the visitor is led on, and stays hers when she signs in', async (t) => {
  const { shop, heard, owner, make, figures } = await open(t)
  const link = await make()
  t.match(link, { code: /^[2-9a-hjkmnp-z]{8}$/, owner: owner.id, path: `/s/${link.code}` })
  t.equal(link.url, `http://${shop.store.slug}.localhost:3000/s/${link.code}`)
  t.equal((await make()).code, link.code, 'the same owner, scene and target: the same link')
  t.not((await make({ scene: 'poster' })).code, link.code)

  const browser = shop.visit()
  const led = await browser.get(`/s/${link.code}?from=singlemessage`)
  t.equal(whereTo(led), '302 /p/bath-duck')
  t.equal(led.headers['cache-control'], 'no-store')
  t.equal(browser.cookies.size, 1)
  t.match(heard.visits, [
    { code: link.code, owner: owner.id, scene: 'moments', customerId: null, at: at.toISOString() },
  ])
  const { visitorKey } = must(heard.visits[0], 'a visit')
  t.match(visitorKey, /^[0-9a-f]{32}$/)
  await shop.deliver()
  t.equal(heard.visits.length, 1, 'the outbox does not tell it again')

  t.equal(whereTo(await browser.get(`/s/${link.code.toUpperCase()}`)), '302 /p/bath-duck', 'a second tap')
  t.equal(whereTo(await browser.get(`/s/${link.code}/?from=timeline`)), '302 /p/bath-duck')
  t.equal(heard.visits.length, 1, 'tells nothing new')
  shop.clock.advance(61_000)
  await browser.get(`/s/${link.code}/p/other?sort=new`)
  t.match(heard.visits[1], { visitorKey, target: '/p/other?sort=new' }, 'later it does, with where it led')
  t.same(await figures(), { visits: 4, visitors: 1 })
  const wrapped = async (behind: string) => whereTo(await browser.get(`/s/${link.code}${behind}`))
  const hers = await make({ scene: 'hers', target: '/p/onesie' })
  t.equal(await wrapped(`/s/${hers.code}`), '302 /p/onesie', "a friend's link behind it: what she shared")
  t.equal(await wrapped(`/s/${hers.code.toUpperCase()}/p/socks?a=1`), '302 /p/socks?a=1')
  t.equal(await wrapped(`/s/${link.code}/s/${hers.code}`), '302 /p/onesie')
  t.equal(await wrapped('/s/22222222'), '302 /p/bath-duck', 'of nobody: what this one shares')
  t.equal(await wrapped('/s/a'.repeat(9)), '302 /p/bath-duck')

  const customerId = await signIn(t, shop, browser, '13800001111')
  await shop.deliver()
  t.same(heard.signedIn, [{ customerId, visitorKey }], 'the same browser before and after')
  await browser.post('/api/store/v1/x/sharing/links', { owner: owner.id, scene: 'a', target: '/' })
  t.match(heard.visitors.at(-1), {
    ...{ key: visitorKey, customerId, cameBy: owner.id, mayFollow: null },
    ask: /^[\w-]{16}$/,
  })
  const sku = await shop.sku()
  readers.length = 0
  const lines = [{ skuId: sku.skuId, quantity: 1 }]
  t.match(await browser.post('/api/store/v1/checkout/quote', { lines }), { status: 200 })
  t.same([...new Set(readers)], [visitorKey], 'facts are read for this browser')
  const [kept] = await shop.database.admin`
    select came_by as by from customer_sessions where customer_id = ${uuidOf(customerId as never)}`
  t.equal(String(kept?.['by']).replaceAll('-', ''), uuidOf(owner.id), 'who brought her goes along')

  await browser.post('/api/store/v1/logout')
  await signIn(t, shop, browser, '13800002222')
  await shop.deliver()
  t.not(heard.signedIn[1]?.visitorKey, visitorKey, 'who comes next in this browser is somebody else')
  const other = shop.visit()
  await signIn(t, shop, other, '13800003333')
  await signIn(t, shop, other, '13800004444')
  await shop.deliver()
  t.not(heard.signedIn[3]?.visitorKey, heard.signedIn[2]?.visitorKey, 'also without signing out between')

  const second = shop.visit()
  shop.clock.advance(61_000)
  const twice = await signIn(t, shop, second, '13800004444')
  const answers = async () =>
    (
      await shop.database.admin<{ said: boolean | null }[]>`
        select may_follow as said from customer_sessions where customer_id = ${uuidOf(twice as never)}`
    ).map(({ said }) => said)
  const asked = async (browser: ReturnType<Shop['visit']>) => {
    await browser.post('/api/store/v1/x/sharing/links', { owner: owner.id, scene: 'a', target: '/' })
    return must(heard.visitors.at(-1), 'a visitor')
  }
  const say = async (browser: ReturnType<Shop['visit']>, answer: string, ask: string | null) => {
    await browser.post('/s/answer', { answer, ask, next: '/' })
    return (await asked(browser))?.mayFollow
  }
  for (const one of [other, second]) {
    await one.get(`/s/${link.code}`)
    t.equal(await say(one, 'yes', (await asked(one)).ask), true)
  }
  t.same(await answers(), [true, true])
  const bea = await shop.customer()
  const { code } = await make({ owner: bea.id })
  shop.clock.advance(61_000)
  const aboutFirst = (await asked(second)).ask
  await second.get(`/s/${code}`)
  t.match(await asked(second), { cameBy: bea.id, mayFollow: null }, 'a yes to one is none to another')
  t.equal(await say(second, 'yes', aboutFirst), null, 'nor is one that was asked about the other')
  t.equal(await say(second, 'yes', (await asked(second)).ask), true)
  shop.clock.advance(61_000)
  await second.get(`/s/${link.code}`)
  t.match(await asked(second), { cameBy: owner.id, mayFollow: true }, 'the first one she need not say again')
  t.equal(await say(second, 'no', null), false)
  t.same(await answers(), [false, false], 'a no on one of her phones is a no on every one')
  shop.clock.advance(61_000)
  await second.get(`/s/${code}`)
  t.match(await asked(second), { cameBy: bea.id, mayFollow: false }, 'to everybody')
  const third = shop.visit()
  await third.get(`/s/${code}`)
  await third.get('/api/store/v1/session')
  t.equal(await say(third, 'yes', (await asked(third)).ask), true)
  await signIn(t, shop, third, '13800004444')
  t.match(await asked(third), { mayFollow: false }, 'and in every browser she signs in with from now on')
  const guest = shop.visit()
  await guest.get(`/s/${code}`)
  await guest.get('/api/store/v1/session')
  t.equal(await say(guest, 'no', null), false)
  shop.clock.advance(61_000)
  await signIn(t, shop, guest, '13800005555')
  t.match(await asked(guest), { mayFollow: false }, "a guest's no is the customer's")
  const fourth = shop.visit()
  shop.clock.advance(61_000)
  await signIn(t, shop, fourth, '13800005555')
  t.match(await asked(fourth), { mayFollow: false })
})

t.test('what is nobody counts nothing; whatever goes wrong, the link leads on', async (t) => {
  const { shop, heard, owner, make, figures } = await open(t)
  const link = await make()
  const path = `/s/${link.code}`
  const agent = { headers: { 'user-agent': 'Mozilla/5.0' } }
  t.equal(whereTo(await shop.visit().ask('HEAD', path)), '302 /p/bath-duck')
  const robot = await shop.visit().ask('GET', path, undefined, { 'user-agent': 'bingbot' })
  t.equal(whereTo(robot), '302 /p/bath-duck')
  t.equal(robot.headers['set-cookie'], undefined)
  await shop.shop('GET', path, null, { headers: { ...agent.headers, 'sec-purpose': 'prefetch' } })
  await shop.shop('GET', path, owner, agent)
  t.same([heard.visits, await figures()], [[], {}], 'robots, pages fetched ahead, her own look')

  const elsewhere = ['//evil.example', '/\\evil.example', 'https://evil.example/', '/s/abcdefgh', '\u0000']
  for (const to of elsewhere)
    for (const asked of [
      `${path}/${to}`,
      `${path}/${encodeURIComponent(to)}`,
      `${path}${to}`,
      `${path}?to=${to}`,
    ]) {
      const { status, headers } = await shop.shop('GET', asked, null, agent)
      const where = new URL(String(headers['location'] ?? '/'), 'http://own.invalid')
      const isNowhere = status === 404 || status === 400
      t.ok(isNowhere || (status === 302 && where.host === 'own.invalid'), `${asked} → ${where}`)
    }
  shop.clock.advance(61_000)
  const target = (await shop.shop('POST', '/api/store/v1/x/sharing/links', owner, {
    body: { owner: owner.id, scene: 'a', target: '//evil.example' },
  })) as { status: number }
  t.equal(target.status, 500, 'no link leads elsewhere')
  await t.rejects(
    shop.database.admin`update links set target = '/\\evil'`,
    { code: '23514' },
    'nor would the database keep it',
  )

  const before = heard.visits.length
  const ofAnother = async () => {
    await shop.database.admin`
      insert into links (tenant_id, id, code, plugin, owner_id, scene, target, counts, made_at)
      select tenant_id, ${uuidOf(newId('lnk', at))}, 'zzzzzzzz', 'other', owner_id, 'kit', '/', counts, made_at
        from links where code = ${link.code} on conflict do nothing`
    return (await shop.database.admin`select counts from links where plugin = 'other'`)[0]?.['counts']
  }
  t.equal(await ofAnother(), true)
  await make({ counts: false })
  t.equal(await ofAnother(), false, 'those another mechanic made for her count no more either')
  t.equal(whereTo(await shop.visit().get(path)), '302 /p/bath-duck', 'her owner left: it leads on')
  t.equal(heard.visits.length, before, 'and nothing else')
  t.equal((await make({ scene: 'new' })).code.length, 8)
  await shop.visit().get(`/s/${(await make({ scene: 'new' })).code}`)
  t.equal(heard.visits.length, before, 'a new one of hers counts no more than the others')
  await make({ counts: true })
  t.equal(await ofAnother(), true)
  await shop.switchTo(false)
  t.equal(whereTo(await shop.visit().get(path)), '302 /p/bath-duck', 'switched off')
  t.equal(heard.visits.length, before)
  await shop.switchTo(true)

  heard.fails = true
  const late = shop.visit()
  t.equal(whereTo(await late.get(path)), '302 /p/bath-duck', 'its handler fails: she is led on')
  t.equal(heard.visits.length, before)
  heard.fails = false
  await shop.deliver()
  t.equal(heard.visits.length, before + 1, 'and it comes again')

  const ofNobody = await shop.visit().get('/s/abcdefgh')
  t.equal(ofNobody.status, 404)
  const neighbour = await shop.neighbour()
  const there = await shop.shop('GET', path, null, agent, neighbour)
  t.equal(there.status, 404, "another shop's link does not exist")
  await shop.database.admin`update stores set status = 'suspended' where id = ${uuidOf(shop.store.storeId)}`
  await shop.snapshot()
  t.equal((await shop.visit().get(path)).status, 403)
  t.equal(heard.visits.length, before + 1, 'a suspended shop counts nobody')
})

t.test('two taps at once, a browser without cookies, guessing, many who make one link', async (t) => {
  const { shop, heard, owner, make, figures } = await open(t)
  const links = await Promise.all(Array.from({ length: 6 }, () => make({ scene: 'race' })))
  t.equal(new Set(links.map(({ code }) => code)).size, 1)
  const { code } = must(links[0], 'a link')
  const agent = { headers: { 'user-agent': 'Mozilla/5.0 (no cookies)' } }
  await Promise.all([1, 2].map(() => shop.shop('GET', `/s/${code}`, null, agent)))
  t.equal(heard.visits.length, 2, 'whichever cookie stays, its visitor is known')
  t.same(await figures(), { visits: 2, visitors: 1 })
  for (let time = 0; time < 70; time += 1) await shop.shop('GET', `/s/${code}`, null, agent)
  const { visits, visitors } = await figures()
  t.ok(Number(visits) <= 60, 'one address counts sixty times a minute')
  t.equal(visitors, 1)

  const guess = (name: string) => shop.shop('GET', `/s/${name}`, null, agent)
  for (let time = 0; time < 30; time += 1) t.equal((await guess(newCode())).status, 404)
  t.equal(whereTo(await guess(code)), '302 /', 'who guesses learns nothing for a minute, right or wrong')
  t.equal(whereTo(await guess(newCode())), '302 /')
  shop.clock.advance(61_000)
  t.equal(whereTo(await guess(code)), '302 /p/bath-duck')

  const svg = await guess(`${code}.svg`)
  t.match(svg, { status: 200, headers: { 'content-type': /^image\/svg\+xml/, 'cache-control': /max-age/ } })
  const png = await shop.visit().ask('GET', `/s/${code}.png`)
  t.match(png, { status: 200, headers: { 'content-type': 'image/png' } })
  t.equal((await guess('abcdefgh.svg')).status, 404)
  for (let time = 0; time < 60; time += 1) await guess(`${code}.svg`)
  t.match(await guess(`${code}.svg`), { status: 429, json: { code: 'TOO_MANY_REQUESTS' } })
  shop.clock.advance(61_000)
  t.equal((await guess(`${code}.svg`)).status, 200)

  await shop.visit().get(`/s/${code}`)
  const { storeId } = shop.store
  shop.clock.advance(31 * DAY)
  await cleanVisitsJob.run(shop.app, { signal: new AbortController().signal } as never)
  const [left] = await withTenant(
    shop.db,
    storeId,
    (tx) => tx.sql`select count(*)::int as n from link_visits where tenant_id = ${tx.tenantId}`,
  )
  t.equal(left?.['n'], 0, 'after thirty days nobody knows who came')
  t.ok(Number((await figures(40))['visits']) > 60, 'how many stays')
  t.same(await figures(3), {})
  t.same(await shop.broken(), [])
  t.ok(owner)
})
