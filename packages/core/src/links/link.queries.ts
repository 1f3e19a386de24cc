import { type Database, readTenant, type TenantTx } from '@mamapu/db'
import { type CustomerId, type Id, idOf, type LocalDate, type StoreId, uuidOf } from '@mamapu/kernel'

export interface Link {
  readonly id: Id<'lnk'>
  readonly code: string
  /** Whose mechanic made it. */
  readonly plugin: string
  readonly owner: CustomerId
  readonly scene: string
  readonly target: string
  /** False once its owner left: it leads on, and nothing else. */
  readonly counts: boolean
}

type RawLink = Omit<Link, 'id' | 'owner'> & { id: string; owner: string }

const linkOf = (row: RawLink): Link => ({
  ...row,
  id: idOf('lnk', row.id),
  owner: idOf('cus', row.owner),
})

/** For whoever opens it; null when this shop has none. */
export async function findLink(db: Database, storeId: StoreId, code: string): Promise<Link | null> {
  const [rows] = await readTenant(db, storeId, (sql, tenantId) => [
    sql<RawLink[]>`
      select id, code, plugin, owner_id as owner, scene, target, counts from links
       where tenant_id = ${tenantId} and code = ${code}`,
  ])
  return rows[0] ? linkOf(rows[0]) : null
}

/** For the plugin that made it. */
export async function findLinkOf(tx: TenantTx, plugin: string, code: string): Promise<Link | null> {
  const [row] = await tx.sql<RawLink[]>`
    select id, code, plugin, owner_id as owner, scene, target, counts from links
     where tenant_id = ${tx.tenantId} and code = ${code} and plugin = ${plugin}`
  return row ? linkOf(row) : null
}

/** Where a link leads, whichever plugin made it; null when this shop has none. */
export async function findTarget(tx: TenantTx, code: string): Promise<string | null> {
  const [row] = await tx.sql<{ target: string }[]>`
    select target from links where tenant_id = ${tx.tenantId} and code = ${code}`
  return row?.target ?? null
}

export type LinkAsk = Pick<Link, 'plugin' | 'owner' | 'scene' | 'target'>

export async function findSameLink(tx: TenantTx, ask: LinkAsk): Promise<Link | null> {
  const [row] = await tx.sql<RawLink[]>`
    select id, code, plugin, owner_id as owner, scene, target, counts from links
     where tenant_id = ${tx.tenantId} and plugin = ${ask.plugin} and owner_id = ${uuidOf(ask.owner)}
       and scene = ${ask.scene} and target = ${ask.target}`
  return row ? linkOf(row) : null
}

/** False when there is the same link, or another one with this code. */
export async function insertLink(tx: TenantTx, link: Link & { at: Date }): Promise<boolean> {
  const result = await tx.sql`
    insert into links (tenant_id, id, code, plugin, owner_id, scene, target, counts, made_at)
    values (${tx.tenantId}, ${uuidOf(link.id)}, ${link.code}, ${link.plugin}, ${uuidOf(link.owner)}, ${link.scene},
            ${link.target}, ${link.counts}, ${link.at})
    on conflict do nothing`
  return result.count === 1
}

/**
 * How many links an owner has of a plugin, `limit` at most, and whether her links count, whichever plugin made them. Waits for
 * whoever changes that, and holds it as it is until the transaction ends.
 */
export async function holdLinksOfOwner(
  tx: TenantTx,
  { plugin, owner, limit }: { plugin: string; owner: CustomerId; limit: number },
): Promise<{ links: number; counts: boolean }> {
  await tx.sql`select id from customers where tenant_id = ${tx.tenantId} and id = ${uuidOf(owner)} for key share`
  const [row] = await tx.sql<{ links: number; counts: boolean }[]>`
    select (select count(*)::int from (select 1 from links
              where tenant_id = ${tx.tenantId} and plugin = ${plugin} and owner_id = ${uuidOf(owner)} limit ${limit}) l) as links,
           not exists (select from links
              where tenant_id = ${tx.tenantId} and owner_id = ${uuidOf(owner)} and not counts) as counts`
  return { links: row?.links ?? 0, counts: row?.counts ?? true }
}

/** For all links of an owner, of every plugin. Whoever makes one at the same time is waited for. */
export async function writeCounts(tx: TenantTx, owner: CustomerId, counts: boolean): Promise<void> {
  await tx.sql`select id from customers where tenant_id = ${tx.tenantId} and id = ${uuidOf(owner)} for update`
  await tx.sql`
    update links set counts = ${counts}
     where tenant_id = ${tx.tenantId} and owner_id = ${uuidOf(owner)} and counts <> ${counts}`
}

