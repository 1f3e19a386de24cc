import type { Words } from '@mamapu/kernel'
import { ENGINE_VERSION, isInRange } from './engine.js'

/** Something of a definition that goes away: said at every start from `since` on, refused from the engine `goneIn` on. */
export interface Deprecation {
  /** Where it stands in the definition: `campaign/payMinutes`, or with `*` for each of a list or record. */
  readonly path: string
  /** Only this value is deprecated, e.g. one scope of `scopes/*`. */
  readonly value?: string
  /** The engine version that first said so. */
  readonly since: string
  /** It works until this day at least: `2027-06-30`. */
  readonly until: string
  /** The first engine version without it, never released before `until`. */
  readonly goneIn: string
  readonly instead: Words
}

/**
 * Everything deprecated now. To take something away: enter it here with a day at least six months off, mark it
 * `@deprecated <path>` where it is declared (a test compares the two), and take both out with the engine `goneIn`.
 */
export const DEPRECATIONS: readonly Deprecation[] = []

/** Which of the deprecated things a definition uses. */
export function deprecationsUsed(
  definition: object,
  list: readonly Deprecation[] = DEPRECATIONS,
): readonly Deprecation[] {
  return list.filter(({ path, value }) =>
    valuesAt(definition, path.split('/')).some((found) => value === undefined || found === value),
  )
}

/** Whether this engine no longer has it. */
export function isGone({ goneIn }: Deprecation, engine: string = ENGINE_VERSION): boolean {
  return isInRange(engine, `>=${goneIn}`) === true
}

/** One sentence for whoever runs the plugin or writes it. */
export function deprecationWords({ path, value, until, goneIn, instead }: Deprecation): Words {
  const name = value === undefined ? path : `${path} "${value}"`
  return {
    'zh-CN': `${name} 已弃用，可用到 ${until}，引擎 ${goneIn} 起不再支持；请改用${instead['zh-CN']}`,
    en: `${name} is deprecated: it works until ${until} and is gone in engine ${goneIn}; use ${instead.en}`,
  }
}

function valuesAt(value: unknown, [key, ...rest]: readonly string[]): readonly unknown[] {
  if (key === undefined) return value === undefined ? [] : [value]
  if (typeof value !== 'object' || value === null) return []
  if (key === '*') return Object.values(value).flatMap((one) => valuesAt(one, rest))
  return Object.hasOwn(value, key) ? valuesAt((value as Record<string, unknown>)[key], rest) : []
}
