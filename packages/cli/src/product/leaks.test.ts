import { type StoreId, uuidOf } from '@mamapu/kernel'
import { createTestDatabase, listTenantTables, plantRows, type TestDatabase } from '@mamapu/testkit'
import t, { type Test } from 'tap'
import { installedPlugins } from './installed-plugins.js'
import { type Answer, Person, sendRaw } from './test-client.js'
import { serveProduct, type TestProduct } from './test-product.js'
import { idKindOf, routesOf, type ServedRoute, sampleOf } from './test-routes.js'
import { BASE, openShop, type Shop } from './test-shop.js'

t.setTimeout(90_000)

/** Which table holds the things of an id's kind. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  prd: ['products'],
  sku: ['skus'],
  cat: ['categories'],
  med: ['media'],
  plc: ['places'],
  cus: ['customers'],
  adr: ['customer_addresses'],
  crt: ['carts'],
  cln: ['cart_lines'],
  ord: ['orders'],
  lin: ['order_lines'],
  pay: ['payments'],
  ref: ['refunds'],
  shp: ['shipments'],
  cmp: ['campaigns'],
  msg: ['messages'],
  imp: ['csv_imports'],
  aud: ['audit_log'],
  plg: ['coupons_coupons', 'coupons_held', 'content_kit_items'],
  prp: ['prepared_purchases'],
  dif: ['bill_differences'],
  ern: ['earnings'],
  hld: ['earning_holds'],
  wdr: ['withdrawals'],
  pbt: ['payout_batches'],
  snd: ['message_sends'],
  otg: ['order_tags'],
  ovw: ['order_views'],
  asc: ['aftersale_cases'],
  bat: ['ship_batches'],
  ivc: ['invoices'],
  oex: ['order_exports'],
  pck: ['packs'],
}

/** Parameters that name what every shop has. */
const OF_ALL_SHOPS = new Set([
  ...['pluginId', 'plugin', 'page', 'provider', 'round', 'quarter'],
  ...['channel', 'event', 'locale'],
])

t.test('no shop sees another', { timeout: 60_000 }, async (t) => {
  const database = await createTestDatabase(t, { plugins: (await installedPlugins()).migrations })
  const served = await serveProduct(t, database.adminUrl)
  t.same(await served.oddSchemas(), [], 'every schema of every route can be compiled')
  const api = JSON.parse((await new Person(served.port, BASE).get('/api/openapi.json')).text) as OpenApi
  const a = await openShop(served, database, { slug: 'anna', mark: 'canary-anna', phone: '13800000001' })
  const b = await openShop(served, database, { slug: 'berta', mark: 'canary-berta', phone: '13800000002' })
  // Whatever a shop can have, this one has, in every table.
  await plantRows(database.admin, a.storeId, { mark: a.mark, at: served.product.clock.now() })
  const idsOfA = await idsOf(database, a)
  const world: World = { served, database, api, a, b, idsOfA, routes: routesOf(served.server) }

  await t.test('what is looked for can be found by its owner', (t) => seesOwn(t, world))
  await t.test("B's addresses and lists hold nothing of A", (t) => crawlOwn(t, world))
  await t.test("A's ids are nothing at B's doors, by any method", (t) => reachFor(t, world))
  await t.test("A's sessions are nobody at B's host", (t) => carrySessions(t, world))
  await t.test('no odd host leads to another shop', (t) => oddHosts(t, world))
})

interface World {
  readonly served: TestProduct
  readonly database: TestDatabase
  readonly api: OpenApi
  readonly a: Shop
  readonly b: Shop
  readonly idsOfA: ReadonlyMap<string, readonly string[]>
  readonly routes: readonly ServedRoute[]
}

type Operation = {
  parameters?: { name: string; in: string; schema?: Parameters<typeof idKindOf>[0] }[]
  requestBody?: { content: Record<string, { schema: Parameters<typeof sampleOf>[0] }> }
}
interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}

async function idsOf({ admin }: TestDatabase, shop: Shop): Promise<ReadonlyMap<string, readonly string[]>> {
  const ids = new Map<string, string[]>([
    ['sto', [shop.storeId]],
    ['stf', [shop.ownerId]],
  ])
  for (const [kind, tables] of Object.entries(KINDS))
    for (const table of tables) {
      const rows = await admin<{ id: string }[]>`
        select id from ${admin(table)} where tenant_id = ${uuidOf(shop.storeId)} limit 3`
      ids.set(kind, [...(ids.get(kind) ?? []), ...rows.map(({ id }) => `${kind}_${id.replaceAll('-', '')}`)])
    }
  const [invite] = await admin<{ id: string }[]>`
    select id from staff_invites where tenant_id = ${uuidOf(shop.storeId)} limit 1`
  const [link] = await admin<{ code: string }[]>`
    select code from links where tenant_id = ${uuidOf(shop.storeId)} limit 1`
  ids.set('link', link ? [link.code, `${link.code}.svg`] : [])
  return ids.set('invite', invite ? [invite.id] : [])
}

