import type { ReactNode } from 'react'
import { Link } from 'react-router'
import type { Order } from '../../api/orders.js'
import type { Money } from '../../api/types.js'
import { usePath } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { Price, priceText } from '../../ui/money-field.js'
import { Panel } from '../../ui/page.js'
import { Thumb } from '../../ui/picture.js'

export function LinesPanel({ order }: { readonly order: Order }) {
  const { orders } = useTexts()
  const to = usePath()
  return (
    <Panel title={orders.lines}>
      <ul className="lines">
        {order.lines.map((line) => (
          <li key={line.id} className="row">
            <Thumb hash={line.mediaHash} size={64} />
            <span className="stack tight grow">
              <Link to={to(`/products/${line.productId}`)} className="clip">
                {line.title}
              </Link>
              <span className="quiet">{[line.options, line.code].filter(Boolean).join(' · ')}</span>
              <span className="quiet">
                {[
                  line.shippedUnits > 0 && orders.shippedUnits(line.shippedUnits, line.quantity),
                  line.refundedUnits > 0 && orders.refundedUnits(line.refundedUnits),
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </span>
            </span>
            <span className="stack tight amount">
              <span>
                <Price money={line.unit} /> × {line.quantity}
              </span>
              {line.everydayUnit.amount > line.unit.amount && <Price money={line.everydayUnit} isStruck />}
              {line.discount.amount > 0 && (
                <span className="quiet">{orders.discounted(priceText(line.paid))}</span>
              )}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

/** How the total came about, every discount with its reason. */
export function PricePanel({ order }: { readonly order: Order }) {
  const { orders } = useTexts()
  const less = ({ amount, currency }: Money): Money => ({ amount: -amount, currency })
  return (
    <Panel title={orders.price}>
      <dl className="sums">
        <Sum label={orders.goods} money={order.goods} />
        {order.discounts.map(({ label, amount }) => (
          <Sum key={`${label}-${amount.amount}`} label={label} money={less(amount)} />
        ))}
        {order.discounts.length === 0 && order.discount.amount > 0 && (
          <Sum label={orders.discount} money={less(order.discount)} />
        )}
        <Sum label={orders.shipping} money={order.shipping} />
        <Sum label={<strong>{orders.payable}</strong>} money={order.payable} isStrong />
        {order.paid.amount > 0 && <Sum label={orders.paid} money={order.paid} />}
        {order.refunded.amount > 0 && <Sum label={orders.refunded} money={less(order.refunded)} />}
      </dl>
      {order.transactionId && (
        <p className="quiet">
          {orders.transaction} <span className="select-all">{order.transactionId}</span>
        </p>
      )}
    </Panel>
  )
}

interface SumProps {
  readonly label: ReactNode
  readonly money: Money
  readonly isStrong?: boolean
}

function Sum({ label, money, isStrong = false }: SumProps) {
  return (
    <div className="row between">
      <dt className={isStrong ? undefined : 'quiet'}>{label}</dt>
      <dd className={isStrong ? 'strong' : undefined}>
        <Price money={money} />
      </dd>
    </div>
  )
}
