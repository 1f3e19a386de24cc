import { Button, Checkbox, DatePicker, Form, Segmented, Select, Space } from 'antd'
import dayjs from 'dayjs'
import { useTexts } from '../../i18n/texts.js'
import { DaysField } from '../../schema-form/control.js'
import { Panel } from '../../ui/page.js'
import { InstantField } from '../../ui/time.js'
import { addDays, dayOf, instantAt, weekdayOf } from './days.js'
import { Locked } from './locked.js'
import { RoundsPreview } from './rounds-preview.js'
import type { StepProps } from './step.types.js'
import { TimesField } from './times-field.js'

const REPEATS = ['once', 'day', 'week', 'month'] as const

/** One window, or rounds that come again; the next ones are shown as the shop's clock will have them. */
export function StepWhen(props: StepProps) {
  const { form: words } = useTexts().campaigns
  const { mechanic, values, openness, zone, campaign } = props
  const isLocked = openness === 'few'
  return (
    <>
      <Panel help={words.zone(zone)} title={words.steps.when}>
        {mechanic.uses.recurrence && (
          <Locked when={isLocked}>
            <Form.Item name="repeat" label={words.repeat}>
              <Segmented
                block
                disabled={isLocked}
                options={REPEATS.map((value) => ({ value, label: words.repeats[value] }))}
              />
            </Form.Item>
          </Locked>
        )}
        {values.repeat === 'once' ? <WindowFields {...props} /> : <RecurrenceFields {...props} />}
      </Panel>
      {mechanic.uses.announce && (
        <Panel title={words.announce} help={words.announceHelp}>
          <Locked when={isLocked}>
            <AnnounceField minutes={values.announceMinutes} />
          </Locked>
        </Panel>
      )}
      <RoundsPreview values={values} zone={zone} dates={campaign?.dates ?? []} />
    </>
  )
}

function WindowFields({ form, values, openness, zone }: StepProps) {
  const { form: words } = useTexts().campaigns
  const isLocked = openness === 'few'
  const today = dayOf(new Date(), zone)
  const saturday = addDays(today, (13 - weekdayOf(today)) % 7)
  const take = (from: Date, until: Date) =>
    form.setFieldsValue({ startsAt: from.toISOString(), endsAt: until.toISOString() })
  const at = (day: string, time: string) => instantAt(day, time, zone)
  const quick = [
    { label: words.quick.tonight, run: () => take(at(today, '20:00'), at(today, '22:00')) },
    {
      label: words.quick.tomorrow,
      run: () => take(at(addDays(today, 1), '00:00'), at(addDays(today, 1), '24:00')),
    },
    { label: words.quick.weekend, run: () => take(at(saturday, '00:00'), at(addDays(saturday, 1), '24:00')) },
    { label: words.quick.week, run: () => take(new Date(), new Date(Date.now() + 7 * 86_400_000)) },
  ]
  return (
    <>
      {!isLocked && (
        <Space wrap className="gap">
          {quick.map(({ label, run }) => (
            <Button key={label} size="small" onClick={run}>
              {label}
            </Button>
          ))}
        </Space>
      )}
      <div className="two">
        <Locked when={isLocked}>
          <Form.Item name="startsAt" label={words.startsAt} rules={[{ required: true }]}>
            <InstantField zone={zone} />
          </Form.Item>
        </Locked>
        <Form.Item
          name="endsAt"
          label={words.endsAt}
          dependencies={['startsAt']}
          rules={[
            { required: true },
            {
              validator: async () => {
                if (values.startsAt && values.endsAt && values.endsAt <= values.startsAt)
                  throw new Error(words.needWindow)
              },
            },
          ]}
        >
          <InstantField zone={zone} />
        </Form.Item>
      </div>
    </>
  )
}

function RecurrenceFields({ values, openness }: StepProps) {
  const { form: words } = useTexts().campaigns
  const needDays = [{ required: true, type: 'array' as const, min: 1, message: words.needDays }]
  return (
    <>
      <Locked when={openness === 'few'}>
        {values.repeat === 'week' && (
          <Form.Item name="weekDays" label={words.weekDays} rules={needDays}>
            <DaysField />
          </Form.Item>
        )}
        {values.repeat === 'month' && (
          <Form.Item name="monthDays" label={words.monthDays} extra={words.monthDaysHelp} rules={needDays}>
            <MonthDaysField />
          </Form.Item>
        )}
        <TimesField />
        <Form.Item name="firstDay" label={words.firstDay} extra={words.firstDayHelp}>
          <LocalDayField />
        </Form.Item>
      </Locked>
      <Form.Item name="lastDay" label={words.lastDay} extra={words.lastDayHelp}>
        <LocalDayField />
      </Form.Item>
    </>
  )
}

interface MonthDaysFieldProps {
  readonly value?: number[]
  readonly onChange?: (days: number[]) => void
}

function MonthDaysField({ value = [], onChange }: MonthDaysFieldProps) {
  return (
    <Checkbox.Group className="month-days" value={value} onChange={(days) => onChange?.(days as number[])}>
      {Array.from({ length: 31 }, (_, index) => (
        <Checkbox key={index + 1} value={index + 1}>
          {index + 1}
        </Checkbox>
      ))}
    </Checkbox.Group>
  )
}

interface LocalDayFieldProps {
  readonly id?: string
  readonly value?: string | null
  readonly onChange?: (day: string | null) => void
}

function LocalDayField({ id, value, onChange }: LocalDayFieldProps) {
  return (
    <DatePicker
      {...(id ? { id } : {})}
      className="number-field"
      inputReadOnly
      value={value ? dayjs(value) : null}
      onChange={(day) => onChange?.(day ? day.format('YYYY-MM-DD') : null)}
    />
  )
}

function AnnounceField({ minutes }: { readonly minutes: number }) {
  const { form: words } = useTexts().campaigns
  const known = Object.entries(words.announces).map(([value, label]) => ({ value: Number(value), label }))
  const isKnown = known.some(({ value }) => value === minutes)
  return (
    <Form.Item name="announceMinutes">
      <Select
        className="choice-field"
        aria-label={words.announce}
        options={isKnown ? known : [...known, { value: minutes, label: words.minutes(minutes) }]}
      />
    </Form.Item>
  )
}
