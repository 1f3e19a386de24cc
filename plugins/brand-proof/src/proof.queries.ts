import { type Id, idOf, type LocalDate, uuidOf } from '@mamapu/kernel'
import type { TenantTx, TransactionSql } from '@mamapu/plugin-sdk'
import type { Proof, ProofKind, ProofPicture } from './proof.types.js'

/** Proofs of one shop. */
export const PROOFS_MAX = 200

export interface ProofRow {
  id: string
  brand: string
  kind: ProofKind
  number: string
  issuer: string
  note: string
  pictures: readonly ProofPicture[]
  all_goods: boolean
  product_ids: readonly string[]
  category_ids: readonly string[]
  tags: readonly string[]
  valid_from: LocalDate | null
  valid_until: LocalDate | null
  starts_at: Date | null
  ends_at: Date | null
  is_hidden: boolean
  told: number
}

export function proofOf(row: ProofRow): Proof {
  const { brand, kind, number, issuer, note, pictures, tags, told } = row
  return {
    ...{ brand, kind, number, issuer, note, pictures, tags, told },
    id: idOf('plg', row.id),
    allGoods: row.all_goods,
    productIds: row.product_ids,
    categoryIds: row.category_ids,
    validFrom: row.valid_from,
    validUntil: row.valid_until,
    startsAt: row.starts_at,
    endsAt: row.ends_at,
    isHidden: row.is_hidden,
  }
}

/** What pages show from `at` on, the newest first. */
export function shownQuery(sql: TransactionSql, tenantId: string, at: Date) {
  return sql<ProofRow[]>`
    select id, brand, kind, number, issuer, note, pictures, all_goods, product_ids, category_ids, tags,
           valid_from::text, valid_until::text, starts_at, ends_at, is_hidden, told
      from brand_proof_proofs
     where tenant_id = ${tenantId} and not is_hidden and (ends_at is null or ends_at > ${at})
     order by id desc limit ${PROOFS_MAX}`
}

/** All of them, what ends first coming first. */
export async function listProofs(tx: TenantTx): Promise<Proof[]> {
  const rows = await tx.sql<ProofRow[]>`
    select id, brand, kind, number, issuer, note, pictures, all_goods, product_ids, category_ids, tags,
           valid_from::text, valid_until::text, starts_at, ends_at, is_hidden, told
      from brand_proof_proofs where tenant_id = ${tx.tenantId}
     order by ends_at nulls last, id desc limit ${PROOFS_MAX}`
  return rows.map(proofOf)
}

export async function findProof(tx: TenantTx, id: Id<'plg'>): Promise<Proof | null> {
  const [row] = await tx.sql<ProofRow[]>`
    select id, brand, kind, number, issuer, note, pictures, all_goods, product_ids, category_ids, tags,
           valid_from::text, valid_until::text, starts_at, ends_at, is_hidden, told
      from brand_proof_proofs where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)}`
  return row ? proofOf(row) : null
}

/** Proofs that end before `until` and of which not everything was told, the first to end first; held to the end. */
export async function lockEnding(tx: TenantTx, until: Date, limit: number): Promise<Proof[]> {
  const rows = await tx.sql<ProofRow[]>`
    select id, brand, kind, number, issuer, note, pictures, all_goods, product_ids, category_ids, tags,
           valid_from::text, valid_until::text, starts_at, ends_at, is_hidden, told
      from brand_proof_proofs
     where tenant_id = ${tx.tenantId} and ends_at <= ${until} and not is_hidden and told > -1
     order by ends_at, id limit ${limit} for update`
  return rows.map(proofOf)
}

export async function markTold(tx: TenantTx, id: Id<'plg'>, told: number): Promise<void> {
  await tx.sql`
    update brand_proof_proofs set told = ${told} where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)}`
}

export async function countProofs(tx: TenantTx): Promise<number> {
  const [row] = await tx.sql<{ count: number }[]>`
    select count(*)::int as count from brand_proof_proofs where tenant_id = ${tx.tenantId}`
  return row?.count ?? 0
}

export async function insertProof(tx: TenantTx, proof: Omit<Proof, 'told'>, at: Date): Promise<void> {
  await tx.sql`
    insert into brand_proof_proofs (tenant_id, id, brand, kind, number, issuer, note, pictures, all_goods, product_ids,
      category_ids, tags, valid_from, valid_until, starts_at, ends_at, is_hidden, created_at, updated_at)
    values (${tx.tenantId}, ${uuidOf(proof.id)}, ${proof.brand}, ${proof.kind}, ${proof.number}, ${proof.issuer},
            ${proof.note}, ${json(proof.pictures)}::text::jsonb, ${proof.allGoods}, ${json(proof.productIds)}::text::jsonb,
            ${json(proof.categoryIds)}::text::jsonb, ${json(proof.tags)}::text::jsonb, ${proof.validFrom}, ${proof.validUntil},
            ${proof.startsAt}, ${proof.endsAt}, ${proof.isHidden}, ${at}, ${at})`
}

/** Saves a proof as a whole; another end is told of anew. False when there is none. */
export async function updateProof(tx: TenantTx, proof: Omit<Proof, 'told'>, at: Date): Promise<boolean> {
  const rows = await tx.sql`
    update brand_proof_proofs
       set brand = ${proof.brand}, kind = ${proof.kind}, number = ${proof.number}, issuer = ${proof.issuer}, note = ${proof.note},
           pictures = ${json(proof.pictures)}::text::jsonb, all_goods = ${proof.allGoods}, product_ids = ${json(proof.productIds)}::text::jsonb,
           category_ids = ${json(proof.categoryIds)}::text::jsonb, tags = ${json(proof.tags)}::text::jsonb,
           told = case when valid_until is distinct from ${proof.validUntil}::date then 99 else told end,
           valid_from = ${proof.validFrom}::date, valid_until = ${proof.validUntil}::date, starts_at = ${proof.startsAt}::timestamptz,
           ends_at = ${proof.endsAt}::timestamptz, is_hidden = ${proof.isHidden}, updated_at = ${at}
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(proof.id)} returning 1`
  return rows.length === 1
}

export async function deleteProof(tx: TenantTx, id: Id<'plg'>): Promise<boolean> {
  const rows = await tx.sql`
    delete from brand_proof_proofs where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)} returning 1`
  return rows.length === 1
}

const json = (value: unknown) => JSON.stringify(value)
