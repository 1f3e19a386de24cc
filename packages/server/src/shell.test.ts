import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import { uuidOf } from '@mamapu/kernel'
import { createTestDatabase, createTestStore } from '@mamapu/testkit'
import t from 'tap'
import { Type } from 'typebox'
import type { ServerParts } from './build-server.js'
import { testServer, Visitor } from './test-app.js'
import { proxyList } from './trusted-proxies.js'

const at = new Date('2026-03-01T02:00:00Z')

const config = { audience: 'public' } as const
const probes: ServerParts = {
  store: [
    async (server) => {
      server.get('/who', { schema: { response: {} }, config }, async (request) => ({
        slug: request.store?.slug,
        ip: request.ip,
      }))
      server.post(
        '/echo',
        {
          schema: {
            body: Type.Object(
              { count: Type.Integer({ minimum: 1, maximum: 99 }) },
              { additionalProperties: false },
            ),
            response: {},
          },
          config,
        },
        async (request) => request.body,
      )
      server.post('/plain', { schema: { response: {} }, config }, async (request) => ({
        body: request.body ?? null,
      }))
      server.get('/boom', { schema: { response: {} }, config }, async () => {
        throw new Error('select secret from somewhere')
      })
    },
  ],
  storefront: [
    async (server) => {
      server.get('/', { schema: {}, config }, async (request, reply) =>
        reply
          .type('text/html; charset=utf-8')
          .send(`<p data-nonce="${reply.nonce()}">${request.store?.settings.name}</p>`),
      )
      server.post('/form', { schema: {}, config: { audience: 'shopper' } }, async (request) => request.body)
    },
  ],
  cashier: [
    async (server) => {
      server.get('/', { schema: {}, config }, async () => 'cashier')
    },
  ],
  pages: [
    async (server) => {
      server.get('/', { schema: {}, config }, async () => 'platform')
    },
  ],
}

t.test('every host finds its own door and nothing else', async (t) => {
  const { db } = await createTestDatabase(t)
  const [one, two] = [await createTestStore(db, at), await createTestStore(db, at)]
  const { server } = await testServer(t, db, { parts: probes })
  const who = '/api/store/v1/who'
  const cases: [string, string, number, string?][] = [
    [`${one.slug}.localhost:3000`, who, 200, one.slug],
    [`${one.slug.toUpperCase()}.LOCALHOST`, who, 200, one.slug],
    [`${two.slug}.localhost.`, who, 200, two.slug],
    ['nobody.localhost:3000', who, 404],
    ['cashier.localhost:3000', who, 404],
    ['localhost:3000', who, 404],
    [`x.${one.slug}.localhost`, who, 404],
    ['127.0.0.1:3000', who, 404],
    ['evil.example', who, 404],
    [`${one.slug}.localhost:3000`, '/api/platform/v1/me', 404],
    [`${one.slug}.localhost:3000`, '/admin', 404],
  ]
  for (const [host, url, status, slug] of cases) {
    const reply = await server.inject({ url, headers: { host } })
    t.equal(reply.statusCode, status, `${host}${url}`)
    if (slug !== undefined) t.equal(reply.json().slug, slug)
    else t.notMatch(reply.body, /mamapu|postgres|shop-/i, 'says nothing')
  }
  t.equal((await server.inject({ url: '/', headers: { host: 'cashier.localhost:3000' } })).body, 'cashier')
  t.equal((await server.inject({ url: '/', headers: { host: 'localhost:3000' } })).body, 'platform')
  const unknown = await server.inject({ url: '/x', headers: { host: 'nobody.localhost' } })
  t.equal(unknown.headers['content-type'], 'text/plain; charset=utf-8')
  t.equal(unknown.body, '404 Not Found\n')
  for (const header of ['x-forwarded-host', 'forwarded', 'x-original-host', 'x-tenant-id']) {
    const reply = await server.inject({
      url: who,
      headers: {
        host: `${two.slug}.localhost`,
        [header]: `${one.slug}.localhost`,
        'x-forwarded-for': '9.9.9.9',
      },
    })
    t.same(reply.json(), { slug: two.slug, ip: '127.0.0.1' }, `${header} of a stranger counts for nothing`)
  }
})

