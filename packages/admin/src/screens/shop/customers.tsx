import { EyeOutlined } from '@ant-design/icons'
import { useMutation } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { listCustomers, revealPhone } from '../../api/store.js'
import { useMay, useShop } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { Page } from '../../ui/page.js'
import { LoadMore, usePaged } from '../../ui/paging.js'
import { Rows } from '../../ui/rows.js'
import { Loaded, Nothing } from '../../ui/states.js'
import { Time } from '../../ui/time.js'
import { useFail } from '../../ui/use-fail.js'

export function Screen() {
  const { storeId } = useShop()
  const { customers } = useTexts().shop
  const [phone, setPhone] = useState('')
  const list = usePaged(['customers', storeId, phone], (cursor) => listCustomers(storeId, { phone, cursor }))
  return (
    <Page title={customers.title} help={customers.help}>
      <div className="filters">
        <Input.Search
          allowClear
          enterButton
          inputMode="tel"
          placeholder={customers.search}
          onSearch={(text) => setPhone(text.trim())}
        />
      </div>
      <Loaded from={list}>
        {(rows) =>
          rows.length === 0 ? (
            <Nothing
              text={phone ? customers.notFound : customers.empty}
              help={phone ? undefined : customers.emptyHelp}
            />
          ) : (
            <Rows
              rows={rows}
              keyOf={(row) => row.id}
              columns={[
                {
                  title: customers.name,
                  render: (_, row) => row.name || <span className="quiet">{customers.unnamed}</span>,
                },
                {
                  title: customers.phone,
                  render: (_, row) => <Phone id={row.id} masked={row.phoneMasked} />,
                },
                { title: customers.orders, dataIndex: 'ordersPaid', align: 'right' },
                { title: customers.since, render: (_, row) => <Time at={row.createdAt} /> },
              ]}
              card={(row) => (
                <div className="stack tight">
                  <span className="row between">
                    <strong>{row.name || customers.unnamed}</strong>
                    <span className="quiet">{customers.ordersCount(row.ordersPaid)}</span>
                  </span>
                  <Phone id={row.id} masked={row.phoneMasked} />
                </div>
              )}
            />
          )
        }
      </Loaded>
      <LoadMore list={list} />
    </Page>
  )
}

/** Masked until somebody asks; asking is noted by the server. */
function Phone({ id, masked }: { readonly id: string; readonly masked: string }) {
  const { storeId } = useShop()
  const { customers } = useTexts().shop
  const may = useMay('customers:reveal')
  const fail = useFail()
  const reveal = useMutation({ mutationFn: () => revealPhone(storeId, id), onError: fail })
  if (reveal.data) return <a href={`tel:${reveal.data}`}>{reveal.data}</a>
  return (
    <span className="row tight nowrap num">
      {masked || '—'}
      {may && masked && (
        <Button
          size="small"
          type="text"
          icon={<EyeOutlined />}
          loading={reveal.isPending}
          aria-label={customers.reveal}
          title={customers.reveal}
          onClick={() => reveal.mutate()}
        />
      )}
    </span>
  )
}
