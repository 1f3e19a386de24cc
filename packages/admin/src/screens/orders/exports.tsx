import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Checkbox, Spin, Tag } from 'antd'
import { useState } from 'react'
import {
  type ExportColumn,
  listExports,
  type OrderExport,
  saveExport,
  startExport,
} from '../../api/order-exports.js'
import { useMay, usePath, useShop } from '../../app/session.js'
import { useZone } from '../../app/use-settings.js'
import { useStaffNames } from '../../app/use-staff-names.js'
import { useTexts } from '../../i18n/texts.js'
import { Page, Panel } from '../../ui/page.js'
import { Loaded, Nothing } from '../../ui/states.js'
import { Time } from '../../ui/time.js'
import { useFail } from '../../ui/use-fail.js'
import { useDeskQuery } from './use-desk-query.js'

const REFRESH_MS = 1500
const KEPT = 'mamapu.export-columns'

/** Tables of orders: which columns, how far each is, and where to fetch it. */
export function Screen() {
  const { storeId } = useShop()
  const texts = useTexts().exports
  const to = usePath()
  const query = useQuery({
    queryKey: ['order-exports', storeId],
    queryFn: () => listExports(storeId),
    refetchInterval: ({ state }) =>
      state.data?.items.some((one) => one.state === 'waiting') ? REFRESH_MS : false,
  })
  return (
    <Page isNarrow back={to('/orders')} title={texts.title} help={texts.help}>
      <Loaded from={query} rows={8}>
        {({ items, columns }) => (
          <>
            <Ask columns={columns} />
            <Panel title={texts.latest}>
              {items.length === 0 && <Nothing text={texts.empty} help={texts.emptyHelp} />}
              <ul className="lines">
                {items.map((one) => (
                  <Row key={one.id} one={one} />
                ))}
              </ul>
            </Panel>
          </>
        )}
      </Loaded>
    </Page>
  )
}

function keptColumns(): readonly string[] | null {
  const kept = localStorage.getItem(KEPT)
  return kept ? kept.split(',') : null
}

function Ask({ columns }: { readonly columns: readonly ExportColumn[] }) {
  const { storeId } = useShop()
  const texts = useTexts().exports
  const { message } = App.useApp()
  const client = useQueryClient()
  const fail = useFail()
  const mayReveal = useMay('customers:reveal')
  const { query } = useDeskQuery()
  const kept = keptColumns()
  const [chosen, setChosen] = useState<readonly string[]>(() =>
    columns.filter((one) => !one.isPersonal && (kept?.includes(one.name) ?? true)).map(({ name }) => name),
  )
  const toggle = (name: string) =>
    setChosen(chosen.includes(name) ? chosen.filter((one) => one !== name) : [...chosen, name])
  // In the order of the file, whatever was ticked first.
  const names = columns.map(({ name }) => name).filter((name) => chosen.includes(name))
  const start = useMutation({
    mutationFn: () => startExport(storeId, { columns: names, filter: query }),
    onSuccess: async () => {
      localStorage.setItem(KEPT, names.join(','))
      void message.success(texts.started)
      await client.invalidateQueries({ queryKey: ['order-exports', storeId] })
    },
    onError: fail,
  })
  const boxes = (of: readonly ExportColumn[]) => (
    <div className="tick-grid">
      {of.map(({ name, title }) => (
        <Checkbox key={name} checked={chosen.includes(name)} onChange={() => toggle(name)}>
          {title}
        </Checkbox>
      ))}
    </div>
  )
  const personal = columns.filter(({ isPersonal }) => isPersonal)
  const asked = Object.keys(query).length
  return (
    <Panel title={texts.columns}>
      <p className="quiet">{asked > 0 ? texts.filtered : texts.unfiltered}</p>
      {boxes(columns.filter(({ isPersonal }) => !isPersonal))}
      {mayReveal && personal.length > 0 && (
        <>
          <h3>{texts.personal}</h3>
          <p className="quiet">{texts.personalHelp}</p>
          {boxes(personal)}
        </>
      )}
      <Button
        type="primary"
        disabled={names.length === 0}
        loading={start.isPending}
        onClick={() => start.mutate()}
      >
        {texts.start}
      </Button>
    </Panel>
  )
}

function Row({ one }: { readonly one: OrderExport }) {
  const { storeId } = useShop()
  const texts = useTexts().exports
  const zone = useZone()
  const nameOf = useStaffNames()
  const fail = useFail()
  const mayReveal = useMay('customers:reveal')
  const may = one.state === 'done' && (mayReveal || !one.isPersonal)
  return (
    <li className="row between row-wrap">
      <span className="stack tight">
        <span>
          <Time at={one.createdAt} zone={zone} /> · {nameOf(one.staffId)}{' '}
          {one.isPersonal && <Tag color="orange">{texts.personalTag}</Tag>}
        </span>
        <span className="quiet">
          {one.state === 'waiting' && <Spin size="small" />} {texts.states[one.state](one.rows)}
          {one.isCut && ` · ${texts.cut}`}
          {one.keptUntil && (
            <>
              {' · '}
              {texts.keptUntil} <Time at={one.keptUntil} zone={zone} />
            </>
          )}
        </span>
      </span>
      {may && <Button onClick={() => void saveExport(storeId, one.id).catch(fail)}>{texts.download}</Button>}
    </li>
  )
}
