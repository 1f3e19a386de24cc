import { DatePicker } from 'antd'
import dayjs from 'dayjs'
import { useSpeech } from '../i18n/texts.js'
import { instantOf, wallClock } from './zone.js'

const ZONE = 'Asia/Shanghai'

interface TimeProps {
  readonly at: string
  readonly zone?: string
}

/** An instant by the shop's wall clock. */
export function Time({ at, zone = ZONE }: TimeProps) {
  return <time dateTime={at}>{useTimeText()(at, zone)}</time>
}

export function useTimeText(): (at: string, zone?: string) => string {
  const { language } = useSpeech()
  return (at, zone = ZONE) =>
    new Intl.DateTimeFormat(language, {
      timeZone: zone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    }).format(new Date(at))
}

interface InstantFieldProps {
  readonly id?: string
  readonly value?: string | null
  readonly onChange?: (at: string | null) => void
  readonly zone?: string
  readonly placeholder?: string
}

/** Asks for a moment by the shop's wall clock, wherever the merchant sits, and gives an instant. */
export function InstantField({ id, value, onChange, zone = ZONE, placeholder }: InstantFieldProps) {
  return (
    <DatePicker
      {...(id ? { id } : {})}
      {...(placeholder ? { placeholder } : {})}
      showTime={{ format: 'HH:mm' }}
      format="YYYY-MM-DD HH:mm"
      className="full"
      value={value ? dayjs(wallClock(new Date(value), zone)) : null}
      onChange={(day) =>
        onChange?.(day ? instantOf(day.format('YYYY-MM-DDTHH:mm:00'), zone).toISOString() : null)
      }
    />
  )
}

interface DayFieldProps {
  readonly id?: string
  readonly value?: string | null
  readonly onChange?: (day: string | null) => void
}

/** Asks for a day of the calendar: `2026-03-04`. */
export function DayField({ id, value, onChange }: DayFieldProps) {
  return (
    <DatePicker
      {...(id ? { id } : {})}
      className="number-field"
      value={value ? dayjs(value) : null}
      onChange={(day) => onChange?.(day ? day.format('YYYY-MM-DD') : null)}
    />
  )
}
