import { Alert, Tag } from 'antd'
import type { Simulated } from '../../api/simulator.js'
import { useTexts } from '../../i18n/texts.js'
import { Price, priceText } from '../../ui/money-field.js'
import { Panel } from '../../ui/page.js'
import { Thumb } from '../../ui/picture.js'
import { Reasons } from '../../ui/reasons.js'
import { SimulatorDelivery } from './simulator-delivery.js'

interface SimulatorResultProps {
  readonly simulated: Simulated
  /** The answer to what was asked before; the new one is on its way. */
  readonly isStale: boolean
  readonly onDelivery: (method: string) => void
}

/** The price in the way it came about, then every offer with its reason. */
export function SimulatorResult({ simulated, isStale, onDelivery }: SimulatorResultProps) {
  const { common, campaign } = useTexts()
  const texts = campaign.simulator
  const { lines, broken, goods, discount, shipping, shippingState, payable, saved, gifts, reasons, hints } =
    simulated
  return (
    <div className={isStale ? 'stale' : ''} aria-live="polite">
      {broken.length > 0 && (
        <Alert
          type="warning"
          showIcon
          className="gap"
          title={texts.unavailable}
          description={common.listed(broken.map(({ text }) => text))}
        />
      )}
      <Panel title={texts.result}>
        <ul className="lines">
          {lines.map((line) => (
            <li key={line.skuId} className="row">
              <Thumb hash={line.mediaHash} size={44} />
              <span className="stack tight grow">
                <span className="clip">
                  {line.title} <span className="quiet">{line.optionText}</span>
                </span>
                <span className="quiet">
                  <Price money={line.unit} />
                  {line.unit.amount < line.everyday.amount && (
                    <>
                      {' '}
                      <Price money={line.everyday} isStruck />
                    </>
                  )}{' '}
                  × {line.quantity}
                  {line.discount.amount > 0 && ` − ${priceText(line.discount)}`}
                </span>
              </span>
              <strong>
                <Price money={line.payable} />
              </strong>
            </li>
          ))}
          {gifts.map(({ title, units }) => (
            <li key={title} className="row between">
              <span>
                <Tag color="success">{texts.gifts}</Tag> {texts.gift(title, units)}
              </span>
              <Price money={{ amount: 0, currency: payable.currency }} />
            </li>
          ))}
        </ul>
        <dl className="sums sum-lines">
          <dt>{texts.goods}</dt>
          <dd>
            <Price money={goods} />
          </dd>
          {discount.amount > 0 && (
            <>
              <dt>{texts.discount}</dt>
              <dd className="bad">
                −<Price money={discount} />
              </dd>
            </>
          )}
          <dt>{texts.shippingStates[shippingState] ?? texts.shipping}</dt>
          <dd>
            <Price money={shipping} />
          </dd>
          <dt className="strong">{texts.pay}</dt>
          <dd className="total strong">
            <Price money={payable} />
          </dd>
        </dl>
        {saved.amount > 0 && <p className="good">{texts.saved(priceText(saved))}</p>}
      </Panel>
      {simulated.delivery.methods.length > 0 && (
        <SimulatorDelivery delivery={simulated.delivery} onChange={onDelivery} />
      )}
      {reasons.length > 0 && (
        <Panel title={texts.reasons}>
          <Reasons reasons={reasons} />
        </Panel>
      )}
      {hints.length > 0 && (
        <Panel title={texts.hints}>
          <ul className="lines">
            {hints.map((hint) => (
              <li key={hint}>{hint}</li>
            ))}
          </ul>
        </Panel>
      )}
    </div>
  )
}