t.test('forwarded headers count from trusted proxies only, and hops are no proxies', async (t) => {
  const { db } = await createTestDatabase(t)
  const [one, two] = [await createTestStore(db, at), await createTestStore(db, at)]
  const { server } = await testServer(t, db, { parts: probes, trustProxy: ['10.0.0.0/8', '127.0.0.1'] })
  const reply = await server.inject({
    url: '/api/store/v1/who',
    headers: {
      host: 'internal',
      'x-forwarded-host': `${one.slug}.localhost, ${two.slug}.localhost`,
      'x-forwarded-for': '203.0.113.9',
    },
  })
  t.same(reply.json(), { slug: two.slug, ip: '203.0.113.9' }, 'the proxy’s own value is the last')
  for (const list of [['1'], ['loopback'], ['0.0.0.0/0'], ['10.0.0.0/33'], ['10.0.0.0/8/1'], ['']])
    t.throws(() => proxyList(list), { code: 'TRUST_PROXY' }, JSON.stringify(list))
})

t.test('request lines that name another host than the header, or two hosts, are refused', async (t) => {
  const { db } = await createTestDatabase(t)
  const [one, two] = [await createTestStore(db, at), await createTestStore(db, at)]
  const { server } = await testServer(t, db, { parts: probes })
  await server.listen({ port: 0, host: '127.0.0.1' })
  const { port } = server.server.address() as AddressInfo
  const say = async (lines: string[]): Promise<string> => {
    const socket = connect(port, '127.0.0.1')
    let text = ''
    socket.on('data', (chunk) => {
      text += chunk
    })
    socket.write(`${lines.join('\r\n')}\r\nConnection: close\r\n\r\n`)
    await once(socket, 'close')
    return text
  }
  const a = `${one.slug}.localhost`
  const b = `${two.slug}.localhost`
  const path = '/api/store/v1/who'
  t.match(await say([`GET ${path} HTTP/1.1`, `Host: ${a}`]), new RegExp(`200 OK[\\s\\S]*"${one.slug}"`))
  t.match(
    await say([`GET http://${a}${path} HTTP/1.1`, `Host: ${a}`]),
    new RegExp(`200 OK[\\s\\S]*"${one.slug}"`),
  )
  t.match(await say([`GET http://${a}${path} HTTP/1.1`, `Host: ${b}`]), /^HTTP\/1.1 400/)
  t.match(await say([`GET ${path} HTTP/1.1`, `Host: ${a}`, `Host: ${b}`]), /^HTTP\/1.1 400/)
  t.match(await say([`GET ${path} HTTP/1.1`]), /^HTTP\/1.1 400/)
  t.match(await say([`GET ${path} HTTP/1.1`, 'Host: ']), /^HTTP\/1.1 40[04]/)
  t.match(
    await say([
      `POST ${path} HTTP/1.1`,
      `Host: ${a}`,
      'Content-Length: 3',
      'Transfer-Encoding: chunked',
      '',
      '0',
    ]),
    /^HTTP\/1.1 400/,
  )
})

t.test('every error is a problem with a code, and tells nothing of the inside', async (t) => {
  const { db } = await createTestDatabase(t)
  const store = await createTestStore(db, at)
  const { server, lines } = await testServer(t, db, { parts: probes })
  const shop = new Visitor(server, `${store.slug}.localhost:3000`)
  const echo = '/api/store/v1/echo'
  const json = { 'content-type': 'application/json' }
  const cases: [number, string, Awaited<ReturnType<Visitor['get']>>][] = [
    [404, 'NOT_FOUND', await shop.get('/api/store/v1/nothing')],
    [405, 'METHOD_NOT_ALLOWED', await shop.get(echo)],
    [405, 'METHOD_NOT_ALLOWED', await shop.delete('/api/store/v1/who')],
    [413, 'PAYLOAD_TOO_LARGE', await shop.post(echo, { count: 1, x: 'x'.repeat(300_000) })],
    [
      415,
      'UNSUPPORTED_MEDIA_TYPE',
      await shop.post(echo, 'count=1', { headers: { 'content-type': 'application/x-www-form-urlencoded' } }),
    ],
    [
      415,
      'UNSUPPORTED_MEDIA_TYPE',
      await shop.post(echo, '{"count":1}', { headers: { 'content-type': 'text/plain' } }),
    ],
    [400, 'BAD_REQUEST', await shop.post(echo, '{"count":', { headers: json })],
    [400, 'BAD_REQUEST', await shop.post(echo, '{"__proto__":{"a":1},"count":1}', { headers: json })],
    [400, 'VALIDATION_FAILED', await shop.post(echo, { count: '2' })],
    [400, 'VALIDATION_FAILED', await shop.post(echo, { count: true })],
    [400, 'VALIDATION_FAILED', await shop.post(echo, { count: [3] })],
    [400, 'VALIDATION_FAILED', await shop.post(echo, { count: -1 })],
    [400, 'VALIDATION_FAILED', await shop.post(echo, '{"count":1e400}', { headers: json })],
    [400, 'VALIDATION_FAILED', await shop.post(echo, { count: 1, price: 1 })],
    [
      400,
      'VALIDATION_FAILED',
      await shop.post(echo, { count: 'x' }, { headers: { 'content-type': 'application/json;' } }),
    ],
    [
      400,
      'VALIDATION_FAILED',
      await shop.post(echo, '{"count":"x"}', {
        headers: { 'content-type': ' APPLICATION/JSON; charset=utf-8' },
      }),
    ],
    [400, 'VALIDATION_FAILED', await shop.post('/api/store/v1/plain', { count: 1 })],
    [400, 'BAD_REQUEST', await shop.get('/api/store/v1/%ff%zz')],
    [500, 'INTERNAL', await shop.get('/api/store/v1/boom')],
  ]
  for (const [status, code, reply] of cases) {
    t.equal(reply.statusCode, status, code)
    t.match(reply.headers['content-type'], 'application/problem+json')
    t.match(reply.json(), { code, status })
    t.notMatch(reply.body, /select|\.js:|node_modules|stack/)
  }
  t.equal((await shop.get(echo)).headers.allow, 'POST')
  t.match((await shop.post(echo, { count: 'x' })).json(), { fields: { 'body/count': /integer/ } })
  t.match((await shop.get('/api/store/v1/boom', { headers: { 'accept-language': 'en' } })).json(), {
    title: 'Something went wrong on our side; please try again later',
  })
  t.equal(lines.filter((line) => line.includes('a request failed')).length, 2)
  const page = await shop.get('/nothing', { headers: { accept: 'text/html' } })
  t.match(page.body, /^<!doctype html>/)
  t.equal(page.statusCode, 404)
})

