import type { Words } from '@mamapu/kernel'

interface PrimitiveEntry {
  readonly words: Words
  /** It stands on these. */
  readonly needs?: readonly Primitive[]
  /** Files of the template that are there for it alone; the rest is in lines marked with its name. */
  readonly files?: readonly string[]
}

export const PRIMITIVE_NAMES = [
  'campaign',
  'price',
  'quota',
  'event',
  'job',
  'table',
  'ledger',
  'slot',
  'page',
  'route',
  'settings',
] as const

export type Primitive = (typeof PRIMITIVE_NAMES)[number]

const words = (zh: string, en: string): Words => ({ 'zh-CN': zh, en })

/** What a mechanic is made of. A campaign with its price is what every new one begins with. */
export const PRIMITIVES: Readonly<Record<Primitive, PrimitiveEntry>> = {
  campaign: { words: words('活动（总有）', 'campaigns with a form (always)') },
  price: { words: words('活动价（总有）', 'a price rule (always)') },
  quota: {
    words: words('每人限购', 'a limit per person'),
    files: ['src/my-mechanic.quotas.ts'],
  },
  event: {
    words: words('一场结束时做点什么', 'something done when a round is over'),
    files: ['src/my-mechanic.events.ts'],
  },
  table: {
    words: words('自己的一张表', 'a table of its own'),
    needs: ['event'],
    files: ['src/my-mechanic.queries.ts', 'migrations/0001_results.sql'],
  },
  job: {
    words: words('每天清理旧数据的任务', 'a daily job that tidies up'),
    needs: ['table'],
    files: ['src/my-mechanic.jobs.ts'],
  },
  ledger: {
    words: words('记账', 'a posting in the ledger'),
    needs: ['event'],
    files: ['src/my-mechanic.ledger.ts'],
  },
  slot: {
    words: words('商品页和列表上的标签', 'a block on the product’s page, a tag in lists'),
    files: ['src/my-mechanic.slots.ts', 'blocks/row.hbs'],
  },
  page: {
    words: words('店铺里的活动页', 'a page of the storefront'),
    files: ['src/my-mechanic.page.ts', 'blocks/offers.hbs'],
  },
  route: {
    words: words('后台的一个列表', 'a list in the console'),
    files: ['src/my-mechanic.admin.ts'],
  },
  settings: { words: words('插件设置', 'settings of the plugin'), needs: ['slot'] },
}

const ALWAYS: readonly Primitive[] = ['campaign', 'price']
/** What somebody gets who presses Enter. */
export const USUAL: readonly Primitive[] = ['campaign', 'price', 'slot']

/** The wanted primitives with everything they stand on. */
export function withNeeds(wanted: readonly Primitive[]): ReadonlySet<Primitive> {
  const all = new Set<Primitive>()
  const add = (one: Primitive) => {
    if (all.has(one)) return
    all.add(one)
    for (const need of PRIMITIVES[one].needs ?? []) add(need)
  }
  for (const one of [...ALWAYS, ...wanted]) add(one)
  return all
}

/** Whether a file of the template is for these primitives. */
export function isFileWanted(path: string, wanted: ReadonlySet<Primitive>): boolean {
  return PRIMITIVE_NAMES.every((name) => wanted.has(name) || !PRIMITIVES[name].files?.includes(path))
}
