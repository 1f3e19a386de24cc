import { Button, Space } from 'antd'
import { useState } from 'react'
import type { Campaign } from '../../api/campaigns.js'
import { useMay } from '../../app/session.js'
import { useZone } from '../../app/use-settings.js'
import { useTexts } from '../../i18n/texts.js'
import { Panel } from '../../ui/page.js'
import { useNow } from '../../ui/use-now.js'
import { DateTools, DayDialog, hoursOf, useChangeDate, useDayText } from './date-tools.js'
import { isLive } from './may-change.js'
import { useSpanText } from './parts.js'

/** The rounds to come with what can be done with each date, and the dates that were changed. */
export function DatesPanel({ campaign }: { readonly campaign: Campaign }) {
  const { campaign: texts } = useTexts()
  const zone = useZone()
  const span = useSpanText()
  const may = useMay('marketing:write') && (isLive(campaign) || campaign.state === 'paused')
  const now = useNow(10_000)
  const { rounds, dates } = campaign
  return (
    <Panel title={texts.dates.title} help={texts.dates.help} extra={may && <AddDate campaign={campaign} />}>
      {rounds.length === 0 && <p className="quiet">{texts.dates.empty}</p>}
      <ul className="lines">
        {rounds.map(({ round, startsAt, endsAt }) => (
          <li key={round} className="row between row-wrap">
            <span className="num">{span(startsAt, endsAt)}</span>
            {may && Date.parse(startsAt) > now.getTime() && (
              <DateTools campaign={campaign} startsAt={startsAt} zone={zone} onDone={() => {}} />
            )}
          </li>
        ))}
      </ul>
      {dates.length > 0 && <Changed campaign={campaign} may={may} />}
    </Panel>
  )
}

function Changed({ campaign, may }: { readonly campaign: Campaign; readonly may: boolean }) {
  const { campaign: texts, campaigns } = useTexts()
  const { calendar } = campaigns
  const dayText = useDayText()
  const change = useChangeDate(campaign.id, () => {})
  return (
    <>
      <h3 className="section-title changed-title">{texts.dates.changes}</h3>
      <ul className="lines">
        {campaign.dates.map(({ date, act, to }) => (
          <li key={date} className="row between row-wrap">
            <span>
              {dayText(to ?? date)}{' '}
              <span className="quiet">
                {act === 'skip'
                  ? calendar.skipped
                  : act === 'add'
                    ? calendar.added
                    : calendar.moved(dayText(date))}
              </span>
            </span>
            {may && (
              <Space>
                <Button
                  size="small"
                  loading={change.isPending}
                  onClick={() => change.mutate({ date, act: 'restore' })}
                >
                  {calendar.restore}
                </Button>
              </Space>
            )}
          </li>
        ))}
      </ul>
    </>
  )
}

function AddDate({ campaign }: { readonly campaign: Campaign }) {
  const { calendar } = useTexts().campaigns
  const [isOpen, setOpen] = useState(false)
  const change = useChangeDate(campaign.id, () => setOpen(false))
  return (
    <>
      <Button onClick={() => setOpen(true)}>{calendar.add}</Button>
      {isOpen && (
        <DayDialog
          title={calendar.addTitle}
          isSending={change.isPending}
          onCancel={() => setOpen(false)}
          onChoose={(date, span) => change.mutate({ date, act: 'add', ...hoursOf(span) })}
        />
      )}
    </>
  )
}