t.test('every reply carries the headers; a page runs only what carries its nonce', async (t) => {
  const { db } = await createTestDatabase(t)
  const store = await createTestStore(db, at)
  const { server } = await testServer(t, db, { parts: probes, hosts: { protocol: 'https' } })
  const shop = new Visitor(server, `${store.slug}.localhost:3000`)
  const replies = [
    await shop.get('/'),
    await shop.get('/x'),
    await shop.get('/api/store/v1/who'),
    await new Visitor(server, 'x.y').get('/'),
  ]
  for (const reply of replies) {
    t.equal(reply.headers['x-content-type-options'], 'nosniff')
    t.match(reply.headers['strict-transport-security'], /max-age=31536000/)
    t.ok(reply.headers['referrer-policy'])
    const policy = String(reply.headers['content-security-policy'])
    for (const part of ["object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"])
      t.match(policy, part)
    t.notMatch(policy, 'unsafe')
  }
  const [one, two] = [await shop.get('/'), await shop.get('/')]
  const nonce = /data-nonce="([^"]+)"/.exec(one.body)?.[1] ?? ''
  t.ok(nonce.length >= 22)
  t.match(one.headers['content-security-policy'], `'nonce-${nonce}'`)
  t.match(
    one.headers['content-security-policy'],
    'https://cashier.localhost:3000',
    'forms go on to the cashier',
  )
  t.notMatch(two.body, nonce, 'never twice')
})

t.test('a suspended shop is closed, its neighbour is not', async (t) => {
  const { db, admin } = await createTestDatabase(t)
  const [one, two] = [await createTestStore(db, at), await createTestStore(db, at)]
  const { server, directory } = await testServer(t, db, { parts: probes })
  const visit = (slug: string) => new Visitor(server, `${slug}.localhost:3000`).get('/api/store/v1/who')
  t.equal((await visit(one.slug)).statusCode, 200)
  await admin`update stores set status = 'suspended', config_version = nextval('config_versions') where id = ${uuidOf(one.storeId)}`
  await directory.poll()
  t.match((await visit(one.slug)).json(), { status: 403, code: 'STORE_SUSPENDED' })
  t.equal((await visit(two.slug)).statusCode, 200)
})

