import { withTenant } from '@mamapu/db'
import { type Fen, newId, type OrderId, subFen } from '@mamapu/kernel'
import type { App } from '../app.js'
import { audit } from '../audit/index.js'
import { decideAction, lockOrder, type OrderRow } from '../orders/index.js'
import {
  maskName,
  type StoreKeys,
  type StoreSnapshot,
  seal,
  sealJson,
  unseal,
  unsealJson,
} from '../stores/index.js'
import type { InvoiceErrorCode } from './invoice.errors.js'
import { mailIssued, tellOfDeed, tellShop } from './invoice.messages.js'
import {
  findFile,
  findInvoiceOrder,
  type Invoice,
  type InvoiceId,
  insertInvoice,
  listInvoices,
  lockInvoice,
  writeEnded,
  writeFile,
  writeIssued,
  writeRed,
} from './invoice.queries.js'
import {
  type InvoiceAct,
  isPdf,
  PDF_BYTES_MAX,
  readEmail,
  readTaxNumber,
  whyNotAct,
} from './invoice.rules.js'

const TITLE_MAX = 60

/** Whom an invoice is for; sealed at rest. */
export interface InvoiceBuyer {
  readonly title: string
  /** Empty for a person. */
  readonly taxNumber: string
  readonly email: string
}

type Refusal = InvoiceErrorCode | 'ORDER_STATE'
type Refused = { readonly done: false; readonly code: Refusal }
export type InvoiceResult = { readonly done: true; readonly id: InvoiceId } | Refused
const refused = (code: Refusal): Refused => ({ done: false, code })

/** What an invoice may be made out for: what was paid and is still kept. */
export const keptFen = ({ paidFen, refundedFen }: Pick<OrderRow, 'paidFen' | 'refundedFen'>): Fen =>
  subFen(paidFen, refundedFen)

/** The shopper asks for an invoice of an order, one at a time, over what she really paid; the shop is told. */
export function askInvoice(
  app: App,
  store: StoreSnapshot,
  ask: InvoiceBuyer & { readonly orderId: OrderId; readonly kind: Invoice['kind']; readonly at: Date },
): Promise<InvoiceResult> {
  const title = ask.title.trim()
  const email = readEmail(ask.email)
  if (title === '' || title.length > TITLE_MAX || !email) return Promise.resolve(refused('INVOICE_BUYER'))
  const taxNumber = ask.kind === 'company' ? readTaxNumber(ask.taxNumber) : ''
  if (taxNumber === null) return Promise.resolve(refused('INVOICE_TAX_NUMBER'))
  const buyer: InvoiceBuyer = { title, taxNumber, email }
  return withTenant(app.db, store.storeId, async (tx) => {
    const order = await lockOrder(tx, ask.orderId)
    if (!order) return refused('INVOICE_NOTHING')
    if (!decideAction(order, 'invoice').allowed) return refused('ORDER_STATE')
    if (keptFen(order) === 0) return refused('INVOICE_NOTHING')
    const id = newId('ivc', ask.at)
    const isFirst = await insertInvoice(tx, {
      id,
      orderId: order.id,
      kind: ask.kind,
      buyerSealed: sealJson(store.keys, buyer),
      titleMasked: ask.kind === 'company' ? title : maskName(title),
      amountFen: keptFen(order),
      askedAt: ask.at,
    })
    if (!isFirst) return refused('INVOICE_THERE')
    await tellShop(tx, { id, news: 'asked', at: ask.at })
    return { done: true, id }
  })
}

/** An order's invoices as its shopper sees them, the latest first. */
export function invoicesOf(
  app: Pick<App, 'db'>,
  store: StoreSnapshot,
  orderId: OrderId,
): Promise<readonly Invoice[]> {
  return withTenant(app.db, store.storeId, (tx) => listInvoices(tx, { orderId, before: null, limit: 10 }))
}

export const buyerOf = (keys: StoreKeys, { buyerSealed }: Invoice): InvoiceBuyer =>
  unsealJson<InvoiceBuyer>(keys, buyerSealed)