/** Answers of this many routes hold the canary when its own people ask: the crawl would see a leak. */
async function seesOwn(t: Test, { a, routes }: World): Promise<void> {
  const seen: string[] = []
  for (const route of routes.filter(({ method }) => method === 'GET')) {
    const path = fill(route.path, { storeId: a.storeId, slug: a.productSlug, token: a.orderToken })
    if (path.includes(':') || path.includes('*')) continue
    const person = route.site === 'shop' ? a.shopper : a.owner
    if ((await person.get(path)).text.includes(a.mark)) seen.push(route.path)
  }
  t.ok(seen.length >= 15, `${seen.length} routes show it`, { seen })
  for (const path of [
    '/',
    '/p/:slug',
    '/api/admin/v1/stores/:storeId/products',
    '/api/admin/v1/stores/:storeId/customers',
  ])
    t.ok(seen.includes(path), path)
}

const fill = (path: string, values: Readonly<Record<string, string>>) =>
  path.replace(/:(\w+)/g, (whole, name: string) => values[name] ?? whole)

async function crawlOwn(t: Test, { a, b, routes }: World): Promise<void> {
  const queries = ['', `?q=${a.mark}`, `?tenantId=${a.storeId}&tenant_id=${a.storeId}&storeId=${a.storeId}`]
  const leaks: string[] = []
  let asked = 0
  for (const route of routes.filter(({ method }) => method === 'GET')) {
    const path = fill(route.path, {
      storeId: b.storeId,
      slug: b.productSlug,
      token: b.orderToken,
      pluginId: 'coupons',
      plugin: 'coupons',
      page: 'centre',
    })
    if (path.includes(':') || path.includes('*')) continue
    for (const query of queries)
      for (const person of [b.shopper, b.owner]) {
        const answer = await person.get(`${path}${query}`, { headers: { 'x-tenant-id': a.storeId } })
        asked += 1
        if (answer.status >= 500 && route.path !== '/readyz') leaks.push(`${answer.status} ${path}${query}`)
        if (answer.text.replaceAll(`q=${a.mark}`, '').split(a.mark).length > echoes(answer, a, query))
          leaks.push(`${path}${query} holds ${a.mark}`)
        if (answer.text.includes(a.orderToken)) leaks.push(`${path}${query} holds A's order`)
      }
  }
  t.ok(asked > 100, `${asked} questions`)
  t.same(leaks, [])
}

/** A search page repeats the words it was asked: so often, and one time for good measure, they may stand there. */
function echoes(answer: Answer, { mark }: Shop, query: string): number {
  if (!query.startsWith('?q=')) return 1
  const own = [...answer.text.matchAll(/<(?:input|title|h1|p|meta)[^>]*>?[^<]*/g)].filter(([part]) =>
    part.includes(mark),
  )
  return own.length * 2 + 1
}

/** Every operation with an id of A where B's should be, in the path and in the body, as B's own staff and shopper. */
async function reachFor(t: Test, world: World): Promise<void> {
  const { a, b, database } = world
  const before = await allOf(database, a)
  const { asked, leaks, unknown } = await reach(world, b)
  t.ok(asked > 60, `${asked} questions`)
  t.same(leaks, [])
  t.same(unknown, [], 'every parameter is known here')
  t.same(await allOf(database, a), before, "nothing of A's has changed")
  const own = await reach(world, a)
  t.ok(own.leaks.length > 20, `A itself gets there, ${own.leaks.length} times`)
  t.notSame(await allOf(database, a), before, 'and changes something')
}

interface Reached {
  asked: number
  readonly leaks: string[]
  /** Routes with a parameter this test has no value for. */
  readonly unknown: string[]
}

async function reach(world: World, intruder: Shop): Promise<Reached> {
  const { a, routes } = world
  const reached: Reached = { asked: 0, leaks: [], unknown: [] }
  for (const route of routes) {
    if (route.site !== 'shop' && route.site !== 'platform') continue
    // What ends the intruder's own session would spoil the rest.
    if (/sign-out|logout|password|sessions|operator/.test(route.path)) continue
    // Whether an address is free is told to everybody who may open a shop.
    if (route.path === '/api/platform/v1/addresses/:slug') continue
    const stores = route.path.includes(':storeId') ? [...new Set([intruder.storeId, a.storeId])] : [a.storeId]
    for (const storeId of stores) await reachRoute(world, { route, intruder, storeId }, reached)
  }
  return reached
}

