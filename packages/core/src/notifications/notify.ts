import type { TenantTx } from '@mamapu/db'
import { assert, type CustomerId, type Locale, newId } from '@mamapu/kernel'
import { maskPhone, type StoreKeys } from '../stores/index.js'
import { type Category, type OutboundChannel, SANDBOX } from './channels/channel.types.js'
import { maskEmail } from './contacts/email.rules.js'
import { insertMessage } from './message.queries.js'
import {
  isSecretTemplate,
  TEMPLATES,
  type TemplateData,
  type TemplateName,
  templateOf,
} from './notification.templates.js'
import { readPlan } from './sends/plan.queries.js'
import { planSends, type SendTo } from './sends/plan-sends.js'
import { channelsOf, type MessageSettings, readSettings } from './settings/message-settings.js'
import { assertText, canFill, fillText } from './text.rules.js'

/**
 * Who is told: a customer in the inbox and wherever else she can be reached, or a phone or e-mail address without an account
 * (on a machine without providers the operator's log shows it). `keys` are the store's: an address is kept sealed.
 */
export type Recipient =
  | { readonly customerId: CustomerId; readonly phone?: undefined; readonly email?: undefined }
  | {
      readonly customerId?: undefined
      readonly phone: string
      readonly email?: undefined
      readonly keys: StoreKeys
    }
  | {
      readonly customerId?: undefined
      readonly phone?: undefined
      readonly email: string
      readonly keys: StoreKeys
    }

export type Notice<T extends TemplateName> = Recipient & {
  readonly template: T
  readonly data: TemplateData<T>
  /** The same key is sent once per recipient's kind, whatever it says the second time. */
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
  /** In which language the text is. */
  readonly locale?: Locale
  /** An offer is asked for, not at night, and not too often; left out: about something she did. */
  readonly category?: 'service' | 'marketing'
}

/**
 * Tells somebody something, in the transaction of what it tells: it is sent if that commits, once per key, and never
 * otherwise. False when it was told before. In the merchant's own words, where there are some; addresses are kept masked, or
 * sealed until they were sent to.
 */
export async function notify<T extends TemplateName>(tx: TenantTx, notice: Notice<T>): Promise<boolean> {
  const { template, at, locale = 'zh-CN' } = notice
  const isSecret = isSecretTemplate(template)
  assert(!isSecret || notice.customerId === undefined, `${template} goes to an address, not into an inbox`)
  const { category, worthMinutes } = templateOf(template) ?? { category: 'service' as const }
  return tell(tx, {
    event: template,
    ours: TEMPLATES[template][locale],
    data: notice.data,
    keeps: !isSecret,
    channels: TEMPLATES[template].channels,
    category,
    worthMinutes,
    locale,
    to: toOf(notice),
    dedupeKey: notice.dedupeKey,
    at,
  })
}

/** The same for a ready text, to a customer. */
export async function notifyText(tx: TenantTx, notice: TextNotice): Promise<boolean> {
  const { customerId, template, text, at, category = 'service', locale = 'zh-CN' } = notice
  assertText(text)
  assert(template.includes('.'), 'a text of one’s own is named <plugin>.<template>')
  return tell(tx, {
    ...{ event: template, ready: text, data: notice.data, keeps: true, channels: [], category, locale, at },
    worthMinutes: undefined,
    to: { customerId },
    dedupeKey: notice.dedupeKey,
  })
}

interface Telling {
  readonly event: string
  /** Our wording, or a text that is ready. */
  readonly ours?: string
  readonly ready?: string
  readonly data: Readonly<Record<string, string | number>>
  /** False for what opens something by itself: it is in the text alone, and that where the log hides it. */
  readonly keeps: boolean
  readonly channels: readonly OutboundChannel[]
  readonly category: Category
  readonly worthMinutes: number | undefined
  readonly locale: Locale
  readonly to: SendTo
  readonly dedupeKey: string
  readonly at: Date
}

async function tell(tx: TenantTx, telling: Telling): Promise<boolean> {
  const { event, data, keeps, locale, to, at } = telling
  const { row, ownText, ownSms } = await readPlan(tx, { event, locale })
  const settings = readSettings(row)
  const smsText = filledOwn(ownSms, data)
  // An address without an account is told in the words of its channel; a customer's inbox in those of everywhere.
  const isSmsAlone = to.customerId === null && to.channel === 'sms'
  const text =
    (isSmsAlone ? smsText : null) ??
    filledOwn(ownText, data) ??
    telling.ready ??
    fillText(telling.ours ?? '', data)
  const isSealed = !keeps && leavesByProvider(settings, telling)
  const messageId = newId('msg', at)
  const isNew = await insertMessage(tx, {
    id: messageId,
    channel: to.customerId === null ? 'log' : 'inbox',
    customerId: to.customerId,
    template: event,
    addressMasked: to.customerId === null ? to.masked : '',
    text: isSealed ? '' : text,
    data: keeps ? data : {},
    dedupeKey: telling.dedupeKey,
    createdAt: at,
  })
  if (!isNew) return false
  const { category, channels, worthMinutes } = telling
  const message = { messageId, event, category, channels, locale, worthMinutes, smsText, at }
  await planSends(tx, settings, { message: { ...message, secretText: isSealed ? text : null }, to })
  return true
}

/** A merchant's own wording, if there is one and the data knows all that it names. */
function filledOwn(own: string | null, data: Telling['data']): string | null {
  return own !== null && canFill(own, data) ? fillText(own, data) : null
}

function leavesByProvider(settings: MessageSettings, { event, category, channels, to }: Telling): boolean {
  if (to.customerId !== null || settings.providers[to.channel] === SANDBOX) return false
  return channelsOf(settings, { name: event, category, channels }).includes(to.channel)
}

function toOf(notice: Recipient): SendTo {
  if (notice.customerId !== undefined) return { customerId: notice.customerId }
  const { keys } = notice
  if (notice.phone !== undefined)
    return {
      ...{ customerId: null, channel: 'sms', address: notice.phone, keys },
      masked: maskPhone(notice.phone),
    }
  return {
    ...{ customerId: null, channel: 'email', address: notice.email, keys },
    masked: maskEmail(notice.email),
  }
}
