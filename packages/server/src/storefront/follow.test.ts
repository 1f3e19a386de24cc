import { events, plugins } from '@mamapu/core'
import { withTenant } from '@mamapu/db'
import { DAY, idOf, later, MINUTE, newId, SECOND, uuidOf } from '@mamapu/kernel'
import { definePlugin, FOLLOW_PATH, forSettings, type Plugin, type PluginEvents } from '@mamapu/plugin-sdk'
import jsQR from 'jsqr'
import sharp from 'sharp'
import t from 'tap'
import { Type } from 'typebox'
import { openTestShop } from './test-shop.test.js'

const at = new Date('2026-03-04T02:00:00Z')
const words = (text: string) => ({ 'zh-CN': text, en: text })
const settings = Type.Object({}, { additionalProperties: false })
const { on } = forSettings(settings)
const phone = { headers: { 'user-agent': 'MicroMessenger' } }
const asks = (html: string) => html.includes('class="follow ask"')

interface Told {
  looks: PluginEvents['visitor.looked']['looks'][number][]
  answers: PluginEvents['visitor.answered'][]
}

function following(told: Told): Plugin {
  return definePlugin({
    id: 'following',
    version: '1.0.0',
    api: 1,
    engine: '^0.1',
    title: words('足迹'),
    description: words('足迹'),
    category: 'tool',
    scopes: [],
    settings,
    on: {
      'visitor.looked': on('visitor.looked', {
        handle: async (_ctx, { looks }) => void told.looks.push(...looks),
      }),
      'visitor.answered': on('visitor.answered', {
        handle: async (_ctx, said) => void told.answers.push(said),
      }),
    },
  })
}

t.test('who came by a link is asked once; only a yes is followed, and a no is heard at once', async (t) => {
  const told: Told = { looks: [], answers: [] }
  const shop = await openTestShop(t, [following(told)], at)
  const { db, clock, store, storefront, test } = shop
  const { path, id: productId } = await shop.product({})
  const { visitor: owner, customerId } = await shop.member()
  const code = 'abcdefgh'
  await withTenant(
    db,
    store.storeId,
    (tx) => tx.sql`
      insert into links (tenant_id, id, code, plugin, owner_id, scene, target, made_at)
      values (${tx.tenantId}, ${uuidOf(newId('lnk', at))}, ${code}, 'following', ${uuidOf(customerId)}, 'x', ${path}, ${at})`,
  )
  const handlers = events.handlerRegistry(plugins.pluginEventHandlers(test.host))
  const deliver = async () => {
    await storefront.looks.flush()
    const waiting = await shop.database.admin<
      { id: string }[]
    >`select id from outbox where state <> 'done' order by id`
    for (const { id } of waiting) await events.runHandlers(test.app, handlers, store.storeId, idOf('evt', id))
  }

  for (const kind of ['png', 'svg']) {
    const { rawPayload, headers } = await shop.visitor().get(`/s/${code}.${kind}`)
    t.match(headers['content-type'], kind)
    const { data, info } = await sharp(rawPayload, { density: 300 })
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true })
    const read = jsQR.default(new Uint8ClampedArray(data), info.width, info.height)
    t.equal(read?.data, `http://${store.slug}.localhost:3000/s/${code}`, `its ${kind} is read by a camera`)
  }

  const alone = shop.visitor()
  t.notOk(asks((await alone.get(path, phone)).body), 'whom nobody brought is not asked')
  const guest = shop.visitor()
  t.equal((await guest.get(`/s/${code}`, phone)).headers['location'], path)
  const page = await guest.get(path, phone)
  t.ok(asks(page.body))
  t.equal(page.headers['set-cookie'], undefined, 'a page from the cache gives nobody a cookie')
  t.notOk(asks((await alone.get(path, phone)).body), 'the cached page asks her alone')
  await deliver()
  t.same(told.looks, [], 'nobody is followed unasked')

  guest.csrf = /name="csrf" value="([^"]+)"/.exec(page.body)?.[1]
  const ask = /name="ask" value="([\w-]{16})"/.exec(page.body)?.[1]
  const said = async (answer: string) => guest.post(FOLLOW_PATH, { answer, ask, next: path }, phone)
  t.match(await said('maybe'), { statusCode: 303, headers: { location: path } })
  t.ok(asks((await guest.get(path, phone)).body), 'neither yes nor no')
  t.match(await said('no'), { statusCode: 303 })
  t.notOk(asks((await guest.get(path, phone)).body), 'a no is not asked again')
  await deliver()
  t.same([told.looks, told.answers.map(({ mayFollow }) => mayFollow)], [[], [false]])

  t.match(await said('yes'), { statusCode: 303 })
  clock.advance(SECOND)
  for (const agent of [phone, phone, { headers: { 'user-agent': 'Googlebot' } }]) await guest.get(path, agent)
  await guest.get('/', phone)
  await deliver()
  const [answer] = told.answers.slice(-1)
  t.match(answer, { mayFollow: true, visitorKey: /^[0-9a-f]{32}$/ })
  t.match(told.looks, [{ owner: customerId, productId, visitorKey: answer?.visitorKey, customerId: null }])
  t.equal(told.looks.length, 1, 'one product, looked at twice in a minute')
  clock.advance(11 * MINUTE)
  await guest.get(path, phone)
  await owner.get(`/s/${code}`, phone)
  await owner.get(path, phone)
  await deliver()
  t.equal(told.looks.length, 2)
  const left = (counts: boolean) => shop.database.admin`update links set counts = ${counts}`
  await left(false)
  clock.advance(11 * MINUTE)
  await guest.get(path, phone)
  await deliver()
  t.equal(told.looks.length, 2, 'an owner who left is told of nobody any more')
  await left(true)
  clock.set(later(at, 31 * DAY))
  await guest.get(path, phone)
  await deliver()
  t.equal(told.looks.length, 2, 'a month later nobody has brought her')
})
