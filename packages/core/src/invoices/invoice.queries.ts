import type { TenantTx } from '@mamapu/db'
import { type Fen, type Id, idOf, type OrderId, uuidOf } from '@mamapu/kernel'
import type { InvoiceState } from './invoice.rules.js'

export type InvoiceId = Id<'ivc'>

export interface Invoice {
  readonly id: InvoiceId
  readonly orderId: OrderId
  readonly orderNumber: string
  readonly kind: 'personal' | 'company'
  readonly buyerSealed: Buffer
  readonly titleMasked: string
  readonly amountFen: Fen
  readonly state: InvoiceState
  readonly number: string
  readonly link: string
  readonly reason: string
  readonly needsRed: boolean
  readonly redNumber: string
  readonly hasFile: boolean
  readonly askedAt: Date
  readonly issuedAt: Date | null
}

interface Raw {
  id: string
  order_id: string
  order_number: string
  kind: 'personal' | 'company'
  buyer_sealed: Buffer
  title_masked: string
  amount_fen: Fen
  state: InvoiceState
  number: string
  link: string
  reason: string
  needs_red: boolean
  red_number: string
  has_file: boolean
  asked_at: Date
  issued_at: Date | null
}

const toInvoice = (row: Raw): Invoice => ({
  id: idOf('ivc', row.id),
  orderId: idOf('ord', row.order_id),
  orderNumber: row.order_number,
  kind: row.kind,
  buyerSealed: row.buyer_sealed,
  titleMasked: row.title_masked,
  amountFen: row.amount_fen,
  state: row.state,
  number: row.number,
  link: row.link,
  reason: row.reason,
  needsRed: row.needs_red,
  redNumber: row.red_number,
  hasFile: row.has_file,
  askedAt: row.asked_at,
  issuedAt: row.issued_at,
})

const columns = ({ sql, tenantId }: TenantTx) => sql`
  i.id, i.order_id, o.number as order_number, i.kind, i.buyer_sealed, i.title_masked,
  case when i.state = 'asked' then greatest(o.paid_fen - o.refunded_fen, 0) else i.amount_fen end as amount_fen, i.state, i.number, i.link,
  i.reason, i.needs_red, i.red_number, i.asked_at, i.issued_at,
  exists (select from invoice_files f where f.tenant_id = ${tenantId} and f.invoice_id = i.id) as has_file`

/** The order an invoice is of; null when there is no such invoice. */
export async function findInvoiceOrder(tx: TenantTx, id: InvoiceId): Promise<OrderId | null> {
  const [row] = await tx.sql<{ order_id: string }[]>`
    select order_id from invoices where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)}`
  return row ? idOf('ord', row.order_id) : null
}

/** Reads an invoice and holds its row. Hold its order first. */
export async function lockInvoice(tx: TenantTx, id: InvoiceId): Promise<Invoice | null> {
  const [row] = await tx.sql<Raw[]>`
    select ${columns(tx)} from invoices i join orders o on o.tenant_id = ${tx.tenantId} and o.id = i.order_id
     where i.tenant_id = ${tx.tenantId} and i.id = ${uuidOf(id)} for update of i`
  return row ? toInvoice(row) : null
}

/** The latest first; of one order, or of the shop in a state. */
export async function listInvoices(
  tx: TenantTx,
  ask: {
    readonly orderId?: OrderId
    readonly state?: InvoiceState
    readonly needsRed?: boolean
    readonly before: InvoiceId | null
    readonly limit: number
  },
): Promise<Invoice[]> {
  const { sql, tenantId } = tx
  const rows = await sql<Raw[]>`
    select ${columns(tx)} from invoices i join orders o on o.tenant_id = ${tenantId} and o.id = i.order_id
     where i.tenant_id = ${tenantId}
       ${ask.orderId ? sql`and i.order_id = ${uuidOf(ask.orderId)}` : sql``}
       ${ask.state ? sql`and i.state = ${ask.state}` : sql``}
       ${ask.needsRed ? sql`and i.needs_red and i.red_number = ''` : sql``}
       ${ask.before ? sql`and i.id < ${uuidOf(ask.before)}` : sql``}
     order by i.id desc limit ${ask.limit}`
  return rows.map(toInvoice)
}

