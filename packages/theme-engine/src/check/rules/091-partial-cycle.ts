import { nameOf, nodesOf } from '../ast.js'
import type { Rule } from '../rule.js'

export const partialCycle: Rule = {
  code: 'T091-partial-cycle',
  level: 'fatal',
  find: ({ templates }) => {
    const partials = templates.filter(({ kind }) => kind === 'partial')
    const calls = new Map(partials.map((one) => [one.name, nodesOf(one, 'PartialStatement').map(nameOf)]))
    const reaches = (from: string, wanted: string, seen: Set<string>): boolean =>
      (calls.get(from) ?? []).some((next) => {
        if (next === wanted) return true
        if (seen.has(next)) return false
        seen.add(next)
        return reaches(next, wanted, seen)
      })
    return partials
      .filter(({ name }) => reaches(name, name, new Set()))
      .map(({ path }) => ({
        file: path,
        zh: 'partial 引用了自己。',
        en: 'This partial comes back to itself.',
      }))
  },
}
