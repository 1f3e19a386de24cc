import type { TenantTx } from '@mamapu/db'
import { newId, type Words } from '@mamapu/kernel'
import type { App } from '../app.js'
import { insertStaffNotice, notify } from '../notifications/index.js'
import { orderToken, tellBuyer } from '../orders/index.js'
import type { StoreSnapshot } from '../stores/index.js'
import type { Invoice, InvoiceId } from './invoice.queries.js'
import type { InvoiceAct } from './invoice.rules.js'

const words = (zh: string, en: string): Words => ({ 'zh-CN': zh, en })

const SHOP_NEWS = {
  asked: words('有顾客申请开发票', 'A shopper asks for an invoice'),
  red: words(
    '开过票的订单退款了，发票需要红冲',
    'An order was refunded after its invoice; it needs a red one',
  ),
} as const

/** Puts it on the shop's first page; once per invoice and piece of news. */
export async function tellShop(
  tx: TenantTx,
  { id, news, at }: { readonly id: InvoiceId; readonly news: keyof typeof SHOP_NEWS; readonly at: Date },
): Promise<void> {
  const notice = { id: newId('msg', at), source: 'invoices', key: `${id}:${news}`, createdAt: at }
  await insertStaffNotice(tx, { ...notice, words: SHOP_NEWS[news], isUrgent: false })
}

/** Tells whoever ordered what the shop did with her invoice; what she did herself she knows. */
export async function tellOfDeed(
  tx: TenantTx,
  app: App,
  { id, orderId }: Invoice,
  { act, at }: { readonly act: InvoiceAct; readonly at: Date },
): Promise<void> {
  const template = act === 'issue' ? 'invoice-issued' : act === 'refuse' ? 'invoice-refused' : null
  if (!template) return
  await tellBuyer(tx, { app, orderId, template, about: id, at }, ({ number }) => ({ number }))
}

/** Sends the address an invoice was asked for the link of the order, where it lies to be fetched; once, when it is issued. */
export async function mailIssued(
  tx: TenantTx,
  { keys, origin, settings }: StoreSnapshot,
  {
    id,
    orderId,
    orderNumber,
    ...paper
  }: Pick<Invoice, 'id' | 'orderId' | 'orderNumber' | 'number'> & {
    readonly email: string
    readonly at: Date
  },
): Promise<void> {
  await notify(tx, {
    ...{ email: paper.email, keys, template: 'invoice-mail', dedupeKey: `invoice-mail:${id}`, at: paper.at },
    data: { number: orderNumber, invoice: paper.number, url: `${origin}/o/${orderToken(keys, orderId)}` },
    locale: settings.locale,
  })
}
