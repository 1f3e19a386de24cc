import { withTenant } from '@mamapu/db'
import { uuidOf } from '@mamapu/kernel'
import { openMailServer, openShop, type Person, type Shop } from '@mamapu/testkit'
import t from 'tap'
import { unsealJson } from '../../stores/index.js'
import { smtpProvider } from '../email/smtp.provider.js'
import { notify } from '../notify.js'
import type { MessageChoices } from './message-settings.js'

interface Setup {
  readonly version: number
  readonly settings: MessageChoices
  readonly providers: readonly { readonly id: string; readonly filled: object | null }[]
  readonly events: readonly {
    readonly name: string
    readonly own: Readonly<Record<string, string | null>>
    readonly ownSms: Readonly<Record<string, string | null>>
  }[]
}

const setupOf = async (shop: Shop, owner: Person) =>
  (await shop.console('GET', '/messages/setup', owner)).json as unknown as Setup

const paid = async (shop: Shop, number: string) => {
  const who = await shop.customer()
  await shop.database
    .admin`update customers set phone_sealed = ${Buffer.alloc(30)} where id = ${uuidOf(who.id)}`
  const at = shop.clock.now()
  await withTenant(shop.db, shop.store.storeId, (tx) =>
    notify(tx, {
      ...{
        customerId: who.id,
        template: 'order-paid',
        data: { number, amount: '9.90', next: '我们会尽快发货。' },
      },
      ...{ dedupeKey: `paid:${number}`, at },
    }),
  )
  const [row] = await shop.database.admin<
    { text: string }[]
  >`select text from messages where dedupe_key = ${`paid:${number}`}`
  return row?.text
}

t.test(
  'a wording of one’s own names what the event knows, passes the guard, and goes back at a wish',
  async (t) => {
    const shop = await openShop(t)
    const owner = await shop.owner()
    const write = (event: string, text: string, more: object = {}) =>
      shop.console('PUT', `/messages/texts/${event}/zh-CN`, owner, { body: { text, ...more } })
    t.equal((await write('order-paid', '亲，{number} 收到 {amount} 元啦\n马上打包')).status, 204)
    t.equal(await paid(shop, '1'), '亲，1 收到 9.90 元啦 马上打包', 'on one line')
    const event = (await setupOf(shop, owner)).events.find(({ name }) => name === 'order-paid')
    t.match(event?.own, { 'zh-CN': '亲，{number} 收到 {amount} 元啦 马上打包', en: null })

    for (const [event, text, says] of [
      ['order-paid', '{phone} 付款了', /没有 \{phone\}/],
      ['order-paid', '{{number}} 付款了', /没有 /],
      ['order-paid', '  \n ', /写一句话/],
      ['order-paid', '好'.repeat(301), /最多 300/],
      ['login-code', '您的验证码', /要保留 \{code\}/],
      ['order-link', '谢谢 {number}', /要保留 \{url\}/],
    ] as const) {
      const refused = await write(event, text)
      t.match([refused.status, refused.json.code], [422, 'MESSAGE_TEXT_INVALID'], text.slice(0, 20))
      t.match((refused.json.fields as Record<string, string>)['/text'], says)
    }
    t.match((await write('order-paid', '最好的奶粉，堪比母乳 {number}')).json, { code: /^TEXT_/ })
    t.match((await write('nothing-such', 'x')).json, { code: 'MESSAGE_EVENT_UNKNOWN' })

    const { version, settings } = await setupOf(shop, owner)
    const bySms = {
      ...settings,
      providers: { ...settings.providers, sms: 'sandbox' },
      events: { 'order-paid': ['sms'] },
    }
    await shop.console('PUT', '/messages/setup', owner, { body: { version, settings: bySms } })
    const text = '{number} 已付 {amount}'
    const short = '/messages/texts/order-paid/zh-CN?channel=sms'
    t.equal((await shop.console('PUT', short, owner, { body: { text } })).status, 204)
    t.equal((await shop.console('PUT', short.replace('sms', 'email'), owner, { body: { text } })).status, 400)
    const told = async (number: string) => {
      const inbox = await paid(shop, number)
      const [send] = await shop.database.admin<{ text: string | null }[]>`
        select s.own_text as text from message_sends s join messages m on m.id = s.message_id
         where m.dedupe_key = ${`paid:${number}`}`
      return [inbox, send?.text]
    }
    t.same(
      await told('3'),
      ['亲，3 收到 9.90 元啦 马上打包', '3 已付 9.90'],
      'a text is shorter, the inbox is not',
    )
    const { ownSms } = (await setupOf(shop, owner)).events.find(({ name }) => name === 'order-paid') ?? {}
    t.same(ownSms, { 'zh-CN': text, en: null })
    t.equal((await shop.console('DELETE', short, owner)).status, 204)
    t.same(await told('4'), ['亲，4 收到 9.90 元啦 马上打包', null])
    t.equal((await shop.console('DELETE', '/messages/texts/order-paid/zh-CN', owner)).status, 204)
    t.match(await paid(shop, '2'), /我们会尽快发货/)
  },
)

