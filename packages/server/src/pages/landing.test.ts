import { stores } from '@mamapu/core'
import { withTenant } from '@mamapu/db'
import { createTestApp, createTestDatabase, createTestStore } from '@mamapu/testkit'
import t, { type Test } from 'tap'
import { buildServer } from '../build-server.js'
import { type LandingDemo, landingPages } from './landing.js'

const at = new Date('2026-03-04T02:00:00Z')
const accounts = [
  { role: 'merchant', login: 'mama@demo.example', password: 'abcde-fghjk' },
  { role: 'clerk', login: 'clerk@demo.example', password: 'mnpqr-stuvw' },
] as const

/** A platform with one shop, and its front page. */
async function open(t: Test, demo: { now: LandingDemo | null | Error } = { now: null }) {
  const { db, admin } = await createTestDatabase(t)
  const { app, clock, directory } = createTestApp(t, db, { at })
  const shop = await createTestStore(db, at)
  demo.now ??= { storeIds: [shop.storeId], accounts }
  const findDemo = async () => {
    if (demo.now instanceof Error) throw demo.now
    return demo.now
  }
  const server = await buildServer(app, {
    directory,
    parts: { pages: [landingPages(app, { directory, findDemo })] },
  })
  t.teardown(() => server.close())
  const get = (url: string, headers: Record<string, string> = {}) =>
    server.inject({
      method: 'GET',
      url,
      headers: { host: 'localhost:3000', accept: 'text/html', ...headers },
    })
  return { db, admin, shop, clock, directory, get, demo }
}

t.test('the shops with their links and the accounts, in the language that is asked for', async (t) => {
  const { db, shop, get } = await open(t)
  await withTenant(db, shop.storeId, async (tx) => {
    const { version } = await stores.getSettings(tx)
    const patch = { name: '<script>米粒"小铺\'</script>', tagline: '认真挑' }
    await stores.updateSettings(tx, { version, patch, at })
  })
  const page = await get('/')
  t.equal(page.statusCode, 200)
  t.match(page.headers['content-type'], 'text/html')
  t.match(page.body, '<html lang="zh-CN">')
  for (const text of [
    `href="http://${shop.slug}.localhost:3000"`,
    'href="/admin/sign-up?next=%2Fopen"',
    'href="/admin/sign-in"',
    'href="/api/docs"',
    'mama@demo.example',
    'abcde-fghjk',
    'mnpqr-stuvw',
    '认真挑',
  ])
    t.ok(page.body.includes(text), text)
  t.notOk(page.body.includes('<script'), 'what a merchant writes stays text')
  const policy = String(page.headers['content-security-policy'])
  const nonce = /style-src 'nonce-([\w-]+)'/.exec(policy)?.[1]
  t.ok(nonce && page.body.includes(`<style nonce="${nonce}">`))
  t.ok(policy.includes(`img-src data: http://${shop.slug}.localhost:3000;`), 'pictures of these shops only')
  t.notMatch(policy, /script-src|unsafe/)

  const english = await get('/', { 'accept-language': 'en-GB,en;q=0.9' })
  t.match(english.body, '<html lang="en">')
  t.match(english.body, 'Open a shop')
  t.equal(english.headers.vary, 'accept-language')
  t.match((await get('/?lang=zh-CN', { 'accept-language': 'en' })).body, '<html lang="zh-CN">')
  t.match((await get('/?lang=en')).body, '<html lang="en">')
  t.match((await get('/?lang=%3Cb%3E')).body, '<html lang="zh-CN">', 'what is no language is Chinese')
})

t.test('without a demo nothing is said of shops or accounts', async (t) => {
  const { get, shop } = await open(t, { now: { storeIds: [], accounts: [] } })
  const { body } = await get('/')
  t.match(body, '妈妈铺')
  t.notOk(body.includes(shop.slug))
  t.notOk(body.includes('id="shops"'))
  t.notOk(body.includes('class="account"'))
})

t.test('a shop that is closed or not published yet is not shown', async (t) => {
  const { admin, shop, get, directory, clock } = await open(t)
  t.ok((await get('/')).body.includes(shop.slug))
  await admin`update store_settings set published_at = null`
  await directory.refresh(shop.storeId)
  clock.advance(6000)
  t.notOk((await get('/')).body.includes(shop.slug), 'not published')
  await admin`update store_settings set published_at = ${at}`
  await admin`update stores set status = 'suspended'`
  await directory.refresh(shop.storeId)
  clock.advance(6000)
  t.notOk((await get('/')).body.includes(shop.slug), 'suspended')
})

t.test('what failed once is tried again, and shops do not have the page', async (t) => {
  const demo = { now: new Error('the file cannot be read') as LandingDemo | Error }
  const { get, shop } = await open(t, demo)
  t.equal((await get('/')).statusCode, 500)
  demo.now = { storeIds: [shop.storeId], accounts: [] }
  t.equal((await get('/')).statusCode, 200)
  t.equal((await get('/', { host: `${shop.slug}.localhost:3000` })).statusCode, 404)
  t.equal((await get('/', { host: 'nobody.localhost:3000' })).statusCode, 404)
})
