import { type AddressInfo, createServer } from 'node:net'
import { openMailServer } from '@mamapu/testkit'
import t from 'tap'
import { sealJson } from '../../stores/index.js'
import type { Outgoing } from '../channels/channel.types.js'
import { smtpProvider } from '../email/smtp.provider.js'
import { notify } from '../notify.js'
import { writeCredentials } from '../settings/message-settings.queries.js'
import { PEER, sending } from './sending.test.js'

t.setTimeout(90_000)

t.test('a code that leaves by a provider stands nowhere in plain, and is gone when it is sent', async (t) => {
  const { shop, messenger, code, rows, states } = await sending(t, { providers: PEER })
  const log: unknown[] = []
  const { admin } = shop.database
  await code()
  const plain = async () =>
    JSON.stringify([await admin`select * from messages`, await admin`select * from outbox`, log, shop.jobs])
  t.notMatch(await plain(), /482913|13800138000/)
  t.notMatch(JSON.stringify((await rows()).map(({ sealed }) => sealed?.toString('latin1'))), /482913/)
  messenger.mode = 'loses answer'
  await shop.runDue()
  t.same(await states(), ['sms queued no_answer'])
  messenger.mode = 'works'
  await shop.travel({ minutes: 1 })
  t.match(messenger.taken[0]?.text, /482913/)
  t.same([await states(), (await rows())[0]?.sealed], [['sms sent'], null])
  t.notMatch(await plain(), /482913|13800138000/)

  messenger.mode = { fails: 100 }
  await code('13800138000', '555555')
  await shop.travel({ minutes: 30 })
  t.same(
    [(await states())[1], (await rows())[1]?.sealed],
    ['sms skipped expired', null],
    'old codes are not sent',
  )
})

t.test(
  'by e-mail: escaped, on one line, with the way out; what nobody knows is not sent again, but a code is',
  async (t) => {
    const { shop, customer, offer, paid, states, tx } = await sending(t, {
      providers: { sms: '', email: 'smtp', wechat: '' },
      events: { 'order-shipped': ['email'], 'order-paid': ['email'], 'points.expiring': ['email'] },
      offersPerDay: 9,
    })
    const server = await openMailServer(t)
    const { keys } = await shop.snapshot()
    const signIn = {
      ...{ host: 'mail.example', port: String(server.port), user: server.user, password: server.password },
      ...{ from: 'shop@mili.example', plain: '1' },
    }
    const write = (credentials: object) =>
      tx((one) =>
        writeCredentials(one, {
          ...{
            channel: 'email',
            provider: 'smtp',
            sealed: sealJson(keys, credentials),
            at: shop.clock.now(),
          },
        }),
      )
    await write(signIn)
    const who = await customer('13800138000', { email: 'mama@example.com', offers: ['email'] })
    await shop.database.admin`update store_settings set name = ${'米粒<b>\r\nBcc: all@example.com'}`
    await tx((one) =>
      notify(one, {
        ...{ customerId: who.id, template: 'order-shipped', dedupeKey: 's:1', at: shop.clock.now() },
        data: { number: '1', carrier: '<img src=x>\r\nX-Evil: 1', tracking: 'SF1' },
      }),
    )
    await offer(who)
    await shop.runDue()
    t.same(await states(), ['email sent', 'email sent'])
    const [shipped, offered] = server.mails
    const head = (raw = '') => raw.slice(0, raw.indexOf('\r\n\r\n'))
    t.same(shipped?.to, ['mama@example.com'])
    t.notMatch(head(shipped?.raw), /^(Bcc|X-Evil):/im)
    t.notMatch(head(shipped?.raw), /List-Unsubscribe/i)
    t.match(pageOf(shipped?.raw), /&#60;img/)
    t.notMatch(pageOf(shipped?.raw), /<img|<b>/)
    t.match(head(offered?.raw), /^List-Unsubscribe:\s+<http.+\/unsubscribe\?t=/im)
    t.match(head(offered?.raw), /^List-Unsubscribe-Post: List-Unsubscribe=One-Click/im)

    server.mode = 'later'
    await paid(who)
    await shop.runDue()
    t.same((await states())[2], 'email queued smtp_451')
    server.mode = 'loses answer'
    await shop.travel({ minutes: 1 })
    t.same((await states())[2], 'email unknown line_broke')
    await shop.travel({ minutes: 30 })
    t.equal(server.mails.length, 3, 'it may have gone, so it does not go again')

    await tx((one) =>
      notify(one, {
        ...{
          email: 'mama@example.com',
          keys,
          template: 'email-code',
          data: { code: '482913', minutes: '10' },
        },
        ...{ dedupeKey: 'code:1', at: shop.clock.now() },
      }),
    )
    await shop.runDue()
    t.same((await states())[3], 'email queued line_broke')
    server.mode = 'takes'
    await shop.travel({ minutes: 1 })
    t.same([(await states())[3], server.mails.length], ['email sent', 5])

    await write({ ...signIn, password: 'wrong' })
    await paid(who, 2)
    await shop.runDue()
    t.match((await states())[4], /email failed sign_in_refused/)
  },
)

t.test('a mail server that keeps on talking is not listened to for ever', async (t) => {
  const said = new Set<NodeJS.Timeout>()
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.write('220 welcome\r\n')
    socket.on('data', () => said.add(setInterval(() => socket.write('250-and\r\n'), 20)))
  })
  t.teardown(() => {
    for (const one of said) clearInterval(one)
    server.close()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const smtp = smtpProvider({
    resolve: async () => [{ address: '127.0.0.1' }],
    isAllowed: () => true,
    ports: [port],
    timeoutMs: 100,
  })
  const message = {
    ...{ key: 'k', storeId: `sto_${'1'.repeat(32)}`, event: 'x', category: 'service', locale: 'en' },
    ...{ to: 'a@example.com', shopName: 'S', origin: 'https://s.example', subject: 's', text: 't', data: {} },
    ...{ unsubscribeUrl: null, at: new Date('2026-03-04T02:00:00Z') },
  } as const
  const credentials = { host: 'm.example', port: String(port), user: 'u', password: 'p', from: 's@s.example' }
  t.same(await smtp.send(message as Outgoing, { ...credentials, plain: '1' }), {
    outcome: 'later',
    reason: 'no_connection',
  })
})

/** The page in a mail, whichever way it is packed. */
function pageOf(raw = ''): string {
  const part = raw.slice(raw.indexOf('text/html'))
  const body = part.slice(part.indexOf('\r\n\r\n'))
  if (/base64/i.test(part.slice(0, 200))) return Buffer.from(body, 'base64').toString('utf8')
  return body
    .replaceAll('=\r\n', '')
    .replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number(`0x${hex}`)))
}
