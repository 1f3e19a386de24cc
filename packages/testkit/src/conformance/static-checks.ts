import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { plugins } from '@mamapu/core'
import { toFen } from '@mamapu/kernel'
import { type CampaignsNow, deepFreeze, definePlugin, type FactMap, type Plugin } from '@mamapu/plugin-sdk'
import { type Cart, price } from '@mamapu/pricing'
import { compileBlock } from '@mamapu/theme-engine'
import fc from 'fast-check'
import { checkMechanic, sampleCampaigns } from './sample-rounds.js'
import type { SampleFacts } from './samples.js'

export interface StaticSubject {
  readonly plugin: Plugin
  readonly at: Date
  /** By the fact's name. */
  readonly facts?: SampleFacts
  /** Configs of its campaigns. */
  readonly campaigns?: readonly unknown[]
}

/** It went through `definePlugin` and can be switched on without a word. */
export function checkDefinition({ plugin, campaigns = [] }: StaticSubject): string[] {
  const faults: string[] = []
  if (!Object.isFrozen(plugin)) faults.push('the plugin is not frozen: make it with definePlugin')
  try {
    definePlugin(plugin as never)
  } catch (error) {
    faults.push(String(error))
  }
  const loaded = load(plugin)
  if ('fault' in loaded) faults.push(loaded.fault)
  else if (plugins.readSettings(loaded, {}) === null)
    faults.push('settings have no defaults for everything required: a merchant could not switch it on')
  return [...faults, ...checkMechanic(plugin, campaigns)]
}

const carts = fc
  .array(
    fc.record({
      which: fc.integer({ min: 0, max: 3 }),
      quantity: fc.integer({ min: 1, max: 20 }),
      unit: fc.integer({ min: 0, max: 100_000 }),
      tag: fc.constantFrom('', 'new', 'sale'),
    }),
    { maxLength: 8 },
  )
  .map(
    (lines): Cart => ({
      regionCode: null,
      lines: lines.map(({ which, quantity, unit, tag }, index) => ({
        lineId: `line-${index}`,
        skuId: `sku_${which}`,
        productId: `prd_${which}`,
        categoryIds: [`cat_${which % 2}`],
        tags: tag === '' ? [] : [tag],
        quantity,
        unitPriceFen: toFen(unit),
        floorFen: toFen(Math.trunc(unit / 2)),
        weightGram: 100,
      })),
    }),
  )

/** Prices and refusals depend on nothing but their input, change nothing of it, and add up once arbitrated. */
export function checkPurity(subject: StaticSubject): string[] {
  const { plugin, at } = subject
  const loaded = load(plugin)
  if ('fault' in loaded) return [loaded.fault]
  const settings = plugins.readSettings(loaded, {})
  const faults: string[] = []
  const rules = [
    ...(plugin.prices ?? []).map((rule) => ({ rule, ask: (input: never) => rule.offers(input) })),
    ...(plugin.validators ?? []).map((rule) => ({ rule, ask: (input: never) => rule.check(input) })),
    ...(plugin.earns ?? []).map((rule) => ({ rule, ask: (input: never) => rule.factors(input) })),
  ]
  const rounds = sampleCampaigns(subject.campaigns ?? [])
  for (const { rule, ask } of rules)
    for (const facts of factsOf(rule.facts, subject)) {
      const run = (cart: Cart, campaigns: CampaignsNow) => {
        const input = deepFreeze({ cart, settings, facts, at, customer: null, campaigns, won: [] })
        const first = withoutClock(() => ask(input as never))
        if (!Array.isArray(first)) throw new Error('answers no list')
        if (JSON.stringify(withoutClock(() => ask(input as never))) !== JSON.stringify(first))
          throw new Error('answers differently for the same input')
        if ('offers' in rule) arbitrate(plugin, rule, cart, first)
      }
      try {
        fc.assert(fc.property(carts, fc.constantFrom(...rounds), run), { numRuns: 60, seed: 1 })
      } catch (error) {
        faults.push(
          `${rule.name}: ${String((error as Error).cause ?? (error as Error).message).slice(0, 300)}`,
        )
      }
    }
  return faults
}

function arbitrate(
  plugin: Plugin,
  rule: NonNullable<Plugin['prices']>[number],
  cart: Cart,
  answer: unknown,
): void {
  const kinds = (plugin.quotas ?? []).map(({ kind }) => kind)
  const nonsense = plugins.whyNonsense(answer, plugins.offerContext(plugin.id, rule, cart, kinds))
  if (nonsense) throw new Error(nonsense)
  const priced = price(cart, plugins.asOffers(answer), {
    payableFloorFen: toFen(0),
    shipping: [],
    choices: 'best',
    points: 'none',
  })
  const shares = priced.lines
    .flatMap((line) => line.shares)
    .reduce((sum, { amountFen }) => sum + amountFen, 0)
  if (shares !== priced.discountFen) throw new Error('the shares do not add up to the discount')
  if (priced.payableFen < 0) throw new Error('the shopper would be paid')
}

