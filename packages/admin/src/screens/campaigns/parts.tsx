import { Tag } from 'antd'
import type { Audience, Campaign, CampaignState } from '../../api/campaigns.js'
import { useZone } from '../../app/use-settings.js'
import { useSpeech, useTexts } from '../../i18n/texts.js'
import { useNow } from '../../ui/use-now.js'
import { dayOf, timeOf } from './days.js'
import { type NextEdge, nextEdgeOf } from './may-change.js'
import { useHue } from './use-campaigns.js'
import { leftOf, recurrenceText } from './words.js'

const COLOURS: Readonly<Record<CampaignState, string>> = {
  draft: 'default',
  scheduled: 'processing',
  announced: 'warning',
  running: 'success',
  paused: 'error',
  ended: 'default',
  cancelled: 'default',
}

const UNDER_WAY: readonly CampaignState[] = ['scheduled', 'announced', 'running']

interface StateTagProps {
  readonly state: CampaignState
  /** Why nobody can read it; then it does not run, whatever its dates say. */
  readonly fault?: string | null
}

export function CampaignStateTag({ state, fault = null }: StateTagProps) {
  const { campaigns } = useTexts()
  if (fault !== null && UNDER_WAY.includes(state)) return <Tag color="error">{campaigns.unread}</Tag>
  return <Tag color={COLOURS[state]}>{campaigns.state[state]}</Tag>
}

/** The mechanic's name beside its colour. */
export function MechanicMark({ plugin, title }: { readonly plugin: string; readonly title: string }) {
  const hue = useHue()
  return (
    <span className="mechanic-mark">
      <i className={`dot ${hue(plugin)}`} aria-hidden="true" />
      {title}
    </span>
  )
}

/** A moment by the shop's clock, with its weekday: `11月25日周三 20:00`; the year only when it is another one. */
export function useMomentText(): (at: string | Date) => string {
  const { language } = useSpeech()
  const zone = useZone()
  return (at) => {
    const date = new Date(at)
    const isThisYear = date.getUTCFullYear() === new Date().getUTCFullYear()
    return new Intl.DateTimeFormat(language, {
      timeZone: zone,
      ...(isThisYear ? {} : { year: 'numeric' }),
      month: language === 'en' ? 'short' : 'long',
      day: 'numeric',
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    })
      .format(date)
      .replace(/日(?=周)/, '日 ')
  }
}

/** From and to; within one day the day is said once. */
export function useSpanText(): (startsAt: string | Date, endsAt: string | Date) => string {
  const { span } = useTexts().campaigns
  const zone = useZone()
  const moment = useMomentText()
  return (startsAt, endsAt) => {
    const [start, end] = [new Date(startsAt), new Date(endsAt)]
    if (dayOf(start, zone) !== dayOf(new Date(end.getTime() - 1), zone))
      return span(moment(start), moment(end))
    const time = timeOf(end, zone)
    return `${moment(start)}–${time === '00:00' ? '24:00' : time}`
  }
}

type Timed = Pick<Campaign, 'startsAt' | 'endsAt' | 'recurrence'>

/** When a campaign runs, in one line. */
export function useWhenText(): (timed: Timed) => string {
  const { campaigns } = useTexts()
  const span = useSpanText()
  return ({ startsAt, endsAt, recurrence }) => {
    if (recurrence) return recurrenceText(recurrence, campaigns.recurrence)
    return startsAt && endsAt ? span(startsAt, endsAt) : '—'
  }
}

export function useAudienceText(): (audience: Audience) => string {
  const { audience: words } = useTexts().campaigns
  const whoOf = (audience: Audience) => {
    if (audience.kind === 'level') return words.levelNamed(audience.name)
    return audience.kind === 'tag' ? words.tagNamed(audience.tag) : words[audience.kind]
  }
  return (audience) =>
    [whoOf(audience), ...(audience.channels ?? []).map((channel) => words.channels[channel])].join(' · ')
}

/** How long until the next thing happens to it; a running clock on the last day. */
export function useLeftText(): (at: string, now: Date) => string {
  const { left } = useTexts().campaigns
  return (at, now) => {
    const { days, hours, clock } = leftOf(Date.parse(at) - now.getTime())
    return days > 0 ? left.days(days, hours) : clock
  }
}

/** The time until a campaign is announced, starts or ends; nothing when time does nothing to it. */
export function Left({ campaign }: { readonly campaign: Parameters<typeof nextEdgeOf>[0] }) {
  const { left } = useTexts().campaigns
  const now = useNow()
  const leftText = useLeftText()
  const next = nextEdgeOf(campaign, now)
  if (!next) return null
  const sentence: Record<NextEdge['edge'], (left: string) => string> = {
    announce: left.toAnnounce,
    start: left.toStart,
    end: left.toEnd,
  }
  return <span className="num quiet">{sentence[next.edge](leftText(next.at, now))}</span>
}
