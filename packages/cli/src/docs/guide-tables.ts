import { CONFORMANCE_CHECKS } from '@mamapu/testkit'
import type { GuideTables } from './guides.js'

const HEAD = { 'zh-CN': ['检查', '保证什么', '怎么办'], en: ['check', 'what holds', 'what to do'] } as const

/** What guides show of code that is data. */
export const guideTables: GuideTables = {
  conformance: (locale) =>
    [
      row(HEAD[locale]),
      row(['---', '---', '---']),
      ...CONFORMANCE_CHECKS.map(({ id, title, remedy }) => row([`\`${id}\``, title[locale], remedy[locale]])),
    ].join('\n'),
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
}
