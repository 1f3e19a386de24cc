import type { TenantTx } from '@mamapu/db'
import { type Id, idOf, type OrderId, uuidOf } from '@mamapu/kernel'
import type { PackLine } from './pack.rules.js'

export type PackId = Id<'pck'>

/** Void: something in it was refunded, sent otherwise, or goes to another door now. */
export type PackState = 'planned' | 'sent' | 'void'

export interface Pack {
  readonly id: PackId
  readonly state: PackState
  readonly lines: readonly (PackLine & { readonly orderNumber: string; readonly title: string })[]
}

/** A line of an order in a planned parcel; `together` are the numbers of the other orders in it. */
export interface PlannedLine extends PackLine {
  readonly packId: PackId
  readonly together: string
}

interface RawLine {
  pack_id: string
  state: PackState
  order_id: string
  line_id: string
  units: number
  number: string
  title: string
}

/** Packs an order has part in that were not sent, the oldest first, with everything in them. */
export async function listPacks(tx: TenantTx, orderId: OrderId): Promise<Pack[]> {
  const { sql, tenantId } = tx
  const own = sql`select l.pack_id from pack_lines l where l.tenant_id = ${tenantId} and l.order_id = ${uuidOf(orderId)}`
  return readPacks(tx, sql`p.id in (${own}) and p.state <> 'sent'`)
}

/** One pack with what is in it; null when there is none. */
export async function findPack(tx: TenantTx, id: PackId): Promise<Pack | null> {
  const [pack] = await readPacks(tx, tx.sql`p.id = ${uuidOf(id)}`)
  return pack ?? null
}

async function readPacks(tx: TenantTx, which: ReturnType<TenantTx['sql']>): Promise<Pack[]> {
  const { sql, tenantId } = tx
  const rows = await sql<RawLine[]>`
    select p.id as pack_id, p.state, l.order_id, l.line_id, l.units, o.number, trim(g.title || ' ' || g.options) as title
      from packs p
      join pack_lines l on l.tenant_id = ${tenantId} and l.pack_id = p.id
      join orders o on o.tenant_id = ${tenantId} and o.id = l.order_id
      join order_lines g on g.tenant_id = ${tenantId} and g.order_id = l.order_id and g.id = l.line_id
     where p.tenant_id = ${tenantId} and ${which}
     order by p.created_at, p.id, o.number, g.position limit 1000`
  const packs = new Map<string, Pack & { lines: Pack['lines'][number][] }>()
  for (const { pack_id: packId, state, ...row } of rows) {
    const pack = packs.get(packId) ?? { id: idOf('pck', packId), state, lines: [] }
    const { units, title, number: orderNumber } = row
    pack.lines.push({
      ...{ units, title, orderNumber },
      orderId: idOf('ord', row.order_id),
      lineId: idOf('lin', row.line_id),
    })
    packs.set(packId, pack)
  }
  return [...packs.values()]
}

/** Units of each line of these orders that planned packs stand for. Hold the orders. */
export async function plannedUnits(
  tx: TenantTx,
  orderIds: readonly OrderId[],
): Promise<ReadonlyMap<Id<'lin'>, number>> {
  const rows = await tx.sql<{ line_id: string; units: number }[]>`
    select l.line_id, sum(l.units)::int as units from pack_lines l
      join packs p on p.tenant_id = ${tx.tenantId} and p.id = l.pack_id and p.state = 'planned'
     where l.tenant_id = ${tx.tenantId} and l.order_id in ${tx.sql(orderIds.map(uuidOf))} group by l.line_id`
  return new Map(rows.map(({ line_id, units }) => [idOf('lin', line_id), units]))
}

