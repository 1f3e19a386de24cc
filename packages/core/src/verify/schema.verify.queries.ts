import type { AdminSql, Check } from './verify.types.js'

interface ForeignKey {
  readonly name: string
  readonly child: string
  readonly parent: string
  readonly childColumns: readonly string[]
  readonly parentColumns: readonly string[]
}

const KEYS = `
  select c.conname as name, c.conrelid::regclass::text as child, c.confrelid::regclass::text as parent,
         (select array_agg(a.attname::text order by k.n) from unnest(c.conkey) with ordinality k(attnum, n)
            join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.attnum) as child_columns,
         (select array_agg(a.attname::text order by k.n) from unnest(c.confkey) with ordinality k(attnum, n)
            join pg_attribute a on a.attrelid = c.confrelid and a.attnum = k.attnum) as parent_columns
    from pg_constraint c join pg_class t on t.oid = c.conrelid join pg_namespace s on s.oid = t.relnamespace
   where c.contype = 'f' and s.nspname = 'public'
     and exists (select 1 from pg_attribute a where a.attrelid = c.conrelid and a.attname = 'tenant_id')
   order by 2, 1`

/** One check for every foreign key of the catalogue: a row’s parent is there and of the same shop. */
export async function foreignKeyChecks(admin: AdminSql): Promise<readonly Check[]> {
  const rows = await admin.unsafe(KEYS)
  const keys = rows.map(
    (row): ForeignKey => ({
      name: String(row.name),
      child: String(row.child),
      parent: String(row.parent),
      childColumns: row.child_columns as string[],
      parentColumns: row.parent_columns as string[],
    }),
  )
  return [
    {
      name: 'every row’s parent is of the same shop',
      count: `select ${keys.length} as count`,
      broken: keys.map(orphansOf).join('\nunion all\n'),
    },
  ]
}

function orphansOf({ name, child, parent, childColumns, parentColumns }: ForeignKey): string {
  const own = childColumns.filter((column) => column !== 'tenant_id')
  const on = childColumns.map((column, index) => `p."${parentColumns[index]}" = c."${column}"`).join(' and ')
  // A parent that is a shop itself is named by the tenant column alone.
  const isSet = own.length > 0 ? own.map((column) => `c."${column}" is not null`).join(' and ') : 'true'
  return `(select '${name}' as key, c.tenant_id from ${child} c left join ${parent} p on ${on}
            where ${isSet} and p."${parentColumns[0]}" is null limit 5)`
}
