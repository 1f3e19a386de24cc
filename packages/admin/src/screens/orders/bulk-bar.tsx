import { useQueryClient } from '@tanstack/react-query'
import { Button, Input, Modal, Progress } from 'antd'
import { useState } from 'react'
import { annotateOrders, type BulkWork, type DeskCard, type Outcome } from '../../api/desk.js'
import { sheetAddress } from '../../api/parcels.js'
import { useShop } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { useFail } from '../../ui/use-fail.js'
import { TagPicker } from './tag-picker.js'

/** Orders of one call: few enough to see it move. */
const AT_ONCE = 20

type Deed = 'tag' | 'untag' | 'note'

interface BulkBarProps {
  readonly chosen: readonly DeskCard[]
  readonly onClear: () => void
  readonly onAll: () => void
}

/** What can be done with all chosen orders together; always in reach of the thumb. */
export function BulkBar({ chosen, onClear, onAll }: BulkBarProps) {
  const { desk } = useTexts()
  const { storeId } = useShop()
  const [deed, setDeed] = useState<Deed | null>(null)
  if (chosen.length === 0) return null
  return (
    <div className="bulk-bar row row-wrap">
      <strong>{desk.selected(chosen.length)}</strong>
      <Button size="small" onClick={onAll}>
        {desk.selectAll}
      </Button>
      <Button size="small" onClick={onClear}>
        {desk.unselect}
      </Button>
      {(['tag', 'untag', 'note'] as const).map((one) => (
        <Button key={one} size="small" type="primary" ghost onClick={() => setDeed(one)}>
          {desk[one]}
        </Button>
      ))}
      <Button
        size="small"
        href={sheetAddress(
          storeId,
          'packing-slips',
          chosen.map(({ id }) => id),
        )}
        target="_blank"
      >
        {desk.print}
      </Button>
      {deed && <BulkDialog deed={deed} chosen={chosen} onClose={() => setDeed(null)} />}
    </div>
  )
}

interface BulkDialogProps {
  readonly deed: Deed
  readonly chosen: readonly DeskCard[]
  readonly onClose: () => void
}

function BulkDialog({ deed, chosen, onClose }: BulkDialogProps) {
  const { storeId } = useShop()
  const { desk, common } = useTexts()
  const client = useQueryClient()
  const fail = useFail()
  const [note, setNote] = useState('')
  const [outcomes, setOutcomes] = useState<readonly Outcome[] | null>(null)
  const run = async (work: BulkWork) => {
    let done: readonly Outcome[] = []
    setOutcomes(done)
    try {
      for (let at = 0; at < chosen.length; at += AT_ONCE) {
        const ids = chosen.slice(at, at + AT_ONCE).map(({ id }) => id)
        done = [...done, ...(await annotateOrders(storeId, ids, work))]
        setOutcomes(done)
      }
    } catch (error) {
      fail(error)
    }
    await client.invalidateQueries({ queryKey: ['orders', storeId] })
  }
  const isNoting = deed === 'note' && outcomes === null
  return (
    <Modal
      open
      title={desk.bulkTitle[deed]}
      onCancel={onClose}
      cancelText={outcomes ? common.back : common.cancel}
      okText={common.save}
      okButtonProps={{ disabled: note.trim() === '', ...(isNoting ? {} : { style: { display: 'none' } }) }}
      onOk={() => void run({ note: note.trim() })}
    >
      {outcomes ? (
        <Outcomes outcomes={outcomes} chosen={chosen} />
      ) : deed === 'note' ? (
        <Input.TextArea
          autoFocus
          rows={3}
          maxLength={500}
          placeholder={desk.notePlaceholder}
          aria-label={desk.note}
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
      ) : (
        <TagPicker onChoose={(tagId) => void run({ tag: { tagId, isOn: deed === 'tag' } })} />
      )}
    </Modal>
  )
}

interface OutcomesProps {
  readonly outcomes: readonly Outcome[]
  readonly chosen: readonly DeskCard[]
}

/** How far it is, and what became of each order. */
function Outcomes({ outcomes, chosen }: OutcomesProps) {
  const { desk } = useTexts()
  const percent = Math.round((outcomes.length / chosen.length) * 100)
  return (
    <>
      <Progress percent={percent} />
      <p className="quiet">{desk.bulkDone(outcomes.length, chosen.length)}</p>
      <ul className="lines">
        {outcomes.map(({ orderId, outcome }) => (
          <li key={orderId} className="row between">
            <span className="num">{chosen.find(({ id }) => id === orderId)?.number}</span>
            <span className={outcome === 'refused' ? 'bad' : 'quiet'}>{desk.outcomes[outcome]}</span>
          </li>
        ))}
      </ul>
    </>
  )
}
