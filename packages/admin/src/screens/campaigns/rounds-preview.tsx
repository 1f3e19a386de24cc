import type { DateChange } from '../../api/campaigns.js'
import { useTexts } from '../../i18n/texts.js'
import { Panel } from '../../ui/page.js'
import { useNow } from '../../ui/use-now.js'
import { type DraftForm, recurrenceOf } from './draft.js'
import { useSpanText } from './parts.js'
import { nextRounds } from './rounds.js'

const SHOWN = 5

interface RoundsPreviewProps {
  readonly values: DraftForm
  readonly zone: string
  readonly dates: readonly DateChange[]
}

/** The next rounds, so that a mistake in the days is seen before it is published. */
export function RoundsPreview({ values, zone, dates }: RoundsPreviewProps) {
  const { form } = useTexts().campaigns
  const now = useNow(60_000)
  const span = useSpanText()
  const recurrence = recurrenceOf(values)
  if (!recurrence) return null
  const rounds = nextRounds({ recurrence, changes: dates, zone }, now, SHOWN)
  return (
    <Panel title={form.rounds}>
      {rounds.length === 0 ? (
        <p className="warn">{form.noRounds}</p>
      ) : (
        <ol className="lines num">
          {rounds.map(({ startsAt, endsAt }) => (
            <li key={startsAt.toISOString()}>{span(startsAt, endsAt)}</li>
          ))}
        </ol>
      )}
    </Panel>
  )
}