async function reachRoute(
  world: World,
  { route, intruder, storeId }: { route: ServedRoute; intruder: Shop; storeId: StoreId },
  reached: Reached,
): Promise<void> {
  const { api, a } = world
  const { method, path, site } = route
  const operation = api.paths[path.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()]
  const names = [...path.matchAll(/:(\w+)/g)]
    .map(([, name = '']) => name)
    .filter((name) => name !== 'storeId')
  const schema = operation?.requestBody?.content['application/json']?.schema
  const namesSomething = names.length > 0 || /_\[0-9a-f\]/.test(JSON.stringify(schema ?? {}))
  if (!namesSomething && !path.includes(':storeId')) return
  const values = names.map((name) => valuesFor(name, operation, world) ?? [])
  if (values.some((list) => list.length === 0)) return void reached.unknown.push(`${method} ${path}`)
  const isAdmin = path.startsWith('/api/admin/')
  for (let way = 0; way < Math.max(1, ...values.map((list) => list.length)); way += 1) {
    const chosen = names.map((name, index) => [
      name,
      values[index]?.[way % (values[index]?.length ?? 1)] ?? '',
    ])
    const filled = fill(path, { storeId, ...Object.fromEntries(chosen) })
    const person = site === 'shop' ? intruder.shopper : intruder.owner
    const ask = (ids: World['idsOfA']) => {
      reached.asked += 1
      return person.ask(method, filled, {
        headers: { 'idempotency-key': `reach-${intruder.slug}-${reached.asked}` },
        ...bodyFor(ids, route, person, schema),
      })
    }
    const answer = await ask(world.idsOfA)
    const what = `${method} ${filled} → ${answer.status}`
    const isForeign = isAdmin && storeId === a.storeId ? true : !names.every((name) => OF_ALL_SHOPS.has(name))
    if (answer.status >= 500) reached.leaks.push(what)
    if (answer.text.includes(a.mark)) reached.leaks.push(`${what} holds ${a.mark}`)
    if (isForeign && answer.status < 300) reached.leaks.push(`${what}: ${answer.text.slice(0, 100)}`)
    // Ids in a body may be answered, as long as it is with what an id of nothing gets.
    const namesIds = /_[0-9a-f]{32}/.test(JSON.stringify(bodyFor(world.idsOfA, route, person, schema)))
    if (!isForeign && namesIds && answer.status < 300 && masked(answer) !== masked(await ask(new Map())))
      reached.leaks.push(`${what} knows the ids in the body`)
    if (isAdmin && storeId === a.storeId && answer.status !== 404) reached.leaks.push(`${what}: not 404`)
  }
}

const masked = ({ status, text }: Answer) =>
  `${status} ${text.replace(/[0-9a-f]{32}|"[\w-]{43}"|nonce[="-]+[\w-]+/g, '…')}`

function bodyFor(
  ids: World['idsOfA'],
  { method, path, site }: ServedRoute,
  person: Person,
  schema: Parameters<typeof sampleOf>[0] | undefined,
) {
  const idFor = (kind: string) => ids.get(kind)?.[0] ?? `${kind}_${'0'.repeat(32)}`
  if (method === 'GET' || method === 'DELETE') return {}
  if (path.startsWith('/api/') || site !== 'shop') return { json: schema ? sampleOf(schema, idFor) : {} }
  return {
    form: { csrf: person.csrf ?? '', skuId: idFor('sku'), quantity: '1', method: 'sandbox', last4: '1234' },
  }
}

function valuesFor(
  name: string,
  operation: Operation | undefined,
  { a, idsOfA }: World,
): readonly string[] | null {
  const schema = operation?.parameters?.find((one) => one.name === name && one.in === 'path')?.schema
  const kind = idKindOf(schema)
  if (kind) return idsOfA.get(kind) ?? null
  const byName: Readonly<Record<string, readonly string[]>> = {
    slug: [a.productSlug, a.mark],
    token: [a.orderToken],
    file: [`${'a'.repeat(64)}-800.webp`],
    pluginId: ['coupons'],
    plugin: ['coupons'],
    page: ['centre'],
    provider: ['sandbox'],
    round: ['20260304T2000'],
    campaignId: idsOfA.get('cmp') ?? [],
    skuId: idsOfA.get('sku') ?? [],
    inviteId: idsOfA.get('invite') ?? [],
    link: idsOfA.get('link') ?? [],
    sessionId: ['0'.repeat(64)],
    id: [...(idsOfA.get('cln') ?? []), ...(idsOfA.get('plg') ?? [])],
    couponId: idsOfA.get('plg') ?? [],
    preparedId: idsOfA.get('prp') ?? [],
    itemId: idsOfA.get('plg') ?? [],
    month: ['2026-03'],
    day: ['2026-03-04'],
    quarter: ['2026-Q1'],
    channel: ['sms'],
    event: ['order-paid'],
    locale: ['en'],
    hash: ['0'.repeat(16)],
    caseId: idsOfA.get('asc') ?? [],
  }
  return byName[name] ?? null
}

