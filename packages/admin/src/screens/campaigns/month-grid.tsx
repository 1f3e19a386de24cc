import { Button } from 'antd'
import { useState } from 'react'
import type { CalendarRound } from '../../api/campaigns.js'
import { useTexts } from '../../i18n/texts.js'
import { type Bar, layWeek } from './calendar.js'
import { type Day, timeOf, weeksOf } from './days.js'
import { useHue } from './use-campaigns.js'

/** So many rounds stand above each other before the rest is folded away. */
const LANES_SHOWN = 4

interface MonthGridProps {
  readonly rounds: readonly CalendarRound[]
  readonly zone: string
  readonly month: string
  readonly today: Day
  readonly onOpen: (round: CalendarRound) => void
}

/** A month of seven columns; a round lies over the days it touches. */
export function MonthGrid({ rounds, zone, month, today, onOpen }: MonthGridProps) {
  const { recurrence } = useTexts().campaigns
  return (
    <div className="panel panel-flush month">
      <div className="month-names">
        {recurrence.weekDays.map((name) => (
          <span key={name}>{name}</span>
        ))}
      </div>
      {weeksOf(month).map((week) => (
        <Week
          key={week[0]}
          week={week}
          month={month}
          today={today}
          bars={layWeek(week, rounds, zone)}
          zone={zone}
          onOpen={onOpen}
        />
      ))}
    </div>
  )
}

interface WeekProps {
  readonly week: readonly Day[]
  readonly month: string
  readonly today: Day
  readonly bars: readonly Bar<CalendarRound>[]
  readonly zone: string
  readonly onOpen: (round: CalendarRound) => void
}

function Week({ week, month, today, bars, zone, onOpen }: WeekProps) {
  const { calendar } = useTexts().campaigns
  const [isOpen, setOpen] = useState(false)
  const lanes = 1 + Math.max(-1, ...bars.map(({ lane }) => lane))
  const shown = isOpen || lanes <= LANES_SHOWN ? lanes : LANES_SHOWN - 1
  const hidden = bars.filter(({ lane }) => lane >= shown).length
  return (
    <div className="week">
      {week.map((day, index) => (
        <div
          key={day}
          className={['day', day.slice(0, 7) !== month && 'day-other', day === today && 'day-today']
            .filter(Boolean)
            .join(' ')}
          style={{ gridColumn: index + 1, gridRow: `1 / span ${Math.max(shown, 2) + 2}` }}
        >
          <span>{Number(day.slice(8))}</span>
        </div>
      ))}
      {bars
        .filter(({ lane }) => lane < shown)
        .map((bar) => (
          <RoundBar key={`${bar.entry.campaignId}${bar.entry.round}`} bar={bar} zone={zone} onOpen={onOpen} />
        ))}
      {hidden > 0 && (
        <Button
          type="link"
          size="small"
          className="week-more"
          style={{ gridRow: shown + 2 }}
          onClick={() => setOpen(true)}
        >
          {calendar.more(hidden)}
        </Button>
      )}
    </div>
  )
}

interface RoundBarProps {
  readonly bar: Bar<CalendarRound>
  readonly zone: string
  readonly onOpen: (round: CalendarRound) => void
}

function RoundBar({ bar, zone, onOpen }: RoundBarProps) {
  const { campaigns } = useTexts()
  const hue = useHue()
  const { entry, column, span, lane, beginsHere, endsHere } = bar
  const isOver = entry.state === 'ended' || Date.parse(entry.endsAt) < Date.now()
  return (
    <button
      type="button"
      className={[
        'bar',
        hue(entry.plugin),
        !beginsHere && 'bar-from',
        !endsHere && 'bar-to',
        isOver && 'bar-over',
        entry.state === 'paused' && 'bar-paused',
        (entry.state === 'draft' || entry.state === 'cancelled') && `bar-${entry.state}`,
      ]
        .filter(Boolean)
        .join(' ')}
      style={{ gridColumn: `${column + 1} / span ${span}`, gridRow: lane + 2 }}
      title={`${entry.label} · ${entry.summary} · ${campaigns.state[entry.state]}`}
      onClick={() => onOpen(entry)}
    >
      {beginsHere && <small className="num">{timeOf(new Date(entry.startsAt), zone)}</small>} {entry.label}
    </button>
  )
}
