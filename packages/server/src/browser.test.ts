import { existsSync } from 'node:fs'
import { customers } from '@mamapu/core'
import { createTestDatabase, createTestStore, freePort } from '@mamapu/testkit'
import { chromium } from 'playwright-core'
import t from 'tap'
import type { ServerParts } from './build-server.js'
import { testServer } from './test-app.js'

const at = new Date('2026-03-01T02:00:00Z')
const browserPath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  (path) => existsSync(path),
)

t.test(
  'a real browser keeps the __Host- cookie on plain http localhost, and its forms need no script',
  { skip: browserPath ? false : 'no Chromium on this machine' },
  async (t) => {
    const { db } = await createTestDatabase(t)
    const [store, other] = [await createTestStore(db, at), await createTestStore(db, at)]
    const port = await freePort()
    const base = `localhost:${port}`
    let app: Parameters<typeof customers.ensureShopper>[0]
    const shopper = { audience: 'shopper' } as const
    const parts: ServerParts = {
      storefront: [
        async (server) => {
          server.get('/', { schema: {}, config: shopper }, async (request, reply) => {
            const { csrf, sessionHash } = request.shopper ?? { csrf: '', sessionHash: 'none' }
            return reply.type('text/html; charset=utf-8').send(
              `<!doctype html><title>shop</title><p id="session">${sessionHash}</p><p id="own">-</p><p id="foreign">-</p>
              <form method="post" action="/remember"><input type="hidden" name="csrf" value="${csrf}"><button>ok</button></form>
              <script nonce="${reply.nonce()}">own.textContent = 'ran'</script><script>foreign.textContent = 'ran'</script>`,
            )
          })
          server.post('/remember', { schema: {}, config: shopper }, async (request, reply) => {
            await customers.ensureShopper(app, request, reply)
            return reply.redirect('/', 303)
          })
          server.post('/pay', { schema: {}, config: shopper }, async (_, reply) =>
            reply.redirect(`http://cashier.${base}/`, 303),
          )
          server.get('/pay', { schema: {}, config: shopper }, async (_, reply) => {
            reply.nonce()
            return reply
              .type('text/html')
              .send('<form method="post" action="/pay"><button>pay</button></form>')
          })
        },
      ],
      cashier: [
        async (server) => {
          server.get('/', { schema: {}, config: { audience: 'public' } }, async () => 'cashier')
        },
      ],
    }
    const shell = await testServer(t, db, { parts, hosts: { base, shop: base } })
    app = shell.app
    await shell.server.listen({ port, host: '127.0.0.1' })
    const browser = await chromium.launch({ executablePath: browserPath as string, args: ['--no-sandbox'] })
    t.teardown(() => browser.close())
    const context = await browser.newContext({ viewport: { width: 390, height: 844 } })
    const page = await context.newPage()
    const shop = `http://${store.slug}.${base}`

    await page.goto(shop)
    t.equal(await page.textContent('#session'), 'none')
    t.equal(await page.textContent('#own'), 'ran')
    t.equal(await page.textContent('#foreign'), '-', 'a script without the nonce does not run')
    await page.click('button')
    const session = await page.textContent('#session')
    t.match(session, /^[0-9a-f]{64}$/, 'the cookie came back')
    const cookies = await context.cookies(shop)
    t.match(cookies, [
      { name: '__Host-mamapu-shop', httpOnly: true, secure: true, sameSite: 'Lax', path: '/' },
    ])
    await page.click('button')
    t.equal(await page.textContent('#session'), session, 'the same session goes on, its token accepted')
    await page.goto(`http://${other.slug}.${base}`)
    t.equal(await page.textContent('#session'), 'none', 'another shop never sees it')
    await page.goto(`${shop}/pay`)
    await page.click('button')
    t.equal(await page.textContent('body'), 'cashier', 'a form may be sent on to the cashier')

    const elsewhere = await context.newPage()
    await elsewhere.setContent(`<form method="post" action="${shop}/remember"><button>win</button></form>`)
    const [answer] = await Promise.all([
      elsewhere.waitForResponse(`${shop}/remember`),
      elsewhere.click('button'),
    ])
    t.equal(answer.status(), 403, 'a form of another page is refused')
  },
)
