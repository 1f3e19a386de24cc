import { Tag } from 'antd'
import { useTexts } from '../i18n/texts.js'

/** Why an offer won, lost or was refused. */
export interface PriceReason {
  readonly outcome: 'won' | 'lost' | 'refused'
  readonly text: string
}

const OUTCOMES = ['won', 'lost', 'refused'] as const
const COLOURS = { won: 'success', lost: 'default', refused: 'warning' } as const

/** Every offer with its reason: what counted first. */
export function Reasons({ reasons }: { readonly reasons: readonly PriceReason[] }) {
  const { simulator: texts } = useTexts().campaign
  const sorted = reasons.toSorted((a, b) => OUTCOMES.indexOf(a.outcome) - OUTCOMES.indexOf(b.outcome))
  return (
    <ul className="lines">
      {[...new Map(sorted.map((reason) => [reason.text, reason])).values()].map(({ outcome, text }) => (
        <li key={text} className="row reason">
          <Tag color={COLOURS[outcome]}>{texts[outcome]}</Tag>
          <span>{text}</span>
        </li>
      ))}
    </ul>
  )
}