/** False, writing nothing, when the order has one that is asked for or issued. */
export async function insertInvoice(
  tx: TenantTx,
  invoice: Pick<Invoice, 'id' | 'orderId' | 'kind' | 'buyerSealed' | 'titleMasked' | 'amountFen' | 'askedAt'>,
): Promise<boolean> {
  const rows = await tx.sql`
    insert into invoices (tenant_id, id, order_id, kind, buyer_sealed, title_masked, amount_fen, asked_at)
    values (${tx.tenantId}, ${uuidOf(invoice.id)}, ${uuidOf(invoice.orderId)}, ${invoice.kind}, ${invoice.buyerSealed},
            ${invoice.titleMasked}, ${invoice.amountFen}, ${invoice.askedAt})
    on conflict (tenant_id, order_id) where state in ('asked', 'issued') and red_number = '' do nothing returning 1`
  return rows.length === 1
}

/** What was made out. Hold the invoice. */
export async function writeIssued(
  tx: TenantTx,
  id: InvoiceId,
  paper: { number: string; link: string; amountFen: Fen; actor: string; at: Date },
): Promise<void> {
  await tx.sql`
    update invoices set state = 'issued', number = ${paper.number}, link = ${paper.link}, amount_fen = ${paper.amountFen},
           actor = ${paper.actor}, issued_at = ${paper.at}
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)}`
}

/** Refused or withdrawn, with why. Hold the invoice. */
export async function writeEnded(
  tx: TenantTx,
  id: InvoiceId,
  end: { state: 'refused' | 'withdrawn'; reason: string; actor: string; at: Date },
): Promise<void> {
  await tx.sql`
    update invoices set state = ${end.state}, reason = ${end.reason}, actor = ${end.actor}, ended_at = ${end.at}
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)}`
}

/** Made out again in red. Hold the invoice. */
export async function writeRed(tx: TenantTx, id: InvoiceId, number: string, actor: string): Promise<void> {
  await tx.sql`
    update invoices set red_number = ${number}, actor = ${actor} where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)}`
}

/** Flags what is issued for more than an order still keeps, to be made out in red; the invoices flagged just now. */
export async function markRed(tx: TenantTx, orderId: OrderId): Promise<InvoiceId[]> {
  const rows = await tx.sql<{ id: string }[]>`
    update invoices i set needs_red = true from orders o
     where i.tenant_id = ${tx.tenantId} and i.order_id = ${uuidOf(orderId)} and i.state = 'issued' and not i.needs_red
       and o.tenant_id = ${tx.tenantId} and o.id = i.order_id and i.amount_fen > o.paid_fen - o.refunded_fen
    returning i.id`
  return rows.map(({ id }) => idOf('ivc', id))
}

/** Ends what is asked for of an order that keeps nothing any more. */
export async function dropEmpty(tx: TenantTx, orderId: OrderId, at: Date): Promise<void> {
  await tx.sql`
    update invoices i set state = 'withdrawn', actor = 'system', ended_at = ${at} from orders o
     where i.tenant_id = ${tx.tenantId} and i.order_id = ${uuidOf(orderId)} and i.state = 'asked'
       and o.tenant_id = ${tx.tenantId} and o.id = i.order_id and o.paid_fen <= o.refunded_fen`
}

/** Keeps an invoice's paper, the latest alone. */
export async function writeFile(tx: TenantTx, id: InvoiceId, sealed: Buffer, at: Date): Promise<void> {
  await tx.sql`
    insert into invoice_files (tenant_id, invoice_id, sealed, at) values (${tx.tenantId}, ${uuidOf(id)}, ${sealed}, ${at})
    on conflict (tenant_id, invoice_id) do update set sealed = excluded.sealed, at = excluded.at`
}

/** The sealed paper of an invoice, if there is one. */
export async function findFile(tx: TenantTx, id: InvoiceId): Promise<Buffer | null> {
  const [row] = await tx.sql<{ sealed: Buffer }[]>`
    select sealed from invoice_files where tenant_id = ${tx.tenantId} and invoice_id = ${uuidOf(id)}`
  return row?.sealed ?? null
}
