import { withTenant } from '@mamapu/db'
import { asId, type CustomerId, type Id, later, MINUTE, newId, SECOND, uuidOf } from '@mamapu/kernel'
import { openMessenger, openShop, type Shop, type TestCustomer } from '@mamapu/testkit'
import t, { type Test } from 'tap'
import { seal } from '../../stores/index.js'
import { smtpProvider } from '../email/smtp.provider.js'
import { notify, notifyText } from '../notify.js'
import {
  DEFAULT_MESSAGE_SETTINGS,
  type MessageChoices,
  saveMessageSettings,
} from '../settings/message-settings.js'
import { sendMessage } from './send-message.js'

const { version: _, ...ours } = DEFAULT_MESSAGE_SETTINGS
export const DEFAULTS = ours
const SANDBOX = { sms: 'sandbox', email: 'sandbox', wechat: 'sandbox' }
export const PEER = { sms: 'peer', email: '', wechat: '' }

interface SendRow {
  readonly id: Id<'snd'>
  readonly channel: string
  readonly state: string
  readonly reason: string
  readonly tries: number
  readonly masked: string
  readonly due: Date | null
  readonly sealed: Buffer | null
}

/** A shop that sends, its customers reached on the channels named, and what became of each message. */
export async function sending(t: Test, more: Partial<MessageChoices> = {}, at?: Date, zone?: string) {
  let shop: Shop
  const messenger = await openMessenger(t, {
    clock: { now: () => shop.clock.now() },
    line: () => shop.app.hosts.internal,
  })
  const once = await openMessenger(t, {
    ...{ clock: { now: () => shop.clock.now() }, line: () => shop.app.hosts.internal },
    ...{ id: 'once', isRepeatable: false },
  })
  const smtp = smtpProvider({
    resolve: async () => [{ address: '127.0.0.1' }],
    isAllowed: () => true,
    ports: [],
    timeoutMs: 2000,
  })
  shop = await openShop(t, {
    messengers: [messenger.provider, once.provider, smtp],
    ...(at ? { at } : {}),
    ...(zone ? { zone } : {}),
  })
  const { db, store } = shop
  let version = 0
  const set = async (change: Partial<MessageChoices>) => {
    const settings = { ...DEFAULTS, providers: SANDBOX, ...more, ...change }
    const saved = await withTenant(db, store.storeId, (tx) =>
      saveMessageSettings(tx, { version, settings, at: shop.clock.now() }),
    )
    if (saved) version += 1
  }
  await set({})
  const tx = <R>(work: Parameters<typeof withTenant<R>>[2]) => withTenant(db, store.storeId, work)
  return {
    shop,
    messenger,
    once,
    set,
    tx,
    /** A customer with a phone, an e-mail address and offers asked for where they are named. */
    async customer(
      phone: string,
      { email, offers = [] }: { email?: string; offers?: readonly string[] } = {},
    ) {
      const who = await shop.customer({ phone })
      const { keys } = await shop.snapshot()
      const at = shop.clock.now()
      const contact = (channel: string, sealed: Buffer | null) =>
        tx(
          (one) => one.sql`
            insert into message_contacts (tenant_id, customer_id, channel, address_sealed, verified_at, wants_offers)
            values (${one.tenantId}, ${uuidOf(who.id)}, ${channel}, ${sealed}, ${sealed && at}, ${offers.includes(channel)})`,
        )
      await tx(
        (one) => one.sql`
          update customers set phone_sealed = ${seal(keys, phone)}
           where tenant_id = ${one.tenantId} and id = ${uuidOf(who.id)}`,
      )
      await contact('sms', null)
      if (email) await contact('email', seal(keys, email))
      return who
    },
    rows: () => shop.database.admin<SendRow[]>`
      select 'snd_' || replace(id::text, '-', '') as id, channel, state, reason, tries, address_masked as masked, due_at as due,
             sealed
        from message_sends order by created_at, id`,
    states: async () =>
      (
        await shop.database.admin<{ said: string }[]>`
        select channel || ' ' || state || case when reason = '' then '' else ' ' || reason end as said
          from message_sends order by created_at, channel`
      ).map(({ said }) => said),
    paid: (who: TestCustomer, n = 1) =>
      tx((one) =>
        notify(one, {
          ...{
            customerId: who.id,
            template: 'order-paid',
            data: { number: `${n}`, amount: '19.90', next: '我们会尽快发货。' },
          },
          ...{ dedupeKey: `order-paid:${n}`, at: shop.clock.now() },
        }),
      ),
    offer: (who: { readonly id: CustomerId }, n = 1) =>
      tx((one) =>
        notifyText(one, {
          ...{ customerId: who.id, template: 'points.expiring', text: `优惠 ${n}`, data: {} },
          ...{ dedupeKey: `offer:${who.id}:${n}`, at: shop.clock.now(), category: 'marketing' },
        }),
      ),
    async code(phone = '13800138000', code = '482913') {
      const { keys } = await shop.snapshot()
      const at = shop.clock.now()
      await tx((one) =>
        notify(one, {
          ...{ phone, keys, template: 'login-code', data: { code, minutes: '10' } },
          ...{ dedupeKey: `login-code:${newId('msg', at)}`, at },
        }),
      )
    },
  }
}

t.setTimeout(90_000)

t.test('a message is asked for by a key of ours alone', async (t) => {
  const { shop, rows } = await sending(t)
  const sendId = asId('snd', newId('snd', later(shop.clock.now(), MINUTE + SECOND)))
  await sendMessage(shop.app, shop.messages, { storeId: shop.store.storeId, sendId })
  t.same(await rows(), [])
})
