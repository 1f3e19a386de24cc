import { Badge, Button, Checkbox, Tabs } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { type DeskCard, type DeskPage, listDeskOrders } from '../../api/desk.js'
import { ORDER_STATES } from '../../api/orders.js'
import { useMay, usePath, useShop } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { Page } from '../../ui/page.js'
import { LoadMore, usePaged } from '../../ui/paging.js'
import { Rows } from '../../ui/rows.js'
import { Loaded, Nothing } from '../../ui/states.js'
import { Time } from '../../ui/time.js'
import { BulkBar } from './bulk-bar.js'
import { Amount, Beside, Goods, States } from './card-parts.js'
import { Filters } from './filters.js'
import { ShipByTable } from './ship-by-table.js'
import { ShipById } from './ship-dialog.js'
import { useDeskQuery } from './use-desk-query.js'
import { ViewsBar } from './views-bar.js'

/** States whose number asks for something to be done. */
const DUE = new Set(['unpaid', 'paid'])

export function Screen() {
  const { storeId } = useShop()
  const { orders, desk, common } = useTexts()
  const to = usePath()
  const mayWrite = useMay('orders:ship')
  const { query, change, replaceBy, clear } = useDeskQuery()
  const [shipping, setShipping] = useState<string | null>(null)
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const list = usePaged<DeskCard, DeskPage>(['orders', storeId, query], (cursor) =>
    listDeskOrders(storeId, query, cursor),
  )
  const rows = list.data ?? []
  const counts = list.firstPage?.counts ?? {}
  const tabLabel = (state: string, label: string) =>
    DUE.has(state) && counts[state] ? (
      <Badge count={counts[state]} overflowCount={999} offset={[10, -2]} color="#b5532a">
        {label}
      </Badge>
    ) : (
      label
    )
  const toggle = (id: string) =>
    setChosen((before) => {
      const after = new Set(before)
      if (!after.delete(id)) after.add(id)
      return after
    })
  return (
    <Page title={orders.title} action={<ShipByTable />}>
      <Filters query={query} onChange={change} onClear={clear}>
        <Link to={`${to('/orders/exports')}?${new URLSearchParams(query)}`}>
          <Button>{desk.export}</Button>
        </Link>
        <Link to={to('/orders/settings')}>
          <Button>{desk.settings}</Button>
        </Link>
      </Filters>
      <ViewsBar query={query} onChoose={replaceBy} />
      <Tabs
        activeKey={query.state ?? ''}
        onChange={(state) => change({ state })}
        items={[
          { key: '', label: common.all },
          ...ORDER_STATES.map((state) => ({
            key: state,
            label: tabLabel(state, state === 'paid' ? orders.toDo : orders.states[state]),
          })),
        ]}
      />
      <Loaded from={list}>
        {(found) => {
          if (found.length > 0)
            return (
              <OrderRows
                rows={found}
                chosen={chosen}
                onChoose={mayWrite ? toggle : null}
                onShip={setShipping}
              />
            )
          const isFiltered = Object.keys(query).length > 0
          return (
            <Nothing
              text={isFiltered ? orders.noneFound : orders.empty}
              help={query.search ? desk.noneHelp : isFiltered ? undefined : orders.emptyHelp}
            />
          )
        }}
      </Loaded>
      <LoadMore list={list} />
      <BulkBar
        chosen={rows.filter(({ id }) => chosen.has(id))}
        onAll={() => setChosen(new Set(rows.map(({ id }) => id)))}
        onClear={() => setChosen(new Set())}
      />
      {shipping && <ShipById orderId={shipping} onClose={() => setShipping(null)} />}
    </Page>
  )
}

interface OrderRowsProps {
  readonly rows: readonly DeskCard[]
  readonly chosen: ReadonlySet<string>
  /** Null for whoever may not write beside orders. */
  readonly onChoose: ((orderId: string) => void) | null
  readonly onShip: (orderId: string) => void
}

function OrderRows({ rows, chosen, onChoose, onShip }: OrderRowsProps) {
  const { orders } = useTexts()
  const to = usePath()
  const mayShip = useMay('orders:ship')
  const link = (row: DeskCard) => to(`/orders/${row.id}`)
  const box = (row: DeskCard) =>
    onChoose && (
      <Checkbox aria-label={row.number} checked={chosen.has(row.id)} onChange={() => onChoose(row.id)} />
    )
  const action = (row: DeskCard) =>
    mayShip &&
    row.says?.send !== null &&
    row.unitsToShip > 0 &&
    (row.state === 'paid' || row.isPartShipped) ? (
      <Button type="primary" size="small" onClick={() => onShip(row.id)}>
        {row.says?.send ?? orders.ship}
      </Button>
    ) : (
      <Link to={link(row)}>{orders.see}</Link>
    )
  return (
    <Rows
      rows={rows}
      keyOf={(row) => row.id}
      columns={[
        ...(onChoose ? [{ title: '', width: 40, render: (_: unknown, row: DeskCard) => box(row) }] : []),
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
        {
          title: orders.columns.goods,
          render: (_, row) => (
            <span className="stack tight">
              <Goods row={row} />
              <Beside row={row} />
            </span>
          ),
        },
        { title: orders.columns.contact, render: (_, row) => row.contactMasked },
        { title: orders.columns.amount, align: 'right', render: (_, row) => <Amount row={row} /> },
        { title: orders.columns.state, render: (_, row) => <States row={row} /> },
        { title: orders.columns.action, render: (_, row) => action(row) },
      ]}
      card={(row) => (
        <div className="stack">
          <span className="row between">
            <span className="row">
              {box(row)}
              <span className="quiet num">{row.number}</span>
            </span>
            <States row={row} />
          </span>
          <Link to={link(row)} className="card-link stack">
            <Goods row={row} />
            <Beside row={row} />
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