t.test('a route that forgets a rule does not start', async (t) => {
  const { db } = await createTestDatabase(t)
  const withRoute = (add: NonNullable<ServerParts['admin']>[number], part: 'admin' | 'store' = 'store') =>
    testServer(t, db, { parts: { [part]: [add] } })
  await t.rejects(
    withRoute(async (server) => void server.get('/a', { schema: { response: {} } }, async () => '')),
    /audience/,
  )
  await t.rejects(
    withRoute(async (server) => void server.get('/a', { config }, async () => '')),
    /schema/,
  )
  await t.rejects(
    withRoute(
      async (server) =>
        void server.post(
          '/a',
          { config, schema: { body: Type.Object({ a: Type.String() }), response: {} } },
          async () => '',
        ),
    ),
    /additionalProperties/,
  )
  await t.rejects(
    withRoute(
      async (server) =>
        void server.get(
          '/a',
          { config: { audience: 'staff' }, schema: { params: {}, response: {} } },
          async () => '',
        ),
      'admin',
    ),
    /scope/,
  )

  const odd = { type: 'nothing' }
  const Open = Type.Object({}, { additionalProperties: false })
  let handled = 0
  const { server } = await withRoute(async (server) => {
    server.get('/odd', { config, schema: { querystring: odd, response: {} } }, async () => '')
    server.get('/even', { config, schema: { response: { 200: Type.Number() } } }, async () => 2)
    server.post('/odd-reply', { config, schema: { body: Open, response: { 200: odd } } }, async () => {
      handled += 1
      return {}
    })
  })
  t.match(
    await server.compileSchemas(),
    [/GET .*odd \(querystring\)/, /HEAD .*odd \(/, /POST .*odd-reply \(200\)/],
    'told before anybody asks',
  )
  t.same(await server.compileSchemas(), [], 'once')
  const visitor = new Visitor(server, `${(await createTestStore(db, at)).slug}.localhost:3000`)
  for (const _ of [1, 2]) t.equal((await visitor.post('/api/store/v1/odd-reply', {})).statusCode, 500)
  t.equal(handled, 0, 'nothing was done that cannot be answered')
  await t.rejects(
    withRoute(
      async (server) =>
        void server.get('/a', { config, schema: { headers: {}, response: {} } }, async () => ''),
    ),
    /headers/,
  )
})

t.test('probes answer anywhere; the API describes itself', async (t) => {
  const { db } = await createTestDatabase(t)
  const store = await createTestStore(db, at)
  const { server } = await testServer(t, db, { parts: probes, notes: ['embedded'], metricsToken: 'scrape' })
  const ask = (url: string, host = 'localhost:3000', headers = {}) =>
    server.inject({ url, headers: { host, ...headers } })
  t.same((await ask('/healthz', '10.1.2.3')).json(), { status: 'ok' })
  t.match((await ask('/readyz', '10.1.2.3')).json(), {
    status: 'ready',
    checks: [{ name: 'database', ok: true, detail: /PostgreSQL \d+/ }],
    notes: ['embedded'],
  })
  t.equal((await ask('/metrics')).statusCode, 404, 'not for everybody')
  const metrics = await ask('/metrics', 'localhost:3000', { authorization: 'Bearer scrape' })
  t.match(metrics.body, /mamapu_http_request_seconds_bucket/)
  t.match(metrics.body, /nodejs_eventloop_lag/)
  const api = (await ask('/api/openapi.json')).json()
  t.equal(api.openapi, '3.1.0')
  t.ok(api.paths['/api/store/v1/echo'].post)
  t.ok(api.paths['/api/admin/v1/stores/{storeId}/settings'].patch)
  t.notOk(api.paths['/form'], 'pages are no API')
  const docs = await ask('/api/docs', `${store.slug}.localhost`)
  t.match(docs.body, /\/api\/store\/v1\/echo/)
})

t.test('the console is served when it has been built, and finds its own way', async (t) => {
  const { db } = await createTestDatabase(t)
  const dir = t.testdir({
    'index.html': '<title>console</title>',
    assets: { 'a-1.js': 'ok' },
    'secret.txt': 'no',
  })
  const { server } = await testServer(t, db, { consoleDir: dir })
  const ask = (url: string) => server.inject({ url, headers: { host: 'localhost:3000' } })
  for (const url of ['/admin', '/admin/', '/admin/stores/1/orders', '/admin/secret.txt']) {
    const reply = await ask(url)
    t.match(reply.body, 'console', url)
    t.equal(reply.headers['cache-control'], 'no-cache')
    t.match(reply.headers['content-security-policy'], /script-src 'self';/)
  }
  const file = await ask('/admin/assets/a-1.js')
  t.equal(file.body, 'ok')
  t.match(file.headers['cache-control'], 'immutable')
  t.equal((await ask('/admin/assets/b.js')).statusCode, 404)
  for (const url of [
    '/admin/assets/../secret.txt',
    '/admin/assets/%2e%2e/secret.txt',
    '/admin/assets/..%2fsecret.txt',
  ])
    t.notMatch((await ask(url)).body, /^no$/, url)
})
