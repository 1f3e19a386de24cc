import { type Database, readTenant, type TenantTx } from '@mamapu/db'
import {
  type Fen,
  idOf,
  type LocalDate,
  must,
  type OrderId,
  type SkuId,
  type StoreId,
  toFen,
  uuidOf,
} from '@mamapu/kernel'
import type { CampaignId } from '@mamapu/plugin-sdk'
import type { BasisKind, DailyLow, Evidence, PriceFact, PriceProof } from './price-proof.types.js'

/** One goods a campaign may cover, as its scope looks at it. */
export interface ProofGoods {
  readonly skuId: SkuId
  readonly productId: string
  readonly categoryIds: readonly string[]
  readonly tags: readonly string[]
}

/** Facts of one product at an instant; the same event again writes nothing. */
export async function insertFacts(
  tx: TenantTx,
  facts: readonly (PriceFact & { readonly skuId: SkuId })[],
): Promise<void> {
  for (const { skuId, at, priceFen, isOffered, listedFrom, listedUntil } of facts)
    await tx.sql`
      insert into price_facts (tenant_id, sku_id, at, price_fen, is_offered, listed_from, listed_until)
      values (${tx.tenantId}, ${uuidOf(skuId)}, ${at}, ${priceFen}, ${isOffered}, ${listedFrom}, ${listedUntil})
      on conflict do nothing`
}

/** Keeps the lower of two prices of a day; of two equal ones the earlier line, whatever came first. */
export async function upsertLow(tx: TenantTx, skuId: SkuId, low: DailyLow): Promise<void> {
  await tx.sql`
    insert into price_lows as p (tenant_id, sku_id, day, low_fen, order_id, line_id)
    values (${tx.tenantId}, ${uuidOf(skuId)}, ${low.day}, ${low.lowFen}, ${uuidOf(low.orderId)}, ${uuidOf(low.lineId)})
    on conflict (tenant_id, sku_id, day) do update
       set low_fen = excluded.low_fen, order_id = excluded.order_id, line_id = excluded.line_id
     where p.tenant_id = ${tx.tenantId} and (excluded.low_fen, excluded.line_id) < (p.low_fen, p.line_id)`
}

export interface PaidLine {
  readonly lineId: DailyLow['lineId']
  readonly skuId: SkuId
  readonly quantity: number
  readonly unitFen: Fen
  readonly lineDiscountFen: Fen
}

/** What was bought in an order, gifts left out, with what the stages unit and line took off each line. */
export async function listPaidLines(tx: TenantTx, orderId: OrderId, limit: number): Promise<PaidLine[]> {
  const rows = await tx.sql<
    { id: string; sku_id: string; quantity: number; unit_fen: number; line_fen: number }[]
  >`
    select l.id, l.sku_id, l.quantity, l.unit_fen,
           coalesce((select sum(a.amount_fen)::bigint from order_allocations a
                      where a.tenant_id = ${tx.tenantId} and a.order_id = l.order_id and a.line_id = l.id
                        and a.stage in ('unit', 'line')), 0) as line_fen
      from order_lines l
     where l.tenant_id = ${tx.tenantId} and l.order_id = ${uuidOf(orderId)} and l.gift_of is null order by l.position limit ${limit}`
  return rows.map((row) => ({
    lineId: idOf('lin', row.id),
    skuId: idOf('sku', row.sku_id),
    quantity: row.quantity,
    unitFen: toFen(row.unit_fen),
    lineDiscountFen: toFen(row.line_fen),
  }))
}

/** The shop's SKUs after one, by id. */
export async function listGoods(tx: TenantTx, after: SkuId | null, limit: number): Promise<ProofGoods[]> {
  const rows = await tx.sql<{ id: string; product_id: string; category_ids: string[]; tags: string[] }[]>`
    select s.id, s.product_id,
           (select coalesce(json_agg(c.category_id), '[]') from product_categories c
             where c.tenant_id = ${tx.tenantId} and c.product_id = s.product_id) as category_ids,
           (select coalesce(json_agg(g.tag), '[]') from product_tags g
             where g.tenant_id = ${tx.tenantId} and g.product_id = s.product_id) as tags
      from skus s
     where s.tenant_id = ${tx.tenantId} and s.is_active and s.id > ${after ? uuidOf(after) : '0'.repeat(32)}
     order by s.id limit ${limit}`
  return rows.map((row) => ({
    skuId: idOf('sku', row.id),
    productId: idOf('prd', row.product_id),
    categoryIds: row.category_ids.map((id) => idOf('cat', id)),
    tags: row.tags,
  }))
}

