import { LeftOutlined, PlusOutlined, RightOutlined } from '@ant-design/icons'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import { type CalendarRound, readCalendar } from '../../api/campaigns.js'
import { useMay, usePath, useShop } from '../../app/session.js'
import { useZone } from '../../app/use-settings.js'
import { useTexts } from '../../i18n/texts.js'
import { Page } from '../../ui/page.js'
import { Loaded, Nothing } from '../../ui/states.js'
import { usePhone } from '../../ui/use-phone.js'
import { Agenda } from './agenda.js'
import { addDays, addMonths, dayOf, instantAt, weeksOf } from './days.js'
import { MonthGrid } from './month-grid.js'
import { MechanicMark } from './parts.js'
import { RoundSheet } from './round-sheet.js'
import { MarketingTabs } from './tabs.js'
import { useMechanics } from './use-campaigns.js'

/** All mechanics on one calendar: a month where there is room, a list of days on a phone. */
export function Screen() {
  const { storeId } = useShop()
  const { campaigns } = useTexts()
  const texts = campaigns.calendar
  const zone = useZone()
  const to = usePath()
  const may = useMay('marketing:write')
  const isPhone = usePhone()
  const [search, setSearch] = useSearchParams()
  const [opened, setOpened] = useState<CalendarRound | null>(null)
  const today = dayOf(new Date(), zone)
  const month = search.get('month') ?? today.slice(0, 7)
  const weeks = weeksOf(month)
  const [first, last] = isPhone
    ? [month === today.slice(0, 7) ? today : `${month}-01`, addDays(`${addMonths(month, 1)}-01`, -1)]
    : [weeks[0]?.[0] ?? '', weeks.at(-1)?.[6] ?? '']
  const query = {
    from: instantAt(first, '00:00', zone).toISOString(),
    until: instantAt(last, '24:00', zone).toISOString(),
  }
  const rounds = useQuery({
    queryKey: ['campaign-calendar', storeId, query],
    queryFn: () => readCalendar(storeId, query),
    placeholderData: keepPreviousData,
  })
  const go = (wanted: string) => setSearch({ month: wanted }, { replace: true })
  const [year = '', number = ''] = month.split('-')
  return (
    <Page
      title={texts.title}
      action={
        may && (
          <Link to={to('/marketing/campaigns/new')}>
            <Button type="primary" icon={<PlusOutlined />}>
              {campaigns.create}
            </Button>
          </Link>
        )
      }
    >
      <MarketingTabs />
      <div className="row between row-wrap calendar-head">
        <span className="row tight">
          <Button
            type="text"
            icon={<LeftOutlined />}
            aria-label={texts.previous}
            onClick={() => go(addMonths(month, -1))}
          />
          <h2 className="calendar-month">{texts.month(year, String(Number(number)))}</h2>
          <Button
            type="text"
            icon={<RightOutlined />}
            aria-label={texts.next}
            onClick={() => go(addMonths(month, 1))}
          />
          <Button disabled={month === today.slice(0, 7)} onClick={() => go(today.slice(0, 7))}>
            {texts.today}
          </Button>
        </span>
        <Legend rounds={rounds.data ?? []} />
      </div>
      <Loaded from={rounds}>
        {(list) => (
          <>
            {isPhone ? (
              list.length > 0 && (
                <Agenda
                  rounds={list}
                  zone={zone}
                  from={first}
                  until={last}
                  today={today}
                  onOpen={setOpened}
                />
              )
            ) : (
              <MonthGrid rounds={list} zone={zone} month={month} today={today} onOpen={setOpened} />
            )}
            {list.length === 0 && <Nothing text={texts.empty} help={texts.emptyHelp} />}
          </>
        )}
      </Loaded>
      {opened && <RoundSheet round={opened} onClose={() => setOpened(null)} />}
    </Page>
  )
}

/** The mechanics that are on these days, by their colours. */
function Legend({ rounds }: { readonly rounds: readonly CalendarRound[] }) {
  const mechanics = useMechanics().data ?? []
  const windows = new Map(rounds.flatMap(({ plugin, what }) => (what ? [[plugin, what]] : [])))
  const shown = [
    ...mechanics.filter(({ plugin }) => rounds.some((round) => round.plugin === plugin && !round.what)),
    ...[...windows].map(([plugin, title]) => ({ plugin, title })),
  ]
  return (
    <span className="row row-wrap legend">
      {shown.map(({ plugin, title }) => (
        <MechanicMark key={plugin} plugin={plugin} title={title} />
      ))}
    </span>
  )
}
