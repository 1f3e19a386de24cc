import type { Words } from '@mamapu/kernel'
import { deepFreeze } from '@mamapu/plugin-sdk'
import type { TObject } from 'typebox'
import { Value } from 'typebox/value'

/** Why what a version of a plugin wrote cannot be read by the one that is installed. */
export type SavedFault = 'does_not_fit' | 'upgrade_failed' | 'saved_by_newer' | 'cut_off' | 'not_installed'

/** What its merchant is told; until it is saved anew it does nothing. */
export const SAVED_FAULTS: Readonly<Record<SavedFault, Words>> = Object.freeze({
  does_not_fit: {
    'zh-CN': '原来填写的内容不符合现在的要求，暂不生效。请检查后重新保存。',
    en: 'What was filled in no longer fits, so it has no effect for now. Please check it and save it again.',
  },
  upgrade_failed: {
    'zh-CN': '插件升级后读不了原来填写的内容，暂不生效。请重新填写并保存。',
    en: 'The plugin was upgraded and cannot read what was filled in, so it has no effect for now. Please fill it in again and save it.',
  },
  saved_by_newer: {
    'zh-CN': '这是用更新的插件版本保存的，现在的版本读不了，暂不生效。请联系平台，或重新填写并保存。',
    en: 'A newer version of the plugin saved this and the installed one cannot read it, so it has no effect for now. Please tell the platform, or fill it in again and save it.',
  },
  not_installed: {
    'zh-CN': '这种玩法的插件已经不在系统里，活动不再生效。可以结束后归档，或请平台装回插件。',
    en: 'The plugin of this mechanic is no longer installed, so it has no effect. End and archive it, or ask the platform to put the plugin back.',
  },
  cut_off: {
    'zh-CN':
      '插件读取原来填写的内容时一直没有结束，已经停止读取，暂不生效。请把插件关闭后重新开启再试，或联系平台。',
    en: 'The plugin did not end when it was asked about what was filled in, so it is no longer asked and this has no effect for now. Please switch the plugin off and on again to try once more, or tell the platform.',
  },
})

export type ReadSaved =
  | { readonly fits: true; readonly value: unknown }
  | { readonly fits: false; readonly fault: SavedFault; readonly cause?: string }

/** Stands for whatever wrote what was kept before versions were. */
export const UNKNOWN_VERSION = '0.0.0'

/**
 * What is kept, as the installed version reads it: frozen, defaults filled in, upgraded when an older one wrote it.
 * Whatever an upgrade does, this answers. Writes nothing: an older process beside this one reads what it wrote.
 */
export function readSaved(
  {
    schema,
    version,
    upgrade,
  }: {
    readonly schema: TObject
    readonly version: string
    upgrade?: ((saved: never, from: string) => object) | undefined
  },
  saved: unknown,
  savedBy: string | null,
): ReadSaved {
  const from = savedBy ?? UNKNOWN_VERSION
  const isOlder = compareVersions(from, version) < 0
  const isNewer = compareVersions(from, version) > 0
  // A meaning that changed may keep its shape: fen that became percent.
  if (isNewer && breaks(from, version)) return { fits: false, fault: 'saved_by_newer' }
  let value: unknown = Value.Clone(saved ?? {})
  if (upgrade && isOlder) {
    try {
      value = upgraded(upgrade(deepFreeze(value) as never, from))
    } catch (cause) {
      return { fits: false, fault: 'upgrade_failed', cause: String(cause) }
    }
  }
  const whole = Value.Default(schema, value)
  // What a newer version knows, or an older one knew and nobody upgraded, is not dropped in silence: a default in its
  // place would be another price than the merchant set.
  const keepsAll = isNewer || (isOlder && !upgrade)
  const known = keepsAll ? whole : Value.Clean(schema, whole)
  if (Value.Check(schema, known) && !(keepsAll && hasUnknown(schema, known)))
    return { fits: true, value: deepFreeze(known) }
  return { fits: false, fault: isNewer ? 'saved_by_newer' : 'does_not_fit' }
}

/** Only a plain object is an answer: a promise of one would be read as a form that nobody filled in. */
function upgraded(answer: object): unknown {
  const proto: unknown =
    typeof answer === 'object' && answer !== null ? Object.getPrototypeOf(answer) : undefined
  if (proto === Object.prototype || proto === null) return Value.Clone(answer)
  if (answer instanceof Promise) answer.catch(() => {})
  throw new TypeError('an upgrade answers a plain object, at once')
}

function hasUnknown({ properties }: TObject, value: object): boolean {
  return Object.keys(value).some((key) => !Object.hasOwn(properties, key))
}

/** Whether two versions may mean different things by the same form: another major one, before 1.0 another minor one. */
function breaks(a: string, b: string): boolean {
  const [ours, theirs] = [a.split('.'), b.split('.')]
  return ours[0] !== theirs[0] || (ours[0] === '0' && ours[1] !== theirs[1])
}

function compareVersions(a: string, b: string): number {
  const [ours, theirs] = [a, b].map((text) => text.split('.').map(Number)) as [number[], number[]]
  for (const [index, part] of ours.entries()) if (part !== theirs[index]) return part - (theirs[index] ?? 0)
  return 0
}