/** What is known of these SKUs as of their last edit, for those nothing was ever told of. */
export async function listUntold(
  tx: TenantTx,
  skuIds: readonly SkuId[],
): Promise<(PriceFact & { readonly skuId: SkuId })[]> {
  const rows = await tx.sql<
    {
      id: string
      at: Date
      price_fen: number
      offered: boolean
      listed_from: Date | null
      listed_until: Date | null
    }[]
  >`
    select s.id, p.updated_at as at, s.price_fen, p.status = 'active' and s.is_active as offered, p.listed_from,
           p.listed_until
      from skus s join products p on p.tenant_id = ${tx.tenantId} and p.id = s.product_id
     where s.tenant_id = ${tx.tenantId} and s.id = any (${skuIds.map(uuidOf)}::uuid[])
       and not exists (select from price_facts f where f.tenant_id = ${tx.tenantId} and f.sku_id = s.id)
     limit ${skuIds.length}`
  return rows.map((row) => ({
    skuId: idOf('sku', row.id),
    at: row.at,
    priceFen: toFen(row.price_fen),
    isOffered: row.offered,
    listedFrom: row.listed_from,
    listedUntil: row.listed_until,
  }))
}

/** Facts that matter between two instants: those in between and the last one before, at most `limit` in all. */
export async function listFacts(
  tx: TenantTx,
  skuIds: readonly SkuId[],
  { from, until, limit }: { from: Date; until: Date; limit: number },
): Promise<ReadonlyMap<SkuId, PriceFact[]>> {
  const rows = await tx.sql<
    {
      sku_id: string
      at: Date
      price_fen: number
      is_offered: boolean
      listed_from: Date | null
      listed_until: Date | null
    }[]
  >`
    select f.sku_id, f.at, f.price_fen, f.is_offered, f.listed_from, f.listed_until from price_facts f
     where f.tenant_id = ${tx.tenantId} and f.sku_id = any (${skuIds.map(uuidOf)}::uuid[]) and f.at < ${until}
       and f.at >= coalesce((select max(b.at) from price_facts b
             where b.tenant_id = ${tx.tenantId} and b.sku_id = f.sku_id and b.at <= ${from}), ${from})
     order by f.sku_id, f.at desc limit ${limit}`
  return grouped(rows, (row) => ({
    at: row.at,
    priceFen: toFen(row.price_fen),
    isOffered: row.is_offered,
    listedFrom: row.listed_from,
    listedUntil: row.listed_until,
  }))
}

/** The lows of [from, to], and of the last day with a sale before them. */
export async function listLows(
  tx: TenantTx,
  skuIds: readonly SkuId[],
  { from, to }: { from: LocalDate; to: LocalDate },
): Promise<ReadonlyMap<SkuId, DailyLow[]>> {
  const rows = await tx.sql<
    { sku_id: string; day: string; low_fen: number; order_id: string; line_id: string }[]
  >`
    select l.sku_id, to_char(l.day, 'YYYY-MM-DD') as day, l.low_fen, l.order_id, l.line_id from price_lows l
     where l.tenant_id = ${tx.tenantId} and l.sku_id = any (${skuIds.map(uuidOf)}::uuid[]) and l.day <= ${to}
       and l.day >= coalesce((select max(b.day) from price_lows b
             where b.tenant_id = ${tx.tenantId} and b.sku_id = l.sku_id and b.day < ${from}), ${from})
     order by l.sku_id, l.day limit ${skuIds.length * 9}`
  return grouped(rows, (row) => ({
    day: row.day as LocalDate,
    lowFen: toFen(row.low_fen),
    orderId: idOf('ord', row.order_id),
    lineId: idOf('lin', row.line_id),
  }))
}

function grouped<R extends { sku_id: string }, T>(
  rows: readonly R[],
  make: (row: R) => T,
): ReadonlyMap<SkuId, T[]> {
  const groups = new Map<SkuId, T[]>()
  for (const row of rows) {
    const id = idOf('sku', row.sku_id)
    groups.set(id, [...(groups.get(id) ?? []), make(row)])
  }
  return groups
}

/** Writes a proof unless it is frozen; true when this changed what may be struck, or froze it. */
export async function upsertProof(tx: TenantTx, proof: PriceProof): Promise<boolean> {
  const rows = await tx.sql`
    insert into price_proofs as p (tenant_id, campaign_id, round, sku_id, kind, basis_fen, evidence, computed_at, frozen_at)
    values (${tx.tenantId}, ${uuidOf(proof.campaignId)}, ${proof.round}, ${uuidOf(proof.skuId)}, ${proof.kind},
            ${proof.basisFen}, ${JSON.stringify(proof.evidence)}::text::jsonb, ${proof.computedAt}, ${proof.frozenAt})
    on conflict (tenant_id, campaign_id, round, sku_id) do update
       set kind = excluded.kind, basis_fen = excluded.basis_fen, evidence = excluded.evidence,
           computed_at = excluded.computed_at, frozen_at = excluded.frozen_at
     where p.tenant_id = ${tx.tenantId} and p.frozen_at is null
    returning 1`
  return rows.length > 0
}

