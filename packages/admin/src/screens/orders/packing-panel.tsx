import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, App, AutoComplete, Button, Checkbox, Form, Input, InputNumber, Modal } from 'antd'
import { useState } from 'react'
import type { Order } from '../../api/orders.js'
import {
  dropPack,
  getPacking,
  type Pack,
  type Packing,
  type PackLine,
  planPack,
  shipPack,
} from '../../api/packing.js'
import { useMay, useShop } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { Act } from '../../ui/act.js'
import { Panel } from '../../ui/page.js'
import { useFail } from '../../ui/use-fail.js'
import { useRenewOrder } from './use-renew-order.js'

const CARRIER_KEPT = 'mamapu.carrier'
const SENDABLE = new Set(['paid'])

/** What goes into which parcel before anything leaves; nothing where there is nothing to split or to put together. */
export function PackingPanel({ order }: { readonly order: Order }) {
  const { storeId } = useShop()
  const may = useMay('orders:ship')
  const isOpen = may && SENDABLE.has(order.state)
  const query = useQuery({
    queryKey: ['order', storeId, order.id, 'packing'],
    queryFn: () => getPacking(storeId, order.id),
    enabled: isOpen,
  })
  if (!isOpen || !query.data) return null
  const { packs, open, others } = query.data
  const units = open.reduce((sum, line) => sum + line.units, 0)
  if (packs.length === 0 && units < 2 && others.length === 0) return null
  return <Plan order={order} packing={query.data} canSplit={units > 1 || (packs.length > 0 && units > 0)} />
}

function Plan({
  order,
  packing,
  canSplit,
}: {
  readonly order: Order
  readonly packing: Packing
  readonly canSplit: boolean
}) {
  const texts = useTexts().packing
  const [dialog, setDialog] = useState<'split' | 'merge' | null>(null)
  const close = () => setDialog(null)
  const { packs, open, others } = packing
  return (
    <Panel title={texts.title}>
      <div className="stack">
        {packs.length === 0 && <p className="quiet">{texts.help}</p>}
        {others.length > 0 && <Alert type="info" showIcon title={texts.othersFound(others.length)} />}
        {packs.map((pack, index) => (
          <PackRow key={pack.id} pack={pack} index={index} />
        ))}
        {packs.length > 0 && open.length > 0 && (
          <p className="warn">{texts.unplanned(open.reduce((sum, line) => sum + line.units, 0))}</p>
        )}
        <div className="row row-wrap">
          {canSplit && <Button onClick={() => setDialog('split')}>{texts.split}</Button>}
          {others.length > 0 && open.length > 0 && (
            <Button onClick={() => setDialog('merge')}>{texts.merge}</Button>
          )}
        </div>
      </div>
      {dialog === 'split' && <SplitDialog order={order} open={open} onClose={close} />}
      {dialog === 'merge' && <MergeDialog order={order} packing={packing} onClose={close} />}
    </Panel>
  )
}

function PackRow({ pack, index }: { readonly pack: Pack; readonly index: number }) {
  const { storeId } = useShop()
  const { packing: texts, orders, common } = useTexts()
  const client = useQueryClient()
  const renew = () => client.invalidateQueries({ queryKey: ['orders', storeId] })
  const isMerged = new Set(pack.lines.map(({ orderId }) => orderId)).size > 1
  const isVoid = pack.state === 'void'
  const required = { required: true, whitespace: true, message: common.required }
  return (
    <div className="pack stack">
      <span className="row between row-wrap">
        <strong>
          {texts.parcel(index + 1)} {isMerged && texts.merged}
        </strong>
      </span>
      <ul className="lines">
        {pack.lines.map((line) => (
          <li key={line.lineId} className="row between">
            <span className="stack tight">
              <span className="clip">{line.title}</span>
              {isMerged && <span className="quiet num">{line.orderNumber}</span>}
            </span>
            <span className="num">× {line.units}</span>
          </li>
        ))}
      </ul>
      {pack.isStale && <p className="warn">{texts.stale}</p>}
      {isVoid && <p className="warn">{texts.isVoid}</p>}
      <div className="row row-wrap">
        {!pack.isStale && !isVoid && (
          <Act<{ carrier: string; trackingNumber: string }>
            renews="order"
            label={orders.ship}
            button={{ type: 'primary' }}
            title={orders.shipTitle}
            help={isMerged ? texts.shipMergedHelp : texts.shipHelp}
            done={orders.shipped}
            onDone={() => void renew()}
            act={async ({ carrier, trackingNumber }) => {
              await shipPack(storeId, pack.id, { carrier, trackingNumber })
              localStorage.setItem(CARRIER_KEPT, carrier)
            }}
          >
            <Form.Item
              name="carrier"
              label={orders.carrier}
              rules={[required]}
              initialValue={localStorage.getItem(CARRIER_KEPT) ?? ''}
            >
              <AutoComplete maxLength={40} options={orders.carriers.map((value) => ({ value }))} />
            </Form.Item>
            <Form.Item name="trackingNumber" label={orders.tracking} rules={[required]}>
              <Input maxLength={60} autoCapitalize="characters" autoCorrect="off" />
            </Form.Item>
          </Act>
        )}
        <Act
          renews="order"
          label={isVoid ? texts.putAway : texts.drop}
          title={isVoid ? texts.putAway : texts.drop}
          help={isVoid ? texts.putAwayHelp : texts.dropHelp}
          act={() => dropPack(storeId, pack.id)}
        />
      </div>
    </div>
  )
}

