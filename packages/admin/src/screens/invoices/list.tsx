import { Tag } from 'antd'
import { Link, useSearchParams } from 'react-router'
import { type Invoice, listInvoices } from '../../api/invoices.js'
import { usePath, useShop } from '../../app/session.js'
import { useZone } from '../../app/use-settings.js'
import { useTexts } from '../../i18n/texts.js'
import { GroupedList } from '../../ui/grouped-list.js'
import { Price } from '../../ui/money-field.js'
import { Page } from '../../ui/page.js'
import { usePaged } from '../../ui/paging.js'
import { Rows } from '../../ui/rows.js'
import { Time } from '../../ui/time.js'

const GROUPS = ['asked', 'red', 'issued', 'refused', 'withdrawn'] as const
type Group = (typeof GROUPS)[number]

/** What shoppers asked an invoice for; what is to be made out comes first. */
export function Screen() {
  const { storeId } = useShop()
  const { invoices: texts } = useTexts()
  const [search, setSearch] = useSearchParams()
  const group = GROUPS.find((one) => one === search.get('state')) ?? 'asked'
  const list = usePaged<Invoice>(['invoices', storeId, 'list', group], (cursor) =>
    listInvoices(storeId, group, cursor),
  )
  return (
    <Page title={texts.title} help={texts.help}>
      <GroupedList
        groups={GROUPS}
        group={group}
        onGroup={(state) => setSearch({ state }, { replace: true })}
        texts={texts}
        list={list}
      >
        {(rows) => <InvoiceRows rows={rows} />}
      </GroupedList>
    </Page>
  )
}

const groupOf = ({ state, needsRed }: Invoice): Group => (needsRed ? 'red' : state)

export function InvoiceTag({ invoice }: { readonly invoice: Invoice }) {
  const { groups } = useTexts().invoices
  const group = groupOf(invoice)
  const color = group === 'asked' ? 'orange' : group === 'red' ? 'red' : group === 'issued' ? 'green' : ''
  return <Tag {...(color ? { color } : {})}>{groups[group]}</Tag>
}

function InvoiceRows({ rows }: { readonly rows: readonly Invoice[] }) {
  const texts = useTexts().invoices
  const to = usePath()
  const zone = useZone()
  const link = ({ id }: Invoice) => to(`/invoices/${id}`)
  return (
    <Rows
      rows={rows}
      keyOf={(row) => row.id}
      columns={[
        { title: texts.buyer, render: (_, row) => <Link to={link(row)}>{row.title}</Link> },
        { title: texts.kind, render: (_, row) => texts.kinds[row.kind] },
        { title: texts.order, render: (_, row) => row.orderNumber },
        { title: texts.askedAt, render: (_, row) => <Time at={row.askedAt} zone={zone} /> },
        { title: texts.amount, align: 'right', render: (_, row) => <Price money={row.amount} /> },
        { title: texts.state, render: (_, row) => <InvoiceTag invoice={row} /> },
      ]}
      card={(row) => (
        <Link to={link(row)} className="card-link stack tight">
          <span className="row between">
            <strong>{row.title}</strong>
            <InvoiceTag invoice={row} />
          </span>
          <span className="row between">
            <span className="quiet">
              {texts.kinds[row.kind]} · {row.orderNumber}
            </span>
            <strong>
              <Price money={row.amount} />
            </strong>
          </span>
          <span className="quiet">
            <Time at={row.askedAt} zone={zone} />
          </span>
        </Link>
      )}
    />
  )
}
