import { Radio } from 'antd'
import type { Simulated, SimulatedMethod } from '../../api/simulator.js'
import { useTexts } from '../../i18n/texts.js'
import { Price, priceText } from '../../ui/money-field.js'
import { Panel } from '../../ui/page.js'

interface SimulatorDeliveryProps {
  readonly delivery: Simulated['delivery']
  readonly onChange: (method: string) => void
}

/** The shop's ways of delivery with what each costs; the price above goes by the one that is picked. */
export function SimulatorDelivery({ delivery, onChange }: SimulatorDeliveryProps) {
  const { simulator: texts } = useTexts().campaign
  return (
    <Panel title={texts.delivery}>
      <Radio.Group
        className="choices-list"
        aria-label={texts.delivery}
        value={delivery.chosen}
        onChange={(event) => onChange(event.target.value as string)}
      >
        {delivery.methods.map((method) => (
          <Radio key={method.id} value={method.id}>
            <Way method={method} />
          </Radio>
        ))}
      </Radio.Group>
    </Panel>
  )
}

function Way({ method: { title, text, isAvailable, fee, missing } }: { readonly method: SimulatedMethod }) {
  const { simulator: texts } = useTexts().campaign
  return (
    <span className="stack tight">
      <span>
        {title}{' '}
        {isAvailable && (fee ? <Price money={fee} /> : <span className="quiet">{texts.feeByRegion}</span>)}
      </span>
      <span className="quiet">{missing ? texts.missing(priceText(missing)) : text}</span>
    </span>
  )
}