/** When the last run of a campaign before a round ended; null when that is its first. */
export async function findEndBefore(
  tx: TenantTx,
  campaignId: CampaignId,
  startsAt: Date,
): Promise<Date | null> {
  const [row] = await tx.sql<{ at: Date | null }[]>`
    select max(due_at) as at from campaign_boundaries
     where tenant_id = ${tx.tenantId} and campaign_id = ${uuidOf(campaignId)} and edge = 'end' and due_at <= ${startsAt}`
  return row?.at ?? null
}

interface ProofRow {
  campaign_id: string
  round: string
  sku_id: string
  kind: BasisKind
  basis_fen: number | null
  evidence: Evidence
  computed_at: Date
  frozen_at: Date | null
}

const proofOf = (row: ProofRow): PriceProof => ({
  campaignId: idOf('cmp', row.campaign_id),
  round: row.round,
  skuId: idOf('sku', row.sku_id),
  kind: row.kind,
  basisFen: row.basis_fen === null ? null : toFen(row.basis_fen),
  evidence: row.evidence,
  computedAt: row.computed_at,
  frozenAt: row.frozen_at,
})

/** The bases of these SKUs in the rounds of these campaigns, for pages. */
export async function readBases(
  db: Database,
  storeId: StoreId,
  {
    campaignIds,
    rounds,
    skuIds,
  }: { campaignIds: readonly CampaignId[]; rounds: readonly string[]; skuIds: readonly SkuId[] },
): Promise<readonly Pick<PriceProof, 'campaignId' | 'round' | 'skuId' | 'kind' | 'basisFen'>[]> {
  const [rows] = await readTenant(db, storeId, (sql, tenantId) => [
    sql<ProofRow[]>`
      select campaign_id, round, sku_id, kind, basis_fen from price_proofs
       where tenant_id = ${tenantId} and campaign_id = any (string_to_array(${campaignIds.map(uuidOf).join(',')}, ',')::uuid[])
         and round = any (string_to_array(${rounds.join(',')}, ','))
         and sku_id = any (string_to_array(${skuIds.map(uuidOf).join(',')}, ',')::uuid[])
       limit ${campaignIds.length * skuIds.length}`,
  ])
  return rows.map(proofOf)
}

/** What is frozen for these SKUs in a round. */
export async function listFrozen(
  tx: TenantTx,
  { campaignId, round, skuIds }: { campaignId: CampaignId; round: string; skuIds: readonly SkuId[] },
): Promise<ReadonlyMap<SkuId, PriceProof>> {
  const rows = await tx.sql<ProofRow[]>`
    select campaign_id, round, sku_id, kind, basis_fen, evidence, computed_at, frozen_at from price_proofs
     where tenant_id = ${tx.tenantId} and campaign_id = ${uuidOf(campaignId)} and round = ${round}
       and sku_id = any (${skuIds.map(uuidOf)}::uuid[]) and frozen_at is not null limit ${skuIds.length}`
  return new Map(rows.map(proofOf).map((proof) => [proof.skuId, proof]))
}

export interface ProofLine extends PriceProof {
  readonly code: string
  readonly title: string
  readonly options: string
  /** What the SKU costs everyone now: the number beside the lower price. */
  readonly numberFen: Fen
}

/** A campaign's proofs with their goods: of one round or the newest ones, by (round, SKU), after one. */
export async function listProofs(
  tx: TenantTx,
  ask: {
    readonly campaignId: CampaignId
    readonly round: string | null
    readonly after: { readonly round: string; readonly skuId: SkuId } | null
    readonly limit: number
  },
): Promise<ProofLine[]> {
  const { after } = ask
  const rows = await tx.sql<
    (ProofRow & { code: string; title: string; values: readonly string[]; price_fen: number })[]
  >`
    select f.campaign_id, f.round, f.sku_id, f.kind, f.basis_fen, f.evidence, f.computed_at, f.frozen_at,
           s.code, p.title, s.values, s.price_fen
      from price_proofs f
      join skus s on s.tenant_id = ${tx.tenantId} and s.id = f.sku_id
      join products p on p.tenant_id = ${tx.tenantId} and p.id = s.product_id
     where f.tenant_id = ${tx.tenantId} and f.campaign_id = ${uuidOf(ask.campaignId)}
       and (${ask.round}::text is null or f.round = ${ask.round})
       and (f.round, f.sku_id) > (${after?.round ?? ''}, ${after ? uuidOf(after.skuId) : '0'.repeat(32)}::uuid)
     order by f.round, f.sku_id limit ${ask.limit}`
  return rows.map((row) => ({
    ...proofOf(row),
    code: row.code,
    title: row.title,
    options: row.values.join(' / '),
    numberFen: toFen(row.price_fen),
  }))
}

/** The store's zone: which day a sale fell on. */
export async function findZone(tx: TenantTx): Promise<string> {
  const [row] = await tx.sql<{ zone: string }[]>`select zone from stores where id = ${tx.tenantId}`
  return must(row, 'the store').zone
}
