import { useQuery } from '@tanstack/react-query'
import { Button, Space, Tag, Timeline } from 'antd'
import { useState } from 'react'
import type { Order, Parcel } from '../../api/orders.js'
import { listTracks, type ParcelTrack } from '../../api/parcels.js'
import { useMay, useShop } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { CopyButton } from '../../ui/copy-button.js'
import { Panel } from '../../ui/page.js'
import { Time } from '../../ui/time.js'
import { CorrectParcelDialog, VoidParcelDialog } from './parcel-dialogs.js'

/** What left the shop: what is in it, where it is by its carrier, and mending what was entered wrongly. */
export function ParcelsPanel({ order }: { readonly order: Order }) {
  const { storeId } = useShop()
  const { orders } = useTexts()
  const isAnySent = order.parcels.some(({ kind }) => kind === 'parcel')
  const tracks = useQuery({
    queryKey: ['order-parcels', storeId, order.id],
    queryFn: () => listTracks(storeId, order.id),
    enabled: isAnySent,
  })
  if (order.parcels.length === 0) return null
  return (
    <Panel title={orders.parcels}>
      <ul className="lines">
        {order.parcels.map((parcel) => (
          <ParcelItem
            key={parcel.id}
            order={order}
            parcel={parcel}
            track={tracks.data?.find(({ shipmentId }) => shipmentId === parcel.id)}
          />
        ))}
      </ul>
    </Panel>
  )
}

interface ParcelItemProps {
  readonly order: Order
  readonly parcel: Parcel
  readonly track: ParcelTrack | undefined
}

const COLORS = {
  waiting: 'default',
  on_way: 'processing',
  out_for_delivery: 'processing',
  delivered: 'success',
  problem: 'error',
} as const

function ParcelItem({ order, parcel, track }: ParcelItemProps) {
  const { orders } = useTexts()
  const titleOf = (lineId: string) => {
    const line = order.lines.find(({ id }) => id === lineId)
    return [line?.title, line?.options].filter(Boolean).join(' ')
  }
  return (
    <li className="stack tight">
      <span className="row between row-wrap">
        {parcel.kind === 'parcel' ? (
          <strong>
            {parcel.carrier} <span className="num">{parcel.trackingNumber}</span>
            <CopyButton isSmall text={parcel.trackingNumber} />
          </strong>
        ) : (
          <strong>{orders[parcel.kind]}</strong>
        )}
        {track && <Tag color={COLORS[track.state]}>{orders.tracks[track.state]}</Tag>}
      </span>
      {parcel.lines.map(({ lineId, units }) => (
        <span key={lineId} className="quiet">
          {titleOf(lineId)} × {units}
        </span>
      ))}
      <span className="quiet">
        {parcel.kind === 'parcel' && orders.sentAt} <Time at={parcel.shippedAt} />
      </span>
      {track && <Events track={track} />}
      {parcel.kind === 'parcel' && <ParcelActions order={order} parcel={parcel} track={track} />}
    </li>
  )
}

/** The latest thing that is known, the rest on demand. */
function Events({ track }: { readonly track: ParcelTrack }) {
  const { orders } = useTexts()
  const [isOpen, setOpen] = useState(false)
  const shown = isOpen ? track.events : track.events.slice(0, 1)
  if (shown.length === 0) return <span className="quiet">{orders.noEvents}</span>
  return (
    <div className="parcel-events">
      <Timeline
        items={shown.map(({ state, place, words, at }, index) => ({
          key: `${at}-${index}`,
          color: state === 'problem' ? 'red' : index === 0 ? 'green' : 'gray',
          content: (
            <span className="stack tight">
              <span>{[place, words].filter(Boolean).join(' · ') || orders.tracks[track.state]}</span>
              <span className="quiet">
                <Time at={at} />
              </span>
            </span>
          ),
        }))}
      />
      {track.events.length > 1 && (
        <Button type="link" size="small" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {isOpen ? orders.fewerEvents : orders.allEvents(track.events.length)}
        </Button>
      )}
    </div>
  )
}

/** Until it was delivered and while the order is open; what is refused anyway says why. */
function ParcelActions({ order, parcel, track }: ParcelItemProps) {
  const { orders } = useTexts()
  const mayShip = useMay('orders:ship')
  const [dialog, setDialog] = useState<'correct' | 'void' | null>(null)
  const close = () => setDialog(null)
  const isOpen = order.state === 'paid' || order.state === 'shipped'
  const mayMend = mayShip && isOpen && track?.state !== 'delivered'
  if (!mayMend && !track?.page) return null
  return (
    <Space wrap className="parcel-acts">
      {mayMend && (
        <Button size="small" onClick={() => setDialog('correct')}>
          {orders.correctParcel}
        </Button>
      )}
      {mayMend && (
        <Button size="small" danger onClick={() => setDialog('void')}>
          {orders.voidParcel}
        </Button>
      )}
      {track?.page && (
        <Button size="small" type="link" href={track.page} target="_blank" rel="noopener">
          {orders.sandboxParcel}
        </Button>
      )}
      {dialog === 'correct' && <CorrectParcelDialog orderId={order.id} parcel={parcel} onClose={close} />}
      {dialog === 'void' && <VoidParcelDialog orderId={order.id} parcel={parcel} onClose={close} />}
    </Space>
  )
}
