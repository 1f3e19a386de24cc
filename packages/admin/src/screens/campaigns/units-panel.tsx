import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Progress, Select, Tag } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { getUnits, type UnitPool, type UnitTake } from '../../api/campaign-figures.js'
import { usePath, useShop } from '../../app/session.js'
import { useZone } from '../../app/use-settings.js'
import { useTexts } from '../../i18n/texts.js'
import { Panel } from '../../ui/page.js'
import { LoadMore, usePaged } from '../../ui/paging.js'
import { Rows } from '../../ui/rows.js'
import { Loaded, Nothing } from '../../ui/states.js'
import { Time } from '../../ui/time.js'
import { useSpanText } from './parts.js'

interface UnitsPanelProps {
  readonly campaignId: string
  readonly isLive: boolean
}

const REFRESH_MS = 5_000

/** Every unit of the campaign: held, paid, returned and left, per variant and round; and each take. */
export function UnitsPanel({ campaignId, isLive }: UnitsPanelProps) {
  const { storeId } = useShop()
  const { units: texts } = useTexts().campaign
  const units = useQuery({
    queryKey: ['campaign-units', storeId, campaignId],
    queryFn: () => getUnits(storeId, campaignId),
    refetchInterval: isLive ? REFRESH_MS : false,
    placeholderData: keepPreviousData,
  })
  return (
    <Loaded from={units}>
      {({ pools }) =>
        pools.length === 0 ? (
          <Nothing text={texts.none} help={texts.noneHelp} />
        ) : (
          <>
            <Pools pools={pools} isLive={isLive} />
            <Takes campaignId={campaignId} pools={pools} isLive={isLive} />
          </>
        )
      }
    </Loaded>
  )
}

function Pools({ pools, isLive }: { readonly pools: readonly UnitPool[]; readonly isLive: boolean }) {
  const { units: texts } = useTexts().campaign
  const span = useSpanText()
  const rounds = [...new Map(pools.map((pool) => [pool.round, pool])).values()].toSorted((a, b) =>
    a.startsAt < b.startsAt ? 1 : -1,
  )
  const [chosen, choose] = useState<string | null>(null)
  const round =
    rounds.find((one) => one.round === chosen) ?? rounds.find((one) => one.closedAt === null) ?? rounds[0]
  const shown = pools.filter((pool) => pool.round === round?.round)
  return (
    <Panel
      title={texts.title}
      help={isLive ? `${texts.help} ${texts.live}` : texts.help}
      extra={
        rounds.length > 1 && (
          <Select
            aria-label={texts.round}
            value={round?.round ?? ''}
            onChange={choose}
            options={rounds.map((one) => ({ value: one.round, label: span(one.startsAt, one.endsAt) }))}
          />
        )
      }
    >
      <ul className="lines">
        {shown.map((pool) => (
          <li key={`${pool.kind}${pool.skuId}`}>
            <Pool pool={pool} />
          </li>
        ))}
      </ul>
    </Panel>
  )
}

function Pool({ pool }: { readonly pool: UnitPool }) {
  const { units: texts } = useTexts().campaign
  const { title, options, mode, limit, taken, held, claimed, returned, left } = pool
  const percent = limit > 0 ? Math.floor((taken / limit) * 100) : 0
  const figures = [
    [texts.limit, limit],
    [texts.held, held],
    [texts.claimed, claimed],
    [texts.left, left],
    [texts.returned, returned],
  ] as const
  return (
    <div className="stack tight">
      <span className="row between">
        <strong className="clip">
          {title} <span className="quiet">{options}</span>
        </strong>
        <span className="quiet nowrap">{texts.taken(percent)}</span>
      </span>
      <Progress percent={percent} showInfo={false} strokeColor="#b5532a" aria-label={texts.taken(percent)} />
      <dl className="facts unit-facts">
        {figures.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="num">{value}</dd>
          </div>
        ))}
      </dl>
      <span className="quiet">{texts[mode]}</span>
    </div>
  )
}

interface TakesProps extends UnitsPanelProps {
  readonly pools: readonly UnitPool[]
}

function Takes({ campaignId, pools }: TakesProps) {
  const { storeId } = useShop()
  const { units: texts } = useTexts().campaign
  const zone = useZone()
  const list = usePaged(['campaign-units', storeId, campaignId, 'takes'], async (cursor) => {
    const { takes, next } = await getUnits(storeId, campaignId, cursor)
    return { items: takes, next }
  })
  const nameOf = ({ skuId }: UnitTake) => {
    const pool = pools.find((one) => one.skuId === skuId)
    return pool ? `${pool.title} ${pool.options}` : skuId
  }
  if (!list.data || list.data.length === 0) return null
  return (
    <>
      <h2 className="section-title">{texts.takes}</h2>
      <Rows
        rows={list.data}
        keyOf={(row) => row.id}
        columns={[
          { title: texts.order, render: (_, row) => <OrderLink take={row} /> },
          { title: texts.sku, render: (_, row) => <span className="clip goods">{nameOf(row)}</span> },
          {
            title: texts.count,
            align: 'right',
            render: (_, row) => <span className="num">{row.units}</span>,
          },
          { title: texts.stateTitle, render: (_, row) => <TakeState take={row} /> },
          { title: texts.at, render: (_, row) => <Time at={row.at} zone={zone} /> },
        ]}
        card={(row) => (
          <div className="stack tight">
            <span className="row between">
              <OrderLink take={row} />
              <TakeState take={row} />
            </span>
            <span className="quiet">
              {nameOf(row)} × {row.units}
            </span>
            <span className="quiet">
              <Time at={row.at} zone={zone} />
            </span>
          </div>
        )}
      />
      <LoadMore list={list} />
    </>
  )
}

function OrderLink({ take }: { readonly take: UnitTake }) {
  const to = usePath()
  if (!take.orderId) return <span className="quiet">{take.who ?? '—'}</span>
  return (
    <Link to={to(`/orders/${take.orderId}`)} className="num">
      {take.orderNumber ?? take.orderId}
    </Link>
  )
}

const COLOURS = { held: 'warning', claimed: 'success', released: 'default' } as const

function TakeState({ take }: { readonly take: UnitTake }) {
  const { units: texts } = useTexts().campaign
  return (
    <span>
      <Tag color={COLOURS[take.state]}>{texts.state[take.state]}</Tag>
      {take.released > 0 && take.state !== 'released' && (
        <span className="quiet">{texts.partReturned(take.released)}</span>
      )}
    </span>
  )
}