function factsOf(declared: FactMap, { facts = {} }: StaticSubject): Record<string, unknown>[] {
  let all: Record<string, unknown>[] = [{}]
  for (const [name, fact] of Object.entries(declared))
    all = all.flatMap((one) =>
      [fact.none, ...(facts[fact.name] ?? [])].map((value) => ({ ...one, [name]: value })),
    )
  return all
}

/** Runs work in which asking the time or chance throws. */
function withoutClock<T>(work: () => T): T {
  const real = { Date: globalThis.Date, random: Math.random, now: performance.now }
  const forbid = (what: string) => (): never => {
    throw new Error(`uses ${what}; everything a rule needs is in its input`)
  }
  class Still extends real.Date {
    constructor(...parts: readonly [] | readonly [number | string | Date]) {
      if (parts.length === 0) forbid('the clock')()
      super(parts[0] as number)
    }
    static override now = forbid('the clock')
  }
  try {
    globalThis.Date = Still as unknown as DateConstructor
    Math.random = forbid('chance')
    performance.now = forbid('the clock')
    return work()
  } finally {
    globalThis.Date = real.Date
    Math.random = real.random
    performance.now = real.now
  }
}

/** Both languages say the same things, blocks use texts that exist and compile as the storefront compiles them. */
export function checkWords({ plugin }: StaticSubject): string[] {
  const loaded = load(plugin)
  if ('fault' in loaded) return [loaded.fault]
  const { texts, blocks } = loaded
  const faults: string[] = []
  for (const [key, zh] of Object.entries(texts['zh-CN']))
    if (holes(zh) !== holes(texts.en[key])) faults.push(`the text "${key}" has other placeholders in English`)
  for (const [name, source] of Object.entries(blocks)) {
    for (const [, key] of source.matchAll(/\{\{\s*t "([^"]+)"/g))
      if (!Object.hasOwn(texts['zh-CN'], key as string)) faults.push(`block ${name}: no text "${key}"`)
    try {
      compileBlock(source, { plugin: plugin.id, name, texts })
    } catch (error) {
      faults.push(`block ${name}: ${String(error)}`)
    }
  }
  return faults
}

function load(plugin: Plugin): plugins.LoadedPlugin | { fault: string } {
  try {
    return plugins.loadPlugins([plugin]).plugins[0] as plugins.LoadedPlugin
  } catch (error) {
    return { fault: String(error) }
  }
}

function holes(text: unknown): string {
  return [...new Set(JSON.stringify(text ?? '').match(/\{[a-zA-Z]\w*\}/g) ?? [])].sort().join()
}

const NO_TABLES = new Set([
  'set',
  'skip',
  'nowait',
  'lateral',
  'unnest',
  'jsonb_array_elements',
  'generate_series',
])

/** Its statements touch its own tables alone, name the tenant, and ask neither the clock nor for another tenant. */
export function checkStatements({ plugin }: StaticSubject): string[] {
  if (!plugin.migrations) return []
  const src = new URL('../src/', plugin.migrations)
  const prefix = plugin.id.replaceAll('-', '_')
  const faults: string[] = []
  for (const file of filesIn(fileURLToPath(src))) {
    const code = readFileSync(file, 'utf8')
    const isQueries = file.endsWith('.queries.ts')
    const statements = [...code.matchAll(/\bsql(?:<[^`]*?>)?`((?:[^`\\]|\\.)*)`/g)].map(
      ([, text]) => text as string,
    )
    if (!isQueries && statements.length > 0) faults.push(`${file}: SQL outside of a *.queries.ts`)
    for (const statement of statements)
      faults.push(...statementFaults(statement, prefix).map((one) => `${file}: ${one}`))
  }
  return faults
}

function statementFaults(statement: string, prefix: string): string[] {
  const faults: string[] = []
  for (const [, table] of statement.matchAll(/\b(?:from|join|into|update)\s+([a-z_]+)\b/gi)) {
    const name = (table as string).toLowerCase()
    if (!NO_TABLES.has(name) && !name.startsWith(`${prefix}_`))
      faults.push(`touches ${name}, which is not its own`)
  }
  if (/\bset_config\b|\bset\s+(local|session|role)\b/i.test(statement))
    faults.push('sets something of the connection')
  if (/\bnow\s*\(|\bcurrent_(timestamp|date|time)\b|clock_timestamp/i.test(statement))
    faults.push('asks the clock')
  if (!statement.includes('tenant_id')) faults.push('does not name tenant_id')
  return faults
}

function filesIn(dir: string): string[] {
  return readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => `${dir}${name}`)
}
