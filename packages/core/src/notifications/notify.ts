import type { TenantTx } from '@mamapu/db'
import { assert, type CustomerId, type Locale, newId } from '@mamapu/kernel'
import { maskPhone } from '../stores/index.js'
import { insertMessage, type NewMessage } from './message.queries.js'
import {
  isSecretTemplate,
  TEMPLATES,
  type TemplateData,
  type TemplateName,
} from './notification.templates.js'
import { assertText, fillText } from './text.rules.js'

/**
 * Who is told: a customer in the inbox, a phone through the channel of this installation (on one machine the operator's
 * message log), or both.
 */
export type Recipient =
  | { readonly customerId: CustomerId; readonly phone?: string }
  | { readonly customerId?: undefined; readonly phone: string }

export type Notice<T extends TemplateName> = Recipient & {
  readonly template: T
  readonly data: TemplateData<T>
  /** The same key is sent once per channel, whatever it says the second time. */
  readonly dedupeKey: string
  readonly at: Date
  readonly locale?: Locale
}

/** A text made elsewhere, by a plugin: `template` is its name, `<plugin>.<template>`. */
export interface TextNotice {
  readonly customerId: CustomerId
  readonly template: string
  readonly text: string
  readonly data: Readonly<Record<string, string | number>>
  readonly dedupeKey: string
  readonly at: Date
}

/**
 * Tells somebody something, in the transaction of what it tells: it is sent if that commits, once per key, and never
 * otherwise. False when every channel had it before. The phone is kept masked only.
 */
export async function notify<T extends TemplateName>(tx: TenantTx, notice: Notice<T>): Promise<boolean> {
  const { template, dedupeKey, at } = notice
  const text = fillText(TEMPLATES[template], notice.locale ?? 'zh-CN', notice.data)
  // What opens something by itself is in the text, where the log hides it, and nowhere else.
  const data = isSecretTemplate(template) ? {} : notice.data
  const common = { template, text, data, dedupeKey, createdAt: at }
  const messages: NewMessage[] = []
  if (notice.customerId !== undefined) {
    assert(!isSecretTemplate(template), `${template} goes to a phone, not into an inbox`)
    messages.push({ ...common, ...inboxOf(notice.customerId), id: newId('msg', at) })
  }
  if (notice.phone !== undefined)
    messages.push({
      ...common,
      id: newId('msg', at),
      channel: 'log',
      customerId: null,
      addressMasked: maskPhone(notice.phone),
    })
  let isSent = false
  for (const message of messages) isSent = (await insertMessage(tx, message)) || isSent
  return isSent
}

/** The same for a ready text, into the customer's inbox. */
export async function notifyText(tx: TenantTx, notice: TextNotice): Promise<boolean> {
  const { customerId, at, ...rest } = notice
  assertText(notice.text)
  assert(notice.template.includes('.'), 'a text of one’s own is named <plugin>.<template>')
  return insertMessage(tx, { ...rest, ...inboxOf(customerId), id: newId('msg', at), createdAt: at })
}

function inboxOf(customerId: CustomerId) {
  return { channel: 'inbox' as const, customerId, addressMasked: '' }
}
