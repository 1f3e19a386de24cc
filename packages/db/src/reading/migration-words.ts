import type { Words } from '@mamapu/kernel'

const said = (zh: string, en: string): Words => ({ 'zh-CN': zh, en })

/** Which rule a migration of a plugin breaks. */
export type MigrationRule = 'name' | 'foreign' | 'tenant' | 'isolation' | 'rights' | 'data' | 'breaking'

/** What is said of each fault, and the rule it is of. */
export const MIGRATION_WORDS = {
  name: () => [
    'name',
    said(
      '文件名是四位数字、下划线和小写名字，号码不重复，如 0002_badges.sql',
      'a migration is called by a number of its own and a name, like 0002_badges.sql',
    ),
  ],
  foreign: (what: string, prefix: string) => [
    'foreign',
    said(
      `动了 ${what}：插件只建、只改名字以 ${prefix}_ 开头的东西`,
      `makes or changes ${what}: a plugin makes and changes what begins with ${prefix}_ alone`,
    ),
  ],
  firstColumn: (table: string) => [
    'tenant',
    said(
      `表 ${table} 的第一列要是 tenant_id uuid not null，主键也以它开头`,
      `the first column of ${table} is tenant_id uuid not null, and its primary key begins with it`,
    ),
  ],
  primaryKey: () => [
    'tenant',
    said(
      '主键要以 tenant_id 开头：primary key (tenant_id, …)',
      'a primary key begins with tenant_id: primary key (tenant_id, …)',
    ),
  ],
  uniqueKey: () => [
    'tenant',
    said(
      '唯一键要以 tenant_id 开头，否则两家店会互相撞上',
      'a unique key begins with tenant_id, or two shops stumble over each other',
    ),
  ],
  noColumns: () => [
    'tenant',
    said(
      '建表要写出每一列，不用 as、inherits、partition of',
      'a table names its columns: no as, inherits or partition of',
    ),
  ],
  notIsolated: (table: string) => [
    'isolation',
    said(
      `表 ${table} 没有行级安全：加上 select tenant_table('${table}')`,
      `${table} has no row-level security: add select tenant_table('${table}')`,
    ),
  ],
  view: () => [
    'isolation',
    said(
      '视图不按店铺隔离：把语句写在 *.queries.ts 里',
      'a view is not isolated by shop: write the statement in a *.queries.ts',
    ),
  ],
  rights: () => [
    'rights',
    said(
      "权限和策略由 tenant_table('…') 给，不自己写",
      "rights and policies come from tenant_table('…') and are not written here",
    ),
  ],
  data: (word: string) => [
    'data',
    said(
      `${word} 不是结构：迁移只改结构，补数据用任务，分批做`,
      `${word} is no structure: a migration changes structure alone, data is filled in by a bounded job`,
    ),
  ],
  unlogged: () => [
    'data',
    said(
      'unlogged 的表在服务器意外停机后会清空：去掉它',
      'an unlogged table is emptied when the server stops unexpectedly: leave the word out',
    ),
  ],
  breaking: (table: string, zh: string, en: string) => [
    'breaking',
    said(
      `对 ${table} ${zh}，还在运行的旧版会出错：先加新的、两边都写，等没有旧版再另发一版收尾`,
      `${en} in ${table} under the version that still runs: add the new one, write both, and contract in a release of its own`,
    ),
  ],
} satisfies Record<string, (...args: string[]) => readonly [MigrationRule, Words]>
