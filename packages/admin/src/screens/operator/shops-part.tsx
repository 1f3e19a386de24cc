import { Button, Space, Tag } from 'antd'
import { listEveryShop, type ShopLine } from '../../api/operator.js'
import { useTexts } from '../../i18n/texts.js'
import { LoadMore, usePaged } from '../../ui/paging.js'
import { Rows } from '../../ui/rows.js'
import { Loaded, Nothing } from '../../ui/states.js'
import { Time } from '../../ui/time.js'
import { EVERY_SHOP } from './status-dialog.js'

interface ShopsPartProps {
  readonly onRead: (shop: ShopLine) => void
  readonly onChange: (shop: ShopLine) => void
}

/** Every shop of the installation, with the way to its messages and out of business. */
export function ShopsPart({ onRead, onChange }: ShopsPartProps) {
  const { operator } = useTexts()
  const list = usePaged(EVERY_SHOP, listEveryShop)
  const actions = (row: ShopLine) => (
    <Space>
      <Button onClick={() => onRead(row)}>{operator.messages}</Button>
      <Button danger={row.status === 'active'} onClick={() => onChange(row)}>
        {row.status === 'active' ? operator.suspend : operator.restore}
      </Button>
    </Space>
  )
  return (
    <>
      <div className="section-head">
        <h2>{operator.shops}</h2>
      </div>
      <Loaded from={list}>
        {(rows) =>
          rows.length === 0 ? (
            <Nothing text={operator.shopsEmpty} help={operator.shopsEmptyHelp} />
          ) : (
            <Rows
              rows={rows}
              keyOf={(row) => row.storeId}
              columns={[
                { title: operator.shop, render: (_, row) => <ShopName shop={row} /> },
                { title: operator.status, width: 100, render: (_, row) => <StatusTag shop={row} /> },
                { title: operator.opened, width: 170, render: (_, row) => <Time at={row.createdAt} /> },
                { title: '', width: 190, render: (_, row) => actions(row) },
              ]}
              card={(row) => (
                <div className="stack">
                  <span className="row between">
                    <ShopName shop={row} />
                    <StatusTag shop={row} />
                  </span>
                  <span className="quiet">
                    {operator.opened} <Time at={row.createdAt} />
                  </span>
                  {actions(row)}
                </div>
              )}
            />
          )
        }
      </Loaded>
      <LoadMore list={list} />
    </>
  )
}

function ShopName({ shop }: { readonly shop: ShopLine }) {
  return (
    <span className="stack tight">
      <strong>{shop.name}</strong>
      <a href={shop.origin} target="_blank" rel="noreferrer">
        {new URL(shop.origin).host}
      </a>
    </span>
  )
}

function StatusTag({ shop }: { readonly shop: ShopLine }) {
  const { statuses } = useTexts().operator
  return (
    <Tag color={shop.status === 'active' ? 'success' : 'error'}>{statuses[shop.status] ?? shop.status}</Tag>
  )
}
