import type { CalendarRound } from '../../api/campaigns.js'
import { useTexts } from '../../i18n/texts.js'
import { agendaOf } from './calendar.js'
import { addDays, type Day, dayOf, timeOf, weekdayOf } from './days.js'
import { CampaignStateTag } from './parts.js'
import { useHue } from './use-campaigns.js'

interface AgendaProps {
  readonly rounds: readonly CalendarRound[]
  readonly zone: string
  readonly from: Day
  readonly until: Day
  readonly today: Day
  readonly onOpen: (round: CalendarRound) => void
}

/** Day by day what begins; what runs since before stands on the first day. */
export function Agenda({ rounds, zone, from, until, today, onOpen }: AgendaProps) {
  const { calendar, recurrence } = useTexts().campaigns
  const hue = useHue()
  const near: Readonly<Record<Day, string>> = {
    [today]: calendar.isToday,
    [addDays(today, 1)]: calendar.isTomorrow,
  }
  return agendaOf(rounds, zone, from, until).map(({ day, entries }) => (
    <section key={day} className="agenda-day">
      <h3>
        {calendar.day(
          String(Number(day.slice(5, 7))),
          String(Number(day.slice(8))),
          recurrence.weekDays[weekdayOf(day) - 1] ?? '',
        )}
        {near[day] && <span className="quiet"> · {near[day]}</span>}
      </h3>
      <ul className="cards">
        {entries.map((entry) => (
          <li key={`${entry.campaignId}${entry.round}`}>
            <button
              type="button"
              className={`panel agenda-entry ${hue(entry.plugin)}`}
              onClick={() => onOpen(entry)}
            >
              <span className="row between">
                <strong className="clip">{entry.label}</strong>
                <CampaignStateTag state={entry.state} />
              </span>
              <span className="quiet">{entry.summary}</span>
              <span className="num quiet">
                <Hours entry={entry} zone={zone} day={day} />
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  ))
}

function Hours({
  entry,
  zone,
  day,
}: {
  readonly entry: CalendarRound
  readonly zone: string
  readonly day: Day
}) {
  const { calendar } = useTexts().campaigns
  const [start, end] = [new Date(entry.startsAt), new Date(entry.endsAt)]
  const last = dayOf(new Date(end.getTime() - 1), zone)
  const first = dayOf(start, zone)
  const shortDay = (one: Day) => `${Number(one.slice(5, 7))}/${Number(one.slice(8))}`
  const from = first < day ? calendar.since(shortDay(first)) : timeOf(start, zone)
  const until = last > day ? calendar.until(shortDay(last)) : timeOf(end, zone)
  return `${from} – ${until === '00:00' ? '24:00' : until}`
}
