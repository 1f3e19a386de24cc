import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Input, Modal } from 'antd'
import { useState } from 'react'
import { addNote, annotateOrders, getDesk, type OrderDesk } from '../../api/desk.js'
import { useMay, useShop } from '../../app/session.js'
import { useStaffNames } from '../../app/use-staff-names.js'
import { useTexts } from '../../i18n/texts.js'
import { priceText } from '../../ui/money-field.js'
import { Panel } from '../../ui/page.js'
import { Loaded } from '../../ui/states.js'
import { Time } from '../../ui/time.js'
import { useFail } from '../../ui/use-fail.js'
import { Risks } from './card-parts.js'
import { TagChips, TagPicker } from './tag-picker.js'

/** What only staff see of an order: what looks odd, tags, notes, and what was changed by hand. */
export function DeskPanel({ orderId }: { readonly orderId: string }) {
  const { storeId } = useShop()
  const { desk } = useTexts()
  const query = useQuery({
    queryKey: ['order-desk', storeId, orderId],
    queryFn: () => getDesk(storeId, orderId),
  })
  return (
    <Panel title={desk.notes} help={desk.notesHelp}>
      <Loaded from={query} rows={2}>
        {(found) => (
          <div className="stack">
            {found.risks.length > 0 && (
              <div className="stack tight">
                <Risks risks={found.risks} />
                <span className="quiet">{desk.risksHelp}</span>
              </div>
            )}
            <Tags orderId={orderId} found={found} />
            <Notes orderId={orderId} found={found} />
            <Changes found={found} />
          </div>
        )}
      </Loaded>
    </Panel>
  )
}

interface PartProps {
  readonly orderId: string
  readonly found: OrderDesk
}

function useRenewDesk(orderId: string): () => Promise<unknown> {
  const { storeId } = useShop()
  const client = useQueryClient()
  return () =>
    Promise.all([
      client.invalidateQueries({ queryKey: ['order-desk', storeId, orderId] }),
      client.invalidateQueries({ queryKey: ['orders', storeId] }),
    ])
}

function Tags({ orderId, found }: PartProps) {
  const { storeId } = useShop()
  const { desk, common } = useTexts()
  const may = useMay('orders:ship')
  const fail = useFail()
  const renew = useRenewDesk(orderId)
  const [isChoosing, setChoosing] = useState(false)
  const set = useMutation({
    mutationFn: (tag: { tagId: string; isOn: boolean }) => annotateOrders(storeId, [orderId], { tag }),
    onSuccess: async () => {
      setChoosing(false)
      await renew()
    },
    onError: fail,
  })
  const off = (tagId: string) => set.mutate({ tagId, isOn: false })
  return (
    <div className="row row-wrap">
      <TagChips tags={found.tags} {...(may ? { onOff: off } : {})} />
      {may && (
        <Button size="small" onClick={() => setChoosing(true)}>
          {desk.tag}
        </Button>
      )}
      <Modal
        open={isChoosing}
        title={desk.tag}
        footer={null}
        closable={{ 'aria-label': common.cancel }}
        onCancel={() => setChoosing(false)}
      >
        <TagPicker onChoose={(tagId) => set.mutate({ tagId, isOn: true })} />
      </Modal>
    </div>
  )
}

function Notes({ orderId, found }: PartProps) {
  const { storeId } = useShop()
  const { desk } = useTexts()
  const may = useMay('orders:ship')
  const nameOf = useStaffNames()
  const fail = useFail()
  const renew = useRenewDesk(orderId)
  const [text, setText] = useState('')
  const add = useMutation({
    mutationFn: () => addNote(storeId, orderId, text.trim()),
    onSuccess: async () => {
      setText('')
      await renew()
    },
    onError: fail,
  })
  return (
    <>
      {found.notes.length === 0 && <p className="quiet">{desk.noNotes}</p>}
      <ul className="lines">
        {found.notes.map(({ id, body, actor, at }) => (
          <li key={id} className="stack tight">
            <span className="pre">{body}</span>
            <span className="quiet">
              {nameOf(actor)} · <Time at={at} />
            </span>
          </li>
        ))}
      </ul>
      {may && (
        <div className="row">
          <Input.TextArea
            className="grow"
            autoSize={{ minRows: 1, maxRows: 4 }}
            maxLength={500}
            placeholder={desk.notePlaceholder}
            aria-label={desk.addNote}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
          <Button disabled={text.trim() === ''} loading={add.isPending} onClick={() => add.mutate()}>
            {desk.addNote}
          </Button>
        </div>
      )}
    </>
  )
}

function Changes({ found }: { readonly found: OrderDesk }) {
  const { desk } = useTexts()
  const nameOf = useStaffNames()
  return (
    <>
      {found.priceChanges.length > 0 && <h3>{desk.priceLog}</h3>}
      {found.priceChanges.map(({ from, to, reason, actor, at }) => (
        <span key={at} className="stack tight">
          <span>
            {priceText(from)} → <strong>{priceText(to)}</strong> {reason}
          </span>
          <span className="quiet">
            {nameOf(actor)} · <Time at={at} />
          </span>
        </span>
      ))}
      {found.addressChanges.length > 0 && <h3>{desk.addressLog}</h3>}
      {found.addressChanges.map(({ parts, actor, at }) => (
        <span key={at} className="quiet">
          {parts.map((part) => desk.parts[part] ?? part).join(' · ')} · {nameOf(actor)} · <Time at={at} />
        </span>
      ))}
    </>
  )
}
