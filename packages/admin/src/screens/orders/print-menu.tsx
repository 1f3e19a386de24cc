import { PrinterOutlined } from '@ant-design/icons'
import { Button, Dropdown } from 'antd'
import type { Order } from '../../api/orders.js'
import { type Sheet, sheetAddress } from '../../api/parcels.js'
import { useMay, useShop } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'

/** Slip and label for what goes by parcel, a receipt for every order; each opens in a tab of its own. */
export function PrintMenu({ order }: { readonly order: Order }) {
  const { storeId } = useShop()
  const { orders } = useTexts()
  const mayShip = useMay('orders:ship')
  const isSent =
    mayShip &&
    order.address?.regionCode &&
    order.state !== 'unpaid' &&
    order.lines.some(({ deliveryKind }) => deliveryKind === 'physical')
  const sheets: readonly Sheet[] = isSent ? ['packing-slips', 'labels', 'receipts'] : ['receipts']
  const items = sheets.map((sheet) => ({
    key: sheet,
    label: (
      <a href={sheetAddress(storeId, sheet, [order.id])} target="_blank" rel="noopener">
        {orders.sheets[sheet]}
      </a>
    ),
  }))
  return (
    <Dropdown trigger={['click']} menu={{ items }}>
      <Button icon={<PrinterOutlined />}>{orders.print}</Button>
    </Dropdown>
  )
}
