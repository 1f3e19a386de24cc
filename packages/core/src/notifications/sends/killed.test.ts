// Runs itself as a worker (`… child`) that sends one message, to be killed.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { openDatabase } from '@mamapu/db'
import { asId, type Id } from '@mamapu/kernel'
import { createTestApp, messengerProvider, openMailServer } from '@mamapu/testkit'
import t from 'tap'
import { sealJson } from '../../stores/index.js'
import { ChannelProviders } from '../channels/channel.types.js'
import { smtpProvider } from '../email/smtp.provider.js'
import { notify } from '../notify.js'
import { writeCredentials } from '../settings/message-settings.queries.js'
import { sendMessage } from './send-message.js'
import { sending } from './sending.test.js'

interface Order {
  readonly urls: { readonly app: string; readonly sweep: string }
  readonly secret: string
  readonly at: string
  readonly storeId: string
  readonly sendId: string
  readonly peer: { readonly origin: string; readonly key: string }
}

const localMail = () =>
  smtpProvider({
    resolve: async () => [{ address: '127.0.0.1' }],
    isAllowed: () => true,
    ports: [],
    timeoutMs: 20_000,
  })

async function child(order: Order): Promise<void> {
  const db = openDatabase({ urls: order.urls, max: 1, name: 'killed' })
  const secret = Buffer.from(order.secret, 'hex')
  const { app } = createTestApp({ teardown() {} }, db, { at: new Date(order.at), secret })
  const peer = { origin: order.peer.origin, key: Buffer.from(order.peer.key, 'hex') }
  const providers = new ChannelProviders([
    messengerProvider(peer, { id: 'peer', isRepeatable: true }),
    localMail(),
  ])
  await sendMessage(app, providers, {
    storeId: asId('sto', order.storeId),
    sendId: asId('snd', order.sendId),
  })
}

const TO = {
  providers: { sms: 'peer', email: 'smtp', wechat: '' },
  events: { 'order-paid': ['email' as const] },
}

function tests(): void {
  t.setTimeout(90_000)

  t.test('a worker killed with a message in its hands: sent once, or nobody claims to know', async (t) => {
    const { shop, messenger, customer, code, paid, rows, states, tx } = await sending(t, TO)
    const mail = await openMailServer(t)
    const { keys } = await shop.snapshot()
    const signIn = {
      ...{ host: 'mail.example', port: String(mail.port), user: mail.user, password: mail.password },
      ...{ from: 'shop@mili.example', plain: '1' },
    }
    const sealed = sealJson(keys, signIn)
    await tx((one) =>
      writeCredentials(one, { channel: 'email', provider: 'smtp', sealed, at: shop.clock.now() }),
    )
    const newest = async () => (await rows()).find(({ state }) => state === 'queued')?.id as Id<'snd'>
    /** Sends the message that waits in a process of its own, and kills that as soon as `when` holds. */
    const killed = async (when: () => boolean) => {
      const order: Order = {
        urls: { app: shop.database.urls.app, sweep: shop.database.urls.sweep },
        secret: shop.app.secret.toString('hex'),
        at: shop.clock.now().toISOString(),
        storeId: shop.store.storeId,
        sendId: await newest(),
        peer: { origin: messenger.origin, key: messenger.key.toString('hex') },
      }
      const args = [fileURLToPath(import.meta.url), 'child', JSON.stringify(order)]
      const worker = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] })
      t.teardown(() => worker.kill('SIGKILL'))
      const ended = once(worker, 'exit')
      while (!when() && worker.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 10))
      worker.kill('SIGKILL')
      t.equal((await ended)[1], 'SIGKILL')
    }

    messenger.mode = 'keeps answer'
    await code('13800138000', '482913')
    await killed(() => messenger.taken.length === 1)
    t.same(await states(), ['sms sending'])
    messenger.mode = 'works'
    await shop.travel({ minutes: 3 })
    t.same([await states(), messenger.calls(), messenger.taken.length], [['sms sent'], 2, 1], 'by its key')

    mail.mode = 'keeps answer'
    const who = await customer('13800138001', { email: 'mama@example.com' })
    await paid(who)
    await killed(() => mail.mails.length === 1)
    mail.mode = 'takes'
    await shop.travel({ minutes: 3 })
    t.same((await states())[1], 'email unknown interrupted')
    t.equal(mail.mails.length, 1, 'it may be in her mailbox, so it is not sent again by itself')

    mail.mode = 'keeps answer'
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
    await killed(() => mail.mails.length === 2)
    mail.mode = 'takes'
    await shop.travel({ minutes: 3 })
    t.same([(await states())[2], mail.mails.length], ['email sent', 3], 'a code is sent again')
    t.same(
      (await rows()).map(({ sealed, due }) => [sealed, due]),
      [
        [null, null],
        [null, null],
        [null, null],
      ],
      'nothing is left in anybody’s hands',
    )
  })
}

if (process.argv[2] === 'child') await child(JSON.parse(process.argv[3] ?? '{}') as Order)
else tests()