/** Of which planned parcels these orders' lines are part, the oldest plan first, and with which other orders. */
export async function listPlanned(tx: TenantTx, orderIds: readonly OrderId[]): Promise<PlannedLine[]> {
  if (orderIds.length === 0) return []
  const rows = await tx.sql<
    { pack_id: string; order_id: string; line_id: string; units: number; together: string | null }[]
  >`
    select l.pack_id, l.order_id, l.line_id, l.units,
           (select string_agg(distinct o.number, ' ') from pack_lines x
              join orders o on o.tenant_id = ${tx.tenantId} and o.id = x.order_id
             where x.tenant_id = ${tx.tenantId} and x.pack_id = l.pack_id and x.order_id <> l.order_id) as together
      from pack_lines l join packs p on p.tenant_id = ${tx.tenantId} and p.id = l.pack_id and p.state = 'planned'
     where l.tenant_id = ${tx.tenantId} and l.order_id in ${tx.sql(orderIds.map(uuidOf))}
     order by p.created_at, p.id`
  return rows.map((row) => ({
    packId: idOf('pck', row.pack_id),
    orderId: idOf('ord', row.order_id),
    lineId: idOf('lin', row.line_id),
    units: row.units,
    together: row.together ?? '',
  }))
}

export async function insertPack(
  tx: TenantTx,
  pack: {
    readonly id: PackId
    readonly lines: readonly PackLine[]
    readonly actor: string
    readonly at: Date
  },
): Promise<void> {
  await tx.sql`
    insert into packs (tenant_id, id, actor, created_at)
    values (${tx.tenantId}, ${uuidOf(pack.id)}, ${pack.actor}, ${pack.at})`
  for (const { orderId, lineId, units } of pack.lines)
    await tx.sql`
      insert into pack_lines (tenant_id, pack_id, order_id, line_id, units)
      values (${tx.tenantId}, ${uuidOf(pack.id)}, ${uuidOf(orderId)}, ${uuidOf(lineId)}, ${units})`
}

/** False when it was sent, or dropped by somebody else. Its lines go with it. */
export async function deletePack(tx: TenantTx, id: PackId): Promise<boolean> {
  const rows = await tx.sql`
    delete from packs where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)} and state <> 'sent' returning 1`
  return rows.length === 1
}

/** False, writing nothing, when it is planned no more. */
export async function markPackSent(
  tx: TenantTx,
  id: PackId,
  sent: { readonly carrier: string; readonly trackingNumber: string; readonly at: Date },
): Promise<boolean> {
  const rows = await tx.sql`
    update packs set state = 'sent', carrier = ${sent.carrier}, tracking_number = ${sent.trackingNumber}, sent_at = ${sent.at}
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)} and state = 'planned' returning 1`
  return rows.length === 1
}

/** Ends what is planned. Hold the orders. */
export async function markPacksVoid(tx: TenantTx, ids: readonly PackId[]): Promise<void> {
  if (ids.length === 0) return
  await tx.sql`
    update packs set state = 'void'
     where tenant_id = ${tx.tenantId} and id in ${tx.sql(ids.map(uuidOf))} and state = 'planned'`
}

/** Who an order goes to: one word for one phone, door and method of delivery; null without a door. */
export async function receiverOf(tx: TenantTx, orderId: OrderId): Promise<string | null> {
  const [row] = await tx.sql<{ receiver: string | null }[]>`
    select encode(address_hash, 'hex') || encode(phone_hash, 'hex') || delivery as receiver
      from orders where tenant_id = ${tx.tenantId} and id = ${uuidOf(orderId)}`
  return row?.receiver ?? null
}

/** Other paid orders that go to the same receiver by the same method, the oldest first. */
export async function findSameReceiver(tx: TenantTx, orderId: OrderId, limit: number): Promise<OrderId[]> {
  const rows = await tx.sql<{ id: string }[]>`
    select o.id from orders me
      join orders o on o.tenant_id = ${tx.tenantId} and o.address_hash = me.address_hash and o.phone_hash = me.phone_hash
           and o.delivery = me.delivery and o.state = 'paid' and o.id <> me.id
     where me.tenant_id = ${tx.tenantId} and me.id = ${uuidOf(orderId)} and me.state = 'paid'
     order by o.placed_at, o.id limit ${limit}`
  return rows.map(({ id }) => idOf('ord', id))
}