/** Which of these owners left: their links count no more. */
export async function readOwnersLeft(
  tx: TenantTx,
  owners: readonly CustomerId[],
): Promise<ReadonlySet<CustomerId>> {
  const rows = await tx.sql<{ owner: string }[]>`
    select distinct owner_id as owner from links
     where tenant_id = ${tx.tenantId} and owner_id = any(${owners.map(uuidOf)}::uuid[]) and not counts limit ${owners.length}`
  return new Set(rows.map(({ owner }) => idOf('cus', owner)))
}

export interface NewVisit {
  readonly linkId: Id<'lnk'>
  readonly day: LocalDate
  readonly visitorKey: string
  /** Null for who came with a session. */
  readonly browser: Buffer | null
  readonly at: Date
}

/** True for the day's first of this visitor and of this browser. */
export async function insertVisit(tx: TenantTx, visit: NewVisit): Promise<boolean> {
  const result = await tx.sql`
    insert into link_visits (tenant_id, link_id, day, visitor_id, browser, last_at)
    values (${tx.tenantId}, ${uuidOf(visit.linkId)}, ${visit.day}, ${visit.visitorKey}, ${visit.browser}, ${visit.at})
    on conflict do nothing`
  return result.count === 1
}

/** Notes one more opening; when the one before it was, null when it is no longer known. */
export async function openAgain(tx: TenantTx, visit: NewVisit): Promise<Date | null> {
  const [row] = await tx.sql<{ before: Date }[]>`
    update link_visits v set opens = v.opens + 1, last_at = greatest(v.last_at, ${visit.at}) from
      (select day, visitor_id, last_at from link_visits
        where tenant_id = ${tx.tenantId} and link_id = ${uuidOf(visit.linkId)} and day = ${visit.day}
          and (visitor_id = ${visit.visitorKey} or browser = ${visit.browser})
        order by visitor_id limit 1 for update) known
     where v.tenant_id = ${tx.tenantId} and v.link_id = ${uuidOf(visit.linkId)} and v.day = known.day
       and v.visitor_id = known.visitor_id
    returning known.last_at as before`
  return row?.before ?? null
}

/** Last of all in its transaction: everybody who opens a link that goes round comes by this row. */
export async function countVisit(
  tx: TenantTx,
  { linkId, day }: Pick<NewVisit, 'linkId' | 'day'>,
  isNewVisitor: boolean,
): Promise<void> {
  const visitors = isNewVisitor ? 1 : 0
  await tx.sql`
    insert into link_days as d (tenant_id, link_id, day, visits, visitors)
    values (${tx.tenantId}, ${uuidOf(linkId)}, ${day}, 1, ${visitors})
    on conflict (tenant_id, link_id, day) do update
       set visits = d.visits + 1, visitors = d.visitors + excluded.visitors`
}

/** Notes on the session whose link brought it last. */
export async function writeCameBy(
  tx: TenantTx,
  { sessionHash, owner, at }: { sessionHash: string; owner: CustomerId; at: Date },
): Promise<void> {
  await tx.sql`
    update customer_sessions set came_by = ${uuidOf(owner)}, came_at = ${at}
     where tenant_id = ${tx.tenantId} and token_hash = decode(${sessionHash}, 'hex')
       and (came_at is null or came_at <= ${at})`
}

export async function readFigures(
  tx: TenantTx,
  ask: { owners: readonly CustomerId[]; from: LocalDate; last: LocalDate },
): Promise<readonly { owner: CustomerId; visits: number; visitors: number }[]> {
  const rows = await tx.sql<{ owner: string; visits: number; visitors: number }[]>`
    select l.owner_id as owner, sum(d.visits)::int as visits, sum(d.visitors)::int as visitors
      from links l join link_days d on d.tenant_id = ${tx.tenantId} and d.link_id = l.id
     where l.tenant_id = ${tx.tenantId} and l.owner_id = any(${ask.owners.map(uuidOf)}::uuid[])
       and d.day >= ${ask.from} and d.day <= ${ask.last}
     group by l.owner_id limit 200`
  return rows.map((row) => ({ ...row, owner: idOf('cus', row.owner) }))
}

/** Forgets who opened links last before an instant, at most `limit`; returns how many. */
export async function deleteOldVisits(tx: TenantTx, before: Date, limit: number): Promise<number> {
  const result = await tx.sql`
    delete from link_visits where tenant_id = ${tx.tenantId} and (link_id, day, visitor_id) in
      (select link_id, day, visitor_id from link_visits
        where tenant_id = ${tx.tenantId} and last_at <= ${before} limit ${limit})`
  return result.count
}
