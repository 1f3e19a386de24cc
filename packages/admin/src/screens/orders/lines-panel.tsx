import { Tag } from 'antd'
import { Link } from 'react-router'
import type { Order } from '../../api/orders.js'
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
              {line.gift && (
                <span className="row row-wrap">
                  <Tag color="success">{orders.gift}</Tag>
                  {line.gift.text && <span className="quiet">{line.gift.text}</span>}
                </span>
              )}
              <span className="quiet">
                {[
                  line.shippedUnits > 0 &&
                    orders.shippedUnits(line.shippedUnits, line.quantity, order.says?.gone),
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
