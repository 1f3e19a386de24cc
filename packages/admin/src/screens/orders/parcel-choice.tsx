import { Radio } from 'antd'
import type { Pack } from '../../api/packing.js'
import { useTexts } from '../../i18n/texts.js'

/** Value of the choice that leaves the plan aside. */
export const BY_HAND = 'by-hand'

interface ParcelChoiceProps {
  readonly packs: readonly Pack[]
  /** Units no parcel is planned for. */
  readonly openUnits: number
  readonly value: string
  readonly onChange: (packId: string) => void
}

/** The parcels an order was planned to go in, to be sent one after the other; or units of one's own choice. */
export function ParcelChoice({ packs, openUnits, value, onChange }: ParcelChoiceProps) {
  const texts = useTexts().packing
  const isMerged = ({ lines }: Pack) => new Set(lines.map(({ orderId }) => orderId)).size > 1
  return (
    <>
      <h3>{texts.which}</h3>
      <Radio.Group className="stack" value={value} onChange={({ target }) => onChange(target.value)}>
        {packs.map((pack, index) => (
          <Radio key={pack.id} value={pack.id}>
            <span className="stack tight">
              <strong>
                {texts.parcel(index + 1)} {isMerged(pack) && texts.merged}
              </strong>
              <span className="quiet">
                {pack.lines.map(({ title, units }) => `${title} × ${units}`).join('，')}
              </span>
            </span>
          </Radio>
        ))}
        <Radio value={BY_HAND}>
          <span className="stack tight">
            <span>{openUnits > 0 ? texts.unplanned(openUnits) : texts.byHand}</span>
            <span className="quiet">{openUnits > 0 ? texts.openHelp : texts.byHandHelp}</span>
          </span>
        </Radio>
      </Radio.Group>
    </>
  )
}