t.test(
  'a channel is switched on when it is filled in, and what signs it in is never read again',
  async (t) => {
    const mail = await openMailServer(t)
    const smtp = smtpProvider({
      resolve: async () => [{ address: '127.0.0.1' }],
      isAllowed: () => true,
      ports: [mail.port],
      timeoutMs: 2000,
    })
    const shop = await openShop(t, { messengers: [smtp] })
    const owner = await shop.owner()
    const { version, settings } = await setupOf(shop, owner)
    const save = (providers: object, at = version) =>
      shop.console('PUT', '/messages/setup', owner, {
        body: { version: at, settings: { ...settings, providers: { ...settings.providers, ...providers } } },
      })
    t.match((await save({ email: 'smtp' })).json, { code: 'MESSAGE_CHANNEL_NOT_SET_UP' })
    t.match((await save({ sms: 'nobody' })).json, { code: 'MESSAGE_PROVIDER_UNKNOWN' })

    const fill = (fields: object) =>
      shop.console('PUT', '/messages/providers/email/smtp', owner, { body: { fields } })
    const good = {
      ...{ host: 'mail.example', port: `${mail.port}`, user: 'shop', password: 'let-me-send' },
      ...{ from: 'shop@mili.example', plain: '1' },
    }
    for (const [field, value] of [
      ['port', '6379'],
      ['host', 'a b'],
      ['from', 'x@y'],
      ['user', ''],
      ['password', 'a\r\nQUIT'],
    ] as const) {
      const refused = await fill({ ...good, [field]: value })
      t.match(
        [refused.status, Object.keys(refused.json.fields as object)],
        [422, [`/fields/${field}`]],
        field,
      )
    }
    t.equal((await fill(good)).status, 204)
    t.equal((await fill({ ...good, password: '', user: 'shop2' })).status, 204, 'an empty password stays')
    const { keys } = await shop.snapshot()
    const [row] = await shop.database.admin<{ sealed: Buffer }[]>`select sealed from message_credentials`
    t.match(unsealJson(keys, row?.sealed as Buffer), { user: 'shop2', password: 'let-me-send' })

    t.equal((await save({ email: 'smtp' })).status, 204)
    t.match(
      (await save({ email: 'smtp' })).json,
      { code: 'MESSAGE_SETTINGS_CHANGED' },
      'the version was seen before',
    )
    const now = await shop.console('GET', '/messages/setup', owner)
    t.notMatch(now.text, /let-me-send/)
    t.match((now.json as unknown as Setup).providers.find(({ id }) => id === 'smtp')?.filled, {
      user: 'shop2',
    })
    t.notMatch(JSON.stringify(await shop.database.admin`select * from audit_log`), /let-me-send/)
  },
)

t.test('what did not arrive is sent again by a person, a code is not', async (t) => {
  const shop = await openShop(t)
  const owner = await shop.owner()
  const { version, settings } = await setupOf(shop, owner)
  await shop.console('PUT', '/messages/setup', owner, {
    body: { version, settings: { ...settings, providers: { ...settings.providers, sms: 'sandbox' } } },
  })
  const { keys } = await shop.snapshot()
  const at = shop.clock.now()
  await withTenant(shop.db, shop.store.storeId, async (tx) => {
    const to = { phone: '13800000001', keys, at }
    await notify(tx, {
      ...{ ...to, template: 'order-shipped', dedupeKey: 's:1' },
      data: { number: '1', carrier: '顺丰', tracking: 'SF1' },
    })
    await notify(tx, {
      ...{ ...to, template: 'login-code', dedupeKey: 'c:1' },
      data: { code: '482913', minutes: '10' },
    })
  })
  await shop.travel({ minutes: 1 })
  const list = async (query = '') =>
    (await shop.console('GET', `/messages/sends${query}`, owner)).json as unknown as {
      items: {
        id: string
        state: string
        reason: string
        category: string
        text: string
        mayAgain: boolean
      }[]
      figures: object[]
      next: string | null
    }
  const { items, figures } = await list()
  t.same(figures, [{ channel: 'sms', state: 'failed', count: 2 }])
  t.notMatch(JSON.stringify(items), /482913|13800000001/)
  const [shipped, code] = ['service', 'secret'].map((kind) => items.find(({ category }) => category === kind))
  t.match([shipped?.mayAgain, code?.mayAgain, shipped?.reason], [true, false, 'number_absent'])
  const again = (id = '') => shop.console('POST', `/messages/sends/${id}/again`, owner)
  t.match((await again(code?.id)).json, { code: 'MESSAGE_NOT_AGAIN' })

  t.same((await list('?state=sent')).items, [])
  const page = await list('?limit=1')
  t.equal((await list(`?limit=1&cursor=${encodeURIComponent(page.next ?? '')}`)).items.length, 1)
  t.equal((await shop.console('GET', '/messages/sends?cursor=x', owner)).status, 400)
})
