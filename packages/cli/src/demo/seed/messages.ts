import { notifications, stores } from '@mamapu/core'
import { withTenant } from '@mamapu/db'
import { DAY, later, newId, type StoreId } from '@mamapu/kernel'
import { findToldLately, insertDemoContact, insertDemoSend } from './demo.queries.js'
import type { Past } from './past.js'

/** Customers who read what the shop tells them outside it too. */
const TOLD = 8

/**
 * Switches the sandbox's channels on and sends what some customers were told last by text and e-mail: a worker hands it over after the
 * start, so that the log shows real deliveries. Nobody is told anything new.
 */
export async function openChannels({ app, product }: Past, storeId: StoreId): Promise<void> {
  const sandbox = notifications.SANDBOX
  if (!product.messages.find('sms', sandbox)) return
  const at = app.clock.now()
  const { version: _, ...settings } = notifications.DEFAULT_MESSAGE_SETTINGS
  await withTenant(app.db, storeId, async (tx) => {
    const providers = { sms: sandbox, email: sandbox, wechat: sandbox }
    const change = { version: 0, settings: { ...settings, providers }, at }
    if (!(await notifications.saveMessageSettings(tx, change))) return
    const { keys } = await product.directory.byId(storeId).then((store) => store ?? { keys: null })
    if (!keys) return
    const told = await findToldLately(tx, TOLD)
    for (const [index, { customerId, messageId, event }] of told.entries()) {
      const send = { messageId, event, customerId, worthUntil: later(at, DAY), at }
      await insertDemoSend(tx, { ...send, id: newId('snd', at), channel: 'sms' })
      if (index % 2 === 1) continue
      const address = `${index === 2 ? 'fail' : `mama${index + 1}`}@example.com`
      await insertDemoContact(tx, {
        customerId,
        sealed: stores.seal(keys, address),
        masked: `${address[0]}***@example.com`,
        at,
      })
      await insertDemoSend(tx, { ...send, id: newId('snd', at), channel: 'email' })
    }
  })
}
