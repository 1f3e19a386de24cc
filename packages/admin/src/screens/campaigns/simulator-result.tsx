import { Alert, Tag } from 'antd'
import type { PriceReason, Simulated } from '../../api/simulator.js'
import { useTexts } from '../../i18n/texts.js'
import { Price, priceText } from '../../ui/money-field.js'
import { Panel } from '../../ui/page.js'
import { Thumb } from '../../ui/picture.js'

interface SimulatorResultProps {
  readonly simulated: Simulated
  /** The answer to what was asked before; the new one is on its way. */
  readonly isStale: boolean
}

/** The price in the way it came about, then every offer with its reason. */
export function SimulatorResult({ simulated, isStale }: SimulatorResultProps) {
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
      <Reasons reasons={reasons} />
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

const OUTCOMES = ['won', 'lost', 'refused'] as const
const COLOURS = { won: 'success', lost: 'default', refused: 'warning' } as const

function Reasons({ reasons }: { readonly reasons: readonly PriceReason[] }) {
  const { simulator: texts } = useTexts().campaign
  if (reasons.length === 0) return null
  const sorted = reasons.toSorted((a, b) => OUTCOMES.indexOf(a.outcome) - OUTCOMES.indexOf(b.outcome))
  return (
    <Panel title={texts.reasons}>
      <ul className="lines">
        {sorted.map(({ label, outcome, text, plugin, code }, index) => (
          <li key={`${plugin}${label}${code}${index}`} className="row reason">
            <Tag color={COLOURS[outcome]}>{texts[outcome]}</Tag>
            <span>{text}</span>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