interface Acting {
  readonly id: InvoiceId
  readonly actor: string
  readonly at: Date
}

export type InvoiceDeed = Acting &
  (
    | { readonly act: 'issue'; readonly number: string; readonly link: string }
    | { readonly act: 'refuse' | 'withdraw'; readonly reason: string }
    | { readonly act: 'redden'; readonly number: string }
  )

/**
 * Moves an invoice on, its order held first; whoever withdraws has to hold the order's link. Issuing says what is kept at that
 * moment and goes by e-mail to the address it was asked for. The shopper is told what the shop did.
 */
export function actOnInvoice(app: App, store: StoreSnapshot, deed: InvoiceDeed): Promise<InvoiceResult> {
  return withTenant(app.db, store.storeId, async (tx) => {
    const orderId = await findInvoiceOrder(tx, deed.id)
    const order = orderId && (await lockOrder(tx, orderId))
    const invoice = order && (await lockInvoice(tx, deed.id))
    if (!invoice) return refused('INVOICE_NOT_FOUND')
    const obstacle = whyNotAct(invoice, deed.act)
    if (obstacle) return refused(obstacle)
    const { actor, at } = deed
    switch (deed.act) {
      case 'issue': {
        if (keptFen(order) === 0) return refused('INVOICE_NOTHING')
        const { number, link } = deed
        await writeIssued(tx, invoice.id, { number, link, amountFen: keptFen(order), actor, at })
        await mailIssued(tx, store, { ...invoice, number, email: buyerOf(store.keys, invoice).email, at })
        break
      }
      case 'redden':
        await writeRed(tx, invoice.id, deed.number, actor)
        break
      default:
        await writeEnded(tx, invoice.id, {
          state: deed.act === 'refuse' ? 'refused' : 'withdrawn',
          reason: deed.reason,
          actor,
          at,
        })
    }
    await audit(tx, {
      actor,
      action: `invoice.${PAST[deed.act]}`,
      subject: invoice.id,
      data: { orderId: invoice.orderId },
      at,
    })
    await tellOfDeed(tx, app, invoice, deed)
    return { done: true, id: invoice.id }
  })
}

const PAST: Readonly<Record<InvoiceAct, string>> = {
  issue: 'issued',
  refuse: 'refused',
  withdraw: 'withdrawn',
  redden: 'reddened',
}

/** Keeps the paper of an invoice, sealed; its bytes decide whether it is one. */
export function keepPaper(
  app: Pick<App, 'db'>,
  store: StoreSnapshot,
  { id, bytes, actor, at }: Acting & { readonly bytes: Buffer },
): Promise<InvoiceResult> {
  if (bytes.length > PDF_BYTES_MAX) return Promise.resolve(refused('INVOICE_PDF_LARGE'))
  if (!isPdf(bytes)) return Promise.resolve(refused('INVOICE_PDF'))
  return withTenant(app.db, store.storeId, async (tx) => {
    const invoice = await lockInvoice(tx, id)
    if (!invoice) return refused('INVOICE_NOT_FOUND')
    if (invoice.state !== 'asked' && invoice.state !== 'issued') return refused('INVOICE_STATE')
    await writeFile(tx, id, seal(store.keys, bytes.toString('base64')), at)
    await audit(tx, { actor, action: 'invoice.paper_kept', subject: id, data: { bytes: bytes.length }, at })
    return { done: true, id }
  })
}

/** The paper of an invoice; null when there is none. It names the buyer: that staff opened it is written down. */
export async function openPaper(
  app: Pick<App, 'db'>,
  store: StoreSnapshot,
  id: InvoiceId,
  staff?: Omit<Acting, 'id'>,
): Promise<Buffer | null> {
  const sealed = await withTenant(app.db, store.storeId, async (tx) => {
    const found = await findFile(tx, id)
    if (found && staff) await audit(tx, { ...staff, action: 'invoice.paper_read', subject: id, data: {} })
    return found
  })
  return sealed && Buffer.from(unseal(store.keys, sealed), 'base64')
}