/** Plans a pack and says so; what was refused meanwhile is looked at again. */
function usePlan(order: Order, onClose: () => void) {
  const { storeId } = useShop()
  const texts = useTexts().packing
  const { message } = App.useApp()
  const fail = useFail()
  const renew = useRenewOrder(order.id)
  return useMutation({
    mutationFn: (lines: readonly PackLine[]) => planPack(storeId, lines),
    onSuccess: async () => {
      void message.success(texts.planned)
      onClose()
      await renew()
    },
    onError: async (error) => {
      fail(error)
      await renew()
    },
  })
}

interface SplitProps {
  readonly order: Order
  readonly open: readonly PackLine[]
  readonly onClose: () => void
}

function SplitDialog({ order, open, onClose }: SplitProps) {
  const { packing: texts, common } = useTexts()
  const plan = usePlan(order, onClose)
  const [units, setUnits] = useState<Readonly<Record<string, number>>>({})
  const lines = open
    .map((line) => ({ ...line, units: units[line.lineId] ?? 0 }))
    .filter((line) => line.units > 0)
  return (
    <Modal
      open
      title={texts.split}
      onCancel={onClose}
      cancelText={common.cancel}
      okText={texts.plan}
      okButtonProps={{ disabled: lines.length === 0 }}
      confirmLoading={plan.isPending}
      onOk={() => plan.mutate(lines)}
    >
      <p className="quiet">{texts.splitHelp}</p>
      <ul className="lines">
        {open.map((line) => (
          <li key={line.lineId} className="row between">
            <span className="stack tight">
              <span className="clip">{line.title}</span>
              <span className="quiet">{texts.left(line.units)}</span>
            </span>
            <InputNumber
              aria-label={line.title}
              min={0}
              max={line.units}
              precision={0}
              value={units[line.lineId] ?? 0}
              onChange={(count) => setUnits({ ...units, [line.lineId]: count ?? 0 })}
            />
          </li>
        ))}
      </ul>
    </Modal>
  )
}

interface MergeProps {
  readonly order: Order
  readonly packing: Packing
  readonly onClose: () => void
}

function MergeDialog({ order, packing: { open, others }, onClose }: MergeProps) {
  const { packing: texts, common } = useTexts()
  const plan = usePlan(order, onClose)
  const [chosen, setChosen] = useState<readonly string[]>(() => others.map(({ orderId }) => orderId))
  const lines = [
    ...open,
    ...others.filter(({ orderId }) => chosen.includes(orderId)).flatMap((one) => one.lines),
  ]
  return (
    <Modal
      open
      title={texts.merge}
      onCancel={onClose}
      cancelText={common.cancel}
      okText={texts.plan}
      okButtonProps={{ disabled: chosen.length === 0 }}
      confirmLoading={plan.isPending}
      onOk={() => plan.mutate(lines)}
    >
      <p className="quiet">{texts.mergeHelp}</p>
      <ul className="lines">
        {others.map(({ orderId, number, lines: goods }) => (
          <li key={orderId}>
            <Checkbox
              checked={chosen.includes(orderId)}
              onChange={({ target }) =>
                setChosen(target.checked ? [...chosen, orderId] : chosen.filter((one) => one !== orderId))
              }
            >
              <span className="stack tight">
                <span className="num">{number}</span>
                <span className="quiet">
                  {goods.map(({ title, units }) => `${title} × ${units}`).join('，')}
                </span>
              </span>
            </Checkbox>
          </li>
        ))}
      </ul>
    </Modal>
  )
}
