import type { TenantTx } from '@mamapu/db'
import type { StoredRule } from './delivery.queries.js'
import type { ExpressCharge, ExpressTemplate } from './express.types.js'

/** More than a shop may have. */
const TEMPLATES_READ = 50

export interface TemplateRow {
  id: string
  name: string
  charge: ExpressCharge
  rules: readonly StoredRule[]
  version: number
}

export function selectTemplates(tx: TenantTx): Promise<TemplateRow[]> {
  return tx.sql<TemplateRow[]>`
    select id, name, charge, rules, version from delivery_templates
     where tenant_id = ${tx.tenantId} order by (id = 'usual') desc, name, id limit ${TEMPLATES_READ}`
}

/** The new version; null when it is not at the one its editor saw (0: not there). */
export async function writeTemplate(
  tx: TenantTx,
  template: ExpressTemplate,
  { version, at }: { readonly version: number; readonly at: Date },
): Promise<number | null> {
  const { id, name, charge, rules } = template
  const [row] = await tx.sql<{ version: number }[]>`
    insert into delivery_templates as t (tenant_id, id, name, charge, rules, version, updated_at)
    values (${tx.tenantId}, ${id}, ${name}, ${charge}, ${JSON.stringify(rules)}::text::jsonb, 1, ${at})
    on conflict (tenant_id, id) do update
       set name = excluded.name, charge = excluded.charge, rules = excluded.rules, version = t.version + 1,
           updated_at = excluded.updated_at
     where t.version = ${version}
    returning version`
  return row?.version ?? null
}

export async function deleteTemplate(tx: TenantTx, id: string): Promise<boolean> {
  const rows = await tx.sql`
    delete from delivery_templates where tenant_id = ${tx.tenantId} and id = ${id} returning id`
  return rows.length === 1
}

export interface MethodRow {
  isOn: boolean
  settings: unknown
  version: number
}

export async function selectMethod(tx: TenantTx, method: string): Promise<MethodRow | null> {
  const [row] = await tx.sql<MethodRow[]>`
    select is_on as "isOn", settings, version from delivery_methods
     where tenant_id = ${tx.tenantId} and method = ${method}`
  return row ?? null
}

/** The new version; null when it is not at the one its editor saw (0: not there). */
export async function writeMethod(
  tx: TenantTx,
  method: string,
  edit: { readonly isOn: boolean; readonly settings: object; readonly version: number; readonly at: Date },
): Promise<number | null> {
  const [row] = await tx.sql<{ version: number }[]>`
    insert into delivery_methods as m (tenant_id, method, is_on, settings, version, updated_at)
    values (${tx.tenantId}, ${method}, ${edit.isOn}, ${JSON.stringify(edit.settings)}::text::jsonb, 1, ${edit.at})
    on conflict (tenant_id, method) do update
       set is_on = excluded.is_on, settings = excluded.settings, version = m.version + 1,
           updated_at = excluded.updated_at
     where m.version = ${edit.version}
    returning version`
  return row?.version ?? null
}
