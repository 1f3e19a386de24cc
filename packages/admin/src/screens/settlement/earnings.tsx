import { Button, Input, Tabs } from 'antd'
import { Link, useSearchParams } from 'react-router'
import { EARNING_STATES, type Earning, type EarningQuery, listEarnings } from '../../api/earnings.js'
import { useMay, usePath, useShop } from '../../app/session.js'
import { useZone } from '../../app/use-settings.js'
import { useTexts } from '../../i18n/texts.js'
import { percentOf } from '../../ui/money.js'
import { Price, priceText } from '../../ui/money-field.js'
import { Page } from '../../ui/page.js'
import { LoadMore, usePaged } from '../../ui/paging.js'
import { Rows } from '../../ui/rows.js'
import { Loaded, Nothing } from '../../ui/states.js'
import { useTimeText } from '../../ui/time.js'
import { HoldList } from './holds.js'
import { EarningTags, PayeeName, SettlementTabs } from './parts.js'

const HOLDS = 'holds'

/** Every earning of the shop with where it stands; what waits for a decision comes under a tab of its own. */
export function Screen() {
  const { settlement, common } = useTexts()
  const texts = settlement.earnings
  const [search, setSearch] = useSearchParams()
  const tab = search.get('tab') ?? ''
  const query = { state: tab, payee: search.get('payee') ?? '', order: search.get('order') ?? '' }
  const change = (part: { tab?: string; payee?: string; order?: string }) => {
    const wanted = { tab, payee: query.payee, order: query.order, ...part }
    const kept = Object.entries(wanted).filter(([, value]) => value !== '')
    setSearch(new URLSearchParams(kept), { replace: true })
  }
  return (
    <Page title={settlement.tabs.earnings} help={texts.help}>
      <SettlementTabs />
      <div className="filters">
        <Input.Search
          key={query.order}
          allowClear
          inputMode="numeric"
          placeholder={texts.search}
          defaultValue={query.order}
          onSearch={(order) => change({ order: order.trim(), ...(tab === HOLDS ? { tab: '' } : {}) })}
        />
        {query.payee && (
          <Button onClick={() => change({ payee: '' })}>
            {texts.ofPayee} · {texts.showAll}
          </Button>
        )}
      </div>
      <Tabs
        activeKey={tab}
        onChange={(key) => change({ tab: key })}
        items={[
          { key: '', label: common.all },
          { key: HOLDS, label: texts.holds },
          ...EARNING_STATES.map((state) => ({ key: state, label: settlement.states[state] })),
        ]}
      />
      {tab === HOLDS ? <HoldList /> : <EarningList query={query} />}
    </Page>
  )
}

function EarningList({ query }: { readonly query: EarningQuery }) {
  const { storeId } = useShop()
  const { settlement } = useTexts()
  const texts = settlement.earnings
  const isSound = query.order === '' || /^\d{14}$/.test(query.order)
  const list = usePaged(['settlement', storeId, 'earnings', query], async (cursor) =>
    isSound ? listEarnings(storeId, query, cursor) : { items: [], next: null },
  )
  const isFiltered = Object.values(query).some((value) => value !== '')
  return (
    <>
      <Loaded from={list}>
        {(rows) => {
          if (rows.length > 0) return <EarningRows rows={rows} />
          if (!isSound) return <Nothing text={texts.badOrder} />
          if (!isFiltered) return <NoneYet />
          const help = query.state in settlement.stateHelp && !query.order && !query.payee
          return (
            <Nothing
              text={texts.noneFound}
              help={help ? settlement.stateHelp[query.state as Earning['state']] : undefined}
            />
          )
        }}
      </Loaded>
      <LoadMore list={list} />
    </>
  )
}

function NoneYet() {
  const texts = useTexts().settlement.earnings
  const to = usePath()
  const maySwitch = useMay('plugins:read')
  return (
    <Nothing
      text={texts.empty}
      help={texts.emptyHelp}
      action={
        maySwitch && (
          <Link to={to('/marketing')}>
            <Button type="primary">{texts.emptyGo}</Button>
          </Link>
        )
      }
    />
  )
}

function EarningRows({ rows }: { readonly rows: readonly Earning[] }) {
  const { settlement, orders } = useTexts()
  const texts = settlement.earnings
  const to = usePath()
  const link = ({ id }: Earning) => to(`/settlement/earnings/${id}`)
  return (
    <Rows
      rows={rows}
      keyOf={(row) => row.id}
      columns={[
        {
          title: texts.goods,
          render: (_, row) => (
            <Link to={link(row)} className="stack tight goods">
              <span className="clip">{row.productTitle}</span>
              <span className="quiet num">
                {row.orderNumber} · {orders.items(row.units)}
              </span>
            </Link>
          ),
        },
        { title: texts.payee, render: (_, row) => <Payee row={row} /> },
        { title: texts.amount, align: 'right', render: (_, row) => <Amount row={row} /> },
        { title: texts.state, render: (_, row) => <State row={row} /> },
      ]}
      card={(row) => (
        <Link to={link(row)} className="card-link stack">
          <span className="row between">
            <span className="quiet num">{row.orderNumber}</span>
            <EarningTags {...row} />
          </span>
          <span className="clip">{row.productTitle}</span>
          <span className="row between">
            <Payee row={row} />
            <Amount row={row} />
          </span>
          <Due row={row} />
        </Link>
      )}
    />
  )
}

function Payee({ row }: { readonly row: Earning }) {
  const { roles } = useTexts().settlement
  return (
    <PayeeName id={row.payeeId} name={row.payeeName} phone={row.payeePhone}>
      {roles[row.role]}
    </PayeeName>
  )
}

function Amount({ row }: { readonly row: Earning }) {
  const texts = useTexts().settlement.earnings
  const isVoid = row.state === 'void'
  return (
    <span className="stack tight amount">
      <strong>
        <Price money={isVoid ? row.amount : row.left} isStruck={isVoid} />
      </strong>
      <span className="quiet">
        {isVoid || row.left.amount === row.amount.amount ? (
          <RateText row={row} />
        ) : (
          texts.wasAmount(priceText(row.amount))
        )}
      </span>
    </span>
  )
}

/** How the order froze it: `¥128.00 的 5%`, or so much each. */
export function RateText({ row }: { readonly row: Earning }) {
  const texts = useTexts().settlement.earnings
  if (row.bps !== null) return texts.rate(percentOf(row.bps), priceText(row.base))
  return row.perUnit ? texts.perUnit(priceText(row.perUnit), row.units) : null
}

function State({ row }: { readonly row: Earning }) {
  return (
    <span className="stack tight">
      <EarningTags {...row} />
      <Due row={row} />
    </span>
  )
}

function Due({ row }: { readonly row: Earning }) {
  const texts = useTexts().settlement.earnings
  const zone = useZone()
  const timeOf = useTimeText()
  if (row.state !== 'frozen' || !row.dueAt || row.holds.length > 0) return null
  return <span className="quiet">{texts.due(timeOf(row.dueAt, zone))}</span>
}
