import { useMutation } from '@tanstack/react-query'
import { App, Button, Checkbox, DatePicker, Modal, Space, TimePicker } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import { type Campaign, changeDate, type DateAsk, type LocalSpan } from '../../api/campaigns.js'
import { useShop } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { useFail } from '../../ui/use-fail.js'
import { type Day, dayOf, weekdayOf } from './days.js'
import { useRenewCampaigns } from './use-campaigns.js'

/** Sends a change of a single date and tells every page that shows it. */
export function useChangeDate(campaignId: string, onDone: () => void) {
  const { storeId } = useShop()
  const { calendar } = useTexts().campaigns
  const { message } = App.useApp()
  const renew = useRenewCampaigns()
  const fail = useFail()
  return useMutation({
    mutationFn: (ask: DateAsk) => changeDate(storeId, campaignId, ask),
    onSuccess: async () => {
      await renew()
      void message.success(calendar.changed)
      onDone()
    },
    onError: fail,
  })
}

/** `11 月 25 日 周三`. */
export function useDayText(): (day: Day) => string {
  const { calendar, recurrence } = useTexts().campaigns
  return (day) =>
    calendar.day(
      String(Number(day.slice(5, 7))),
      String(Number(day.slice(8))),
      recurrence.weekDays[weekdayOf(day) - 1] ?? '',
    )
}

interface DateToolsProps {
  readonly campaign: Campaign
  readonly startsAt: string
  readonly zone: string
  readonly onDone: () => void
}

/** Leave this date out, hold it on another day, or take back what was changed about it. */
export function DateTools({ campaign, startsAt, zone, onDone }: DateToolsProps) {
  const { campaigns, common } = useTexts()
  const texts = campaigns.calendar
  const { modal } = App.useApp()
  const dayText = useDayText()
  const [isMoving, setMoving] = useState(false)
  const change = useChangeDate(campaign.id, onDone)
  const day = dayOf(new Date(startsAt), zone)
  const changed = campaign.dates.find(({ date, to }) => date === day || to === day)
  const skip = () =>
    void modal.confirm({
      title: texts.skip,
      content: texts.skipConfirm(dayText(day)),
      okText: texts.skip,
      cancelText: common.cancel,
      onOk: () => change.mutateAsync({ date: day, act: 'skip' }),
    })
  if (changed)
    return (
      <Space wrap>
        <span className="quiet">
          {changed.act === 'move' ? texts.moved(dayText(changed.date)) : texts.added}
        </span>
        <Button
          loading={change.isPending}
          onClick={() => change.mutate({ date: changed.date, act: 'restore' })}
        >
          {texts.restore}
        </Button>
      </Space>
    )
  return (
    <Space wrap>
      <Button loading={change.isPending} onClick={skip}>
        {texts.skip}
      </Button>
      <Button onClick={() => setMoving(true)}>{texts.move}</Button>
      {isMoving && (
        <DayDialog
          title={texts.moveTitle}
          isSending={change.isPending}
          onCancel={() => setMoving(false)}
          onChoose={(to, span) => change.mutate({ date: day, act: 'move', to, ...hoursOf(span) })}
        />
      )}
    </Space>
  )
}

export const hoursOf = (span: LocalSpan | null) => (span ? { from: span.from, until: span.to } : {})

interface DayDialogProps {
  readonly title: string
  readonly isSending: boolean
  readonly onCancel: () => void
  readonly onChoose: (day: Day, span: LocalSpan | null) => void
}

/** Asks for a day to come, and for other hours when they differ. */
export function DayDialog({ title, isSending, onCancel, onChoose }: DayDialogProps) {
  const { campaigns, common } = useTexts()
  const [day, setDay] = useState<Day | null>(null)
  const [isOther, setOther] = useState(false)
  const [span, setSpan] = useState<LocalSpan>({ from: '10:00', to: '22:00' })
  return (
    <Modal
      open
      title={title}
      okText={common.confirm}
      cancelText={common.cancel}
      okButtonProps={{ disabled: day === null, loading: isSending }}
      onOk={() => day && onChoose(day, isOther ? span : null)}
      onCancel={onCancel}
    >
      <div className="stack">
        <DatePicker
          className="full"
          inputReadOnly
          disabledDate={(one) => one.isBefore(dayjs().startOf('day'))}
          onChange={(one) => setDay(one ? one.format('YYYY-MM-DD') : null)}
        />
        <Checkbox checked={isOther} onChange={(event) => setOther(event.target.checked)}>
          {campaigns.calendar.otherHours}
        </Checkbox>
        {isOther && <SpanField value={span} onChange={setSpan} />}
      </div>
    </Modal>
  )
}

interface SpanFieldProps {
  readonly value?: LocalSpan
  readonly onChange?: (span: LocalSpan) => void
}

/** From and to within a day; midnight at its end is `24:00`. */
export function SpanField({ value, onChange }: SpanFieldProps) {
  const { form } = useTexts().campaigns
  const at = (time: string | undefined) =>
    time ? dayjs(`2000-01-01T${time === '24:00' ? '00:00' : time}`) : null
  const span = { from: value?.from ?? '', to: value?.to ?? '' }
  const endOf = (time: string) => (time === '00:00' ? '24:00' : time)
  return (
    <span className="row span-field">
      <TimePicker
        format="HH:mm"
        minuteStep={5}
        inputReadOnly
        allowClear={false}
        needConfirm={false}
        placeholder={form.from}
        aria-label={form.from}
        value={at(span.from)}
        onChange={(time) => time && onChange?.({ ...span, from: time.format('HH:mm') })}
      />
      –
      <TimePicker
        format={(time) => (time.format('HH:mm') === '00:00' ? '24:00' : time.format('HH:mm'))}
        minuteStep={5}
        inputReadOnly
        allowClear={false}
        needConfirm={false}
        placeholder={form.to}
        aria-label={form.to}
        value={at(span.to)}
        onChange={(time) => time && onChange?.({ ...span, to: endOf(time.format('HH:mm')) })}
      />
    </span>
  )
}
