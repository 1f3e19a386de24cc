import { Tag } from 'antd'
import type { OrderState, Says } from '../../api/orders.js'
import { useTexts } from '../../i18n/texts.js'

const COLORS: Readonly<Record<OrderState, string>> = {
  unpaid: 'default',
  paid: 'warning',
  shipped: 'processing',
  received: 'processing',
  completed: 'success',
  cancelled: 'default',
  refunded: 'default',
}

interface StateTagProps {
  readonly state: OrderState
  readonly isPartShipped: boolean
  readonly says: Says | null
}

export function StateTag({ state, isPartShipped, says }: StateTagProps) {
  const { orders } = useTexts()
  const usual = isPartShipped ? orders.partShipped : orders.states[state]
  return <Tag color={COLORS[state]}>{says?.stage?.name ?? usual}</Tag>
}

/** What mechanics say of an order in a few words. */
export function BadgeTags({ badges }: { readonly badges: readonly string[] }) {
  return badges.map((text) => (
    <Tag key={text} color="gold">
      {text}
    </Tag>
  ))
}
