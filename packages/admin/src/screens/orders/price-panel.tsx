import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { type ReactNode, useState } from 'react'
import { explainPrice, type Order } from '../../api/orders.js'
import type { Money } from '../../api/types.js'
import { useShop } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { Price, priceText } from '../../ui/money-field.js'
import { Panel } from '../../ui/page.js'
import { Reasons } from '../../ui/reasons.js'
import { Loaded } from '../../ui/states.js'

/** How the total came about, every discount with its reason. */
export function PricePanel({ order }: { readonly order: Order }) {
  const { orders } = useTexts()
  // Where the parts that took something off are not known, the fee stands as it was paid.
  const full = order.discounts.length > 0 ? order.shippingFull : order.shipping
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
        <Sum label={orders.shipping} money={full} />
        <Sum label={<strong>{orders.payable}</strong>} money={order.payable} isStrong />
        {order.paid.amount > 0 && <Sum label={orders.paid} money={order.paid} />}
        {order.refunded.amount > 0 && <Sum label={orders.refunded} money={less(order.refunded)} />}
      </dl>
      {order.saved.amount > 0 && <p className="good">{orders.saved(priceText(order.saved))}</p>}
      <Why orderId={order.id} />
      {order.transactionId && (
        <p className="quiet">
          {orders.transaction} <span className="select-all">{order.transactionId}</span>
        </p>
      )}
    </Panel>
  )
}

/** The reasons of the day it was bought, asked for when somebody wants to know. */
function Why({ orderId }: { readonly orderId: string }) {
  const { storeId } = useShop()
  const { orders } = useTexts()
  const [isOpen, setOpen] = useState(false)
  const record = useQuery({
    queryKey: ['price-record', storeId, orderId],
    queryFn: () => explainPrice(storeId, orderId),
    enabled: isOpen,
    staleTime: Number.POSITIVE_INFINITY,
  })
  if (!isOpen)
    return (
      <Button type="link" size="small" className="why-link" onClick={() => setOpen(true)}>
        {orders.why}
      </Button>
    )
  return (
    <Loaded from={record} rows={2}>
      {({ reasons, isSame }) => (
        <>
          {reasons.length === 0 ? (
            <p className="quiet">{orders.whyNothing}</p>
          ) : (
            <Reasons reasons={reasons} />
          )}
          {isSame !== null && (
            <p className={isSame ? 'quiet' : 'bad'}>{isSame ? orders.sameAgain : orders.otherNow}</p>
          )}
        </>
      )}
    </Loaded>
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
