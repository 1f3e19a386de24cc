import type { Commission, CommissionLine } from '@mamapu/plugin-sdk'
import type { Broken } from './makers.js'
import type { SoundDefinition } from './sound.js'

type Rule = NonNullable<SoundDefinition['commissions']>[number]
type Input = Parameters<Rule['commissions']>[0]

/** Its rule, answering otherwise. */
const says = (rewrite: (said: readonly Commission[], input: Input) => unknown) => ({
  parts: ({ commissions = [] }: SoundDefinition) => ({
    commissions: commissions.map((rule) => ({
      ...rule,
      commissions: (input: Input) => rewrite(rule.commissions(input), input),
    })),
  }),
})

let asked = 0

/** Rules that say who earns, each broken in one way. */
export const BROKEN_COMMISSIONS: readonly Broken[] = [
  {
    check: 'commissions.answer',
    ...says((said, { buyer }) => {
      if (buyer === null) throw new Error('who buys?')
      return said
    }),
  },
  {
    check: 'commissions.deterministic',
    ...says((said) => {
      asked += 1
      return said.slice(asked % 3)
    }),
  },
  { check: 'commissions.pure', ...says((said) => (Date.now() > 0 ? said : [])) },
  {
    check: 'commissions.pure',
    ...says((said, { lines }) => {
      ;(lines as CommissionLine[]).push(lines[0] as CommissionLine)
      return said
    }),
  },
  {
    check: 'commissions.two-payees',
    ...says((said) => said.map((one) => ({ ...one, terms: { bps: 5000 } }))),
  },
  {
    check: 'commissions.two-payees',
    ...says((said) => said.map((one) => ({ ...one, role: 'grandparent' }))),
  },
  {
    check: 'commissions.two-payees',
    ...says((said) => said.flatMap((one) => [one, { ...one, role: 'inviter' }])),
  },
  { check: 'commissions.samples-reach', ...says(() => []) },
  {
    check: 'commissions.campaign-kept',
    ...says((said, { lines }) =>
      lines
        .slice(0, said.length > 0 ? lines.length : 0)
        .map(({ lineId }) => ({ ...said[0], lineId, terms: { bps: 200 } })),
    ),
  },
  {
    check: 'commissions.campaign-kept',
    ...says((said) => said.map((one) => ({ ...one, terms: { bps: 1000 } }))),
  },
  {
    check: 'commissions.within-ceiling',
    parts: ({ commissions = [] }) => ({
      commissions: commissions.map((rule) => ({ ...rule, ceiling: () => [] })),
    }),
  },
  {
    check: 'commissions.quick',
    ...says((said, { lines }) => {
      if (lines.length < 20) return said
      let sum = 0
      for (let round = 0; round < 6_000_000; round += 1) sum += round % 7
      return sum < 0 ? [] : said
    }),
  },
]
