import type { Words } from '@mamapu/kernel'

/** A migration of a plugin, in the order they are applied. */
export interface Migration {
  readonly file: string
  readonly sql: string
}

export interface MigrationFault {
  readonly file: string
  readonly at: number
  readonly words: Words
}

const said = (zh: string, en: string): Words => ({ 'zh-CN': zh, en })

/** Same length, same lines, without comments, quoted text and function bodies. */
function bare(sql: string): string {
  const blank = (found: string) => found.replace(/[^\n]/g, ' ')
  return sql.replace(/--[^\n]*|\/\*[\s\S]*?\*\/|(\$\w*\$)[\s\S]*?\1/g, blank)
}

/** What in a plugin's structure is not as every shop's rows need it, or breaks the version that still runs. */
export function migrationFaults(migrations: readonly Migration[]): readonly MigrationFault[] {
  const older = new Set<string>()
  return migrations.flatMap((migration, index) => {
    const faults = [
      ...nameFaults(migration, index, migrations),
      ...tableFaults(migration, migrations.slice(index)),
      ...sharedFaults(migration),
      ...breakingFaults(migration, older),
    ]
    for (const [, table = ''] of bare(migration.sql).matchAll(CREATE)) older.add(table.toLowerCase())
    return faults
  })
}

const CREATE =
  /\bcreate\s+(?:unlogged\s+)?table\s+(?:if\s+not\s+exists\s+)?(?:public\.)?"?(\w+)"?\s*\(\s*"?(\w+)"?\s+(\w+)([^,]*),/gi

function nameFaults({ file }: Migration, index: number, all: readonly Migration[]): MigrationFault[] {
  const number = /(\d{4})_[a-z0-9_-]+\.sql$/.exec(file)?.[1]
  const isTwice =
    all.findIndex((other) => number !== undefined && /(\d{4})_/.exec(other.file)?.[1] === number) !== index
  if (number !== undefined && !isTwice) return []
  return [
    {
      file,
      at: 0,
      words: said(
        '文件名是四位数字、下划线和小写名字，号码不重复，如 0002_badges.sql',
        'a migration is called by a number of its own and a name, like 0002_badges.sql',
      ),
    },
  ]
}

function tableFaults({ file, sql }: Migration, rest: readonly Migration[]): MigrationFault[] {
  const text = bare(sql)
  return [...text.matchAll(CREATE)].flatMap((match) => {
    const [, table = '', column, type, more = ''] = match
    const isTenant = column === 'tenant_id' && type === 'uuid' && /not\s+null/i.test(more)
    const isolated = rest.some((later) =>
      new RegExp(`\\btenant_table\\s*\\(\\s*'${table}'`, 'i').test(later.sql.replace(/--[^\n]*/g, '')),
    )
    return [
      ...(isTenant
        ? []
        : [
            {
              file,
              at: match.index,
              words: said(
                `表 ${table} 的第一列要是 tenant_id uuid not null，主键也以它开头`,
                `the first column of ${table} is tenant_id uuid not null, and its primary key begins with it`,
              ),
            },
          ]),
      ...(isolated
        ? []
        : [
            {
              file,
              at: match.index,
              words: said(
                `表 ${table} 没有行级安全：加上 select tenant_table('${table}')`,
                `${table} has no row-level security: add select tenant_table('${table}')`,
              ),
            },
          ]),
    ]
  })
}

const BREAKING: readonly (readonly [RegExp, string, string])[] = [
  [/\bdrop\s+table\s+(?:if\s+exists\s+)?"?(\w+)/gi, '删表', 'drops a table'],
  [
    /\balter\s+table\s+(?:if\s+exists\s+)?(?:only\s+)?(?:public\.)?"?(\w+)"?[^;]*?\bdrop\s+(?:column\b|(?!constraint|index|not\b|default\b|policy|trigger|identity|expression)\w+)/gi,
    '删列',
    'drops a column',
  ],
  [
    /\balter\s+table\s+(?:if\s+exists\s+)?(?:only\s+)?(?:public\.)?"?(\w+)"?[^;]*?\brename\b/gi,
    '改名',
    'renames',
  ],
  [
    /\balter\s+table\s+(?:if\s+exists\s+)?(?:only\s+)?(?:public\.)?"?(\w+)"?[^;]*?\balter\s+(?:column\s+)?\w+\s+(?:set\s+data\s+)?type\b/gi,
    '改类型',
    'changes a type',
  ],
  [
    /\balter\s+table\s+(?:if\s+exists\s+)?(?:only\s+)?(?:public\.)?"?(\w+)"?[^;]*?\bset\s+not\s+null\b/gi,
    '加 not null',
    'sets not null',
  ],
  [
    /\balter\s+table\s+(?:if\s+exists\s+)?(?:only\s+)?(?:public\.)?"?(\w+)"?[^;]*?\badd\s+(?!constraint|primary|unique|check|foreign|exclude)(?:column\s+)?(?:if\s+not\s+exists\s+)?\w+\s+(?![^,;]*\bdefault\b)[^,;]*\bnot\s+null\b/gi,
    '加没有默认值的必填列',
    'adds a column that is not null and has no default',
  ],
]

const SHARED: readonly (readonly [RegExp, string, string])[] = [
  [
    /\bprimary\s+key\b(?!\s*\(\s*"?tenant_id)/gi,
    '主键要以 tenant_id 开头：primary key (tenant_id, …)',
    'a primary key begins with tenant_id: primary key (tenant_id, …)',
  ],
  [
    /\bunique\b(?!\s+index)(?!\s*(?:nulls\s+not\s+distinct\s*)?\(\s*"?tenant_id)|\bcreate\s+unique\s+index\b[^;(]*\((?!\s*"?tenant_id)/gi,
    '唯一键要以 tenant_id 开头，否则两家店会互相撞上',
    'a unique key begins with tenant_id, or two shops stumble over each other',
  ],
  [
    /\b(?:grant|revoke|create\s+policy|alter\s+policy|drop\s+policy|security\s+definer|(?:disable|no\s+force)\s+row\s+level\s+security)\b/gi,
    "权限和策略由 tenant_table('…') 给，不自己写",
    "rights and policies come from tenant_table('…') and are not written here",
  ],
  [
    /\bcreate\s+(?:unlogged\s+)?table\s+(?:if\s+not\s+exists\s+)?[\w."]+\s+as\b/gi,
    '建表要写出每一列，不用 create table … as',
    'a table names its columns: no create table … as',
  ],
]

/** What would be shared between shops, or past what core gives every table. */
function sharedFaults({ file, sql }: Migration): MigrationFault[] {
  const text = bare(sql)
  return SHARED.flatMap(([pattern, zh, en]) =>
    [...text.matchAll(pattern)].map((match) => ({ file, at: match.index, words: said(zh, en) })),
  )
}

/** While a new version is rolled out the older one still reads and writes: expand, migrate, contract in a later release. */
function breakingFaults({ file, sql }: Migration, older: ReadonlySet<string>): MigrationFault[] {
  const text = bare(sql)
  return BREAKING.flatMap(([pattern, zh, en]) =>
    [...text.matchAll(pattern)]
      .filter((match) => older.has((match[1] ?? '').toLowerCase()))
      .map((match) => ({
        file,
        at: match.index,
        words: said(
          `对 ${match[1]} ${zh}，还在运行的旧版会出错：先加新的、两边都写，等没有旧版再另发一版收尾`,
          `${en} in ${match[1]} under the version that still runs: add the new one, write both, and contract in a release of its own`,
        ),
      })),
  )
}
