import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Progress, Space } from 'antd'
import { useEffect } from 'react'
import { Link } from 'react-router'
import { getShipBatch, listShipProblems, type ShipBatch, type ShipProblem } from '../../api/ship-batches.js'
import { usePath, useShop } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { Panel } from '../../ui/page.js'
import { LoadMore, usePaged } from '../../ui/paging.js'
import { Loaded } from '../../ui/states.js'

const POLL_MS = 700

interface BatchReportProps {
  readonly batchId: string
  readonly onAnother?: () => void
}

/** A table while its parcels leave, then what left, and the rows that did not with what to do about them. */
export function BatchReport({ batchId, onAnother }: BatchReportProps) {
  const { storeId } = useShop()
  const client = useQueryClient()
  const query = useQuery({
    queryKey: ['ship-batch', storeId, batchId],
    queryFn: () => getShipBatch(storeId, batchId),
    refetchInterval: ({ state }) => (state.data?.state === 'done' ? false : POLL_MS),
  })
  const isDone = query.data?.state === 'done'
  useEffect(() => {
    if (!isDone) return
    void client.invalidateQueries({ queryKey: ['ship-batches', storeId] })
    void client.invalidateQueries({ queryKey: ['orders', storeId] })
    void client.invalidateQueries({ queryKey: ['order', storeId] })
  }, [isDone, client, storeId])
  return (
    <Loaded from={query} rows={3}>
      {(batch) =>
        batch.state === 'done' ? (
          <Result batch={batch} {...(onAnother ? { onAnother } : {})} />
        ) : (
          <Running batch={batch} />
        )
      }
    </Loaded>
  )
}

function Running({ batch }: { readonly batch: ShipBatch }) {
  const { shipping } = useTexts()
  const { total, waiting } = batch.rows
  const done = total - waiting
  return (
    <Panel title={batch.fileName}>
      <Progress percent={total === 0 ? 0 : Math.floor((done * 100) / total)} status="active" />
      <p className="quiet" role="status">
        {batch.state === 'waiting' ? shipping.waiting : shipping.running(done, total)}
      </p>
    </Panel>
  )
}

function Result({ batch, onAnother }: { readonly batch: ShipBatch; readonly onAnother?: () => void }) {
  const { shipping } = useTexts()
  const to = usePath()
  const { rows, parcels } = batch
  const isWhole = rows.failed === 0
  const words = isWhole ? shipping.done(parcels) : shipping.doneWithFaults(parcels, rows.failed)
  const figures = [
    [shipping.counts.parcels, parcels],
    [shipping.counts.again, rows.again],
    [shipping.counts.failed, rows.failed],
  ] as const
  return (
    <Panel title={batch.fileName}>
      <Space orientation="vertical" size="middle" className="full">
        <Alert
          type={isWhole ? 'success' : parcels > 0 ? 'warning' : 'error'}
          showIcon
          title={parcels === 0 && !isWhole && rows.again === 0 ? shipping.nothingSent : words}
          {...(isWhole ? {} : { description: shipping.mend })}
        />
        <div className="figures import-counts">
          {figures.map(([label, count]) => (
            <span key={label} className="figure">
              <span>{label}</span>
              <strong>{count}</strong>
            </span>
          ))}
        </div>
        {!isWhole && <Problems batchId={batch.id} />}
        {onAnother && (
          <Space wrap>
            <Button type="primary" onClick={onAnother}>
              {shipping.another}
            </Button>
            <Link to={to('/orders')}>
              <Button>{shipping.toOrders}</Button>
            </Link>
          </Space>
        )}
      </Space>
    </Panel>
  )
}

function Problems({ batchId }: { readonly batchId: string }) {
  const { storeId } = useShop()
  const { shipping } = useTexts()
  const list = usePaged(['ship-problems', storeId, batchId], async (after) => {
    const { items, next } = await listShipProblems(storeId, batchId, after)
    return { items, next: next === null ? null : String(next) }
  })
  return (
    <>
      <Loaded from={list} rows={2}>
        {(problems) => (
          <ul className="lines">
            {problems.map((problem) => (
              <li key={problem.row} className="stack tight">
                <strong>
                  {shipping.row(problem.row)} · {problem.column}
                </strong>
                <span>{problem.text}</span>
                <OrderAndNumber row={problem} />
              </li>
            ))}
          </ul>
        )}
      </Loaded>
      <LoadMore list={list} />
    </>
  )
}

function OrderAndNumber({ row }: { readonly row: ShipProblem }) {
  const to = usePath()
  const { orderId, orderNumber, trackingNumber } = row
  return (
    <span className="quiet num row row-wrap">
      {orderId ? <Link to={to(`/orders/${orderId}`)}>{orderNumber}</Link> : <span>{orderNumber}</span>}
      {trackingNumber && <span>{trackingNumber}</span>}
    </span>
  )
}
