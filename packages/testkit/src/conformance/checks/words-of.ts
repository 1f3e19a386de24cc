import type { Words } from '@mamapu/kernel'
import type { ConformanceCheck } from '../check.types.js'

const words = (zh: string, en: string): Words => ({ 'zh-CN': zh, en })

/** A check with its title and its remedy, each 中文 first. */
export function check(
  id: string,
  title: readonly [string, string],
  remedy: readonly [string, string],
  run: ConformanceCheck['run'],
): ConformanceCheck {
  return { id, title: words(...title), remedy: words(...remedy), run }
}