/** Every row of a shop, table by table, in short. */
async function allOf({ admin }: TestDatabase, shop: Shop): Promise<Readonly<Record<string, string>>> {
  const all: Record<string, string> = {}
  for (const table of await listTenantTables(admin)) {
    const [row] = await admin<{ rows: string }[]>`
      select count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as rows
        from ${admin(table)} t where tenant_id = ${uuidOf(shop.storeId)}`
    all[table] = row?.rows ?? ''
  }
  return all
}

async function carrySessions(t: Test, { a, b, served }: World): Promise<void> {
  const stranger = new Person(served.port, b.host)
  for (const [name, value] of [...a.shopper.cookies, ...a.owner.cookies]) stranger.cookies.set(name, value)
  stranger.csrf = a.shopper.csrf
  const session = await stranger.get('/api/store/v1/session')
  t.match(JSON.parse(session.text), { customerId: null, isPhoneVerified: false })
  t.equal((await stranger.get('/api/store/v1/me')).status, 401)
  for (const path of [
    '/',
    '/account',
    '/account/orders',
    '/account/messages',
    '/cart',
    '/api/store/v1/inbox',
    '/api/store/v1/x/coupons/mine',
  ]) {
    const answer = await stranger.get(path)
    t.notMatch(answer.text, a.mark, path)
  }
  const atPlatform = new Person(served.port, BASE)
  for (const [name, value] of a.shopper.cookies)
    atPlatform.cookies.set(name.replace('mamapu-shop', 'mamapu-staff'), value)
  t.equal((await atPlatform.get('/api/platform/v1/me')).status, 401, 'a shopper is no staff')
}

async function oddHosts(t: Test, { a, b, served }: World): Promise<void> {
  const { port } = served
  const nobody = new Person(port, BASE)
  for (const host of [
    'nobody.localhost:3000',
    '127.0.0.1',
    `127.0.0.1:${port}`,
    '[::1]:3000',
    '192.168.0.1',
    'example.com',
    `${a.slug}.example.com`,
    `${a.host}.example.com`,
    `x.${a.slug}.localhost:3000`,
    'anna%2elocalhost',
    'anna.localhost@berta.localhost',
    'xn--anna.localhost',
  ])
    for (const path of ['/', `/p/${a.productSlug}`, '/api/store/v1/session', '/media/x']) {
      const answer = await nobody.get(path, { host })
      t.ok([400, 404, 421].includes(answer.status), `${host}${path} → ${answer.status}`)
      t.notMatch(answer.text, /canary/, `${host}${path}`)
    }
  for (const host of [
    'ANNA.LOCALHOST:3000',
    'anna.localhost.:3000',
    'Anna.localhost',
    'anna.localhost:8443',
    'anna.localhost.',
  ]) {
    const answer = await nobody.get('/', { host })
    t.notMatch(answer.text, b.mark, host)
    t.ok(answer.text.includes(a.mark) || answer.status === 404, `${host} is A or nobody: ${answer.status}`)
  }
  for (const name of ['x-forwarded-host', 'x-original-host', 'forwarded', 'x-host', 'x-forwarded-server']) {
    const value = name === 'forwarded' ? `host=${a.host}` : a.host
    const answer = await nobody.get('/', { host: b.host, headers: { [name]: value } })
    t.notMatch(answer.text, a.mark, name)
    t.match(answer.text, b.mark, name)
    t.notMatch((await nobody.get('/', { host: b.host })).text, a.mark, 'nor in what is kept afterwards')
  }
  for (const lines of [
    ['GET / HTTP/1.1', `Host: ${a.host}`, `Host: ${b.host}`],
    ['GET / HTTP/1.1', `Host: ${b.host}`, `Host: ${a.host}`],
    ['GET / HTTP/1.1'],
    ['GET / HTTP/1.0'],
    [`GET http://${a.host}/ HTTP/1.1`, `Host: ${b.host}`],
    [`GET http://${a.host}/ HTTP/1.1`, 'Host: localhost'],
    ['GET //anna.localhost/ HTTP/1.1', `Host: ${b.host}`],
    ['GET / HTTP/1.1', `Host: ${a.host}, ${b.host}`],
    ['GET / HTTP/1.1', `Host: ${b.host}/../${a.host}`],
  ]) {
    const text = await sendRaw(port, [...lines, 'Connection: close'])
    t.match(text, /^HTTP\/1\.1 (?:400|404|421|30\d)/, lines.join(' | '))
    t.notMatch(text, /canary/, lines.join(' | '))
  }
}
