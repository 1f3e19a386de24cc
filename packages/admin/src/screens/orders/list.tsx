import { Badge, Button, Input, Tabs } from 'antd'
import { useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import { listOrders, ORDER_STATES, type OrderCard, type OrderPage } from '../../api/orders.js'
import { useMay, usePath, useShop } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { Price, priceText } from '../../ui/money-field.js'
import { Page } from '../../ui/page.js'
import { LoadMore, usePaged } from '../../ui/paging.js'
import { Thumb } from '../../ui/picture.js'
import { Rows } from '../../ui/rows.js'
import { Loaded, Nothing } from '../../ui/states.js'
import { Time } from '../../ui/time.js'
import { ShipById } from './ship-dialog.js'
import { BadgeTags, StateTag } from './state-tag.js'

/** States whose number asks for something to be done. */
const DUE = new Set(['unpaid', 'paid'])

export function Screen() {
  const { storeId } = useShop()
  const { orders, common } = useTexts()
  const [search, setSearch] = useSearchParams()
  const [shipping, setShipping] = useState<string | null>(null)
  const query = { state: search.get('state') ?? '', search: search.get('q') ?? '' }
  const list = usePaged<OrderCard, OrderPage>(['orders', storeId, query], (cursor) =>
    listOrders(storeId, query, cursor),
  )
  const change = (part: { state?: string; q?: string }) => {
    const wanted = { state: query.state, q: query.search, ...part }
    setSearch(new URLSearchParams(Object.entries(wanted).filter(([, value]) => value !== '')), {
      replace: true,
    })
  }
  const counts = list.firstPage?.counts ?? {}
  const tabLabel = (state: string, label: string) =>
    DUE.has(state) && counts[state] ? (
      <Badge count={counts[state]} overflowCount={999} offset={[10, -2]} color="#b5532a">
        {label}
      </Badge>
    ) : (
      label
    )
  return (
    <Page title={orders.title}>
      <div className="filters">
        <Input.Search
          key={query.search}
          allowClear
          placeholder={orders.search}
          defaultValue={query.search}
          onSearch={(q) => change({ q: q.trim() })}
        />
      </div>
      <Tabs
        activeKey={query.state}
        onChange={(state) => change({ state })}
        items={[
          { key: '', label: common.all },
          ...ORDER_STATES.map((state) => ({ key: state, label: tabLabel(state, orders.states[state]) })),
        ]}
      />
      <Loaded from={list}>
        {(rows) => {
          if (rows.length > 0) return <OrderRows rows={rows} onShip={setShipping} />
          const isFiltered = query.state !== '' || query.search !== ''
          return (
            <Nothing
              text={isFiltered ? orders.noneFound : orders.empty}
              help={isFiltered ? undefined : orders.emptyHelp}
            />
          )
        }}
      </Loaded>
      <LoadMore list={list} />
      {shipping && <ShipById orderId={shipping} onClose={() => setShipping(null)} />}
    </Page>
  )
}

interface OrderRowsProps {
  readonly rows: readonly OrderCard[]
  readonly onShip: (orderId: string) => void
}

function OrderRows({ rows, onShip }: OrderRowsProps) {
  const { orders } = useTexts()
  const to = usePath()
  const mayShip = useMay('orders:ship')
  const link = (row: OrderCard) => to(`/orders/${row.id}`)
  const action = (row: OrderCard) =>
    mayShip && row.unitsToShip > 0 && (row.state === 'paid' || row.isPartShipped) ? (
      <Button type="primary" size="small" onClick={() => onShip(row.id)}>
        {orders.ship}
      </Button>
    ) : (
      <Link to={link(row)}>{orders.see}</Link>
    )
  return (
    <Rows
      rows={rows}
      keyOf={(row) => row.id}
      columns={[
        {
          title: orders.columns.order,
          render: (_, row) => (
            <Link to={link(row)} className="stack tight">
              <span className="num">{row.number}</span>
              <span className="quiet">
                <Time at={row.placedAt} />
              </span>
            </Link>
          ),
        },
        { title: orders.columns.goods, render: (_, row) => <Goods row={row} /> },
        { title: orders.columns.contact, render: (_, row) => row.contactMasked },
        { title: orders.columns.amount, align: 'right', render: (_, row) => <Amount row={row} /> },
        { title: orders.columns.state, render: (_, row) => <States row={row} /> },
        { title: orders.columns.action, render: (_, row) => action(row) },
      ]}
      card={(row) => (
        <div className="stack">
          <Link to={link(row)} className="card-link stack">
            <span className="row between">
              <span className="quiet num">{row.number}</span>
              <States row={row} />
            </span>
            <Goods row={row} />
          </Link>
          <span className="row between">
            <span className="quiet">{row.contactMasked}</span>
            <Amount row={row} />
            {action(row)}
          </span>
        </div>
      )}
    />
  )
}

function States({ row }: { readonly row: OrderCard }) {
  return (
    <span className="row row-wrap">
      <StateTag {...row} />
      <BadgeTags badges={row.badges} />
    </span>
  )
}

function Goods({ row }: { readonly row: OrderCard }) {
  const { orders } = useTexts()
  const [first] = row.lines
  if (!first) return null
  const units = row.lines.reduce((sum, line) => sum + line.quantity, 0)
  return (
    <span className="row goods">
      <Thumb hash={first.mediaHash} size={48} />
      <span className="stack tight">
        <span className="clip">{first.title}</span>
        <span className="quiet">
          {[first.options, row.lines.length > 1 && orders.andMore(row.lines.length), orders.items(units)]
            .filter(Boolean)
            .join(' · ')}
        </span>
      </span>
    </span>
  )
}

function Amount({ row }: { readonly row: OrderCard }) {
  const { orders } = useTexts()
  return (
    <span className="stack tight amount">
      <strong>
        <Price money={row.payable} />
      </strong>
      {row.refunded.amount > 0 && (
        <span className="quiet">{orders.refundedPart(priceText(row.refunded))}</span>
      )}
    </span>
  )
}
